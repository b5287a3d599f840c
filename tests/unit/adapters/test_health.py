"""The state of a machine and of what a project keeps there, told without a key and without a change."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.adapters import health
from pipeline.adapters.ledger import SqliteLedger
from pipeline.adapters.secrets import Keys
from pipeline.adapters.store import FolderStore
from pipeline.model import Attempt, Finding
from tests.unit.remembered import row

NOW = "2026-11-21T10:00:00.000Z"
ACME = SimpleNamespace(name="acme", key_variable="ACME_KEY")
HELP = "set ACME_KEY in the environment, or in `.env` in the project's root"
CANARY = "canary-4711"


def stored(sha256: str, **more: object) -> Attempt:
    return replace(row(), state="stored", clip_sha256=sha256, realm="vendor", **more)


# --- keys ---------------------------------------------------------------------------------------------------


def test_a_key_is_told_by_where_it_is_set_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"ACME_KEY={CANARY}\n")

    in_file = health.key_of(ACME, Keys(tmp_path, {}), is_used=True)
    in_environment = health.key_of(ACME, Keys(tmp_path, {"ACME_KEY": CANARY}), is_used=True)

    assert in_file == Finding("key of acme", "well", "ACME_KEY is set, in `.env`")
    assert in_environment == Finding("key of acme", "well", "ACME_KEY is set, in the environment")


def test_a_key_is_missing_only_where_a_storyboard_needs_it(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {})

    assert health.key_of(ACME, keys, is_used=True) == Finding(
        "key of acme", "missing", "ACME_KEY is not set", HELP
    )
    assert health.key_of(ACME, keys, is_used=False).standing == "note"


def test_what_is_no_key_is_missing_and_not_repeated(tmp_path: Path) -> None:
    found = health.key_of(ACME, Keys(tmp_path, {"ACME_KEY": f"{CANARY} {CANARY}"}), is_used=False)

    assert found.standing == "missing"
    assert CANARY not in found.told


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_keys_that_others_can_read_are_told(tmp_path: Path) -> None:
    (tmp_path / ".env").touch()

    (tmp_path / ".env").chmod(0o644)
    open_to_all = health.env_file(tmp_path)
    (tmp_path / ".env").chmod(0o600)

    assert [(one.standing, one.help) for one in open_to_all] == [("note", "chmod 600 .env")]
    assert health.env_file(tmp_path) == ()


# --- ledger and store ---------------------------------------------------------------------------------------


def test_a_ledger_that_is_not_there_is_well_and_is_not_made(tmp_path: Path) -> None:
    found, rows = health.ledger_of(SqliteLedger(tmp_path / "ledger.sqlite", lambda: NOW))

    assert (found, rows) == (Finding("ledger", "well", "nothing was sent yet"), ())
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_that_is_no_database_is_damaged_and_tells_the_repair(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"not a database at all, but long enough to be one" * 50)
    ledger = SqliteLedger(tmp_path / "ledger.sqlite", lambda: NOW)

    found, rows = health.ledger_of(ledger)
    ledger.close()

    assert (found.standing, rows) == ("damaged", ())
    assert "put a copy of it back" in found.told


def test_a_store_is_well_where_all_bytes_are_what_their_names_say(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    sha256 = store.put(b"a clip")

    assert health.store_of(store, [stored(sha256)]) == Finding(
        "store", "well", "1 objects, all whole, 6 bytes"
    )


def test_an_object_of_other_bytes_is_damage(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    path = store.path(store.put(b"a clip"))
    path.chmod(0o644)
    path.write_bytes(b"a clap")

    found = health.store_of(store, [])

    assert found.standing == "damaged"
    assert found.told.startswith("1 of 1 objects are not what their names say: ")


def test_a_clip_that_was_bought_and_is_gone_is_told_and_one_of_a_preview_is_not(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    rows = [stored("a" * 64), replace(stored("b" * 64), realm="preview")]

    found = health.store_of(store, rows)

    assert (found.standing, found.told) == ("note", "1 clips that were bought are not in it: aaaaaaaaaaaa")


# --- the disk -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("free_bytes", "standing", "told"),
    [
        (5 * 10**9, "well", "5.0 GB free"),
        (10**9 - 1, "note", "1000.0 MB free"),
        (99_999_999, "missing", "100.0 MB free"),
    ],
)
def test_room_is_told_before_it_runs_out(tmp_path: Path, free_bytes: int, standing: str, told: str) -> None:
    _, room, _ = health.disk_of(tmp_path / "none", lambda _: None, lambda _: free_bytes)

    assert (room.about, room.standing, room.told) == ("disk", standing, told)


def test_a_network_file_system_is_missing_what_a_paid_run_needs(tmp_path: Path) -> None:
    writable, _, place = health.disk_of(tmp_path / "none", lambda _: "nfs4")

    assert writable.standing == "well"
    assert place.standing == "missing"
    assert "network file system (nfs4)" in place.told
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_damage(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("in the way")

    writable, *_ = health.disk_of(tmp_path / "store")

    assert writable.standing == "damaged"
    assert "a file stands where a folder is needed" in writable.told
