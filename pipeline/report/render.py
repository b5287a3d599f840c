"""Turns outcomes into the table of what was made, into JSON, and events into lines. Prints nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import assert_never

from pipeline.model import (
    JSON,
    Clip,
    Episode,
    Event,
    Failed,
    Made,
    Outcome,
    Outcomes,
    Reused,
    Skipped,
    TakeOutcome,
    Uncertain,
)
from pipeline.report.money import seconds, usd
from pipeline.showing import one_line


def word(outcome: Outcome) -> str:
    """The outcome as `render --json` spells it."""
    match outcome:
        case Made():
            return "made"
        case Reused():
            return "reused"
        case Failed():
            return "failed"
        case Skipped():
            return "skipped"
        case Uncertain():
            return "uncertain"
        case _:
            assert_never(outcome)


def reason(outcome: Outcome) -> str:
    """Why it is not a clip; empty where it is one."""
    match outcome:
        case Failed(reason=text) | Uncertain(reason=text):
            return one_line(text)
        case Skipped(because=text):
            return one_line(text)
        case Made() | Reused():
            return ""
        case _:
            assert_never(outcome)


def clip_of(outcome: Outcome) -> Clip | None:
    return outcome.clip if isinstance(outcome, Made | Reused) else None


def without_clips(outcomes: Outcomes) -> Outcomes:
    """The same run, of which only the takes are told that gave no clip."""
    return replace(outcomes, takes=tuple(take for take in outcomes.takes if clip_of(take.outcome) is None))


def rows(outcomes: Outcomes) -> list[tuple[str, str, str, str, str]]:
    """The table of a run: shot, take, outcome, cost, length or reason."""
    return [_row(take) for take in (*outcomes.takes, *outcomes.leftovers)]


def _row(take: TakeOutcome) -> tuple[str, str, str, str, str]:
    clip = clip_of(take.outcome)
    cost = usd(take.outcome.cost_usd) if isinstance(take.outcome, Made) else ""
    told = seconds(clip.duration_s) if clip else reason(take.outcome)
    return (take.shot, str(take.number), word(take.outcome), cost, told)


def summary(outcomes: Outcomes) -> str:
    """`12 made, 1 reused, spent $9.80`."""
    counts = Counter(word(take.outcome) for take in (*outcomes.takes, *outcomes.leftovers))
    names = ("made", "reused", "failed", "uncertain", "skipped")
    parts = [f"{counts[name]} {name}" for name in names if counts[name]]
    return f"{', '.join(parts) or 'nothing to do'}, spent {usd(outcomes.spent_usd)}"


def as_json(outcomes: Outcomes, episode: Episode | None) -> dict[str, JSON]:
    """One episode's part of `render --json`."""
    takes: list[JSON] = [_take_json(take) for take in outcomes.takes]
    entry: dict[str, JSON] = {"takes": takes}
    if outcomes.leftovers:
        entry["leftovers"] = [_take_json(take) for take in outcomes.leftovers]
    if episode is not None:
        entry["episode"] = episode_json(episode)
    if outcomes.notes:
        entry["notes"] = list(outcomes.notes)
    return {**entry, "spent_usd": round(outcomes.spent_usd, 4)}


def episode_json(episode: Episode) -> dict[str, JSON]:
    """`episode` as `render` and `assemble` give it."""
    return {
        "path": str(episode.path),
        "sha256": episode.sha256,
        "duration_s": round(episode.duration_s, 3),
    }


def _take_json(take: TakeOutcome) -> JSON:
    entry: dict[str, JSON] = {"shot": take.shot, "take": take.number, "outcome": word(take.outcome)}
    clip = clip_of(take.outcome)
    if clip is not None:
        entry["clip"] = {
            "path": str(clip.path),
            "sha256": clip.sha256,
            "duration_s": round(clip.duration_s, 3),
        }
    entry["cost_usd"] = _paid_usd(take.outcome)
    if text := reason(take.outcome):
        entry["reason"] = text
    return entry


def _paid_usd(outcome: Outcome) -> float | None:
    """What was paid in this run; None where nobody knows."""
    match outcome:
        case Made(cost_usd=cost_usd):
            return cost_usd
        case Uncertain() | Failed(is_charged=True | None):
            return None
        case _:
            return 0.0


def event_json(event: Event) -> dict[str, JSON]:
    """A line of `--progress json`."""
    entry: dict[str, JSON] = {
        "format_version": "1.0",
        "shot": event.shot,
        "take": event.take,
        "state": event.state,
    }
    if event.detail:
        entry["detail"] = one_line(event.detail)
    if event.cost_usd is not None:
        entry["cost_usd"] = event.cost_usd
    return entry


def event_line(event: Event, at: str) -> str:
    """One change of state on one line: `12:00:03 offer/desk take 1 running 40 %`. at: the time of day."""
    who = f"{event.shot} take {event.take}" if event.take else event.shot
    cost = f" {usd(event.cost_usd)}" if event.cost_usd is not None else ""
    return one_line(f"{at} {who} {event.state} {event.detail}".rstrip() + cost, 200)
