"""Jumps with what the offices said about them: for the check, the window's question and the union's comparison.

The rule is ``domain.jumps``; here it meets the store: figures of earlier years, and the sentences that stand in the
journal beside the values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alps_desk.app import questions
from alps_desk.domain.cells import CellState
from alps_desk.domain.jumps import JUMPING, jump_at, reason_of
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import UNION, parse_record_id, record_id
from alps_desk.domain.rules import JUMP, Finding
from alps_desk.domain.shown import EMPTY, Figures, Shown
from alps_desk.domain.thresholds import threshold

if TYPE_CHECKING:
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.plan import Plan

Place = tuple[str, str]
"""Record and field."""


def earlier_figures(place: Workplace, plan: Plan) -> Figures:
    """Figures of the years that are a value's history."""
    found: dict[Place, Shown] = {}
    for fy in range(plan.fy - threshold(plan.thresholds, "jump_years"), plan.fy):
        if fy in plan.fiscal_years or fy == plan.fy - 1:
            found |= questions.figures(place, fy)
    return found


def reasons(place: Workplace, places: Collection[Place]) -> dict[Place, str]:
    """The sentences that offices gave for what is shown in some places; places without one are missing."""
    if not places:
        return {}
    records = sorted({record for record, _ in places})
    states, entries = place.store.states(records), place.store.entries(records)
    found: dict[Place, str] = {}
    for record, name in sorted(places):
        state = states[record].fields.get(name)
        if state is None or states[record].deleted:
            continue
        known = {entry.change.id: entry for entry in entries.get(record, ())}
        said = reason_of(name, state.shown, known, writer_of(parse_record_id(record), name))
        if said:
            found[record, name] = said
    return found


def unexplained(place: Workplace, findings: Iterable[Finding]) -> list[Finding]:
    """Findings without the jumps whose value came with a sentence."""
    given = list(findings)
    said = reasons(place, [(one.record, one.field) for one in given if one.code == JUMP])
    return [one for one in given if one.code != JUMP or (one.record, one.field) not in said]


@dataclass(frozen=True, slots=True)
class JumpView:
    """A jump as the union compares it.

    Attributes:
        office: whose value it is.
        now, before: the value and the nearest one of its history; fy: the year of that one.
        reason: the office's sentence, "" while it has given none.
    """

    record: str
    field: str
    office: str
    project: str
    now: int
    before: int
    fy: int
    reason: str


def jumps(place: Workplace, plan: Plan, office: str = "") -> list[JumpView]:
    """Every jump of a year with its reason, by record and field.

    Args:
        office: only values of this office, "" = of all.
    """
    figures, earlier = questions.figures(place, plan.fy), earlier_figures(place, plan)
    decimals = {
        parse_record_id(row.record).part("indicator"): row.value
        for row in place.store.cells(("indicator",), owner=UNION)
        if row.field == "decimals" and isinstance(row.value, int)
    }
    found = {}
    for (record, name), shown in sorted(figures.items()):
        known = parse_record_id(record)
        if name not in JUMPING.get(known.type, ()) or (office and writer_of(known, name) != office):
            continue
        step = decimals.get(known.part("indicator"), 0)
        jump = jump_at(plan.thresholds, record, name, shown.cell, earlier, step)
        if jump is not None:
            found[record, name] = jump
    said = reasons(place, found)
    return [
        JumpView(
            record, name, writer_of(known := parse_record_id(record), name), known.project, jump.now, jump.before,
            jump.fy, said.get((record, name)) or _said_in_the_row(figures, plan, record, name),
        )
        for (record, name), jump in found.items()
    ]  # fmt: skip


def _said_in_the_row(figures: Figures, plan: Plan, record: str, field: str) -> str:
    """What the entry form's column says of the row that a value stands in."""
    known = parse_record_id(record)
    if known.type not in ("money", "burden"):
        return ""
    office, stage = writer_of(known, field), known.part("stage")
    for period in plan.periods:
        if known.type == "money" and stage not in ("initial", period.stage):
            continue
        row = record_id("progress", office, fy=plan.fy, period=period.code, project=known.project)
        cell = figures.get((row, "jump_reason"), EMPTY).cell
        if cell.state is CellState.VALUE:
            return str(cell.value)
    return ""
