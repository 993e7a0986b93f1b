"""A report as a PDF file: fonts embedded, text that can be selected and searched.

Promise: the same table gives the same bytes on the same PC, at any time and in any process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from PySide6.QtCore import QBuffer, QHashSeed, QIODevice, QUuid
from PySide6.QtGui import QPainter, QPdfWriter

from alps_desk.app.files import write_whole
from alps_desk.paper.cover import CoverPainter
from alps_desk.paper.letters import UNITS_PER_INCH
from alps_desk.paper.pages import page_layout
from alps_desk.paper.sheet_pages import painter_of
from alps_desk.reports.cover_sheet import CoverSheet
from alps_desk.reports.tables import ReportTable

_MADE_AT = re.compile(rb"(?<=Date \(D:)[0-9]{14}")
_MADE_AT_XMP = re.compile(rb'(?<=Date=")[0-9-]{10}T[0-9:]{8}')


def render_pdf(table: ReportTable | CoverSheet) -> bytes:
    """A table or sheet as the bytes of a PDF file, dated with the table's day of making."""
    pages = CoverPainter(table) if isinstance(table, CoverSheet) else painter_of(table)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    with _fonts_in_one_order():
        writer = QPdfWriter(buffer)
        writer.setResolution(UNITS_PER_INCH)
        writer.setPageLayout(page_layout(table))
        writer.setTitle(table.title.replace("\n", " "))
        writer.setAuthor(table.made_by)
        writer.setCreator("alps_desk")
        writer.setDocumentId(QUuid(str(uuid5(NAMESPACE_URL, f"{table.name}/{table.title}/{table.made_on}"))))
        painter = QPainter(writer)
        for page in range(1, pages.count + 1):
            if page > 1:
                writer.newPage()
            pages.paint(painter, page, UNITS_PER_INCH)
        painter.end()
    return dated(bytes(buffer.data().data()), table.made_on)


def write_pdf(table: ReportTable | CoverSheet, path: Path) -> None:
    """Write a table as a PDF file, whole or not at all.

    Raises:
        StoreUnavailable: the file cannot be written.
    """
    write_whole(path, render_pdf(table))


@contextmanager
def _fonts_in_one_order() -> Iterator[None]:
    """Qt writes the fonts of a PDF in the order of a hash table, which otherwise differs in every process."""
    QHashSeed.setDeterministicGlobalSeed()
    try:
        yield
    finally:
        QHashSeed.resetRandomGlobalSeed()


def dated(data: bytes, day: date) -> bytes:
    """A PDF with the day in place of the time of writing; same length, so its inner addresses still hold."""
    data = _MADE_AT.sub(f"{day:%Y%m%d}000000".encode(), data, count=2)
    return _MADE_AT_XMP.sub(f"{day:%Y-%m-%d}T00:00:00".encode(), data, count=3)
