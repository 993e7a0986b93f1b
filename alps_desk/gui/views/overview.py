"""全体の一覧: every report of every office in one table, with filters, groups and sums, history and a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.app.commands import WriteOverview
from alps_desk.app.describing import period_label
from alps_desk.app.desk import Desk
from alps_desk.app.overview import Overview, OverviewRow
from alps_desk.app.questions import BoardState, ValueRow
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.gui.messages import FileKind
from alps_desk.gui.page import Menu, PageAction
from alps_desk.gui.past import PastOf
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.views.grid_page import Amounts, GridPage, strip_line
from alps_desk.gui.views.overview_deeds import OverviewDeeds
from alps_desk.gui.views.overview_panel import show_cell, show_nothing, why_of_cell
from alps_desk.gui.views.overview_source import KEYS, Grouping, OverviewSource
from alps_desk.gui.views.tallies import ICONS, STATES, state_word
from alps_desk.gui.views.wanted import Wanted
from alps_desk.gui.why import WhyOf
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.card_row import CardRow
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.grid import GridSource
from alps_desk.gui.widgets.info_panel import InfoPanel
from alps_desk.gui.widgets.text import Text

_CHIPS: tuple[BoardState, ...] = ("conflict", "returned", "corrected", "not_received", "empty", "draft")
_GROUPINGS: tuple[Grouping, ...] = ("office", "field", "none")


@dataclass(frozen=True)
class Listing:
    """The list, and where each of its values comes from."""

    found: Overview
    values: dict[tuple[str, str], ValueRow]


def look(desk: Desk, fy: int, period: str) -> Listing:
    """Ask for the list."""
    values = {(row.record, row.field): row for row in desk.values(fy=fy, period=period)}
    return Listing(desk.overview(fy, period), values)


class OverviewPage(GridPage[Listing]):
    """The screen.

    Attributes:
        source: the rows.
        deeds: what the union can do with the current report, once the panel is made.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session, "overview", "nav_overview")
        self._values: dict[tuple[str, str], ValueRow] = {}
        self._wanted: Wanted | None = None
        self._chips: dict[BoardState, StateChip] = {}
        grouping = session.settings.text("overview_grouping", "office")
        self.source = OverviewSource(
            next((one for one in _GROUPINGS if one == grouping), "office"),
            1000 if session.settings.number("unit", 1) == 1000 else 1,
        )
        self._history = PageAction(
            wording.say("overview_history"),
            self.show_history,
            menu=Menu.VIEW,
            variant=Variant.SECONDARY,
            icon="nav_history",
            shortcut="Ctrl+H",
            parent=self,
        )
        self._export = PageAction(
            wording.say("overview_export"),
            self.export,
            menu=Menu.FILE,
            variant=Variant.PRIMARY,
            icon="act_export",
            parent=self,
        )

        # The same as in the panel, which a narrow window hides.
        self._deeds = {
            name: PageAction(wording.say(code), getattr(self, f"_do_{name}"), menu=Menu.TOOLS, parent=self)
            for name, code in (
                ("back", "talk_do_return"),
                ("accept", "talk_do_accept"),
                ("whole", "overview_accept_all"),
            )
        }
        for action in self._deeds.values():
            action.setEnabled(False)

    # -- what the frame asks for --

    def table(self) -> GridSource:
        return self.source

    def amounts(self) -> Amounts:
        return self.source

    def show_nothing(self, panel: InfoPanel) -> None:
        show_nothing(panel)

    def build(self) -> QWidget:
        pane = super().build()
        self.pane.grid.opened.connect(self._opened)
        self.pane.grid.model_.arrangement_changed.connect(self._arranged)
        return pane

    def foot_buttons(self) -> Sequence[QWidget]:
        self.deeds = OverviewDeeds(self._session)
        self._to_history = Button(wording.say("overview_history"), icon="nav_history")
        self._to_history.clicked.connect(self.show_history)
        return (self.deeds, self._to_history)

    def actions(self) -> Sequence[PageAction]:
        deeds = tuple(self._deeds.values()) if self._session.desk.is_union else ()
        return (self.why, self._history, self._export, *deeds)

    def key_hints(self) -> str:
        return wording.say("overview_keys")

    def about_to_leave(self) -> None:
        if self.built:
            self.pane.grid.commit_input()

    def refresh(self, topics: frozenset[str]) -> None:
        fy, period = self._session.fy, self._session.period
        if not period:
            # A year that has no periods yet: nothing can be reported in it.
            self._latest.drop()
            return
        self._latest.ask(lambda desk: look(desk, fy, period))

    def go_to(self, detail: object) -> None:
        """Show a part of the list: a ``Wanted``."""
        if isinstance(detail, Wanted):
            self._wanted = detail
            self._reach()

    # -- what the user does --

    def show_history(self) -> None:
        """Open the history of the current cell, or of its whole report where the cell is not entered."""
        place = self.pane.grid.place
        report = self.source.report(place[0]) if place is not None else None
        if place is None or report is None:
            return
        cell = report.cells[KEYS[place[1]]]
        heading = self.source.row_name(place[0])
        if cell.record:
            self._session.show_past(PastOf(heading, (cell.record,), cell.field))
        else:
            self._session.show_past(PastOf(heading, report.records))

    def export(self) -> None:
        """Write the rows that are shown, in their order, as a workbook."""
        found = self.source.found
        if found is None:
            return
        name = wording.say(
            "overview_export_name",
            year=fiscal_year_text(found.plan.fy),
            period=period_label(found.period.code),
        )
        kind = FileKind(wording.say("overview_export_kind"), (".xlsx",))
        folder = Path(self._session.settings.text("report_folder") or Path.home())
        target = self._session.messages.choose_target(
            self.widget, wording.say("overview_export_heading"), [kind], folder / name
        )
        if target is None:
            return
        self._session.settings.put("report_folder", str(target.parent))
        self._written = target
        command = WriteOverview(
            found.plan.fy, found.period.code, target, rows=self._shown_rows(), unit=self.source.unit
        )
        self._session.run_long(command, wording.say("overview_exporting"), self, done=self._exported)

    def why_of(self, row: int, column: int) -> WhyOf | None:
        found = self.source.found
        if found is None or not 0 <= row < len(self.source.entries):
            return None
        return why_of_cell(found, self.source.entries[row], KEYS[column], self.source)

    # -- parts --

    def make_strip(self) -> QWidget:
        say = wording.say
        left, row = strip_line()
        self._count = Text("", bold=True)
        row.addWidget(self._count)
        for state in _CHIPS:
            chip = StateChip(STATES[state], state_word(state), checkable=True, icon=ICONS[state])
            chip.toggled.connect(self._filter)
            self._chips[state] = chip
            row.addWidget(chip)
        row.addStretch(1)
        right, row = strip_line()
        row.addStretch(1)
        groupings = [(one, say(f"overview_grouping_{one}")) for one in _GROUPINGS]
        self.groupings = Segments(say("overview_grouping"), groupings, self.source.grouping)
        self.groupings.picked.connect(self._grouping_picked)
        row.addWidget(self.groupings)
        self.make_ends(row, self.source)
        strip = CardRow((left, right))
        strip.height_changed.connect(self.chrome_changed)
        return strip

    # -- showing --

    def _show(self, answer: Listing) -> None:
        self._values = answer.values
        self.source.show(answer.found)
        self._count_states()
        self._reach()
        place = self.pane.grid.place
        self._current_changed(*(place if place is not None else (-1, -1)))

    def _count_states(self) -> None:
        found = self.source.found
        assert found is not None
        states = [row.board.state for row in found.rows]
        for state, chip in self._chips.items():
            chip.set_count(states.count(state))
            chip.setVisible(chip.isChecked() or chip.count != 0)
        self._arranged()

    def _arranged(self) -> None:
        found = self.source.found
        if found is not None and self._strip is not None:
            shown = len(self._reports())
            self._count.setText(wording.say("overview_chip_rows", shown=shown, all=len(found.rows)))

    def _reports(self) -> list[OverviewRow]:
        """The reports that are shown, in their order."""
        model = self.pane.grid.model_
        found = [self.source.report(model.source_row(row)) for row in range(model.rowCount())]
        return [one for one in found if one is not None]

    def _shown_rows(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.office, one.project) for one in self._reports())

    def _reach(self) -> None:
        """Show the part that was asked for, once there is a list."""
        wanted, found = self._wanted, self.source.found
        if wanted is None or found is None:
            return
        self._wanted = None
        model = self.pane.grid.model_
        self.search.clear()
        for chip in self._chips.values():
            chip.setChecked(False)
        model.clear_filters()
        if wanted.office:
            name = found.plan.body(wanted.office).name
            model.set_value_filter(KEYS.index("office"), frozenset({name}))
        if wanted.field:
            name = found.plan.field(wanted.field).name
            model.set_value_filter(KEYS.index("field"), frozenset({name}))
        state = next((one for one in STATES if one == wanted.state), None)
        if state is not None:
            # A field of an office is at the state of the project that asks most for a look.
            model.set_value_filter(KEYS.index("state"), frozenset({state_word(state)}))
        grid = self.pane.grid
        if any(row.board.conflicts for row in self._reports()):
            # Nobody comes for another reason while there is one.
            grid.next_problem()
        self.focus()

    def _current_changed(self, row: int, column: int) -> None:
        report = self.source.report(row)
        self._history.setEnabled(report is not None)
        self.show_ways(row, column, conflict=report is not None and report.board.conflicts > 0)
        if self._panel is None:
            return
        self._to_history.setEnabled(report is not None)
        self.deeds.show_row(self.source.found, report, KEYS[column] if column >= 0 else "")
        for name, action in self._deeds.items():
            action.setEnabled(name in self.deeds.offers)
        if 0 <= row < len(self.source.entries) and column >= 0:
            show_cell(self._panel, self._session, self.source, row, column, self._values)
        else:
            show_nothing(self._panel)

    def _do_back(self) -> None:
        self.deeds.send_back()

    def _do_accept(self) -> None:
        self.deeds.accept_project()

    def _do_whole(self) -> None:
        self.deeds.accept_office()

    def _opened(self, row: int, column: int) -> None:
        self.show_history()

    # -- filters, grouping --

    def _filter(self) -> None:
        wanted = {state for state, chip in self._chips.items() if chip.isChecked()}

        def accepts(row: int) -> bool:
            report = self.source.report(row)
            return report is not None and report.board.state in wanted

        self.pane.grid.model_.set_row_filter("states", accepts if wanted else None)

    def _grouping_picked(self, key: str) -> None:
        grouping = next(one for one in _GROUPINGS if one == key)
        self._session.settings.put("overview_grouping", grouping)
        self.source.set_grouping(grouping)

    def _exported(self, count: int) -> None:
        self._session.tell(
            State.OK,
            wording.say("overview_exported", count=count, file=self._written.name),
            action=wording.say("overview_open_folder"),
            on_action=self._open_folder,
        )

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))
