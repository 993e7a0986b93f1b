"""What a spreadsheet puts on the clipboard besides plain text: its "XML Spreadsheet" and its HTML table.

Promise: both tell what the plain text does not: the values behind what was displayed (rounded, or ``####``), and
which cells only continue a merged one. Neither is believed blindly: sizes are bounded, document types and entities
are refused, and a table that cannot be read is no table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from alps_desk.gui.widgets.grid.tsv import MOST_CELLS, Block, TooLarge, evened

Place = tuple[int, int]

_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_LONGEST_HTML = 8_000_000
_FIFTEEN = Context(prec=15)
"""Spreadsheets keep 15 digits; what follows is noise of binary fractions."""


@dataclass(frozen=True)
class SheetClip:
    """Cells of a spreadsheet.

    Attributes:
        shown: texts, row by row; of figures and dates as they are displayed where that is known.
        real: exact values of figures and dates, in a writing that can be typed; missing = as shown.
        covered: cells that only continue a merged one.
    """

    shown: Block
    real: Mapping[Place, str] = field(default_factory=dict)
    covered: frozenset[Place] = frozenset()


class _Canvas:
    """Cells put down one after another, each possibly over several rows and columns."""

    def __init__(self) -> None:
        self.shown: dict[Place, str] = {}
        self.real: dict[Place, str] = {}
        self.covered: set[Place] = set()
        self._taken: set[Place] = set()
        self.rows = self.columns = 0

    def free_column(self, row: int, column: int) -> int:
        """The first column from here on that no merged cell of a row above reaches into."""
        while (row, column) in self._taken:
            column += 1
        return column

    def put(self, row: int, column: int, text: str, real: str | None, down: int, across: int) -> None:
        """Put down a cell that reaches over further rows and columns."""
        if (down + 1) * (across + 1) + len(self._taken) > MOST_CELLS:
            raise TooLarge
        self.shown[row, column] = text
        if real is not None:
            self.real[row, column] = real
        for lower in range(row, row + down + 1):
            for right in range(column, column + across + 1):
                self._taken.add((lower, right))
                if (lower, right) != (row, column):
                    self.covered.add((lower, right))
        self.reach(row + down + 1, column + across + 1)

    def reach(self, rows: int, columns: int) -> None:
        """Be at least so large."""
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)
        if self.rows * self.columns > MOST_CELLS:
            raise TooLarge

    def clip(self) -> SheetClip | None:
        if not self.rows or not self.columns:
            return None
        shown = [
            [self.shown.get((row, column), "") for column in range(self.columns)] for row in range(self.rows)
        ]
        return SheetClip(evened(shown), self.real, frozenset(self.covered))


# -- XML Spreadsheet (Excel on Windows) --


def parse_xml_spreadsheet(data: bytes) -> SheetClip | None:
    """Cells of an "XML Spreadsheet"; None when it is not one.

    Raises:
        TooLarge: more than 200,000 cells.
    """
    try:
        root = fromstring(data.rstrip(b"\0"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    table = root.find(f".//{_SHEET}Table")
    if table is None:
        return None
    canvas = _Canvas()
    row = 0
    for element in table.findall(f"{_SHEET}Row"):
        row = max(row, (_number(element.get(f"{_SHEET}Index")) or row + 1) - 1)
        column = 0
        for cell in element.findall(f"{_SHEET}Cell"):
            place = _number(cell.get(f"{_SHEET}Index"))
            column = canvas.free_column(row, column) if place is None else max(column, place - 1)
            text, real = _xml_value(cell.find(f"{_SHEET}Data"))
            across = _number(cell.get(f"{_SHEET}MergeAcross")) or 0
            canvas.put(row, column, text, real, _number(cell.get(f"{_SHEET}MergeDown")) or 0, across)
            column += across + 1
        row += 1 + (_number(element.get(f"{_SHEET}Span")) or 0)
        canvas.reach(row, 0)
    canvas.reach(
        _number(table.get(f"{_SHEET}ExpandedRowCount")) or 0,
        _number(table.get(f"{_SHEET}ExpandedColumnCount")) or 0,
    )
    return canvas.clip()


def _xml_value(data: Element | None) -> tuple[str, str | None]:
    if data is None:
        return "", None
    text = "".join(data.itertext())
    match data.get(f"{_SHEET}Type"):
        case "DateTime":
            # A time of day alone stands at 1899-12-31: it is no date.
            day, _, time = text.partition("T")
            return text, time[:8] if day < "1900" else day
        case "Number":
            return text, _plain_number(text)
        case "Boolean":
            return text, "TRUE" if text == "1" else "FALSE"
        case _:
            return text.replace("\r\n", "\n"), None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 9 else None


def _plain_number(text: str) -> str:
    """A figure as people write it: without exponent and without the noise behind the fifteenth digit."""
    try:
        value = _FIFTEEN.create_decimal(Decimal(text))
    except InvalidOperation:
        return text
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return text
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


# -- HTML (LibreOffice, browsers, word processors; Excel as well) --

_DECLARATION = re.compile(r"<[!?][^>]*>")
_BLANK = re.compile("[ \t\r\n\f]+")
_CELLS = ("td", "th")
_LINES = ("p", "div", "li")
_DAY_PATTERN = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.")
_DAY_SIGNS = re.compile(r"[GEYMDAHS/.:,\s-]+")
_DAY_ZERO = date(1899, 12, 30)


def parse_html(text: str) -> SheetClip | None:
    """Cells of the first table of an HTML text; None when there is none.

    Raises:
        TooLarge: more than 200,000 cells, or a text nobody copies on purpose.
    """
    start = text.lower().find("<table")
    if start < 0:
        return None
    if len(text) > _LONGEST_HTML:
        raise TooLarge
    # Cut to whole tags: the parser is slow with texts that break off in the middle of many.
    text = text[start : text.rfind(">") + 1]
    reader = _TableReader()
    reader.feed(_DECLARATION.sub("", _without_comments(text)))
    reader.close()
    reader.end_cell()
    return reader.canvas.clip()


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("-->", start)
        if end < 0:
            return "".join(parts)
        at = end + 3
    return "".join(parts) + text[at:]


class _TableReader(HTMLParser):
    """Reads one table. A table inside a cell is text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.canvas = _Canvas()
        self._depth = 0
        self._over = False
        self._row, self._column = -1, 0
        self._cell: dict[str, str | None] | None = None
        self._parts: list[str] = []
        self._begun = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._over:
            return
        if tag == "table":
            self._depth += 1
        elif self._depth == 1 and tag == "tr":
            self.end_cell()
            self._row, self._column = self._row + 1, 0
            self.canvas.reach(self._row + 1, 0)
        elif self._depth == 1 and tag in _CELLS:
            self.end_cell()
            self._row = max(self._row, 0)
            self._cell, self._parts, self._begun = dict(attrs), [], False
        elif self._cell is not None and (tag == "br" or (tag in _LINES and self._begun)):
            self._parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._over:
            return
        if tag == "table":
            if self._depth == 1:
                self.end_cell()
                self._over = True
            self._depth -= 1
        elif self._depth == 1 and tag in (*_CELLS, "tr"):
            self.end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._over:
            # A line break of the source is a space; a kept space (nbsp) is what layout makes of one.
            self._parts.append(_BLANK.sub(" ", data).replace("\u00a0", " "))
            self._begun = self._begun or not data.isspace()

    def _text(self) -> str:
        lines = "".join(self._parts).split("\n")
        return "\n".join(line.strip(" ") for line in lines).strip("\n")

    def end_cell(self) -> None:
        """Put down the cell that was begun, if one was."""
        cell, self._cell = self._cell, None
        if cell is None:
            return
        column = self.canvas.free_column(self._row, self._column)
        text = self._text()
        across = max(_number(cell.get("colspan")) or 1, 1) - 1
        down = max(_number(cell.get("rowspan")) or 1, 1) - 1
        self.canvas.put(self._row, column, text, _html_value(cell, text), down, across)
        self._column = column + across + 1


def _html_value(cell: Mapping[str, str | None], text: str) -> str | None:
    """The value behind a cell: LibreOffice's ``sdval``, Excel's ``x:num``; None where only the text is known."""
    value = cell.get("sdval") or cell.get("x:num")
    if not value:
        return None
    pattern = _DAY_PATTERN.sub("", (cell.get("sdnum") or "").rpartition(";")[2]).upper()
    if _is_day_pattern(pattern):
        return _day_of(value)
    return _plain_number(value)


def _is_day_pattern(pattern: str) -> bool:
    return bool(_DAY_SIGNS.fullmatch(pattern)) and any(sign in pattern for sign in "YED")


def _day_of(serial: str) -> str | None:
    try:
        days = Decimal(serial)
        return (_DAY_ZERO + timedelta(days=int(days))).isoformat() if 1 <= days < 3_000_000 else None
    except (InvalidOperation, ValueError, OverflowError):
        return None
