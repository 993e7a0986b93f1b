"""The folded copies of rows by which a grid is searched, kept so that a search of 100,000 rows takes no time.

Making a copy asks the source for every cell of a row, which for a large table takes seconds. Copies are therefore
made once and kept; those of a large table are made ahead, a few at a time, whenever the window has nothing else to
do. A search makes the ones that are still missing. A text that stands in many rows is folded once, and a source that
gives its texts by column is searched by its different texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

from alps_desk.domain.search_key import search_key, search_keys
from alps_desk.gui.widgets.grid.source import GridSource

_MADE_AHEAD = 1_000
"""A table with fewer rows is searched quickly without."""
_SLICE = 0.006
"""Seconds of work between two looks at what the user does."""
_PARTS = "\x01"
"""Parts the cells of a row (``GridSource.search_text``); folding leaves it alone."""


class SearchKeys(QObject):
    """Keys of the rows of a source.

    Args:
        source: its rows.
    """

    def __init__(self, source: GridSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._keys: list[str | None] = []
        self._folded: dict[str, str] = {}
        self._next = 0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._make_some)
        self.forget()

    def forget(self, rows: Iterable[int] = ()) -> None:
        """These rows changed; without any, all of them, or there are others."""
        changed = list(rows)
        if not changed:
            self._keys = [None] * self._source.row_count()
            self._folded.clear()
            self._next = 0
        for row in changed:
            if row < len(self._keys):
                self._keys[row] = None
                self._next = min(self._next, row)
        by_column = self._source.search_lists("") is not None
        if len(self._keys) >= _MADE_AHEAD and not by_column and not self._timer.isActive():
            self._timer.start()

    @property
    def ready(self) -> bool:
        """Whether nothing is left to be made ahead."""
        return not self._timer.isActive()

    def holding(self, rows: list[int], words: str) -> list[int]:
        """Those of the rows that hold every one of the words, in their order."""
        wanted = [key for word in words.split() if (key := search_key(word))]
        if not wanted:
            return rows
        if len(self._keys) != self._source.row_count():
            self.forget()
        for word in wanted:
            lists = self._source.search_lists(word)
            if lists is not None:
                hits = self._hits(lists, word)
                rows = [row for row in rows if row in hits]
                continue
            self._make([row for row in rows if self._keys[row] is None])
            rows = [row for row in rows if word in (self._keys[row] or "")]
        return rows

    def _hits(self, lists: Sequence[Sequence[str]], word: str) -> set[int]:
        hits: set[int] = set()
        for texts in lists:
            different = set(texts)
            self._fold(different)
            holding = {text for text in different if word in self._folded[text]}
            if holding:
                hits.update([row for row, text in enumerate(texts) if text in holding])
        return hits

    def _fold(self, texts: Iterable[str]) -> None:
        new = [text for text in texts if text not in self._folded]
        self._folded.update(zip(new, search_keys(new), strict=True))

    def _make_some(self) -> None:
        end = perf_counter() + _SLICE
        while self._next < len(self._keys) and perf_counter() < end:
            self._make([row for row in range(self._next, self._next + 20) if row < len(self._keys)])
            self._next += 20
        if self._next >= len(self._keys):
            self._timer.stop()
            self._folded.clear()

    def _make(self, rows: list[int]) -> None:
        missing = [row for row in rows if self._keys[row] is None]
        parts = [self._source.search_text(row).split(_PARTS) for row in missing]
        self._fold({text for texts in parts for text in texts})
        for row, texts in zip(missing, parts, strict=True):
            self._keys[row] = _PARTS.join([self._folded[text] for text in texts])
