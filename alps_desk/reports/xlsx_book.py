"""A whole workbook of somebody else: every sheet with its texts, merged ranges, formulas, and named ranges.

Promise: read under the same limits as an entry table (``sheet_package``), and nothing of it is changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alps_desk.domain.errors import InputRejected
from alps_desk.reports.sheet_package import Package, walk
from alps_desk.reports.sheet_xlsx import (
    Area,
    Format,
    SheetReader,
    WorkbookParts,
    area_of,
    read_shared,
    read_workbook,
)


@dataclass(frozen=True)
class BookSheet:
    """One sheet of a workbook as it is.

    Attributes:
        part: name of its part in the container.
        rows: texts as :func:`parse_xlsx` gives them; the result of a formula, "" if it has none stored.
        merged: ranges that are one cell; formulas: cells and ranges that are computed.
    """

    name: str
    part: str
    visible: bool
    rows: list[list[str]]
    merged: tuple[Area, ...]
    formulas: tuple[Area, ...]

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        line = self.rows[row - 1] if 0 < row <= len(self.rows) else []
        return line[column] if 0 <= column < len(line) else ""


@dataclass(frozen=True)
class Book:
    """A workbook with all its sheets.

    Attributes:
        part: name of the part that lists the sheets.
        names: defined name → name of the sheet and range.
        formats: how the numbers of each cell style are shown, by style index.
    """

    part: str
    sheets: tuple[BookSheet, ...]
    names: Mapping[str, tuple[str, Area]]
    formats: Sequence[Format]
    epoch_1904: bool


def parse_book(package: Package) -> Book:
    """All sheets of a workbook; formulas without a stored result are taken for empty.

    Raises:
        InputRejected: as :func:`parse_xlsx`.
    """
    found = read_workbook(package)
    shared, formats = read_shared(package, found)
    sheets = []
    for name, visible, part in found.sheets:
        reader = SheetReader(shared, formats, found.epoch_1904, strict=False)
        walk(package.part(part), reader.start, reader.end, reader.text)
        rows = reader.rows()
        sheets.append(BookSheet(name, part, visible, rows, tuple(reader.merged), tuple(reader.formulas)))
    return Book(found.part, tuple(sheets), _defined_names(found), formats, found.epoch_1904)


_DEFINED = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!([$A-Z0-9:]+)", re.ASCII)


def _defined_names(book: WorkbookParts) -> dict[str, tuple[str, Area]]:
    """Names of the whole workbook that stand for a range; all others are of no use here."""
    found = {}
    for name, formula in book.defined:
        match = _DEFINED.fullmatch(formula.strip())
        if match is None or name.startswith("_xlnm"):
            continue
        try:
            area = area_of(match[3])
        except InputRejected:
            continue
        found[name] = ((match[1] or match[2]).replace("''", "'"), area)
    return found
