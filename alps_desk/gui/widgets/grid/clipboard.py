"""Blocks of cells on the clipboard: to and from spreadsheets.

Promise: what ``to_tsv`` writes ``parse_tsv`` reads back exactly. Text from a spreadsheet is parted at tabs and
line ends, with quoted cells that hold line breaks. On Windows the clipboard's "XML Spreadsheet" is preferred: it
holds the real values, while the text holds what the spreadsheet displayed (rounded, or ``####``).
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PySide6.QtCore import QMimeData

Block = list[list[str]]
"""Rows of cells, all rows equally long."""

_XML = 'application/x-qt-windows-mime;value="XML Spreadsheet"'
_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MOST_CELLS = 200_000


class TooLarge(Exception):
    """More cells than anybody pastes on purpose (a whole column of a spreadsheet)."""


def to_tsv(block: Sequence[Sequence[str]]) -> str:
    """Cells as text for a spreadsheet; cells with tabs, line breaks or quotes are quoted."""
    return "".join("\t".join(_quoted(cell) for cell in row) + "\r\n" for row in block)


def parse_tsv(text: str) -> Block:
    """Cells of a text; short rows are filled up with empty cells.

    A cell that begins with a quote but does not end with one before the next tab or line end is taken as it
    stands: then the quote is part of what was written.

    Raises:
        TooLarge: more than 200,000 cells.
    """
    rows: Block = []
    row: list[str] = []
    at, end = 0, len(text)
    count = 0
    while at < end:
        cell, at = _cell(text, at)
        row.append(cell)
        count += 1
        if count > _MOST_CELLS:
            raise TooLarge
        if at >= end:
            break
        if text[at] == "\t":
            at += 1
            if at >= end:
                row.append("")
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        rows.append(row)
        row = []
    if row:
        rows.append(row)
    return _even(rows)


def parse_xml_spreadsheet(data: bytes) -> Block | None:
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
    rows: Block = []
    for element in table.findall(f"{_SHEET}Row"):
        place = _number(element.get(f"{_SHEET}Index")) or len(rows) + 1
        if place > _MOST_CELLS:
            raise TooLarge
        while len(rows) < place - 1:
            rows.append([])
        rows.append(_xml_row(element))
        if sum(map(len, rows[-1:])) * len(rows) > _MOST_CELLS:
            raise TooLarge
        for _ in range(min(_number(element.get(f"{_SHEET}Span")) or 0, _MOST_CELLS)):
            rows.append([])
    return _even(rows) if rows else None


def from_clipboard(data: QMimeData | None) -> Block:
    """Cells on the clipboard; empty when there is no text on it.

    Raises:
        TooLarge: more than 200,000 cells.
    """
    if data is None:
        return []
    if data.hasFormat(_XML):
        block = parse_xml_spreadsheet(bytes(data.data(_XML).data()))
        if block is not None:
            return block
    return parse_tsv(data.text()) if data.hasText() else []


def _quoted(cell: str) -> str:
    if cell and (cell[0] == '"' or any(mark in cell for mark in "\t\r\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _cell(text: str, at: int) -> tuple[str, int]:
    """The cell that begins here and where it ends."""
    if text.startswith('"', at):
        quoted = _quoted_cell(text, at)
        if quoted is not None:
            return quoted
    end = at
    while end < len(text) and text[end] not in "\t\r\n":
        end += 1
    return text[at:end], end


def _quoted_cell(text: str, at: int) -> tuple[str, int] | None:
    parts: list[str] = []
    start = at + 1
    while True:
        close = text.find('"', start)
        if close < 0:
            return None
        parts.append(text[start:close])
        if text.startswith('"', close + 1):
            parts.append('"')
            start = close + 2
            continue
        if close + 1 == len(text) or text[close + 1] in "\t\r\n":
            return "".join(parts), close + 1
        return None


def _even(rows: Block) -> Block:
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > _MOST_CELLS:
        raise TooLarge
    return [row + [""] * (width - len(row)) for row in rows]


def _xml_row(element: Element) -> list[str]:
    row: list[str] = []
    for cell in element.findall(f"{_SHEET}Cell"):
        place = _number(cell.get(f"{_SHEET}Index")) or len(row) + 1
        if place > _MOST_CELLS:
            raise TooLarge
        row.extend([""] * (place - 1 - len(row)))
        data = cell.find(f"{_SHEET}Data")
        row.append("" if data is None else _xml_value(data))
        row.extend([""] * min(_number(cell.get(f"{_SHEET}MergeAcross")) or 0, _MOST_CELLS))
    return row


def _xml_value(data: Element) -> str:
    text = "".join(data.itertext())
    kind = data.get(f"{_SHEET}Type")
    if kind == "DateTime":
        return text.partition("T")[0]
    if kind == "Number":
        return text.removesuffix(".0")
    return text.replace("\r\n", "\n")


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 9 else None
