"""One instance per database: a lock beside the file, let go by the operating system when a program ends or crashes.

SQLite's own lock keeps every transaction whole whoever comes; this one keeps two *programs* apart, so that no window
shows what a command behind its back has changed. The file itself says nothing and stays.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alps_desk.domain.errors import StoreUnavailable

_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK)
_PAUSE = 0.05
"""Seconds between two tries."""

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            # Wine's library says only that it failed, Windows' own that access was denied.
            raise OSError(error.errno or errno.EACCES, error.strerror) from error

else:
    import fcntl

    def _lock(handle: int) -> None:
        # Of the open file, not of the process: two desks in one program are two instances.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class InstanceLock:
    """The right to change a database.

    Args:
        path: the lock's own file, in the folder of the database; None for a database that keeps programs apart by
            itself, so that this lock is nobody's hindrance.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._handle: int | None = None
        self._guard = threading.RLock()

    @property
    def needed(self) -> bool:
        """Whether it keeps programs apart; False where the database lets several in at once."""
        return self._path is not None

    @property
    def held(self) -> bool:
        """Whether it is held here."""
        return self._handle is not None

    def acquire(self, wait: float = 0.0) -> None:
        """Take it and keep it; taking it twice is taking it once.

        Args:
            wait: seconds to wait for a program that holds it for a moment.

        Raises:
            StoreUnavailable: somebody else holds it (``in_use``), or the folder cannot be written
                (``store_readonly``).
        """
        with self._guard:
            if self._handle is not None or self._path is None:
                return
            try:
                handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                raise StoreUnavailable("store_readonly", file=self._path.name) from error
            deadline = time.monotonic() + wait
            while True:
                try:
                    _lock(handle)
                except OSError as error:
                    if error.errno in _TAKEN and time.monotonic() < deadline:
                        time.sleep(_PAUSE)
                        continue
                    if error.errno in _TAKEN:
                        os.close(handle)
                        raise StoreUnavailable("in_use") from error
                    # This disk knows no such locks; SQLite's own must do.
                break
            self._handle = handle

    def release(self) -> None:
        """Let go of it."""
        with self._guard:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None

    @contextmanager
    def holding(self, wait: float = 0.0) -> Iterator[None]:
        """Hold it for the length of a block, or go on holding it.

        Raises:
            StoreUnavailable: as :meth:`acquire`.
        """
        with self._guard:
            held_before = self.held
            self.acquire(wait)
            try:
                yield
            finally:
                if not held_before:
                    self.release()
