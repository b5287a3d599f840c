"""Turns `dialogue` as written into lines with their speakers. Knows who may speak, not how long it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.errors import Fault, in_place_of
from pipeline.model import Line
from pipeline.resolve.moments import read_seconds
from pipeline.resolve.plain import text_faults
from pipeline.resolve.references import NARRATOR
from pipeline.resolve.written import Written
from pipeline.suggest import certain_name, nearest, one_of


def read_dialogue(written: Written | None, tags: Collection[str], faults: list[Fault]) -> tuple[Line, ...]:
    """tags: of the references, who may all speak."""
    lines = written.items if written else ()
    for line in lines:
        faults += _unknown_speaker(line["who"], tags)
        faults += text_faults(line["line"], line.get("delivery"))
    return tuple(map(_read, lines))


def _unknown_speaker(who: Written, tags: Collection[str]) -> Iterator[Fault]:
    if who.text in tags or who.text == NARRATOR:
        return
    speakers = [*tags, NARRATOR]
    meant = nearest(who.text.removeprefix("@"), speakers)
    message = f"`{who.text}` speaks, and is not a reference of this episode"
    label = f"did you mean `{meant}`?" if meant else "not among the references"
    sure = certain_name(who.text, speakers) if meant and not who.text.startswith("@") else None
    if who.text.removeprefix("@") in speakers:
        sure = who.text.removeprefix("@")
    edits = in_place_of(who.place, who.text, sure)
    yield Fault("R009", message, who.place, f"write {one_of(speakers)}", label, edits=edits)


def _read(line: Written) -> Line:
    at, delivery, off = line.get("at"), line.get("delivery"), line.get("off")
    return Line(
        who=line["who"].text,
        text=line["line"].text.strip(),
        at_s=read_seconds(at.value) if at else None,
        delivery=delivery.text.strip() if delivery else None,
        is_off=off.truth if off else False,
        place=line.place,
    )
