"""入力チェック: what an office has to put right before 提出, and what the union should ask about."""

from __future__ import annotations

from alps_desk.app import jumping, questions
from alps_desk.app.entry import period_in
from alps_desk.app.planning import plan_in_force
from alps_desk.app.workplace import Workplace
from alps_desk.domain.indicator_form import check_indicators
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.rules import Finding, check_office
from alps_desk.domain.shown import Figures


def check(place: Workplace, fy: int | None, period: str, office: str = "") -> list[Finding]:
    """Everything found in the entries of a period.

    Args:
        office: whose entries; "" = this office's, at the union every office's and what lies between them.

    Raises:
        NotFound, InputRejected: no plan for the year, no such period.
    """
    plan = plan_in_force(place, fy)
    when = period_in(plan, period)
    now, before = questions.figures(place, plan.fy), jumping.earlier_figures(place, plan)
    whole_region = place.is_union and not office
    offices = [body.key for body in plan.bodies] if whole_region else [office or place.office]
    entered = [
        finding
        for key in offices
        for finding in (
            *check_office(plan, when, key, now, before),
            *check_indicators(plan, when.code, key, now),
        )
    ]
    found = jumping.unexplained(place, entered)
    return found + (_between(plan, when, now) if whole_region else [])


def between_offices(place: Workplace, fy: int | None, period: str) -> list[Finding]:
    """What does not fit together between the offices, and what is likely there twice; nothing of one office alone.

    Raises:
        NotFound, InputRejected: no plan for the year, no such period.
    """
    plan = plan_in_force(place, fy)
    return _between(plan, period_in(plan, period), questions.figures(place, plan.fy))


def _between(plan: Plan, period: Period, figures: Figures) -> list[Finding]:
    # Only now: an office never looks at what lies between the offices.
    from alps_desk.domain.region_rules import check_region
    from alps_desk.domain.twins import likely_twins

    return check_region(plan, figures, period.stage) + likely_twins(plan, period, figures)
