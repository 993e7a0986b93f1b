"""Old tables: what they mean, what would become of each cell, and taking them by the one door.

Promise: every row of the table is in the answer, taken or with the reason why not; every cell with a value has one
verdict. What is taken goes in as an entry of the office, or on its behalf with the reason, all in one step.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from alps_desk import places, wording
from alps_desk.app import questions, recording
from alps_desk.app.commands import Backfill, SaveValues, UndoBackfill
from alps_desk.app.entry import period_in, read_cell
from alps_desk.app.files import read_file
from alps_desk.app.old_words import Learned, learn, learned
from alps_desk.app.planning import plan_in_force
from alps_desk.app.workplace import Workplace
from alps_desk.domain.backfill_mapping import BackfillMapping, ColumnMeaning, RowMeaning
from alps_desk.domain.cells import to_stored
from alps_desk.domain.entry_form import VALUE_COLUMNS, Part, target
from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.journal import Scalar
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.records import Field, parse_record_id
from alps_desk.domain.search_key import search_key
from alps_desk.domain.shown import EMPTY, Figures
from alps_desk.domain.table_guess import (
    KEYS,
    SEARCHED_ROWS,
    ColumnGuess,
    RowGuess,
    TableGuess,
    Words,
    guess_rows,
    guess_table,
    spread,
)
from alps_desk.reports.sheet_limits import MAX_FILE_BYTES, column_name
from alps_desk.reports.sheet_package import Package
from alps_desk.reports.sheet_text import decode, parse_csv
from alps_desk.reports.sheet_xlsx import Area
from alps_desk.reports.xlsx_book import parse_book

CellOutcome = Literal["taken", "normalised", "same", "refused"]
_TOWN_ENDINGS = 1
"""Letters of 市, 町, 村, without which people write a name."""


@dataclass(frozen=True)
class OldSheet:
    """One table of a file: rows of texts and merged ranges."""

    name: str
    rows: list[list[str]]
    merged: tuple[Area, ...]


@dataclass(frozen=True)
class CellVerdict:
    """What becomes of one cell.

    Attributes:
        row, column: as a spreadsheet shows them; field, office, project: what it is.
        text: what stands there; shown: how it would be written.
        code, params: reason of a refusal, or a notice.
    """

    row: int
    column: str
    field: str
    office: str
    project: str
    text: str
    outcome: CellOutcome
    shown: str
    code: str = ""
    params: Mapping[str, object] = None  # type: ignore[assignment]

    @property
    def message(self) -> str:
        """The reason in words."""
        return wording.say(self.code, **(self.params or {})) if self.code else ""


@dataclass(frozen=True)
class Backfilled:
    """What a table did, or would do.

    Attributes:
        mapping: what it was taken to mean, guesses filled in.
        table: the headings; rows: every row that is not blank.
        cells: every cell with a value in a column of use.
        changes: ids; before: what was shown, to go back to; offices: whose fields were changed.
        sheets: names of the tables in the file; sheet: the one that was looked at.
        heads: what stands in its first rows, where the headings may be, each on one line.
    """

    mapping: BackfillMapping
    table: TableGuess
    rows: tuple[RowGuess, ...]
    cells: tuple[CellVerdict, ...]
    changes: tuple[str, ...] = ()
    before: Mapping[tuple[str, str], Scalar] = None  # type: ignore[assignment]
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    heads: tuple[str, ...] = ()

    @property
    def unmapped(self) -> list[RowGuess]:
        """Rows that are not taken, with the reason."""
        return [row for row in self.rows if row.reason]

    def count(self, outcome: CellOutcome) -> int:
        """Cells of an outcome."""
        return sum(cell.outcome == outcome for cell in self.cells)


def read_old(content: bytes, name: str) -> list[OldSheet]:
    """The tables of a file, visible sheets first.

    Raises:
        InputRejected: the codes ``sheet_*``.
    """
    if len(content) > MAX_FILE_BYTES:
        raise InputRejected("sheet_too_large")
    if not content:
        raise InputRejected("sheet_empty")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputRejected("sheet_encrypted")
    if content.startswith(b"PK\x03\x04"):
        sheets = sorted(parse_book(Package(content)).sheets, key=lambda one: not one.visible)
        return [OldSheet(one.name, one.rows, one.merged) for one in sheets]
    rows, _ = parse_csv(decode(content), ragged=True)
    return [OldSheet(name, rows, ())]


def read_old_file(path: Path) -> bytes:
    """The bytes of a file that somebody chose, if it is a table at all.

    Raises:
        InputRejected: it is none; NotFound: it cannot be read.
    """
    content = read_file(path, MAX_FILE_BYTES)
    read_old(content, path.name)
    return content


def backfill(place: Workplace, command: Backfill) -> Backfilled:
    """Take an old table, all cells or none (``leave_refused``: all that can be taken).

    Raises:
        InputRejected: no table in it (``backfill_no_table``), the year, period or unit is not said
            (``backfill_year_missing``, ``backfill_period_missing``, ``backfill_unit_missing``), nothing to take
            (``backfill_nothing``), cells are refused (``backfill_refused``), on behalf without a reason.
        NotFound: no plan of that year.
    """
    found, values = judge(place, command)
    if not command.keep:
        return found
    refused = [cell for cell in found.cells if cell.outcome == "refused"]
    if refused and not command.leave_refused:
        first = refused[0]
        raise InputRejected(
            "backfill_refused", count=len(refused), cell=f"{first.column}{first.row}", reason=first.message
        )
    if not values:
        raise InputRejected("backfill_nothing")
    saved = recording.save_together(place, _saves(place, values, command.why))
    learn(place, _lessons(found))
    return replace(found, changes=saved.changes, before=saved.before)


def judge(place: Workplace, command: Backfill) -> tuple[Backfilled, dict[str, dict[str, dict[str, Scalar]]]]:
    """What would become of each cell, and the values to save by office and record; nothing is changed."""
    wanted = command.mapping
    sheets = read_old(command.content, command.name)
    sheet = next((one for one in sheets if one.name == wanted.sheet), None) if wanted.sheet else sheets[0]
    if sheet is None:
        raise InputRejected("template_sheet_missing", sheet=excerpt(wanted.sheet))
    plan = plan_in_force(place, wanted.fy)
    words = words_of(plan, learned(place))
    table = _table(sheet, wanted, words)
    if not any(one.field in ("project", "project_name") for one in table.columns):
        raise InputRejected("backfill_no_table")
    rows = _rows(place, plan, sheet, wanted, table, words)
    said = replace(wanted, sheet=wanted.sheet and sheet.name, top=table.top, bottom=table.bottom)
    money = [one for one in table.columns if one.field in _amounts()]
    if wanted.fy is None or not wanted.period:
        raise InputRejected("backfill_year_missing" if wanted.fy is None else "backfill_period_missing")
    if money and wanted.unit not in (1, 1000):
        raise InputRejected("backfill_unit_missing")
    judged = _Judge(place, plan, period_in(plan, wanted.period), wanted.unit or 1)
    judged.read(sheet, table, rows)
    return Backfilled(said, table, tuple(judged.rows), tuple(judged.cells)), judged.values


def guess(place: Workplace, content: bytes, name: str, wanted: BackfillMapping) -> Backfilled:
    """What a table seems to mean, without judging its cells: headings, columns, rows."""
    sheets = read_old(content, name)
    sheet = next((one for one in sheets if one.name == wanted.sheet), sheets[0])
    plan = plan_in_force(place, wanted.fy)
    words = words_of(plan, learned(place))
    table = _table(sheet, wanted, words)
    rows = _rows(place, plan, sheet, wanted, table, words)
    kept = tuple(row for row in rows if row.reason != "blank")
    return Backfilled(
        replace(wanted, top=table.top, bottom=table.bottom),
        table,
        kept,
        (),
        sheets=tuple(one.name for one in sheets),
        sheet=sheet.name,
        heads=tuple(
            " ".join(" ".join(cell.split()) for cell in row if cell.strip())
            for row in sheet.rows[:SEARCHED_ROWS]
        ),
    )


letters_of = column_name
"""The letters that a spreadsheet shows above a column."""


def suggestion(found: Backfilled) -> BackfillMapping:
    """What a table seems to mean as a whole mapping: every column, and every row that waits for a word."""
    columns = tuple(
        ColumnMeaning(column_name(one.index), one.field, one.office) for one in found.table.columns
    )
    rows = tuple(RowMeaning(row.text, row.project, row.office) for row in found.rows if _waits(row))
    unit = found.mapping.unit or found.table.unit
    return replace(found.mapping, columns=columns, rows=rows, unit=unit)


def _waits(row: RowGuess) -> bool:
    return row.reason in ("project", "office") or row.how == "similar"


def _table(sheet: OldSheet, wanted: BackfillMapping, words: Words) -> TableGuess:
    table = guess_table(sheet.rows, sheet.merged, words, top=wanted.top, bottom=wanted.bottom)
    if not wanted.columns:
        return table
    said = {one.column: one for one in wanted.columns}
    known = {column_name(one.index): one for one in table.columns}
    columns = [
        ColumnGuess(_index(letters), known[letters].heading if letters in known else "", one.field, one.office, "chosen")
        for letters, one in said.items()
    ]  # fmt: skip
    columns += [replace(one, field="") for letters, one in known.items() if letters not in said]
    return replace(table, columns=tuple(sorted(columns, key=lambda one: one.index)))


def _index(letters: str) -> int:
    index = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise InputRejected("template_cell_missing", cell=excerpt(letters))
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _rows(
    place: Workplace,
    plan: Plan,
    sheet: OldSheet,
    wanted: BackfillMapping,
    table: TableGuess,
    words: Words,
) -> list[RowGuess]:
    office = wanted.office or ("" if place.is_union else place.office)
    rows = guess_rows(sheet.rows, sheet.merged, table.columns, table.bottom, words, office=office)
    corrected = {one.text: one for one in wanted.rows}
    by_column = any(one.office and one.field in VALUE_COLUMNS for one in table.columns)
    found = []
    for row in rows:
        one = corrected.get(row.text)
        if one is None or row.reason == "blank":
            found.append(row)
            continue
        project, whose = one.project or row.project, one.office or row.office
        reason: Literal["", "left", "project", "office"] = ""
        if one.leave:
            reason = "left"
        elif plan.project(project) is None:
            reason = "project"
        elif not whose and not by_column:
            reason = "office"
        found.append(replace(row, project=project, office=whose, how="chosen", reason=reason))
    return found


@cache
def _old_headings() -> dict[str, tuple[str, ...]]:
    with (places.resources() / "old_headings.csv").open(encoding="utf-8", newline="") as stream:
        return {row["identifier"]: tuple(row["words"].split(";")) for row in csv.DictReader(stream)}


@cache
def _amounts() -> frozenset[str]:
    return frozenset(name for name in VALUE_COLUMNS if wording.unit(name) == wording.unit("spent"))


def words_of(plan: Plan, known: Learned) -> Words:
    """Everything that headings, projects and offices are called."""
    old = _old_headings()
    fields = {
        name: (*([wording.term(name)] if name in wording.terms() else []), name, *old.get(name, ()))
        for name in (*KEYS, *VALUE_COLUMNS)
    }
    offices = {}
    for body in plan.bodies:
        short = [body.name[:-_TOWN_ENDINGS]] if body.kind in ("city", "town", "village") else []
        codes = [body.code6, body.code6[:5]] if body.code6 else []
        offices[body.key] = (body.name, body.key, *codes, *short, *([body.kana] if body.kana else []))
    projects = {one.code: one.name for one in plan.projects}
    return Words(fields, projects, offices, known.columns, known.projects, known.offices)


def _lessons(found: Backfilled) -> Learned:
    """What a table that was taken teaches about words; what was found by its own name teaches nothing."""
    columns = {
        search_key(one.heading): one.field
        for one in found.table.columns
        if one.how == "chosen" and one.heading
    }
    projects = {
        search_key(row.name): row.project for row in found.rows if row.how in ("chosen", "similar") and row.name and not row.reason
    }  # fmt: skip
    return Learned(columns, projects, {})


class _Judge:
    """Gives each cell its verdict."""

    def __init__(self, place: Workplace, plan: Plan, period: Period, unit: int) -> None:
        self._place = place
        self._plan = plan
        self._period = period
        self._unit = unit
        self._figures: Figures = questions.figures(place, plan.fy)
        self.rows: list[RowGuess] = []
        self.cells: list[CellVerdict] = []
        self.values: dict[str, dict[str, dict[str, Scalar]]] = {}
        self._from: dict[tuple[str, str], str] = {}

    def read(self, sheet: OldSheet, table: TableGuess, rows: Sequence[RowGuess]) -> None:
        """Go through the table."""
        grid = spread(sheet.rows, ())
        columns = [one for one in table.columns if one.field in VALUE_COLUMNS]
        for row in rows:
            if row.reason == "blank":
                continue
            self.rows.append(row)
            if row.reason:
                continue
            line = grid[row.number - 1]
            for column in columns:
                text = line[column.index] if column.index < len(line) else ""
                if text.strip():
                    self._cell(row, column, text)

    def _cell(self, row: RowGuess, column: ColumnGuess, text: str) -> None:
        office = column.office or row.office

        def verdict(outcome: CellOutcome, shown: str, code: str = "", **params: object) -> None:
            self.cells.append(
                CellVerdict(
                    row.number, column_name(column.index), column.field, office, row.project, text[:200],
                    outcome, shown, code, params,
                )
            )  # fmt: skip

        place = self._target(row.project, office, column.field)
        if isinstance(place, str):
            verdict("refused", text, place)
            return
        record, field = place
        read = read_cell(self._plan, field, text, unit=self._unit, rounds=True)
        if read.outcome == "refused":
            verdict("refused", text, read.code, **read.params)
            return
        if read.outcome == "blank":
            return
        stored = to_stored(read.cell())
        here = f"{column_name(column.index)}{row.number}"
        if (record, field.name) in self._from:
            verdict("refused", text, "backfill_twice", other=self._from[record, field.name])
            return
        self._from[record, field.name] = here
        now = self._figures.get((record, field.name), EMPTY)
        if to_stored(now.cell) == stored and not now.conflict:
            verdict("same", read.shown)
            return
        self.values.setdefault(office, {}).setdefault(record, {})[field.name] = stored
        notice = read.code if read.code != "entry_normalised" else ""
        outcome: CellOutcome = "normalised" if read.outcome == "normalised" else "taken"
        verdict(outcome, read.shown, notice, **(read.params if notice else {}))

    def _target(self, code: str, office: str, column: str) -> tuple[str, Field] | str:
        """Where a value is kept, or the code of the reason why nowhere."""
        project = self._plan.project(code)
        if project is None or not office:
            return "backfill_no_office"
        if office != self._place.office and not self._place.is_union:
            return "backfill_other_office"
        if not project.enters(office):
            return "project_not_ours"
        payee = project.payee
        part = Part(project, office, "own", payee=payee if payee != office else "")
        return target(part, column, self._period) or "cell_not_here"


def undo(place: Workplace, command: UndoBackfill) -> recording.Saved:
    """Put back what was shown before, by the same door and in one step.

    Raises:
        InputRejected: nothing was taken (``backfill_nothing``), or on behalf without a reason.
    """
    values: dict[str, dict[str, dict[str, Scalar]]] = {}
    for (record, name), value in command.before.items():
        office = writer_of(parse_record_id(record), name)
        values.setdefault(office, {}).setdefault(record, {})[name] = value
    if not values:
        raise InputRejected("backfill_nothing")
    return recording.save_together(place, _saves(place, values, command.why))


def _saves(
    place: Workplace, values: Mapping[str, Mapping[str, Mapping[str, Scalar]]], why: str
) -> list[SaveValues]:
    """One command for each office."""
    if any(office != place.office for office in values) and not why.strip():
        raise InputRejected("behalf_needs_source")
    return [
        SaveValues(records, why=why, on_behalf=office if office != place.office else "")
        for office, records in values.items()
    ]
