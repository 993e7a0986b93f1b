"""What can be done to cells besides typing: copy an earlier report, confirm, set a state, give a sentence.

Each is one named step that can be undone. What is copied or confirmed is marked as such (R34, ``domain.origin``); the
mark is gone as soon as somebody writes another value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alps_desk import wording
from alps_desk.app.entry import choices_of
from alps_desk.domain.cells import CellState, CellValue, to_stored
from alps_desk.domain.origin import Kind, Origin, why_of
from alps_desk.domain.records import Field
from alps_desk.domain.rules import JUMP
from alps_desk.domain.shown import EMPTY, Shown
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.entry_steps import Content

Cell = tuple[int, str]
"""Number of the row and key of the column."""

CARRIED = ("plan_text", "done_text", "issues", "improvement", "next_actions", "section", "person_in_charge")
"""What 前の期から引き継ぐ takes over: texts and names, never figures or judgements."""
_COPIED = (CellState.VALUE, CellState.NONE)


@dataclass(frozen=True)
class Earlier:
    """What an earlier report says in the place of a cell."""

    fy: int
    period: str
    shown: Shown
    place: Place


@dataclass(frozen=True)
class Done:
    """What became of an action: cells written, and how many were left as they are."""

    cells: Sequence[Cell]
    left: int
    name: str


def report_before(book: EntryBook, row: int, column: str) -> Earlier | None:
    """What the report before this one says; None if it says nothing."""
    snapshot = book.snapshot
    if snapshot is None or snapshot.before is None:
        return None
    place = snapshot.place_before(snapshot.rows[row].part, column)
    plan, period = snapshot.before
    same_year = plan.fy == snapshot.plan.fy
    # A figure of the whole year, as the initial budget, is the same place in every report of the year.
    if place is None or place == _place(book, row, column):
        return None
    shown = book.shown(place) if same_year else snapshot.last_figures.get(place, EMPTY)
    return None if shown.cell.state is CellState.EMPTY else Earlier(plan.fy, period.code, shown, place)


def last_year(book: EntryBook, row: int, column: str) -> Earlier | None:
    """What last year's report for the same period says; None if it says nothing."""
    snapshot = book.snapshot
    place = None if snapshot is None else snapshot.last_place(snapshot.rows[row].part, column)
    if snapshot is None or place is None:
        return None
    shown = snapshot.last_figures.get(place, EMPTY)
    if shown.cell.state is CellState.EMPTY:
        return None
    return Earlier(snapshot.plan.fy - 1, snapshot.period.code, shown, place)


def nearest(book: EntryBook, row: int, column: str) -> Earlier | None:
    """The latest earlier word on a cell: of the report before, else of last year's same period."""
    return report_before(book, row, column) or last_year(book, row, column)


def copy_earlier(book: EntryBook, cells: Iterable[Cell]) -> Done:
    """Copy the latest earlier word into cells, marked as copied."""
    return _take_over(book, cells, "copied", "office_step_copy")


def confirm(book: EntryBook, cells: Iterable[Cell]) -> Done:
    """変更なし: record what stands in cells once more, as looked at; an empty cell takes the latest earlier word."""
    wanted: dict[Place, Content] = {}
    empty: list[Cell] = []
    left = 0
    for cell in cells:
        found = _writable(book, cell)
        if found is None or book.draft(found[0]) is not None or book.shown(found[0]).conflict:
            left += 1
        elif book.shown(found[0]).cell.state is CellState.EMPTY:
            empty.append(cell)
        else:
            place = found[0]
            wanted[place] = Content(
                to_stored(book.shown(place).cell), why=why_of(Origin("unchanged"), book.reason(place))
            )
    more, missing = _taken_over(book, empty, "unchanged")
    return _write(book, wanted | more, "office_step_confirm", left + missing)


def carry_report(book: EntryBook) -> Done:
    """Copy the texts of the report before into all empty cells, as one step."""
    cells = [
        (number, column)
        for number, row in enumerate(book.rows)
        for column in CARRIED
        if row.part.kind == "own"
        and (place := _place(book, number, column)) is not None
        and book.shown(place).cell.state is CellState.EMPTY
        and book.draft(place) is None
        and report_before(book, number, column) is not None
    ]
    return _take_over(book, cells, "copied", "office_step_carry")


def set_state(book: EntryBook, cells: Iterable[Cell], value: CellValue) -> Done:
    """該当なし, 未定 and the like, in cells of any kind."""
    wanted: dict[Place, Content] = {}
    left = 0
    for cell in cells:
        found = _writable(book, cell)
        if found is None:
            left += 1
        else:
            wanted[found[0]] = Content(to_stored(value))
    return _write(book, wanted, "office_step_state", left, state=wording.say(f"cell_{value.state.value}"))


def give_reason(book: EntryBook, row: int, column: str, text: str) -> Done:
    """Record a value once more with the sentence that explains it."""
    found = _writable(book, (row, column))
    if found is None:
        return Done((), 1, "")
    place = found[0]
    content = Content(to_stored(book.shown(place).cell), why=why_of(book.origin(place), text))
    return _write(book, {place: content}, "office_step_reason", 0)


def question(book: EntryBook, row: int, column: str) -> str:
    """What is to be asked about a cell: ``jump`` for a sentence, ``promise`` for the day it is expected, "" nothing."""
    place = _place(book, row, column)
    if place is None or book.is_locked(place):
        return ""
    if any(finding.code == JUMP for finding in book.findings(place)):
        return "jump"
    cell = book.shown(place).cell
    return "promise" if cell.state is CellState.PENDING and cell.expected_on is None else ""


def _place(book: EntryBook, row: int, column: str) -> Place | None:
    found = book.place(row, column)
    return None if found is None else found[0]


def _writable(book: EntryBook, cell: Cell) -> tuple[Place, Field] | None:
    found = book.place(*cell)
    return None if found is None or book.is_locked(found[0]) else found


def _take_over(book: EntryBook, cells: Iterable[Cell], kind: Kind, step: str) -> Done:
    wanted, left = _taken_over(book, cells, kind)
    return _write(book, wanted, step, left)


def _taken_over(book: EntryBook, cells: Iterable[Cell], kind: Kind) -> tuple[dict[Place, Content], int]:
    wanted: dict[Place, Content] = {}
    left = 0
    for cell in cells:
        found, earlier = _writable(book, cell), nearest(book, *cell)
        if found is None or earlier is None or not _fits(book, found[1], earlier.shown):
            left += 1
            continue
        why = why_of(Origin(kind, earlier.fy, earlier.period))
        wanted[found[0]] = Content(to_stored(earlier.shown.cell), why=why)
    return wanted, left


def _fits(book: EntryBook, field: Field, shown: Shown) -> bool:
    """Whether an earlier value may stand here: nothing open, and a choice only while the list still has it."""
    if shown.cell.state not in _COPIED or shown.conflict or book.snapshot is None:
        return False
    if field.kind != "choice" or shown.cell.state is not CellState.VALUE:
        return True
    return any(one.id == shown.cell.value for one in choices_of(book.snapshot.plan, field))


def _write(book: EntryBook, wanted: Mapping[Place, Content], step: str, left: int, **params: object) -> Done:
    if not wanted:
        return Done((), left, "")
    name = wording.say(step, count=len(wanted), **params)
    return Done(book.write_all(wanted, name), left, name)
