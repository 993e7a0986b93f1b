"""Printing pages: which printers there are, and painting pages on one.

Where the parts of Qt that print are missing, or no printer is installed, there are simply no printers; the user is
told to write a PDF instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from alps_desk.paper.cover import CoverPainter
from alps_desk.paper.letters import UNITS_PER_INCH
from alps_desk.paper.pages import PagePainter, page_layout

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


def has_printers() -> bool:
    """Whether there is anything to print on."""
    try:
        from PySide6.QtPrintSupport import QPrinterInfo
    except ImportError:
        return False
    return bool(QPrinterInfo.availablePrinterNames())


def ask_printer(parent: QWidget | None, pages: PagePainter | CoverPainter) -> QPrinter | None:
    """Show the system's own dialog; None when the user leaves it. Called by ``messages`` alone."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    prepare(printer, pages)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, pages.count)
    taken = bool(dialog.exec())
    dialog.deleteLater()
    return printer if taken else None


def prepare(printer: QPrinter, pages: PagePainter | CoverPainter) -> None:
    """Set a printer up for the paper of a report."""
    printer.setFullPage(True)
    printer.setPageLayout(page_layout(pages.table))
    printer.setDocName(pages.table.title.replace("\n", " "))


def wanted_pages(printer: QPrinter, count: int) -> list[int]:
    """The pages that were asked for in the dialog, counted from 1."""
    first, last = printer.fromPage() or 1, printer.toPage() or count
    return list(range(max(1, first), min(count, last) + 1))


def print_pages(printer: QPrinter, pages: PagePainter | CoverPainter) -> int:
    """Print; number of pages. The printer's own margins may cut nothing off: the paper has wider ones."""
    wanted = wanted_pages(printer, pages.count)
    painter = QPainter()
    if not wanted or not painter.begin(printer):
        return 0
    # A printer's resolution may differ from that of the page; the page scales itself to what it is told.
    for number, page in enumerate(wanted):
        if number:
            printer.newPage()
        pages.paint(painter, page, printer.resolution() or UNITS_PER_INCH)
    painter.end()
    return len(wanted)
