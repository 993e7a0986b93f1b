"""Form 1, 連携事業 進捗報告書（個票）: one sheet for each project and body that reports on it.

As data it is one row for each sheet; events and indicators, of which a sheet has many, are tables of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from alps_desk.domain.budget_lines import BudgetLine, budget_lines
from alps_desk.domain.cells import CellState, is_iso_date
from alps_desk.domain.kpi import WHOLE_YEAR, Course
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.domain.records import parse_record_id, record_id
from alps_desk.domain.scales import scale_of
from alps_desk.domain.shown import EMPTY, Figures, Shown
from alps_desk.reports import form_cells, indicator_cells, sheet_blocks
from alps_desk.reports.form_cells import BLANK, UNREPORTED, text_cell
from alps_desk.reports.indicator_list import of_body
from alps_desk.reports.money_cells import (
    carried_out_cell,
    current_cell,
    rate_cell,
    spent_cell,
    supplement_cell,
    unused_cell,
)
from alps_desk.reports.tables import Block, Cell, Column, ReportTable, Row
from alps_desk.reports.year_facts import YearFacts
from alps_desk.wording import say, term

NAME = "progress_sheet"
_CHOICES = (("progress_class", "progress_class"), ("pace", "pace"), ("self_rating", "rating"))
_TEXTS = ("plan_text", "done_text", "issues", "improvement", "next_actions")
_WHO = ("section", "unit", "person_in_charge")
_HEAD_COUNT = "head_count"


@dataclass(frozen=True)
class _Event:
    """An event (行事) of a report."""

    held_on: Shown
    name: Shown
    venue: Shown
    head_count: Shown


@dataclass(frozen=True)
class _Report:
    """What one body says of one project in one period."""

    plan: Plan
    period: Period
    project: Project
    line: BudgetLine
    figures: Figures
    events: Sequence[_Event]
    courses: Sequence[Course]

    def shown(self, field: str) -> Shown:
        """A field of the progress report."""
        office = self.line.office
        record = record_id(
            "progress", office, fy=self.plan.fy, period=self.period.code, project=self.project.code
        )
        return self.figures.get((record, field), EMPTY)

    @property
    def scale(self) -> str:
        """The scale the rating was made with (R39)."""
        record = record_id(
            "progress", self.line.office, fy=self.plan.fy, period=self.period.code, project=self.project.code
        )
        return scale_of(self.figures, record)

    def cell(self, field: str) -> Cell:
        """A field as people read it; a text may stay empty once the body has begun."""
        shown = self.shown(field)
        listed = dict(_CHOICES).get(field)
        label = self.plan.label(listed, str(shown.cell.value), self.scale) if listed else None
        optional = field not in ("progress_class", "done_text", self.rating) or self.begun
        return text_cell(shown, label, optional=optional and field != "progress_class")

    @property
    def rating(self) -> str:
        """Field that says how well it goes in this period."""
        return "self_rating" if self.period.code == WHOLE_YEAR else "pace"

    @property
    def begun(self) -> bool:
        """Whether anything at all is there."""
        fields = ("progress_class", self.rating, *_TEXTS)
        return self.line.spent_yen is not None or any(
            self.shown(field).cell.state is not CellState.EMPTY for field in fields
        )

    @property
    def body(self) -> str:
        return self.plan.body(self.line.office).name

    @property
    def as_of(self) -> date | None:
        """The day its figures stand at: its own, else that of the period."""
        said = self.shown("as_of_date").cell.value
        return (
            date.fromisoformat(said)
            if isinstance(said, str) and is_iso_date(said)
            else form_cells.as_of(self.period)
        )


def build(
    plan: Plan,
    period: Period,
    facts: YearFacts,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """The sheets of a period.

    Args:
        plan: the plan of the year; period: the period reported.
        facts: figures, indicators, and for which project or body.
        made_by: name of the body that makes them; made_on: the day.
        display_unit: 1 (円) or 1000 (千円) on paper.
    """
    scope = facts.scope
    events = _events(plan, period, facts.figures)
    reports = [
        _Report(
            plan, period, project, line, facts.figures, events.get((line.office, project.code), ()),
            [one for one in facts.courses_of(project.code) if any(s.office == line.office for s in one.now.said)],
        )
        for line in budget_lines(plan, facts.figures, period.stage)
        if (project := plan.project(line.project)) is not None and project.enters(line.office)
        if scope.has(project) and scope.has_body(line.office)
    ]  # fmt: skip
    rows = [_row(one) for one in reports]
    whole = ReportTable(
        NAME,
        say("form_progress_sheet"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _columns(),
        rows,
        as_of=form_cells.as_of(period),
        display_unit=display_unit,
        landscape=False,
        sample=plan.sample,
        key_columns=form_cells.key_columns(),
        notes=form_cells.conflict_note(row.cells for row in rows),
    )
    return replace(
        whole,
        sheets=[_sheet(whole, one) for one in reports],
        more=[_event_table(whole, reports), _indicator_table(whole, reports)],
    )


def _events(plan: Plan, period: Period, figures: Figures) -> dict[tuple[str, str], list[_Event]]:
    """(office, project) → its events, by day; those without a day last."""
    records: dict[str, dict[str, Shown]] = {}
    for (record, field), shown in figures.items():
        if record.startswith("event:"):
            records.setdefault(record, {})[field] = shown
    found: dict[tuple[str, str], list[tuple[str, str, _Event]]] = {}
    for record, fields in records.items():
        known = parse_record_id(record)
        if known.fy != plan.fy or known.period != period.code:
            continue
        names = ("held_on", "event_name", "venue", _HEAD_COUNT)
        event = _Event(*(fields.get(name, EMPTY) for name in names))
        if all(shown.cell.state is CellState.EMPTY for shown in vars(event).values()):
            continue
        day = event.held_on.cell.value
        found.setdefault((known.owner, known.project), []).append((str(day or "~"), record, event))
    return {
        key: [event for _, _, event in sorted(some, key=lambda one: one[:2])] for key, some in found.items()
    }


# The sheet


def _sheet(whole: ReportTable, report: _Report) -> ReportTable:
    project, plan = report.project, report.plan
    blocks = [
        sheet_blocks.paired(
            "",
            [
                (term("project_name"), Cell(project.name)),
                (say("sheet_body"), Cell(report.body)),
                *sheet_blocks.project_pairs(plan, project),
                (term("section"), Cell(_who(report))),
                (term(report.rating), report.cell(report.rating)),
                (term("progress_class"), report.cell("progress_class")),
                (say("sheet_method"), Cell(plan.label("method", project.method) if project.method else "")),
            ],
        ),
        sheet_blocks.labelled(
            say("sheet_contents"),
            [
                (term("overview"), sheet_blocks.said_of(plan, project.overview)),
                (term("plan_text"), report.cell("plan_text")),
                (term("done_text"), report.cell("done_text")),
            ],
        ),
        _event_block(report.events),
        sheet_blocks.indicators(plan, report.period, report.courses, lambda one: _own(one, report)),
        _money_block(report),
        sheet_blocks.labelled(
            say("sheet_next"), [(term(name), report.cell(name)) for name in ("issues", "improvement", "next_actions")]
        ),
    ]  # fmt: skip
    notes = []
    if report.courses and len(report.courses[0].now.said) > 1:
        notes.append(say("sheet_note_region"))
    if whole.display_unit != 1:
        notes.append(say("form_note_rounding"))
    return replace(
        whole,
        made_by=report.body,
        as_of=report.as_of,
        rows=[],
        key_columns=(),
        approval_boxes=say("sheet_approval_boxes").split(say("form_list_separator")),
        blocks=blocks,
        subject=project.name,
        notes=notes,
        # For the line below the title: the sheet has a column of money of its own.
        columns=[Column("spent", term("spent"), "yen")],
    )


def _who(report: _Report) -> str:
    said = (report.shown(field).cell for field in _WHO)
    return "　".join(str(cell.value) for cell in said if cell.state is CellState.VALUE)


def _own(course: Course, report: _Report) -> Cell:
    return indicator_cells.actual_cell(of_body(course, report.line.office).now)


def _event_block(events: Sequence[_Event]) -> Block:
    columns = (
        Column("held_on", term("held_on"), "date", width=10),
        Column("event_name", term("event_name"), "text", width=28),
        Column("venue", term("venue"), "text", width=16),
        Column(_HEAD_COUNT, term(_HEAD_COUNT), "count", unit=say("sheet_people"), width=7),
    )
    rows = [Row(_event_cells(one)) for one in events]
    counts = [one.head_count.cell.value for one in events]
    known = [count for count in counts if isinstance(count, int)]
    if len(events) > 1 and known:
        whole = "" if len(known) == len(events) else say("form_count", done=len(known), all=len(events))
        total = [Cell(say("sheet_total")), BLANK, BLANK, Cell(sum(known), note=whole)]
        rows.append(Row(total, "total"))
    return Block(say("sheet_events"), columns, rows)


def _event_cells(event: _Event) -> list[Cell]:
    said = event.held_on.cell.value
    day = text_cell(event.held_on, optional=True)
    if isinstance(said, str) and is_iso_date(said):
        day = replace(day, value=date.fromisoformat(said))
    count = event.head_count
    return [
        day,
        text_cell(event.name, optional=True),
        text_cell(event.venue, optional=True),
        replace(text_cell(count, optional=True), value=count.cell.value)
        if isinstance(count.cell.value, int)
        else text_cell(count, optional=True),
    ]


_MONEY = (
    ("budget_initial", 11), ("budget_changes", 9), ("budget_current", 11), ("spent", 11), ("execution_rate", 7),
    ("carried_out", 9), ("unused", 9),
)  # fmt: skip


def _money_columns() -> list[Column]:
    return [
        Column(name, term(name), "rate" if name == "execution_rate" else "yen", width=width)
        for name, width in _MONEY
    ]


def _money_cells(report: _Report) -> list[Cell]:
    line, stage = report.line, report.period.stage
    return [
        form_cells.amount_cell(line.amounts["budget_initial"]),
        supplement_cell(line),
        current_cell(line),
        spent_cell(line),
        rate_cell(line),
        carried_out_cell(line),
        unused_cell(line, stage),
    ]


def _money_block(report: _Report) -> Block:
    stage = form_cells.stage_name(report.period.stage)
    return Block(say("sheet_money", stage=stage), _money_columns(), [Row(_money_cells(report))])


# As data


def _columns() -> list[Column]:
    return [
        *form_cells.project_columns(),
        Column("office", term("office"), "text", width=9),
        *(Column(name, term(name), "text", width=8) for name in _WHO),
        Column("as_of_date", term("as_of_date"), "date", width=9),
        *(Column(name, term(name), "mark", width=7) for name, _ in _CHOICES),
        *_money_columns(),
        *(Column(name, term(name), "text", width=26) for name in _TEXTS),
        Column("events", say("sheet_events"), "text", width=20),
        Column("event_count", say("sheet_event_count"), "count", width=6),
        Column(_HEAD_COUNT, term(_HEAD_COUNT), "count", unit=say("sheet_people"), width=6),
    ]


def _row(report: _Report) -> Row:
    counts = [one.head_count.cell.value for one in report.events]
    known = [count for count in counts if isinstance(count, int)]
    day = report.as_of
    return Row(
        [
            *form_cells.project_cells(report.plan, report.project),
            Cell(report.body),
            *(text_cell(report.shown(name), optional=True) for name in _WHO),
            Cell(day) if day else BLANK,
            *(
                report.cell(name) if name in ("progress_class", report.rating) else _choice(report, name)
                for name, _ in _CHOICES
            ),
            *_money_cells(report),
            *(report.cell(name) for name in _TEXTS),
            Cell("\n".join(_in_words(one) for one in report.events)),
            Cell(len(report.events)) if report.begun or report.events else UNREPORTED,
            Cell(sum(known)) if known else BLANK,
        ],
        keys=form_cells.key_cells(
            report.plan, report.period, report.project, report.plan.body(report.line.office)
        ),
    )


def _choice(report: _Report, field: str) -> Cell:
    shown = report.shown(field)
    label = report.plan.label(dict(_CHOICES)[field], str(shown.cell.value), report.scale)
    return text_cell(shown, label, optional=True)


def _in_words(event: _Event) -> str:
    """H29.9.30 移住セミナー 大町市役所 12人, in one line."""
    parts = [str(shown.cell.value) for shown in (event.held_on, event.name, event.venue) if shown.cell.value]
    count = event.head_count.cell.value
    return "　".join([*parts, say("sheet_head_count", count=count)] if isinstance(count, int) else parts)


def _key_cells(report: _Report) -> list[Cell]:
    return [*form_cells.project_cells(report.plan, report.project), Cell(report.body)]


def _event_table(whole: ReportTable, reports: Iterable[_Report]) -> ReportTable:
    """Every event of every sheet."""
    columns = [
        *form_cells.project_columns(),
        Column("office", term("office"), "text"),
        *_event_block(()).columns,
    ]
    rows = [Row([*_key_cells(one), *_event_cells(event)]) for one in reports for event in one.events]
    return replace(
        whole, title=say("sheet_events"), columns=columns, rows=rows, key_columns=(), notes=(), landscape=True
    )


def _indicator_table(whole: ReportTable, reports: Sequence[_Report]) -> ReportTable:
    """Every indicator of every sheet."""
    columns: list[Column] = []
    rows = []
    for one in reports:
        block = sheet_blocks.indicators(one.plan, one.period, one.courses, lambda c, r=one: _own(c, r))  # type: ignore[misc]
        columns = list(block.columns)
        rows += [Row([*_key_cells(one), *row.cells]) for row in block.rows]
    head = [*form_cells.project_columns(), Column("office", term("office"), "text")]
    names = {column.key for column in head}
    columns = [
        replace(column, key=f"indicator_{column.key}") if column.key in names else column
        for column in columns
    ]
    return replace(
        whole,
        title=term("indicator_name"),
        columns=[*head, *columns],
        rows=rows,
        key_columns=(),
        notes=(),
        landscape=True,
    )
