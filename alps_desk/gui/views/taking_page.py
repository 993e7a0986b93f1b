"""What the screens that take exchange files have in common: look first, then take, and one path for both.

Promise: a file that is put on the window is only looked at; nothing changes until the user says so, and then all of it
or nothing.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from alps_desk import wording
from alps_desk.app.commands import MergeBundles
from alps_desk.app.exchange import FileResult
from alps_desk.domain.errors import Refusal
from alps_desk.gui.messages import FileKind, sentence
from alps_desk.gui.page import Page
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.drop_area import DropArea

ENDINGS = (".csv", ".txt", ".zip")


class Stage(Enum):
    """How far the files are: none, looked at, taken."""

    IDLE = "idle"
    PREVIEW = "preview"
    RESULT = "result"


class TakingPage(Page):
    """A screen that takes files.

    Args:
        words: how its sentences begin: ``<words>_title``, ``_drop``, ``_choose``, ``_kind``, ``_choose_heading``.

    Attributes:
        stage: how far the files are.
        results: outlook or result of each file.
    """

    def __init__(self, session: Session, key: str, words: str, *, shows_year: bool) -> None:
        super().__init__(
            key,
            wording.say(f"{words}_title"),
            "nav_import",
            shows_year=shows_year,
            shows_period=shows_year,
            parent=session,
        )
        self._session = session
        self._words = words
        self.stage = Stage.IDLE
        self._files: list[Path] = []
        self._busy = False
        self.results: list[FileResult] = []

    def make_drop_area(self) -> DropArea:
        """Where files are put."""
        area = DropArea(
            wording.say(f"{self._words}_drop"), wording.say(f"{self._words}_choose"), endings=ENDINGS
        )
        area.files_dropped.connect(self.take_files)
        area.choose_pressed.connect(self.choose)
        return area

    def choose(self) -> None:
        """Choose files in a dialog."""
        kind = FileKind(wording.say(f"{self._words}_kind"), ENDINGS)
        heading = wording.say(f"{self._words}_choose_heading")
        self.take_files(self._session.messages.choose_files(self.widget, heading, [kind]))

    @abstractmethod
    def take_files(self, files: Sequence[Path]) -> None:
        """Look at files; nothing is taken yet."""

    # -- looking and taking --

    def start(self, command: MergeBundles) -> None:
        """Look at the files, or take them."""
        self._busy = True
        self.enable()
        job = self._session.run_long(
            command,
            wording.say("import_taking" if command.keep else "import_checking"),
            self,
            done=self.taken if command.keep else self.looked,
            refused=self.refused,
            cancelled=self.cancelled,
        )
        job.finished.connect(self._over)

    @abstractmethod
    def looked(self, results: list[FileResult]) -> None:
        """What taking them would do."""

    @abstractmethod
    def taken(self, results: list[FileResult]) -> None:
        """What became of those that were taken."""

    def refused(self, refusal: Refusal) -> None:
        """Nothing was done, and why."""
        self._session.tell(State.ERROR, sentence(refusal))

    def cancelled(self) -> None:
        """The user stopped it; nothing was done."""
        self._session.tell(State.INFO, wording.say("import_cancelled"))

    def _over(self) -> None:
        self._busy = False
        self.enable()

    # -- showing --

    def set_stage(self, stage: Stage) -> None:
        """Go on to another stage."""
        self.stage = stage
        if self.built:
            self.show_stage()
        self.enable()
        self.chrome_changed.emit()

    @abstractmethod
    def show_stage(self) -> None:
        """Show what belongs to the stage."""

    @abstractmethod
    def enable(self) -> None:
        """Let only those actions be pressed that can do something now."""
