"""A grid's view of one table of the plan.

Below the records stand a few empty rows: what is typed there becomes a record as soon as its code is known, typed or
counted on from the last one; until then it stays on the screen. A text that is not stored keeps its row, even when
the row could not be saved yet, or somebody else has taken the record out of the plan: it can be copied, written again,
or thrown away with the row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QObject

from alps_desk import wording
from alps_desk.app import plan_options
from alps_desk.app.describing import field_label
from alps_desk.app.plan_options import PlanView
from alps_desk.domain.calendar import date_text, fiscal_year_text
from alps_desk.domain.cells import CellState, CellValue, to_stored
from alps_desk.domain.entry_text import Verdict as TextVerdict
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.plan_records import text_of
from alps_desk.domain.records import TYPES, UNION, parse_record_id, record_id
from alps_desk.domain.rules import Finding
from alps_desk.domain.typed_number import quantity_text
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.entry_steps import Content, Draft
from alps_desk.gui.messages import sentence
from alps_desk.gui.plan import plan_words
from alps_desk.gui.plan.plan_book import PlanBook
from alps_desk.gui.plan.sheets import PAST, TARGET, Sheet, row_record
from alps_desk.gui.plan.spare_rows import SpareRows
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid import (
    Align,
    CellEdit,
    CellFlag,
    ColumnKind,
    GridCell,
    GridColumn,
    GridSource,
    Outcome,
    PasteReport,
    Verdict,
)

_STATES = {"error": State.ERROR, "warning": State.WARNING}
_MOST_TARGETS = 6


class SheetSource(GridSource):
    """One table.

    Args:
        book: the data; sheet: what it shows.
    """

    def __init__(self, book: PlanBook, sheet: Sheet, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book, self.sheet, self._session = book, sheet, session
        self._columns: tuple[GridColumn, ...] = ()
        self._records: list[str] = []
        self._spare = SpareRows(sheet)
        self._made: dict[str, str] = {}
        book.changed.connect(self._follow)

    # -- rows and columns --

    @property
    def view(self) -> PlanView:
        """The plan as it stands."""
        assert self._book.view is not None
        return self._book.view

    def columns(self) -> Sequence[GridColumn]:
        return self._columns

    def column_named(self, key: str) -> int:
        """Number of a column; -1 if it is not in the table."""
        return next((number for number, one in enumerate(self._columns) if one.key == key), -1)

    def row_count(self) -> int:
        return len(self._records) + len(self._spare) if self._columns else 0

    def row_key(self, row: int) -> object:
        record = self.record(row)
        return self._made.get(record, record) if record else self._spare.ids[row - len(self._records)]

    def record(self, row: int) -> str:
        """Id of the record of a row, "" for an empty row."""
        return self._records[row] if row < len(self._records) else ""

    def row_of(self, record: str) -> int:
        """Row of a record; -1 if it is not in the table."""
        return self._records.index(record) if record in self._records else -1

    def row_name(self, row: int) -> str:
        record = self.record(row)
        if not record:
            return wording.say("plan_new_row")
        return " ".join(self.cell(row, n).text for n, one in enumerate(self._columns) if one.frozen) or record

    def place(self, row: int, key: str) -> Place | None:
        """Where a cell is kept; None for parts of the id, computed cells and empty rows."""
        record = self.record(row)
        if not record:
            return None
        if key.startswith(TARGET):
            code = parse_record_id(record).part("indicator")
            return record_id("target", UNION, fy=key.removeprefix(TARGET), indicator=code), "target"
        return (record, key) if key in TYPES[self.sheet.kind].fields else None

    # -- rows that are only begun --

    def spare_number(self, row: int) -> int:
        """Which of the empty rows a row without a record is."""
        return row - len(self._records)

    def begun(self) -> dict[int, dict[str, str]]:
        """Texts by column in the empty rows that are no records yet, by their number."""
        return self._spare.begun()

    def begin_again(self, number: int, texts: Mapping[str, str]) -> None:
        """Put texts into an empty row, or another that is free, as they were typed before."""
        known = {one.key for one in self._columns}
        before = len(self._spare)
        self._spare.begin_again(number, {key: text for key, text in texts.items() if key in known})
        if len(self._spare) != before:
            self.rows_changed.emit()
        self.cells_changed.emit([])

    # -- cells --

    def cell(self, row: int, column: int) -> GridCell:
        key = self._columns[column].key
        record = self.record(row)
        if not record:
            return self._spare.cell(self.spare_number(row), key)
        if key == PAST:
            return GridCell(plan_words.past_words(self.view, parse_record_id(record).project))
        if key in TYPES[self.sheet.kind].parts:
            text = plan_options.part_text(self.view, self.sheet.kind, key, parse_record_id(record).part(key))
            found = [one for one in self._book.found((record, "")) if one.level != "missing"]
            first = key == self.sheet.parts[0]
            if first and self.is_rowless(row):
                tip = wording.say("plan_rowless_row" if self.is_taken_out(row) else "plan_not_yet")
                return GridCell(text, flags=CellFlag.LOCKED, state=State.WARNING, tip=tip)
            state = _STATES[found[0].level] if found and first else None
            return GridCell(
                text,
                flags=CellFlag.LOCKED,
                state=state,
                tip=finding_text(found[0]) if state and found else "",
            )
        place = self.place(row, key)
        assert place is not None
        flags = CellFlag.UNEXPORTED if self._book.is_unexported(place) else CellFlag.NONE
        draft = self._book.draft(place)
        if draft is not None:
            return GridCell(draft.text, draft.text, State.ERROR, flags, draft.message)
        text = self._text(place, key)
        if self._book.in_conflict(place):
            return GridCell(text, text, State.CONFLICT, flags, wording.say("rule_conflict"))
        findings = self._book.found(place)
        worst = next((one for one in findings if one.level != "missing"), None)
        if worst is not None:
            return GridCell(text, text, _STATES[worst.level], flags, finding_text(worst))
        if findings and not text:
            flags |= CellFlag.MISSING
        return GridCell(text, text, None, flags)

    def _text(self, place: Place, key: str) -> str:
        records = self.view.records
        decimals = plan_options.decimals_of(records, place[0])
        if key.startswith(TARGET):
            cell = self._book.cell(place)
            if cell.state is CellState.VALUE and isinstance(cell.value, int):
                return quantity_text(cell.value, decimals)
            return text_of(records.get(place[0]), "target_text")
        return plan_options.shown_text(
            self.view, place[0], place[1], self._book.cell(place), decimals=decimals
        )

    # -- typing --

    def edit_many(self, edits: Sequence[CellEdit], name: str) -> PasteReport:
        rows: dict[int, list[CellEdit]] = {}
        for edit in edits:
            rows.setdefault(edit.row, []).append(edit)
        verdicts: dict[CellEdit, Verdict] = {}
        wanted: dict[Place, Content] = {}
        for row, some in rows.items():
            record = self.record(row) or self._begin(row, some, verdicts, wanted)
            if not record:
                continue
            for edit in some:
                if edit not in verdicts:
                    verdicts[edit] = self._type(record, edit, wanted)
        self._book.write(wanted, name)
        if any(not self.record(row) for row in rows if row < self.row_count()):
            self.cells_changed.emit([])
        return PasteReport(name, tuple(verdicts[edit] for edit in edits))

    def _begin(
        self,
        row: int,
        some: Sequence[CellEdit],
        verdicts: dict[CellEdit, Verdict],
        wanted: dict[Place, Content],
    ) -> str:
        """Type into an empty row; id of the record it becomes, "" while it is not known."""
        number = self.spare_number(row)
        spare = self._spare.ids[number]
        typed = self._spare.type(number, {self._columns[edit.column].key: edit.text for edit in some})
        if not typed:
            for edit in some:
                verdicts[edit] = Verdict(edit, Outcome.SAME)
            return ""
        try:
            record = self._record_of(typed, wanted)
        except InputRejected as refusal:
            self._spare.marks[spare] = {self._columns[edit.column].key: sentence(refusal) for edit in some}
            for edit in some:
                verdicts[edit] = Verdict(edit, Outcome.MARKED, edit.text, sentence(refusal))
            return ""
        if not record:
            for edit in some:
                missing = self._spare.what_is_missing(number)
                verdicts[edit] = Verdict(edit, Outcome.MARKED, edit.text, missing)
            return ""
        numbers = {one.key: number for number, one in enumerate(self._columns)}
        now = {self._columns[edit.column].key: edit for edit in some}
        before = set(wanted)
        for key, text in typed.items():
            edit = now.get(key) or CellEdit(row, numbers[key], text)
            verdicts[edit] = self._type(record, edit, wanted)
        if not self._at_first(record) and not any(
            content.stored is not None for place, content in wanted.items() if place[0] == record
        ):
            # A row is there once something of it can be stored; until then its texts stay in the empty row.
            for place in set(wanted) - before:
                del wanted[place]
            self._spare.marks[spare] = {
                self._columns[edit.column].key: verdict.message
                for edit, verdict in verdicts.items()
                if edit.row == row and verdict.outcome is Outcome.MARKED
            }
            return ""
        self._spare.clear(spare)
        self._made[record] = spare
        for field, value in self._at_first(record).items():
            wanted.setdefault((record, field), Content(value))
        return record

    def _record_of(self, typed: Mapping[str, str], wanted: Mapping[Place, Content]) -> str:
        """Id that the typed parts make; "" while one is missing.

        Raises:
            InputRejected: a part cannot be read, or there is such a row already (``plan_row_there``).
        """
        sheet, view = self.sheet, self.view
        defaults = dict(sheet.defaults)
        parts: dict[str, str | int] = {"fy": view.plan.fy} if sheet.yearly else {}
        taken = {*(record.text for record, _ in view.records.of(sheet.kind)), *(place[0] for place in wanted)}
        for part in sheet.parts:
            if typed.get(part):
                parts[part] = plan_options.read_part(view, sheet.kind, part, typed[part])
            elif part in defaults:
                parts[part] = defaults[part]
            elif sheet.otherwise:
                codes = [
                    parse_record_id(record).part(part)
                    for record in taken
                    if record.startswith(f"{sheet.kind}:")
                ]
                parts[part] = plan_options.next_code(codes, sheet.otherwise)
            else:
                return ""
        if sheet.random:
            parts[sheet.random] = self._book.new_part()
        record = record_id(sheet.kind, UNION, **parts)
        if record in taken:
            raise InputRejected("plan_row_there", text=" ".join(str(parts[part]) for part in sheet.parts))
        return record

    def _at_first(self, record: str) -> dict[str, str | bool | int]:
        """What a new row says of itself, so that it is one."""
        match self.sheet.kind:
            case "succession":
                parsed = parse_record_id(record)
                return {"link_kind": "continued" if parsed.project == parsed.part("earlier") else "renamed"}
            case "project_year":
                before = self.view.plan.lineage.year_before(self.view.plan.fy)
                known = (
                    before is not None
                    and parse_record_id(record).project in self.view.plan.lineage.names[before]
                )
                numbers = [one.number for one in self.view.plan.projects]
                return {"is_new": not known, "number": max(numbers, default=0) + 1}
            case "period":
                return {"stage": parse_record_id(record).period}
        return {}

    def _type(self, record: str, edit: CellEdit, wanted: dict[Place, Content]) -> Verdict:
        """Read what was typed for a cell of a record; what is to be written is added to ``wanted``."""
        key = self._columns[edit.column].key
        if key in TYPES[self.sheet.kind].parts:
            return Verdict(edit, Outcome.TAKEN, edit.text)
        if key.startswith(TARGET):
            return self._type_target(record, key, edit, wanted)
        place = (record, key)
        decimals = plan_options.decimals_of(self.view.records, record)
        read = plan_options.read_text(self.view, record, key, edit.text, decimals=decimals)
        return self._hold(place, edit, read, wanted)

    def _type_target(self, record: str, key: str, edit: CellEdit, wanted: dict[Place, Content]) -> Verdict:
        code = parse_record_id(record).part("indicator")
        goal = record_id("target", UNION, fy=key.removeprefix(TARGET), indicator=code)
        decimals = plan_options.decimals_of(self.view.records, record)
        read = plan_options.read_text(self.view, goal, "target", edit.text, decimals=decimals)
        words: str | None = None
        if read.outcome == "refused":
            # A target in words is a target too (R27).
            told = plan_options.read_text(self.view, goal, "target_text", edit.text.strip())
            if told.outcome != "refused":
                words, read = str(told.value), TextVerdict("blank", None, "")
        wanted[goal, "target_text"] = Content(None if words is None else to_stored(CellValue.of(words)))
        verdict = self._hold((goal, "target"), edit, read, wanted)
        return Verdict(edit, Outcome.TAKEN, words) if words is not None else verdict

    def _hold(self, place: Place, edit: CellEdit, read: TextVerdict, wanted: dict[Place, Content]) -> Verdict:
        if read.outcome == "refused":
            message = wording.say(read.code, **read.params)
            wanted[place] = Content(self._book.stored(place), Draft(edit.text, message))
            return Verdict(edit, Outcome.MARKED, edit.text, message)
        stored = to_stored(read.cell())
        wanted[place] = Content(stored)
        if stored == to_stored(self._book.cell(place)) and self._book.draft(place) is None:
            return Verdict(edit, Outcome.SAME, read.shown)
        outcome = Outcome.NORMALISED if read.outcome == "normalised" else Outcome.TAKEN
        return Verdict(edit, outcome, read.shown)

    # -- names, order, dates --

    def is_problem(self, row: int, column: int) -> bool:
        cell = self.cell(row, column)
        return cell.state in (State.ERROR, State.WARNING, State.CONFLICT) or CellFlag.MISSING in cell.flags

    def why_locked(self, row: int, column: int) -> str:
        computed = self._columns[column].key == PAST
        return wording.say("plan_locked_past" if computed else "plan_locked_code")

    def today(self) -> str:
        return date_text(self._session.now().date())

    def day_of(self, row: int, column: int) -> str:
        place = self.place(row, self._columns[column].key)
        value = self._book.cell(place).value if place is not None else None
        try:
            return date.fromisoformat(value).isoformat() if isinstance(value, str) else ""
        except ValueError:
            return ""

    def year_name(self, year: int) -> str:
        return wording.say("office_year_both", year=year, era=fiscal_year_text(year).removesuffix("年度"))

    # -- undo --

    def undo_name(self) -> str | None:
        return self._book.steps.undo_name

    def redo_name(self) -> str | None:
        return self._book.steps.redo_name

    def undo(self) -> Sequence[tuple[int, int]]:
        return self._cells_of(self._book.undo())

    def redo(self) -> Sequence[tuple[int, int]]:
        return self._cells_of(self._book.redo())

    def _cells_of(self, places: Sequence[Place]) -> list[tuple[int, int]]:
        found = []
        for record, field in places:
            row, column = self.row_of(record), self.column_named(field)
            if row >= 0 and column >= 0:
                found.append((row, column))
        return found

    # -- inside --

    def _follow(self) -> None:
        before = (list(self._records), len(self._spare))
        rows = self.sheet.rows(self.view)
        rows += [record for record in self._rowless() if record not in rows]
        # What was just typed stays where it was typed, whatever its place in the order.
        self._made = {record: spare for record, spare in self._made.items() if record in rows}
        new = [record for record in self._made if record in rows]
        self._records = [record for record in rows if record not in self._made] + new
        self._spare.keep_up(set(self._made.values()))
        columns = self._make_columns()
        if columns != self._columns:
            self._columns = columns
            self.columns_changed.emit()
        elif before != (self._records, len(self._spare)):
            self.rows_changed.emit()
        else:
            self.cells_changed.emit([])

    def _rowless(self) -> list[str]:
        """Records that are not in the plan and of which a text is not stored."""
        found = dict.fromkeys(row_record(record) for record, _ in self._book.rowless)
        return [record for record in found if self.sheet.holds(record, self.view.plan.fy)]

    def is_rowless(self, row: int) -> bool:
        """Whether a row is there only for what was typed into it."""
        return self.record(row) in self._rowless()

    def is_taken_out(self, row: int) -> bool:
        """Whether it is such a row because somebody took it out of the plan; else it was never stored."""
        return any(row_record(record) == self.record(row) for record, _ in self._book.taken_out)

    def settle(self) -> None:
        """Put what was typed into its place in the order, as when the table is shown anew."""
        if self._made:
            self._made = {}
            self._follow()

    def _make_columns(self) -> tuple[GridColumn, ...]:
        found = []
        for column in self.sheet.columns:
            if column.key == "baseline" and self.sheet.kind == "indicator":
                found += [self._target_column(fy) for fy in self._target_years()]
            found.append(self._column(column.key, column.width, frozen=column.frozen))
        return tuple(found)

    def _target_years(self) -> list[int]:
        plan = self.view.plan
        vision = plan.vision
        if (
            vision is not None
            and vision.start_fy
            and vision.end_fy
            and vision.end_fy - vision.start_fy < _MOST_TARGETS
        ):
            return list(range(vision.start_fy, vision.end_fy + 1))
        return [plan.fy - 1, plan.fy, plan.fy + 1]

    def _target_column(self, fy: int) -> GridColumn:
        heading = wording.say("plan_target_of", year=fiscal_year_text(fy))
        return GridColumn(
            f"{TARGET}{fy}", heading, kind=ColumnKind.TEXT, editable=True, width_em=5.5, input_method=True
        )

    def _column(self, key: str, width: float, *, frozen: bool) -> GridColumn:
        kind = self.sheet.kind
        if key == PAST:
            return GridColumn(key, wording.say("plan_past"), width_em=width, computed=True)
        choices = plan_options.options(self.view, kind, key)
        field = TYPES[kind].fields.get(key)
        shown = ColumnKind.TEXT
        if choices is not None:
            shown = ColumnKind.CHOICE
        elif field is not None:
            shown = {"date": ColumnKind.DATE, "text": ColumnKind.PROSE, "decimal": ColumnKind.NUMBER}.get(
                field.kind, ColumnKind.TEXT
            )
            if field.kind == "int" and not plan_options.is_year(field):
                shown = ColumnKind.NUMBER
        # Codes are written in plain letters.
        code = field is None and choices is None
        return GridColumn(
            key,
            field_label(key, kind),
            wording.unit(key) if key in wording.terms() and key == "from_percent" else "",
            shown,
            editable=True,
            frozen=frozen,
            width_em=width,
            choices=tuple(one.label for one in choices or ()),
            align=Align.LEFT if shown is ColumnKind.CHOICE and (width >= 9 or field is None) else None,
            filterable=width >= 7,
            input_method=False if code else None,
            strong=key == "name",
        )


def finding_text(finding: Finding) -> str:
    """The sentence of a finding."""
    return wording.say(finding.code, **finding.params)
