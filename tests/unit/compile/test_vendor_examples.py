"""The vendors' own examples, said in our words, give the vendors' own requests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.model import FIRST, LAST, FrameTag, Moment
from tests.unit.compile.compiling import V1, V4, at, body, compiled, keyframe, reference, shot, tag

VENDORS = Path(__file__).parents[3] / "storyboards" / "vendors"
MADE_LOUD = {"audio": True, "prompt_extend": True}


def vendors_request(name: str) -> dict[str, Any]:
    """With every frame image as a mapping with its frame, which the vendor may leave out."""
    request: dict[str, Any] = json.loads((VENDORS / f"{name}.request.json").read_text(encoding="utf-8"))
    images = request.get("inputs", {}).get("frameImages", [])
    for index, image in enumerate(images):
        whole = {"image": image} if isinstance(image, str) else image
        images[index] = {"frame": "first", **whole}
    return request


def in_envelope(own_body: dict[str, Any]) -> dict[str, Any]:
    return {"taskType": "videoInference", "model": "skywork:skyreels@v4", **own_body}


def runware_image(name: str) -> str:
    return f"https://assets.runware.ai/assets/inputs/{name}.jpg"


def pinned(name: str, frame: Moment) -> Any:
    from pipeline.model import WebPicture

    return keyframe(WebPicture(runware_image(name), at(9)), frame)


def test_two_guided_frames() -> None:
    wanted = vendors_request("greenhouse")
    tea = shot(
        prompt=(wanted["positivePrompt"],),
        resolution="1080p",
        aspect=None,
        duration_s=8.0,
        keyframes=(
            pinned("97bfe814-b970-40de-819a-b17b22699bf8", FIRST),
            pinned("e4e53ac7-b5a3-4e34-9b4c-43cbcf6efb54", LAST),
        ),
        **MADE_LOUD,
    )

    given = body(tea)

    assert in_envelope(given) == wanted


def test_words_with_a_size() -> None:
    wanted = vendors_request("violin")
    cliff = shot(
        prompt=(wanted["positivePrompt"],), resolution="720p", aspect="16:9", duration_s=10.0, **MADE_LOUD
    )

    given = body(cliff)

    assert in_envelope(given) == wanted
    assert (given["width"], given["height"]) == (1280, 720)


def test_a_reference_by_its_tag() -> None:
    wanted = vendors_request("observatory")
    before, after = wanted["positivePrompt"].split("@scene")
    scene = reference("scene")
    image = pinned("f9811d6b-6bcd-4cac-8b27-d6de4494768f", FIRST).source
    scene = type(scene)("scene", "scene", type(scene.base)(None, (image,), at(5)), {})
    glide = shot(
        prompt=(before, tag("scene"), after), resolution="1080p", aspect=None, duration_s=8.0, **MADE_LOUD
    )

    graph, faults = compiled(glide, references=(scene,))

    assert graph is not None
    assert in_envelope(dict(graph.shots[0].takes[0].request.body)) == wanted
    assert [(fault.code, fault.severity) for fault in faults] == [("M018", "warning")]


def test_four_frames_by_number() -> None:
    wanted = vendors_request("fossil")
    texts = wanted["positivePrompt"]
    pieces: list[Any] = []
    for position in range(1, 5):
        before, texts = texts.split(f"@image{position}", 1)
        pieces += [before, FrameTag(f"image{position}", position, at(11))]
    waking = shot(
        prompt=(*pieces, texts),
        resolution="1080p",
        aspect=None,
        duration_s=10.0,
        keyframes=(
            pinned("4222de22-30ce-4c0f-a6fe-b332ba21e246", FIRST),
            pinned("3bc81289-826e-43f3-926d-c79a1a40eff8", Moment("frame", 80)),
            pinned("ddaa65d6-3a08-479d-85c7-543870576d8f", Moment("frame", 180)),
            pinned("c8489afd-6e0d-42d6-8c1f-0025cb04b6df", LAST),
        ),
        **MADE_LOUD,
    )

    given = body(waking)

    assert in_envelope(given) == wanted


def test_a_single_frame_by_name() -> None:
    wanted = vendors_request("violin-finale")
    before, after = wanted["positivePrompt"].split("@frame")
    finale = shot(
        prompt=(before, FrameTag("frame", 1, at(11)), after),
        resolution="1080p",
        aspect=None,
        duration_s=8.0,
        keyframes=(pinned("4a39ff3b-a5cc-4218-8525-b25863ed5d1c", FIRST),),
        **MADE_LOUD,
    )

    given = body(finale)

    assert in_envelope(given) == wanted


def test_a_prompt_and_a_picture_are_all_that_v1_is_sent() -> None:
    wanted = vendors_request("v1-first")
    bow = shot(
        model=V1,
        aspect=None,
        prompt=(wanted["prompt"],),
        keyframes=(pinned("4a39ff3b-a5cc-4218-8525-b25863ed5d1c", FIRST),),
    )

    given = body(bow)

    assert given == wanted
    assert set(given) == {"prompt", "image_url"}


def test_the_cards_name_the_vendors_models() -> None:
    graph, _ = compiled(shot(model=V4), shot("b", model=V1, aspect=None, keyframes=(keyframe("b.png"),)))

    assert graph is not None
    requests = [one.takes[0].request for one in graph.shots]
    assert [(request.provider, request.endpoint) for request in requests] == [
        ("runware", "skywork:skyreels@v4"),
        ("runcomfy", "skywork/SkyReels V1"),
    ]
