"""合計: 総計, 控除 and 純計 of every project, field, type and the region, each with every term it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.app.describing import period_label
from alps_desk.app.desk import Desk
from alps_desk.app.tracing import FigureOf, Part
from alps_desk.domain.amounts import INITIAL
from alps_desk.domain.consolidate import Consolidation
from alps_desk.domain.plan import Plan
from alps_desk.gui.page import Menu, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.views.grid_page import Amounts, GridPage, strip_line
from alps_desk.gui.views.term_words import show_nothing, show_total
from alps_desk.gui.views.totals_source import KEYS, TotalsSource
from alps_desk.gui.why import WhyOf
from alps_desk.gui.widgets.buttons import Variant
from alps_desk.gui.widgets.card_row import CardRow
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.grid import GridSource
from alps_desk.gui.widgets.info_panel import InfoPanel
from alps_desk.gui.widgets.text import Text

_OF_PERIOD, _FIRMEST = "period", "firmest"
_STAGES = (_OF_PERIOD, INITIAL, _FIRMEST)
_PARTS: tuple[Part, ...] = ("gross", "elimination", "net")


@dataclass(frozen=True)
class Totals:
    """The totals of one stage with the plan they belong to."""

    plan: Plan
    found: Consolidation


def look(desk: Desk, fy: int, period: str, stage: str) -> Totals:
    """Ask for the totals.

    Args:
        stage: ``period`` = that of the period, ``initial``, or ``firmest`` of each body.
    """
    plan = desk.plan(fy)
    when = plan.period(period)
    wanted = {INITIAL: INITIAL, _FIRMEST: ""}.get(stage, when.stage if when is not None else "")
    return Totals(plan, desk.totals(fy, wanted))


class TotalsPage(GridPage[Totals]):
    """The screen.

    Attributes:
        source: the rows.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session, "totals", "nav_totals")
        self._wanted = ""
        self._stage = _OF_PERIOD
        self.source = TotalsSource(1000 if session.settings.number("unit", 1) == 1000 else 1)
        self._form = PageAction(
            wording.say("totals_to_form"),
            self.show_form,
            menu=Menu.VIEW,
            variant=Variant.SECONDARY,
            icon="nav_report",
            parent=self,
        )

    # -- what the frame asks for --

    def table(self) -> GridSource:
        return self.source

    def amounts(self) -> Amounts:
        return self.source

    def show_nothing(self, panel: InfoPanel) -> None:
        show_nothing(panel)

    def actions(self) -> Sequence[PageAction]:
        return (self.why, self._form)

    def key_hints(self) -> str:
        return wording.say("totals_keys")

    def refresh(self, topics: frozenset[str]) -> None:
        fy, period, stage = self._session.fy, self._session.period, self._stage
        self._latest.ask(lambda desk: look(desk, fy, period, stage))

    def go_to(self, detail: object) -> None:
        """Show a total: the code of a project, ``field/CODE``, ``type/CODE`` or ``region``."""
        if isinstance(detail, str):
            self._wanted = detail
            self._reach()

    # -- what the user does --

    def show_form(self) -> None:
        """See the same totals as they will be printed."""
        self._session.go("reports", "money_summary")

    def why_of(self, row: int, column: int) -> WhyOf | None:
        plan, found = self.source.plan, self.source.found
        if plan is None or found is None or not 0 <= row < len(self.source.rows):
            return None
        one = self.source.rows[row]
        part: Part = next((part for part in _PARTS if part == KEYS[column]), "net")
        wanted = FigureOf(plan.fy, one.key, part, found.stage or "")
        heading = wording.say("why_of", name=one.name, part=wording.say(f"why_part_{part}"))
        return WhyOf(heading, lambda desk: desk.trace_total(wanted))

    # -- parts --

    def make_strip(self) -> QWidget:
        say = wording.say
        self.stages = Segments(
            say("totals_stage"), [(one, say(f"totals_stage_{one}")) for one in _STAGES], self._stage
        )
        self.stages.picked.connect(self._stage_picked)
        self._said = Text("")
        left, row = strip_line()
        row.addWidget(self.stages)
        row.addWidget(self._said)
        row.addStretch(1)
        right, row = strip_line()
        row.addStretch(1)
        self.make_ends(row, self.source)
        strip = CardRow((left, right))
        strip.height_changed.connect(self.chrome_changed)
        return strip

    # -- showing --

    def _show(self, answer: Totals) -> None:
        place = self.pane.grid.place
        self.source.show(answer.plan, answer.found)
        if self._strip is not None:
            stage = answer.found.stage
            words = period_label(stage) if stage else wording.say("totals_stage_firmest")
            self._said.setText(wording.say("totals_said", stage=words))
        self._reach()
        place = self.pane.grid.place or place
        self._current_changed(*(place if place is not None else (-1, -1)))

    def _reach(self) -> None:
        """Go to the total that was asked for, once it is there."""
        keys = [row.key for row in self.source.rows]
        if self._wanted.startswith("field/") and keys and self._wanted not in keys:
            # A field of one project has no sum of its own: the project is it.
            field = self._wanted.partition("/")[2]
            alone = [
                row.key for row in self.source.rows if row.project is not None and row.project.field == field
            ]
            self._wanted = alone[0] if alone else ""
        if self._wanted in keys:
            self.pane.grid.go_to(keys.index(self._wanted), KEYS.index("net"))
            self._wanted = ""

    def _current_changed(self, row: int, column: int) -> None:
        plan = self.source.plan
        known = plan is not None and 0 <= row < len(self.source.rows)
        one = self.source.rows[row] if known else None
        self.show_ways(row, column, conflict=one is not None and one.total.conflict)
        if self._panel is None or plan is None:
            return
        if one is None:
            show_nothing(self._panel)
        else:
            show_total(self._panel, plan, one.name, one.total, one.parts)

    def _stage_picked(self, key: str) -> None:
        self._stage = key
        self.refresh(frozenset())
