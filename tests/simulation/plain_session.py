"""One import into a store in memory (``store.importing.Session``), undone whole or file by file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from alps_desk.domain.arrivals import Arrival
from alps_desk.domain.chains import closure
from alps_desk.domain.fold import Entry, RecordState
from alps_desk.domain.journal import Segment, parse_change
from alps_desk.domain.roster import Roster
from alps_desk.store.holding import IMPORT, RETIRED, RETIRED_IMPORT
from alps_desk.store.rows import ImportRow, PeerRow, Taken

if TYPE_CHECKING:
    from tests.simulation.plain_store import PlainStore


class PlainSession:
    """One import (``store.importing.Session``)."""

    def __init__(self, store: PlainStore) -> None:
        self._store = store

    @contextmanager
    def file(self) -> Iterator[None]:
        before = self._store.copy()
        try:
            yield
        except BaseException:
            self._store.restore(before)
            raise

    def knows(self, segment: str) -> bool:
        return segment in self._store.all_prevs()

    def unknown(self, segments: Collection[str]) -> set[str]:
        return set(segments) - self._store.all_prevs().keys()

    def covered_by(self, _file: str, _stamp: int) -> None:
        """See ``PlainStore.stamp``."""

    def note_own(self) -> None:
        """See ``PlainStore.stamp``."""

    def chains(self) -> dict[str, str | None]:
        return self._store.all_prevs()

    def known_import(self, sha256: str) -> ImportRow | None:
        return next((row for row in self._store.imports() if row.sha256 == sha256), None)

    def next_import_no(self) -> int:
        return len(self._store._imports) + 1

    def log_import(self, row: ImportRow) -> None:
        self._store._imports.append(row)

    def note_peer(self, row: PeerRow) -> None:
        self._store._peers[row.device] = row

    def note_refused(self, segments: Collection[str], code: str, _at: str, _file: str) -> None:
        self._store._refusals.update(dict.fromkeys((one for one in segments if not self.knows(one)), code))

    def add_roster(self, version: int, content: str, signature: bytes, *, other_roots: bool = False) -> None:
        self._store.add_roster(version, content, signature, other_roots=other_roots)

    def take(self, proved: Iterable[Arrival], import_no: int) -> Taken:
        store = self._store
        known = store.all_prevs()
        new = list({one.segment.id: one for one in proved if one.segment.id not in known}.values())
        before = {record: store.state(record) for one in new for record in one.records}
        written: dict[str, set[str]] = {}
        for one in new:
            entries = [
                Entry(parse_change(line), one.office, one.segment.device, store._new_place())
                for line in one.segment.lines
            ]
            row = store._new_row(entries, import_no)
            row.device, row.office, row.segment = one.segment.device, one.office, one.segment
            for entry in entries:
                written.setdefault(entry.change.record, set()).update(entry.change.values)
        store._touched(*before)
        self._go_on([one.segment for one in new])
        tally = [0, 0, 0, 0]
        for record, old in before.items():
            _count(tally, old, store.state(record), written[record])
        return Taken(len(new), sum(one.segment.count for one in new), *tally, len(before))

    def _go_on(self, new: Sequence[Segment]) -> None:
        store = self._store
        if any(one.device == store._identity.device for one in new):
            following: dict[str | None, str] = {}
            for row in sorted(store._sealed(), key=lambda one: -one.no):
                if row.segment and row.segment.device == store._identity.device:
                    following[row.segment.prev] = row.segment.id
            while (store._last or None) in following:
                store._last = following[store._last or None]

    def held_segments(self, segments: Collection[str]) -> list[str]:
        aside = {one.segment.id for one in self._store._sealed() if one.segment and one.aside}
        return [one for one in segments if one in aside]

    def hold(self, import_no: int, _at: str, _why: str) -> tuple[Taken, list[Entry]]:
        for one in self._store._kept:
            if one.import_no == import_no and one.aside == RETIRED:
                one.aside = RETIRED_IMPORT
        rows = [one for one in self._store._kept if one.import_no == import_no and not one.aside]
        for row in rows:
            row.aside = IMPORT
        self._store._forget()
        gone = [entry for row in rows for entry in row.entries]
        ids, records = {entry.change.id for entry in gone}, {entry.change.record for entry in gone}
        left = self._store.entries(sorted(records))
        depending = [
            entry
            for record in sorted(left)
            for entry in left[record]
            if any(one in ids for seen in entry.change.seen.values() for one in seen)
        ]
        return Taken(len(rows), len(gone), 0, 0, 0, 0, len(records)), depending

    def readmit(self, import_no: int) -> Taken:
        store = self._store
        for one in store._kept:
            if one.import_no == import_no and one.aside == RETIRED_IMPORT:
                one.aside = RETIRED
        rows = [one for one in store._kept if one.import_no == import_no and one.aside == IMPORT]
        written: dict[str, set[str]] = {}
        for row in rows:
            for entry in row.entries:
                written.setdefault(entry.change.record, set()).update(entry.change.values)
        before = store.states(sorted(written))
        for row in rows:
            row.aside = ""
        store._forget()
        tally = [0, 0, 0, 0]
        for record, old in before.items():
            _count(tally, old, store.state(record), written[record])
        return Taken(len(rows), sum(len(one.entries) for one in rows), *tally, len(written))

    def forked(self, segments: Iterable[Segment]) -> set[str]:
        followers: dict[tuple[str, str | None], int] = {}
        for row in self._store._sealed():
            if row.segment:
                key = row.segment.device, row.segment.prev
                followers[key] = followers.get(key, 0) + 1
        return {one.device for one in segments if followers.get((one.device, one.prev), 0) > 1}

    def follow_retirements(self, roster: Roster, _at: str) -> None:
        store = self._store
        prevs = store.all_prevs()
        for device in roster.devices.values():
            if (
                device.until is None
                or device.id == store._identity.device
                or not prevs.keys() >= set(device.until)
            ):
                continue
            valid = closure(device.until, prevs)
            for row in store._sealed():
                if row.segment and row.device == device.id:
                    before = row.aside
                    if row.segment.id not in valid:
                        row.aside = {"": RETIRED, IMPORT: RETIRED_IMPORT}.get(before, before)
                    else:
                        row.aside = {RETIRED: "", RETIRED_IMPORT: IMPORT}.get(before, before)
                    if row.aside != before:
                        store._forget()

    def digest_of(self, heads: Sequence[str], without: Collection[str] = ()) -> str | None:
        return self._store.digest_of(heads, without)


def _count(tally: list[int], old: RecordState, new: RecordState, written: Collection[str]) -> None:
    for name, one in new.fields.items():
        before = old.fields.get(name)
        tally[3] += one.conflict and not (before is not None and before.conflict)
        if name in written:
            same = before is not None and (type(before.value), before.value) == (type(one.value), one.value)
            tally[0 if before is None else 2 if same else 1] += 1
    tally[3] += new.deletion_conflict and not old.deletion_conflict
    tally[1] += new.deleted and not old.deleted
