"""Turns a class that names its fields into a frozen record. Knows no record.

Python's own `dataclass(frozen=True, slots=True)` writes and compiles six methods for each class, before
Python 3.13 one by one: for a hundred records, a quarter of what `validate` of one file took. Here only
`__init__` is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

R = TypeVar("R")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(written: type[R]) -> type[R]:
    """A dataclass whose fields are set once, by `__init__`, and kept in slots.

    `field`, `fields`, `replace`, `asdict` and `match` do with it what they do with any other, but that every
    field is an argument of `__init__`, and `__post_init__` is not called. What the class writes itself stays.
    """
    made: type[R] = dataclass(init=False, repr=False, eq=False, slots=True)(written)
    for method in (_init(made), *_methods(made)):
        if method.__name__ not in vars(written):
            setattr(made, method.__name__, method)
    return made


def _init(made: type) -> Callable[..., None]:
    """Stores each value by way of its slot, since a record refuses to be assigned to.

    No field is called as the other names are: in a class, Python alters what begins with two underscores.
    """
    names: dict[str, Any] = {"__missing": MISSING}
    arguments, lines = ["self"], ["pass"]
    for one in fields(made):
        names[f"__set_{one.name}"] = vars(made)[one.name].__set__
        argument, value = _argument(one, names)
        arguments.append(argument)
        lines.append(f"__set_{one.name}(self, {value})")
    exec(f"def __init__({', '.join(arguments)}):\n  " + "\n  ".join(lines), names)
    init: Callable[..., None] = names["__init__"]
    return init


def _argument(one: Field[Any], names: dict[str, Any]) -> tuple[str, str]:
    """How a field stands among the arguments, and what is stored. Adds its default to the names."""
    if one.default is not MISSING:
        names[f"__default_{one.name}"] = one.default
        return f"{one.name}=__default_{one.name}", one.name
    if one.default_factory is not MISSING:
        names[f"__make_{one.name}"] = one.default_factory
        return f"{one.name}=__missing", f"__make_{one.name}() if {one.name} is __missing else {one.name}"
    return one.name, one.name


def _methods(made: type) -> Iterator[Callable[..., Any]]:
    """Records of one class are equal where all fields are that are compared."""
    shown = [one.name for one in fields(made) if one.repr]
    compared = [one.name for one in fields(made) if one.compare]
    values: Callable[[object], object] = attrgetter(*compared) if compared else lambda record: ()

    def __eq__(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:
        return hash(values(self))

    def __repr__(self: object) -> str:
        return f"{made.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def __setattr__(self: object, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self: object, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    yield from (__eq__, __hash__, __repr__, __setattr__, __delattr__)
