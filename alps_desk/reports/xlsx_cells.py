"""Text into XLSX cells, always as text.

Promise: whatever a person typed (a formula, an address, markup) arrives in the workbook as the characters it
is. XlsxWriter alone does not keep this promise: it takes text of the shape ``<r>…</r>`` for finished markup
and writes it unescaped, and it silently cuts what is longer than a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, BinaryIO, Final
from unicodedata import east_asian_width

from alps_desk.domain.errors import InputRejected
from alps_desk.reports.sheet_limits import MAX_CELL_CHARACTERS, column_name

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TEXT_ONLY: Final[Mapping[str, bool]] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MINUS_AS_TRIANGLE = '#,##0;"△"#,##0'
"""Public documents write negative numbers with △ (R15)."""

_ESCAPE_LOOKALIKE = re.compile("(?<=_x)(?=[0-9A-Fa-f]{4}_)")


def open_workbook(stream: BinaryIO, made_at: datetime) -> xlsxwriter.Workbook:
    """A new workbook that gives the same bytes for the same content."""
    # Only now: reading tables, and most of what is done here, needs no writer.
    import xlsxwriter

    book = xlsxwriter.Workbook(stream, dict(TEXT_ONLY))
    book.set_properties({"created": made_at})
    return book


def text_width(text: str) -> int:
    """Width of a line in the unit of column widths, half-width characters."""
    return len(text) if text.isascii() else _wide_width(text)


@lru_cache(maxsize=4096)
def _wide_width(text: str) -> int:
    # Names of projects and bodies stand in thousands of lines.
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)


def row_height(texts_and_widths: Iterable[tuple[str, float]], font_size: float) -> float:
    """Height in points at which wrapped texts are seen whole; spreadsheets do not all find it themselves.

    Args:
        texts_and_widths: each text of the row with the width of its column.
        font_size: in points.
    """
    most = 1
    for text, width in texts_and_widths:
        room = max(width - 1, 4)
        # Twice as many signs are as wide as any line can be: most cells need no closer look.
        if 2 * len(text) > room or "\n" in text:
            most = max(most, sum(max(ceil(text_width(line) / room), 1) for line in text.split("\n")))
    return min(most * font_size * 1.3 + 6, 409)  # no spreadsheet has higher rows


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Put text into a cell; indexes from 0.

    Raises:
        InputRejected: longer than a cell can hold, counted as spreadsheets do (UTF-16 units).
    """
    if (
        2 * len(text) > MAX_CELL_CHARACTERS
        and len(text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_CELL_CHARACTERS
    ):
        name = column_name(column)
        raise InputRejected("sheet_cell_too_long", row=row + 1, column=name, limit=MAX_CELL_CHARACTERS)
    if text.startswith("<r>") and text.endswith("</r>"):
        # As runs of rich text the characters are escaped. _x0041_ is cut in two, or it would be twice.
        runs: list[str | Format] = []
        for run in ("<", "r", *_ESCAPE_LOOKALIKE.split(text[2:])):
            runs += [style, run]
        sheet.write_rich_string(row, column, *runs, style)
    elif text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)
