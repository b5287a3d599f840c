"""Turns words into lines and fonts that can draw them: the built-in font, or one of the system's where that
lacks a sign. Knows no picture."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

_SYSTEM_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/System/Library/Fonts/AppleSDGothicNeo.ttc",
    "C:/Windows/Fonts/arial.ttf",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/YuGothM.ttc",
    "C:/Windows/Fonts/malgun.ttf",
)
"""Where systems keep fonts with many signs, Latin and its neighbours before Chinese, Japanese and Korean."""

_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "–": "-", "—": "-", "→": ">", "\u00a0": " "})
_NO_SIGN = "\U0010ffff"
_SIZE_TO_LOOK_PX = 20


def lettered(text: str, size_px: int) -> tuple[str, FreeTypeFont]:
    """The text as it can be drawn, and the font that draws it. What no font here has stays a box."""
    plain = " ".join(text.split())
    for words in (plain, plain.translate(_PLAIN)):
        if not _lacks(None, words):
            return words, _font(None, size_px)
    found = min(_fonts_here(), key=lambda path: _lacks(path, plain), default=None)
    if found is not None and not _lacks(found, plain):
        return plain, _font(found, size_px)
    folded = _without_accents(plain.translate(_PLAIN))
    if found is None or _lacks(None, folded) <= _lacks(found, plain):
        return folded, _font(None, size_px)
    return plain, _font(found, size_px)


def fonts_digest() -> str:
    """What tells whether another machine would draw the same letters.

    The first 64 KiB of a font hold the checksums of all its tables (OpenType 1.9, table directory).
    """
    digest = hashlib.sha256(" ".join(map(str, _font(None, _SIZE_TO_LOOK_PX).getname())).encode())
    for path in _fonts_here():
        with Path(path).open("rb") as file:
            digest.update(file.read(64 * 1024))
    return digest.hexdigest()[:12]


def wrapped(text: str, font: FreeTypeFont, width_px: int, most_lines: int) -> list[str]:
    """The text in lines that fit; an ellipsis where it is too long. Scripts without spaces break anywhere."""
    lines: list[str] = []
    line = ""
    for word in _words(text):
        if line and font.getlength((line + word).rstrip()) > width_px:
            lines.append(line.strip())
            line = ""
        line += word
    lines.append(line.strip())
    if len(lines) <= most_lines:
        return [_shortened(line, font, width_px) for line in lines]
    rest = " ".join(lines[most_lines - 1 :])
    return [*lines[: most_lines - 1], _shortened(rest, font, width_px)]


def _words(text: str) -> Sequence[str]:
    """The text cut where a line may end; spaces stay at the ends."""
    words: list[str] = []
    for sign in text:
        if words and not _may_part(words[-1][-1], sign):
            words[-1] += sign
        else:
            words.append(sign)
    return words


def _may_part(before: str, after: str) -> bool:
    return after != " " and (before == " " or _stands_alone(before) or _stands_alone(after))


def _stands_alone(sign: str) -> bool:
    """Whether a line may break beside it: signs of Chinese and Japanese, which need no space."""
    return unicodedata.east_asian_width(sign) in "WF" and sign.isalpha() and not "가" <= sign <= "힣"


def _shortened(line: str, font: FreeTypeFont, width_px: int) -> str:
    if font.getlength(line) <= width_px:
        return line
    while line and font.getlength(line + "...") > width_px:
        line = line[:-1]
    return line.rstrip(" ,.;:") + "..."


@lru_cache(maxsize=64)
def _font(path: str | None, size_px: int) -> FreeTypeFont:
    if path is not None:
        return ImageFont.truetype(path, size_px)
    font = ImageFont.load_default(size_px)
    if not isinstance(font, FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType")
    return font


@lru_cache(maxsize=1)
def _fonts_here() -> tuple[str, ...]:
    return tuple(path for path in _SYSTEM_FONTS if Path(path).is_file())


def _lacks(path: str | None, text: str) -> int:
    return sum(not _has(path, sign) for sign in text if sign != " ")


@lru_cache(maxsize=8192)
def _has(path: str | None, sign: str) -> bool:
    """Whether a font has a sign of its own: what it lacks is drawn as what nobody has."""
    font = _font(path, _SIZE_TO_LOOK_PX)
    mask, nothing = font.getmask(sign), font.getmask(_NO_SIGN)
    return mask.size != nothing.size or bytes(mask) != bytes(nothing)


def _without_accents(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in parted if not unicodedata.combining(sign)))
