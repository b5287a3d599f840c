"""Turns plans into a pull request's comment: what changed since a revision, what it costs, and a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline import flow, wiring
from pipeline.cli.episodes import Choices, Opened, read_one
from pipeline.cli.project import Target, parse_sets
from pipeline.comparing import compared
from pipeline.model import RequestGraph
from pipeline.report.comment import as_markdown


def comment(
    planned: Sequence[flow.Planned], episodes: Sequence[Opened], choices: Choices, ref: str | None
) -> str:
    """The Markdown of all episodes; those that did not change since `ref` and have nothing to make are left
    out. Raises UsageProblem where there is no such revision."""
    if ref is None:
        return "\n".join(as_markdown(one.plan, one.storyboard, None, None) for one in planned)
    with wiring.revision(episodes[0].target.root, ref) as then:
        parts = [
            _part(one, episode, choices, ref, then) for one, episode in zip(planned, episodes, strict=True)
        ]
    told = [part for part in parts if part]
    return "\n".join(told) if told else f"No storyboard changed since `{ref}`, and nothing is to be made.\n"


def _part(one: flow.Planned, episode: Opened, choices: Choices, ref: str, then: Path) -> str:
    found = compared(_graph_then(episode.target, choices, then), one.plan.graph)
    is_same = not (found.added or found.changed or found.dropped)
    if is_same and not one.plan.ceiling_usd and not one.plan.unpriced:
        return ""
    return as_markdown(one.plan, one.storyboard, found, ref)


def _graph_then(target: Target, choices: Choices, then: Path) -> RequestGraph | None:
    """The episode's requests at that time; None where it was not there, or had faults."""
    if not (then / target.path).is_file():
        return None
    before = Target(then, target.path, target.shown)
    return read_one(before, choices.profile, parse_sets(choices.sets)).graph
