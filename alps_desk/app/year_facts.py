"""A fiscal year gathered for the forms: its figures, indicators over the years, evaluations, and the year before."""

from __future__ import annotations

from collections.abc import Sequence

from alps_desk.app import questions
from alps_desk.app.workplace import Workplace
from alps_desk.domain.cells import from_stored
from alps_desk.domain.kpi import YEARS, Course, Year, courses
from alps_desk.domain.plan import Period, Plan, build_plan
from alps_desk.domain.records import PLAN_TYPES, UNION
from alps_desk.domain.scope import Scope
from alps_desk.domain.shown import Figures, Shown
from alps_desk.reports.year_facts import YearFacts

_YEARS_AHEAD = 10


def gather(place: Workplace, plan: Plan, period: Period, scope: Scope) -> YearFacts:
    """Everything that the forms of a year are filled from.

    An office that names no body gets its own sheets; the union gets all.
    """
    own = "" if place.is_union else place.office
    before = plan.lineage.year_before(plan.fy)
    return YearFacts(
        questions.figures(place, plan.fy),
        courses_of(place, plan, period),
        evaluations(place, plan.fy),
        _plans(place, (before,))[0] if before == plan.fy - 1 else None,
        Scope(scope.project, scope.office or own),
        own,
    )


def evaluations(place: Workplace, fy: int) -> Figures:
    """What the union itself says of the year of each project."""
    return _shown(place, ("regional_evaluation",), fy)


def courses_of(place: Workplace, plan: Plan, period: Period) -> Sequence[Course]:
    """The indicators of a year over the years before it."""
    if not plan.indicators:
        return []
    ends = [one.last_fy for one in plan.indicators if one.last_fy]
    last = min(max([*ends, plan.fy]), plan.fy + _YEARS_AHEAD)
    known = [year for year in plan.fiscal_years if plan.fy - YEARS < year < plan.fy]
    plans = _plans(place, (*known, *range(plan.fy + 1, last + 1)))
    years = {one.fy: Year(one, _shown(place, ("actual",), one.fy)) for one in plans if one.fy < plan.fy}
    years[plan.fy] = Year(plan, _shown(place, ("actual",), plan.fy), period.code)
    return courses(years, plan.fy, {one.fy: one for one in plans if one.fy > plan.fy})


def _plans(place: Workplace, years: Sequence[int]) -> list[Plan]:
    """The plans of some years, also of those without projects."""
    if not years:
        return []
    cells = [(row.record, row.field, row.value) for row in place.store.cells(PLAN_TYPES, owner=UNION)]
    return [build_plan(cells, year) for year in years]


def _shown(place: Workplace, types: Sequence[str], fy: int) -> Figures:
    return {
        (row.record, row.field): Shown(from_stored(row.value), row.conflict, row.on_behalf)
        for row in place.store.cells(types, fy=fy)
    }
