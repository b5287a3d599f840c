"""The store: objects are what their name says, or are refused."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.adapters.store import FolderStore
from pipeline.errors import StateDamaged

RIVER = b"a lantern on a river"
RIVER_SHA256 = hashlib.sha256(RIVER).hexdigest()
POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / ".storyboard")


def damage(store: FolderStore, sha256: str) -> None:
    store.path(sha256).chmod(0o644)
    store.path(sha256).write_bytes(b"something else")


def test_the_room_of_a_store_that_is_not_there_yet_is_that_of_its_disk(tmp_path: Path) -> None:
    free_bytes = FolderStore(tmp_path / "not" / "yet").free_bytes()

    assert 0 < free_bytes <= shutil.disk_usage(tmp_path).total
    assert list(tmp_path.iterdir()) == []


def test_a_part_is_adopted_under_its_digest(store: FolderStore, tmp_path: Path) -> None:
    part = store.part()
    part.write_bytes(RIVER)

    sha256 = store.adopt(part)

    assert sha256 == RIVER_SHA256
    assert store.path(sha256) == tmp_path / ".storyboard" / "objects" / sha256[:2] / sha256
    assert store.read(sha256) == RIVER
    assert not part.exists()


def test_adopting_the_same_bytes_again_leaves_one_object(store: FolderStore) -> None:
    store.put(RIVER)
    again = store.part()
    again.write_bytes(RIVER)

    store.adopt(again)

    assert list(store.objects()) == [(RIVER_SHA256, len(RIVER))]
    assert not again.exists()


def test_adopting_mends_a_damaged_object(store: FolderStore) -> None:
    store.put(RIVER)
    damage(store, RIVER_SHA256)

    store.put(RIVER)

    assert store.read(RIVER_SHA256) == RIVER


def test_a_damaged_object_is_not_read(store: FolderStore) -> None:
    store.put(RIVER)
    damage(store, RIVER_SHA256)

    with pytest.raises(StateDamaged, match=r"is damaged.*storyboard cache verify"):
        store.read(RIVER_SHA256)

    assert store.has(RIVER_SHA256)
    assert not store.is_whole(RIVER_SHA256)


def test_a_missing_object_is_not_read(store: FolderStore) -> None:
    with pytest.raises(StateDamaged, match="is not in the store"):
        store.read(RIVER_SHA256)


@pytest.mark.parametrize("name", ["", "../../../etc/passwd", "ab" * 31, "AB" * 32, RIVER_SHA256 + "\n"])
def test_a_name_that_is_no_sha256_is_never_a_path(store: FolderStore, name: str) -> None:
    with pytest.raises(StateDamaged, match="is no sha256"):
        store.path(name)

    assert not store.has(name)


def test_asking_makes_nothing(store: FolderStore, tmp_path: Path) -> None:
    assert not store.has(RIVER_SHA256)
    assert list(store.objects()) == []

    assert list(tmp_path.iterdir()) == []


def test_git_is_told_to_keep_nothing_of_it(store: FolderStore, tmp_path: Path) -> None:
    store.put(RIVER)

    assert (tmp_path / ".storyboard" / ".gitignore").read_text(encoding="ascii") == "*\n"


def test_parts_of_dead_runs_are_removed_by_the_next(tmp_path: Path) -> None:
    first = FolderStore(tmp_path)
    dead, alive = first.part(), first.part()
    dead.write_bytes(b"a beginning")
    alive.write_bytes(b"a beginning")
    two_days_ago = dead.stat().st_mtime - 2 * 24 * 3600
    os.utime(dead, (two_days_ago, two_days_ago))

    FolderStore(tmp_path).part()

    assert not dead.exists()
    assert alive.exists()


def test_derived_names_are_hex_digits(store: FolderStore, tmp_path: Path) -> None:
    place = store.derived("ab12cd34ef")

    place.write_bytes(b"can be made again")

    assert place == tmp_path / ".storyboard" / "derived" / "ab" / "ab12cd34ef"
    with pytest.raises(ValueError, match="hex"):
        store.derived("../escape")


def test_a_removed_object_is_gone(store: FolderStore) -> None:
    store.put(RIVER)

    store.remove(RIVER_SHA256)
    store.remove(RIVER_SHA256)

    assert not store.has(RIVER_SHA256)


def test_a_link_takes_the_place_of_what_had_the_name(store: FolderStore, tmp_path: Path) -> None:
    store.put(RIVER)
    target = tmp_path / "renders" / "s01e01" / "010-river.mp4"
    target.parent.mkdir(parents=True)
    target.write_bytes(b"the take before")

    store.link(RIVER_SHA256, target)
    store.link(RIVER_SHA256, target)

    assert target.read_bytes() == RIVER
    assert target.samefile(store.path(RIVER_SHA256))
    assert [path.name for path in target.parent.iterdir()] == ["010-river.mp4"]


def test_where_the_disk_has_no_links_the_clip_is_copied(
    store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError("no links here")

    store.put(RIVER)
    monkeypatch.setattr(Path, "hardlink_to", refuse)

    store.link(RIVER_SHA256, tmp_path / "010-river.mp4")

    assert (tmp_path / "010-river.mp4").read_bytes() == RIVER
    assert not (tmp_path / "010-river.mp4").samefile(store.path(RIVER_SHA256))


def test_linking_what_is_not_there_leaves_the_name_alone(store: FolderStore, tmp_path: Path) -> None:
    target = tmp_path / "010-river.mp4"
    target.write_bytes(b"the take before")

    with pytest.raises(StateDamaged, match=r"010-river\.mp4 cannot be written: it is not there"):
        store.link(RIVER_SHA256, target)

    assert target.read_bytes() == b"the take before"
    assert [path.name for path in tmp_path.iterdir()] == ["010-river.mp4"]


@POSIX
def test_writing_into_a_clip_by_its_public_name_is_refused(store: FolderStore) -> None:
    store.put(RIVER)

    assert store.path(RIVER_SHA256).stat().st_mode & 0o222 == 0


def test_a_part_that_cannot_be_flushed_is_not_adopted(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    part = store.part()
    part.write_bytes(RIVER)
    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(StateDamaged, match="the disk is full; make room"):
        store.adopt(part)

    assert not store.has(RIVER_SHA256)


@POSIX
def test_a_write_that_the_system_cuts_off_leaves_no_object(tmp_path: Path) -> None:
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from pipeline.adapters.store import FolderStore; from pipeline.errors import StateDamaged\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: FolderStore(Path(sys.argv[1])).put(bytes(5000))\n"
        "except StateDamaged as error: print(error)\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert "a picture cannot be stored: the file would be larger than this system lets it be" in ran.stdout
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_shows_these_objects_and_no_others(store: FolderStore, tmp_path: Path) -> None:
    one, two = store.put(b"one"), store.put(b"two")
    folder = tmp_path / "shown"
    store.show({one, two}, folder)
    (folder / "notes.txt").touch()

    store.show({two}, folder)

    assert sorted(path.name for path in folder.iterdir()) == sorted([f"{two}.mp4", "notes.txt"])
    assert (folder / f"{two}.mp4").read_bytes() == b"two"


def test_showing_nothing_makes_no_folder(store: FolderStore, tmp_path: Path) -> None:
    store.show(set(), tmp_path / "shown")

    assert not (tmp_path / "shown").exists()
