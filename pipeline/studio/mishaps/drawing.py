"""Turns what happens at a studio into the mishaps that strike it. The same requests meet the same mishaps:
chance goes by a seed and by what is asked, not by the order in which things come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.keys import digest
from pipeline.model import JSON
from pipeline.records import record
from pipeline.studio.mishaps.catalogue import KINDS
from pipeline.studio.mishaps.ordering import Mishap, Moment, Orders, Stage


@record
class Occasion:
    """Something that a mishap may strike. moment None: a request of which only the head is known. prompts: of
    the jobs that it is about; of one that is submitted, its own."""

    moment: Moment | None
    provider: str
    prompts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    """met: occasions that an order was about. struck: of those, by it. subjects: how often each was met."""

    met: int = 0
    struck: int = 0
    subjects: Counter[str] = field(default_factory=Counter)


class Lots:
    """The orders of one studio, and how often each was met."""

    def __init__(self, orders: Orders) -> None:
        self._orders = [(mishap, _Tally()) for mishap in orders.mishaps]
        self._seed = orders.seed

    def __len__(self) -> int:
        """How many orders there are."""
        return len(self._orders)

    def draw(self, stage: Stage, occasion: Occasion, what: str | None = None) -> list[Mishap]:
        """What strikes this occasion, in the order in which it was ordered. what: only orders of this
        name."""
        return [
            mishap
            for number, (mishap, tally) in enumerate(self._orders)
            if KINDS[mishap.what].stage == stage
            and what in (None, mishap.what)
            and _is_about(mishap, occasion)
            and self._strikes(number, mishap, tally, occasion)
        ]

    def told(self) -> list[JSON]:
        """What was ordered, how often there was occasion for it, and how often it struck."""
        shown: list[JSON] = []
        for mishap, tally in self._orders:
            shown.append({"fault": mishap.written, "met": tally.met, "struck": tally.struck})
        return shown

    def _strikes(self, number: int, mishap: Mishap, tally: _Tally, occasion: Occasion) -> bool:
        subject: JSON = [number, occasion.provider, occasion.moment, *occasion.prompts]
        key = digest("studio-subject/1", subject)
        tally.met += 1
        tally.subjects[key] += 1
        is_over = mishap.count is not None and tally.struck >= mishap.count
        if tally.met < mishap.nth or is_over:
            return False
        is_struck = self._lot(key, tally.subjects[key]) < mishap.chance
        tally.struck += is_struck
        return is_struck

    def _lot(self, subject: str, times: int) -> float:
        """From 0 to below 1."""
        return int(digest("studio-lot/1", [self._seed, subject, times])[:8], 16) / 2**32


def _is_about(mishap: Mishap, occasion: Occasion) -> bool:
    is_here = occasion.provider in KINDS[mishap.what].providers
    is_asked = mishap.provider in (None, occasion.provider)
    is_then = not mishap.moments or occasion.moment in mishap.moments
    return is_here and is_asked and is_then and _is_of(mishap.prompt, occasion.prompts)


def _is_of(wanted: str | None, prompts: Sequence[str]) -> bool:
    return wanted is None or any(wanted.casefold() in prompt.casefold() for prompt in prompts)
