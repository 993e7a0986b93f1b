"""計画にない報告: what an office entered for a project or an indicator that the plan of the year has no more.

Promise: nothing is dropped. A project that ended in mid-year, a type that changed, a municipality that left: what was
reported stays in the journal and is listed here, until the union settles what becomes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from alps_desk.app import questions
from alps_desk.app.planning import plan_in_force
from alps_desk.app.workplace import Workplace
from alps_desk.domain.cells import CellState
from alps_desk.domain.errors import NotFound
from alps_desk.domain.indicator_form import reports
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import ENTRY_TYPES, UNION, RecordId, parse_record_id, record_id

Reason = Literal["project_gone", "not_reporting", "payee_gone", "indicator_gone", "indicator_not_reporting"]


@dataclass(frozen=True)
class Unmapped:
    """Entries of one office for one project or indicator that have no place in the plan.

    Attributes:
        code: of the project or indicator; name: what it was called last.
        reason: why they have no place.
        records: ids of the records; cells: how many values stand in them.
    """

    office: str
    code: str
    name: str
    reason: Reason
    records: tuple[str, ...]
    cells: int


def unmapped(place: Workplace, fy: int) -> list[Unmapped]:
    """Everything entered for a year that its plan has no place for, by project or indicator, then office.

    Raises:
        NotFound: no plan for the year.
    """
    plan = plan_in_force(place, fy)
    filled: dict[str, int] = {}
    for (record, _), shown in questions.figures(place, fy).items():
        if shown.cell.state is not CellState.EMPTY:
            filled[record] = filled.get(record, 0) + 1
    groups: dict[tuple[str, str, Reason], list[str]] = {}
    for record in sorted(filled):
        for code, owner, reason in _places(plan, parse_record_id(record)):
            groups.setdefault((code, owner, reason), []).append(record)
    order = {body.key: number for number, body in enumerate(plan.bodies)}
    return [
        Unmapped(
            owner,
            code,
            _name(place, plan, code, reason),
            reason,
            tuple(records),
            sum(filled[record] for record in records),
        )
        for (code, owner, reason), records in sorted(
            groups.items(), key=lambda one: (one[0][0], order.get(one[0][1], len(order)), one[0])
        )
    ]


def _places(plan: Plan, record: RecordId) -> Iterator[tuple[str, str, Reason]]:
    """Code, office and reason of a record without a place; nothing for one that has its place."""
    if record.type not in ENTRY_TYPES or record.fy != plan.fy:
        return
    if record.type == "actual":
        code = record.part("indicator")
        indicator = plan.indicator(code)
        if indicator is None:
            yield code, record.owner, "indicator_gone"
        elif not reports(plan, indicator, record.owner):
            yield code, record.owner, "indicator_not_reporting"
        return
    project = plan.project(record.project)
    if project is None:
        yield record.project, record.owner, "project_gone"
    elif record.type == "burden":
        # Without a payee by rule a burden may still be agreed for a project whose type is not stated.
        by_rule = project.payee == record.owner or not project.type
        if not by_rule or record.part("payer") not in project.participants:
            yield record.project, record.owner, "payee_gone"
    elif not project.enters(record.owner):
        yield record.project, record.owner, "not_reporting"


def _name(place: Workplace, plan: Plan, code: str, reason: Reason) -> str:
    """What a project or indicator is called, or was called last."""
    if reason in ("indicator_gone", "indicator_not_reporting"):
        indicator = plan.indicator(code)
        return indicator.name if indicator is not None else _last_name(place, "indicator", indicator=code)
    project = plan.project(code)
    if project is not None:
        return project.name
    names = [names[code] for names in plan.lineage.names.values() if code in names]
    return _last_name(place, "project_year", fy=plan.fy, project=code) or (names[-1] if names else code)


def _last_name(place: Workplace, kind: str, **parts: str | int) -> str:
    """The name that a record of the plan had before it was taken out."""
    try:
        views = questions.history(place, record_id(kind, UNION, **parts), "name")
    except NotFound:
        return ""
    return next((view.value for view in reversed(views) if isinstance(view.value, str)), "")
