"""Turns a path into the network file system that it lies on, if any. Writes nothing, and knows no caller."""

from __future__ import annotations

import os
import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
"""Of this process, as Linux tells it (proc(5)). Elsewhere there is none."""

# fmt: off
_SHARED = frozenset({
    "9p", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs", "gfs2", "glusterfs", "gpfs",
    "lustre", "ncp", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "smb2", "smb3", "smbfs", "vboxsf", "vmhgfs",
})
"""Types whose files another machine may hold at the same time: a lock taken there may not be seen here."""
_SHARED_BY_FUSE = frozenset({
    "beegfs", "ceph", "curlftpfs", "davfs", "davfs2", "gcsfuse", "glusterfs", "goofys", "juicefs", "moosefs",
    "mfs", "rclone", "s3fs", "smbnetfs", "sshfs", "vmhgfs-fuse",
})
"""The same for what a program of the user serves: the type is then `fuse.` and the program's name."""
# fmt: on
_OCTAL = re.compile(r"\\([0-7]{3})")


def network_file_system(path: Path, mounts: Path = MOUNTS) -> str | None:
    """The type of the network file system that a path lies on, such as `nfs4` or `fuse.sshfs`.

    path: need not be there yet; links on the way are followed. None for a local one, and where the system
    does not tell its mounts (all but Linux).
    """
    try:
        text = mounts.read_bytes().decode("utf-8", errors="surrogateescape")
    except OSError:
        return None
    kind = _kind_at(os.path.realpath(path), text)
    return kind if kind is not None and _is_shared(kind) else None


def _kind_at(real: str, text: str) -> str | None:
    """The type of what is mounted nearest above an absolute path. The later of two at one point is on top."""
    nearest, found = -1, None
    for line in text.split("\n"):
        before, parted, after = line.partition(" - ")
        fields = before.split(" ")
        if not parted or len(fields) < 5:
            continue
        point = _unescaped(fields[4])
        if len(point) >= nearest and _is_below(real, point):
            nearest, found = len(point), after.split(" ")[0]
    return found


def _is_below(real: str, point: str) -> bool:
    return real == point or real.startswith(point.rstrip("/") + "/")


def _unescaped(field: str) -> str:
    """A field of mountinfo, in which blanks and backslashes stand as three octal digits."""
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), field)


def _is_shared(kind: str) -> bool:
    outer, _, program = kind.partition(".")
    return kind in _SHARED or (outer in ("fuse", "fuseblk") and program in _SHARED_BY_FUSE)
