"""Turns the bytes of a stranger's still into plain sRGB pixels, and pixels into bytes and digests. Never lets
a reader's own exception out."""

from __future__ import annotations

import hashlib
import io

import numpy as np
from PIL import Image, ImageCms

from pipeline.adapters.media.colour import Pixels
from pipeline.adapters.media.stills import DAMAGE, TURNS, damaged, facts_of, loaded, orientation
from pipeline.model import PictureFacts


class Stills:
    """Reads stills: JPEG, PNG, WebP and AVIF, of one frame; implements `ports.Stills`."""

    def probe(self, content: bytes) -> PictureFacts:
        """Raises MediaRefused, as `facts_of`."""
        return facts_of(content)

    def clean(self, content: bytes) -> bytes:
        """The picture as a plain sRGB PNG: turned as its EXIF says, on white, without anything else."""
        return png_of(pixels_of(content))


def pixels_of(content: bytes) -> Pixels:
    """The picture as it is meant to be seen: turned, on white where it is clear, in sRGB.

    Raises MediaRefused as `facts_of`.
    """
    image = loaded(content)
    turn = TURNS.get(orientation(image))
    try:
        plain = _on_white(image)
        return np.asarray(plain.transpose(turn) if turn is not None else plain)
    except DAMAGE as error:
        raise damaged() from error


def png_of(pixels: Pixels) -> bytes:
    """The pixels as PNG, and nothing else in it: equal pixels give equal bytes."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=6)
    return file.getvalue()


def digest_of(pixels: Pixels) -> str:
    """What a picture looks like, as a digest that outlives every file format: part of keys, so its form never
    changes."""
    height, width = pixels.shape[:2]
    digest = hashlib.sha256(f"storyboard pixels 1\n{width} {height}\n".encode("ascii"))
    digest.update(pixels.tobytes())
    return digest.hexdigest()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        image = Image.fromarray(_from_16_bit(image))
    if not image.has_transparency_data:
        return _srgb(image)
    clear = image.convert("RGBA")
    colours = clear.convert("RGB")
    colours.info = dict(image.info)
    plain = _srgb(colours)
    white = Image.new("RGB", image.size, "white")
    white.paste(plain, mask=clear.getchannel("A"))
    return white


def _from_16_bit(image: Image.Image) -> Pixels:
    """Divided: `convert` would clip all above 255 to white."""
    values = np.asarray(image).astype(np.int64)
    return np.clip((values + 128) // 257, 0, 255).astype(np.uint8)


def _srgb(image: Image.Image) -> Image.Image:
    """The colours as sRGB: by the picture's own profile where it has a good one, else by Pillow's rule."""
    profile = image.info.get("icc_profile")
    if image.mode == "P":
        image = image.convert("RGB")
    if not profile:
        return image.convert("RGB")
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return image.convert("RGB")
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, *DAMAGE):
        return image.convert("RGB")
    return image.convert("RGB") if turned is None else turned
