"""The caches of the fold: current rows, tallies of the digest, and which segments touch whose records.

Promise: after :func:`apply` the caches of the touched records equal a fresh fold of the journal, and the tallies have
moved by exactly the difference. A record that nobody wrote before and that one plain change sets is by far the most
common case; its row follows from the change itself, and a test holds it against the general way.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, func, select, update

from alps_desk.domain.arrivals import Added
from alps_desk.domain.fold import DIGEST_MODULUS, Entry, RecordState, fold_record
from alps_desk.domain.journal import Scalar, canonical, change_id
from alps_desk.store import schema
from alps_desk.store.journal_rows import chunks, entries_at, entry_at, insert_rows, lines_at, update_rows
from alps_desk.store.rows import CONFLICT, DELETED, DELETION_CONFLICT, ON_BEHALF, CellRow


@dataclass
class Outcome:
    """What a set of changes did to what is shown (``rows.Taken``)."""

    new: int = 0
    changed: int = 0
    same: int = 0
    conflicts: int = 0


def cells_text(line: str) -> str:
    """The part of a canonical change that holds its values.

    Quotes inside strings are escaped, so the two marks stand only between keys; ``why`` is the last key.
    """
    return line[line.index(',"set":{') + 7 : line.rindex(',"why":')]


def apply(
    connection: Connection, added: Mapping[str, Sequence[Added]], states: list[RecordState] | None = None
) -> Outcome:
    """Bring the caches up to date with changes that were just appended to the journal.

    Args:
        added: the new changes by record.
        states: filled with the new state of each record, if given.
    """
    outcome = Outcome()
    known = _known_rows(connection, added)
    before = lines_at(connection, [place for row in known.values() for place in places_in(row.places)])
    last: int = connection.execute(select(func.max(schema.current.c.no))).scalar_one() or 0
    fresh: list[tuple[object, ...]] = []
    stale: list[tuple[object, ...]] = []
    moved: dict[str, int] = {}
    touches: set[tuple[str, int]] = set()
    for record, changes in added.items():
        owner = record.split(":", 2)[1]
        for change in changes:
            touches.add((owner, change.segment_no))
        row = known.get(record)
        only = changes[0] if len(changes) == 1 and changes[0].plain and states is None else None
        if row is None:
            last += 1
            if only is not None:
                content: tuple[object, ...] = (cells_text(only.line), 0, str(only.place), "")
                outcome.new += only.width
                weight = int(only.id, 16)
            else:
                content, weight = _folded(record, [], changes, outcome, states)
            fresh.append((last, record, owner, changes[0].fy, *content))
        else:
            replaced = None
            if only is not None and not row.origin and not row.flags:
                place = places_in(row.places)[-1]
                replaced = _replacement(row.cells, before[place][0], only, outcome)
            if replaced is not None:
                cells, weight = replaced
                content = (cells, 0, f"{row.places} {only.place}", "") if only else ()
            else:
                earlier = [entry_at(place, before[place]) for place in places_in(row.places)]
                content, weight = _folded(record, earlier, changes, outcome, states)
            stale.append((*content, row.no))
        moved[owner] = moved.get(owner, 0) + weight
    insert_rows(connection, schema.current, "no id owner fy cells flags places origin", fresh)
    update_rows(connection, schema.current, "cells flags places origin", "no", stale)
    _move_tallies(connection, moved)
    _add_touches(connection, touches)
    return outcome


def remove(connection: Connection, gone: Mapping[str, Collection[int]], segment_nos: Collection[int]) -> None:
    """Bring the caches up to date with changes that count no longer.

    Args:
        gone: places of the changes by record; all of them were folded.
        segment_nos: the segments they stand in.
    """
    table, touch = schema.current, schema.touch
    known = _known_rows(connection, gone)
    entries = lines_at(connection, [place for row in known.values() for place in places_in(row.places)])
    moved: dict[str, int] = {}
    stale: list[tuple[object, ...]] = []
    for record, row in known.items():
        places = places_in(row.places)
        left = [place for place in places if place not in gone[record]]
        old = fold_record(record, [entry_at(place, entries[place]) for place in places])
        new = fold_record(record, [entry_at(place, entries[place]) for place in left])
        owner = record.split(":", 2)[1]
        moved[owner] = moved.get(owner, 0) + new.weight - old.weight
        if left:
            stale.append((*row_content(new, left), row.no))
        else:
            connection.execute(delete(table).where(table.c.no == row.no))
    update_rows(connection, table, "cells flags places origin", "no", stale)
    _move_tallies(connection, moved)
    for owner in moved:
        if not connection.execute(select(table.c.no).where(table.c.owner == owner).limit(1)).first():
            connection.execute(delete(schema.tally).where(schema.tally.c.owner == owner))
    for some in chunks(segment_nos):
        connection.execute(delete(touch).where(touch.c.segment_no.in_(some)))


def _replacement(cells: str, old_line: str, change: Added, outcome: Outcome) -> tuple[str, int] | None:
    """The common second case: a plain change that saw and replaces all of the one plain change before it.

    Returns:
        New ``cells`` and by how much the weight moves; None if it is not that case.
    """
    seen: dict[str, list[str]] = json.loads(_part(change.line, '"seen":', ',"set":{'))
    old = change_id(old_line)
    old_values: dict[str, Scalar] = json.loads(cells)
    text = cells_text(change.line)
    values = old_values if text == cells else json.loads(text)
    if any(seen.get(name) != [old] for name in old_values) or not old_values.keys() <= values.keys():
        return None
    if len(seen) != len(old_values):
        return None
    for name, value in values.items():
        if name not in old_values:
            outcome.new += 1
        elif (type(value), value) != (type(old_values[name]), old_values[name]):
            outcome.changed += 1
        else:
            outcome.same += 1
    return text, int(change.id, 16) - int(old, 16)


def _part(line: str, begin: str, end: str) -> str:
    """What stands between two marks that stand only between keys (see :func:`cells_text`)."""
    at = line.index(end)
    return line[line.rindex(begin, 0, at) + len(begin) : at]


def _folded(
    record: str,
    earlier: Sequence[Entry],
    changes: Sequence[Added],
    outcome: Outcome,
    states: list[RecordState] | None,
) -> tuple[tuple[str, int, str, str], int]:
    """The general way: content of the row and by how much the weight moves."""
    entries = [change.entry for change in changes]
    old = fold_record(record, earlier) if earlier else None
    new = fold_record(record, [*earlier, *entries])
    _count(outcome, old, new, {name for entry in entries for name in entry.change.values})
    if states is not None:
        states.append(new)
    content = row_content(new, [entry.place for entry in (*earlier, *entries)])
    return content, new.weight - (old.weight if old else 0)


def row_content(state: RecordState, places: Sequence[int]) -> tuple[str, int, str, str]:
    """Columns ``cells``, ``flags``, ``places`` and ``origin`` of a record."""
    cells = canonical({name: field.value for name, field in state.fields.items()})
    flags = DELETED * state.deleted + DELETION_CONFLICT * state.deletion_conflict
    origin: dict[str, list[int]] = {}
    for name, field in state.fields.items():
        mark = CONFLICT * field.conflict + ON_BEHALF * field.on_behalf
        flags |= mark
        origin[name] = [field.shown.place, mark]
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
    values: dict[str, Scalar] = json.loads(cells)
    if not origin:
        place = places_in(places)[-1]
        return [CellRow(identifier, name, value, False, False, place) for name, value in values.items()]
    origins: dict[str, list[int]] = json.loads(origin)
    return [
        CellRow(
            identifier, name, value, bool(origins[name][1] & CONFLICT), bool(origins[name][1] & ON_BEHALF),
            origins[name][0],
        )
        for name, value in values.items()
    ]  # fmt: skip


def places_of(connection: Connection, records: Collection[str]) -> dict[str, list[int]]:
    """Where the changes of records are kept, in order of arrival; unknown records are missing."""
    table = schema.current.c
    return {
        identifier: places_in(places)
        for some in chunks(records)
        for identifier, places in connection.execute(select(table.id, table.places).where(table.id.in_(some)))
    }


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
    return sum(int(weight, 16) for weight in connection.execute(select(schema.tally.c.weight)).scalars())


def places_in(text: str) -> list[int]:
    """Places of a row, in order of arrival."""
    return [int(place) for place in text.split()]


def _known_rows(
    connection: Connection, added: Collection[str]
) -> dict[str, Row[int, str, str, int, str, str]]:
    """Rows of those records that somebody wrote before."""
    table = schema.current.c
    ids = list(added)
    if len(ids) > 50:
        # One look at each neighbourhood instead of one look-up a record: an office's first file meets none.
        prefixes = {
            one[: one.index(":", one.index(":") + 1) + 1] if one.count(":") > 1 else one for one in ids
        }
        busy = tuple(prefix for prefix in prefixes if _any_in(connection, prefix))
        ids = [one for one in ids if one.startswith(busy)] if busy else []
    return {
        row.id: row
        for some in chunks(ids)
        for row in connection.execute(
            select(table.no, table.id, table.cells, table.flags, table.places, table.origin).where(
                table.id.in_(some)
            )
        )
    }


def _any_in(connection: Connection, prefix: str) -> bool:
    table = schema.current.c
    found = connection.execute(
        select(table.id).where(table.id >= prefix).order_by(table.id).limit(1)
    ).scalar()
    return found is not None and found.startswith(prefix)


def _move_tallies(connection: Connection, moved: Mapping[str, int]) -> None:
    table = schema.tally
    known: dict[str, str] = {}
    for some in chunks(moved):
        known.update(
            connection.execute(select(table.c.owner, table.c.weight).where(table.c.owner.in_(some))).all()
        )
    for owner, by in moved.items():
        weight = f"{(int(known.get(owner, '0'), 16) + by) % DIGEST_MODULUS:x}"
        if owner in known:
            connection.execute(update(table).where(table.c.owner == owner).values(weight=weight))
        else:
            insert_rows(connection, table, "owner weight", [(owner, weight)])


def _add_touches(connection: Connection, touches: Iterable[tuple[str, int]]) -> None:
    table = schema.touch
    wanted = set(touches)
    known: set[tuple[str, int]] = set()
    for some in chunks({segment_no for _, segment_no in wanted}):
        known.update(
            (owner, number)
            for owner, number in connection.execute(
                select(table.c.owner, table.c.segment_no).where(table.c.segment_no.in_(some))
            )
        )
    insert_rows(connection, table, "owner segment_no", sorted(wanted - known))


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
