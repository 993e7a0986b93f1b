"""Form 12, 引継書: what whoever takes the post over needs to know, made from the data (reference.md 8).

Who submits what and when, by last year's real dates; what is open; what was promised; whom to ask; the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.plan import Period, Plan
from alps_desk.reports import form_cells
from alps_desk.reports.form_cells import BLANK
from alps_desk.reports.tables import Block, Cell, Column, ReportTable, Row
from alps_desk.wording import say, term, terms

NAME = "handover"
MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


@dataclass(frozen=True)
class Duty:
    """A project of this office.

    Attributes:
        role: 主体 or 参加, in words; section, person: who reported on it last, "" if nobody.
    """

    number: int
    field: str
    name: str
    type: str
    role: str
    section: str
    person: str


@dataclass(frozen=True)
class Round:
    """A period of a year: when it is due, and what this office really did.

    Attributes:
        due_on, submitted_on, accepted_on: ISO days, "" where there is none.
        by_role: who decided.
    """

    fy: int
    period: str
    due_on: str
    submitted_on: str
    by_role: str
    accepted_on: str


@dataclass(frozen=True)
class OpenPoint:
    """Something that is not done.

    Attributes:
        kind: what it is, in words; on: ISO day it is about, "" without.
    """

    kind: str
    project: str
    text: str
    on: str = ""


@dataclass(frozen=True)
class Contact:
    """Whom to ask at a body.

    Attributes:
        by: section and person as last stated in its reports or files; on: ISO day of that.
    """

    body: str
    section: str
    person: str
    on: str


@dataclass(frozen=True)
class Handover:
    """What the form is made from.

    Attributes:
        section, person: who hands over.
        code: the eight groups of this PC.
        places: what lies where on this PC: label and place.
    """

    section: str
    person: str
    code: str
    duties: Sequence[Duty]
    rounds: Sequence[Round]
    open_points: Sequence[OpenPoint]
    promises: Sequence[OpenPoint]
    contacts: Sequence[Contact]
    places: Sequence[tuple[str, str]]


def build(
    plan: Plan,
    period: Period,
    facts: Handover,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """The form.

    Args:
        plan: the plan of the year; period: the period in view, for the line below the title.
        facts: what the office's data say.
        made_by: name of the body; made_on: the day.
    """
    blocks = [
        _about(facts, made_by),
        _duties(facts.duties),
        _rounds(facts.rounds),
        _year(),
        _points("handover_open", facts.open_points),
        _points("handover_promises", facts.promises),
        _contacts(facts.contacts),
        _words(),
        _labelled("handover_places", facts.places),
    ]
    return ReportTable(
        NAME,
        say("form_handover"),
        fiscal_year_text(plan.fy),
        made_by,
        made_on,
        (
            Column("part", say("handover_part"), "text"),
            *(Column(f"text_{n}", say("handover_text", number=n), "text") for n in range(1, _WIDEST + 1)),
        ),
        list(_data(blocks)),
        display_unit=display_unit,
        landscape=False,
        notes=[say("handover_note_contacts"), say("handover_note_year")],
        sample=plan.sample,
        blocks=blocks,
    )


_WIDEST = 7


def _data(blocks: Iterable[Block]) -> Iterable[Row]:
    """Every row of every block as data: the title of its block and its cells as text."""
    for block in blocks:
        for row in block.rows:
            cells = [*row.cells, *([BLANK] * (_WIDEST - len(row.cells)))]
            yield Row([Cell(block.title), *(_as_text(cell) for cell in cells)])


def _as_text(cell: Cell) -> Cell:
    if isinstance(cell.value, date):
        return Cell(cell.value.isoformat(), cell.state, cell.note)
    return Cell(None if cell.value is None else str(cell.value), cell.state, cell.note)


def _labelled(title: str, items: Sequence[tuple[str, str]]) -> Block:
    columns = (Column("label", "", "text", width=9, label=True), Column("text", "", "text", width=40))
    return Block(say(title), columns, [Row([Cell(label), Cell(text)]) for label, text in items])


def _about(facts: Handover, made_by: str) -> Block:
    return _labelled(
        "handover_about",
        [
            (term("office"), made_by),
            (term("section"), facts.section),
            (say("handover_from"), facts.person),
            (say("handover_to"), ""),
            (say("handover_code"), facts.code),
        ],
    )


def _duties(duties: Sequence[Duty]) -> Block:
    columns = (
        Column("number", term("number"), "code", width=4),
        Column("field", term("field"), "text", width=10),
        Column("name", term("project_name"), "text", width=20),
        Column("type", term("project_type"), "mark", width=5),
        Column("role", say("handover_role"), "mark", width=5),
        Column("section", term("section"), "text", width=10),
        Column("person", term("person_in_charge"), "text", width=8),
    )
    rows = [
        Row(
            [
                Cell(str(one.number)), Cell(one.field), Cell(one.name), Cell(one.type or None, "value" if one.type else "none"),
                Cell(one.role), Cell(one.section), Cell(one.person),
            ]
        )
        for one in duties
    ]  # fmt: skip
    return Block(say("handover_duties"), columns, rows)


def _rounds(rounds: Sequence[Round]) -> Block:
    columns = (
        Column("fy", term("fy"), "text", width=9),
        Column("period", term("period"), "text", width=7),
        Column("due_on", say("handover_due"), "date", width=9),
        Column("submitted_on", say("handover_submitted"), "date", width=9),
        Column("by_role", say("handover_by_role"), "text", width=7),
        Column("accepted_on", say("handover_accepted"), "date", width=9),
    )
    rows = [
        Row(
            [
                Cell(fiscal_year_text(one.fy)), Cell(one.period), _day(one.due_on), _day(one.submitted_on),
                Cell(one.by_role), _day(one.accepted_on),
            ]
        )
        for one in rounds
    ]  # fmt: skip
    return Block(say("handover_rounds"), columns, rows)


def _day(iso: str) -> Cell:
    return form_cells.day_cell(iso) if iso else Cell(None, "none")


def _year() -> Block:
    columns = (Column("month", "", "text", width=5, label=True), Column("text", "", "text", width=40))
    rows = [
        Row([Cell(say("handover_month", month=month)), Cell(say(f"handover_month_{month}"))])
        for month in MONTHS
    ]
    return Block(say("handover_year"), columns, rows)


def _points(title: str, points: Sequence[OpenPoint]) -> Block:
    columns = (
        Column("kind", say("handover_kind"), "text", width=7),
        Column("project", term("project_name"), "text", width=14),
        Column("text", say("handover_point"), "text", width=30),
        Column("on", say("handover_on"), "date", width=9),
    )
    rows = [
        Row([Cell(one.kind), Cell(one.project), Cell(one.text), _day(one.on) if one.on else BLANK])
        for one in points
    ]
    return Block(say(title), columns, rows)


def _contacts(contacts: Sequence[Contact]) -> Block:
    columns = (
        Column("body", term("office"), "text", width=12),
        Column("section", term("section"), "text", width=14),
        Column("person", term("person_in_charge"), "text", width=10),
        Column("phone", say("handover_phone"), "text", width=14),
        Column("on", say("handover_as_of"), "date", width=9),
    )
    rows = [
        Row(
            [
                Cell(one.body),
                Cell(one.section),
                Cell(one.person),
                BLANK,
                _day(one.on) if one.on else BLANK,
            ]
        )
        for one in contacts
    ]
    return Block(say("handover_contacts"), columns, rows)


def _words() -> Block:
    columns = (Column("word", "", "text", width=9, label=True), Column("text", "", "text", width=40))
    rows = [Row([Cell(one.japanese), Cell(one.definition)]) for one in terms().values() if one.definition]
    return Block(say("handover_words"), columns, rows)
