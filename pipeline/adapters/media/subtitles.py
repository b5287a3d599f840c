"""Turns cues into the three forms of subtitles: a file beside the film, a track inside it, and letters in its
pictures. Knows no pieces and no clips."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from fractions import Fraction

from av.packet import Packet
from av.stream import Stream
from PIL import Image, ImageDraw

from pipeline.adapters.media.house import Timed
from pipeline.adapters.media.lettering import lettered, wrapped
from pipeline.adapters.media.patches import Patch, patch_of
from pipeline.model import Cue, House

MILLISECOND = Fraction(1, 1000)
_UNDETERMINED = "und"
_CODES = (
    "ar:ara bg:bul bn:ben ca:cat cs:ces da:dan de:deu el:ell en:eng es:spa et:est fa:fas fi:fin fr:fra "
    "ga:gle he:heb hi:hin hr:hrv hu:hun id:ind is:isl it:ita ja:jpn kk:kaz km:khm ko:kor lo:lao lt:lit "
    "lv:lav ml:mal mn:mon mr:mar ms:msa my:mya nb:nob ne:nep nl:nld no:nor pl:pol pt:por ro:ron ru:rus "
    "sk:slk sl:slv sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel th:tha tl:tgl tr:tur uk:ukr ur:urd uz:uzb "
    "vi:vie zh:zho"
)
_LANGUAGES = dict(pair.split(":") for pair in _CODES.split())
"""MP4 knows languages by three letters (ISO 639-2/T), people by two (ISO 639-1)."""


def three_letters(language: str | None) -> str:
    """`eng` for `en` and `en-GB`; `und` where it is not known."""
    code = (language or "").split("-")[0].lower()
    if len(code) == 3 and code.isascii() and code.isalpha():
        return code
    return _LANGUAGES.get(code, _UNDETERMINED)


def srt(cues: Sequence[Cue]) -> str:
    """The cues as SubRip text."""
    return "\n".join(
        f"{number}\n{_clock(cue.start_s)} --> {_clock(cue.end_s)}\n{' '.join(cue.text.split())}\n"
        for number, cue in enumerate(cues, 1)
    )


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{milliseconds // 1000:02d},{milliseconds % 1000:03d}"


def timed_text(cues: Sequence[Cue], stream: Stream) -> Iterator[Timed]:
    """The packets of a `mov_text` track; the muxer itself puts emptiness between them. cues: none over the
    next.

    Source: 3GPP TS 26.245, 5.17: two bytes of length, then UTF-8.
    """
    for cue in cues:
        start_ms, end_ms = round(cue.start_s * 1000), round(cue.end_s * 1000)
        encoded = " ".join(cue.text.split()).encode()[:0xFFFF]
        packet: Packet[Stream] = Packet(struct.pack(">H", len(encoded)) + encoded)
        packet.pts = packet.dts = start_ms
        packet.duration, packet.time_base, packet.stream = end_ms - start_ms, MILLISECOND, stream
        yield start_ms * MILLISECOND, packet


def letters(text: str, house: House) -> Patch:
    """A cue as it is burnt in: white with a dark edge, low in the picture, clear of a phone's buttons."""
    unit = min(house.width_px, house.height_px) / 720
    words, font = lettered(text, max(round(38 * unit), 10))
    lines = wrapped(words, font, round(house.width_px * 0.86), 3)
    edge, step = max(round(3 * unit), 1), round(50 * unit)
    height = _even(step * len(lines) + 4 * edge)
    image = Image.new("RGBA", (house.width_px, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        place = (house.width_px / 2, step * number + step / 2 + 2 * edge)
        draw.text(place, line, "white", font, anchor="mm", stroke_width=edge, stroke_fill=(12, 12, 16))
    lowest = 0.82 if house.height_px > house.width_px else 0.94
    return patch_of(image, 0, max(_even(round(house.height_px * lowest) - height), 0))


def _even(length: int) -> int:
    return length + length % 2
