"""Opening, checking and backing up the database file (sync-design 12); ``migrating`` brings it up to date.

The rollback journal with ``synchronous=EXTRA`` is used, never WAL: SQLite 3.7.0 to 3.51.2 can lose commits in WAL
mode, and people copy the ``.db`` file alone.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from alps_desk import durable
from alps_desk.domain.errors import StoreTooNew, StoreUnavailable
from alps_desk.store import room, schema

WRITING = {"alps_write": True}
"""Execution option of a connection that is going to write: its transaction begins IMMEDIATE."""

CHANGES_BEFORE = "alps_changes_before"
"""Key in the ``info`` of a connection: rows it had changed when its transaction began."""

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


def open_engine(path: Path) -> Engine:
    """An engine on a database file, every connection with the same pragmas and explicit transactions."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        # Connections are kept: opening one and setting it up costs as much as a save.
        poolclass=QueuePool,
        connect_args={"timeout": BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver must not begin transactions of its own: it would leave DDL outside of any.
        connection.isolation_level = None
        for pragma in (f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}", *_PRAGMAS):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        connection.info[CHANGES_BEFORE] = raw.total_changes
        writing = connection.get_execution_options().get("alps_write", False)
        begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
        try:
            raw.execute(begin)
        except sqlite3.Error as error:
            raise as_told(error, connection, begin) from error

    return engine


def as_told(error: sqlite3.Error, connection: Connection, statement: str) -> Exception:
    """An error of the driver as SQLAlchemy would have raised it."""
    return DBAPIError.instance(statement, None, error, sqlite3.Error, dialect=connection.dialect)


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
            if application != schema.APPLICATION_ID:
                raise StoreUnavailable("not_a_store", file=path.name)
            if made_by > schema.REVISIONS:
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


def translated(error: DBAPIError, path: Path) -> StoreUnavailable | None:
    """What a user can do about a database error, None when it is a fault of the program."""
    origin = error.orig
    if isinstance(origin, sqlite3.OperationalError) or (
        isinstance(origin, sqlite3.DatabaseError) and not isinstance(origin, sqlite3.IntegrityError)
    ):
        text = str(origin).lower()
        if any(word in text for word in ("locked", "busy", "readonly", "full", "malformed", "i/o", "unable")):
            return _translated(origin, path)
    return None


def revision_of(engine: Engine) -> str | None:
    """Revision a store stands at, None for an empty file."""
    with engine.connect() as connection, connection.begin():
        tables = (
            connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        )
        if "alembic_version" not in tables:
            return None
        found: str = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        return found


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
