"""How a report reads, for every writer: amounts, rates, dates, what stands where no value is, the lines on top.

Promise: nothing, 0 and not reported never look alike (R16, R31), and a value on which offices disagree is
always marked.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from alps_desk.domain.calendar import date_text
from alps_desk.domain.money import format_amount, rate_text
from alps_desk.domain.typed_number import quantity_text
from alps_desk.reports.tables import Cell, Column, Kind, ReportTable
from alps_desk.wording import say

NUMERIC: frozenset[Kind] = frozenset({"yen", "count", "rate"})
_STATE_WORDS = {
    "none": "report_none",
    "pending": "report_pending",
    "empty": "report_empty",
    "conflict": "report_conflict",
}
_STATE_MARKS = {"none": "report_mark_none", "pending": "report_pending", "empty": "report_empty"}
_UNIT_OF_KIND: dict[Kind, str] = {"yen": "円", "rate": "％"}


def heading_with_unit(column: Column, display_unit: int = 1) -> str:
    """The heading on one line with its unit: 支出済額（円）.

    Args:
        column: the column.
        display_unit: 1 or 1000, what the figures of yen columns are shown in.
    """
    heading = column.heading.replace("\n", "")
    unit = column.unit or _UNIT_OF_KIND.get(column.kind, "")
    if column.kind == "yen" and display_unit == 1000:
        unit = "千円"
    return f"{heading}（{unit}）" if unit else heading


def full_heading(column: Column) -> str:
    """The heading with group and unit, for files where one row of headings must say it all."""
    heading = heading_with_unit(column)
    return f"{column.group.replace(chr(10), '')}_{heading}" if column.group else heading


def has_value(cell: Cell) -> bool:
    """Whether there is a value to show."""
    return cell.value is not None and cell.state in ("value", "conflict")


def remark(cell: Cell) -> str:
    """What is to be said about a cell besides its value: its note, else the word for its state; mostly ""."""
    if cell.note:
        return cell.note
    return say(_STATE_WORDS[cell.state]) if cell.state in _STATE_WORDS else ""


def shown_value(cell: Cell, column: Column, display_unit: int = 1) -> str:
    """The value of a cell as people read it, without remarks; "" where there is none."""
    value = cell.value
    if value is None or not has_value(cell):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return date_text(value)
    if column.kind == "yen":
        return format_amount(int(value), display_unit)
    if column.kind == "rate":
        return rate_text(Decimal(value))
    if column.kind == "count":
        exponent = Decimal(value).as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        return quantity_text(int(Decimal(value).scaleb(decimals)), decimals)
    return str(value)


def stand_in(cell: Cell) -> str:
    """What stands in a cell that shows no value: its note, else ― (none), 未定 (pending), 未報告 (empty)."""
    return cell.note or (say(_STATE_MARKS[cell.state]) if cell.state in _STATE_MARKS else "")


def period_and_maker(table: ReportTable) -> str:
    """The line that says what the report is about: 平成29年度 上半期　作成：大町市."""
    return "　".join(filter(None, (table.period_line, say("report_made_by", name=table.made_by))))


def unit_line(table: ReportTable) -> str:
    """単位：円 or 単位：千円; "" if the table has no money."""
    if not any(column.kind == "yen" for column in table.columns):
        return ""
    return say("report_unit_yen" if table.display_unit == 1 else "report_unit_thousand")


def unit_and_dates(table: ReportTable) -> str:
    """The line that says how the figures are to be read: 単位：円 ／ 基準日：… ／ 作成日：…."""
    parts = [unit_line(table)] if unit_line(table) else []
    if table.as_of is not None:
        parts.append(say("report_as_of", day=date_text(table.as_of)))
    parts.append(say("report_made_on", day=date_text(table.made_on)))
    return say("report_separator").join(parts)
