"""Turns this machine, and what a project keeps on it, into findings: versions, keys, ledger, store, disk.
Opens no connection, shows no key."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import tempfile
from collections.abc import Callable, Collection, Sequence
from importlib import metadata
from pathlib import Path

from pipeline import __version__
from pipeline.adapters.durable import reason
from pipeline.adapters.ledger import ENGINE, SqliteLedger
from pipeline.adapters.places import network_file_system
from pipeline.adapters.secrets import ENV_FILE, Keys
from pipeline.adapters.shared import SharedFolder
from pipeline.adapters.store import FolderStore
from pipeline.errors import SharedStoreAmiss, StateDamaged, UsageProblem
from pipeline.model import Attempt, Finding
from pipeline.ports import Provider
from pipeline.showing import one_line

LIBRARIES = ("av", "pillow", "numpy", "aiohttp", "httpx", "obstore", "pyyaml", "networkx")
ROOM_BYTES = 1_000_000_000
"""Below it a note: an episode of a minute with its cut takes about half of that (measured, 2026-11-21)."""
LITTLE_BYTES = 100_000_000
"""Below it no clip is begun with a good conscience: one of 15 s in 1080p has up to 60 MB."""


def versions() -> Finding:
    """What runs here; for reports of faults."""
    found = [f"{name} {_version(name)}" for name in LIBRARIES]
    told = (
        f"storyboard {__version__}, Python {platform.python_version()} on {platform.system()} "
        f"{platform.machine()}, {ENGINE}, {', '.join(found)}"
    )
    return Finding("versions", "well", told)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


# --- keys ---------------------------------------------------------------------------------------------------


def key_of(provider: Provider, keys: Keys, *, is_used: bool) -> Finding:
    """Whether the provider's key is set, and where; never what it is. is_used: by a storyboard here."""
    about, name = f"key of {provider.name}", provider.key_variable
    help = f"set {name} in the environment, or in `.env` in the project's root"
    try:
        source = keys.source_of(name)
    except UsageProblem as problem:
        return Finding(about, "missing", str(problem), help)
    if source is not None:
        return Finding(about, "well", f"{name} is set, in {source}")
    if is_used:
        return Finding(about, "missing", f"{name} is not set", help)
    return Finding(about, "note", f"{name} is not set; no storyboard here needs it")


def env_file(root: Path) -> Sequence[Finding]:
    """Whether others on this machine can read the keys; nothing where nobody can, or there is no file."""
    path = root / ENV_FILE
    if os.name != "posix" or not path.is_file():
        return ()
    if path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        return (Finding("keys' file", "note", "others on this machine can read `.env`", "chmod 600 .env"),)
    return ()


# --- what a project keeps -----------------------------------------------------------------------------------


def ledger_of(ledger: SqliteLedger) -> tuple[Finding, Sequence[Attempt]]:
    """Whether the ledger is whole, all of it read, and its rows; none where it is not."""
    try:
        ledger.check()
        rows = ledger.attempts()
    except StateDamaged as damage:
        return Finding("ledger", "damaged", str(damage)), ()
    told = f"whole, {len(rows):,} submissions" if rows else "nothing was sent yet"
    return Finding("ledger", "well", told), rows


def store_of(store: FolderStore, rows: Sequence[Attempt]) -> Finding:
    """Whether every object is what its name says, all of them read, and every clip that the ledger has is
    there."""
    objects = list(store.objects())
    damaged = [sha256 for sha256, _ in objects if not store.is_whole(sha256)]
    if damaged:
        told = f"{len(damaged):,} of {len(objects):,} objects are not what their names say: {_some(damaged)}"
        return Finding(
            "store",
            "damaged",
            told,
            "`storyboard cache verify` sets them aside, `storyboard render` fetches them again",
        )
    known = {row.clip_sha256 for row in rows if row.state == "stored" and row.realm != "preview"}
    gone = sorted(sha256 for sha256 in known if sha256 is not None and not store.has(sha256))
    if gone:
        told = f"{len(gone):,} clips that were bought are not in it: {_some(gone)}"
        return Finding(
            "store", "note", told, "`storyboard render` fetches them while their provider has them"
        )
    size = sum(size_bytes for _, size_bytes in objects)
    return Finding("store", "well", f"{len(objects):,} objects, all whole, {_bytes(size)}")


def shared_of(shared: SharedFolder, named: Collection[str]) -> Finding:
    """Whether the store that machines share is there, and holds this project's clips, all of them read.

    named: their sha256. Nothing of it stops a run: what is not had there comes from the provider.
    """
    about = "shared store"
    try:
        shared.refuse_absent()
        there = [sha256 for sha256 in sorted(named) if shared.has(sha256)]
        damaged = [sha256 for sha256 in there if not shared.is_whole(sha256)]
    except SharedStoreAmiss as trouble:
        return Finding(about, "note", str(trouble))
    if damaged:
        told = f"{len(damaged):,} of this project's clips are not what their names say: {_some(damaged)}"
        return Finding(about, "note", told, "`storyboard cache verify` puts right what is whole here")
    told = f"{len(there):,} of this project's {len(named):,} clips are in it"
    if not shared.is_writable():
        return Finding(about, "note", f"{told}; it cannot be written from here")
    return Finding(about, "well", told)


def _some(names: Sequence[str]) -> str:
    return ", ".join(name[:12] for name in names[:3]) + (", ..." if len(names) > 3 else "")


# --- where it keeps them ------------------------------------------------------------------------------------


def disk_of(
    home: Path,
    shared: Callable[[Path], str | None] = network_file_system,
    free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
) -> tuple[Finding, ...]:
    """Whether the folder of ledger and store can be written, has room, and lies on a disk of this machine.
    home: need not be there yet."""
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    return (_writable(there), _room(free(there)), _own_disk(shared(home)))


def _writable(folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"storyboard")
    except OSError as error:
        told = f"{one_line(folder.name)} cannot be written: {reason(error)}"
        return Finding("folder", "damaged", told)
    return Finding("folder", "well", f"{one_line(folder.name)} can be written")


def _room(free_bytes: int) -> Finding:
    told, help = f"{_bytes(free_bytes)} free", "make room on the disk of ledger and store"
    if free_bytes < LITTLE_BYTES:
        return Finding("disk", "missing", told, help)
    return Finding("disk", "note", told, help) if free_bytes < ROOM_BYTES else Finding("disk", "well", told)


def _own_disk(kind: str | None) -> Finding:
    if kind is None:
        return Finding("place", "well", "on a disk of this machine, as far as the system tells")
    told = f"on a network file system ({kind}), where no lock holds: two runs could pay twice"
    return Finding("place", "missing", told, "keep the project on a disk of this machine")


def _bytes(number: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number} bytes"
