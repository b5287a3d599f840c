"""A shared folder gives and takes whole clips, and nothing is left behind where that fails."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from pipeline.adapters.shared import SharedFolder, shared_folder
from pipeline.adapters.store import FolderStore
from pipeline.errors import SharedStoreAmiss, StateDamaged

CLIP = b"clip of rain"
SHA256 = hashlib.sha256(CLIP).hexdigest()
NOBODY_S = "0" * 64


@pytest.fixture
def own(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "own")


@pytest.fixture
def shared(tmp_path: Path, own: FolderStore) -> SharedFolder:
    (tmp_path / "clips").mkdir()
    return SharedFolder(tmp_path / "clips", own)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def lie(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "clips" / "objects" / SHA256[:2] / SHA256
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_what_one_machine_gives_another_has(tmp_path: Path, own: FolderStore, shared: SharedFolder) -> None:
    own.put(CLIP)
    other = FolderStore(tmp_path / "other")

    shared.give(SHA256)
    shared.give(SHA256)
    had = SharedFolder(tmp_path / "clips", other).bring(SHA256)

    assert had
    assert other.read(SHA256) == CLIP
    assert files(tmp_path / "clips") == [f"objects/{SHA256[:2]}/{SHA256}"]


def test_what_is_not_there_is_not_there(shared: SharedFolder) -> None:
    assert not shared.bring(NOBODY_S)
    assert not shared.is_whole(NOBODY_S)


def test_other_bytes_are_not_taken_and_are_put_right_by_whoever_has_the_clip(
    tmp_path: Path, own: FolderStore, shared: SharedFolder
) -> None:
    path = lie(tmp_path, CLIP[:-1])

    with pytest.raises(SharedStoreAmiss, match=f"other bytes than their name says as {SHA256}"):
        shared.bring(SHA256)
    own.put(CLIP)
    shared.give(SHA256)

    assert path.read_bytes() == CLIP
    assert not list((tmp_path / "own" / "parts").iterdir())


def test_a_clip_that_is_damaged_here_is_not_given(
    tmp_path: Path, own: FolderStore, shared: SharedFolder
) -> None:
    own.put(CLIP)
    own.path(SHA256).chmod(0o644)
    own.path(SHA256).write_bytes(b"not what it was")

    with pytest.raises(SharedStoreAmiss, match="is damaged here, and is not shared"):
        shared.give(SHA256)

    assert files(tmp_path / "clips") == []


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path, own: FolderStore) -> None:
    away = SharedFolder(tmp_path / "away", own)
    own.put(CLIP)

    for ask in (away.bring, away.give):
        with pytest.raises(SharedStoreAmiss, match="is not there: mount it, make it, or change"):
            ask(SHA256)

    assert not (tmp_path / "away").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_what_is_no_file_is_not_opened(tmp_path: Path, shared: SharedFolder) -> None:
    path = lie(tmp_path, CLIP)
    path.unlink()
    os.mkfifo(path)

    assert not shared.bring(SHA256)


def test_a_full_disk_of_ours_is_no_fault_of_the_shared_one(tmp_path: Path, shared: SharedFolder) -> None:
    lie(tmp_path, CLIP)
    (tmp_path / "own").write_bytes(b"a file where the store's folder goes")

    with pytest.raises(StateDamaged, match="the store cannot be written"):
        shared.bring(SHA256)


def test_a_path_is_absolute_or_from_the_project_or_from_home(
    tmp_path: Path, own: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "clips").mkdir()

    for written in ("../clips", str(tmp_path / "clips"), "~/clips"):
        found = shared_folder(tmp_path / "series", written, own)
        assert found is not None
        (tmp_path / "series").mkdir(exist_ok=True)
        assert not found.bring(NOBODY_S)
    assert shared_folder(tmp_path, None, own) is None
