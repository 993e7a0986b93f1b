"""Copying a whole store from one kind of database to another: the same tables, row by row, checked afterwards.

Promise: the copy holds what the source held at one moment, or is not there. It is a store of its own: a backup of a
server is the same file that an office has, and opens without the server.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from alps_desk import durable
from alps_desk.domain.errors import StoreUnavailable
from alps_desk.store import room, schema
from alps_desk.store.database import WRITING
from alps_desk.store.journal_rows import insert_rows
from alps_desk.store.where import Database, DatabaseFile, bring_up_to_date

_ROWS, _LONG_ROWS = 1000, 20
"""Rows that are held at a time; a row that is a whole segment may have megabytes."""
_MODULUS = 1 << 256

Marks = dict[str, tuple[int, int]]
"""Table → number of its rows, and the sum of their hashes, so that the order does not matter."""


def copy_rows(source: Connection, target: Connection | None) -> Marks:
    """Copy every table from one connection to the other, or only look at them.

    Returns:
        What was there, to be compared.
    """
    marks: Marks = {}
    for table in schema.metadata.sorted_tables:
        columns = " ".join(column.name for column in table.columns)
        at_once = _LONG_ROWS if table is schema.segment else _ROWS
        count, total = 0, 0
        rows = source.execute(select(table).execution_options(yield_per=at_once))
        for part in rows.partitions():
            plain = [tuple(row) for row in part]
            count += len(plain)
            total += sum(int.from_bytes(hashlib.sha256(repr(row).encode()).digest()) for row in plain)
            if target is not None:
                insert_rows(target, table, columns, plain)
        marks[table.name] = count, total % _MODULUS
    return marks


def copy_between(source: Database, target: Database) -> bool:
    """Fill a prepared store with everything another one holds; whether the copy, read again, is the same.

    Raises:
        DBAPIError: of either; the target is as it was.
    """
    with (
        source.engine.connect().execution_options(**source.reading) as reading,
        reading.begin(),
        target.engine.connect().execution_options(**WRITING) as writing,
        writing.begin(),
    ):
        marks = copy_rows(reading, writing)
    with target.engine.connect().execution_options(**target.reading) as again, again.begin():
        return copy_rows(again, None) == marks


def copy_to_file(source: Database, target: Path) -> None:
    """Write a store into a database file (see ``Database.backup``).

    Raises:
        StoreUnavailable: it could not be read, written, or read back (``backup_failed``).
    """
    part = DatabaseFile(target.with_name(target.name + ".part"))
    try:
        durable.make_folder(target.parent)
        part.forget()
        # Not prepared like a store at work: a backup may lie on a share.
        bring_up_to_date(part, None)
        if not copy_between(source, part):
            raise StoreUnavailable("backup_failed", file=target.name)
        part.close()
        with part.path.open("rb+") as stream:
            os.fsync(stream.fileno())
        durable.put_in_place(part.path, target)
    except BaseException as error:
        part.close()
        part.forget()
        if isinstance(error, DBAPIError):
            reason = source.translated(error) or part.translated(error)
            raise reason or StoreUnavailable("backup_failed", file=target.name) from error
        if isinstance(error, OSError):
            if room.is_full(error):
                raise room.no_room(target) from error
            raise StoreUnavailable("backup_failed", file=target.name) from error
        raise
