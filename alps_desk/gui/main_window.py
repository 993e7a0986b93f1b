"""The window: navigation, title row, screens, panel, bottom line, menus, and the way between them.

    window = MainWindow(pages, identity, theme)
    window.set_years([(2026, "令和8年度（2026）")], 2026)
    window.set_periods([("half1", "上半期（9月末時点）")], "half1")
    window.set_deadline("提出期限 11月30日（月）　あと7日")
    window.changed(frozenset({"progress"}))     # screens ask again, now or when they are next shown
    window.show()

It knows nothing of offices and of the store. Whoever makes it connects its signals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from alps_desk import wording
from alps_desk.gui import panes
from alps_desk.gui.edit_menu import EditMenu
from alps_desk.gui.lanes import Job
from alps_desk.gui.menus import MenuBar
from alps_desk.gui.navigation import Identity, Navigation
from alps_desk.gui.page import EditTarget, Menu, Page
from alps_desk.gui.screen import Screen
from alps_desk.gui.status_bar import StatusBar
from alps_desk.gui.theme import Space, State, TextSize, Theme, em
from alps_desk.gui.top_bar import TopBar
from alps_desk.gui.widgets.banner import Banner
from alps_desk.gui.widgets.drop_area import dropped_files
from alps_desk.gui.widgets.ribbon import Ribbon

__all__ = ["Identity", "MainWindow"]

_COMPACT_EM = 84
"""A window of fewer widths of 「あ」 shows the navigation as icons and closes the panel by itself."""
_PANEL_EM = 20
_MINIMUM = QSize(1280, 680)


class MainWindow(QMainWindow):
    """The window.

    Args:
        pages: the screens in the order of the navigation, made or not; the first is shown. Empty is allowed in tests only.
        identity: head and foot of the navigation.
        theme: the look in force.
        stand_ins: as ``set_stand_ins``.

    Attributes:
        banner: line above the screen for results.
        ribbon: what is true of the whole window as long as it is open; hidden unless somebody fills it.
        status: bottom line.
        top_bar: row above the screen.
        navigation: column at the left.

    Signals:
        page_shown(str): key of the screen that is shown now.
        year_chosen(object), period_chosen(object): data of the chosen entry.
        text_size_chosen(TextSize): already in force; to be remembered.
        help_requested(str): topic.
        keys_requested(): キーの一覧.
        export_pressed(): the words about changes that are not exported were clicked.
        files_dropped(list[Path]): files were put on the window.
        practice_pressed(): 練習 was chosen.
        succession_pressed(): 担当を引き継ぐ was chosen.
        closing(): open input is committed; the window is about to close.
    """

    page_shown = Signal(str)
    year_chosen = Signal(object)
    period_chosen = Signal(object)
    text_size_chosen = Signal(object)
    help_requested = Signal(str)
    keys_requested = Signal()
    export_pressed = Signal()
    files_dropped = Signal(list)
    practice_pressed = Signal()
    succession_pressed = Signal()
    closing = Signal()

    def __init__(
        self,
        pages: Sequence[Screen | Page],
        identity: Identity,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        stand_ins: Mapping[str, Page] | None = None,
    ) -> None:
        super().__init__(parent)
        screens = [page if isinstance(page, Screen) else Screen.of(page, self) for page in pages]
        self._screens = {screen.key: screen for screen in screens}
        self._theme = theme
        self._stand_ins = dict(stand_ins or {})
        self._stale: dict[str, frozenset[str] | None] = {screen.key: frozenset() for screen in screens}
        self._current: Page | None = None
        self._panel_wanted: bool | None = None
        self.setWindowTitle(f"{identity.program} — {identity.office}")
        self.setMinimumSize(_MINIMUM)
        self.setAcceptDrops(True)
        self.navigation = Navigation(screens, identity)
        self.top_bar = TopBar()
        self.banner = Banner()
        self.ribbon = Ribbon()
        self.status = StatusBar()
        self.menus = MenuBar()
        self._strips = QStackedWidget()
        self._bodies = QStackedWidget()
        self._panels = QStackedWidget()
        self._panel = QFrame()
        self._build()
        self._fill_menus()
        self._connect()
        if pages:
            self.show_page(pages[0].key)

    # -- for those who made the window --

    @property
    def current_page(self) -> Page | None:
        """The screen that is shown."""
        return self._current

    @property
    def panel_shown(self) -> bool:
        """Whether 「この欄の情報」 is open."""
        return not self._panel.isHidden()

    def page(self, key: str) -> Page:
        """A screen by its key, made if nobody has gone there yet."""
        return self._screens[key].page

    def show_page(self, key: str) -> None:
        """Go to a screen; open input of the one that is left is committed first."""
        page = self._stand_ins[key] if key in self._stand_ins else self._screens[key].page
        if page is self._current:
            self.navigation.set_current(key)
            return
        self.commit_input()
        if self._current is not None:
            self.banner.moved()
        if self._bodies.indexOf(page.widget) < 0:
            self._take_in(page)
        # Not before all its parts are here: what it says while it is made is shown below.
        self._current = page
        self._bodies.setCurrentWidget(page.widget)
        self.navigation.set_current(key)
        self._show_chrome()
        self._renew(page)
        page.focus()
        self.page_shown.emit(key)

    @property
    def stands_in(self) -> bool:
        """Whether other pages are shown in the place of some screens."""
        return bool(self._stand_ins)

    def set_stand_ins(self, pages: Mapping[str, Page]) -> None:
        """Show other pages in the place of some screens, by their keys; {} shows every screen itself again."""
        if not pages and not self._stand_ins:
            return
        self._stale.update(dict.fromkeys({*pages, *self._stand_ins}, frozenset()))
        self._stand_ins = dict(pages)
        if self._current is not None:
            self.show_page(self._current.key)

    def changed(self, topics: frozenset[str] = frozenset()) -> None:
        """Something changed; the screen that is shown asks again now, the others when they are shown.

        Args:
            topics: what changed; empty = everything may have changed.
        """
        for key, before in self._stale.items():
            if before is None:
                self._stale[key] = topics
            else:
                self._stale[key] = before | topics if before and topics else frozenset()
        if self._current is not None:
            self._renew(self._current)

    def commit_input(self) -> None:
        """Commit what is being typed, as before saving, exporting or leaving."""
        if self._current is not None:
            self._current.about_to_leave()

    def set_years(self, choices: Sequence[tuple[object, str]], current: object) -> None:
        """Entries of the 年度 selector: data and words."""
        self.top_bar.years.fill(choices, current)
        self._show_chrome()

    def set_periods(self, choices: Sequence[tuple[object, str]], current: object) -> None:
        """Entries of the 期 selector: data and words."""
        self.top_bar.periods.fill(choices, current)
        self._show_chrome()

    def set_deadline(self, text: str | None, state: State = State.DUE) -> None:
        """The chip of the deadline; None hides it."""
        self.top_bar.set_deadline(text, state)

    def set_text_size(self, size: TextSize) -> None:
        """Show everything in another size."""
        self._theme.set_text_size(size)
        self._size_actions[size].setChecked(True)
        self._adapt()

    def follow(self, job: Job, text: str) -> None:
        """Show work under way in the bottom line."""
        self.status.busy.follow(job, text)

    def set_panel_shown(self, shown: bool) -> None:
        """Open or close 「この欄の情報」; the user's wish wins over the width of the window."""
        self._panel_wanted = shown
        self._adapt()

    # -- building --

    def _build(self) -> None:
        root = QWidget()
        across = QHBoxLayout(root)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.navigation)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        across.addLayout(right, 1)
        right.addWidget(self.ribbon)
        head = QVBoxLayout()
        head.setContentsMargins(Space.PAGE_LEFT, 0, Space.PAGE_RIGHT, Space.S)
        head.setSpacing(Space.XS)
        self.menus.setContentsMargins(0, 0, 0, 0)
        menu_row = QHBoxLayout()
        menu_row.setContentsMargins(-9, 0, 0, 0)
        menu_row.addWidget(self.menus)
        head.addLayout(menu_row)
        head.addWidget(self.top_bar)
        head.addWidget(self.banner)
        head.addWidget(self._strips)
        right.addLayout(head)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self._body_box = QVBoxLayout()
        self._body_box.addWidget(self._bodies)
        middle.addLayout(self._body_box, 1)
        self._panel.setProperty("box", "panel")
        panel_box = QVBoxLayout(self._panel)
        panel_box.setContentsMargins(1, 0, 0, 0)
        panel_box.addWidget(self._panels)
        middle.addWidget(self._panel)
        right.addLayout(middle, 1)
        right.addWidget(self.status)
        self.setCentralWidget(root)

    def _fill_menus(self) -> None:
        bar = self.menus
        bar.add(Menu.FILE, "gui_save", self._save, shortcut="Ctrl+S", icon="act_save")
        bar.menus[Menu.FILE].addSeparator()
        bar.add(Menu.FILE, "gui_quit", self.close, shortcut="Alt+F4")
        self._edits = EditMenu(bar, self, self._screen_edited)
        for number, screen in enumerate(self._screens.values(), 1):
            action = QAction(screen.title, self)
            action.setData(screen.key)
            if number <= 9:
                action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(self._page_pressed)
            bar.menus[Menu.VIEW].addAction(action)
        bar.menus[Menu.VIEW].addSeparator()
        self._panel_action = bar.add(
            Menu.VIEW, "gui_panel", self._toggle_panel, shortcut="Ctrl+I", icon="act_panel"
        )
        self._panel_action.setCheckable(True)
        bar.add(Menu.VIEW, "gui_next_pane", self._next_pane, shortcut="F6")
        self._size_actions = bar.add_text_sizes(self._theme.text_size, self._size_pressed)
        bar.add(Menu.TOOLS, "gui_succession", self.succession_pressed.emit)
        self.practice_action = bar.add(Menu.TOOLS, "gui_practice", self.practice_pressed.emit)
        bar.add(Menu.HELP, "gui_help", self._help, shortcut="F1", icon="nav_help")
        bar.add(Menu.HELP, "gui_keys", self.keys_requested.emit)
        self._back = QShortcut(QKeySequence("Shift+F6"), self)
        self._back.activated.connect(self._previous_pane)

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.show_page)
        self.top_bar.years.picked.connect(self.year_chosen)
        self.top_bar.periods.picked.connect(self.period_chosen)
        self.status.export_pressed.connect(self.export_pressed)
        for screen in self._screens.values():
            screen.chrome_changed.connect(self._chrome_changed)

    def _take_in(self, page: Page) -> None:
        self._bodies.addWidget(page.widget)
        if page.strip is not None:
            self._strips.addWidget(page.strip)
        if page.panel is not None:
            self._panels.addWidget(page.panel)

    # -- what is shown --

    def _chrome_changed(self) -> None:
        screen = self.sender()
        if isinstance(screen, Screen) and self._current is not None and screen.key == self._current.key:
            self._show_chrome()

    def _show_chrome(self) -> None:
        page = self._current
        if page is None:
            return
        self.menus.show_page(page)
        self.top_bar.show_screen(
            page.title,
            shows_year=page.shows_year,
            shows_period=page.shows_period,
            chips=page.chips(),
            actions=page.actions(),
        )
        if page.strip is not None:
            self._strips.setCurrentWidget(page.strip)
        self._strips.setVisible(page.strip is not None)
        if page.panel is not None:
            self._panels.setCurrentWidget(page.panel)
        self.status.set_hints(page.key_hints())
        self._adapt()

    def _renew(self, page: Page) -> None:
        topics = self._stale[page.key]
        if topics is not None:
            self._stale[page.key] = None
            page.refresh(topics)

    def _adapt(self) -> None:
        """Fit navigation and panel to the width and the text size."""
        size = em(self)
        compact = self._theme.text_size is TextSize.EXTRA or self.width() < _COMPACT_EM * size
        self.navigation.set_narrow(compact)
        has_panel = self._current is not None and self._current.panel is not None
        wanted = not compact if self._panel_wanted is None else self._panel_wanted
        shown = has_panel and wanted
        self._panel.setVisible(shown)
        self._panel.setFixedWidth(round(_PANEL_EM * size))
        self._panel_action.setEnabled(has_panel)
        self._panel_action.setChecked(shown)
        right = 0 if shown else Space.PAGE_RIGHT
        self._body_box.setContentsMargins(Space.PAGE_LEFT, 0, right, Space.S)
        if self._strips.currentWidget() is not None:
            self._strips.setFixedHeight(self._strips.currentWidget().sizeHint().height())

    # -- actions of the menus --

    def _save(self) -> None:
        self.commit_input()
        self.status.note(wording.say("gui_already_saved"))

    def _help(self) -> None:
        self.help_requested.emit(self._current.help_topic() if self._current is not None else "")

    def _toggle_panel(self) -> None:
        self.set_panel_shown(not self.panel_shown)

    def _page_pressed(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.show_page(str(action.data()))

    def _size_pressed(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.set_text_size(action.data())
        self.text_size_chosen.emit(action.data())

    def _screen_edited(self) -> EditTarget | None:
        return self._current.edit_target() if self._current is not None else None

    # -- panes --

    def _panes(self) -> list[QWidget]:
        parts: list[QWidget] = [
            self.navigation, self.ribbon, self.top_bar, self.banner, self._strips, self._bodies,
        ]  # fmt: skip
        return panes.reachable([*parts, self._panel] if self.panel_shown else parts)

    def _next_pane(self) -> None:
        self._step_pane(1)

    def _previous_pane(self) -> None:
        self._step_pane(-1)

    def _step_pane(self, step: int) -> None:
        pane = panes.after(self._panes(), step)
        if pane is self.navigation:
            self.navigation.focus()
        elif pane is not None:
            if pane is self._bodies and self._current is not None:
                self._current.focus()
            panes.enter(pane)

    # -- Qt --

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._adapt()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_size_actions"):
            self._adapt()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files: list[Path] = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.files_dropped.emit(files)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.commit_input()
        self.closing.emit()
        super().closeEvent(event)
