"""A package that imports its modules when somebody names what is in them gives every name all the same."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline import flow, model
from pipeline.later import later


@pytest.mark.parametrize("package", [model, flow], ids=lambda package: package.__name__)
def test_every_name_that_a_package_tells_of_is_there(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined]

    missing = [name for name in names if not hasattr(package, name)]

    assert missing == []


@pytest.mark.parametrize("package", [model, flow], ids=lambda package: package.__name__)
def test_a_name_that_a_package_does_not_tell_of_is_not_there(package: object) -> None:
    assert not hasattr(package, "nothing_of_the_kind")
    with pytest.raises(ImportError, match="cannot import name 'typo'"):
        exec(f"from {package.__name__} import typo")  # type: ignore[attr-defined]


def test_a_name_is_looked_up_once() -> None:
    asked = (
        "import pipeline.model as model, sys\n"
        "before = 'pipeline.model.facts' in sys.modules\n"
        "first = model.Lock\n"
        "print(before, 'Lock' in vars(model), first is model.Lock, first.__module__)"
    )

    finished = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert finished.stdout.split() == ["False", "True", "True", "pipeline.model.facts"]


def test_only_what_is_told_of_is_given() -> None:
    given = later("pipeline.model", ["Lock"])

    assert given("Lock") is model.Lock
    with pytest.raises(AttributeError):
        given("LockLine")
