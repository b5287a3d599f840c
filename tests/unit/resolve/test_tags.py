"""Tags in prompts: what they are, what they may name, and where a wrong one stands."""

from __future__ import annotations

import pytest

from pipeline.model import FrameTag, Place, Tag
from pipeline.resolve.tags import Plain, Spelt, spell
from tests.unit.resolve.reading import HEAD, fault_of, faults_of, only_shot, told, underlined

CAST = (
    HEAD
    + """references:
  mei: {name: Mei Lin, images: [mei.png], looks: {gala: {description: black silk}}}
  lobby: lobby.png
scenes:
  - id: s
    keyframes: [a.png, b.png]
    prompt: """
)


def prompt(text: str, head: str = CAST) -> list[str]:
    """The pieces of a prompt; tags as `<name>`, `<name.look>` or `<image n>`."""
    shown = []
    for piece in only_shot(head + text).prompt:
        match piece:
            case Tag(reference=name, look=look):
                shown.append(f"<{name}.{look}>" if look else f"<{name}>")
            case FrameTag(written=written, position=position):
                shown.append(f"<{written} {position}>")
            case _:
                shown.append(str(piece))
    return shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'@mei'", ["<mei>"]),
        ("She sees @mei.", ["She sees ", "<mei>", "."]),
        ("She sees @mei. Then @lobby, dark", ["She sees ", "<mei>", ". Then ", "<lobby>", ", dark"]),
        ("in @mei.gala, late", ["in ", "<mei.gala>", ", late"]),
        ("mail me at a@b.com or 1@mei", ["mail me at a@b.com or 1@mei"]),
        ("밤에@mei가 걷는다", ["밤에", "<mei>", "가 걷는다"]),
        ("夜、@meiが歩く", ["夜、", "<mei>", "が歩く"]),
        ("at 5 @@ 6 and a@@b, @@mei", ["at 5 @ 6 and a@b, @mei"]),
        ("an @ alone", ["an @ alone"]),
        ("from @image1 to @image2.The end", ["from ", "<image1 1>", " to ", "<image2 2>", ".The end"]),
        ("|\n      Two\n      @lobby lines\n", ["Two\n", "<lobby>", " lines"]),
    ],
)
def test_a_prompt_is_parted_at_its_tags(text: str, expected: list[str]) -> None:
    assert prompt(text) == expected


def test_a_single_keyframe_is_called_frame_or_image1() -> None:
    head = HEAD + "scenes:\n  - id: s\n    keyframes: [a.png]\n    prompt: "

    assert prompt("Keep @frame, @image1.", head) == ["Keep ", "<frame 1>", ", ", "<image1 1>", "."]


def test_the_continued_frame_is_image1() -> None:
    text = (
        HEAD
        + """scenes:
      - {id: a, prompt: A.}
      - {id: b, continues: a, keyframes: [{image: c.png, frame: last}], prompt: "From @image1 to @image3."}
    """
    )

    assert fault_of(text).message == "`@image3` names nothing: b has 2 keyframes"


@pytest.mark.parametrize(
    ("text", "code", "word", "label"),
    [
        ("She meets @mie.", "R001", "@mie", "did you mean `@mei`?"),
        ("She meets @mei_gala.", "R001", "@mei_gala", "did you mean `@mei.gala`?"),
        ("Hello @Zebra.", "R001", "@Zebra", "no such reference"),
        ("雨の＠meiが笑う。", "R001", "＠mei", "write a plain `@`"),
        ("'@mei.gale walks'", "R002", "@mei.gale", "did you mean `@mei.gala`?"),
        ("from @image3", "R003", "@image3", "nothing there"),
        ("from @image0", "R003", "@image0", "nothing there"),
        ("from @image02", "R003", "@image02", "nothing there"),
        ("from @video1", "R003", "@video1", "nothing there"),
        ("keep @frame", "R004", "@frame", "which of them?"),
    ],
)
def test_a_tag_that_names_nothing_is_underlined(text: str, code: str, word: str, label: str) -> None:
    fault = fault_of(CAST + text)

    assert (fault.code, underlined(fault.place, CAST + text), fault.label) == (code, word, label)


def test_frame_without_a_keyframe_names_nothing() -> None:
    text = HEAD + "scenes: [{id: s, prompt: Keep @frame.}]"

    assert told(text) == [("R003", "@frame")]


def test_each_of_two_equal_tags_is_underlined_where_it_stands() -> None:
    text = (
        CAST
        + "|\n      夜の街、@heroo が歩く。\n\n      Mail a@heroo.com, then @heroo waits; @herooes too.\n"
    )

    places = [fault.place for fault in faults_of(text)]

    assert [(place.line, place.column, place.end_column) for place in places] == [
        (11, 11, 17),
        (13, 30, 36),
        (13, 44, 52),
    ]


def test_a_tag_has_its_place_for_those_who_come_later() -> None:
    tag = only_shot(CAST + "We see @lobby.").prompt[1]

    assert isinstance(tag, Tag)
    assert tag.place == Place("s01e01.storyboard.yaml", 10, 20, 10, 26)


def test_text_is_spelt_out_whole() -> None:
    parts = list(spell("a @b.c @@"))

    assert parts == [Plain(0, "a "), Spelt(2, 6, "b", "c"), Plain(6, " "), Plain(7, "@")]


def test_a_full_width_at_sign_before_a_name_of_nobodys_is_text() -> None:
    assert prompt("'Find ＠someone.'") == ["Find ＠someone."]


@pytest.mark.parametrize(("tags", "codes"), [(200, []), (201, ["T006"]), (500, ["T006"])])
def test_a_prompt_has_two_hundred_tags_at_the_most(tags: int, codes: list[str]) -> None:
    assert [code for code, _ in told(CAST + "'" + "@mei " * tags + "'")] == codes
