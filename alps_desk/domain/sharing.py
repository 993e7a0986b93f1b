"""Shares of 負担金 reckoned from the union's rules, beside what was notified and paid; and the caps of the grant.

Promise: the shares of a project add up to what is shared, to the yen: every share is cut down once and what is left
goes by the rule that the union named (R22). What cannot be reckoned says why and is no share, never 0. A share is
compared with the word of its own time: that of the budget with the notice, that of the settlement with the final
amount (R23).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alps_desk.domain.amounts import FORECAST, INITIAL, SETTLED, Amount, Ledger
from alps_desk.domain.expenditure import stated_at
from alps_desk.domain.money import format_amount, split
from alps_desk.domain.plan import Plan, Project
from alps_desk.domain.records import record_id
from alps_desk.domain.rules import Finding
from alps_desk.domain.share_plan import CENTRAL_CITY, LARGEST_REMAINDER, BaseFigure, BurdenRule
from alps_desk.domain.shown import Figures

CENTRAL = "central"
"""Role of the body that stands for everybody else (中心市)."""


@dataclass(frozen=True)
class Problem:
    """Why there are no shares; ``code`` is the key of a sentence."""

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class Portion:
    """A part of the cost that goes by one basis.

    Attributes:
        kind: ``equal``, ``population`` or ``usage``; percent: of the cost.
        basis: name of the base figures, "" for 均等割; figures: those of the bodies, official order.
    """

    kind: str
    percent: int
    basis: str = ""
    figures: Mapping[str, BaseFigure] | None = None


@dataclass(frozen=True)
class ProjectShares:
    """What each body bears of one project.

    Attributes:
        stage: ``initial`` (by the budget) or the stage that was asked for (by what was spent).
        cost_yen: of the payee; deducted: fund → yen taken off; to_share_yen: what is left.
        shares: office → yen, official order, the payee's own among them; empty if there are problems.
    """

    project: str
    payee: str
    stage: str
    rule: BurdenRule
    portions: tuple[Portion, ...] = ()
    cost_yen: int | None = None
    deducted: Mapping[str, int] | None = None
    to_share_yen: int | None = None
    shares: Mapping[str, int] | None = None
    problems: tuple[Problem, ...] = ()
    conflict: bool = False

    def share(self, office: str) -> int | None:
        """What a body bears; None while there is no share."""
        return (self.shares or {}).get(office)


def shares_of(
    plan: Plan, ledger: Ledger, project: Project, stage: str | None = INITIAL
) -> ProjectShares | None:
    """The shares of a project; None if the union has set no rule for it.

    Args:
        stage: ``initial`` by the budget of the payee; else by what it spent, as in ``consolidate``.
    """
    rule = plan.sharing.rules.get(project.code)
    if rule is None:
        return None
    payee = project.payee or (project.leads[0] if len(project.leads) == 1 else "")
    bearers = [body.key for body in plan.members if body.key in set(project.participants)]
    portions = tuple(_portions(plan, rule, bearers))
    problems = [*_problems_of_rule(plan, rule, payee, bearers, portions)]
    cost, funds, conflict = _cost(ledger, payee, project.code, rule, stage)
    if cost is None:
        problems.append(Problem("share_no_cost", {"payee": plan.body(payee).name if payee else ""}))
    if problems or cost is None:
        return ProjectShares(
            project.code, payee, stage or "", rule, portions, cost, funds, problems=tuple(problems), conflict=conflict
        )  # fmt: skip
    left = cost - sum(funds.values())
    receiver = _central(plan, bearers) if rule.remainder == CENTRAL_CITY else ""
    by = f"to:{receiver}" if receiver else LARGEST_REMAINDER
    shares = split(left, _weights(rule, bearers, portions), by)
    return ProjectShares(
        project.code, payee, stage or "", rule, portions, cost, funds, left, shares, conflict=conflict
    )


def _portions(plan: Plan, rule: BurdenRule, bearers: list[str]) -> Iterator[Portion]:
    if rule.equal:
        yield Portion("equal", rule.equal)
    for kind, percent, basis in (
        ("population", rule.population, rule.population_basis),
        ("usage", rule.usage, rule.usage_basis),
    ):
        if percent:
            known = plan.sharing.bases.get(basis, {})
            yield Portion(kind, percent, basis, {key: known[key] for key in bearers if key in known})


def _problems_of_rule(
    plan: Plan, rule: BurdenRule, payee: str, bearers: list[str], portions: tuple[Portion, ...]
) -> Iterator[Problem]:
    percents = (rule.equal, rule.population, rule.usage)
    if sum(percents) != 100 or min(percents) < 0:
        yield Problem("share_percent", {"percent": sum(percents)})
    if not payee:
        yield Problem("share_no_payee", {})
    if not bearers:
        yield Problem("share_nobody", {})
    if rule.unknown:
        yield Problem("share_fund_unknown", {"funds": "、".join(rule.unknown)[:40]})
    if rule.remainder not in (LARGEST_REMAINDER, CENTRAL_CITY):
        yield Problem("share_remainder_unknown", {"rule": rule.remainder[:40]})
    elif rule.remainder == CENTRAL_CITY and not _central(plan, bearers):
        yield Problem("share_no_central", {})
    for portion in portions:
        if portion.figures is None:
            continue
        missing = [plan.body(key).name for key in bearers if key not in portion.figures]
        values = [figure.value for figure in portion.figures.values()]
        if missing:
            yield Problem(
                "share_no_base", {"basis": portion.basis, "bodies": "、".join(missing), "count": len(missing)}
            )
        elif bearers and (sum(values) <= 0 or min(values) < 0):
            yield Problem("share_base_zero", {"basis": portion.basis})


def _central(plan: Plan, bearers: list[str]) -> str:
    return next((body.key for body in plan.bodies if body.role == CENTRAL and body.key in bearers), "")


def _cost(
    ledger: Ledger, payee: str, project: str, rule: BurdenRule, stage: str | None
) -> tuple[int | None, dict[str, int], bool]:
    """Cost of the payee, what is deducted, and whether a figure of these is a 食い違い.

    No cost also while none of the funds to be deducted is stated; single empty ones count 0, as in the check (R21).
    """
    if not payee:
        return None, {}, False
    if stage == INITIAL:
        taken, cost = INITIAL, ledger.money(payee, project, INITIAL, "budget_initial")
        conflict = cost.conflict
    else:
        taken, cost, conflict = stated_at(ledger, payee, project, stage, "spent")
    amounts = {name: _fund(ledger, payee, project, taken, name) for name in rule.deducted}
    conflict = conflict or any(amount.conflict for amount in amounts.values())
    known = {name: amount.yen for name, amount in amounts.items() if amount.yen is not None}
    if amounts and not known:
        return None, {}, conflict
    return cost.yen, known, conflict


def _fund(ledger: Ledger, office: str, project: str, stage: str, name: str) -> Amount:
    """A fund; その他 without the 負担金 inside it (R21), which are what is being shared."""
    amount = ledger.money(office, project, stage, name)
    if name != "fund_other" or amount.yen is None:
        return amount
    received = ledger.money(office, project, stage, "transfer_in")
    return Amount(
        amount.yen - (received.yen or 0), amount.state, amount.record, amount.field,
        amount.conflict or received.conflict, amount.on_behalf,
    )  # fmt: skip


def _weights(rule: BurdenRule, bearers: list[str], portions: tuple[Portion, ...]) -> dict[str, int]:
    """One whole number per body that its share is in proportion to: all bases over one common denominator.

    So every share is cut down once, not once for each basis.
    """
    totals = {
        portion.kind: sum(figure.value for figure in portion.figures.values())
        if portion.figures is not None
        else len(bearers)
        for portion in portions
    }
    weights = dict.fromkeys(bearers, 0)
    for portion in portions:
        others = 1
        for kind, total in totals.items():
            others *= total if kind != portion.kind else 1
        for key in bearers:
            own = 1 if portion.figures is None else portion.figures[key].value
            weights[key] += portion.percent * own * others
    return weights


# What was said, beside what was reckoned


@dataclass(frozen=True)
class ShareLine:
    """One 負担金: what was reckoned and every word said of it (R20, R23).

    Attributes:
        amounts: ``forecast``, ``notified``, ``final``, ``transfer_out``, ``transfer_in``, ``settlement`` as stated.
        by_budget, by_cost: the shares reckoned from the payee's budget and from what it spent; None without.
        settlement_fy: year the settlement is paid in; 0 if not said.
    """

    fy: int
    project: str
    payer: str
    payee: str
    amounts: Mapping[str, Amount]
    by_budget: int | None = None
    by_cost: int | None = None
    settlement_fy: int = 0

    def yen(self, field: str) -> int | None:
        """An amount as a number."""
        return self.amounts[field].yen

    @property
    def notified_difference_yen(self) -> int | None:
        """Notified − reckoned from the budget."""
        return _minus(self.yen("notified"), self.by_budget)

    @property
    def final_difference_yen(self) -> int | None:
        """Final − reckoned from what was spent."""
        return _minus(self.yen("final"), self.by_cost)

    @property
    def due_settlement_yen(self) -> int | None:
        """Final − paid: what is settled in the next year; negative is paid back (R23)."""
        return _minus(self.yen("final"), self.yen("transfer_out"))

    @property
    def conflict(self) -> bool:
        """Whether one of the words is a 食い違い."""
        return any(amount.conflict for amount in self.amounts.values())


WORDS = ("forecast", "notified", "final", "transfer_out", "transfer_in", "settlement")
"""The life of a 負担金 (R23)."""


def share_lines(plan: Plan, ledger: Ledger, project: Project, stage: str | None) -> list[ShareLine]:
    """Every 負担金 of a project: those of its rule, and those anybody said anything about; official order."""
    by_budget = shares_of(plan, ledger, project, INITIAL)
    by_cost = shares_of(plan, ledger, project, settling_stage(stage))
    keys = set(ledger.burdens(project.code))
    if by_budget is not None and by_budget.payee:
        keys |= {
            (by_budget.payee, key)
            for key in by_budget.shares or (by_cost and by_cost.shares) or ()
            if key != by_budget.payee
        }
    if project.type == "I" and project.payee:
        members = {body.key for body in plan.members}
        keys |= {
            (project.payee, key) for key in project.participants if key != project.payee and key in members
        }
    place = {body.key: number for number, body in enumerate(plan.bodies)}
    lines = []
    for payee, payer in sorted(keys, key=lambda key: [(place.get(one, len(place)), one) for one in key]):
        mine = by_budget is not None and payee == by_budget.payee
        lines.append(
            ShareLine(
                ledger.fy, project.code, payer, payee,
                {name: ledger.burden(payee, project.code, payer, name) for name in WORDS},
                by_budget.share(payer) if mine and by_budget is not None else None,
                by_cost.share(payer) if mine and by_cost is not None else None,
                ledger.burden(payee, project.code, payer, "settlement_fy").yen or 0,
            )
        )  # fmt: skip
    return lines


def settling_stage(stage: str | None) -> str | None:
    """The stage whose expenditure is shared: 決算 or 決算見込, the firmest where a period in the year was asked for."""
    return stage if stage in (SETTLED, FORECAST) else None


def _minus(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left - right


# Checks


def check_sharing(plan: Plan, figures: Figures, stage: str | None = None) -> list[Finding]:
    """Rules that cannot be reckoned with, words that differ from the reckoned share, settlements, caps of the grant.

    All of it is a warning: a union may have reasons of its own.
    """
    ledger = Ledger(plan.fy, figures)
    found: list[Finding] = []
    for project in plan.projects:
        found += _check_rule(plan, ledger, project)
        for line in share_lines(plan, ledger, project, stage):
            found += _check_line(plan, line)
    return found + list(_check_grant(plan, ledger, stage))


def _check_rule(plan: Plan, ledger: Ledger, project: Project) -> Iterator[Finding]:
    found = shares_of(plan, ledger, project, INITIAL)
    if found is None:
        return
    record = record_id("burden_rule", "union", fy=plan.fy, project=project.code)
    for problem in found.problems:
        # A budget that is not there yet is no fault of the rule; it is told where the report is missed.
        if problem.code != "share_no_cost":
            yield Finding("warning", record, "", problem.code, problem.params)


def _check_line(plan: Plan, line: ShareLine) -> Iterator[Finding]:
    record = record_id("burden", line.payee, fy=line.fy, project=line.project, payer=line.payer)
    names = {"payer": plan.body(line.payer).name, "payee": plan.body(line.payee).name}
    for field, reckoned, difference in (
        ("notified", line.by_budget, line.notified_difference_yen),
        ("final", line.by_cost, line.final_difference_yen),
    ):
        stated = line.yen(field)
        if difference and stated is not None and reckoned is not None:
            yield Finding(
                "warning", record, field, f"rule_share_{field}",
                {**names, "stated": format_amount(stated), "share": format_amount(reckoned),
                 "difference": format_amount(abs(difference))},
            )  # fmt: skip
    settlement, due = line.yen("settlement"), line.due_settlement_yen
    if settlement is not None and due is not None and settlement != due:
        yield Finding(
            "warning", record, "settlement", "rule_settlement",
            {**names, "settlement": format_amount(settlement), "due": format_amount(due)},
        )  # fmt: skip


@dataclass(frozen=True)
class GrantUse:
    """What a body takes of the prefecture's grant.

    Attributes:
        yen: 県支出金 of all its projects; None if it stated none.
        cap_yen: highest amount, None if the union set none.
    """

    office: str
    yen: int | None
    cap_yen: int | None
    conflict: bool = False

    @property
    def over_yen(self) -> int:
        """How far it is above the cap."""
        return max(0, (self.yen or 0) - self.cap_yen) if self.cap_yen is not None else 0


def grant_uses(plan: Plan, ledger: Ledger, stage: str | None) -> list[GrantUse]:
    """The grant of every body that has a cap or takes any, in official order."""
    found = []
    for body in plan.bodies:
        amounts = [_at(ledger, body.key, project.code, stage, "fund_prefecture") for project in plan.projects]
        known = [amount.yen for amount in amounts if amount.yen is not None]
        cap = plan.sharing.grant.caps.get(body.key)
        if cap is not None or any(known):
            conflict = any(amount.conflict for amount in amounts)
            found.append(GrantUse(body.key, sum(known) if known else None, cap, conflict))
    return found


def _at(ledger: Ledger, office: str, project: str, stage: str | None, field: str) -> Amount:
    if stage == INITIAL:
        return ledger.money(office, project, INITIAL, field)
    return stated_at(ledger, office, project, stage, field)[1]


def _check_grant(plan: Plan, ledger: Ledger, stage: str | None) -> Iterator[Finding]:
    grant = plan.sharing.grant
    for use in grant_uses(plan, ledger, stage):
        if use.over_yen and use.cap_yen is not None:
            yield Finding(
                "warning", record_id("grant_cap", "union", fy=plan.fy, office=use.office), "cap", "rule_grant_cap",
                {"body": plan.body(use.office).name, "yen": format_amount(use.yen or 0),
                 "cap": format_amount(use.cap_yen), "over": format_amount(use.over_yen)},
            )  # fmt: skip
    if grant.rate is None:
        return
    for project in plan.projects:
        for body in plan.bodies:
            cost_field = "budget_initial" if stage == INITIAL else "spent"
            cost = _at(ledger, body.key, project.code, stage, cost_field)
            taken = _at(ledger, body.key, project.code, stage, "fund_prefecture")
            if not cost.yen or not taken.yen or 100 * taken.yen <= grant.rate * cost.yen:
                continue
            yield Finding(
                "warning", taken.record, "fund_prefecture", "rule_grant_rate",
                {"body": plan.body(body.key).name, "project": project.name, "yen": format_amount(taken.yen),
                 "rate": grant.rate, "cost": format_amount(cost.yen)},
            )  # fmt: skip
