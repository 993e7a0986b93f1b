"""Printing from a screen: the system's dialog, the pages, and a sentence about what became of it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.gui import printing
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.paper.cover import CoverPainter
from alps_desk.paper.pages import PagePainter


def can_print(session: Session) -> bool:
    """Whether there is a printer; without one the user is told what to do instead."""
    if printing.has_printers():
        return True
    session.tell(State.INFO, wording.say("reports_no_printer"))
    return False


def print_out(session: Session, widget: QWidget, pages: PagePainter | CoverPainter) -> None:
    """Ask for a printer and print; nothing happens when the user leaves the dialog."""
    printer = session.messages.choose_printer(widget, pages)
    if printer is None:
        return
    count = printing.print_pages(printer, pages)
    code = "reports_printed" if count else "reports_not_printed"
    session.tell(State.OK if count else State.ERROR, wording.say(code, count=count))
