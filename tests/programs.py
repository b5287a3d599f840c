"""Programs that some tests need. On a user's machine a test whose program is missing is skipped with the
reason; in CI, which installs them, it fails."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def unavailable(reason: str) -> NoReturn:
    """Skips the test that asks; in CI, fails it."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def program(name: str) -> str:
    """Its path; `unavailable` where it is not installed."""
    return shutil.which(name) or unavailable(f"{name} is not installed")


def needs(name: str) -> pytest.MarkDecorator:
    """For a test that calls the program by its name, and fails without it."""
    is_skipped = shutil.which(name) is None and not os.environ.get("CI")
    return pytest.mark.skipif(is_skipped, reason=f"{name} is not installed")
