"""Filled entry tables (記入表) as they come back from an office: CSV or XLSX in, headings and rows of text out.

Promise: what is returned is exactly what the file says, cell by cell, or nothing is returned and one short
refusal says why; no file, however made, takes long or much memory. Whether a text is a number, a known
project or an allowed choice is judged by whoever asked; here all cells are text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.reports.entry_writing import write_entry_csv, write_entry_xlsx
from alps_desk.reports.sheet_limits import (
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
    column_name,
    too_many_columns,
    too_many_rows,
)
from alps_desk.reports.sheet_text import decode, parse_csv, read_tsv
from alps_desk.reports.sheet_xlsx import parse_xlsx

__all__ = ["Sheet", "read_sheet", "read_tsv", "write_entry_csv", "write_entry_xlsx"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_SPREADSHEET_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xls", ".ods")


@dataclass(frozen=True)
class Sheet:
    """A table read from a file.

    Attributes:
        headings: texts of the heading row, as they stand; none empty, none twice.
        rows: the rows below, each as wide as the headings, blank rows included so that the numbers hold.
        first_row_number: number that a spreadsheet shows beside ``rows[0]``.
        cut: rows beyond the limit were left out; only where the caller asked for it.
    """

    headings: list[str]
    rows: list[list[str]]
    first_row_number: int
    cut: bool = False

    def filled(self) -> Iterator[tuple[int, list[str]]]:
        """The rows that are not blank, with their numbers in the file."""
        for number, row in enumerate(self.rows, self.first_row_number):
            if any(row):
                yield number, row


def read_sheet(data: bytes, name: str, *, cut: bool = False) -> Sheet:
    """Read an entry table.

    Args:
        data: the whole file: XLSX, or CSV in UTF-8 (with or without BOM) or CP932. What it is follows from
            its content, not from its name.
        name: file name, to tell a damaged workbook from a text of unknown encoding.
        cut: of a CSV file with too many rows give the first ones, marked, so that the caller can say what is wrong
            with them; nothing of such a table may be taken.

    Raises:
        InputRejected: the codes ``sheet_*`` of ``resources/messages/reports.toml``; those about a place in
            the table carry ``row`` (as the spreadsheet numbers it) and, where it helps, ``column``.
    """
    if len(data) > MAX_FILE_BYTES:
        raise InputRejected("sheet_too_large")
    if not data:
        raise InputRejected("sheet_empty")
    if data.startswith(_OLE):
        raise InputRejected("sheet_encrypted")
    if data.startswith(_ZIP):
        return _as_sheet(parse_xlsx(data))
    if name.lower().endswith(_SPREADSHEET_ENDINGS):
        raise InputRejected("sheet_xlsx_broken")
    grid, was_cut = parse_csv(decode(data), cut=cut)
    return _as_sheet(grid, was_cut)


def _as_sheet(grid: list[list[str]], was_cut: bool = False) -> Sheet:
    """Find the heading row and bring the rows below it to its width."""
    top = next((index for index, row in enumerate(grid) if any(row)), None)
    if top is None:
        raise InputRejected("sheet_empty")
    headings = _without_tail(grid[top])
    body = grid[top + 1 :]
    while body and not any(body[-1]):
        body.pop()
    if len(body) > MAX_ROWS:
        raise too_many_rows()
    if len(headings) > MAX_COLUMNS:
        raise too_many_columns(top + 1)
    _check_headings(headings)
    rows: list[list[str]] = []
    for number, row in enumerate(body, top + 2):
        cells = _without_tail(row)
        if len(cells) > len(headings):
            column = column_name(len(headings))
            raise InputRejected("sheet_extra_cell", row=number, column=column, value=excerpt(cells[-1]))
        rows.append(cells + [""] * (len(headings) - len(cells)))
    headings, rows = _without_blank_columns(headings, rows, top + 2)
    return Sheet(headings, rows, top + 2, was_cut)


def _without_tail(row: list[str]) -> list[str]:
    """The row without the empty cells at its right end."""
    width = len(row)
    while width and not row[width - 1]:
        width -= 1
    return row[:width]


def _check_headings(headings: list[str]) -> None:
    seen: set[str] = set()
    for heading in filter(None, headings):
        if heading in seen:
            raise InputRejected("sheet_heading_twice", heading=excerpt(heading))
        seen.add(heading)


def _without_blank_columns(
    headings: list[str], rows: list[list[str]], first_number: int
) -> tuple[list[str], list[list[str]]]:
    """Leave out columns with neither heading nor data, which people use as margins.

    Raises:
        InputRejected: data stands in a column that has no heading.
    """
    nameless = [column for column, heading in enumerate(headings) if not heading]
    if not nameless:
        return headings, rows
    for number, row in enumerate(rows, first_number):
        for column in nameless:
            if row[column]:
                raise InputRejected("sheet_heading_missing", row=number, column=column_name(column))
    named = [column for column, heading in enumerate(headings) if heading]
    return [headings[column] for column in named], [[row[column] for column in named] for row in rows]
