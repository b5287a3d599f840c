"""Turns what a model cannot do into a fault with two places: where it was written and where the model was
chosen. Knows no rule of any model."""

from __future__ import annotations

from pipeline.errors import Fault, Label
from pipeline.model import Place, Shot


def uses_model(shot: Shot) -> tuple[Label, ...]:
    """Where the shot's model was written, for a fault that it explains."""
    return (Label(shot.written_at("model"), f"this shot uses {shot.model}"),)


def refused(code: str, shot: Shot, place: Place, message: str, *, help: str, label: str = "") -> Fault:
    """A fault of the shot that its model explains."""
    return Fault(code, message, place, help=help, label=label, related=uses_model(shot))


def needs_word(code: str, shot: Shot, word: str, place: Place, message: str, *, otherwise: str) -> Fault:
    """A fault that goes away when the author says, with a word of `adapt`, that the thing may be let go.

    otherwise: the way out for an author who does not want that, beginning with `or`.
    """
    words = ", ".join(sorted({*shot.adapt, word}))
    help = f"write `adapt: [{words}]` on the shot to let it go, {otherwise}"
    return refused(code, shot, place, message, help=help, label=f"needs `adapt: [{word}]`")
