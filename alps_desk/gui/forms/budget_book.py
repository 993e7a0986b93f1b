"""The data behind 予算・決算: the office's money at one stage and its 負担金, on the machinery of ``EntryBook``.

Promise: sums follow what is being typed before it is committed (``preview``); what is stored is whole yen, whatever
unit is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QObject

from alps_desk.app.desk import Desk
from alps_desk.app.entry import EntryRow, read_cell
from alps_desk.domain.amounts import CURRENT, INITIAL
from alps_desk.domain.budget_form import (
    Agreement,
    BudgetPart,
    RowKind,
    agreement,
    budget_parts,
    period_at,
    stages_of,
)
from alps_desk.domain.budget_rules import check_budget
from alps_desk.domain.cells import CellValue
from alps_desk.domain.entry_form import Part
from alps_desk.domain.entry_text import Verdict
from alps_desk.domain.jumps import JUMPING
from alps_desk.domain.money import Figure, budget_current, execution_rate, funding_difference, unused
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import FUNDS, Field, parse_record_id
from alps_desk.domain.rules import Finding, stated_number
from alps_desk.domain.shown import Figures
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_snapshot import Place, Snapshot, records_of
from alps_desk.gui.session import Session

THOUSAND = 1000


@dataclass(frozen=True)
class BudgetRow(EntryRow):
    """A row of the form, as the book keeps it."""

    line: BudgetPart

    @property
    def kind(self) -> RowKind:
        """What it is."""
        return self.line.kind


@dataclass(frozen=True)
class BudgetSnapshot(Snapshot):
    """The form of one office at one stage."""

    stage: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        return self.plan.fy, self.stage, self.office

    def last_place(self, part: Part, column: str) -> Place | None:
        """Last year's same stage of the same column, whatever the project was called then."""
        return self.place_a_year_before(part, column)


def take_budget(desk: Desk, fy: int, stage: str, office: str) -> BudgetSnapshot:
    """Ask the desk for everything; safe on a reader's thread.

    Raises:
        Refusal: the year is not in the plan.
    """
    plan = desk.plan(fy)
    before = desk.figures(fy)
    rows = rows_of(plan, office, before, stage)
    # Before the figures that are shown, as in ``take_snapshot``.
    heads = desk.heads_of(records_of(rows))
    figures = desk.figures(fy)
    last_plan: Plan | None = None
    last: Figures = {}
    if fy - 1 in plan.fiscal_years:
        last_plan, last = desk.plan(fy - 1), desk.figures(fy - 1)
    return BudgetSnapshot(
        plan, period_at(plan, stage), office, rows, figures, heads, frozenset(desk.unexported()),
        last_plan, None, last, desk.standing(fy), desk.earlier_figures(fy),
        whys=desk.whys_of(records_of(rows)), reasons=desk.reasons(_jumping(rows)), stage=stage,
    )  # fmt: skip


def _jumping(rows: tuple[BudgetRow, ...]) -> tuple[Place, ...]:
    """Places whose value may have come with a sentence."""
    return tuple(
        (record, field.name)
        for row in rows
        for record, field in row.targets.values()
        if field.name in JUMPING.get(parse_record_id(record).type, ())
    )


def rows_of(plan: Plan, office: str, figures: Figures, stage: str) -> tuple[BudgetRow, ...]:
    """The form's rows."""
    return tuple(
        BudgetRow(line.part, line.targets, line.required, line)
        for line in budget_parts(plan, office, figures, stage)
    )


class BudgetBook(EntryBook):
    """The form.

    Attributes:
        stage: the stage in view; set with ``set_stage``.
        thousands: whether typed digits count 1,000 yen: an explicit mode, only while 千円 is shown.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.stage = ""
        self.thousands = False
        self._preview: dict[Place, CellValue] = {}

    # -- what is in view --

    @property
    def stages(self) -> list[str]:
        """Stages that can be chosen."""
        return stages_of(self._session.plan)

    def set_stage(self, stage: str) -> None:
        """Look at another stage."""
        if stage != self.stage:
            self.stage = stage
            self._serial += 1
            self.ask()

    def begin(self) -> None:
        """Look at the stage of the period in view, unless the user chose one that this year has."""
        if self.stage not in self.stages:
            period = self._session.period_plan
            self.stage = period.stage if period is not None else INITIAL

    @property
    def typing_unit(self) -> int:
        return THOUSAND if self.thousands and self.unit == THOUSAND else 1

    def line(self, row: int) -> BudgetPart:
        """The row as the form has it."""
        found = self.rows[row]
        assert isinstance(found, BudgetRow)
        return found.line

    def is_locked(self, place: Place) -> bool:
        return (self.stage == CURRENT and place[0].startswith("money:")) or super().is_locked(place)

    def is_foreign(self, row: int, column: str) -> bool:
        """Whether another body writes the cell."""
        line = self.line(row)
        return column in line.foreign and not (line.kind == "own" and self.stage == CURRENT)

    # -- while typing --

    def preview(self, row: int, column: str, text: str) -> None:
        """Count a text that is being typed in the sums; what cannot be read counts as before."""
        found = self.place(row, column)
        if found is None:
            return
        place, field = found
        verdict = self._verdict(place, field, text)
        if verdict.outcome == "refused":
            self._preview.pop(place, None)
        else:
            self._preview[place] = verdict.cell()
        self.changed.emit(self._rows_of([place]))

    def end_preview(self) -> None:
        """Count only what was committed."""
        if self._preview:
            rows = self._rows_of(self._preview)
            self._preview.clear()
            self.changed.emit(rows)

    def number(self, row: int, column: str) -> int | None:
        """The amount in a cell, of what is being typed or stored; 該当なし counts 0 (R16)."""
        found = self.place(row, column)
        if found is None:
            return None
        return stated_number(self._preview.get(found[0]) or self.shown(found[0]).cell)

    # -- worked out --

    def cost(self, row: int) -> int | None:
        """What the funds must add up to: the initial budget at 当初, else the spending (R21)."""
        return self.number(row, "budget_initial" if self.line(row).stage == INITIAL else "spent")

    def budget(self, row: int) -> Figure:
        """予算現額."""
        names = ("budget_initial", "budget_supplement", "carried_in", "budget_transfer")
        return budget_current(*(self.number(row, name) for name in names))

    def unused(self, row: int) -> Figure:
        """不用額."""
        return unused(self.budget(row).yen, self.number(row, "spent"), self.number(row, "carried_out"))

    def rate(self, row: int) -> Decimal | None:
        """執行率, per cent."""
        return execution_rate(self.number(row, "spent"), self.budget(row).yen)

    def funds(self, row: int) -> dict[str, int | None]:
        """The five columns."""
        return {name: self.number(row, name) for name in FUNDS}

    def funding_gap(self, row: int) -> Figure:
        """Cost − funds."""
        return funding_difference(self.cost(row), self.funds(row))

    def received_rows(self, project: str) -> list[int]:
        """Rows of the payers of a project."""
        return [
            number
            for number, row in enumerate(self.rows)
            if row.part.project.code == project and self.line(number).kind == "received"
        ]

    def agreement(self, row: int) -> Agreement:
        """負担金収入 of an own row against its payers."""
        line = self.line(row)
        payers = [
            (
                self.line(number).part.payer,
                {
                    column: self.number(number, column)
                    for column in ("forecast", "notified", "final", "transfer_in")
                },
            )
            for number in self.received_rows(line.part.project.code)
            if self.is_listed(number)
        ]
        return agreement(self.number(row, "transfer_in"), payers, line.stage)

    def is_listed(self, row: int) -> bool:
        """Whether a row is there by rule, or something was entered since."""
        return self.line(row).listed or not self.untouched(row)

    # -- of EntryBook --

    def _question(self) -> Callable[[Desk], Snapshot]:
        self.begin()
        fy, stage, office = self._session.fy, self.stage, self.office
        return lambda desk: take_budget(desk, fy, stage, office)

    def _key(self) -> tuple[object, ...]:
        return self._session.fy, self.stage, self.office

    def _verdict(self, place: Place, field: Field, text: str) -> Verdict:
        assert self.snapshot is not None
        return read_cell(self.snapshot.plan, field, text, unit=self.typing_unit, rounds=True)

    def _check_row(self, snapshot: Snapshot, row: int) -> list[Finding]:
        earlier = snapshot.last_figures if snapshot.earlier is None else snapshot.earlier
        return check_budget(snapshot.plan, snapshot.period, self.line(row), self._figures, earlier)
