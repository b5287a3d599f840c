"""Turns keys that are misspelt, misplaced or missing into faults in the author's words. Checks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.errors import Edit, Fault
from pipeline.load.fixes import renamed
from pipeline.load.lines import line_at
from pipeline.load.page import KINDS_OF_FILE, Error, Page
from pipeline.load.places import BREAK
from pipeline.model import Document, Place, Pointer
from pipeline.suggest import certain, known_words, nearest

MOST_UNKNOWN = 20
"""Unknown keys of one mapping beyond which nothing is certain."""

_OF_ONE_SHOT = ("id", "prompt", "keyframes", "continues", "dialogue", "clip", "trim", "notes")
_OF_STORYBOARDS = ("title", "language", "scenes")


_OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    "name": ("id",),
    "speaker": ("who",),
    "character": ("who",),
    "text": ("line", "prompt"),
    "description": ("prompt",),
    "img": ("image",),
    "file": ("image", "clip"),
    "path": ("image", "clip"),
    "references": ("images",),
    "length": ("duration",),
    "seconds": ("duration",),
    "ratio": ("aspect",),
    "aspect_ratio": ("aspect",),
    "cfg_scale": ("guidance_scale",),
    "variables": ("vars",),
    "engine": ("model",),
    "fade": ("crossfade",),
    "start": ("in",),
    "end": ("out",),
}
"""What other tools, and people, call our keys."""


def free_keys(error: Error) -> list[str]:
    """The keys that may still stand there, in this form of the thing or by what marks another."""
    assert isinstance(error.value, dict)
    others = error.wanted if isinstance(error.wanted, Sequence) else ()
    beside = (keys for branch in others for keys in branch.get("dependencies", {}).values())
    marks = (key for keys in (*(branch.get("required", ()) for branch in others), *beside) for key in keys)
    keys = dict.fromkeys((*error.schema.get("properties", {}), *marks))
    return [key for key in keys if key not in error.value and key != "$schema"]


def meant_key(error: Error) -> str | None:
    """The key that was probably meant by one that is unknown."""
    key, free = str(error.pointer[-1]), free_keys(error)
    other = next((word for word in _OTHER_WORDS.get(key, ()) if word in free), None)
    return other or nearest(key, free)


def unknown_key(page: Page, error: Error) -> Fault:
    key, holder = str(error.pointer[-1]), error.pointer[:-1]
    place = page.key_place(error.pointer)
    misplaced = _misplaced(page, error, key, holder)
    if misplaced is not None:
        code, message, help = misplaced
        return Fault(code, message, place, help=help)
    free, meant = free_keys(error), meant_key(error)
    fix = renamed(page.document, place, meant, _certain(error, key, free) if meant else None)
    return Fault(
        "S001",
        f"unknown key `{key}`" + (f" in {page.subject(holder)}" if holder else ""),
        place,
        help=fix.help or known_words(free),
        label=f"did you mean `{meant}`?" if meant else "",
        edits=fix.edits,
    )


def _certain(error: Error, key: str, free: Sequence[str]) -> str | None:
    """The key that was meant, if no other key of the mapping can have been meant for it as well."""
    assert isinstance(error.value, dict)
    others = [other for other in error.value if other not in error.schema.get("properties", {})]
    if len(others) > MOST_UNKNOWN:
        return None
    meant = certain(key, free)
    return meant if [certain(other, free) for other in others].count(meant) == 1 else None


def _misplaced(page: Page, error: Error, key: str, holder: Pointer) -> tuple[str, str, str] | None:
    """(code, message, help) for a key that the language has, but not here."""
    here = page.subject(holder)
    value = error.value
    assert isinstance(value, dict)
    if "shots" in value and key in _OF_ONE_SHOT:
        return "S008", f"{here} has `shots`, so `{key}` belongs to one of them", f"move `{key}` into a shot"
    if key == "chain" and holder[:1] == ("scenes",):
        return (
            "S008",
            f"`chain` needs `shots`, and {here} has none",
            "remove it, or write `continues: previous`",
        )
    if key in _OF_ONE_SHOT and holder[:1] in (("defaults",), ("profiles",)):
        return "S008", f"`{key}` cannot stand in {here}: it belongs to one shot", f"move `{key}` into a shot"
    if not holder and page.kind == "library" and key in _OF_STORYBOARDS:
        return "S008", f"a library has no `{key}`", f"move `{key}` into a storyboard"
    if isinstance(value[key], dict) and certain(key, free_keys(error)):
        return None
    if not holder and key in _shot_keys(error):
        return (
            "S008",
            f"`{key}` is a key of shots",
            "write it in a scene, or under `defaults:` for all shots",
        )
    return _excluded(page, error, key, holder, here)


def _shot_keys(error: Error) -> frozenset[str]:
    defaults = error.schema.get("properties", {}).get("defaults", {}).get("properties", {})
    return frozenset(defaults) | (frozenset(_OF_ONE_SHOT) if defaults else frozenset())


def _excluded(page: Page, error: Error, key: str, holder: Pointer, here: str) -> tuple[str, str, str] | None:
    """The fault of a key that another form of the same thing has."""
    if not isinstance(error.wanted, Sequence):
        return None
    for branch in error.wanted:
        if branch is not error.schema and key in branch.get("properties", {}):
            mark = next(iter(error.schema.get("required", ())), "")
            other = next(iter(branch.get("required", ())), "")
            if not mark or not other:
                return None
            help = f"keep one of `{mark}` and `{other}`" if key == other else f"`{key}` goes with `{other}`"
            if (mark, key) == ("image", "at"):
                help = "`frame` says where in this shot the picture stands; `at` goes with `from`"
            return "S009", f"`{key}` does not go with `{mark}` in {here}", help
    return None


def missing_key(page: Page, error: Error) -> Fault:
    key = str(error.wanted)
    if not error.pointer and key in KINDS_OF_FILE:
        return _no_version(page, key)
    place = page.key_place(error.pointer) if error.pointer else Place(page.document.path, 1, 1, 1, 1)
    either = "`image` or `from`" if key == "image" else f"`{key}`"
    return Fault("S003", f"{page.subject(error.pointer)} has no {either}", place, help=f"add `{key}: ...`")


def _no_version(page: Page, key: str) -> Fault:
    document = page.document
    return Fault(
        "S010",
        f"this file does not say that it is a {key}",
        Place(document.path, 1, 1, 1, 1),
        help=f"write  {key}: 1  as its first line",
        edits=_first_line(document, f"{key}: 1"),
    )


def _first_line(document: Document, new: str) -> tuple[Edit, ...]:
    """The edit that puts a line before the first key, if that begins one."""
    first = next(iter(document.data), None) if isinstance(document.data, dict) else None
    place = document.keys.get((first,)) if first else None
    if place is None or place.line != place.end_line or place.column != 1:
        return ()
    line = line_at(document.path, document.text, place.line - 1)
    end = place.end_column - 1
    found = BREAK.search(document.text)
    return (line.change(0, end, f"{new}{found[0] if found else chr(10)}{line.text[:end]}"),)


def alone(page: Page, error: Error) -> Fault:
    """A key that goes with another, which is not there."""
    assert isinstance(error.value, dict)
    pairs = [(key, other) for key, others in error.wanted.items() if key in error.value for other in others]
    key, other = next(pair for pair in pairs if pair[1] not in error.value)
    place = page.key_place((*error.pointer, key))
    message = f"{page.subject(error.pointer)} has `{key}` and no `{other}`"
    return Fault("S003", message, place, help=f"add `{other}: ...`")


def bad_name(page: Page, error: Error) -> Fault:
    key = str(error.pointer[-1])
    return Fault(
        "S007",
        f"`{key}` cannot be a name in {page.subject(error.pointer[:-1])}",
        page.key_place(error.pointer),
        help=f"a name here is {error.schema.get('patternErrorMessage', 'of another form')}",
    )
