"""Prompts and templates: what is placed where, what a template may read, and where a wrong word stands."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.model import DialogueHere, Speaker, Tag
from tests.unit.resolve.reading import (
    HEAD,
    LIBRARY,
    fault_of,
    faults_of,
    load,
    only_shot,
    read,
    told,
    under,
    underlined,
)


def test_a_template_places_the_shots_own_words() -> None:
    shot = only_shot(
        HEAD
        + """
vars: {look: 35 mm film.}
templates: {house: "Night. {{ prompt }} {{ look }}\\n"}
scenes: [{id: s, template: house, prompt: "  She waits.  "}]
"""
    )

    assert shot.prompt == ("Night. She waits. 35 mm film.",)


def test_none_switches_an_inherited_template_off() -> None:
    shot = only_shot("""
        storyboard: 1
        title: T
        defaults: {model: m, template: house}
        templates: {house: "Night. {{ prompt }}"}
        scenes: [{id: s, template: none, prompt: She waits.}]
    """)

    assert shot.prompt == ("She waits.",)


def test_with_goes_over_vars_and_merges_key_by_key() -> None:
    shot = only_shot(
        HEAD
        + """
vars: {who: nobody, where: here}
scenes:
  - id: s
    with: {who: somebody, when: now}
    shots: [{id: a, with: {who: Mei}, prompt: "{{ who }} {{ where }} {{ when }}"}]
"""
    )

    assert shot.prompt == ("Mei here now",)


def test_a_template_knows_where_it_is() -> None:
    shots = read(
        HEAD
        + """
templates:
  t: "{{ title }}/{{ episode }} {{ scene.index }}.{{ shot.index }} {{ shot.name }}: {{ prompt }}"
scenes:
  - {id: a, template: t, prompt: P.}
  - {id: b, template: t, shots: [{id: c, prompt: Q.}, {id: d, prompt: R.}]}
"""
    ).shots

    assert [shot.prompt for shot in shots] == [
        ("T/s01e01 1.1 a: P.",),
        ("T/s01e01 2.1 b/c: Q.",),
        ("T/s01e01 2.2 b/d: R.",),
    ]


def test_a_template_reads_references_by_tag() -> None:
    shot = only_shot(
        HEAD
        + """
references: {mei: {name: Mei Lin, description: a liar}}
scenes: [{id: s, prompt: "{{ references.mei.name }}, {{ references['mei'].description }}"}]
"""
    )

    assert shot.prompt == ("Mei Lin, a liar",)


def test_a_value_is_no_template_but_may_hold_a_tag() -> None:
    text = (
        HEAD
        + """
references: {mei: {name: Mei Lin}}
scenes: [{id: s, with: {who: "@mei"}, prompt: "Close on {{ who }}."}]
"""
    )

    tag = only_shot(text).prompt[1]

    assert isinstance(tag, Tag)
    assert underlined(tag.place, text) == "@mei"
    assert tag.place.line == 6


def test_a_tag_may_be_put_together() -> None:
    shot = only_shot(
        HEAD
        + """
references: {mei: {name: Mei Lin}}
scenes: [{id: s, with: {who: mei}, prompt: "Close on @{{ who }}."}]
"""
    )

    assert [type(piece) for piece in shot.prompt] == [str, Tag, str]


def test_filters_and_chains_keep_where_text_came_from() -> None:
    text = (
        HEAD
        + """
scenes: [{id: s, with: {who: "@MIE"}, prompt: "{{ 'Close on ' ~ who | lower | trim }}."}]
"""
    )

    fault = fault_of(text)

    assert (fault.code, underlined(fault.place, text)) == ("R001", '"@MIE"')


def test_a_prompt_keeps_its_tags_whatever_filter_it_goes_through() -> None:
    text = (
        HEAD
        + """
references: {mei: {name: Mei Lin}}
templates: {t: "{{ ('close on ' ~ prompt) | title }}{% if prompt == '@mei waits' %}!{% endif %}"}
scenes: [{id: s, template: t, with: {who: "@mei"}, prompt: "{{ who }} waits"}]
"""
    )

    assert told(text) == [("R001", '"@mei"')]
    assert fault_of(text).message == "`@Mei` is not a reference of this episode"
    assert [piece for piece in only_shot(text.replace("| title", "")).prompt if isinstance(piece, str)] == [
        "close on ",
        " waits!",
    ]


# --- dialogue ---------------------------------------------------------------------------------------------

TALK = (
    HEAD
    + """
references: {mei: {name: Mei Lin}}
templates:
  whole: "{{ prompt }} [{{ dialogue }}]"
  lines: >-
    {{ prompt }}{% for line in dialogue %} {{ line.who }}{% if line.delivery %} ({{ line.delivery }})
    {%- endif %}: {{ line.line }}{% endfor %}
  told: "{{ prompt }}{% if dialogue %} They talk.{% endif %}"
  voices: >-
    {{ prompt }}{% for line in dialogue %}{% if line.who == 'mei' %} A voice.{% endif %}
    {%- endfor %}
scenes:
  - id: s
    template: TEMPLATE
    prompt: She turns.
    dialogue: [{who: mei, line: Three months., delivery: dry}, {who: narrator, line: "So it was."}]
"""
)


@pytest.mark.parametrize(
    ("template", "pieces", "is_placed"),
    [
        ("whole", ("She turns. [", DialogueHere(), "]"), True),
        (
            "lines",
            ("She turns. ", Speaker("mei"), " (dry): Three months."),
            True,
        ),
        ("told", ("She turns. They talk.",), False),
        ("voices", ("She turns. A voice.",), False),
        ("none", ("She turns.",), False),
    ],
)
def test_a_template_may_place_the_dialogue(
    template: str, pieces: tuple[object, ...], is_placed: bool
) -> None:
    shot = only_shot(TALK.replace("TEMPLATE", template))

    assert shot.prompt == pieces
    assert shot.is_dialogue_placed is is_placed


@pytest.mark.parametrize("dialogue", ["", ", dialogue: [{who: narrator, line: So it was.}]"])
def test_a_dialogue_that_nobody_speaks_is_placed_as_nothing(dialogue: str) -> None:
    prompt = "'She turns. {{ dialogue }}{% if dialogue %} They talk.{% endif %}'"

    shot = only_shot(HEAD + f"scenes: [{{id: s, prompt: {prompt}{dialogue}}}]")

    assert shot.prompt == ("She turns.",)


# --- faults -----------------------------------------------------------------------------------------------


def test_an_unknown_template_has_a_suggestion() -> None:
    text = HEAD + "templates: {house: '{{ prompt }}'}\nscenes: [{id: s, template: hose, prompt: P.}]"

    fault = fault_of(text)

    assert (fault.code, underlined(fault.place, text), fault.label) == (
        "T001",
        "hose",
        "did you mean `house`?",
    )


@pytest.mark.parametrize("template", ["Night.", "{{ title }}", "{% if prompt %}Night.{% endif %}"])
def test_a_template_that_drops_the_prompt_is_a_fault(template: str) -> None:
    text = HEAD + f"templates: {{t: '{template}'}}\nscenes: [{{id: s, template: t, prompt: P.}}]"

    assert [code for code, _ in told(text)] == ["T002"]


def test_a_template_may_place_the_prompt_changed() -> None:
    shot = only_shot(
        HEAD + "templates: {t: '{{ prompt | upper }}!'}\nscenes: [{id: s, template: t, prompt: run}]"
    )

    assert shot.prompt == ("RUN!",)


@pytest.mark.parametrize(
    "prompt",
    [
        "'Close on {{ whoo }}.'",
        "|\n      A man whoo waits.\n      Close on {{ whoo }}.\n",
        ">-\n      人が whoo 待つ\n      夜の街 {{ title }}, {{ whoo }}.\n",
        "Close on {{ 'whoo' if whoo else title }}.",
    ],
)
def test_an_unknown_name_is_underlined_where_it_is_read(prompt: str) -> None:
    text = HEAD + f"vars: {{who: Mei}}\nscenes:\n  - id: s\n    prompt: {prompt}"

    fault = fault_of(text)

    assert (fault.code, underlined(fault.place, text), fault.label) == ("T003", "whoo", "did you mean `who`?")
    line = text.split("\n")[fault.place.line - 1]
    assert "{" in line[: fault.place.column]
    assert "`who`" in fault.help


def test_an_unknown_name_in_a_library_points_at_the_shot_too() -> None:
    library = "library: 1\ntemplates: {close: 'Close on {{ who }}. {{ prompt }}'}"
    text = HEAD + "scenes: [{id: s, template: close, prompt: P.}]"

    fault = fault_of(text, library)

    assert fault.message == "template `close` reads `who`, which nobody gives"
    assert (fault.place.path, under(fault.place, *load(text, library).libraries)) == (LIBRARY, "who")
    assert [underlined(label.place, text) for label in fault.related] == ["close"]


def test_an_unknown_field_is_underlined() -> None:
    text = HEAD + "scenes: [{id: s, prompt: 'Shot {{ shot.indx }}.'}]"

    fault = fault_of(text)

    assert (fault.code, underlined(fault.place, text), fault.label) == (
        "T003",
        "indx",
        "did you mean `index`?",
    )


@pytest.mark.parametrize(
    ("template", "code", "word"),
    [
        ("{{ prompt }} {{ title | }}", "T004", "{{ title | }}"),
        ("{{ prompt }} {% if title %}", "T004", "{% if title %}"),
        ("{{ prompt }} {{ title | shout }}", "T005", "shout"),
        ("{{ prompt }} {{ title.__class__ }}", "T005", "__class__"),
        ("{{ prompt }} {{ range(3) }}", "T005", "{{ range(3) }}"),
        ("{{ prompt }} {% if title > 3 * 2 %}{% endif %}", "T005", "{% if title > 3 * 2 %}"),
        ("{{ prompt }} {{ dialogue }}{% for a in title %}{% endfor %}", "T010", None),
        ("{{ prompt }} {{ references }}", "T010", None),
    ],
)
def test_a_template_that_cannot_be_used_is_underlined(template: str, code: str, word: str | None) -> None:
    text = HEAD + f'templates: {{t: "{template}"}}\nscenes: [{{id: s, template: t, prompt: P.}}]'

    assert told(text) == [(code, word or f'"{template}"')]


def test_a_broken_template_is_told_once_and_even_unused() -> None:
    text = (
        HEAD
        + """
templates: {used: "{{ prompt", unused: "{{ prompt }} {{ }}"}
scenes: [{id: a, template: used, prompt: P.}, {id: b, template: used, prompt: P.}]
"""
    )

    assert told(text) == [("T004", "{{ prompt"), ("T004", "{{ }}")]


def test_a_prompt_and_its_template_are_both_told() -> None:
    text = HEAD + "templates: {t: '{{ prompt }} {{'}\nscenes: [{id: a, template: t, prompt: 'A {{ b }}.'}]"

    assert [fault.code for fault in faults_of(text)] == ["T004", "T003"]


def test_a_value_that_looks_like_a_template_is_left_over() -> None:
    text = HEAD + "vars: {look: '{{ grain }}'}\nscenes: [{id: s, prompt: 'A pen. {{ look }}'}]"

    assert told(text) == [("T007", "{{")]
    assert fault_of(text).place.line == 4


@pytest.mark.parametrize("prompt", ["A \U000f0000 pen.", '"A \\U000F0000 pen."'])
def test_characters_for_private_use_are_refused(prompt: str) -> None:
    assert [code for code, _ in told(HEAD + f"scenes: [{{id: s, prompt: {prompt}}}]")] == ["T008"]


def test_a_word_of_the_shot_that_nobody_reads_is_a_warning() -> None:
    text = (
        HEAD
        + """
templates: {t: "{{ prompt }} {{ who }}"}
scenes: [{id: s, template: t, with: {who: Mei, woh: Mei}, prompt: P.}]
"""
    )

    fault = fault_of(text)

    assert (fault.code, fault.severity, underlined(fault.place, text)) == ("T009", "warning", "woh")
    assert fault.label == "did you mean `who`?"


def test_an_inherited_word_that_nobody_reads_is_none() -> None:
    only_shot(HEAD + "scenes: [{id: s, with: {who: Mei}, shots: [{id: a, prompt: P.}]}]")


def test_plain_prompts_need_no_engine() -> None:
    program = (
        "import sys\n"
        "from tests.unit.resolve.reading import HEAD, only_shot\n"
        "only_shot(HEAD + 'references: {mei: a.png}\\nscenes: [{id: s, prompt: She sees @mei.}]')\n"
        "sys.exit('jinja2' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_prompt_that_places_itself_is_told_where_prompts_are_placed() -> None:
    fault = fault_of(HEAD + "scenes: [{id: s, prompt: '{{ prompt }} in rain'}]")

    assert (fault.code, fault.message) == ("T003", "the prompt of s reads `prompt`, which nobody gives")
    assert "a template places them" in fault.help


@pytest.mark.parametrize(
    "text",
    [
        "scenes: [{id: s, prompt: P., negative_prompt: 'no {{ x }}'}]",
        "scenes: [{id: s, prompt: P., dialogue: [{who: narrator, line: 'Go, {{ x }}.'}]}]",
        "scenes: [{id: s, prompt: P., dialogue: [{who: narrator, line: Go., delivery: '{{ x }}'}]}]",
        "references: {m: {description: 'a {{ x }}'}}\nscenes: [{id: s, prompt: P.}]",
        "references: {m: {name: 'a {{ x }}'}}\nscenes: [{id: s, prompt: P.}]",
        "references: {m: {looks: {g: {description: 'a {{ x }}'}}}}\nscenes: [{id: s, prompt: P.}]",
        "references: {m: {name: M}}\n"
        "templates: {t: '{{ prompt }}{% for l in dialogue %}{{ l.line }}{% endfor %}'}\n"
        "scenes: [{id: s, template: t, prompt: P., dialogue: [{who: m, line: 'Go, {{ x }}.'}]}]",
    ],
)
def test_text_that_no_template_reads_may_not_look_like_one(text: str) -> None:
    assert told(HEAD + text) == [("T007", "{{")]
