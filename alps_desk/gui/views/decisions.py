"""What was chosen on the screen of conflicts and not decided yet, with undo.

Choices live here only until 「この内容で決める」; nothing is saved before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alps_desk.app.questions import ConflictView
from alps_desk.domain.journal import Scalar


@dataclass(frozen=True)
class Choice:
    """What is to stand in one field.

    Attributes:
        take: id of the candidate's change, "" for a value of one's own.
        value, text: the value of one's own as stored and as it reads.
    """

    take: str = ""
    value: Scalar = None
    text: str = ""


@dataclass(frozen=True)
class _Step:
    name: str
    before: Mapping[str, Choice | None]
    after: Mapping[str, Choice | None]


class Decisions:
    """Chosen values by conflict id. Every choosing is one named step that can be undone."""

    def __init__(self) -> None:
        self._chosen: dict[str, Choice] = {}
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    def __len__(self) -> int:
        return len(self._chosen)

    def get(self, conflict: str) -> Choice | None:
        """What was chosen for a conflict."""
        return self._chosen.get(conflict)

    @property
    def chosen(self) -> Mapping[str, Choice]:
        """Everything chosen, in the order of choosing."""
        return dict(self._chosen)

    def choose(self, name: str, choices: Mapping[str, Choice | None]) -> None:
        """Choose for one or more conflicts as one step; what changes nothing is no step."""
        before = {conflict: self._chosen.get(conflict) for conflict in choices}
        if before == dict(choices):
            return
        self._apply(choices)
        self._done.append(_Step(name, before, dict(choices)))
        self._undone.clear()

    @property
    def undo_name(self) -> str | None:
        """Name of the step that ``undo`` takes back."""
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """Name of the step that ``redo`` does again."""
        return self._undone[-1].name if self._undone else None

    def undo(self) -> Iterable[str]:
        """Take the last step back; the conflicts it was about."""
        if not self._done:
            return ()
        step = self._done.pop()
        self._undone.append(step)
        self._apply(step.before)
        return step.before

    def redo(self) -> Iterable[str]:
        """Do the last undone step again; the conflicts it is about."""
        if not self._undone:
            return ()
        step = self._undone.pop()
        self._done.append(step)
        self._apply(step.after)
        return step.after

    def keep_only(self, before: Iterable[ConflictView], now: Iterable[ConflictView]) -> None:
        """Forget choices whose conflict is gone or got other candidates: they were made seeing something else.

        The steps are forgotten with them; an undo could bring such a choice back.
        """
        heads = {view.id: set(view.heads) for view in before}
        same = {view.id for view in now if heads.get(view.id) == set(view.heads)}
        known = {*self._chosen, *(conflict for step in self._done for conflict in step.before)}
        self.forget(known - same)

    def forget(self, conflicts: Iterable[str]) -> None:
        """Drop choices with the steps that made them."""
        gone = set(conflicts)
        if gone:
            self._chosen = {one: choice for one, choice in self._chosen.items() if one not in gone}
            self._done.clear()
            self._undone.clear()

    def _apply(self, choices: Mapping[str, Choice | None]) -> None:
        for conflict, choice in choices.items():
            if choice is None:
                self._chosen.pop(conflict, None)
            else:
                self._chosen[conflict] = choice


def newest(view: ConflictView) -> Choice:
    """まとめて選ぶ: the value entered last. Times are claims of PCs' clocks; the id parts equal ones."""
    last = max(view.candidates, key=lambda one: (one.at, one.change))
    return Choice(last.change, last.value, last.text)


def first(view: ConflictView) -> Choice:
    """まとめて選ぶ: ①."""
    return Choice(view.candidates[0].change, view.candidates[0].value, view.candidates[0].text)


def of_owner(view: ConflictView) -> Choice | None:
    """まとめて選ぶ: the value of the office whose field it is; its latest if it gave several, None if none."""
    own = [one for one in view.candidates if one.office == view.office and not one.on_behalf]
    if not own:
        return None
    last = max(own, key=lambda one: (one.at, one.change))
    return Choice(last.change, last.value, last.text)
