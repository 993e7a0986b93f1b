"""The journal's rows and the caches of their fold.

Promise: after :func:`refold` the caches of the named records equal a fresh fold of the journal, and the digest sum
in ``meta`` has moved by exactly the difference. Everything runs on a connection inside somebody's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, func, insert, select, update

from alps_desk.domain.fold import DIGEST_MODULUS, Entry, RecordState, fold_record
from alps_desk.domain.journal import Scalar, parse_change
from alps_desk.domain.records import parse_record_id
from alps_desk.store import schema
from alps_desk.store.rows import CONFLICT, DELETED, DELETION_CONFLICT, ON_BEHALF

T = TypeVar("T")
_CHUNK = 500
"""Values in one IN list: below every database's limit on parameters."""


def chunks(items: Collection[T]) -> Iterator[list[T]]:
    """Cut into lists that fit an IN list."""
    everything = list(items)
    for at in range(0, len(everything), _CHUNK):
        yield everything[at : at + _CHUNK]


def read_meta(connection: Connection, key: str, default: str = "") -> str:
    """A value of this PC's own notes."""
    value = connection.execute(
        select(schema.meta.c.value).where(schema.meta.c.key == key)
    ).scalar_one_or_none()
    return default if value is None else str(value)


def write_meta(connection: Connection, key: str, value: str) -> None:
    """Set a value of this PC's own notes."""
    done = connection.execute(update(schema.meta).where(schema.meta.c.key == key).values(value=value))
    if done.rowcount == 0:
        connection.execute(insert(schema.meta).values(key=key, value=value))


def record_numbers(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    """Row numbers of those records that are known."""
    table = schema.record.c
    found: dict[str, int] = {}
    for some in chunks(ids):
        found.update(connection.execute(select(table.id, table.no).where(table.id.in_(some))).all())
    return found


def intern_records(connection: Connection, ids: Collection[str]) -> tuple[dict[str, int], set[str]]:
    """Row numbers of records, making those that are new; and which were new."""
    found = record_numbers(connection, ids)
    missing = [one for one in dict.fromkeys(ids) if one not in found]
    if missing:
        last = connection.execute(select(func.max(schema.record.c.no))).scalar_one() or 0
        rows = []
        for number, one in enumerate(missing, start=last + 1):
            parsed = parse_record_id(one)
            found[one] = number
            rows.append(
                {"no": number, "id": one, "type": parsed.type, "owner": parsed.owner, "fy": parsed.fy or 0}
            )
        connection.execute(insert(schema.record), rows)
    return found, set(missing)


def add_changes(connection: Connection, segment_no: int, changes: Sequence[tuple[int, str]]) -> list[int]:
    """Append lines to the journal.

    Args:
        changes: record number and line of each.

    Returns:
        Their row numbers.
    """
    last: int = connection.execute(select(func.max(schema.change.c.no))).scalar_one() or 0
    rows = [
        {"no": number, "segment_no": segment_no, "record_no": record_no, "line": line}
        for number, (record_no, line) in enumerate(changes, start=last + 1)
    ]
    connection.execute(insert(schema.change), rows)
    return list(range(last + 1, last + 1 + len(rows)))


def entries_of(
    connection: Connection,
    record_nos: Collection[int],
    own: tuple[str, str],
    segment_nos: Collection[int] | None = None,
) -> dict[int, list[Entry]]:
    """Every change of some records, with its signer.

    Args:
        own: office and device of this PC, for changes not sealed yet.
        segment_nos: only changes of these segments; None = all.
    """
    change, segment = schema.change.c, schema.segment.c
    wanted = (
        select(change.no, change.record_no, change.segment_no, change.line, segment.office, segment.device)
        .select_from(schema.change.outerjoin(schema.segment, change.segment_no == segment.no))
        .order_by(change.no)
    )
    found: dict[int, list[Entry]] = {}
    for some in chunks(record_nos):
        for no, record_no, segment_no, line, office, device in connection.execute(
            wanted.where(change.record_no.in_(some))
        ):
            if segment_nos is not None and segment_no not in segment_nos:
                continue
            entry = Entry(parse_change(line), office or own[0], device or own[1], no)
            found.setdefault(record_no, []).append(entry)
    return found


def refold(
    connection: Connection,
    touched: Mapping[str, int],
    fresh: Collection[str],
    before: Mapping[int, Sequence[Entry]],
    after: Mapping[int, Sequence[Entry]],
) -> Iterator[tuple[RecordState | None, RecordState]]:
    """Recompute the caches of some records and move the digest.

    Args:
        touched: record id → number.
        fresh: ids that had no change before.
        before, after: their entries before and after what was added.

    Yields:
        Per record its state before (None for a fresh one) and after.
    """
    moved = 0
    states = []
    for identifier, number in touched.items():
        old = None
        if identifier not in fresh:
            old = fold_record(identifier, before.get(number, ()))
            moved -= old.weight
        new = fold_record(identifier, after[number])
        moved += new.weight
        states.append((number, new))
        yield old, new
    stale = [touched[one] for one in touched if one not in fresh]
    for some in chunks(stale):
        for table in (schema.cell, schema.head, schema.mark):
            connection.execute(delete(table).where(table.c.record_no.in_(some)))
    write_caches(connection, states)
    total = int(read_meta(connection, "digest", "0"), 16)
    write_meta(connection, "digest", f"{(total + moved) % DIGEST_MODULUS:x}")


def cache_rows(
    states: Iterable[tuple[int, RecordState]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """What the caches hold of some records: rows of ``cell``, ``head`` and ``mark``."""
    cells: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for number, state in states:
        for name, field in state.fields.items():
            kind, integer, text = _columns(field.value)
            flags = CONFLICT * field.conflict + ON_BEHALF * field.on_behalf
            cells.append(
                {"record_no": number, "field": name, "int_value": integer, "text_value": text,
                 "kind": kind, "flags": flags, "change_no": field.shown.place}
            )  # fmt: skip
            if field.conflict:
                heads += [
                    {"record_no": number, "field": name, "change_no": entry.place} for entry in field.heads
                ]
        flags = DELETED * state.deleted + DELETION_CONFLICT * state.deletion_conflict
        if flags:
            marks.append({"record_no": number, "flags": flags})
    return cells, heads, marks


def write_caches(connection: Connection, states: Iterable[tuple[int, RecordState]]) -> None:
    """Write cache rows of records that have none."""
    for table, rows in zip((schema.cell, schema.head, schema.mark), cache_rows(states), strict=True):
        if rows:
            connection.execute(insert(table), rows)


def _columns(value: Scalar) -> tuple[int, int | None, str | None]:
    if value is None:
        return 0, None, None
    if isinstance(value, bool):
        return 3, int(value), None
    if isinstance(value, int):
        return 1, value, None
    return 2, None, value


def cell_value(kind: int, integer: int | None, text: str | None) -> Scalar:
    """The value that a row of ``cell`` holds."""
    if kind == 0:
        return None
    if kind == 3:
        return bool(integer)
    return integer if kind == 1 else text
