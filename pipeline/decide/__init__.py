"""Turns takes and the facts into decisions, and the takes of a shot into the one that counts. Knows no port:
plan, run and the cut ask it alike."""

from pipeline.decide.counting import (
    Standing,
    counted,
    counting,
    counting_with_further,
    favourites,
    further_takes,
    known_frames,
    owned_beyond,
    owner_of,
    standing_of,
)
from pipeline.decide.deciding import Asked, asked, decide, is_held_by_approval, price_in

__all__ = [
    "Asked",
    "Standing",
    "asked",
    "counted",
    "counting",
    "counting_with_further",
    "decide",
    "favourites",
    "further_takes",
    "is_held_by_approval",
    "known_frames",
    "owned_beyond",
    "owner_of",
    "price_in",
    "standing_of",
]
