"""Turns a `videoInference` task for SkyReels V4 into a commission, or into complaints. Knows no HTTP and no
job.

Sources: Runware's page of the model, its examples with their bills, and its published request types; read in
November 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.model import JSON, PaintOrder
from pipeline.ports import Pictures
from pipeline.studio import delivery, pins, references, sizes
from pipeline.studio.complaints import Complaint, is_integer, unknown_fields
from pipeline.studio.jobs import Commission
from pipeline.studio.stills import Still, still

MODEL = "skywork:skyreels@v4"
FPS = 24
DURATION_S = 5
FIELDS = frozenset({"positivePrompt", "width", "height", "resolution", "duration", "settings", "inputs"})
INPUTS = frozenset({"frameImages", "referenceImages", "referenceVideos"})

VIDEO_USD_PER_SECOND = {"480p": 0.18, "720p": 0.25, "1080p": 0.625}
SURPLUS_USD = {"frameImages": 0.0109, "referenceImages": 0.0060, "referenceVideos": 0.0060}
TEXT_SURPLUS_USD = 0.0044
"""What the vendor's five examples were billed over rate by seconds; none of them has a video, taken as an
image."""


def commission(
    task: Mapping[str, JSON], seed_for: Callable[[JSON], int], pictures: Pictures
) -> Commission | list[Complaint]:
    """seed_for: gives a seed, since this model takes none, by the fields that make the picture."""
    found = list(_complaints(task))
    if found:
        return found
    inputs = _fields(task, "inputs")
    field, values = _media(inputs)
    stills = [still(value, pictures) for value in values]
    opened = [one for one in stills if one is not None]
    if len(opened) < len(stills):
        return [Complaint("invalidValueUploadFailed", "an image cannot be loaded or decoded", field)]
    form: dict[str, JSON] = {name: task[name] for name in sorted(FIELDS & task.keys())}
    order = _order(task, opened, seed_for(form))
    return Commission(order, form, _cost_usd(inputs, order))


def _order(task: Mapping[str, JSON], stills: Sequence[Still], seed: int) -> PaintOrder:
    duration_s = _duration_s(task)
    items = _fields(task, "inputs").get("frameImages")
    places = pins.places(items) if isinstance(items, list) else []
    frames = [pins.frame_of(place, round(duration_s * FPS), FPS) for place in places]
    width_px, height_px = _size_px(task, stills if places else ())
    return PaintOrder(
        prompt=str(task["positivePrompt"]),
        seed=seed,
        width_px=width_px,
        height_px=height_px,
        fps=FPS,
        duration_s=duration_s,
        has_audio=_fields(task, "settings").get("audio") is True,
        pictures=tuple(one.pinned(frame) for one, frame in zip(stills, frames, strict=False)),
        references=() if places else tuple(one.pinned(0) for one in stills),
    )


def _media(inputs: Mapping[str, JSON]) -> tuple[str, list[JSON]]:
    """The field that holds the media, of which there is at most one, and their values."""
    if "frameImages" in inputs:
        items = inputs["frameImages"]
        return pins.FIELD, [pins.image_of(item) for item in items] if isinstance(items, list) else []
    if "referenceImages" in inputs:
        return references.IMAGES, list(references.image_values(inputs["referenceImages"]))
    return references.VIDEOS, list(references.video_values(inputs.get("referenceVideos")))


def _size_px(task: Mapping[str, JSON], frames: Sequence[Still]) -> tuple[int, int]:
    width, height = task.get("width"), task.get("height")
    if isinstance(width, int) and isinstance(height, int):
        return width, height
    shape = next((one.size_px for one in frames if one.size_px is not None), None)
    return sizes.size_of(str(task.get("resolution", "720p")), shape)


def _cost_usd(inputs: Mapping[str, JSON], order: PaintOrder) -> float:
    resolution = sizes.resolution_of(order.width_px, order.height_px)
    rates = VIDEO_USD_PER_SECOND if "referenceVideos" in inputs else sizes.USD_PER_SECOND
    surplus = next((SURPLUS_USD[name] for name in inputs), TEXT_SURPLUS_USD)
    return round(rates[resolution] * order.duration_s + surplus, 4)


# --- complaints -------------------------------------------------------------------------------------------


def _complaints(task: Mapping[str, JSON]) -> Iterator[Complaint]:
    yield from unknown_fields(task, FIELDS | delivery.FIELDS)
    yield from delivery.complaints(task)
    yield from _of_prompt(task)
    yield from _of_duration(task)
    yield from _of_size(task)
    yield from _of_settings(task.get("settings", {}))
    yield from _of_inputs(task)


def _of_prompt(task: Mapping[str, JSON]) -> Iterator[Complaint]:
    prompt = task.get("positivePrompt")
    if prompt is None or prompt == "":
        yield Complaint("missingPositivePrompt", "a prompt is required", "positivePrompt")
    elif not isinstance(prompt, str):
        yield Complaint("invalidPositivePrompt", "the prompt is text", "positivePrompt")
    elif len(prompt) < 2:
        yield Complaint("invalidPositivePromptLength", "the prompt has at least 2 letters", "positivePrompt")


def _of_duration(task: Mapping[str, JSON]) -> Iterator[Complaint]:
    if "duration" in task and _whole(task["duration"]) not in range(3, 16):
        yield Complaint("unsupportedDuration", "whole seconds from 3 to 15", "duration")


def _of_size(task: Mapping[str, JSON]) -> Iterator[Complaint]:
    sides = [name for name in ("width", "height") if name in task]
    is_shaped = not {"frameImages", "referenceVideos"}.isdisjoint(_fields(task, "inputs"))
    if "resolution" in task:
        if task["resolution"] not in list(sizes.SIZES_PX):
            yield Complaint("invalidResolution", "480p, 720p or 1080p", "resolution")
        if sides:
            yield Complaint("incompatibleParameters", "a resolution excludes width and height", "resolution")
    elif sides and is_shaped:
        words = "the size comes from the frame images or the video: give a resolution instead"
        yield Complaint("incompatibleParameters", words, sides[0])
    elif sides:
        yield from _of_sides(task.get("width"), task.get("height"))
    elif not is_shaped:
        yield Complaint("missingResolution", "give a resolution, or width and height", "resolution")


def _of_sides(width: JSON, height: JSON) -> Iterator[Complaint]:
    most = sizes.MOST_PX
    if not is_integer(width, 1, most) or not is_integer(height, 1, most):
        words = f"width and height go together, as whole numbers up to {most}"
        yield Complaint("invalidDimensions", words, "width")
    elif not sizes.is_allowed(width, height):
        yield Complaint("unsupportedDimensions", f"the model makes no {width}x{height}", "width")


def _of_settings(settings: JSON) -> Iterator[Complaint]:
    if not isinstance(settings, dict):
        yield Complaint("validationFailed", "settings are an object", "settings")
        return
    yield from unknown_fields(settings, {"audio", "promptExtend"}, "settings.")
    for name in ("audio", "promptExtend"):
        if not isinstance(settings.get(name, False), bool):
            yield Complaint("validationFailed", f"settings.{name} is true or false", f"settings.{name}")


def _of_inputs(task: Mapping[str, JSON]) -> Iterator[Complaint]:
    inputs, prompt = task.get("inputs", {}), str(task.get("positivePrompt"))
    if not isinstance(inputs, dict):
        yield Complaint("validationFailed", "inputs are an object", "inputs")
        return
    yield from unknown_fields(inputs, INPUTS, "inputs.")
    if len(INPUTS & inputs.keys()) > 1:
        words = "frame images, reference images and reference videos exclude each other"
        yield Complaint("incompatibleParameters", words, "inputs")
    if "frameImages" in inputs:
        yield from pins.complaints(inputs["frameImages"], _duration_s(task))
    if "referenceImages" in inputs:
        yield from references.image_complaints(inputs["referenceImages"], prompt)
    if "referenceVideos" in inputs:
        has_audio = _fields(task, "settings").get("audio") is True
        yield from references.video_complaints(inputs["referenceVideos"], prompt, has_audio=has_audio)


def _fields(task: Mapping[str, JSON], name: str) -> Mapping[str, JSON]:
    value = task.get(name)
    return value if isinstance(value, dict) else {}


def _whole(value: JSON) -> int | None:
    """5 and 5.0 are one duration: Runware's types name both an integer and a float."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if is_integer(value, 0, 2**31) else None


def _duration_s(task: Mapping[str, JSON]) -> int:
    return _whole(task.get("duration", DURATION_S)) or DURATION_S
