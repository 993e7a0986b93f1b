"""Entry tables (記入表) for offices to fill in: CSV and XLSX.

Promise: what is written here comes back character for character through ``entry_sheet.read_sheet``, also
after a spreadsheet has opened and saved it. Entry tables are read back, so the formula guard of reports
(R53) is not applied: in CSV the text stands as it is, in XLSX every text is a text cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from alps_desk.reports.sheet_limits import column_name
from alps_desk.reports.sheet_xlsx import ENTRY_SHEET_NAME
from alps_desk.reports.xlsx_cells import MINUS_AS_TRIANGLE, open_workbook, row_height, text_width, write_text
from alps_desk.wording import say

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_CHOICES_SHEET_NAME = "選択肢"
_FONT_SIZE = 10.5
_FONT = {"font_name": "BIZ UDPゴシック", "font_size": _FONT_SIZE, "valign": "vcenter"}
_BORDER = {"border": 1, "border_color": "#D6DAE0"}
# A spreadsheet keeps 15 digits; longer ones, and 007, stay text so that nothing is rounded away.
_SAFE_NUMBER = re.compile("0|-?[1-9][0-9]{0,14}", re.ASCII)
_LARGEST = 10**15 - 1
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # an entry table is the same file whenever it is made


def write_entry_csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A table as CSV: UTF-8 with BOM, CRLF, every cell quoted."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def write_entry_xlsx(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    choices_by_column: Mapping[str, Sequence[str]] | None = None,
    locked_columns: Collection[str] = (),
    *,
    number_columns: Collection[str] = (),
    hints: Mapping[str, str] | None = None,
    widths: Mapping[str, int] | None = None,
    spare_rows: int = 0,
) -> bytes:
    """A table as a workbook that helps to fill it in.

    Args:
        headings: the heading row; columns are named by these texts below.
        rows: the rows, as wide as the headings.
        choices_by_column: column → allowed texts, offered as a drop-down list; others are refused.
        locked_columns: columns that can be read but not changed (protected without a password). Leading
            ones stay in view when the table is scrolled.
        number_columns: columns for integers; other input is questioned but possible (``-``, ``…``, ``x``).
        hints: column → sentence shown while one of its cells is selected, at most 255 characters.
        widths: column → width in half-width characters; default by content.
        spare_rows: blank rows below the table that have the same rules.

    Returns:
        The workbook. Equal arguments give equal bytes.

    Raises:
        InputRejected: ``sheet_cell_too_long``.
    """
    stream = io.BytesIO()
    book = open_workbook(stream, _NO_DATE)
    sheet = book.add_worksheet(ENTRY_SHEET_NAME)
    styles = _Styles(book)
    first_free = next((i for i, heading in enumerate(headings) if heading not in locked_columns), 0)
    last_row = len(rows) + spare_rows

    column_widths: list[int] = []
    for column, heading in enumerate(headings):
        write_text(sheet, 0, column, heading, styles.heading)
        locked, number = heading in locked_columns, heading in number_columns
        style = styles.cell(locked, number)
        width = (widths or {}).get(heading) or _fitting_width([heading, *(row[column] for row in rows)])
        column_widths.append(width)
        sheet.set_column(column, column, width, style)
        for index in range(1, last_row + 1):
            text = rows[index - 1][column] if index <= len(rows) else ""
            if number and _SAFE_NUMBER.fullmatch(text):
                sheet.write_number(index, column, int(text), style)
            else:
                write_text(sheet, index, column, text, style)

    _add_rules(
        book, sheet, headings, last_row, choices_by_column or {}, locked_columns, number_columns, hints or {}
    )
    for index, row in enumerate(rows, 1):
        height = row_height(zip(row, column_widths, strict=True), _FONT_SIZE)
        if height > 2 * _FONT_SIZE:  # others stay free to grow while somebody types
            sheet.set_row(index, height)
    sheet.freeze_panes(1, first_free)
    sheet.set_row(0, 32)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_name(len(headings) - 1)}{last_row + 1}"})
    if locked_columns:
        sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P／&N ページ")
    sheet.activate()
    book.close()
    return stream.getvalue()


class _Styles:
    """The looks of cells (colours of ui-design 6)."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        base = {**_FONT, **_BORDER, "text_wrap": True}
        self.heading: Format = book.add_format(
            {**base, "bold": True, "align": "center", "bg_color": "#E8EDF3", "border_color": "#666666"}
        )
        self._cells: dict[tuple[bool, bool], Format] = {}
        self._base = base

    def cell(self, locked: bool, number: bool) -> Format:
        """Editable text cells have the text format, so that 1-2 or 007 stays what was typed (R54)."""
        if (locked, number) not in self._cells:
            look: dict[str, Any] = {**self._base, "num_format": MINUS_AS_TRIANGLE if number else "@"}
            if locked:
                look |= {"bg_color": "#F0F1F3", "font_color": "#4D4D4D"}
            else:
                look |= {"locked": False}
            self._cells[locked, number] = self._book.add_format(look)
        return self._cells[locked, number]


def _add_rules(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    headings: Sequence[str],
    last_row: int,
    choices_by_column: Mapping[str, Sequence[str]],
    locked_columns: Collection[str],
    number_columns: Collection[str],
    hints: Mapping[str, str],
) -> None:
    """Drop-down lists, number rules and hints, from the first row below the headings on."""
    lists: Worksheet | None = None
    list_style = book.add_format({"num_format": "@"})
    for column, heading in enumerate(headings):
        if heading in locked_columns or last_row == 0:
            continue
        rule: dict[str, Any] = {}
        if choices := choices_by_column.get(heading):
            if lists is None:
                lists = book.add_worksheet(_CHOICES_SHEET_NAME)
                lists.hide()
                lists.protect()
            for index, choice in enumerate(choices):
                write_text(lists, index, column, choice, list_style)
            letters = column_name(column)
            rule = {
                "validate": "list",
                # On a sheet of its own: a list inside the rule ends at 255 characters and knows no commas.
                "source": f"={_CHOICES_SHEET_NAME}!${letters}$1:${letters}${len(choices)}",
                "error_title": say("entry_choice_title"),
                "error_message": say("entry_choice_stop"),
                "input_message": say("entry_choice_hint"),
            }
        elif heading in number_columns:
            rule = {
                "validate": "integer",
                "criteria": "between",
                "minimum": -_LARGEST,
                "maximum": _LARGEST,
                "error_type": "warning",
                "error_title": say("entry_number_title"),
                "error_message": say("entry_number_warning"),
                "input_message": say("entry_number_hint"),
            }
        elif heading in hints:
            rule = {"validate": "any"}
        if heading in hints:
            rule["input_message"] = hints[heading]
        if rule:
            sheet.data_validation(1, column, last_row, column, rule)


def _fitting_width(texts: Sequence[str]) -> int:
    """A column width that shows the longest line, within reason."""
    longest = max((text_width(line[:100]) for text in texts for line in text[:200].split("\n")), default=0)
    return min(max(longest + 3, 9), 44)
