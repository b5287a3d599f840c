"""Turns a name of a package into the module that has it, when somebody asks for it. Knows no package.

A record takes half a millisecond to define, and a command needs few of the hundred: `validate` answers sooner
where those of a run are left alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from importlib import import_module
from typing import Any


def later(package: str, modules: Sequence[str], names: Collection[str]) -> Callable[[str], Any]:
    """A package's `__getattr__`, which imports one module after the other until the name is found.

    modules: names of the package's own, in the order to look. names: what the package gives.
    """

    def found(name: str) -> Any:
        if name in names:
            for module in modules:
                held = vars(import_module(f"{package}.{module}"))
                if name in held:
                    setattr(sys.modules[package], name, held[name])
                    return held[name]
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return found
