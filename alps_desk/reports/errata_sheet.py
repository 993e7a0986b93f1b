"""正誤表: what has changed in a report since it was given out, and the entries behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alps_desk.reports.tables import Block, Cell, Column, ReportTable, Row
from alps_desk.wording import say, term

NAME = "errata"


@dataclass(frozen=True)
class Correction:
    """One cell that reads otherwise now.

    Attributes:
        row: what its row is about; heading: of its column.
        before, after: as people read them; a row that came or went has words instead.
        at, who, why: of the change behind it, "" where none is known; more: how many further changes are behind it.
        places: (record, field) of the changes behind it, the latest first.
    """

    row: str
    heading: str
    before: str
    after: str
    at: str = ""
    who: str = ""
    why: str = ""
    more: int = 0
    places: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Entered:
    """One entry since: whose field, from what to what, when, by whom and why."""

    at: str
    office: str
    project: str
    field: str
    before: str
    after: str
    who: str
    why: str


def build(
    title: str,
    about: Sequence[tuple[str, str]],
    corrections: Sequence[Correction],
    entered: Sequence[Entered],
    *,
    period_line: str,
    made_by: str,
    made_on: date,
    notes: Sequence[str] = (),
    sample: bool = False,
) -> ReportTable:
    """The table: data are the corrections; on paper the entries behind them follow.

    Args:
        title: of the report; about: names and values of the head.
    """
    columns = _columns()
    rows = [
        Row(
            [Cell(text) for text in (one.row, one.heading, one.before, one.after, one.at, _who(one), one.why)]
        )
        for one in corrections
    ]
    entries = [
        Row(
            [
                Cell(text)
                for text in (
                    one.at,
                    one.office,
                    one.project,
                    one.field,
                    one.before,
                    one.after,
                    one.who,
                    one.why,
                )
            ]
        )
        for one in entered
    ]
    head = [
        Column("name", say("errata_about"), "text", width=12, label=True),
        Column("value", say("errata_value"), "text", width=60),
    ]
    return ReportTable(
        NAME,
        say("errata_of", title=title),
        period_line,
        made_by,
        made_on,
        columns,
        rows,
        notes=[say("errata_note_again"), *notes],
        sample=sample,
        blocks=[
            Block(say("errata_block_about"), head, [Row([Cell(name), Cell(value)]) for name, value in about]),
            Block(say("errata_block_cells", count=len(rows)), columns, rows),
            Block(say("errata_block_entries", count=len(entries)), _entry_columns(), entries),
        ],
    )


def _who(one: Correction) -> str:
    return say("errata_and_more", who=one.who, count=one.more) if one.more else one.who


def _columns() -> list[Column]:
    return [
        Column("row", say("errata_row"), "text", width=26, label=True),
        Column("heading", say("errata_heading"), "text", width=14),
        Column("before", say("errata_before"), "text", width=16),
        Column("after", say("errata_after"), "text", width=16),
        Column("at", say("errata_at"), "text", width=12),
        Column("who", say("errata_who"), "text", width=16),
        Column("why", say("errata_why"), "text", width=22),
    ]


def _entry_columns() -> list[Column]:
    return [
        Column("at", say("errata_at"), "text", width=12),
        Column("office", term("office"), "text", width=9),
        Column("project", term("project_name"), "text", width=18),
        Column("field", say("errata_field"), "text", width=14),
        Column("before", say("errata_before"), "text", width=14),
        Column("after", say("errata_after"), "text", width=14),
        Column("who", say("errata_who"), "text", width=14),
        Column("why", say("errata_why"), "text", width=20),
    ]
