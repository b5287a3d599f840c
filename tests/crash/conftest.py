"""One hall for all rounds of a module."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.crash import rounds


@pytest.fixture(scope="module")
def hall() -> Iterator[rounds.Hall]:
    if sys.platform != "linux":
        pytest.skip("forks, and names open files by /proc")
    with rounds.hall_of() as opened:
        yield opened
