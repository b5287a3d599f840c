"""Whatever slips a storyboard has: mending it twice is mending it once, no comment is lost, and what is right
stays as it is, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path, PurePosixPath
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import FileRefused, MediaRefused
from pipeline.flow import Readers, read
from pipeline.mend import Drafts, Mending, mend

NAME = PurePosixPath("ep01.storyboard.yaml")
GOOD = """\
# yaml-language-server: $schema=../schemas/storyboard.schema.json
storyboard: 1
title: Lantern   # the working title
language: en
defaults: {model: skyreels-v4, aspect: 9:16, resolution: 720p}
vars: {look: "35 mm film."}   # every shot
references:
  tomas: {name: Tomas, description: "ferryman, 60"}   # no pictures yet
  lobby: {description: "marble, glass"}
templates:
  house: "{{ prompt }} {{ look }}"
scenes:
  - id: river   # the first
    template: house
    duration: 5
    audio: true
    prompt: A paper lantern drifts.   # slowly
    # a note for the crew
    labels: [night, hook]
  - id: ferry
    continues: river
    prompt: |
      Rain #3 falls on @lobby.   # not a comment, but text
      @tomas waits.
    dialogue: [{who: tomas, line: "No, not now."}]   # whispered
    transition: {crossfade: 0.4}
assembly: {subtitles: soft}
"""
DRIFTS = "A paper lantern drifts."
SLIPS: Sequence[tuple[str, str, str | None]] = (
    ("prompt: A paper", "promt: A paper", "prompt: A paper"),
    ("prompt: A paper", "prompt：A paper", "prompt: A paper"),
    ("prompt: A paper", "prompt:A paper", "prompt: A paper"),
    ("prompt: A paper", "pro\u200bmpt: A paper", "prompt: A paper"),
    (DRIFTS, "@tomas carries a lantern.", '"@tomas carries a lantern."'),
    (DRIFTS, "@tmoas carries: a lantern", '"@tomas carries: a lantern"'),
    (DRIFTS, "{{ look }} drifts.", '"{{ look }} drifts."'),
    (DRIFTS, "A lantern #3 drifts", '"A lantern #3 drifts"'),
    (DRIFTS, "A lantern #later", None),
    (DRIFTS, '"Lantern," she says.', "'\"Lantern,\" she says.'"),
    (DRIFTS, "%5 of it", '"%5 of it"'),
    (DRIFTS, '"C:\\qux"', '"C:\\\\qux"'),
    (DRIFTS, '"C:\\temp\\qux"', None),
    (DRIFTS, "| A lantern", None),
    (DRIFTS, "&a lantern", None),
    ("duration: 5", 'duration: "5"', "duration: 5"),
    ("duration: 5", "durtion: 5s", "duration: 5"),
    ("duration: 5", "duration: five", None),
    ("duration: 5", "duration:\u00a05", "duration: 5"),
    ("audio: true", "audio: Yes", "audio: true"),
    ("audio: true", "audio: loud", None),
    ("template: house", "template: 010", 'template: "010"'),
    ("template: house", "template: hosue", "template: house"),
    ("continues: river", "continues: rivr", "continues: river"),
    ("continues: river", "continues: rivers", None),
    ("storyboard: 1\n", "", "storyboard: 1\n"),
    ("labels: [night, hook]", "labels: night", "labels: [night]"),
    ("labels: [night, hook]", "labels: night, hook", None),
    ("who: tomas", "who: tomass", "who: tomas"),
    ("who: tomas", "who: thomas", "who: tomas"),
    ("who: tomas", 'who: "@tomas"', 'who: "tomas"'),
    ('line: "No, not now."', "line: No, not now.", 'line: "No, not now."'),
    ("subtitles: soft", "subtitles: sotf", "subtitles: soft"),
    ("model: skyreels-v4", "model: skyreel-v4", "model: skyreels-v4"),
    ("model: skyreels-v4", "model: skyreels-v3", None),
    ("transition: {crossfade: 0.4}", "transition: 0.4", "transition: {crossfade: 0.4}"),
    ("    audio: true", "\taudio: true", "    audio: true"),
    ("    audio: true", "\u3000\u3000audio: true", "    audio: true"),
    ('{description: "marble, glass"}', "{description: marble, glass}", '{description: "marble, glass"}'),
    ("drifts.   #", "drifts\ufeff.   #", "drifts.   #"),
    ("title: Lantern", "title: 1984", 'title: "1984"'),
    ("      @tomas waits.\n", "      @tomas waits.\n   wrong: indent\n", None),
)
"""What is right, a slip in its place, and what the slip is mended to; None: it is left to the author."""

COMMENT = re.compile(r"(?:^|[ \t])# .*?(?=[ \t]*$)", re.MULTILINE)
BREAKS = ("\n", "\r\n", "\r")


Slips = Sequence[tuple[str, str, str | None]]


class OneFile:
    """A project of one storyboard, in memory."""

    root = Path("/film")

    def __init__(self, text: str) -> None:
        self.text = text

    def locate(self, folder: Path, written: str) -> PurePosixPath:
        return PurePosixPath(written)

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        if path != NAME:
            raise FileRefused("F001", f"{path} is not there")
        return self.text.encode()

    def checked(self, path: PurePosixPath) -> Path:
        raise FileRefused("F001", f"{path} is not there")

    def write(self, path: PurePosixPath, text: str) -> None:
        assert path == NAME
        self.text = text

    def held(self, folder: PurePosixPath) -> AbstractContextManager[None]:
        return nullcontext()

    def stamp(self, path: PurePosixPath) -> tuple[int, int, int] | None:
        return None

    def names(self, folder: PurePosixPath) -> Sequence[str]:
        return ()


def mended(text: str) -> tuple[str, Mending]:
    files = OneFile(text)
    drafts = Drafts(files)
    readers = Readers(drafts, NoPictures(), NoPictures(), {}, PurePosixPath(), "2026-11-21")  # type: ignore[arg-type]
    mending = mend(drafts, lambda: read(readers, NAME, str(NAME)).faults, PurePosixPath, str(NAME))
    drafts.save()
    return files.text, mending


class NoPictures:
    """Eyes for a project without pictures and films."""

    def probe(self, _: object) -> NoReturn:
        raise MediaRefused("F010", "it is no picture that we know")


def with_slips(slips: Slips) -> str:
    text = GOOD
    for right, wrong, _ in slips:
        text = text.replace(right, wrong, 1)
    return text


slips = st.lists(st.sampled_from(SLIPS), min_size=1, max_size=6, unique=True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(slips=slips, line_break=st.sampled_from(BREAKS), mark=st.sampled_from(["", "\ufeff"]))
def test_mending_twice_is_mending_once(slips: Slips, line_break: str, mark: str) -> None:
    text = mark + with_slips(slips).replace("\n", line_break)

    once, _ = mended(text)
    twice, again = mended(once)

    assert twice == once
    assert again.mended == ()
    assert once.startswith(mark)
    assert set(re.findall(r"\r\n|\r|\n", once)) == {line_break}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(slips=slips)
def test_mending_loses_no_comment_and_brings_no_new_fault(slips: Slips) -> None:
    text = with_slips(slips)

    once, mending = mended(text)

    kept = COMMENT.findall(once)
    assert [comment for comment in COMMENT.findall(text) if comment not in kept] == []
    assert (once == text) == (mending.mended == ())


@st.composite
def changed(draw: st.DrawFn) -> str:
    """The good storyboard with other characters in two places."""
    text = GOOD
    for _ in range(2):
        start, length = draw(st.integers(0, len(text))), draw(st.integers(0, 12))
        new = draw(st.text(alphabet="ab:#@{}[]\"'-&*!|>%`, \n\t\u3000\uff1a\\0", max_size=6))
        text = text[:start] + new + text[start + length :]
    return text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=changed())
def test_any_change_of_a_file_is_mended_for_good(text: str) -> None:
    once, _ = mended(text)
    twice, _ = mended(once)

    assert twice == once


def test_what_is_right_is_left_as_it_is() -> None:
    for text in (GOOD, GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD):
        assert mended(text) == (text, Mending((), ()))


@pytest.mark.parametrize(("right", "wrong", "expected"), SLIPS, ids=[wrong.strip() for _, wrong, _ in SLIPS])
def test_a_slip_is_mended_in_the_one_right_way_or_left(right: str, wrong: str, expected: str | None) -> None:
    text = GOOD.replace(right, wrong, 1)

    once, mending = mended(text)

    assert once == (text if expected is None else GOOD.replace(right, expected, 1))
    assert bool(mending.mended) == (expected is not None)
