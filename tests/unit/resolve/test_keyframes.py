"""Keyframes: one picture each, pinned to one moment each."""

from __future__ import annotations

import pytest

from pipeline.model import FIRST, LAST, FilePicture, FrameOf, Keyframe, Moment, WebPicture
from tests.unit.resolve.reading import HEAD, fault_of, only_shot, read, told, underlined


def keyframes(written: str) -> list[Keyframe]:
    return list(only_shot(HEAD + f"scenes: [{{id: s, prompt: P., keyframes: {written}}}]").keyframes)


def pinned(written: str) -> list[str]:
    return [str(keyframe.frame) for keyframe in keyframes(written)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[a.png]", ["first"]),
        ("[a.png, b.png]", ["first", "last"]),
        ("[a.png, {image: b.png, frame: 80}, c.png]", ["first", "80f", "last"]),
        ("[{image: a.png, frame: first}, b.png]", ["first", "last"]),
        ("[{image: a.png, frame: last}, b.png]", ["last", "first"]),
        ("[{image: a.png}, {image: b.png, frame: 2.5s}]", ["first", "2.5s"]),
        ("[{image: a.png, frame: 80}, {image: b.png, frame: 0}]", ["80f", "first"]),
        ("[{image: a.png, frame: 0s}, {image: b.png, frame: 90.0}]", ["first", "90f"]),
    ],
)
def test_each_keyframe_has_a_moment(written: str, expected: list[str]) -> None:
    assert pinned(written) == expected


def test_a_keyframe_is_a_file_or_an_address() -> None:
    file, web = keyframes("[boards/./x/../a.png, https://example.org/b.png]")

    assert isinstance(file.source, FilePicture)
    assert str(file.source.path) == "boards/a.png"
    assert isinstance(web.source, WebPicture)
    assert web.source.url == "https://example.org/b.png"


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("", LAST),
        (", at: last", LAST),
        (", at: first", FIRST),
        (", at: 4", Moment("second", 4.0)),
        (", at: 2.5", Moment("second", 2.5)),
        (", at: 4s", Moment("second", 4.0)),
        (", at: 80f", Moment("frame", 80)),
        (", at: 0f", FIRST),
    ],
)
def test_a_frame_of_another_shot_has_its_moment_there(at: str, moment: Moment) -> None:
    _, shot = read(
        HEAD + f"scenes: [{{id: a, prompt: P.}}, {{id: b, prompt: P., keyframes: [{{from: a{at}}}]}}]"
    ).shots

    source = shot.keyframes[0].source
    assert isinstance(source, FrameOf)
    assert (source.shot, source.at, shot.continues) == ("a", moment, None)


@pytest.mark.parametrize(
    ("written", "code", "word"),
    [
        ("[a.png, b.png, c.png]", "G006", "c.png"),
        ("[{image: a.png, frame: 80}, {image: b.png, frame: 80}]", "G005", "{image: b.png, frame: 80}"),
        ("[{image: a.png, frame: 0}, {image: b.png, frame: first}]", "G005", "{image: b.png, frame: first}"),
        ("[{from: s}]", "G003", "s"),
        ("[{from: q}]", "G001", "q"),
        ("[http://example.org/a.png]", "R008", "http://example.org/a.png"),
        ("[/etc/a.png]", "F003", "/etc/a.png"),
    ],
)
def test_a_keyframe_that_cannot_be_is_underlined(written: str, code: str, word: str) -> None:
    text = HEAD + f"scenes: [{{id: s, prompt: P., keyframes: {written}}}, {{id: t, prompt: P.}}]"

    assert told(text) == [(code, word)]


def test_beside_continues_every_keyframe_says_its_frame() -> None:
    text = HEAD + "scenes: [{id: a, prompt: P.}, {id: b, prompt: P., continues: a, keyframes: [x.png]}]"

    fault = fault_of(text)

    assert (fault.code, underlined(fault.place, text)) == ("G007", "x.png")
    assert underlined(fault.related[0].place, text) == "a"


def test_the_first_frame_is_the_continued_one_alone() -> None:
    text = (
        HEAD
        + """
scenes:
  - {id: a, prompt: P.}
  - {id: b, prompt: P., continues: a, keyframes: [{image: x.png, frame: first}]}
"""
    )

    assert told(text) == [("G005", "{image: x.png, frame: first}")]
