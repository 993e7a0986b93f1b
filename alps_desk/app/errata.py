"""正誤表: a report as it was given out, held against the same report now.

Promise: every cell that reads otherwise is listed, also rows that came or went, and nothing else. The entries behind a
cell are those that came since and that the cell is made of, as near as row and column say; where nothing of the kind
came (files taken back, rules of the program), none is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from alps_desk import wording
from alps_desk.app import issuing, reporting, tracing
from alps_desk.app.describing import field_label, period_label
from alps_desk.app.issuing import IssueView
from alps_desk.app.planning import plan_in_force
from alps_desk.app.reporting import Written
from alps_desk.app.tracing import Step
from alps_desk.domain.calendar import date_text, fiscal_year_text, stored_date_text
from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.records import ENTRY_TYPES, PLAN_TYPES, field_of, parse_record_id
from alps_desk.reports import errata_sheet
from alps_desk.reports.errata_sheet import Correction, Entered
from alps_desk.reports.report_words import full_heading, has_value, shown_value, stand_in
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say

if TYPE_CHECKING:
    from alps_desk.app.commands import WriteErrata
    from alps_desk.app.reporting import PdfWriter
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.plan import Plan

__all__ = ["Correction", "Errata", "errata", "write_errata"]

_MONEY = ("money", "burden")
_MOST_ENTRIES = 2_000
"""Entries that are listed on paper; a year of a country has more, and the note says how many."""


@dataclass(frozen=True)
class Errata:
    """What has changed since a report was given out.

    Attributes:
        corrections: cells that read otherwise, in the order of the report.
        steps: entries that came since and that a report of the year may show, newest first.
        table: the 正誤表.
    """

    view: IssueView
    corrections: tuple[Correction, ...]
    steps: tuple[Step, ...]
    table: ReportTable


def errata(place: Workplace, identifier: str) -> Errata:
    """What has changed since a report was given out.

    Raises:
        NotFound: no such issue of this office (``no_such_issue``).
    """
    view = issuing.find(place, identifier)
    asked = issuing.report_of(view, place.home.root)
    standing, at = issuing.standing_of(place, view)
    with issuing.as_issued(place, view) as then:
        before = reporting.table_of(then, asked)
    now = reporting.table_of(place, asked)
    plan = plan_in_force(place, view.fy)
    steps = [
        one
        for one in tracing.steps_of(place, place.store.came_after(standing, at))
        if _may_show(one, view.fy)
    ]
    corrections = tuple(_Differences(plan, steps).between(before, now))
    return Errata(view, corrections, tuple(steps), _table(place, plan, view, corrections, steps, now.sample))


def write_errata(place: Workplace, command: WriteErrata, write_pdf: PdfWriter | None) -> Written:
    """Write the 正誤表 as a file, whole or not at all.

    Raises:
        NotFound: no such issue (``no_such_issue``), or PDF where the parts that paint are missing.
        InputRejected: no such format, or letters that the encoding does not have.
        StoreUnavailable: the file cannot be written.
    """
    if command.format not in reporting.FORMATS:
        raise InputRejected(
            "report_format_unknown", format=excerpt(command.format), formats=" / ".join(reporting.FORMATS)
        )
    if command.encoding not in reporting.ENCODINGS:
        raise InputRejected("encoding_unknown", encoding=excerpt(command.encoding))
    found = errata(place, command.issue)
    reporting.write_table(found.table, command.format, command.out, command.encoding, write_pdf)
    return Written(command.out, len(found.corrections))


def _may_show(step: Step, fy: int) -> bool:
    """Whether a report of a year may show a field: figures up to that year, and the union's plan."""
    record = parse_record_id(step.record)
    field = field_of(record, step.field)
    if record.type not in (*ENTRY_TYPES, *PLAN_TYPES) or (field is not None and field.inner):
        return False
    return record.fy is None or record.fy <= fy


# --- what differs --------------------------------------------------------------------------------------------


class _Differences:
    def __init__(self, plan: Plan, steps: Sequence[Step]) -> None:
        self._plan = plan
        self._steps = steps
        self._offices = {body.code6: body.key for body in plan.bodies if body.code6}
        self._names = {body.name: body.key for body in plan.bodies}

    def between(self, before: ReportTable, now: ReportTable) -> Iterator[Correction]:
        """Cells that differ, row by row in the order of the new report; rows that are gone come last."""
        old, new = _by_row(before), _by_row(now)
        columns = {column.key: column for column in before.columns}
        gone = say("errata_no_row")
        for key, row in new.items():
            name = _name_of(now, row)
            if key not in old:
                yield self._correction(now, row, None, name, gone, say("errata_new_row"))
                continue
            for at, column in enumerate(now.columns):
                after = _text(row.cells[at], column)
                other = [
                    _text(cell, one)
                    for cell, one in zip(old[key].cells, before.columns, strict=True)
                    if one.key == column.key
                ]
                text = other[0] if other else ""
                if text != after and (column.key in columns or after):
                    yield self._correction(now, row, column, name, text, after)
        for key, row in old.items():
            if key not in new:
                yield self._correction(before, row, None, _name_of(before, row), say("errata_old_row"), gone)

    def _correction(
        self, table: ReportTable, row: Row, column: Column | None, name: str, before: str, after: str
    ) -> Correction:
        behind = self._behind(table, row, column)
        heading = full_heading(column) if column is not None else say("errata_whole_row")
        if not behind:
            return Correction(name, heading, before, after)
        last = behind[0]
        who = f"{self._plan.body(last.signer).name} {last.by}".strip()
        changes = {one.change for one in behind}
        return Correction(
            name, heading, before, after, _moment(last.at), who, last.why, len(changes) - 1,
            tuple(dict.fromkeys((one.record, one.field) for one in behind)),
        )  # fmt: skip

    def _behind(self, table: ReportTable, row: Row, column: Column | None) -> list[Step]:
        """The entries behind a cell: of its project and body; of its own field if there are any, else of its kind."""
        keys = _keys(table, row)
        project = keys.get("project", "")
        body = self._offices.get(keys.get("code6", ""), "")
        for cell, one in zip(row.cells, table.columns, strict=True):
            if not body and one.key in ("office", "body", "part_office", "payee", "payer"):
                body = self._names.get(str(cell.value), "")
        some = [one for one in self._steps if not project or one.project in (project, "")]
        if body:
            some = [one for one in some if _about(one, body)]
        if column is None:
            return [one for one in some if one.project == project] if project else []
        own = [one for one in some if one.field == column.key]
        if own:
            return own
        if column.kind in ("yen", "rate"):
            return [one for one in some if parse_record_id(one.record).type in _MONEY]
        if column.kind == "count":
            return [one for one in some if parse_record_id(one.record).type in ("actual", "target", "event")]
        return [one for one in some if parse_record_id(one.record).type in PLAN_TYPES]


def _about(step: Step, body: str) -> bool:
    record = parse_record_id(step.record)
    return body in (step.office, record.owner, record.part("payer")) or record.type in PLAN_TYPES


def _keys(table: ReportTable, row: Row) -> Mapping[str, str]:
    if row.kind != "data" or not row.keys:
        return {}
    return {
        column.key: str(cell.value if cell.value is not None else "")
        for column, cell in zip(table.key_columns, row.keys, strict=True)
    }


def _by_row(table: ReportTable) -> dict[tuple[str, ...], Row]:
    """Rows by what they are about, told apart by their order where that is not enough."""
    found: dict[tuple[str, ...], Row] = {}
    counts: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        name = (row.kind, *_keys(table, row).values(), *(_identity(table, row)))
        counts[name] = counts.get(name, 0) + 1
        found[(*name, str(counts[name]))] = row
    return found


_LABELS = (
    "office",
    "body",
    "part_office",
    "payee",
    "payer",
    "item",
    "label",
    "indicator_name",
    "stage",
    "period",
)


def _identity(table: ReportTable, row: Row) -> list[str]:
    """Words that say which row it is: bodies and labels; of a sum, and of a table without keys, its first cell."""
    shown = [(column, str(cell.value or "")) for column, cell in zip(table.columns, row.cells, strict=True)]
    named = [text for column, text in shown if column.label or column.key in _LABELS]
    if row.kind != "data":
        return [text for column, text in shown if column.kind in ("text", "code", "mark")][:4]
    if not row.keys and not named:
        return [text for column, text in shown if column.kind in ("text", "code")][:2]
    return named


def _name_of(table: ReportTable, row: Row) -> str:
    """What people call a row: its first words."""
    words = [
        _text(cell, column)
        for column, cell in zip(table.columns, row.cells, strict=True)
        if (column.kind in ("text", "code") or column.label) and cell.value
    ]
    return "　".join(one.replace("\n", " ") for one in words[:4] if len(one) <= 40) or say("errata_sum_row")


def _text(cell: Cell, column: Column) -> str:
    """A cell as people read it, yen as yen, with what is said about it."""
    if not has_value(cell):
        return stand_in(cell) if cell.state != "conflict" else cell.note or say("report_conflict")
    text = shown_value(cell, column)
    mark = cell.note or (say("report_conflict") if cell.state == "conflict" else "")
    return say("errata_marked", text=text, mark=mark) if mark else text


# --- on paper ------------------------------------------------------------------------------------------------


def _table(
    place: Workplace,
    plan: Plan,
    view: IssueView,
    corrections: Sequence[Correction],
    steps: Sequence[Step],
    sample: bool,
) -> ReportTable:
    about = [
        (
            say("errata_issued"),
            say("errata_issued_words", day=stored_date_text(view.issued_on), by=view.by).strip(),
        ),
        (say("errata_file"), view.file),
        (say("errata_made"), say("errata_made_words", day=date_text(place.clock().date()))),
        *([(wording.term("issue_note"), view.note)] if view.note else []),
    ]
    shown = steps[:_MOST_ENTRIES]
    notes = [say("errata_note_more", count=len(steps) - len(shown))] if len(steps) > len(shown) else []
    if not corrections:
        notes.insert(0, say("errata_note_none"))
    return errata_sheet.build(
        view.title,
        about,
        corrections,
        [_entered(plan, one) for one in shown],
        period_line=say("errata_period_line", title=view.title, period=_period_line(plan, view)),
        made_by=plan.body(place.office).name,
        made_on=place.clock().date(),
        notes=notes,
        sample=sample,
    )


def _period_line(plan: Plan, view: IssueView) -> str:
    return f"{fiscal_year_text(plan.fy)} {period_label(view.period)}"


def _entered(plan: Plan, step: Step) -> Entered:
    project = plan.project(step.project)
    record = parse_record_id(step.record)
    period = period_label(record.period or record.part("stage"))
    label = field_label(step.field, record.type)
    return Entered(
        _moment(step.at), plan.body(step.office).name, project.name if project is not None else step.project,
        say("errata_field_of", field=label, period=period) if period else label,
        step.before_text or say("cell_empty"), step.text,
        f"{plan.body(step.signer).name} {step.by}".strip(), step.why,
    )  # fmt: skip


def _moment(at: str) -> str:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{date_text(moment.date())} {moment.hour}:{moment.minute:02d}"
