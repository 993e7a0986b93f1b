"""Paper of the screens with cells: the printer, or a PDF file where there is none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from alps_desk import wording
from alps_desk.app.screen_print import Printed
from alps_desk.gui import printing
from alps_desk.gui.messages import FileKind
from alps_desk.gui.page import Page
from alps_desk.gui.print_out import print_out
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.paper.pdf import write_pdf
from alps_desk.paper.sheet_pages import painter_of


class CellPaper(QObject):
    """Prints for one screen."""

    def __init__(self, session: Session, page: Page) -> None:
        super().__init__(page)
        self._session, self._page = session, page
        self._waiting: Printed | None = None
        self._name = ""
        self._target = Path()

    def print(self, table: Printed, name: str) -> None:
        """Print a table; without a printer offer a PDF of it.

        Args:
            name: of the file.
        """
        if printing.has_printers():
            print_out(self._session, self._page.widget, painter_of(table))
            return
        self._waiting, self._name = table, name
        self._session.tell(
            State.INFO,
            wording.say("office_print_none"),
            action=wording.say("office_print_pdf"),
            on_action=self.write_pdf,
        )

    def write_pdf(self) -> None:
        """Write what was to be printed as a PDF file."""
        table, session = self._waiting, self._session
        if table is None:
            return
        folder = Path(session.settings.text("report_folder") or Path.home())
        target = session.messages.choose_target(
            self._page.widget,
            wording.say("office_print_pdf"),
            [FileKind(wording.say("reports_kind_pdf"), (".pdf",))],
            folder / f"{self._name}.pdf",
        )
        if target is None:
            return
        session.settings.put("report_folder", str(target.parent))
        self._target = target
        session.ask_long(
            lambda desk: write_pdf(table, target), wording.say("reports_writing"), self, done=self._written
        )

    def _written(self, nothing: None) -> None:
        self._session.tell(
            State.OK,
            wording.say("reports_written", file=self._target.name),
            action=wording.say("reports_open"),
            on_action=self._open,
        )

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))
