"""A report as a workbook that people read, filter and print (R13-R16).

Promise: every figure is a number and every date a date, also where a mark such as 食い違い stands beside it; the
cells hold yen even where the sheet shows 千円; no text is taken for a formula or an address; the sheet prints on
A4 as wide as the paper, with its headings on every page; further tables of a form stand on sheets of their own. Equal
reports give equal files.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from alps_desk.reports.report_words import (
    NUMERIC,
    has_value,
    heading_with_unit,
    period_and_maker,
    remark,
    shown_value,
    stand_in,
    unit_and_dates,
)
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.reports.xlsx_cells import MINUS_AS_TRIANGLE, open_workbook, row_height, text_width, write_text
from alps_desk.wording import say

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FONT_SIZE = 10
_FONT = {"font_name": "BIZ UDPゴシック", "font_size": _FONT_SIZE}
_FIGURES = "BIZ UDゴシック"
_INK = "#1A1A1A"
_A4 = 9
_MIDNIGHT = time()
_NUMBER_FORMATS = {
    ("yen", 1): MINUS_AS_TRIANGLE,
    ("yen", 1000): '#,##0,;"△"#,##0,',
    ("count", 1): MINUS_AS_TRIANGLE,
    ("rate", 1): '0.0;"△"0.0',
}
_MAX_REMARK_FORMATS = 60
"""Remarks become part of number formats, of which a workbook holds about 200; further ones become notes."""


def render_xlsx(table: ReportTable) -> bytes:
    """A report as the bytes of an XLSX file.

    Raises:
        InputRejected: ``sheet_cell_too_long``.
    """
    stream = io.BytesIO()
    book = open_workbook(stream, datetime.combine(table.made_on, _MIDNIGHT, UTC))
    book.set_properties(
        {
            "title": table.title,
            "author": table.made_by,
            "created": datetime.combine(table.made_on, _MIDNIGHT, UTC),
        }
    )
    for one in (table, *table.more):
        _SheetWriter(book, one).write()
    book.close()
    return stream.getvalue()


def write_xlsx(table: ReportTable, target: Path | str | BinaryIO) -> None:
    """Write a report as XLSX into a file or an open binary stream.

    Raises:
        InputRejected: ``sheet_cell_too_long``; nothing was written.
        OSError: the file cannot be written.
    """
    data = render_xlsx(table)
    if isinstance(target, Path | str):
        Path(target).write_bytes(data)
    else:
        target.write(data)


class _SheetWriter:
    """Puts one report on one sheet, from the top down."""

    def __init__(self, book: xlsxwriter.Workbook, table: ReportTable) -> None:
        self._book = book
        self._table = table
        self._sheet: Worksheet = book.add_worksheet(_sheet_name(table.title))
        self._styles: dict[tuple[Any, ...], Format] = {}
        self._looks: dict[tuple[Any, ...], Format] = {}
        self._remark_formats: set[str] = set()
        # About what the sheet shows, to measure it.
        self._texts = [
            [
                _cell_text(cell, column, table.display_unit)
                for cell, column in zip(line.cells, table.columns, strict=True)
            ]
            for line in table.rows
        ]
        self._widths = [
            _width(heading_with_unit(column, table.display_unit), [texts[index] for texts in self._texts])
            for index, column in enumerate(table.columns)
        ]

    def write(self) -> None:
        table, sheet = self._table, self._sheet
        row = self._write_top()
        heading_row = self._write_headings(row)
        row = heading_row + 1
        for line, texts in zip(table.rows, self._texts, strict=True):
            for index, (cell, column) in enumerate(zip(line.cells, table.columns, strict=True)):
                self._write_cell(row, index, cell, column, line, texts[index])
            sheet.set_row(row, row_height(zip(texts, self._widths, strict=True), _FONT_SIZE))
            row += 1
        data = [number for number, line in enumerate(table.rows, heading_row + 1) if line.kind == "data"]
        last_data_row = data[-1] if data else heading_row
        self._write_notes(row)
        if table.columns:
            sheet.autofilter(heading_row, 0, last_data_row, len(table.columns) - 1)
        sheet.freeze_panes(heading_row + 1, _leading_codes(table.columns))
        self._set_columns()
        self._set_page(heading_row)

    def _write_top(self) -> int:
        """Title and the line below it; returns the next row."""
        table = self._table
        title = "　".join([say("report_sample"), table.title]) if table.sample else table.title
        write_text(self._sheet, 0, 0, title, self._style("title", bold=True, font_size=14))
        self._sheet.set_row(0, 26)
        write_text(self._sheet, 1, 0, period_and_maker(table), self._style("line"))
        write_text(self._sheet, 2, 0, unit_and_dates(table), self._style("line"))
        return 3

    def _write_headings(self, row: int) -> int:
        """Group headings, if any, and the row of headings; returns the latter's number."""
        table = self._table
        look = {
            "bold": True,
            "align": "center",
            "bg_color": "#E8EDF3",
            "border": 1,
            "border_color": "#8A929C",
        }
        if any(column.group for column in table.columns):
            for index, column in enumerate(table.columns):
                begins = index == 0 or table.columns[index - 1].group != column.group
                # Centred across the group without merging, which would break filters and copying.
                style = self._style(
                    "group", **{**look, "align": "center_across" if column.group else "center"}
                )
                write_text(self._sheet, row, index, column.group if begins else "", style)
            row += 1
        for index, column in enumerate(table.columns):
            heading = heading_with_unit(column, table.display_unit)
            write_text(self._sheet, row, index, heading, self._style("heading", text_wrap=True, **look))
        self._sheet.set_row(row, 32)
        return row

    def _write_cell(self, row: int, index: int, cell: Cell, column: Column, line: Row, text: str) -> None:
        words = remark(cell)
        if not has_value(cell):
            side = "right" if column.kind in NUMERIC else "center"
            write_text(self._sheet, row, index, stand_in(cell), self._look(cell, line, "text", align=side))
        elif isinstance(cell.value, date):
            code = self._with_remark(row, index, "yyyy-mm-dd", words)
            style = self._look(cell, line, "date", num_format=code, align="center")
            self._sheet.write_datetime(row, index, datetime.combine(cell.value, _MIDNIGHT), style)
        elif column.kind in NUMERIC and not isinstance(cell.value, str):
            unit = self._table.display_unit if column.kind == "yen" else 1
            code = self._with_remark(row, index, _number_format(cell, column, unit), words)
            style = self._look(cell, line, "number", num_format=code, font_name=_FIGURES)
            self._sheet.write_number(row, index, float(cell.value or 0), style)
        else:
            centred = {"align": "center"} if column.kind in ("mark", "code") else {}
            style = self._look(cell, line, "text", num_format="@", **centred)
            write_text(self._sheet, row, index, text, style)

    def _look(self, cell: Cell, line: Row, purpose: str, **own: str) -> Format:
        """How a cell of the table looks; a hundred thousand cells have a dozen looks."""
        key = (line.kind, cell.state, purpose, *own.values())
        found = self._looks.get(key)
        if found is None:
            look: dict[str, Any] = {"border": 1, "border_color": "#C4C9D1", "text_wrap": True}
            if line.kind != "data":
                look |= {"bold": True, "bg_color": "#F4F6F9" if line.kind == "subtotal" else "#E8EDF3"}
            if cell.state == "conflict":
                look |= {"bg_color": "#FDEEEE", "font_color": "#A90000"}
            found = self._looks[key] = self._style(purpose, **own, **look)
        return found

    def _with_remark(self, row: int, index: int, code: str, words: str) -> str:
        """The number format that shows the remark beside the figure, which stays a number."""
        if not words:
            return code
        if words not in self._remark_formats and len(self._remark_formats) >= _MAX_REMARK_FORMATS:
            self._sheet.write_comment(row, index, words)
            return code
        self._remark_formats.add(words)
        literal = words.replace('"', "”").replace("\n", " ")[:60]
        return ";".join(f'"{literal}  "{section}'.replace('""', "") for section in code.split(";"))

    def _write_notes(self, row: int) -> None:
        table = self._table
        notes = [*table.notes]
        if table.display_unit == 1000 and any(column.kind == "yen" for column in table.columns):
            notes.append(say("xlsx_cells_hold_yen"))
        row += 1
        for note in notes:
            write_text(self._sheet, row, 0, note, self._style("line"))
            row += 1

    def _set_columns(self) -> None:
        for index, width in enumerate(self._widths):
            self._sheet.set_column(index, index, width)

    def _set_page(self, heading_row: int) -> None:
        table, sheet = self._table, self._sheet
        sheet.set_paper(_A4)
        if table.landscape or table.sheets:  # as data, a form of many sheets is wider than they are
            sheet.set_landscape()
        else:
            sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(heading_row - (1 if self._has_groups else 0), heading_row)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        if table.sample:
            sheet.set_header("&R" + _for_page(say("report_sample")))
        left, right = _for_page(table.title), _for_page(table.made_by)
        pages = say("xlsx_page_numbers")
        sheet.set_footer(f"&L{left}&C{pages}&R{right}")

    @property
    def _has_groups(self) -> bool:
        return any(column.group for column in self._table.columns)

    def _style(self, purpose: str, **look: Any) -> Format:
        key = (purpose, *sorted(look.items()))
        if key not in self._styles:
            base = {**_FONT, "font_color": _INK, "valign": "vcenter"}
            self._styles[key] = self._book.add_format({**base, **look})
        return self._styles[key]


def _number_format(cell: Cell, column: Column, unit: int) -> str:
    """The format of a figure; a count with digits after the point shows them."""
    code = _NUMBER_FORMATS[column.kind, unit]
    exponent = cell.value.as_tuple().exponent if isinstance(cell.value, Decimal) else 0
    if column.kind != "count" or not isinstance(exponent, int) or exponent >= 0:
        return code
    return code.replace("#,##0", "#,##0." + "0" * -exponent)


def _sheet_name(title: str) -> str:
    """The title without what a sheet name may not hold, cut to its 31 characters."""
    name = "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31].strip()
    return name or "Sheet1"


def _leading_codes(columns: Sequence[Column]) -> int:
    """How many columns stay in view: up to the first text column, if that is one of the first three."""
    for index, column in enumerate(columns[:3]):
        if column.kind == "text" and index + 1 < len(columns):
            return index + 1
    return 0


def _width(heading: str, texts: Iterable[str]) -> float:
    """Column width in half-width characters: by content for figures, bounded for text."""
    least = min(text_width(heading), 12)
    # A column says the same again and again.
    for text in set(texts):
        least = max(least, *(text_width(line[:60]) for line in text.split("\n")))
    return min(least + 3.5, 46)


def _cell_text(cell: Cell, column: Column, display_unit: int) -> str:
    """About what the sheet shows in a cell."""
    if not has_value(cell):
        return stand_in(cell)
    text = shown_value(cell, column, display_unit)
    words = remark(cell)
    return say("report_text_with_remark", text=text, words=words) if words else text


def _for_page(text: str) -> str:
    """Text for a header or footer, where & begins a command and 255 characters are the end."""
    return text.replace("\n", " ")[:60].replace("&", "&&")
