"""Turns a finished body and the input schema of its card into faults: the last look before anything is
bought. Knows no rule that is not in the schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.compile.body import key_paths
from pipeline.compile.refusals import refused
from pipeline.errors import Fault
from pipeline.forms import question
from pipeline.model import JSON, Card, Shot
from pipeline.schemas import KINDS
from pipeline.showing import one_line
from pipeline.suggest import did_you_mean, one_of

if TYPE_CHECKING:
    from jsonschema import Draft7Validator, ValidationError

_BOUNDS = {"min": "at least", "max": "at most"}
_UNITS = {"Length": "characters", "Items": "items"}
PICTURE = "https://picture.invalid/"
"""Stands for every hole: a picture is text when it is sent."""


class InputCheck:
    """The input schema of one card, made ready once, when the first body is checked."""

    def __init__(self, card: Card) -> None:
        self._card = card

    def faults(self, shot: Shot, body: Mapping[str, JSON]) -> list[Fault]:
        """One fault for each field that the model would refuse, at the shot key that wrote it."""
        sent = _filled(dict(body))
        if self._question is not None and self._question(sent):
            return []
        errors = sorted(self._validator.iter_errors(sent), key=lambda error: error.json_path)
        return [self._fault(shot, error) for error in errors]

    @cached_property
    def _question(self) -> Callable[[JSON], bool] | None:
        return _question(json.dumps(self._card.input))

    @cached_property
    def _validator(self) -> Draft7Validator:
        from jsonschema import Draft7Validator
        from referencing import Registry

        # An empty registry: a `$ref` to another file or address finds nothing, and nothing is fetched.
        return Draft7Validator(dict(self._card.input), registry=Registry())

    def _fault(self, shot: Shot, error: ValidationError) -> Fault:
        field = ".".join(str(step) for step in error.absolute_path)
        path = tuple(step for step in error.absolute_path if isinstance(step, str))
        key = None if _is_in(shot.params, path) else self._key(path)
        message, help = _told(error, f"`{key or field}`" if field else shot.model, shot.model)
        return refused("M003", shot, shot.written_at(key or "params"), message, help=help)

    def _key(self, path: tuple[str, ...]) -> str | None:
        """The shot key that wrote a field; None of one that came by `params`."""
        return next(
            (key for field, key in key_paths(self._card).items() if path[: len(field)] == field), None
        )


@lru_cache(maxsize=32)
def _question(schema: str) -> Callable[[JSON], bool] | None:
    """Kept by the schema's text: every storyboard makes its own checks of the same few cards."""
    return question(json.loads(schema))


def _told(error: ValidationError, what: str, model: str) -> tuple[str, str]:
    """Message and help."""
    wanted: Any = error.validator_value
    found: Any = error.instance
    match error.validator, error.schema:
        case "additionalProperties", {"properties": known}:
            unknown = next((str(name) for name in found if name not in known), "")
            help = did_you_mean(unknown, known) or f"write {one_of(known)}"
            return f"{model} has no field `{unknown}`", help
        case "dependencies", _:
            one, other = _parted(error)
            return f"`{one}` on {model} goes with `{other}`", f"write `{other}` beside it"
        case "enum", _:
            message = f"{what} cannot be `{one_line(str(found), 60)}` on {model}"
            return message, f"write {one_of(str(value) for value in wanted)}"
        case (("minimum" | "maximum"), _):
            message = f"{what} goes {_span(error.schema)} on {model}; this is {found}"
            return message, f"write  {what.strip('`')}: {wanted}"
        case "type", _:
            kinds = " or ".join(KINDS[kind] for kind in ([wanted] if isinstance(wanted, str) else wanted))
            return f"{what} is {kinds} on {model}; this is `{one_line(str(found), 60)}`", f"write {kinds}"
        case ("minLength" | "maxLength" | "minItems" | "maxItems") as bound, _:
            most = f"{_BOUNDS[bound[:3]]} {wanted} {_UNITS[bound[3:]]}"
            return f"{what} has {most} on {model}; this has {len(found)}", f"write {most}"
    return f"{what} on {model}: {one_line(error.message, 160)}", ""


def _span(bounds: Any) -> str:
    low, high = bounds.get("minimum"), bounds.get("maximum")
    if low is None or high is None:
        return f"up to {high}" if low is None else f"from {low} on"
    return f"from {low} to {high}"


def _parted(error: ValidationError) -> tuple[str, str]:
    """A field, and one that has to stand beside it and does not."""
    assert isinstance(error.schema, Mapping)
    assert isinstance(error.instance, dict)
    pairs = [
        (str(name), str(other))
        for name, others in error.schema["dependencies"].items()
        if name in error.instance and isinstance(others, list)
        for other in others
    ]
    return next(pair for pair in pairs if pair[1] not in error.instance)


def _is_in(params: JSON | Mapping[str, JSON], path: tuple[str, ...]) -> bool:
    """Whether the author passed this field as it is."""
    for step in path:
        if not isinstance(params, Mapping) or step not in params:
            return False
        params = params[step]
    return bool(path)


def _filled(value: JSON) -> JSON:
    if isinstance(value, list):
        return [_filled(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$asset" in value or "$frame" in value:
        return PICTURE
    return {key: _filled(item) for key, item in value.items()}
