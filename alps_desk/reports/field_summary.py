"""Form 8, 分野別・種別別 総括表: how many projects, how much money, how they are rated, by field and type (R18, R25).

Money is net: what the bodies paid each other is taken out, in the budget by what was foreseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from alps_desk.domain.amounts import INITIAL
from alps_desk.domain.cells import CellState
from alps_desk.domain.consolidate import ProjectTotal, consolidate
from alps_desk.domain.kpi import WHOLE_YEAR
from alps_desk.domain.plan import Choice, Period, Plan, Project
from alps_desk.domain.records import record_id
from alps_desk.domain.scales import RATING, scale_of
from alps_desk.domain.shown import EMPTY, Figures
from alps_desk.reports import form_cells
from alps_desk.reports.form_cells import UNREPORTED, derived_cell
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.reports.year_facts import YearFacts, said_scale
from alps_desk.wording import say, term

NAME = "field_summary"
_TYPES = ("I", "II", "III", "")


@dataclass(frozen=True)
class _Entry:
    """What a project adds to its line.

    Attributes:
        ratings: labels of the bodies' ratings, each by the scale it was made with, "" for one that is missing.
        regional: label of the region's, "" if there is none.
    """

    project: Project
    budget: ProjectTotal
    spent: ProjectTotal
    ratings: Sequence[str]
    regional: str


def build(
    plan: Plan,
    period: Period,
    facts: YearFacts,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """The summary of a period.

    Args:
        plan: the plan of the year; period: says at which stage the settlement is, and which rating is counted.
        facts: figures and evaluations.
        made_by: name of the body; made_on: the day.
        display_unit: 1 (円) or 1000 (千円) on paper.
    """
    budgets = {row.project: row for row in consolidate(plan, facts.figures, INITIAL).rows}
    spent = {row.project: row for row in consolidate(plan, facts.figures, period.stage).rows}
    entries = [
        _Entry(
            project, budgets[project.code], spent[project.code], _ratings(plan, period, project, facts.figures),
            _regional(plan, project, facts),
        )
        for project in plan.projects
    ]  # fmt: skip
    own = _listed(plan, period, entries)
    regional = _regional_choices(plan, entries) if period.code == WHOLE_YEAR else []
    rows = _rows(plan, entries, own, regional)
    reports = [(one, True) for entry in entries for one in _reported(entry)] + [
        (office, False) for entry in entries for office in entry.spent.missing
    ]
    notes = [form_cells.completeness_note(plan, reports)]
    if any(not reported for _, reported in reports):
        notes.append(say("form_note_net_waiting"))
    notes += form_cells.conflict_note(row.cells for row in rows if row.kind == "data")
    notes += [say("form_note_stage", stage=form_cells.stage_name(period.stage)), say("form_note_net")]
    notes.append(say("summary_note_ratings" if regional else "summary_note_own"))
    if any(not project.type for project in plan.projects):
        notes.append(say("summary_note_types"))
    if display_unit != 1:
        notes.append(say("form_note_rounding"))
    return ReportTable(
        NAME,
        say("form_field_summary"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _columns(plan, period, own, regional),
        rows,
        as_of=form_cells.as_of(period),
        display_unit=display_unit,
        landscape=False,
        notes=notes,
        sample=plan.sample,
        key_columns=[Column(name, term(name), "code") for name in ("fy", "period")]
        + [Column("field_code", say("summary_field_code"), "code")],
    )


def _reported(entry: _Entry) -> list[str]:
    return [""] * entry.spent.reported


def _listed(plan: Plan, period: Period, entries: Iterable[_Entry]) -> list[Choice]:
    """The ratings a body may give in this period, and any other that was given by an older scale."""
    name = "rating" if period.code == WHOLE_YEAR else "pace"
    listed = [one for one in plan.choices(name) if not one.retired]
    given = {label for entry in entries for label in entry.ratings if label}
    others = sorted(given - {one.label for one in listed})
    return [*listed, *(Choice(f"other_{number}", label) for number, label in enumerate(others, 1))]


def _ratings(plan: Plan, period: Period, project: Project, figures: Figures) -> list[str]:
    field, listed = (RATING, "rating") if period.code == WHOLE_YEAR else ("pace", "pace")
    found = []
    for body in plan.bodies:
        if project.enters(body.key):
            record = record_id("progress", body.key, fy=plan.fy, period=period.code, project=project.code)
            cell = figures.get((record, field), EMPTY).cell
            label = plan.label(listed, str(cell.value), scale_of(figures, record))
            found.append(label if cell.state is CellState.VALUE else "")
    return found


def _regional(plan: Plan, project: Project, facts: YearFacts) -> str:
    """Label of the region's rating, by the scale it was made with (R39)."""
    said = facts.evaluation(plan.fy, project.code)
    cell = said["regional_rating"].cell
    return (
        plan.label(said_scale(plan, said, "regional_rating"), str(cell.value))
        if cell.state is CellState.VALUE
        else ""
    )


def _regional_choices(plan: Plan, entries: Iterable[_Entry]) -> list[str]:
    """Labels of the region's ratings: those of the scale, and any other that was given."""
    listed = [one.label for one in plan.choices("rating") if not one.retired]
    given = sorted({entry.regional for entry in entries if entry.regional} - set(listed))
    return [*listed, *given]


def _columns(plan: Plan, period: Period, own: Sequence[Choice], regional: Sequence[str]) -> list[Column]:
    name = term("self_rating" if period.code == WHOLE_YEAR else "pace")
    return [
        Column("field", term("field"), "text", width=15),
        Column("project_type", term("project_type"), "mark", width=6),
        Column("projects", say("summary_projects"), "count", width=5),
        Column("new", say("summary_new"), "count", width=5),
        Column("budget", say("summary_budget"), "yen", width=12),
        Column("spent", say("summary_spent"), "yen", width=12),
        Column("reported_count", term("reported_count"), "mark", width=6),
        *(Column(f"own_{one.code}", one.label, "count", width=4, group=name) for one in own),
        Column("own_none", say("summary_none"), "count", width=4, group=name),
        *(
            Column(f"regional_{number}", label, "count", width=4, group=term("regional_rating"))
            for number, label in enumerate(regional, 1)
        ),
        *(
            [Column("regional_none", say("summary_none"), "count", width=4, group=term("regional_rating"))]
            if regional
            else []
        ),
    ]


def _rows(plan: Plan, entries: Sequence[_Entry], own: Sequence[Choice], regional: Sequence[str]) -> list[Row]:
    """Field by field the types in it and their sum; then the types over all fields, and everything."""
    rows: list[Row] = []
    order = {field.code: number for number, field in enumerate(plan.fields)}
    codes = sorted(
        {entry.project.field for entry in entries}, key=lambda code: (order.get(code, len(order)), code)
    )
    for code in codes:
        some = [entry for entry in entries if entry.project.field == code]
        name = plan.field(code).name
        kinds = [kind for kind in _TYPES if any(entry.project.type == kind for entry in some)]
        for kind in kinds:
            of_kind = [entry for entry in some if entry.project.type == kind]
            rows.append(_row(plan, code, name, _kind(plan, kind), of_kind, own, regional))
        if len(kinds) > 1:
            rows.append(_row(plan, "", name, Cell(say("summary_sum")), some, own, regional, "subtotal"))
    everything = say("summary_all")
    for kind in _TYPES:
        of_kind = [entry for entry in entries if entry.project.type == kind]
        if of_kind:
            rows.append(_row(plan, "", everything, _kind(plan, kind), of_kind, own, regional, "subtotal"))
    rows.append(_row(plan, "", everything, Cell(say("summary_sum")), entries, own, regional, "total"))
    return rows


def _kind(plan: Plan, kind: str) -> Cell:
    return Cell(plan.label("project_type", kind)) if kind else Cell(None, "pending", say("form_type_unset"))


def _row(
    plan: Plan,
    code: str,
    name: str,
    kind: Cell,
    entries: Sequence[_Entry],
    own: Sequence[Choice],
    regional: Sequence[str],
    row_kind: Literal["data", "subtotal", "total"] = "data",
) -> Row:
    ratings = [rating for entry in entries for rating in entry.ratings]
    known = {one.label for one in own}
    cells = [
        Cell(name),
        kind,
        Cell(len(entries)),
        Cell(sum(_is_new(entry.project, plan.fy) for entry in entries)),
        _money([entry.budget for entry in entries]),
        _money([entry.spent for entry in entries]),
        Cell(
            say(
                "form_count",
                done=sum(entry.spent.reported for entry in entries),
                all=sum(entry.spent.expected for entry in entries),
            )
        ),
        *(Cell(ratings.count(one.label)) for one in own),
        Cell(sum(rating not in known for rating in ratings)),
    ]
    if regional:
        words = [entry.regional for entry in entries]
        cells += [*(Cell(words.count(label)) for label in regional), Cell(words.count(""))]
    keys = [Cell(str(plan.fy)), Cell(""), Cell(code)] if row_kind == "data" else []
    return Row(cells, row_kind, keys)


def _is_new(project: Project, fy: int) -> bool:
    return project.is_new or project.first_fy == fy


def _money(totals: Sequence[ProjectTotal]) -> Cell:
    """Net totals added up; of nothing reported it is no figure."""
    known = [total.net_yen for total in totals if total.net_yen is not None]
    return derived_cell(
        sum(known) if known else None, conflict=any(total.conflict for total in totals), missing=UNREPORTED
    )
