"""How the cells of an ``EntryBook`` look: text, state, marks and the sentence that explains them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from alps_desk import wording
from alps_desk.app.describing import cell_text
from alps_desk.domain.cells import CellState, CellValue
from alps_desk.domain.entry_text import year_text
from alps_desk.domain.money import (
    Figure,
    budget_current,
    execution_rate,
    format_amount,
    funding_difference,
    rate_text,
    unused,
)
from alps_desk.domain.records import FUNDS, Field
from alps_desk.domain.rules import Finding
from alps_desk.domain.typed_number import quantity_text
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_columns import (
    BUDGET,
    COMPUTED,
    FUNDING_GAP,
    HEAD,
    NAME,
    NUMBER,
    STATE,
    TYPE,
    UNUSED,
)
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid.source import CellFlag, GridCell

_SIGNS = {
    CellState.NONE: "office_sign_none",
    CellState.PENDING: "office_sign_pending",
    CellState.TALLYING: "office_sign_tallying",
    CellState.WITHHELD: "office_sign_withheld",
    CellState.UNKNOWN: "office_sign_unknown",
}
_LEVELS = {"error": State.ERROR, "warning": State.WARNING}


@dataclass(frozen=True)
class RowState:
    """How far a row is.

    Attributes:
        key: error, conflict, returned, locked (submitted), warning, empty, draft, done or free (nothing must be
            filled).
        state: its look.
        text: its word.
        missing: how many cells must still be filled.
    """

    key: str
    state: State
    text: str
    missing: int


_ROW_LOOKS = {
    "error": State.ERROR,
    "conflict": State.CONFLICT,
    "returned": State.RETURNED,
    "locked": State.LOCKED,
    "warning": State.WARNING,
    "empty": State.EMPTY,
    "draft": State.DRAFT,
    "done": State.OK,
    "free": State.NEUTRAL,
}


def row_state(book: EntryBook, row: int) -> RowState:
    """How far a row is, and what is most pressing in it."""
    findings = book.row_findings(row)
    done, needed = book.filled(row)
    if book.has_draft(row) or any(finding.level == "error" for finding in findings):
        key = "error"
    elif any(finding.code == "rule_conflict" for finding in findings):
        key = "conflict"
    elif any(view.state == "open" for place in _places(book, row) for view in book.returned(place)):
        key = "returned"
    elif all(book.is_locked(place) for place in _places(book, row)):
        key = "locked"
    elif any(finding.level == "warning" for finding in findings):
        key = "warning"
    elif needed and done == 0:
        key = "empty"
    elif done < needed:
        key = "draft"
    elif needed or not book.untouched(row):
        key = "done"
    else:
        key = "free"
    return RowState(key, _ROW_LOOKS[key], wording.say(f"office_row_{key}"), needed - done)


def _places(book: EntryBook, row: int) -> list[Place]:
    return [(record, field.name) for record, field in book.rows[row].targets.values()]


def cell(book: EntryBook, row: int, column: str) -> GridCell:
    """One cell of the grid or the form."""
    if column in HEAD:
        return _head(book, row, column)
    if column in COMPUTED:
        return _computed(book, row, column)
    found = book.place(row, column)
    if found is None:
        return GridCell("", flags=CellFlag.LOCKED | CellFlag.FADED)
    place, field = found
    raw = book.edit_text(place, field)
    value = book.shown(place).cell
    flags = CellFlag.NONE
    if book.is_unexported(place):
        flags |= CellFlag.UNEXPORTED
    if book.is_locked(place) and not book.shown(place).conflict:
        flags |= CellFlag.LOCKED
    returned = book.returned(place)
    if returned:
        flags |= CellFlag.COMMENT
    origin = book.origin(place)
    if origin is not None:
        flags |= CellFlag.COPIED if origin.kind == "copied" else CellFlag.CONFIRMED
    draft = book.draft(place)
    if draft is not None:
        return GridCell(draft.text, draft.text, State.ERROR, flags, draft.message)
    if value.state is CellState.EMPTY and book.is_required(row, column):
        flags |= CellFlag.MISSING
    state, tip = cell_state(book, place)
    scale = book.scale(place)
    text = shown_text(book, field, value, book.decimals(place), scale)
    plan = book.snapshot.plan if book.snapshot else None
    spoken = cell_text(value, field, plan, scale) if text != raw else None
    return GridCell(text, raw, state, flags, tip, spoken if text else None)


def shown_text(book: EntryBook, field: Field, value: CellValue, decimals: int = 0, scale: str = "") -> str:
    """A value as it stands in a cell: amounts in the unit in force, signs for states, words for choices.

    Args:
        decimals: digits after the point of a figure kept in its smallest step.
        scale: the scale a rating was made with, "" for that of the year.
    """
    if value.state is CellState.EMPTY:
        return ""
    if value.state is not CellState.VALUE:
        return wording.say(_SIGNS[value.state])
    if field.kind == "yen" and isinstance(value.value, int):
        return format_amount(value.value, book.unit)
    if field.kind == "int":
        return year_text(value)
    if field.kind == "decimal" and isinstance(value.value, int):
        return quantity_text(value.value, decimals)
    if field.kind in ("text", "line") or book.snapshot is None:
        return str(value.value)
    return cell_text(value, field, book.snapshot.plan, scale)


def explained(finding: Finding) -> str:
    """The sentence of a finding."""
    return wording.say(finding.code, **finding.params)


def cell_state(book: EntryBook, place: Place) -> tuple[State | None, str]:
    """The look of a cell for what was found in it or sent back of it, and the sentences about that."""
    returned = [view for view in book.returned(place) if view.state == "open"]
    worst = State.RETURNED if returned else None
    tips = [view.reason for view in returned]
    for finding in book.findings(place):
        if finding.level == "missing":
            continue
        state = State.CONFLICT if finding.code == "rule_conflict" else _LEVELS[finding.level]
        stronger = (State.RETURNED, State.WARNING)
        if worst is None or state is State.ERROR or (state is State.CONFLICT and worst in stronger):
            worst = state
        tips.append(explained(finding))
    return worst, "\n".join(tips)


def _head(book: EntryBook, row: int, column: str) -> GridCell:
    part = book.rows[row].part
    burden = part.kind == "burden"
    plan = book.snapshot.plan if book.snapshot else None
    assert plan is not None
    if column == STATE:
        state = row_state(book, row)
        if state.key == "free":
            return GridCell(state.text, state=state.state, flags=CellFlag.FADED)
        return GridCell(state.text, state=state.state)
    if burden:
        body = plan.body(part.payer).name
        name = wording.say("office_burden_spoken", project=part.project.name, body=body)
        if column == NAME:
            return GridCell(wording.say("office_burden_from", body=body), tip=name, spoken=name)
        return GridCell(str(part.project.number) if column == NUMBER else "")
    if column == NUMBER:
        return GridCell(str(part.project.number))
    if column == TYPE:
        known = plan.label("project_type", part.project.type) if part.project.type else ""
        tip = "" if known else wording.say("office_type_unknown_tip")
        return GridCell(known or wording.say("office_type_unknown"), tip=tip)
    return GridCell(part.project.name)


def _computed(book: EntryBook, row: int, column: str) -> GridCell:
    if book.rows[row].part.kind == "burden":
        return GridCell("", flags=CellFlag.LOCKED | CellFlag.FADED)
    current = budget(book, row)
    if column == BUDGET:
        return _figure(book, current)
    spent = book.number(row, "spent")
    if column == UNUSED:
        return _figure(book, unused(current.yen, spent, book.number(row, "carried_out")))
    if column == FUNDING_GAP:
        funds = {name: book.number(row, name) for name in FUNDS}
        if all(amount is None for amount in funds.values()):
            return GridCell("")
        return _figure(book, funding_difference(spent, funds))
    return GridCell(rate_text(rate(book, row)))


def budget(book: EntryBook, row: int) -> Figure:
    """予算現額 of a row."""
    return budget_current(
        *(
            book.number(row, name)
            for name in ("budget_initial", "budget_supplement", "carried_in", "budget_transfer")
        )
    )


def rate(book: EntryBook, row: int) -> Decimal | None:
    """執行率 of a row."""
    return execution_rate(book.number(row, "spent"), budget(book, row).yen)


def _figure(book: EntryBook, figure: Figure) -> GridCell:
    if figure.yen is None:
        return GridCell(rate_text(None))
    return GridCell(format_amount(figure.yen, book.unit))
