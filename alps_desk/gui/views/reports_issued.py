"""What 報告書 offers to give a report out: 確定して出す, and the list of those that were given out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.app.commands import IssueReport, WriteReport
from alps_desk.app.issuing import Issued
from alps_desk.gui.messages import FileKind
from alps_desk.gui.page import Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.views.issues_window import IssuesWindow
from alps_desk.gui.widgets.buttons import links_of

_KINDS = ("pdf", "xlsx", "csv")


class ReportsIssued(QObject):
    """The two actions and what they do.

    Args:
        asked: the report that is on the screen, as a command for a file of this kind and place; None = none is.
        named: name of a file of this kind for it.

    Attributes:
        window: the last list that was opened.
    """

    def __init__(
        self,
        session: Session,
        page: Page,
        asked: Callable[[str, Path], WriteReport | None],
        named: Callable[[str], str],
    ) -> None:
        super().__init__(page)
        say = wording.say
        self._session, self._page, self._asked, self._named = session, page, asked, named
        self._target = Path()
        self.window: IssuesWindow | None = None
        self.issue = PageAction(say("issue_button"), self.give_out, menu=Menu.FILE, parent=page)
        self.listed = PageAction(say("issue_list"), self.open_list, menu=Menu.FILE, parent=page)

    @property
    def actions(self) -> Sequence[PageAction]:
        """For the screen's own list."""
        return (self.issue, self.listed)

    def buttons(self) -> QWidget:
        """Two buttons for the foot of the choices."""
        return links_of(((self.issue, "act_check"), (self.listed, "nav_history")))

    def give_out(self) -> None:
        """Ask for whom, then where; the kind of file is that of its name."""
        say, session = wording.say, self._session
        if self._asked("pdf", Path()) is None:
            return
        note = session.messages.ask_text(
            self._page.widget, say("issue_heading"), say("issue_note_asked"), say("issue_next"),
            required=False, limit=200,
        )  # fmt: skip
        if note is None:
            return
        folder = Path(session.settings.text("report_folder") or Path.home())
        kinds = [FileKind(say(f"reports_kind_{kind}"), (f".{kind}",)) for kind in _KINDS]
        target = session.messages.choose_target(
            self._page.widget, say("issue_heading"), kinds, folder / self._named("pdf")
        )
        if target is None:
            return
        session.settings.put("report_folder", str(target.parent))
        kind = target.suffix.lower().removeprefix(".")
        command = self._asked(kind if kind in _KINDS else "pdf", target)
        if command is not None:
            session.run_long(IssueReport(command, note), say("reports_writing"), self, done=self._given_out)

    def open_list(self) -> None:
        """Open 発行した報告書."""
        self.window = IssuesWindow(self._session, self._page.widget.window())
        self.window.show()

    def _given_out(self, issued: Issued) -> None:
        self._target = issued.file
        self._session.tell(
            State.OK, wording.say("issue_done", file=issued.file.name),
            action=wording.say("reports_open"), on_action=self._open_file,
        )  # fmt: skip

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))
