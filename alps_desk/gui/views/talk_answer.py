"""What 差戻し・連絡 shows, asked of the desk in one go, and how a thread reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from alps_desk import wording
from alps_desk.app.describing import field_label, period_label
from alps_desk.app.desk import Desk
from alps_desk.app.talking import ThreadView, Word
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import UNION, parse_record_id
from alps_desk.gui.theme import State

Kind = Literal["all", "returned", "waiting"]
KINDS: tuple[Kind, ...] = ("all", "returned", "waiting")
"""Chips over the list: everything, what is sent back and open, what waits for the other side's reply."""


@dataclass(frozen=True)
class TalkAbout:
    """Asks 差戻し・連絡 for a thread, or for a new one about something.

    Attributes:
        thread: id; "" looks for the latest thread about the record and field, and begins one if there is none.
        record, field: what it is about; all "" begins a thread about nothing in particular.
    """

    thread: str = ""
    record: str = ""
    field: str = ""


@dataclass(frozen=True)
class TalkAnswer:
    """Every thread of a year, the newest word first."""

    plan: Plan
    threads: tuple[ThreadView, ...]


def take_talk(desk: Desk, fy: int) -> TalkAnswer:
    """Ask the desk; safe on a reader's thread."""
    return TalkAnswer(desk.plan(fy), tuple(desk.threads(fy=fy)))


def waiting_here(desk: Desk, fy: int) -> int:
    """How many threads wait for this office."""
    return sum(one.waits_for == desk.office for one in desk.threads(fy=fy))


def is_kind(thread: ThreadView, kind: Kind, office: str) -> bool:
    """Whether a thread stands behind a chip, seen by an office."""
    if kind == "returned":
        return thread.returned is not None and thread.returned.state != "closed"
    return kind == "all" or thread.waits_for not in ("", office)


def state_of(thread: ThreadView, office: str) -> tuple[State, str, str]:
    """Look, word and icon of how far a thread is, seen by an office."""
    say = wording.say
    if thread.returned is not None:
        code = thread.returned.state
        if code in ("corrected", "answered") and thread.waits_for not in ("", UNION):
            return State.RETURNED, say("talk_state_asked"), "state_returned"
        if code == "open":
            return State.RETURNED, say("talk_state_open"), "state_returned"
        if code == "closed":
            return State.OK, say("talk_state_closed"), "state_accepted"
        side = "_here" if office == UNION else ""
        return State.WAITING, say(f"talk_state_{code}{side}"), "state_waiting"
    if not thread.waits_for:
        return State.OK, say("talk_state_closed"), "state_accepted"
    if thread.waits_for == office:
        return State.DUE, say("talk_state_ours"), "nav_talk"
    return State.WAITING, say("talk_state_theirs"), "state_draft"


def about(plan: Plan, record: str, field: str, *, number: bool = True) -> str:
    """What a thread is about: 8 消費生活センターの運営　支出済額."""
    if not record:
        return wording.say("talk_about_nothing")
    parsed = parse_record_id(record)
    project = plan.project(parsed.project)
    if parsed.type == "submission":
        return wording.say("talk_about_report", period=period_label(parsed.period))
    name = project.name if project is not None else parsed.project
    if number and project is not None:
        name = f"{project.number} {name}"
    label = field_label(field) if field else wording.say("return_whole")
    return f"{name}　{label}"


def when_of(record: str) -> str:
    """Period or stage of a record, in words."""
    if not record:
        return ""
    parsed = parse_record_id(record)
    code = parsed.period or parsed.part("stage")
    return period_label(code) if code else ""


def who(plan: Plan, word: Word) -> str:
    """Who said something: the office, and the post or person."""
    name = plan.body(word.office).name
    person = word.by_role or word.by
    return f"{name}　{person}" if person else name


def in_one_line(word: Word) -> str:
    """A word for the list."""
    if word.kind == "corrected":
        return wording.say("talk_line_corrected", field=field_label(word.field), value=word.text)
    if word.kind == "closed":
        return wording.say("talk_line_closed")
    return " ".join(word.text.split("\n"))
