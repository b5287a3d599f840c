"""Turns the bytes of a stranger's still into facts, or into plain sRGB pixels. Reads four formats and one
frame, and never lets a reader's own exception out."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from pipeline.adapters.media.colour import Pixels
from pipeline.errors import MediaRefused
from pipeline.model import PictureFacts

MAX_BYTES = 50 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE_PX = 8192

_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
_TAKES = "give a JPEG, PNG, WebP or AVIF picture"
_SMALLER = f"make it smaller: at most {MAX_PIXELS // 10**6} megapixels, {MAX_SIDE_PX} on a side, 50 MB"
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
    Warning,
)
"""What Pillow's readers raise on damaged files (seen in its sources and fuzzing threads); Warning where
warnings are errors."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By EXIF orientation. Source: Pillow's ImageOps.exif_transpose."""

# A picture of more pixels than this warns while it is opened: refused, not told to the terminal. Set once
# here, since `catch_warnings` is not safe beside other threads.
warnings.simplefilter("error", Image.DecompressionBombWarning)
# What a damaged EXIF block lacks is of no use to an author.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.TiffImagePlugin")


class Stills:
    """Reads stills: JPEG, PNG, WebP and AVIF, of one frame."""

    def probe(self, content: bytes) -> PictureFacts:
        """Raises MediaRefused: no picture (F010), too many pixels or bytes (F011), cut off or damaged
        (F012)."""
        image = _loaded(content)
        turn = _orientation(image)
        width, height = image.size if turn < 5 else image.size[::-1]
        return PictureFacts(
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
            format="JPEG" if image.format == "MPO" else str(image.format),
            width_px=width,
            height_px=height,
        )

    def clean(self, content: bytes) -> bytes:
        """The picture as a plain sRGB PNG: turned as its EXIF says, on white, without anything else."""
        return png_of(pixels_of(content))


def pixels_of(content: bytes) -> Pixels:
    """The picture as it is meant to be seen: turned, on white where it is clear, in sRGB.

    Raises MediaRefused as Stills.probe.
    """
    image = _loaded(content)
    turn = _TURNS.get(_orientation(image))
    try:
        plain = _on_white(image)
        return np.asarray(plain.transpose(turn) if turn is not None else plain)
    except _DAMAGE as error:
        raise _damaged() from error


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


def _loaded(content: bytes) -> Image.Image:
    """The picture, its size checked before its pixels are read."""
    if len(content) > MAX_BYTES:
        raise MediaRefused("F011", f"it is {len(content) / 2**20:.0f} MB large", _SMALLER)
    image = _opened(content)
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE_PX:
        raise MediaRefused("F011", f"it has {width}x{height} pixels", _SMALLER)
    try:
        # A JPEG may hold further pictures (a phone's depth map); the first is the photograph.
        if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
            raise MediaRefused("F010", "it is an animation, not a still", f"{_TAKES}, of one frame")
        image.load()
    except _DAMAGE as error:
        raise _damaged() from error
    return image


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise MediaRefused("F011", "it has far too many pixels", _SMALLER) from error
    except UnidentifiedImageError as error:
        raise MediaRefused("F010", "it is no picture that we know", _TAKES) from error
    except _DAMAGE as error:
        raise _damaged() from error


def _damaged() -> MediaRefused:
    return MediaRefused("F012", "it is cut off or damaged", "save or load the picture again")


def _orientation(image: Image.Image) -> int:
    """1 to 8; 1 where the EXIF says nothing, or nonsense."""
    try:
        written = image.getexif().get(0x0112, 1)
    except _DAMAGE:
        return 1
    return written if written in _TURNS else 1


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
    except (ImageCms.PyCMSError, *_DAMAGE):
        return image.convert("RGB")
    return image.convert("RGB") if turned is None else turned
