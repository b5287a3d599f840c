"""Files that a storyboard names are looked at once, and told of at every place that names them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path, PurePosixPath

from pipeline.errors import FileRefused, MediaRefused
from pipeline.model import (
    FIRST,
    ClipFacts,
    FilePicture,
    FrameOf,
    Keyframe,
    Look,
    Moment,
    PictureFacts,
    Place,
    Reference,
    WebPicture,
)
from pipeline.survey import survey
from tests.unit.shots import shot, storyboard

LANTERN = PictureFacts("a" * 64, 7, "PNG", 720, 1280)
FERRY = ClipFacts("b" * 64, 5, 640, 360, (24, 1), 48, 2.0, True)


class Shelf:
    """A project's files in memory, counting what is read."""

    root = Path("/film")

    def __init__(self) -> None:
        self._contents: dict[PurePosixPath, bytes] = {}
        self.opened: list[str] = []

    def add(self, path: str, content: bytes) -> Shelf:
        self._contents[PurePosixPath(path)] = content
        return self

    def locate(self, folder: Path, written: str) -> PurePosixPath:
        raise NotImplementedError

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        self.opened.append(str(path))
        if path not in self._contents:
            raise FileRefused("F001", f"{path} is not there")
        return self._contents[path]

    def checked(self, path: PurePosixPath) -> Path:
        self.read(path, 0)
        return self.root / path

    def held(self, folder: PurePosixPath) -> AbstractContextManager[None]:
        return nullcontext()

    def stamp(self, path: PurePosixPath) -> tuple[int, int, int] | None:
        return None

    def names(self, folder: PurePosixPath) -> Sequence[str]:
        parts = len(folder.parts)
        below = [path.parts for path in self._contents if path.parts[:parts] == folder.parts]
        return sorted({found[parts] for found in below})


class Stills:
    def probe(self, content: bytes) -> PictureFacts:
        if content != b"lantern":
            raise MediaRefused("F010", "this is no picture that can be read", "save it as PNG")
        return LANTERN

    def clean(self, content: bytes) -> bytes:
        raise NotImplementedError


class Reels:
    def probe(self, path: Path) -> ClipFacts:
        if path.name != "ferry.mp4":
            raise MediaRefused("F020", "this is no MP4")
        return FERRY

    def frame(self, path: Path, at: Moment, seed_picture: bytes | None) -> tuple[str, bytes]:
        raise NotImplementedError


def at(line: int) -> Place:
    return Place("ep01.storyboard.yaml", line, 1, line, 2)


def named(path: str, line: int = 1) -> FilePicture:
    return FilePicture(PurePosixPath(path), at(line))


def pinned(path: str, line: int = 1) -> tuple[Keyframe, ...]:
    return (Keyframe(named(path, line), FIRST, at(line)),)


def test_keyframes_references_and_clips_are_found_out() -> None:
    files = Shelf().add("cast/mei.png", b"lantern").add("a.png", b"lantern").add("ferry.mp4", b"clip")
    looks = {"gala": Look(None, (named("a.png"),), at(1))}
    mei = Reference("mei", "Mei", Look(None, (named("cast/mei.png"),), at(1)), looks)
    story = storyboard(
        shot("a", keyframes=pinned("a.png")), shot("b", clip=named("ferry.mp4")), references={"mei": mei}
    )

    assets, faults = survey(story, files, Stills(), Reels())

    assert faults == ()
    assert {str(path) for path in assets.pictures} == {"cast/mei.png", "a.png"}
    assert assets.clips == {PurePosixPath("ferry.mp4"): FERRY}


def test_a_file_that_is_named_twice_is_read_once() -> None:
    files = Shelf().add("a.png", b"lantern")
    story = storyboard(shot("a", keyframes=pinned("a.png")), shot("b", keyframes=pinned("a.png")))

    survey(story, files, Stills(), Reels())

    assert files.opened == ["a.png"]


def test_a_missing_file_is_told_at_every_place_that_names_it() -> None:
    files = Shelf().add("boards/desk.png", b"lantern")
    story = storyboard(
        shot("a", keyframes=pinned("boards/dask.png", 4)), shot("b", keyframes=pinned("boards/dask.png", 8))
    )

    assets, faults = survey(story, files, Stills(), Reels())

    assert assets.pictures == {}
    assert [(fault.code, fault.place.line) for fault in faults] == [("F001", 4), ("F001", 8)]
    assert faults[0].message == "boards/dask.png is not there"
    assert faults[0].help == "did you mean `desk.png`?"


def test_of_many_missing_files_the_first_twenty_are_compared_with_those_that_are_there() -> None:
    files = Shelf().add("boards/desk.png", b"lantern")
    story = storyboard(*(shot(f"s{n}", keyframes=pinned(f"boards/desk{n}.png")) for n in range(30)))

    _, faults = survey(story, files, Stills(), Reels())

    assert [bool(fault.help) for fault in faults] == [True] * 20 + [False] * 10


def test_a_misspelt_folder_is_suggested() -> None:
    files = Shelf().add("boards/desk.png", b"lantern")
    story = storyboard(shot("a", keyframes=pinned("bords/desk.png")))

    _, (fault,) = survey(story, files, Stills(), Reels())

    assert fault.help == "there is no folder `bords`; did you mean `boards`?"


def test_with_nothing_like_it_the_help_says_where_paths_start() -> None:
    story = storyboard(shot("a", keyframes=pinned("boards/desk.png")))

    _, (fault,) = survey(story, Shelf(), Stills(), Reels())

    assert fault.help.startswith("it was looked for at boards/desk.png in film/; ")


def test_bytes_that_are_no_picture_or_clip_keep_their_code_and_name_the_file() -> None:
    files = Shelf().add("a.png", b"text").add("b.mp4", b"text")
    story = storyboard(shot("a", keyframes=pinned("a.png")), shot("b", clip=named("b.mp4")))

    _, faults = survey(story, files, Stills(), Reels())

    assert [(fault.code, fault.message, fault.help) for fault in faults] == [
        ("F010", "a.png: this is no picture that can be read", "save it as PNG"),
        ("F020", "b.mp4: this is no MP4", ""),
    ]


def test_pictures_behind_links_and_frames_of_shots_are_not_touched() -> None:
    files = Shelf()
    frames = (
        Keyframe(WebPicture("https://example.org/a.png", at(1)), FIRST, at(1)),
        Keyframe(FrameOf("b", FIRST, at(1)), FIRST, at(1)),
    )

    assets, faults = survey(storyboard(shot("a", keyframes=frames)), files, Stills(), Reels())

    assert (assets.pictures, faults, files.opened) == ({}, (), [])
