"""Turns takes and the facts into decisions, and the takes of a shot into the one that counts. Knows no port:
plan, run and the cut ask it alike."""

from pipeline.decide.choosing import accepting, ignored_picks, picked, takes_to_pick
from pipeline.decide.counting import (
    Standing,
    counted,
    counting,
    counting_with_further,
    favourites,
    further_takes,
    is_of_present_words,
    known_frames,
    owned_beyond,
    owner_of,
    standing_of,
)
from pipeline.decide.deciding import Asked, asked, decide, is_held_by_approval, price_in

__all__ = [
    "Asked",
    "Standing",
    "accepting",
    "asked",
    "counted",
    "counting",
    "counting_with_further",
    "decide",
    "favourites",
    "further_takes",
    "ignored_picks",
    "is_held_by_approval",
    "is_of_present_words",
    "known_frames",
    "owned_beyond",
    "owner_of",
    "picked",
    "price_in",
    "standing_of",
    "takes_to_pick",
]
