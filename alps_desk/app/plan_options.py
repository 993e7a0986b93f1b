"""What may stand in a cell of the plan: choices with their words, and how a typed text is read.

Shared by the plan screen and whatever else edits the plan: names and codes are both taken, as people and spreadsheets
write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alps_desk import wording
from alps_desk.app.describing import period_label
from alps_desk.app.plan_words import list_name
from alps_desk.domain.calendar import stored_date_text
from alps_desk.domain.cells import CellState, CellValue
from alps_desk.domain.choices import Choice, find_choice
from alps_desk.domain.entry_text import Verdict, field_text, read_entry, read_fiscal_year, year_text
from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.plan import PERIOD_ORDER, Plan
from alps_desk.domain.plan_checks import STAGES
from alps_desk.domain.plan_records import PlanRecords, number_of, text_of
from alps_desk.domain.records import EVERY, LINK_KINDS, TYPES, UNION, Field, parse_record_id, record_id

_YEARS = {"first_fy", "last_fy", "start_fy", "end_fy"}
_PARTED = re.compile(r"[;；、，,\n]+")
_PERHAPS_PARTED = re.compile(r"[\u30fb／/\s]+")
"""Signs that part names, and signs that may also stand in one (医療・保健)."""

_ALSO = {"project_type:I": ("1",), "project_type:II": ("2",), "project_type:III": ("3",)}
"""What people write besides: types of projects by plain digits (reference 3)."""


@dataclass(frozen=True)
class PlanView:
    """The plan as it stands while it is edited: its records, and the plan of the year in view."""

    records: PlanRecords
    plan: Plan


def is_year(field: Field) -> bool:
    """Whether a whole number is a fiscal year."""
    return field.kind == "int" and field.name in _YEARS


def options(view: PlanView, kind: str, name: str) -> tuple[Choice, ...] | None:
    """What may be chosen for a field, or for a part of the id, of a record type; None where anything may stand."""
    found = _references(view, kind, name)
    if found is not None:
        return tuple(Choice(code, label, (code,)) for code, label in found)
    field = TYPES[kind].fields.get(name)
    if field is None:
        return None
    if field.kind == "flag":
        return (Choice("1", "○", ("true",)), Choice("0", "−", ("false", "-")))
    if field.kind == "choice":
        if field.choices == "link_kind":
            return tuple(Choice(code, wording.say(f"link_kind_{code}")) for code in LINK_KINDS)
        listed = view.plan.choices(field.choices)
        return tuple(
            Choice(one.code, one.label, (one.code, *_ALSO.get(f"{field.choices}:{one.code}", ())))
            for one in listed
            if not one.retired
        )
    return None


def _references(view: PlanView, kind: str, name: str) -> list[tuple[str, str]] | None:
    plan, records = view.plan, view.records
    match (kind, name):
        case ("project_year", "field"):
            return [(one.code, one.name) for one in plan.fields]
        case ("succession", "project") | ("indicator", "project"):
            return [(one.code, f"{one.code} {one.name}") for one in plan.projects]
        case ("succession", "earlier"):
            before = plan.lineage.names.get(plan.lineage.year_before(plan.fy) or 0, {})
            return [(code, f"{code} {named}") for code, named in sorted(before.items())]
        case ("unlock", "project") | ("decision", "project"):
            every = (EVERY, wording.say("plan_every_project"))
            return [every, *((one.code, f"{one.code} {one.name}") for one in plan.projects)]
        case ("indicator", "earlier"):
            return [
                (code, f"{code} {text_of(values, 'name')}")
                for record, values in records.of("indicator")
                for code in (record.part("indicator"),)
            ]
        case ("deadline", "office") | ("unlock", "office"):
            return [(EVERY, wording.say("plan_every_office")), *((one.key, one.name) for one in plan.bodies)]
        case ("agreement", "body") | ("agreement_change", "body"):
            return [(one.key, one.name) for one in plan.members]
        case ("period", "period"):
            return [(code, period_label(code)) for code in PERIOD_ORDER]
        case ("deadline", "period") | ("unlock", "period"):
            return [(one.code, period_label(one.code)) for one in plan.periods]
        case ("period", "stage"):
            return [(code, period_label(code)) for code in (*STAGES, *PERIOD_ORDER)]
        case ("vision_change", "vision"):
            return [(one.code, one.name or one.code) for one in plan.visions]
        case ("meeting", "group"):
            return [(one.code, one.name or one.code) for one in plan.groups]
        case ("decision", "meeting"):
            return [
                (one.code, f"{stored_date_text(one.held_on)} {one.name}".strip() or one.code)
                for one in reversed(plan.meetings)
            ]
        case ("code", "list"):
            return list(_lists(view))
    return None


def _lists(view: PlanView) -> Iterator[tuple[str, str]]:
    """Code lists that are used: scales first, then those of the fields."""
    scales = {record.part("scale"): text_of(values, "name") for record, values in view.records.of("scale")}
    for code, name in scales.items():
        yield code, name or code
    used = {
        field.choices
        for known in TYPES.values()
        for field in known.fields.values()
        if field.kind == "choice" and view.plan.choices(field.choices)
    }
    for code in sorted(
        (used | {record.part("list") for record, _ in view.records.of("code")}) - {*scales, "rating"}
    ):
        yield code, list_name(code)


# --- reading and writing ---------------------------------------------------------------------------------------


def read_text(view: PlanView, record: str, name: str, text: str, *, decimals: int = 0) -> Verdict:
    """The verdict on what was typed for a field of a record; its id may be of a record that is not there yet."""
    kind = parse_record_id(record).type
    field = TYPES[kind].fields[name]
    choices = options(view, kind, name)
    if field.kind == "keys":
        return _read_keys(view, kind, name, text)
    if choices is not None and text.strip():
        try:
            found = find_choice(text, choices)
        except InputRejected as error:
            return Verdict("refused", None, text, error.code, dict(error.params))
        value: str | bool = found.id == "1" if field.kind == "flag" else found.id
        return Verdict("taken" if text == found.label else "normalised", value, found.label)
    if field.kind == "int":
        return (
            read_fiscal_year(text)
            if is_year(field)
            else read_entry("count", text, allow_negative=field.negative)
        )
    if field.kind == "flag" or field.kind == "choice":
        return Verdict("blank", None, "")
    if field.kind == "decimal":
        return read_entry("decimal", text, decimals=decimals, allow_negative=True)
    return read_entry(field.kind, text)


def read_part(view: PlanView, kind: str, name: str, text: str) -> str:
    """A part of an id from what was typed.

    Raises:
        InputRejected: no such choice, or characters that an id cannot hold (``plan_code_bad``).
    """
    choices = options(view, kind, name)
    if choices is not None:
        return find_choice(text, choices).id
    code = text.strip()
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", code):
        raise InputRejected("plan_code_bad", text=excerpt(code, 20))
    return code


def shown_text(view: PlanView, record: str, name: str, cell: CellValue, *, decimals: int = 0) -> str:
    """How a cell is shown and typed again."""
    kind = parse_record_id(record).type
    field = TYPES[kind].fields[name]
    if cell.state is not CellState.VALUE:
        return field_text("line", cell)
    choices = options(view, kind, name)
    if field.kind == "keys":
        return keys_text(view, kind, name, str(cell.value))
    if field.kind == "flag":
        return "○" if cell.value is True else "−"
    if choices is not None:
        return next((one.label for one in choices if one.id == cell.value), str(cell.value))
    if field.kind == "choice":
        return view.plan.label(field.choices, str(cell.value))
    if field.kind == "int":
        return year_text(cell) if is_year(field) else str(cell.value)
    if isinstance(cell.value, bool):
        return str(cell.value)
    return field_text(field.kind, cell, decimals=decimals)


def part_text(view: PlanView, kind: str, name: str, code: str) -> str:
    """How a part of an id is shown."""
    for one in options(view, kind, name) or ():
        if one.id == code:
            return one.label
    if name in ("office", "body"):
        return view.plan.body(code).name
    if name in ("project", "earlier"):
        # A project of other years is called as it was called last.
        named = [names[code] for names in view.plan.lineage.names.values() if code in names]
        return f"{code} {named[-1]}" if named and kind != "project_year" else code
    return code


def _named_keys(view: PlanView, kind: str, name: str) -> list[tuple[str, str]]:
    if (kind, name) == ("working_group", "fields"):
        return [
            (record.part("field"), text_of(values, "name") or record.part("field"))
            for record, values in view.records.of("field")
        ]
    return [(one.key, one.name) for one in view.plan.bodies]


def _read_keys(view: PlanView, kind: str, name: str, text: str) -> Verdict:
    known = _named_keys(view, kind, name)
    members = [one.key for one in view.plan.members]
    every, suffixes = wording.say("plan_all_members"), wording.say("plan_body_suffixes")
    keys: list[str] = []
    # One letter only: 大町市 is called 大町, not 大.
    short = [(label[:-1] if label[-1:] in suffixes else label, key) for key, label in known]

    def named(word: str) -> list[str]:
        if word == every:
            return members
        return [key for key, label in known if word in (key, label)] or [
            key for label, key in short if word == label
        ]

    for words in (one.strip() for one in _PARTED.split(text)):
        for word in [words] if named(words) else [one for one in _PERHAPS_PARTED.split(words) if one]:
            found = named(word)
            if not found or (len(found) > 1 and word != every):
                names = "、".join(label for _, label in known[:4])
                return Verdict(
                    "refused", None, text, "plan_keys_unknown", {"text": excerpt(word, 20), "names": names}
                )
            keys += found
    if not keys:
        return Verdict("blank", None, "")
    order = {key: at for at, (key, _) in enumerate(known)}
    value = ";".join(sorted(dict.fromkeys(keys), key=lambda key: order.get(key, len(order))))
    shown = keys_text(view, kind, name, value)
    return Verdict("taken" if text in (shown, value) else "normalised", value, shown)


def keys_text(view: PlanView, kind: str, name: str, value: str) -> str:
    """Names joined by 、; all municipalities together have a word of their own."""
    keys = [key for key in value.split(";") if key]
    members = [one.key for one in view.plan.members]
    if len(members) > 1 and keys == members and kind != "working_group":
        return wording.say("plan_all_members")
    names = dict(_named_keys(view, kind, name))
    return "、".join(names.get(key, key) for key in keys)


def decimals_of(records: PlanRecords, record: str) -> int:
    """Digits after the point of the figures of an indicator or its target."""
    code = parse_record_id(record).part("indicator")
    if not code:
        return 0
    return max(
        0, min(number_of(records.get(record_id("indicator", UNION, indicator=code)), "decimals") or 0, 6)
    )


def next_code(taken: Sequence[str], otherwise: str) -> str:
    """A code that nobody has: the last one in order, counted on."""
    found = [match for code in taken if (match := re.fullmatch(r"(.*?)(\d+)", code))]
    if not found:
        return otherwise
    last = max(found, key=lambda one: (one.group(1), len(one.group(2)), int(one.group(2))))
    number, width = int(last.group(2)) + 1, len(last.group(2))
    while (code := f"{last.group(1)}{number:0{width}d}") in taken:
        number += 1
    return code
