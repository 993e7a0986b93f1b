"""そろい具合: one cell per office with how many of its reports are complete, as words, number and bar."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.domain.plan import Plan
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import Space
from alps_desk.gui.views.tallies import ICONS, STATES, Tally, state_word
from alps_desk.gui.widgets.card_row import CardRow
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.progress_bar import SlimBar
from alps_desk.gui.widgets.text import Text


class ReadinessRow(CardRow):
    """The cells side by side; ``show_tallies`` fills it anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((), parent)
        self.setAccessibleName(wording.say("import_readiness"))
        self.chips: dict[str, StateChip] = {}

    def show_tallies(self, plan: Plan, tallies: Mapping[str, Tally]) -> None:
        """Show how far each office is."""
        self.chips = {}
        bodies = [body for body in plan.bodies if body.key in tallies and tallies[body.key].state != "out"]
        self.set_cards([self._cell(body.key, body.name, tallies[body.key]) for body in bodies])

    def _cell(self, key: str, name: str, tally: Tally) -> QWidget:
        cell = QWidget()
        box = QVBoxLayout(cell)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        box.addWidget(Text(name, bold=True))
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
