"""A stranger's still is measured, cleaned or refused; nothing of Pillow comes through."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from pipeline.adapters.media import stills
from pipeline.adapters.media.pictures import Stills, digest_of, pixels_of, png_of
from pipeline.errors import MediaRefused
from pipeline.model import PictureFacts


def written(image: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def two_tone(mode: str = "RGB") -> Image.Image:
    """Left red, right blue: 40 wide, 20 high."""
    image = Image.new("RGB", (40, 20), (200, 30, 30))
    image.paste((30, 30, 200), (20, 0, 40, 20))
    return image.convert(mode)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_that_says(width: int, height: int) -> bytes:
    """A small file that claims a size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def refusal(content: bytes) -> str:
    with pytest.raises(MediaRefused) as refused:
        Stills().probe(content)
    assert refused.value.reason
    assert refused.value.help
    return refused.value.code


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_four_formats_are_measured(form: str) -> None:
    content = written(two_tone(), form)

    facts = Stills().probe(content)

    assert facts == PictureFacts(facts.sha256, len(content), form, 40, 20)
    assert len(facts.sha256) == 64


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "EPS"])
def test_other_formats_are_no_pictures(form: str) -> None:
    assert refusal(written(two_tone(), form)) == "F010"


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"version https://git-lfs.github.com/spec/v1\n", b"<svg/>"]
)
def test_what_is_no_picture_is_told_so(content: bytes) -> None:
    assert refusal(content) == "F010"


@pytest.mark.parametrize("size", [(8193, 10), (8000, 5001), (20000, 20000), (60000, 60000)])
def test_too_many_pixels_are_refused_before_they_are_read(size: tuple[int, int]) -> None:
    assert refusal(png_that_says(*size)) == "F011"


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = written(two_tone(), "PNG")
    monkeypatch.setattr(stills, "MAX_BYTES", len(content) - 1)

    assert refusal(content) == "F011"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_picture_that_is_cut_off_is_damaged(form: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    content = written(Image.fromarray(noise), form)

    assert refusal(content[: len(content) * 2 // 3]) in ("F010", "F012")


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_an_animation_is_no_still(form: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]

    assert refusal(written(frames[0], form, save_all=True, append_images=frames[1:])) == "F010"


def test_a_photograph_is_turned_as_its_exif_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    content = written(two_tone(), "JPEG", exif=exif, quality=95)

    facts, pixels = Stills().probe(content), pixels_of(content)

    assert (facts.width_px, facts.height_px) == (20, 40)
    assert pixels.shape == (40, 20, 3)
    assert pixels[5, 10, 0] > 150
    assert pixels[35, 10, 2] > 150


def test_what_is_clear_becomes_white() -> None:
    image = two_tone("RGBA")
    image.putalpha(0)

    assert (pixels_of(written(image, "PNG")) == 255).all()


@pytest.mark.parametrize("mode", ["P", "L", "LA", "1", "RGBA"])
def test_every_mode_becomes_plain_rgb(mode: str) -> None:
    pixels = pixels_of(written(two_tone(mode), "PNG"))

    assert pixels.shape == (20, 40, 3)
    assert pixels.dtype == np.uint8


def test_sixteen_bits_are_divided_and_not_clipped() -> None:
    deep = Image.fromarray(np.full((4, 4), 40_000, np.uint16))

    pixels = pixels_of(written(deep, "PNG"))

    assert pixels[0, 0].tolist() == [156, 156, 156]


def test_printers_colours_become_screen_colours() -> None:
    pixels = pixels_of(written(two_tone("CMYK"), "JPEG", quality=95))

    assert pixels[10, 5, 0] > 150 > 100 > pixels[10, 5, 2]


def test_a_profile_is_applied_and_a_bad_one_ignored() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain, odd, broken = (
        written(two_tone(), "PNG", icc_profile=icc)
        for icc in (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), profile, b"nonsense")
    )

    assert pixels_of(plain).tolist() == np.asarray(two_tone()).tolist()
    assert pixels_of(odd).tolist() == pixels_of(broken).tolist() == np.asarray(two_tone()).tolist()


def test_a_clean_picture_keeps_nothing_but_its_pixels() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    content = written(two_tone(), "JPEG", exif=exif, comment=b"secret")

    clean = Stills().clean(content)

    assert b"taken" not in clean
    assert Image.open(io.BytesIO(clean)).info == {}
    assert clean == Stills().clean(clean)


def test_the_digest_of_pixels_never_changes() -> None:
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)

    assert digest_of(pixels) == "cd0a65a7f35a926d7c4ba3bef81fb62379f3ed4326c128cf136e9b9b59861dc5"
    assert digest_of(pixels) != digest_of(pixels.reshape(4, 2, 3))
    assert digest_of(pixels_of(png_of(pixels))) == digest_of(pixels)
