"""計画: the union's plan as tables, with its checks, the list of a new year and what offices reported outside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from alps_desk import wording
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_PLAN, TOPIC_VALUES, TOPIC_WORK
from alps_desk.app.questions import HistoryView
from alps_desk.app.scale_offers import ScaleOffer, scale_offers, take_offer
from alps_desk.domain.calendar import fiscal_year_text, open_fiscal_years
from alps_desk.domain.cells import CellState
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.records import parse_record_id
from alps_desk.domain.search_key import search_key
from alps_desk.gui.forms.cells_page import CellsPage
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.form_strip import ShortSearch
from alps_desk.gui.page import EditTarget, Menu, PageAction
from alps_desk.gui.past import PastOf
from alps_desk.gui.plan import plan_panel, plan_words
from alps_desk.gui.plan.list_source import Goal, ListSource
from alps_desk.gui.plan.plan_book import PlanBook
from alps_desk.gui.plan.plan_tab import GuideTab, TableTab
from alps_desk.gui.plan.plan_unwritten import PlanUnwritten
from alps_desk.gui.plan.sheet_source import SheetSource
from alps_desk.gui.plan.sheets import GUIDE, TABS, TARGET, row_record, tab_of
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.flow_row import FlowRow
from alps_desk.gui.widgets.grid import Grid, GridPane
from alps_desk.gui.widgets.text import Prose

_TOPICS = frozenset((TOPIC_PLAN, TOPIC_VALUES, TOPIC_EXCHANGE, TOPIC_WORK))
_CHIPS = (("error", State.ERROR), ("warning", State.WARNING), ("missing", State.EMPTY))


class PlanPage(CellsPage[tuple[SheetSource, int, str]]):
    """The screen.

    Attributes:
        book: the data.
        tabs: the tabs that were shown, by key; guide: the first of them.
    """

    _strip: FlowRow

    def __init__(self, session: Session) -> None:
        super().__init__("plan", wording.say("plan_title"), "nav_plan", shows_period=False, parent=session)
        self._session = session
        self.book: PlanBook = PlanBook(session, self)
        self.tabs: dict[str, TableTab | GuideTab] = {}
        self._current: GridPane | None = None
        self._wanted: Goal | None = None
        self._wanted_year = 0
        self._offers: tuple[ScaleOffer, ...] = ()
        self.unwritten = PlanUnwritten(session, self.book, self._sources, self._typed_into, self)
        self._make_actions()
        session.preferred.connect(self._preferred)
        session.year_changed.connect(self._year_changed)

    # -- the parts of the screen --

    def build(self) -> QWidget:
        self._panel = plan_panel.make_panel()
        plan_panel.show_nothing(self._panel)
        self.make_panel_follow()
        self._make_strip()
        self._stack = QStackedWidget()
        self.guide = GuideTab(self.book)
        self._add(GUIDE, self.guide)
        for pane in self.guide.panes:
            pane.grid.opened.connect(self._opened)
        self.book.changed.connect(self._changed)
        self.book.not_saved.connect(self.tell_not_saved)
        self.book.played.connect(self._played)
        self.unwritten.keeper.watch(self._panel)
        return self._stack

    def _make_strip(self) -> None:
        say = wording.say
        self.segments = Segments(
            say("plan_tabs"), [(tab.key, say(f"plan_tab_{tab.key}")) for tab in TABS], GUIDE
        )
        self.segments.picked.connect(self.show_tab)
        self.signs = {key: StateChip(state, say(f"plan_level_{key}"), count=0) for key, state in _CHIPS}
        self.search = ShortSearch(say("plan_search"))
        self.search.searched.connect(self._search)
        self.search.left.connect(self.focus)
        self._strip = FlowRow(at_end=1)
        self._strip.put([self.segments, *self.signs.values(), self.search])
        self._strip.height_changed.connect(self.chrome_changed)

    def _add(self, key: str, tab: TableTab | GuideTab) -> None:
        self.tabs[key] = tab
        self._stack.addWidget(tab)
        for pane in tab.panes:
            pane.said.connect(self._session.note)
            pane.grid.current_changed.connect(self._cell_changed)
            pane.grid.search_wanted.connect(self.search.setFocus)
            pane.grid.keys.enter_moves_right = self._session.settings.text("enter") == "right"

    def key_hints(self) -> str:
        return wording.say("plan_hints")

    def help_topic(self) -> str:
        return self.key

    @property
    def pane(self) -> GridPane | None:
        """The table that has, or had last, the keyboard."""
        if not self.built:
            return None
        panes = [pane for pane in self.tabs[self.segments.current].panes if not pane.isHidden()]
        focused = next(
            (pane for pane in panes if pane.grid.hasFocus() or pane.isAncestorOf(_focus_of(pane))), None
        )
        if focused is not None:
            self._current = focused
        return self._current if self._current in panes else panes[0]

    def edit_target(self) -> EditTarget | None:
        pane = self.pane
        return pane.grid if pane is not None else None

    def focus(self) -> None:
        pane = self.pane
        if pane is not None:
            pane.grid.setFocus()

    def about_to_leave(self) -> None:
        for tab in self.tabs.values():
            for pane in tab.panes:
                pane.grid.commit_input()

    def refresh(self, topics: frozenset[str]) -> None:
        if not topics or topics & _TOPICS:
            self.book.ask()

    def go_to(self, detail: object) -> None:
        """Show a tab, or a cell of it: key of the tab, or a ``Goal``."""
        self._wanted = detail if isinstance(detail, Goal) else Goal(str(detail))
        self._reach()

    # -- tabs --

    def show_tab(self, key: str) -> None:
        """Show a tab; made when it is first shown."""
        self.about_to_leave()
        if key not in self.tabs:
            tab = next(one for one in TABS if one.key == key)
            more: QWidget | None = None
            if key == "scales":
                self.offer = Button(wording.say("plan_offers"), Variant.LINK, icon="act_add")
                self.offer.clicked.connect(self._offer)
                more = self.offer
            elif key == "projects":
                self.ended = Prose("", ink="secondary")
                more = self.ended
            self._add(key, TableTab(self._session, self.book, tab, more))
            if self.book.view is not None:
                self.book.changed.emit()
                self.unwritten.offer()
        found = self.tabs[key]
        if isinstance(found, TableTab):
            found.settle()
        self.segments.set_current(key)
        self._stack.setCurrentWidget(found)
        self._rest.start()
        self.focus()
        if self.search.text():
            self._search(self.search.text())
        self.chrome_changed.emit()

    def _step(self, by: int) -> None:
        keys = [tab.key for tab in TABS]
        self.show_tab(keys[(keys.index(self.segments.current) + by) % len(keys)])

    def next_tab(self) -> None:
        """The tab after this one."""
        self._step(1)

    def previous_tab(self) -> None:
        """The tab before this one."""
        self._step(-1)

    # -- actions --

    def _make_actions(self) -> None:
        def made(code: str, slot: object, **more: object) -> PageAction:
            return PageAction(wording.say(code), slot, parent=self, **more)  # type: ignore[arg-type]

        self._delete = made(
            "plan_delete_row", self.delete_rows, menu=Menu.EDIT, icon="act_delete", shortcut="Ctrl+Del"
        )
        self._past = made(
            "home_past_open", self.show_past, menu=Menu.VIEW, icon="nav_history", shortcut="Ctrl+H"
        )
        self._year = made(
            "plan_make_year", self.make_year, menu=Menu.TOOLS, variant=Variant.SECONDARY, icon="act_copy"
        )
        following = made("plan_next_tab", self.next_tab, menu=Menu.VIEW, shortcut="Ctrl+PgDown")
        previous = made("plan_previous_tab", self.previous_tab, menu=Menu.VIEW, shortcut="Ctrl+PgUp")
        self._actions = (
            self.make_undo(), self._delete, self._past, self._year, following, previous, self.make_export(),
        )  # fmt: skip

    def delete_rows(self) -> None:
        """Take the rows of the selected cells out of the plan; links of a project of the year go with it."""
        pane = self.pane
        source = pane.grid.source if pane is not None else None
        if pane is None or not isinstance(source, SheetSource) or self.book.view is None:
            return
        rows = sorted({pane.grid.model_.source_row(row) for row, _ in pane.grid.selection.cells})
        records = [record for row in rows if (record := source.record(row))]
        if not records:
            return
        stray = self._entries_of(records)
        for record in list(records):
            parsed = parse_record_id(record)
            if parsed.type == "project_year" and parsed.fy is not None:
                links = self.book.view.records.of("succession", fy=parsed.fy, project=parsed.project)
                records += [link.text for link, _ in links]
        name = source.row_name(rows[0]) if len(rows) == 1 else wording.say("plan_rows", count=len(rows))
        self.book.clear_records(records, wording.say("plan_step_delete", name=name))
        code = "plan_deleted_reported" if stray else "plan_deleted"
        self._session.tell(
            State.WARNING if stray else State.OK,
            wording.say(code, name=name),
            action=wording.say("gui_undo"),
            on_action=self._undo,
        )

    def _entries_of(self, records: Sequence[str]) -> bool:
        """Whether offices reported on a project or indicator among these."""
        wanted = {(one.type, one.parts[-1]) for one in map(parse_record_id, records)}
        codes = {code for kind, code in wanted if kind in ("project_year", "indicator")}
        if not codes:
            return False
        figures = self._session.desk.figures(self.book.fy)
        found = (
            parse_record_id(record)
            for (record, _), shown in figures.items()
            if shown.cell.state is not CellState.EMPTY
        )
        return any(one.project in codes or one.part("indicator") in codes for one in found)

    def make_year(self) -> None:
        """Make the list of the next year from the one in view, after a word about what that does."""
        years = self._session.plan.fiscal_years
        to = max(years, default=self.book.fy) + 1
        say = wording.say
        if not self._session.messages.confirm(
            self.widget,
            say("plan_make_year_ask", year=fiscal_year_text(to)),
            say("plan_make_year_text", year=fiscal_year_text(self.book.fy), to=fiscal_year_text(to)),
            say("plan_make_year_do"),
        ):
            return
        try:
            self.book.make_year(to, say("plan_step_year", year=fiscal_year_text(to)))
        except InputRejected as refusal:
            self._session.messages.refusal(self.widget, refusal)
            return
        self._wanted_year = to

    def show_past(self) -> None:
        """Open 変更の履歴 of the current cell, of the whole row, or of what a list leads to."""
        pane = self.pane
        place = pane.grid.place if pane is not None else None
        if pane is None or place is None:
            self._session.note(wording.say("home_past_nowhere"))
            return
        source = pane.grid.source
        if isinstance(source, ListSource):
            row = source.rows[place[0]]
            if row.records:
                self._session.show_past(PastOf(source.row_name(place[0]), row.records))
            else:
                self._session.note(wording.say("home_past_nowhere"))
            return
        assert isinstance(source, SheetSource)
        record = source.record(place[0])
        if not record:
            self._session.note(wording.say("home_past_nowhere"))
            return
        found = source.place(place[0], source.columns()[place[1]].key)
        heading = source.row_name(place[0])
        if found is None:
            self._session.show_past(PastOf(heading, (record,)))
        else:
            self._session.show_past(PastOf(heading, (found[0],), found[1]))

    def _offer(self) -> None:
        """Show the scales that can be taken over."""
        self._offers = self._offers or scale_offers()
        menu = QMenu(self.offer)
        for number, offer in enumerate(self._offers):
            action = menu.addAction(offer.name)
            action.setData(number)
            action.setToolTip(offer.note)
        menu.triggered.connect(self._take_offer)
        menu.popup(self.offer.mapToGlobal(QPoint(0, self.offer.height())))
        self.menu = menu

    def _take_offer(self, action: object) -> None:
        self.take_scale(self._offers[action.data()].key)  # type: ignore[attr-defined]

    def take_scale(self, key: str) -> None:
        """Use an offered scale from the year in view on, as one step."""
        view = self.book.view
        offer = next((one for one in scale_offers() if one.key == key), None)
        if view is None or offer is None:
            return
        name = wording.say("plan_step_offer", name=offer.name)
        self.book.write_values(take_offer(view.records, offer, view.plan.fy), name)
        self._session.note(
            wording.say("plan_offer_taken", year=fiscal_year_text(view.plan.fy), name=offer.name)
        )

    # -- what the book says --

    def _changed(self) -> None:
        for key, chip in self.signs.items():
            count = sum(one.level == key for one in self.book.findings)
            chip.set_count(count)
            chip.setVisible(count > 0)
        self._strip.arrange()
        self.set_badge(sum(one.level == "error" for one in self.book.findings) + len(self.book.unmapped))
        self._year.setEnabled(self.book.view is not None and bool(self.book.view.plan.projects))
        self.name_undo()
        if "projects" in self.tabs and self.book.view is not None:
            words = [plan_words.ended_words(self.book.view)]
            if self.book.fy < min(open_fiscal_years(self._session.now().date())):
                words.append(wording.say("plan_old_year"))
            self.ended.set_text("　".join(word for word in words if word))
            self.ended.setVisible(any(words))
        self._rest.start()
        self._reach()
        self.unwritten.offer_later(self._panel)

    def _played(self, places: list[tuple[str, str]]) -> None:
        """What was undone is shown, whatever table it stands in."""
        tabs = {tab_of(parse_record_id(record).type) for record, _ in places}
        if tabs and self.segments.current not in tabs:
            self.show_tab(sorted(tabs)[0])

    def _year_changed(self) -> None:
        wanted, self._wanted_year = self._wanted_year, 0
        if wanted in self._session.plan.fiscal_years:
            self._session.choose_year(wanted)
            self._session.tell(State.OK, wording.say("plan_year_there", year=fiscal_year_text(wanted)))
        elif wanted:
            self._wanted_year = wanted

    def _opened(self, row: int, column: int) -> None:
        pane = self.pane
        source = pane.grid.source if pane is not None else None
        if isinstance(source, ListSource):
            goal = source.rows[row].goal
            if goal.tab == "export":
                self._export()
            else:
                self.go_to(goal)

    def _reach(self) -> None:
        """Show what was asked for, once there is a plan."""
        wanted = self._wanted
        if wanted is None or not self.built or self.book.view is None:
            return
        self._wanted = None
        tab = tab_of(parse_record_id(wanted.record).type) if wanted.record and not wanted.tab else wanted.tab
        self.show_tab(tab)
        if not wanted.record:
            return
        record, field = row_record(wanted.record), wanted.field
        if record != wanted.record:
            field = f"{TARGET}{parse_record_id(wanted.record).fy}"
        for pane in self.tabs[tab].panes:
            source = pane.grid.source
            if isinstance(source, SheetSource) and source.row_of(record) >= 0:
                pane.clear_filters()
                pane.grid.go_to(source.row_of(record), max(0, source.column_named(field)))
                pane.grid.setFocus()
                text = self.unwritten.resumed()
                if text:
                    pane.grid.type_over(text)
                return

    def _typed_into(self) -> Grid | None:
        """The table that has, or had last, the keyboard."""
        pane = self.pane
        return pane.grid if pane is not None else None

    def _sources(self) -> list[SheetSource]:
        """The tables that were shown so far."""
        return [one for tab in self.tabs.values() if isinstance(tab, TableTab) for one in tab.sources]

    def _search(self, words: str) -> None:
        for pane in self.tabs[self.segments.current].panes:
            pane.grid.commit_input()
            pane.grid.set_search(words)
            pane.grid.model_.set_words(" ".join(search_key(word) for word in words.split()))

    def _preferred(self, name: str) -> None:
        if name == "enter":
            for tab in self.tabs.values():
                for pane in tab.panes:
                    pane.grid.keys.enter_moves_right = self._session.settings.text("enter") == "right"

    # -- the panel --

    def _cell_changed(self, row: int, column: int) -> None:
        self._rest.start()

    def told_cell(self) -> tuple[SheetSource, int, str] | None:
        pane = self.pane
        place = pane.grid.place if pane is not None else None
        if pane is None or place is None:
            return None
        source = pane.grid.source
        if not isinstance(source, SheetSource) or place[0] >= source.row_count():
            return None
        return source, place[0], source.columns()[place[1]].key

    def tell_cell(
        self, told: tuple[SheetSource, int, str] | None, history: Sequence[HistoryView] = ()
    ) -> None:
        if told is None or self.book.view is None:
            self._show_line()
        else:
            plan_panel.show_cell(self._panel, self.book, *told, history)

    def history_place(self, told: tuple[SheetSource, int, str]) -> Place | None:
        source, row, key = told
        place = source.place(row, key) if self.book.view is not None else None
        if place is None or self.book.busy:
            return None
        return None if self.book.cell(place).state is CellState.EMPTY else place

    def _show_line(self) -> None:
        """No cell of a table is current: perhaps a line of a list."""
        pane = self.pane
        place = pane.grid.place if pane is not None else None
        if pane is not None and place is not None and isinstance(pane.grid.source, ListSource):
            plan_panel.show_line(self._panel, pane.grid.source, place[0])
        else:
            plan_panel.show_nothing(self._panel)


def _focus_of(pane: GridPane) -> QWidget:
    """What has the keyboard in the window of a table; the table's window itself where nothing has."""
    found: QWidget | None = pane.window().focusWidget()
    return pane.window() if found is None else found
