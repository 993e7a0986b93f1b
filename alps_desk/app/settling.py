"""Settling conflicts (食い違い): a decision is an ordinary change that saw every candidate."""

from __future__ import annotations

from alps_desk.app import questions, recording
from alps_desk.app.commands import Resolve, SaveValues
from alps_desk.app.questions import ConflictView
from alps_desk.app.workplace import Workplace
from alps_desk.domain.errors import InputRejected, NotFound, StaleRecord
from alps_desk.domain.journal import Scalar


def resolve(place: Workplace, command: Resolve) -> str:
    """Settle one conflict; id of the change that decides.

    Raises:
        NotFound: no such conflict, or no such candidate (``no_such_conflict``, ``no_such_candidate``).
        InputRejected: no reason given (``resolution_needs_why``).
        StaleRecord: other words came in since it was shown (``conflict_moved``).
    """
    if not command.why.strip():
        raise InputRejected("resolution_needs_why")
    view = next((one for one in questions.conflicts(place) if one.id == command.conflict), None)
    if view is None:
        raise NotFound("no_such_conflict", conflict=command.conflict[:120])
    if command.heads and set(command.heads) != set(view.heads):
        raise StaleRecord("conflict_moved")
    saved = recording.save(
        place,
        SaveValues(
            {view.record: {view.field: _decision(view, command)}},
            seen={(view.record, view.field): view.heads},
            why=command.why,
            force=True,
        ),
    )
    return saved.changes[0]


def _decision(view: ConflictView, command: Resolve) -> Scalar:
    if not command.take:
        return command.value
    for candidate in view.candidates:
        if candidate.change == command.take:
            return candidate.value
    raise NotFound("no_such_candidate", change=command.take[:16])
