"""Form 6, 負担金一覧・突合表: every 負担金 from forecast to settlement, both sides, and the reckoned share (R20-R23).

Promise: payer and payee stand side by side with the difference in yen and the word it was compared with; a settlement of
the year before stands with the year it is paid in; how a share was reckoned is written out below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from alps_desk.domain.amounts import INITIAL, Amount, Ledger
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.money import format_amount
from alps_desk.domain.plan import Body, Period, Plan, Project
from alps_desk.domain.reconcile import Pair, pairs_of, received_of
from alps_desk.domain.records import record_id
from alps_desk.domain.sharing import (
    ProjectShares,
    ShareLine,
    grant_uses,
    settling_stage,
    share_lines,
    shares_of,
)
from alps_desk.domain.shown import EMPTY, Figures
from alps_desk.reports import form_cells
from alps_desk.reports.form_cells import BLANK, amount_cell, derived_cell, text_cell
from alps_desk.reports.money_years import YearOf
from alps_desk.reports.share_words import arithmetic_text, base_text, way_text
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say, term

NAME = "burdens"
_SUMS = ("forecast", "notified", "final", "transfer_out", "transfer_in", "settlement")


def build(
    plan: Plan,
    period: Period,
    years: Sequence[YearOf],
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """Every 負担金 of the year, and what is settled of the year before.

    Args:
        years: this year and, if there is one, the year before; in order.
        display_unit: 1 (円) or 1000 (千円).
    """
    now = years[-1]
    ledger = Ledger(plan.fy, now.figures)
    rows: list[Row] = []
    shares: list[ProjectShares] = []
    pairs: list[Pair] = []
    for project in plan.projects:
        lines = share_lines(plan, ledger, project, period.stage)
        if not lines:
            continue
        own = {(pair.payee, pair.payer): pair for pair in pairs_of(plan, ledger, project)}
        pairs += own.values()
        for line in lines:
            rows.append(_row(plan, period, project, line, own.get((line.payee, line.payer)), now.figures))
        rows.append(_sum_row(project, lines, own.values()))
        found = shares_of(plan, ledger, project, INITIAL)
        settled = shares_of(plan, ledger, project, settling_stage(period.stage))
        shares += [one for one in (found, settled) if one is not None]
    rows += _settled_before(plan, period, years[:-1])
    return ReportTable(
        NAME,
        say("form_burdens"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _columns(),
        rows,
        as_of=form_cells.as_of(period),
        display_unit=display_unit,
        notes=_notes(plan, period, ledger, rows, pairs, shares, display_unit),
        sample=plan.sample,
        key_columns=[
            Column("fy", term("fy"), "code"), Column("period", term("period"), "code"),
            Column("project", term("project"), "code"),
            Column("payer_code6", say("form_payer_code"), "code"),
            Column("payee_code6", say("form_payee_code"), "code"),
        ],
    )  # fmt: skip


def _columns() -> list[Column]:
    share, amounts = say("form_shares"), say("form_burden_amounts")
    paid, settled = say("form_burden_paid"), say("form_burden_settled")
    return [
        Column("of_year", say("form_burden_year"), "text", width=7),
        Column("project_name", term("project_name"), "text", width=14),
        Column("payer", say("form_payer"), "text", width=8),
        Column("payee", say("form_payee"), "text", width=8),
        Column("basis", term("basis"), "text", width=12),
        Column("by_budget", say("form_share_budget"), "yen", width=9, group=share),
        Column("by_cost", say("form_share_cost"), "yen", width=9, group=share),
        Column("forecast", say("form_forecast"), "yen", width=9, group=amounts),
        Column("notified", say("form_notified"), "yen", width=9, group=amounts),
        Column("final", say("form_final"), "yen", width=9, group=amounts),
        Column("transfer_out", say("form_paid"), "yen", width=9, group=paid),
        Column("transfer_in", say("form_received"), "yen", width=9, group=paid),
        Column("difference", say("form_pair_difference"), "yen", width=9, group=paid),
        Column("settlement", say("form_settlement"), "yen", width=8, group=settled),
        Column("settlement_fy", say("form_settlement_fy"), "text", width=7, group=settled),
    ]


def _row(
    plan: Plan, period: Period, project: Project, line: ShareLine, pair: Pair | None, figures: Figures
) -> Row:
    payer, payee = plan.body(line.payer), plan.body(line.payee)
    basis = figures.get(
        (record_id("burden", line.payee, fy=line.fy, project=line.project, payer=line.payer), "basis"), EMPTY
    )
    cells = [
        Cell(fiscal_year_text(line.fy)),
        Cell(project.name),
        Cell(payer.name),
        Cell(payee.name),
        text_cell(basis, optional=True),
        derived_cell(line.by_budget),
        derived_cell(line.by_cost),
        _amount(line.amounts["forecast"]),
        _compared(line.amounts["notified"], line.notified_difference_yen),
        _compared(line.amounts["final"], line.final_difference_yen),
        amount_cell(line.amounts["transfer_out"]),
        amount_cell(line.amounts["transfer_in"]),
        _difference_cell(pair),
        _amount(line.amounts["settlement"]),
        Cell(fiscal_year_text(line.settlement_fy)) if line.settlement_fy else BLANK,
    ]
    return Row(cells, keys=_keys(line.fy, period, project, payer, payee))


def _keys(fy: int, period: Period, project: Project, payer: Body, payee: Body) -> list[Cell]:
    return [
        Cell(str(fy)), Cell(form_cells.period_name(period)), Cell(project.code), Cell(payer.code6),
        Cell(payee.code6),
    ]  # fmt: skip


def _amount(amount: Amount) -> Cell:
    return amount_cell(amount, optional=True)


def _compared(amount: Amount, difference: int | None) -> Cell:
    """A word of the payee with what it differs from the reckoned share by."""
    cell = _amount(amount)
    if not difference or cell.state != "value":
        return cell
    return Cell(cell.value, "value", say("form_share_differs", yen=format_amount(difference)))


def _difference_cell(pair: Pair | None) -> Cell:
    """Paid − received, with the word that stands for what was received where that itself is not stated."""
    if pair is None or pair.difference_yen is None:
        return BLANK
    if pair.conflict:
        return Cell(pair.difference_yen, "conflict")
    basis = say("form_against", basis=term(pair.in_basis)) if pair.in_basis != "transfer_in" else ""
    return Cell(pair.difference_yen, "value", basis if pair.difference_yen else "")


def _sum_row(project: Project, lines: Sequence[ShareLine], pairs: Iterable[Pair]) -> Row:
    differences = [pair.difference_yen for pair in pairs if pair.difference_yen is not None]

    def cell(name: str) -> Cell:
        known = [yen for line in lines if (yen := line.yen(name)) is not None]
        conflict = any(line.amounts[name].conflict for line in lines)
        return derived_cell(sum(known) if known else None, conflict=conflict)

    def reckoned(yens: Sequence[int | None]) -> Cell:
        known = [yen for yen in yens if yen is not None]
        return derived_cell(sum(known) if known else None)

    return Row(
        [
            BLANK, Cell(say("form_burden_total", project=project.name)), BLANK, BLANK, BLANK,
            reckoned([line.by_budget for line in lines]),
            reckoned([line.by_cost for line in lines]),
            *(cell(name) for name in _SUMS[:5]),
            derived_cell(sum(differences) if differences else None),
            cell("settlement"),
            BLANK,
        ],
        "subtotal",
    )  # fmt: skip


def _settled_before(plan: Plan, period: Period, before: Sequence[YearOf]) -> list[Row]:
    """負担金 of earlier years whose settlement is paid in this one (R23)."""
    rows = []
    for year in before:
        ledger = Ledger(year.plan.fy, year.figures)
        for project in year.plan.projects:
            pairs = {(pair.payee, pair.payer): pair for pair in pairs_of(year.plan, ledger, project)}
            for line in share_lines(year.plan, ledger, project, None):
                settled_in = line.settlement_fy or line.fy + 1
                if line.yen("settlement") is None or settled_in != plan.fy:
                    continue
                pair = pairs.get((line.payee, line.payer))
                rows.append(_row(year.plan, period, project, line, pair, year.figures))
    return rows


# Notes


def _notes(
    plan: Plan,
    period: Period,
    ledger: Ledger,
    rows: Sequence[Row],
    pairs: Sequence[Pair],
    shares: Sequence[ProjectShares],
    display_unit: int,
) -> list[str]:
    notes = []
    uneven = [pair for pair in pairs if pair.difference_yen]
    open_ones = [pair for pair in pairs if pair.difference_yen is None]
    notes.append(say("form_note_pairs", even=len(pairs) - len(uneven) - len(open_ones), uneven=len(uneven),
                     open=len(open_ones)))  # fmt: skip
    notes += form_cells.conflict_note(row.cells for row in rows if row.kind == "data")
    if display_unit != 1:
        notes.append(say("form_note_rounding"))
    notes += [say("form_note_difference"), say("form_note_settlement")]
    for project in plan.projects:
        for one in received_of(plan, ledger, project, period.stage):
            if one.difference_yen:
                notes.append(
                    say("form_note_received", project=project.name, payee=plan.body(one.payee).name,
                        received=format_amount(one.in_yen), paid=format_amount(one.out_yen or 0),
                        difference=format_amount(one.difference_yen))
                )  # fmt: skip
    notes += _share_notes(plan, shares)
    for use in grant_uses(plan, ledger, period.stage):
        if use.over_yen and use.cap_yen is not None:
            notes.append(
                say("form_note_grant", body=plan.body(use.office).name, yen=format_amount(use.yen or 0),
                    cap=format_amount(use.cap_yen), over=format_amount(use.over_yen))
            )  # fmt: skip
    return notes


def _share_notes(plan: Plan, shares: Sequence[ProjectShares]) -> list[str]:
    """How every share was reckoned, and the base figures once each."""
    notes, bases = [], dict[str, None]()
    for one in shares:
        project = plan.project(one.project)
        name = project.name if project else one.project
        head = say("form_note_share_budget" if one.stage == INITIAL else "form_note_share_cost", project=name)
        if one.problems:
            notes += [head + say(problem.code, **problem.params) for problem in one.problems]
            continue
        bases |= dict.fromkeys(base_text(plan, portion) for portion in one.portions if portion.figures)
        notes.append(head + say("form_note_share", sum=arithmetic_text(one), way=way_text(plan, one)))
    return [*notes, *bases]
