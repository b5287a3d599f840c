"""Whatever a server says, the rules read it, and take no nonsense for an end."""

from __future__ import annotations

import pytest

from pipeline.model import Broken, Cancelled, Rejected, Reply, Succeeded
from pipeline.providers import PROVIDERS
from tests.unit.providers.everything import everything_read


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize("status", [302, 408, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b'{"status": "failed"}'])
def test_a_server_in_trouble_ends_nothing_and_refuses_nothing(name: str, status: int, body: bytes) -> None:
    provider = PROVIDERS[name]

    readings = everything_read(provider, Reply(status, body))

    assert not [one for one in readings if isinstance(one, Succeeded | Broken | Cancelled | Rejected)]


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_table_names_its_providers_as_they_do(name: str) -> None:
    assert PROVIDERS[name].name == name
