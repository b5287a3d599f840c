"""Turns the bytes of a stranger's still into facts. Reads four formats and one frame, and never lets a
reader's own exception out. Loads no numpy: facts of pictures are looked at with every `validate`."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib

from PIL import Image, UnidentifiedImageError

from pipeline.errors import MediaRefused
from pipeline.model import PictureFacts

MAX_BYTES = 50 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE_PX = 8192

_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
_TAKES = "give a JPEG, PNG, WebP or AVIF picture"
_SMALLER = f"make it smaller: at most {MAX_PIXELS // 10**6} megapixels, {MAX_SIDE_PX} on a side, 50 MB"
DAMAGE = (
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

TURNS = {
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


def facts_of(content: bytes) -> PictureFacts:
    """Raises MediaRefused: no picture (F010), too many pixels or bytes (F011), cut off or damaged (F012)."""
    image = loaded(content)
    turn = orientation(image)
    width, height = image.size if turn < 5 else image.size[::-1]
    return PictureFacts(
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        format="JPEG" if image.format == "MPO" else str(image.format),
        width_px=width,
        height_px=height,
    )


def loaded(content: bytes) -> Image.Image:
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
    except DAMAGE as error:
        raise damaged() from error
    return image


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise MediaRefused("F011", "it has far too many pixels", _SMALLER) from error
    except UnidentifiedImageError as error:
        raise MediaRefused("F010", "it is no picture that we know", _TAKES) from error
    except DAMAGE as error:
        raise damaged() from error


def damaged() -> MediaRefused:
    return MediaRefused("F012", "it is cut off or damaged", "save or load the picture again")


def orientation(image: Image.Image) -> int:
    """1 to 8; 1 where the EXIF says nothing, or nonsense."""
    try:
        written = image.getexif().get(0x0112, 1)
    except DAMAGE:
        return 1
    return written if written in TURNS else 1
