"""集計ボード: how far reports are, one by one and put together for a cell: one office, one field or all of it.

Words of the states: 入力済み (everything required is there), 作成中, 未入力, 未着 (nothing ever arrived from the office),
食い違い, 対象外 (the office does not report on any of it); from 提出 on: 提出, 確認待ち, 差戻し中, 受理, 訂正あり.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from alps_desk.domain.plan import Plan

BoardState = Literal[
    "not_received", "empty", "draft", "filled", "conflict", "out",
    "submitted", "waiting", "returned", "accepted", "corrected",
]  # fmt: skip
"""未着, 未入力, 作成中, 入力済み, 食い違い, 対象外; 提出, 確認待ち, 差戻し中, 受理, 訂正あり (see ``app.board``)."""

_URGENT: tuple[BoardState, ...] = ("conflict", "returned", "corrected")
_HANDED_IN: frozenset[BoardState] = frozenset({"submitted", "waiting", "accepted"})


@dataclass(frozen=True, slots=True)
class BoardCell:
    """How far one office is with one project.

    Attributes:
        filled, needed: required columns filled and in all.
        days_late: days since the due date while not complete, 0 before.
        conflicts: fields in conflict.
    """

    office: str
    project: str
    state: BoardState
    filled: int
    needed: int
    days_late: int
    conflicts: int


@dataclass(frozen=True, slots=True)
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
    groups: dict[str, list[BoardCell]] = {body.key: [] for body in plan.bodies}
    for cell in cells:
        if cell.office in groups:
            groups[cell.office].append(cell)
    return {key: tally(some) for key, some in groups.items()}


def counted(
    fields: Mapping[tuple[str, str], Tally], states: Sequence[BoardState]
) -> dict[tuple[str, str], int]:
    """(field code, state) → how many offices; what a board of very many offices shows instead of them."""
    found: dict[tuple[str, str], int] = {}
    for (field, _), one in fields.items():
        if one.state in states:
            found[field, one.state] = found.get((field, one.state), 0) + 1
    return found
