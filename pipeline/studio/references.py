"""Turns `inputs.referenceImages` and `inputs.referenceVideos` into complaints, and into the values of their
media. Knows no other field.

Sources: Runware's page of SkyReels V4 (how many, of which type), SkyReels' own reference (tags, pictures
each).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import JSON
from pipeline.showing import one_line
from pipeline.studio.complaints import Complaint, unknown_fields

IMAGES = "inputs.referenceImages"
VIDEOS = "inputs.referenceVideos"
MOST_ELEMENTS = {"image": 3, "grid": 1}
MOST_PICTURES = {"image": 5, "grid": 1}


# --- images -----------------------------------------------------------------------------------------------


def image_complaints(items: JSON, prompt: str) -> Iterator[Complaint]:
    if not isinstance(items, list) or not items:
        yield Complaint("arrayTooSmall", "reference images are a list of at least one", IMAGES)
        return
    kinds = [_kind(item) for item in items]
    if kinds[0] is None or len(set(kinds)) > 1:
        yield Complaint("validationFailed", "reference images are all of type image, or all of grid", IMAGES)
        return
    if len(items) > MOST_ELEMENTS[kinds[0]]:
        words = f"at most {MOST_ELEMENTS[kinds[0]]} of type {kinds[0]}"
        yield Complaint("maxReferenceImagesExceeded", words, IMAGES)
    for item in items:
        if isinstance(item, dict):
            yield from unknown_fields(item, {"tag", "type", "images", "audio"}, f"{IMAGES}.")
            yield from _pictures(item.get("images"), MOST_PICTURES[kinds[0]])
            yield from _tag(item.get("tag"), prompt, IMAGES)


def _kind(item: JSON) -> str | None:
    kind = item.get("type") if isinstance(item, dict) else None
    return kind if isinstance(kind, str) and kind in MOST_ELEMENTS else None


def _pictures(images: JSON, most: int) -> Iterator[Complaint]:
    if not isinstance(images, list) or not all(isinstance(image, str) for image in images):
        yield Complaint("validationFailed", "images are a list of pictures", f"{IMAGES}.images")
    elif not 1 <= len(images) <= most:
        words = f"1 to {most} pictures, not {len(images)}"
        yield Complaint("arrayTooLarge" if images else "arrayTooSmall", words, f"{IMAGES}.images")


def _tag(tag: JSON, prompt: str, field: str) -> Iterator[Complaint]:
    if not isinstance(tag, str) or len(tag) < 2 or not tag.startswith("@"):
        yield Complaint("validationFailed", "a tag is text that begins with @", f"{field}.tag")
    elif tag not in prompt:
        yield Complaint(
            "validationFailed", f"the prompt does not mention {one_line(tag, 80)}", f"{field}.tag"
        )


def image_values(items: JSON) -> Iterator[JSON]:
    """The media of elements that nobody complained of, in order."""
    for item in items if isinstance(items, list) else ():
        images = item.get("images") if isinstance(item, dict) else None
        yield from images if isinstance(images, list) else ()


# --- videos -----------------------------------------------------------------------------------------------


def video_complaints(items: JSON, prompt: str, *, has_audio: bool) -> Iterator[Complaint]:
    if not isinstance(items, list) or len(items) != 1:
        yield Complaint("arrayTooLarge" if items else "arrayTooSmall", "one reference video", VIDEOS)
        return
    item = items[0]
    if isinstance(item, str):
        return
    if not isinstance(item, dict) or not isinstance(item.get("video"), str):
        yield Complaint("validationFailed", "a reference video is text, or an object with a video", VIDEOS)
        return
    yield from unknown_fields(item, {"video", "tag", "type"}, f"{VIDEOS}.")
    yield from _tag(item.get("tag"), prompt, VIDEOS)
    if item.get("type", "reference") not in ("reference", "extend"):
        yield Complaint("validationFailed", "a reference video is of type reference or extend", VIDEOS)
    if has_audio and item.get("type") != "extend":
        words = "the sound is that of the reference video: leave settings.audio out"
        yield Complaint("incompatibleParameters", words, "settings.audio")


def video_values(items: JSON) -> Iterator[JSON]:
    for item in items if isinstance(items, list) else ():
        yield item.get("video") if isinstance(item, dict) else item
