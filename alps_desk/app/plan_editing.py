"""Editing the plan at the union: its records, its checks, the list of a new year and what is to be done for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from alps_desk.app import recording
from alps_desk.app.commands import MakeYear
from alps_desk.app.planning import plan_in_force
from alps_desk.app.recording import Saved
from alps_desk.app.save_values import SaveValues
from alps_desk.app.workplace import Workplace
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.plan import Plan
from alps_desk.domain.plan_checks import check_plan
from alps_desk.domain.plan_records import PlanRecords
from alps_desk.domain.plan_years import next_year
from alps_desk.domain.records import PLANNED, UNION, parse_record_id
from alps_desk.domain.rules import Finding

Step = Literal[
    "projects",
    "links",
    "bodies",
    "vision",
    "targets",
    "scale",
    "periods",
    "agreements",
    "decisions",
    "handed_out",
]


@dataclass(frozen=True)
class GuideStep:
    """One thing to do for a fiscal year (年度更新の案内).

    Attributes:
        state: done, open, or asked: somebody has to look, the program cannot know.
        count: how many are done, or wait; total: of how many, 0 where that says nothing.
    """

    step: Step
    state: Literal["done", "open", "asked"]
    count: int = 0
    total: int = 0


def plan_records(place: Workplace) -> PlanRecords:
    """What the union defined, of all years."""
    rows = place.store.cells(PLANNED, owner=UNION)
    return PlanRecords((row.record, row.field, row.value) for row in rows)


def check(place: Workplace, fy: int | None = None) -> list[Finding]:
    """What the checks say about the plan of a year.

    Raises:
        NotFound: no plan for the year.
    """
    return check_plan(plan_records(place), plan_in_force(place, fy))


def make_year(place: Workplace, command: MakeYear) -> Saved:
    """Make the list of a new year.

    Raises:
        InputRejected: not the union (``plan_is_unions``), or as ``plan_years.next_year``.
    """
    if not place.is_union:
        raise InputRejected("plan_is_unions")
    values = next_year(plan_records(place), command.fy, command.to)
    return recording.save(place, SaveValues(values, keep=command.keep))


def guide(place: Workplace, fy: int) -> list[GuideStep]:
    """What is to be done for a year and how far it is.

    Raises:
        NotFound: no plan for the year.
    """
    plan, records = plan_in_force(place, fy), plan_records(place)
    return list(_steps(place, plan, records, check_plan(records, plan)))


def _steps(
    place: Workplace, plan: Plan, records: PlanRecords, findings: list[Finding]
) -> Iterator[GuideStep]:
    projects = len(plan.projects)
    yield GuideStep("projects", "done" if projects else "open", projects)
    loose = {one.record for one in findings if one.code in ("plan_old_without_past", "plan_new_with_past")}
    loose |= {one.record for one in findings if parse_record_id(one.record).type == "succession"}
    yield GuideStep("links", "open" if loose else "done", projects - min(len(loose), projects), projects)
    unclear = {
        one.record for one in findings if one.field in ("type", "leads", "participants", "field", "name")
    }
    unclear = {one for one in unclear if parse_record_id(one).type == "project_year"}
    yield GuideStep("bodies", "open" if unclear else "done", projects - len(unclear), projects)
    yield GuideStep("vision", "done" if plan.vision is not None else "open")
    aimed = [one for one in plan.indicators if one.kind != "reference"]
    set_ = sum(one.target is not None or bool(one.target_text) for one in aimed)
    state: Literal["done", "open", "asked"] = (
        "asked" if not aimed else "done" if set_ == len(aimed) else "open"
    )
    yield GuideStep("targets", state, set_, len(aimed))
    yield GuideStep("scale", "done" if plan.scale and plan.choices(plan.scale) else "open")
    dated = sum(bool(one.due_on) for one in plan.periods)
    whole = bool(plan.periods) and dated == len(plan.periods)
    yield GuideStep("periods", "done" if whole else "open", dated, len(plan.periods))
    changed = sum(
        any(change.changed_on.startswith((f"{plan.fy}-03", f"{plan.fy}-04")) for change in one.changes)
        for one in plan.agreements
    )
    yield GuideStep("agreements", "asked", changed, len(plan.agreements))
    waiting = sum(
        not one.done and bool(one.decided) for meeting in plan.meetings for one in meeting.decisions
    )
    yield GuideStep("decisions", "open" if waiting else "done", waiting)
    unsealed = sum(parse_record_id(record).type in PLANNED for record, _ in place.store.unsealed_records())
    yield GuideStep("handed_out", "open" if unsealed else "done", unsealed)
