"""Small disks in memory, to be filled: Linux lets its root make them; elsewhere what needs one is skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, *, size_kb: int) -> Iterator[Path]:
    """A file system of its own with so much room. In CI it has to be there."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", str(folder)]
    made = sys.platform == "linux" and subprocess.run(mount, capture_output=True).returncode == 0
    if not made:
        assert not os.environ.get("CI"), "CI runs as root on Linux, and must be able to make a small disk"
        pytest.skip("only Linux lets its root make a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> None:
    """Leaves no byte of room."""
    with (disk / "filler").open("wb", buffering=0) as file:
        for piece in (4096, 512, 1):
            try:
                while True:
                    file.write(bytes(piece))
            except OSError:
                continue
