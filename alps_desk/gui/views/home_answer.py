"""What ホーム shows, asked of the desk in one go beside the window's thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from alps_desk import wording
from alps_desk.domain.records import parse_record_id
from alps_desk.gui.forms import ways

if TYPE_CHECKING:
    from alps_desk.app.desk import Desk
    from alps_desk.app.recent import RecentChange
    from alps_desk.app.submitting import SubmissionView
    from alps_desk.domain.plan import Plan
    from alps_desk.domain.rules import Finding

TaskKind = Literal["conflict", "error", "warning", "missing"]
"""Kinds of things to do, most urgent first; also the keys of the chips of 進捗の入力."""
KINDS: tuple[TaskKind, ...] = ("conflict", "error", "warning", "missing")
RECENT_SHOWN = 10


@dataclass(frozen=True)
class Task:
    """Fields of one kind that wait for the office.

    Attributes:
        fields: how many fields.
        projects: names of the projects they belong to, in the order of the plan, each once, then of indicators that
            belong to none.
        screen: key of the screen to begin on.
    """

    kind: TaskKind
    fields: int
    projects: tuple[str, ...]
    screen: str = ways.ENTRY


@dataclass(frozen=True)
class Returned:
    """Something the union sent back that waits for the office.

    Attributes:
        record, field: what was sent back; field "" for everything of it.
        name: of the project.
        reason: the union's words.
    """

    record: str
    name: str
    field: str
    reason: str


HintKind = Literal["draft_returned", "talk", "later", "submit", "receipt", "copy"]
"""差戻し inside the office, threads that wait for a reply, changes after 提出, a report that is ready, changes without
a receipt, copies that are old: each leads to its screen."""


@dataclass(frozen=True)
class Hint:
    """Something to do on another screen.

    Attributes:
        count: how many; words: the sentence below the heading.
    """

    kind: HintKind
    count: int
    words: str


@dataclass(frozen=True)
class HomeAnswer:
    """What is shown.

    Attributes:
        returned: what was sent back and not answered yet.
        tasks: most urgent first, only those with something to do.
        hints: what is to be done on other screens.
        due_on: day the office's report is due, an exception of the union counted; "" if there is none.
        done, total: projects whose required fields are filled, and in all.
        submission: how far the report is; None without a period.
        exported: time and name of the last exchange file, None if there was none; waiting: changes in no file yet.
    """

    plan: Plan
    returned: tuple[Returned, ...]
    tasks: tuple[Task, ...]
    hints: tuple[Hint, ...]
    due_on: str
    done: int
    total: int
    submission: SubmissionView | None
    exported: tuple[str, str] | None
    waiting: int
    recent: tuple[RecentChange, ...]

    @property
    def complete(self) -> bool:
        """Whether everything required is there and nothing is to be put right."""
        return self.total > 0 and self.done == self.total and not self.tasks and not self.returned


def take_home(desk: Desk, fy: int, period: str) -> HomeAnswer:
    """Ask the desk; safe on a reader's thread.

    Args:
        period: "" when the year has none: then there is nothing to report.
    """
    plan = desk.plan(fy)
    found = desk.check(fy, period, desk.office) if period else []
    cells = [cell for cell in desk.board(fy, period, desk.office) if cell.state != "out"] if period else []
    exports = desk.exports()
    done = sum(cell.filled == cell.needed for cell in cells)
    report = desk.submission(fy, period) if period else None
    returned, tasks = _returned(desk, plan, period) if period else (), _tasks(plan, period, found)
    ready = (
        bool(cells) and done == len(cells) and not returned and not any(task.kind in _STOPS for task in tasks)
    )
    return HomeAnswer(
        plan,
        returned,
        tasks,
        tuple(_hints(desk, fy, period, report, ready=ready)) if period else (),
        desk.due_dates(fy, period).get(desk.office, "") if period else "",
        done,
        len(cells),
        report,
        (exports[-1].at, exports[-1].file) if exports else None,
        desk.counts()["unsealed"],
        tuple(desk.recent(fy, RECENT_SHOWN)),
    )


_STOPS = ("conflict", "error")
"""What keeps a report from being handed in."""
_SLOW_DAYS = 14
"""Days after which a receipt that did not come is worth a question."""


def _hints(desk: Desk, fy: int, period: str, report: SubmissionView | None, *, ready: bool) -> Iterator[Hint]:
    say = wording.say
    sent_back = desk.approval(fy, period).returned
    if sent_back is not None:
        yield Hint(
            "draft_returned",
            1,
            say("home_hint_draft_returned_text", step=sent_back.label, why=sent_back.comment),
        )
    asked = [
        one
        for one in desk.threads(fy=fy)
        if one.waits_for == desk.office and (one.returned is None or one.returned.state != "open")
    ]
    if asked:
        yield Hint(
            "talk", len(asked), say("home_hint_talk_text", text=" ".join(asked[0].last.text.split("\n"))[:40])
        )
    if report is not None and report.state == "submitted" and report.later:
        yield Hint("later", len(report.later), say("submit_later_text"))
    elif ready and sent_back is None and (report is None or report.state != "submitted"):
        yield Hint("submit", 1, say("home_hint_submit_text"))
    today = desk.place.clock().date()
    slow = [
        one
        for one in desk.receipts()
        if one.state == "exported" and _age(one.exported_at, today) >= _SLOW_DAYS
    ]
    if slow:
        yield Hint("receipt", sum(one.changes for one in slow), say("home_hint_receipt_text"))
    reminder = desk.copy_reminder()
    if reminder is not None:
        yield Hint("copy", 1, wording.template(reminder.code).format(days=reminder.days))


def _age(at: str, today: date) -> int:
    try:
        return (today - date.fromisoformat(at[:10])).days
    except ValueError:
        return 0


def _returned(desk: Desk, plan: Plan, period: str) -> tuple[Returned, ...]:
    found = []
    for one in desk.returns(office=desk.office, fy=plan.fy, period=period):
        if one.state == "open":
            project = plan.project(one.project)
            name = project.name if project is not None else one.project
            found.append(Returned(one.record, name, one.field, one.reason))
    return tuple(found)


def _tasks(plan: Plan, period: str, found: Sequence[Finding]) -> tuple[Task, ...]:
    places: dict[TaskKind, dict[tuple[str, str], None]] = {kind: {} for kind in KINDS}
    for finding in found:
        kind: TaskKind = "conflict" if finding.code == "rule_conflict" else finding.level
        places[kind][finding.record, finding.field] = None
    when = plan.period(period)
    return tuple(
        Task(kind, len(some), _projects(plan, some), ways.screen_for(when, some))
        for kind in KINDS
        if (some := places[kind])
    )


def _projects(plan: Plan, places: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    records = [parse_record_id(record) for record, _ in places]
    indicators = [plan.indicator(record.part("indicator")) for record in records]
    codes = {record.project for record in records} | {one.project for one in indicators if one is not None}
    known = [project for project in plan.projects if project.code in codes]
    of_none = [one.name for one in indicators if one is not None and plan.project(one.project) is None]
    return (*(project.name for project in known), *dict.fromkeys(of_none))
