"""How much a table that comes from outside may hold, and the refusals that every reader of tables shares."""

from __future__ import annotations

from alps_desk.domain.errors import InputRejected

MAX_ROWS = 20_000
"""Rows under the headings."""
MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 32_767
"""What a cell of a spreadsheet holds; a longer one was never seen whole by the person who made it."""
MAX_FILE_BYTES = 32 * 1024 * 1024


def column_name(index: int) -> str:
    """The letters a spreadsheet shows above a column; 0 is A."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def check_cell(text: str, row: int, column: int) -> None:
    """Refuse a cell that no spreadsheet could have shown.

    Args:
        text: the text of the cell.
        row: number of the row in the file, 1 is the first.
        column: index of the column, 0 is A.

    Raises:
        InputRejected: longer than a spreadsheet cell, or with a NUL character.
    """
    if len(text) > MAX_CELL_CHARACTERS:
        raise InputRejected(
            "sheet_cell_too_long", row=row, column=column_name(column), limit=MAX_CELL_CHARACTERS
        )
    if "\0" in text:
        raise InputRejected("sheet_nul", row=row, column=column_name(column))


def too_many_rows() -> InputRejected:
    """The refusal of a table with more rows than :data:`MAX_ROWS`; ``row`` is the first that is too many."""
    return InputRejected("sheet_too_many_rows", limit=MAX_ROWS, row=MAX_ROWS + 2)


def too_many_columns(row: int) -> InputRejected:
    return InputRejected("sheet_too_many_columns", row=row, limit=MAX_COLUMNS)
