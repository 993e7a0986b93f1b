"""控えから戻す on the screen: what it means in words, the question, and the work while no desk is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.app import copies, restoring
from alps_desk.domain.errors import Refusal
from alps_desk.gui.messages import Choice, Messages, sentence
from alps_desk.gui.theme import State
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.widgets.buttons import Variant

if TYPE_CHECKING:
    from alps_desk.app.copies import CopyFile
    from alps_desk.app.restoring import RestoreView
    from alps_desk.app.workplace import Home


def agreed(messages: Messages, parent: QWidget | None, view: RestoreView, now: datetime) -> bool:
    """Say what going back to a copy means, and ask."""
    lines = [wording.say(code, **params) for code, params in restoring.meaning(view)]
    files = (
        [wording.say("restore_import", file=row.file) for row in view.missing.imports] if view.missing else []
    )
    return messages.confirm(
        parent,
        wording.say("home_copy_ask", when=moment_text(view.at, now)),
        "\n".join(lines),
        wording.say("home_copy_do"),
        takes_away=True,
        details="\n".join(files),
    )


class GoingBack:
    """The way back while nothing is open: after the window has closed, or when the data cannot be opened.

    Args:
        home: the data folder.
        messages: opens dialogs.
        now: gives the local time.
    """

    def __init__(self, home: Home, messages: Messages, now: Callable[[], datetime]) -> None:
        self._home = home
        self._messages = messages
        self._now = now

    def offer(self, refusal: Refusal) -> bool:
        """Say why the data cannot be opened; whether it shall be tried (again).

        Where a good copy is there, going back to it is offered before anything else.
        """
        say = wording.say
        good = self._copy_for(refusal)
        choices = [
            Choice("quit", say("office_open_quit"), safe=True),
            Choice("again", say("office_open_again"), Variant.SECONDARY if good else Variant.PRIMARY),
        ]
        if good is not None:
            choices.append(Choice("back", say("home_copy_go_back"), Variant.PRIMARY))
        heading = say("office_open_heading")
        answer = self._messages.choose(None, heading, sentence(refusal), choices, State.ERROR)
        if answer == "back" and good is not None:
            self.ask_and_do(good.path)
        return answer in ("again", "back")

    def _copy_for(self, refusal: Refusal) -> CopyFile | None:
        return copies.last_good(self._home) if refusal.told_as == "store_damaged_copy" else None

    def ask_and_do(self, copy: Path) -> None:
        """Show what it means, ask, and do it."""
        try:
            view = restoring.preview(self._home, copy)
        except Refusal as refusal:
            self._messages.refusal(None, refusal)
            return
        if agreed(self._messages, None, view, self._now()):
            self.do(copy)

    def do(self, copy: Path) -> None:
        """Go back, and say how it went."""
        try:
            done = restoring.restore(self._home, copy, self._now)
        except Refusal as refusal:
            self._messages.refusal(None, refusal)
            return
        lines = [wording.say(code, **params) for code, params in restoring.outcome(done)]
        heading = wording.say("home_copy_done", when=moment_text(done.at, self._now()))
        self._messages.note(None, heading, "\n".join(lines), State.OK)
