"""Whether a store is sound: what the database says of itself, and whether the journal still says what was signed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select

from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.journal import read_segment
from alps_desk.store import schema

SQLITE = sqlite3.sqlite_version
"""Version of the library that keeps files, whether or not there is one."""


@dataclass(frozen=True)
class Health:
    """What was found.

    Attributes:
        kind: what keeps the tables.
        version: of SQLite's library, or of the server.
        journal_mode: how transactions are kept.
        durable: so that they survive a power cut: ``delete`` in a file (sync-design 12), nothing switched off on a
            server.
        integrity: the database's own check found nothing; a server's pages are its administrator's to check.
        revision, newest: revision the store stands at, and the program's.
        altered: ids of segments whose content no longer has the hash that was signed; SQLite does not notice
            altered cells.
    """

    kind: Literal["sqlite", "server"]
    version: str
    journal_mode: str
    durable: bool
    integrity: bool
    revision: str
    newest: str
    altered: tuple[str, ...]


def examine(connection: Connection) -> Health:
    """Look at everything; reads the whole store."""
    at_server = connection.dialect.name == "postgresql"
    own = _server(connection) if at_server else _file(connection)
    revision = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
    return Health("server" if at_server else "sqlite", *own, revision, schema.REVISION, _altered(connection))


def _file(connection: Connection) -> tuple[str, str, bool, bool]:
    mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())
    answer = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return sqlite3.sqlite_version, mode, mode == "delete", answer == "ok" and broken is None


def _server(connection: Connection) -> tuple[str, str, bool, bool]:
    def shown(setting: str) -> str:
        return str(connection.exec_driver_sql(f"SHOW {setting}").scalar_one())

    off = [name for name in _DURABLE if shown(name) == "off"]
    return shown("server_version"), " ".join(f"{name}=off" for name in off), not off, True


_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
"""What an administrator may have switched off for speed, and an office must not lose a save by."""


def _altered(connection: Connection) -> tuple[str, ...]:
    segment, draft = schema.segment.c, schema.draft.c
    found = []
    numbers = connection.execute(select(segment.no).order_by(segment.no)).scalars().all()
    for number in numbers:
        # One body at a time: together they may be larger than the memory.
        identifier, device, prev, count, header, import_no, body = connection.execute(
            select(
                segment.id, segment.device, segment.prev, segment.count, segment.header, segment.import_no,
                segment.body,
            ).where(segment.no == number)
        ).one()  # fmt: skip
        try:
            read = read_segment(header, body.split("\n"), b"")
        except BundleRejected:
            found.append(str(identifier))
            continue
        same = (read.id, read.device, read.prev, read.count) == (identifier, device, prev, count)
        if same and not import_no:
            # What was made here is kept line by line as well.
            made = connection.execute(select(draft.line).where(draft.segment_no == number).order_by(draft.no))
            same = "\n".join(made.scalars()) == body
        if not same:
            found.append(str(identifier))
    return tuple(sorted(found))
