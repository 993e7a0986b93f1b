"""差戻し and 回答: what the union sends back travels in its file, and what the office makes of it in the next one.

A return is a record of the union, pinned to a record or a field of it. It is settled by what the office does: a new
value that the union did not know when it sent the old one back, or an answer. The union closes it by hand or by 受理.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from alps_desk import app, wording
from alps_desk.app import recording, submitting
from alps_desk.app.planning import plan_in_force
from alps_desk.app.save_values import SaveValues
from alps_desk.app.submitting import Later, later_of, marks_of, project_of, text_of
from alps_desk.domain.errors import InputRejected, NotFound
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import (
    DELETED,
    ENTRY_TYPES,
    UNION,
    RecordId,
    field_of,
    parse_record_id,
    record_id,
)
from alps_desk.domain.submission import periods_of

if TYPE_CHECKING:
    from alps_desk.app.commands import AnswerReturn, CloseReturn, FixReturn, SendBack
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.fold import Entry, RecordState
    from alps_desk.domain.plan import Plan

OPEN, CLOSED = "open", "closed"

ReturnState = Literal["open", "corrected", "answered", "closed"]
"""差戻し中, 直した, 回答あり, 済み."""


@dataclass(frozen=True, slots=True)
class ReturnView:
    """One thing that was sent back.

    Attributes:
        id: names it in commands.
        record, field: what was sent back; field "" = the whole record, a submission = the whole report.
        office: who is to act; fy, period: as in the record, 0 or "" where it has none.
        project: that of the record or of its indicator, "" = the report as a whole.
        reason, returned_on, by: the union's words.
        pinned, pinned_text: id of the change that was shown, and its value in words.
        state: ``closed`` = the union settled it, else what the office made of it.
        answer, answered_on, answered_by: the office's words, "" without.
        corrections: what the office wrote to it since.
    """

    id: str
    record: str
    field: str
    office: str
    fy: int
    period: str
    project: str
    state: ReturnState
    reason: str
    returned_on: str
    by: str
    pinned: str
    pinned_text: str
    answer: str
    answered_on: str
    answered_by: str
    corrections: tuple[Later, ...]

    @property
    def unlocks(self) -> bool:
        """The office may change what was sent back until the union settles it."""
        return self.state != CLOSED


@dataclass(frozen=True, slots=True)
class SentBack:
    """A return that was made: its id, and the id of its change."""

    id: str
    change: str


def send_back(place: Workplace, command: SendBack) -> SentBack:
    """Send something back.

    Raises:
        InputRejected: not the union (``returns_are_unions``), no reason (``return_needs_why``), unknown field.
        NotFound: nothing is known of the record (``no_such_record``).
    """
    if not place.is_union:
        raise InputRejected("returns_are_unions")
    if not command.why.strip():
        raise InputRejected("return_needs_why")
    record = parse_record_id(command.record)
    state = place.store.state(command.record)
    if record.type not in (*ENTRY_TYPES, "submission") or not state.fields:
        raise NotFound("no_such_record", record=command.record[:80])
    if command.field and field_of(record, command.field) is None:
        raise InputRejected("field_unknown", field=command.field[:40])
    office = writer_of(record, command.field) if command.field else record.owner
    # A number of its own: the same field may be sent back many times.
    identifier = place.nonce()
    shown = state.fields.get(command.field)
    heads = place.store.heads_of({office, UNION})[: submitting.MOST_HEADS]
    values = {
        "state": OPEN, "target_record": command.record, "target_field": command.field, "target_office": office,
        "reason": command.why, "returned_on": place.today,
        "pinned": shown.shown.change.id if shown else "", "knows": ";".join(heads),
    }  # fmt: skip
    sent = record_id("return", UNION, **{"return": identifier})
    saved = recording.save(place, SaveValues({sent: values}, why=command.why))
    return SentBack(identifier, saved.changes[0])


def answer(place: Workplace, command: AnswerReturn) -> str:
    """Answer what was sent back to this office; id of the change.

    Raises:
        NotFound: no such return (``no_such_return``).
        InputRejected: another office's (``return_not_ours``), settled (``return_closed``), no words.
    """
    if not command.text.strip():
        raise InputRejected("answer_needs_text")
    view = _find(place, command.id)
    if view.office != place.office:
        raise InputRejected("return_not_ours")
    if view.state == CLOSED:
        raise InputRejected("return_closed")
    record = record_id("answer", place.office, **{"return": command.id})
    values = {"text": command.text, "answered_on": place.today, "by_role": command.by_role}
    return recording.save(place, SaveValues({record: values}, force=True)).changes[0]


def fix(place: Workplace, command: FixReturn) -> str:
    """Say that what was sent back is put right; id of the change.

    Raises:
        InputRejected: nothing of it was changed since (``fix_without_change``), or as :func:`answer`.
        NotFound: no such return (``no_such_return``).
    """
    view = _find(place, command.id)
    if view.office == place.office and view.state != CLOSED and not view.corrections:
        raise InputRejected("fix_without_change")
    text = command.text if command.text.strip() else wording.say("talk_fixed")
    return answer(place, app.commands.AnswerReturn(command.id, text, command.by_role))


def close(place: Workplace, command: CloseReturn) -> str:
    """Settle a return; id of the change.

    Raises:
        NotFound: no such return (``no_such_return``).
        InputRejected: not the union, or it is settled (``return_closed``).
    """
    if not place.is_union:
        raise InputRejected("returns_are_unions")
    if _find(place, command.id).state == CLOSED:
        raise InputRejected("return_closed")
    return recording.save(place, SaveValues(closing([command.id]), why=command.why)).changes[0]


def closing(ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """What is written to settle returns."""
    return {record_id("return", UNION, **{"return": one}): {"state": CLOSED} for one in ids}


def _find(place: Workplace, identifier: str) -> ReturnView:
    view = next((one for one in returns(place) if one.id == identifier), None)
    if view is None:
        raise NotFound("no_such_return", id=identifier[:40])
    return view


# --- questions -----------------------------------------------------------------------------------------------


def returns(
    place: Workplace, *, office: str = "", fy: int | None = None, period: str = ""
) -> list[ReturnView]:
    """What was sent back, by record and time."""
    try:
        plan = plan_in_force(place, fy)
    except NotFound:
        plan = plan_in_force(place)
    records = {row.record for row in place.store.cells(("return",), owner=UNION)}
    states = place.store.states(sorted(records))
    views = []
    for state in states.values():
        if "target_record" not in state.fields:
            continue
        target = parse_record_id(text_of(state, "target_record"))
        if (fy is not None and target.fy != fy) or (office and text_of(state, "target_office") != office):
            continue
        if period and not _in_period(plan, target, period):
            continue
        views.append(_view(place, plan, state))
    return sorted(views, key=lambda one: (one.record, one.field, one.returned_on, one.id))


def _in_period(plan: Plan, record: RecordId, period: str) -> bool:
    belongs = periods_of(record, plan.periods)
    return belongs is None or period in belongs


def _view(place: Workplace, plan: Plan, state: RecordState) -> ReturnView:
    identifier = parse_record_id(state.record).part("return")
    target = text_of(state, "target_record")
    record, field, office = (
        parse_record_id(target),
        text_of(state, "target_field"),
        text_of(state, "target_office"),
    )
    said = place.store.state(record_id("answer", office, **{"return": identifier}))
    words = said.fields.get("text")
    corrections = _corrections(place, plan, state, target, field, office)
    pinned = text_of(state, "pinned")
    stand: ReturnState = "corrected" if corrections else "answered" if words else "open"
    return ReturnView(
        identifier, target, field, office, record.fy or 0, record.period or record.part("stage"),
        project_of(plan, record),
        "closed" if text_of(state, "state") == CLOSED else stand,
        text_of(state, "reason"), text_of(state, "returned_on"), state.fields["target_record"].shown.change.by,
        pinned, _pinned_text(place, plan, target, field, pinned),
        text_of(said, "text"), text_of(said, "answered_on"), words.shown.change.by if words else "",
        corrections,
    )  # fmt: skip


def _corrections(
    place: Workplace, plan: Plan, state: RecordState, target: str, field: str, office: str
) -> tuple[Later, ...]:
    """What was written to the target by the office, or for it, since it was sent back."""
    return tuple(
        later_of(entry, name, plan)
        for entry in place.store.unknown_to(marks_of(state), {office, UNION})
        if entry.change.record == target and office in (entry.office, entry.change.on_behalf)
        for name in sorted(entry.change.values)
        if not field or name in (field, DELETED)
    )


def _pinned_text(place: Workplace, plan: Plan, record: str, field: str, change: str) -> str:
    if not change:
        return ""
    rows = place.store.history(record)
    found: Entry | None = next((row.entry for row in rows if row.entry.change.id == change), None)
    return later_of(found, field, plan).text if found and field in found.change.values else ""
