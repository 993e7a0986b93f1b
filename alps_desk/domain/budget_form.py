"""予算・決算: the rows an office fills in at one stage, where each amount is kept, and whose it is.

Money is kept by stage, one record each; a 負担金 has no stage, its payer and its payee write different fields of
one record. Promise: every field of both records stands in exactly one row of the form, and a field of another body
is there to read only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from alps_desk.domain.amounts import CURRENT, FORECAST, INITIAL, SETTLED, Ledger
from alps_desk.domain.entry_form import Part, parts_of
from alps_desk.domain.errors import NotFound
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.records import FUNDS, TYPES, Field, parse_record_id, record_id
from alps_desk.domain.shown import Figures

AMOUNTS = ("budget_initial", "budget_supplement", "carried_in", "budget_transfer", "spent", "carried_out")
OTHERS = ("personnel_cost", "money_note")
PAYEE_FIELDS = ("basis", "forecast", "notified", "final", "due_on", "transfer_in", "received_on", "settlement",
                "settlement_fy")  # fmt: skip
PAYER_FIELDS = ("transfer_out", "paid_on", "payer_note")

RowKind = Literal["own", "received", "paid"]
"""own: the office's money of a project; received: what one payer owes the office; paid: what the office owes."""

Place = tuple[str, str]


@dataclass(frozen=True)
class BudgetPart:
    """One row.

    Attributes:
        part: the row as the checks know it; of a ``paid`` row the office's own part with its payee.
        kind: what it is.
        stage: stage its amounts stand at; "" for a 負担金.
        targets: column → record id and field.
        foreign: columns that another body writes.
        required: columns that must be filled before the report of this stage is complete.
        listed: whether it belongs to the form by rule, or because something was entered.
    """

    part: Part
    kind: RowKind
    stage: str
    targets: Mapping[str, tuple[str, Field]]
    foreign: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    listed: bool = True

    @property
    def other(self) -> str:
        """The body at the other side of a 負担金, "" for the office's own money."""
        if self.kind == "own":
            return ""
        return self.part.payer if self.kind == "received" else self.part.payee


def stages_of(plan: Plan) -> list[str]:
    """Stages that can be looked at: 当初, the periods of the year, 現計, 決算見込, 決算確定."""
    periods = [one.stage for one in plan.periods if one.stage not in (FORECAST, SETTLED)]
    return [INITIAL, *dict.fromkeys(periods), CURRENT, FORECAST, SETTLED]


def period_at(plan: Plan, stage: str) -> Period:
    """The period whose figures stand at a stage, with that stage; one without dates where the year has none."""
    found = next((one for one in plan.periods if one.stage == stage), None)
    if found is not None:
        return found
    last = plan.periods[-1].code if plan.periods else "full_year"
    return Period(plan.fy, last, stage=stage)


def budget_parts(plan: Plan, office: str, figures: Figures, stage: str) -> list[BudgetPart]:
    """Rows of the form at a stage, in the order of the plan: each project, then its 負担金.

    A project whose type is not stated offers a row for every possible payer (``listed`` is false until something is
    entered there): the lead may be paid before the union has said so.
    """
    ledger = Ledger(plan.fy, figures)
    rows: list[BudgetPart] = []
    by_project: dict[str, list[Part]] = {}
    for part in parts_of(plan, office):
        by_project.setdefault(part.project.code, []).append(part)
    members = {body.key for body in plan.members}
    for project in plan.projects:
        own = next((part for part in by_project.get(project.code, ()) if part.kind == "own"), None)
        stated = ledger.burdens(project.code)
        if own is not None:
            rows.append(_own(plan, own, ledger, stage))
        by_rule = {part.payer for part in by_project.get(project.code, ()) if part.kind == "burden"}
        entered = {payer for payee, payer in stated if payee == office}
        possible = set(project.participants) & members - {office} if project.payee == office else set()
        for payer in _in_order(plan, by_rule | entered | possible):
            rows.append(
                _received(Part(project, office, "burden", payer=payer), listed=payer in by_rule | entered)
            )
        payees = {payee for payee, payer in stated if payer == office and payee != office}
        if own is not None and own.payee:
            payees.add(own.payee)
        for payee in _in_order(plan, payees):
            by_type = own is not None and own.payee == payee and project.type == "I"
            rows.append(
                _paid(Part(project, office, "own", payee=payee), listed=by_type or (payee, office) in stated)
            )
    return rows


def _in_order(plan: Plan, keys: Iterable[str]) -> list[str]:
    place = {body.key: number for number, body in enumerate(plan.bodies)}
    return sorted(keys, key=lambda key: (place.get(key, len(place)), key))


def _own(plan: Plan, part: Part, ledger: Ledger, stage: str) -> BudgetPart:
    fy, code = part.project.fy, part.project.code
    taken = stage if stage != CURRENT else current_stage(plan, ledger, part.office, code)
    targets: dict[str, tuple[str, Field]] = {}
    known = TYPES["money"].fields
    at_stage = record_id("money", part.office, fy=fy, project=code, stage=taken)
    initial = record_id("money", part.office, fy=fy, project=code, stage=INITIAL)
    for column in (*AMOUNTS, *FUNDS, "transfer_in", *OTHERS):
        if taken == INITIAL and column in AMOUNTS[1:]:
            continue
        # The initial budget is one figure a year, at whatever stage it is looked at.
        targets[column] = (initial if column == AMOUNTS[0] else at_stage, known[column])
    needed: tuple[str, ...] = ()
    if taken == INITIAL:
        needed = ("budget_initial",)
    elif stage != CURRENT and any(one.stage == taken for one in plan.periods):
        needed = ("budget_initial", "spent")
    foreign = frozenset(targets) if stage == CURRENT else frozenset()
    return BudgetPart(part, "own", taken, targets, foreign, () if stage == CURRENT else needed)


def current_stage(plan: Plan, ledger: Ledger, office: str, project: str) -> str:
    """Stage of 現計: the latest reporting period that a body has figures for, else the first of the year."""
    found = [one for one in ledger.stages(office, project) if one not in (FORECAST, SETTLED)]
    periods = [one.stage for one in plan.periods if one.stage not in (FORECAST, SETTLED)]
    return next(iter(found), next(iter(periods), INITIAL))


def _received(part: Part, *, listed: bool) -> BudgetPart:
    record = record_id("burden", part.office, fy=part.project.fy, project=part.project.code, payer=part.payer)
    return _burden(part, "received", record, listed=listed)


def _paid(part: Part, *, listed: bool) -> BudgetPart:
    record = record_id("burden", part.payee, fy=part.project.fy, project=part.project.code, payer=part.office)
    return _burden(part, "paid", record, listed=listed)


def _burden(part: Part, kind: RowKind, record: str, *, listed: bool) -> BudgetPart:
    known = TYPES["burden"].fields
    targets = {column: (record, known[column]) for column in (*PAYEE_FIELDS, *PAYER_FIELDS)}
    parsed = parse_record_id(record)
    foreign = frozenset(column for column in targets if writer_of(parsed, column) != part.office)
    return BudgetPart(part, kind, "", targets, foreign, listed=listed)


# --- adding up -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """What one payer adds to a 負担金収入: who, how much, and which word of the payee it is."""

    payer: str
    yen: int
    basis: str


@dataclass(frozen=True)
class Agreement:
    """負担金収入 of a project against its payers one by one (R20).

    Attributes:
        total: as stated at the stage; None = not entered.
        shares: of the payers of whom anything is stated, official order.
        silent: payers of whom nothing is.
    """

    total: int | None
    shares: tuple[Share, ...]
    silent: tuple[str, ...] = ()

    @property
    def sum_yen(self) -> int | None:
        """Sum of the shares; None if there are none."""
        return sum(share.yen for share in self.shares) if self.shares else None

    @property
    def difference(self) -> int | None:
        """Total − sum, yen; None while one of them is not there."""
        return None if self.total is None or not self.shares else self.total - (self.sum_yen or 0)


_RECEIVED = ("transfer_in", "final", "notified")
_FORESEEN = ("final", "notified", "forecast")


def agreement(
    total: int | None, payers: Sequence[tuple[str, Mapping[str, int | None]]], stage: str
) -> Agreement:
    """Compares a 負担金収入 with its payers.

    Args:
        payers: key and amounts by field of each, official order.
        stage: of the initial budget what was foreseen counts, later what came in, else what was fixed (R23).
    """
    order = _FORESEEN if stage == INITIAL else _RECEIVED
    shares, silent = [], []
    for payer, amounts in payers:
        basis = next((field for field in order if amounts.get(field) is not None), "")
        if basis:
            shares.append(Share(payer, amounts[basis] or 0, basis))
        else:
            silent.append(payer)
    return Agreement(total, tuple(shares), tuple(silent))


def owed(amounts: Mapping[str, int | None]) -> tuple[str, int] | None:
    """What a payer owes by the payee's strongest word, and which that is; None if there is none (R23)."""
    for field in ("final", "notified"):
        yen = amounts.get(field)
        if yen is not None:
            return field, yen
    return None


def at_stage(part: Part, period: Period, stage: str) -> Period:
    """The period as the checks of a row take it: with the stage that is looked at."""
    return period if not stage or period.stage == stage else replace(period, stage=stage)


def is_budget_record(record: str) -> bool:
    """Whether a record is one of this form's."""
    try:
        return parse_record_id(record).type in ("money", "burden")
    except NotFound:
        return False
