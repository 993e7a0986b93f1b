"""The columns of 進捗の入力: which ones a year and office have, in the grid and in the one-project form.

Keys are the identifiers of ``terms.csv``; a column without a field of its own is computed by the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alps_desk import wording
from alps_desk.app.entry import EntryRow, choices_of
from alps_desk.domain.entry_form import EVALUATION_COLUMNS
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.records import FUNDS, Field
from alps_desk.gui.widgets.grid.source import Align, ColumnKind, GridColumn

NUMBER, NAME, TYPE, STATE = "number", "project_name", "project_type", "state"
BUDGET, UNUSED, RATE, FUNDING_GAP = "budget_current", "unused", "execution_rate", "funding_gap"
EVENTS = "events"
"""Stands for the table of events, which is no column."""
HEAD = (NUMBER, NAME, TYPE, STATE)
"""What a row is; never typed into."""
COMPUTED = (BUDGET, UNUSED, RATE, FUNDING_GAP)
"""Worked out from the other columns of the row."""

RATINGS = ("pace", "self_rating")
_MONEY_GRID = ("budget_initial", "budget_supplement", BUDGET, "spent", RATE)
_BURDEN_GRID = ("transfer_out", "notified", "final", "transfer_in")
_PROGRESS_GRID = ("progress_class", *RATINGS, "done_text", "issues", "improvement", "next_actions")
_PERSON_GRID = ("person_in_charge",)

FORM_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "budget",
        (
            "budget_initial", "budget_supplement", "carried_in", "budget_transfer", BUDGET, "spent", "carried_out",
            UNUSED, RATE, "personnel_cost", "money_note",
        ),
    ),
    ("funds", (*FUNDS, FUNDING_GAP)),
    (
        "burden",
        (
            "transfer_out", "paid_on", "payer_note", "basis", "forecast", "notified", "final", "due_on", "transfer_in",
            "received_on", "settlement",
        ),
    ),
    (
        "progress",
        (
            "as_of_date", "progress_class", *RATINGS, "plan_text", "done_text", "issues", "improvement",
            "next_actions", "section", "person_in_charge", "jump_reason",
        ),
    ),
    ("evaluation", EVALUATION_COLUMNS),
)  # fmt: skip
"""Groups of the one-project form with their columns; those a row does not have are left out."""

_WIDTHS = {
    NUMBER: 3.4, NAME: 17.0, TYPE: 4.2, STATE: 6.9, RATE: 5.6, "progress_class": 6.2, "pace": 7.0,
    "self_rating": 7.0, "done_text": 24.0, "issues": 16.0, "improvement": 16.0, "next_actions": 16.0,
    "person_in_charge": 8.0,
}  # fmt: skip
_KINDS = {
    "yen": ColumnKind.NUMBER, "count": ColumnKind.NUMBER, "decimal": ColumnKind.NUMBER, "int": ColumnKind.NUMBER,
    "date": ColumnKind.DATE, "choice": ColumnKind.CHOICE, "text": ColumnKind.PROSE,
}  # fmt: skip


def rating_of(period: Period) -> str:
    """The rating that a period asks for: how it goes in mid-year, how it went at the end."""
    return "self_rating" if period.code == "full_year" else "pace"


def shown_columns(rows: Sequence[EntryRow], period: Period) -> list[str]:
    """Keys of the grid's columns that at least one row has, in their order."""
    there = {column for row in rows for column in row.targets}
    burdens = any(row.part.kind == "burden" for row in rows)
    keys = list(HEAD)
    for key in (*_MONEY_GRID, *_BURDEN_GRID, *_PROGRESS_GRID, *_PERSON_GRID):
        if key in RATINGS and key != rating_of(period):
            continue
        # What is received stands in every row, but only a body that receives by rule looks for it in the list.
        if key == "transfer_in" and not burdens:
            continue
        if key in there or (key in COMPUTED and "spent" in there):
            keys.append(key)
    return keys


def field_named(rows: Iterable[EntryRow], key: str) -> Field | None:
    """The field a column is kept in."""
    return next((row.targets[key][1] for row in rows if key in row.targets), None)


def grid_column(plan: Plan, rows: Sequence[EntryRow], key: str, unit: int) -> GridColumn:
    """How a column looks and is typed into."""
    money = wording.say("office_unit_thousand" if unit == 1000 else "office_unit_yen")
    width = _WIDTHS.get(key, 7.0)
    if key == STATE:
        return GridColumn(key, heading(key), kind=ColumnKind.STATE, width_em=width)
    if key in HEAD:
        align = Align.CENTRE if key in (NUMBER, TYPE) else None
        frozen = key in (NUMBER, NAME)
        kind = ColumnKind.TEXT
        return GridColumn(
            key, heading(key), kind=kind, frozen=frozen, width_em=width, align=align, strong=key == NAME
        )
    if key in COMPUTED:
        words = "" if key == RATE else money
        return GridColumn(
            key, heading(key), words, ColumnKind.NUMBER, width_em=width, computed=True, align=Align.RIGHT
        )
    field = field_named(rows, key)
    assert field is not None, key
    choices = tuple(one.label for one in choices_of(plan, field)) if field.kind == "choice" else ()
    return GridColumn(
        key,
        heading(key),
        money if field.kind == "yen" else "",
        _KINDS.get(field.kind, ColumnKind.TEXT),
        editable=True,
        width_em=width,
        choices=choices,
    )


def heading(key: str) -> str:
    """What people call a column."""
    if key in (NUMBER, STATE, FUNDING_GAP, TYPE):
        return wording.say(f"office_column_{key}")
    return wording.term(key)
