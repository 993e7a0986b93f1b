"""Records whose row says their heads: they are moved on without folding what was replaced long ago.

Promise: where an answer is given here it is the one that ``fold`` gives of all changes of the record; where there is
any doubt the answer is None. A test holds both ways against each other.

Why few changes are enough: whoever writes a field and names its one head in ``seen`` stands behind that head, and
behind everything the head replaced, because an id is made of the ids it names. So no earlier change of the field can
have named the new one, or be it, and the new one alone is the head.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from alps_desk.domain.arrivals import Added
from alps_desk.domain.fold import share_of
from alps_desk.domain.journal import Scalar, canonical, change_id
from alps_desk.domain.records import DELETED as DELETED_FIELD
from alps_desk.store.journal_rows import Kept
from alps_desk.store.rows import ON_BEHALF, SEVERAL

Known = tuple[int, str, int, str, str]
"""Columns ``no``, ``cells``, ``flags``, ``places`` and ``origin`` of a row of ``current``."""
Content = tuple[str, int, str, str]
"""Columns ``cells``, ``flags``, ``places`` and ``origin``."""
Counted = tuple[int, int, int]
"""How many fields are new, changed, and written again with the same value (``rows.Taken``)."""
Origins = dict[str, list[int]]
"""Field → place of the change that is shown, and marks."""


def only_heads(row: Known) -> Origins | None:
    """Where the one head of each field is, with its marks; None when there is more to know of the record."""
    _, cells, flags, places, origin = row
    if flags & ~ON_BEHALF:
        return None
    if not origin:
        last = int(places.rpartition(" ")[2])
        return {name: [last, 0] for name in orjson.loads(cells)}
    origins: Origins = orjson.loads(origin)
    # A row without fields holds what nobody was allowed to write.
    if not origins or any(mark & SEVERAL for _, mark in origins.values()):
        return None
    return origins


class MovedOn:
    """A row and the owner's own changes that are about to replace heads of it.

    Args:
        row: the row as it is.
        changes: in order of arrival, at least one.
    """

    def __init__(self, row: Known, changes: Sequence[Added]) -> None:
        self._row = row
        self._changes = changes
        self._heads = only_heads(row) if all(one.plain for one in changes) else None
        self._raw: list[Any] = [orjson.loads(one.line) for one in changes] if self._heads is not None else []

    @property
    def replaced(self) -> set[int]:
        """Places of the heads that have to be known."""
        heads = self._heads or {}
        return {heads[name][0] for raw in self._raw for name in raw["set"] if name in heads}

    def content(self, kept: Mapping[int, Kept]) -> tuple[Content, int, Counted] | None:
        """What the row becomes, by how much its weight moves, and what that does to what is shown.

        Args:
            kept: the changes at ``replaced``.
        """
        before = self._heads
        if before is None:
            return None
        heads = dict(before)
        cells: dict[str, Scalar] = orjson.loads(self._row[1])
        old = dict(cells)
        ids = {place: change_id(kept[place][0]) for place in self.replaced}
        widths = {place: len(orjson.loads(kept[place][0])["set"]) for place in ids}
        for change, raw in zip(self._changes, self._raw, strict=True):
            values, seen = raw["set"], raw["seen"]
            for name, value in values.items():
                if name in heads and ids[heads[name][0]] not in seen.get(name, ()):
                    return None
                heads[name] = [change.place, 0]
                cells[name] = value
            ids[change.place], widths[change.place] = change.id, change.width
        moved = sum(
            share_of(ids[place], widths[place], _headed(heads, place))
            - share_of(ids[place], widths[place], _headed(before, place))
            for place in ids
        )
        written = {name for raw in self._raw for name in raw["set"]}
        known = written & old.keys()
        same = sum((type(old[name]), old[name]) == (type(cells[name]), cells[name]) for name in known)
        counted = len(written) - len(known), len(known) - same, same
        return self._as_row(heads, cells), moved, counted

    def _as_row(self, heads: Origins, cells: Mapping[str, Scalar]) -> Content:
        flags = 0
        last = self._changes[-1].place
        plain = True
        for place, mark in heads.values():
            flags |= mark
            plain = plain and place == last
        places = " ".join((self._row[3], *(str(one.place) for one in self._changes)))
        return canonical(cells), flags, places, "" if plain and not flags else canonical(heads)


def _headed(heads: Origins, place: int) -> list[str]:
    return [name for name, (at, _) in heads.items() if at == place]


def marked(name: str, mark: int, *, heads: int) -> int:
    """The marks of a field, or of the deletion mark, as they are kept in ``origin``."""
    return mark | SEVERAL if heads > 1 or name == DELETED_FIELD else mark
