"""The data behind 成果指標: what the office reports of each indicator, on the machinery of ``EntryBook``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alps_desk import wording
from alps_desk.app.desk import Desk
from alps_desk.app.entry import EntryRow
from alps_desk.app.indicator_entry import read_indicator_cell, read_state
from alps_desk.domain.cells import CellState, CellValue
from alps_desk.domain.entry_form import Part
from alps_desk.domain.entry_text import Verdict, field_text
from alps_desk.domain.indicator_form import (
    ACTUAL,
    COLUMNS,
    STATE,
    IndicatorPart,
    check_indicator,
    indicator_parts,
    judged,
    reading_of,
)
from alps_desk.domain.indicators import Achievement, Reading, ValueState
from alps_desk.domain.plan import PERIOD_ORDER, Plan, Project
from alps_desk.domain.records import Field, parse_record_id
from alps_desk.domain.rules import Finding
from alps_desk.domain.shown import Figures
from alps_desk.gui.forms.entry_book import EntryBook, Taken, Typed
from alps_desk.gui.forms.entry_snapshot import Place, Snapshot, records_of

YEARS = 5
"""Earlier years that are shown."""


@dataclass(frozen=True)
class IndicatorRow(EntryRow):
    """A row of the form, as the book keeps it.

    Attributes:
        line: the indicator.
        past: fiscal year → what the office said of that year, and of which period.
    """

    line: IndicatorPart
    past: tuple[tuple[int, Reading, str], ...] = ()


@dataclass(frozen=True)
class IndicatorSnapshot(Snapshot):
    """The form of one office for one period.

    Attributes:
        years: earlier fiscal years that the plan knows, oldest first.
    """

    years: tuple[int, ...] = ()

    def last_place(self, part: Part, column: str) -> Place | None:
        """Last year's same period of the same indicator."""
        return self.place_a_year_before(part, column)


def take_indicators(desk: Desk, fy: int, period: str, office: str) -> IndicatorSnapshot:
    """Ask the desk for everything; safe on a reader's thread.

    Raises:
        Refusal: the year or period is not in the plan.
    """
    plan = desk.plan(fy)
    when = desk.period(plan, period)
    years = tuple(year for year in plan.fiscal_years if fy - YEARS <= year < fy)
    earlier = {year: (desk.plan(year), desk.figures(year)) for year in years}
    rows = []
    for line in indicator_parts(plan, office, period):
        past = tuple((year, *year_of(figures, line, year)) for year, (_, figures) in earlier.items())
        project = line.project or Project(fy, "", 0, "", "")
        # Rows of one project stay parts of their own: the indicator stands where a payer would.
        part = Part(project, office, "own", payer=line.indicator.code)
        rows.append(IndicatorRow(part, line.targets, (ACTUAL,), line, past))
    heads = desk.heads_of(records_of(rows))
    last_plan: Plan | None = None
    last: Figures = {}
    if fy - 1 in earlier:
        last_plan, last = earlier[fy - 1]
    return IndicatorSnapshot(
        plan, when, office, tuple(rows), desk.figures(fy), heads, frozenset(desk.unexported()),
        last_plan, None, last, desk.standing(fy), whys=desk.whys_of(records_of(rows)), years=years,
    )  # fmt: skip


def year_of(figures: Figures, line: IndicatorPart, year: int) -> tuple[Reading, str]:
    """What was said of a whole year, else of its latest period with a number."""
    codes = ["full_year", *(one for one in reversed(PERIOD_ORDER) if one != "full_year")]
    found = Reading(None, ValueState.UNREPORTED), "full_year"
    fy, code = line.record.split(":")[2:4]
    for one in codes:
        record = line.record.replace(f":{fy}:{code}:", f":{year}:{one}:", 1)
        reading = reading_of(figures, record)
        if reading.number is not None:
            return reading, one
        if one == "full_year":
            found = reading, one
    return found


class IndicatorBook(EntryBook):
    """The form."""

    def line(self, row: int) -> IndicatorPart:
        """The indicator of a row."""
        return self._row(row).line

    def past(self, row: int) -> tuple[tuple[int, Reading, str], ...]:
        """What was said of earlier years."""
        return self._row(row).past

    def _row(self, row: int) -> IndicatorRow:
        found = self.rows[row]
        assert isinstance(found, IndicatorRow)
        return found

    @property
    def years(self) -> tuple[int, ...]:
        """Earlier years that are shown."""
        return self.snapshot.years if isinstance(self.snapshot, IndicatorSnapshot) else ()

    def reading(self, row: int) -> Reading:
        """What the office says now."""
        return reading_of(self._figures, self.line(row).record)

    def achievement(self, row: int) -> Achievement:
        """How it stands to the target."""
        assert self.snapshot is not None
        return judged(self.line(row).indicator, self.reading(row).number, self.snapshot.plan.fy)

    def decimals(self, place: Place) -> int:
        found = None
        if self.snapshot is not None:
            found = self.snapshot.plan.indicator(parse_record_id(place[0]).part("indicator"))
        return found.decimals if found is not None else 0

    def edit_text(self, place: Place, field: Field) -> str:
        if field.name == STATE:
            word = self.state_word(place[0])
            if word:
                return word
        return super().edit_text(place, field)

    def state_word(self, record: str) -> str:
        """The word of a figure that is none (集計中 …), "" where there is a number or nothing."""
        cell = self.shown((record, ACTUAL)).cell
        if cell.state in (CellState.VALUE, CellState.EMPTY):
            return ""
        return wording.say(f"cell_{cell.state.value}")

    def is_required(self, row: int, column: str) -> bool:
        missing = {finding.field for finding in self.row_findings(row) if finding.level == "missing"}
        return column == ACTUAL or column in missing

    def filled(self, row: int) -> tuple[int, int]:
        missing = sum(finding.level == "missing" for finding in self.row_findings(row))
        columns = [column for column in COLUMNS if self.is_required(row, column)]
        needed = max(len(columns), 1)
        return needed - missing, needed

    # -- of EntryBook --

    def _question(self) -> Callable[[Desk], Snapshot]:
        fy, period, office = self._session.fy, self._session.period, self.office
        return lambda desk: take_indicators(desk, fy, period, office)

    def type_all(self, typed: Sequence[Typed], name: str) -> list[Taken]:
        """As ``EntryBook.type_all``; a word such as 集計中 in 値の状態 is kept where the figure would be."""
        assert self.snapshot is not None
        meant: list[Typed] = []
        shown: list[int] = []
        for one in typed:
            shown.append(len(meant))
            field = self.rows[one.row].targets[one.column][1]
            state = read_state(self.snapshot.plan, field, one.text) if one.column == STATE else None
            if state is not None:
                word = "" if state is CellState.EMPTY else field_text("line", CellValue(state))
                meant += [Typed(one.row, ACTUAL, word), Typed(one.row, STATE, "")]
            elif one.column == STATE and one.text.strip() and self.state_word(self.line(one.row).record):
                # 確定 over 集計中: a number is to come.
                meant += [one, Typed(one.row, ACTUAL, "")]
            else:
                meant.append(one)
        taken = super().type_all(meant, name)
        return [taken[number] for number in shown]

    def _verdict(self, place: Place, field: Field, text: str) -> Verdict:
        assert self.snapshot is not None
        part = next(
            self.line(number) for number in range(len(self.rows)) if self.line(number).record == place[0]
        )
        return read_indicator_cell(self.snapshot.plan, part, field.name, text)

    def _check_row(self, snapshot: Snapshot, row: int) -> list[Finding]:
        found = snapshot.rows[row]
        assert isinstance(found, IndicatorRow)
        return check_indicator(snapshot.plan, found.line, self._figures)
