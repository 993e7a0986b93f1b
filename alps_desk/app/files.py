"""Writing files so that they are whole or not there (sync-design 12)."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

from alps_desk.domain.errors import NotFound, StoreUnavailable

_RETRY_WINDOWS_ERRORS = (5, 32, 33)
"""Access denied and sharing violations: a virus scanner or an indexer has the file for a moment."""
_RETRY_SECONDS = 3.0


def write_whole(path: Path, content: bytes) -> None:
    """Write a file: temporary name in the same folder, flush, fsync, replace, read back and compare.

    Raises:
        StoreUnavailable: ``disk_full``, ``cannot_write``, or what was read back differs (``write_failed``).
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        _replace(part, path)
        written = path.read_bytes()
    except OSError as error:
        _forget(part)
        code = "disk_full" if error.errno == errno.ENOSPC else "cannot_write"
        raise StoreUnavailable(code, file=path.name) from error
    if written != content:
        raise StoreUnavailable("write_failed", file=path.name)


def read_file(path: Path, limit: int) -> bytes:
    """Read a file of bounded size.

    Raises:
        NotFound: missing, a folder, or not readable (``file_missing``), or longer than ``limit`` bytes
            (``file_too_large``).
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except OSError as error:
        raise NotFound("file_missing", file=path.name[:80]) from error
    if len(content) > limit:
        raise NotFound("file_too_large", file=path.name[:80])
    return content


def _replace(part: Path, path: Path) -> None:
    deadline = time.monotonic() + _RETRY_SECONDS
    while True:
        try:
            os.replace(part, path)
            return
        except OSError as error:
            waited = getattr(error, "winerror", None) in _RETRY_WINDOWS_ERRORS
            if not waited or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _forget(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        # The folder may be gone or read-only; the reason that matters is already being told.
        return
