"""Settling conflicts (食い違い): a decision is an ordinary change that saw every candidate."""

from __future__ import annotations

from alps_desk.app import entry, planning, questions, recording
from alps_desk.app.commands import Resolve
from alps_desk.app.questions import ConflictView
from alps_desk.app.save_values import SaveValues
from alps_desk.app.workplace import Workplace
from alps_desk.domain.cells import to_stored
from alps_desk.domain.entry_text import read_entry
from alps_desk.domain.errors import InputRejected, NotFound, StaleRecord
from alps_desk.domain.journal import Scalar
from alps_desk.domain.records import DELETED, TYPES, field_of, parse_record_id
from alps_desk.domain.scales import scale_field


def resolve(place: Workplace, command: Resolve) -> str:
    """Settle one conflict; id of the change that decides.

    Raises:
        NotFound: no such conflict, or no such candidate (``no_such_conflict``, ``no_such_candidate``).
        InputRejected: no reason given (``resolution_needs_why``).
        StaleRecord: other words came in since it was shown (``conflict_moved``).
    """
    if not command.why.strip():
        raise InputRejected("resolution_needs_why")
    view = _find(place, command.conflict)
    if command.heads and set(command.heads) != set(view.heads):
        raise StaleRecord("conflict_moved")
    saved = recording.save(
        place,
        SaveValues(
            {view.record: {view.field: _decision(view, command), **_scale_beside(place, view, command)}},
            seen={(view.record, view.field): view.heads},
            why=command.why,
            force=True,
        ),
    )
    return saved.changes[0]


def read_decision(place: Workplace, conflict: str, text: str) -> Scalar:
    """The value that settles a conflict, read like an entry in its field.

    Raises:
        NotFound: no such conflict (``no_such_conflict``).
        InputRejected: the text cannot be taken in this field, with the code of the verdict.
    """
    view = _find(place, conflict)
    record = parse_record_id(view.record)
    field = field_of(record, view.field)
    if view.field == DELETED:
        verdict = read_entry("flag", text)
    elif field is None:
        raise InputRejected("field_unknown", field=view.field[:40])
    elif TYPES[record.type].union_only:
        verdict = planning.read_plan_cell(field, text)
    else:
        plan = planning.plan_in_force(place, record.fy)
        about = plan.indicator(record.part("indicator"))
        decimals, counter = (about.decimals, about.unit) if about is not None else (0, "")
        verdict = entry.read_cell(plan, field, text, decimals=decimals, counter=counter)
    if verdict.outcome == "blank":
        raise InputRejected("decision_blank")
    if verdict.outcome == "refused":
        raise InputRejected(verdict.code, **verdict.params)
    return to_stored(verdict.cell())


def _find(place: Workplace, conflict: str) -> ConflictView:
    view = questions.conflict(place, conflict)
    if view is None:
        raise NotFound("no_such_conflict", conflict=conflict[:120])
    return view


def _scale_beside(place: Workplace, view: ConflictView, command: Resolve) -> dict[str, Scalar]:
    """The scale that comes with a rating somebody gave before (R39); none where the decision is a word of its own."""
    name = scale_field(view.record, view.field)
    if not name or not command.take:
        return {}
    taken = [one for one in questions.history(place, view.record, name) if one.change == command.take]
    return {name: taken[0].value} if taken else {}


def _decision(view: ConflictView, command: Resolve) -> Scalar:
    if not command.take:
        return command.value
    for candidate in view.candidates:
        if candidate.change == command.take:
            return candidate.value
    raise NotFound("no_such_candidate", change=command.take[:16])
