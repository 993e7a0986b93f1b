"""Changes that were judged and are about to be added to the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alps_desk.domain.fold import Entry, is_plain
from alps_desk.domain.journal import Change, Scalar, Segment, parse_change
from alps_desk.domain.records import DELETED, TYPES, parse_record_id


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
        self._records: list[str] = []
        self._ids: list[str] = []
        self._plain: list[bool] = []
        self._widths: list[int] = []
        self._fys: list[int] = []
        self._replaces: list[str] = []

    def add(self, raw: Mapping[str, Any], identifier: str) -> bool:
        """Add a change that was read and checked; whether it is plain.

        Raises:
            NotFound: its record id has not the shape of one.
        """
        text, values, seen = raw["r"], raw["set"], raw["seen"]
        record = parse_record_id(text)
        plain = (
            record.owner == self._office
            and record.type not in _OTHERS_WRITE_TOO
            and "for" not in raw
            and DELETED not in values
        )
        at = _YEAR_AT.get(record.type, -1)
        year = record.parts[at] if at >= 0 else ""
        self._records.append(text)
        self._ids.append(identifier)
        self._plain.append(plain)
        self._widths.append(len(values))
        self._fys.append(int(year) if len(year) == 4 and year.isdigit() else 0)
        self._replaces.append(replaced_by(values, seen) if seen else "")
        return plain

    def arrival(self, segment: Segment) -> Arrival:
        """What the segment brings."""
        return Arrival(
            segment, self._office, tuple(self._records), tuple(self._ids), tuple(self._plain),
            tuple(self._widths), tuple(self._fys), tuple(self._replaces),
        )  # fmt: skip


_OTHERS_WRITE_TOO = {name for name, known in TYPES.items() if name == "burden" or known.union_only}
"""Types of which some field is not the owner's (see ``fold.is_plain``)."""
_YEAR_AT = {name: known.parts.index("fy") for name, known in TYPES.items() if "fy" in known.parts}


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
    first = next(iter(seen.values()))
    if len(first) != 1 or any(one != first for one in seen.values()):
        return ""
    return first[0]


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
