"""The columns and cells of 成果指標: figures with their unit and decimals, direction in words, rate, course over years."""

from __future__ import annotations

from decimal import Decimal

from alps_desk import wording
from alps_desk.app.entry import choices_of
from alps_desk.app.indicator_entry import state_choices
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.indicator_form import ACTUAL, AS_OF, JUDGED, NOTE, STATE
from alps_desk.domain.indicator_plan import Indicator
from alps_desk.domain.indicators import Judgement, Reading, ValueState
from alps_desk.domain.money import rate_text
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import TYPES
from alps_desk.domain.typed_number import quantity_text
from alps_desk.gui.forms import entry_cells
from alps_desk.gui.forms.entry_columns import NUMBER
from alps_desk.gui.forms.indicator_book import IndicatorBook
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid.source import Align, CellFlag, ColumnKind, GridCell, GridColumn
from alps_desk.paper.sparkline import Spark

NAME, KIND, DIRECTION, BASELINE, TARGET, RATE, COURSE, BASIS = (
    "indicator_name", "kind", "direction", "baseline", "target", "achievement_rate", "course", "time_basis",
)  # fmt: skip
YEAR = "year_"
_ARROWS = {"up": "arrow_up", "down": "arrow_down", "keep": "arrow_right"}
_SHORT = {ValueState.TALLYING: "…", ValueState.UNKNOWN: "×", ValueState.NONE: "−", ValueState.UNREPORTED: ""}


def columns_of(book: IndicatorBook) -> list[GridColumn]:
    """The columns of the year in view."""
    assert book.snapshot is not None
    plan = book.snapshot.plan
    fields = TYPES["actual"].fields
    text_targets = any(JUDGED in row.targets for row in book.rows)
    columns = [
        GridColumn(NUMBER, heading(NUMBER), frozen=True, width_em=3.2, align=Align.CENTRE),
        GridColumn(NAME, heading(NAME), frozen=True, width_em=14.0, strong=True),
        GridColumn(DIRECTION, heading(DIRECTION), kind=ColumnKind.STATE, width_em=7.5),
        GridColumn(BASELINE, heading(BASELINE), width_em=5.4, align=Align.RIGHT, computed=True),
        *(
            GridColumn(f"{YEAR}{year}", year_heading(year), kind=ColumnKind.NUMBER, width_em=4.0, computed=True)
            for year in book.years
        ),
        GridColumn(ACTUAL, actual_heading(plan), kind=ColumnKind.NUMBER, editable=True, width_em=5.6),
        GridColumn(
            STATE, heading(STATE), kind=ColumnKind.CHOICE, editable=True, width_em=6.4,
            choices=tuple(one.label for one in state_choices(plan, fields[STATE])),
        ),
        GridColumn(TARGET, heading(TARGET), width_em=5.6, align=Align.RIGHT, computed=True),
        GridColumn(RATE, heading(RATE), width_em=6.0, align=Align.RIGHT, computed=True),
        GridColumn(COURSE, heading(COURSE), kind=ColumnKind.SPARK, width_em=6.5, computed=True, filterable=False),
        GridColumn(AS_OF, heading(AS_OF), kind=ColumnKind.DATE, editable=True, width_em=8.4),
    ]  # fmt: skip
    if text_targets:
        columns.append(
            GridColumn(
                JUDGED, heading(JUDGED), kind=ColumnKind.CHOICE, editable=True, width_em=6.0,
                choices=tuple(one.label for one in choices_of(plan, fields[JUDGED])),
            )
        )  # fmt: skip
    columns += [
        GridColumn(KIND, heading(KIND), width_em=5.0, align=Align.CENTRE),
        GridColumn(BASIS, heading(BASIS), width_em=6.0),
        GridColumn(NOTE, heading(NOTE), editable=True, width_em=12.0),
    ]
    return columns


def heading(key: str) -> str:
    """What people call a column here."""
    code = f"indicator_head_{key}"
    if wording.knows(code):
        return wording.say(code)
    return wording.term(key)


def year_heading(year: int) -> str:
    """A fiscal year over a column: 平成28年度."""
    return fiscal_year_text(year).removesuffix("度")


def actual_heading(plan: Plan) -> str:
    """Over the column that is typed into."""
    return wording.say("indicator_head_actual_of", year=year_heading(plan.fy))


def cell(book: IndicatorBook, row: int, column: str) -> GridCell:
    """One cell."""
    line = book.line(row)
    indicator = line.indicator
    if column in (ACTUAL, STATE, AS_OF, JUDGED, NOTE):
        return _entered(book, row, column)
    if column.startswith(YEAR):
        return _past(book, row, int(column.removeprefix(YEAR)))
    if column == NUMBER:
        return GridCell(str(line.project.number) if line.project else "−")
    if column == NAME:
        text = with_unit(indicator.name, indicator.unit)
        return GridCell(text, tip=line.project.name if line.project else "")
    if column == DIRECTION:
        if not indicator.direction:
            return GridCell("")
        word = _label(book, "indicator_direction", indicator.direction)
        return GridCell(word, state=State.NEUTRAL, icon=_ARROWS.get(indicator.direction))
    if column == KIND:
        return GridCell(_label(book, "indicator_kind", indicator.kind))
    if column == BASIS:
        return GridCell(indicator.time_basis)
    if column == BASELINE:
        if indicator.baseline is None:
            return GridCell("")
        figure = quantity_text(indicator.baseline, indicator.decimals)
        time = indicator.baseline_time
        return GridCell(wording.say("indicator_at", figure=figure, time=time) if time else figure)
    if column == TARGET:
        return GridCell(target_words(book, row))
    if column == RATE:
        text, tip = rate_words(book, row)
        return GridCell(text, tip=tip)
    return GridCell(course_words(book, row), spark=course(book, row))


def with_unit(name: str, unit: str) -> str:
    """移住者数（人）."""
    return wording.say("indicator_with_unit", name=name, unit=unit) if unit else name


def figure_text(reading: Reading, decimals: int) -> str:
    """A figure, or the sign of why there is none."""
    if reading.number is not None:
        return quantity_text(reading.number, decimals)
    return _SHORT.get(reading.standing, "")


def target_words(book: IndicatorBook, row: int) -> str:
    """The target of a row; "" where there is none."""
    return target_of(book.line(row).indicator)


def target_of(indicator: Indicator) -> str:
    """A target as number or text; "" where there is none."""
    if indicator.target is not None:
        return quantity_text(indicator.target, indicator.decimals)
    return indicator.target_text


def rate_words(book: IndicatorBook, row: int) -> tuple[str, str]:
    """達成率 and what it means: 86.7%, 途中 43.3%, or why there is none."""
    found = book.achievement(row)
    if found.judgement is Judgement.RATED:
        return rate_text(found.rate), ""
    if found.judgement is Judgement.ON_THE_WAY:
        return wording.say("indicator_on_the_way", rate=rate_text(found.rate)), wording.say(
            "indicator_judgement_on_the_way"
        )
    code = f"indicator_judgement_{found.judgement.value}"
    text = wording.say("indicator_by_hand") if found.judgement is Judgement.MANUAL else rate_text(None)
    return text, wording.say(code)


def course(book: IndicatorBook, row: int) -> Spark | None:
    """The line over the years, this one last; None while there is no figure at all."""
    now = book.reading(row)
    values = (*(reading.number for _, reading, _ in book.past(row)), now.number)
    if all(value is None for value in values):
        return None
    last = next(
        (
            one
            for one in (now, *(reading for _, reading, _ in reversed(book.past(row))))
            if one.number is not None
        ),
        now,
    )
    return Spark(values, book.line(row).indicator.target, last.standing is not ValueState.FINAL)


def course_words(book: IndicatorBook, row: int) -> str:
    """The line in words, for those who cannot see it."""
    line = book.line(row)
    assert book.snapshot is not None
    years = [(year, reading) for year, reading, _ in book.past(row)]
    years.append((book.snapshot.plan.fy, book.reading(row)))
    return "、".join(
        wording.say(
            "indicator_course_of",
            year=year_heading(year),
            figure=figure_text(reading, line.indicator.decimals),
        )
        for year, reading in years
        if reading.number is not None
    )


def sort_value(book: IndicatorBook, row: int, column: str) -> int | Decimal | None:
    """What a column of figures is sorted by."""
    if column == ACTUAL:
        return book.reading(row).number
    if column == RATE:
        return book.achievement(row).rate
    if column == TARGET:
        return book.line(row).indicator.target
    if column == BASELINE:
        return book.line(row).indicator.baseline
    if column.startswith(YEAR):
        year = int(column.removeprefix(YEAR))
        return next((reading.number for one, reading, _ in book.past(row) if one == year), None)
    return None


def _entered(book: IndicatorBook, row: int, column: str) -> GridCell:
    line = book.line(row)
    if column not in line.targets:
        return GridCell("", flags=CellFlag.LOCKED | CellFlag.FADED)
    found = entry_cells.cell(book, row, column)
    place = (line.record, column)
    shown = book.shown(place).cell
    if column == STATE:
        word = book.state_word(line.record)
        if word:
            return GridCell(word, word, found.state, found.flags & ~CellFlag.MISSING, found.tip)
        return found
    if column == ACTUAL and isinstance(shown.value, int) and book.draft(place) is None:
        text = quantity_text(shown.value, line.indicator.decimals)
        spoken = f"{text}{line.indicator.unit}"
        return GridCell(text, found.raw, found.state, found.flags, found.tip, spoken)
    return found


def _past(book: IndicatorBook, row: int, year: int) -> GridCell:
    line = book.line(row)
    for one, reading, period in book.past(row):
        if one == year:
            text = figure_text(reading, line.indicator.decimals)
            state = _label(book, STATE, reading.standing.value) if reading.number is not None else ""
            tip = "" if period == "full_year" else wording.say(f"period_{period}")
            if reading.number is not None and reading.standing is not ValueState.FINAL:
                tip = f"{tip} {state}".strip()
            return GridCell(text, tip=tip)
    return GridCell("")


def _label(book: IndicatorBook, name: str, code: str) -> str:
    assert book.snapshot is not None
    return book.snapshot.plan.label(name, code)
