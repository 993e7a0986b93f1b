"""集計ボード on paper: how far the reports are, how fresh, beside last year; budget and spending; indicators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from alps_desk.domain.board import BoardState
from alps_desk.domain.calendar import date_short
from alps_desk.domain.kpi import Course
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.typed_number import quantity_text
from alps_desk.reports import form_cells
from alps_desk.reports.board_facts import NEVER, BoardFacts, Execution
from alps_desk.reports.form_cells import BLANK
from alps_desk.reports.tables import Block, Cell, Column, ReportTable, Row
from alps_desk.wording import say, term

NAME = "board"


def build(
    plan: Plan,
    period: Period,
    facts: BoardFacts,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """Data: one row for every field and office. On paper the same, then the money, then the indicators."""
    states = list(_states(plan, period, facts))
    money = [
        *(_money_row(one.name, facts.execution[one.code]) for one in plan.fields),
        _money_row(say("form_board_region"), facts.region, "total"),
    ]
    bodies = [
        _money_row(body.name, facts.bodies[body.key]) for body in plan.bodies if body.key in facts.bodies
    ]
    more = [
        (say("form_board_money"), _money_columns(say("form_board_field")), money),
        (say("form_board_money_offices"), _money_columns(term("office")), bodies),
        (say("form_board_indicators"), *_indicators(facts.courses)),
    ]
    table = ReportTable(
        NAME,
        say("form_board"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _columns(),
        states,
        as_of=form_cells.as_of(period),
        display_unit=display_unit,
        landscape=False,
        notes=_notes(facts),
        sample=plan.sample,
        key_columns=[Column(name, term(name), "code") for name in ("fy", "period", "code6")],
    )
    return replace(
        table,
        blocks=[
            Block(title, columns, rows)
            for title, columns, rows in ((say("form_board_states"), table.columns, states), *more)
        ],
        more=[
            replace(table, title=title, columns=columns, rows=rows, notes=(), key_columns=())
            for title, columns, rows in more
        ],
    )


def _columns() -> list[Column]:
    return [
        Column("field", term("field"), "text", width=13, label=True, once=True),
        Column("office", term("office"), "text", width=11),
        Column("state", term("state"), "mark", width=8),
        Column("filled", say("form_reports_filled"), "mark", width=7),
        Column("before", say("form_board_before"), "mark", width=8),
        Column("days_late", say("form_days_late"), "count", unit=say("form_unit_days"), width=6),
        Column("fresh_on", say("form_board_fresh"), "date", width=10),
        Column("stale", say("form_board_stale"), "mark", width=8),
    ]


def _states(plan: Plan, period: Period, facts: BoardFacts) -> Iterator[Row]:
    for field in plan.fields:
        for body in plan.bodies:
            one = facts.fields[field.code, body.key]
            if one.state == "out":
                continue
            before = facts.before.get((field.code, body.key))
            fresh = facts.fresh.get((field.code, body.key), NEVER)
            cells = [
                Cell(field.name),
                Cell(body.name),
                Cell(state_name(one.state)),
                Cell(say("form_count", done=one.done, all=one.total)),
                Cell(say("form_count", done=before.done, all=before.total)) if before is not None else BLANK,
                Cell(one.days_late) if one.days_late else BLANK,
                form_cells.day_cell(fresh.on),
                Cell(say("form_board_stale_mark")) if fresh.stale else BLANK,
            ]
            yield Row(
                cells, keys=[Cell(str(plan.fy)), Cell(form_cells.period_name(period)), Cell(body.code6)]
            )


def state_name(state: BoardState) -> str:
    """What people read for a state."""
    return say(f"board_state_{state}")


def _money_columns(first: str) -> list[Column]:
    return [
        Column("name", first, "text", width=18, label=True),
        Column("current", term("budget_current"), "yen", width=12),
        Column("gross", term("gross_total"), "yen", width=12),
        Column("elimination", term("elimination"), "yen", width=10),
        Column("net", term("net_total"), "yen", width=12),
        Column("rate", term("execution_rate"), "rate", width=8),
        Column("reported", term("reported_count"), "mark", width=7),
        Column("fresh_on", say("form_board_fresh"), "date", width=10),
    ]


def _money_row(name: str, money: Execution, kind: str = "data") -> Row:
    figures = (money.current_yen, money.spent_yen, money.elimination_yen, money.net_yen)
    cells = [
        Cell(name),
        *(form_cells.derived_cell(yen, conflict=money.conflict and yen is not None) for yen in figures),
        form_cells.derived_cell(money.rate, conflict=money.conflict and money.rate is not None),
        Cell(say("form_count", done=money.reported, all=money.expected)),
        form_cells.day_cell(money.fresh_on),
    ]
    return Row(cells, "total" if kind == "total" else "data")


def _indicators(courses: Sequence[Course]) -> tuple[list[Column], list[Row]]:
    years = sorted({point.fy for one in courses for point in one.points})
    columns = [
        Column("indicator_name", term("indicator_name"), "text", width=20, label=True),
        Column("unit", say("form_board_unit"), "mark", width=5),
        *(Column(f"fy{year}", year_name(year), "count", width=8) for year in years),
        Column("target", term("target"), "count", width=9),
        Column("achievement", term("achievement_rate"), "rate", width=8),
    ]
    rows = []
    for one in courses:
        points = {point.fy: point for point in one.points}
        figures = [
            _quantity(points[year].total.value, points[year].decimals) if year in points else BLANK
            for year in years
        ]
        now = one.now
        rows.append(
            Row(
                [
                    Cell(one.indicator.name),
                    Cell(one.indicator.unit),
                    *figures,
                    _quantity(now.target, now.decimals) if now.target is not None else Cell(now.target_text),
                    form_cells.derived_cell(now.achievement.rate),
                ]
            )
        )
    return columns, rows


def year_name(fy: int) -> str:
    """A fiscal year in few letters: R8年度."""
    return say("form_board_year", year=date_short(date(fy, 5, 1)).split(".")[0])


def _quantity(value: int | None, decimals: int) -> Cell:
    if value is None:
        return BLANK
    return Cell(Decimal(value).scaleb(-decimals)) if decimals else Cell(value)


def words_of(value: int | None, decimals: int, unit: str = "") -> str:
    """A figure of an indicator as people read it; ― where there is none."""
    return "―" if value is None else quantity_text(value, decimals) + unit


def _notes(facts: BoardFacts) -> list[str]:
    notes = [say("form_note_filled"), say("form_board_note_fresh")]
    if facts.before_all is not None:
        notes.append(say("form_board_note_before", done=facts.before_all.done, all=facts.before_all.total))
    else:
        notes.append(say("form_board_note_no_before"))
    return notes
