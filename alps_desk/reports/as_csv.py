"""A report as CSV for spreadsheets and statistics (R48 b, R49, R51, R53).

Promise: one heading row and one row per datum row, no totals; figures are bare digits, amounts in yen whatever
the paper shows; text cannot start a formula; what a figure needs to be said about (未報告, 食い違い, 見本) stands in
a last column of its own, so that a column of figures holds figures only. Such a file is never read back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.reports.report_words import NUMERIC, full_heading, has_value, remark
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say

Encoding = Literal["utf-8-sig", "cp932"]

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_MAX_SIGNS = 100
_MAX_PLACES = 5
_MAX_CHARACTERS = 5


def render_csv(table: ReportTable, encoding: Encoding = "utf-8-sig") -> bytes:
    """The data rows of a report as a CSV file.

    Args:
        table: the report.
        encoding: UTF-8 with BOM, or CP932 (Shift_JIS as Windows knows it) for old programs.

    Returns:
        The file: CRLF, text in quotation marks, numbers bare, dates YYYY-MM-DD. The column 注記 comes last.

    Raises:
        InputRejected: ``csv_cp932``, naming the first rows, and every character that CP932 does not have.
    """
    columns = (*table.key_columns, *table.columns)
    grid = [[_quoted(heading) for heading in (*map(full_heading, columns), say("csv_remarks"))]]
    grid += [_line(table, row) for row in table.rows if row.kind == "data"]
    if encoding == "cp932":
        _check_cp932(table, grid)
    return "".join(",".join(line) + "\r\n" for line in grid).encode(encoding)


def _line(table: ReportTable, row: Row) -> list[str]:
    columns = (*table.key_columns, *table.columns)
    cells = [_field(cell, column) for cell, column in zip((*row.keys, *row.cells), columns, strict=True)]
    return [*cells, _quoted(_remarks(table, row))]


def _field(cell: Cell, column: Column) -> str:
    value = cell.value
    if not has_value(cell):
        return "" if column.kind in NUMERIC else _quoted("")
    if isinstance(value, date):
        return _quoted(value.isoformat())
    if column.kind in NUMERIC:
        text = format(value, "f") if isinstance(value, Decimal) else str(value)
        return text if _NUMBER.fullmatch(text) else _quoted(text)
    return _quoted(str(value))


def _remarks(table: ReportTable, row: Row) -> str:
    """What stands beside the row: 見本, and each cell that needs a word with its heading."""
    remarks = [say("report_sample")] if table.sample else []
    for cell, column in zip(row.cells, table.columns, strict=True):
        if words := remark(cell):
            remarks.append(say("csv_remark", heading=full_heading(column), words=words))
    return say("csv_remark_separator").join(remarks)


def _quoted(text: str) -> str:
    """Text between quotation marks; guarded if a spreadsheet would take it for a formula (R53)."""
    guard = "'" if text.startswith(_STARTS_FORMULA) else ""
    doubled = text.replace('"', '""')
    return f'"{guard}{doubled}"'


def _check_cp932(table: ReportTable, grid: Sequence[Sequence[str]]) -> None:
    places: list[str] = []
    found: dict[str, None] = {}
    told: set[str] = set()
    count = 0
    columns = (*table.key_columns, *table.columns)
    headings = [*(column.heading.replace("\n", "") for column in columns), say("csv_remarks")]
    for number, line in enumerate(grid, 1):
        for heading, text in zip(headings, line, strict=True):
            strange = list(dict.fromkeys(sign for sign in text if not _in_cp932(sign)))
            if not strange:
                continue
            count += 1
            found |= dict.fromkeys(strange)
            if len(places) < _MAX_PLACES:
                told |= set(strange[:_MAX_CHARACTERS])
                signs = "".join(_sign_name(sign) for sign in strange[:_MAX_CHARACTERS])
                signs += "…" if len(strange) > _MAX_CHARACTERS else ""
                places.append(say("csv_cp932_place", row=number, heading=excerpt(heading, 12), signs=signs))
    if places:
        more = say("csv_cp932_more", count=count - len(places)) if count > len(places) else ""
        if set(found) - told:
            names = "".join(_sign_name(sign) for sign in list(found)[:_MAX_SIGNS])
            names += "…" if len(found) > _MAX_SIGNS else ""
            more += say("csv_cp932_all", count=len(found), signs=names)
        raise InputRejected("csv_cp932", places=say("csv_remark_separator").join(places), more=more)


def _in_cp932(sign: str) -> bool:
    """Whether the character can be written and comes back as itself."""
    if sign < "\x80":
        return True
    try:
        coded = sign.encode("cp932")
    except UnicodeEncodeError:
        return False
    return coded.decode("cp932") == sign and sign not in "\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3"


def _sign_name(sign: str) -> str:
    """The character, or its number where it shows nothing by itself (variation selectors, controls)."""
    visible = excerpt(sign, 1)
    is_selector = "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
    return f"[U+{ord(sign):04X}]" if is_selector or not visible.strip() else visible
