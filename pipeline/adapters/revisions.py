"""Turns a git revision into a folder with the project as it was then. Asks git alone, and no remote."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from pipeline.errors import UsageProblem
from pipeline.showing import one_line

DEADLINE_S = 60.0
LIMIT_BYTES = 2 * 1024**3
"""Of an archive: a season's pictures and boards. Clips are not kept in git."""
POINTER_LIMIT_BYTES = 1024

_REF = re.compile(r"[A-Za-z0-9_./@^~{}-]{1,255}")
_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n")
_NO_FILTERS = ("-c", "filter.lfs.smudge=", "-c", "filter.lfs.process=", "-c", "filter.lfs.required=false")
"""A picture that is not here is not fetched: planning asks no network."""


@contextmanager
def revision(root: Path, ref: str) -> Iterator[Path]:
    """The project's root as it was at `ref`, in a folder that goes at the end.

    Pictures that git holds as LFS pointers are taken from the working tree where they are the same. Raises
    UsageProblem where there is no git, no such revision, or nothing of the project in it.
    """
    if not _REF.fullmatch(ref) or ref.startswith("-"):
        raise UsageProblem(f"--against {one_line(ref)}: this is no name of a revision")
    commit = _git(root, ref, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}").decode().strip()
    prefix = _git(root, ref, "rev-parse", "--show-prefix").decode().strip().rstrip("/")
    top = Path(_git(root, ref, "rev-parse", "--show-toplevel").decode().strip())
    archive = _git(top, ref, *_NO_FILTERS, "archive", "--format=tar", f"{commit}:{prefix}")
    with tempfile.TemporaryDirectory(prefix="storyboard-against-") as name:
        folder = Path(name)
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")  # refuses links and paths that lead out
        _fill_pointers(folder, root)
        yield folder


def _git(root: Path, ref: str, *arguments: str) -> bytes:
    command: Sequence[str] = ("git", "-C", str(root), *arguments)
    try:
        ended = subprocess.run(command, capture_output=True, timeout=DEADLINE_S, stdin=subprocess.DEVNULL)
    except FileNotFoundError as error:
        raise UsageProblem("--against needs git, and there is none") from error
    except subprocess.TimeoutExpired as error:
        raise UsageProblem(f"--against {one_line(ref)}: git does not answer") from error
    if ended.returncode != 0 or len(ended.stdout) > LIMIT_BYTES:
        said = one_line(ended.stderr.decode(errors="replace"), 200) or "there is no such revision here"
        raise UsageProblem(f"--against {one_line(ref)}: {said}")
    return ended.stdout


def _fill_pointers(folder: Path, root: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size < POINTER_LIMIT_BYTES:
            pointer = _POINTER.match(path.read_bytes())
            if pointer is not None:
                _fill(path, root / PurePosixPath(path.relative_to(folder).as_posix()), pointer[1].decode())


def _fill(path: Path, present: Path, sha256: str) -> None:
    if present.is_symlink() or not present.is_file():
        return
    content = present.read_bytes()
    if hashlib.sha256(content).hexdigest() == sha256:
        path.write_bytes(content)
