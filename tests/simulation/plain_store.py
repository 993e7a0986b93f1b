"""A store in the plainest way: segments in a list, everything folded anew, nothing on disk.

It answers at the same door as ``store.Store`` and serves two ends: histories by the thousand through the product's own
commands, which no database could carry in a test's time; and a second opinion on the real store, which must say the
same of the same history word by word (``test_stores.py``).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from alps_desk.domain import fold
from alps_desk.domain.chains import closure, complete_heads
from alps_desk.domain.fold import Entry, RecordState, digest_text
from alps_desk.domain.journal import Change, Segment
from alps_desk.domain.records import DELETED, SCHEMA, parse_record_id
from alps_desk.domain.roster import Roster, parse_roster
from alps_desk.store.holding import REISSUED, SHOWN
from alps_desk.store.knowing import Mark
from alps_desk.store.rows import (
    CellRow,
    ConflictRow,
    ExportRow,
    HistoryRow,
    Identity,
    ImportRow,
    PeerRow,
)
from tests.simulation.plain_exchange import Kept, PlainExchange
from tests.simulation.plain_session import PlainSession


class PlainStore(PlainExchange):
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
        # Inside a block that is undone at its end.
        self._dry = False

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

    def stamp(self) -> int:
        """There is no copy to be spared, so nothing is counted."""
        return 0

    def size(self) -> int:
        return 0

    def covered(self) -> tuple[str, int]:
        return "", -1

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

    @contextmanager
    def together(self, *, keep: bool = True) -> Iterator[None]:
        before, self._dry = self._dry, not keep
        try:
            yield
        finally:
            self._dry = before

    def append(self, changes: Sequence[Change]) -> None:
        if self._dry:
            return
        if changes and not self._open:
            self._open.append(self._new_row([], 0).no)
        for change in changes:
            self._row(self._open[-1]).entries.append(
                Entry(change, self._identity.office, self._identity.device, self._new_place())
            )
            self._touched(change.record)
        self.wrote += changes

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

    def tally(self, owner: str) -> str:
        records = [one for one in self.entries_by_record() if parse_record_id(one).owner == owner]
        return f"{sum(state.weight for state in self.states(records).values()) % fold.DIGEST_MODULUS:x}"

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
