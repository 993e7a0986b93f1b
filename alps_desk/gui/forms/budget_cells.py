"""How the cells of 予算・決算 look: entered, worked out, of another body, and sums.

Promise: a sum is made in yen and rounded once for the unit shown (R14); what nobody stated adds nothing and is not
shown as 0 (R16).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from alps_desk import wording
from alps_desk.domain.amounts import CURRENT
from alps_desk.domain.budget_form import PAYEE_FIELDS, Agreement, owed
from alps_desk.domain.money import execution_rate, format_amount, rate_text
from alps_desk.domain.records import FUNDS
from alps_desk.gui.forms import entry_cells
from alps_desk.gui.forms.budget_book import BudgetBook
from alps_desk.gui.forms.budget_columns import (
    AGREEMENT,
    COMPUTED,
    COST,
    FUNDS_TOTAL,
    HEAD,
    SHARES,
)
from alps_desk.gui.forms.entry_columns import BUDGET, FUNDING_GAP, NAME, NUMBER, RATE, STATE, TYPE, UNUSED
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid.source import CellFlag, GridCell

_SUM = CellFlag.SUMMARY | CellFlag.LOCKED | CellFlag.FADED
_CARRIED = ("carried_in", "carried_out")


@dataclass(frozen=True)
class SumOf:
    """A row of sums.

    Attributes:
        kind: of a field, of everything, or of the payers of one project.
        name: what it is called.
        rows: rows of the book that are added up.
        own: for a project, its own row; its 負担金収入 is compared with the payers.
    """

    kind: Literal["field", "total", "project"]
    name: str
    rows: tuple[int, ...]
    own: int | None = None


def cell(book: BudgetBook, row: int, column: str) -> GridCell:
    """A cell of a row of the form."""
    if column in HEAD:
        return _head(book, row, column)
    if column in COMPUTED:
        return _computed(book, row, column)
    line = book.line(row)
    if column not in line.targets:
        return GridCell("", flags=CellFlag.LOCKED | CellFlag.FADED)
    found = entry_cells.cell(book, row, column)
    if book.is_foreign(row, column) or (book.stage == CURRENT and line.kind == "own"):
        flags = (found.flags | CellFlag.LOCKED) & ~CellFlag.MISSING & ~CellFlag.UNEXPORTED
        found = replace(found, flags=flags, tip=found.tip or why_locked(book, row, column))
    elif column in _CARRIED and book.number(row, column) and not found.tip:
        found = replace(found, tip=wording.say("budget_carried_tip"))
    return found


def why_locked(book: BudgetBook, row: int, column: str) -> str:
    """Why a cell cannot be changed, one sentence."""
    if column in HEAD:
        return wording.say("office_locked_head")
    if column in COMPUTED:
        return wording.say("office_locked_computed")
    line = book.line(row)
    if column not in line.targets:
        return wording.say("office_locked_not_here")
    if book.stage == CURRENT and line.kind == "own":
        return wording.say("budget_locked_current")
    if book.is_foreign(row, column):
        assert book.snapshot is not None
        return wording.say("budget_locked_foreign", body=book.snapshot.plan.body(line.other).name)
    return wording.say("field_locked")


def sum_cell(book: BudgetBook, total: SumOf, column: str) -> GridCell:
    """A cell of a row of sums."""
    if column == NAME:
        return GridCell(total.name, flags=_SUM)
    if column == AGREEMENT and total.own is not None:
        state, text = agreement_words(book, book.agreement(total.own))
        return GridCell(text, state=state) if text else GridCell("", flags=_SUM)
    text, state, tip = _summed(book, total, column)
    return GridCell(text, state=state if text else None, flags=_SUM, tip=tip if text else "")


def amount_text(book: BudgetBook, yen: int | None) -> str:
    """An amount in the unit that is shown, "" if there is none."""
    return "" if yen is None else format_amount(yen, book.unit)


# --- sums ----------------------------------------------------------------------------------------------------


def column_yen(book: BudgetBook, row: int, column: str) -> int | None:
    """The amount of a row in a column of money, entered or worked out."""
    if column == BUDGET:
        return book.budget(row).yen
    if column == UNUSED:
        return book.unused(row).yen
    if column == COST:
        return book.cost(row)
    if column == FUNDS_TOTAL:
        return sum_of(book.funds(row).values())
    if column == FUNDING_GAP:
        return book.funding_gap(row).yen
    return book.number(row, column)


def sum_of(amounts: Iterable[int | None]) -> int | None:
    """Sum of what is stated; None if nothing is."""
    known = [yen for yen in amounts if yen is not None]
    return sum(known) if known else None


def sum_rate(book: BudgetBook, rows: Sequence[int]) -> Decimal | None:
    """Execution rate of some rows; None where one of them has only one of its two parts."""
    pairs = [(book.number(row, "spent"), book.budget(row).yen) for row in rows]
    there = [(spent, budget) for spent, budget in pairs if spent is not None or budget is not None]
    if not there or any(spent is None or budget is None for spent, budget in there):
        return None
    return execution_rate(sum(spent or 0 for spent, _ in there), sum(budget or 0 for _, budget in there))


def _summed(book: BudgetBook, total: SumOf, column: str) -> tuple[str, State | None, str]:
    """Text, state and tip of a sum; no text where there is nothing to add up."""
    if column == RATE:
        return rate_text(sum_rate(book, total.rows)), None, ""
    field = book.place(total.rows[0], column) if total.rows else None
    money = column in (BUDGET, UNUSED, COST, FUNDS_TOTAL, FUNDING_GAP)
    if not money and (field is None or field[1].kind != "yen"):
        return "", None, ""
    yen = sum_of(column_yen(book, row, column) for row in total.rows)
    if yen is None:
        return "", None, ""
    places = [found[0] for row in total.rows if (found := book.place(row, column)) is not None]
    if any(book.shown(place).conflict for place in places):
        return amount_text(book, yen), State.CONFLICT, wording.say("budget_sum_conflict")
    return amount_text(book, yen), None, ""


# --- rows ----------------------------------------------------------------------------------------------------


def _head(book: BudgetBook, row: int, column: str) -> GridCell:
    line, snapshot = book.line(row), book.snapshot
    assert snapshot is not None
    if column in (STATE, TYPE) or line.kind == "own":
        return entry_cells.cell(book, row, column)
    project, body = line.part.project, snapshot.plan.body(line.other).name
    if column == NUMBER:
        return GridCell(str(project.number))
    code = "received" if line.kind == "received" else "paid"
    spoken = wording.say(f"budget_row_{code}_spoken", project=project.name, body=body)
    if line.kind == "received":
        return GridCell(wording.say("office_burden_from", body=body), tip=spoken, spoken=spoken)
    return GridCell(
        wording.say("budget_row_paid", project=project.name, body=body), tip=spoken, spoken=spoken
    )


def _computed(book: BudgetBook, row: int, column: str) -> GridCell:
    line = book.line(row)
    if column == AGREEMENT:
        return _burden_agreement(book, row)
    if line.kind != "own":
        return GridCell("", flags=CellFlag.LOCKED | CellFlag.FADED)
    if column == SHARES:
        state, text = shares_words(book, row)
        return GridCell(text, state=state) if text else GridCell("", flags=CellFlag.FADED)
    if column == RATE:
        return GridCell(rate_text(book.rate(row)))
    yen = column_yen(book, row, column)
    if column == FUNDS_TOTAL and all(amount is None for amount in book.funds(row).values()):
        return GridCell("")
    if column == FUNDING_GAP:
        if yen is None:
            return GridCell("")
        return _gap(book, row, yen)
    if yen is None:
        return GridCell("" if column == COST else rate_text(None))
    tip = wording.say("budget_carried_tip") if column == BUDGET and book.number(row, "carried_in") else ""
    return GridCell(amount_text(book, yen), tip=tip)


def _gap(book: BudgetBook, row: int, yen: int) -> GridCell:
    if yen == 0:
        return GridCell(amount_text(book, 0), spoken=wording.say("budget_equal"))
    whole = all(amount is not None for amount in book.funds(row).values())
    text = amount_text(book, yen)
    if not whole:
        # Still being entered: a difference, not yet a fault.
        return GridCell(text, tip=wording.say("budget_funds_open"))
    return GridCell(text, state=State.ERROR, tip=wording.say("budget_funds_differ", difference=text))


# --- 負担金 --------------------------------------------------------------------------------------------------


def shares_words(book: BudgetBook, row: int) -> tuple[State | None, str]:
    """「一致 ＝ 池田町760＋松川村600」 for the 負担金収入 of an own row; nothing where there are no payers."""
    found = book.agreement(row)
    if not found.shares:
        return None, ""
    state, words = agreement_words(book, found)
    return state, wording.say("budget_shares", verdict=words, shares=share_list(book, found))


def share_list(book: BudgetBook, found: Agreement) -> str:
    """池田町760＋松川村600: each payer's amount, exact, since it is compared in yen."""
    assert book.snapshot is not None
    plan = book.snapshot.plan
    return wording.say("budget_shares_plus").join(
        f"{plan.body(share.payer).name}{exact_text(book, share.yen)}" for share in found.shares
    )


def exact_text(book: BudgetBook, yen: int) -> str:
    """An amount in the unit shown, with what is below the unit where there is something."""
    if book.unit == 1 or yen % book.unit == 0:
        return format_amount(yen, book.unit)
    whole, rest = divmod(abs(yen), book.unit)
    return f"{'△' if yen < 0 else ''}{whole:,}.{rest:03}".rstrip("0")


def agreement_words(book: BudgetBook, found: Agreement) -> tuple[State | None, str]:
    """State and verdict of a comparison; nothing where there is nothing to compare."""
    if found.total is None:
        return (State.EMPTY, wording.say("budget_total_missing")) if found.shares else (None, "")
    difference = found.difference
    if difference is None:
        return State.EMPTY, wording.say("budget_shares_missing")
    if difference == 0:
        return State.OK, wording.say("budget_equal")
    return State.ERROR, wording.say("budget_differs", difference=exact_text(book, abs(difference)))


def _burden_agreement(book: BudgetBook, row: int) -> GridCell:
    """What came in or was paid against what is owed and what the other side says."""
    line = book.line(row)
    if line.kind == "own":
        return GridCell("", flags=CellFlag.FADED)
    amounts = {column: book.number(row, column) for column in (*PAYEE_FIELDS, "transfer_out")
               if line.targets[column][1].kind == "yen"}  # fmt: skip
    here, there = (
        ("transfer_in", "transfer_out") if line.kind == "received" else ("transfer_out", "transfer_in")
    )
    moved, other, due = amounts[here], amounts[there], owed(amounts)
    if moved is None:
        if other is not None:
            return _differs(book, other, "budget_other_says", State.EMPTY)
        return GridCell("")
    against = other if other is not None else due[1] if due is not None else None
    if against is None:
        return GridCell(wording.say("budget_alone"), state=State.NEUTRAL)
    if moved == against:
        return GridCell(wording.say("budget_equal"), state=State.OK)
    return _differs(book, abs(moved - against), "budget_differs", State.ERROR)


def _differs(book: BudgetBook, yen: int, code: str, state: State) -> GridCell:
    return GridCell(wording.say(code, difference=exact_text(book, yen)), state=state)


def funds_words(book: BudgetBook, row: int) -> tuple[State | None, str, str]:
    """State, the two sides, and the verdict of the funds of an own row; the state is None while nothing is there."""
    total = sum_of(book.funds(row).values())
    cost = book.cost(row)
    if total is None:
        return None, "", ""
    sides = wording.say(
        "budget_funds_sides",
        total=exact_text(book, total),
        cost="―" if cost is None else exact_text(book, cost),
        name=wording.say("budget_cost_initial" if book.line(row).stage == "initial" else "budget_cost"),
    )
    if cost is None:
        return State.EMPTY, sides, wording.say("budget_cost_missing")
    if total == cost:
        return State.OK, sides, wording.say("budget_equal")
    missing = [name for name in FUNDS if book.number(row, name) is None]
    state = State.WARNING if missing else State.ERROR
    return state, sides, wording.say("budget_differs", difference=exact_text(book, abs(cost - total)))
