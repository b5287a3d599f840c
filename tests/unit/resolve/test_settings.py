"""Who has the last word on a shot: library, storyboard, scene, shot, profile, `--set`."""

from __future__ import annotations

import re

import pytest

from pipeline.errors import UsageProblem
from pipeline.model import JSON
from pipeline.resolve import resolve
from tests.unit.resolve.reading import HEAD, LIBRARY, PATH, load, only_shot, read, underlined

EVERY_LAYER = """
    storyboard: 1
    title: T
    defaults: {duration: 2, resolution: 480p, seed: 2}
    profiles: {draft: {takes: 3}}
    scenes:
      - id: lobby
        duration: 3
        resolution: 720p
        shots:
          - {id: desk, duration: 4, prompt: A pen., takes: 2}
          - {id: door, prompt: A door.}
"""
BELOW = "library: 1\ndefaults: {model: skyreels-v4, duration: 1, seed: 1, guidance_scale: 1}"


def test_the_nearest_layer_has_the_word() -> None:
    desk, door = read(EVERY_LAYER, BELOW).shots

    assert (desk.duration_s, desk.resolution, desk.seed, desk.guidance_scale) == (4.0, "720p", 2, 1.0)
    assert (door.duration_s, door.takes) == (3.0, 1)


def test_a_later_library_goes_over_an_earlier_one() -> None:
    over = "library: 1\ndefaults: {model: skyreels-v1}"

    desk, _ = read(EVERY_LAYER, BELOW, over).shots

    assert desk.model == "skyreels-v1"


def test_a_profile_goes_over_the_shot() -> None:
    desk, _ = read(EVERY_LAYER, BELOW, profile="draft").shots

    assert desk.takes == 3
    assert not desk.origins["takes"].is_own


def test_what_is_set_on_the_command_line_goes_over_the_profile() -> None:
    desk, door = read(EVERY_LAYER, BELOW, profile="draft", sets={"takes": 5, "duration": 2.5}).shots

    assert (desk.takes, door.takes, desk.duration_s) == (5, 5, 2.5)
    assert desk.origins["takes"].place.path == "--set takes"


def test_each_setting_keeps_where_it_was_written() -> None:
    desk, door = read(EVERY_LAYER, BELOW).shots

    assert underlined(desk.origins["duration"].place, EVERY_LAYER) == "4"
    assert desk.origins["duration"].is_own
    assert underlined(door.origins["duration"].place, EVERY_LAYER) == "3"
    assert not door.origins["duration"].is_own
    assert (desk.origins["model"].place.path, desk.origins["duration"].place.path) == (LIBRARY, PATH)


def test_a_scene_that_is_its_shot_owns_what_it_says() -> None:
    shot = only_shot("""
        storyboard: 1
        title: T
        defaults: {aspect: 9:16}
        scenes:
          - {id: river, model: skyreels-v4, prompt: A lantern.}
    """)

    assert shot.origins["model"].is_own
    assert not shot.origins["aspect"].is_own
    assert shot.aspect == "9:16"


def test_params_merge_and_words_add_up() -> None:
    shot = only_shot(
        """
        storyboard: 1
        title: T
        defaults: {labels: [b], params: {steps: 2, mode: fast}}
        scenes:
          - id: s
            adapt: [audio]
            shots: [{id: one, prompt: P., labels: [c, a], adapt: [references], params: {steps: 3}}]
        """,
        "library: 1\ndefaults: {model: skyreels-v4, labels: [a], adapt: [duration], params: {deep: {x: 1}}}",
    )

    assert shot.labels == ("a", "b", "c")
    assert shot.adapt == {"audio", "duration", "references"}
    assert shot.params == {"deep": {"x": 1}, "steps": 3, "mode": "fast"}


def test_a_word_that_a_profile_adds_leaves_the_shot_its_own() -> None:
    shot = read(
        """
        storyboard: 1
        title: T
        profiles: {draft: {adapt: [audio]}}
        scenes: [{id: s, model: m, prompt: P., adapt: [duration]}]
        """,
        profile="draft",
    ).shots[0]

    assert shot.adapt == {"audio", "duration"}
    assert shot.origins["adapt"].is_own


def test_the_notes_of_a_scene_stay_there() -> None:
    shot = only_shot("""
        storyboard: 1
        title: T
        defaults: {model: skyreels-v4}
        scenes: [{id: s, notes: slower, shots: [{id: a, prompt: P.}]}]
    """)

    assert set(shot.origins) == {"model", "id", "prompt"}


def test_the_own_file_goes_over_libraries_for_what_is_the_episodes() -> None:
    library = """
        library: 1
        budget: 9
        assembly: {fps: 25, loudness: -16, transition: {crossfade: 0.5}, size: 720x1280}
        profiles: {draft: {resolution: 480p, takes: 2}}
    """
    storyboard = read(
        """
        storyboard: 1
        title: T
        language: ko
        budget: 25
        assembly: {loudness: off, subtitles: burn}
        profiles: {draft: {takes: 3}}
        scenes: [{id: s, model: m, prompt: P.}]
        """,
        library,
        profile="draft",
    )

    assert (storyboard.language, storyboard.budget_usd, storyboard.stem) == ("ko", 25.0, "s01e01.draft")
    assembly = storyboard.assembly
    assert (assembly.fps, assembly.loudness_lufs, assembly.subtitles) == (25.0, None, "burn")
    assert (assembly.crossfade_s, assembly.size_px) == (0.5, (720, 1280))
    assert (storyboard.shots[0].resolution, storyboard.shots[0].takes) == (None, 3)


def test_an_assembly_that_nobody_wrote_is_plain() -> None:
    assembly = read("storyboard: 1\ntitle: T\nscenes: [{id: s, model: m, prompt: P.}]").assembly

    assert (assembly.size_px, assembly.fps, assembly.crossfade_s) == (None, None, 0.0)
    assert (assembly.loudness_lufs, assembly.subtitles) == (None, "off")


@pytest.mark.parametrize(
    ("profile", "sets", "said"),
    [
        ("drat", {}, "did you mean `draft`?"),
        (None, {"durtion": 3}, "did you mean `duration`?"),
        (None, {"shots": []}, "`vars.NAME`"),
        (None, {"prompt": "A pen."}, "every shot has its own `prompt`"),
        (None, {"duration": "long"}, "in seconds"),
        (None, {"takes": 0}, "How many takes"),
        (None, {"audio": "yes"}, "`true` or `false`"),
        (None, {"adapt": ["sound"]}, "may be let go"),
        (None, {"with": {"prompt": "x"}}, "Values for the template"),
        (None, {"vars.prompt": "x"}, "not `title`"),
        (None, {"vars.a-b": "x"}, "a letter or `_`"),
        (None, {"vars.look": None}, "a number"),
        (None, {"vars.look": "\U000f0000"}, "a number"),
    ],
)
def test_what_the_command_line_cannot_mean_is_refused(
    profile: str | None, sets: dict[str, JSON], said: str
) -> None:
    with pytest.raises(UsageProblem, match=re.escape(said)):
        resolve(load(EVERY_LAYER, BELOW), profile=profile, sets=sets)


def test_a_word_set_on_the_command_line_goes_over_vars() -> None:
    shot = only_shot(
        "storyboard: 1\ntitle: T\nvars: {who: Mei}\nscenes: [{id: s, model: m, prompt: '{{ who }} waits.'}]",
        sets={"vars.who": "Adrian"},
    )

    assert shot.prompt == ("Adrian waits.",)


def test_a_word_that_only_the_command_line_gives_is_taken_and_a_slip_is_not() -> None:
    text = HEAD + "vars: {who: Mei}\nscenes: [{id: s, prompt: '{{ who }} {{ year }}.'}]"

    shot = only_shot(text, sets={"vars.year": "1920"})

    assert shot.prompt == ("Mei 1920.",)
    with pytest.raises(UsageProblem, match=r"--set vars\.wha: .*; did you mean `who`"):
        only_shot(text, sets={"vars.wha": "Adrian"})


def test_a_number_on_the_command_line_is_text_where_text_is_asked_for() -> None:
    shot = only_shot(
        HEAD + "vars: {year: x}\nscenes: [{id: s, prompt: 'In {{ year }}.'}]",
        sets={"negative_prompt": 1920, "vars.year": 1920, "duration": 8},
    )

    assert (shot.negative_prompt, shot.prompt, shot.duration_s) == ("1920", ("In 1920.",), 8.0)
