"""合計: 総計, 控除 and 純計 of every project, field, type and the region, each with every term it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.describing import period_label
from alps_desk.app.desk import Desk
from alps_desk.domain.amounts import INITIAL
from alps_desk.domain.consolidate import Consolidation
from alps_desk.domain.plan import Plan
from alps_desk.domain.search_key import search_key
from alps_desk.gui.page import EditTarget, Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.term_words import show_nothing, show_total
from alps_desk.gui.views.totals_source import KEYS, TotalsSource
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.card_row import CardRow
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.grid import GridPane
from alps_desk.gui.widgets.info_panel import InfoPanel
from alps_desk.gui.widgets.search_box import SearchBox
from alps_desk.gui.widgets.text import Text

_OF_PERIOD, _FIRMEST = "period", "firmest"
_STAGES = (_OF_PERIOD, INITIAL, _FIRMEST)


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


class TotalsPage(Page):
    """The screen.

    Attributes:
        pane, source: the table, once built.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("totals", wording.say("totals_title"), "nav_totals", parent=session)
        self._session = session
        self._latest = Latest(session, self._show, self)
        self._panel: InfoPanel | None = None
        self._strip: QWidget | None = None
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

    def build(self) -> QWidget:
        self.pane = GridPane(
            self.source, name=wording.say("totals_name"), empty_text=wording.say("totals_empty")
        )
        grid = self.pane.grid
        grid.current_changed.connect(self._current_changed)
        grid.search_wanted.connect(self._search_wanted)
        self.pane.said.connect(self._session.note)
        return self.pane

    @property
    def strip(self) -> QWidget | None:
        if self._strip is None:
            self._strip = self._make_strip()
        return self._strip

    @property
    def panel(self) -> QWidget | None:
        if self._panel is None:
            self._panel = InfoPanel()
            show_nothing(self._panel)
            self._to_conflicts = Button(wording.say("overview_to_conflicts"), icon="nav_conflict")
            self._to_conflicts.clicked.connect(self._settle)
            self._to_conflicts.hide()
            self._panel.foot.addWidget(self._to_conflicts)
        return self._panel

    def actions(self) -> Sequence[PageAction]:
        return (self._form,)

    def edit_target(self) -> EditTarget | None:
        return self.pane.grid

    def key_hints(self) -> str:
        return wording.say("totals_keys")

    def refresh(self, topics: frozenset[str]) -> None:
        fy, period, stage = self._session.fy, self._session.period, self._stage
        self._latest.ask(lambda desk: look(desk, fy, period, stage))

    def focus(self) -> None:
        self.pane.grid.setFocus()

    def go_to(self, detail: object) -> None:
        """Show a total: the code of a project, ``field/CODE``, ``type/CODE`` or ``region``."""
        if isinstance(detail, str):
            self._wanted = detail
            self._reach()

    # -- what the user does --

    def show_form(self) -> None:
        """See the same totals as they will be printed."""
        self._session.go("reports", "money_summary")

    # -- parts --

    def _make_strip(self) -> QWidget:
        say = wording.say
        self.stages = Segments(
            say("totals_stage"), [(one, say(f"totals_stage_{one}")) for one in _STAGES], self._stage
        )
        self.stages.picked.connect(self._stage_picked)
        units = [("1", say("office_unit_yen")), ("1000", say("office_unit_thousand"))]
        self.units = Segments(say("office_unit"), units, str(self.source.unit))
        self.units.picked.connect(self._unit_picked)
        self._said = Text("")
        self.search = SearchBox(say("totals_search"))
        self.search.searched.connect(self._search)
        self.search.left.connect(self.focus)
        left, row = _line()
        row.addWidget(self.stages)
        row.addWidget(self._said)
        row.addStretch(1)
        right, row = _line()
        row.addStretch(1)
        row.addWidget(self.units)
        row.addWidget(self.search)
        strip = CardRow((left, right))
        strip.height_changed.connect(self.chrome_changed)
        return strip

    # -- showing --

    def _show(self, totals: Totals) -> None:
        place = self.pane.grid.place
        self.source.show(totals.plan, totals.found)
        if self._strip is not None:
            stage = totals.found.stage
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
        if self._panel is None or plan is None:
            return
        if not 0 <= row < len(self.source.rows):
            show_nothing(self._panel)
            self._to_conflicts.hide()
            return
        one = self.source.rows[row]
        show_total(self._panel, plan, one.name, one.total, one.parts)
        self._to_conflicts.setVisible(one.total.conflict and self._session.desk.is_union)

    def _settle(self) -> None:
        self._session.go("conflicts")

    # -- search, stage, unit --

    def _search_wanted(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _search(self, words: str) -> None:
        self.pane.grid.set_search(words)
        self.pane.grid.model_.set_words(" ".join(search_key(word) for word in words.split()))

    def _stage_picked(self, key: str) -> None:
        self._stage = key
        self.refresh(frozenset())

    def _unit_picked(self, key: str) -> None:
        self._session.settings.put("unit", int(key))
        self.source.set_unit(int(key))


def _line() -> tuple[QWidget, QHBoxLayout]:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, Space.XS, 0, Space.XS)
    row.setSpacing(Space.S)
    return line, row
