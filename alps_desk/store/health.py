"""Whether a store is sound: what SQLite says of the file, and whether the journal still says what was signed."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

from sqlalchemy import Connection, select

from alps_desk.domain.journal import segment_content
from alps_desk.store import schema


@dataclass(frozen=True)
class Health:
    """What was found.

    Attributes:
        sqlite: version of the library.
        journal_mode: how transactions are kept; ``delete`` is wanted (sync-design 12).
        integrity: SQLite's own check of the file and of references found nothing.
        revision, newest: revision the store stands at, and the program's.
        altered: ids of segments whose content no longer has the hash that was signed; SQLite does not notice
            altered cells.
    """

    sqlite: str
    journal_mode: str
    integrity: bool
    revision: str
    newest: str
    altered: tuple[str, ...]


def examine(connection: Connection) -> Health:
    """Look at everything; reads the whole file."""
    mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())
    answer = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    revision = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
    segment = schema.segment.c
    altered = [
        str(identifier)
        for identifier, header, body in connection.execute(select(segment.id, segment.header, segment.body))
        if hashlib.sha256(segment_content(header, body.split("\n"))).hexdigest() != identifier
    ]
    return Health(
        sqlite3.sqlite_version,
        mode,
        answer == "ok" and broken is None,
        revision,
        schema.REVISION,
        tuple(sorted(altered)),
    )
