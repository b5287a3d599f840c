"""Turns a request graph and the facts into a plan: what will become of each take, and what it will cost.
Knows nothing of providers, disks or clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pipeline.decide import (
    Asked,
    asked,
    counting_with_further,
    decide,
    is_held_by_approval,
    price_in,
    standing_of,
)
from pipeline.graph import descendants, in_order, longest_chain, needs_of
from pipeline.model import (
    Ask,
    Attempt,
    Decision,
    Facts,
    FrameNeed,
    Plan,
    PlannedTake,
    Realm,
    RequestGraph,
    Resume,
    Reuse,
    ShotRequests,
    Submit,
    TakeRequest,
    Wait,
)
from pipeline.records import record


def make_plan(
    graph: RequestGraph,
    facts: Facts,
    *,
    budget_usd: float | None,
    again: frozenset[str] = frozenset(),
    is_refresh: bool = False,
) -> Plan:
    """What will become of every take, in story order, by the facts of one realm.

    budget_usd: what the run may spend, handed on. again: shots whose approved clip holds back no new take.
    is_refresh: takes that are owned by equal words alone are bought again. A shot that the review leaves out
    has no new takes, unless a follower needs its frame.
    """
    walk = _Walk(graph, facts, again, is_refresh)
    for name in in_order(graph):
        walk.visit(name)
    left_out = tuple(shot.name for shot in graph.shots if _is_omitted(shot.name, facts))
    chosen = _without_omitted(graph, set(left_out), walk)
    takes = tuple(_priced(chosen, facts.realm))
    return totalled(
        Plan(
            graph=graph,
            realm=facts.realm,
            takes=takes,
            floor_usd=0.0,
            ceiling_usd=0.0,
            unpriced=0,
            spent_usd=facts.spent_usd,
            budget_usd=budget_usd,
            longest_chain=longest_chain(graph),
            life_usd=budget_usd,
            again=again,
            is_refresh=is_refresh,
            leftovers=_leftovers(graph, facts, takes),
            left_out=left_out,
        )
    )


def _leftovers(graph: RequestGraph, facts: Facts, takes: Iterable[PlannedTake]) -> tuple[Attempt, ...]:
    """Jobs of this episode and profile that are out and that no take asks for: their words were changed, or
    they are takes that were asked for once more."""
    asked_for = {take.key for take in takes}
    rows = [*facts.underway.values(), *facts.uncertain.values()]
    own = (graph.storyboard, graph.profile)
    left = [row for row in rows if (row.storyboard, row.profile) == own and row.key not in asked_for]
    return tuple(sorted(left, key=lambda row: row.created_at))


def totalled(plan: Plan) -> Plan:
    """The plan with the sums of its takes."""
    return replace(
        plan,
        floor_usd=round(sum(take.floor_usd or 0.0 for take in plan.takes), 6),
        ceiling_usd=round(sum(take.ceiling_usd or 0.0 for take in plan.takes), 6),
        unpriced=sum(take.ceiling_usd is None for take in plan.takes),
    )


# --- the walk -----------------------------------------------------------------------------------------------


@record
class _Decided:
    """may_stop: a person may have to be asked before it is made."""

    one: Asked
    decision: Decision
    may_stop: bool


@dataclass(slots=True)
class _Walk:
    """The shots in dependency order, each after those whose frames it needs. stuck: shots without a clip of
    which nothing is made before a person is asked."""

    graph: RequestGraph
    facts: Facts
    again: frozenset[str]
    is_refresh: bool
    clips: dict[str, str] = field(default_factory=dict)
    stuck: set[str] = field(default_factory=set)
    decided: dict[str, list[_Decided]] = field(default_factory=dict)
    shots: dict[str, ShotRequests] = field(init=False)

    def __post_init__(self) -> None:
        self.shots = {shot.name: shot for shot in self.graph.shots}

    def visit(self, name: str) -> None:
        shot = self.shots[name]
        frames = dict(self._frames(needs_of(shot)))
        self.decided[name] = self._decided(shot, frames)
        clip = self._clip(shot, frames)
        if clip is not None:
            self.clips[name] = clip
        elif self.decided[name] and all(self._is_stuck(each.decision) for each in self.decided[name]):
            self.stuck.add(name)

    def _frames(self, needs: Iterable[FrameNeed]) -> Iterator[tuple[FrameNeed, str]]:
        for need in needs:
            known = self.facts.frames.get((self.clips.get(need.shot, ""), str(need.at)))
            if known is not None:
                yield need, known.pixels

    def _decided(self, shot: ShotRequests, frames: dict[FrameNeed, str]) -> list[_Decided]:
        takes = [asked(take, self.facts.realm, frames) for take in shot.takes]
        is_held = shot.name not in self.again and is_held_by_approval(takes, frames, self.facts)
        decisions = [self._decision(one, is_held) for one in takes]
        return [
            _Decided(one, decision, self._is_stuck(decision) or self._may_be_held(shot.name))
            for one, decision in zip(takes, decisions, strict=True)
        ]

    def _decision(self, one: Asked, is_held: bool) -> Decision:
        return decide(
            one,
            self.facts,
            made=frozenset(self.clips),
            stuck=frozenset(self.stuck),
            is_held=is_held,
            is_refresh=self.is_refresh,
        )

    def _is_stuck(self, decision: Decision) -> bool:
        match decision:
            case Ask():
                return True
            case Wait(on=needs):
                return any(need.shot in self.stuck for need in needs)
            case _:
                return False

    def _may_be_held(self, shot: str) -> bool:
        """Whether an approved clip may turn out to be of other words, once a frame is known."""
        line = self.facts.review.get(shot)
        return line is not None and line.status == "approved" and shot not in self.again

    def _clip(self, shot: ShotRequests, frames: dict[FrameNeed, str]) -> str | None:
        if shot.own_clip is not None:
            return shot.own_clip.facts.sha256
        takes = [standing_of(each.one.take.number, each.decision) for each in self.decided[shot.name]]
        return counting_with_further(shot, takes, frames, self.facts)


def _without_omitted(graph: RequestGraph, left_out: set[str], walk: _Walk) -> list[_Decided]:
    shown = {shot.name for shot in graph.shots} - left_out
    unneeded = {name for name in left_out if not descendants(graph, [name]) & shown}
    return [
        each
        for shot in graph.shots
        for each in walk.decided[shot.name]
        if shot.name not in unneeded or isinstance(each.decision, Reuse | Resume)
    ]


def _is_omitted(shot: str, facts: Facts) -> bool:
    return shot in facts.review and facts.review[shot].status == "omitted"


# --- prices -------------------------------------------------------------------------------------------------


def _priced(takes: Iterable[_Decided], realm: Realm) -> Iterator[PlannedTake]:
    """The takes with their costs; equal requests fly once and are paid for once."""
    takes = list(takes)
    first: dict[object, TakeRequest] = {}
    bought = {each.one.shape for each in takes if isinstance(each.decision, Submit)}
    for each in takes:
        take = each.one.take
        equal = first.setdefault(each.one.key or (each.one.shape, each.one.form), take)
        # Frames that turn out to be one picture make equal requests of two that wait.
        may_be_equal = isinstance(each.decision, Wait) and each.one.shape in bought
        floor_usd, ceiling_usd = _cost(each, realm, may_be_equal) if equal is take else (0.0, 0.0)
        bought.add(each.one.shape)
        yield PlannedTake(
            shot=take.shot,
            number=take.number,
            decision=each.decision if equal is take else _as_equal(each.decision, equal),
            key=each.one.key,
            words=each.one.words,
            floor_usd=floor_usd,
            ceiling_usd=ceiling_usd,
        )


def _as_equal(decision: Decision, equal: TakeRequest) -> Decision:
    match decision:
        case Submit(fields=fields):
            return Submit(f"same request as take {equal.number} of {equal.shot}: made once for both", fields)
        case _:
            return decision


def _cost(each: _Decided, realm: Realm, may_be_equal: bool) -> tuple[float | None, float | None]:
    """The least and the most that a take may cost from now on, in US dollars; None where nobody knows.
    may_be_equal: it may turn out to be the request of another take of the plan."""
    match each.decision:
        case Submit() | Wait():
            price = price_in(realm, each.one.take)
            if price is None:
                return None, None
            is_owned = isinstance(each.decision, Wait) and each.decision.has_sibling
            is_sure = isinstance(each.decision, Submit) or not (is_owned or each.may_stop or may_be_equal)
            return (price.list_usd if is_sure else 0.0), price.list_usd + price.surplus_usd
        case _:
            return 0.0, 0.0
