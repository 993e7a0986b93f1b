"""決裁: 作成 → 係長 → 課長 as records of the office, so that they travel and stand in 変更の履歴.

The steps are a code list of the region (``approval_step``); an office may go without some of them
(``approval_steps`` of its settings). Names are never needed, only the post (R37).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alps_desk.app import recording, submitting
from alps_desk.app.entry import period_in
from alps_desk.app.planning import plan_in_force
from alps_desk.app.save_values import SaveValues
from alps_desk.app.submitting import Later, SubmissionView, marks_of, scope_of, text_of
from alps_desk.domain.approval import APPROVED, SENT_BACK, STEPS, WAYS, Stated, StepState, states_of
from alps_desk.domain.cells import is_iso_date
from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.records import UNION, record_id
from alps_desk.domain.submission import SUBMITTED

if TYPE_CHECKING:
    from alps_desk.app.commands import Approve, SendBackDraft, Submit
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.journal import Scalar
    from alps_desk.domain.plan import Choice, Period, Plan

SETTING = "approval_steps"
"""Codes of the steps an office takes, joined by ``;``; without it all of the region's."""


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a report's decision.

    Attributes:
        code, label: of the region's code list.
        approved_on, by_role, section, approver, way: as stated, "" where it was not.
        comment: why it was sent back, of the step that did.
        change, by, at: of the statement.
        later: what of the report was written without its knowledge.
    """

    code: str
    label: str
    state: StepState
    record: str
    approved_on: str = ""
    by_role: str = ""
    section: str = ""
    approver: str = ""
    way: str = ""
    comment: str = ""
    change: str = ""
    by: str = ""
    at: str = ""
    later: tuple[Later, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """The decision of an office on its report for a period."""

    office: str
    fy: int
    period: str
    steps: tuple[StepView, ...]

    @property
    def complete(self) -> bool:
        """Every step counts; without steps there is nothing to wait for."""
        return all(step.state == "approved" for step in self.steps)

    @property
    def next(self) -> StepView | None:
        """The step to be taken now, None if all are."""
        return next((step for step in self.steps if step.state != "approved"), None)

    @property
    def returned(self) -> StepView | None:
        """The step that sent the report back to 作成, while nobody has begun anew."""
        if not self.steps or self.steps[0].state != "returned":
            return None
        return next((step for step in self.steps if step.comment), None)


def region_steps(plan: Plan) -> tuple[Choice, ...]:
    """The steps of the region, in order."""
    return tuple(one for one in plan.choices(STEPS) if not one.retired)


def steps_of(place: Workplace, plan: Plan, office: str = "") -> tuple[Choice, ...]:
    """The steps an office takes, in order: of this office by its settings, of others all of the region's."""
    every = region_steps(plan)
    chosen = place.identity.settings.get(SETTING, "")
    if not chosen or office not in ("", place.office):
        return every
    kept = chosen.split(";")
    return tuple(one for one in every if one.code in kept)


def approval(place: Workplace, fy: int, period: str, office: str = "") -> ApprovalView:
    """How far the decision on a report is.

    Raises:
        NotFound, InputRejected: no plan for the year, no such period.
    """
    plan = plan_in_force(place, fy)
    return approval_in(place, plan, period_in(plan, period), office or place.office)


def approval_in(place: Workplace, plan: Plan, period: Period, office: str) -> ApprovalView:
    """How far the decision of an office on its report for a period of a plan is."""
    scope = scope_of(place, period, office)
    steps = steps_of(place, plan, office)
    records = {
        step.code: record_id("approval", office, fy=plan.fy, period=period.code, step=step.code)
        for step in steps
    }
    states = place.store.states(tuple(records.values()))
    stated, views = [], []
    for step in steps:
        state = states[records[step.code]]
        said = "" if state.deleted else text_of(state, "state")
        later = submitting.after(place, plan, scope, marks_of(state)) if said == APPROVED else ()
        stated.append(Stated(said, not later))
        change = state.fields["state"].shown.change if said else None
        views.append(
            StepView(
                step.code, step.label, "waiting", records[step.code],
                text_of(state, "approved_on"), text_of(state, "by_role"), text_of(state, "section"),
                text_of(state, "approver"), text_of(state, "approval_way"), text_of(state, "comment"),
                change.id if change else "", change.by if change else "", change.at if change else "", later,
            )
        )  # fmt: skip
    found = [_with_state(view, state) for view, state in zip(views, states_of(stated), strict=True)]
    return ApprovalView(office, plan.fy, period.code, tuple(found))


def _with_state(view: StepView, state: StepState) -> StepView:
    return StepView(
        view.code, view.label, state, view.record, view.approved_on, view.by_role, view.section,
        view.approver, view.way, view.comment, view.change, view.by, view.at, view.later,
    )  # fmt: skip


# --- commands ------------------------------------------------------------------------------------------------


def approve(place: Workplace, command: Approve) -> ApprovalView:
    """Take the next step, or the one that is named.

    Raises:
        InputRejected: it is submitted (``approve_submitted``), the region has no steps (``approve_no_steps``), no
            such step (``approve_step_unknown``), not its turn (``approve_not_yet``), done and nothing came after
            (``approve_done``), no such way (``approve_way_unknown``) or no date (``date_not_read``).
    """
    plan = plan_in_force(place, command.fy)
    period = period_in(plan, command.period)
    view = _open(place, plan, period)
    wanted = next((one for one in view.steps if command.step in (one.code, one.label)), None)
    if command.step and wanted is None:
        labels = "、".join(one.label for one in view.steps)
        raise InputRejected("approve_step_unknown", step=excerpt(command.step), steps=labels)
    turn = view.next
    if turn is None or (wanted is not None and wanted.state == "approved"):
        done = wanted or view.steps[-1]
        raise InputRejected("approve_done", step=done.label, on=done.approved_on)
    if wanted is not None and wanted.code != turn.code:
        raise InputRejected("approve_not_yet", step=wanted.label, first=turn.label)
    if command.way not in WAYS:
        raise InputRejected("approve_way_unknown", way=excerpt(command.way))
    if command.on and not is_iso_date(command.on):
        raise InputRejected("date_not_read", text=command.on[:20])
    heads = place.store.heads_of({place.office, UNION})[: submitting.MOST_HEADS]
    values: dict[str, Scalar] = {
        "state": APPROVED, "approval_way": command.way, "approved_on": command.on or place.today,
        "by_role": command.by_role.strip() or turn.label,
        "section": place.identity.section if command.section is None else command.section.strip(),
        "approver": command.approver.strip() or None, "comment": None, "knows": ";".join(heads),
    }  # fmt: skip
    recording.save(place, SaveValues({turn.record: values}, force=True))
    return approval_in(place, plan, period, place.office)


def send_back_draft(place: Workplace, command: SendBackDraft) -> ApprovalView:
    """差戻し inside the office: every step is taken back, and the report is at 作成 again.

    Raises:
        InputRejected: no reason (``approve_return_needs_why``), it is submitted (``approve_submitted``), or nobody
            has taken a step (``approve_return_nothing``).
    """
    plan = plan_in_force(place, command.fy)
    period = period_in(plan, command.period)
    if not command.why.strip():
        raise InputRejected("approve_return_needs_why")
    view = _open(place, plan, period)
    taken = [step for step in view.steps if step.state in ("approved", "cleared")]
    if not taken:
        raise InputRejected("approve_return_nothing")
    turn = view.next or view.steps[-1]
    values: dict[str, dict[str, Scalar]] = {}
    for step in view.steps:
        if step in taken or step.code == turn.code:
            values[step.record] = {"state": SENT_BACK, "comment": None, "knows": None}
    said: dict[str, Scalar] = {
        "comment": command.why, "by_role": command.by_role.strip() or turn.label, "approved_on": place.today,
        "section": place.identity.section,
    }  # fmt: skip
    values[turn.record] |= said
    recording.save(place, SaveValues(values, why=command.why, force=True))
    return approval_in(place, plan, period, place.office)


def submit(place: Workplace, command: Submit) -> SubmissionView:
    """提出, after the decision if that is asked for; else as :func:`submitting.submit`.

    Raises:
        InputRejected: a step is missing (``submit_not_approved``).
    """
    if command.approved:
        turn = approval(place, command.fy, command.period, command.office).next
        if turn is not None:
            raise InputRejected("submit_not_approved", step=turn.label)
    return submitting.submit(place, command)


def _open(place: Workplace, plan: Plan, period: Period) -> ApprovalView:
    if submitting.submission_in(place, plan, period, place.office).state == SUBMITTED:
        raise InputRejected("approve_submitted")
    view = approval_in(place, plan, period, place.office)
    if not view.steps:
        raise InputRejected("approve_no_steps")
    return view
