"""Tab-separated text of spreadsheets: to and from blocks of cells.

Promise: what ``to_tsv`` writes ``parse_tsv`` reads back exactly. Text from a spreadsheet is parted at tabs and line
ends, with quoted cells that hold line breaks.
"""

from __future__ import annotations

from collections.abc import Sequence

Block = list[list[str]]
"""Rows of cells, all rows equally long."""

MOST_CELLS = 200_000


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
        if count > MOST_CELLS:
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
    return evened(rows)


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


def evened(rows: Block) -> Block:
    """All rows as long as the longest."""
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise TooLarge
    return [row + [""] * (width - len(row)) for row in rows]
