"""Turns an open file or folder into one that this process alone holds, for as long as it is open: the system
itself lets go when the process ends. Knows nothing of what is done under it."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PAUSE_S = 0.04
_BUSY = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)


def locked(descriptor: int, *, tries: int) -> bool:
    """Locks what is open; False where another process holds it still after so many tries. Raises OSError."""
    for left in reversed(range(tries)):
        if _lock(descriptor):
            return True
        if left:
            time.sleep(PAUSE_S)
    return False


if sys.platform == "win32":
    _FAR = 1 << 30  # a byte far behind what the file holds, which others may then read

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _BUSY:
                return False
            raise
        return True

    def opened_folder(folder: Path) -> int:
        """A folder, open to be locked; the caller closes it. Windows locks none: a file that stands for it,
        among this user's temporary ones, is locked there. Raises OSError."""
        name = hashlib.sha256(str(folder).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return os.open(Path(tempfile.gettempdir()) / f"storyboard-{name}.lock", os.O_RDWR | os.O_CREAT)

else:

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _BUSY:
                return False
            raise
        return True

    def opened_folder(folder: Path) -> int:
        """A folder, open to be locked; the caller closes it. Raises OSError."""
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
