"""Real desks and sessions for the tests of the window: a store on disk, a clock that stands still on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from alps_desk.app.commands import WriteRegistration
from alps_desk.app.desk import Desk
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import JAPAN, Home
from alps_desk.bootstrap import set_up_desk
from alps_desk.domain.errors import Refusal
from alps_desk.gui.lanes import Lanes
from alps_desk.gui.messages import Choice, Messages
from alps_desk.gui.session import Session
from alps_desk.gui.settings import Settings
from alps_desk.gui.theme import State

START = datetime(2017, 11, 23, 9, 0, tzinfo=JAPAN)
"""A week before the reports of the first half of 2017 are due."""


class Clock:
    """Goes on by one second each time it is asked, so that changes have an order."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


class Nonces:
    """Nonces in a row."""

    def __init__(self, seed: int = 0) -> None:
        self.last = seed << 64

    def __call__(self) -> str:
        self.last += 1
        return f"{self.last:032x}"


def make_union(folder: Path, clock: Callable[[], datetime]) -> Desk:
    """The union's desk with the region that comes with the program."""
    command = SetUp("union", "総務課", "担当者U")
    return set_up_desk(Home(folder / "union"), command, clock=clock, nonce_maker=Nonces(1))


def registration(union: Desk, folder: Path) -> Path:
    """The union's 登録ファイル."""
    path: Path = union.execute(WriteRegistration(folder / "登録ファイル.csv"))
    return path


def make_office(folder: Path, union: Desk, key: str, clock: Callable[[], datetime], seed: int = 2) -> Desk:
    """An office's desk, set up from the union's 登録ファイル."""
    command = SetUp(key, "企画財政課", "担当者A", registration=registration(union, folder).read_bytes())
    return set_up_desk(Home(folder / key), command, clock=clock, nonce_maker=Nonces(seed))


class SilentMessages(Messages):
    """Answers what a test told it to, and remembers what was said.

    Attributes:
        said: kind, heading and text of each dialog in order.
        answers: answers to come, in order; without one the safe answer is given.
    """

    def __init__(self) -> None:
        self.said: list[tuple[str, str, str]] = []
        self.answers: list[Any] = []

    def refusal(self, parent: QWidget | None, refusal: Refusal, *, heading: str | None = None) -> None:
        self.said.append(("refusal", heading or "", refusal.code))

    def fault(self, parent: QWidget | None, incident: str, details: str, **_: Any) -> bool:
        raise AssertionError(details)

    def note(self, parent: QWidget | None, heading: str, text: str = "", state: State = State.INFO) -> None:
        self.said.append(("note", heading, text))

    def confirm(self, parent: QWidget | None, heading: str, text: str, do: str, **_: Any) -> bool:
        self.said.append(("confirm", heading, text))
        return bool(self._answer(False))

    def choose(
        self,
        parent: QWidget | None,
        heading: str,
        text: str,
        choices: Sequence[Choice],
        state: State = State.INFO,
    ) -> str:
        self.said.append(("choose", heading, text))
        safe = next((choice for choice in choices if choice.safe), choices[-1])
        return str(self._answer(safe.key))

    def ask_text(self, parent: QWidget | None, heading: str, label: str, do: str, **_: Any) -> str | None:
        self.said.append(("ask_text", heading, label))
        answer = self._answer(None)
        return None if answer is None else str(answer)

    def choose_files(self, parent: QWidget | None, *_: Any, **__: Any) -> list[Path]:
        return list(self._answer([]))

    def choose_file(self, parent: QWidget | None, *_: Any, **__: Any) -> Path | None:
        return self._answer(None)

    def choose_target(self, parent: QWidget | None, *_: Any, **__: Any) -> Path | None:
        return self._answer(None)

    def choose_folder(self, parent: QWidget | None, *_: Any, **__: Any) -> Path | None:
        return self._answer(None)

    def _answer(self, otherwise: Any) -> Any:
        return self.answers.pop(0) if self.answers else otherwise


def make_session(desk: Desk, clock: Callable[[], datetime], messages: Messages | None = None) -> Session:
    """A session on a desk; close its ``lanes`` and the desk afterwards."""
    told = messages if messages is not None else SilentMessages()
    lanes = Lanes(lambda owner, refusal: told.refusal(None, refusal), _raise)
    return Session(desk, lanes, told, Settings(desk.place.home.root / "window.json"), clock)


def _raise(fault: BaseException) -> None:
    raise fault
