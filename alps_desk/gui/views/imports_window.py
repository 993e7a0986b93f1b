"""取り込みの取り消し: every file that was taken; each can be taken back, and taken in again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.app.commands import HoldImport, ReadmitImport
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_VALUES, Desk
from alps_desk.app.holding import Held
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.list_window import ListWindow
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.list_row import ListRow, Words

if TYPE_CHECKING:
    from alps_desk.app.holding import TakenFile

_TOPICS = frozenset((TOPIC_VALUES, TOPIC_EXCHANGE))
_ROWS = 100


class ImportsWindow(ListWindow):
    """The window.

    Attributes:
        taken: the files shown, newest first.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        say = wording.say
        keys = [(say("home_past_key_move"), say("taken_move"))]
        super().__init__(session, say("taken_list"), "", say("taken_none"), "nav_import", keys, parent)
        self.taken: list[TakenFile] = []
        self._latest = Latest(session, self._show, self)
        session.changed.connect(self._heard)
        self._ask()

    def _ask(self) -> None:
        self._latest.ask(_files)

    def _heard(self, topics: frozenset[str]) -> None:
        if topics & _TOPICS:
            self._ask()

    def _show(self, taken: list[TakenFile]) -> None:
        self.taken = taken
        if taken and not self.told.plain:
            self.tell(wording.say("taken_explained"))
        self.show_rows([self._row(one) for one in taken[:_ROWS]])

    def _row(self, one: TakenFile) -> ListRow:
        say = wording.say
        office = self._session.plan.body(one.office).name
        held = one.state == "held"
        buttons = []
        if one.segments:
            button = Button(
                say("taken_readmit" if held else "taken_hold"), icon="act_import" if held else "act_undo"
            )
            button.clicked.connect(partial(self.readmit if held else self.hold, one))
            buttons.append(button)
        state = (
            say("taken_nothing") if not one.segments else say("taken_is_held" if held else "taken_counts_now")
        )
        row = ListRow(
            [
                Words((moment_text(one.taken_at, self._session.now()), office), 12),
                Words(
                    (one.file, say("taken_counts", new=one.new, changed=one.changed, conflicts=one.conflicts))
                ),
                Words((state,), 11),
            ],
            buttons,
        )
        for button in buttons:
            button.setAccessibleDescription(row.accessibleName())
        return row

    def hold(self, one: TakenFile) -> None:
        """Ask for the reason, and take a file back."""
        say = wording.say
        office = self._session.plan.body(one.office).name
        why = self._session.messages.ask_text(
            self, say("taken_hold_heading", office=office), say("taken_hold_why"), say("taken_hold"),
            required=False, limit=200,
        )  # fmt: skip
        if why is not None:
            self._session.run(HoldImport(one.no, why.strip()), self, done=self._held)

    def readmit(self, one: TakenFile) -> None:
        """Count a file again."""
        self._session.run(ReadmitImport(one.no), self, done=self._readmitted)

    def _held(self, held: Held) -> None:
        words = wording.say("taken_held", file=held.file)
        if held.depends:
            words += wording.say("taken_depends", count=len(held.depends))
        self._say(words, held)

    def _readmitted(self, held: Held) -> None:
        self._say(wording.say("taken_readmitted", file=held.file), held)

    def _say(self, words: str, held: Held) -> None:
        if held.conflicts:
            words += wording.say("taken_conflicts", count=held.conflicts)
        self.tell(words)
        self._session.tell(State.INFO, words)


def _files(desk: Desk) -> list[TakenFile]:
    return [one for one in reversed(desk.imports()) if one.kind != "registration"]
