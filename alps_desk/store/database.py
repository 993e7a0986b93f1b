"""Opening, checking and backing up the database file (sync-design 12); ``migrating`` brings it up to date.

The rollback journal with ``synchronous=EXTRA`` is used, never WAL: SQLite 3.7.0 to 3.51.2 can lose commits in WAL
mode, and people copy the ``.db`` file alone.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alps_desk import durable
from alps_desk.domain.errors import StoreTooNew, StoreUnavailable
from alps_desk.store import room, tables
from alps_desk.store.connection import Kind

_PRAGMAS = (
    "PRAGMA journal_mode=DELETE",
    "PRAGMA synchronous=EXTRA",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
)
BUSY_SECONDS = 5.0
"""How long to wait for somebody else's transaction."""
_KEPT = 5
"""Connections that wait for the next question."""


def set_up(driver: sqlite3.Connection) -> None:
    """Make a new connection of the driver what every connection of the store is."""
    # The driver must not begin transactions of its own: it would leave DDL outside of any.
    driver.isolation_level = None
    for pragma in (f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}", *_PRAGMAS):
        driver.execute(pragma)


class FileConnection:
    """A connection with a database file (``connection.Connection``).

    Args:
        driver: inside a transaction.
    """

    kind: Kind = "sqlite"

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver
        self._changed_before = driver.total_changes

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """See ``Connection``."""
        return self._driver.execute(statement, values).fetchall()

    def do(self, statement: str, values: Sequence[object] = ()) -> None:
        """See ``Connection``."""
        self._driver.execute(statement, values)

    def do_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """See ``Connection``."""
        self._driver.executemany(statement, rows)

    @contextmanager
    def part(self) -> Iterator[None]:
        """See ``Connection``."""
        self._driver.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            # After some errors, a full disk for one, SQLite has undone the whole transaction by itself.
            if self._driver.in_transaction:
                self._driver.execute("ROLLBACK TO part")
                self._driver.execute("RELEASE part")
            raise
        self._driver.execute("RELEASE part")

    def wrote(self) -> bool:
        """See ``Connection``."""
        return self._driver.total_changes > self._changed_before

    def commit(self) -> None:
        """See ``Connection``."""
        self._driver.commit()


class Connections:
    """Connections with a database file; they are kept: opening one and setting it up costs as much as a save."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._lock = threading.Lock()
        self._free: list[sqlite3.Connection] = []
        self._closings = 0

    @contextmanager
    def begun(self, *, writing: bool) -> Iterator[FileConnection]:
        """A connection in a transaction, which is undone at the end unless it was committed."""
        with self._lent() as driver:
            driver.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
            yield FileConnection(driver)

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            driver = self._free.pop() if self._free else None
            closings = self._closings
        if driver is None:
            driver = self._open()
        whole = False
        try:
            yield driver
        finally:
            try:
                if driver.in_transaction:
                    driver.rollback()
                whole = True
            finally:
                with self._lock:
                    keeps = whole and closings == self._closings and len(self._free) < _KEPT
                    if keeps:
                        self._free.append(driver)
                if not keeps:
                    driver.close()

    def _open(self) -> sqlite3.Connection:
        # Lent to one thread at a time.
        driver = sqlite3.connect(self._path, timeout=BUSY_SECONDS, check_same_thread=False)
        try:
            set_up(driver)
        except BaseException:
            driver.close()
            raise
        return driver

    def close(self) -> None:
        """Let go of the file; what is lent is closed when it comes back."""
        with self._lock:
            self._closings += 1
            free, self._free = self._free, []
        for driver in free:
            driver.close()


def check_file(path: Path) -> None:
    """Refuse a file that is not ours, before anything else is done with it.

    Raises:
        StoreUnavailable: no database of ours (``not_a_store``), damaged (``store_damaged``), locked (``in_use``).
        StoreTooNew: made by a newer program (``store_too_new``).
    """
    if not path.exists() or path.stat().st_size == 0:
        return
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)
        ) as raw:
            (application,) = raw.execute("PRAGMA application_id").fetchone()
            (made_by,) = raw.execute("PRAGMA user_version").fetchone()
            (things,) = raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not application and not made_by and not things:
                # Cut off before its first transaction ended; SQLite has rolled it back to nothing.
                return
            if application != tables.APPLICATION_ID:
                raise StoreUnavailable("not_a_store", file=path.name)
            if made_by > tables.REVISIONS:
                raise StoreTooNew("store_too_new", file=path.name)
            (answer,) = raw.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise _translated(error, path) from error
    if answer != "ok":
        raise StoreUnavailable("store_damaged", file=path.name)


def _translated(error: sqlite3.DatabaseError, path: Path) -> StoreUnavailable:
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return StoreUnavailable("in_use")
    if "not a database" in text:
        return StoreUnavailable("not_a_store", file=path.name)
    if "readonly" in text or "unable to open" in text:
        return StoreUnavailable("store_readonly", file=path.name)
    if "full" in text:
        return room.no_room(path)
    if "i/o" in text:
        # A stick that was pulled out, a disk that failed: nothing says yet that what is on it is damaged.
        return StoreUnavailable("store_unreachable", file=path.name)
    return StoreUnavailable("store_damaged", file=path.name)


def translated(error: Exception, path: Path) -> StoreUnavailable | None:
    """What a user can do about a database error, None when it is a fault of the program."""
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.IntegrityError):
        text = str(error).lower()
        if any(word in text for word in ("locked", "busy", "readonly", "full", "malformed", "i/o", "unable")):
            return _translated(error, path)
    return None


def revision_of(connection: FileConnection) -> str | None:
    """Revision a store stands at, None for an empty file."""
    names = connection.ask("SELECT name FROM sqlite_master WHERE type = 'table'")
    if ("alembic_version",) not in names:
        return None
    [(found,)] = connection.ask("SELECT version_num FROM alembic_version")
    return str(found)


def backup_file(source: Path, target: Path) -> None:
    """Copy a database by SQLite's backup, open and check the copy, then give it its name.

    Raises:
        StoreUnavailable: the copy did not verify (``backup_failed``), there is no room for it (``disk_full``), or it
            cannot be written.
    """
    part = target.with_name(target.name + ".part")
    try:
        room.require(target.parent, source.stat().st_size)
        durable.make_folder(target.parent)
        part.unlink(missing_ok=True)
        # Never made by looking: connect() alone would leave an empty file where there is none.
        address = f"{source.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy)
            (answer,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            broken = copy.execute("PRAGMA foreign_key_check").fetchone()
        if answer != "ok" or broken is not None:
            raise StoreUnavailable("backup_failed", file=target.name)
        # Windows flushes only what is open for writing.
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        durable.put_in_place(part, target)
    except (sqlite3.Error, OSError) as error:
        if room.is_full(error) or (isinstance(error, sqlite3.Error) and "full" in str(error).lower()):
            raise room.no_room(target) from error
        raise StoreUnavailable("backup_failed", file=target.name) from error
    finally:
        forget(part)


def forget(part: Path) -> None:
    """Remove a file that never became one, and what SQLite left beside it, as far as that is possible."""
    for leftover in (part, part.with_name(part.name + "-journal")):
        try:
            leftover.unlink(missing_ok=True)
        except OSError:
            # The folder may be gone or read-only; the reason that matters is already being told.
            return
