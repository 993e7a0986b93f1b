"""What 報告書 offers besides its own forms: forms of one's own, and the page for the public."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.app import filling
from alps_desk.app.commands import WritePublicPage
from alps_desk.app.describing import period_label
from alps_desk.app.filling import Template
from alps_desk.app.publishing import Published
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.gui.messages import FileKind
from alps_desk.gui.page import Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.views.fill_window import FillWindow
from alps_desk.gui.widgets.buttons import links_of


class ReportsElsewhere(QObject):
    """The two actions of the screen and what they do.

    Attributes:
        window: the last window for a form of one's own that was opened.
    """

    def __init__(self, session: Session, page: Page) -> None:
        super().__init__(page)
        say = wording.say
        self._session, self._page = session, page
        self._form, self._target = Path(), Path()
        self.window: FillWindow | None = None
        self.fill = PageAction(
            say("fill_button"),
            self.choose_form,
            menu=Menu.FILE,
            parent=page,
        )
        self.publish = PageAction(
            say("fill_public"), self.choose_page, menu=Menu.FILE,
            parent=page,
        )  # fmt: skip

    @property
    def actions(self) -> Sequence[PageAction]:
        """For the screen's own list."""
        return (self.fill, self.publish)

    @property
    def _widget(self) -> QWidget:
        return self._page.widget

    def buttons(self) -> QWidget:
        """Two buttons for the foot of the choices."""
        return links_of(((self.fill, "act_edit"), (self.publish, "thing_document")))

    def choose_form(self) -> None:
        """Choose a form and open the window for it."""
        say, session = wording.say, self._session
        kinds = [FileKind(say("fill_kind_xlsx"), (".xlsx",))]
        folder = session.settings.text("form_folder")
        path = session.messages.choose_file(
            self._widget, say("fill_choose"), kinds, Path(folder) if folder else None
        )
        if path is None:
            return
        session.settings.put("form_folder", str(path.parent))
        self._form = path
        session.ask(lambda _: filling.open_template(path), self, done=self._opened)

    def _opened(self, template: Template) -> None:
        self.window = FillWindow(self._session, self._form, template, self._widget.window())
        self.window.show()

    def choose_page(self) -> None:
        """Choose where the page for the public goes, and write it."""
        say, session = wording.say, self._session
        name = say("public_file_name", year=fiscal_year_text(session.fy), period=period_label(session.period))
        folder = Path(session.settings.text("report_folder") or Path.home())
        kinds = [FileKind(say("fill_kind_html"), (".html",))]
        target = session.messages.choose_target(self._widget, say("fill_public"), kinds, folder / name)
        if target is None:
            return
        session.settings.put("report_folder", str(target.parent))
        session.run(WritePublicPage(session.fy, session.period, target), self, done=self._published)

    def _published(self, made: Published) -> None:
        self._target = made.file
        say = wording.say
        text = say("public_written", file=made.file.name, rows=made.rows, all=made.expected)
        if made.held_back:
            text += say("public_held_back", count=made.held_back)
        self._session.tell(State.OK, text, action=say("fill_open"), on_action=self._open)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))
