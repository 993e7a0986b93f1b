"""The tables of the plan screen: which records each shows, in which columns, in which order.

Nothing here knows Qt. A table is a ``Sheet``; a tab of the screen is a ``Tab`` with one or more of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alps_desk.app.plan_options import PlanView
from alps_desk.domain.plan import PERIOD_ORDER
from alps_desk.domain.plan_records import Values, number_of, text_of
from alps_desk.domain.records import TYPES, RecordId, parse_record_id

PAST = "past"
"""Computed column of a project: how it goes on from the year before."""
TARGET = "target:"
"""Prefix of a column with the target of one year."""
_LAST = 1_000_000


@dataclass(frozen=True)
class SheetColumn:
    """A column: a part of the id, a field, a target or something computed, by its key."""

    key: str
    width: float = 8.0
    frozen: bool = False


@dataclass(frozen=True)
class Sheet:
    """One table.

    Attributes:
        key: its name; title and help stand in the words under ``plan_sheet_…``.
        kind: type of its records.
        columns: from left to right.
        yearly: whether the records carry the year in view in their id.
        random: part of the id that is made up, "" if none.
        otherwise: first code where none is typed, "" = people must name what it is of.
        defaults: parts that may be left open, with what they mean then.
        tall: how much of the height of its tab it takes.
    """

    key: str
    kind: str
    columns: tuple[SheetColumn, ...]
    yearly: bool = False
    random: str = ""
    otherwise: str = ""
    defaults: tuple[tuple[str, str], ...] = ()
    tall: int = 2

    @property
    def parts(self) -> tuple[str, ...]:
        """Parts of the id that people type."""
        return tuple(part for part in TYPES[self.kind].parts if part not in ("fy", self.random))

    def rows(self, view: PlanView) -> list[str]:
        """Ids of its records in their order."""
        found = view.records.of(self.kind, fy=view.plan.fy) if self.yearly else view.records.of(self.kind)
        bodies = [body.key for body in view.plan.bodies]
        return [
            record.text for record, values in sorted(found, key=lambda one: _order(self.kind, bodies, *one))
        ]

    def holds(self, record: str, fy: int) -> bool:
        """Whether a record is shown here, while a year is in view."""
        known = parse_record_id(record)
        return known.type == self.kind and (not self.yearly or known.fy == fy)


def _order(kind: str, bodies: Sequence[str], record: RecordId, values: Values) -> tuple[object, ...]:
    number = number_of(values, "number" if kind == "project_year" else "order")
    day = text_of(values, "held_on") or text_of(values, "changed_on") or text_of(values, "adopted_on")
    period = PERIOD_ORDER.index(record.period) if record.period in PERIOD_ORDER else -1
    owner = record.parts[0] if len(record.parts) > 1 and not record.fy else ""
    body = record.part("body") or record.part("office")
    at = bodies.index(body) if body in bodies else -1
    return owner if not body else "", period, at, _LAST if number is None else number, day, record.text


@dataclass(frozen=True)
class Tab:
    """One tab of the screen; a tab without tables is the guide."""

    key: str
    sheets: tuple[Sheet, ...]


def _columns(text: str) -> tuple[SheetColumn, ...]:
    """Columns written as ``key:width``, frozen ones with a ``*`` before."""
    found = []
    for word in text.split():
        key, _, width = word.lstrip("*").partition(":")
        found.append(SheetColumn(key, float(width or 8), word.startswith("*")))
    return tuple(found)


VISIONS = Sheet("visions", "vision", _columns("*vision:5 *name:16 start_fy:7 end_fy:7 adopted_on:12 future_1:14 future_2:14 note:12"), otherwise="v1")  # fmt: skip
VISION_CHANGES = Sheet("vision_changes", "vision_change", _columns("*vision:14 changed_on:12 name:16 note:20"), random="change")  # fmt: skip
FIELDS = Sheet("fields", "field", _columns("*field:5 *name:16 order:4 first_fy:7 last_fy:7 note:20"), otherwise="F01")  # fmt: skip
PROJECTS = Sheet(
    "projects", "project_year",
    _columns("*number:3 *project:6 *name:15 field:9 type:4.5 leads:9 participants:11 is_new:5.5 past:12 first_fy:7 last_fy:7 "
             "method:6.5 overview:14 purpose:12 target_group:10 note:12"),
    yearly=True, otherwise="P01", tall=3,
)  # fmt: skip
SUCCESSIONS = Sheet("successions", "succession", _columns("*project:17 earlier:17 link_kind:7 note:18"), yearly=True)  # fmt: skip
INDICATORS = Sheet(
    "indicators", "indicator",
    _columns("*indicator:5 *name:13 project:15 kind:7.5 unit:4 baseline:5 "
             "baseline_time:6 decimals:4 direction:8.5 aggregation:8 target_kind:8 time_basis:5 method:8 first_fy:7 last_fy:7 earlier:9 offices:9 order:4 source:9 note:12"),
    otherwise="K01",
)  # fmt: skip
SCALES = Sheet("scales", "scale", _columns("*scale:8 *name:18 first_fy:8 last_fy:8 note:24"), otherwise="scale1")  # fmt: skip
CODES = Sheet("codes", "code", _columns("*list:13 *code:9 label:14 order:5 from_percent:6 retired:5 note:22"), tall=4)  # fmt: skip
PERIODS = Sheet("periods", "period", _columns("*period:7 as_of_date:12 opens_on:12 due_on:12 stage:8 note:18"), yearly=True)  # fmt: skip
DEADLINES = Sheet("deadlines", "deadline", _columns("*period:7 *office:10 due_on:12 note:24"), yearly=True)
UNLOCKS = Sheet(
    "unlocks", "unlock", _columns("*period:7 *office:10 *project:16 until_on:12 note:20"), yearly=True,
    defaults=(("project", "all"),),
)  # fmt: skip
AGREEMENTS = Sheet("agreements", "agreement", _columns("*body:7 *name:24 signed_on:12 basis:12 note:16"))
AGREEMENT_CHANGES = Sheet(
    "agreement_changes", "agreement_change",
    _columns("*body:7 changed_on:12 name:12 resolved_on:12 announced_on:12 notified_on:12 note:12"), random="change",
)  # fmt: skip
GROUPS = Sheet("groups", "working_group", _columns("*group:5 *name:12 fields:18 chair_role:9 order:4 note:16"), otherwise="g1")  # fmt: skip
MEETINGS = Sheet("meetings", "meeting", _columns("held_on:12 group:10 name:11 agenda:18 note:12"), random="meeting")  # fmt: skip
DECISIONS = Sheet(
    "decisions", "decision", _columns("*meeting:15 *project:14 decided:18 due_on:12 done:6.5 note:10"),
    defaults=(("project", "all"),),
)  # fmt: skip

GUIDE = "guide"
TABS: Sequence[Tab] = (
    Tab(GUIDE, ()),
    Tab("vision", (VISIONS, VISION_CHANGES)),
    Tab("fields", (FIELDS,)),
    Tab("projects", (PROJECTS, SUCCESSIONS)),
    Tab("indicators", (INDICATORS,)),
    Tab("scales", (SCALES, CODES)),
    Tab("periods", (PERIODS, DEADLINES, UNLOCKS)),
    Tab("agreements", (AGREEMENTS, AGREEMENT_CHANGES)),
    Tab("groups", (GROUPS, MEETINGS, DECISIONS)),
)
SHEETS = {sheet.key: sheet for tab in TABS for sheet in tab.sheets}


def row_record(record: str) -> str:
    """Id of the record in whose row a record is shown: targets stand in the rows of their indicators."""
    known = parse_record_id(record)
    return f"indicator:{known.owner}:{known.part('indicator')}" if known.type == "target" else record


def tab_of(kind: str) -> str:
    """Key of the tab that shows a type of record; targets stand beside their indicators."""
    wanted = "indicator" if kind == "target" else kind
    return next((tab.key for tab in TABS for sheet in tab.sheets if sheet.kind == wanted), GUIDE)
