"""A store in the plainest way: segments in a list, everything folded anew, nothing on disk.

It answers at the same door as ``store.Store`` and serves two ends: histories by the thousand through the product's own
commands, which no database could carry in a test's time; and a second opinion on the real store, which must say the
same of the same history word by word (``test_stores.py``).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from alps_desk.domain import fold
from alps_desk.domain.chains import closure, complete_heads, ends
from alps_desk.domain.fold import Entry, RecordState, digest_text
from alps_desk.domain.journal import Change, Segment
from alps_desk.domain.records import DELETED, SCHEMA, parse_record_id
from alps_desk.domain.roster import Roster, parse_roster
from alps_desk.store.holding import IMPORT, NEVER_SENT, REISSUED, SHOWN
from alps_desk.store.knowing import Mark
from alps_desk.store.rows import (
    CellRow,
    ConflictRow,
    ExportRow,
    HistoryRow,
    Identity,
    ImportRow,
    OwnSegment,
    PeerRow,
)
from tests.simulation.plain_session import PlainSession


@dataclass
class Kept:
    """A segment, or a run of changes that is not sealed yet.

    Attributes:
        segment: None while it is not sealed.
        aside: why it does not count, "" if it does.
    """

    no: int
    device: str
    office: str
    import_no: int
    entries: list[Entry]
    segment: Segment | None = None
    aside: str = ""


class PlainStore:
    """The data of one PC."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._kept: list[Kept] = []
        self._open: list[int] = []
        self._last = ""
        self._next_no, self._next_place = 1, 1
        self._imports: list[ImportRow] = []
        self._exports: list[ExportRow] = []
        self._peers: dict[str, PeerRow] = {}
        self._rosters: list[tuple[int, str, bytes]] = []
        self._root_versions: list[int] = []
        self._refusals: dict[str, str] = {}
        self._folded: dict[str, RecordState] = {}
        self._journal: dict[str, list[Entry]] | None = None
        self.wrote: list[Change] = []

    # --- copies ----------------------------------------------------------------------------------------------

    def copy(self) -> PlainStore:
        """The same data, going its own way from here."""
        twin = copy.copy(self)
        twin.restore(self)
        return twin

    def restore(self, other: PlainStore) -> None:
        """Become what another store was."""
        self.__dict__.update(other.__dict__)
        self._kept = [replace(one, entries=list(one.entries)) for one in other._kept]
        for name in (
            "_open",
            "_imports",
            "_exports",
            "_peers",
            "_rosters",
            "_root_versions",
            "_refusals",
            "_folded",
        ):
            setattr(self, name, copy.copy(getattr(other, name)))
        self._journal = None
        self.wrote = []

    def backup(self, target: Path) -> None:
        """Nothing is written: who wants to go back keeps a :meth:`copy`."""

    def close(self) -> None:
        pass

    def only_importer(self) -> Any:
        return nullcontext()

    # --- whose -----------------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        return self._identity

    def set_identity(self, identity: Identity) -> None:
        self._identity = identity

    def roster(self) -> tuple[Roster, str, bytes] | None:
        if not self._rosters:
            return None
        _, content, signature = max(self._rosters)
        return parse_roster(content), content, signature

    def add_roster(self, version: int, content: str, signature: bytes, *, other_roots: bool = False) -> None:
        self._rosters.append((version, content, signature))
        if other_roots:
            self._root_versions.append(version)

    def root_changes(self) -> list[tuple[str, bytes]]:
        latest = max(self._rosters)[0]
        return [
            (content, signature)
            for version, content, signature in sorted(self._rosters)
            if version in self._root_versions and version != latest
        ]

    # --- writing ---------------------------------------------------------------------------------------------

    def append(self, changes: Sequence[Change], *, keep: bool = True) -> list[RecordState]:
        if not keep:
            return []
        if changes and not self._open:
            self._open.append(self._new_row([], 0).no)
        for change in changes:
            self._row(self._open[-1]).entries.append(
                Entry(change, self._identity.office, self._identity.device, self._new_place())
            )
            self._touched(change.record)
        self.wrote += changes
        return list(self.states([change.record for change in changes]).values())

    def _new_row(self, entries: list[Entry], import_no: int) -> Kept:
        row = Kept(self._next_no, self._identity.device, self._identity.office, import_no, entries)
        self._next_no += 1
        self._kept.append(row)
        return row

    def _new_place(self) -> int:
        self._next_place += 1
        return self._next_place

    def _row(self, number: int) -> Kept:
        return next(one for one in self._kept if one.no == number)

    def _touched(self, *records: str) -> None:
        self._journal = None
        for record in records:
            self._folded.pop(record, None)

    def seal(self, make: Callable[[Sequence[str], str | None], Segment]) -> int:
        sealed = len(self._open)
        for number in self._open:
            row = self._row(number)
            row.segment = make([entry.change.line for entry in row.entries], self._last or None)
            row.device, self._last = row.segment.device, row.segment.id
        self._open = []
        return sealed

    def renew_device(self, device: str, anew: Collection[str], at: str) -> None:
        rows = [one for one in self._sealed() if one.segment and one.segment.id in anew]
        self._identity = replace(self._identity, device=device)
        self._last = ""
        fresh = []
        for row in rows:
            row.aside = REISSUED
            entries = [
                Entry(one.change, self._identity.office, device, self._new_place()) for one in row.entries
            ]
            fresh.append(self._new_row(entries, 0).no)
        for number in self._open:
            row = self._row(number)
            row.device = device
            row.entries = [replace(one, device=device) for one in row.entries]
        self._open = [*fresh, *self._open]
        self._forget()

    def _forget(self) -> None:
        self._folded.clear()
        self._journal = None

    @contextmanager
    def importing(self, *, keep: bool) -> Iterator[PlainSession]:
        before = self.copy()
        try:
            yield PlainSession(self)
        except BaseException:
            self.restore(before)
            raise
        if not keep:
            self.restore(before)

    # --- questions -------------------------------------------------------------------------------------------

    def _sealed(self) -> list[Kept]:
        return sorted((one for one in self._kept if one.segment is not None), key=lambda one: one.no)

    def entries_by_record(self) -> dict[str, list[Entry]]:
        """Everything that counts, in order of arrival."""
        if self._journal is None:
            self._journal = {}
            counting = [entry for row in self._kept if not row.aside for entry in row.entries]
            for entry in sorted(counting, key=lambda one: one.place):
                self._journal.setdefault(entry.change.record, []).append(entry)
        return self._journal

    def state(self, record: str) -> RecordState:
        return self.states([record])[record]

    def states(self, records: Collection[str]) -> dict[str, RecordState]:
        found = {}
        for record in records:
            if record not in self._folded:
                self._folded[record] = fold.fold_record(record, self.entries_by_record().get(record, ()))
            found[record] = self._folded[record]
        return found

    def entries(self, records: Collection[str]) -> dict[str, list[Entry]]:
        known = self.entries_by_record()
        return {record: known[record] for record in records if record in known}

    def cells(
        self,
        types: Collection[str] = (),
        *,
        owner: str = "",
        fy: int | None = None,
        records: Collection[str] | None = None,
    ) -> list[CellRow]:
        rows = []
        wanted = [
            one
            for one in self.entries_by_record()
            if (records is None or one in records)
            and (not types or parse_record_id(one).type in types)
            and (not owner or parse_record_id(one).owner == owner)
            and (fy is None or parse_record_id(one).fy == fy)
        ]
        for record, state in self.states(wanted).items():
            if not state.deleted:
                rows += [
                    CellRow(record, name, one.value, one.conflict, one.on_behalf, one.shown.place)
                    for name, one in state.fields.items()
                ]
        return sorted(rows, key=lambda row: (row.record, row.field))

    def changes_at(self, places: Collection[int]) -> dict[int, Entry]:
        return {entry.place: entry for row in self._kept for entry in row.entries if entry.place in places}

    def history(self, record: str) -> list[HistoryRow]:
        came = {one.no: (one.file, one.taken_at) for one in self._imports}
        found: dict[str, HistoryRow] = {}
        for held in (False, True):
            lines = [
                (entry.place, entry, row)
                for row in self._kept
                if (row.aside in SHOWN if held else not row.aside)
                for entry in row.entries
                if entry.change.record == record
            ]
            for _, entry, row in sorted(lines, key=lambda one: one[0]):
                file, taken_at = came.get(row.import_no, ("", ""))
                found.setdefault(
                    entry.change.id, HistoryRow(entry, file, taken_at, row.segment is not None, held)
                )
        return list(found.values())

    def conflicts(self) -> list[ConflictRow]:
        rows = []
        for record, state in self.states(list(self.entries_by_record())).items():
            rows += [
                ConflictRow(record, name, one.heads, one.shown.change.id)
                for name, one in state.fields.items()
                if one.conflict
            ]
            if state.deletion_conflict:
                latest = max(state.deletion_heads, key=lambda entry: entry.change.id)
                rows.append(ConflictRow(record, DELETED, state.deletion_heads, latest.change.id))
        return sorted(rows, key=lambda row: (row.record, row.field))

    def counts(self) -> dict[str, int]:
        waiting = sum(len(self._row(number).entries) for number in self._open)
        sealed = self._sealed()
        return {
            "changes": sum(len(one.entries) for one in sealed if one.aside != REISSUED) + waiting,
            "held": sum(len(one.entries) for one in sealed if one.aside in SHOWN),
            "segments": len(sealed),
            "records": len(self.entries_by_record()),
            "unsealed": waiting,
        }

    def weight(self) -> int:
        states = self.states(list(self.entries_by_record())).values()
        return sum(state.weight for state in states) % fold.DIGEST_MODULUS

    def digest(self) -> str:
        return digest_text(self.weight(), SCHEMA)

    def caches_are_true(self) -> bool:
        return all(
            fold.fold_record(record, entries) == self.states([record])[record]
            for record, entries in self.entries_by_record().items()
        )

    def heads_of(self, offices: Collection[str]) -> list[str]:
        rows = [row for row in self._sealed() if not row.aside]
        owners = {row.segment.id: row.office for row in rows if row.segment}
        prevs = {row.segment.id: row.segment.prev for row in rows if row.segment}
        return [one for one in complete_heads(prevs) if owners[one] in offices]

    def unknown_to(self, marks: Sequence[Mark], offices: Collection[str]) -> list[Entry]:
        prevs = self.all_prevs()
        known = [self._known_to(mark, prevs) for mark in marks]
        found = []
        for row in [*self._sealed(), *(self._row(number) for number in self._open)]:
            name = row.segment.id if row.segment else row.no
            if row.aside or row.office not in offices or any(name in one[0] for one in known):
                continue
            found += row.entries[max((one[1].get(row.no, 0) for one in known), default=0) :]
        return found

    def _known_to(self, mark: Mark, prevs: dict[str, str | None]) -> tuple[set[object], dict[int, int]]:
        row, position = next(
            (row, at)
            for row in self._kept
            for at, entry in enumerate(row.entries)
            if entry.place == mark.place
        )
        upto = {row.no: position + 1}
        if row.segment is not None:
            before = [row.segment.prev] if row.segment.prev else []
            return set(closure([*mark.heads, *before], prevs)), upto
        earlier = self._open[: self._open.index(row.no)]
        return {*closure([*mark.heads, self._last], prevs), *earlier}, upto

    # --- exchange --------------------------------------------------------------------------------------------

    def all_prevs(self) -> dict[str, str | None]:
        """Every segment → the one before it."""
        return {one.segment.id: one.segment.prev for one in self._sealed() if one.segment}

    def segment_ids(self) -> dict[str, str | None]:
        return {
            one.segment.id: one.segment.prev
            for one in self._sealed()
            if one.segment and one.aside not in NEVER_SENT
        }

    def held(self) -> list[str]:
        return sorted(one.segment.id for one in self._sealed() if one.segment and one.aside == IMPORT)

    def claim(self) -> tuple[dict[str, str | None], str]:
        prevs = self.segment_ids()
        without = [one.segment.id for one in self._sealed() if one.segment and one.aside]
        return prevs, self.digest_of(complete_heads(prevs), without) or ""

    def digest_of(self, heads: Sequence[str], without: Collection[str] = ()) -> str | None:
        """Digest of the fold of some segments and all before them."""
        prevs = self.all_prevs()
        if any(one not in prevs for one in heads):
            return None
        past = closure(heads, prevs) - set(without)
        rows = [one for one in self._kept if one.segment and one.segment.id in past]
        if not any(
            (one.segment is not None and one.segment.id in past) == bool(one.aside) for one in self._kept
        ):
            return self.digest()
        records: dict[str, list[Entry]] = {}
        for row in rows:
            for entry in row.entries:
                records.setdefault(entry.change.record, []).append(entry)
        total = sum(fold.fold_record(record, some).weight for record, some in records.items())
        return digest_text(total, SCHEMA)

    def segments(self, wanted: Collection[str]) -> Iterator[Segment]:
        return iter([one.segment for one in self._sealed() if one.segment and one.segment.id in wanted])

    def peers(self) -> dict[str, PeerRow]:
        return dict(self._peers)

    def refused(self) -> dict[str, str]:
        known = self.all_prevs()
        return {one: code for one, code in sorted(self._refusals.items()) if one not in known}

    def segment_of(self, record: str, change: str) -> str | None:
        place = next(
            (one.place for one in self.entries([record]).get(record, ()) if one.change.id == change), 0
        )
        for row in self._kept:
            if any(entry.place == place for entry in row.entries):
                return row.segment.id if row.segment else None
        return None

    def segments_of(self, device: str) -> dict[str, str | None]:
        return {
            one.segment.id: one.segment.prev
            for one in self._sealed()
            if one.segment and one.device == device and one.aside not in NEVER_SENT
        }

    def ends_of(self, device: str) -> tuple[str, ...]:
        return ends(self.segments_of(device))

    def device_tallies(self) -> dict[str, tuple[int, int, int]]:
        return {}

    def own_segments(self) -> list[OwnSegment]:
        device = self._identity.device
        return [
            OwnSegment(one.segment.id, len(one.entries))
            for one in self._sealed()
            if one.segment and (one.device == device or not one.import_no) and one.aside not in NEVER_SENT
        ] + [OwnSegment("", len(self._row(number).entries)) for number in self._open]

    def log_export(self, row: ExportRow) -> None:
        self._exports.append(replace(row, no=len(self._exports) + 1))

    def exports(self) -> list[ExportRow]:
        return list(self._exports)

    def imports(self) -> list[ImportRow]:
        brought: dict[int, list[Kept]] = {}
        for one in self._kept:
            brought.setdefault(one.import_no, []).append(one)
        return [
            row
            if row.no not in brought
            else replace(
                row,
                segments=len(brought[row.no]),
                changes=sum(len(one.entries) for one in brought[row.no]),
                held=sum(bool(one.aside) for one in brought[row.no]),
            )
            for row in self._imports
        ]
