"""集計ボード, asked for in one go: states, freshness, the same time last year, money and indicators.

Promise: every figure is computed by the rules the forms use, from one look at the figures of the year. Last year is not
remembered but folded again from what had come by then, so that taking a file late does not change what was there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from alps_desk.app import board as boards
from alps_desk.app import questions, returning, year_facts
from alps_desk.app.allowing import due_dates
from alps_desk.app.entry import period_in
from alps_desk.app.planning import plan_in_force
from alps_desk.domain.amounts import Ledger
from alps_desk.domain.board import by_field, by_office, tally
from alps_desk.domain.budget_lines import BudgetLine, budget_lines, sum_lines
from alps_desk.domain.calendar import period_span
from alps_desk.domain.cells import from_stored
from alps_desk.domain.consolidate import ProjectTotal, consolidate
from alps_desk.domain.entry_form import own_parts, own_places
from alps_desk.domain.errors import NotFound
from alps_desk.domain.fold import fold_record
from alps_desk.domain.records import parse_record_id
from alps_desk.domain.shown import Figures, Shown
from alps_desk.reports.board_facts import NEVER, UNKNOWN, Before, BoardFacts, Execution, Fresh

if TYPE_CHECKING:
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.plan import Period, Plan

__all__ = ["NEVER", "Before", "BoardFacts", "Execution", "Fresh", "board_facts"]

One = TypeVar("One")
_REPORTED = ("progress", "money")
"""Types that a report of a period consists of in the first place."""


def board_states(place: Workplace, fy: int, period: str) -> BoardFacts:
    """The board without its money, indicators and last year: what a country can be shown at once.

    Raises:
        NotFound: no plan of that year.
    """
    plan = plan_in_force(place, fy)
    when = period_in(plan, period)
    cells = boards.board(place, fy, period)
    fresh, fresh_offices = _freshness(plan, when, place.store.arrivals(_REPORTED, plan.fy))
    imports = place.store.imports()
    return BoardFacts(
        plan, cells, by_field(plan, cells), by_office(plan, cells), tally(cells), len(place.store.conflicts()),
        {field.code: UNKNOWN for field in plan.fields}, UNKNOWN,
        (imports[-1].taken_at, imports[-1].office) if imports else ("", ""),
        _returned(place, plan, when), fresh=fresh, fresh_offices=fresh_offices,
    )  # fmt: skip


def board_facts(place: Workplace, fy: int, period: str) -> BoardFacts:
    """Everything on the board; without a period the money of the year alone.

    Raises:
        NotFound: no plan of that year.
    """
    plan = plan_in_force(place, fy)
    when = period_in(plan, period) if period else None
    figures = questions.figures(place, fy)
    cells = boards.board(place, fy, period, figures=figures) if period else []
    stage = when.stage if when is not None else None
    ledger = Ledger(plan.fy, figures)
    lines = budget_lines(plan, figures, stage, ledger=ledger)
    totals = consolidate(plan, figures, stage, ledger=ledger)
    arrived = place.store.arrivals(_REPORTED, plan.fy)
    money_days = _money_days(arrived, stage)
    imports = place.store.imports()
    by_code = {project.code: project.field for project in plan.projects}
    field_lines = _grouped(lines, lambda line: by_code.get(line.project, ""))
    field_rows = _grouped(totals.rows, lambda row: by_code.get(row.project, ""))
    office_lines = _grouped(lines, lambda line: line.office)
    earlier = _last_year(place, plan, when)
    fresh, fresh_offices = _freshness(plan, when, arrived) if when is not None else ({}, {})
    return BoardFacts(
        plan,
        cells,
        by_field(plan, cells),
        by_office(plan, cells),
        tally(cells),
        len(place.store.conflicts()),
        {
            field.code: _execution(
                field_lines.get(field.code, ()), field_rows.get(field.code, ()), money_days
            )
            for field in plan.fields
        },
        _execution([line for line in lines if line.project in by_code], totals.rows, money_days),
        (imports[-1].taken_at, imports[-1].office) if imports else ("", ""),
        _returned(place, plan, when) if when is not None else (),
        {body.key: _execution(office_lines.get(body.key, ()), None, money_days) for body in plan.bodies},
        year_facts.courses_of(place, plan, when) if when is not None else (),
        fresh,
        fresh_offices,
        earlier.before,
        earlier.offices,
        earlier.everything,
        earlier.days,
        earlier.rate,
    )


def _grouped(some: Iterable[One], key: Callable[[One], str]) -> dict[str, list[One]]:
    found: dict[str, list[One]] = {}
    for one in some:
        found.setdefault(key(one), []).append(one)
    return found


def _returned(place: Workplace, plan: Plan, period: Period) -> list[tuple[str, str]]:
    """Office and project of what was sent back and is open."""
    found = returning.returns(place, fy=plan.fy, period=period.code)
    return [(one.office, one.project) for one in found if one.state == returning.OPEN]


# --- money ---------------------------------------------------------------------------------------------------


def _execution(
    lines: Sequence[BudgetLine], rows: Sequence[ProjectTotal] | None, days: Mapping[tuple[str, str], str]
) -> Execution:
    """The money of some lines; ``rows`` None = of one office alone, where nothing can be taken out."""
    summed = sum_lines(lines)
    on = max((days.get((line.office, line.project), "") for line in lines), default="")
    if rows is None:
        return Execution(
            summed.yen["current"], summed.yen["spent"], None, None, summed.rate, summed.reported, summed.expected,
            summed.conflict, on,
        )  # fmt: skip
    known = [row for row in rows if row.net_yen is not None]
    return Execution(
        summed.yen["current"],
        sum(row.gross_yen or 0 for row in known) if known else None,
        sum(row.elimination_yen or 0 for row in known) if known else None,
        sum(row.net_yen or 0 for row in known) if known else None,
        summed.rate,
        sum(row.reported for row in rows),
        sum(row.expected for row in rows),
        summed.conflict or any(row.conflict for row in rows),
        on,
    )


def _money_days(arrived: Mapping[str, Sequence[str]], stage: str | None) -> dict[tuple[str, str], str]:
    """(office, project) → day on which its latest amount of a stage came."""
    found: dict[tuple[str, str], str] = {}
    for record, days in arrived.items():
        kind, owner, _, project, *rest = record.split(":")
        if kind == "money" and (stage is None or rest[0] in (stage, "initial")):
            key = owner, project
            found[key] = max(found.get(key, ""), max(days, default=""))
    return found


# --- freshness -----------------------------------------------------------------------------------------------


def _freshness(
    plan: Plan, period: Period, arrived: Mapping[str, Sequence[str]]
) -> tuple[dict[tuple[str, str], Fresh], dict[str, Fresh]]:
    """By field and office, and by office: when the latest change of a report came."""
    fields = {project.code: project.field for project in plan.projects}
    last: dict[tuple[str, str], str] = {}
    offices: dict[str, str] = {}
    for record, days in arrived.items():
        kind, owner, _, *rest = record.split(":")
        project, stage = (rest[1], rest[0]) if kind == "progress" else (rest[0], rest[1])
        of_period = stage == period.code if kind == "progress" else stage in (period.stage, "initial")
        if not of_period or project not in fields:
            continue
        on = max(days, default="")
        key = fields[project], owner
        last[key] = max(last.get(key, ""), on)
        offices[owner] = max(offices.get(owner, ""), on)
    ends = period.as_of_on or period_span(plan.fy, period.code)[1].isoformat()

    def of(on: str) -> Fresh:
        return Fresh(on, stale=bool(on) and on < ends)

    return {key: of(on) for key, on in last.items()}, {key: of(on) for key, on in offices.items()}


# --- the same time last year ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Earlier:
    """The same time last year, as ``BoardFacts`` has it."""

    before: Mapping[tuple[str, str], Before]
    offices: Mapping[str, Before]
    everything: Before | None
    days: Mapping[str, str]
    rate: Decimal | None


_NOTHING = _Earlier({}, {}, None, {}, None)


def _last_year(place: Workplace, plan: Plan, period: Period | None) -> _Earlier:
    """What had come last year by the day as far from the due date as today; nothing without such a report last year."""
    try:
        before = plan_in_force(place, plan.fy - 1)
    except NotFound:
        return _NOTHING
    when = before.period(period.code) if period is not None and before.fy == plan.fy - 1 else None
    if when is None or period is None:
        return _NOTHING
    days = _same_days(place, plan, period, before, when)
    figures = figures_on(place, before.fy, days)
    entered = boards.Entered(own_places(before.fy, when), figures)
    fields = {project.code: project.field for project in before.projects}
    groups: dict[tuple[str, str], list[bool]] = {}
    offices: dict[str, list[bool]] = {}
    for (office, project), part in own_parts(before).items():
        if office in days:
            complete = entered.count(part).complete
            groups.setdefault((fields[project], office), []).append(complete)
            offices.setdefault(office, []).append(complete)
    if not groups:
        return _NOTHING
    everything = [one for some in offices.values() for one in some]
    return _Earlier(
        {key: Before(sum(some), len(some)) for key, some in groups.items()},
        {key: Before(sum(some), len(some)) for key, some in offices.items()},
        Before(sum(everything), len(everything)),
        days,
        sum_lines(budget_lines(before, figures, when.stage)).rate,
    )


def _same_days(place: Workplace, plan: Plan, period: Period, before: Plan, earlier: Period) -> dict[str, str]:
    """Office → the day of last year that was as far from its due date as today is; offices without dates are missing."""
    today = place.clock().date()
    now, then = due_dates(place, plan, period), due_dates(place, before, earlier)
    found = {}
    for office, due_on in now.items():
        try:
            left: timedelta = date.fromisoformat(due_on) - today
            found[office] = (date.fromisoformat(then.get(office, "")) - left).isoformat()
        except ValueError:
            continue
    return found


def figures_on(place: Workplace, fy: int, days: Mapping[str, str]) -> Figures:
    """The figures of a year as they stood here at the end of a day, which may be another one for each owner.

    Args:
        days: owner of a record → day; records of others are left out.
    """
    types = ("progress", "money", "burden")
    arrived = place.store.arrivals(types, fy)
    later: list[str] = []
    none: set[str] = set()
    for record, came in arrived.items():
        day = days.get(record.split(":")[1], "")
        if all(one > day for one in came):
            none.add(record)
        elif any(one > day for one in came):
            later.append(record)
    apart: Collection[str] = {*none, *later}
    found: dict[tuple[str, str], Shown] = {
        (row.record, row.field): Shown(from_stored(row.value), row.conflict, row.on_behalf)
        for row in place.store.cells(types, fy=fy)
        if row.record not in apart
    }
    for record, entries in place.store.entries(later).items():
        day = days.get(parse_record_id(record).owner, "")
        known = [entry for entry, came in zip(entries, arrived[record], strict=True) if came <= day]
        state = fold_record(record, known)
        if not state.deleted:
            for name, one in state.fields.items():
                found[record, name] = Shown(from_stored(one.value), one.conflict, one.on_behalf)
    return found
