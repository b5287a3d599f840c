"""Turns the few filters and tests of the template language into functions that count what they do.

Knows no template: it sees one value at a time, and the tally of the rendering it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context, Undefined

from pipeline.templating.text import Marked, MarkedList, TemplateRefused, Traced

# The engine itself has no bounds: two nested loops over 99,999 numbers run until they are killed. These leave
# room for any real prompt, which has a few hundred characters, and end every bomb in well under a second.
ROUND_LIMIT = 1_000
STEP_LIMIT = 50_000
FILTERED_LIMIT = 1_000_000

# No author can write these names: an identifier holds no space.
TALLY, WALK, CHAIN = " tally", " walk", " chain"


class Tally:
    """What one rendering has used up."""

    def __init__(self) -> None:
        self._rounds = self._steps = self._filtered = 0

    def spend_rounds(self, rounds: int, steps_each: int) -> None:
        """rounds: of a loop that is about to start. Raises TemplateRefused."""
        self._rounds += rounds
        self._steps += rounds * steps_each
        if self._rounds > ROUND_LIMIT or self._steps > STEP_LIMIT:
            raise TemplateRefused(
                "bounds", f"goes round its loops too often; {ROUND_LIMIT} times is the most"
            )

    def spend_text(self, characters: int) -> None:
        """characters: that a filter is about to write. Raises TemplateRefused."""
        self._filtered += characters
        if self._filtered > FILTERED_LIMIT:
            raise TemplateRefused("bounds", "puts too much text through filters")


def _tally(context: Context) -> Tally:
    tally = context[TALLY]
    assert isinstance(tally, Tally)
    return tally


def shown(value: Any) -> str:
    """A value as it is put out. Raises TemplateRefused where it is no text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str() | int() | float() | MarkedList() | Undefined():
            return str(value)
    what = "mapping" if isinstance(value, Mapping) else "list"
    raise TemplateRefused(
        "value", f"puts a {what} out as text; a list can be joined: `{{{{ names | join(', ') }}}}`"
    )


@pass_context
def walk(context: Context, walked: Any, steps_each: int) -> list[Any]:
    """What every loop walks is put through this."""
    items = _list(walked, "walks over")
    _tally(context).spend_rounds(len(items), steps_each)
    return items


@pass_context
def chain(context: Context, first: Any, *others: Any) -> str:
    """What is joined by `~` is put through this."""
    return _joined(context, [first, *others], "")


@pass_context
def _join(context: Context, values: Any, between: str = "") -> str:
    return _joined(context, _list(values, "joins"), shown(between))


def _joined(context: Context, values: Iterable[Any], between: str) -> str:
    marked = [shown(value) for value in values]
    _tally(context).spend_text(sum(map(len, marked)) + len(marked) * len(between))
    return Marked(between.join(map(_bare, values)), between.join(marked))


def _bare(value: Any) -> str:
    """A value as templates compare it, without its marks."""
    return value[:] if isinstance(value, str) else shown(value)


def _on_text(change: Callable[[str], str]) -> Callable[..., Any]:
    @pass_context
    def changed(context: Context, value: Any) -> str:
        text = _bare(value)
        _tally(context).spend_text(len(text))
        match value:
            case Traced():
                return Traced(change(text), value.before, value.after)
            case Marked():
                return Marked(change(text), change(value.mark))
        return change(text)

    return changed


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _list(values: Any, verb: str) -> list[Any]:
    if isinstance(values, (list, Mapping, Undefined)):
        return list(values)
    raise TemplateRefused("value", f"{verb} something that is no list")


def _first(values: Any) -> Any:
    return next(iter(_list(values, "takes the first of")), "")


def _last(values: Any) -> Any:
    return next(reversed(_list(values, "takes the last of")), "")


def _default(value: Any, otherwise: Any = "") -> Any:
    return otherwise if isinstance(value, Undefined) or value in (None, "") else value


def _is_defined(value: Any) -> bool:
    return not isinstance(value, Undefined)


def _is_undefined(value: Any) -> bool:
    return isinstance(value, Undefined)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "capitalize": _on_text(_capitalized),
    "default": _default,
    "first": _first,
    "join": _join,
    "last": _last,
    "length": len,
    "lower": _on_text(str.lower),
    "title": _on_text(str.title),
    "trim": _on_text(str.strip),
    "upper": _on_text(str.upper),
}
TESTS: Mapping[str, Callable[..., Any]] = {"defined": _is_defined, "undefined": _is_undefined}
