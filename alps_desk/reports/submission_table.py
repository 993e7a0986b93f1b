"""Form 9, 提出状況表: how far the report of every body is, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alps_desk.domain.plan import Period, Plan
from alps_desk.reports import form_cells
from alps_desk.reports.form_cells import BLANK, NOT_APPLICABLE
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say, term

NAME = "submissions"


@dataclass(frozen=True)
class SubmissionOf:
    """The report of one body for one period.

    Attributes:
        state: ``not_received``, ``draft``, ``deciding``, ``submitted``, ``returned``, ``accepted`` or ``corrected``.
        due_on, submitted_on, accepted_on: ISO, "" where there is none.
        filled, expected: projects whose report is whole, and all that the body reports on.
        returned, later: what was sent back and is open; fields that came after.
        days_late: days after the due date, of submitting or up to now.
    """

    office: str
    period: str
    state: str
    due_on: str = ""
    submitted_on: str = ""
    accepted_on: str = ""
    filled: int = 0
    expected: int = 0
    returned: int = 0
    later: int = 0
    days_late: int = 0


def build(
    plan: Plan,
    period: Period,
    reports: Sequence[SubmissionOf],
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """Every body in official order, each with every period up to the chosen one.

    Args:
        reports: one per body and period.
    """
    codes = [one.code for one in plan.periods]
    shown = codes[: codes.index(period.code) + 1] if period.code in codes else codes
    found = {(one.office, one.period): one for one in reports}
    rows = []
    for body in plan.bodies:
        for code in shown:
            one = found.get((body.key, code))
            if one is not None:
                cells = [Cell(body.name), Cell(form_cells.stage_name(code)), *_cells(one)]
                rows.append(Row(cells, keys=[Cell(str(plan.fy)), Cell(body.code6)]))
    mine = [one for one in reports if one.period in shown]
    for code in shown:
        rows.append(_sum_row(code, [one for one in mine if one.period == code]))
    return ReportTable(
        NAME,
        say("form_submissions"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _columns(),
        rows,
        display_unit=display_unit,
        landscape=False,
        notes=_notes(plan, [one for one in mine if one.period == period.code]),
        sample=plan.sample,
        key_columns=[Column("fy", term("fy"), "code"), Column("code6", term("code6"), "code")],
    )


def _columns() -> list[Column]:
    return [
        Column("office", term("office"), "text", width=14),
        Column("period", term("period"), "mark", width=7),
        Column("due_on", say("form_due"), "date", width=10),
        Column("state", term("state"), "mark", width=8),
        Column("submitted_on", term("submitted_on"), "date", width=10),
        Column("accepted_on", term("accepted_on"), "date", width=10),
        Column("filled", say("form_reports_filled"), "mark", width=6),
        Column("days_late", say("form_days_late"), "count", unit=say("form_unit_days"), width=6),
        Column("returned", say("form_returned"), "count", unit=say("form_unit_cases"), width=6),
        Column("later", say("form_later"), "count", unit=say("form_unit_cells"), width=6),
    ]


def _cells(one: SubmissionOf) -> list[Cell]:
    return [
        form_cells.day_cell(one.due_on),
        Cell(say(f"form_state_{one.state}")),
        form_cells.day_cell(one.submitted_on),
        form_cells.day_cell(one.accepted_on),
        Cell(say("form_count", done=one.filled, all=one.expected)) if one.expected else NOT_APPLICABLE,
        *(Cell(count) if count else BLANK for count in (one.days_late, one.returned, one.later)),
    ]


def _sum_row(code: str, some: Sequence[SubmissionOf]) -> Row:
    done = sum(one.state in ("submitted", "returned", "accepted", "corrected") for one in some)
    late = sum(one.days_late > 0 for one in some)
    return Row(
        [
            Cell(say("form_all_bodies")), Cell(form_cells.stage_name(code)), BLANK,
            Cell(say("form_count", done=done, all=len(some))), BLANK, BLANK,
            Cell(say("form_count", done=sum(one.filled for one in some), all=sum(one.expected for one in some))),
            Cell(late) if late else BLANK,
            Cell(sum(one.returned for one in some)) if any(one.returned for one in some) else BLANK,
            Cell(sum(one.later for one in some)) if any(one.later for one in some) else BLANK,
        ],
        "total",
    )  # fmt: skip


def _notes(plan: Plan, now: Sequence[SubmissionOf]) -> list[str]:
    notes = [say("form_note_states"), say("form_note_filled")]
    waiting = [
        plan.body(one.office).name for one in now if one.state in ("not_received", "draft", "deciding")
    ]
    if waiting:
        bodies = say("form_list_separator").join(waiting)
        notes.insert(0, say("form_note_not_submitted", bodies=bodies, count=len(waiting)))
    return notes
