"""The cells of an XLSX sheet as the texts their author saw or meant.

Promise: a number arrives as plain digits (no exponent, no binary noise), a date as ISO text, and everything
that is not a clean value (error values, ``####``, a percentage) as text that a later verdict refuses rather
than as a number that was never typed. Own reader instead of a library's: the libraries turn numbers into
floats, expand what they find, and cannot be stopped in the middle of a hostile file.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from typing import Literal

from alps_desk.domain.errors import InputRejected
from alps_desk.reports.sheet_limits import (
    MAX_COLUMNS,
    MAX_ROWS,
    check_cell,
    column_name,
    too_many_columns,
    too_many_rows,
)
from alps_desk.reports.sheet_package import Attributes, Package, local, walk

ENTRY_SHEET_NAME = "入力"

Format = Literal["plain", "date", "percent"]

# Excel's own formats that are dates: 14-22 and 45-47 everywhere, 27-36 and 50-58 in Japanese (era dates).
_BUILT_IN: dict[int, Format] = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), "date"),
    **dict.fromkeys((9, 10), "percent"),
}
_PLAIN_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
# No digit is given back once taken: a million digits with a letter behind them are no number after one look.
_NUMBER = re.compile(r"[+-]?(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?", re.ASCII)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_FIFTEEN_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
_MAX_MERGED_ROWS = 200_000
_MOST_NAMES = 10_000
"""Defined names that are looked at."""
_MAX_FORMAT_CODE = 1_000
"""Characters of a number format; spreadsheets stop at 255."""


def parse_xlsx(data: bytes) -> list[list[str]]:
    """The cells of the sheet named 入力, or of the first visible one; row 1 of the sheet first.

    Rows hold cells up to their last filled one; rows below the last filled one are left out. Hidden rows and
    columns count. Of merged cells only the upper left one has a value. Of formulas the stored result is
    taken.

    Raises:
        InputRejected: not an XLSX file, damaged, protected by a password, larger than allowed, or with a
            formula that has no stored result.
    """
    package = Package(data)
    book = read_workbook(package)
    # A sheet of the right name first, then visible ones; min takes the first of equals.
    sheet = min(book.sheets, key=lambda found: (found[0] != ENTRY_SHEET_NAME, not found[1]))
    reader = SheetReader(*read_shared(package, book), book.epoch_1904)
    walk(package.part(sheet[2]), reader.start, reader.end, reader.text)
    return reader.rows()


Position = tuple[int, int]
"""Row number, 1 is the first, and column index, 0 is A."""
Area = tuple[int, int, int, int]
"""Rows and columns of a range: top, left, bottom, right, all of them inside."""


def read_shared(package: Package, book: WorkbookParts) -> tuple[list[str], list[Format]]:
    """The texts and number formats that the sheets of a workbook share."""
    shared = _read_shared_strings(package.part(book.shared_strings)) if book.shared_strings else []
    return shared, _read_formats(package.part(book.styles)) if book.styles else []


class WorkbookParts:
    """Where the parts are; sheets: name, whether it is visible, and part of each."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.sheets: list[tuple[str, bool, str]] = []
        self.defined: list[tuple[str, str]] = []
        self.shared_strings = ""
        self.styles = ""
        self.epoch_1904 = False


def read_workbook(package: Package) -> WorkbookParts:
    """Which sheets a workbook has and where its parts are.

    Raises:
        InputRejected: it is none (``sheet_not_xlsx``), or damaged.
    """
    if not package.has("_rels/.rels"):
        raise InputRejected("sheet_not_xlsx")
    main = next((target for kind, target in package.relations("").values() if kind == "officeDocument"), "")
    if not main.lower().endswith(".xml") or not package.has(main):
        raise InputRejected("sheet_not_xlsx")
    relations = package.relations(main)
    book = WorkbookParts(main)
    text: list[str] = []
    named = [""]
    sheets: list[tuple[str, str, str]] = []  # name, state, relation

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "workbookPr":
            book.epoch_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif tag == "sheet":
            relation = next((value for name, value in attributes.items() if local(name) == "id"), "")
            sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), relation))
        elif tag == "definedName" and "localSheetId" not in attributes:
            named[0] = attributes.get("name", "")
            text.clear()

    def end(tag: str) -> None:
        if tag == "definedName" and named[0] and len(book.defined) < _MOST_NAMES:
            book.defined.append((named[0], "".join(text)[:_MAX_FORMAT_CODE]))
            named[0] = ""

    walk(package.part(main), start, end, text.append)
    book.sheets = [
        (name, state == "visible", relations[relation][1])
        for name, state, relation in sheets
        if relations.get(relation, ("", ""))[0] == "worksheet"
    ]
    if not book.sheets:
        raise InputRejected("sheet_not_xlsx")
    for kind, target in relations.values():
        if kind == "sharedStrings":
            book.shared_strings = target
        elif kind == "styles":
            book.styles = target
    return book


def _read_shared_strings(data: bytes) -> list[str]:
    found: list[str] = []
    runs: list[str] = []
    pieces: list[str] = []
    open_tags: list[str] = []

    def start(tag: str, _: Attributes) -> None:
        open_tags.append(tag)
        if tag == "si":
            runs.clear()
        elif tag == "t":
            pieces.clear()

    def end(tag: str) -> None:
        open_tags.pop()
        if tag == "t":
            runs.append(_unescape("".join(pieces)))
            pieces.clear()
        elif tag == "si":
            found.append("".join(runs))

    def text(piece: str) -> None:
        # <rPh> holds the reading (ふりがな) of the text, which is no part of it.
        if open_tags[-1] == "t" and "rPh" not in open_tags:
            pieces.append(piece)

    walk(data, start, end, text)
    return found


def _unescape(text: str) -> str:
    """Undo ``_x000D_``, which stands for characters XML cannot hold; line ends become LF."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        if _SURROGATE.search(text):
            try:
                text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            except UnicodeDecodeError:
                raise InputRejected("sheet_xlsx_broken") from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _read_formats(data: bytes) -> list[Format]:
    """How the numbers of each cell style are shown, by style index."""
    custom: dict[int, Format] = {}
    formats: list[Format] = []
    inside_cell_styles = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal inside_cell_styles
        if tag == "numFmt":
            if len(attributes.get("formatCode", "")) > _MAX_FORMAT_CODE:
                raise InputRejected("sheet_xlsx_broken")
            custom[_index(attributes.get("numFmtId"))] = format_of(attributes.get("formatCode", ""))
        elif tag == "cellXfs":
            inside_cell_styles = True
        elif tag == "xf" and inside_cell_styles:
            number = _index(attributes.get("numFmtId"))
            formats.append(custom.get(number) or _BUILT_IN.get(number, "plain"))

    def end(tag: str) -> None:
        nonlocal inside_cell_styles
        if tag == "cellXfs":
            inside_cell_styles = False

    walk(data, start, end)
    return formats


def _index(text: str | None) -> int:
    """A small number of the file's own bookkeeping; -1 if it is none."""
    return int(text) if text is not None and len(text) < 8 and text.isascii() and text.isdecimal() else -1


_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_GENERAL = re.compile("general|g/標準", re.IGNORECASE)


def format_of(code: str) -> Format:
    """Whether a number format shows a date, a percentage or the number itself; decided by its first section."""
    if _ELAPSED.search(code):  # 36:30 hours: no day and no time of day
        return "plain"
    section = _GENERAL.sub("", _LITERAL.sub("", code)).partition(";")[0].lower()
    if "%" in section:
        return "percent"
    if re.search(r"e[+-]", section):
        return "plain"
    return "date" if re.search("[ymdhsegab]", section) else "plain"


def number_text(raw: str, shown_as: Format = "plain", epoch_1904: bool = False) -> str:
    """A stored number as text.

    Args:
        raw: as it stands in the file, e.g. ``1.23E+11`` or ``0.30000000000000004``.
        shown_as: how the cell shows it.
        epoch_1904: whether dates count from 1904.

    Returns:
        Plain digits rounded to the 15 that a spreadsheet keeps; an ISO date; or ``85.6%`` for a percentage,
        so that 0.856 cannot pass for a rate. What is not a number comes back as it is.
    """
    raw = raw.strip()
    if not _NUMBER.fullmatch(raw):
        return raw
    if shown_as == "plain" and _PLAIN_INTEGER.fullmatch(raw):
        return "0" if raw == "-0" else raw
    try:
        value = _FIFTEEN_DIGITS.create_decimal(raw)
    except DecimalException:  # an exponent beyond all bounds
        return raw
    if value and abs(value.adjusted()) > 308:  # beyond any spreadsheet; would be megabytes of zeros
        return raw
    if shown_as == "date":
        return _date_text(value, epoch_1904) or _plain(value)
    if shown_as == "percent":
        return f"{_plain(value.scaleb(2))}%"
    return _plain(value)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


def _date_text(serial: Decimal, epoch_1904: bool) -> str | None:
    """A date, a date with time, or a time of day; None if the number is no day of the calendar."""
    if not 0 < serial < (2_957_003 if epoch_1904 else 2_958_465):
        return None
    seconds = int((serial * 86_400).to_integral_value(ROUND_HALF_UP))
    days, seconds = divmod(seconds, 86_400)
    time = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if days == 0 and not epoch_1904:
        return time
    if epoch_1904:
        first = date(1904, 1, 1)
    elif days < 60:
        first = date(1899, 12, 31)
    elif days == 60:  # the 29 February 1900 that never was
        return None
    else:
        first = date(1899, 12, 30)
    day = datetime.combine(first, datetime.min.time()) + timedelta(days=days)
    return f"{day:%Y-%m-%d}" if seconds == 0 else f"{day:%Y-%m-%d} {time}"


class SheetReader:
    """Collects the filled cells of a sheet while its XML goes by.

    Args:
        strict: refuse formulas without a stored result.

    Attributes:
        merged: ranges that are one cell; formulas: what is computed, collected unless strict.
    """

    def __init__(
        self, shared: list[str], formats: list[Format], epoch_1904: bool, *, strict: bool = True
    ) -> None:
        self._strict = strict
        self.formulas: list[Area] = []
        self._shared = shared
        self._formats = formats
        self._epoch_1904 = epoch_1904
        self._cells: dict[int, dict[int, str]] = {}
        self._merged_rows = 0
        self.merged: list[Area] = []
        self._inside_data = False
        self._row = 0
        self._column = -1
        self._type = "n"
        self._style = 0
        self._taking = False
        self._reading = 0
        self._formula = False
        self._run: list[str] = []
        self._value: list[str] | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        if not self._inside_data:
            if tag == "sheetData":
                self._inside_data = True
            elif tag == "mergeCell":
                self._add_merged(attributes.get("ref", ""))
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "v" or tag == "t":
            self._taking = not self._reading
        elif tag == "f":
            self._formula = True
            if not self._strict:
                reference = attributes.get("ref", "")
                own = (self._row, self._column, self._row, self._column)
                array = reference and attributes.get("t") in ("array", "dataTable")
                self.formulas.append(area_of(reference) if array else own)
        elif tag == "rPh":
            self._reading += 1
        elif tag == "row":
            number = attributes.get("r")
            self._row = self._row + 1 if number is None else _index(number)
            self._column = -1
            if not 1 <= self._row <= 1_048_576:
                raise InputRejected("sheet_xlsx_broken")

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            row, self._column = _position(reference)
            if row != self._row:
                raise InputRejected("sheet_xlsx_broken")
        self._type = attributes.get("t", "n")
        self._style = _index(attributes.get("s", "0"))
        self._formula = False
        self._value = None

    def text(self, piece: str) -> None:
        if self._taking:
            self._run.append(piece)

    def end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
        elif tag == "v" or tag == "t":
            if self._taking:
                self._taking = False
                self._value = [*(self._value or ()), _unescape("".join(self._run))]
                self._run.clear()
        elif tag == "rPh":
            self._reading -= 1
        elif tag == "sheetData":
            self._inside_data = False

    def _end_cell(self) -> None:
        raw = "".join(self._value or ())
        if self._formula and self._value is None and self._strict:
            raise InputRejected(
                "sheet_formula_without_result", row=self._row, column=column_name(self._column)
            )
        value = self._cell_text(raw)
        self._value = None
        if not value:
            return
        check_cell(value, self._row, self._column)
        if self._column >= MAX_COLUMNS:
            raise too_many_columns(self._row)
        row = self._cells.get(self._row)
        if row is None:
            # One heading row, and rows above it that a person may have left for a title.
            if len(self._cells) > MAX_ROWS + 20:
                raise too_many_rows()
            row = self._cells[self._row] = {}
        row[self._column] = value

    def _cell_text(self, raw: str) -> str:
        match self._type:
            case "s":
                index = _index(raw.strip())
                if not 0 <= index < len(self._shared):
                    raise InputRejected("sheet_xlsx_broken")
                return self._shared[index]
            case "str" | "inlineStr":
                return raw
            case "b":
                return {"1": "TRUE", "0": "FALSE"}.get(raw.strip(), raw)
            case "n":
                known = 0 <= self._style < len(self._formats)
                return number_text(raw, self._formats[self._style] if known else "plain", self._epoch_1904)
            case _:  # "e": an error value such as #N/A; "d": a date, already ISO text
                return raw

    def _add_merged(self, reference: str) -> None:
        top, left, bottom, right = area_of(reference)
        self._merged_rows += max(min(bottom, 2 * MAX_ROWS) - top, 0) + 1
        if self._merged_rows > _MAX_MERGED_ROWS:
            raise InputRejected("sheet_too_large")
        self.merged.append((top, left, bottom, right))

    def rows(self) -> list[list[str]]:
        """All rows from row 1 to the last filled one.

        Raises:
            InputRejected: too many rows.
        """
        for top, left, bottom, right in self.merged:
            for number in range(top, min(bottom, 2 * MAX_ROWS) + 1):
                row = self._cells.get(number, {})
                for column in [column for column in row if left <= column <= right]:
                    if (number, column) != (top, left):
                        del row[column]
        last = max((number for number, row in self._cells.items() if row), default=0)
        if last > 2 * MAX_ROWS:
            raise too_many_rows()
        return [self._row_texts(self._cells.get(number, {})) for number in range(1, last + 1)]

    @staticmethod
    def _row_texts(row: dict[int, str]) -> list[str]:
        return [row.get(column, "") for column in range(max(row, default=-1) + 1)]


def area_of(reference: str) -> Area:
    """The range of ``B5:D7`` or ``$B$5``.

    Raises:
        InputRejected: it is none (``sheet_xlsx_broken``).
    """
    first, _, last = reference.partition(":")
    return *_position(first), *_position(last or first)


def _position(reference: str) -> Position:
    """Row number and column index of ``B5``."""
    found = _REFERENCE.fullmatch(reference.replace("$", ""))
    if found is None:
        raise InputRejected("sheet_xlsx_broken")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1
