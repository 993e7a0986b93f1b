"""Form 7, 事業評価シート: one sheet for each project, the offices' own evaluation and the region's side by side (R40).

As data it is one row for each evaluation: those of the bodies, and that of the union.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from alps_desk.domain.amounts import SETTLED
from alps_desk.domain.budget_lines import BudgetLine, budget_lines, sum_lines
from alps_desk.domain.cells import CellState
from alps_desk.domain.consolidate import ProjectTotal, consolidate
from alps_desk.domain.kpi import WHOLE_YEAR
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.domain.records import TYPES, UNION, record_id
from alps_desk.domain.scales import RATING, ratings_of, scale_of
from alps_desk.domain.shown import EMPTY, Figures, Shown
from alps_desk.reports import form_cells, sheet_blocks
from alps_desk.reports.form_cells import BLANK, NOT_APPLICABLE, UNREPORTED, derived_cell, text_cell
from alps_desk.reports.money_cells import current_cell, rate_cell, spent_cell, sum_cell, sum_rate_cell
from alps_desk.reports.tables import Block, Cell, Column, ReportTable, Row
from alps_desk.reports.year_facts import YearFacts, said_scale
from alps_desk.wording import say, term

NAME = "evaluation_sheet"
_GRADES = ("relevance", "effectiveness", "efficiency")
_OF_OFFICE = ("achievement_text", "grade_reason", "direction_reason", "next_actions")
_OF_UNION = ("grade_reason", "panel_comments", "direction_reason", "next_actions")
_PROSE = ("achievement_text", "grade_reason", "panel_comments", "direction_reason", "next_actions")


@dataclass(frozen=True)
class _Word:
    """One evaluation of a project's year.

    Attributes:
        office: whose; the union's own is that of the region if ``regional``.
        fields: field → what is shown; the rating of an office stands in ``self_rating``.
        scales: rating → the code list it is read by.
    """

    plan: Plan
    office: str
    fields: Mapping[str, Shown]
    scales: Mapping[str, str]
    regional: bool = False

    def cell(self, field: str, *, optional: bool = True) -> Cell:
        """A field as people read it."""
        shown = self.fields.get(field, EMPTY)
        known = TYPES["regional_evaluation"].fields.get(field)
        label = None
        if known is not None and known.kind == "choice":
            label = self.plan.label(self.scales.get(field, known.choices), str(shown.cell.value))
        elif field in self.scales:
            label = self.plan.label(self.scales[field], str(shown.cell.value))
        return text_cell(shown, label, optional=optional)

    @property
    def said(self) -> bool:
        """Whether anything is there."""
        return any(one.cell.state is not CellState.EMPTY for one in self.fields.values())


def build(
    plan: Plan,
    period: Period,
    facts: YearFacts,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """The sheets of a year.

    Args:
        plan: the plan of the year; period: the period whose amounts are shown; evaluations are of the whole year.
        facts: figures, indicators, evaluations, and for which project or body.
        made_by: name of the body that makes them; made_on: the day.
        display_unit: 1 (円) or 1000 (千円) on paper.
    """
    scope = facts.scope
    projects = [
        project
        for project in plan.projects
        if scope.has(project) and (not scope.office or project.enters(scope.office))
    ]
    lines: dict[str, list[BudgetLine]] = {}
    for line in budget_lines(plan, facts.figures, period.stage):
        if facts.alone in ("", line.office):
            lines.setdefault(line.project, []).append(line)
    totals = {row.project: row for row in consolidate(plan, facts.figures, period.stage).rows}
    words = {project.code: _words(plan, project, facts) for project in projects}
    rows = [
        _row(plan, period, project, word, lines.get(project.code, ()))
        for project in projects
        for word in words[project.code]
    ]
    whole = ReportTable(
        NAME,
        say("form_evaluation_sheet"),
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
    sheets = [
        _sheet(whole, plan, period, project, facts, words[project.code], lines.get(project.code, ()), totals[project.code])
        for project in projects
    ]  # fmt: skip
    return replace(whole, sheets=sheets)


def _words(plan: Plan, project: Project, facts: YearFacts) -> list[_Word]:
    """The evaluations of the bodies in official order, that of the region last."""
    found = [
        _Word(
            plan,
            body.key,
            _of_office(plan, project, facts.figures, body.key),
            {RATING: _scale_of_office(plan, project, facts.figures, body.key)},
        )
        for body in plan.bodies
        if project.enters(body.key) and facts.alone in ("", body.key)
    ]
    regional = facts.evaluation(plan.fy, project.code)
    scales = {name: said_scale(plan, regional, name) for name in ratings_of("regional_evaluation")}
    return [*found, _Word(plan, UNION, regional, scales, regional=True)]


def _scale_of_office(plan: Plan, project: Project, figures: Figures, office: str) -> str:
    """The scale that an office's rating was made with (R39)."""
    report = record_id("progress", office, fy=plan.fy, period=WHOLE_YEAR, project=project.code)
    said = scale_of(figures, report)
    return said if said in plan.lists else plan.scale


def _of_office(plan: Plan, project: Project, figures: Figures, office: str) -> dict[str, Shown]:
    """An office's own evaluation; rating and next actions stand in its report of the whole year."""
    own = record_id("evaluation", office, fy=plan.fy, project=project.code)
    fields = {name: figures.get((own, name), EMPTY) for name in TYPES["evaluation"].fields}
    report = record_id("progress", office, fy=plan.fy, period=WHOLE_YEAR, project=project.code)
    return {
        **fields,
        **{name: figures.get((report, name), EMPTY) for name in (RATING, "next_actions")},
    }


# The sheet


def _sheet(
    whole: ReportTable,
    plan: Plan,
    period: Period,
    project: Project,
    facts: YearFacts,
    words: Sequence[_Word],
    lines: Sequence[BudgetLine],
    total: ProjectTotal,
) -> ReportTable:
    own, regional = words[:-1], words[-1]
    method = plan.label("method", project.method) if project.method else ""
    blocks = [
        sheet_blocks.paired(
            "",
            [
                (term("project_name"), Cell(project.name)),
                (term("field"), Cell(plan.field(project.field).name)),
                *(pair for pair in sheet_blocks.project_pairs(plan, project) if pair[0] != term("field")),
                (say("sheet_method"), sheet_blocks.said_of(plan, method)),
            ],
        ),
        sheet_blocks.labelled(
            say("evaluation_aim"),
            [(term(name), sheet_blocks.said_of(plan, getattr(project, name))) for name in ("purpose", "target_group", "overview")],
        ),
        sheet_blocks.indicators(plan, period, facts.courses_of(project.code)),
        _cost(plan, period, facts.figures, project, lines, total),
        *_own_blocks(plan, own),
        _regional_block(regional),
    ]  # fmt: skip
    notes = [say("evaluation_note_net")] if total.elimination_yen else []
    if set(regional.scales.values()) != {plan.scale}:
        notes.append(say("evaluation_note_scale"))
    if whole.display_unit != 1:
        notes.append(say("form_note_rounding"))
    return replace(
        whole,
        rows=[],
        key_columns=(),
        blocks=blocks,
        subject=project.name,
        notes=notes,
        columns=[Column("spent", term("spent"), "yen")],
    )


def _cost(
    plan: Plan,
    period: Period,
    figures: Figures,
    project: Project,
    lines: Sequence[BudgetLine],
    total: ProjectTotal,
) -> Block:
    """What it cost: by body, and the net total of the region (R18)."""
    staff = {line.office: _personnel(plan, period, figures, project, line.office) for line in lines}
    with_staff = any(one.cell.state is not CellState.EMPTY for one in staff.values())
    columns = [
        Column("office", term("office"), "text", width=16),
        Column("current", term("budget_current"), "yen", width=12),
        Column("spent", term("spent"), "yen", width=12),
        Column("rate", term("execution_rate"), "rate", width=8),
        *([Column("personnel", term("personnel_cost"), "yen", width=12)] if with_staff else []),
    ]
    rows = [
        Row(
            [
                Cell(plan.body(line.office).name), current_cell(line), spent_cell(line), rate_cell(line),
                *([_amount(staff[line.office])] if with_staff else []),
            ]
        )
        for line in lines
    ]  # fmt: skip
    if len(lines) > 1:
        sums = sum_lines(lines)
        stated = [one.cell.value for one in staff.values() if isinstance(one.cell.value, int)]
        extra = [derived_cell(sum(stated) if stated else None)] if with_staff else []
        count = say("form_count", done=total.reported, all=total.expected)
        rows.append(
            Row(
                [
                    Cell(say("evaluation_gross", count=count)),
                    sum_cell(sums, "current", period.stage),
                    derived_cell(total.gross_yen, conflict=total.conflict, missing=UNREPORTED),
                    sum_rate_cell(sums),
                    *extra,
                ],
                "subtotal",
            )
        )
        if total.elimination_yen:
            net = derived_cell(total.net_yen, conflict=total.conflict, missing=UNREPORTED)
            blank = [NOT_APPLICABLE] if with_staff else []
            rows.append(Row([Cell(term("net_total")), NOT_APPLICABLE, net, NOT_APPLICABLE, *blank], "total"))
    stage = form_cells.stage_name(period.stage)
    return Block(say("evaluation_cost", stage=stage), columns, rows)


def _personnel(plan: Plan, period: Period, figures: Figures, project: Project, office: str) -> Shown:
    for stage in dict.fromkeys((period.stage, SETTLED)):
        record = record_id("money", office, fy=plan.fy, project=project.code, stage=stage)
        if (record, "personnel_cost") in figures:
            return figures[record, "personnel_cost"]
    return EMPTY


def _amount(shown: Shown) -> Cell:
    cell = text_cell(shown, optional=True)
    return replace(cell, value=shown.cell.value) if isinstance(shown.cell.value, int) else cell


def _own_blocks(plan: Plan, words: Sequence[_Word]) -> list[Block]:
    """自己評価: the marks of the bodies in one table, and their words below."""
    marks = [
        Column("office", term("office"), "text", width=14),
        Column("self_rating", say("kpi_rating"), "mark", width=7),
        *(Column(name, term(name), "mark", width=7) for name in _GRADES),
        Column("direction", term("direction"), "mark", width=16),
    ]
    rows = [
        Row(
            [
                Cell(plan.body(word.office).name),
                *(word.cell(name, optional=False) for name in ("self_rating", *_GRADES, "direction")),
            ]
        )
        for word in words
    ]
    said = [
        Column("office", term("office"), "text", width=8, label=True),
        Column("kind", say("evaluation_kind"), "text", width=8, label=True),
        Column("text", say("evaluation_words"), "text", width=44),
    ]
    prose = [
        Row([Cell(plan.body(word.office).name), Cell(term(name)), cell])
        for word in words
        for name in _OF_OFFICE
        if (cell := word.cell(name)).value or cell.state != "value"
    ]
    return [
        Block(say("evaluation_own"), marks, rows),
        *([Block(say("evaluation_own_words"), said, prose)] if prose else []),
    ]


def _regional_block(word: _Word) -> Block:
    """圏域評価: marks and words of the region."""
    columns = [
        Column("label_1", "", "text", width=9, label=True),
        Column("value_1", "", "text", width=51),
    ]
    names = ("regional_rating", "external_rating", *_GRADES)
    marks = say("form_list_separator").join(
        say("evaluation_mark", name=term(name), value=str(cell.value))
        for name in names
        if (cell := word.cell(name)).value
    )
    rows = [
        Row(
            [
                Cell(say("evaluation_marks")),
                Cell(marks) if marks else Cell(None, "pending", say("evaluation_not_yet")),
            ]
        )
    ]
    rows += [Row([Cell(term(name)), word.cell(name)]) for name in ("grade_reason", "panel_comments")]
    rows += [
        Row([Cell(term(name)), word.cell(name)]) for name in ("direction", "direction_reason", "next_actions")
    ]
    return Block(term("regional_rating"), columns, rows)


# As data


def _columns() -> list[Column]:
    return [
        *form_cells.project_columns(),
        Column("evaluator", say("evaluation_by"), "text", width=9),
        Column("kind", say("evaluation_kind"), "mark", width=7),
        Column("rating", say("kpi_rating"), "mark", width=5),
        Column("external_rating", term("external_rating"), "mark", width=5),
        *(Column(name, term(name), "mark", width=6) for name in _GRADES),
        Column("direction", term("direction"), "mark", width=10),
        Column("budget_current", term("budget_current"), "yen", width=10),
        Column("spent", term("spent"), "yen", width=10),
        Column("execution_rate", term("execution_rate"), "rate", width=7),
        *(Column(name, term(name), "text", width=22) for name in _PROSE),
    ]


def _row(plan: Plan, period: Period, project: Project, word: _Word, lines: Sequence[BudgetLine]) -> Row:
    line = next((one for one in lines if one.office == word.office and not word.regional), None)
    money = [current_cell(line), spent_cell(line), rate_cell(line)] if line else [BLANK] * 3
    kind = term("regional_rating" if word.regional else "self_rating")
    rating = word.cell("regional_rating" if word.regional else "self_rating", optional=word.regional)
    own = _OF_UNION if word.regional else _OF_OFFICE
    return Row(
        [
            *form_cells.project_cells(plan, project),
            Cell(plan.body(word.office).name),
            Cell(kind),
            rating,
            word.cell("external_rating"),
            *(word.cell(name) for name in (*_GRADES, "direction")),
            *money,
            *(word.cell(name) if name in own else BLANK for name in _PROSE),
        ],
        keys=form_cells.key_cells(plan, period, project, plan.body(word.office)),
    )
