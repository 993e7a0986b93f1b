"""Taking segments into the store, inside one transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager

from sqlalchemy import Connection, delete, insert, select

from alps_desk.domain.arrivals import Added, Arrival
from alps_desk.domain.chains import closure
from alps_desk.domain.fold import DIGEST_MODULUS, Entry, digest_text, fold_record
from alps_desk.domain.journal import Segment
from alps_desk.domain.records import SCHEMA, parse_record_id
from alps_desk.domain.roster import Roster
from alps_desk.store import caches, holding, schema
from alps_desk.store.journal_rows import (
    SEGMENT_COLUMNS,
    all_changes,
    ask,
    chunks,
    do_many,
    drafted_changes,
    insert_rows,
    listed,
    own_device,
    read_meta,
    segment_of_place,
    taken_segments,
    write_meta,
)
from alps_desk.store.rows import ImportRow, PeerRow, Taken

_PASTS_KEPT = 64
_PAST = """
WITH RECURSIVE past (no, prev) AS (
    SELECT no, prev FROM segment WHERE id = ?
    UNION SELECT before.no, before.prev FROM segment AS before JOIN past ON before.id = past.prev
) SELECT no, prev FROM past
"""
_FIRST = "SELECT no FROM segment WHERE device = ? AND prev IS NULL LIMIT 2"
_FOLLOWERS = "SELECT no FROM segment WHERE device = ? AND prev = ? LIMIT 2"
_PEER = """
INSERT INTO peer (device, office, at, import_no, have, held, refused) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (device) DO UPDATE SET office = excluded.office, at = excluded.at, import_no = excluded.import_no,
    have = excluded.have, held = excluded.held, refused = excluded.refused
"""


class Session:
    """The writing side of one import, all of it in one transaction.

    What is asked for file after file is kept in memory, as far as it belongs to these files.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._forget()
        # Numbers that are given here; None until they are asked for.
        self._next_segment: int | None = None
        self._next_import: int | None = None
        self._copy: tuple[str, int] | None = None
        self._wrote = False

    def _forget(self) -> None:
        """Ask the database again."""
        self._known: dict[str, tuple[int, str | None]] = {}
        self._pasts: dict[str, frozenset[int]] = {}
        self._aside_now: dict[int, str] | None = None
        self._device: str | None = None

    @contextmanager
    def file(self) -> Iterator[None]:
        """What is done for one file: undone alone when it is refused."""
        before = self._next_segment, self._next_import
        try:
            with self._connection.begin_nested():
                yield
        except BaseException:
            self._next_segment, self._next_import = before
            self._forget()
            raise

    def finish(self) -> None:
        """Write what was put off to the end of the transaction."""
        if self._next_segment is not None:
            write_meta(self._connection, "next_segment", str(self._next_segment))
        if self._wrote and self._copy is not None:
            file, stamp = self._copy
            if stamp == int(read_meta(self._connection, "stamp", "0")):
                # The transaction itself counts on by one.
                write_meta(self._connection, "covered", f"{stamp + 1} {file}")

    def covered_by(self, file: str, stamp: int) -> None:
        """Note that a copy and the archive together held everything, when the stamp was this.

        They still do after files were taken and archived; what is done here besides ends it (:meth:`note_own`).
        """
        self._copy = file, stamp

    def note_own(self) -> None:
        """Something was done that stands in none of the files."""
        self._copy = None

    def _look_up(self, segments: Iterable[str]) -> dict[str, tuple[int, str | None]]:
        """Id of each segment that was taken or made here, and of others → its number and the id before it."""
        wanted = [one for one in segments if one not in self._known]
        for some in chunks(wanted):
            rows = ask(
                self._connection,
                f"SELECT id, no, prev FROM segment WHERE id IN {listed(len(some))}",  # noqa: S608
                some,
            )
            self._known.update((identifier, (no, prev)) for identifier, no, prev in rows)
        return self._known

    def knows(self, segment: str) -> bool:
        """Whether a segment was taken or made here."""
        return segment in self._look_up([segment])

    def unknown(self, segments: Collection[str]) -> set[str]:
        """Those of some segments that were neither taken nor made here."""
        return set(segments) - self._look_up(segments).keys()

    def _aside(self) -> dict[int, str]:
        if self._aside_now is None:
            self._aside_now = holding.aside(self._connection)
        return self._aside_now

    def _own_device(self) -> str:
        if self._device is None:
            self._device = own_device(self._connection)[1]
        return self._device

    def known_import(self, sha256: str) -> ImportRow | None:
        """The import that took this very file, if any."""
        if not ask(self._connection, "SELECT no FROM import WHERE sha256 = ?", (sha256,)):
            return None
        row = self._connection.execute(select(schema.imports).where(schema.imports.c.sha256 == sha256)).one()
        brought = self._brought_by(row.no)
        held = len(brought & self._aside().keys())
        return ImportRow(**row._mapping, segments=len(brought), held=held)

    def take(self, proved: Iterable[Arrival], import_no: int) -> Taken:
        """Add segments that verified.

        Args:
            proved: the segments; those already known are skipped.
            import_no: number of the import they come with, 1 or more.
        """
        arrivals = {one.segment.id: one for one in proved}
        unknown = self.unknown(arrivals)
        new = [one for identifier, one in arrivals.items() if identifier in unknown]
        if self._next_segment is None:
            self._next_segment = int(read_meta(self._connection, "next_segment", "1"))
        next_no = self._next_segment
        self._next_segment += len(new)
        rows = [
            (segment_no, one.segment.id, one.segment.device, one.office, one.segment.prev, one.segment.count,
             one.segment.header, one.segment.signature, import_no, "\n".join(one.segment.lines))
            for segment_no, one in enumerate(new, start=next_no)
        ]  # fmt: skip
        insert_rows(self._connection, schema.segment, SEGMENT_COLUMNS, rows)
        self._known.update(
            (one.segment.id, (no, one.segment.prev)) for no, one in enumerate(new, start=next_no)
        )
        self._go_on_from([one.segment for one in new])
        outcome = caches.take(self._connection, list(enumerate(new, start=next_no)))
        changes_taken = sum(one.segment.count for one in new)
        touched = len({record for one in new for record in one.records})
        return Taken(
            len(new), changes_taken, outcome.new, outcome.changed, outcome.same, outcome.conflicts, touched
        )  # fmt: skip

    def _go_on_from(self, new: Sequence[Segment]) -> None:
        """Our own segments came back to a restored PC: the chain goes on from the last of them.

        Where the chain forks both branches are kept; it goes on from one of them.
        """
        device = self._own_device()
        if not any(segment.device == device for segment in new):
            return
        segment = schema.segment.c
        following: dict[str | None, str] = {
            prev: one
            for one, prev in self._connection.execute(
                select(segment.id, segment.prev).where(segment.device == device).order_by(segment.no.desc())
            )
        }
        last = read_meta(self._connection, "last_segment") or None
        while last in following:
            last = following[last]
        write_meta(self._connection, "last_segment", last or "")

    def held_segments(self, segments: Collection[str]) -> list[str]:
        """Those of some segments that were taken before and are set aside."""
        left_out = self._aside()
        if not left_out:
            return []
        known = self._look_up(segments)
        return [one for one in segments if one in known and known[one][0] in left_out]

    def hold(self, import_no: int, at: str, why: str) -> tuple[Taken, list[Entry]]:
        """Set aside what an import brought; what that was, and the folded changes that build on it."""
        brought = self._brought_by(import_no)
        numbers = brought - self._aside().keys()
        both = brought & holding.aside(self._connection, (holding.RETIRED,)).keys()
        holding.turn(self._connection, both, holding.RETIRED_IMPORT)
        self._aside_now = None
        gone = holding.set_aside(self._connection, numbers, holding.IMPORT, at, why)
        changes = sum(len(some) for some in gone.values())
        return (
            Taken(len(numbers), changes, 0, 0, 0, 0, len(gone)),
            holding.depending(self._connection, gone),
        )

    def readmit(self, import_no: int) -> Taken:
        """Fold again what an import brought."""
        brought = self._brought_by(import_no)
        both = brought & holding.aside(self._connection, (holding.RETIRED_IMPORT,)).keys()
        holding.turn(self._connection, both, holding.RETIRED)
        numbers = brought & holding.aside(self._connection, (holding.IMPORT,)).keys()
        self._aside_now = None
        gone = holding.contents(self._connection, numbers)
        outcome = holding.take_back(self._connection, numbers)
        changes = sum(len(some) for some in gone.values())
        return Taken(
            len(numbers), changes, outcome.new, outcome.changed, outcome.same, outcome.conflicts, len(gone)
        )  # fmt: skip

    def chains(self) -> dict[str, str | None]:
        """Id of every segment → id of the one before it."""
        return dict(ask(self._connection, "SELECT id, prev FROM segment"))

    def forked(self, segments: Iterable[Segment]) -> set[str]:
        """Devices of which one of these segments begins a second branch."""
        places = {(one.device, one.prev) for one in segments}
        found: set[str] = set()
        for device, prev in places:
            if prev is None:
                rows = ask(self._connection, _FIRST, (device,))
            else:
                rows = ask(self._connection, _FOLLOWERS, (device, prev))
            if len(rows) > 1:
                found.add(device)
        return found

    def follow_retirements(self, roster: Roster, at: str) -> None:
        """Set aside what retired devices wrote besides the segments they ended with, and nothing else.

        What came before the retirement was known is treated like what comes after it, so the order of arrival
        does not matter. This PC's own device keeps what it wrote: it is to register anew.
        """
        if not roster.retired:
            return
        left_out = self._aside()
        own = self._own_device()
        chains = self.chains()
        segment = schema.segment.c
        beyond: set[int] = set()
        valid_again: set[int] = set()
        # What is taken back besides must not travel either: nobody would take the file it stands in.
        both: set[int] = set()
        only_held: set[int] = set()
        for device in roster.retired:
            # Where the last of them has not come yet, nothing can be said of the others.
            if device.until is None or device.id == own or not chains.keys() >= set(device.until):
                continue
            valid = closure(device.until, chains)
            rows = self._connection.execute(select(segment.no, segment.id).where(segment.device == device.id))
            for number, identifier in rows:
                kind = left_out.get(number)
                if identifier not in valid:
                    if kind is None:
                        beyond.add(number)
                    elif kind == holding.IMPORT:
                        both.add(number)
                elif kind == holding.RETIRED:
                    valid_again.add(number)
                elif kind == holding.RETIRED_IMPORT:
                    only_held.add(number)
        if beyond or valid_again or both or only_held:
            self._aside_now = None
        holding.turn(self._connection, both, holding.RETIRED_IMPORT)
        holding.turn(self._connection, only_held, holding.IMPORT)
        if beyond:
            holding.set_aside(self._connection, beyond, holding.RETIRED, at, "")
        if valid_again:
            holding.take_back(self._connection, valid_again)

    def _brought_by(self, import_no: int) -> set[int]:
        segment = schema.segment.c
        return set(
            self._connection.execute(select(segment.no).where(segment.import_no == import_no)).scalars()
        )

    def next_import_no(self) -> int:
        """Number the next import gets."""
        if self._next_import is None:
            [(last,)] = ask(self._connection, 'SELECT max(no) FROM "import"')
            self._next_import = (last or 0) + 1
        return self._next_import

    def log_import(self, row: ImportRow) -> None:
        """Note that a file was taken."""
        columns = " ".join(schema.imports.c.keys())
        insert_rows(
            self._connection, schema.imports, columns, [tuple(getattr(row, name) for name in columns.split())]
        )
        self._next_import = row.no + 1
        self._wrote = True

    def note_peer(self, row: PeerRow) -> None:
        """Keep a device's latest claim of what it holds, even when it says less than before."""
        refused = "\n".join(f"{one} {code}" for one, code in row.refused.items())
        values = (
            row.device, row.office, row.at, row.import_no, "\n".join(row.have), "\n".join(row.held), refused,
        )  # fmt: skip
        do_many(self._connection, _PEER, [values])

    def note_refused(self, segments: Collection[str], code: str, at: str, file: str) -> None:
        """Keep that segments of a file were refused although their sender is proven, to tell it."""
        table = schema.refusal
        for one in segments:
            if not self.knows(one):
                self._connection.execute(delete(table).where(table.c.segment == one))
                self._connection.execute(insert(table).values(segment=one, code=code, at=at, file=file))
                self._wrote = True

    def add_roster(self, version: int, content: str, signature: bytes, *, other_roots: bool = False) -> None:
        """Keep a newer roster.

        Args:
            other_roots: it replaces a root key; it travels for ever, for PCs that were away meanwhile.
        """
        if other_roots:
            versions: list[int] = json.loads(read_meta(self._connection, "root_changes", "[]"))
            write_meta(self._connection, "root_changes", json.dumps([*versions, version]))
        self._connection.execute(
            insert(schema.roster).values(version=version, content=content, signature=signature)
        )

    def digest_of(self, heads: Sequence[str], without: Collection[str] = ()) -> str | None:
        """Digest of the fold of some segments and all before them; None if one of them is not known here.

        An owner counts by its tally; only its records that other segments touch, or that count there and not here,
        are folded again from these segments alone.

        Args:
            without: segments that do not count for whoever made the digest (保留).
        """
        past = self._past(heads)
        if past is None:
            return None
        if without:
            known = self._look_up(without)
            past -= {known[one][0] for one in without if one in known}
        # What is set aside here and counts there stands in no cache.
        uncounted = holding.entries_in(self._connection, past & self._aside().keys())
        uncounted_owners = {parse_record_id(record).owner for record in uncounted}
        owners: set[str] = set(uncounted_owners)
        for some in chunks(past):
            rows = ask(
                self._connection,
                f"SELECT DISTINCT owner FROM touch WHERE segment_no IN {listed(len(some))}",  # noqa: S608
                some,
            )
            owners.update(owner for (owner,) in rows)
        touched: dict[str, set[int]] = {}
        tallies: dict[str, int] = {}
        for these in chunks(owners):
            marks = listed(len(these))
            for owner, number in ask(
                self._connection,
                f"SELECT owner, segment_no FROM touch WHERE owner IN {marks}",  # noqa: S608
                these,
            ):
                touched.setdefault(owner, set()).add(number)
            for owner, weight in ask(
                self._connection,
                f"SELECT owner, weight FROM tally WHERE owner IN {marks}",  # noqa: S608
                these,
            ):
                tallies[owner] = int(weight, 16)
        total = 0
        for owner in owners:
            total += tallies.get(owner, 0)
            apart = touched.get(owner, set()) - past
            if apart or owner in uncounted_owners:
                more = {one: some for one, some in uncounted.items() if parse_record_id(one).owner == owner}
                total += self._difference(owner, apart, more)
        return digest_text(total, SCHEMA)

    def _past(self, heads: Sequence[str]) -> set[int] | None:
        """Numbers of segments and of all before them, as far as they are known; None if a head is not."""
        past: set[int] = set()
        for head in heads:
            found = self._pasts.get(head)
            if found is None:
                rows = ask(self._connection, _PAST, (head,))
                if not rows:
                    return None
                found = frozenset(no for no, _ in rows)
                # A chain that is complete stays as it is; what is missing in another may still come.
                if any(prev is None for _, prev in rows) and len(self._pasts) < _PASTS_KEPT:
                    self._pasts[head] = found
            past |= found
        return past

    def _difference(self, owner: str, apart: AbstractSet[int], more: Mapping[str, Sequence[Entry]]) -> int:
        """By how much the weight of an owner's records moves without some segments and with more changes.

        Args:
            more: changes by record that no cache knows.
        """
        places = {
            record: caches.places_in(text)
            for record, text in ask(
                self._connection, "SELECT id, places FROM current WHERE owner = ?", (owner,)
            )
        }
        segments = segment_of_place(self._connection, [place for some in places.values() for place in some])
        records = {
            record for record, some in places.items() if not apart.isdisjoint(segments[one] for one in some)
        }
        records.update(more)
        found = caches.entries_of(self._connection, records)
        moved = 0
        for record in records:
            known = found.get(record, [])
            left = [one for one in known if segments[one.place] not in apart]
            there = fold_record(record, [*left, *more.get(record, ())])
            moved += there.weight - fold_record(record, known).weight
        return moved

    def rebuild(self) -> None:
        """Recompute every cache from the journal."""
        caches.clear(self._connection)
        for number, one in taken_segments(self._connection):
            caches.take(self._connection, [(number, one)])
        batch: dict[str, list[Added]] = {}
        for record, made in drafted_changes(self._connection):
            batch.setdefault(record, []).append(made)
        caches.apply(self._connection, batch)

    def caches_are_true(self) -> bool:
        """Whether every cache equals a fresh fold, record by record and by the general way."""
        touch = schema.touch.c
        journal: dict[str, list[Added]] = {}
        touched: set[tuple[str, int]] = set()
        for record, one in all_changes(self._connection):
            journal.setdefault(record, []).append(one)
            touched.add((parse_record_id(record).owner, one.segment_no))
        tallies: dict[str, int] = {}
        rows = 0
        for row in self._connection.execute(select(schema.current)):
            rows += 1
            entries = {one.place: one.entry for one in journal.get(row.id, ())}
            places = caches.places_in(row.places)
            if set(places) != entries.keys():
                return False
            state = fold_record(row.id, entries.values())
            tallies[row.owner] = (tallies.get(row.owner, 0) + state.weight) % DIGEST_MODULUS
            parsed = parse_record_id(row.id)
            if (row.owner, row.fy) != (parsed.owner, parsed.fy or 0):
                return False
            content = caches.row_content(state, places)
            if (row.cells, row.flags, row.places, row.origin) != content:
                return False
        kept = {
            owner: int(weight, 16)
            for owner, weight in self._connection.execute(select(schema.tally.c.owner, schema.tally.c.weight))
        }
        touches = {
            (owner, number)
            for owner, number in self._connection.execute(select(touch.owner, touch.segment_no))
        }
        return rows == len(journal) and kept == tallies and touches == touched
