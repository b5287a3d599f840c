"""Turns a take that is to be sent into the row that the ledger keeps of it. Writes nothing."""

from __future__ import annotations

from pipeline.decide import Asked, price_in
from pipeline.model import Attempt, Realm, RequestGraph, State


def new_row(
    one: Asked,
    graph: RequestGraph,
    realm: Realm,
    number: int,
    ticket: str | None,
    now: str,
    *,
    state: State = "submitting",
) -> Attempt:
    """number: of the attempt at its key, from 1. ticket: the job's id at the provider, where it is known."""
    take, key = one.take, one.key or ""
    price = price_in(realm, take)
    return Attempt(
        job=f"{key[:12]}-{number}",
        key=key,
        number=number,
        shape=one.shape,
        words=one.words or "",
        words_form=one.form,
        realm=realm,
        storyboard=graph.storyboard,
        episode=graph.episode,
        profile=graph.profile,
        shot=take.shot,
        take=take.number,
        provider=take.request.provider,
        model=take.request.model,
        state=state,
        ticket=ticket,
        estimate_usd=None if price is None else price.list_usd + price.surplus_usd,
        cost_usd=None,
        seed=None,
        clip_sha256=None,
        reason=None,
        is_charged=None,
        created_at=now,
        updated_at=now,
    )
