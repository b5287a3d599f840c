"""A film is recognised by its boxes, and one that is cut off by what they promise."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from pipeline.adapters.media.boxes import check_boxes
from pipeline.errors import MediaRefused


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


WHOLE = box(b"ftyp", b"isom") + box(b"moov", b"\0" * 20) + box(b"mdat", b"\0" * 100)


def refusal(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaRefused) as refused:
        check_boxes(path)
    return refused.value.code


@pytest.mark.parametrize(
    "content",
    [
        WHOLE,
        box(b"ftyp") + box(b"moov") + struct.pack(">I4sQ", 1, b"mdat", 20) + b"\0" * 4,
        box(b"ftyp") + box(b"moov") + struct.pack(">I4s", 0, b"mdat") + b"\0" * 50,
        box(b"ftyp") + box(b"moov") + (box(b"moof") + box(b"mdat")) * 50,
    ],
    ids=["plain", "long sizes", "to the end", "fragments"],
)
def test_a_whole_film_passes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)

    check_boxes(path)


@pytest.mark.parametrize("missing", [1, 60, 104])
def test_missing_bytes_are_seen(tmp_path: Path, missing: int) -> None:
    assert refusal(tmp_path, WHOLE[:-missing]) == "F021"


def test_a_film_without_its_table_is_cut_off(tmp_path: Path) -> None:
    assert refusal(tmp_path, box(b"ftyp") + box(b"mdat", b"\0" * 10)) == "F021"


@pytest.mark.parametrize(
    "content",
    [b"<!DOCTYPE html><html></html>", box(b"moov") + WHOLE, struct.pack(">I4s", 3, b"ftyp") + b"\0" * 20],
    ids=["page", "no ftyp first", "size below its head"],
)
def test_what_is_no_film_is_told_so(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content) in ("F020", "F021")


def test_a_file_of_endless_boxes_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.adapters.media.boxes.MOST_BOXES", 10)

    assert refusal(tmp_path, WHOLE + box(b"free") * 20) == "F020"
