"""The project's files: what lies outside the root, or is no plain file, is refused with its code."""

from __future__ import annotations

import os
import socket
from pathlib import Path, PurePosixPath

import pytest

from pipeline.adapters.files import ProjectFiles, find_root, find_storyboards, write_text
from pipeline.errors import FileRefused, StateDamaged, UsageProblem

POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX files")
LIMIT = 1000


@pytest.fixture(params=["by folders", "by path"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> ProjectFiles:
    """Both ways of opening; the second is what Windows has."""
    root = tmp_path / "project"
    (root / "cast").mkdir(parents=True)
    (root / "cast" / "mei.png").write_bytes(b"mei")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    if request.param == "by folders" and os.name != "posix":
        pytest.skip("this system opens by path")
    return ProjectFiles(root, walks=request.param == "by folders")


def refused(files: ProjectFiles, path: str) -> str:
    """The code that both readers refuse a path with."""
    with pytest.raises(FileRefused) as by_read:
        files.read(PurePosixPath(path), LIMIT)
    with pytest.raises(FileRefused) as by_checked:
        files.checked(PurePosixPath(path))
    assert by_read.value.code == by_checked.value.code
    assert by_read.value.reason.isprintable()
    return by_read.value.code


def test_a_plain_file_is_read(files: ProjectFiles) -> None:
    assert files.read(PurePosixPath("cast/mei.png"), LIMIT) == b"mei"
    assert files.checked(PurePosixPath("cast/mei.png")) == files.root / "cast" / "mei.png"


def test_a_file_as_large_as_the_limit_is_read_and_one_byte_more_is_refused(files: ProjectFiles) -> None:
    assert files.read(PurePosixPath("cast/mei.png"), 3) == b"mei"

    with pytest.raises(FileRefused, match="larger than 2 bytes") as refusal:
        files.read(PurePosixPath("cast/mei.png"), 2)

    assert refusal.value.code == "F004"


@pytest.mark.parametrize(
    "path",
    ["cast/mai.png", "nobody/mei.png", "cast/mei.png/deeper", "cast/mei.png/deeper/still", "a\0b/c", "a/b\0"],
)
def test_a_missing_file_is_f001(files: ProjectFiles, path: str) -> None:
    assert refused(files, path) == "F001"


def test_a_name_that_no_disk_can_hold_is_f001(files: ProjectFiles) -> None:
    assert refused(files, "cast/\ud800.png") == "F001"


@pytest.mark.parametrize("path", ["cast", "."])
def test_a_folder_is_f002(files: ProjectFiles, path: str) -> None:
    assert refused(files, path) == "F002"


@POSIX
def test_a_pipe_is_f002_and_nobody_waits_for_its_writer(files: ProjectFiles) -> None:
    os.mkfifo(files.root / "cast" / "pipe.png")

    assert refused(files, "cast/pipe.png") == "F002"


@POSIX
def test_a_socket_is_f002(files: ProjectFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(files.root / "cast")  # a socket's name must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("mei.sock")

        assert refused(files, "cast/mei.sock") == "F002"


@POSIX
@pytest.mark.parametrize("target", ["../../secret.txt", "mei.png", "nowhere", "/dev/zero"])
def test_a_link_is_f003_wherever_it_leads(files: ProjectFiles, target: str) -> None:
    (files.root / "cast" / "link.png").symlink_to(target)

    assert refused(files, "cast/link.png") == "F003"


@POSIX
@pytest.mark.parametrize("target", ["..", "cast"])
def test_a_folder_that_is_a_link_is_f003(files: ProjectFiles, target: str) -> None:
    (files.root / "places").symlink_to(target)

    assert refused(files, "places/secret.txt") == "F003"
    assert files.names(PurePosixPath("places")) == ()


@POSIX
def test_a_hard_link_is_f003_and_the_help_says_copy(files: ProjectFiles) -> None:
    (files.root / "cast" / "hard.png").hardlink_to(files.root.parent / "secret.txt")

    assert refused(files, "cast/hard.png") == "F003"
    with pytest.raises(FileRefused, match="hard link") as refusal:
        files.read(PurePosixPath("cast/hard.png"), LIMIT)
    assert refusal.value.help == "make a copy with a name of its own: cp cast/hard.png new-name.png"


def test_an_lfs_pointer_is_f005_and_the_help_fetches_it(files: ProjectFiles) -> None:
    (files.root / "cast" / "big.png").write_bytes(
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    )

    assert refused(files, "cast/big.png") == "F005"
    with pytest.raises(FileRefused) as refusal:
        files.checked(PurePosixPath("cast/big.png"))
    assert refusal.value.help == "run  git lfs pull --include 'cast/big.png'"


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_f006(files: ProjectFiles) -> None:
    (files.root / "cast" / "mei.png").chmod(0)

    assert refused(files, "cast/mei.png") == "F006"


def test_an_author_writes_paths_from_the_files_own_folder(files: ProjectFiles) -> None:
    folder = files.root / "season1"

    assert files.locate(folder, "../cast/./mei.png") == PurePosixPath("cast/mei.png")
    assert files.locate(files.root, "cast/mei.png") == PurePosixPath("cast/mei.png")
    assert files.locate(folder, "mei.png") == PurePosixPath("season1/mei.png")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("../secret.txt", "leaves the project"),
        ("cast/../../secret.txt", "leaves the project"),
        ("/etc/passwd", "is an absolute path"),
        ("C:/keys.txt", "is an absolute path"),
        ("cast\\mei.png", "holds a backslash"),
        ("cast/\0.png", "holds a character"),
        ("cast/\ud800.png", "holds a character"),
    ],
)
def test_a_path_that_is_not_of_this_project_is_f003(files: ProjectFiles, written: str, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason) as refusal:
        files.locate(files.root, written)

    assert refusal.value.code == "F003"
    assert refusal.value.reason.isprintable()


def test_a_folder_whose_name_starts_like_the_root_is_not_in_it(files: ProjectFiles) -> None:
    with pytest.raises(FileRefused, match="leaves the project"):
        files.locate(files.root, f"../{files.root.name}-two/mei.png")


def test_a_stamp_changes_with_the_content(files: ProjectFiles) -> None:
    before = files.stamp(PurePosixPath("cast/mei.png"))

    (files.root / "cast" / "mei.png").write_bytes(b"mei, older")

    assert before is not None
    assert files.stamp(PurePosixPath("cast/mei.png")) != before
    assert files.stamp(PurePosixPath("cast/mai.png")) is None


@POSIX
def test_a_link_has_a_stamp_so_that_it_is_not_taken_for_nothing(files: ProjectFiles) -> None:
    (files.root / "s01e01.lock.yaml").symlink_to("elsewhere")

    assert files.stamp(PurePosixPath("s01e01.lock.yaml")) is not None


def test_names_are_sorted_and_none_where_there_is_no_folder(files: ProjectFiles) -> None:
    (files.root / "cast" / "ada.png").write_bytes(b"ada")

    assert files.names(PurePosixPath("cast")) == ["ada.png", "mei.png"]
    assert files.names(PurePosixPath()) == ["cast"]
    assert files.names(PurePosixPath("nobody")) == ()


@POSIX
def test_no_descriptor_stays_open(files: ProjectFiles) -> None:
    def count() -> int:
        return len(os.listdir("/dev/fd"))  # noqa: PTH208 - Path.iterdir would hold one open itself

    (files.root / "cast" / "link.png").symlink_to("mei.png")
    before = count()

    for path in ("cast/mei.png", "cast/link.png", "cast/link.png/x", "cast/mai.png", "cast"):
        files.names(PurePosixPath(path))
        try:
            files.read(PurePosixPath(path), LIMIT)
        except FileRefused:
            continue

    assert count() == before


@pytest.fixture
def series(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    series = tmp_path / "orchid"
    (series / "season1").mkdir(parents=True)
    return series


def test_the_root_is_the_nearest_folder_with_a_mark(series: Path) -> None:
    (series / "storyboard.toml").write_text("")
    (series.parent / "storyboard.toml").write_text("")
    episode = series / "season1" / "s01e01.storyboard.yaml"
    episode.write_text("storyboard: 1\n")

    assert find_root(series / "season1") == series
    assert find_root(episode) == series
    assert find_root(series.parent) == series.parent


def test_without_a_mark_the_root_is_the_start(series: Path) -> None:
    assert find_root(series / "season1") == series / "season1"


def test_a_mark_outside_the_repository_is_not_found(series: Path) -> None:
    (series / ".git").mkdir()
    (series.parent / "storyboard.toml").write_text("")

    assert find_root(series / "season1") == series / "season1"


def test_storyboards_are_found_sorted_and_made_folders_passed_over(tmp_path: Path) -> None:
    for name in (
        "b.storyboard.yaml",
        "a/z.storyboard.yml",
        "a/series.library.yaml",
        "renders/a.storyboard.yaml",
        "a/previews/a.storyboard.yaml",
        "node_modules/x/a.storyboard.yaml",
        ".storyboard/a.storyboard.yaml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("storyboard: 1\n")

    assert find_storyboards(tmp_path) == (
        PurePosixPath("a/z.storyboard.yml"),
        PurePosixPath("b.storyboard.yaml"),
    )


@POSIX
def test_links_are_not_followed_to_storyboards(tmp_path: Path) -> None:
    (tmp_path / "a.storyboard.yaml").write_text("storyboard: 1\n")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "b.storyboard.yaml").symlink_to("a.storyboard.yaml")

    assert find_storyboards(tmp_path) == (PurePosixPath("a.storyboard.yaml"),)


def test_a_folder_without_end_is_not_searched(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text("")

    with pytest.raises(UsageProblem, match="more than 2 files"):
        find_storyboards(tmp_path, entry_limit=2)


def test_a_file_of_the_project_is_written_in_place(files: ProjectFiles) -> None:
    files.write(PurePosixPath("cast/s01e01.lock.yaml"), "lock: 1\n")

    assert files.read(PurePosixPath("cast/s01e01.lock.yaml"), LIMIT) == b"lock: 1\n"


@POSIX
def test_nothing_is_written_through_a_folder_that_is_a_link(files: ProjectFiles) -> None:
    (files.root / "season1").symlink_to("..")

    with pytest.raises(StateDamaged, match="was not written: season1/ is a link"):
        files.write(PurePosixPath("season1/s01e01.lock.yaml"), "lock: 1\n")

    assert not (files.root.parent / "s01e01.lock.yaml").exists()


def test_a_text_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    lock = tmp_path / "s01e01.lock.yaml"
    lock.write_text("old")

    write_text(lock, "new: ü\n")

    assert lock.read_bytes() == "new: ü\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == [lock.name]


def test_a_text_that_cannot_be_written_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    lock = tmp_path / "s01e01.lock.yaml"
    lock.write_text("old")
    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(FileRefused, match="cannot be written: the disk is full") as refusal:
        write_text(lock, "new")

    assert refusal.value.code == "F006"
    assert lock.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == [lock.name]


def test_a_text_without_its_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be written: it is not there, or its folder is not"):
        write_text(tmp_path / "nowhere" / "plan.json", "{}")
