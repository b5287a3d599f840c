"""Turns a provider's refusal into one line: its words, and what to do next. Knows no take."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.model import Rejected
from pipeline.showing import one_line

ABOUT_THE_ACCOUNT = ("auth", "money")
"""Refusals that every other request of the same account would meet too."""

_NEXT: Mapping[str, str] = {
    "invalid": "`storyboard request` shows what was sent",
    "auth": "look at its key, and at what its account may do",
    "money": "put money into its account, then run again",
    "moderation": "change the words or the picture that it names, then run again",
    "unknown-model": "look at the model's id in its card",
    "other": "run again later, or write to its support",
}


def refusal_text(provider: str, refusal: Rejected) -> str:
    """`runware refused it: promptBlocked: no violence; not charged: change the words ...`"""
    said = one_line(f"{provider} refused it: {refusal.code}: {refusal.message}")
    return f"{said}; not charged: {_NEXT[refusal.kind]}"
