"""Checks across offices (R20, sync-design 10): what only shows once the entries of several bodies lie together.

Promise: everything here is a warning (要確認). It is listed for the union to ask about and never drops, refuses or
changes an entry.
"""

from __future__ import annotations

from collections.abc import Iterator

from alps_desk.domain.amounts import Ledger
from alps_desk.domain.consolidate import expected_bodies
from alps_desk.domain.money import format_amount
from alps_desk.domain.plan import Plan
from alps_desk.domain.reconcile import Pair, Received, pairs_of, received_of
from alps_desk.domain.records import RecordId, record_id
from alps_desk.domain.rules import Finding, known_record, stated_number
from alps_desk.domain.sharing import check_sharing
from alps_desk.domain.shown import Figures

_OFFICE_TYPES = ("progress", "money", "burden")


def check_region(plan: Plan, figures: Figures, stage: str | None = None) -> list[Finding]:
    """What does not fit together between the bodies.

    Args:
        plan: the plan of the year.
        figures: figures of all bodies.
        stage: stage of the amounts, as in :func:`~alps_desk.domain.consolidate.consolidate`.

    Returns:
        Differences between payer and payee in the order of the plan, then shares and grants (``sharing``), then
        entries outside the plan by record.
    """
    ledger = Ledger(plan.fy, figures)
    found = []
    for project in plan.projects:
        found += [one for pair in pairs_of(plan, ledger, project) for one in _check_pair(plan, pair)]
        for received in received_of(plan, ledger, project, stage):
            found += _check_received(plan, received)
    return found + check_sharing(plan, figures, stage) + list(_check_places(plan, figures))


def _check_pair(plan: Plan, pair: Pair) -> Iterator[Finding]:
    if pair.out_yen is None or pair.in_yen is None or not pair.difference_yen:
        return
    record = record_id("burden", pair.payee, fy=plan.fy, project=pair.project, payer=pair.payer)
    yield Finding(
        "warning", record, "transfer_out", f"rule_pair_{pair.in_basis}",
        {
            "payer": plan.body(pair.payer).name,
            "payee": plan.body(pair.payee).name,
            "paid": format_amount(pair.out_yen),
            "received": format_amount(pair.in_yen),
            "difference": format_amount(abs(pair.difference_yen)),
        },
    )  # fmt: skip


def _check_received(plan: Plan, received: Received) -> Iterator[Finding]:
    if not received.difference_yen or received.out_yen is None:
        return
    record = record_id("money", received.payee, fy=plan.fy, project=received.project, stage=received.stage)
    yield Finding(
        "warning", record, "transfer_in", "rule_received_total",
        {
            "payee": plan.body(received.payee).name,
            "paid": format_amount(received.out_yen),
            "received": format_amount(received.in_yen),
            "difference": format_amount(abs(received.difference_yen)),
        },
    )  # fmt: skip


def _check_places(plan: Plan, figures: Figures) -> Iterator[Finding]:
    """Entries for a project or body that the plan does not have, or of a body that has no part in a project."""
    filled = {
        record
        for (record, name), shown in figures.items()
        if shown.cell.value is not None and stated_number(shown.cell) != 0
    }
    bodies = {body.key for body in plan.bodies}
    for record in sorted(filled):
        found = known_record(record)
        if found is None or found.type not in _OFFICE_TYPES or found.fy != plan.fy:
            continue
        yield from _check_place(plan, found, bodies)


def _check_place(plan: Plan, record: RecordId, bodies: set[str]) -> Iterator[Finding]:
    project = plan.project(record.project)
    payer = record.part("payer")
    unknown = next((key for key in (record.owner, payer) if key and key not in bodies), "")
    body = plan.body(record.owner).name
    if project is None:
        params = {"body": body, "project": record.project}
        yield Finding("warning", record.text, "", "rule_unknown_project", params)
    elif unknown:
        yield Finding(
            "warning", record.text, "", "rule_unknown_body", {"body": unknown, "project": project.name}
        )
    elif record.type != "burden" and record.owner not in expected_bodies(plan, project):
        yield Finding(
            "warning", record.text, "", "rule_not_taking_part", {"body": body, "project": project.name}
        )
