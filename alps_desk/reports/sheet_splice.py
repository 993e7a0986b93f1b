"""Putting values into cells of a sheet by changing only those cells in its XML, byte for byte.

Promise: every byte that is not part of a written cell stays where it was: widths, print settings, rules, drawings.
A cell keeps its style; a cell that is not there yet gets the style of its row or column. Texts are written into the
cell itself, so the list of shared texts is not touched. Stored results of formulas are dropped on request, so that
whoever opens the sheet computes them anew. The sheet is checked as if a stranger had made it (``sheet_package.walk``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal
from xml.parsers import expat
from xml.sax.saxutils import escape

from alps_desk.domain.errors import InputRejected
from alps_desk.reports.sheet_limits import MAX_CELL_CHARACTERS, column_name
from alps_desk.reports.sheet_package import Attributes, local, walk
from alps_desk.reports.sheet_xlsx import Format, Position, area_of

_ENCODING = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9_.-]+)")
_START_TAG = re.compile(rb"<(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_SPANS = re.compile(rb"\s+spans\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_TYPE = re.compile(rb"\s+t\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_REF = re.compile(rb"(\bref\s*=\s*)(?:\"[^\"]*\"|'[^']*')")
_FULL_CALC = re.compile(rb"\s+fullCalcOnLoad\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_ESCAPED_LOOK = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY_1900, _FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
_KNOWN = frozenset({"sheetData", "row", "c", "v"})
"""Elements whose end matters."""
_BEFORE_CALC = frozenset(
    [
        "fileVersion",
        "fileSharing",
        "workbookPr",
        "workbookProtection",
        "bookViews",
        "sheets",
        "functionGroups",
        "externalReferences",
        "definedNames",
    ]
)
"""What stands before ``calcPr`` in a workbook."""


@dataclass(frozen=True)
class Put:
    """What is put into a cell.

    Attributes:
        kind: ``number``; ``rate``: a number in percent, which a cell that shows percentages holds as its hundredth;
            ``date``: a number in a cell that shows dates, else ``text``; ``text``; ``empty``.
        number, day: of these kinds; text: of ``text``, and of a date in a cell that shows none.
    """

    kind: Literal["number", "rate", "date", "text", "empty"]
    text: str = ""
    number: int | Decimal = 0
    day: date | None = None


@dataclass
class _Cell:
    column: int
    start: int
    end: int = 0
    style: str | None = None
    formula: bool = False
    results: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class _Row:
    number: int
    start: int
    tag_end: int
    closed: bool
    end: int = 0
    style: str | None = None
    cells: list[_Cell] = field(default_factory=list)


def splice(
    data: bytes,
    puts: Mapping[Position, Put],
    formats: Sequence[Format],
    *,
    epoch_1904: bool = False,
    drop_results: bool = False,
) -> bytes:
    """A sheet with values in some of its cells.

    Args:
        data: the part.
        puts: by row number and column index.
        formats: how each style shows numbers.
        drop_results: drop the stored results of formulas.

    Raises:
        InputRejected: the part is damaged, a text is longer than a cell, or one of the cells is computed
            (``template_cell_formula``).
    """
    sheet = _Sheet(data)
    edits: list[tuple[int, int, bytes]] = []
    by_row: dict[int, dict[int, Put]] = {}
    for (row, column), put in puts.items():
        by_row.setdefault(row, {})[column] = put
    writer = _CellWriter(sheet, formats, epoch_1904)
    known = {row.number: row for row in sheet.rows}
    new_rows: list[tuple[int, bytes]] = []
    for number, wanted in sorted(by_row.items()):
        found = known.get(number)
        if found is not None:
            edits += _edit_row(sheet, writer, found, wanted)
        else:
            cells = b"".join(
                writer.cell(number, column, put, sheet.style_of_column(column))
                for column, put in sorted(wanted.items())
                if put.kind != "empty"
            )
            if cells:
                new_rows.append((number, sheet.element(b"row", cells, b' r="%d"' % number)))
    edits += _place_rows(sheet, new_rows)
    if drop_results:
        edits += _without_results(sheet, puts)
    edits += _wider(sheet, puts)
    return _apply(data, edits)


class _Sheet:
    """Where the rows and cells of a sheet stand in its bytes."""

    def __init__(self, data: bytes) -> None:
        walk(data, lambda *_: None)  # well-formed, no document type, not too deep
        encoding = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (
            encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")
        ):
            raise InputRejected("sheet_xlsx_broken")
        self.data = data
        self.rows: list[_Row] = []
        self.columns: list[tuple[int, int, str]] = []
        self.prefix = b""
        self.dimension: tuple[int, int, str] | None = None
        self.inside: tuple[int, int, bool] | None = None
        """Start of ``sheetData``, end of its contents, and whether it is one empty element."""
        self._open: list[str] = []
        self._starts: list[int] = []
        self._column = -1
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise InputRejected("sheet_xlsx_broken") from error
        if self.inside is None:
            raise InputRejected("sheet_xlsx_broken")

    def tag_at(self, start: int) -> bytes:
        """The whole tag that begins at a byte."""
        found = _START_TAG.match(self.data, start)
        if found is None:
            raise InputRejected("sheet_xlsx_broken")
        return found[0]

    def element(self, name: bytes, content: bytes, attributes: bytes = b"") -> bytes:
        """An element with the prefix that this sheet uses."""
        name = self.prefix + name
        return b"<%s%s>%s</%s>" % (name, attributes, content, name)

    def style_of_column(self, column: int) -> str | None:
        return next((style for low, high, style in self.columns if low <= column <= high), None)

    def _start(self, tag: str, attributes: Attributes) -> None:
        name, at = local(tag), self._parser.CurrentByteIndex
        around = self._open[-1] if self._open else ""
        self._open.append(name)
        self._starts.append(at)
        if name == "sheetData" and len(self._open) == 2:
            whole = self.tag_at(at)
            self.prefix = tag.encode()[: -len(b"sheetData")]
            self.inside = (at, at + len(whole), whole.endswith(b"/>"))
        elif name == "row" and around == "sheetData":
            whole = self.tag_at(at)
            number = int(attributes["r"]) if "r" in attributes else self._next_row
            if self.rows and number <= self.rows[-1].number:
                raise InputRejected("sheet_xlsx_broken")
            style = attributes.get("s") if attributes.get("customFormat") in ("1", "true") else None
            closed = whole.endswith(b"/>")
            self.rows.append(_Row(number, at, at + len(whole), closed, at + len(whole), style))
            self._column = -1
        elif name == "c" and around == "row":
            row = self.rows[-1]
            self._column = area_of(attributes["r"])[1] if "r" in attributes else self._column + 1
            if row.cells and self._column <= row.cells[-1].column:
                raise InputRejected("sheet_xlsx_broken")
            row.cells.append(_Cell(self._column, at, style=attributes.get("s")))
        elif name == "f" and around == "c":
            self.rows[-1].cells[-1].formula = True
        elif name == "v" and around == "c":
            self.rows[-1].cells[-1].results.append((at, at))
        elif name == "col" and around == "cols":
            low, high = int(attributes.get("min", "0")) - 1, int(attributes.get("max", "0")) - 1
            if "style" in attributes:
                self.columns.append((low, high, attributes["style"]))
        elif name == "dimension" and len(self._open) == 2:
            self.dimension = (at, at + len(self.tag_at(at)), attributes.get("ref", ""))

    @property
    def _next_row(self) -> int:
        return self.rows[-1].number + 1 if self.rows else 1

    def _end(self, tag: str) -> None:
        name = self._open.pop()
        around = self._open[-1] if self._open else ""
        started, at = self._starts.pop(), self._parser.CurrentByteIndex
        if name not in _KNOWN:
            return
        whole = self.tag_at(started)
        end = started + len(whole) if whole.endswith(b"/>") else at + len(self.tag_at(at))
        if name == "c" and around == "row":
            self.rows[-1].cells[-1].end = end
        elif name == "row" and around == "sheetData":
            self.rows[-1].end = at if not self.rows[-1].closed else self.rows[-1].tag_end
        elif name == "v" and around == "c":
            results = self.rows[-1].cells[-1].results
            results[-1] = (results[-1][0], end)
        elif name == "sheetData" and len(self._open) == 1 and self.inside is not None:
            start, inner, closed = self.inside
            self.inside = (start, inner if closed else at, closed)


class _CellWriter:
    """A value as the XML of a cell."""

    def __init__(self, sheet: _Sheet, formats: Sequence[Format], epoch_1904: bool) -> None:
        self._sheet = sheet
        self._formats = formats
        self._first = _FIRST_DAY_1904 if epoch_1904 else _FIRST_DAY_1900

    def cell(self, row: int, column: int, put: Put, style: str | None) -> bytes:
        """The element."""
        place = f"{column_name(column)}{row}"
        attributes = f' r="{place}"' + (f' s="{escape(style)}"' if style is not None else "")
        number = self._number(put, self._format(style))
        element = self._sheet.element
        if number is not None:
            return element(b"c", element(b"v", number.encode()), attributes.encode())
        if put.kind == "empty":
            return b"<%sc%s/>" % (self._sheet.prefix, attributes.encode())
        if len(put.text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_CELL_CHARACTERS:
            raise InputRejected(
                "sheet_cell_too_long", row=row, column=column_name(column), limit=MAX_CELL_CHARACTERS
            )
        text = _NOT_XML.sub(_as_escape, _ESCAPED_LOOK.sub("_x005F_", put.text)).replace("\r", "_x000D_")
        inner = element(b"t", escape(text).encode("utf-8"), b' xml:space="preserve"')
        return element(b"c", element(b"is", inner), attributes.encode() + b' t="inlineStr"')

    def _format(self, style: str | None) -> Format:
        index = int(style) if style is not None and style.isascii() and style.isdecimal() else 0
        return self._formats[index] if index < len(self._formats) else "plain"

    def _number(self, put: Put, shown: Format) -> str | None:
        if put.kind == "date":
            days = (put.day - self._first).days if put.day is not None else 0
            return str(days) if shown == "date" and days > 60 else None
        if put.kind == "rate":
            return format(Decimal(put.number) / 100 if shown == "percent" else Decimal(put.number), "f")
        return format(Decimal(put.number), "f") if put.kind == "number" else None


def _as_escape(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _edit_row(
    sheet: _Sheet, writer: _CellWriter, row: _Row, wanted: Mapping[int, Put]
) -> list[tuple[int, int, bytes]]:
    edits: list[tuple[int, int, bytes]] = []
    columns = [cell.column for cell in row.cells]
    new: dict[int, bytes] = {}
    added = False
    for column, put in sorted(wanted.items()):
        at = bisect_left(columns, column)
        if at < len(columns) and columns[at] == column:
            old = row.cells[at]
            if old.formula:
                raise InputRejected("template_cell_formula", cell=f"{column_name(column)}{row.number}")
            edits.append((old.start, old.end, writer.cell(row.number, column, put, old.style)))
        elif put.kind != "empty":
            style = row.style if row.style is not None else sheet.style_of_column(column)
            place = row.cells[at].start if at < len(columns) else row.end
            new[place] = new.get(place, b"") + writer.cell(row.number, column, put, style)
            added = True
    if not added:
        return edits
    tag = sheet.data[row.start : row.tag_end]
    # The spans are a hint, and would be a wrong one now.
    opened = _SPANS.sub(b"", tag)
    if row.closed:
        (cells,) = new.values()
        edits.append(
            (row.start, row.tag_end, opened[:-2].rstrip() + b">" + cells + b"</%srow>" % sheet.prefix)
        )
        return edits
    if opened != tag:
        edits.append((row.start, row.tag_end, opened))
    return edits + [(place, place, cells) for place, cells in new.items()]


def _place_rows(sheet: _Sheet, new: Sequence[tuple[int, bytes]]) -> list[tuple[int, int, bytes]]:
    assert sheet.inside is not None
    start, end, closed = sheet.inside
    if not new:
        return []
    if closed:
        tag = sheet.data[start:end]
        content = b"".join(row for _, row in new)
        return [(start, end, tag[:-2].rstrip() + b">" + content + b"</%ssheetData>" % sheet.prefix)]
    numbers = [row.number for row in sheet.rows]
    placed: dict[int, bytes] = {}
    for number, row in new:
        at = bisect_left(numbers, number)
        place = sheet.rows[at].start if at < len(numbers) else end
        placed[place] = placed.get(place, b"") + row
    return [(place, place, rows) for place, rows in placed.items()]


def _without_results(sheet: _Sheet, puts: Mapping[Position, Put]) -> list[tuple[int, int, bytes]]:
    edits = []
    for row in sheet.rows:
        for cell in row.cells:
            if cell.formula and cell.results and (row.number, cell.column) not in puts:
                tag = sheet.tag_at(cell.start)
                edits.append((cell.start, cell.start + len(tag), _TYPE.sub(b"", tag)))
                edits += [(start, end, b"") for start, end in cell.results]
    return edits


def _wider(sheet: _Sheet, puts: Mapping[Position, Put]) -> list[tuple[int, int, bytes]]:
    """The range that the sheet says it uses, when something stands outside of it now."""
    filled = [place for place, put in puts.items() if put.kind != "empty"]
    if sheet.dimension is None or not filled:
        return []
    start, end, reference = sheet.dimension
    try:
        top, left, bottom, right = area_of(reference)
    except InputRejected:
        return []
    rows, columns = [row for row, _ in filled], [column for _, column in filled]
    wide = (min(top, *rows), min(left, *columns), max(bottom, *rows), max(right, *columns))
    if wide == (top, left, bottom, right):
        return []
    told = f"{column_name(wide[1])}{wide[0]}:{column_name(wide[3])}{wide[2]}".encode()
    return [(start, end, _REF.sub(rb'\1"' + told + b'"', sheet.data[start:end], count=1))]


def _apply(data: bytes, edits: Sequence[tuple[int, int, bytes]]) -> bytes:
    pieces, at = [], 0
    for start, end, content in sorted(edits, key=lambda one: (one[0], one[1])):
        pieces += [data[at:start], content]
        at = end
    return b"".join([*pieces, data[at:]])


def computed_when_opened(data: bytes) -> bytes:
    """A workbook part that tells whoever opens it to compute every formula anew; nothing else in it changes.

    Raises:
        InputRejected: the part is damaged.
    """
    walk(data, lambda *_: None)
    parser = expat.ParserCreate()
    depth = 0
    found: list[tuple[int, bytes]] = []
    after = [0]
    prefix = [b""]
    opened = [(0, b"")]

    def start(tag: str, _: Attributes) -> None:
        nonlocal depth
        depth += 1
        name = local(tag)
        if depth == 1:
            prefix[0] = tag.encode()[: -len(name)] if name != tag else b""
            whole = _START_TAG.match(data, parser.CurrentByteIndex)
            after[0] = whole.end() if whole else 0
        elif depth == 2:
            at = parser.CurrentByteIndex
            whole = _START_TAG.match(data, at)
            opened[0] = at, whole[0] if whole else b""
            if name == "calcPr":
                found.append(opened[0])

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if depth == 1 and local(tag) in _BEFORE_CALC:
            at, whole = opened[0]
            closing = _START_TAG.match(data, parser.CurrentByteIndex)
            after[0] = at + len(whole) if whole.endswith(b"/>") or not closing else closing.end()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(data, True)
    if found:
        at, tag = found[0]
        closing = b"/>" if tag.endswith(b"/>") else b">"
        bare = _FULL_CALC.sub(b"", tag)[: -len(closing)].rstrip()
        return data[:at] + bare + b' fullCalcOnLoad="1"' + closing + data[at + len(tag) :]
    new = b'<%scalcPr fullCalcOnLoad="1"/>' % prefix[0]
    return data[: after[0]] + new + data[after[0] :]
