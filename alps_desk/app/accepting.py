"""受理: the union accepts a report, or a project of it; what changes afterwards shows as 訂正あり."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alps_desk.app import recording, returning, submitting
from alps_desk.app.entry import period_in
from alps_desk.app.planning import plan_in_force
from alps_desk.app.save_values import SaveValues
from alps_desk.app.submitting import Later, marks_of, scope_of, text_of
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.records import EVERY, UNION, parse_record_id, record_id
from alps_desk.domain.submission import ACCEPTED, REVOKED, SUBMITTED, touches

if TYPE_CHECKING:
    from alps_desk.app.commands import Accept
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.journal import Scalar
    from alps_desk.domain.plan import Period, Plan


@dataclass(frozen=True, slots=True)
class AcceptanceView:
    """The union's word on a report.

    Attributes:
        project: "" = the whole report.
        state: ``accepted`` or ``revoked``.
        later: fields of the report that the union had not seen when it accepted.
    """

    record: str
    office: str
    fy: int
    period: str
    project: str
    state: str
    accepted_on: str
    by_role: str
    change: str
    by: str
    at: str
    later: tuple[Later, ...]


def accept(place: Workplace, command: Accept) -> AcceptanceView:
    """Accept a report or a project of it, and settle what had been sent back and was corrected or answered.

    Raises:
        InputRejected: not the union, not submitted (``accept_not_submitted``), something is sent back and open
            (``accept_returned``), or a conflict is left (``accept_conflicts``). To revoke: never accepted
            (``not_accepted``), or no reason (``revoke_needs_why``).
    """
    if not place.is_union:
        raise InputRejected("returns_are_unions")
    plan = plan_in_force(place, command.fy)
    when = period_in(plan, command.period)
    if command.project and plan.project(command.project) is None:
        raise InputRejected("project_unknown", fy=plan.fy, project=command.project[:20])
    record = record_id(
        "acceptance", UNION, fy=plan.fy, period=when.code, office=command.office,
        project=command.project or EVERY,
    )  # fmt: skip
    values: dict[str, dict[str, Scalar]] = {
        record: {"accepted_on": place.today, "by_role": command.by_role, "state": REVOKED}
    }
    if command.revoke:
        before = acceptances(place, plan, when, command.office)
        if not any(one.record == record and one.state == ACCEPTED for one in before):
            raise InputRejected("not_accepted")
        if not command.why.strip():
            raise InputRejected("revoke_needs_why")
    else:
        settled = _refuse_unready(place, plan, when, command)
        heads = place.store.heads_of({command.office, UNION})[: submitting.MOST_HEADS]
        values[record].update(state=ACCEPTED, knows=";".join(heads))
        for closed, state in returning.closing(settled).items():
            values[closed] = dict(state)
    recording.save(place, SaveValues(values, why=command.why, force=True))
    found = acceptances(place, plan, when, command.office)
    return next(one for one in found if one.record == record)


def _refuse_unready(place: Workplace, plan: Plan, period: Period, command: Accept) -> list[str]:
    """Ids of the returns that are settled by accepting."""
    if submitting.submission_in(place, plan, period, command.office).state != SUBMITTED:
        raise InputRejected("accept_not_submitted", office=plan.body(command.office).name)
    scope = scope_of(place, period, command.office)
    waiting = [
        one
        for one in returning.returns(place, office=command.office, fy=plan.fy, period=period.code)
        if one.unlocks and touches(one.project, command.project)
    ]
    open_ones = [one for one in waiting if one.state == returning.OPEN]
    if open_ones:
        raise InputRejected("accept_returned", count=len(open_ones))
    conflicts = [
        one
        for one in place.store.conflicts()
        if scope.holds(record := parse_record_id(one.record), one.field)
        and touches(record.project, command.project)
    ]
    if conflicts:
        raise InputRejected("accept_conflicts", count=len(conflicts))
    return [one.id for one in waiting]


def acceptances(place: Workplace, plan: Plan, period: Period, office: str) -> list[AcceptanceView]:
    """The union's words on the report of an office: on the whole, then project by project."""
    rows = place.store.cells(("acceptance",), owner=UNION, fy=plan.fy)
    records = {
        row.record
        for row in rows
        if (found := parse_record_id(row.record)).period == period.code and found.part("office") == office
    }
    views = []
    scope = scope_of(place, period, office)
    for record, state in place.store.states(sorted(records)).items():
        if "state" not in state.fields:
            continue
        project = parse_record_id(record).project.removeprefix(EVERY)
        said = text_of(state, "state")
        later = submitting.after(place, plan, scope, marks_of(state)) if said == ACCEPTED else ()
        stated = state.fields["state"].shown.change
        views.append(
            AcceptanceView(
                record, office, plan.fy, period.code, project, said, text_of(state, "accepted_on"),
                text_of(state, "by_role"), stated.id, stated.by, stated.at,
                tuple(one for one in later if touches(one.project, project)),
            )
        )  # fmt: skip
    return sorted(views, key=lambda one: one.project)


def unseen_by(accepted: Sequence[AcceptanceView], project: str) -> tuple[Later, ...] | None:
    """What of a project the union had not seen whenever it accepted; None if it never did."""
    words = [one for one in accepted if one.state == ACCEPTED and one.project in ("", project)]
    if not words:
        return None
    known = set.intersection(*({one.change for one in word.later} for word in words))
    return tuple(one for one in words[0].later if one.change in known and touches(one.project, project))
