"""Turns orders as people write them, on a command line or in a TOML file, into mishaps. Opens no file.

On a command line: `WHAT[:HOW][@KEY=VALUE,...]`. In a file, a table `[[fault]]` holds `what`, `how` and the
same keys.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.errors import UsageProblem
from pipeline.showing import one_line
from pipeline.studio.mishaps.catalogue import BOTH, KINDS, Kind
from pipeline.studio.mishaps.ordering import MOMENTS, Mishap, Orders
from pipeline.suggest import did_you_mean, one_of

FILE_LIMIT_BYTES = 64 * 1024
MOST = 100
"""Orders of one studio."""
TEXT_LIMIT = 500
_NUMBERS = re.compile(r"[0-9]{1,9}")
_CHANCE = re.compile(r"0?\.[0-9]{1,9}|1(\.0{1,9})?")

Fields = Mapping[str, Any]


def orders(texts: Sequence[str], file: str | None, shown: str, seed: int | None) -> Orders:
    """texts: of a command line. file: the text of one, as messages call it. seed: goes before the file's.
    Raises UsageProblem."""
    more = _from_file(file, shown) if file is not None else Orders()
    mishaps = (*(_from_text(text) for text in texts), *more.mishaps)
    return Orders(mishaps, more.seed if seed is None else seed)


def _from_text(text: str) -> Mishap:
    head, _, rest = text.partition("@")
    what, colon, how = head.partition(":")
    fields: dict[str, Any] = {"what": what.strip()} | ({"how": how.strip()} if colon else {})
    for part in rest.split(",") if rest else ():
        key, _, value = part.partition("=")
        fields[key.strip()] = value.strip()
    return _ordered(fields, f"--fault {one_line(text, 80)}")


def _from_file(text: str, shown: str) -> Orders:
    try:
        written = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageProblem(f"{shown}: this is not TOML: {one_line(str(error))}") from error
    seed, tables = written.pop("seed", 0), written.pop("fault", [])
    if written:
        name = next(iter(written))
        advice = did_you_mean(name, ("seed", "fault")) or "known: `seed`, `[[fault]]`"
        raise UsageProblem(f"{shown}: unknown key `{one_line(name, 60)}`; {advice}")
    if not _is_whole(seed, 0) or not isinstance(tables, list) or len(tables) > MOST:
        raise UsageProblem(f"{shown}: a whole number `seed`, and at most {MOST} tables `[[fault]]`")
    mishaps = [
        _ordered(fields if isinstance(fields, dict) else {}, f"{shown}, fault {number}")
        for number, fields in enumerate(tables, start=1)
    ]
    return Orders(tuple(mishaps), int(seed))


# --- one order ----------------------------------------------------------------------------------------------


def _ordered(fields: Fields, where: str) -> Mishap:
    problem = next(_problems(fields), None)
    if problem is not None:
        raise UsageProblem(f"{where}: {problem}")
    what = str(fields["what"])
    kind = KINDS[what]
    count = fields.get("count", 1 if "nth" in fields and "chance" not in fields else None)
    return Mishap(
        what=what,
        how=str(fields["how"]) if "how" in fields else str(kind.usual),
        moments=(fields["on"],) if "on" in fields else kind.moments,
        prompt=fields.get("prompt"),
        provider=fields.get("provider"),
        nth=int(fields.get("nth", 1)),
        count=None if count is None else int(count),
        chance=float(fields.get("chance", 1)),
    )


def _problems(fields: Fields) -> Iterator[str]:
    what = fields.get("what")
    if not isinstance(what, str) or what not in KINDS:
        written = one_line(str(what or ""), 60)
        yield f"there is no fault `{written}`; " + (did_you_mean(written, KINDS) or one_of(KINDS, limit=40))
        return
    kind = KINDS[what]
    yield from _of_how(what, kind, fields)
    for key, value in fields.items():
        if key not in ("what", "how"):
            yield from _of_key(what, kind, key, value)


def _of_how(what: str, kind: Kind, fields: Fields) -> Iterator[str]:
    if "how" not in fields:
        if kind.usual is None:
            yield f"`{what}` needs an argument: `{what}:{kind.shown}`"
        return
    how = str(fields["how"])
    if not kind.shown:
        yield f"`{what}` takes no argument"
    elif not re.fullmatch(kind.pattern, how):
        yield f"`{what}` takes `{what}:{kind.shown}`, not `{one_line(how, 60)}`"


def _of_key(what: str, kind: Kind, key: str, value: Any) -> Iterator[str]:
    if key not in _KEYS:
        advice = _INSTEAD.get(key) or did_you_mean(key, _KEYS) or one_of(_KEYS)
        yield f"unknown key `{one_line(key, 60)}`; {advice}"
        return
    is_right, wanted = _KEYS[key]
    if not is_right(value):
        yield f"`{key}` is {wanted}, not `{one_line(str(value), 60)}`"
    elif key == "on" and not kind.moments:
        yield f"`{what}` takes no `on`: " + _WITHOUT_MOMENT[kind.stage]
    elif key == "prompt" and kind.stage == "door":
        yield f"`{what}` takes no `prompt`: nobody has read it then"
    elif key == "provider" and value not in kind.providers:
        yield f"`{what}` is of {kind.providers[0]} alone"


_INSTEAD = {"shot": "a request does not tell its shot: write `prompt=` and some words of its prompt"}
_WITHOUT_MOMENT = {
    "door": "only the head of a request is known then",
    "rule": "it is a rule for one kind of request",
    "job": "it stays with the job that was accepted",
}


def _is_whole(value: Any, least: int) -> bool:
    if isinstance(value, str):
        return bool(_NUMBERS.fullmatch(value)) and int(value) >= least
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 10**9


def _is_chance(value: Any) -> bool:
    if isinstance(value, str):
        return bool(_CHANCE.fullmatch(value)) and float(value) > 0
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1


_KEYS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "prompt": (
        lambda value: isinstance(value, str) and 0 < len(value) <= TEXT_LIMIT,
        "some words of the prompt",
    ),
    "provider": (lambda value: value in BOTH, " or ".join(BOTH)),
    "on": (lambda value: value in MOMENTS, "one of " + ", ".join(MOMENTS)),
    "nth": (lambda value: _is_whole(value, 1), "a whole number from 1"),
    "count": (lambda value: _is_whole(value, 1), "a whole number from 1"),
    "chance": (_is_chance, "a number above 0, at most 1"),
}
"""Whom an order strikes, and how each key must be written."""
