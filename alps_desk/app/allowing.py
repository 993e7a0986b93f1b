"""Due dates and leave to change what was submitted: the union's exceptions, which travel in its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alps_desk.app import recording
from alps_desk.app.entry import period_in
from alps_desk.app.planning import plan_in_force
from alps_desk.app.save_values import SaveValues
from alps_desk.domain.cells import is_iso_date
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.records import EVERY, UNION, parse_record_id, record_id

if TYPE_CHECKING:
    from alps_desk.app.commands import SetDeadline, Unlock
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.plan import Period, Plan


def set_deadline(place: Workplace, command: SetDeadline) -> str:
    """Give an office, or all of them, another due date; id of the change, "" if it was so already.

    Raises:
        InputRejected: not the union, no such office or period, or no date.
    """
    plan, when = _for_office(place, command.fy, command.period, command.office, command.due_on)
    record = record_id("deadline", UNION, fy=plan.fy, period=when.code, office=command.office or EVERY)
    return _write(place, record, {"due_on": command.due_on, "note": command.why or None}, command.why)


def unlock(place: Workplace, command: Unlock) -> str:
    """Let an office change what it submitted, up to a day; id of the change, "" if it was so already.

    Raises:
        InputRejected: not the union, no such office, project or period, or no date.
    """
    plan, when = _for_office(place, command.fy, command.period, command.office, command.until_on)
    if command.project and plan.project(command.project) is None:
        raise InputRejected("project_unknown", fy=plan.fy, project=command.project[:20])
    record = record_id(
        "unlock", UNION, fy=plan.fy, period=when.code, office=command.office or EVERY,
        project=command.project or EVERY,
    )  # fmt: skip
    return _write(place, record, {"until_on": command.until_on, "note": command.why or None}, command.why)


def _for_office(place: Workplace, fy: int, period: str, office: str, on: str | None) -> tuple[Plan, Period]:
    if not place.is_union:
        raise InputRejected("returns_are_unions")
    plan = plan_in_force(place, fy)
    if office and office not in [body.key for body in plan.bodies]:
        raise InputRejected("office_unknown", office=office[:40])
    if on is not None and not is_iso_date(on):
        raise InputRejected("date_not_read", text=on[:20])
    return plan, period_in(plan, period)


def _write(place: Workplace, record: str, values: dict[str, str | None], why: str) -> str:
    saved = recording.save(place, SaveValues({record: values}, why=why))
    return saved.changes[0] if saved.changes else ""


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave to change what was submitted: of one project, or of the whole report (""), up to a day."""

    project: str
    until_on: str


def leave(place: Workplace, plan: Plan, period: Period, office: str) -> list[Leave]:
    """What an office may still change of a report, by the union's word; what is over is left out."""
    found = []
    for row in place.store.cells(("unlock",), owner=UNION, fy=plan.fy):
        record = parse_record_id(row.record)
        theirs = record.period == period.code and record.part("office") in (office, EVERY)
        if row.field == "until_on" and theirs and isinstance(row.value, str) and row.value >= place.today:
            found.append(Leave(record.project.removeprefix(EVERY), row.value))
    return sorted(found, key=lambda one: (one.project, one.until_on))


def due_dates(place: Workplace, plan: Plan, period: Period) -> dict[str, str]:
    """Office key → due date as it stands: the office's own, else everybody's new one, else the period's."""
    given = {
        parse_record_id(row.record).part("office"): row.value
        for row in place.store.cells(("deadline",), owner=UNION, fy=plan.fy)
        if row.field == "due_on" and parse_record_id(row.record).period == period.code and row.value
    }
    general = given.get(EVERY, period.due_on)
    return {body.key: str(given.get(body.key, general)) for body in plan.bodies}
