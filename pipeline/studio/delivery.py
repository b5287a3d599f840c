"""Turns the fields of a task that say how a result is delivered into complaints. Knows no model.

Source: the common fields of a video task in Runware's own request types, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pipeline.model import JSON
from pipeline.studio.complaints import Complaint, is_integer

_RULES: Mapping[str, tuple[Callable[[JSON], bool], str]] = {
    "deliveryMethod": (lambda value: value == "async", "a video is delivered async"),
    "outputType": (lambda value: value in ("URL", ["URL"]), "a video is delivered as URL"),
    "outputFormat": (lambda value: value == "MP4", "this studio paints MP4 alone"),
    "outputQuality": (lambda value: is_integer(value, 20, 99), "a whole number from 20 to 99"),
    "numberResults": (lambda value: is_integer(value, 1, 1), "this studio paints one clip a task"),
    "includeCost": (lambda value: isinstance(value, bool), "true or false"),
    "ttl": (lambda value: is_integer(value, 60, 2**31), "whole seconds, at least 60"),
    "safety": (lambda value: isinstance(value, dict), "an object"),
    "routing": (lambda value: isinstance(value, dict), "an object"),
    "webhookURL": (lambda value: False, "this studio calls nobody: poll"),
    "uploadEndpoint": (lambda value: False, "this studio calls nobody: load the clip from its URL"),
}
FIELDS = frozenset({"taskType", "taskUUID", "model"} | _RULES.keys())


def complaints(task: Mapping[str, JSON]) -> Iterator[Complaint]:
    for name, (is_right, words) in _RULES.items():
        if name in task and not is_right(task[name]):
            yield Complaint(f"invalid{name[0].upper()}{name[1:]}", f"{name}: {words}", name)
