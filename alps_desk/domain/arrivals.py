"""Changes that were judged and are about to be added to the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alps_desk.domain.fold import Entry, is_plain
from alps_desk.domain.journal import Change, Scalar, Segment, parse_change
from alps_desk.domain.records import DELETED, TYPES, record_pieces


@dataclass(frozen=True, slots=True)
class Arrival:
    """One segment that verified, with what is needed of its changes without reading them again.

    Everything is kept in columns: a large import carries a million changes from one process to another.

    Attributes:
        segment: the segment.
        office: office of the device that signed it.
        records, ids: record and id of each change.
        plain: whether each is the owner's own write to a record of its own, and no deletion.
        widths: how many fields each sets.
        fys: fiscal year of each record, 0 without one.
        replaces: the change that each replaces, if it is one and the same in every field that it sets and in no
            other; else "".
    """

    segment: Segment
    office: str
    records: tuple[str, ...]
    ids: tuple[str, ...]
    plain: tuple[bool, ...]
    widths: tuple[int, ...]
    fys: tuple[int, ...]
    replaces: tuple[str, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes, read again."""
        return tuple(parse_change(line) for line in self.segment.lines)


class Columns:
    """What is needed of the changes of one segment, gathered change by change.

    Args:
        office: office of the device that signed them.
    """

    def __init__(self, office: str) -> None:
        self._office = office
        # One row a change, in the order of the columns of :class:`Arrival`.
        self._rows: list[tuple[str, str, bool, int, int, str]] = []

    def add(self, raw: Mapping[str, Any], identifier: str) -> bool:
        """Add a change that was read and checked; whether it is plain.

        Raises:
            NotFound: its record id has not the shape of one.
        """
        text, values, seen = raw["r"], raw["set"], raw["seen"]
        pieces = record_pieces(text)
        kind = pieces[0]
        plain = (
            pieces[1] == self._office
            and kind not in _OTHERS_WRITE_TOO
            and "for" not in raw
            and DELETED not in values
        )
        at = _YEAR_AT.get(kind, 0)
        year = pieces[at] if at else ""
        fy = int(year) if len(year) == 4 and year.isdigit() else 0
        before = replaced_by(values, seen) if seen else ""
        self._rows.append((text, identifier, plain, len(values), fy, before))
        return plain

    def arrival(self, segment: Segment) -> Arrival:
        """What the segment brings."""
        records, ids, plain, widths, fys, replaces = zip(*self._rows, strict=True)
        return Arrival(segment, self._office, records, ids, plain, widths, fys, replaces)


_OTHERS_WRITE_TOO = {name for name, known in TYPES.items() if name == "burden" or known.union_only}
"""Types of which some field is not the owner's (see ``fold.is_plain``)."""
_YEAR_AT = {name: known.parts.index("fy") + 2 for name, known in TYPES.items() if "fy" in known.parts}
"""Where the fiscal year stands in the pieces of an id."""


def arrival(segment: Segment, office: str, changes: Sequence[Change]) -> Arrival:
    """What a segment brings, from its changes."""
    columns = Columns(office)
    for change in changes:
        raw: dict[str, Any] = {"r": change.record, "set": change.values, "seen": change.seen}
        if change.on_behalf:
            raw["for"] = change.on_behalf
        columns.add(raw, change.id)
    return columns.arrival(segment)


def replaced_by(values: Mapping[str, Scalar], seen: Mapping[str, Sequence[str]]) -> str:
    """The one change whose place in every field a change takes, "" if it is not as simple as that."""
    if not seen or seen.keys() != values.keys():
        return ""
    heads = list(seen.values())
    first = heads[0]
    return first[0] if len(first) == 1 and heads.count(first) == len(heads) else ""


def plain_write(change: Change, office: str) -> bool:
    """Whether a change alone, on a record nobody else wrote, is all there is to know of the record."""
    return DELETED not in change.values and is_plain(change, office)


@dataclass(slots=True)
class Added:
    """One change on its way into the caches that needs the general way.

    Attributes:
        place: where the store keeps it.
        segment_no: number of its segment.
        line, id: its text and id.
        office, device: who signed it.
        plain, width, fy: as in :class:`Arrival`.
    """

    place: int
    segment_no: int
    line: str
    id: str
    office: str
    device: str
    plain: bool
    width: int
    fy: int

    @property
    def entry(self) -> Entry:
        """The change itself."""
        return Entry(parse_change(self.line), self.office, self.device, self.place)
