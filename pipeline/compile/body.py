"""Turns the compiled parts of a shot into the body of its request, field by field as the card says. Decides
nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.compile.cast import Cast, look_of, sent_tag
from pipeline.compile.keyframes import Pin
from pipeline.compile.pictures import hole
from pipeline.compile.refusals import refused
from pipeline.compile.settings import Settings
from pipeline.compile.size import Shape
from pipeline.errors import Fault
from pipeline.model import JSON, Assets, Card, FieldPath, FrameFields, FrameList, Reference, Shot

BY_SHAPE = ("resolution", "aspect")
"""Settings whose fields the shape decides."""


def compose(
    card: Card, prompt: str, settings: Settings, shape: Shape, pictures: Mapping[FieldPath, JSON]
) -> dict[str, JSON]:
    """The body of the first take, without `params`."""
    body: dict[str, JSON] = {}
    _put(body, card.fields["prompt"], prompt)
    for path, value in shape.fields.items():
        _put(body, path, value)
    for key, value in settings.values.items():
        if key in card.fields and key not in BY_SHAPE:
            _put(body, card.fields[key], value)
    for path, value in pictures.items():
        _put(body, path, value)
    return body


def picture_fields(
    card: Card, pins: Sequence[Pin], cast: Cast, references: Mapping[str, Reference], assets: Assets
) -> dict[FieldPath, JSON]:
    """Keyframes and attached references, each where the card wants them."""
    fields = _keyframe_fields(card, pins, assets)
    if card.references is not None and cast.attached:
        fields[card.references.field] = [
            {
                "tag": sent_tag(role),
                "type": "image",
                "images": [hole(image, assets) for image in look_of(role, references).images],
            }
            for role in cast.attached
        ]
    return fields


def _keyframe_fields(card: Card, pins: Sequence[Pin], assets: Assets) -> dict[FieldPath, JSON]:
    if card.keyframes is None or not pins:
        return {}
    match card.keyframes.written:
        case FrameList(field=field):
            return {field: [_item(one, assets) for one in pins]}
        case FrameFields(fields=fields):
            return {fields[one.place]: hole(one.keyframe.source, assets) for one in pins}


def _item(one: Pin, assets: Assets) -> JSON:
    frame: JSON = one.frame if one.place == "middle" else one.place
    return {"image": hole(one.keyframe.source, assets), "frame": frame}


def of_take(body: Mapping[str, JSON], card: Card, settings: Settings, number: int) -> dict[str, JSON]:
    """The body of take n: with the author's seed plus n - 1, where there is one."""
    seed, path = settings.values.get("seed"), seed_path(card, settings)
    if path is None or not isinstance(seed, int):
        return dict(body)
    return _with(body, path, seed + number - 1)


def seed_path(card: Card, settings: Settings) -> FieldPath | None:
    """Where the body says the seed; None where the author gives none."""
    return card.fields["seed"] if isinstance(settings.values.get("seed"), int) else None


def _put(body: dict[str, JSON], path: FieldPath, value: JSON) -> None:
    holder = body
    for step in path[:-1]:
        inner = holder.setdefault(step, {})
        assert isinstance(inner, dict), "a card puts two keys into one field"
        holder = inner
    holder[path[-1]] = value


def _with(body: Mapping[str, JSON], path: FieldPath, value: JSON) -> dict[str, JSON]:
    """A copy of the body with another value at one path."""
    step, *rest = path
    inner = body.get(step)
    if not rest:
        return {**body, step: value}
    return {**body, step: _with(inner if isinstance(inner, dict) else {}, tuple(rest), value)}


# --- params: the author's own fields ------------------------------------------------------------------------


def with_params(body: Mapping[str, JSON], params: Mapping[str, JSON]) -> dict[str, JSON]:
    """The body with the author's fields in it. Where both have one, `check_params` has refused it before."""
    merged = dict(body)
    for key, value in params.items():
        inner = merged.get(key)
        if isinstance(inner, dict) and isinstance(value, dict):
            merged[key] = with_params(inner, value)
        else:
            merged[key] = value
    return merged


def check_params(shot: Shot, card: Card, body: Mapping[str, JSON]) -> list[Fault]:
    """Faults of fields that a shot key writes already, and of names that are kept for our own holes."""
    faults = [
        _refused_param(shot, f"`{name}` in `params` begins with `$`, which is kept for pictures")
        for name in sorted(_names(shot.params))
        if name.startswith("$")
    ]
    for path in _shared_paths(body, shot.params):
        field = ".".join(path)
        key = _key_of(path, card)
        message = f"`{field}` in `params` is what `{key}` writes" if key else f"`{field}` is written already"
        faults.append(_refused_param(shot, message, help=f"write `{key}` on the shot instead" if key else ""))
    return faults


def _shared_paths(body: Mapping[str, JSON], params: Mapping[str, JSON]) -> Iterator[FieldPath]:
    for key, value in params.items():
        if key not in body:
            continue
        inner = body[key]
        if isinstance(inner, dict) and isinstance(value, dict):
            yield from ((key, *rest) for rest in _shared_paths(inner, value))
        else:
            yield (key,)


def _names(value: JSON | Mapping[str, JSON]) -> set[str]:
    """All keys of all mappings in a value."""
    if isinstance(value, list):
        return {name for item in value for name in _names(item)}
    if isinstance(value, Mapping):
        return set(value).union(*(_names(item) for item in value.values()))
    return set()


def key_paths(card: Card) -> dict[FieldPath, str]:
    """The shot key behind each field that one writes."""
    paths = {path: key for key, path in card.fields.items()}
    if card.size.pair is not None:
        paths |= {card.size.pair.width: "aspect", card.size.pair.height: "aspect"}
    if card.references is not None:
        paths[card.references.field] = "references"
    match card.keyframes.written if card.keyframes else None:
        case FrameList(field=field):
            paths[field] = "keyframes"
        case FrameFields(fields=fields):
            paths |= dict.fromkeys(fields.values(), "keyframes")
    return paths


def _key_of(path: FieldPath, card: Card) -> str | None:
    return next((key for field, key in key_paths(card).items() if field[: len(path)] == path), None)


def _refused_param(shot: Shot, message: str, help: str = "take it out of `params`") -> Fault:
    return refused("M019", shot, shot.written_at("params"), message, help=help)
