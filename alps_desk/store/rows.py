"""Frozen values that cross the store's door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from alps_desk.domain.fold import Entry
from alps_desk.domain.journal import Scalar

CONFLICT, ON_BEHALF, DELETED, DELETION_CONFLICT = 1, 2, 4, 8
"""Flags of a record; the first two also of a field."""
SEVERAL = 16
"""Mark of a field that has more than one head, whether they agree or not."""


class CellRow(NamedTuple):
    """One current value; a long list of them is made at every look at a table.

    Attributes:
        record, field: where.
        value: as stored (marks still coded, see ``domain.cells``).
        conflict: provisional value of a conflict.
        on_behalf: entered for the office, not confirmed yet.
        place: where the change it comes from is kept.
    """

    record: str
    field: str
    value: Scalar
    conflict: bool
    on_behalf: bool
    place: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change of a record with the way it came.

    Attributes:
        entry: the change and its signer.
        file: name of the file it came in, "" if it was made here.
        taken_at: when that file was taken, "" if made here.
        sealed: it stands in a segment (it was exported or came in a file).
        held: it is set aside (保留) and does not count.
    """

    entry: Entry
    file: str
    taken_at: str
    sealed: bool
    held: bool = False


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field (or the deletion) of a record that has more than one word.

    Attributes:
        record, field: where; field ``_deleted`` is a conflict of deletion and entry.
        heads: the writes in question, by id.
        shown: id of the provisional one.
    """

    record: str
    field: str
    heads: tuple[Entry, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file did, or would do.

    Attributes:
        segments: segments that were new.
        changes: changes in them.
        new: fields that had no value; changed: fields that show another value; same: fields written again
            without showing anything else; conflicts: fields that are in conflict now and were not before.
        records: how many records were touched.
    """

    segments: int
    changes: int
    new: int
    changed: int
    same: int
    conflicts: int
    records: int


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One file taken.

    Attributes:
        kind: ``submission``, ``union`` or ``registration``.
        segments, changes: what it brought; held: how many of those segments are set aside (保留).
    """

    no: int
    sha256: str
    file: str
    office: str
    device: str
    made_at: str
    taken_at: str
    new: int
    changed: int
    same: int
    conflicts: int
    kind: str = ""
    segments: int = 0
    changes: int = 0
    held: int = 0

    @property
    def state(self) -> str:
        """``held`` while what it brought is taken back, else ``taken``."""
        return "held" if self.held else "taken"


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """A file of which segments were refused and have not come in a better one.

    Attributes:
        at: when it was refused last; code: of the reason; segments: how many of it.
    """

    file: str
    code: str
    at: str
    segments: int


@dataclass(frozen=True, slots=True)
class PeerRow:
    """The latest word of another PC on what it has.

    Attributes:
        device, office: who.
        at: when its file was taken here; import_no: the import, by which the latest word is told.
        have: heads of the complete chains it holds.
        held: ids of segments that it keeps and does not count (保留).
        refused: segment id → code of the reason.
    """

    device: str
    office: str
    at: str
    import_no: int
    have: tuple[str, ...]
    held: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnSegment:
    """A segment that this PC made.

    Attributes:
        id: "" while it is not sealed.
        changes: how many changes it holds.
    """

    id: str
    changes: int


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One file written."""

    no: int
    at: str
    file: str
    sha256: str
    changes: int
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose store this is."""

    office: str
    device: str
    section: str
    person: str
    settings: Mapping[str, str]
