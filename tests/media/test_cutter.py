"""An episode is exactly its pieces: every frame, every sample, and the same bytes again."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from itertools import count
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipeline.adapters.media.animatic import Animatic
from pipeline.adapters.media.cutter import FilmCutter
from pipeline.adapters.media.films import Reels
from pipeline.adapters.media.sound import measured, sound_between
from pipeline.errors import StateDamaged
from pipeline.model import Blend, Body, Clip, Cue, CutList, Episode, House, Moment, PaintOrder, Slate
from tests.media.clips import SIZE, Picture, film, picture, pictures

HOUSE = House(*SIZE, (24, 1))
CUT = CutList(HOUSE, (), (), None, "off", "en", "Lantern")


class Room:
    """A folder with a cutter, its cache and its clips."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "derived"
        self.cache.mkdir()
        self.cutter = FilmCutter(lambda name: self.cache / name)

    def pieces(self) -> list[Path]:
        """What was encoded; the receipt of a finished film is 64 letters."""
        return [path for path in self.cache.iterdir() if path.stat().st_size > 64]

    def empty(self) -> None:
        for made in self.cache.iterdir():
            made.unlink()

    def clip(self, path: Path) -> Clip:
        facts = Reels().probe(path)
        return Clip(facts.sha256, path, facts.duration_s)

    def film(self, name: str, shown: list[Picture], **form: object) -> Clip:
        return self.clip(film(self.folder / f"{name}.mp4", shown, **form))  # type: ignore[arg-type]

    def animatic(self, name: str, *, has_audio: bool = True) -> Clip:
        path = self.folder / f"{name}.mp4"
        Animatic({}).paint(PaintOrder(name, 1, *SIZE, 24, 1.0, has_audio, (), ()), path)
        return self.clip(path)

    def assemble(self, cut: CutList) -> Path:
        return self.cut(cut, self.folder / "episode.mp4").path

    def cut(self, cut: CutList, out: Path) -> Episode:
        episode = self.cutter.assemble(cut, out, lambda: False)
        assert episode is not None
        return episode


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def shown(path: Path, number: int) -> Picture:
    _, png = Reels().frame(path, Moment("frame", number), None)
    return np.asarray(Image.open(io.BytesIO(png)))


def is_alike(one: Picture, other: Picture) -> bool:
    """Near enough for what was encoded once; the next picture of `clips` is eight levels away."""
    return float(np.abs(one.astype(int) - other).mean()) < 2


def test_frames_stand_at_their_places(room: Room) -> None:
    one, two = room.film("one", pictures(12), bframes=2), room.film("two", pictures(16))
    cut = replace(CUT, pieces=(Body(one, 0, 12), Slate("offer/desk", 5), Body(two, 6, 16)))

    path = room.assemble(cut)

    assert Reels().probe(path).frames == 27
    for at, number in ((0, 0), (11, 11), (17, 6), (26, 15)):
        assert is_alike(shown(path, at), picture(number))
    assert not is_alike(shown(path, 14), picture(11))


def test_pictures_and_sound_are_equally_long_to_the_sample(room: Room) -> None:
    heard, silent = room.film("heard", pictures(12), sound_s=3), room.film("silent", pictures(12))
    cut = replace(CUT, pieces=(Body(heard, 0, 12), Body(silent, 0, 12), Body(heard, 1, 8)))

    with av.open(room.assemble(cut)) as container:
        pictures_track, sound_track = container.streams.video[0], container.streams.audio[0]
        assert (
            pictures_track.duration * pictures_track.time_base == sound_track.duration * sound_track.time_base
        )
        assert sound_track.duration == 31 * 2000


def test_a_clip_without_sound_is_silence(room: Room) -> None:
    heard, silent = room.film("heard", pictures(24), sound_s=1), room.film("silent", pictures(24))

    path = room.assemble(replace(CUT, pieces=(Body(heard, 0, 24), Body(silent, 0, 24), Body(heard, 0, 24))))

    levels = [float(np.abs(sound_between(path, second * 48_000 + 8000, 32_000)).max()) for second in range(3)]
    assert levels[0] > 0.05
    assert levels[1] < 0.002
    assert levels[2] > 0.05


def test_sound_of_another_rate_keeps_its_place(room: Room) -> None:
    odd = room.film("odd", pictures(24), sound_s=1, sound_rate=44_100)

    path = room.assemble(replace(CUT, pieces=(Slate("before", 24), Body(odd, 0, 24))))

    sound = np.abs(sound_between(path, 0, 96_000)).max(axis=0)
    first = int(np.argmax(sound > 0.03))
    assert abs(first - 48_000) < 200


def test_sound_that_starts_late_keeps_its_place(room: Room) -> None:
    late = room.film("late", pictures(24), sound_s=0.5, sound_from_s=0.5)

    path = room.assemble(replace(CUT, pieces=(Body(late, 0, 24),)))

    sound = np.abs(sound_between(path, 0, 48_000)).max(axis=0)
    assert float(sound[:20_000].max()) < 0.01
    assert float(sound[30_000:].max()) > 0.05


@pytest.mark.parametrize("is_leaving", [True, False])
def test_the_sound_of_a_crossfade_goes_with_its_pictures(room: Room, is_leaving: bool) -> None:
    clips = room.film("heard", pictures(24), sound_s=1), room.film("silent", pictures(24))
    before, after = clips if is_leaving else clips[::-1]
    pieces = (Body(before, 0, 12), Blend(before, 12, after, 0, 12), Body(after, 12, 24))

    path = room.assemble(replace(CUT, pieces=pieces))

    sound = np.abs(sound_between(path, 0, 72_000))
    levels = [float(sound[:, at : at + 2000].max()) for at in (20_000, 35_000, 46_000, 55_000)]
    loud, soft = (levels[0], levels[2]) if is_leaving else (levels[3], levels[0])
    assert levels[1] == pytest.approx(loud * 0.72, rel=0.1)
    assert soft < loud * 0.2


def test_an_animatic_of_the_house_is_copied_and_not_made_again(room: Room) -> None:
    clip = room.animatic("arrival")

    path = room.assemble(replace(CUT, pieces=(Body(clip, 0, 24), Body(clip, 0, 24))))

    assert not room.pieces()
    assert (
        Reels().frame(path, Moment("frame", 30), None)[0]
        == Reels().frame(clip.path, Moment("frame", 6), None)[0]
    )


def test_a_piece_is_made_once(room: Room) -> None:
    cut = replace(CUT, pieces=(Body(room.film("one", pictures(12)), 0, 12),))
    room.assemble(cut)
    (made,) = room.pieces()
    stamp = made.stat().st_mtime_ns
    (room.folder / "episode.mp4").unlink()

    room.assemble(cut)

    assert made.stat().st_mtime_ns == stamp


def test_a_film_that_lies_there_already_is_not_cut_again(room: Room) -> None:
    cut = replace(CUT, pieces=(Body(room.film("one", pictures(12)), 0, 12),))
    film = room.assemble(cut)
    stamp = film.stat().st_mtime_ns

    room.assemble(cut)
    untouched = film.stat().st_mtime_ns
    film.write_bytes(film.read_bytes() + b"x")
    room.assemble(cut)

    assert untouched == stamp
    assert Reels().probe(film).frames == 12
    assert film.read_bytes()[-1:] != b"x"


def test_a_damaged_piece_in_the_cache_is_made_again(room: Room) -> None:
    cut = replace(CUT, pieces=(Body(room.film("one", pictures(12)), 0, 12),))
    whole = room.assemble(cut).read_bytes()
    (made,) = room.pieces()
    made.write_bytes(made.read_bytes()[:500])
    (room.folder / "episode.mp4").unlink()

    assert room.assemble(cut).read_bytes() == whole


def test_the_same_cut_gives_the_same_bytes_with_an_empty_cache(room: Room) -> None:
    one, two = room.film("one", pictures(16), sound_s=1), room.animatic("two")
    pieces = (Body(one, 0, 12), Blend(one, 12, two, 0, 4), Body(two, 4, 24), Slate("three", 8))
    cut = replace(CUT, pieces=pieces, loudness_lufs=-16.0, cues=(Cue(0.1, 0.6, "Hello"),), subtitles="burn")
    first = room.assemble(cut).read_bytes()
    room.empty()

    second = room.assemble(cut).read_bytes()

    assert first == second


def test_a_crossfade_goes_from_one_clip_to_the_other(room: Room) -> None:
    dark, light = (
        room.film(name, [np.full((160, 96, 3), level, np.uint8)] * 12)
        for name, level in (("d", 40), ("l", 200))
    )
    cut = replace(CUT, pieces=(Body(dark, 0, 8), Blend(dark, 8, light, 0, 4), Body(light, 4, 12)))

    path = room.assemble(cut)

    levels = [float(shown(path, number).mean()) for number in range(7, 13)]
    assert levels == pytest.approx([40, 72, 104, 136, 168, 200], abs=2)


def test_a_clip_of_another_shape_and_rate_fills_the_house(room: Room) -> None:
    broad = [np.full((160, 320, 3), 30, np.uint8) for _ in range(30)]
    for number, pixels in enumerate(broad):
        pixels[:, 120:200] = 60 + 5 * number
    clip = room.film("broad", broad, fps=30)

    path = room.assemble(replace(CUT, pieces=(Body(clip, 0, 24),)))

    assert Reels().probe(path).frames == 24
    for at, number in ((0, 0), (12, 15), (20, 25)):
        assert float(shown(path, at)[:, 12:84].mean()) == pytest.approx(60 + 5 * number, abs=2)


def test_half_of_the_rate_shows_every_frame_twice(room: Room) -> None:
    clip = room.film("slow", pictures(6), fps=12)

    path = room.assemble(replace(CUT, pieces=(Body(clip, 0, 12),)))

    assert is_alike(shown(path, 6), picture(3))
    assert is_alike(shown(path, 10), picture(5))


def test_the_sound_is_brought_to_the_loudness_that_was_asked(room: Room) -> None:
    clip = room.film("heard", pictures(48), sound_s=2)

    path = room.assemble(replace(CUT, pieces=(Body(clip, 0, 48),), loudness_lufs=-20.0))

    loudness, _ = measured([sound_between(path, 0, 96_000)])
    assert loudness == pytest.approx(-20, abs=0.3)


def test_a_silent_episode_stays_silent(room: Room) -> None:
    path = room.assemble(replace(CUT, pieces=(Slate("nothing", 48),), loudness_lufs=-16.0))

    assert float(np.abs(sound_between(path, 0, 96_000)).max()) < 1e-4


CUES = (Cue(0.25, 0.5, "Three months."), Cue(0.75, 1.0, "Not a day more."))


def test_soft_subtitles_are_a_track_of_their_language(room: Room) -> None:
    cut = replace(CUT, pieces=(Body(room.animatic("one"), 0, 24),), cues=CUES, subtitles="soft")

    with av.open(room.assemble(cut)) as container:
        track = container.streams.subtitles[0]
        texts = {packet.pts: bytes(packet)[2:].decode() for packet in container.demux(track) if packet.size}

    assert track.metadata["language"] == "eng"
    assert texts == {0: "", 250: "Three months.", 500: "", 750: "Not a day more."}


def test_subtitles_beside_the_film_are_a_file(room: Room) -> None:
    cut = replace(CUT, pieces=(Body(room.animatic("one"), 0, 24),), cues=CUES, subtitles="sidecar")

    episode = room.cut(cut, room.folder / "s01e01.mp4")

    assert episode.sidecar == room.folder / "s01e01.srt"
    assert episode.sidecar.read_text(encoding="utf-8").startswith(
        "1\n00:00:00,250 --> 00:00:00,500\nThree months.\n"
    )


def test_subtitles_beside_an_earlier_cut_are_gone_where_the_film_holds_them_itself(room: Room) -> None:
    cut = replace(CUT, pieces=(Body(room.animatic("one"), 0, 24),), cues=CUES, subtitles="sidecar")
    room.cut(cut, room.folder / "s01e01.mp4")

    episode = room.cut(replace(cut, subtitles="soft"), room.folder / "s01e01.mp4")

    assert episode.sidecar is None
    assert not (room.folder / "s01e01.srt").exists()


def test_burnt_subtitles_are_seen_while_they_last(room: Room) -> None:
    size = (480, 320)
    clip = room.film("plain", [np.full((320, 480, 3), 60, np.uint8)] * 24)
    cut = replace(CUT, house=House(*size, (24, 1)), pieces=(Body(clip, 0, 24),), cues=CUES, subtitles="burn")

    path = room.assemble(cut)

    assert [bool(shown(path, number).max() > 200) for number in (5, 7, 11, 13, 19)] == [
        False,
        True,
        True,
        False,
        True,
    ]


def test_burnt_subtitles_stand_in_the_piece_that_is_seen_then(room: Room) -> None:
    clip = room.film("plain", [np.full((320, 480, 3), 60, np.uint8)] * 24)
    pieces = (Body(clip, 0, 12), Body(clip, 12, 24))
    cut = replace(CUT, house=House(480, 320, (24, 1)), pieces=pieces, cues=CUES, subtitles="burn")

    path = room.assemble(cut)

    assert [bool(shown(path, number).max() > 200) for number in (7, 13, 19)] == [True, False, True]


def test_the_film_tells_its_title_and_starts_at_once(room: Room) -> None:
    path = room.assemble(replace(CUT, pieces=(Slate("one", 5),)))

    with av.open(path) as container:
        assert container.metadata["title"] == "Lantern"
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_a_damaged_clip_leaves_the_film_that_was_there(room: Room) -> None:
    clip = room.film("one", pictures(12))
    content = clip.path.read_bytes()
    at = content.index(b"mdat") + 1000
    clip.path.write_bytes(content[:at] + b"\0" * (len(content) - at))
    out = room.folder / "episode.mp4"
    out.write_bytes(b"before")

    with pytest.raises(StateDamaged, match="cannot be used"):
        room.cut(replace(CUT, pieces=(Body(clip, 0, 12),)), out)

    assert out.read_bytes() == b"before"
    assert not list(room.folder.glob("*.part"))
    assert not list(room.folder.glob(".*"))


class Patience:
    """Asks to stop after so many frames; counts how often it was asked, from whatever thread."""

    def __init__(self, most: int) -> None:
        self._most, self._numbers = most, count(1)
        self.asked = 0

    def __call__(self) -> bool:
        self.asked = next(self._numbers)
        return self.asked > self._most


def test_a_cut_that_is_stopped_on_the_way_leaves_the_film_that_was_there_and_nothing_else(
    room: Room,
) -> None:
    """While pieces are made, while the loudness is measured, and while they are joined."""
    one, two = room.film("one", pictures(10), sound_s=1), room.animatic("two")
    pieces = (Body(one, 0, 6), Blend(one, 6, two, 0, 2), Body(two, 2, 6), Slate("three", 3))
    cut = replace(CUT, pieces=pieces, loudness_lufs=-16.0, cues=(Cue(0.1, 0.3, "Hello"),), subtitles="soft")
    whole, endless = room.assemble(cut).read_bytes(), Patience(10**6)
    out = room.folder / "episode.mp4"
    room.empty()
    out.unlink()
    room.cutter.assemble(cut, out, endless)
    assert endless.asked > 2 * 15

    for most in (*range(0, endless.asked - 1, 4), endless.asked - 1):
        room.empty()
        out.write_bytes(b"before")

        assert room.cutter.assemble(cut, out, Patience(most)) is None, most

        assert out.read_bytes() == b"before"
        assert not [path for folder in (room.folder, room.cache) for path in folder.glob(".*")]
    room.assemble(cut)
    assert out.read_bytes() == whole


def test_a_cut_that_is_stopped_makes_no_further_piece(room: Room) -> None:
    """Those that are being made are left at their next frame."""
    cut = replace(CUT, pieces=tuple(Slate(str(number), 12) for number in range(40)))
    patience = Patience(30)

    assert room.cutter.assemble(cut, room.folder / "episode.mp4", patience) is None

    workers = os.cpu_count() or 1
    assert patience.asked <= 30 + 40
    assert len(room.pieces()) <= 30 // 12 + workers


def test_a_folder_that_is_not_there_is_made(room: Room) -> None:
    episode = room.cut(replace(CUT, pieces=(Slate("one", 5),)), room.folder / "new" / "e.mp4")

    assert episode.path.is_file()


def test_a_file_in_place_of_the_folder_is_told_in_our_words(room: Room) -> None:
    (room.folder / "taken").write_text("a file")

    with pytest.raises(StateDamaged, match=r"episode\.mp4 cannot be written"):
        room.cut(replace(CUT, pieces=(Slate("one", 5),)), room.folder / "taken" / "episode.mp4")


def test_what_it_is_made_with_stands_on_one_line(room: Room) -> None:
    assert "\n" not in room.cutter.made_with
    assert f"av {av.__version__}" in room.cutter.made_with
