"""提出 and 取下げ: a submission is a record of the office; what came after it is told, never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from alps_desk import wording
from alps_desk.app import recording
from alps_desk.app.checking import check
from alps_desk.app.describing import changed_text, why_text
from alps_desk.app.entry import period_in
from alps_desk.app.locking import submitted_periods
from alps_desk.app.planning import plan_in_force
from alps_desk.app.save_values import SaveValues
from alps_desk.domain.cells import CellState, from_stored
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.records import EVERY, UNION, parse_record_id, record_id
from alps_desk.domain.submission import ACCEPTED, SUBMITTED, WITHDRAWN, Scope, later
from alps_desk.store.knowing import Mark

if TYPE_CHECKING:
    from alps_desk.app.commands import Submit, Withdraw
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.fold import Entry, RecordState
    from alps_desk.domain.journal import Scalar
    from alps_desk.domain.plan import Period, Plan
    from alps_desk.domain.records import RecordId

MOST_HEADS = 150
"""Ids that fit one text value; what is left out only shows more as 要確認, never less."""

SubmissionState = Literal["none", "withdrawn", "submitted"]


@dataclass(frozen=True, slots=True)
class Later:
    """One field that was written after a statement, or beside it on another PC.

    Attributes:
        project: what it is about; "" where it is about all of them or none.
        value, text: as written, stored and in words.
        office: who signed it: the office, or the union by decision or on its behalf.
    """

    record: str
    project: str
    field: str
    change: str
    value: Scalar
    text: str
    office: str
    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """How far the report of one office for one period is.

    Attributes:
        record: id of the submission.
        submitted_on, by_role: of the last statement, "" without one.
        change: id of that statement's change.
        later: fields that it did not know (要確認); empty unless submitted.
    """

    record: str
    office: str
    fy: int
    period: str
    state: SubmissionState
    submitted_on: str = ""
    by_role: str = ""
    change: str = ""
    by: str = ""
    at: str = ""
    on_behalf: bool = False
    later: tuple[Later, ...] = ()


def submit(place: Workplace, command: Submit) -> SubmissionView:
    """Submit a report: what is there now is what the office stands for.

    Raises:
        InputRejected: errors are left (``submit_errors``, ``submit_one_error``), it is submitted and nothing came
            after (``already_submitted``), or another office's without a source (``behalf_…``).
    """
    office = _acting_for(place, command.office, command.why)
    before = submission(place, command.fy, command.period, office)
    if before.state == SUBMITTED and not before.later and not before.on_behalf:
        raise InputRejected("already_submitted", on=before.submitted_on)
    _refuse_errors(place, command, office)
    heads = place.store.heads_of({office, UNION})[:MOST_HEADS]
    return _state(
        place, before, command.why,
        {"state": SUBMITTED, "submitted_on": place.today, "by_role": command.by_role, "knows": ";".join(heads)},
    )  # fmt: skip


def withdraw(place: Workplace, command: Withdraw) -> SubmissionView:
    """Take a submission back, so that its fields can be changed.

    Raises:
        InputRejected: it is not submitted (``not_submitted``), or the union has accepted it
            (``accepted_already``).
    """
    office = _acting_for(place, command.office, command.why)
    before = submission(place, command.fy, command.period, office)
    if before.state != SUBMITTED:
        raise InputRejected("not_submitted")
    if _accepted(place, before):
        raise InputRejected("accepted_already")
    return _state(
        place, before, command.why,
        {"state": WITHDRAWN, "submitted_on": place.today, "by_role": command.by_role},
    )  # fmt: skip


def _accepted(place: Workplace, view: SubmissionView) -> bool:
    record = record_id("acceptance", UNION, fy=view.fy, period=view.period, office=view.office, project=EVERY)
    return text_of(place.store.state(record), "state") == ACCEPTED


def _acting_for(place: Workplace, office: str, why: str) -> str:
    if not office or office == place.office:
        return place.office
    if not place.is_union:
        raise InputRejected("behalf_is_unions")
    if not why.strip():
        raise InputRejected("behalf_needs_source")
    return office


def _refuse_errors(place: Workplace, command: Submit, office: str) -> None:
    errors = [one for one in check(place, command.fy, command.period, office) if one.level == "error"]
    if not errors:
        return
    first = errors[0]
    parsed = parse_record_id(first.record)
    project = plan_in_force(place, command.fy).project(parsed.project)
    raise InputRejected(
        "submit_errors",
        count=len(errors),
        project=project.name if project else parsed.project,
        field=wording.term(first.field),
    )


def _state(place: Workplace, before: SubmissionView, why: str, values: dict[str, Scalar]) -> SubmissionView:
    behalf = before.office if before.office != place.office else ""
    # One change, also of fields that stay the same: a statement is made whole or not at all.
    recording.save(place, SaveValues({before.record: values}, why=why, on_behalf=behalf, force=True))
    return submission(place, before.fy, before.period, before.office)


# --- questions -----------------------------------------------------------------------------------------------


def submission(place: Workplace, fy: int, period: str, office: str = "") -> SubmissionView:
    """How far the report of an office for a period is.

    Raises:
        NotFound, InputRejected: no plan for the year, no such period or office.
    """
    plan = plan_in_force(place, fy)
    key = office or place.office
    if key not in [body.key for body in plan.bodies]:
        raise InputRejected("office_unknown", office=key[:40])
    return submission_in(place, plan, period_in(plan, period), key)


def submission_in(place: Workplace, plan: Plan, period: Period, office: str) -> SubmissionView:
    """How far the report of an office for a period of a plan is."""
    record = record_id("submission", office, fy=plan.fy, period=period.code)
    state = place.store.state(record)
    if "state" not in state.fields or state.deleted:
        return SubmissionView(record, office, plan.fy, period.code, "none")
    stated = state.fields["state"].shown.change
    said: SubmissionState = "submitted" if state.fields["state"].value == SUBMITTED else "withdrawn"
    return SubmissionView(
        record, office, plan.fy, period.code, said,
        text_of(state, "submitted_on"), text_of(state, "by_role"), stated.id, stated.by, stated.at,
        state.fields["state"].on_behalf,
        after(place, plan, scope_of(place, period, office), marks_of(state)) if said == SUBMITTED else (),
    )  # fmt: skip


def scope_of(place: Workplace, period: Period, office: str) -> Scope:
    """The report of an office; what belongs to the whole year is part of the last one submitted."""
    others = submitted_periods(place, office, period.fy)
    return Scope(office, period, not any(later(period.code, other) for other in others))


def marks_of(state: RecordState) -> list[Mark]:
    """The statements of a record: what each of their writers knew."""
    knows = state.fields.get("knows")
    return [
        Mark(head.place, tuple(str(head.change.values["knows"] or "").split(";")))
        for head in (knows.heads if knows else ())
    ]


def after(place: Workplace, plan: Plan, scope: Scope, marks: list[Mark]) -> tuple[Later, ...]:
    """Fields of a report that were written without the knowledge of a statement about it."""
    found = []
    for entry in place.store.unknown_to(marks, {scope.office, UNION}):
        record = parse_record_id(entry.change.record)
        found += [
            later_of(entry, name, plan) for name in sorted(entry.change.values) if scope.holds(record, name)
        ]
    return tuple(found)


def later_of(entry: Entry, field: str, plan: Plan | None) -> Later:
    """One field of a change, in words."""
    change = entry.change
    return Later(
        change.record, project_of(plan, parse_record_id(change.record)), field, change.id, change.values[field],
        changed_text(change, field, plan), entry.office, change.by, change.at, why_text(change.why),
    )  # fmt: skip


def project_of(plan: Plan | None, record: RecordId) -> str:
    """The project a record is about, that of its indicator for a figure of one; "" = all of them, or none."""
    if record.type != "actual" or plan is None:
        return record.project
    indicator = plan.indicator(record.part("indicator"))
    return indicator.project if indicator is not None else ""


def text_of(state: RecordState, field: str) -> str:
    """A text or date of a record; "" when nothing is stated."""
    known = state.fields.get(field)
    if known is None:
        return ""
    cell = from_stored(known.value)
    return str(cell.value) if cell.state is CellState.VALUE else ""
