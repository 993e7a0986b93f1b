"""What one body spent on one project, addend by addend, and at which stage it said so.

Promise: a body that has not reported has no expenditure, not 0 (R16). Which stage is taken follows from the stages
alone, never from when something was entered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from alps_desk.domain.amounts import CURRENT, FORECAST, INITIAL, SETTLED, Amount, Ledger
from alps_desk.domain.cells import CellState

Basis = Literal[
    "spent", "none", "budget_initial", "transfer_out", "transfer_in", "final", "notified", "forecast",
    "transfer_in_total", "limit",
]  # fmt: skip
"""Field an addend comes from. ``none``: 該当なし, a stated zero. ``transfer_in_total``: what the payee received in
all, where nobody said from whom. ``limit``: a transfer cannot take away more than its payer's expenditure."""

BURDEN_BASIS: Mapping[str, Basis] = {
    "transfer_out": "transfer_out", "transfer_in": "transfer_in", "final": "final", "notified": "notified",
    "forecast": "forecast",
}  # fmt: skip
"""Fields of a 負担金 an addend may come from."""


@dataclass(frozen=True, slots=True)
class Term:
    """One addend.

    Attributes:
        kind: ``expenditure`` is added, ``elimination`` is taken away.
        office: body that stated the amount.
        payer, payee: of a transfer, "" if it is none or (``transfer_in_total``) nobody said.
        yen: the amount; negative only for ``limit`` and amounts paid back.
        stage: stage it was stated at, "" for amounts of a 負担金, which have none.
        basis: field it comes from.
        conflict, on_behalf: as the cell is marked.
    """

    kind: Literal["expenditure", "elimination"]
    office: str
    yen: int
    basis: Basis
    stage: str = ""
    payer: str = ""
    payee: str = ""
    conflict: bool = False
    on_behalf: bool = False


@dataclass(frozen=True, slots=True)
class Expenditure:
    """What one body spent on a project, or has budgeted at stage ``initial``.

    Attributes:
        terms: its addends; empty = not reported.
        stage: stage taken, "" if the body has none.
        stated: the cell of ``spent`` or ``budget_initial`` itself.
        conflict: a cell that was looked at is a 食い違い.
    """

    office: str
    terms: tuple[Term, ...]
    stage: str
    stated: Amount
    conflict: bool

    @property
    def yen(self) -> int | None:
        """The sum; None = not reported."""
        return sum(term.yen for term in self.terms) if self.terms else None


def expenditure(ledger: Ledger, office: str, project: str, stage: str | None) -> Expenditure:
    """The expenditure of a body.

    ``spent`` where it is a number. Where a town has only said what it paid to others, those payments are its
    expenditure: it cannot have spent less.
    """
    if stage == INITIAL:
        stated = ledger.money(office, project, INITIAL, "budget_initial")
        return Expenditure(office, _one_term(office, stated, INITIAL), INITIAL, stated, stated.conflict)
    taken, stated, conflict = stated_at(ledger, office, project, stage, "spent")
    paid = [
        (payee, amount)
        for payee, payer in ledger.burdens(project)
        if payer == office
        for amount in (ledger.burden(payee, project, payer, "transfer_out"),)
        if amount.yen is not None and amount.state is CellState.VALUE
    ]
    if paid and stated.state in (CellState.EMPTY, CellState.NONE):
        terms = tuple(
            Term(
                "expenditure", office, amount.yen or 0, "transfer_out", payer=office, payee=payee,
                conflict=amount.conflict, on_behalf=amount.on_behalf,
            )
            for payee, amount in paid
        )  # fmt: skip
        return Expenditure(
            office, terms, taken, stated, conflict or any(amount.conflict for _, amount in paid)
        )
    return Expenditure(office, _one_term(office, stated, taken), taken, stated, conflict)


def stated_at(
    ledger: Ledger, office: str, project: str, stage: str | None, field: str
) -> tuple[str, Amount, bool]:
    """Stage taken for an amount of a body, the amount, and whether a cell looked at on the way is in conflict.

    Of several stages the firmest that has a number; while none has, the firmest that says why (未定, 集計中).
    """
    if stage is not None and stage != CURRENT:
        stated = ledger.money(office, project, stage, field)
        return stage, stated, stated.conflict
    stages = [
        one for one in ledger.stages(office, project) if stage is None or one not in (SETTLED, FORECAST)
    ]
    found = [(one, ledger.money(office, project, one, field)) for one in stages]
    conflict = False
    for one, stated in found:
        conflict = conflict or stated.conflict
        if stated.yen is not None:
            return one, stated, conflict
    said = next((one for one in found if one[1].state is not CellState.EMPTY), found[0] if found else None)
    return (*said, conflict) if said else ("", ledger.money(office, project, "", field), False)


def _one_term(office: str, stated: Amount, stage: str) -> tuple[Term, ...]:
    if stated.yen is None:
        return ()
    basis: Basis = "budget_initial" if stated.field == "budget_initial" else "spent"
    if stated.state is CellState.NONE:
        basis = "none"
    return (
        Term(
            "expenditure", office, stated.yen, basis, stage,
            conflict=stated.conflict, on_behalf=stated.on_behalf,
        ),
    )  # fmt: skip
