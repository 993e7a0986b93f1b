"""What the screens with a grid over an ``EntryBook`` share: actions, search, chips, panel, live sums, undo.

A screen gives its book and source, its strip with ``search`` and ``chips``, and says what stands in the panel.
Promise: what is typed and not stored yet outlives the program, and any cell of the form can be asked for.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.describing import period_label
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_PLAN, TOPIC_VALUES, TOPIC_WORK
from alps_desk.app.questions import HistoryView
from alps_desk.app.screen_print import Printed
from alps_desk.app.talking import ThreadView
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.cells import CellState
from alps_desk.domain.records import RecordId, parse_record_id
from alps_desk.gui.forms import entry_panel
from alps_desk.gui.forms.cell_paper import CellPaper
from alps_desk.gui.forms.cell_print import list_table
from alps_desk.gui.forms.cell_unwritten import CellUnwritten, Typing
from alps_desk.gui.forms.cells_page import CellsPage
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.entry_source import EntrySource
from alps_desk.gui.forms.form_strip import FormStrip
from alps_desk.gui.forms.ways import CellWanted, OnlyRows
from alps_desk.gui.page import EditCommand, EditTarget, Menu, PageAction
from alps_desk.gui.past import PastOf
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.views.talk_answer import TalkAbout
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.grid import CellFlag, GridPane

_TOPICS = frozenset((TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE, TOPIC_WORK))
_TALKED = frozenset((TOPIC_WORK, TOPIC_EXCHANGE, TOPIC_PLAN))


class FormGridPage(CellsPage[tuple[int, str]]):
    """The screen.

    Attributes:
        book: the data; source: the grid's view of it.
        pane: the grid, once built.
        unwritten: what is typed and not stored.
    """

    _strip: FormStrip

    def __init__(
        self,
        session: Session,
        key: str,
        title: str,
        icon: str,
        book: EntryBook,
        source: EntrySource,
        *,
        shows_period: bool = True,
    ) -> None:
        super().__init__(key, title, icon, shows_period=shows_period, parent=session)
        self._session = session
        self.book: EntryBook = book
        self.source = source
        book.setParent(self)
        source.setParent(self)
        self.book.unit = 1000 if session.settings.number("unit", 1) == 1000 else 1
        self._wanted: tuple[str, str] | CellWanted | OnlyRows | None = None
        self._resumed: str | None = None
        self._begun = self._filled = False
        self._told: tuple[int, str] | None = None
        self._threads: dict[Place, ThreadView] = {}
        self.unwritten = CellUnwritten(
            book, session.unwritten_file(key), self.typing, self.book_row_name, self.can_come_near, self
        )
        session.over.connect(self.unwritten.close)
        self.unwritten.offered.connect(self._offered)
        self.paper = CellPaper(session, self)
        self._make_actions()
        session.preferred.connect(self._preferred)

    # -- what a screen adds --

    @abstractmethod
    def make_strip(self) -> FormStrip:
        """The row above the grid."""
        raise NotImplementedError

    @abstractmethod
    def show_panel(self, row: int | None, key: str, history: Sequence[HistoryView] = ()) -> None:
        """Say everything about a cell; row of the grid, None for no cell."""
        raise NotImplementedError

    def row_book(self, row: int) -> int | None:
        """Row of the book behind a row of the grid."""
        return row

    def row_grid(self, book_row: int) -> int | None:
        """Row of the grid of a row of the book."""
        return book_row

    def book_row_name(self, book_row: int) -> str:
        """What a row of the book is called."""
        row = self.row_grid(book_row)
        return "" if row is None else self.source.row_name(row)

    def body(self) -> QWidget:
        """What stands between the strip and the lines below: the grid, or what may take its place."""
        return self.pane

    def below(self) -> Sequence[QWidget]:
        """Lines under the grid."""
        return ()

    def follow_row(self, row: int | None) -> None:
        """The cursor stands in a row of the grid, or its figures changed."""

    def empty_text(self) -> str:
        """Sentence where there are no rows."""
        return wording.say("office_entry_empty")

    # -- the parts of the screen --

    def build(self) -> QWidget:
        self._panel = entry_panel.make_panel()
        self.talk_button = Button(wording.say("office_panel_talk"), icon="nav_talk")
        self.talk_button.clicked.connect(self.talk)
        self._panel.foot.insertWidget(0, self.talk_button)
        self._strip = self.make_strip()
        self.make_panel_follow()
        self.unwritten.keeper.watch(self._panel)
        self.pane = GridPane(self.source, name=self.title, empty_text=self.empty_text())
        self._set_enter()
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        box.addWidget(self.body(), 1)
        for widget in self.below():
            box.addWidget(widget)
        grid = self.pane.grid
        grid.current_changed.connect(self._cell_changed)
        grid.search_wanted.connect(self._strip.search.setFocus)
        self.pane.said.connect(self._session.note)
        self._strip.search.searched.connect(self._search)
        self._strip.search.left.connect(self.focus)
        self._strip.filtered.connect(self._filter)
        self._strip.unit_picked.connect(self._unit_picked)
        self._strip.height_changed.connect(self.chrome_changed)
        self.book.reshaped.connect(self._reshaped)
        self.book.changed.connect(self._changed)
        self.book.not_saved.connect(self.tell_not_saved)
        self.show_panel(None, "")
        return whole

    def key_hints(self) -> str:
        return wording.say("office_entry_hints")

    def help_topic(self) -> str:
        here = self.here
        return f"{self.key}:{here[1]}" if here is not None else self.key

    def edit_target(self) -> EditTarget | None:
        return self.pane.grid if self.built else None

    def focus(self) -> None:
        self.pane.grid.setFocus()

    def about_to_leave(self) -> None:
        if self.built:
            self.pane.grid.commit_input()

    def refresh(self, topics: frozenset[str]) -> None:
        if not topics or topics & _TOPICS:
            self.book.ask()
        if not topics or topics & _TALKED:
            fy = self._session.fy
            self._session.ask(lambda desk: desk.threads(fy=fy), self, done=self._take_threads)

    def go_to(self, detail: object) -> None:
        """Show a project (its code), a project and a column, one cell (``CellWanted``), or ``OnlyRows``."""
        if isinstance(detail, str):
            self._wanted = (detail, "")
        elif isinstance(detail, CellWanted | OnlyRows):
            self._wanted = detail
        elif isinstance(detail, tuple):
            self._wanted = (str(detail[0]), str(detail[1]))
        self._reach()

    @property
    def here(self) -> tuple[int, str] | None:
        """Row of the grid and key of the column that have the keyboard."""
        if not self.built:
            return None
        place = self.pane.grid.place
        return None if place is None else (place[0], self.source.columns()[place[1]].key)

    def show_past(self) -> None:
        """Open 変更の履歴 of the current cell, or of the whole row where nothing is typed."""
        here = self.here
        row = None if here is None else self.row_book(here[0])
        if here is None or row is None:
            self._session.note(wording.say("home_past_nowhere"))
            return
        heading = self.source.row_name(here[0])
        found = self.book.place(row, here[1])
        if found is None:
            records = tuple(dict.fromkeys(record for record, _ in self.book.rows[row].targets.values()))
            self._session.show_past(PastOf(heading, records))
        else:
            self._session.show_past(PastOf(heading, (found[0][0],), found[0][1]))

    def print(self) -> None:
        """Print what is shown, or keep it as a PDF where there is no printer."""
        if self.built and self.book.rows:
            self.paper.print(self.printed(), self.title)

    def printed(self) -> Printed:
        """What is shown, for paper."""
        model = self.pane.grid.model_
        rows = [model.source_row(row) for row in range(model.rowCount())]
        return list_table(self.book, self.source, rows, self.title, self.printed_period, self.today)

    @property
    def printed_period(self) -> str:
        """The year and period in view, over a printed page."""
        session = self._session
        return f"{fiscal_year_text(session.fy)} {period_label(session.period)}".strip()

    @property
    def today(self) -> date:
        """The day a page is printed."""
        return self._session.now().date()

    def talk(self) -> None:
        """Open what is talked about the current cell, or begin: of a cell that is not typed into, about its row."""
        here = self.here
        row = None if here is None else self.row_book(here[0])
        if here is None or row is None:
            self._session.note(wording.say("home_past_nowhere"))
            return
        found = self.book.place(row, here[1])
        record = found[0][0] if found is not None else next(iter(self.book.rows[row].targets.values()))[0]
        about = TalkAbout(record=record, field=found[0][1] if found is not None else "")
        self._session.go("talk", about)

    def thread_at(self, row: int, key: str) -> ThreadView | None:
        """What was last talked about a cell of the grid."""
        line = self.row_book(row)
        found = self.book.place(line, key) if line is not None else None
        return None if found is None else self._threads.get(found[0])

    def _take_threads(self, threads: list[ThreadView]) -> None:
        """The newest word comes first, so the last thread about a place is the one that stays."""
        self._threads = {(one.record, one.field): one for one in reversed(threads)}
        if self.built:
            self._rest.start()

    # -- actions --

    def _make_actions(self) -> None:
        past = PageAction(
            wording.say("home_past_open"),
            self.show_past,
            menu=Menu.VIEW,
            icon="nav_history",
            shortcut="Ctrl+H",
            parent=self,
        )
        paper = PageAction(
            wording.say("office_print"),
            self.print,
            menu=Menu.FILE,
            icon="act_print",
            shortcut="Ctrl+P",
            parent=self,
        )
        talk = PageAction(
            wording.say("office_panel_talk"),
            self.talk,
            menu=Menu.TOOLS,
            icon="nav_talk",
            shortcut="Ctrl+M",
            parent=self,
        )
        self._actions = (
            self.make_undo(), *self.more_actions(), past, talk, paper, self.make_export(), *self.last_actions(),
        )  # fmt: skip

    def more_actions(self) -> Sequence[PageAction]:
        """Actions of the screen alone, before those that all have."""
        return ()

    def last_actions(self) -> Sequence[PageAction]:
        """Actions of the screen alone, after those that all have."""
        return ()

    # -- what the book says --

    def _reshaped(self) -> None:
        self._changed([])
        if not self._filled and self.book.rows:
            # The grid could not take the keyboard while it was empty.
            self._filled = True
            window = self.widget.window()
            if self.widget.isVisible() and not isinstance(window.focusWidget(), QLineEdit):
                self.focus()
        self._reach()
        self.unwritten.offer()

    def _changed(self, rows: list[int]) -> None:
        self._strip.follow()
        self.name_undo()
        if self._strip.filters and self.pane.grid.session is None:
            self._filter()
        here = self.here
        self.follow_row(None if here is None else here[0])
        self._rest.start()

    def _reach(self) -> None:
        wanted = self._wanted
        if not self.built or not self.book.rows:
            return
        begun, self._begun = self._begun, True
        if wanted is None:
            if not begun:
                self._begin()
            return
        if isinstance(wanted, CellWanted):
            self.come_near(wanted)
            if not self.book.is_in_view:
                # Another period or stage is on its way; then it is looked for again.
                return
        self._wanted = None
        if isinstance(wanted, OnlyRows):
            self.show_only(wanted.key)
            return
        found = self._find(wanted)
        if found is not None:
            self.reveal(*found)
        text, self._resumed = self._resumed, None
        if text is not None and found is not None and isinstance(wanted, CellWanted):
            self.write(wanted, text)

    def can_come_near(self, record: RecordId) -> bool:
        """Whether a record of the year that is not shown can be brought into view."""
        return self._session.plan.period(record.period) is not None

    def come_near(self, wanted: CellWanted) -> None:
        """Bring what holds a cell into view, where that is not the period's work."""

    def _find(self, wanted: tuple[str, str] | CellWanted) -> tuple[int, str] | None:
        """Row of the book and column of what is asked for."""
        rows = self.book.rows
        if isinstance(wanted, CellWanted):
            if wanted.field:
                return self.book.cell_of((wanted.record, wanted.field))
            records = ({record for record, _ in row.targets.values()} for row in rows)
            return next(((number, "") for number, some in enumerate(records) if wanted.record in some), None)
        project, key = wanted
        for number, row in enumerate(rows):
            if row.part.project.code == project and (not key or key in row.targets):
                return number, key
        of_project = (number for number, row in enumerate(rows) if row.part.project.code == project)
        return next(((number, "") for number in of_project), None)

    def _begin(self) -> None:
        """The first time, stand where typing can begin: in the first cell that must be filled and is empty."""
        for row in range(self.source.row_count()):
            for column in range(len(self.source.columns())):
                if CellFlag.MISSING in self.source.cell(row, column).flags:
                    self.pane.grid.go_to(row, column)
                    return

    def reveal(self, book_row: int, key: str) -> None:
        """Make a cell current, whatever hides it."""
        self._strip.clear_filters()
        self.pane.clear_filters()
        row = self.row_grid(book_row)
        if row is not None:
            self.pane.grid.go_to(row, max(0, self.source.column_named(key)))

    def show_only(self, key: str) -> None:
        """Show the rows of one chip, the cursor in the first cell that wants something."""
        self.pane.clear_filters()
        self._strip.show_only(key)
        self.pane.grid.do_edit(EditCommand.NEXT_PROBLEM)

    # -- what is typed and not stored --

    def typing(self) -> Typing:
        """What somebody is typing now, by place."""
        grid = self.pane.grid if self.built else None
        if grid is None or grid.session is None or grid.place is None:
            return []
        row = self.row_book(grid.place[0])
        key = self.source.columns()[grid.place[1]].key
        return [] if row is None else self.places_of([(row, key, grid.session.typed)])

    def places_of(self, typed: Iterable[tuple[int, str, str]]) -> Typing:
        """Texts by row of the book and column as texts by place."""
        rows = len(self.book.rows)
        found = [(self.book.place(row, key), text) for row, key, text in typed if text and row < rows]
        return [(place[0], text) for place, text in found if place is not None]

    def _offered(self, sentence: str) -> None:
        self._session.tell(
            State.INFO,
            sentence,
            action=wording.say("office_unwritten_go_on"),
            on_action=self._go_on_writing,
        )

    def _go_on_writing(self) -> None:
        """Open the cell again with the text that was left in it."""
        one = self.unwritten.take()
        if one is None:
            return
        self._resumed = one.text
        period = parse_record_id(one.record).period
        if period:
            self._session.choose_period(period)
        self._session.go(self.key, CellWanted(one.record, one.field))

    def write(self, wanted: CellWanted, text: str) -> None:
        """Put a text into the current cell as if it were being typed."""
        self.pane.grid.setFocus()
        self.pane.grid.type_over(text)

    # -- search and filters --

    def _search(self, words: str) -> None:
        self.pane.search(words)

    def _filter(self) -> None:
        self.pane.grid.model_.set_row_filter("chips", self._accepts if self._strip.filters else None)

    def _accepts(self, row: int) -> bool:
        line = self.row_book(row)
        return line is not None and self._strip.accepts(line)

    def _unit_picked(self, unit: int) -> None:
        self.about_to_leave()
        self._session.prefer("unit", unit)
        self.focus()

    def _set_enter(self) -> None:
        self.pane.grid.keys.enter_moves_right = self._session.settings.text("enter") == "right"

    def _preferred(self, name: str) -> None:
        """A setting changed, here or in 設定."""
        settings = self._session.settings
        if name == "enter" and self.built:
            self._set_enter()
        elif name == "unit":
            self.book.set_unit(1000 if settings.number("unit", 1) == 1000 else 1)
            if self.built:
                self._strip.follow_unit()

    # -- the panel --

    def _cell_changed(self, row: int, column: int) -> None:
        self._told = None if row < 0 else (row, self.source.columns()[column].key)
        self.follow_row(None if row < 0 else row)
        self._rest.start()

    def told_cell(self) -> tuple[int, str] | None:
        told = self._told
        return told if told is not None and told[0] < self.source.row_count() else None

    def tell_cell(self, told: tuple[int, str] | None, history: Sequence[HistoryView] = ()) -> None:
        if told is None:
            self.show_panel(None, "")
        else:
            self.show_panel(*told, history)

    def history_place(self, told: tuple[int, str]) -> Place | None:
        row = self.row_book(told[0])
        found = self.book.place(row, told[1]) if row is not None else None
        if found is None or self.book.busy:
            return None
        place = found[0]
        empty = self.book.shown(place).cell.state is CellState.EMPTY
        return None if empty and not self.book.is_unexported(place) else place
