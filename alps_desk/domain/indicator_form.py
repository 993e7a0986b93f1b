"""成果指標: which indicators a body reports, where each answer is kept, how sure it is, and what is wrong with it.

Promise: 集計中, 該当なし, 把握不能 and 未報告 are states of the figure itself; 確定, 速報 and 見込 say how sure a number
is (R31). A number whose sureness nobody stated is taken for the least sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from alps_desk.domain.cells import CellState, is_iso_date
from alps_desk.domain.indicator_plan import Indicator
from alps_desk.domain.indicators import (
    Achievement,
    Judgement,
    Reading,
    TargetKind,
    ValueState,
    achievement,
    carries_number,
)
from alps_desk.domain.plan import Plan, Project
from alps_desk.domain.records import TYPES, UNION, Field, record_id
from alps_desk.domain.rules import Finding
from alps_desk.domain.shown import EMPTY, Figures

ACTUAL, STATE, AS_OF, JUDGED, NOTE = "actual", "value_state", "as_of_date", "judgement", "note"
COLUMNS = (ACTUAL, STATE, AS_OF, JUDGED, NOTE)
"""Columns that hold values, in the order of the entry table."""

STATE_OF_CELL: Mapping[CellState, ValueState] = {
    CellState.NONE: ValueState.NONE,
    CellState.TALLYING: ValueState.TALLYING,
    CellState.PENDING: ValueState.TALLYING,
    CellState.UNKNOWN: ValueState.UNKNOWN,
    CellState.WITHHELD: ValueState.UNKNOWN,
    CellState.EMPTY: ValueState.UNREPORTED,
}


@dataclass(frozen=True)
class IndicatorPart:
    """One row: an indicator that a body reports.

    Attributes:
        project: its project; None if it belongs to none of this year.
        targets: column → record id and field; ``judgement`` only where the target is in words.
    """

    indicator: Indicator
    office: str
    project: Project | None
    targets: Mapping[str, tuple[str, Field]]

    @property
    def record(self) -> str:
        """Id of the record."""
        return self.targets[ACTUAL][0]


def indicator_parts(plan: Plan, office: str, period: str) -> list[IndicatorPart]:
    """What a body reports in a period: by project in the order of the plan, then what belongs to none."""
    place = {project.code: number for number, project in enumerate(plan.projects)}
    parts = []
    for indicator in plan.indicators:
        project = plan.project(indicator.project)
        if reports(plan, indicator, office):
            record = record_id("actual", office, fy=plan.fy, period=period, indicator=indicator.code)
            known = TYPES["actual"].fields
            columns = [column for column in COLUMNS if column != JUDGED or indicator.is_text]
            targets = {column: (record, known[column]) for column in columns}
            parts.append(IndicatorPart(indicator, office, project, targets))
    return sorted(parts, key=lambda part: place.get(part.indicator.project, len(place)))  # stable


def reports(plan: Plan, indicator: Indicator, office: str) -> bool:
    """Whether a body reports an indicator; one of the whole region (圏域指標) is the union's, unless bodies are named."""
    if indicator.offices:
        return office in indicator.offices
    project = plan.project(indicator.project)
    if project is not None:
        return project.enters(office)
    return indicator.of_the_region and office == UNION


def reading_of(figures: Figures, record: str) -> Reading:
    """What a body said, as totals and rates count it."""
    cell = figures.get((record, ACTUAL), EMPTY).cell
    as_of = figures.get((record, AS_OF), EMPTY).cell.value
    day = date.fromisoformat(as_of) if isinstance(as_of, str) and is_iso_date(as_of) else None
    if cell.state is not CellState.VALUE:
        return Reading(None, STATE_OF_CELL[cell.state], day)
    if not isinstance(cell.value, int) or isinstance(cell.value, bool):
        return Reading(None, ValueState.UNREPORTED, day)
    said = figures.get((record, STATE), EMPTY).cell.value
    sure = {state.value: state for state in ValueState if carries_number(state)}
    return Reading(cell.value, sure.get(str(said), ValueState.FORECAST), day)


def judged(indicator: Indicator, number: int | None, fy: int) -> Achievement:
    """How a figure stands to its target.

    A running total, like a value at the end of the vision, is on the way until that year (R28).
    """
    found = achievement(number, indicator.goal, fy)
    early = indicator.last_fy and fy < indicator.last_fy
    if found.judgement is Judgement.RATED and indicator.goal.kind is TargetKind.CUMULATIVE and early:
        return Achievement(found.rate, Judgement.ON_THE_WAY)
    return found


def check_indicator(plan: Plan, part: IndicatorPart, figures: Figures) -> list[Finding]:
    """Everything found in one row."""
    cells = {
        column: figures.get((record, field.name), EMPTY) for column, (record, field) in part.targets.items()
    }
    record = part.record
    found = [
        Finding("warning", record, column, "rule_conflict")
        for column, shown in cells.items()
        if shown.conflict
    ]
    actual, state = cells[ACTUAL].cell, cells[STATE].cell
    if actual.state is CellState.EMPTY:
        found.append(Finding("missing", record, ACTUAL, "rule_missing"))
    elif actual.state is CellState.VALUE:
        if not isinstance(actual.value, int) or isinstance(actual.value, bool):
            found.append(Finding("error", record, ACTUAL, "rule_number", {"text": str(actual.value)[:30]}))
        elif state.state is CellState.EMPTY:
            found.append(Finding("missing", record, STATE, "rule_missing"))
    elif state.state is CellState.VALUE:
        found.append(Finding("error", record, STATE, "rule_state_without_number"))
    for column, name in ((STATE, "value_state"), (JUDGED, "judgement")):
        value = cells[column].cell.value if column in cells else None
        listed = {choice.code for choice in plan.choices(name)}
        if value is not None and listed and str(value) not in listed:
            found.append(Finding("error", record, column, "rule_choice", {"text": str(value)[:30]}))
    day = cells[AS_OF].cell.value
    if day is not None and not is_iso_date(str(day)):
        found.append(Finding("error", record, AS_OF, "rule_date", {"text": str(day)[:30]}))
    if JUDGED in cells and actual.state is CellState.VALUE and cells[JUDGED].cell.state is CellState.EMPTY:
        found.append(Finding("missing", record, JUDGED, "rule_missing"))
    return found


def check_indicators(plan: Plan, period: str, office: str, figures: Figures) -> list[Finding]:
    """Everything found in what a body reports of its indicators."""
    return [
        finding
        for part in indicator_parts(plan, office, period)
        for finding in check_indicator(plan, part, figures)
    ]
