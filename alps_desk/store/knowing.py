"""What the writer of a change knew, and what came besides.

A change that makes a statement about many others (提出, 差戻し, 受理) names the heads of the chains its writer held.
With its own place in its writer's chain that says exactly which changes it knew: those of the named chains and those
before it in its own. No clock is asked, and the answer is the same on every PC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from alps_desk.domain.chains import closure, complete_heads
from alps_desk.domain.fold import Entry
from alps_desk.domain.journal import parse_change
from alps_desk.store import journal_rows, schema
from alps_desk.store.journal_rows import SPAN


@dataclass(frozen=True, slots=True)
class Mark:
    """A change that says what its writer knew.

    Attributes:
        place: where it is kept.
        heads: ids of the heads it names.
    """

    place: int
    heads: tuple[str, ...]


def heads_of(connection: Connection, offices: Collection[str]) -> list[str]:
    """Heads of the complete chains of some offices' devices, sorted."""
    segment = schema.segment.c
    # What is set aside is not seen by whoever makes the statement: chains end before it.
    left_out = set(connection.execute(select(schema.aside.c.segment_no)).scalars())
    rows = [
        (identifier, prev, office)
        for no, identifier, prev, office in connection.execute(
            select(segment.no, segment.id, segment.prev, segment.office)
        )
        if no not in left_out
    ]
    whole = complete_heads({identifier: prev for identifier, prev, _ in rows})
    owners = {identifier: office for identifier, _, office in rows}
    return [one for one in whole if owners[one] in offices]


def unknown_to(connection: Connection, marks: Sequence[Mark], offices: Collection[str]) -> list[Entry]:
    """Changes signed by some offices that no writer of a mark knew, in order of arrival; the marks are left out."""
    segment = schema.segment.c
    rows = connection.execute(
        select(segment.no, segment.id, segment.prev, segment.office, segment.device).order_by(segment.no)
    ).all()
    chains = _Chains(connection, {row.id: row.prev for row in rows}, {row.no: row.id for row in rows})
    known = [chains.known_to(mark) for mark in marks]
    left_out = set(connection.execute(select(schema.aside.c.segment_no)).scalars())
    found: list[Entry] = []
    for row in rows:
        if (
            row.no not in left_out
            and row.office in offices
            and not any(row.id in one.segments for one in known)
        ):
            lines = connection.execute(select(segment.body).where(segment.no == row.no)).scalar_one()
            least = max((one.upto.get(row.no, 0) for one in known), default=0)
            found += _entries(lines.split("\n")[least:], row.office, row.device)
    office, device = journal_rows.own_device(connection)
    if office in offices:
        for number in journal_rows.open_segments(connection):
            if not any(number in one.unsealed for one in known):
                least = max((one.upto.get(number, 0) for one in known), default=0)
                found += _entries(journal_rows.draft_lines(connection, number)[least:], office, device)
    return found


def _entries(lines: Sequence[str], office: str, device: str) -> Iterator[Entry]:
    for line in lines:
        yield Entry(parse_change(line), office, device)


@dataclass(frozen=True, slots=True)
class _Known:
    """What one mark's writer knew: whole segments, unsealed segments, and the first lines of its own."""

    segments: set[str]
    unsealed: set[int]
    upto: dict[int, int]


class _Chains:
    def __init__(
        self, connection: Connection, prevs: Mapping[str, str | None], numbers: Mapping[int, str]
    ) -> None:
        self._connection = connection
        self._prevs = prevs
        self._numbers = numbers

    def known_to(self, mark: Mark) -> _Known:
        """What the writer of a mark knew. Its own change counts as known."""
        number = journal_rows.segment_of_place(self._connection, [mark.place])[mark.place]
        upto = {number: self._position(mark.place, number) + 1}
        if number in self._numbers:
            prev = self._prevs[self._numbers[number]]
            before = [prev] if prev is not None else []
            return _Known(closure([*mark.heads, *before], self._prevs), set(), upto)
        # Not sealed yet: all of this PC's chain is before it, and the unsealed segments begun earlier.
        last = journal_rows.read_meta(self._connection, "last_segment")
        earlier = set()
        for one in journal_rows.open_segments(self._connection):
            if one == number:
                break
            earlier.add(one)
        return _Known(closure([*mark.heads, last], self._prevs), earlier, upto)

    def _position(self, place: int, number: int) -> int:
        if place > 0:
            return place % SPAN
        draft = schema.draft.c
        return int(
            self._connection.execute(
                select(func.count())
                .select_from(schema.draft)
                .where(draft.segment_no == number, draft.no < -place)
            ).scalar_one()
        )
