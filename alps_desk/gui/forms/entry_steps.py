"""Undo and redo of the entry screens: named steps of cells, each undone by a new change.

Nothing is ever taken out of the history of changes: undoing writes the value from before once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alps_desk.domain.journal import Scalar
from alps_desk.gui.forms.entry_snapshot import Place

_LONGEST = 200
"""Steps kept; nobody goes back further."""


@dataclass(frozen=True)
class Draft:
    """What was typed and is not in the store: it cannot be kept there, or could not be written just now.

    Attributes:
        text: as typed.
        message: why, one sentence.
        stored: what would be saved; None when the text cannot be saved as it is.
        can_save: whether saving it again may work.
    """

    text: str
    message: str
    stored: Scalar = None
    can_save: bool = False


@dataclass(frozen=True)
class Content:
    """What a cell holds: the stored value, what was typed over it without being stored, and its ``why``."""

    stored: Scalar
    draft: Draft | None = None
    why: str = ""


@dataclass(frozen=True)
class CellStep:
    """One cell of a step: what it held before and after."""

    place: Place
    before: Content
    after: Content


@dataclass(frozen=True)
class Step:
    """One named step."""

    name: str
    cells: tuple[CellStep, ...]


class Steps:
    """What can be undone and done again."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def add(self, name: str, cells: Sequence[CellStep]) -> None:
        """A new step; what was undone before cannot be done again any more."""
        if cells:
            self._done.append(Step(name, tuple(cells)))
            del self._done[:-_LONGEST]
            self._undone.clear()

    def clear(self) -> None:
        """Forget everything, as when another year is shown."""
        self._done.clear()
        self._undone.clear()

    @property
    def undo_name(self) -> str | None:
        """Name of the step that would be undone."""
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """Name of the step that would be done again."""
        return self._undone[-1].name if self._undone else None

    def undo(self) -> Step | None:
        """The step to undo; it counts as undone from now on."""
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def redo(self) -> Step | None:
        """The step to do again."""
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        return self._done[-1]
