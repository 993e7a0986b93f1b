"""依頼文・督促文・差戻し文: letters to one office from how its report stands, ready to be pasted.

Promise: a letter says only what the board says: due date, days late, what is missing, what was sent back and why. Its
wording is a file that a union may put its own in place of; a gap that the program does not fill is refused by name
rather than printed.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from alps_desk import places, wording
from alps_desk.app import questions, returning
from alps_desk.app.allowing import due_dates
from alps_desk.app.describing import field_label, period_label
from alps_desk.app.entry import period_in
from alps_desk.app.files import read_file, write_whole
from alps_desk.app.locking import submitted_offices
from alps_desk.app.planning import plan_in_force
from alps_desk.domain.calendar import date_text, fiscal_year_text
from alps_desk.domain.cells import CellState
from alps_desk.domain.entry_form import own_parts, own_places
from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.records import parse_record_id

if TYPE_CHECKING:
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.entry_form import OwnPlaces, Part
    from alps_desk.domain.plan import Period, Plan
    from alps_desk.domain.shown import Figures

LetterKind = Literal["request", "remind", "return"]
KINDS: tuple[LetterKind, ...] = ("request", "remind", "return")
"""依頼文, 督促文, 差戻し文."""

_FILE = "letters.toml"
_LARGEST = 200_000
_LINES = {
    "missing_line": {"project", "fields"},
    "missing_none": set[str](),
    "missing_done": set[str](),
    "missing_all": set[str](),
    "returned_line": {"project", "field", "value", "reason", "day"},
    "returned_none": set[str](),
    "late": {"due", "days_late"},
    "before": {"due"},
    "none": set[str](),
    "no_due": set[str](),
}
"""Lines of the file, and the gaps each may have."""
_GAPS = {
    "office", "sender", "today", "year", "period", "due", "days_late", "lateness", "state", "missing", "returned",
    "contact",
}  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """A letter to one office.

    Attributes:
        proposed: whether this kind is what its report calls for now.
        own: whether the wording is the union's own.
    """

    office: str
    name: str
    kind: LetterKind
    subject: str
    text: str
    proposed: bool
    own: bool


@dataclass(frozen=True)
class Wording:
    """The file of wordings, read.

    Attributes:
        letters: kind → subject and body; lines: code → line.
    """

    letters: Mapping[str, tuple[str, str]]
    lines: Mapping[str, str]
    own: bool


def letters(
    place: Workplace, fy: int | None, period: str, *, office: str = "", kind: LetterKind | None = None
) -> list[Letter]:
    """Letters to an office, or to every other office: the kind that its report calls for, or the one named.

    Raises:
        InputRejected: no such period or office, or the union's own file cannot be used (``letters_unread``,
            ``letters_missing``, ``letters_gap``).
        NotFound: no plan of that year.
    """
    plan = plan_in_force(place, fy)
    when = period_in(plan, period)
    keys = [body.key for body in plan.bodies if body.key != place.office]
    if office and office not in keys:
        raise InputRejected("office_unknown", office=excerpt(office))
    words = wording_of(place)
    due = due_dates(place, plan, when)
    submitted = submitted_offices(place, plan.fy, when.code)
    returned: dict[str, list[returning.ReturnView]] = {}
    for one in returning.returns(place, office=office, fy=plan.fy, period=when.code):
        if one.state == returning.OPEN:
            returned.setdefault(one.office, []).append(one)
    places_of = own_places(plan.fy, when)
    parts: dict[str, list[Part]] = {key: [] for key in ([office] if office else keys)}
    for (key, _), part in own_parts(plan).items():
        if key in parts:
            parts[key].append(part)
    records = {record for part in parts.get(office, ()) for record in places_of.records(part) if record}
    figures = questions.figures(place, plan.fy, records if office else None)
    found = []
    for key, own in parts.items():
        if not own and not office:
            continue
        gaps = [(part.project.name, _gaps_of(part, places_of, figures)) for part in own]
        facts = _Facts(
            place, plan, when, key, gaps, len(places_of.required), due[key], returned.get(key, ()), words,
            submitted=key in submitted,
        )  # fmt: skip
        found.append(facts.letter(kind or facts.proposed))
    return found


def wording_of(place: Workplace) -> Wording:
    """The union's own wording, else the one that comes with the program.

    Raises:
        InputRejected: the own file cannot be used.
    """
    own = own_file(place)
    path = own if own.exists() else places.resources() / _FILE
    try:
        data = tomllib.loads(read_file(path, _LARGEST).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputRejected("letters_unread", file=path.name) from error
    found: dict[str, tuple[str, str]] = {}
    for kind in KINDS:
        part = data.get(kind)
        parts = (part.get("subject"), part.get("body")) if isinstance(part, dict) else (None, None)
        subject, body = parts
        if not isinstance(subject, str) or not isinstance(body, str):
            raise InputRejected("letters_missing", part=kind)
        _check_gaps(subject + body, _GAPS)
        found[kind] = subject, body.strip("\n")
    given = data.get("lines")
    lines: dict[str, str] = {}
    for code, gaps in _LINES.items():
        line = given.get(code) if isinstance(given, dict) else None
        if not isinstance(line, str):
            raise InputRejected("letters_missing", part=code)
        _check_gaps(line, gaps)
        lines[code] = line
    return Wording(found, lines, path == own)


def file_name(letter: Letter, fy: int, period: str) -> str:
    """Name of a letter's file."""
    return wording.say(
        "letters_file",
        kind=wording.say(f"letters_kind_{letter.kind}"),
        office=letter.name,
        year=fiscal_year_text(fy),
        period=period_label(period),
    )


def save_letter(subject: str, text: str, out: Path) -> None:
    """Write a letter as a text file that every editor of Windows reads.

    Raises:
        StoreUnavailable: the file cannot be written.
    """
    whole = "\n".join((subject, "", text, ""))
    write_whole(out, whole.replace("\n", "\r\n").encode("utf-8-sig"))


def save_letters(found: Sequence[Letter], fy: int, period: str, folder: Path) -> list[Path]:
    """Write letters into a folder, one file each.

    Raises:
        StoreUnavailable: a file cannot be written.
    """
    files = [folder / file_name(one, fy, period) for one in found]
    for one, file in zip(found, files, strict=True):
        save_letter(one.subject, one.text, file)
    return files


def own_file(place: Workplace) -> Path:
    """Where the union puts a wording of its own; it need not exist."""
    return place.home.root / _FILE


def begin_own(place: Workplace) -> Path:
    """Put the wording that comes with the program where it can be changed, unless there is one already.

    Raises:
        StoreUnavailable: it cannot be written.
    """
    own = own_file(place)
    if not own.exists():
        write_whole(own, (places.resources() / _FILE).read_bytes())
    return own


def _check_gaps(text: str, allowed: set[str]) -> None:
    """Refuse a gap that is not filled, or is asked to be filled in a way of its own (``{due:>9}``)."""
    try:
        parts = [
            (name, form, turn) for _, name, form, turn in string.Formatter().parse(text) if name is not None
        ]
    except ValueError as error:
        raise InputRejected("letters_gap", gap=excerpt(text)) from error
    for name, form, turn in parts:
        if name not in allowed or form or turn:
            raise InputRejected("letters_gap", gap=excerpt("{" + name + "}"))


class _Facts:
    """What a letter to one office can say."""

    def __init__(
        self,
        place: Workplace,
        plan: Plan,
        period: Period,
        office: str,
        gaps: Sequence[tuple[str, Sequence[str]]],
        required: int,
        due_on: str,
        returned: Sequence[returning.ReturnView],
        words: Wording,
        *,
        submitted: bool,
    ) -> None:
        self._place, self._plan, self._period, self._office = place, plan, period, office
        self._words = words
        self._returned = returned
        self._gaps = [(project, columns) for project, columns in gaps if columns]
        self._required, self._total = required, len(gaps)
        self._submitted = submitted
        today = place.clock().date()
        due = _day_of(due_on)
        self._due = date_text(due) if due is not None else words.lines["no_due"]
        self._has_due = due is not None
        self._late = max(0, (today - due).days) if due is not None else 0
        self._today = date_text(today)

    @property
    def proposed(self) -> LetterKind:
        """What the report calls for: what was sent back first, then what is late."""
        if self._returned:
            return "return"
        return "remind" if self._late and not self._submitted else "request"

    def letter(self, kind: LetterKind) -> Letter:
        """A letter of a kind."""
        subject, body = self._words.letters[kind]
        name = self._plan.body(self._office).name
        sender = self._plan.body(self._place.office).name
        identity = self._place.identity
        gaps = {
            "office": name,
            "sender": sender,
            "today": self._today,
            "year": fiscal_year_text(self._plan.fy),
            "period": period_label(self._period.code),
            "due": self._due,
            "days_late": str(self._late),
            "lateness": self._lateness(),
            "state": wording.say("letters_state", done=self._total - len(self._gaps), all=self._total),
            "missing": self._missing(),
            "returned": self._sent_back(),
            "contact": "　".join(filter(None, (sender, identity.section, identity.person))),
        }
        return Letter(
            self._office, name, kind, subject.format_map(gaps), body.format_map(gaps), kind == self.proposed,
            self._words.own,
        )  # fmt: skip

    def _lateness(self) -> str:
        code = ("late" if self._late else "before") if self._has_due else "none"
        return self._words.lines[code].format_map({"due": self._due, "days_late": str(self._late)})

    def _missing(self) -> str:
        lines = self._words.lines
        if not self._gaps:
            return lines["missing_done" if self._submitted else "missing_none"]
        separator = wording.say("form_list_separator")
        return "\n".join(
            lines["missing_line"].format_map(
                {
                    "project": project,
                    "fields": lines["missing_all"]
                    if len(columns) == self._required
                    else separator.join(field_label(column) for column in columns),
                }
            )
            for project, columns in self._gaps
        )

    def _sent_back(self) -> str:
        lines = self._words.lines
        if not self._returned:
            return lines["returned_none"]
        return "\n".join(
            lines["returned_line"].format_map(
                {
                    "project": self._project(one.project),
                    "field": field_label(one.field, parse_record_id(one.record).type)
                    if one.field
                    else wording.say("letters_whole"),
                    "value": one.pinned_text,
                    "reason": one.reason,
                    "day": _text_of(one.returned_on),
                }
            )
            for one in self._returned
        )

    def _project(self, code: str) -> str:
        project = self._plan.project(code)
        return project.name if project is not None else code or wording.say("letters_all")


def _gaps_of(part: Part, places_of: OwnPlaces, figures: Figures) -> list[str]:
    """Required columns that are empty."""
    records = places_of.records(part)
    places = ((column, *places_of.columns[column]) for column in places_of.required)
    return [
        column
        for column, number, field in places
        if questions.shown(figures, records[number], field).cell.state is CellState.EMPTY
    ]


def _day_of(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _text_of(iso: str) -> str:
    day = _day_of(iso)
    return date_text(day) if day is not None else iso
