"""Where changes are kept: places, drafts and segments.

A *place* is one number. Positive: ``segment.no * SPAN + position`` of a change in a segment that came in a file.
Negative: ``-draft.no`` of a change made on this PC; drafts stay when they are sealed. Places are this PC's own and
decide nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, Table, func, select

from alps_desk.domain.arrivals import Added, Arrival, Columns, plain_write
from alps_desk.domain.fold import Entry
from alps_desk.domain.journal import Change, Segment, change_id, change_of, parse_change
from alps_desk.domain.records import parse_record_id
from alps_desk.store import schema
from alps_desk.store.database import as_told

T = TypeVar("T")
SPAN = 8192
"""Places a segment may have: more than ``bundle.csv_form.MAX_SEGMENT``."""
SEGMENT_LIMIT = 5_000
"""Changes in one segment (``bundle.csv_form.MAX_SEGMENT``)."""
SEGMENT_COLUMNS = "no id device office prev count header signature import_no body"
_CHUNK = 500
"""Values in one IN list: below every database's limit on parameters."""


def chunks(items: Collection[T]) -> Iterator[list[T]]:
    """Cut into lists that fit an IN list."""
    everything = list(items)
    for at in range(0, len(everything), _CHUNK):
        yield everything[at : at + _CHUNK]


def ask(connection: Connection, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Rows that a statement answers with; a large import asks so often that the way there counts.

    Args:
        statement: this room's own, with ``?`` for each value.
    """
    if connection.dialect.name != "sqlite":
        answer = connection.exec_driver_sql(statement.replace("?", "%s"), tuple(values))
        return [tuple(row) for row in answer]
    try:
        rows: list[tuple[Any, ...]] = _driver(connection).execute(statement, values).fetchall()
    except sqlite3.Error as error:
        raise as_told(error, connection, statement) from error
    return rows


def do_many(connection: Connection, statement: str, rows: Iterable[Sequence[object]]) -> None:
    """Do a statement once for each row of values, by the driver's own executemany.

    Args:
        statement: this room's own, with ``?`` for each value.
    """
    if connection.dialect.name != "sqlite":
        everything = list(rows)
        if everything:
            connection.exec_driver_sql(statement.replace("?", "%s"), everything)
        return
    try:
        _driver(connection).executemany(statement, rows)
    except sqlite3.Error as error:
        raise as_told(error, connection, statement) from error


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def listed(count: int) -> str:
    """Marks for a list of values, as in ``IN (?,?)``."""
    return "(" + ",".join("?" * count) + ")"


def insert_rows(
    connection: Connection, table: Table, columns: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert many rows given as tuples."""
    if not rows:
        return
    names = columns.split()
    quoted = ", ".join(f'"{name}"' for name in names)
    # Names come from this module's own tables, values go as parameters.
    do_many(connection, f'INSERT INTO "{table.name}" ({quoted}) VALUES {listed(len(names))}', rows)  # noqa: S608


def read_meta(connection: Connection, key: str, default: str = "") -> str:
    """A value of this PC's own notes."""
    found = ask(connection, "SELECT value FROM meta WHERE key = ?", (key,))
    return str(found[0][0]) if found else default


def write_meta(connection: Connection, key: str, value: str) -> None:
    """Set a value of this PC's own notes."""
    do_many(connection, _META, [(key, value)])


_META = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


def open_segments(connection: Connection) -> list[int]:
    """Numbers of the segments that this PC has not sealed yet."""
    numbers: list[int] = json.loads(read_meta(connection, "open_segments", "[]"))
    return numbers


def new_segment_number(connection: Connection) -> int:
    """The next number of a segment."""
    number = int(read_meta(connection, "next_segment", "1"))
    write_meta(connection, "next_segment", str(number + 1))
    return number


def add_drafts(connection: Connection, lines: Sequence[str]) -> list[tuple[int, int]]:
    """Append changes made on this PC, dealing them out to segments that are not sealed yet.

    Returns:
        Place and segment number of each.
    """
    unsealed = open_segments(connection)
    [(last, used)] = ask(connection, _DRAFTED, (unsealed[-1] if unsealed else 0,))
    free = SEGMENT_LIMIT - used if unsealed else 0
    rows = []
    for number, line in enumerate(lines, start=(last or 0) + 1):
        if free <= 0:
            unsealed.append(new_segment_number(connection))
            write_meta(connection, "open_segments", json.dumps(unsealed))
            free = SEGMENT_LIMIT
        rows.append((number, unsealed[-1], line))
        free -= 1
    insert_rows(connection, schema.draft, "no segment_no line", rows)
    return [(-number, segment_no) for number, segment_no, _ in rows]


_DRAFTED = "SELECT (SELECT max(no) FROM draft), (SELECT count(*) FROM draft WHERE segment_no = ?)"


def begin_again(connection: Connection, segments: Sequence[Sequence[str]]) -> list[tuple[int, int, str]]:
    """Append changes that are sealed anew, as segments before all that are not sealed yet.

    Returns:
        Place, segment number and text of each.
    """
    last: int = connection.execute(select(func.max(schema.draft.c.no))).scalar_one() or 0
    found = []
    numbers = []
    for lines in segments:
        numbers.append(new_segment_number(connection))
        for line in lines:
            last += 1
            found.append((-last, numbers[-1], line))
    insert_rows(
        connection, schema.draft, "no segment_no line", [(-place, no, line) for place, no, line in found]
    )
    write_meta(connection, "open_segments", json.dumps([*numbers, *open_segments(connection)]))
    return found


def draft_lines(connection: Connection, segment_no: int) -> list[str]:
    """The changes of a segment that is being made here, in order."""
    rows = ask(connection, "SELECT line FROM draft WHERE segment_no = ? ORDER BY no", (segment_no,))
    return [line for (line,) in rows]


def own_device(connection: Connection) -> tuple[str, str]:
    """Office and device of this PC."""
    found = dict(ask(connection, "SELECT key, value FROM meta WHERE key IN ('office', 'device')"))
    return found.get("office", ""), found.get("device", "")


def segment_of_place(connection: Connection, places: Collection[int]) -> dict[int, int]:
    """Place → number of its segment."""
    found = {place: place // SPAN for place in places if place > 0}
    table = schema.draft.c
    for some in chunks([-place for place in places if place < 0]):
        for number, segment_no in connection.execute(
            select(table.no, table.segment_no).where(table.no.in_(some))
        ):
            found[-number] = segment_no
    return found


# What is not sealed yet will be signed by this PC.
_DRAFTS = (
    "SELECT draft.no, draft.line, coalesce(segment.office, (SELECT value FROM meta WHERE key = 'office')), "
    "coalesce(segment.device, (SELECT value FROM meta WHERE key = 'device')) "
    "FROM draft LEFT JOIN segment ON draft.segment_no = segment.no WHERE draft.no IN "
)
Kept = tuple[str, str, str]
"""Line of a change, office and device of its signer."""


def lines_at(connection: Connection, places: Collection[int]) -> dict[int, Kept]:
    """Changes by place, not read yet, with their signers."""
    found: dict[int, Kept] = {}
    by_segment: dict[int, list[int]] = {}
    for place in places:
        if place > 0:
            by_segment.setdefault(place // SPAN, []).append(place)
    for number, wanted in by_segment.items():
        [(body, office, device)] = ask(
            connection, "SELECT body, office, device FROM segment WHERE no = ?", (number,)
        )
        lines = body.split("\n")
        for place in wanted:
            found[place] = (lines[place % SPAN], office, device)
    for some in chunks([-place for place in places if place < 0]):
        for number, line, office, device in ask(connection, _DRAFTS + listed(len(some)), some):
            found[-number] = (line, office, device)
    return found


def texts_at(connection: Connection, places: Sequence[int]) -> list[str]:
    """Changes at some places, not read yet, in the order of the places."""
    numbers = {place // SPAN for place in places if place > 0}
    if len(numbers) != 1 or min(places) < 0:
        kept = lines_at(connection, places)
        return [kept[place][0] for place in places]
    # Mostly an office replaces what stood in one file of its own.
    [(body,)] = ask(connection, "SELECT body FROM segment WHERE no = ?", (*numbers,))
    lines = body.split("\n")
    return [lines[place % SPAN] for place in places]


def entry_at(place: int, kept: Kept) -> Entry:
    """The change at a place."""
    line, office, device = kept
    return Entry(_read(line), office, device, place)


@lru_cache(maxsize=4096)
def _read(line: str) -> Change:
    """A line of the journal, read; a record that is worked on is folded again and again from the same lines.

    It was judged before it came here; whether it is still what was signed, ``health`` looks at.
    """
    try:
        return change_of(orjson.loads(line), line, change_id(line))
    except (ValueError, KeyError, TypeError):
        # Altered on the disk: refused with the code that says so.
        return parse_change(line)


def entries_at(connection: Connection, places: Collection[int]) -> dict[int, Entry]:
    """Changes by place, with their signers."""
    return {place: entry_at(place, kept) for place, kept in lines_at(connection, places).items()}


def all_changes(connection: Connection) -> Iterator[tuple[str, Added]]:
    """Every change of the journal that counts with its record, segment by segment; what is set aside is not."""
    segment = schema.segment.c
    left_out = set(connection.execute(select(schema.aside.c.segment_no)).scalars())
    # The list of segments first: a body is read when its turn comes.
    heads = connection.execute(
        select(segment.no, segment.office, segment.device).where(segment.import_no > 0).order_by(segment.no)
    ).all()
    for no, office, device in heads:
        if no not in left_out:
            body = connection.execute(select(segment.body).where(segment.no == no)).scalar_one()
            for position, line in enumerate(body.split("\n")):
                yield added(line, office, device, no * SPAN + position, no)
    yield from drafted_changes(connection)


def added(line: str, office: str, device: str, place: int, segment_no: int) -> tuple[str, Added]:
    """A change of the journal as the caches take it, with its record."""
    change = parse_change(line)
    plain = plain_write(change, office)
    return change.record, Added(
        place,
        segment_no,
        line,
        change.id,
        office,
        device,
        plain,
        len(change.values),
        parse_record_id(change.record).fy or 0,
    )


def taken_segments(connection: Connection) -> Iterator[tuple[int, Arrival]]:
    """Every segment that came in a file and counts, with its number, in order of arrival.

    What was judged once is not judged again: that the journal is what was signed, ``health`` looks at.
    """
    left_out = set(connection.execute(select(schema.aside.c.segment_no)).scalars())
    numbers = ask(connection, "SELECT no FROM segment WHERE import_no > 0 ORDER BY no")
    for (number,) in numbers:
        if number in left_out:
            continue
        # A body is read when its turn comes: together they may be larger than the memory.
        [(identifier, device, office, prev, count, header, signature, body)] = ask(
            connection,
            "SELECT id, device, office, prev, count, header, signature, body FROM segment WHERE no = ?",
            (number,),
        )
        lines = tuple(body.split("\n"))
        columns = Columns(office)
        for data in body.encode("utf-8").split(b"\n"):
            columns.add(orjson.loads(data), sha256(data).hexdigest())
        yield number, columns.arrival(Segment(identifier, header, device, prev, count, 0, lines, signature))


def drafted_changes(connection: Connection) -> Iterator[tuple[str, Added]]:
    """Every change made on this PC that counts, with its record, in order."""
    segment, draft = schema.segment.c, schema.draft.c
    left_out = set(connection.execute(select(schema.aside.c.segment_no)).scalars())
    own = own_device(connection)
    sealed = {
        no: (office, device)
        for no, office, device in connection.execute(
            select(segment.no, segment.office, segment.device).where(segment.import_no == 0)
        )
    }
    rows = connection.execute(select(draft.no, draft.segment_no, draft.line).order_by(draft.no))
    for no, segment_no, line in rows.all():
        if segment_no not in left_out:
            yield added(line, *sealed.get(segment_no, own), -no, segment_no)
