"""Which part of an old file is the table and what it is of: year, period, unit, body, sheet, rows of the headings."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.app.backfilling import Backfilled
from alps_desk.app.describing import period_label
from alps_desk.domain.backfill_mapping import BackfillMapping
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.plan import Plan
from alps_desk.domain.table_guess import MOST_LEVELS
from alps_desk.gui.top_bar import Selector
from alps_desk.gui.widgets.flow_row import FlowRow

_LONGEST = 14


class BackfillWhere(FlowRow):
    """The lists over the table.

    Attributes:
        year, period, unit, office, sheet, top, levels: the lists.

    Signals:
        said(): the person chose another entry (``tell``).
    """

    said = Signal()

    def __init__(self, plan: Plan, mapping: BackfillMapping, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._sheet = ""
        self.year = self._selector("year")
        self.period = self._selector("period")
        self.unit = self._selector("unit")
        self.office = self._selector("office")
        self.sheet = self._selector("sheet")
        self.top = self._selector("top")
        self.levels = self._selector("levels")
        self.sheet.hide()
        self.put([self.year, self.period, self.unit, self.office, self.sheet, self.top, self.levels])
        self.show_mapping(plan, mapping)

    def show_mapping(self, plan: Plan, mapping: BackfillMapping) -> None:
        """Show what a mapping says."""
        say = wording.say
        self.year.fill([(fy, fiscal_year_text(fy)) for fy in plan.fiscal_years], mapping.fy)
        self.period.fill([(one.code, period_label(one.code)) for one in plan.periods], mapping.period)
        units = [(0, say("old_unit_open")), (1000, say("public_unit_1000")), (1, say("public_unit_1"))]
        self.unit.fill(units, mapping.unit or 0)
        offices = [("", say("old_office_table")), *((one.key, one.name) for one in plan.bodies)]
        self.office.fill(offices, mapping.office)
        self.arrange()

    def show_table(self, found: Backfilled, mapping: BackfillMapping) -> None:
        """Offer the sheets of the file and the rows of the one in view, as far as headings may stand in them."""
        say = wording.say
        self._sheet = found.sheet
        self.sheet.fill([(one, say("old_sheet_is", name=_short(one))) for one in found.sheets], found.sheet)
        self.sheet.setVisible(len(found.sheets) > 1)
        guessed = say("old_top_found", row=found.table.top) if found.table.top else say("old_top_none")
        rows = [
            (number, say("old_top_is", row=number, text=_short(text)))
            for number, text in enumerate(found.heads, 1)
            if text
        ]
        self.top.fill([(0, guessed), *rows], mapping.top)
        self.levels.fill(
            [(one, say("old_levels_are", count=one)) for one in range(1, MOST_LEVELS + 1)],
            max(1, found.table.bottom - found.table.top + 1),
        )
        self.levels.setVisible(bool(mapping.top))
        self.arrange()

    def tell(self, mapping: BackfillMapping) -> BackfillMapping:
        """A mapping with what is chosen here; another sheet or other headings make its columns another matter."""
        sheet, top = str(self.sheet.currentData() or ""), int(self.top.currentData() or 0)
        if sheet != self._sheet:
            top = 0
        bottom = top + int(self.levels.currentData() or 1) - 1 if top else 0
        told = replace(
            mapping,
            fy=self.year.currentData(),
            period=str(self.period.currentData() or ""),
            unit=self.unit.currentData() or None,
            office=str(self.office.currentData() or ""),
        )
        if sheet == self._sheet and (top, bottom) == (mapping.top, mapping.bottom):
            return told
        other = sheet != self._sheet
        return replace(
            told,
            sheet=sheet if other else mapping.sheet,
            top=top,
            bottom=bottom,
            columns=(),
            rows=() if other else mapping.rows,
        )

    def _selector(self, name: str) -> Selector:
        selector = Selector(wording.say(f"old_{name}"))
        selector.picked.connect(self._picked)
        return selector

    def _picked(self, *_picked: object) -> None:
        self.said.emit()


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
