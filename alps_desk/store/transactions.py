"""Transactions of a store: asking, writing, and noticing that somebody else wrote.

Promise: a transaction that writes is kept whole or undone whole, and counts on the stamp if it changed anything; what
the database refuses leaves here as something that a user can act on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from alps_desk.store.database import WRITING
from alps_desk.store.journal_rows import ask, read_meta
from alps_desk.store.where import Database

_COUNT_ON = (
    "INSERT INTO meta (key, value) VALUES ('stamp', '1') ON CONFLICT (key) "
    "DO UPDATE SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT) RETURNING value"
)


@dataclass
class _Ending:
    """Whether the end of a transaction has begun: from then on only the database knows if it was kept."""

    begun: bool = False


class Transactions:
    """The ways to work with one database."""

    def __init__(self, where: Database) -> None:
        self._database = where
        self._lock = threading.Lock()
        self._watched = 0
        self._here = threading.local()

    @contextmanager
    def told(self, ending: _Ending | None = None) -> Iterator[None]:
        """Raise what the database refuses as something that a user can act on."""
        try:
            yield
        except DBAPIError as error:
            committing = ending is not None and ending.begun
            raise self._database.translated(error, committing=committing) or error from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for questions; what it is told belongs to one moment."""
        joined = self._joined()
        if joined is not None:
            yield joined
            return
        with self.told(), self._connection(self._database.reading) as connection, connection.begin():
            yield connection

    def _connection(self, options: Mapping[str, object]) -> Connection:
        connection = self._database.engine.connect()
        return connection.execution_options(**options) if options else connection

    def _joined(self) -> Connection | None:
        found: Connection | None = getattr(self._here, "connection", None)
        return found

    @contextmanager
    def together(self, *, keep: bool = True) -> Iterator[None]:
        """One transaction that writes, of which everything is part that this thread asks and writes meanwhile.

        An error that leaves the block undoes all of it; with ``keep=False`` it is undone in any case (dry run).
        """
        with self.writing(keep=keep) as connection:
            before = self._joined()
            self._here.connection = connection
            try:
                yield
            finally:
                self._here.connection = before

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[Connection]:
        """One transaction; with ``keep=False`` everything done in it is undone at the end (dry run)."""
        joined = self._joined()
        if joined is not None:
            assert keep, "what is part of a transaction is not undone alone"
            yield joined
            return
        ending = _Ending()
        number = 0
        with self.told(ending), self._connection(WRITING) as connection:
            transaction = connection.begin()
            try:
                self._database.wait_for_turn(connection)
                yield connection
                if keep and self._database.wrote(connection):
                    [(counted,)] = ask(connection, _COUNT_ON)
                    number = int(counted)
            except BaseException:
                transaction.rollback()
                raise
            if keep:
                ending.begun = True
                transaction.commit()
            else:
                transaction.rollback()
        with self._lock:
            # Nobody else wrote in between: everything up to this is known here.
            if number == self._watched + 1:
                self._watched = number

    def stamp(self) -> int:
        """A number that grows with every transaction that changed anything."""
        with self.reading() as connection:
            return int(read_meta(connection, "stamp", "0"))

    def changed_elsewhere(self) -> bool:
        """Whether somebody else changed something since this was asked last.

        It may be said twice when own changes come at the same time; it is never missed.
        """
        with self._lock:
            before = self._watched
        now = self.stamp()
        with self._lock:
            if self._watched == before:
                self._watched = now
        return now != before
