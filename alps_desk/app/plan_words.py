"""What people call the union's records: 事業 F02P01 移住相談窓口の設置, 評価区分 A〜D, 期 上半期."""

from __future__ import annotations

from alps_desk import wording
from alps_desk.app.describing import field_label, period_label
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.plan import Plan
from alps_desk.domain.plan_records import PlanRecords, text_of
from alps_desk.domain.records import EVERY, UNION, RecordId, parse_record_id, record_id

_NAMED = {
    "vision_change": ("vision", "vision"),
    "target": ("indicator", "indicator"),
    "code": ("scale", "list"),
}
"""Type of record → type and part of what it belongs to, which has the name."""


def record_words(records: PlanRecords, plan: Plan, record: str) -> str:
    """What a record of the plan is called, with the kind of thing it is."""
    parsed = parse_record_id(record)
    return f"{kind_word(parsed.type)} {record_name(records, plan, record)}".strip()


def kind_word(kind: str) -> str:
    """What a type of record is called."""
    # The bare word is the heading of its code.
    return field_label("indicator_name" if kind == "indicator" else kind)


def record_name(records: PlanRecords, plan: Plan, record: str) -> str:
    """What a record of the plan is called."""
    parsed = parse_record_id(record)
    values = records.get(record)
    if parsed.type == "region":
        return plan.region
    if parsed.type in ("period", "deadline", "unlock"):
        return _when(plan, parsed)
    if parsed.type in ("agreement", "agreement_change"):
        return plan.body(parsed.part("body")).name
    if parsed.type == "succession":
        return f"{parsed.part('earlier')} → {parsed.project}"
    if parsed.type == "decision":
        meeting = records.get(record_id("meeting", UNION, meeting=parsed.part("meeting")))
        about = "" if parsed.project == EVERY else parsed.project
        return f"{text_of(meeting, 'name')} {about}".strip()
    owner, part = _NAMED.get(parsed.type, ("", ""))
    if owner:
        code = parsed.part(part)
        above = text_of(records.get(record_id(owner, UNION, **{owner: code})), "name")
        return f"{list_name(code) if parsed.type == 'code' and not above else above or code} {_own(parsed)}".strip()
    return f"{parsed.parts[-1]} {text_of(values, 'name')}".strip()


def list_name(code: str) -> str:
    """What a code list is called: as the field that it stands for."""
    words = f"plan_list_{code}"
    return wording.say(words) if wording.knows(words) else field_label(code)


def _own(record: RecordId) -> str:
    return record.part("code")


def _when(plan: Plan, record: RecordId) -> str:
    words = f"{fiscal_year_text(record.fy or 0)} {period_label(record.period)}"
    office = record.part("office")
    if office:
        words += f" {wording.say('plan_every_office') if office == EVERY else plan.body(office).name}"
    if record.project and record.project != EVERY:
        words += f" {record.project}"
    return words
