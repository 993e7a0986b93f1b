"""Names of files that survive a power cut: a file's content is waited for by whoever writes it, its name here.

Promise: when these functions return, the name is on the disk, not only in the memory of the operating system. Where a
system cannot be asked for that (Windows writes the change of a name into its own log), its own care must do.
"""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

_RETRY_WINDOWS_ERRORS = (5, 32, 33)
"""Access denied and sharing violations: a virus scanner or an indexer has the file for a moment."""
_RETRY_SECONDS = 3.0
_CANNOT_BE_ASKED = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF)
"""What file systems of shares answer that know no waiting for a folder, and folders that may not be read."""


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk.

    Raises:
        OSError: the disk failed.
    """
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT_BE_ASKED:
            raise
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are missing.

    Raises:
        OSError: it cannot be made.
    """
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def put_in_place(part: Path, path: Path, *, wait: bool = True) -> None:
    """Give a finished file its name, in the place of what has it now.

    Args:
        wait: until the name is on the disk; several names of one folder are cheaper waited for together.

    Raises:
        OSError: it cannot have the name.
    """
    deadline = time.monotonic() + _RETRY_SECONDS
    while True:
        try:
            os.replace(part, path)
            break
        except OSError as error:
            waited = getattr(error, "winerror", None) in _RETRY_WINDOWS_ERRORS
            if not waited or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    if wait:
        sync_folder(path.parent)
