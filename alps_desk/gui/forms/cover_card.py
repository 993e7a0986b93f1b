"""The card 送付票 on 書き出し: the sheet of the last exchange file as a PDF or on paper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from alps_desk import wording
from alps_desk.app.commands import WriteCoverSheet
from alps_desk.gui.forms import export_folder
from alps_desk.gui.messages import FileKind
from alps_desk.gui.print_out import can_print, print_out
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.card_row import CardRow
from alps_desk.gui.widgets.cards import Card
from alps_desk.gui.widgets.text import Prose
from alps_desk.paper.cover import CoverPainter


class CoverCard(Card):
    """The card; it can do nothing until a file was written."""

    def __init__(self, session: Session) -> None:
        super().__init__(wording.say("cover_title"))
        self._session = session
        self._last = ""
        self._target = Path()
        self.words = Prose(wording.say("cover_note_card"), ink="secondary")
        self.body.addWidget(self.words)
        self.write = Button(wording.say("cover_do"), icon="thing_pdf")
        self.write.clicked.connect(self.write_pdf)
        self.paper = Button(wording.say("cover_print"), icon="act_print")
        self.paper.clicked.connect(self.print)
        self.body.addWidget(CardRow((self.write, self.paper)))

    def show_last(self, name: str) -> None:
        """The name of the last file written, "" without one."""
        self._last = name
        self.words.set_text(wording.say("cover_note_card" if name else "cover_no_export"))
        for button in (self.write, self.paper):
            button.setEnabled(bool(name) and bool(self._session.period))

    def write_pdf(self) -> None:
        """Write the sheet beside the exchange file, or where the user says."""
        session = self._session
        name = wording.say("cover_name", stem=Path(self._last).stem)
        kind = FileKind(wording.say("cover_kind"), (".pdf",))
        target = session.messages.choose_target(
            self, wording.say("cover_do"), [kind], export_folder.ready(session) / name
        )
        if target is not None:
            session.run(WriteCoverSheet(session.fy, session.period, target), self, done=self._written)

    def _written(self, path: Path) -> None:
        self._target = path
        self._session.tell(
            State.OK,
            wording.say("cover_done", file=path.name),
            action=wording.say("cover_open"),
            on_action=self._open,
        )

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))

    def print(self) -> None:
        """Print the sheet."""
        if not can_print(self._session):
            return
        fy, period = self._session.fy, self._session.period
        self._session.ask(lambda desk: CoverPainter(desk.cover_sheet(fy, period)), self, done=self._print)

    def _print(self, pages: CoverPainter) -> None:
        print_out(self._session, self, pages)
