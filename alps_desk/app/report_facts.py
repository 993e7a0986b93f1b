"""What the forms are filled from that is more than the year's figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from alps_desk import wording
from alps_desk.app import (
    accepting,
    allowing,
    approving,
    board,
    checking,
    jumping,
    questions,
    returning,
    submitting,
)
from alps_desk.app.describing import field_label
from alps_desk.app.entry import period_in
from alps_desk.app.planning import plan_in_force
from alps_desk.app.questions import BoardCell
from alps_desk.app.workplace import Workplace
from alps_desk.domain.calendar import period_span
from alps_desk.domain.errors import NotFound
from alps_desk.domain.jumps import JUMPING
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.records import parse_record_id
from alps_desk.domain.rules import Finding
from alps_desk.reports.comparison import Compared
from alps_desk.reports.import_list import Disagreement, ImportOf, Imports
from alps_desk.reports.money_years import MOST_YEARS, YearOf
from alps_desk.reports.submission_table import SubmissionOf
from alps_desk.store.rows import ImportRow

_WHOLE = ("filled", "submitted", "waiting", "accepted", "corrected")
_UNSTARTED = ("not_received", "empty")


def years(place: Workplace, plan: Plan, most: int = MOST_YEARS) -> tuple[YearOf, ...]:
    """This year and those before it that have a plan, in order."""
    found = [fy for fy in plan.fiscal_years if fy < plan.fy][-(most - 1) :] if most > 1 else []
    before = [YearOf(plan_in_force(place, fy), questions.figures(place, fy)) for fy in found]
    return (*before, YearOf(plan, questions.figures(place, plan.fy)))


def two_years(place: Workplace, plan: Plan) -> tuple[YearOf, ...]:
    """This year and the one before, if it has a plan."""
    return tuple(one for one in years(place, plan, 2) if one.plan.fy >= plan.fy - 1)


# --- comparison ----------------------------------------------------------------------------------------------


def comparison(place: Workplace, plan: Plan, period: Period) -> Compared:
    """What this period is held against, and the sentences given for its values; an office's own lines at an office."""
    figures, before = questions.figures(place, plan.fy), questions.figures(place, plan.fy - 1)
    ends = period_span(plan.fy, period.code)[1]
    ended = [one for one in plan.periods if period_span(plan.fy, one.code)[1] < ends]
    plan_before: Plan | None = None
    try:
        plan_before = plan_in_force(place, plan.fy - 1)
        last_year = period_in(plan_before, period.code)
    except NotFound:
        # Figures of a year may be there without its plan; a period is then the same as in this year.
        last_year = period
    asked = [
        (record, name) for record, name in figures if name in JUMPING.get(parse_record_id(record).type, ())
    ]
    return Compared(
        figures,
        before,
        max(ended, key=lambda one: period_span(plan.fy, one.code)[1]) if ended else None,
        last_year,
        jumping.reasons(place, asked),
        office="" if place.is_union else place.office,
        plan_before=plan_before,
    )


# --- submissions ---------------------------------------------------------------------------------------------


def submissions(place: Workplace, plan: Plan) -> list[SubmissionOf]:
    """The report of every body for every period of the year."""
    today = place.clock().date()
    return [one for period in plan.periods for one in _submissions_of(place, plan, period, today)]


def _submissions_of(place: Workplace, plan: Plan, period: Period, today: date) -> Iterator[SubmissionOf]:
    due = allowing.due_dates(place, plan, period)
    returned = returning.returns(place, fy=plan.fy, period=period.code)
    cells: dict[str, list[BoardCell]] = {}
    for cell in board.board(place, plan.fy, period.code):
        if cell.state != "out":
            cells.setdefault(cell.office, []).append(cell)
    for body in plan.bodies:
        view = submitting.submission_in(place, plan, period, body.key)
        own = cells.get(body.key, [])
        open_ones = [one for one in returned if one.office == body.key and one.state == returning.OPEN]
        words = accepting.acceptances(place, plan, period, body.key)
        whole = next((one for one in words if not one.project and one.state == "accepted"), None)
        later = whole.later if whole is not None else view.later
        state = _state(place, plan, period, body.key, view, own)
        if view.state == "submitted":
            state = "submitted"
            if whole is not None:
                state = "corrected" if later else "accepted"
            if open_ones:
                state = "returned"
        submitted_on = view.submitted_on if view.state == "submitted" else ""
        yield SubmissionOf(
            body.key, period.code, state, due[body.key], submitted_on,
            whole.accepted_on if whole is not None else "",
            sum(cell.state in _WHOLE for cell in own), len(own), len(open_ones), len(later),
            _days_late(due[body.key], submitted_on, today),
        )  # fmt: skip


def _state(
    place: Workplace,
    plan: Plan,
    period: Period,
    office: str,
    view: submitting.SubmissionView,
    own: Sequence[BoardCell],
) -> str:
    """How far a report is that is not submitted."""
    if view.state == "submitted":
        return "submitted"
    steps = approving.approval_in(place, plan, period, office).steps
    if any(step.state == "approved" for step in steps):
        return "deciding"
    if all(cell.state in _UNSTARTED for cell in own):
        return "not_received"
    return "draft"


def _days_late(due_on: str, submitted_on: str, today: date) -> int:
    try:
        due = date.fromisoformat(due_on)
        done = date.fromisoformat(submitted_on) if submitted_on else today
    except ValueError:
        return 0
    return max(0, (done - due).days)


# --- imports -------------------------------------------------------------------------------------------------


def imports(place: Workplace, plan: Plan, period: Period) -> Imports:
    """Files that were taken, conflicts, and what does not fit between the offices."""
    taken = [_import(one) for one in place.store.imports()]
    taken += [
        ImportOf(one.file, "", one.at, 0, 0, 0, 0, 0, one.segments, _reason(one.code))
        for one in place.store.refusals()
    ]
    conflicts = [_conflict(plan, one) for one in questions.conflicts(place) if _of_year(one.record, plan.fy)]
    between = [_between(plan, one) for one in checking.between_offices(place, plan.fy, period.code)]
    heard = questions.office_heard(place)
    missing = [body.name for body in plan.bodies if body.key != place.office and body.key not in heard]
    return Imports(taken, conflicts, between, missing)


def _reason(code: str) -> str:
    """Why a file was refused, in words that are true without what was to be filled in."""
    for known in (f"imports_why_{code}", code):
        if wording.knows(known) and "{" not in wording.template(known):
            return wording.say(known)
    return wording.say("imports_why_other")


def _import(one: ImportRow) -> ImportOf:
    say = wording.say
    kind = say(f"imports_kind_{one.kind}") if wording.knows(f"imports_kind_{one.kind}") else ""
    text = say("imports_said", kind=kind, state=say(f"import_{one.state}"))
    return ImportOf(
        one.file, one.office, one.taken_at, one.changes, one.new, one.changed, one.same, one.conflicts,
        one.held, text,
    )  # fmt: skip


def _of_year(record: str, fy: int) -> bool:
    return parse_record_id(record).fy in (None, fy)


def _conflict(plan: Plan, one: questions.ConflictView) -> Disagreement:
    say = wording.say
    words = [
        say(
            "imports_word", who=plan.body(word.office).name, by=word.by, text=word.text or say("report_empty")
        )
        for word in one.candidates
    ]
    project = plan.project(one.project)
    return Disagreement(
        say("report_conflict"), project.name if project else one.project, plan.body(one.office).name,
        field_label(one.field), "\n".join(words),
    )  # fmt: skip


def _between(plan: Plan, finding: Finding) -> Disagreement:
    say = wording.say
    record = parse_record_id(finding.record)
    project = plan.project(record.project)
    offices = dict.fromkeys(key for key in (record.part("payer"), record.owner) if key and key != "union")
    return Disagreement(
        say("imports_kind_pair" if record.type == "burden" else "imports_kind_ask"),
        project.name if project else record.project,
        say("form_list_separator").join(plan.body(key).name for key in offices),
        field_label(finding.field) if finding.field else "",
        say(finding.code, **finding.params),
    )
