"""A storyboard is loaded with its libraries, the weakest first, and faults stand where a file is named."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from pipeline.errors import Fault, FileRefused
from pipeline.load import load_storyboard
from pipeline.model import Loaded

ROOT = Path("/project")
SCENES = "scenes: [{id: river, prompt: x}]\n"


class MemoryFiles:
    """The files port over a mapping of texts."""

    def __init__(self, **texts: str) -> None:
        self.texts = {name.replace("__", "/").replace("_", "."): text for name, text in texts.items()}

    @property
    def root(self) -> Path:
        return ROOT

    def locate(self, folder: Path, written: str) -> PurePosixPath:
        way = posixpath.normpath(posixpath.join(folder.relative_to(ROOT).as_posix(), written))
        if way.startswith(".."):
            raise FileRefused("F003", f"`{written}` leaves the project", "keep it below the project's root")
        return PurePosixPath(way)

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        if str(path) not in self.texts:
            raise FileRefused("F001", f"there is no file `{path}`")
        return self.texts[str(path)].encode()

    def checked(self, path: PurePosixPath) -> Path:
        return ROOT / path

    def stamp(self, path: PurePosixPath) -> tuple[int, int, int] | None:
        return None

    def names(self, folder: PurePosixPath) -> Sequence[str]:
        inside = (PurePosixPath(name) for name in self.texts)
        return sorted(path.name for path in inside if path.parent == folder)

    def write(self, path: PurePosixPath, text: str) -> None:
        self.texts[str(path)] = text


def load(files: MemoryFiles, path: str = "ep/s01.storyboard.yaml") -> tuple[Loaded | None, tuple[Fault, ...]]:
    return load_storyboard(files, PurePosixPath(path), f"show/{path}")


def test_a_storyboard_alone_is_loaded() -> None:
    loaded, faults = load(MemoryFiles(ep__s01_storyboard_yaml="storyboard: 1\n" + SCENES))

    assert faults == ()
    assert loaded is not None
    assert (loaded.root, loaded.storyboard.folder, loaded.libraries) == (ROOT, ROOT / "ep", ())
    assert loaded.storyboard.path == "show/ep/s01.storyboard.yaml"


def test_libraries_come_weakest_first_and_each_once() -> None:
    files = MemoryFiles(
        ep__s01_storyboard_yaml="storyboard: 1\nuse: [../one.yaml, two.yaml]\n" + SCENES,
        one_yaml="library: 1\nuse: [base.yaml]\n",
        ep__two_yaml="library: 1\nuse: [../base.yaml]\n",
        base_yaml="library: 1\n",
    )

    loaded, faults = load(files)

    assert faults == ()
    assert loaded is not None
    assert [one.path for one in loaded.libraries] == ["show/base.yaml", "show/one.yaml", "show/ep/two.yaml"]


def test_a_missing_library_is_a_fault_where_it_is_named() -> None:
    files = MemoryFiles(
        ep__s01_storyboard_yaml="storyboard: 1\nuse: [serie.library.yaml]\n" + SCENES,
        ep__series_library_yaml="library: 1\n",
    )

    loaded, (fault,) = load(files)

    assert loaded is None
    assert (
        fault.code,
        fault.place.path,
        fault.place.line,
        fault.place.column,
    ) == ("F001", "show/ep/s01.storyboard.yaml", 2, 7)
    assert fault.label == "did you mean `series.library.yaml`?"


def test_a_library_outside_the_project_is_a_fault() -> None:
    files = MemoryFiles(ep__s01_storyboard_yaml="storyboard: 1\nuse: [../../x.yaml]\n" + SCENES)

    loaded, (fault,) = load(files)

    assert loaded is None
    assert (fault.code, fault.place.line) == ("F003", 2)


def test_a_circle_of_libraries_is_told_once() -> None:
    files = MemoryFiles(
        ep__s01_storyboard_yaml="storyboard: 1\nuse: [a.yaml]\n" + SCENES,
        ep__a_yaml="library: 1\nuse: [b.yaml]\n",
        ep__b_yaml="library: 1\nuse: [a.yaml]\n",
    )

    loaded, (fault,) = load(files)

    assert loaded is None
    assert (fault.code, fault.place.path) == ("S012", "show/ep/b.yaml")
    assert fault.message == "files use each other in a circle: a.yaml -> b.yaml -> a.yaml"


def test_faults_of_the_storyboard_and_of_its_libraries_are_told_together() -> None:
    files = MemoryFiles(
        ep__s01_storyboard_yaml="storyboard: 1\nuse: [a.yaml]\nbudgt: 3\n" + SCENES,
        ep__a_yaml="library: 1\nbudget: x\n",
    )

    loaded, faults = load(files)

    assert loaded is None
    assert {("S001", "show/ep/s01.storyboard.yaml"), ("S002", "show/ep/a.yaml")} == {
        (fault.code, fault.place.path) for fault in faults
    }


def test_shots_whose_shape_is_at_fault_are_set_aside_and_the_rest_is_loaded() -> None:
    files = MemoryFiles(
        ep__s01_storyboard_yaml="storyboard: 1\nscenes: [{id: a, promt: x}, {id: b, prompt: x}]\n"
    )

    loaded, (fault,) = load(files)

    assert fault.code == "S001"
    assert loaded is not None
    assert loaded.set_aside == {"a"}


def test_a_library_that_two_others_use_tells_its_faults_once() -> None:
    files = MemoryFiles(
        ep__s01_storyboard_yaml="storyboard: 1\nuse: [a.yaml, b.yaml]\n" + SCENES,
        ep__a_yaml="library: 1\nuse: [c.yaml]\n",
        ep__b_yaml="library: 1\nuse: [c.yaml]\n",
        ep__c_yaml="library: 1\nbudget: x\n",
    )

    _, faults = load(files)

    assert [fault.code for fault in faults] == ["S002"]


def test_a_storyboard_used_as_a_library_is_a_fault() -> None:
    files = MemoryFiles(
        ep__s01_storyboard_yaml="storyboard: 1\nuse: [s02.storyboard.yaml]\n" + SCENES,
        ep__s02_storyboard_yaml="storyboard: 1\n" + SCENES,
    )

    loaded, (fault,) = load(files)

    assert loaded is None
    assert fault.message == "this file is a storyboard, and a library should stand here"


def test_a_file_of_another_name_is_no_storyboard() -> None:
    loaded, (fault,) = load(MemoryFiles(ep__s01_yaml="storyboard: 1\n" + SCENES), "ep/s01.yaml")

    assert loaded is None
    assert (
        fault.code,
        fault.help,
    ) == ("S011", "call it `s01.storyboard.yaml`: the name before it is the episode's")


def test_a_storyboard_that_is_not_there_is_a_fault_of_its_own() -> None:
    loaded, (fault,) = load(MemoryFiles())

    assert loaded is None
    assert (fault.code, fault.place.path, fault.place.line) == ("F001", "show/ep/s01.storyboard.yaml", 1)


def test_a_warning_does_not_keep_a_storyboard_from_loading() -> None:
    files = MemoryFiles(ep__s01_storyboard_yaml="storyboard: 1\ntitle: neon sign #3\n" + SCENES)

    loaded, (fault,) = load(files)

    assert loaded is not None
    assert (fault.code, fault.severity) == ("Y101", "warning")


def test_an_episode_has_a_thousand_shots_at_the_most() -> None:
    shots = ", ".join(f"{{id: s{n}}}" for n in range(500))
    scenes = "".join(f"  - {{id: {name}, shots: [{shots}]}}\n" for name in "ab")
    files = MemoryFiles(ep__s01_storyboard_yaml=f"storyboard: 1\nscenes:\n{scenes}")

    assert load(files)[1] == ()
    files.texts["ep/s01.storyboard.yaml"] += "  - {id: c, prompt: x}\n"

    loaded, (fault,) = load(files)
    assert (loaded, fault.code) == (None, "S005")
    assert fault.message == "the episode has 1001 shots, and 1000 is the most"


class TooLarge(MemoryFiles):
    """Files of which a library is too large to be read."""

    def read(self, path: PurePosixPath, limit_bytes: int) -> bytes:
        if path.name == "series.library.yaml":
            raise FileRefused("F004", f"{path} is larger than {limit_bytes:,} bytes", "make the file smaller")
        return super().read(path, limit_bytes)


def test_only_a_file_that_is_not_there_makes_another_one_be_suggested() -> None:
    texts = {
        "ep__s01_storyboard_yaml": "storyboard: 1\nuse: [series.library.yaml]\n" + SCENES,
        "ep__series2_library_yaml": "library: 1\n",
    }

    _, (missing,) = load(MemoryFiles(**texts))
    _, (too_large,) = load(TooLarge(**texts))

    assert (missing.code, missing.label) == ("F001", "did you mean `series2.library.yaml`?")
    assert (too_large.code, too_large.label) == ("F004", "")


def test_a_value_that_was_read_as_a_comment_is_told_of_once_and_as_an_error() -> None:
    text = "storyboard: 1\ntitle: #3\n" + SCENES

    _, faults = load(MemoryFiles(ep__s01_storyboard_yaml=text))

    assert [(fault.code, fault.severity, fault.place.column) for fault in faults] == [("Y102", "error", 8)]
