"""Turns what files say of cast and places into references that prompts may name. Knows no prompt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.errors import Fault, Label
from pipeline.model import Look, Reference
from pipeline.records import record
from pipeline.resolve.pictures import read_picture
from pipeline.resolve.plain import text_faults
from pipeline.resolve.written import Written

NARRATOR = "narrator"


@record
class _Cast:
    """A reference as the files say it: the nearest says what it is, all of them what looks it has."""

    base: Written
    looks: Mapping[str, Written]


def read_references(layers: Iterable[Written], root: Path, faults: list[Fault]) -> Mapping[str, Reference]:
    """layers: mappings from a tag to what is said of it, the weakest first. By tag, in the order met."""
    cast: dict[str, _Cast] = {}
    for layer in layers:
        for tag, written in layer.fields.items():
            known = cast[tag].looks if tag in cast else {}
            cast[tag] = _Cast(written, {**known, **_looks(written)})
    references = {tag: _read(tag, said, root, faults) for tag, said in cast.items()}
    faults += _second_narrator(cast)
    faults += _names_sent_twice(cast)
    return references


def _looks(written: Written) -> Mapping[str, Written]:
    looks = written.get("looks") if isinstance(written.value, dict) else None
    return looks.fields if looks else {}


def _read(tag: str, said: _Cast, root: Path, faults: list[Fault]) -> Reference:
    name = said.base.get("name") if isinstance(said.base.value, dict) else None
    faults += text_faults(name)
    looks = {look: _read_look(written, root, faults) for look, written in said.looks.items()}
    return Reference(tag, name.text if name else tag, _read_look(said.base, root, faults), looks)


def _read_look(written: Written, root: Path, faults: list[Fault]) -> Look:
    """A path, a list of paths, or a mapping with `description` and `images`."""
    described = written.get("description") if isinstance(written.value, dict) else None
    faults += text_faults(described)
    read = (read_picture(image, root, faults) for image in _images(written))
    images = tuple(image for image in read if image is not None)
    return Look(described.text.strip() if described else None, images, written.place)


def _images(written: Written) -> tuple[Written, ...]:
    match written.value:
        case str():
            return (written,)
        case list():
            return written.items
    images = written.get("images")
    return _images(images) if images else ()


def _second_narrator(cast: Mapping[str, _Cast]) -> Iterator[Fault]:
    if NARRATOR in cast:
        message = "a reference may not be called `narrator`: that is the voice that no model speaks"
        place = cast[NARRATOR].base.key_place
        yield Fault("R005", message, place, "write  the-narrator:", "another name goes here")


def _names_sent_twice(cast: Mapping[str, _Cast]) -> Iterator[Fault]:
    sent: dict[str, Written] = {tag: said.base for tag, said in cast.items()}
    for tag, said in cast.items():
        for look, written in said.looks.items():
            sent_as = f"{tag}_{look}"
            other = sent.setdefault(sent_as, written)
            if other is not written:
                message = f"`@{tag}.{look}` is sent as `@{sent_as}`, which is another reference's tag already"
                related = (Label(other.key_place, f"also sent as `@{sent_as}`"),)
                help = "give one of the two another name"
                yield Fault(
                    "R006", message, written.key_place, help, f"sent as `@{sent_as}`", related=related
                )
