"""How far reports are, put together for a cell of the board: one office, one field or all of it.

Words of the states: 入力済み (everything required is there), 作成中, 未入力, 未着 (nothing ever arrived from the office),
食い違い, 対象外 (the office does not report on any of it); from 提出 on: 提出, 確認待ち, 差戻し中, 受理, 訂正あり.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alps_desk import wording
from alps_desk.app.questions import BoardCell, BoardState
from alps_desk.domain.plan import Plan
from alps_desk.gui.theme import State

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
_URGENT: tuple[BoardState, ...] = ("conflict", "returned", "corrected")
_HANDED_IN: set[BoardState] = {"submitted", "waiting", "accepted"}


def state_word(state: BoardState) -> str:
    """What people read for a state."""
    return wording.say(f"board_state_{state}")


@dataclass(frozen=True)
class Tally:
    """Reports of some projects together.

    Attributes:
        state: the one that asks most for a look.
        done, total: reports that are complete, and reports in all.
        conflicts: fields in conflict.
        days_late: days since the due date while something is missing.
    """

    state: BoardState
    done: int
    total: int
    conflicts: int
    days_late: int

    @property
    def complete(self) -> bool:
        """Whether everything required is there; a conflict does not take that away."""
        return self.total > 0 and self.done == self.total


def tally(cells: Iterable[BoardCell]) -> Tally:
    """Put reports together."""
    wanted = [cell for cell in cells if cell.state != "out"]
    done = sum(cell.filled == cell.needed for cell in wanted)
    conflicts = sum(cell.conflicts for cell in wanted)
    late = max((cell.days_late for cell in wanted), default=0)
    return Tally(_state(wanted, done), done, len(wanted), conflicts, late)


def _state(cells: Sequence[BoardCell], done: int) -> BoardState:
    states = {cell.state for cell in cells}
    if not cells:
        return "out"
    for urgent in _URGENT:
        if urgent in states:
            return urgent
    if states <= _HANDED_IN:
        return "waiting" if len(states) > 1 else states.pop()
    if done == len(cells):
        return "filled"
    if len(states) == 1:
        return states.pop()
    return "draft"


def by_field(plan: Plan, cells: Sequence[BoardCell]) -> dict[tuple[str, str], Tally]:
    """(field code, office key) → tally; a field or office without cells is 対象外."""
    fields = {project.code: project.field for project in plan.projects}
    groups: dict[tuple[str, str], list[BoardCell]] = {
        (field.code, body.key): [] for field in plan.fields for body in plan.bodies
    }
    for cell in cells:
        key = (fields.get(cell.project, ""), cell.office)
        if key in groups:
            groups[key].append(cell)
    return {key: tally(some) for key, some in groups.items()}


def by_office(plan: Plan, cells: Sequence[BoardCell]) -> dict[str, Tally]:
    """Office key → tally of all its reports, in the official order."""
    return {body.key: tally(cell for cell in cells if cell.office == body.key) for body in plan.bodies}
