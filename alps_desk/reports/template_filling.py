"""Somebody's own form, filled: the cells that a mapping names get figures, everything else stays byte for byte.

Promise: only the sheets with written cells change, and in them only those cells (``sheet_splice``). Where another sheet's
formulas look at them, its stored results are dropped and the workbook is told to compute anew; pivot tables of such sheets
are told to be made anew; nothing else is touched. Rows are never added: formulas, rules and drawings below a list would have
to move with them, and a list that is longer than its room is refused instead of cut. What cannot be
filled as it should be (macros, passwords, old files, computed or merged cells, a list longer than its room) is refused
before anything is written, with a sentence that says what to do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NoReturn

from alps_desk.domain.calendar import date_text
from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.money import round_half_up
from alps_desk.domain.plan import Body, Plan
from alps_desk.reports.report_words import has_value, stand_in
from alps_desk.reports.sheet_limits import MAX_FILE_BYTES, column_name
from alps_desk.reports.sheet_package import Attributes, Package, walk
from alps_desk.reports.sheet_pivots import refreshed_pivots
from alps_desk.reports.sheet_splice import Put, computed_when_opened, splice
from alps_desk.reports.sheet_xlsx import Area, Position, area_of
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.reports.template_mapping import BlockSource, CellSource, TemplateMapping
from alps_desk.reports.xlsx_book import Book, BookSheet, parse_book

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_COMPUTES = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]{1,7}", re.ASCII)
_LETTERS = re.compile(r"[A-Z]{1,3}", re.ASCII)


@dataclass(frozen=True)
class Place:
    """A cell: name of its sheet, row number from 1, column index from 0."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """As ``B5``."""
        return f"{column_name(self.column)}{self.row}"


@dataclass(frozen=True)
class Missing:
    """A cell that stayed empty: what was to stand there is not in the report, or is there more than once."""

    place: Place
    code: str


@dataclass(frozen=True)
class Filling:
    """What goes where.

    Attributes:
        puts: by cell.
        missing: cells whose figure is not there.
        provisional: cells with a value on which offices disagree.
        rows: rows of lists.
    """

    puts: Mapping[Place, Put]
    missing: tuple[Missing, ...]
    provisional: tuple[Place, ...]
    rows: int


class Template:
    """A form that was opened; nothing of it is changed.

    Attributes:
        sha256: hash of the file.
        book: its sheets.
    """

    def __init__(self, data: bytes) -> None:
        """Open a form.

        Raises:
            InputRejected: ``template_old``, ``template_password``, ``template_macros``, ``template_signed``,
                ``template_kind``, or what ``parse_book`` refuses.
        """
        if len(data) > MAX_FILE_BYTES:
            raise InputRejected("sheet_too_large")
        if data.startswith(_OLE):
            raise InputRejected("template_password" if _ENCRYPTED in data else "template_old")
        if not data.startswith(_ZIP):
            raise InputRejected("template_kind")
        self._data = data
        self.sha256 = hashlib.sha256(data).hexdigest()
        package = Package(data)
        names = package.names
        if not package.has("[Content_Types].xml") or not package.has("_rels/.rels"):
            raise InputRejected("template_kind")
        types = package.part("[Content_Types].xml").lower()
        if b"macroenabled" in types or any(name.endswith("vbaproject.bin") for name in names):
            raise InputRejected("template_macros")
        if b"template.main+xml" in types:
            raise InputRejected("template_kind")
        if any(name.startswith("_xmlsignatures/") for name in names):
            raise InputRejected("template_signed")
        self.book: Book = parse_book(package)
        self._headings: dict[str, list[Area]] = {
            sheet.name: _table_headings(package, sheet.part) for sheet in self.book.sheets
        }
        self._formulas = {sheet.name: _formulas_of(package.part(sheet.part)) for sheet in self.book.sheets}

    def sheet(self, name: str) -> BookSheet:
        """A sheet by its name, the first visible one for "".

        Raises:
            InputRejected: there is none (``template_sheet_missing``).
        """
        sheets = self.book.sheets
        if not name:
            return next((one for one in sheets if one.visible), sheets[0])
        found = next((one for one in sheets if one.name == name), None)
        if found is None:
            raise InputRejected("template_sheet_missing", sheet=excerpt(name))
        return found

    def place(self, sheet: str, cell: str) -> Place:
        """The cell of a reference or of a name that the workbook defines.

        Raises:
            InputRejected: there is no such cell, name or sheet (``template_cell_missing``).
        """
        text = cell.strip()
        if _CELL.fullmatch(text.upper()):
            row, column, _, _ = area_of(text.upper())
            if not (1 <= row <= 1_048_576 and column < 16_384):
                raise InputRejected("template_cell_missing", cell=excerpt(cell))
            return Place(self.sheet(sheet).name, row, column)
        named = next((area for name, area in self.book.names.items() if name.lower() == text.lower()), None)
        if named is None:
            raise InputRejected("template_cell_missing", cell=excerpt(cell))
        return Place(self.sheet(named[0]).name, named[1][0], named[1][1])

    def check(self, place: Place) -> None:
        """Whether a value may stand in a cell.

        Raises:
            InputRejected: it is computed (``template_cell_formula``), inside a merged cell but not its upper left one
                (``template_cell_merged``), or the heading of a table (``template_cell_heading``).
        """
        sheet, at = self.sheet(place.sheet), (place.row, place.column)
        if any(_inside(at, area) for area in sheet.formulas):
            raise InputRejected("template_cell_formula", cell=place.cell)
        for area in sheet.merged:
            if _inside(at, area) and at != area[:2]:
                first = f"{column_name(area[1])}{area[0]}"
                raise InputRejected("template_cell_merged", cell=place.cell, first=first)
        if any(_inside(at, area) for area in self._headings[place.sheet]):
            raise InputRejected("template_cell_heading", cell=place.cell)

    def filled(self, puts: Mapping[Place, Put]) -> bytes:
        """The file with these values.

        Raises:
            InputRejected: a cell may hold none (:meth:`check`), or a text is too long.
        """
        by_sheet: dict[str, dict[Position, Put]] = {}
        for place, put in puts.items():
            self.check(place)
            by_sheet.setdefault(place.sheet, {})[place.row, place.column] = put
        package, changed = Package(self._data), {}
        for name, wanted in by_sheet.items():
            part = self.sheet(name).part
            changed[part] = splice(
                package.part(part), wanted, self.book.formats,
                epoch_1904=self.book.epoch_1904, drop_results=True,
            )  # fmt: skip
        onlookers = self._looking_on(set(by_sheet))
        for name in onlookers:
            part = self.sheet(name).part
            changed[part] = splice(package.part(part), {}, self.book.formats, drop_results=True)
        if onlookers:
            changed[self.book.part] = computed_when_opened(package.part(self.book.part))
        changed |= refreshed_pivots(package, self.book.part, {*by_sheet, *onlookers})
        return Package(self._data).repacked(changed)

    def _looking_on(self, written: set[str]) -> list[str]:
        """Other sheets with formulas that look at a written one, or at one that does: their results are of before."""
        touched = set(written)
        while True:
            names = {name for name, (sheet, _) in self.book.names.items() if sheet in touched}
            words = [*touched, *(name.replace("'", "''") for name in touched), *names, "["]
            more = {
                name
                for name, formulas in self._formulas.items()
                if name not in touched and any(word in formulas for word in words)
            }
            if not more:
                return [sheet.name for sheet in self.book.sheets if sheet.name in touched - written]
            touched |= more


def _formulas_of(part: bytes) -> str:
    """The formulas of a sheet, one after the other."""
    pieces: list[str] = []
    inside = [False]

    def start(tag: str, _: Attributes) -> None:
        inside[0] = tag == "f"

    def text(piece: str) -> None:
        if inside[0]:
            pieces.append(piece)

    def end(_: str) -> None:
        inside[0] = False

    if _COMPUTES.search(part):
        walk(part, start, end, text)
    return "\n".join(pieces)


def _inside(at: Position, area: Area) -> bool:
    top, left, bottom, right = area
    return top <= at[0] <= bottom and left <= at[1] <= right


def _table_headings(package: Package, part: str) -> list[Area]:
    """Heading rows of the tables on a sheet: their texts are also kept elsewhere and must not change."""
    found: list[Area] = []
    folder, _, base = part.rpartition("/")
    if not package.has(f"{folder}/_rels/{base}.rels"):
        return found

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "table" and attributes.get("headerRowCount", "1") != "0":
            top, left, _, right = area_of(attributes.get("ref", ""))
            found.append((top, left, top, right))

    for kind, target in package.relations(part).values():
        if kind == "table" and package.has(target):
            walk(package.part(target), start)
    return found


# --- from reports to cells ------------------------------------------------------------------------------------

TableOf = Callable[[str], ReportTable]
"""A report by its name, filled."""


def plan_filling(
    template: Template,
    mapping: TemplateMapping,
    table_of: TableOf,
    plan: Plan,
    facts: Mapping[str, str | date],
) -> Filling:
    """What a mapping puts where.

    Args:
        table_of: gives each report once it is asked for.
        facts: texts and dates of ``template_mapping.FACTS``.

    Raises:
        InputRejected: a cell may hold no value, a list is longer than its room (``template_block_full``), two entries
            name one cell (``template_cell_twice``), or there is no such report or column.
    """
    puts: dict[Place, Put] = {}
    missing: list[Missing] = []
    provisional: list[Place] = []

    def put(place: Place, value: Put) -> None:
        template.check(place)
        if place in puts:
            raise InputRejected("template_cell_twice", cell=place.cell)
        puts[place] = value

    for one in mapping.cells:
        place = template.place(one.sheet, one.cell)
        if one.fact:
            put(place, _fact(facts.get(one.fact, "")))
            continue
        table = table_of(one.form)
        at = _column_of(table, one.column)
        rows = _rows_of(table, plan, one)
        if len(rows) != 1:
            missing.append(Missing(place, "template_no_figure" if not rows else "template_many_figures"))
            put(place, Put("empty"))
            continue
        cell = _cells(rows[0])[at[0]]
        put(place, put_of(cell, at[1], one.unit))
        if cell.state == "conflict":
            provisional.append(place)
    count = 0
    for block in mapping.blocks:
        table = table_of(block.form)
        first = template.place(block.sheet, block.cell)
        rows = [row for row in _rows_of(table, plan, block) if row.kind == "data"]
        if len(rows) > block.rows:
            raise InputRejected("template_block_full", cell=first.cell, rows=len(rows), room=block.rows)
        count += len(rows)
        for letters, key in block.columns.items():
            at = _column_of(table, key)
            column = _index_of(letters)
            for offset in range(block.rows):
                place = Place(first.sheet, first.row + offset, column)
                if offset >= len(rows):
                    put(place, Put("empty"))
                    continue
                cell = _cells(rows[offset])[at[0]]
                put(place, put_of(cell, at[1], block.unit))
                if cell.state == "conflict":
                    provisional.append(place)
    if not puts:
        raise InputRejected("template_nothing_mapped")
    return Filling(puts, tuple(missing), tuple(provisional), count)


def put_of(cell: Cell, column: Column, unit: int) -> Put:
    """A cell of a report as it is put into a form: a figure as a number, a state in its word or mark (R16)."""
    if not has_value(cell):
        return Put("text", stand_in(cell)) if stand_in(cell) else Put("empty")
    value = cell.value
    if isinstance(value, date):
        return Put("date", date_text(value), day=value)
    if isinstance(value, str):
        return Put("text", value) if value else Put("empty")
    assert value is not None
    if column.kind == "rate":
        return Put("rate", number=value)
    if column.kind == "yen" and unit == 1000:
        return Put("number", number=round_half_up(int(value), 1000))
    return Put("number", number=value)


def put_text(put: Put) -> str:
    """About how it reads in the sheet."""
    if put.kind == "number":
        return f"{Decimal(put.number):,f}"
    return f"{Decimal(put.number):f}" if put.kind == "rate" else put.text


def _fact(value: str | date) -> Put:
    if isinstance(value, date):
        return Put("date", date_text(value), day=value)
    return Put("text", value) if value else Put("empty")


def columns_of(table: ReportTable) -> list[Column]:
    """Every column of a report that a cell can take: the keys first."""
    return [*table.key_columns, *table.columns]


def _cells(row: Row) -> list[Cell]:
    return [*row.keys, *row.cells]


def _column_of(table: ReportTable, key: str) -> tuple[int, Column]:
    """Place of a column among the cells of a data row."""
    for at, column in enumerate(columns_of(table)):
        if column.key == key:
            return at, column
    raise InputRejected("template_column_missing", column=excerpt(key), form=table.title)


def _index_of(letters: str) -> int:
    if not _LETTERS.fullmatch(letters):
        _no_cell(letters)
    return area_of(f"{letters}1")[1]


def _no_cell(cell: str) -> NoReturn:
    raise InputRejected("template_cell_missing", cell=excerpt(cell))


def _rows_of(table: ReportTable, plan: Plan, wanted: CellSource | BlockSource) -> list[Row]:
    """The rows that an entry names. Sums have no keys: they are found by what stands in them."""
    label = wanted.label if isinstance(wanted, CellSource) else ""
    project = plan.project(wanted.project) if wanted.project else None
    office = plan.body(wanted.office) if wanted.office else None
    found = []
    for row in table.rows:
        words = {cell.value for cell in row.cells if isinstance(cell.value, str)}
        if label and label not in words:
            continue
        if not label and row.kind != "data":
            continue
        keys = {column.key: cell.value for column, cell in zip(table.key_columns, row.keys, strict=False)}
        if wanted.project:
            named = keys.get("project") == wanted.project if "project" in keys else False
            if not named and (keys or project is None or project.name not in words):
                continue
        if office is not None and not _is_of(keys, words, office):
            continue
        keyless = [Cell("") for _ in table.key_columns]
        found.append(row if row.keys else Row(row.cells, row.kind, keyless))
    return found


def _is_of(keys: Mapping[str, object], words: set[str], office: Body) -> bool:
    if keys.get("office") == office.key or (office.code6 and keys.get("code6") == office.code6):
        return True
    return not keys.get("code6") and office.name in words
