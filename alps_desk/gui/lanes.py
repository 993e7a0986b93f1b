"""Work off the window's thread: one writer, in the user's order, and a few readers beside it.

Promise: a long report never delays a save; two saves never overtake each other; nothing that runs here touches a
widget. Work takes and returns frozen values. Its result comes back on the window's thread to a bound method of
the one who asked, and is dropped when that one is gone.

    class EntryPage(QWidget):
        def _save(self, change):
            self._lanes.write(partial(save, change), self, done=self._saved, refused=self._refused)

``work`` is called with a ``Progress`` when it was given by ``write_long`` or ``read_long``, else without arguments.
The only broad ``except`` of the window besides the exception hook stands here.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from alps_desk.app.progress import Cancelled, Progress, Step
from alps_desk.domain.errors import Refusal

_log = logging.getLogger(__name__)
_READERS = 2


class _Outcome(Enum):
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAULT = "fault"


@dataclass(frozen=True)
class _Report:
    job: Job
    outcome: _Outcome
    value: Any


class Job(QObject):
    """One piece of work under way.

    Signals (on the window's thread):
        progressed(Step): the work said how far it is.
        finished(): done, refused, cancelled or failed; always the last signal.
    """

    progressed = Signal(object)
    finished = Signal()
    _stepped = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.progress = Progress(self._step)
        self._listeners: dict[_Outcome, Callable[[], Callable[..., Any] | None]] = {}
        self._over = False
        # By way of the window's thread, so that a step taken before somebody connects is not lost.
        self._stepped.connect(self.progressed, Qt.ConnectionType.QueuedConnection)

    @property
    def over(self) -> bool:
        """Whether it has finished, in whatever way."""
        return self._over

    def cancel(self) -> None:
        """Ask the work to stop; it leaves the data as before and ``cancelled`` is called."""
        self.progress.cancel()

    def end(self) -> None:
        """Say that it is over: for work that is done piece by piece on the window's own thread, in no lane."""
        self._over = True
        self.finished.emit()

    def _step(self, step: Step) -> None:
        self._stepped.emit(step)

    def _listen(self, outcome: _Outcome, listener: Callable[..., Any] | None) -> None:
        if listener is not None:
            self._listeners[outcome] = _weakly(listener)

    def _deliver(self, outcome: _Outcome, value: Any) -> bool:
        """Call who waits for this outcome; False if nobody was to be called."""
        self._over = True
        find = self._listeners.get(outcome)
        if find is None:
            return False
        listener = find()
        if listener is not None:
            listener(*(() if outcome is _Outcome.CANCELLED else (value,)))
        return True


class Lanes(QObject):
    """The writer and the readers.

    Args:
        on_refusal: shows a refusal nobody else listens to: ``(owner, refusal)``; the owner may be None.
        on_fault: called with an exception that is a fault of the program.
        parent: usual.

    Signals:
        idle_changed(bool): whether nothing is under way.
    """

    idle_changed = Signal(bool)
    _arrived = Signal(object)

    def __init__(
        self,
        on_refusal: Callable[[QObject | None, Refusal], None],
        on_fault: Callable[[BaseException], Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_refusal = on_refusal
        self._on_fault = on_fault
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")
        self._jobs: dict[Job, weakref.ref[QObject]] = {}
        self._closed = False
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._jobs

    def write(
        self,
        work: Callable[[], Any],
        owner: QObject,
        *,
        done: Callable[[Any], Any] | None = None,
        refused: Callable[[Refusal], Any] | None = None,
    ) -> Job:
        """Run short work on the writer's thread, after all writing asked for before.

        Args:
            work: takes nothing, returns a frozen value; raises ``Refusal`` for what the user can act on.
            owner: who asks; results are dropped once it is gone.
            done: bound method for the result.
            refused: bound method for a refusal; None shows it as a message.
        """
        return self._start(self._writer, lambda progress: work(), owner, done, refused, None)

    def read(
        self,
        work: Callable[[], Any],
        owner: QObject,
        *,
        done: Callable[[Any], Any] | None = None,
        refused: Callable[[Refusal], Any] | None = None,
    ) -> Job:
        """Run short work on a reader's thread; readers do not wait for the writer or for each other."""
        return self._start(self._readers, lambda progress: work(), owner, done, refused, None)

    def write_long(
        self,
        work: Callable[[Progress], Any],
        owner: QObject,
        *,
        done: Callable[[Any], Any] | None = None,
        refused: Callable[[Refusal], Any] | None = None,
        cancelled: Callable[[], Any] | None = None,
    ) -> Job:
        """As ``write``, for work that reports progress and can be stopped."""
        return self._start(self._writer, work, owner, done, refused, cancelled)

    def read_long(
        self,
        work: Callable[[Progress], Any],
        owner: QObject,
        *,
        done: Callable[[Any], Any] | None = None,
        refused: Callable[[Refusal], Any] | None = None,
        cancelled: Callable[[], Any] | None = None,
    ) -> Job:
        """As ``read``, for work that reports progress and can be stopped."""
        return self._start(self._readers, work, owner, done, refused, cancelled)

    def wait_until_idle(self, timeout_ms: int = 30_000) -> bool:
        """Let results come in until nothing is under way; False when the time ran out first."""
        deadline = QDeadlineTimer(timeout_ms)
        # A result that comes in may ask for more work, so that one rest is not yet the end.
        while not self.idle and not deadline.hasExpired():
            loop = QEventLoop()
            self.idle_changed.connect(loop.quit)
            QTimer.singleShot(max(1, deadline.remainingTime()), loop, loop.quit)
            loop.exec()
            self.idle_changed.disconnect(loop.quit)
        return self.idle

    def close(self) -> None:
        """Finish all writing that was asked for, stop the readers, and take no more work: it is dropped."""
        if self._closed:
            return
        self._closed = True
        for job in self._jobs:
            job.cancel()
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True, cancel_futures=True)

    def _start(
        self,
        lane: ThreadPoolExecutor,
        work: Callable[[Progress], Any],
        owner: QObject,
        done: Callable[[Any], Any] | None,
        refused: Callable[[Refusal], Any] | None,
        cancelled: Callable[[], Any] | None,
    ) -> Job:
        job = Job(self)
        if self._closed:
            job._over = True
            return job
        job._listen(_Outcome.DONE, done)
        job._listen(_Outcome.REFUSED, refused)
        job._listen(_Outcome.CANCELLED, cancelled)
        was_idle = self.idle
        self._jobs[job] = weakref.ref(owner)
        future = lane.submit(_run, job.progress, work)
        future.add_done_callback(lambda future: self._finished(job, future))
        if was_idle:
            self.idle_changed.emit(False)
        return job

    def _finished(self, job: Job, future: Future[tuple[_Outcome, Any]]) -> None:
        if future.cancelled():
            report = _Report(job, _Outcome.CANCELLED, None)
        else:
            outcome, value = future.result()
            report = _Report(job, outcome, value)
        if isValid(self):
            self._arrived.emit(report)

    def _take(self, report: _Report) -> None:
        job = report.job
        owner = self._jobs.pop(job, lambda: None)()
        # Whoever closed the lanes has taken its widgets away, or is about to.
        alive = owner is not None and isValid(owner) and not self._closed
        try:
            if report.outcome is _Outcome.FAULT:
                job._over = True
                self._on_fault(report.value)
            elif alive:
                heard = job._deliver(report.outcome, report.value)
                if not heard and report.outcome is _Outcome.REFUSED:
                    self._on_refusal(owner, report.value)
            elif report.outcome is _Outcome.REFUSED and not self._closed:
                self._on_refusal(None, report.value)
        finally:
            job._over = True
            job.finished.emit()
            job.deleteLater()
            if self.idle:
                self.idle_changed.emit(True)


def _run(progress: Progress, work: Callable[[Progress], Any]) -> tuple[_Outcome, Any]:
    try:
        return _Outcome.DONE, work(progress)
    except Refusal as refusal:
        return _Outcome.REFUSED, refusal
    except Cancelled:
        return _Outcome.CANCELLED, None
    except Exception as fault:  # noqa: BLE001 - the border of the lanes: nothing may end a thread unheard
        _log.exception("work on %s failed", work)
        return _Outcome.FAULT, fault


def _weakly(listener: Callable[..., Any]) -> Callable[[], Callable[..., Any] | None]:
    """How to find the listener again without keeping its owner alive."""
    owner = getattr(listener, "__self__", None)
    if owner is None:
        return lambda: listener
    method = weakref.WeakMethod(listener)

    def find() -> Callable[..., Any] | None:
        found = method()
        if found is None:
            return None
        alive = found.__self__  # type: ignore[attr-defined]
        return None if isinstance(alive, QObject) and not isValid(alive) else found

    return find
