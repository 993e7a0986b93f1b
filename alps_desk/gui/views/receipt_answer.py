"""What 受領書 shows of an office's own changes, and what a file brings, in words."""

from __future__ import annotations

from dataclasses import dataclass

from alps_desk import wording
from alps_desk.app.desk import Desk
from alps_desk.app.receipts import Receipt, ReceiptState
from alps_desk.domain.brought import Brought
from alps_desk.gui.theme import State

STATES: dict[ReceiptState, State] = {
    "unexported": State.EMPTY,
    "exported": State.WAITING,
    "received": State.OK,
    "returned": State.RETURNED,
    "held": State.WARNING,
}
ORDER: tuple[ReceiptState, ...] = ("unexported", "exported", "received", "returned", "held")

_KINDS: tuple[tuple[str, State, str], ...] = (
    ("received", State.OK, "state_accepted"),
    ("accepted", State.OK, "act_decide"),
    ("returns", State.RETURNED, "state_returned"),
    ("messages", State.DUE, "nav_talk"),
    ("settled", State.OK, "state_accepted"),
    ("leave", State.INFO, "thing_calendar"),
    ("refused", State.ERROR, "state_error"),
    ("held", State.WARNING, "state_warning"),
    ("decided", State.WARNING, "act_edit"),
    ("plan", State.INFO, "nav_overview"),
    ("own", State.INFO, "thing_person"),
    ("others", State.NEUTRAL, "thing_office"),
    ("other", State.NEUTRAL, "state_info"),
)


@dataclass(frozen=True)
class Line:
    """One kind of thing that a file brings: how many, and in words."""

    kind: str
    state: State
    icon: str
    text: str


@dataclass(frozen=True)
class Came:
    """A file that was taken: when, its name, when it was made, what it changed, and whether it is taken back."""

    taken_at: str
    file: str
    made_at: str
    new: int
    changed: int
    held: bool


@dataclass(frozen=True)
class ReceiptAnswer:
    """What is shown.

    Attributes:
        receipts: this PC's segments, newest first.
        changes: state → how many changes stand in it.
        imports: files taken before, newest first.
    """

    receipts: tuple[Receipt, ...]
    changes: dict[ReceiptState, int]
    imports: tuple[Came, ...]


def take_receipts(desk: Desk) -> ReceiptAnswer:
    """Ask the desk; safe on a reader's thread."""
    found = desk.receipts()
    changes = {state: sum(one.changes for one in found if one.state == state) for state in ORDER}
    taken = [
        Came(row.taken_at, row.file, row.made_at, row.new, row.changed, bool(row.held))
        for row in desk.imports()
        if row.kind != "registration"
    ]
    return ReceiptAnswer(tuple(reversed(found)), changes, tuple(reversed(taken)))


def lines_of(brought: Brought) -> list[Line]:
    """What a file brings, the most important first; nothing for a kind that it does not bring."""
    found = []
    for kind, state, icon in _KINDS:
        count = getattr(brought, kind)
        if count:
            found.append(Line(kind, state, icon, wording.say(f"receipt_brings_{kind}", count=count)))
    return found
