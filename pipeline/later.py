"""Turns a name of a package into the module that has it, when somebody asks for it. Knows no package.

A record takes half a millisecond to define, and a command needs few of the hundred: `validate` answers sooner
where those of a run are left alone.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable, Collection
from importlib import import_module
from typing import Any


def later(package: str, names: Collection[str]) -> Callable[[str], Any]:
    """A package's `__getattr__`, which imports its modules one after the other until the name is found.

    names: what the package gives.
    """

    def found(name: str) -> Any:
        if name in names:
            for module in _modules(package):
                held = vars(import_module(module))
                if name in held:
                    setattr(sys.modules[package], name, held[name])
                    return held[name]
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return found


def _modules(package: str) -> list[str]:
    """The full names of a package's modules, those first that are there already."""
    modules = [f"{package}.{one.name}" for one in pkgutil.iter_modules(sys.modules[package].__path__)]
    return sorted(modules, key=lambda module: module not in sys.modules)
