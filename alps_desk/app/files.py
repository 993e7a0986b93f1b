"""Writing files so that they are whole or not there (sync-design 12)."""

from __future__ import annotations

import os
from pathlib import Path

from alps_desk import durable
from alps_desk.bounded import read_up_to
from alps_desk.domain.errors import NotFound, StoreUnavailable
from alps_desk.store import room

_SYNC_ONE_BY_ONE = 8
"""Up to this many files are waited for one by one; more of them are cheaper all at once, where that exists."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file: temporary name in the same folder, flush, fsync, replace, read back and compare.

    Raises:
        StoreUnavailable: ``disk_full``, ``cannot_write``, or what was read back differs (``write_failed``).
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        durable.make_folder(path.parent)
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        durable.put_in_place(part, path)
        written = path.read_bytes()
    except OSError as error:
        _forget(part)
        raise _told(error, path, len(content)) from error
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
            content = read_up_to(stream, limit + 1)
    except OSError as error:
        raise NotFound("file_missing", file=path.name[:80]) from error
    if len(content) > limit:
        raise NotFound("file_too_large", file=path.name[:80])
    return content


def _told(error: OSError, path: Path, wanted: int = 0) -> StoreUnavailable:
    if room.is_full(error):
        return room.no_room(path, wanted)
    return StoreUnavailable("cannot_write", file=path.name)


def _forget(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        # The folder may be gone or read-only; the reason that matters is already being told.
        return


class FileBatch:
    """Many files that get their names together, after one wait for the disk.

    Used as a context: what was added and not finished is forgotten.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[tuple[Path, Path]] = []

    def __enter__(self) -> FileBatch:
        return self

    def __exit__(self, *_exc: object) -> None:
        for part, _ in self._parts:
            _forget(part)

    def add(self, name: str, content: bytes) -> None:
        """Write one file under a temporary name.

        Raises:
            StoreUnavailable: ``disk_full`` or ``cannot_write``.
        """
        path = self._folder / name
        part = self._folder / f".{name}.{os.getpid()}.part"
        try:
            durable.make_folder(self._folder)
            self._parts.append((part, path))
            part.write_bytes(content)
        except OSError as error:
            raise _told(error, path, len(content)) from error

    def finish(self) -> None:
        """Wait until everything is on the disk, then give the names.

        Raises:
            StoreUnavailable: ``disk_full`` or ``cannot_write``.
        """
        try:
            if hasattr(os, "sync") and len(self._parts) > _SYNC_ONE_BY_ONE:
                os.sync()
            else:
                for part, _ in self._parts:
                    with part.open("rb+") as stream:
                        os.fsync(stream.fileno())
            for part, path in self._parts:
                durable.put_in_place(part, path, wait=False)
            if self._parts:
                durable.sync_folder(self._folder)
        except OSError as error:
            raise _told(error, self._folder) from error
        self._parts = []
