"""What waits to be written out, as a table: project, field, value, who and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alps_desk import wording
from alps_desk.app.describing import field_label, period_label
from alps_desk.app.desk import Desk
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import TYPES, RecordId, parse_record_id
from alps_desk.domain.rules import check_office
from alps_desk.gui.forms.entry_panel import moment
from alps_desk.gui.widgets.grid.source import (
    CellEdit,
    ColumnKind,
    GridCell,
    GridColumn,
    GridSource,
    PasteReport,
)

_MOST = 2_000
"""Changes that are listed; of more only the number is told."""

_COLUMNS = (("project_name", 14.5), ("cell", 8.0), ("value", 12.5), ("by", 11.5), ("when", 11.0))


@dataclass(frozen=True)
class Waiting:
    """One change that is in no exchange file yet.

    Attributes:
        when: 平成29年度 上半期; project: its name, "" for the plan; place: number of the project, for the order.
    """

    when: str
    project: str
    place: int
    cell: str
    text: str
    by: str
    at: str


@dataclass(frozen=True)
class ExportState:
    """What the screen 書き出し shows.

    Attributes:
        changes: how many changes wait; listed: those of the office's own report, newest last; plan: how many
            fields of the plan (union).
        errors, warnings, missing: what the checks say about the period in view.
        exports: files written before, newest first: name, time, changes.
        unsubmitted: an office's report of the period in view is not handed in.
    """

    changes: int
    listed: tuple[Waiting, ...]
    plan: int
    errors: int
    warnings: int
    missing: int
    exports: tuple[tuple[str, str, int], ...]
    code: str
    unsubmitted: bool = False


def take_state(desk: Desk, fy: int, period: str) -> ExportState:
    """Ask the desk; safe on a reader's thread."""
    plans = {fy: desk.plan(fy)}
    waiting = sorted(desk.unexported())
    own = [(record, field) for record, field in waiting if not _of_plan(record)]
    listed = []
    for record, fields in _by_record(own[:_MOST]).items():
        parsed = parse_record_id(record)
        year = parsed.fy or fy
        if year not in plans:
            plans[year] = desk.plan(year)
        last = {line.field: line for line in desk.history(record)}
        for field in fields:
            line = last[field]
            listed.append(_waiting(plans[year], parsed, field, line.text, line.by, line.at))
    when = desk.period(plans[fy], period) if period else None
    found = check_office(plans[fy], when, desk.office, desk.figures(fy)) if when is not None else []
    levels = [finding.level for finding in found]
    exports = tuple((row.file, row.at, row.changes) for row in reversed(desk.exports()))
    return ExportState(
        desk.counts()["unsealed"],
        tuple(sorted(listed, key=lambda one: (one.place, one.when, one.cell))),
        len(waiting) - len(own),
        levels.count("error"),
        levels.count("warning"),
        levels.count("missing"),
        exports,
        desk.pairing_code,
        bool(period) and not desk.is_union and desk.submission(fy, period).state != "submitted",
    )


def _by_record(places: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for record, field in places:
        found.setdefault(record, []).append(field)
    return found


def _of_plan(record: str) -> bool:
    known = TYPES.get(parse_record_id(record).type)
    return known is not None and known.union_only


def _waiting(plan: Plan, record: RecordId, field: str, text: str, by: str, at: str) -> Waiting:
    project = plan.project(record.project)
    period = record.period or record.part("stage")
    year = fiscal_year_text(record.fy) if record.fy else ""
    name = project.name if project is not None else record.project
    payer = record.part("payer")
    if payer:
        name = wording.say("office_export_burden", project=name, body=plan.body(payer).name)
    return Waiting(
        f"{year} {period_label(period)}".strip(),
        name,
        project.number if project is not None else 0,
        field_label(field, record.type),
        text,
        by,
        moment(at),
    )


class WaitingSource(GridSource):
    """The table; nothing in it can be typed into."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Waiting, ...] = ()
        self._columns = tuple(
            GridColumn(key, wording.say(f"office_export_column_{key}"), kind=ColumnKind.TEXT, width_em=width)
            for key, width in _COLUMNS
        )

    def show(self, rows: tuple[Waiting, ...]) -> None:
        """Show other rows."""
        if rows != self._rows:
            self._rows = rows
            self.rows_changed.emit()

    def columns(self) -> Sequence[GridColumn]:
        return self._columns

    def row_count(self) -> int:
        return len(self._rows)

    def cell(self, row: int, column: int) -> GridCell:
        one = self._rows[row]
        texts = (one.project, one.cell, one.text, f"{one.by} {one.at}".strip(), one.when)
        return GridCell(texts[column])

    def row_key(self, row: int) -> object:
        one = self._rows[row]
        return one.when, one.project, one.cell

    def row_name(self, row: int) -> str:
        return f"{self._rows[row].project} {self._rows[row].cell}"

    def edit_many(self, edits: Sequence[CellEdit], name: str) -> PasteReport:
        raise AssertionError("nothing here can be edited")
