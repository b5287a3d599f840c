"""Turns resolution, aspect and keyframes into the fields that give a clip its shape, and the shape to expect.
Knows no duration and no price."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.compile.refusals import refused, uses_model
from pipeline.compile.settings import Settings
from pipeline.errors import Fault
from pipeline.model import JSON, Card, FieldPath, PairFields, Shot, SizeRow
from pipeline.records import record
from pipeline.suggest import one_of


@record
class Shape:
    """fields: what is sent. resolution: what is paid for; None of a model without. size_px: of the clip
    to expect; is_sure: its aspect was asked for, and is not the model's own choice."""

    fields: Mapping[FieldPath, JSON]
    resolution: str | None
    size_px: tuple[int, int]
    is_sure: bool


def choose_shape(
    shot: Shot, card: Card, settings: Settings, seen_px: tuple[int, int] | None, *, has_keyframes: bool
) -> tuple[Shape, tuple[Fault, ...]]:
    """The shape of a shot. seen_px: size of its first keyframe, where it is known."""
    pair = card.size.pair
    odd = _odd_pair(shot.params, pair) if pair else None
    if pair is None:
        return _named(card, settings, seen_px, is_sure="aspect" in settings.values), ()
    if odd is not None:
        return Shape({}, _priced_as(card, odd), odd, is_sure=True), ()
    if has_keyframes:
        return _named(card, settings, seen_px, but="aspect", is_sure=seen_px is not None), ()
    if "aspect" in settings.values:
        return _paired(shot, card, settings, pair)
    return _named(card, settings, None, is_sure=False), (_open(shot, card),)


def _named(
    card: Card, settings: Settings, seen_px: tuple[int, int] | None, *, is_sure: bool, but: str = ""
) -> Shape:
    """Resolution and aspect by name, as far as the model has them."""
    values = settings.values
    fields = {
        card.fields[key]: values[key]
        for key in ("resolution", "aspect")
        if key in card.fields and key in values and key != but
    }
    return Shape(fields, _resolution(settings), _expected(card, settings, seen_px), is_sure)


def _paired(shot: Shot, card: Card, settings: Settings, pair: PairFields) -> tuple[Shape, tuple[Fault, ...]]:
    wanted = (_resolution(settings), settings.values["aspect"])
    row = next((row for row in card.size.rows if (row.resolution, row.aspect) == wanted), None)
    if row is None:
        return _named(card, settings, None, is_sure=False), (_no_size(shot, card, settings),)
    fields: dict[FieldPath, JSON] = {pair.width: row.width_px, pair.height: row.height_px}
    return Shape(fields, row.resolution, (row.width_px, row.height_px), is_sure=True), ()


def _resolution(settings: Settings) -> str | None:
    resolution = settings.values.get("resolution")
    return resolution if isinstance(resolution, str) else None


def _expected(card: Card, settings: Settings, seen_px: tuple[int, int] | None) -> tuple[int, int]:
    """The row of the resolution that is nearest to the keyframe's shape, else of the aspect, else the
    first."""
    resolution, aspect = _resolution(settings), settings.values.get("aspect")
    rows = [row for row in card.size.rows if row.resolution in (None, resolution)] or list(card.size.rows)
    if seen_px is not None:
        row = min(rows, key=lambda row: abs(row.width_px / row.height_px - seen_px[0] / seen_px[1]))
    else:
        row = next((row for row in rows if row.aspect == aspect), rows[0])
    return row.width_px, row.height_px


def _odd_pair(params: Mapping[str, JSON], pair: PairFields) -> tuple[int, int] | None:
    """Width and height that the author passes to the model. Half a pair counts as one: the check of the input
    refuses it."""
    width, height = _at_path(params, pair.width), _at_path(params, pair.height)
    if width is None and height is None:
        return None
    return _pixel_side(width), _pixel_side(height)


def _pixel_side(side: JSON) -> int:
    return side if isinstance(side, int) and side > 0 else 1


def _at_path(holder: Mapping[str, JSON], path: FieldPath) -> JSON:
    """The value at a path; None where there is none."""
    value: JSON = dict(holder)
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _priced_as(card: Card, size_px: tuple[int, int]) -> str | None:
    """The lowest resolution with a shape of at least as many pixels, else the highest: never too cheap."""
    rows = sorted(card.size.rows, key=_pixels)
    largest = {row.resolution: _pixels(row) for row in rows}
    pixels = size_px[0] * size_px[1]
    return next((name for name, most in largest.items() if most >= pixels), rows[-1].resolution)


def _pixels(row: SizeRow) -> int:
    return row.width_px * row.height_px


def _no_size(shot: Shot, card: Card, settings: Settings) -> Fault:
    resolution, aspect = _resolution(settings), settings.values["aspect"]
    known = [row.aspect for row in card.size.rows if row.resolution == resolution]
    if not known and resolution is not None:
        return _no_resolution(shot, card, resolution)
    message = f"no size is known for {resolution} {aspect} on {shot.model}"
    pixels = "pass the pixels as they are: `params: {width: ..., height: ...}`"
    help = f"write `aspect` as {one_of(known)}; or {pixels}"
    return refused("M017", shot, shot.written_at("aspect", "resolution"), message, help=help)


def _no_resolution(shot: Shot, card: Card, resolution: str) -> Fault:
    """In the words that the check of the input has for a shot whose size is not looked up."""
    known = dict.fromkeys(row.resolution or "" for row in card.size.rows)
    message = f"`resolution` cannot be `{resolution}` on {shot.model}"
    return refused("M003", shot, shot.written_at("resolution"), message, help=f"write {one_of(known)}")


def _open(shot: Shot, card: Card) -> Fault:
    aspects = list(dict.fromkeys(row.aspect for row in card.size.rows))
    return Fault(
        "M018",
        f"nothing says whether the picture is upright or wide: {shot.model} will choose",
        shot.written_at("resolution", "model"),
        help=f"write  aspect: {aspects[0]}" + (f"  (or {', '.join(aspects[1:])})" if aspects[1:] else ""),
        severity="warning",
        related=uses_model(shot),
    )
