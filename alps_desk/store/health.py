"""Whether a store is sound: what the database says of itself, and whether the journal still says what was signed."""

from __future__ import annotations

import sqlite3
from typing import Literal

from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.frozen import dataclass
from alps_desk.domain.journal import read_segment
from alps_desk.store import tables
from alps_desk.store.connection import Connection

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
    own = _server(connection) if connection.kind == "server" else _file(connection)
    [(revision,)] = connection.ask("SELECT version_num FROM alembic_version")
    return Health(connection.kind, *own, str(revision), tables.REVISION, _altered(connection))


def _file(connection: Connection) -> tuple[str, str, bool, bool]:
    [(mode,)] = connection.ask("PRAGMA journal_mode")
    [(answer,)] = connection.ask("PRAGMA integrity_check(1)")
    broken = connection.ask("PRAGMA foreign_key_check")
    return sqlite3.sqlite_version, str(mode), mode == "delete", answer == "ok" and not broken


def _server(connection: Connection) -> tuple[str, str, bool, bool]:
    def shown(setting: str) -> str:
        [(value,)] = connection.ask(f"SHOW {setting}")
        return str(value)

    off = [name for name in _DURABLE if shown(name) == "off"]
    return shown("server_version"), " ".join(f"{name}=off" for name in off), not off, True


_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
"""What an administrator may have switched off for speed, and an office must not lose a save by."""


def _altered(connection: Connection) -> tuple[str, ...]:
    found = []
    for (number,) in connection.ask("SELECT no FROM segment ORDER BY no"):
        # One body at a time: together they may be larger than the memory.
        [(identifier, device, prev, count, header, import_no, body)] = connection.ask(
            "SELECT id, device, prev, count, header, import_no, body FROM segment WHERE no = ?", (number,)
        )
        try:
            read = read_segment(header, body.split("\n"), b"")
        except BundleRejected:
            found.append(str(identifier))
            continue
        same = (read.id, read.device, read.prev, read.count) == (identifier, device, prev, count)
        if same and not import_no:
            # What was made here is kept line by line as well.
            made = connection.ask("SELECT line FROM draft WHERE segment_no = ? ORDER BY no", (number,))
            same = "\n".join(line for (line,) in made) == body
        if not same:
            found.append(str(identifier))
    return tuple(sorted(found))
