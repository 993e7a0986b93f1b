"""担当を引き継ぐ in the window: the successor's name, the place of the 引継書, and from then on the new name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from alps_desk import app, wording
from alps_desk.gui.messages import FileKind
from alps_desk.gui.theme import State

if TYPE_CHECKING:
    from alps_desk.gui.main_window import MainWindow
    from alps_desk.gui.session import Session


class Succession(QObject):
    """Asks for what is needed and does it as one command; leaving any question changes nothing."""

    def __init__(self, session: Session, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._window = window
        window.succession_pressed.connect(self.begin)

    def begin(self) -> None:
        """Ask who takes over and where the form goes."""
        say, session, window = wording.say, self._session, self._window
        window.commit_input()
        heading, do = say("gui_succession_heading"), say("gui_succession_on")
        person = session.messages.ask_text(
            window,
            heading,
            say("gui_succession_person"),
            do,
            limit=app.home_settings.MAX_SIGNATURE,
            one_line=True,
        )
        if person is None:
            return
        section = session.messages.ask_text(
            window, heading, say("gui_succession_section"), do, required=False, limit=app.home_settings.MAX_SIGNATURE, one_line=True,
            initial=session.desk.place.identity.section,
        )  # fmt: skip
        if section is None:
            return
        kinds = [
            FileKind(say(f"gui_succession_{ending}"), (f".{ending}",)) for ending in ("pdf", "xlsx", "csv")
        ]
        proposal = app.succeeding.proposal(session.desk.place, session.desk.place.home.outbox)
        target = session.messages.choose_target(window, say("gui_succession_where"), kinds, proposal)
        if target is not None:
            session.run(app.commands.TakeOver(person, section, target), self, done=self._done)

    def _done(self, written: Path) -> None:
        person = self._session.desk.place.identity.person
        self._session.tell(State.OK, wording.say("gui_succession_done", file=written.name, person=person))
