"""Turns lines of dialogue into the seconds at which they are spoken. Knows rates of speech and no picture or
sound."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Line
from pipeline.records import record

WORDS_A_SECOND = 2.5
"""Of an English actor, and of languages that part words by spaces (measured by other tools: 25 to 30 words in
15 s)."""

SIGNS_A_SECOND = {"zh": 4.5, "ja": 7.0, "ko": 5.0, "th": 9.0}
"""Of languages that do not: Chinese 4.1 to 5 signs a second was measured; kana and jamo carry less each."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@record
class Spoken:
    """A line and when it is heard, in seconds of its clip."""

    start_s: float
    end_s: float
    line: Line


def speech_s(text: str, language: str | None) -> float:
    """Seconds that an actor needs for these words; more than 0. language: a code such as `en` or `zh-Hant`;
    None: English."""
    signs = SIGNS_A_SECOND.get((language or "en").split("-")[0].lower())
    if signs is None:
        return max(len(_WORD.findall(text)), 1) / WORDS_A_SECOND
    return max(sum(character.isalnum() for character in text), 1) / signs


def timeline(lines: Sequence[Line], language: str | None) -> tuple[Spoken, ...]:
    """When each line starts and ends. A line without `at` follows the line before it, the first one at 0."""
    spoken: list[Spoken] = []
    for line in lines:
        start_s = line.at_s if line.at_s is not None else (spoken[-1].end_s if spoken else 0.0)
        spoken.append(Spoken(start_s, start_s + speech_s(line.text, language), line))
    return tuple(spoken)
