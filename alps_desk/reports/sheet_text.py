"""Tables that arrive as text: CSV files and what a spreadsheet puts on the clipboard.

Promise: bytes become characters strictly or not at all (no replacement character, no guessed letter), and a
quotation mark that does not close names the row where it was opened. Line ends inside a cell are read as LF,
whatever the file uses; nothing else in a cell is changed (R46, R50, R55).
"""

from __future__ import annotations

import csv
import io
import re

from alps_desk.domain.errors import InputRejected
from alps_desk.reports.sheet_limits import MAX_COLUMNS, MAX_ROWS, check_cell, too_many_columns, too_many_rows

# The codec gives these for single bytes that no Japanese program writes: 80, A0, FD, FE, FF.
_NOT_CP932 = re.compile("[\x80\xa0\uf8f1\uf8f2\uf8f3]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_LINE_END = re.compile("\r\n?")
_MOST_CELLS = 16_384
"""Cells of a row in any spreadsheet, empty ones included."""
_MOST_IN_ALL = 8_000_000
"""Cells of a whole text, empty ones included: twice what the limits of rows and columns allow."""


def decode(data: bytes) -> str:
    """The text of a CSV file: UTF-8 with or without BOM, else CP932, the whole file in one encoding (R51).

    Raises:
        InputRejected: ``sheet_utf16`` or ``sheet_encoding``.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_like_utf16(data[:4000]):
        raise InputRejected("sheet_utf16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_cp932(data)
    if data.isascii() and b"\x1b$" in data:  # ISO-2022-JP: Japanese in 7 bits, which passes as UTF-8
        raise InputRejected("sheet_encoding")
    return text


def _looks_like_utf16(head: bytes) -> bool:
    """Whether every second byte of the ASCII part is zero: UTF-16 without its mark."""
    zeros = head.count(0)
    return zeros * 8 > len(head) and (head[::2].count(0) == zeros or head[1::2].count(0) == zeros)


def _decode_cp932(data: bytes) -> str:
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        raise InputRejected("sheet_encoding") from None
    if _NOT_CP932.search(text):
        raise InputRejected("sheet_encoding")
    # EUC-JP often passes as CP932, as a row of half-width kana.
    foreign = sum(1 for character in text if ord(character) > 0x7F)
    if len(_HALF_WIDTH_KANA.findall(text)) * 2 > foreign:
        try:
            data.decode("euc_jp")
        except UnicodeDecodeError:
            return text
        raise InputRejected("sheet_encoding")
    return text


def parse_csv(text: str, *, cut: bool = False, ragged: bool = False) -> tuple[list[list[str]], bool]:
    """The rows of a CSV text as they stand, blank rows included, and whether some were left out.

    Cells are separated by commas, or by tabs if tabs part the first row and commas do not.

    Args:
        text: the whole file.
        cut: leave out what is beyond the limit of rows instead of refusing it.
        ragged: rows may have any number of cells, as above and below a table.

    Raises:
        InputRejected: quotation marks that do not close, too many rows or columns, a cell too long, a NUL,
            a row with more or fewer cells than there are headings; more cells in all than any table has, empty
            ones included.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows: list[list[str]] = []
    cells_left = _MOST_IN_ALL
    while True:
        try:
            row = next(reader)
        except StopIteration:
            if not ragged:
                _check_widths(rows)
            return rows, False
        except csv.Error:
            # Every way this can fail starts at a quotation mark of this row: the mark does not close, is
            # closed by one of a later row, or lets the cell grow beyond what the reader takes.
            raise InputRejected("sheet_quotes", row=len(rows) + 1) from None
        _check_row(row, len(rows) + 1)
        cells_left -= len(row)
        if cells_left < 0:
            raise InputRejected("sheet_too_large")
        if (len(rows) > MAX_ROWS and any(row)) or len(rows) >= 4 * MAX_ROWS:
            if not cut:
                raise too_many_rows()
            _check_widths(rows)
            return rows, True
        rows.append([_LINE_END.sub("\n", cell) if "\r" in cell else cell for cell in row])


def _separator(text: str) -> str:
    """What parts the cells of the first row; a tab or comma inside quotation marks parts nothing."""
    first = text.lstrip("\r\n")

    def cells(separator: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(first, newline=""), delimiter=separator, strict=True), ()))
        except csv.Error:
            return 0

    return "\t" if cells(",") <= 1 < cells("\t") else ","


_BLOCK = 16


def _check_widths(rows: list[list[str]]) -> None:
    """Refuse a row in which a cell was put in or taken out: its values would stand under other headings.

    A spreadsheet writes every row as wide as the headings, save for one old habit: below the first 16 rows it
    leaves out the empty cells at the right end, by blocks of 16 rows. Cells with text beyond the headings are told
    elsewhere, by their column.
    """
    top = next((at for at, row in enumerate(rows) if any(row)), len(rows))
    if top == len(rows):
        return
    wide = len(rows[top])
    named = max(at for at, heading in enumerate(rows[top], 1) if heading)
    for at, row in enumerate(rows[top + 1 :], top + 1):
        if len(row) in (wide, named) or not any(row) or any(row[named:]):
            continue
        block = rows[at - at % _BLOCK : at - at % _BLOCK + _BLOCK]
        if len(row) > named or at < _BLOCK or any(len(other) != len(row) for other in block):
            raise InputRejected("sheet_row_width", row=at + 1, cells=len(row), headings=named)


def read_tsv(text: str) -> list[list[str]]:
    """A block from the clipboard: rows by line ends, cells by tabs, quoted where a cell holds either.

    A spreadsheet quotes only cells that need it and leaves a lone ``"`` alone, so a quotation mark that does
    not close is text here, not a fault.

    Args:
        text: what the clipboard holds; the line end after the last row makes no further row.

    Returns:
        Rows of cells, not padded to one width; empty for an empty text.

    Raises:
        InputRejected: too many rows or columns, a cell too long, a NUL.
    """
    text = _LINE_END.sub("\n", text)
    text = text.removesuffix("\n")
    if not text:
        return []
    rows: list[list[str]] = [[]]
    position = 0
    while True:
        cell, position = _take_cell(text, position)
        rows[-1].append(cell)
        if position < len(text) and text[position] == "\t":
            position += 1
            continue
        _check_row(rows[-1], len(rows))
        if position >= len(text):
            return rows
        if len(rows) > MAX_ROWS:
            raise too_many_rows()
        rows.append([])
        position += 1


_BARE = re.compile(r"[^\t\n]*")
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"(?=[\t\n]|\Z)')


def _take_cell(text: str, position: int) -> tuple[str, int]:
    """The cell that starts here and where it ends."""
    quoted = _QUOTED.match(text, position)
    if quoted:
        return quoted[1].replace('""', '"'), quoted.end()
    bare = _BARE.match(text, position)
    assert bare  # it also matches nothing
    return bare[0], bare.end()


def _check_row(row: list[str], number: int) -> None:
    # Empty cells to the right are no columns: a whole row copied from a spreadsheet has 16,384 cells.
    if len(row) > _MOST_CELLS or (len(row) > MAX_COLUMNS and any(row[MAX_COLUMNS:])):
        raise too_many_columns(number)
    for column, cell in enumerate(row):
        if cell:
            check_cell(cell, number, column)
