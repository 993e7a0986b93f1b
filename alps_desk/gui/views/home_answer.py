"""What ホーム shows, asked of the desk in one go beside the window's thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from alps_desk.app.desk import Desk
from alps_desk.app.recent import RecentChange
from alps_desk.app.submitting import SubmissionView
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import parse_record_id
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
        projects: names of the projects they belong to, in the order of the plan, each once.
    """

    kind: TaskKind
    fields: int
    projects: tuple[str, ...]


@dataclass(frozen=True)
class Returned:
    """Something the union sent back that waits for the office.

    Attributes:
        project: code, "" for a whole report; name: of the project.
        field: "" for everything of it.
        reason: the union's words.
    """

    project: str
    name: str
    field: str
    reason: str


@dataclass(frozen=True)
class HomeAnswer:
    """What is shown.

    Attributes:
        returned: what was sent back and not answered yet.
        tasks: most urgent first, only those with something to do.
        due_on: day the office's report is due, an exception of the union counted; "" if there is none.
        done, total: projects whose required fields are filled, and in all.
        submission: how far the report is; None without a period.
        exported: time and name of the last exchange file, None if there was none; waiting: changes in no file yet.
    """

    plan: Plan
    returned: tuple[Returned, ...]
    tasks: tuple[Task, ...]
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
    return HomeAnswer(
        plan,
        _returned(desk, plan, period) if period else (),
        _tasks(plan, found),
        desk.due_dates(fy, period).get(desk.office, "") if period else "",
        sum(cell.filled == cell.needed for cell in cells),
        len(cells),
        desk.submission(fy, period) if period else None,
        (exports[-1].at, exports[-1].file) if exports else None,
        desk.counts()["unsealed"],
        tuple(desk.recent(fy, RECENT_SHOWN)),
    )


def _returned(desk: Desk, plan: Plan, period: str) -> tuple[Returned, ...]:
    found = []
    for one in desk.returns(office=desk.office, fy=plan.fy, period=period):
        if one.state == "open":
            project = plan.project(one.project)
            name = project.name if project is not None else one.project
            found.append(Returned(one.project, name, one.field, one.reason))
    return tuple(found)


def _tasks(plan: Plan, found: Sequence[Finding]) -> tuple[Task, ...]:
    places: dict[TaskKind, dict[tuple[str, str], None]] = {kind: {} for kind in KINDS}
    for finding in found:
        kind: TaskKind = "conflict" if finding.code == "rule_conflict" else finding.level
        places[kind][finding.record, finding.field] = None
    return tuple(
        Task(kind, len(places[kind]), _projects(plan, places[kind])) for kind in KINDS if places[kind]
    )


def _projects(plan: Plan, places: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    codes = {parse_record_id(record).project for record, _ in places}
    return tuple(project.name for project in plan.projects if project.code in codes)
