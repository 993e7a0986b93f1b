"""The caches of the fold: current rows, tallies of the digest, and which segments touch whose records.

Promise: after :func:`apply` the caches of the touched records equal a fresh fold of the journal, and the tallies have
moved by exactly the difference. A record that nobody wrote before and that one plain change sets is by far the most
common case; its row follows from the change itself, and a test holds it against the general way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import orjson
from sqlalchemy import Connection, delete, select

from alps_desk.domain.arrivals import Added, Arrival
from alps_desk.domain.fold import DIGEST_MODULUS, Entry, RecordState, fold_record, state_of
from alps_desk.domain.journal import Scalar, canonical, change_id
from alps_desk.domain.records import DELETED as DELETED_FIELD
from alps_desk.store import schema
from alps_desk.store.heads import Content, Known, MovedOn, marked, only_heads
from alps_desk.store.journal_rows import (
    SPAN,
    ask,
    chunks,
    do_many,
    entries_at,
    entry_at,
    lines_at,
    listed,
    texts_at,
)
from alps_desk.store.rows import CONFLICT, DELETED, DELETION_CONFLICT, ON_BEHALF, CellRow


@dataclass
class Outcome:
    """What a set of changes did to what is shown (``rows.Taken``)."""

    new: int = 0
    changed: int = 0
    same: int = 0
    conflicts: int = 0

    def add(self, new: int, changed: int, same: int) -> None:
        """Count fields of one more record."""
        self.new += new
        self.changed += changed
        self.same += same


def cells_text(line: str) -> str:
    """The part of a canonical change that holds its values.

    Quotes inside strings are escaped, so the two marks stand only between keys; ``why`` is the last key.
    """
    return line[line.index(',"set":{') + 7 : line.rindex(',"why":')]


def apply(connection: Connection, added: Mapping[str, Sequence[Added]]) -> Outcome:
    """Bring the caches up to date with changes that were just appended to the journal.

    Args:
        added: the new changes by record.
    """
    work = _Work(connection, added)
    work.fold(added)
    return work.finish()


def take(connection: Connection, arrivals: Sequence[tuple[int, Arrival]]) -> Outcome:
    """Bring the caches up to date with segments that were just appended to the journal.

    The same as :func:`apply`, and for plain changes without making an object of each.

    Args:
        arrivals: numbers of segments and what they bring; together they count as one.
    """
    records = [record for _, one in arrivals for record in one.records]
    work = _Work(connection, records)
    once = len(set(records)) == len(records)
    left: dict[str, list[Added]] = {}
    for number, one in arrivals:
        if not once:
            _put(left, number, one, range(len(one.records)))
        elif not work.known and all(one.plain):
            work.first_words(number, one)
        else:
            _put(left, number, one, work.plain_words(number, one))
    work.fold(left)
    return work.finish()


def _put(added: dict[str, list[Added]], number: int, one: Arrival, positions: Iterable[int]) -> None:
    """Add changes of a segment to those that go the general way."""
    segment = one.segment
    for at in positions:
        change = Added(
            number * SPAN + at, number, segment.lines[at], one.ids[at], one.office, segment.device,
            one.plain[at], one.widths[at], one.fys[at],
        )  # fmt: skip
        added.setdefault(one.records[at], []).append(change)


class _Work:
    """One round of bringing the caches up to date: what is known of the records, and what is to be written."""

    def __init__(self, connection: Connection, records: Collection[str]) -> None:
        self._connection = connection
        self.known = _known_rows(connection, records)
        # Number of the last row; None until a new one is made.
        self._last: int | None = None
        self._fresh: list[tuple[object, ...]] = []
        self._stale: list[tuple[object, ...]] = []
        # Rows that stay plain.
        self._replaced: list[tuple[object, ...]] = []
        self._moved: dict[str, int] = {}
        self._touches: set[tuple[str, int]] = set()
        self._outcome = Outcome()

    def _numbers(self, count: int) -> range:
        """Numbers for new rows."""
        if self._last is None:
            [(last,)] = ask(self._connection, "SELECT max(no) FROM current")
            self._last = last or 0
        self._last += count
        return range(self._last + 1 - count, self._last + 1)

    def first_words(self, number: int, one: Arrival) -> None:
        """Plain changes of records that nobody wrote before."""
        count = len(one.records)
        rows = zip(
            self._numbers(count),
            one.records,
            repeat(one.office),
            one.fys,
            map(cells_text, one.segment.lines),
            map(str, range(number * SPAN, number * SPAN + count)),
            strict=False,
        )
        do_many(self._connection, _INSERT_PLAIN, rows)
        self._outcome.new += sum(one.widths)
        self._move(one.office, sum(int(identifier, 16) for identifier in one.ids))
        self._touches.add((one.office, number))

    def plain_words(self, number: int, one: Arrival) -> list[int]:
        """Plain changes of records that nobody wrote before, or that replace the one plain change there.

        Returns:
            Positions of the changes that need another way, in order.
        """
        left: list[int] = []
        # Position, row and place of the change that alone makes up the row.
        alone: list[tuple[int, Known, int]] = []
        known, lines, ids = self.known, one.segment.lines, one.ids
        first = number * SPAN
        moved = 0
        for at, (record, plain, before) in enumerate(zip(one.records, one.plain, one.replaces, strict=True)):
            row = known.get(record)
            if plain and row is None:
                content = (cells_text(lines[at]), 0, str(first + at), "")
                self._fresh.append((*self._numbers(1), record, one.office, one.fys[at], *content))
                self._outcome.new += one.widths[at]
                moved += int(ids[at], 16)
            elif plain and before and row is not None and not row[2] and not row[4]:
                alone.append((at, row, int(row[3].rpartition(" ")[2])))
            else:
                left.append(at)
        kept = texts_at(self._connection, [place for _, _, place in alone])
        width = changed = 0
        for (at, row, _), line in zip(alone, kept, strict=True):
            before = one.replaces[at]
            text = cells_text(lines[at])
            differing = _differing(row[1], text) if change_id(line) == before else -1
            if differing < 0:
                left.append(at)
                continue
            width += one.widths[at]
            changed += differing
            self._replaced.append((text, f"{row[3]} {first + at}", row[0]))
            moved += int(ids[at], 16) - int(before, 16)
        self._outcome.add(0, changed, width - changed)
        if len(left) < len(ids):
            self._move(one.office, moved)
            self._touches.add((one.office, number))
        return sorted(left)

    def fold(self, added: Mapping[str, Sequence[Added]]) -> None:
        """Changes of any kind: those that only replace heads by those alone, the others by the general way."""
        moving = {
            record: MovedOn(self.known[record], changes)
            for record, changes in added.items()
            if record in self.known
        }
        kept = lines_at(self._connection, {place for one in moving.values() for place in one.replaced})
        general: list[str] = []
        for record, changes in added.items():
            owner = record.split(":", 2)[1]
            self._touches.update((owner, change.segment_no) for change in changes)
            if record not in moving:
                self._begin(record, owner, changes)
                continue
            found = moving[record].content(kept)
            if found is None:
                general.append(record)
                continue
            content, weight, counted = found
            self._stale.append((*content, self.known[record][0]))
            self._move(owner, weight)
            self._outcome.add(*counted)
        self._fold_again(general, added)

    def _begin(self, record: str, owner: str, changes: Sequence[Added]) -> None:
        """A record that nobody wrote before."""
        first = changes[0]
        if len(changes) == 1 and first.plain:
            content: Content = (cells_text(first.line), 0, str(first.place), "")
            self._outcome.new += first.width
            weight = int(first.id, 16)
        else:
            content, weight = _folded(record, [], changes, self._outcome)
        self._fresh.append((*self._numbers(1), record, owner, first.fy, *content))
        self._move(owner, weight)

    def _fold_again(self, records: Sequence[str], added: Mapping[str, Sequence[Added]]) -> None:
        """The general way: every change of a record is folded."""
        places = {record: places_in(self.known[record][3]) for record in records}
        kept = lines_at(self._connection, [place for some in places.values() for place in some])
        for record in records:
            earlier = [entry_at(place, kept[place]) for place in places[record]]
            content, weight = _folded(record, earlier, added[record], self._outcome)
            self._stale.append((*content, self.known[record][0]))
            self._move(record.split(":", 2)[1], weight)

    def _move(self, owner: str, weight: int) -> None:
        self._moved[owner] = self._moved.get(owner, 0) + weight

    def finish(self) -> Outcome:
        """Write everything that is not written yet."""
        do_many(self._connection, _INSERT, self._fresh)
        do_many(self._connection, _UPDATE, self._stale)
        do_many(self._connection, _UPDATE_PLAIN, self._replaced)
        _move_tallies(self._connection, self._moved)
        do_many(self._connection, _TOUCH, sorted(self._touches))
        return self._outcome


_INSERT = (
    "INSERT INTO current (no, id, owner, fy, cells, flags, places, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_PLAIN = (
    "INSERT INTO current (no, id, owner, fy, cells, flags, places, origin) VALUES (?, ?, ?, ?, ?, 0, ?, '')"
)
_UPDATE = "UPDATE current SET cells = ?, flags = ?, places = ?, origin = ? WHERE no = ?"
_UPDATE_PLAIN = "UPDATE current SET cells = ?, places = ? WHERE no = ?"
_TALLY = "INSERT INTO tally (owner, weight) VALUES (?, ?) ON CONFLICT (owner) DO UPDATE SET weight = excluded.weight"
_TOUCH = "INSERT INTO touch (owner, segment_no) VALUES (?, ?) ON CONFLICT DO NOTHING"


def remove(connection: Connection, gone: Mapping[str, Collection[int]], segment_nos: Collection[int]) -> None:
    """Bring the caches up to date with changes that count no longer.

    Args:
        gone: places of the changes by record; all of them were folded.
        segment_nos: the segments they stand in.
    """
    table, touch = schema.current, schema.touch
    known = _known_rows(connection, gone)
    entries = lines_at(connection, [place for row in known.values() for place in places_in(row[3])])
    moved: dict[str, int] = {}
    stale: list[tuple[object, ...]] = []
    for record, row in known.items():
        places = places_in(row[3])
        left = [place for place in places if place not in gone[record]]
        old = fold_record(record, [entry_at(place, entries[place]) for place in places])
        new = fold_record(record, [entry_at(place, entries[place]) for place in left])
        owner = record.split(":", 2)[1]
        moved[owner] = moved.get(owner, 0) + new.weight - old.weight
        if left:
            stale.append((*row_content(new, left), row[0]))
        else:
            connection.execute(delete(table).where(table.c.no == row[0]))
    do_many(connection, _UPDATE, stale)
    _move_tallies(connection, moved)
    for owner in moved:
        if not connection.execute(select(table.c.no).where(table.c.owner == owner).limit(1)).first():
            connection.execute(delete(schema.tally).where(schema.tally.c.owner == owner))
    for some in chunks(segment_nos):
        connection.execute(delete(touch).where(touch.c.segment_no.in_(some)))


def _folded(
    record: str, earlier: Sequence[Entry], changes: Sequence[Added], outcome: Outcome
) -> tuple[Content, int]:
    """The general way: content of the row and by how much the weight moves."""
    entries = [entry_at(one.place, (one.line, one.office, one.device)) for one in changes]
    old = fold_record(record, earlier) if earlier else None
    new = fold_record(record, [*earlier, *entries])
    _count(outcome, old, new, {name for entry in entries for name in entry.change.values})
    content = row_content(new, [entry.place for entry in (*earlier, *entries)])
    return content, new.weight - (old.weight if old else 0)


def _differing(before: str, after: str) -> int:
    """How many fields differ in two ``cells``; -1 if they have not the same fields."""
    if before == after:
        return 0
    old, new = orjson.loads(before), orjson.loads(after)
    if old.keys() != new.keys():
        return -1
    # True == 1 in Python; in the journal they are different values. Both have their keys in order.
    return sum(a != b or type(a) is not type(b) for a, b in zip(old.values(), new.values(), strict=True))


def row_content(state: RecordState, places: Sequence[int]) -> Content:
    """Columns ``cells``, ``flags``, ``places`` and ``origin`` of a record."""
    cells = canonical({name: field.value for name, field in state.fields.items()})
    flags = DELETED * state.deleted + DELETION_CONFLICT * state.deletion_conflict
    origin: dict[str, list[int]] = {}
    for name, field in state.fields.items():
        mark = CONFLICT * field.conflict + ON_BEHALF * field.on_behalf
        flags |= mark
        origin[name] = [field.shown.place, marked(name, mark, heads=len(field.heads))]
    if state.deletion_heads:
        heads = state.deletion_heads
        origin[DELETED_FIELD] = [heads[0].place, marked(DELETED_FIELD, 0, heads=len(heads))]
    # Nothing special: the change that arrived last is the one head of every field. Where nobody was allowed to write
    # what is there, there is no such change.
    plain = (
        bool(state.fields)
        and not flags
        and not state.deletion_heads
        and all(len(field.heads) == 1 and field.shown.place == places[-1] for field in state.fields.values())
    )
    return cells, flags, " ".join(map(str, places)), "" if plain else canonical(origin)


def cells_of(identifier: str, cells: str, places: str, origin: str) -> list[CellRow]:
    """The values of a row of ``current``, by field."""
    values: dict[str, Scalar] = orjson.loads(cells)
    if not origin:
        place = places_in(places)[-1]
        return [CellRow(identifier, name, value, False, False, place) for name, value in values.items()]
    origins: dict[str, list[int]] = orjson.loads(origin)
    return [
        CellRow(
            identifier, name, value, bool(origins[name][1] & CONFLICT), bool(origins[name][1] & ON_BEHALF),
            origins[name][0],
        )
        for name, value in values.items()
    ]  # fmt: skip


def places_of(connection: Connection, records: Collection[str]) -> dict[str, list[int]]:
    """Where the changes of records are kept, in order of arrival; unknown records are missing."""
    return {
        identifier: places_in(places)
        for some in chunks(records)
        for identifier, places in ask(
            connection,
            f"SELECT id, places FROM current WHERE id IN {listed(len(some))}",  # noqa: S608
            some,
        )
    }


def states_of(connection: Connection, records: Collection[str]) -> dict[str, RecordState]:
    """Records as they stand, folded from no more changes than that takes; without fields when nothing is known."""
    known = _known_rows(connection, records)
    heads: dict[str, dict[str, int]] = {}
    places: dict[str, list[int]] = {}
    for record, row in known.items():
        origins = only_heads(row)
        if origins is None:
            places[record] = places_in(row[3])
        else:
            heads[record] = {name: place for name, (place, _) in origins.items()}
    wanted = {place for some in heads.values() for place in some.values()}
    entries = entries_at(connection, wanted.union(*places.values()))
    states = {}
    for record in dict.fromkeys(records):
        if record in heads:
            states[record] = state_of(
                record, {name: (entries[place],) for name, place in heads[record].items()}
            )
        else:
            states[record] = fold_record(record, [entries[place] for place in places.get(record, ())])
    return states


def entries_of(connection: Connection, records: Collection[str]) -> dict[str, list[Entry]]:
    """Every change of some records, in order of arrival; unknown records are missing."""
    places = places_of(connection, records)
    entries = entries_at(connection, [place for some in places.values() for place in some])
    return {record: [entries[place] for place in some] for record, some in places.items()}


def clear(connection: Connection) -> None:
    """Forget every cache."""
    for table in (schema.current, schema.tally, schema.touch):
        connection.execute(delete(table))


def total_weight(connection: Connection) -> int:
    """Sum of the weights of all records."""
    return sum(int(weight, 16) for (weight,) in ask(connection, "SELECT weight FROM tally"))


def places_in(text: str) -> list[int]:
    """Places of a row, in order of arrival."""
    return [int(place) for place in text.split()]


def _known_rows(connection: Connection, records: Collection[str]) -> dict[str, Known]:
    """Rows of those records that somebody wrote before."""
    ids = list(records)
    if len(ids) > 50:
        # One look at each neighbourhood instead of one look-up a record: an office's first file meets none.
        prefixes = {
            one[: one.index(":", one.index(":") + 1) + 1] if one.count(":") > 1 else one for one in ids
        }
        busy = tuple(prefix for prefix in prefixes if _any_in(connection, prefix))
        ids = [one for one in ids if one.startswith(busy)] if busy else []
    return {
        identifier: (no, cells, flags, places, origin)
        for some in chunks(ids)
        for no, identifier, cells, flags, places, origin in ask(
            connection,
            f"SELECT no, id, cells, flags, places, origin FROM current WHERE id IN {listed(len(some))}",  # noqa: S608
            some,
        )
    }


def _any_in(connection: Connection, prefix: str) -> bool:
    found = ask(connection, "SELECT id FROM current WHERE id >= ? ORDER BY id LIMIT 1", (prefix,))
    return bool(found) and str(found[0][0]).startswith(prefix)


def _move_tallies(connection: Connection, moved: Mapping[str, int]) -> None:
    known: dict[str, str] = {}
    for some in chunks(moved):
        known.update(
            ask(connection, f"SELECT owner, weight FROM tally WHERE owner IN {listed(len(some))}", some)  # noqa: S608
        )
    do_many(
        connection,
        _TALLY,
        [
            (owner, f"{(int(known.get(owner, '0'), 16) + by) % DIGEST_MODULUS:x}")
            for owner, by in moved.items()
        ],
    )


def _count(outcome: Outcome, old: RecordState | None, new: RecordState, written: Collection[str]) -> None:
    before = old.fields if old else {}
    for name, field in new.fields.items():
        earlier = before.get(name)
        if field.conflict and not (earlier and earlier.conflict):
            outcome.conflicts += 1
        if name not in written:
            continue
        if earlier is None:
            outcome.new += 1
        elif (type(earlier.value), earlier.value) != (type(field.value), field.value):
            outcome.changed += 1
        else:
            outcome.same += 1
    if new.deletion_conflict and not (old and old.deletion_conflict):
        outcome.conflicts += 1
    if new.deleted and not (old and old.deleted):
        outcome.changed += 1
