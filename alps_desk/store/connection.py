"""What the parts of a store ask and write through, whatever keeps the tables.

Statements are this room's own SQL, with ``?`` for each value, in words that SQLite and PostgreSQL both understand: a
start of the program, a saved cell and a large import alike go straight to the driver.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

Kind = Literal["sqlite", "server"]


class Connection(Protocol):
    """A way into a database, in a transaction.

    Attributes:
        kind: what keeps the tables.
    """

    @property
    def kind(self) -> Kind:
        """See above."""
        ...

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows that a statement answers with."""
        ...

    def do(self, statement: str, values: Sequence[object] = ()) -> None:
        """Do a statement that answers nothing."""
        ...

    def do_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Do a statement once for each row of values."""
        ...

    def part(self) -> AbstractContextManager[None]:
        """A block of which everything is undone, alone, when it fails."""
        ...

    def wrote(self) -> bool:
        """Whether the transaction has changed anything."""
        ...

    def commit(self) -> None:
        """Keep what the transaction did; without this it is undone when it is left."""
        ...
