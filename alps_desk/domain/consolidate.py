"""Region totals: 総計, 控除, 純計 of every project, and what payer and payee say of each 負担金 (R18-R20, R25).

Promise: ``net = Σ expenditure of the bodies − Σ transfers between them``, and every addend is named with the body
and the field it comes from. Whether something is a transfer is decided by payer and payee, never by the type of
the project (R18). A body that has not reported adds nothing, not 0, and the totals say how many are missing (R16,
R25). The result depends on the figures alone, not on the order they stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alps_desk.domain.amounts import INITIAL, Amount, Ledger
from alps_desk.domain.expenditure import BURDEN_BASIS, Term, expenditure, stated_at
from alps_desk.domain.plan import Plan, Project
from alps_desk.domain.reconcile import RECEIVING_SIDES, Pair, Received, pairs_of, received_of
from alps_desk.domain.records import UNION
from alps_desk.domain.shown import Figures

__all__ = [
    "Consolidation", "Pair", "ProjectTotal", "Received", "RegionTotal", "Term", "YearsTotal", "consolidate",
    "expected_bodies", "over_years", "total_of",
]  # fmt: skip

_SPENT_SIDES = ("transfer_out", *RECEIVING_SIDES)
"""Whose word counts for a transfer that was made, first to last."""

_INITIAL_SIDES = ("forecast", "notified", "final", "transfer_out")
"""Whose word counts for a transfer inside an initial budget: what was foreseen when it was adopted (R23)."""


@dataclass(frozen=True)
class ProjectTotal:
    """The region's money for one project.

    Attributes:
        gross_yen, elimination_yen, net_yen: 総計, 控除, 純計; None while nobody has reported.
        terms: every addend; expenditure terms make the gross total, elimination terms the elimination.
        reported: how many of the ``expected`` bodies have a number; 該当なし counts (R25).
        missing: the others, official order.
        conflict: a figure that was used, or would have been, is a 食い違い; elimination_conflict: one of what is
            taken out.
    """

    project: str
    gross_yen: int | None
    elimination_yen: int | None
    net_yen: int | None
    terms: tuple[Term, ...]
    reported: int
    expected: int
    conflict: bool
    missing: tuple[str, ...] = ()
    elimination_conflict: bool = False

    @property
    def stages(self) -> tuple[str, ...]:
        """Stages that are added up here; more than one must be said beside the total."""
        return tuple(sorted({term.stage for term in self.terms if term.stage}))


@dataclass(frozen=True)
class RegionTotal:
    """All projects together.

    Attributes:
        gross_yen, elimination_yen, net_yen: sums over the projects that anybody reported; None if there is none.
        reported, expected: sums over the projects; complete_projects: those that everybody reported.
    """

    gross_yen: int | None
    elimination_yen: int | None
    net_yen: int | None
    reported: int
    expected: int
    complete_projects: int
    projects: int
    conflict: bool
    elimination_conflict: bool = False


@dataclass(frozen=True)
class Consolidation:
    """One fiscal year of the region.

    Attributes:
        fy, stage: the year, and the stage that was asked for (None = the firmest of each body).
        rows: one per project, in the order of the plan.
        outside: (office, project) of money that no total contains, because the plan knows no such body or project.
    """

    fy: int
    stage: str | None
    rows: tuple[ProjectTotal, ...]
    total: RegionTotal
    pairs: tuple[Pair, ...]
    received: tuple[Received, ...]
    outside: tuple[tuple[str, str], ...] = ()

    def row(self, project: str) -> ProjectTotal | None:
        """The total of a project."""
        return next((row for row in self.rows if row.project == project), None)


def consolidate(
    plan: Plan, figures: Figures, stage: str | None = None, *, ledger: Ledger | None = None
) -> Consolidation:
    """Region totals of the plan's fiscal year.

    Args:
        plan: the year; its bodies are those between which transfers are taken out.
        figures: figures of all bodies; those of other years are left alone.
        stage: None = the firmest stage of each body (決算, 決算見込, then the latest period); ``settled``,
            ``forecast`` or a period; ``current`` = the latest period of each body; ``initial`` = the initial
            budgets, with the 負担金 that were foreseen.
        ledger: of these figures, where the caller has one.
    """
    ledger = ledger or Ledger(plan.fy, figures)
    rows = tuple(_project_total(plan, ledger, project, stage) for project in plan.projects)
    bodies = {body.key for body in plan.bodies}
    projects = {project.code for project in plan.projects}
    return Consolidation(
        plan.fy,
        stage,
        rows,
        total_of(rows),
        tuple(pair for project in plan.projects for pair in pairs_of(plan, ledger, project)),
        tuple(one for project in plan.projects for one in received_of(plan, ledger, project, stage)),
        tuple(key for key in ledger.money_keys if key[0] not in bodies or key[1] not in projects),
    )


def expected_bodies(plan: Plan, project: Project) -> tuple[str, ...]:
    """Bodies that report money of a project: type III its lead alone, else lead and participants."""
    inside = {*project.leads, *(project.participants if project.type != "III" else (UNION,))}
    return tuple(body.key for body in plan.bodies if body.key in inside)


# Totals


def _project_total(plan: Plan, ledger: Ledger, project: Project, stage: str | None) -> ProjectTotal:
    parts = [expenditure(ledger, body.key, project.code, stage) for body in plan.bodies]
    spent = {part.office: part.yen for part in parts if part.yen is not None}
    eliminations, conflict = _eliminations(plan, ledger, project, stage, spent)
    terms = (*(term for part in parts for term in part.terms), *eliminations)
    expected = expected_bodies(plan, project)
    missing = tuple(office for office in expected if office not in spent)
    gross = sum(spent.values()) if spent else None
    elimination = sum(term.yen for term in eliminations) if spent else None
    return ProjectTotal(
        project.code,
        gross,
        elimination,
        None if gross is None or elimination is None else gross - elimination,
        terms,
        len(expected) - len(missing),
        len(expected),
        conflict or any(part.conflict for part in parts),
        missing,
        conflict or any(term.conflict for term in eliminations),
    )


def _eliminations(
    plan: Plan, ledger: Ledger, project: Project, stage: str | None, spent: Mapping[str, int]
) -> tuple[list[Term], bool]:
    """Transfers to take out of the gross total; only those whose payer is in it.

    The payer's own word goes first, because it is what stands in the payer's expenditure. Where it has said only
    what it spent in all, the payee's word says how much of that was a transfer.
    """
    terms: list[Term] = []
    conflict = False
    place = {body.key: number for number, body in enumerate(plan.bodies)}
    payees: dict[str, list[str]] = {}
    for payee, payer in ledger.burdens(project.code):
        if payee in place:
            payees.setdefault(payer, []).append(payee)
    for payer, limit in spent.items():
        own: list[Term] = []
        for payee in sorted(payees.get(payer, ()), key=place.__getitem__):
            chosen, doubtful = _transfer(ledger, project.code, payee, payer, stage)
            conflict = conflict or doubtful
            if chosen is not None and chosen.yen is not None:
                basis = BURDEN_BASIS[chosen.field]
                own.append(
                    Term(
                        "elimination", payer if basis == "transfer_out" else payee, chosen.yen, basis,
                        payer=payer, payee=payee, conflict=chosen.conflict, on_behalf=chosen.on_behalf,
                    )
                )  # fmt: skip
        terms += own
        beyond = _beyond(sum(term.yen for term in own), limit)
        if beyond:
            terms.append(Term("elimination", payer, -beyond, "limit", payer=payer))
    if stage != INITIAL:
        terms += _unnamed_receipts(ledger, project, stage, spent)
    return terms, conflict


def _transfer(
    ledger: Ledger, project: str, payee: str, payer: str, stage: str | None
) -> tuple[Amount | None, bool]:
    """The amount that counts for a transfer, and whether a word that came before it is in conflict."""
    doubtful = False
    for field in _INITIAL_SIDES if stage == INITIAL else _SPENT_SIDES:
        amount = ledger.burden(payee, project, payer, field)
        doubtful = doubtful or amount.conflict
        if amount.yen is not None:
            return amount, doubtful
    return None, doubtful


def _beyond(transfers: int, spent: int) -> int:
    """How far transfers go beyond what their payer spent (negative: below what it got back)."""
    low, high = min(0, spent), max(0, spent)
    return transfers - min(high, max(low, transfers))


def _unnamed_receipts(
    ledger: Ledger, project: Project, stage: str | None, spent: Mapping[str, int]
) -> list[Term]:
    """Transfers that only the payee stated, and only as one sum for all payers.

    What is left of that sum after the transfers that are known one by one is taken out of the expenditure of the
    participants nobody said anything about; more than they spent cannot have come from them.
    """
    payee = project.payee
    if payee not in spent:
        return []
    taken, total, _ = stated_at(ledger, payee, project.code, stage, "transfer_in")
    known = {
        payer: amount.yen
        for one, payer in ledger.burdens(project.code)
        if one == payee
        for amount, _ in (_transfer(ledger, project.code, payee, payer, stage),)
        if amount is not None and amount.yen is not None
    }
    participants = set(project.participants)
    silent = sum(
        yen
        for office, yen in spent.items()
        if office in participants and office != payee and office not in known
    )
    left = min((total.yen or 0) - sum(known.values()), silent)
    if left <= 0:
        return []
    return [
        Term(
            "elimination", payee, left, "transfer_in_total", taken, payee=payee,
            conflict=total.conflict, on_behalf=total.on_behalf,
        )
    ]  # fmt: skip


def total_of(rows: Sequence[ProjectTotal]) -> RegionTotal:
    """Some projects together: the region, a field, a type."""
    counted = [row for row in rows if row.gross_yen is not None]
    return RegionTotal(
        sum(row.gross_yen or 0 for row in counted) if counted else None,
        sum(row.elimination_yen or 0 for row in counted) if counted else None,
        sum(row.net_yen or 0 for row in counted) if counted else None,
        sum(row.reported for row in rows),
        sum(row.expected for row in rows),
        sum(row.reported == row.expected for row in rows),
        len(rows),
        any(row.conflict for row in rows),
        any(row.elimination_conflict for row in rows),
    )


# Several years


@dataclass(frozen=True)
class YearsTotal:
    """Expenditure of several fiscal years.

    Attributes:
        fiscal_years: in order; unreported: those of them without any figure.
        net_yen: by project, None where no year has a figure; ``total_yen`` over all of them.
    """

    fiscal_years: tuple[int, ...]
    unreported: tuple[int, ...]
    net_yen: Mapping[str, int | None]
    total_yen: int | None
    conflict: bool


def over_years(years: Iterable[Consolidation]) -> YearsTotal:
    """Adds up what was spent in several years (R17).

    Budgets are not added: what is carried over stands in the budget of both years.

    Raises:
        ValueError: a year twice, or totals of initial budgets (a fault of the program).
    """
    ordered = sorted(years, key=lambda year: year.fy)
    if len({year.fy for year in ordered}) != len(ordered):
        raise ValueError("a fiscal year twice")
    if any(year.stage == INITIAL for year in ordered):
        raise ValueError("budgets of several years are not added up (R17)")
    net: dict[str, int | None] = {}
    for year in ordered:
        for row in year.rows:
            before = net.get(row.project)
            net[row.project] = before if row.net_yen is None else (before or 0) + row.net_yen
    known = [yen for yen in net.values() if yen is not None]
    return YearsTotal(
        tuple(year.fy for year in ordered),
        tuple(year.fy for year in ordered if year.total.net_yen is None),
        net,
        sum(known) if known else None,
        any(year.total.conflict for year in ordered),
    )
