"""Opening, checking, migrating and backing up the database file (sync-design 12).

The rollback journal with ``synchronous=EXTRA`` is used, never WAL: SQLite 3.7.0 to 3.51.2 can lose commits in WAL
mode, and people copy the ``.db`` file alone.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from alps_desk import places
from alps_desk.domain.errors import StoreTooNew, StoreUnavailable
from alps_desk.store.schema import APPLICATION_ID

WRITING = {"alps_write": True}
"""Execution option of a connection that is going to write: its transaction begins IMMEDIATE."""

_PRAGMAS = (
    "PRAGMA journal_mode=DELETE",
    "PRAGMA synchronous=EXTRA",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
)
_NETWORK_KINDS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ncpfs", "davfs"}


def refuse_network_place(path: Path) -> None:
    """Refuse a folder that does not lie on a local disk.

    Raises:
        StoreUnavailable: UNC path, network drive or network mount (``network_place``).
    """
    text = str(path)
    if text.startswith(("\\\\", "//")):
        raise StoreUnavailable("network_place", place=text[:80])
    if sys.platform == "win32":
        import ctypes

        drive = os.path.splitdrive(os.path.abspath(text))[0]
        if drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == 4:
            raise StoreUnavailable("network_place", place=text[:80])
        return
    kind = _mount_kind(path)
    if kind in _NETWORK_KINDS:
        raise StoreUnavailable("network_place", place=text[:80])


def _mount_kind(path: Path) -> str:
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    here = str(path.absolute())
    best, kind = "", ""
    for line in mounts:
        parts = line.split()
        if len(parts) >= 3:
            point = parts[1].replace("\\040", " ")
            inside = here == point or here.startswith(point.rstrip("/") + "/")
            if inside and len(point) >= len(best):
                best, kind = point, parts[2]
    return kind


def open_engine(path: Path) -> Engine:
    """An engine on a database file, every connection with the same pragmas and explicit transactions."""
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver must not begin transactions of its own: it would leave DDL outside of any.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("alps_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def alembic_config() -> Config:
    """Alembic's configuration, made in code so that it is the same from checkout, wheel and frozen program."""
    config = Config()
    config.set_main_option("script_location", str(places.migrations()).replace("%", "%%"))
    return config


def newest_revision() -> str:
    """Revision the program's code is written for."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert head is not None, "the program ships at least one migration"
    return head


def check_file(path: Path) -> None:
    """Refuse a file that is not ours, before anything else is done with it.

    Raises:
        StoreUnavailable: no database (``not_a_store``), damaged (``store_damaged``), locked (``in_use``).
    """
    if not path.exists() or path.stat().st_size == 0:
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=5)) as raw:
            (application,) = raw.execute("PRAGMA application_id").fetchone()
            if application != APPLICATION_ID:
                raise StoreUnavailable("not_a_store", file=path.name)
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
        return StoreUnavailable("disk_full")
    return StoreUnavailable("store_damaged", file=path.name)


def translated(error: DatabaseError, path: Path) -> StoreUnavailable | None:
    """What a user can do about a database error, None when it is a fault of the program."""
    origin = error.orig
    if isinstance(origin, sqlite3.OperationalError) or (
        isinstance(origin, sqlite3.DatabaseError) and not isinstance(origin, sqlite3.IntegrityError)
    ):
        text = str(origin).lower()
        if any(word in text for word in ("locked", "busy", "readonly", "full", "malformed", "i/o", "unable")):
            return _translated(origin, path)
    return None


def migrate(engine: Engine, path: Path) -> None:
    """Bring a store to the newest revision; a failed step changes nothing.

    Raises:
        StoreTooNew: made by a newer program (``store_too_new``).
    """
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection, connection.begin():
        current = MigrationContext.configure(connection).get_current_revision()
    if current is not None:
        known = {script.revision for script in scripts.walk_revisions()}
        if current not in known:
            raise StoreTooNew("store_too_new", file=path.name)
    if current == scripts.get_current_head():
        return
    with engine.connect() as connection:
        # A table rebuilt by a batch migration would otherwise delete its children by cascade.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
        writing = connection.execution_options(**WRITING)
        with writing.begin():
            config.attributes["connection"] = writing
            command.upgrade(config, "head")
            broken = writing.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise StoreUnavailable("store_damaged", file=path.name)
            number = sum(1 for _ in scripts.walk_revisions())
            writing.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            writing.exec_driver_sql(f"PRAGMA user_version={number}")


def backup_file(source: Path, target: Path) -> None:
    """Copy a database by SQLite's backup, open and check the copy, then give it its name.

    Raises:
        StoreUnavailable: the copy did not verify (``backup_failed``) or cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy)
            (answer,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            broken = copy.execute("PRAGMA foreign_key_check").fetchone()
        if answer != "ok" or broken is not None:
            raise StoreUnavailable("backup_failed", file=target.name)
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        os.replace(part, target)
    except (sqlite3.DatabaseError, OSError) as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno == 28:
            raise StoreUnavailable("disk_full") from error
        raise StoreUnavailable("backup_failed", file=target.name) from error
