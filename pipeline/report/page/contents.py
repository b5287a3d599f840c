"""Turns a gathered episode into the JSON that the review page's script reads. Knows no HTML."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from pipeline.keys import is_hole
from pipeline.model import JSON, Shot
from pipeline.report.page.sheet import PictureView, Sheet, ShotView, TakeView
from pipeline.report.review import shots_json

FIELD_CHARACTERS = 400


def contents(sheet: Sheet, *, is_served: bool) -> dict[str, JSON]:
    """All that the page shows and changes. is_served: the page saves by asking the server it came from."""
    return {
        "title": sheet.title,
        "stem": sheet.stem,
        "storyboard": sheet.storyboard,
        "project": sheet.project,
        "realm": sheet.realm,
        "served": is_served,
        "crossfade_s": sheet.crossfade_s,
        "review": {"sha256": sheet.sha256, "shots": shots_json(sheet.review)},
        "shots": [_shot(view) for view in sheet.shots],
        "findings": list(sheet.findings),
    }


def _shot(view: ShotView) -> JSON:
    shot = view.shot
    floor, ceiling = view.cost_usd or (None, None)
    return {
        "id": shot.name,
        "number": shot.number,
        "model": shot.model,
        "labels": list(shot.labels),
        "place": f"{shot.place.path}:{shot.place.line}",
        "continues": shot.continues,
        "trim": {"in": shot.trim.in_s, "out": shot.trim.out_s} if shot.trim else None,
        "crossfade_s": shot.crossfade_s,
        "dialogue": _dialogue(shot),
        "counted": view.counted,
        "decisions": [
            {"take": number, "word": word, "reason": reason} for number, word, reason in view.decisions
        ],
        "cost_usd": None if floor is None else {"floor": floor, "ceiling": ceiling},
        "is_priced": view.cost_usd is not None,
        "words": _words(view.words),
        "request": view.request,
        "pictures": [_picture(picture) for picture in view.pictures],
        "findings": list(view.findings),
        "takes": [_take(take) for take in view.takes],
    }


def _dialogue(shot: Shot) -> list[JSON]:
    return [{"who": line.who, "line": line.text, "at_s": line.at_s} for line in shot.dialogue]


def _take(take: TakeView) -> JSON:
    facts = take.facts
    return {
        "clip": take.clip_sha256,
        "number": take.number,
        "present": take.is_present,
        "file": take.file,
        "fps": facts.fps[0] / facts.fps[1] if facts else None,
        "frames": facts.frames if facts else None,
        "size": [facts.width_px, facts.height_px] if facts else None,
        "ends": [_uri(end) for end in take.ends],
        "words": _words(take.words),
        "model": take.model,
        "provider": take.provider,
        "job": take.ticket,
        "seed": take.seed,
        "cost_usd": take.cost_usd,
        "made_at": take.made_at,
    }


def _picture(picture: PictureView) -> JSON:
    thumbnail = None if picture.thumbnail is None else _uri(picture.thumbnail)
    return {"title": picture.title, "told": picture.told, "thumbnail": thumbnail}


def _uri(picture: bytes) -> str:
    return f"data:image/webp;base64,{b64encode(picture).decode('ascii')}"


def _words(words: Mapping[str, JSON] | None) -> JSON:
    """The prompt whole; the other words in short, so that two takes can be held against each other."""
    if words is None:
        return None
    return {key: value if key == "prompt" else _told(value) for key, value in words.items() if key != "take"}


def _told(value: JSON) -> str:
    match value:
        case dict() if is_hole(value) or "$pixels" in value:
            return f"picture {str(value['$asset'])[:8]}" if "$asset" in value else "a frame"
        case dict():
            return ", ".join(f"{key} {_told(item)}" for key, item in value.items())[:FIELD_CHARACTERS]
        case list():
            return "; ".join(_told(item) for item in value)[:FIELD_CHARACTERS]
        case bool():
            return "yes" if value else "no"
        case None:
            return "none"
        case _:
            return str(value)[:FIELD_CHARACTERS]
