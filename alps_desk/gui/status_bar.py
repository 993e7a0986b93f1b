"""The bottom line: saved or not, what is not exported yet, keys of use here, and work under way."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from alps_desk import wording
from alps_desk.app.progress import Step
from alps_desk.gui import icons
from alps_desk.gui.announce import announce
from alps_desk.gui.colours import Colour
from alps_desk.gui.lanes import Job
from alps_desk.gui.theme import Space, icon_size
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.progress_bar import SlimBar
from alps_desk.gui.widgets.text import Text

_WORDS_AFTER_MS = 300
_BAR_AFTER_MS = 1000
_NOTE_MS = 6000


class StatusBar(QFrame):
    """The line.

    Signals:
        export_pressed(): the words about changes that are not exported were clicked.
    """

    export_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("box", "status")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(wording.say("gui_status"))
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, 3, Space.L, 3)
        row.setSpacing(Space.S)
        self._icon = QLabel()
        row.addWidget(self._icon)
        self.saved = Text(wording.say("gui_saved_never"))
        row.addWidget(self.saved)
        row.addSpacing(Space.M)
        self.unexported = Button("", Variant.LINK)
        self.unexported.setProperty("flat", True)
        self.unexported.setStyleSheet("min-height: 24px; padding: 0 4px; border: none;")
        self.unexported.clicked.connect(self.export_pressed)
        self.unexported.hide()
        row.addWidget(self.unexported)
        row.addStretch(1)
        self.busy = BusyLine()
        row.addWidget(self.busy)
        self.hints = _Hints()
        row.addWidget(self.hints, 8)
        self._lasting = self.saved.text()
        self._saved_ink: str | None = None
        self._note_over = QTimer(self)
        self._note_over.setSingleShot(True)
        self._note_over.setInterval(_NOTE_MS)
        self._note_over.timeout.connect(self._show_lasting)
        self._dress("state_accepted", Colour.OK)

    def set_saved(self, time: str) -> None:
        """Say that everything is saved; ``time`` as 14:32."""
        self._lasting = wording.say("gui_saved_at", time=time)
        self._dress("state_accepted", Colour.OK)
        self._saved_ink = "ok"
        # What was just said stays its few seconds: the time of saving comes after it.
        if not self._note_over.isActive():
            self._show_lasting()

    def set_saving(self) -> None:
        """Say that a save is under way."""
        self._lasting = wording.say("gui_saving")
        self._saved_ink = None
        self._dress("state_waiting", Colour.WAITING)
        self._show_lasting()

    def set_unexported(self, count: int) -> None:
        """Say how many changes are in no exchange file yet; 0 hides it."""
        self.unexported.setText(wording.say("gui_unexported", count=count))
        self.unexported.setVisible(count > 0)

    def set_hints(self, hints: str) -> None:
        """Show keys of use, parted by full-width spaces; those that do not fit are left out from the end."""
        self.hints.set_hints(hints)

    def note(self, text: str) -> None:
        """Say something for a few seconds, also to screen readers."""
        self.saved.setText(text)
        self._note_over.start()
        announce(self, text)

    def _show_lasting(self) -> None:
        self._note_over.stop()
        self.saved.setText(self._lasting)
        self.saved.set_ink(self._saved_ink)

    def _dress(self, icon: str, colour: str) -> None:
        self._icon.setPixmap(icons.pixmap(icon, colour, icon_size(self), self.devicePixelRatioF()))


class _Hints(Text):
    def __init__(self) -> None:
        super().__init__(ink="secondary")
        self._hints: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def set_hints(self, hints: str) -> None:
        self._hints = [hint for hint in hints.split("　") if hint]
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        words = ""
        for count in range(len(self._hints), -1, -1):
            words = "　".join(self._hints[:count])
            if self.fontMetrics().horizontalAdvance(words) <= self.width():
                break
        self.setText(words)


class BusyLine(QWidget):
    """Work under way: over 0.3 s words and a waiting cursor, over 1 s a bar with ［中止する］.

    Attributes:
        job: what is shown, or None.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        self.words = Text()
        row.addWidget(self.words)
        self.bar = SlimBar(wording.say("gui_busy"))
        self.bar.setFixedWidth(140)
        row.addWidget(self.bar)
        self.cancel = Button(wording.say("gui_busy_cancel"), Variant.LINK)
        self.cancel.setStyleSheet("min-height: 24px;")
        self.cancel.clicked.connect(self._cancel)
        row.addWidget(self.cancel)
        self.job: Job | None = None
        self._text = ""
        self._waiting = False
        self._soon = _timer(self, _WORDS_AFTER_MS, self._show_words)
        self._later = _timer(self, _BAR_AFTER_MS, self._show_bar)
        self.hide()

    def follow(self, job: Job, text: str) -> None:
        """Show a job that was just started.

        Args:
            job: from ``Lanes``.
            text: what is done, as 取り込んでいます….
        """
        self._done()
        self.job = job
        self._text = text
        self.words.setText(text)
        self.bar.set_progress(0, 0)
        self.bar.hide()
        self.cancel.hide()
        self.cancel.setEnabled(True)
        self.cancel.setText(wording.say("gui_busy_cancel"))
        job.progressed.connect(self._step)
        job.finished.connect(self._finished)
        self._soon.start()
        self._later.start()

    def _step(self, step: Step) -> None:
        text = step.text or self._text
        if step.total:
            text = wording.say("gui_busy_step", text=text, done=step.done, total=step.total)
        self.words.setText(text)
        self.bar.set_progress(step.done, step.total)

    def _show_words(self) -> None:
        self.show()
        if not self._waiting:
            self._waiting = True
            QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)

    def _show_bar(self) -> None:
        self.bar.show()
        self.cancel.show()

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self.cancel.setEnabled(False)
            self.cancel.setText(wording.say("gui_busy_cancelling"))

    def _finished(self) -> None:
        if self.sender() is self.job:
            self._done()

    def _done(self) -> None:
        self.job = None
        self._soon.stop()
        self._later.stop()
        self.hide()
        if self._waiting:
            self._waiting = False
            QGuiApplication.restoreOverrideCursor()


def _timer(parent: QWidget, interval_ms: int, run: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(run)
    return timer
