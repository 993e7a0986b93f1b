"""最近の変更: the latest changes of what an office enters, whoever made them and by whichever file they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alps_desk.app.describing import changed_text
from alps_desk.app.planning import plan_in_force
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import DELETED, ENTRY_TYPES, parse_record_id

if TYPE_CHECKING:
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.fold import Entry
    from alps_desk.domain.plan import Plan


@dataclass(frozen=True, slots=True)
class RecentChange:
    """One field of one change.

    Attributes:
        record, field: where.
        project: code; payer: office key, of a burden row only; period: code of the period or stage.
        before_text: what stood there, "" if nothing did; text: what stands there now.
        office, by, at: who signed it and when; on_behalf: office key if it was entered for it.
    """

    record: str
    field: str
    project: str
    payer: str
    period: str
    before_text: str
    text: str
    office: str
    by: str
    at: str
    on_behalf: str


def recent(place: Workplace, fy: int, limit: int) -> list[RecentChange]:
    """The latest changes of a year, newest first.

    By the time written in them, then by id: PCs whose clocks differ are shown as they wrote it.

    Raises:
        NotFound: no plan for the year.
    """
    plan = plan_in_force(place, fy)
    records = {row.record for row in place.store.cells(ENTRY_TYPES, fy=fy) if _is_ours(place, row.record)}
    found: list[tuple[str, str, str, Entry, dict[str, Entry]]] = []
    for record, entries in place.store.entries(sorted(records)).items():
        parsed = parse_record_id(record)
        by_id = {entry.change.id: entry for entry in entries}
        found += [
            (entry.change.at, entry.change.id, name, entry, by_id)
            for entry in by_id.values()
            for name in entry.change.values
            if name != DELETED and writer_of(parsed, name) == place.office
        ]
    found.sort(key=lambda one: one[:3], reverse=True)
    return [_view(plan, name, entry, by_id) for _, _, name, entry, by_id in found[:limit]]


def _is_ours(place: Workplace, record: str) -> bool:
    parsed = parse_record_id(record)
    return place.office in (parsed.owner, parsed.part("payer"))


def _view(plan: Plan, name: str, entry: Entry, by_id: dict[str, Entry]) -> RecentChange:
    change = entry.change
    record = parse_record_id(change.record)
    seen = [by_id[one].change for one in change.seen.get(name, ()) if one in by_id]
    before = changed_text(seen[-1], name, plan) if seen else ""
    return RecentChange(
        change.record, name, record.project, record.part("payer"), record.period or record.part("stage"),
        before, changed_text(change, name, plan),
        entry.office, change.by, change.at, change.on_behalf,
    )  # fmt: skip
