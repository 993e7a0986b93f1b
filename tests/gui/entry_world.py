"""The entry screen in a real window over a real store."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from alps_desk.app.desk import Desk
from alps_desk.domain.cells import to_stored
from alps_desk.domain.journal import Scalar
from alps_desk.gui.forms.entry_page import EntryPage
from alps_desk.gui.forms.export_page import ExportPage
from alps_desk.gui.main_window import MainWindow
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import Theme
from tests.gui.desks import Clock, SilentMessages


class World:
    """One office with its window open."""

    def __init__(self, qtbot: QtBot, desk: Desk, theme: Theme, clock: Clock) -> None:
        self.desk = desk
        self.messages = SilentMessages()
        settings = Settings(desk.place.home.root / "window.json")
        doors = Doors(_unused, _unused, clock)
        self.shell = Shell(desk.place.home, doors, theme, settings, self.messages, _raise)
        self.window: MainWindow = self.shell.show_desk(desk)
        with qtbot.waitActive(self.window):
            self.window.activateWindow()
        self.window.show_page("entry")
        page = self.window.page("entry")
        assert isinstance(page, EntryPage)
        self.page = page
        qtbot.waitUntil(lambda: bool(page.book.rows))
        self.settle()
        page.focus()

    def settle(self) -> None:
        """Wait until everything typed is stored and shown."""
        assert self.shell.session is not None
        assert self.shell.session.lanes.wait_until_idle()
        while self.page.book.busy:
            assert self.shell.session.lanes.wait_until_idle()

    @property
    def exports(self) -> ExportPage:
        """The screen 書き出し."""
        page = self.window.page("export")
        assert isinstance(page, ExportPage)
        return page

    def row(self, project: str, payer: str = "") -> int:
        """Number of a row."""
        for number, row in enumerate(self.page.book.rows):
            if row.part.project.code == project and row.part.payer == payer:
                return number
        raise KeyError(project)

    def go(self, project: str, column: str, payer: str = "") -> None:
        """Make a cell of the grid current."""
        number = self.page.source.column_named(column)
        assert number >= 0, column
        assert self.page.pane.grid.go_to(self.row(project, payer), number)
        self.page.pane.grid.setFocus()

    @property
    def here(self) -> tuple[str, str]:
        """Project and column of the current cell."""
        place = self.page.pane.grid.place
        assert place is not None
        return self.page.book.rows[place[0]].part.project.code, self.page.source.columns()[place[1]].key

    def text(self, project: str, column: str, payer: str = "") -> str:
        """What a cell of the grid shows."""
        return self.page.source.cell(self.row(project, payer), self.page.source.column_named(column)).text

    def stored(self, project: str, column: str, payer: str = "") -> Scalar:
        """What the store holds for a cell, asked of the store itself."""
        self.settle()
        found = self.page.book.place(self.row(project, payer), column)
        assert found is not None
        shown = self.desk.figures(2017).get(found[0])
        return to_stored(shown.cell) if shown is not None else None


def _unused(*_: object) -> Desk:
    raise AssertionError


def _raise(fault: BaseException) -> None:
    raise fault


def files_in(folder: Path) -> list[str]:
    """Names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
