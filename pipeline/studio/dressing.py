"""Turns what is said of one job into the odd form that was ordered for it. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from pipeline.model import JSON
from pipeline.studio.jobs import Job

UNFINISHED = ("processing", "in_queue", "in_progress")
Item: TypeAlias = Mapping[str, JSON]


def dressed(item: Item, whims: Mapping[str, str], job: Job) -> dict[str, JSON]:
    """item: an answer about the job, or the part of one that is. whims: by name, with how."""
    for what, dress in _DRESSES.items():
        if what in whims:
            item = dress(item, whims[what], job)
    return dict(item)


def _word(item: Item, how: str, job: Job) -> Item:
    return {**item, "status": how} if item.get("status") in UNFINISHED else item


def _cost(item: Item, how: str, job: Job) -> Item:
    if how == "missing":
        return {name: value for name, value in item.items() if name != "cost"}
    return {**item, "cost": float(how)} if "cost" in item else item


def _nsfw(item: Item, how: str, job: Job) -> Item:
    return {**item, "NSFWContent": True} if "videoURL" in item else item


def _output(item: Item, how: str, job: Job) -> Item:
    output = item.get("output")
    if not isinstance(output, dict):
        return item
    url = output["video"]
    forms: Mapping[str, JSON] = {
        "text": url,
        "list": [url],
        "videos": {"videos": [url]},
        "list-of-objects": [{"video": url}],
    }
    return {**item, "output": forms[how]}


def _echo(item: Item, how: str, job: Job) -> Item:
    return {**item, "input": dict(job.request)} if "output" in item else item


_DRESSES: Mapping[str, Callable[[Item, str, Job], Item]] = {
    "word": _word,
    "cost": _cost,
    "nsfw": _nsfw,
    "output": _output,
    "echo": _echo,
}
