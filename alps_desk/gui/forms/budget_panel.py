"""「この欄の情報」 of 予算・決算: how a figure is worked out, last year's same stage, what belongs to it elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from alps_desk import wording
from alps_desk.app.questions import HistoryView
from alps_desk.app.talking import ThreadView
from alps_desk.domain.records import FUNDS
from alps_desk.gui.forms import budget_cells, entry_cells, entry_panel
from alps_desk.gui.forms.budget_book import BudgetBook
from alps_desk.gui.forms.budget_cells import SumOf
from alps_desk.gui.forms.budget_columns import (
    AGREEMENT,
    COMPUTED,
    COST,
    FUNDS_TOTAL,
    HEAD,
    SHARES,
    heading,
)
from alps_desk.gui.forms.budget_source import budget_row_name
from alps_desk.gui.forms.entry_columns import BUDGET, FUNDING_GAP, RATE, UNUSED
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.info_panel import InfoPanel

_TERMS = {
    BUDGET: ("budget_initial", "budget_supplement", "carried_in", "budget_transfer"),
    UNUSED: (BUDGET, "spent", "carried_out"),
    RATE: ("spent", BUDGET),
    FUNDS_TOTAL: FUNDS,
    FUNDING_GAP: (COST, FUNDS_TOTAL),
}
"""What a computed column is worked out from."""
_LONGEST = 12
_OVER_YEARS = (BUDGET, "carried_in", "carried_out")


def show_cell(
    panel: InfoPanel,
    book: BudgetBook,
    row: int,
    column: str,
    history: Sequence[HistoryView] = (),
    thread: ThreadView | None = None,
) -> None:
    """Everything about one cell.

    Args:
        row: of the book.
        history: changes of the cell, oldest first; empty until the desk has answered.
        thread: what was last talked about the cell.
    """
    found = book.place(row, column)
    line = book.line(row)
    name = heading(column, line.stage, burden=line.kind != "own")
    money = (column in COMPUTED and column not in (RATE, SHARES, AGREEMENT)) or (
        found is not None and found[1].kind == "yen"
    )
    unit = wording.say("office_unit_thousand" if book.unit == 1000 else "office_unit_yen")
    panel.begin(budget_row_name(book, row), f"{name}（{unit}）" if money else name)
    if column in HEAD:
        entry_panel.about_row(panel, book, row)
    elif column in COMPUTED:
        _about_computed(panel, book, row, column)
    elif found is None:
        panel.add_text(wording.say("office_locked_not_here"))
    else:
        if book.is_foreign(row, column) or book.is_locked(found[0]):
            panel.add_notice(State.LOCKED, budget_cells.why_locked(book, row, column))
        entry_panel.about_field(
            panel, book, row, column, found, history, last_name=wording.say("budget_panel_last_year")
        )
        if column == "transfer_in" and book.line(row).kind == "own":
            _shares(panel, book, row)
        entry_panel.about_talk(panel, book, thread)
    if column in _OVER_YEARS:
        panel.add_text(wording.say("budget_carried_tip"), ink="secondary")
    panel.finish()


def show_sum(panel: InfoPanel, book: BudgetBook, total: SumOf, column: str) -> None:
    """What a row of sums adds up."""
    name = heading(column, book.stage)
    panel.begin(total.name, name)
    lines = []
    for row in total.rows:
        yen = None if column == RATE else budget_cells.column_yen(book, row, column)
        if yen is not None:
            lines.append((_shortened(budget_row_name(book, row)), budget_cells.amount_text(book, yen)))
    if lines:
        panel.add_text(wording.say("budget_panel_sum", count=len(lines), all=len(total.rows)))
        panel.add_values(lines)
        if book.unit == 1000:
            panel.add_text(wording.say("budget_rounded_note"), ink="secondary")
    elif column == RATE:
        panel.add_text(wording.say("budget_panel_sum_rate"))
    else:
        panel.add_text(wording.say("budget_locked_sum"))
    panel.finish()


def _about_computed(panel: InfoPanel, book: BudgetBook, row: int, column: str) -> None:
    code = f"budget_computed_{column}"
    panel.add_text(wording.say(code if wording.knows(code) else f"office_computed_{column}"))
    if column in (SHARES, AGREEMENT):
        if book.line(row).kind == "own":
            _shares(panel, book, row)
        return
    terms = []
    for name in _TERMS.get(column, ()):
        yen = budget_cells.column_yen(book, row, name)
        shown = wording.say("cell_empty") if yen is None else budget_cells.amount_text(book, yen)
        terms.append((heading(name, book.line(row).stage), shown))
    if terms:
        panel.add_values(terms)
    finding = next((one for one in book.row_findings(row) if one.code.startswith("rule_funding")), None)
    if column == FUNDING_GAP and finding is not None:
        panel.add_notice(State.ERROR, entry_cells.explained(finding))


def _shares(panel: InfoPanel, book: BudgetBook, row: int) -> None:
    """The payers one by one, and whether they add up."""
    found = book.agreement(row)
    if not found.shares and not found.silent:
        return
    assert book.snapshot is not None
    plan = book.snapshot.plan
    panel.add_section(wording.say("budget_panel_shares"))
    lines = [
        (
            plan.body(share.payer).name,
            wording.say(
                "budget_panel_share",
                amount=budget_cells.exact_text(book, share.yen),
                basis=heading(share.basis, "", burden=True),
            ),
        )
        for share in found.shares
    ]
    lines += [(plan.body(payer).name, wording.say("cell_empty")) for payer in found.silent]
    panel.add_values(lines)
    state, words = budget_cells.agreement_words(book, found)
    if state is not None:
        panel.add_notice(state, words)


def _shortened(name: str) -> str:
    """A name that leaves room for its amount beside it."""
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
