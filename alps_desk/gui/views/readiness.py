"""そろい具合: one cell per office with how many of its reports are complete, as words, number and bar."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.domain.plan import Plan
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import Space
from alps_desk.gui.views.tallies import ICONS, STATES, Tally, state_word
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.progress_bar import SlimBar
from alps_desk.gui.widgets.text import Text


class ReadinessRow(QWidget):
    """The cells side by side; ``show_tallies`` fills it anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(wording.say("import_readiness"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.L)
        self.chips: dict[str, StateChip] = {}

    def show_tallies(self, plan: Plan, tallies: Mapping[str, Tally]) -> None:
        """Show how far each office is."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.chips = {}
        for body in plan.bodies:
            tally = tallies.get(body.key)
            if tally is None or tally.state == "out":
                continue
            self._row.addWidget(self._cell(body.key, body.name, tally), 1)

    def _cell(self, key: str, name: str, tally: Tally) -> QWidget:
        cell = QWidget()
        box = QVBoxLayout(cell)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        head = QHBoxLayout()
        head.addWidget(Text(name, bold=True))
        head.addStretch(1)
        box.addLayout(head)
        bar = SlimBar(name)
        bar.set_progress(tally.done, tally.total, colour=Colour.OK if tally.complete else Colour.PRIMARY)
        box.addWidget(bar)
        chip = StateChip(
            STATES[tally.state],
            f"{state_word(tally.state)} {tally.done}/{tally.total}",
            icon=ICONS[tally.state],
        )
        self.chips[key] = chip
        box.addWidget(chip)
        return cell
