"""Walks from requests to a plan: what is already so, and what will become of each take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.flow.records import NO_WISHES, Planned, Reading, Wishes, World

if TYPE_CHECKING:
    from pipeline.model import Facts, Lock, Plan, RequestGraph, Storyboard
    from pipeline.ports import SharedStore
    from pipeline.vantage import Vantage


def plan(reading: Reading, world: World, wishes: Wishes = NO_WISHES) -> Planned:
    """Decides for every take what will become of it. Raises FaultsFound, StateDamaged; UsageProblem for a
    selection that names nothing."""
    from pipeline import beside
    from pipeline.plan import select, with_another_take

    storyboard, graph = reading.whole()
    lock = beside.read_lock_of(storyboard, world.run.files)
    planned = replace(plan_again(storyboard, graph, lock, world, wishes), consents=reading.consents)
    if wishes.again is None:
        return planned
    names = select(wishes.again, planned.plan, planned.facts)
    graph = with_another_take(planned.plan, planned.facts, names)
    again = plan_again(storyboard, graph, lock, world, replace(wishes, held_open=names))
    return replace(again, consents=reading.consents)


def plan_again(
    storyboard: Storyboard, graph: RequestGraph, lock: Lock, world: World, wishes: Wishes = NO_WISHES
) -> Planned:
    from pipeline import beside
    from pipeline.decide import ignored_picks
    from pipeline.observe import answered, observe
    from pipeline.plan import make_plan
    from pipeline.vantage import vantage

    ports = world.run
    rows = answered(ports.ledger.attempts(), ports.ledger.unread(), ports.providers)
    facts = observe(
        realm=world.realm,
        storyboard=graph.storyboard,
        attempts=rows,
        frames=ports.ledger.frames(),
        lock=lock,
        review=vantage(world.realm, rows, lock).seen(beside.read_review_of(storyboard, ports.files)),
        present=ports.store.has,
        other_locks=beside.read_locks_of_other_profiles(storyboard, ports.files),
    )
    made = make_plan(
        graph,
        facts,
        budget_usd=storyboard.budget_usd,
        again=wishes.held_open,
        is_refresh=wishes.is_refresh,
    )
    notes = tuple(
        f"{shot}: its pick is of other words and is not used: `storyboard accept {shot}`, or pick another"
        for shot in ignored_picks(made, facts)
    )
    notes += (*_unheeded(graph, facts), *_away(made, facts, ports.shared))
    return Planned(storyboard, facts, lock, made, notes=notes)


def vantage_of(world: World, lock: Lock) -> Vantage:
    """From where this realm looks at a review. lock: of its storyboard."""
    from pipeline.vantage import vantage

    return vantage(world.realm, world.run.ledger.attempts(), lock)


def _unheeded(graph: RequestGraph, facts: Facts) -> Iterator[str]:
    """What people decided about shots that are called otherwise by now: one that they left out is made."""
    from pipeline.suggest import did_you_mean

    shots = [shot.name for shot in graph.shots]
    for name in sorted(facts.review.keys() - set(shots)):
        line = facts.review[name]
        if line.pick is not None or line.status != "open":
            decided = "a pick" if line.status == "open" else f"`{line.status}`"
            advice = did_you_mean(name, [shot for shot in shots if shot not in facts.review])
            told = f"the review has {decided} for {name}, and no shot is called so"
            yield f"{told}; {advice}" if advice else told


def _away(plan: Plan, facts: Facts, shared: SharedStore | None) -> Iterator[str]:
    """Where the bytes of owned clips that are not on this machine come from."""
    from pipeline.model import Reuse

    owned = [take.decision.owned for take in plan.takes if isinstance(take.decision, Reuse)]
    away = {one.clip_sha256: one for one in owned if one.clip_sha256 not in facts.present}
    if not away:
        return
    lent = {sha256 for sha256 in away if shared is not None and shared.has(sha256)}
    asked = Counter(
        one.provider for sha256, one in away.items() if sha256 not in lent and one.ticket is not None
    )
    lost = len(away) - len(lent) - asked.total()
    ways = [f"{len(lent)} from the shared store"] * bool(lent)
    ways += [f"{count} from {provider}, by the job's id" for provider, count in sorted(asked.items())]
    ways += [f"{lost} from nowhere that is known"] * bool(lost)
    clips = "1 owned clip is" if len(away) == 1 else f"{len(away)} owned clips are"
    yield f"{clips} not on this machine; render fetches, for nothing: {', '.join(ways)}"


def with_budget(planned: Planned, limit_usd: float | None) -> Planned:
    """The same plan under the smaller of what is left of the episode's budget and this run's own."""
    left = None if planned.plan.budget_usd is None else planned.plan.budget_usd - planned.plan.spent_usd
    caps = [cap for cap in (left, limit_usd) if cap is not None]
    return replace(planned, plan=replace(planned.plan, budget_usd=min(caps))) if caps else planned
