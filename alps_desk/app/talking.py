"""差戻し・連絡 as threads: everything said about a record or a field, by the office and by the union, in order.

A thread is a return with its answers, corrections and further words, or a message with its replies. Each word is a
record of the office that said it, so it travels in that office's file and nobody can change another's. The order is
that of the times written in them; it is for reading only and decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from alps_desk.app import recording, returning
from alps_desk.app.planning import plan_in_force
from alps_desk.app.save_values import SaveValues
from alps_desk.app.submitting import text_of
from alps_desk.domain.errors import InputRejected, NotFound
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import ENTRY_TYPES, UNION, RecordId, field_of, parse_record_id, record_id
from alps_desk.domain.submission import periods_of

if TYPE_CHECKING:
    from alps_desk.app.commands import SendMessage
    from alps_desk.app.returning import ReturnView
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.fold import RecordState
    from alps_desk.domain.journal import Scalar
    from alps_desk.domain.plan import Plan

WordKind = Literal["returned", "answer", "message", "corrected", "closed"]
"""差戻し, 回答, 連絡, 直した値, 済み."""

MOST_LETTERS = 1000
"""Letters of one message: what a person reads in a bubble."""


@dataclass(frozen=True, slots=True)
class Word:
    """One thing said or done in a thread.

    Attributes:
        kind: what it is; ``corrected`` and ``closed`` are no words of anybody but are shown between them.
        text: the words; of ``corrected`` the new value.
        field: of ``corrected``: which field.
    """

    kind: WordKind
    office: str
    by: str
    at: str
    text: str
    change: str
    by_role: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class ThreadView:
    """Everything said about one thing.

    Attributes:
        id: of the return or of the first message; names it in commands.
        record, field: what it is about; field "" = the whole record, record "" = nothing in particular.
        office: the municipality that talks with the union.
        returned: the return it began with, None for a message.
        words: oldest first.
        waits_for: key of the office that is to act or reply, "" if nobody.
    """

    id: str
    record: str
    field: str
    office: str
    fy: int
    period: str
    project: str
    returned: ReturnView | None
    words: tuple[Word, ...]
    waits_for: str

    @property
    def last(self) -> Word:
        """The newest word."""
        return self.words[-1]


def threads(
    place: Workplace, *, office: str = "", fy: int | None = None, period: str = ""
) -> list[ThreadView]:
    """Everything that is talked about, the newest word first; an office sees its own alone.

    Args:
        period: also what belongs to no period is told.
    """
    mine = office if place.is_union else place.office
    messages = _messages(place)
    found = [
        _of_return(place, view, messages.get(view.id, ()))
        for view in returning.returns(place, office=mine, fy=fy, period=period)
    ]
    plan = _plan(place, fy)
    for identifier, states in messages.items():
        root = next((one for one in states if not text_of(one, "thread")), None)
        if root is None:
            continue
        thread = _of_message(place, identifier, root, states)
        about = parse_record_id(thread.record) if thread.record else None
        if mine and thread.office != mine:
            continue
        if fy is not None and about is not None and about.fy not in (None, fy):
            continue
        if period and about is not None and plan is not None and not _in_period(about, plan, period):
            continue
        found.append(thread)
    return sorted(found, key=lambda one: (one.last.at, one.id), reverse=True)


def _plan(place: Workplace, fy: int | None) -> Plan | None:
    try:
        return plan_in_force(place, fy)
    except NotFound:
        return None


def _in_period(record: RecordId, plan: Plan, period: str) -> bool:
    belongs = periods_of(record, plan.periods)
    return belongs is None or period in belongs


def _messages(place: Workplace) -> dict[str, list[RecordState]]:
    """Id of a thread → the records of what was said in it; a thread's first message stands in its own."""
    records = sorted({row.record for row in place.store.cells(("message",))})
    found: dict[str, list[RecordState]] = {}
    for state in place.store.states(records).values():
        if not state.deleted and "sent_on" in state.fields:
            own = parse_record_id(state.record).part("message")
            found.setdefault(text_of(state, "thread") or own, []).append(state)
    return found


def _said(state: RecordState) -> Word:
    """A message as a word."""
    field = state.fields["sent_on"].shown
    closes = "closes" in state.fields and state.fields["closes"].value is True
    text = text_of(state, "text")
    return Word(
        "closed" if closes and not text else "message", field.office, field.change.by, field.change.at, text,
        field.change.id, text_of(state, "by_role"),
    )  # fmt: skip


def _closed(states: Sequence[RecordState], last: Word) -> bool:
    """Whether the last word of a thread says that no reply is waited for."""
    return any(
        state.fields["sent_on"].shown.change.id == last.change
        and "closes" in state.fields
        and state.fields["closes"].value is True
        for state in states
    )


def _of_message(
    place: Workplace, identifier: str, root: RecordState, states: Sequence[RecordState]
) -> ThreadView:
    words = sorted((_said(state) for state in states), key=lambda word: (word.at, word.change))
    target = text_of(root, "target_record")
    about = parse_record_id(target) if target else None
    office = parse_record_id(root.record).owner
    if office == UNION:
        office = text_of(root, "target_office")
    last = words[-1]
    waits = "" if _closed(states, last) else UNION if last.office != UNION else office
    return ThreadView(
        identifier, target, text_of(root, "target_field"), office,
        (about.fy or 0) if about else 0, (about.period or about.part("stage")) if about else "",
        about.project if about else "", None, tuple(words), waits,
    )  # fmt: skip


def _of_return(place: Workplace, view: ReturnView, states: Sequence[RecordState]) -> ThreadView:
    record = record_id("return", UNION, **{"return": view.id})
    state = place.store.state(record)
    sent = state.fields["reason"].shown
    words = [Word("returned", UNION, view.by, sent.change.at, view.reason, sent.change.id)]
    answers = place.store.history(record_id("answer", view.office, **{"return": view.id}))
    for row in answers:
        change = row.entry.change
        if "text" in change.values and not row.held:
            words.append(
                Word(
                    "answer", row.entry.office, change.by, change.at, str(change.values["text"] or ""),
                    change.id, str(change.values.get("by_role") or ""),
                )
            )  # fmt: skip
    words += [
        Word("corrected", later.office, later.by, later.at, later.text, later.change, field=later.field)
        for later in view.corrections
    ]
    words += [_said(state) for state in states]
    closing = state.fields["state"].shown
    if view.state == "closed":
        words.append(
            Word(
                "closed",
                closing.office,
                closing.change.by,
                closing.change.at,
                closing.change.why,
                closing.change.id,
            )
        )
    words.sort(key=lambda word: (word.at, word.change, word.field))
    spoken = [word for word in words if word.kind not in ("corrected", "closed")]
    waits = ""
    if view.state == "open":
        waits = view.office
    elif view.state != "closed":
        # An answer or a correction waits for the union, until the union has said something to it.
        latest = max(words, key=lambda word: (word.at, word.change))
        asks_again = spoken[-1].office == UNION and spoken[-1].kind == "message" and latest is spoken[-1]
        waits = view.office if asks_again else UNION
    return ThreadView(
        view.id, view.record, view.field, view.office, view.fy, view.period, view.project, view,
        tuple(words), waits,
    )  # fmt: skip


# --- writing -------------------------------------------------------------------------------------------------


def send(place: Workplace, command: SendMessage) -> str:
    """Write a message; id of the thread.

    Raises:
        InputRejected: no words (``message_needs_text``), too many (``message_too_long``), an unknown field, or about
            what another office reports (``message_not_ours``).
        NotFound: no such thread (``no_such_thread``) or record (``no_such_record``).
    """
    if not command.text.strip() and not (command.closes and command.thread):
        raise InputRejected("message_needs_text")
    if len(command.text) > MOST_LETTERS:
        raise InputRejected("message_too_long", limit=MOST_LETTERS)
    identifier = place.nonce()
    values: dict[str, Scalar] = {
        "text": command.text if command.text.strip() else None, "sent_on": place.today, "by_role": command.by_role or None,
        "closes": command.closes or None,
    }  # fmt: skip
    if command.thread:
        if command.thread not in [one.id for one in threads(place)]:
            raise NotFound("no_such_thread")
        values["thread"] = command.thread
    else:
        values |= _about(place, command)
    stated = {name: value for name, value in values.items() if value is not None}
    record = record_id("message", place.office, message=identifier)
    recording.save(place, SaveValues({record: stated}, force=True))
    return command.thread or identifier


def _about(place: Workplace, command: SendMessage) -> dict[str, Scalar]:
    """What a new thread is about, and for whom."""
    if not command.record:
        office = command.office if place.is_union else place.office
        if not office:
            raise InputRejected("message_needs_office")
        return {"target_office": office}
    record = parse_record_id(command.record)
    if record.type not in (*ENTRY_TYPES, "submission"):
        raise NotFound("no_such_record", record=command.record[:80])
    if command.field and field_of(record, command.field) is None:
        raise InputRejected("field_unknown", field=command.field[:40])
    writer = writer_of(record, command.field) if command.field else record.owner
    if not place.is_union and place.office not in (writer, record.owner):
        raise InputRejected("message_not_ours")
    office = (command.office or writer) if place.is_union else place.office
    return {
        "target_record": command.record, "target_field": command.field or None, "target_office": office,
    }  # fmt: skip
