"""Questions about what is shown, and about the changes it comes from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select

from alps_desk.domain.fold import Entry, RecordState, digest_text, fold_record
from alps_desk.domain.journal import parse_change
from alps_desk.domain.records import DELETED as DELETED_FIELD
from alps_desk.domain.records import SCHEMA
from alps_desk.store import arriving, caches, holding, journal_rows, knowing, schema
from alps_desk.store.journal_rows import ask, chunks, listed
from alps_desk.store.knowing import Mark
from alps_desk.store.opened import Opened
from alps_desk.store.rows import (
    CONFLICT,
    DELETED,
    DELETION_CONFLICT,
    CellRow,
    ConflictRow,
    HistoryRow,
)


class Questions(Opened):
    """What a store answers about its records."""

    def cells(
        self,
        types: Collection[str] = (),
        *,
        owner: str = "",
        fy: int | None = None,
        records: Collection[str] | None = None,
    ) -> list[CellRow]:
        """Current values, ordered by record id and field; deleted records are left out.

        Args:
            types: record types, empty = all.
            owner: only records of this office.
            fy: only records of this fiscal year (records without one are left out).
            records: only these records.
        """
        asked = f"SELECT id, cells, places, origin FROM current WHERE flags & {DELETED} = 0"  # noqa: S608
        values: list[object] = []
        if types:
            # Ids begin with the type: a range of the index, compared by bytes; ";" follows ":".
            asked += f" AND ({' OR '.join(['id >= ? AND id < ?'] * len(types))})"
            values += [end for name in types for end in (f"{name}:{owner}", f"{name};")]
        if owner:
            asked += " AND owner = ?"
            values.append(owner)
        if fy is not None:
            asked += " AND fy = ?"
            values.append(fy)
        rows: list[CellRow] = []
        with self._reading() as connection:
            if records is None:
                found = ask(connection, asked, values)
            else:
                found = [
                    row
                    for some in chunks(list(dict.fromkeys(records)))
                    for row in ask(connection, f"{asked} AND id IN {listed(len(some))}", (*values, *some))
                ]
        for row in found:
            rows += caches.cells_of(*row)
        rows.sort(key=lambda row: (row.record, row.field))
        return rows

    def state(self, record: str) -> RecordState:
        """One record, folded from its changes; without fields when nothing is known of it."""
        return self.states([record])[record]

    def states(self, records: Collection[str]) -> dict[str, RecordState]:
        """Many records, folded from their changes, by id."""
        with self._reading() as connection:
            return caches.states_of(connection, records)

    def entries(self, records: Collection[str]) -> dict[str, list[Entry]]:
        """Every change of some records, in order of arrival; records nothing is known of are missing."""
        with self._reading() as connection:
            return caches.entries_of(connection, records)

    def changes_at(self, places: Collection[int]) -> dict[int, Entry]:
        """Changes by place."""
        with self._reading() as connection:
            return journal_rows.entries_at(connection, set(places))

    def history(self, record: str) -> list[HistoryRow]:
        """Every change of a record in order of arrival; one that arrived twice, as it came first.

        What is set aside stands last and is marked.
        """
        segment, taken = schema.segment.c, schema.imports.c
        with self._reading() as connection:
            known = caches.entries_of(connection, [record]).get(record, [])
            first: dict[str, Entry] = {}
            for entry in known:
                first.setdefault(entry.change.id, entry)
            entries = list(first.values())
            aside = holding.entries_in(connection, holding.aside(connection, holding.SHOWN)).get(record, [])
            left_out = [entry for entry in aside if entry.change.id not in first]
            numbers = journal_rows.segment_of_place(
                connection, [entry.place for entry in (*entries, *left_out)]
            )
            came: dict[int, tuple[str, str]] = {}
            for some in chunks(set(numbers.values())):
                for no, file, taken_at in connection.execute(
                    select(segment.no, taken.file, taken.taken_at)
                    .select_from(schema.segment.outerjoin(schema.imports, segment.import_no == taken.no))
                    .where(segment.no.in_(some))
                ):
                    came[no] = (file or "", taken_at or "")

        def row(entry: Entry, *, held: bool) -> HistoryRow:
            number = numbers[entry.place]
            return HistoryRow(entry, *came.get(number, ("", "")), number in came, held)

        return [row(one, held=False) for one in entries] + [row(one, held=True) for one in left_out]

    def arrivals(self, types: Collection[str], fy: int) -> dict[str, tuple[str, ...]]:
        """Record of a year → day on which each of its changes came to this PC, in that order."""
        with self._reading() as connection:
            return arriving.arrivals(connection, types, fy)

    def conflicts(self) -> list[ConflictRow]:
        """Everything that waits for a decision, ordered by record id and field."""
        table = schema.current.c
        with self._reading() as connection:
            records = list(
                connection.execute(
                    select(table.id).where(
                        table.flags != 0, table.flags.bitwise_and(CONFLICT + DELETION_CONFLICT) != 0
                    )
                ).scalars()
            )
            entries = caches.entries_of(connection, records)
        rows = []
        for record, some in entries.items():
            state = fold_record(record, some)
            rows += [
                ConflictRow(record, name, field.heads, field.shown.change.id)
                for name, field in state.fields.items()
                if field.conflict
            ]
            if state.deletion_conflict:
                latest = max(state.deletion_heads, key=lambda entry: entry.change.id)
                rows.append(ConflictRow(record, DELETED_FIELD, state.deletion_heads, latest.change.id))
        rows.sort(key=lambda row: (row.record, row.field))
        return rows

    def unsealed_records(self) -> set[tuple[str, str]]:
        """(record, field) pairs changed on this PC and not exported yet."""
        with self._reading() as connection:
            lines = [
                line
                for number in journal_rows.open_segments(connection)
                for line in journal_rows.draft_lines(connection, number)
            ]
        changes = [parse_change(line) for line in lines]
        return {(change.record, field) for change in changes for field in change.values}

    def counts(self) -> dict[str, int]:
        """How many changes, segments, records and unsealed changes there are."""
        draft, segment = schema.draft.c, schema.segment.c
        with self._reading() as connection:

            def one(query: Any) -> int:
                return int(connection.execute(query).scalar_one() or 0)

            unsealed = journal_rows.open_segments(connection)
            waiting = one(
                select(func.count()).select_from(schema.draft).where(draft.segment_no.in_(unsealed))
            )
            aside = schema.aside.c
            left_out = select(func.sum(segment.count)).select_from(
                schema.segment.join(schema.aside, aside.segment_no == segment.no)
            )
            # What was sealed again under a new key is one change, not two.
            twice = one(left_out.where(aside.kind == holding.REISSUED))
            return {
                "changes": one(select(func.sum(segment.count))) + waiting - twice,
                "held": one(left_out.where(aside.kind.in_(holding.SHOWN))),
                "segments": one(select(func.count()).select_from(schema.segment)),
                "records": one(select(func.count()).select_from(schema.current)),
                "unsealed": waiting,
            }

    def weight(self) -> int:
        """Sum of the weights of everything shown (``fold.RecordState.weight``)."""
        with self._reading() as connection:
            return caches.total_weight(connection)

    def tally(self, owner: str) -> str:
        """What the records of one owner add to the weight, hex: two stores with the same show the same of them."""
        with self._reading() as connection:
            found = ask(connection, "SELECT weight FROM tally WHERE owner = ?", (owner,))
        return str(found[0][0]) if found else "0"

    def digest(self) -> str:
        """Hash of everything shown."""
        return digest_text(self.weight(), SCHEMA)

    def heads_of(self, offices: Collection[str]) -> list[str]:
        """Heads of the complete chains of some offices' devices: what a statement says it knew."""
        with self._reading() as connection:
            return knowing.heads_of(connection, offices)

    def unknown_to(self, marks: Sequence[Mark], offices: Collection[str]) -> list[Entry]:
        """Changes signed by some offices that no writer of a mark knew, in order of arrival."""
        with self._reading() as connection:
            return knowing.unknown_to(connection, marks, offices)
