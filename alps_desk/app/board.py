"""The board (提出状況): office × project, what is there and how far the report is."""

from __future__ import annotations

from dataclasses import replace

from alps_desk.app import questions
from alps_desk.app.entry import period_in
from alps_desk.app.planning import plan_in_force
from alps_desk.app.questions import BoardCell, BoardState
from alps_desk.app.submitting import SubmissionView, submission_in
from alps_desk.app.workplace import Workplace
from alps_desk.domain.submission import SUBMITTED


def board(place: Workplace, fy: int, period: str, office: str = "") -> list[BoardCell]:
    """Office × project; for one office only if named.

    What is entered decides until the office submits; from then on the report does. A conflict is always shown.
    """
    cells = questions.board(place, fy, period, office)
    plan = plan_in_force(place, fy)
    when = period_in(plan, period)
    reports = {
        key: submission_in(place, plan, when, key)
        for key in {cell.office for cell in cells if cell.state != "out"}
    }
    return [_stand(cell, reports.get(cell.office), received=place.is_union) for cell in cells]


def _stand(cell: BoardCell, report: SubmissionView | None, *, received: bool) -> BoardCell:
    if report is None or cell.state in ("out", "conflict") or report.state != SUBMITTED:
        return cell
    # What belongs to no single project (indicators) counts for each.
    touched = any(one.project in ("", cell.project) for one in report.later)
    state: BoardState = "corrected" if touched else "waiting" if received else "submitted"
    return replace(cell, state=state, days_late=0)
