"""Entry tables of 成果指標: one row per indicator of the office, written empty and taken back.

A table with a column 指標コード is one of these; it comes through the same door as every entry table (``enter``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from alps_desk import wording
from alps_desk.app.planning import identifier_of
from alps_desk.app.tables import MOST_REFUSED, Refused
from alps_desk.domain.calendar import PERIODS, parse_fiscal_year
from alps_desk.domain.cells import CellState, CellValue, to_stored
from alps_desk.domain.choices import Choice, find_choice
from alps_desk.domain.entry_text import Verdict, read_entry
from alps_desk.domain.errors import InputRejected, Refusal
from alps_desk.domain.indicator_form import ACTUAL, COLUMNS, STATE, IndicatorPart, indicator_parts

if TYPE_CHECKING:
    from alps_desk.domain.journal import Scalar
    from alps_desk.domain.plan import Plan
    from alps_desk.domain.records import Field
    from alps_desk.reports.entry_sheet import Sheet

KEYS = ("fy", "period", "office", "indicator")
INFO = ("indicator_name", "project_name")
_WORDS = (CellState.TALLYING, CellState.NONE, CellState.UNKNOWN, CellState.PENDING, CellState.WITHHELD)


def is_indicator_table(headings: Sequence[str]) -> bool:
    """Whether the headings are those of a table of indicators."""
    return "indicator" in {identifier_of(heading, {"indicator"}) for heading in headings}


def template_rows(plan: Plan, office: str, period: str) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of an empty table."""
    parts = indicator_parts(plan, office, period)
    headings = [wording.term(name) for name in (*KEYS, *INFO, *COLUMNS)]
    rows = [
        [str(plan.fy), period, office, part.indicator.code, part.indicator.name,
         part.project.name if part.project else "", *("" for _ in COLUMNS)]
        for part in parts
    ]  # fmt: skip
    return headings, rows


def choices_for(plan: Plan, field: Field) -> tuple[Choice, ...]:
    """What a choice of this form offers."""
    return tuple(Choice(one.code, one.label) for one in plan.choices(field.choices) if not one.retired)


def state_choices(plan: Plan, field: Field) -> tuple[Choice, ...]:
    """値の状態 as people choose it: how sure a number is, or why there is none (R31)."""
    words = (Choice(f"#{state.value}", wording.say(f"cell_{state.value}")) for state in _WORDS)
    return (*choices_for(plan, field), *words, Choice("#empty", wording.say("indicator_unreported")))


def read_indicator_cell(plan: Plan, part: IndicatorPart, column: str, text: str) -> Verdict:
    """The verdict on a text for one cell; a word such as 集計中 is read for ``value_state`` by ``read_state``."""
    field = part.targets[column][1]
    indicator = part.indicator
    if field.kind == "decimal":
        return read_entry("decimal", text, decimals=indicator.decimals, counter=indicator.unit)
    if field.kind == "choice":
        return read_entry("choice", text, choices=choices_for(plan, field))
    assert field.kind in ("date", "line")
    return read_entry("date" if field.kind == "date" else "line", text)


def read_state(plan: Plan, field: Field, text: str) -> CellState | None:
    """The state of the figure itself that a word means; None for 確定, 速報, 見込 and what is no such word."""
    try:
        found = find_choice(text, state_choices(plan, field))
    except InputRejected:
        return None
    return CellState(found.id[1:]) if found.id.startswith("#") else None


class IndicatorTable:
    """Reads one table of indicators against the plan.

    Attributes:
        values: by record and field; refused, normalised, warnings: as in ``TableResult``.
    """

    def __init__(self, sheet: Sheet, office: str) -> None:
        self._office = office
        self.rows = list(sheet.filled())
        known = {*KEYS, *INFO, *COLUMNS}
        self.columns = [identifier_of(heading, known) for heading in sheet.headings]
        for heading, column in zip(sheet.headings, self.columns, strict=True):
            if column not in known:
                raise InputRejected("column_unknown", column=heading[:30])
        for needed in ("fy", "period", "indicator"):
            if needed not in self.columns:
                raise InputRejected("column_missing", column=wording.term(needed))
        if not set(self.columns) & set(COLUMNS):
            raise InputRejected("columns_without_values")
        self.values: dict[str, dict[str, Scalar]] = {}
        self.refused: list[Refused] = []
        self.normalised: list[tuple[int, str, str, str]] = []
        self.warnings: list[tuple[int, str, str, Mapping[str, object]]] = []

    def years(self) -> set[int]:
        """Fiscal years of the rows that can be told."""
        found = set()
        for _, row in self.rows:
            try:
                found.add(parse_fiscal_year(dict(zip(self.columns, row, strict=True))["fy"]).value)
            except Refusal:
                continue
        return found

    def read(self, plans: Mapping[int, Plan]) -> None:
        """Read all rows; ``plans``: those of the years that have one."""
        for number, row in self.rows:
            if len(self.refused) >= MOST_REFUSED:
                return
            self._row(number, dict(zip(self.columns, row, strict=True)), plans)

    def _refuse(self, row: int, column: str, value: str, code: str, **params: object) -> None:
        self.refused.append(Refused(row, column, value[:60], code, params))

    def _row(self, number: int, cells: Mapping[str, str], plans: Mapping[int, Plan]) -> None:
        try:
            fy = parse_fiscal_year(cells["fy"]).value
        except Refusal as error:
            self._refuse(number, "fy", cells["fy"], error.code, **error.params)
            return
        plan = plans.get(fy)
        if plan is None:
            self._refuse(number, "fy", cells["fy"], "no_plan", fy=fy, years="")
            return
        period = self._period(cells["period"])
        if plan.period(period) is None and period not in PERIODS:
            self._refuse(number, "period", cells["period"], "period_not_in_plan", period=cells["period"][:20])
            return
        office = cells.get("office", "").strip()
        if office and office not in (self._office, plan.body(self._office).name):
            name = plan.body(self._office).name
            self._refuse(number, "office", office, "row_of_other_office", office=name)
            return
        code = cells["indicator"].strip()
        part = next(
            (one for one in indicator_parts(plan, self._office, period) if one.indicator.code == code), None
        )
        if part is None:
            self._refuse(number, "indicator", code, "indicator_unknown", fy=fy)
            return
        if part.record in self.values:
            self._refuse(number, "indicator", code, "row_twice")
            return
        for column in self.columns:
            if column in COLUMNS and cells[column] != "":
                self._cell(number, plan, part, column, cells[column])

    def _period(self, text: str) -> str:
        copy = text.strip()
        return next((one for one in PERIODS if wording.say(f"period_{one}") == copy), copy)

    def _cell(self, row: int, plan: Plan, part: IndicatorPart, column: str, text: str) -> None:
        if column not in part.targets:
            self._refuse(row, column, text, "cell_not_here")
            return
        values = self.values.setdefault(part.record, {})
        if column == STATE and (state := read_state(plan, part.targets[STATE][1], text)) is not None:
            # The word is about the figure: it is kept where the figure would be.
            values[STATE] = None
            if values.get(ACTUAL) is not None and values[ACTUAL] != to_stored(CellValue(state)):
                self._refuse(row, column, text, "state_with_number")
            else:
                values[ACTUAL] = to_stored(CellValue(state))
            return
        verdict = read_indicator_cell(plan, part, column, text)
        if verdict.outcome == "refused":
            self._refuse(row, column, text, verdict.code, **verdict.params)
        elif verdict.outcome != "blank":
            values[column] = to_stored(verdict.cell())
            if verdict.outcome == "normalised":
                self.normalised.append((row, column, text, verdict.shown))
            if verdict.code and verdict.code != "entry_normalised":
                self.warnings.append((row, column, verdict.code, verdict.params))
