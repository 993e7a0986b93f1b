"""Form 3, 成果指標一覧: every indicator with its targets and figures of five years (R26-R33).

One row for the region; where the figures of bodies may not be put together, one for each body instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.indicator_form import judged
from alps_desk.domain.indicators import Aggregation, Total, ValueState
from alps_desk.domain.kpi import WHOLE_YEAR, Course, Point, how_of
from alps_desk.domain.plan import Period, Plan
from alps_desk.reports import form_cells
from alps_desk.reports import indicator_cells as cells
from alps_desk.reports.form_cells import BLANK
from alps_desk.reports.tables import Cell, Column, ReportTable, Row, Trend
from alps_desk.reports.year_facts import YearFacts
from alps_desk.wording import say, term

NAME = "indicator_list"


def build(
    plan: Plan,
    period: Period,
    facts: YearFacts,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """The indicators of a year.

    Args:
        plan: the plan of the year; period: the period of its figures, earlier years stand at the whole year.
        facts: the indicators over the years.
        made_by: name of the body; made_on: the day.
        display_unit: without meaning here; there is no money.
    """
    lines = [line for course in facts.courses for line in _lines(course)]
    years = [point.fy for point in facts.courses[0].points] if facts.courses else [plan.fy]
    rows = [_row(plan, period, course, office) for course, office in lines]
    notes = [say("kpi_note_rate"), say("kpi_note_rating")]
    if scale := _scale_words(plan):
        notes.append(say("kpi_note_scale", scale=scale))
    if period.code != WHOLE_YEAR:
        notes.append(say("kpi_note_period"))
    if any(cell.trend is not None for row in rows for cell in row.cells):
        notes.append(say("kpi_note_trend"))
    if any(office for _, office in lines):
        notes.append(say("kpi_note_bodies"))
    notes += form_cells.conflict_note(row.cells for row in rows)
    return ReportTable(
        NAME,
        say("form_indicator_list"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _columns(years),
        rows,
        as_of=form_cells.as_of(period),
        display_unit=display_unit,
        notes=notes,
        sample=plan.sample,
        key_columns=_key_columns(),
    )


def _columns(years: Sequence[int]) -> list[Column]:
    baseline, final = term("baseline"), say("kpi_final")
    columns = [
        Column("field", term("field"), "text", width=8),
        Column("project_name", term("project_name"), "text", width=13),
        Column("indicator_name", term("indicator_name"), "text", width=13),
        Column("indicator_unit", say("kpi_unit"), "mark", width=4),
        Column("baseline", say("kpi_value"), "count", width=6, group=baseline),
        Column("baseline_time", say("kpi_time"), "mark", width=5, group=baseline),
    ]
    for fy in years:
        group = fiscal_year_text(fy)
        columns += [
            Column(f"target_{fy}", say("kpi_target"), "count", width=6, group=group),
            Column(f"actual_{fy}", say("kpi_actual"), "count", width=6, group=group),
        ]
    return [
        *columns,
        Column("final_target", say("kpi_target"), "count", width=6, group=final),
        Column("final_fy", say("kpi_year"), "mark", width=4, group=final),
        Column("achievement_rate", term("achievement_rate"), "rate", width=7),
        Column("rating", say("kpi_rating"), "mark", width=5),
        Column("basis", say("kpi_time"), "mark", width=7),
        Column("note", term("note"), "text", width=18),
    ]


def _key_columns() -> list[Column]:
    return [
        Column("fy", term("fy"), "code"),
        Column("period", term("period"), "code"),
        Column("project", term("project"), "code"),
        Column("indicator", term("indicator"), "code"),
        Column("office", term("office"), "text"),
        Column("aggregation", term("aggregation"), "text"),
        Column("time_basis", term("time_basis"), "text"),
        Column("as_of_date", term("as_of_date"), "date"),
        Column("reported", say("kpi_reported"), "count"),
        Column("expected", say("kpi_expected"), "count"),
    ]


def _lines(course: Course) -> Iterator[tuple[Course, str]]:
    """An indicator as it is listed: for the region, or for each body where there may be no total (R26)."""
    said = course.now.said
    if how_of(course.indicator, len(said)) is not Aggregation.NONE or len(said) < 2:
        yield course, ""
        return
    for one in said:
        yield of_body(course, one.office), one.office


def of_body(course: Course, office: str) -> Course:
    """The indicator of one body alone over the years."""
    return replace(course, points=tuple(_point_of(point, course, office) for point in course.points))


def _point_of(point: Point, course: Course, office: str) -> Point:
    said = tuple(one for one in point.said if one.office == office)
    if not said:
        return replace(point, said=(), total=Total(None, point.total.state, 0, 0), known=False)
    reading = said[-1].reading
    total = Total(reading.number, reading.standing, int(reading.number is not None), 1)
    held = replace(course.indicator, target=point.target, target_text=point.target_text)
    return replace(point, said=said, total=total, achievement=judged(held, total.value, point.fy))


def _row(plan: Plan, period: Period, course: Course, office: str) -> Row:
    indicator, now = course.indicator, course.now
    project = plan.project(indicator.project)
    body = plan.body(office).name if office else ""
    name = say("kpi_of_body", name=indicator.name, body=body) if body else indicator.name
    figures: list[Cell] = []
    for point in course.points:
        figures += [
            cells.target_cell(point.target, point.target_text, point.decimals),
            cells.actual_cell(point),
        ]
    notes = [*filter(None, [indicator.note]), *cells.remarks(plan, course)]
    listed = [
        Cell(plan.field(project.field).name if project else say("kpi_region")),
        Cell(project.name if project else say("kpi_region_indicator")),
        Cell(name, trend=_trend(course)),
        Cell(indicator.unit),
        cells.value_cell(indicator.baseline, indicator.decimals),
        Cell(indicator.baseline_time),
        *figures,
        cells.target_cell(course.final, course.final_text, indicator.decimals),
        Cell(cells.year_short(course.final_fy) if course.final_fy else ""),
        cells.rate_cell(now.achievement, conflict=now.conflict),
        cells.rating_cell(plan, period, now),
        cells.basis_cell(indicator.time_basis, now.as_of),
        Cell("\n".join(notes)),
    ]
    keys = [
        Cell(str(plan.fy)),
        Cell(form_cells.period_name(period)),
        Cell(indicator.project),
        Cell(indicator.code),
        Cell(body or say("kpi_region")),
        Cell(plan.label("aggregation", indicator.aggregation) if indicator.aggregation else ""),
        Cell(indicator.time_basis),
        Cell(now.as_of) if now.as_of else BLANK,
        Cell(now.total.reported),
        Cell(now.total.expected),
    ]
    return Row(listed, keys=keys)


def _trend(course: Course) -> Trend | None:
    """The figures of the years as a line; none where they are not a row of numbers of one kind.

    A year before this one that not every body has reported leaves a gap: its sum would look like a fall.
    """
    points = course.points
    values = tuple(
        point.total.value if point is course.now or point.total.reported == point.total.expected else None
        for point in points
    )
    if sum(value is not None for value in values) < 2 or len({point.decimals for point in points}) > 1:
        return None
    now = course.now
    return Trend(values, now.target, open_end=now.total.state is not ValueState.FINAL)


def _scale_words(plan: Plan) -> str:
    """A：110％以上、B：80％以上 … D：50％未満: the limits that decide."""
    limits = sorted(
        ((one.from_percent, one.label) for one in plan.choices("rating") if one.from_percent is not None),
        reverse=True,
    )
    words = [say("kpi_limit", label=label, percent=percent) for percent, label in limits]
    if len(limits) > 1 and limits[-1][0] <= 0:
        words[-1] = say("kpi_limit_last", label=limits[-1][1], percent=limits[-2][0])
    return say("form_list_separator").join(words)
