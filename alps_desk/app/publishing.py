"""The page for the public: the figures that the union accepted, as one HTML file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from alps_desk.app import questions, submitting
from alps_desk.app.accepting import acceptances
from alps_desk.app.commands import WritePublicPage
from alps_desk.app.entry import period_in
from alps_desk.app.files import write_whole
from alps_desk.app.planning import plan_in_force
from alps_desk.app.submitting import marks_of
from alps_desk.app.workplace import Workplace
from alps_desk.domain.approved import Acceptance, Approved, approve
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.submission import ACCEPTED, Scope, touches
from alps_desk.reports.public_page import PublicPage, render_public_page

_YEARS = 5
"""Years that a series goes back, this one included."""
_WHOLE = "full_year"


@dataclass(frozen=True)
class Published:
    """A page that was written.

    Attributes:
        rows: reports on it; expected: reports that the year has.
        held_back: texts and figures that were left out, because they may name somebody or are not accepted as they are.
    """

    file: Path
    rows: int
    expected: int
    held_back: int


def public_page(place: Workplace, fy: int | None, period: str, unit: int = 1000) -> PublicPage:
    """What the page shows.

    Raises:
        InputRejected: not the union (``public_is_unions``), no such period or unit, or nothing was accepted yet
            (``public_nothing``).
        NotFound: no plan of that year.
    """
    if not place.is_union:
        raise InputRejected("public_is_unions")
    if unit not in (1, 1000):
        raise InputRejected("unit_unknown", unit=unit)
    plan = plan_in_force(place, fy)
    when = period_in(plan, period)
    now = _approved(place, plan, when)
    if not any(one.projects for one in now.acceptances.values()):
        raise InputRejected("public_nothing")
    earlier = {}
    for year in sorted(year for year in plan.fiscal_years if plan.fy - _YEARS < year < plan.fy):
        past = plan_in_force(place, year)
        earlier[year] = (past, _approved(place, past, period_in(past, _WHOLE)))
    return PublicPage(
        plan, when, now, earlier, plan.body(place.office).name, place.clock().date(),
        cast("Literal[1, 1000]", unit),
    )  # fmt: skip


def write_public_page(place: Workplace, command: WritePublicPage) -> Published:
    """Write the page, whole or not at all."""
    page = public_page(place, command.fy, command.period, command.unit)
    write_whole(command.out, render_public_page(page))
    return Published(command.out, page.accepted, page.expected, len(page.approved.held_back))


def _approved(place: Workplace, plan: Plan, period: Period) -> Approved:
    figures = questions.figures(place, plan.fy)
    names = {str(shown.cell.value) for (_, field), shown in figures.items() if field == "person_in_charge"}
    names = {name for name in names if name != "None"}
    found = {body.key: _acceptance(place, plan, period, body.key) for body in plan.bodies}
    projects = {one.code: one.project for one in plan.indicators}
    return approve(figures, period, found, projects, names)


def _acceptance(place: Workplace, plan: Plan, period: Period, office: str) -> Acceptance:
    """What the union's words on a report come to, project by project.

    What belongs to the whole year counts as part of every report here, so that a change of it after the acceptance is
    never published as accepted.
    """
    words = [one for one in acceptances(place, plan, period, office) if one.state == ACCEPTED]
    if not words:
        return Acceptance(frozenset())
    scope = Scope(office, period)
    states = place.store.states([one.record for one in words])
    later = {
        one.record: {(late.record, late.field) for late in submitting.after(place, plan, scope, marks_of(states[one.record]))}
        for one in words
    }  # fmt: skip
    projects, unseen = set(), set()
    for project in plan.projects:
        if not project.enters(office):
            continue
        said = [one for one in words if touches(one.project, project.code)]
        if said:
            projects.add(project.code)
            # One word that knew a field is enough.
            unseen |= set.intersection(*(later[one.record] for one in said))
    return Acceptance(frozenset(projects), frozenset(unseen))
