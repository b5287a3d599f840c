"""Turns one shot into its requests: each step gives a part and its faults, and the parts become a body.
Knows no other shot but by the size of its clip."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.compile.body import check_params, compose, of_take, picture_fields, seed_path, with_params
from pipeline.compile.cast import Cast, cast_shot, look_of, mentioned
from pipeline.compile.check import InputCheck
from pipeline.compile.dialogue import heard, never_read
from pipeline.compile.keyframes import Pin, pin
from pipeline.compile.pictures import check_limits, first_size_px, sent_files
from pipeline.compile.price import price_of
from pipeline.compile.prompt import write_prompt
from pipeline.compile.settings import Settings, settle
from pipeline.compile.size import Shape, choose_shape
from pipeline.compile.words import words_of
from pipeline.errors import Fault, in_place_of
from pipeline.model import (
    JSON,
    Assets,
    Card,
    FilePicture,
    FrameNeed,
    FrameOf,
    OwnClip,
    Request,
    Shot,
    ShotRequests,
    Storyboard,
    TakeRequest,
)
from pipeline.records import record
from pipeline.suggest import certain, did_you_mean, one_of


@record
class Backdrop:
    """What all shots of a storyboard stand before."""

    storyboard: Storyboard
    cards: Mapping[str, Card]
    checks: Mapping[str, InputCheck]
    assets: Assets


@record
class Parts:
    """A shot under its card, before it is written into fields. files: pictures that the request names."""

    settings: Settings
    pins: tuple[Pin, ...]
    cast: Cast
    prompt: str
    shape: Shape
    files: tuple[FilePicture, ...]


@record
class Compiled:
    """A shot's requests; None where a fault, here or of one of its files, stands in the way. size_px: of its
    clip; None where nobody can tell before it is made."""

    requests: ShotRequests | None
    files: tuple[FilePicture, ...]
    size_px: tuple[int, int] | None


NOTHING = Compiled(None, (), None)


def compile_shot(
    shot: Shot, backdrop: Backdrop, sizes: Mapping[str, tuple[int, int]]
) -> tuple[Compiled, tuple[Fault, ...]]:
    """The takes of a shot, or its own clip. sizes: of the clips of the shots before it, by name."""
    if shot.clip is not None:
        return _own_clip(shot, shot.clip, backdrop)
    card = backdrop.cards.get(shot.model)
    if card is None:
        return NOTHING, (_unknown_model(shot, backdrop.cards),)
    parts, faults = _parts(shot, card, backdrop, sizes)
    if any(fault.is_error for fault in faults) or not _is_surveyed(shot, parts, backdrop):
        return NOTHING, faults
    body, refusals = _body(shot, card, parts, backdrop)
    if refusals:
        return NOTHING, (*faults, *refusals)
    requests = _requests(shot, takes=_takes(shot, card, parts, body, backdrop))
    size_px = parts.shape.size_px if parts.shape.is_sure else None
    return Compiled(requests, parts.files, size_px), faults


def _parts(
    shot: Shot, card: Card, backdrop: Backdrop, sizes: Mapping[str, tuple[int, int]]
) -> tuple[Parts, tuple[Fault, ...]]:
    """Every step, whatever the one before found: an author wants to see all faults at once."""
    references, assets = backdrop.storyboard.references, backdrop.assets
    settings, of_settings = settle(shot, card, backdrop.cards)
    pins, of_pins = pin(shot, card, settings.duration_s)
    cast, of_cast = cast_shot(shot, card, references, has_keyframes=bool(pins))
    lines, of_lines = heard(shot, card, settings, backdrop.storyboard.language)
    prompt, of_prompt = write_prompt(shot, card, references, cast, pins, lines)
    seen_px = first_size_px(pins, assets, sizes)
    shape, of_shape = choose_shape(shot, card, settings, seen_px, has_keyframes=bool(pins))
    files = sent_files(pins, cast, references)
    of_files = check_limits(shot, card, files, assets)
    faults = (*of_settings, *of_pins, *of_cast, *of_lines, *of_prompt, *of_shape, *of_files)
    return Parts(settings, pins, cast, prompt, shape, files), faults


def _is_surveyed(shot: Shot, parts: Parts, backdrop: Backdrop) -> bool:
    """Whether every picture of the shot's words was found in order; the survey has told of those that
    were not."""
    references = backdrop.storyboard.references
    sources = [
        *(keyframe.source for keyframe in shot.keyframes),
        *(image for role in mentioned(shot) for image in look_of(role, references).images),
    ]
    return all(
        source.path in backdrop.assets.pictures for source in sources if isinstance(source, FilePicture)
    )


def _body(shot: Shot, card: Card, parts: Parts, backdrop: Backdrop) -> tuple[dict[str, JSON], list[Fault]]:
    pictures = picture_fields(card, parts.pins, parts.cast, backdrop.storyboard.references, backdrop.assets)
    body = compose(card, parts.prompt, parts.settings, parts.shape, pictures)
    refusals = check_params(shot, card, body)
    if refusals:
        return body, refusals
    body = with_params(body, shot.params)
    return body, backdrop.checks[card.name].faults(shot, body)


def _takes(
    shot: Shot, card: Card, parts: Parts, body: Mapping[str, JSON], backdrop: Backdrop
) -> tuple[TakeRequest, ...]:
    awaited = [one.keyframe for one in parts.pins]
    words = words_of(shot, backdrop.storyboard.references, backdrop.assets, awaited)
    sources = [keyframe.source for keyframe in awaited]
    needs = [FrameNeed(source.shot, source.at) for source in sources if isinstance(source, FrameOf)]
    price = price_of(card, parts.shape.resolution, parts.settings.duration_s)
    return tuple(
        TakeRequest(
            shot=shot.name,
            number=number,
            request=Request(
                card.provider, card.name, card.endpoint, of_take(body, card, parts.settings, number)
            ),
            words={**words, "take": number},
            needs=tuple(dict.fromkeys(needs)),
            price=price,
            duration_s=parts.settings.duration_s,
            fps=card.fps,
            size_px=parts.shape.size_px,
            seed_path=seed_path(card, parts.settings),
        )
        for number in range(1, shot.takes + 1)
    )


def _own_clip(shot: Shot, clip: FilePicture, backdrop: Backdrop) -> tuple[Compiled, tuple[Fault, ...]]:
    facts = backdrop.assets.clips.get(clip.path)
    if facts is None:
        return NOTHING, ()
    requests = _requests(shot, own_clip=OwnClip(shot.name, clip.path, facts))
    faults = never_read(shot, facts.duration_s, backdrop.storyboard.language)
    return Compiled(requests, (), (facts.width_px, facts.height_px)), faults


def _requests(
    shot: Shot, *, takes: tuple[TakeRequest, ...] = (), own_clip: OwnClip | None = None
) -> ShotRequests:
    return ShotRequests(shot.name, shot.number, shot.labels, shot.model, takes, own_clip)


def _unknown_model(shot: Shot, cards: Mapping[str, Card]) -> Fault:
    return Fault(
        "M001",
        f"no model card is named `{shot.model}`",
        shot.written_at("model"),
        help=did_you_mean(shot.model, cards) or f"write {one_of(sorted(cards))}",
        label="unknown model",
        edits=in_place_of(shot.written_at("model"), shot.model, certain(shot.model, cards)),
    )
