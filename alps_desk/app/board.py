"""The board (提出状況): office × project, what is there and how far the report is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from alps_desk.app import accepting, questions, returning, submitting
from alps_desk.app.allowing import due_dates
from alps_desk.app.entry import EntryRow, entry_rows, period_in
from alps_desk.app.planning import plan_in_force
from alps_desk.app.questions import BoardCell, BoardState
from alps_desk.app.receipts import has_received
from alps_desk.domain.cells import CellState
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import parse_record_id
from alps_desk.domain.submission import SUBMITTED, touches

if TYPE_CHECKING:
    from alps_desk.app.accepting import AcceptanceView
    from alps_desk.app.returning import ReturnView
    from alps_desk.app.submitting import SubmissionView
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.plan import Period, Plan
    from alps_desk.domain.shown import Figures, Shown

_DONE: tuple[BoardState, ...] = ("filled", "submitted", "waiting", "accepted", "corrected")


def board(place: Workplace, fy: int, period: str, office: str = "") -> list[BoardCell]:
    """Office × project; for one office only if named.

    What is entered decides until the office submits; from then on the report does. A conflict is always shown.
    """
    plan = plan_in_force(place, fy)
    when = period_in(plan, period)
    found = questions.figures(place, fy)
    today = place.clock().date()
    due = due_dates(place, plan, when)
    returned = returning.returns(place, office=office, fy=fy, period=period)
    present = {peer.office for peer in place.store.peers().values()} | {place.office}
    heard = present | {writer_of(parse_record_id(record), field) for record, field in found}
    cells = []
    for body in plan.bodies:
        if office and body.key != office:
            continue
        rows = {
            row.part.project.code: row for row in entry_rows(plan, body.key, when) if row.part.kind == "own"
        }
        report = _Report(place, plan, when, body.key, [one for one in returned if one.office == body.key])
        late = _days_late(due[body.key], today)
        for project in plan.projects:
            row = rows.get(project.code)
            if row is None:
                cells.append(BoardCell(body.key, project.code, "out", 0, 0, 0, 0))
                continue
            filled, conflicts = _count(row, found)
            state = report.state(project.code, _entered(row, found, heard=body.key in heard))
            cells.append(
                BoardCell(
                    body.key, project.code, state, filled, len(row.required), 0 if state in _DONE else late,
                    conflicts,
                )
            )  # fmt: skip
    return cells


class _Report:
    """The report of one office: what was submitted, sent back and accepted."""

    def __init__(
        self, place: Workplace, plan: Plan, period: Period, office: str, returned: Sequence[ReturnView]
    ) -> None:
        self._submission: SubmissionView = submitting.submission_in(place, plan, period, office)
        said = self._submission
        self._received = said.state == SUBMITTED and has_received(place, said.change, said.record)
        self._returned = [one for one in returned if one.state == returning.OPEN]
        self._accepted: list[AcceptanceView] = accepting.acceptances(place, plan, period, office)

    def state(self, project: str, entered: BoardState) -> BoardState:
        """How far the report of a project is."""
        if entered == "conflict":
            return entered
        if any(touches(one.project, project) for one in self._returned):
            return "returned"
        if self._submission.state != SUBMITTED:
            return entered
        unseen = accepting.unseen_by(self._accepted, project)
        if unseen is not None:
            return "corrected" if unseen else "accepted"
        if any(touches(one.project, project) for one in self._submission.later):
            return "corrected"
        return "waiting" if self._received else "submitted"


def _shown(row: EntryRow, found: Figures) -> list[Shown]:
    return [questions.shown(found, record, field.name) for record, field in row.targets.values()]


def _count(row: EntryRow, found: Figures) -> tuple[int, int]:
    """Required columns that are filled, and fields in conflict."""
    places = [row.targets[column] for column in row.required]
    filled = sum(
        questions.shown(found, record, field.name).cell.state is not CellState.EMPTY
        for record, field in places
    )
    return filled, sum(mark.conflict for mark in _shown(row, found))


def _entered(row: EntryRow, found: Figures, *, heard: bool) -> BoardState:
    filled, conflicts = _count(row, found)
    if conflicts:
        return "conflict"
    if filled == len(row.required):
        return "filled"
    if any(mark.cell.state is not CellState.EMPTY for mark in _shown(row, found)):
        return "draft"
    return "empty" if heard else "not_received"


def _days_late(due_on: str, today: date) -> int:
    try:
        due = date.fromisoformat(due_on)
    except ValueError:
        return 0
    return max(0, (today - due).days)
