"""What every screen stands on: the desk, the lanes, the year and period in view, and the way to say things.

A screen gets one ``Session`` by constructor and nothing else::

    class BoardPage(Page):
        def refresh(self, topics: frozenset[str]) -> None:      # called by the frame, see ``Page``
            session = self._session
            session.ask(lambda desk: desk.board(session.fy, session.period), self, done=self._show)

        def _resolve(self) -> None:
            self._session.run(Resolve(...), self, done=self._resolved)

Commands run one after the other on the writer's thread; questions run beside them on readers' threads and return
frozen values. What a command changed comes back as ``changed`` on the window's thread. The frame passes that, and
another year or period in view, on to ``Page.refresh`` (empty topics: everything), so a screen need not listen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from alps_desk import app
from alps_desk.app.desk import TOPIC_PLAN, Desk
from alps_desk.domain.errors import Refusal

if TYPE_CHECKING:
    from alps_desk.app.commands import Command
    from alps_desk.app.progress import Progress
    from alps_desk.domain.plan import Period, Plan
    from alps_desk.gui.lanes import Job, Lanes
    from alps_desk.gui.messages import Messages
    from alps_desk.gui.past import PastOf
    from alps_desk.gui.settings import Settings
    from alps_desk.gui.theme import State
    from alps_desk.gui.why import WhyOf

Answer = TypeVar("Answer")
Listener = Callable[[Any], Any]


class Session(QObject):
    """One opened desk on the screen.

    Args:
        desk: the opened office.
        lanes: where work runs.
        messages: the only opener of modal dialogs.
        settings: what the window remembers.
        now: gives the local time.

    Attributes:
        plan: the plan of the year in view; ``fy`` and ``period`` are codes of it.

    Signals:
        changed(frozenset[str]): topics that a command changed (``desk.TOPIC_…``).
        year_changed(): another year or period is in view; ``plan`` is already the new one.
        page_asked(str, object): somebody wants to go to the screen of this key; the second is passed to its
            ``go_to(detail)`` if it is not None.
        told(State, str, str, object): something went well or not; see ``tell``.
        noted(str): see ``note``.
        followed(Job, str): see ``follow``.
        past_asked(PastOf): see ``show_past``.
        back_asked(Path): see ``go_back_to``.
        why_asked(WhyOf): see ``show_why``.
        preferred(str): a setting of this name changed (``prefer``); it is in ``settings`` already.
        over(): the window is gone and everything is stored.
    """

    changed = Signal(object)
    year_changed = Signal()
    page_asked = Signal(str, object)
    told = Signal(object, str, str, object)
    noted = Signal(str)
    followed = Signal(object, str)
    past_asked = Signal(object)
    why_asked = Signal(object)
    preferred = Signal(str)
    over = Signal()
    back_asked = Signal(object)
    _heard = Signal(object)

    def __init__(
        self,
        desk: Desk,
        lanes: Lanes,
        messages: Messages,
        settings: Settings,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.lanes = lanes
        self.messages = messages
        self.settings = settings
        self.now = now
        self.plan: Plan = desk.plan()
        self._period = ""
        self._left = False
        self._choose_period(settings.text("period"))
        wanted = settings.number("fy")
        if wanted in self.plan.fiscal_years:
            self.plan = desk.plan(wanted)
            self._choose_period(settings.text("period"))
        # The desk speaks on the thread of the command; by way of this signal it arrives on the window's.
        self._heard.connect(self._take_topics)
        desk.listen(self._hear)

    def leave(self) -> None:
        """Hear no more of the desk, which may stay open."""
        self._left = True
        self.desk.forget(self._hear)
        self.over.emit()

    def unwritten_file(self, page: str) -> Path | None:
        """Where a screen keeps what is being typed; None when nothing is remembered."""
        return self.desk.place.home.root / f"unwritten-{page}.json" if self.settings.remembers else None

    # -- the year and the period in view --

    @property
    def fy(self) -> int:
        """The fiscal year in view."""
        return self.plan.fy

    @property
    def period(self) -> str:
        """Code of the period in view, "" if the year has none."""
        return self._period

    @property
    def period_plan(self) -> Period | None:
        """The period in view with its dates, None if the year has none."""
        return self.plan.period(self._period)

    @property
    def office_name(self) -> str:
        """Name of this office."""
        return self.plan.body(self.desk.office).name

    def choose_year(self, fy: int) -> None:
        """Look at another year."""
        if fy == self.plan.fy:
            return
        try:
            self.plan = self.desk.plan(fy)
        except Refusal as refusal:
            self.messages.refusal(None, refusal)
            return
        self._choose_period(self._period)
        self._remember()
        self.year_changed.emit()

    def choose_period(self, code: str) -> None:
        """Look at another period of the year."""
        if code != self._period and self.plan.period(code) is not None:
            self._period = code
            self._remember()
            self.year_changed.emit()

    # -- work --

    def run(
        self,
        command: Command,
        owner: QObject,
        *,
        done: Listener | None = None,
        refused: Callable[[Refusal], Any] | None = None,
    ) -> Job:
        """Do something, after everything asked for before.

        Args:
            command: what to do.
            owner: who asks; results are dropped once it is gone.
            done: bound method for the result of ``Desk.execute``.
            refused: bound method for a refusal; None shows it as a message.
        """
        return self.lanes.write(lambda: self._do(command), owner, done=done, refused=refused)

    def run_long(
        self,
        command: Command,
        text: str,
        owner: QObject,
        *,
        done: Listener | None = None,
        refused: Callable[[Refusal], Any] | None = None,
        cancelled: Callable[[], Any] | None = None,
    ) -> Job:
        """As ``run``, for work that may take longer: shown in the bottom line as ``text`` and can be stopped."""

        def work(progress: Progress) -> Any:
            return self._do(command, progress)

        job = self.lanes.write_long(work, owner, done=done, refused=refused, cancelled=cancelled)
        self.follow(job, text)
        return job

    def ask(
        self,
        question: Callable[[Desk], Answer],
        owner: QObject,
        *,
        done: Callable[[Answer], Any],
        refused: Callable[[Refusal], Any] | None = None,
    ) -> Job:
        """Ask the desk something beside all writing; ``done`` gets the answer on the window's thread."""
        return self.lanes.read(lambda: question(self.desk), owner, done=done, refused=refused)

    def ask_long(
        self,
        question: Callable[[Desk], Answer],
        text: str,
        owner: QObject,
        *,
        done: Callable[[Answer], Any],
        refused: Callable[[Refusal], Any] | None = None,
    ) -> Job:
        """As ``ask``, for what may take longer and never delays a save: shown in the bottom line as ``text``."""
        job = self.lanes.read(lambda: question(self.desk), owner, done=done, refused=refused)
        self.follow(job, text)
        return job

    def ask_in_steps(
        self,
        question: Callable[[Desk, Progress], Answer],
        text: str,
        owner: QObject,
        *,
        done: Callable[[Answer], Any],
        cancelled: Callable[[], Any],
    ) -> Job:
        """As ``ask_long``, for what says how far it is and can be stopped."""

        def work(progress: Progress) -> Answer:
            return question(self.desk, progress)

        job = self.lanes.read_long(work, owner, done=done, cancelled=cancelled)
        self.follow(job, text)
        return job

    # -- saying things --

    def tell(
        self,
        state: State,
        text: str,
        *,
        action: str = "",
        on_action: Callable[[], None] | None = None,
    ) -> None:
        """Say a result in the line above the screen, with at most one verb."""
        self.told.emit(state, text, action, on_action)

    def note(self, text: str) -> None:
        """Say something in the bottom line for a few seconds."""
        self.noted.emit(text)

    def follow(self, job: Job, text: str) -> None:
        """Show work under way in the bottom line."""
        self.followed.emit(job, text)

    def go(self, page: str, detail: object = None) -> None:
        """Go to a screen; ``detail`` is passed to its ``go_to`` if it is not None."""
        self.page_asked.emit(page, detail)

    def show_past(self, wanted: PastOf) -> None:
        """Open 変更の履歴 of some records or of one field."""
        self.past_asked.emit(wanted)

    def show_why(self, wanted: WhyOf) -> None:
        """Open 「この数字はなぜ変わったか」 of a figure."""
        self.why_asked.emit(wanted)

    def go_back_to(self, copy: Path) -> None:
        """Close everything, put a copy in the place of the data, and open them again."""
        self.back_asked.emit(copy)

    def prefer(self, name: str, value: str | int) -> None:
        """Change a setting: in force at once, remembered by this window and kept with the office's data."""
        self.settings.put(name, value)
        self.preferred.emit(name)
        self.run(app.commands.SaveSettings(values={name: str(value)}), self)

    # -- inside --

    def _do(self, command: Any, progress: Progress | None = None) -> Any:
        # The overloads of ``execute`` speak of one kind of command each; here any may come.
        return self.desk.execute(command, progress)

    def _choose_period(self, wanted: str) -> None:
        if self.plan.period(wanted) is not None:
            self._period = wanted
            return
        due = self.plan.period_due(self.now().date().isoformat())
        self._period = due.code if due is not None else ""

    def _remember(self) -> None:
        self.settings.put("fy", self.fy)
        self.settings.put("period", self._period)

    def _hear(self, topics: frozenset[str]) -> None:
        self._heard.emit(topics)

    def _take_topics(self, topics: frozenset[str]) -> None:
        if self._left:
            return
        if TOPIC_PLAN in topics:
            before = self.plan.fy
            latest = self.desk.plan()
            try:
                self.plan = self.desk.plan(before) if before in latest.fiscal_years else latest
            except Refusal:
                # The year was taken out of the plan between the two questions.
                self.plan = self.desk.plan()
            self._choose_period(self._period)
            self.year_changed.emit()
        self.changed.emit(topics)
