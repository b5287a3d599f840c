"""Turns a reply into all that a provider's rules can read in it."""

from __future__ import annotations

from typing import Any

from pipeline.model import Reply
from pipeline.ports import Provider

TICKET = "3e8f1d0a-52c7-4b61-9a0e-5d7c1f2b9e44"


def everything_read(provider: Provider, reply: Reply) -> list[Any]:
    return [
        provider.read_ticket(reply, TICKET if provider.id_is_ours else None),
        *provider.read_statuses(reply, [TICKET, "another"]).values(),
        provider.read_result(reply, TICKET),
        provider.read_lookup(reply, TICKET),
        provider.read_cancel(reply, TICKET),
    ]
