"""What rows are sorted and chosen by, asked of the source once for a column and kept until a row changes.

Asking a source for one cell takes microseconds, and a table of 100,000 rows asks 100,000 times: the second time a
column is sorted, or another value of it is chosen, nothing is asked any more.
"""

from __future__ import annotations

from collections.abc import Iterable

from alps_desk.gui.widgets.grid.source import GridSource

_MOST = 6
"""Columns kept of each kind; a person sorts by few."""


class ColumnKeys:
    """Keys of the columns of a source; numbers of rows and columns are the source's.

    Args:
        source: its rows.
    """

    def __init__(self, source: GridSource) -> None:
        self._source = source
        self._sums: list[bool] | None = None
        self._orders: dict[int, list[tuple]] = {}
        self._texts: dict[int, list[str]] = {}

    def forget(self, rows: Iterable[int] = ()) -> None:
        """These rows changed; without any, all of them, or there are others."""
        changed = list(rows)
        if not changed or (self._sums is not None and max(changed) >= len(self._sums)):
            self._sums = None
            self._orders.clear()
            self._texts.clear()
            return
        for row in changed:
            if self._sums is not None:
                self._sums[row] = self._source.is_summary(row)
            for column, orders in self._orders.items():
                orders[row] = self._order(row, column)
            for column, texts in self._texts.items():
                texts[row] = self._source.filter_text(row, column)

    def sums(self) -> list[bool]:
        """By row, whether it sums up others."""
        if self._sums is None:
            self._sums = [self._source.is_summary(row) for row in self._all()]
        return self._sums

    def orders(self, column: int) -> list[tuple]:
        """By row, what it is sorted by (``GridSource.sort_key``); () for sums, which have no place in an order."""
        found = self._orders.get(column)
        if found is None:
            # Before the sums are asked for in the loop below, once for all rows.
            self.sums()
            found = [self._order(row, column) for row in self._all()]
            _keep(self._orders, column, found)
        return found

    def texts(self, column: int) -> list[str]:
        """By row, under which value it stands in the list of the heading (``GridSource.filter_text``)."""
        found = self._texts.get(column)
        if found is None:
            found = [self._source.filter_text(row, column) for row in self._all()]
            _keep(self._texts, column, found)
        return found

    def _all(self) -> range:
        return range(self._source.row_count())

    def _order(self, row: int, column: int) -> tuple:
        return () if self.sums()[row] else self._source.sort_key(row, column)


def _keep(kept: dict, column: int, found: list) -> None:
    while len(kept) >= _MOST:
        kept.pop(next(iter(kept)))
    kept[column] = found
