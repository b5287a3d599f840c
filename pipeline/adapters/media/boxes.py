"""Turns the first bytes of a file's boxes into a yes or a refusal: is this a whole MP4? Decodes nothing, and
believes no file name."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import MediaRefused

MOST_BOXES = 200_000
"""At the top level: a fragment for every frame of ten minutes at 60 frames a second is 72,000."""

_NO_MP4 = "give an MP4 file; other films can be turned into one with any video editor"
_CUT_OFF = "load or export the file again"


def check_boxes(path: Path) -> None:
    """Walks the boxes at the top level of the file, by their headers alone.

    Raises MediaRefused: no MP4 (F020), cut off (F021).
    Source: ISO/IEC 14496-12, 4.2: four bytes of size, four of type; size 1: eight more bytes hold it; size 0:
    to the end of the file.
    """
    kinds: set[bytes] = set()
    with path.open("rb") as file:
        for number, kind in enumerate(_box_kinds(file, path.stat().st_size)):
            if number == 0 and kind != b"ftyp":
                raise MediaRefused("F020", "it is not an MP4 file", _NO_MP4)
            if number == MOST_BOXES:
                raise MediaRefused("F020", "it has more boxes than an MP4 file has", _NO_MP4)
            kinds.add(kind)
    if b"moov" not in kinds or b"mdat" not in kinds:
        raise MediaRefused("F021", "it is cut off: it ends before its table of frames", _CUT_OFF)


def _box_kinds(file: BinaryIO, size_bytes: int) -> Iterator[bytes]:
    at = 0
    while at < size_bytes:
        file.seek(at)
        length, kind = _header(file, size_bytes - at)
        yield kind
        at += length
        if at > size_bytes:
            raise MediaRefused("F021", f"it is cut off: {at - size_bytes} bytes are missing", _CUT_OFF)


def _header(file: BinaryIO, left_bytes: int) -> tuple[int, bytes]:
    """(size, type) of the box that starts here."""
    header = file.read(16)
    if len(header) < 8:
        raise MediaRefused("F021", "it is cut off inside the head of a box", _CUT_OFF)
    size, kind = struct.unpack_from(">I4s", header)
    least = 8
    if size == 0:
        size = left_bytes
    elif size == 1 and len(header) == 16:
        (size,), least = struct.unpack_from(">Q", header, 8), 16
    if size < least:
        raise MediaRefused("F020", "it is not an MP4 file", _NO_MP4)
    return size, kind
