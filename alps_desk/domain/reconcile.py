"""What payer and payee say of each 負担金, side by side (R20).

Promise: a difference is given in yen and only where both sides have said something; what nobody said stays open.
"""

from __future__ import annotations

from dataclasses import dataclass

from alps_desk.domain.amounts import INITIAL, Ledger
from alps_desk.domain.expenditure import stated_at
from alps_desk.domain.plan import Plan, Project

RECEIVING_SIDES = ("transfer_in", "final", "notified")
"""What the payee may have said of one 負担金, the strongest word first (R23)."""


@dataclass(frozen=True)
class Pair:
    """What payer and payee say of one 負担金 (R20).

    Attributes:
        out_yen: paid, as the payer says; None = not stated.
        in_yen: received, as the payee says, else the final, else the notified amount; None = not stated.
        in_basis: which of the three, "" if none.
        difference_yen: out − in; None if one side is not stated.
    """

    project: str
    payer: str
    payee: str
    out_yen: int | None
    in_yen: int | None
    difference_yen: int | None
    in_basis: str = ""
    conflict: bool = False


@dataclass(frozen=True)
class Received:
    """What a payee says it received in all, against the sum of its payers (R20).

    Attributes:
        out_yen: sum of what payers stated; None if none did.
        in_yen: the payee's own total at ``stage``.
        unstated: payers that stated nothing yet.
        difference_yen: out − in; None while a payer is missing.
    """

    project: str
    payee: str
    out_yen: int | None
    in_yen: int
    difference_yen: int | None
    stage: str
    unstated: tuple[str, ...] = ()
    conflict: bool = False


def _pair_keys(plan: Plan, ledger: Ledger, project: Project) -> list[tuple[str, str]]:
    """(payee, payer): those with a record, and for type I everybody who pays by rule; official order."""
    keys = set(ledger.burdens(project.code))
    if project.type == "I" and project.payee:
        members = {body.key for body in plan.members}
        keys |= {
            (project.payee, payer)
            for payer in project.participants
            if payer != project.payee and payer in members
        }
    place = {body.key: number for number, body in enumerate(plan.bodies)}
    return sorted(keys, key=lambda key: [(place.get(office, len(place)), office) for office in key])


def pairs_of(plan: Plan, ledger: Ledger, project: Project) -> list[Pair]:
    """Both sides of every 負担金 of a project; type I pairs also before anybody has said anything."""
    pairs = []
    for payee, payer in _pair_keys(plan, ledger, project):
        out = ledger.burden(payee, project.code, payer, "transfer_out")
        sides = [ledger.burden(payee, project.code, payer, field) for field in RECEIVING_SIDES]
        into = next((side for side in sides if side.yen is not None), None)
        in_yen = into.yen if into else None
        pairs.append(
            Pair(
                project.code, payer, payee, out.yen, in_yen,
                None if out.yen is None or in_yen is None else out.yen - in_yen,
                into.field if into else "",
                out.conflict or any(side.conflict for side in sides),
            )
        )  # fmt: skip
    return pairs


def received_of(plan: Plan, ledger: Ledger, project: Project, stage: str | None) -> list[Received]:
    """The payees that stated what they received in all, against their payers."""
    found = []
    for body in plan.bodies:
        # Nothing is received at the stage of the initial budget; the comparison is then of what was since.
        taken, total, _ = stated_at(
            ledger, body.key, project.code, None if stage == INITIAL else stage, "transfer_in"
        )
        if total.yen is None:
            continue
        payers = [payer for payee, payer in _pair_keys(plan, ledger, project) if payee == body.key]
        outs = {payer: ledger.burden(body.key, project.code, payer, "transfer_out") for payer in payers}
        unstated = tuple(payer for payer, amount in outs.items() if amount.yen is None)
        stated = [amount.yen for amount in outs.values() if amount.yen is not None]
        out = sum(stated) if stated or not outs else None
        found.append(
            Received(
                project.code, body.key, out, total.yen,
                None if out is None or unstated else out - total.yen,
                taken, unstated,
                total.conflict or any(amount.conflict for amount in outs.values()),
            )
        )  # fmt: skip
    return found
