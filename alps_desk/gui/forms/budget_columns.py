"""The columns of 予算・決算 in its three views, and how they are headed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from alps_desk import wording
from alps_desk.domain.amounts import INITIAL
from alps_desk.domain.budget_form import PAYEE_FIELDS, PAYER_FIELDS
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import FUNDS
from alps_desk.gui.forms.budget_book import BudgetRow
from alps_desk.gui.forms.entry_columns import (
    BUDGET,
    FUNDING_GAP,
    NAME,
    NUMBER,
    RATE,
    STATE,
    TYPE,
    UNUSED,
    field_named,
    grid_column,
)
from alps_desk.gui.widgets.grid.source import Align, ColumnKind, GridColumn

View = Literal["budget", "funds", "burden"]
VIEWS: tuple[View, ...] = ("budget", "funds", "burden")
"""予算と決算, 財源, 負担金: three sets of columns over the same data."""

COST, FUNDS_TOTAL, SHARES, AGREEMENT = "cost", "funds_total", "shares", "agreement"
COMPUTED = (BUDGET, UNUSED, RATE, COST, FUNDS_TOTAL, FUNDING_GAP, SHARES, AGREEMENT)
HEAD = (NUMBER, NAME, TYPE, STATE)

_SPENDING = (
    "budget_initial", "budget_supplement", "carried_in", "budget_transfer", BUDGET, "spent", "carried_out", UNUSED, RATE,
    "personnel_cost", "money_note",
)  # fmt: skip
_INITIAL = ("budget_initial", "personnel_cost", "money_note")
_WIDTHS = {
    STATE: 6.0, RATE: 5.2, "money_note": 12.0, SHARES: 26.0, AGREEMENT: 12.0, "basis": 14.0, "payer_note": 10.0,
    "settlement_fy": 7.0, "due_on": 8.4, "received_on": 8.4, "paid_on": 8.4,
}  # fmt: skip
_MONEY_WIDTH = 5.6


def columns_of(plan: Plan, rows: Sequence[BudgetRow], view: View, stage: str, unit: int) -> list[GridColumn]:
    """The columns of a view at a stage."""
    own = [row for row in rows if row.kind == "own"]
    burdens = [row for row in rows if row.kind != "own"]
    received = any(row.kind == "received" for row in burdens)
    if view == "budget":
        keys = [NUMBER, NAME, STATE, *(_INITIAL if stage == INITIAL else _SPENDING)]
    elif view == "funds":
        # What is worked out stands before what is typed, where it can be seen all the time.
        keys = [NUMBER, NAME, COST, FUNDS_TOTAL, FUNDING_GAP, *FUNDS[:4]]
        keys += ["transfer_in", FUNDS[4], SHARES] if received else [FUNDS[4]]
    else:
        keys = [
            NUMBER,
            NAME,
            AGREEMENT,
            *PAYEE_FIELDS[1:7],
            *PAYER_FIELDS,
            *PAYEE_FIELDS[7:],
            PAYEE_FIELDS[0],
        ]
    shown = burdens if view == "burden" else own
    # A body without such rows, as the union without any 負担金, has nothing to type into.
    there = [key for key in keys if key in (*HEAD, *COMPUTED) or field_named(shown, key) is not None]
    return [_column(plan, shown, key, stage, unit, view) for key in there]


def _column(plan: Plan, rows: Sequence[BudgetRow], key: str, stage: str, unit: int, view: View) -> GridColumn:
    money = wording.say("office_unit_thousand" if unit == 1000 else "office_unit_yen")
    name = heading(key, stage, burden=view == "burden")
    width = _WIDTHS.get(key, _MONEY_WIDTH)
    if key in (SHARES, AGREEMENT):
        return GridColumn(key, name, kind=ColumnKind.STATE, width_em=width, computed=True)
    if key in COMPUTED:
        words = "" if key == RATE else money
        return GridColumn(
            key, name, words, ColumnKind.NUMBER, width_em=width, computed=True, align=Align.RIGHT
        )
    if key in HEAD:
        known = grid_column(plan, rows, key, unit)
        if key == NAME:
            return GridColumn(key, known.heading, frozen=True, width_em=13.5, strong=True)
        return known
    known = grid_column(plan, rows, key, unit)
    return GridColumn(key, name, known.unit, known.kind, editable=True, width_em=width, align=known.align)


def heading(key: str, stage: str, *, burden: bool = False) -> str:
    """What people call a column here: short, where the view says the rest.

    Args:
        burden: of one 負担金, not of the office's own money.
    """
    if key == "transfer_in" and burden:
        return wording.say("budget_head_received")
    if key == COST:
        return wording.say("budget_head_cost_initial" if stage == INITIAL else "budget_head_cost")
    code = f"budget_head_{key}"
    if wording.knows(code):
        return wording.say(code)
    if wording.knows(f"office_column_{key}"):
        return wording.say(f"office_column_{key}")
    return wording.term(key)
