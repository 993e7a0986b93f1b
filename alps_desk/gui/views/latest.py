"""Asks the desk, and passes on only the answer to the latest question.

Readers run side by side: what was asked first may be answered last, and would put an old year on the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from alps_desk.app.desk import Desk
    from alps_desk.gui.lanes import Job
    from alps_desk.gui.session import Session

Answer = TypeVar("Answer")


class Latest(QObject, Generic[Answer]):
    """Questions of one kind.

    Args:
        session: asks.
        done: bound method for the answer.
        parent: who asks; answers are dropped once it is gone.
    """

    def __init__(self, session: Session, done: Callable[[Answer], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._done = done
        self._number = 0

    def ask(self, question: Callable[[Desk], Answer]) -> Job:
        """Ask; answers to questions before this one are dropped from now on."""
        self._number += 1
        number = self._number
        return self._session.ask(lambda desk: (number, question(desk)), self, done=self._take)

    def drop(self) -> None:
        """Drop the answer that is under way."""
        self._number += 1

    def _take(self, answer: tuple[int, Answer]) -> None:
        if answer[0] == self._number:
            self._done(answer[1])
