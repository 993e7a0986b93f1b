"""負担金: what the rules of the union make of the costs, beside what was said and paid; and the grant."""

from __future__ import annotations

from dataclasses import dataclass

from alps_desk.app import questions
from alps_desk.app.planning import plan_in_force
from alps_desk.app.workplace import Workplace
from alps_desk.domain.amounts import INITIAL, Ledger
from alps_desk.domain.plan import Plan
from alps_desk.domain.sharing import (
    GrantUse,
    ProjectShares,
    ShareLine,
    grant_uses,
    settling_stage,
    share_lines,
    shares_of,
)
from alps_desk.reports import share_words
from alps_desk.wording import say


@dataclass(frozen=True)
class ProjectBurdens:
    """One project.

    Attributes:
        by_budget, by_cost: the shares, None without a rule.
        lines: every 負担金 of it.
    """

    project: str
    by_budget: ProjectShares | None
    by_cost: ProjectShares | None
    lines: tuple[ShareLine, ...]


@dataclass(frozen=True)
class Burdens:
    """One fiscal year; projects without rule and without any 負担金 are left out."""

    plan: Plan
    stage: str | None
    projects: tuple[ProjectBurdens, ...]
    grants: tuple[GrantUse, ...]


def burdens(place: Workplace, fy: int | None, stage: str = "") -> Burdens:
    """Everything about 負担金 of a year.

    Args:
        stage: of the expenditure that settlements go by, "" = the firmest.

    Raises:
        NotFound: no plan of that year.
    """
    plan = plan_in_force(place, fy)
    ledger = Ledger(plan.fy, questions.figures(place, plan.fy))
    found = []
    for project in plan.projects:
        by_budget = shares_of(plan, ledger, project, INITIAL)
        by_cost = shares_of(plan, ledger, project, settling_stage(stage or None))
        lines = tuple(share_lines(plan, ledger, project, stage or None))
        if by_budget is not None or lines:
            found.append(ProjectBurdens(project.code, by_budget, by_cost, lines))
    return Burdens(plan, stage or None, tuple(found), tuple(grant_uses(plan, ledger, stage or None)))


def way_text(plan: Plan, found: ProjectShares) -> str:
    """By what a project is shared, in words."""
    return share_words.way_text(plan, found)


def share_text(plan: Plan, found: ProjectShares) -> str:
    """The whole arithmetic of a project's shares in one line; only of one without problems."""
    return say(
        "form_note_share", sum=share_words.arithmetic_text(found), way=share_words.way_text(plan, found)
    )
