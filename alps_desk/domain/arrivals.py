"""Changes that were judged and are about to be added to the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alps_desk.domain.fold import Entry, is_plain
from alps_desk.domain.journal import Change, Segment, parse_change
from alps_desk.domain.records import DELETED, parse_record_id


@dataclass(frozen=True, slots=True)
class Arrival:
    """One segment that verified, with what is needed of its changes without reading them again.

    Attributes:
        segment: the segment.
        office: office of the device that signed it.
        records, ids: record and id of each change.
        plain: whether each is the owner's own write to a record of its own, and no deletion.
        widths: how many fields each sets.
        fys: fiscal year of each record, 0 without one.
    """

    segment: Segment
    office: str
    records: tuple[str, ...]
    ids: tuple[str, ...]
    plain: tuple[bool, ...]
    widths: tuple[int, ...]
    fys: tuple[int, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes, read again."""
        return tuple(parse_change(line) for line in self.segment.lines)


def arrival(segment: Segment, office: str, changes: Sequence[Change]) -> Arrival:
    """What a segment brings."""
    return Arrival(
        segment,
        office,
        tuple(change.record for change in changes),
        tuple(change.id for change in changes),
        tuple(plain_write(change, office) for change in changes),
        tuple(len(change.values) for change in changes),
        tuple(parse_record_id(change.record).fy or 0 for change in changes),
    )


def plain_write(change: Change, office: str) -> bool:
    """Whether a change alone, on a record nobody else wrote, is all there is to know of the record."""
    return DELETED not in change.values and is_plain(change, office)


@dataclass(slots=True)
class Added:
    """One change on its way into the caches.

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
