"""Questions the window and the command line ask; every answer is a frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alps_desk.app.describing import changed_text, why_text
from alps_desk.app.entry import period_in
from alps_desk.app.planning import plan_in_force
from alps_desk.domain.board import BoardCell as BoardCell  # noqa: PLC0414 - the questions' own, found here too
from alps_desk.domain.board import BoardState as BoardState  # noqa: PLC0414
from alps_desk.domain.cells import CellState, from_stored
from alps_desk.domain.errors import NotFound
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import DELETED, ENTRY_TYPES, parse_record_id
from alps_desk.domain.shown import EMPTY, Figures, Shown

if TYPE_CHECKING:
    from collections.abc import Collection

    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.fold import Entry
    from alps_desk.domain.journal import Scalar
    from alps_desk.domain.plan import Plan
    from alps_desk.store.rows import CellRow, ConflictRow


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One current value with where it comes from (law 7)."""

    record: str
    office: str
    fy: int
    period: str
    project: str
    field: str
    value: Scalar
    state: str
    detail: str
    change: str
    by: str
    at: str
    conflict: bool
    on_behalf: bool


def values(
    place: Workplace,
    *,
    fy: int | None = None,
    period: str = "",
    office: str = "",
    project: str = "",
) -> list[ValueRow]:
    """Current values of what the offices enter, ordered by record and field."""
    rows = place.store.cells(ENTRY_TYPES, fy=fy)
    stages = _stages_of(place, fy, period)
    kept = []
    for row in rows:
        record = parse_record_id(row.record)
        if project and record.project != project:
            continue
        if period and not (record.period == period or record.part("stage") in stages or not _timed(row)):
            continue
        if office and writer_of(record, row.field) != office:
            continue
        kept.append(row)
    entries = place.store.changes_at([row.place for row in kept])
    return [_value_row(row, entries[row.place]) for row in kept]


def _timed(row: CellRow) -> bool:
    record = parse_record_id(row.record)
    return bool(record.period or record.part("stage"))


def _stages_of(place: Workplace, fy: int | None, period: str) -> set[str]:
    if not period:
        return set()
    try:
        stage = period_in(plan_in_force(place, fy), period).stage
    except NotFound:
        stage = period
    return {stage, "initial"}


def _value_row(row: CellRow, entry: Entry) -> ValueRow:
    record = parse_record_id(row.record)
    cell = from_stored(row.value)
    state, detail = _json_state(cell.state, row.conflict)
    return ValueRow(
        row.record,
        writer_of(record, row.field),
        record.fy or 0,
        record.period or record.part("stage"),
        record.project,
        row.field,
        cell.value if cell.state is CellState.VALUE else cell.expected_on,
        state,
        detail,
        entry.change.id,
        entry.change.by,
        entry.change.at,
        row.conflict,
        row.on_behalf,
    )


def _json_state(state: CellState, conflict: bool) -> tuple[str, str]:
    """One of the five states that the command line promises, and the finer one."""
    if conflict:
        return "conflict", state.value
    coarse = {CellState.TALLYING: "pending", CellState.UNKNOWN: "none", CellState.WITHHELD: "value"}
    return coarse.get(state, state.value), state.value


def figures(
    place: Workplace, fy: int | None = None, records: Collection[str] | None = None
) -> dict[tuple[str, str], Shown]:
    """Everything the offices entered, for checks, totals and reports; of some records only where they are named."""
    return {
        (row.record, row.field): Shown(from_stored(row.value), row.conflict, row.on_behalf)
        for row in place.store.cells(ENTRY_TYPES, fy=fy, records=records)
    }


def promises(place: Workplace, fy: int, office: str) -> list[tuple[str, str, str]]:
    """Everything that an office has promised to decide: record, field, expected day; without a day last."""
    found = [
        (record, field, one.cell.expected_on or "")
        for (record, field), one in figures(place, fy).items()
        if one.cell.state is CellState.PENDING and writer_of(parse_record_id(record), field) == office
    ]
    return sorted(found, key=lambda one: (not one[2], one[2], one[0], one[1]))


def shown(found: Figures, record: str, field: str) -> Shown:
    """What is shown in a field."""
    return found.get((record, field), EMPTY)


# --- conflicts and history -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """One word of a conflict."""

    value: Scalar
    text: str
    office: str
    by: str
    at: str
    change: str
    why: str
    on_behalf: bool


@dataclass(frozen=True, slots=True)
class ConflictView:
    """One conflict as it is shown and settled.

    Attributes:
        id: record and field; heads: ids on screen when it was listed.
        base: what all candidates started from, as text and stored, "" and None if nothing was there.
        candidates: in order of time, then id; shown: id of the provisional one.
    """

    id: str
    record: str
    office: str
    project: str
    field: str
    base: Scalar
    base_text: str
    candidates: tuple[Candidate, ...]
    shown: str

    @property
    def heads(self) -> tuple[str, ...]:
        """Ids of the changes that disagree."""
        return tuple(one.change for one in self.candidates)


def conflict_id(record: str, field: str) -> str:
    """Id of a conflict: stable as long as the field is in conflict."""
    return f"{record}/{field}"


def conflicts(place: Workplace) -> list[ConflictView]:
    """Everything that waits for a decision, by record and field."""
    plan = _any_plan(place)
    return [_conflict(place, row, plan) for row in place.store.conflicts()]


def conflict(place: Workplace, wanted: str) -> ConflictView | None:
    """One conflict by its id; None if there is no such conflict."""
    for row in place.store.conflicts():
        if conflict_id(row.record, row.field) == wanted:
            return _conflict(place, row, _any_plan(place))
    return None


def _any_plan(place: Workplace) -> Plan | None:
    try:
        return plan_in_force(place)
    except NotFound:
        return None


def _conflict(place: Workplace, row: ConflictRow, plan: Plan | None) -> ConflictView:
    record = parse_record_id(row.record)
    base, base_text = _base(place, row, plan)
    candidates = [
        Candidate(
            entry.change.values.get(row.field),
            changed_text(entry.change, row.field, plan),
            entry.office, entry.change.by, entry.change.at, entry.change.id, why_text(entry.change.why),
            bool(entry.change.on_behalf),
        )
        for entry in sorted(row.heads, key=lambda entry: (entry.change.at, entry.change.id))
    ]  # fmt: skip
    return ConflictView(
        conflict_id(row.record, row.field), row.record, record.owner, record.project, row.field, base,
        base_text, tuple(candidates), row.shown,
    )  # fmt: skip


def _base(place: Workplace, row: ConflictRow, plan: Plan | None) -> tuple[Scalar, str]:
    """The value every candidate had seen and how it reads, if there was one such value."""
    seen = [set(entry.change.seen.get(row.field, ())) for entry in row.heads]
    common = set.intersection(*seen) if seen else set()
    if not common:
        return None, ""
    for line in place.store.history(row.record):
        if line.entry.change.id in common:
            value = line.entry.change.values.get(row.field)
            return value, changed_text(line.entry.change, row.field, plan) if value is not None else ""
    return None, ""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """One change of a field: who, when, from what to what, by which file."""

    change: str
    field: str
    before: Scalar
    value: Scalar
    before_text: str
    text: str
    office: str
    device: str
    by: str
    at: str
    why: str
    on_behalf: str
    file: str
    taken_at: str
    replaced: tuple[str, ...]
    current: bool
    held: bool = False


def history(place: Workplace, record: str, field: str = "") -> list[HistoryView]:
    """Every change of a record or field, newest last.

    Raises:
        NotFound: nothing is known of the record (``no_such_record``).
    """
    rows = place.store.history(record)
    if not rows:
        raise NotFound("no_such_record", record=record[:80])
    plan = _any_plan(place)
    by_id = {row.entry.change.id: row.entry for row in rows}
    state = place.store.state(record)
    found = []
    for row in rows:
        change = row.entry.change
        for name, value in sorted(change.values.items()):
            if field and name != field:
                continue
            seen = [by_id[one] for one in change.seen.get(name, ()) if one in by_id]
            before = seen[-1].change.values.get(name) if seen else None
            heads = state.deletion_heads if name == DELETED else ()
            if name in state.fields:
                heads = state.fields[name].heads
            found.append(
                HistoryView(
                    change.id, name, before, value,
                    changed_text(seen[-1].change, name, plan) if seen else "",
                    changed_text(change, name, plan),
                    row.entry.office, row.entry.device, change.by, change.at, why_text(change.why), change.on_behalf,
                    row.file, row.taken_at, tuple(change.seen.get(name, ())),
                    change.id in {entry.change.id for entry in heads}, row.held,
                )
            )  # fmt: skip
    return found


def office_heard(place: Workplace) -> dict[str, str]:
    """Office → time of its latest file taken here."""
    latest: dict[str, str] = {}
    for row in place.store.imports():
        latest[row.office] = max(latest.get(row.office, ""), row.taken_at)
    return latest
