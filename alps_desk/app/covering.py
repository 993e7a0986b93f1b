"""送付票: what goes on paper with an exchange file, from the log of files that were written and the figures in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alps_desk import __version__, wording
from alps_desk.app import questions
from alps_desk.app.approving import ApprovalView, approval_in
from alps_desk.app.commands import WriteCoverSheet
from alps_desk.app.describing import period_label
from alps_desk.app.entry import period_in
from alps_desk.app.planning import plan_in_force
from alps_desk.app.setup import pairing_code
from alps_desk.app.submitting import SubmissionView, submission_in
from alps_desk.app.workplace import Workplace
from alps_desk.domain.budget_lines import budget_lines, sum_lines
from alps_desk.domain.calendar import fiscal_year_long, stored_date_text
from alps_desk.domain.cells import CellState
from alps_desk.domain.errors import NotFound
from alps_desk.domain.money import format_amount
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.records import UNION, parse_record_id
from alps_desk.domain.shown import Figures
from alps_desk.reports.cover_sheet import CoverBlock, CoverLine, CoverSheet, short_hash
from alps_desk.store.rows import ExportRow

CoverWriter = Callable[[CoverSheet, Path], None]
"""Paints the sheet and writes the file; handed in, because painting needs Qt."""

_BY_HAND = ("medium", "medium_no", "sent_on", "checked_by", "carried_by", "received_by")


def cover_sheet(place: Workplace, fy: int, period: str, export_no: int = 0) -> CoverSheet:
    """The sheet of a file that was written.

    Args:
        export_no: number of the file in the log; 0 = the last one.

    Raises:
        NotFound: no file was written yet (``cover_no_export``), or no such one, or no plan for the year.
        InputRejected: no such period.
    """
    plan = plan_in_force(place, fy)
    when = period_in(plan, period)
    written = [row for row in place.store.exports() if export_no in (0, row.no)]
    if not written:
        raise NotFound("cover_no_export")
    return _sheet(place, plan, when, written[-1])


def write_cover_sheet(place: Workplace, command: WriteCoverSheet, write_pdf: CoverWriter | None) -> Path:
    """Write the sheet as a PDF, whole or not at all.

    Raises:
        NotFound: as :func:`cover_sheet`, or the parts that paint are missing (``pdf_unavailable``).
        StoreUnavailable: the file cannot be written.
    """
    sheet = cover_sheet(place, command.fy, command.period, command.export_no)
    if write_pdf is None:
        raise NotFound("pdf_unavailable")
    write_pdf(sheet, command.out)
    return command.out


def _sheet(place: Workplace, plan: Plan, period: Period, row: ExportRow) -> CoverSheet:
    say = wording.say
    body = plan.body(place.office)
    who = "　".join(part for part in (body.name, place.identity.section, place.identity.person) if part)
    when = f"{fiscal_year_long(plan.fy)}　{period_label(period.code)}"
    sending = [
        CoverLine(say("cover_from"), who),
        CoverLine(say("cover_to"), plan.body(UNION).name),
        CoverLine(say("cover_period"), when),
        CoverLine(say("cover_state"), _state_words(submission_in(place, plan, period, place.office))),
    ]
    decision = approval_in(place, plan, period, place.office)
    if decision.steps:
        sending.append(CoverLine(say("cover_decision"), _decision_words(decision)))
    file = [
        CoverLine(say("cover_file"), row.file),
        CoverLine(say("cover_written"), _moment(row.at)),
        CoverLine(say("cover_program"), say("cover_program_value", version=__version__)),
        CoverLine(say("cover_hash"), short_hash(row.sha256), "figure"),
        CoverLine(say("cover_code"), pairing_code(place).replace("-", " "), "figure"),
    ]
    return CoverSheet(
        say("cover_title"), when, body.name, plan.body(UNION).name, place.clock().date(),
        (
            CoverBlock(say("cover_sending"), sending),
            CoverBlock(say("cover_about_file"), file),
            CoverBlock(say("cover_totals"), _totals(place, plan, period, row)),
        ),
        tuple(say(f"cover_hand_{one}") for one in _BY_HAND),
        tuple(_notes(place)),
        plan.sample,
    )  # fmt: skip


def _notes(place: Workplace) -> list[str]:
    """How to use the sheet; and that the sums hold more than the file if something changed since."""
    say = wording.say
    notes = [say("cover_note_compare"), say("cover_note_hash")]
    since = place.store.counts()["unsealed"]
    return [say("cover_note_since", count=since), *notes] if since else notes


def _totals(place: Workplace, plan: Plan, period: Period, row: ExportRow) -> list[CoverLine]:
    """Control totals: what the receiver sees again after taking the file."""
    say = wording.say
    figures = questions.figures(place, plan.fy)
    lines = [line for line in budget_lines(plan, figures, period.stage) if line.office == place.office]
    total = sum_lines(lines)
    return [
        CoverLine(say("cover_changes"), say("cover_changes_value", changes=row.changes, segments=len(row.segments)), "figure"),
        CoverLine(say("cover_projects"), say("cover_projects_value", done=total.reported, all=total.expected), "figure"),
        CoverLine(say("cover_budget"), _yen(total.yen["current"]), "figure"),
        CoverLine(say("cover_spent"), _yen(total.yen["spent"]), "figure"),
        CoverLine(say("cover_paid"), _yen(_burdens(figures, place.office, "payer", "transfer_out")), "figure"),
        CoverLine(say("cover_got"), _yen(_burdens(figures, place.office, "", "transfer_in")), "figure"),
    ]  # fmt: skip


def _burdens(figures: Figures, office: str, part: str, field: str) -> int | None:
    """Sum of a column of the 負担金 rows that an office pays, or with part "" receives; None if none is stated."""
    found = []
    for (identifier, name), shown in figures.items():
        record = parse_record_id(identifier)
        if record.type != "burden" or name != field or shown.cell.state is not CellState.VALUE:
            continue
        ours = record.part(part) == office if part else record.owner == office
        if ours and isinstance(shown.cell.value, int):
            found.append(shown.cell.value)
    return sum(found) if found else None


def _yen(amount: int | None) -> str:
    return (
        wording.say("cover_none")
        if amount is None
        else wording.say("cover_yen", amount=format_amount(amount))
    )


def _state_words(view: SubmissionView) -> str:
    if view.state != "submitted":
        return wording.say(f"cover_state_{view.state}")
    on = stored_date_text(view.submitted_on)
    return wording.say(
        "cover_state_later" if view.later else "cover_state_submitted", on=on, count=len(view.later)
    )


def _decision_words(view: ApprovalView) -> str:
    parts = []
    for step in view.steps:
        if step.state != "approved":
            parts.append(wording.say("cover_step_open", step=step.label))
            continue
        way = wording.say(f"approval_way_{step.way}") if step.way not in ("", "own") else ""
        parts.append(
            " ".join(
                part for part in (step.by_role or step.label, way, stored_date_text(step.approved_on)) if part
            )
        )
    return "、".join(parts)


def _moment(at: str) -> str:
    return f"{stored_date_text(at[:10])} {at[11:16]}"
