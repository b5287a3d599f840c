"""Turns a selection as it is typed into the shots it names: names, globs, `+ID`, `ID+`, `state:`, `label:`,
`model:`, `episode:`. Spaces unite, commas intersect (after dbt). Knows no command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase

from pipeline.errors import NothingSelected, UsageProblem
from pipeline.graph import ancestors, descendants
from pipeline.model import Ask, Attempt, Facts, Plan, PlannedTake, Resume, Reuse, ShotRequests, Submit, Wait
from pipeline.records import record
from pipeline.suggest import did_you_mean, one_of

METHODS = ("state", "label", "model", "episode")
STATES = ("new", "changed", "failed", "uncertain")


def select(expression: str, plan: Plan, facts: Facts, *, alone: bool = False) -> frozenset[str]:
    """The shots of a plan that an expression names. alone: nothing is rendered, so none needs its source.

    Raises NothingSelected where it names none, UsageProblem where it names one that needs a shot which is
    unmade and not named.
    """
    unions = expression.split()
    found = frozenset(name for union in unions for name in _intersection(union, plan, facts))
    if not found:
        raise NothingSelected(_nothing(expression, plan))
    if not alone:
        _refuse_orphans(found, plan)
    return found


def _intersection(union: str, plan: Plan, facts: Facts) -> frozenset[str]:
    sets = [_term(term, plan, facts) for term in union.split(",") if term]
    return frozenset.intersection(*sets) if sets else frozenset()


def _term(term: str, plan: Plan, facts: Facts) -> frozenset[str]:
    core = term.removeprefix("+").removesuffix("+")
    found = _matching(core, plan, facts)
    above = ancestors(plan.graph, found) if term.startswith("+") else frozenset()
    below = descendants(plan.graph, found) if term.endswith("+") else frozenset()
    return found | above | below


def _matching(core: str, plan: Plan, facts: Facts) -> frozenset[str]:
    method, colon, wanted = core.partition(":")
    if not colon:
        return _where(plan, lambda shot: fnmatchcase(shot.name, core))
    match method:
        case "state":
            return _in_state(wanted, plan, facts)
        case "label":
            return _where(plan, lambda shot: any(fnmatchcase(word, wanted) for word in shot.label_words))
        case "model":
            return _where(plan, lambda shot: fnmatchcase(shot.model, wanted))
        case "episode":
            return _where(plan, lambda _: fnmatchcase(plan.graph.episode, wanted))
        case _:
            raise UsageProblem(f"cannot select by `{method}:`; {_advice(method, METHODS)}")


def _where(plan: Plan, matches: Callable[[ShotRequests], bool]) -> frozenset[str]:
    return frozenset(shot.name for shot in plan.graph.shots if matches(shot))


def _in_state(wanted: str, plan: Plan, facts: Facts) -> frozenset[str]:
    if wanted not in STATES:
        raise UsageProblem(f"`state:{wanted}` is no state; {_advice(wanted, STATES)}")
    return frozenset(take.shot for take in plan.takes if wanted == _state(take, facts))


def _state(take: PlannedTake, facts: Facts) -> str | None:
    match take.decision:
        case Submit() if take.key in facts.failed:
            return "failed"
        case Submit() | Wait():
            return "changed" if (take.shot, take.number) in facts.latest else "new"
        case Ask(attempt=attempt):
            return "changed" if attempt is None else "uncertain"
        case Resume(attempt=attempt):
            return "uncertain" if attempt.state == "submitting" else None
        case Reuse():
            return None


# --- jobs ---------------------------------------------------------------------------------------------------


def jobs_named(expression: str, rows: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """The rows of the ledger that an expression names: by job, shot, `episode:` or `model:`, with globs.

    Raises UsageProblem for what only a storyboard can tell, and where it names none.
    """
    found = tuple(
        row
        for row in rows
        if any(all(_names(term, row) for term in union.split(",") if term) for union in expression.split())
    )
    if not found:
        names = dict.fromkeys(name for row in rows for name in (row.shot, row.job))
        raise NothingSelected(f"`{expression}` names no job that is out; {_advice(expression, names)}")
    return found


def _names(term: str, row: Attempt) -> bool:
    method, colon, wanted = term.partition(":")
    if not colon:
        return fnmatchcase(row.shot, term) or fnmatchcase(row.job, term)
    match method:
        case "episode":
            return fnmatchcase(row.episode, wanted)
        case "model":
            return fnmatchcase(row.model, wanted)
        case _:
            raise UsageProblem(
                f"jobs cannot be named by `{method}:`; {_advice(method, ('episode', 'model'))}"
            )


# --- refusals -----------------------------------------------------------------------------------------------


def _advice(word: str, known: Iterable[str]) -> str:
    return did_you_mean(word, known) or f"it is {one_of(known)}"


def _nothing(expression: str, plan: Plan) -> str:
    names = [shot.name for shot in plan.graph.shots]
    scenes = dict.fromkeys(f"{name.partition('/')[0]}/*" for name in names if "/" in name)
    scene = f"{expression}/*"
    advice = f"did you mean `{scene}`?" if scene in scenes else _advice(expression, [*names, *scenes])
    return f"`{expression}` selects nothing in {plan.graph.storyboard}; {advice}"


@record
class _Orphan:
    shot: str
    source: str


def _refuse_orphans(selected: frozenset[str], plan: Plan) -> None:
    orphan = next(iter(_orphans(selected, plan)), None)
    if orphan is not None:
        raise UsageProblem(
            f"{orphan.shot} needs a frame of {orphan.source}, which is not made and not selected; "
            f"`+{orphan.shot}` selects both"
        )


def _orphans(selected: frozenset[str], plan: Plan) -> list[_Orphan]:
    unmade = {take.shot for take in plan.takes if not isinstance(take.decision, Reuse)} - selected
    return [
        _Orphan(take.shot, need.shot)
        for take in plan.takes
        if take.shot in selected and isinstance(take.decision, Wait)
        for need in take.decision.on
        if need.shot in unmade
    ]
