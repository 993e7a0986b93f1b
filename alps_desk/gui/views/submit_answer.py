"""What 提出 shows, asked of the desk in one go beside the window's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alps_desk import wording
from alps_desk.app.allowing import Leave
from alps_desk.app.approving import ApprovalView
from alps_desk.app.describing import field_label
from alps_desk.app.desk import Desk
from alps_desk.app.submitting import SubmissionView
from alps_desk.domain.plan import Choice, Plan
from alps_desk.domain.records import parse_record_id
from alps_desk.domain.rules import Finding, Level
from alps_desk.domain.submission import ACCEPTED

LEVELS: tuple[Level, ...] = ("error", "warning", "missing")
"""Kinds of findings, most urgent first; also the keys of the chips of 進捗の入力."""


@dataclass(frozen=True)
class SubmitAnswer:
    """What is shown.

    Attributes:
        found: most urgent first, in the order of the entry form.
        every_step: the region's steps; those the office takes are in ``approval``.
        accepted_on: the day the union accepted the whole report, "" if it did not.
        due_on: day the report is due, an exception counted; general_due_on: without it.
        leave: what may be changed after submission, up to which day.
        returned: how many things are sent back and open.
        waiting: changes in no file yet.
    """

    plan: Plan
    found: tuple[Finding, ...]
    approval: ApprovalView
    every_step: tuple[Choice, ...]
    submission: SubmissionView
    accepted_on: str
    due_on: str
    general_due_on: str
    leave: tuple[Leave, ...]
    returned: int
    waiting: int

    def count(self, level: Level) -> int:
        """How many findings of a kind."""
        return sum(one.level == level for one in self.found)

    @property
    def submitted(self) -> bool:
        """Whether the report is handed in, with whatever came after it."""
        return self.submission.state == "submitted"

    @property
    def hindrance(self) -> str:
        """Why the report cannot be handed in now; "" if it can."""
        if self.submitted and not self.submission.later:
            return wording.say("submit_is_done")
        if self.count("error"):
            return wording.say("submit_needs_no_errors", count=self.count("error"))
        turn = self.approval.next
        if turn is not None:
            return wording.say("submit_needs_step", step=turn.label)
        return ""


def take_submit(desk: Desk, fy: int, period: str) -> SubmitAnswer:
    """Ask the desk; safe on a reader's thread."""
    plan = desk.plan(fy)
    office = desk.office
    found = desk.check(fy, period, office)
    accepted = [
        one for one in desk.acceptances(fy, period, office) if not one.project and one.state == ACCEPTED
    ]
    when = plan.period(period)
    return SubmitAnswer(
        plan,
        tuple(sorted(found, key=lambda one: LEVELS.index(one.level))),
        desk.approval(fy, period),
        desk.approval_steps(fy, every=True),
        desk.submission(fy, period),
        accepted[0].accepted_on if accepted else "",
        desk.due_dates(fy, period).get(office, ""),
        when.due_on if when is not None else "",
        tuple(desk.leave(fy, period)),
        sum(one.state == "open" for one in desk.returns(office=office, fy=fy, period=period)),
        desk.counts()["unsealed"],
    )


def place_of(plan: Plan, record: str, field: str) -> str:
    """Where something is: 8 消費生活センターの運営　支出済額."""
    parsed = parse_record_id(record)
    project = plan.project(parsed.project)
    name = f"{project.number} {project.name}" if project is not None else parsed.project
    payer = parsed.part("payer")
    if payer:
        name = wording.say("office_export_burden", project=name, body=plan.body(payer).name)
    return f"{name}　{field_label(field)}" if field else name


def leave_words(plan: Plan, leave: Sequence[Leave], day: object) -> list[str]:
    """Exceptions in sentences; ``day`` makes a date readable."""
    lines = []
    for one in leave:
        project = plan.project(one.project)
        about = project.name if project is not None else wording.say("return_whole")
        lines.append(wording.say("submit_leave", about=about, on=day(one.until_on)))  # type: ignore[operator]
    return lines
