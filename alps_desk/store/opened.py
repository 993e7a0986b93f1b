"""What every part of an opened store stands on: its database, its transactions, and who else writes."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import Connection

from alps_desk.store.transactions import Transactions
from alps_desk.store.where import Database


class Opened:
    """A database with the ways to work in it."""

    def __init__(self, where: Database) -> None:
        self._database = where
        self._transactions = Transactions(where)

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._transactions.reading()

    def _writing(self, *, keep: bool = True) -> AbstractContextManager[Connection]:
        return self._transactions.writing(keep=keep)

    def stamp(self) -> int:
        """A number that grows with every transaction that changed anything, by whomever; one look at one row."""
        return self._transactions.stamp()

    def changed_elsewhere(self) -> bool:
        """Whether somebody else has changed the store since this was asked last, or since it was opened."""
        return self._transactions.changed_elsewhere()
