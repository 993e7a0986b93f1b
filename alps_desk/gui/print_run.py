"""Printing many forms one after another: page by page, so that the window lives meanwhile and it can be stopped.

Promise: what was printed is counted; a form that cannot be begun ends the run and is told. Stopping ends it after the page
under way: pages of forms before it are on paper already, of the form under way the printer is told to drop the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPainter

from alps_desk import wording
from alps_desk.gui import printing
from alps_desk.gui.lanes import Job
from alps_desk.paper.letters import UNITS_PER_INCH
from alps_desk.paper.pages import PagePainter

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

End = Literal["done", "stopped", "failed"]


class PrintRun(QObject):
    """One run over some forms on one printer.

    Attributes:
        job: its progress, to be followed and stopped like any other work.
        printed: pages on paper so far.

    Signals:
        ended(str): ``done``, ``stopped`` or ``failed``; always the last.
    """

    ended = Signal(str)

    def __init__(self, printer: QPrinter, forms: Sequence[PagePainter], parent: QObject) -> None:
        super().__init__(parent)
        self.job = Job(self)
        self.printed = 0
        # Stands before the printer: what paints must go first, whatever takes this object away.
        self._painter: QPainter | None = None
        self._printer = printer
        self._pages = [(form, page) for form in forms for page in range(1, form.count + 1)]
        self._at = 0

    def start(self) -> None:
        """Begin; returns at once."""
        self._later()

    def drop(self) -> None:
        """The window goes: end at once and tell nobody."""
        if self._painter is not None:
            self._printer.abort()
        self._close()
        self.job.end()

    def _later(self) -> None:
        QTimer.singleShot(0, self, self._next)

    def _next(self) -> None:
        """One page; the window has a turn before the next."""
        if self.job.over:
            return
        if self.job.progress.cancelled:
            self._stop()
            return
        if self._at == len(self._pages):
            self._close()
            self._end("done")
            return
        form, page = self._pages[self._at]
        words = wording.say("reports_printing", title=form.table.title.replace("\n", " "))
        self.job.progress.report(self._at, len(self._pages), words)
        if page == 1 and not self._begin(form):
            self._end("failed")
            return
        assert self._painter is not None
        if page > 1:
            self._printer.newPage()
        form.paint(self._painter, page, self._printer.resolution() or UNITS_PER_INCH)
        self.printed += 1
        self._at += 1
        self._later()

    def _begin(self, form: PagePainter) -> bool:
        """Every form is a print job of its own, with its own direction of the page."""
        self._close()
        printing.prepare(self._printer, form)
        self._painter = QPainter()
        if self._painter.begin(self._printer):
            return True
        self._painter = None
        return False

    def _close(self) -> None:
        if self._painter is not None:
            self._painter.end()
            self._painter = None

    def _stop(self) -> None:
        if self._painter is not None:
            self._printer.abort()
        self._close()
        self._end("stopped")

    def _end(self, how: End) -> None:
        self.job.end()
        self.ended.emit(how)
