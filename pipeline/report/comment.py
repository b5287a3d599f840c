"""Turns a plan and what it is held against into the Markdown of a pull request's comment. Reads no
revision."""

from __future__ import annotations

import re

from pipeline.comparing import Comparison
from pipeline.graph import to_mermaid
from pipeline.model import Plan, Reuse, Storyboard
from pipeline.report.money import seconds, usd, usd_range
from pipeline.report.plan import symbol
from pipeline.showing import one_line

ROWS = 60
"""Takes that are listed; GitHub folds a longer comment, and refuses one of 65,536 characters."""
GRAPH_LIMIT_BYTES = 30_000
"""GitHub draws no larger Mermaid text than 50,000 characters."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&-])")


def as_markdown(plan: Plan, storyboard: Storyboard, comparison: Comparison | None, ref: str | None) -> str:
    """One episode's part of the comment. comparison, ref: what it is held against, and its name."""
    head = f"### {_text(storyboard.episode)}: {_text(storyboard.title)}"
    changes = [_changes(comparison, ref or "")] if comparison else []
    parts = [head, *changes, _cost(plan, comparison), _takes(plan)]
    drawing = to_mermaid(plan.graph)
    if len(drawing.encode()) <= GRAPH_LIMIT_BYTES:
        inside = f"```mermaid\n{drawing}```"
        parts.append(f"<details><summary>Which shot needs which</summary>\n\n{inside}\n\n</details>")
    return "\n\n".join(parts) + "\n"


def _changes(comparison: Comparison, ref: str) -> str:
    lines = [
        f"- **{word}**: {', '.join(f'`{one_line(name)}`' for name in names)}"
        for word, names in (
            ("added", comparison.added),
            ("changed", comparison.changed),
            ("dropped", comparison.dropped),
        )
        if names
    ]
    return "\n".join([f"Against `{one_line(ref)}`:", "", *(lines or ["- no shot changed"])])


def _cost(plan: Plan, comparison: Comparison | None) -> str:
    if plan.realm == "preview":
        return "This is a preview: it costs nothing."
    pending = sum(not isinstance(take.decision, Reuse) for take in plan.takes)
    told = f"**To render now: {usd_range(plan.floor_usd, plan.ceiling_usd)}** for {pending} takes"
    if plan.unpriced:
        told += f", {plan.unpriced} of them at a price that nobody knows"
    if comparison and comparison.before_usd is not None and comparison.now_usd is not None:
        difference = comparison.now_usd - comparison.before_usd
        sign = "+" if difference >= 0 else "-"
        before, now = usd(comparison.before_usd), usd(comparison.now_usd)
        told += f". The whole episode from nothing: {before} before, {now} now ({sign}{usd(abs(difference))})"
    return told + "."


def _takes(plan: Plan) -> str:
    pending = [take for take in plan.takes if not isinstance(take.decision, Reuse)]
    if not pending:
        return "Every take is owned."
    lengths = {(take.shot, take.number): take.duration_s for shot in plan.graph.shots for take in shot.takes}
    rows = [
        f"| {symbol(take.decision)} | `{one_line(take.shot)}` | {take.number} "
        f"| {seconds(lengths[take.shot, take.number])} | {usd_range(take.floor_usd, take.ceiling_usd)} "
        f"| {_text(take.decision.reason)} |"
        for take in pending[:ROWS]
    ]
    more = [f"| | and {len(pending) - ROWS} more | | | | |"] if len(pending) > ROWS else []
    return "\n".join(["| | shot | take | length | cost | why |", "|---|---|---|---|---|---|", *rows, *more])


def _text(text: str) -> str:
    """A stranger's text as text: nothing in it is drawn, linked, or calls anybody by name."""
    return _MARKDOWN.sub(r"\\\1", one_line(text, 200)).replace("\\@", "@\u200b")
