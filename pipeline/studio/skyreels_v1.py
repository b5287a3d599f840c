"""Turns the input of SkyReels V1 into a commission, or into complaints. Knows no HTTP and no job.

Source: RunComfy's input schema of the model, read in November 2026. It says nothing of length, rate, pixels
or price: those are the open model's (97 frames at 24 a second, 960x544), and the price is the studio's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pipeline.model import JSON, PaintOrder
from pipeline.ports import Pictures
from pipeline.studio.complaints import Complaint, is_integer
from pipeline.studio.jobs import Commission
from pipeline.studio.stills import Still, still

MODEL = "skywork/SkyReels V1"
FPS = 24
DURATION_S = 4
COST_USD = 0.20
SIZES_PX = {"16:9": (960, 544), "9:16": (544, 960)}
FIELDS = frozenset({"prompt", "image_url", "seed", "guidance_scale", "negative_prompt", "aspect_ratio"})


def commission(
    body: Mapping[str, JSON], seed_for: Callable[[JSON], int], pictures: Pictures
) -> Commission | list[Complaint]:
    """Fields that the schema does not name are passed over: it does not forbid them."""
    found = list(_complaints(body))
    if found:
        return found
    image = still(body["image_url"], pictures)
    if image is None:
        return [Complaint("invalid", "image_url cannot be loaded or decoded", "image_url")]
    form: dict[str, JSON] = {name: body[name] for name in sorted(FIELDS & body.keys())}
    seed = body.get("seed")
    return Commission(_order(body, image, seed if isinstance(seed, int) else seed_for(form)), form, COST_USD)


def _order(body: Mapping[str, JSON], image: Still, seed: int) -> PaintOrder:
    width_px, height_px = SIZES_PX[str(body.get("aspect_ratio", "16:9"))]
    return PaintOrder(
        prompt=str(body["prompt"]),
        seed=seed,
        width_px=width_px,
        height_px=height_px,
        fps=FPS,
        duration_s=DURATION_S,
        has_audio=False,
        pictures=(image.pinned(0),),
        references=(),
    )


def _complaints(body: Mapping[str, JSON]) -> Iterator[Complaint]:
    for name in ("prompt", "image_url"):
        if name not in body:
            yield Complaint("missing", f"{name} is required", name)
        elif not isinstance(body[name], str):
            yield Complaint("invalid", f"{name} is text", name)
    if not isinstance(body.get("negative_prompt", ""), str):
        yield Complaint("invalid", "negative_prompt is text", "negative_prompt")
    if "seed" in body and not is_integer(body["seed"], -(2**63), 2**63 - 1):
        yield Complaint("invalid", "seed is a whole number", "seed")
    if not _is_between(body.get("guidance_scale", 6), 1, 20):
        yield Complaint("invalid", "guidance_scale is a number from 1 to 20", "guidance_scale")
    if body.get("aspect_ratio", "16:9") not in list(SIZES_PX):
        yield Complaint("invalid", "aspect_ratio is 16:9 or 9:16", "aspect_ratio")
    if isinstance(body.get("image_url"), str) and not _is_link(str(body["image_url"])):
        yield Complaint("invalid", "image_url is a public https URL", "image_url")


def _is_between(value: JSON, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _is_link(text: str) -> bool:
    """The page asks for an https link; the vendor's own ComfyUI nodes send data URIs, so they are taken
    too; and links to a bucket on this machine, where the studio stands as well."""
    return text.startswith(("https://", "data:", "http://127.0.0.1:", "http://localhost:", "http://[::1]:"))
