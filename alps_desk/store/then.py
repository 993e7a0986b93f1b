"""The store as it was when a change was made: what its writer held, and nothing else.

A statement such as ``submission`` names heads, because it need only be told from what came later. Whoever wants to see
the same figures again must name everything that counted: the ends of all chains, the segments that were missing in the
middle of one, and those that were set aside. With the place of the change itself that is one set of changes, the same on
every PC, and their fold is what was shown then. No clock is asked.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table

from alps_desk.domain.chains import ends
from alps_desk.domain.fold import Entry
from alps_desk.domain.journal import parse_change
from alps_desk.store import holding, journal_rows, schema
from alps_desk.store.journal_rows import SPAN, ask, insert_rows, write_meta


@dataclass(frozen=True, slots=True)
class Standing:
    """What a PC holds, said so that it can be found again among more.

    Attributes:
        tips: segments that no other one follows; with what comes before them, everything.
        lacks: segments that others name as the one before them and that are not there.
        aside: segments that are kept and not folded.
    """

    tips: tuple[str, ...]
    lacks: tuple[str, ...]
    aside: tuple[str, ...]


def standing_of(connection: Connection) -> Standing:
    """What is held now."""
    rows = ask(connection, "SELECT no, id, prev FROM segment")
    prevs: dict[str, str | None] = {identifier: prev for _, identifier, prev in rows}
    names = {no: identifier for no, identifier, _ in rows}
    lacks = {prev for prev in prevs.values() if prev is not None and prev not in prevs}
    return Standing(
        ends(prevs),
        tuple(sorted(lacks)),
        tuple(sorted(names[no] for no in holding.aside(connection) if no in names)),
    )


def came_after(connection: Connection, standing: Standing, place: int) -> list[Entry]:
    """Changes that count now and did not when a change was made, in order of arrival; that change is left out.

    Args:
        standing: what its writer held.
        place: where the change is kept.
    """
    known = _Known(connection, standing, place)
    left_out = set(holding.aside(connection))
    # What was set aside then and counts now came as much as a file does.
    aside_then = set(standing.aside)
    found: list[Entry] = []
    for no, office, device in ask(
        connection, "SELECT no, office, device FROM segment WHERE import_no > 0 ORDER BY no"
    ):
        least = known.lines_of(no)
        if no in left_out or (least is None and known.name_of(no) not in aside_then):
            continue
        [(body,)] = ask(connection, "SELECT body FROM segment WHERE no = ?", (no,))
        found += [
            Entry(parse_change(line), office, device, no * SPAN + number)
            for number, line in enumerate(body.split("\n"))
            if number >= (least or 0) and no * SPAN + number != place
        ]
    for _, one in journal_rows.drafted_changes(connection):
        if not known.has_draft(-one.place, one.segment_no) and one.place != place:
            found.append(one.entry)
    return found


def fill(source: Connection, target: Connection, standing: Standing, place: int, at: str) -> None:
    """Put what the writer of a change held into an empty store, without the caches.

    Args:
        at: time that stands in the change. The log of files is this PC's own and has nothing but its times.
    """
    known = _Known(source, standing, place)
    columns = journal_rows.SEGMENT_COLUMNS.split()
    body, count = columns.index("body"), columns.index("count")
    asked = f"SELECT {_listed(columns)} FROM segment WHERE no = ?"  # noqa: S608
    numbers = []
    for (no,) in ask(source, "SELECT no FROM segment ORDER BY no"):
        least = known.lines_of(no)
        if least == 0:
            continue
        numbers.append(no)
        [row] = ask(source, asked, (no,))
        values = list(row)
        lines = str(values[body]).split("\n")[:least]
        values[body], values[count] = "\n".join(lines), len(lines)
        insert_rows(target, schema.segment, journal_rows.SEGMENT_COLUMNS, [tuple(values)])
    drafts = [
        row
        for row in ask(source, "SELECT no, segment_no, line FROM draft ORDER BY no")
        if known.has_draft(row[0], row[1])
    ]
    insert_rows(target, schema.draft, "no segment_no line", drafts)
    kinds = holding.aside(source)
    named = set(standing.aside)
    insert_rows(
        target, schema.aside, "segment_no kind at why",
        [(no, kinds.get(no, holding.IMPORT), at, "") for no in numbers if known.name_of(no) in named],
    )  # fmt: skip
    _copy_log(source, target, at)
    for key, value in ask(source, "SELECT key, value FROM meta"):
        write_meta(target, key, value)
    here = set(numbers)
    write_meta(target, "open_segments", json.dumps(sorted({row[1] for row in drafts} - here)))
    write_meta(target, "covered", "-1 ")


def _copy_log(source: Connection, target: Connection, at: str) -> None:
    """What this PC noted up to then: the roster, files taken and written, refusals, and the PCs heard of."""
    _copy(source, target, schema.roster)
    taken = _copy(source, target, schema.imports, before=("taken_at", at))
    _copy(source, target, schema.export, before=("at", at))
    _copy(source, target, schema.refusal, before=("at", at))
    last: dict[str, tuple[int, str]] = {}
    for one in taken:
        device, heard_in = str(one["device"]), (int(one["no"]), str(one["taken_at"]))
        last[device] = max(last.get(device, (0, "")), heard_in)
    peers = []
    for peer in _rows(source, schema.peer):
        if peer["device"] in last:
            number, heard = last[peer["device"]]
            peers.append(tuple((peer | {"import_no": number, "at": heard}).values()))
    insert_rows(target, schema.peer, " ".join(schema.peer.columns.keys()), peers)


def _copy(
    source: Connection, target: Connection, table: Table, before: tuple[str, str] | None = None
) -> list[dict[str, Any]]:
    rows = _rows(source, table)
    if before is not None:
        name, at = before
        rows = [row for row in rows if str(row[name]) <= at]
    insert_rows(target, table, " ".join(table.columns.keys()), [tuple(row.values()) for row in rows])
    return rows


def _rows(source: Connection, table: Table) -> list[dict[str, Any]]:
    columns = table.columns.keys()
    found = ask(source, f'SELECT {_listed(columns)} FROM "{table.name}"')  # noqa: S608
    return [dict(zip(columns, row, strict=True)) for row in found]


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


class _Known:
    """Which lines of which segments a writer held."""

    def __init__(self, connection: Connection, standing: Standing, place: int) -> None:
        rows = ask(connection, "SELECT no, id, prev FROM segment")
        self._names: dict[int, str] = {no: identifier for no, identifier, _ in rows}
        prevs: dict[str, str | None] = {identifier: prev for _, identifier, prev in rows}
        self._draft = -place if place < 0 else 0
        self._upto: dict[int, int] = {}
        before: list[str] = []
        if place > 0:
            # It came back in a file: what its own segment holds before it, and what its chain holds before that.
            number = place // SPAN
            self._upto[number] = place % SPAN
            before = [prevs[self._names[number]] or ""]
        self._segments = _down_to([*standing.tips, *before], prevs, frozenset(standing.lacks))

    def name_of(self, number: int) -> str:
        """Id of a segment."""
        return self._names[number]

    def lines_of(self, number: int) -> int | None:
        """How many of a segment's lines were held: None = all of them."""
        if self._names[number] in self._segments:
            return None
        return self._upto.get(number, 0)

    def has_draft(self, number: int, segment_no: int) -> bool:
        """Whether a change made on this PC was there: drafts are numbered in the order they are made."""
        name = self._names.get(segment_no)
        return (name is not None and name in self._segments) or number < self._draft


def _down_to(
    heads: Collection[str], prevs: Mapping[str, str | None], stops: Collection[str]
) -> frozenset[str]:
    """Segments that are these or come before them, without those that were missing and what lies behind them."""
    found: set[str] = set()
    for head in heads:
        at: str | None = head
        while at is not None and at in prevs and at not in found and at not in stops:
            found.add(at)
            at = prevs[at]
    return frozenset(found)
