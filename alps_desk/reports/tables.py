"""A form as data: what every writer (CSV, XLSX, PDF, screen) is given.

Promise: a writer needs nothing but a :class:`ReportTable`; a builder knows no writer. Cells carry values, not
text: an ``int`` of yen stays yen, a date stays a date; how it is shown follows from the column and the writer
(R9, R11, R49).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

CellValue = str | int | Decimal | date | None
Kind = Literal["text", "code", "mark", "yen", "count", "rate", "date"]
"""text: prose; code: short identifier; mark: one symbol such as ○; yen: integer yen; count: integer;
rate: percent with one decimal; date: ISO in data, era on paper."""


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        key: identifier, unique in the table (header of machine-read files where no label is wanted).
        heading: Japanese heading without unit; ``\\n`` allowed on paper.
        kind: how values are shown and aligned.
        unit: shown in the heading, "" if none; yen columns are converted to the table's display unit on paper.
        width: relative width on paper.
        group: heading above neighbouring columns of the same group, "" if none.
        label: its cells name what stands beside them; shaded on paper.
        once: it heads a group of rows: where it and all other such columns say the same as in the row above, paper
            leaves them out, except at the top of a page. Such columns stand first.
    """

    key: str
    heading: str
    kind: Kind
    unit: str = ""
    width: int = 10
    group: str = ""
    label: bool = False
    once: bool = False


@dataclass(frozen=True)
class Trend:
    """Figures over the years, to be drawn small on paper; they stand as figures in cells of their own.

    Attributes:
        values: oldest first, None where there is no figure.
        target: of the last year, None if there is none; open_end: the last figure is not final.
    """

    values: tuple[int | None, ...]
    target: int | None = None
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with how it stands: ``note`` is a mark such as 食い違い or 未報告 shown beside or instead of it.

    ``state`` is one of value, none (該当なし, "―"), pending (未定), empty (未報告, never 0), conflict. ``trend`` is drawn
    below the value on paper, where there is one.
    """

    value: CellValue
    state: Literal["value", "none", "pending", "empty", "conflict"] = "value"
    note: str = ""
    trend: Trend | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``kind`` data rows are data, subtotal and total rows are left out of machine-read files (R49).

    Attributes:
        cells: one per column.
        keys: one per key column of the table, in data rows only.
    """

    cells: Sequence[Cell]
    kind: Literal["data", "subtotal", "total"] = "data"
    keys: Sequence[Cell] = ()


@dataclass(frozen=True)
class Block:
    """A part of a sheet with a title of its own.

    Attributes:
        title: above it, "" for none.
        columns, rows: as in a table; without any heading text the row of headings is left out.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]


@dataclass(frozen=True)
class ReportTable:
    """One form, filled.

    Attributes:
        name: report identifier, e.g. ``progress_list``.
        title: Japanese title on paper.
        period_line: "平成29年度 上半期" and the like.
        made_by: name of the body that made it.
        as_of: date the figures stand at, or None.
        made_on: date of making.
        display_unit: 1 (円) or 1000 (千円) for yen columns on paper and screen.
        landscape: direction of the page.
        columns, rows: the table.
        key_columns: year, period and codes that only machine-read files need beside the names (R49); they stand
            before the other columns there and nowhere else.
        notes: footnotes on paper (rounding R14, completeness n/6, 食い違い, 見本).
        sample: True marks every page 見本 (sample data).
        blocks: what people read where the form is a sheet (個票) rather than one table; ``columns`` and ``rows`` are
            then the same as data.
        subject: what a sheet is about, in the head of its later pages.
        sheets: what people read where a form is many sheets (one for each project); ``columns`` and ``rows`` are the
            same as data.
        more: further tables that go into the same workbook, each on a sheet of its own.
    """

    name: str
    title: str
    period_line: str
    made_by: str
    made_on: date
    columns: Sequence[Column]
    rows: Sequence[Row]
    as_of: date | None = None
    display_unit: Literal[1, 1000] = 1
    landscape: bool = True
    notes: Sequence[str] = field(default_factory=tuple)
    sample: bool = False
    approval_boxes: Sequence[str] = field(default_factory=tuple)
    key_columns: Sequence[Column] = ()
    blocks: Sequence[Block] = ()
    subject: str = ""
    sheets: Sequence[ReportTable] = ()
    more: Sequence[ReportTable] = ()
