"""Likely duplicates (sync-design 10): one thing that stands in the figures twice, as far as that can be seen.

Promise: everything here is a question to the offices, never a decision; nothing is dropped or left out of a total. What
is often equal for good reasons is not asked about: the same fee in every municipality, a sentence that everybody
writes, projects that differ by a number. Limits are data (``domain.thresholds``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from alps_desk.domain.amounts import Ledger
from alps_desk.domain.consolidate import expected_bodies
from alps_desk.domain.money import format_amount
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.domain.records import record_id
from alps_desk.domain.rules import Finding
from alps_desk.domain.search_key import search_key
from alps_desk.domain.shown import EMPTY, Figures
from alps_desk.domain.thresholds import threshold


def likely_twins(plan: Plan, period: Period, figures: Figures) -> list[Finding]:
    """What is likely there twice, in the order of the plan.

    Args:
        figures: figures of all bodies; those of other years are left alone.
    """
    known = _Known(plan, period, figures)
    found = [one for project in plan.projects for one in _in_project(known, project)]
    return found + list(_rows_of_one_office(known)) + list(_names(plan))


class _Known:
    """What the bodies said of the period, and the region's limits."""

    def __init__(self, plan: Plan, period: Period, figures: Figures) -> None:
        self.plan = plan
        self.period = period
        self.ledger = Ledger(plan.fy, figures)
        self._figures = figures

    def limit(self, name: str) -> int:
        return threshold(self.plan.thresholds, name)

    def money_record(self, office: str, project: str) -> str:
        return record_id("money", office, fy=self.plan.fy, project=project, stage=self.period.stage)

    def report_record(self, office: str, project: str) -> str:
        return record_id("progress", office, fy=self.plan.fy, period=self.period.code, project=project)

    def spent(self, office: str, project: str) -> int | None:
        """An amount large enough not to be equal by chance."""
        yen = self.ledger.money(office, project, self.period.stage, "spent").yen
        return yen if yen is not None and abs(yen) >= self.limit("twin_yen") else None

    def done(self, office: str, project: str) -> str:
        """The key of a report long enough not to be equal by chance, else ""."""
        cell = self._figures.get((self.report_record(office, project), "done_text"), EMPTY).cell
        key = search_key(cell.value) if isinstance(cell.value, str) else ""
        return key if len(key) >= self.limit("twin_text_length") else ""

    def same_text(self, one: str, other: str) -> bool:
        return bool(one and other) and _alike(one, other) >= self.limit("twin_text_percent")


# One project


def _in_project(known: _Known, project: Project) -> Iterator[Finding]:
    yield from _lead_and_others(known, project)
    yield from _paid_twice(known, project)
    pairs = known.ledger.burdens(project.code)
    for payee, payer in pairs:
        if payee < payer and (payer, payee) in pairs:
            yield from _both_ways(known, project, payee, payer)


def _lead_and_others(known: _Known, project: Project) -> Iterator[Finding]:
    """A project that one body runs and others pay for: its cost and its events are told by the one that runs it."""
    lead = project.payee
    if not lead:
        return
    cost, done = known.spent(lead, project.code), known.done(lead, project.code)
    for office in expected_bodies(known.plan, project):
        if office == lead:
            continue
        same_cost = cost is not None and cost == known.spent(office, project.code)
        same_text = known.same_text(done, known.done(office, project.code))
        if not same_cost and not same_text:
            continue
        code = "rule_twin_cost" if same_cost else "rule_twin_text"
        record, field = known.report_record(office, project.code), "done_text"
        if same_cost:
            record, field = known.money_record(office, project.code), "spent"
        yield Finding(
            "warning", record, field, "rule_twin_both" if same_cost and same_text else code,
            {
                "body": known.plan.body(office).name,
                "lead": known.plan.body(lead).name,
                "amount": format_amount(cost or 0),
            },
        )  # fmt: skip


def _paid_twice(known: _Known, project: Project) -> Iterator[Finding]:
    """What a body spent in all is exactly twice what it paid to others: the payment was likely added once more."""
    paid: Counter[str] = Counter()
    for payee, payer in known.ledger.burdens(project.code):
        paid[payer] += known.ledger.burden(payee, project.code, payer, "transfer_out").yen or 0
    for office in sorted(paid):
        spent = known.spent(office, project.code)
        if spent is not None and paid[office] and spent == 2 * paid[office]:
            yield Finding(
                "warning", known.money_record(office, project.code), "spent", "rule_twin_paid",
                {
                    "body": known.plan.body(office).name,
                    "spent": format_amount(spent),
                    "paid": format_amount(paid[office]),
                },
            )  # fmt: skip


def _both_ways(known: _Known, project: Project, one: str, other: str) -> Iterator[Finding]:
    """The same amount from one body to the other and back: one of the two records has its sides exchanged."""
    amounts = _amounts(known, project, one, other) & _amounts(known, project, other, one)
    if amounts:
        record = record_id("burden", other, fy=known.plan.fy, project=project.code, payer=one)
        yield Finding(
            "warning", record, "", "rule_twin_burden",
            {
                "one": known.plan.body(one).name,
                "other": known.plan.body(other).name,
                "amount": format_amount(max(amounts)),
            },
        )  # fmt: skip


def _amounts(known: _Known, project: Project, payee: str, payer: str) -> set[int]:
    fields = ("transfer_out", "transfer_in", "final", "notified")
    stated = {known.ledger.burden(payee, project.code, payer, field).yen for field in fields}
    return {yen for yen in stated if yen}


# One office


def _rows_of_one_office(known: _Known) -> Iterator[Finding]:
    """A row that stands in the table of an office twice, under two projects."""
    for body in known.plan.bodies:
        rows: dict[tuple[int, str], str] = {}
        for project in known.plan.projects:
            spent, done = known.spent(body.key, project.code), known.done(body.key, project.code)
            if spent is None or not done:
                continue
            first = rows.setdefault((spent, done), project.name)
            if first != project.name:
                yield Finding(
                    "warning", known.money_record(body.key, project.code), "spent", "rule_twin_row",
                    {"body": body.name, "other": first, "amount": format_amount(spent)},
                )  # fmt: skip


# The plan


def _names(plan: Plan) -> Iterator[Finding]:
    """Projects of one year whose names are one name in two spellings."""
    least, percent = (
        threshold(plan.thresholds, "twin_name_length"),
        threshold(plan.thresholds, "twin_name_percent"),
    )
    keys = {project.code: search_key(project.name) for project in plan.projects}
    digits = {key: _digits(key) for key in keys.values()}
    matcher = SequenceMatcher(None, autojunk=False)
    for place, other in enumerate(plan.projects):
        second = keys[other.code]
        matcher.set_seq2(second)
        for one in plan.projects[:place]:
            first = keys[one.code]
            shorter = min(len(first), len(second))
            # Cheap bounds first: a plan of many projects has very many pairs.
            if shorter < least or 200 * shorter < percent * (len(first) + len(second)):
                continue
            if digits[first] != digits[second]:
                continue
            matcher.set_seq1(first)
            if 100 * matcher.quick_ratio() < percent:
                continue
            if 100 * matcher.ratio() >= percent:
                record = record_id("project_year", "union", fy=plan.fy, project=other.code)
                yield Finding(
                    "warning", record, "name", "rule_twin_name",
                    {"one": f"{one.code} {one.name}", "other": f"{other.code} {other.name}"},
                )  # fmt: skip


def _digits(text: str) -> str:
    """第1回 and 第2回 are two things, however alike the rest."""
    return "".join(sign if sign.isnumeric() else " " for sign in text).strip()


def _alike(one: str, other: str) -> int:
    """Share of common pairs of signs, percent, rounded down; 100 only for texts of the same pairs."""
    if one == other:
        return 100
    first, second = Counter(map(str.__add__, one, one[1:])), Counter(map(str.__add__, other, other[1:]))
    return 200 * (first & second).total() // max(1, first.total() + second.total())
