"""Turns plain YAML text into a value, as the core schema of YAML 1.2 says. Knows no file and no key."""

from __future__ import annotations

import math
import re

# https://yaml.org/spec/1.2.2/#103-core-schema, read 2026-11-21. PyYAML's own tables are those of YAML 1.1,
# where
# 9:16 is 556, `no` is false and 010 is 8.
_WORDS: dict[str, bool | None] = {
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_MAY_BE_A_WORD = frozenset("~nNtTfF")
_MAY_BE_A_NUMBER = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

LARGEST = 2**64
"""Of whole numbers, either sign: what every provider's JSON reader still takes."""


def plain(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar.

    Raises ValueError for a number that JSON cannot hold: infinite, not a number, or beyond LARGEST.
    """
    if not text:
        return None
    first = text[0]
    if first in _MAY_BE_A_NUMBER:
        return _number(text)
    if first in _MAY_BE_A_WORD:
        return _WORDS.get(text, text)
    return text


def _number(text: str) -> str | int | float:
    if _INTEGER.fullmatch(text):
        return _bounded(int(text) if len(text) < 40 else LARGEST + 1)
    if _BASED.fullmatch(text):
        return _bounded(int(text, 0) if len(text) < 40 else LARGEST + 1)
    if _FLOAT.fullmatch(text):
        return _finite(float(text))
    if _ENDLESS.fullmatch(text):
        raise ValueError(text)
    return text


def _bounded(number: int) -> int:
    if abs(number) > LARGEST:
        raise ValueError(number)
    return number


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError(number)
    return number


def quoted(text: str) -> str:
    """A quoted form of the text that reads back as it is, on one line."""
    if re.search(_UNWRITABLE, text):
        return '"' + "".join(_escaped(character) for character in text) + '"'
    if "\\" in text or '"' in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


_UNWRITABLE = r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if not re.match(_UNWRITABLE, character):
        return character
    return f"\\u{ord(character):04x}"
