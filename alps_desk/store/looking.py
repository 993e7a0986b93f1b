"""Looking into a copy of a store without opening it as one: nothing beside it or in it changes.

Promise: what ``inspect`` lets through is whole (structure, references and the hashes of the journal) and can be opened
by this program. Copies may lie on a medium or share that cannot be written.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, create_engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from alps_desk.domain.errors import NotFound, StoreTooNew, StoreUnavailable
from alps_desk.domain.journal import change_id
from alps_desk.store import schema
from alps_desk.store.health import examine
from alps_desk.store.journal_rows import read_meta

CopyState = Literal["whole", "damaged", "newer", "foreign"]
"""What a copy is by its first bytes; ``whole`` may still be found damaged by ``inspect``."""

_MAGIC = b"SQLite format 3\0"
_HEADER = struct.Struct(">16sH6xII28xI4xI20xI4x")
"""Of a database file: name, bytes of a page, counter of changes, pages, user_version, application_id, and the counter
when the number of pages was noted."""


@dataclass(frozen=True)
class Inside:
    """What a store holds, as far as two of them are to be compared.

    Attributes:
        office: key of the office; device: whose PC it was.
        segments: ids of all segments.
        came: id of every segment that came in a file → how many changes it holds.
        own: id of every change made on this PC → id of the segment it is sealed in, "" if it is not.
        imports, exports: hashes of the files taken and written.
    """

    office: str
    device: str
    segments: frozenset[str]
    came: Mapping[str, int]
    own: Mapping[str, str]
    imports: frozenset[str]
    exports: frozenset[str]

    @property
    def changes(self) -> int:
        """How many changes there are."""
        return sum(self.came.values()) + len(self.own)


def glance(path: Path) -> CopyState:
    """What a file is by its first bytes and its length: a look at one page, for lists."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEADER.size)
        size = path.stat().st_size
    except OSError:
        return "damaged"
    if len(head) < _HEADER.size or not head.startswith(_MAGIC):
        return "damaged"
    _, page, changed, pages, made_by, application, noted = _HEADER.unpack(head)
    if application != schema.APPLICATION_ID:
        return "foreign"
    if made_by > schema.REVISIONS:
        return "newer"
    # A page of 65,536 bytes is noted as 1; the number of pages only counts if it was noted with the last change.
    whole = changed != noted or (page if page > 1 else 65_536) * pages == size
    return "whole" if whole else "damaged"


def inspect(path: Path) -> Inside:
    """Read a whole copy and check it.

    Raises:
        NotFound: there is no such file (``file_missing``).
        StoreUnavailable: no store of this program (``not_a_store``) or damaged (``copy_damaged``).
        StoreTooNew: made by a newer program (``store_too_new``).
    """
    if not path.is_file():
        raise NotFound("file_missing", file=path.name[:80])
    match glance(path):
        case "foreign":
            raise StoreUnavailable("not_a_store", file=path.name)
        case "newer":
            raise StoreTooNew("store_too_new", file=path.name)
        case "damaged":
            raise StoreUnavailable("copy_damaged", file=path.name)
    try:
        with _looking(path) as connection:
            health = examine(connection)
            if not health.integrity or health.altered:
                raise StoreUnavailable("copy_damaged", file=path.name)
            found = inside(connection)
    except (DBAPIError, sqlite3.Error) as error:
        raise StoreUnavailable("copy_damaged", file=path.name) from error
    if not found.office:
        # Set up halfway: there is nothing in it to go back to.
        raise StoreUnavailable("not_a_store", file=path.name)
    return found


def inside(connection: Connection) -> Inside:
    """What an opened store holds."""
    segment, draft = schema.segment.c, schema.draft.c
    sealed = connection.execute(select(segment.no, segment.id, segment.count, segment.import_no)).all()
    names = {no: identifier for no, identifier, _, _ in sealed}
    return Inside(
        read_meta(connection, "office"),
        read_meta(connection, "device"),
        frozenset(names.values()),
        {identifier: count for _, identifier, count, import_no in sealed if import_no},
        {
            change_id(line): names.get(no, "")
            for line, no in connection.execute(select(draft.line, draft.segment_no))
        },
        frozenset(connection.execute(select(schema.imports.c.sha256)).scalars()),
        frozenset(connection.execute(select(schema.export.c.sha256)).scalars()),
    )


@contextmanager
def _looking(path: Path) -> Iterator[Connection]:
    # Where no transaction was cut off beside it, nobody writes a copy, and nothing need be locked or made.
    journal = path.with_name(path.name + "-journal").exists()
    address = f"{path.absolute().as_uri()}?mode=ro{'' if journal else '&immutable=1'}"
    # Closed here: SQLAlchemy lets go of a connection that fails at once without closing it, and Windows would then keep
    # a damaged copy from being replaced.
    with closing(sqlite3.connect(address, uri=True, check_same_thread=False)) as raw:
        engine = create_engine("sqlite://", creator=lambda: raw, poolclass=NullPool)
        with engine.connect() as connection, connection.begin():
            yield connection
