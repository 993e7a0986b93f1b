"""How the states of reports look (``domain.board``)."""

from __future__ import annotations

from alps_desk import wording
from alps_desk.domain.board import BoardState, Tally, by_field, by_office, tally
from alps_desk.gui.theme import State

__all__ = [
    "ICONS",
    "STATES",
    "URGENCY",
    "BoardState",
    "Tally",
    "by_field",
    "by_office",
    "state_word",
    "tally",
]

STATES: dict[BoardState, State] = {
    "filled": State.OK,
    "draft": State.DRAFT,
    "empty": State.EMPTY,
    "not_received": State.DUE,
    "conflict": State.CONFLICT,
    "out": State.EXCLUDED,
    "submitted": State.WAITING,
    "waiting": State.WAITING,
    "returned": State.RETURNED,
    "accepted": State.OK,
    "corrected": State.WARNING,
}
ICONS: dict[BoardState, str] = {
    "filled": "state_accepted",
    "draft": "state_draft",
    "empty": "state_empty",
    "not_received": "nav_import",
    "conflict": "state_conflict",
    "out": "state_excluded",
    "submitted": "nav_submit",
    "waiting": "state_waiting",
    "returned": "state_returned",
    "accepted": "state_accepted",
    "corrected": "state_warning",
}

URGENCY: tuple[BoardState, ...] = (
    "conflict", "returned", "corrected", "not_received", "empty", "draft", "filled", "submitted", "waiting",
    "accepted", "out",
)  # fmt: skip
"""States in the order in which they ask for a look; what a list is sorted by."""


def state_word(state: BoardState) -> str:
    """What people read for a state."""
    return wording.say(f"board_state_{state}")
