"""Entry: the table an office fills in, taking it back, and single cells.

One mapping (``domain.entry_form``) serves the grid, the form and the entry tables of spreadsheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alps_desk import wording
from alps_desk.app import recording
from alps_desk.app.files import write_whole
from alps_desk.app.indicator_entry import (
    IndicatorTable,
    is_indicator_table,
    state_choices,
    template_rows,
)
from alps_desk.app.planning import identifier_of, plan_in_force
from alps_desk.app.save_values import SaveValues
from alps_desk.app.tables import MOST_REFUSED, Refused, TableResult
from alps_desk.domain.amounts import CURRENT
from alps_desk.domain.budget_form import stages_of
from alps_desk.domain.calendar import PERIODS, parse_fiscal_year
from alps_desk.domain.cells import to_stored
from alps_desk.domain.choices import Choice
from alps_desk.domain.codes import parse_body_code
from alps_desk.domain.entry_form import VALUE_COLUMNS, Part, parts_of, required, target
from alps_desk.domain.entry_text import Verdict, read_entry, read_fiscal_year
from alps_desk.domain.errors import InputRejected, NotFound, Refusal
from alps_desk.domain.indicator_form import COLUMNS as INDICATOR_COLUMNS
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.domain.records import TYPES, Field
from alps_desk.domain.width import narrow
from alps_desk.reports.sheet_limits import too_many_rows

if TYPE_CHECKING:
    from alps_desk.app.commands import EnterTable, WriteTemplate
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.journal import Scalar
    from alps_desk.reports.entry_sheet import Sheet

KEY_COLUMNS = ("fy", "period", "office", "project", "payer")
INFO_COLUMNS = ("field", "project_name", "project_type")
_ALIASES = {"fiscal_year": "fy", "body": "office", "project_code": "project", "type": "project_type"}


def choices_of(plan: Plan, field: Field, scale: str = "") -> tuple[Choice, ...]:
    """What a choice field offers, in the order of its code list.

    Args:
        scale: the scale a rating was made with, to read it; "" for that of the year.
    """
    listed = plan.choices(field.choices, scale)
    return tuple(Choice(one.code, one.label) for one in listed if not one.retired)


def read_cell(
    plan: Plan,
    field: Field,
    text: str,
    *,
    unit: int = 1,
    rounds: bool = False,
    decimals: int = 0,
    counter: str = "",
) -> Verdict:
    """The verdict on a typed or pasted text for a field.

    Args:
        unit: 1000 when amounts are typed in 千円 (an explicit mode, R11).
        rounds: in that mode, whether parts of a yen are rounded half up instead of refused.
        decimals, counter: digits after the point and unit word of an indicator's figures.
    """
    if field.kind == "keys":
        raise InputRejected("field_unknown", field=field.name)
    if field.kind == "int":
        # The whole numbers that people enter are fiscal years (精算年度).
        return read_fiscal_year(text)
    return read_entry(
        field.kind,
        text,
        unit=unit,
        rounds=rounds,
        decimals=decimals,
        counter=counter or (wording.unit(field.name) if field.kind == "count" else ""),
        choices=choices_of(plan, field) if field.kind == "choice" else (),
        allow_negative=field.negative if field.kind in ("yen", "count", "decimal") else None,
    )


def columns_of(parts: Sequence[Part], period: Period) -> list[str]:
    """Value columns that at least one row of the table has."""
    return [column for column in VALUE_COLUMNS if any(target(part, column, period) for part in parts)]


def write_template(place: Workplace, command: WriteTemplate) -> int:
    """Write an empty entry table; number of rows.

    Raises:
        InputRejected: the period is not in the plan (``period_not_in_plan``).
    """
    # Only now: everybody asks this module what the form is, few want it as a table.
    from alps_desk.reports import entry_sheet

    plan = plan_in_force(place, command.fy)
    period = period_in(plan, command.period)
    office = command.office or place.office
    if command.indicators:
        labels, rows = template_rows(plan, office, period.code)
        if command.out.suffix.lower() == ".xlsx":
            locked = labels[: len(labels) - len(INDICATOR_COLUMNS)]
            states = [one.label for one in state_choices(plan, TYPES["actual"].fields["value_state"])]
            judged = [one.label for one in plan.choices("judgement")]
            lists = {wording.term("value_state"): states, wording.term("judgement"): judged}
            write_whole(command.out, entry_sheet.write_entry_xlsx(labels, rows, lists, locked))
        else:
            write_whole(command.out, entry_sheet.write_entry_csv(labels, rows))
        return len(rows)
    parts = parts_of(plan, office)
    keys: tuple[str, ...] = KEY_COLUMNS
    if command.stage:
        period = replace(period, stage=stage_named(plan, command.stage))
        keys = (*KEY_COLUMNS[:2], "stage", *KEY_COLUMNS[2:])
    columns = columns_of(parts, period)
    headings = [*keys, *INFO_COLUMNS, *columns]
    rows = [
        [
            str(plan.fy), period.code, *([period.stage] if command.stage else []), office, part.project.code, part.payer,
            plan.field(part.project.field).name, part.project.name, part.project.type,
            *("" for _ in columns),
        ]
        for part in parts
    ]  # fmt: skip
    labels = [wording.term(heading) for heading in headings]
    if command.out.suffix.lower() == ".xlsx":
        choices, numbers, hints = _sheet_rules(plan, parts, period, columns)
        locked = [wording.term(heading) for heading in (*keys, *INFO_COLUMNS)]
        content = entry_sheet.write_entry_xlsx(
            labels, rows, choices, locked, number_columns=numbers, hints=hints
        )
    else:
        content = entry_sheet.write_entry_csv(labels, rows)
    write_whole(command.out, content)
    return len(rows)


def stage_named(plan: Plan, text: str) -> str:
    """A stage by its code or its name.

    Raises:
        InputRejected: no amounts are kept at such a stage (``entry_stage_unknown``).
    """
    stages = [one for one in stages_of(plan) if one != CURRENT]
    copy = text.strip()
    for stage in stages:
        if copy in (stage, wording.say(f"period_{stage}") if wording.knows(f"period_{stage}") else stage):
            return stage
    raise InputRejected("entry_stage_unknown", stage=copy[:20], stages="、".join(stages))


def _sheet_rules(
    plan: Plan, parts: Sequence[Part], period: Period, columns: Sequence[str]
) -> tuple[dict[str, list[str]], list[str], dict[str, str]]:
    """Drop-down lists by heading, headings of amounts, and hints by heading, for the spreadsheet."""
    choices: dict[str, list[str]] = {}
    numbers: list[str] = []
    hints: dict[str, str] = {}
    for column in columns:
        field = next(found[1] for part in parts if (found := target(part, column, period)))
        if field.kind == "choice":
            choices[wording.term(column)] = [one.label for one in choices_of(plan, field)]
        elif field.kind == "yen":
            numbers.append(wording.term(column))
        elif field.kind in ("date", "text"):
            hints[wording.term(column)] = wording.say(f"entry_{field.kind}_hint")
    return choices, numbers, hints


def period_in(plan: Plan, code: str) -> Period:
    """A period of the plan; any known period that the plan has no dates for has none.

    Raises:
        InputRejected: no such period (``period_not_in_plan``).
    """
    found = plan.period(code)
    if found is not None:
        return found
    if code in PERIODS:
        return Period(plan.fy, code, stage="settled" if code == "full_year" else code)
    raise InputRejected("period_not_in_plan", period=code[:20])


@dataclass(frozen=True)
class _Target:
    row: int
    column: str
    record: str
    field: Field
    text: str


def enter_table(place: Workplace, command: EnterTable) -> TableResult:
    """Take a filled entry table, all rows or none.

    Raises:
        InputRejected: the table as a whole is refused: no readable table, a key column missing, an unknown column,
            rows of another office. Single bad cells are in the result instead; then nothing was taken either.
    """
    from alps_desk.reports import entry_sheet

    office = command.office or place.office
    if office != place.office:
        if not place.is_union:
            raise InputRejected("behalf_is_unions")
        if not command.why.strip():
            raise InputRejected("behalf_needs_source")
    sheet = entry_sheet.read_sheet(command.content, command.name, cut=True)
    reader: _TableReader | IndicatorTable
    if is_indicator_table(sheet.headings):
        reader = IndicatorTable(sheet, office)
        reader.read(_plans_of(place, reader.years()))
        values = reader.values
    else:
        reader = _TableReader(place, sheet, office)
        values = reader.read()
    rows = len(reader.rows)
    if reader.refused:
        return TableResult(rows, 0, 0, refused=tuple(reader.refused))
    if sheet.cut:
        raise too_many_rows()
    behalf = office if office != place.office else ""
    saved = recording.save(place, SaveValues(values, why=command.why, on_behalf=behalf, keep=command.keep))
    cells = sum(len(fields) for fields in values.values())
    return TableResult(
        rows,
        cells - saved.same,
        saved.same,
        tuple(reader.normalised),
        (),
        tuple(reader.warnings),
        saved.changes,
    )


def _plans_of(place: Workplace, years: Iterable[int]) -> dict[int, Plan]:
    """The plans of the years that have one."""
    found = {}
    for fy in sorted(years):
        try:
            found[fy] = plan_in_force(place, fy)
        except NotFound:
            continue
    return found


class _TableReader:
    """Reads one entry table against the plan."""

    def __init__(self, place: Workplace, sheet: Sheet, office: str) -> None:
        self._place = place
        self._office = office
        self.rows = list(sheet.filled())
        known = {*KEY_COLUMNS, "stage", *INFO_COLUMNS, *VALUE_COLUMNS}
        self.columns = [
            identifier_of(_ALIASES.get(heading.strip(), heading), known) for heading in sheet.headings
        ]
        self.refused: list[Refused] = []
        self.normalised: list[tuple[int, str, str, str]] = []
        self.warnings: list[tuple[int, str, str, Mapping[str, object]]] = []
        self._plans: dict[int, Plan] = {}
        for heading, column in zip(sheet.headings, self.columns, strict=True):
            if column not in known:
                raise InputRejected("column_unknown", column=heading[:30])
        for needed in ("fy", "period", "project"):
            if needed not in self.columns:
                raise InputRejected("column_missing", column=wording.term(needed))
        twice = next((one for one in self.columns if self.columns.count(one) > 1), None)
        if twice is not None:
            raise InputRejected("sheet_heading_twice", heading=wording.term(twice))
        if not set(self.columns) & set(VALUE_COLUMNS):
            raise InputRejected("columns_without_values")

    def read(self) -> dict[str, dict[str, Scalar]]:
        """Values by record and field. Stops at so many bad cells that nobody reads more."""
        values: dict[str, dict[str, Scalar]] = {}
        taken: set[str] = set()
        for number, row in self.rows:
            if len(self.refused) >= MOST_REFUSED:
                break
            cells = dict(zip(self.columns, row, strict=True))
            found = self._part(number, cells)
            if found is None:
                continue
            plan, part, period = found
            key = f"{plan.fy}:{period.code}:{cells.get('stage', '')}:{part.project.code}:{part.payer}"
            if key in taken:
                self._refuse(number, "project", cells["project"], "row_twice")
                continue
            taken.add(key)
            for column in self.columns:
                if column in VALUE_COLUMNS and cells[column] != "":
                    self._cell(number, column, cells[column], (plan, part, period), values)
        return values

    def _refuse(self, row: int, column: str, value: str, code: str, **params: object) -> None:
        self.refused.append(Refused(row, column, value[:60], code, params))

    def _part(self, number: int, cells: Mapping[str, str]) -> tuple[Plan, Part, Period] | None:
        """Whose row of what this is; None if that cannot be told (and was refused)."""
        try:
            fy = parse_fiscal_year(cells["fy"]).value
        except Refusal as error:
            self.refused.append(Refused(number, "fy", cells["fy"][:60], error.code, error.params))
            return None
        try:
            plan = self._plans.get(fy) or self._plans.setdefault(fy, plan_in_force(self._place, fy))
            period = period_in(plan, self._period(cells["period"]))
            if cells.get("stage", "").strip():
                period = replace(period, stage=stage_named(plan, cells["stage"]))
        except Refusal as error:
            places = {"period_not_in_plan": "period", "entry_stage_unknown": "stage"}
            column = places.get(error.code, "fy")
            self.refused.append(Refused(number, column, cells[column][:60], error.code, error.params))
            return None
        office = self._body(plan, cells.get("office", "")) or self._office
        if office != self._office:
            shown = cells.get("office", "")[:40]
            self._refuse(number, "office", shown, "row_of_other_office", office=plan.body(self._office).name)
            return None
        project = plan.project(cells["project"].strip())
        if project is None:
            self._refuse(number, "project", cells["project"], "project_unknown", fy=fy)
            return None
        payer = self._body(plan, cells.get("payer", ""))
        if payer == office or (payer and payer not in [body.key for body in plan.bodies]):
            self._refuse(number, "payer", cells["payer"], "payer_unknown")
            return None
        if not payer and not project.enters(office):
            self._refuse(number, "project", cells["project"], "project_not_ours")
            return None
        if not self._info_fits(number, cells, plan, project):
            return None
        if payer:
            return plan, Part(project, office, "burden", payer=payer), period
        payee = project.payee
        return plan, Part(project, office, "own", payee=payee if payee != office else ""), period

    def _info_fits(self, number: int, cells: Mapping[str, str], plan: Plan, project: Project) -> bool:
        """Whether what the template says beside the code is still said of this project.

        It is not read as data; but where it is of another project, or no name at all, rows were sorted apart or
        cells were moved, and every value of the row would stand in a wrong place.
        """
        types = plan.choices("project_type")
        told = {
            "field": {text for one in plan.fields for text in (one.name, one.code)},
            "project_name": {project.name},
            "project_type": {text for one in types for text in (one.code, one.label)},
        }
        for column, texts in told.items():
            text = cells.get(column, "")
            if text and _plain(text) not in {_plain(one) for one in texts}:
                self._refuse(number, column, text, "info_differs", project=project.code)
                return False
        return True

    def _period(self, text: str) -> str:
        copy = text.strip()
        return next((one for one in PERIODS if wording.say(f"period_{one}") == copy), copy)

    def _body(self, plan: Plan, text: str) -> str:
        """Office key of a key, name or municipality code; a text that is none of them stays itself."""
        copy = text.strip()
        for body in plan.bodies:
            if copy in (body.key, body.name) and copy:
                return body.key
        try:
            code = parse_body_code(copy) if copy else ""
        except Refusal:
            return copy
        return next((body.key for body in plan.bodies if code and body.code6 == code), copy)

    def _cell(
        self,
        row: int,
        column: str,
        text: str,
        place: tuple[Plan, Part, Period],
        values: dict[str, dict[str, Scalar]],
    ) -> None:
        plan, part, period = place
        found = target(part, column, period)
        if found is None:
            self._refuse(row, column, text, "cell_not_here")
            return
        record, field = found
        verdict = read_cell(plan, field, text)
        if verdict.outcome == "refused":
            self._refuse(row, column, text, verdict.code, **verdict.params)
        elif verdict.outcome != "blank":
            stored = to_stored(verdict.cell())
            known = values.setdefault(record, {})
            if known.setdefault(field.name, stored) != stored:
                # The initial budget is one figure a year, in whatever period's row it stands.
                self._refuse(row, column, text, "cell_twice")
                return
            if verdict.outcome == "normalised":
                self.normalised.append((row, column, text, verdict.shown))
            if verdict.code and verdict.code != "entry_normalised":
                self.warnings.append((row, column, verdict.code, verdict.params))


def _plain(text: str) -> str:
    """A copy for comparing names: width and spaces do not matter (R50: copies only)."""
    return "".join(narrow(text).split())


@dataclass(frozen=True)
class EntryRow:
    """One row of the entry form with the places of its values.

    Attributes:
        part: what the row is.
        targets: column → record id and field; columns the row does not have are missing.
        required: columns that must be filled.
    """

    part: Part
    targets: Mapping[str, tuple[str, Field]]
    required: Sequence[str]


def entry_rows(plan: Plan, office: str, period: Period) -> list[EntryRow]:
    """The entry form of an office."""
    rows = []
    for part in parts_of(plan, office):
        targets = {
            column: found for column in VALUE_COLUMNS if (found := target(part, column, period)) is not None
        }
        rows.append(EntryRow(part, targets, required(part, period)))
    return rows
