"""The plan of one fiscal year: bodies, fields, projects, periods and code lists, as the union keeps them.

Promise: built from current values alone, so last year's plan prints with last year's names, fields and types
(R10). What is not stated stays empty: a project without a type has type "" until the union sets it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from alps_desk.domain.cells import value_of
from alps_desk.domain.indicator_plan import Indicator, indicators_of
from alps_desk.domain.journal import Scalar
from alps_desk.domain.lineage import Lineage, lineage_of
from alps_desk.domain.records import UNION, parse_record_id
from alps_desk.domain.share_plan import SharePlan, share_plan_of
from alps_desk.domain.vision import (
    CooperationAgreement,
    Meeting,
    Vision,
    WorkingGroup,
    agreements_of,
    groups_of,
    meetings_of,
    visions_of,
)


@dataclass(frozen=True)
class Body:
    """A municipality or the union (団体).

    Attributes:
        key: office key.
        code6: municipality code with check digit, "" when not known.
        role: ``central``, ``partner`` or ``secretariat``.
    """

    key: str
    name: str
    kana: str = ""
    kind: str = ""
    role: str = ""
    code6: str = ""
    order: int = 0


@dataclass(frozen=True)
class PolicyField:
    """A field of the vision (分野)."""

    code: str
    name: str
    order: int = 0


@dataclass(frozen=True)
class Project:
    """One project of one fiscal year (R10).

    Attributes:
        code: permanent code such as F01P01; number: position in the vision.
        type: I, II, III or "" (not stated); type_suggested: an inference for a first set-up.
        leads: bodies that run it and keep its budget; participants: bodies that take part.
        first_fy: fiscal year it first stood in the vision, 0 when not known; last_fy: the last it shall stand in it.
        marks: name of a mark column → outline, public, inferred, none.
    """

    fy: int
    code: str
    number: int
    name: str
    field: str
    type: str = ""
    type_suggested: str = ""
    leads: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    is_new: bool = False
    first_fy: int = 0
    overview: str = ""
    purpose: str = ""
    target_group: str = ""
    method: str = ""
    note: str = ""
    marks: Mapping[str, str] | None = None
    last_fy: int = 0

    @property
    def payee(self) -> str:
        """The body that receives 負担金 by rule: the one municipality that leads; "" if there is none.

        Type II and III have no payment by rule; for a project whose type is not stated the lead decides.
        """
        if self.type in ("II", "III") or len(self.leads) != 1 or self.leads[0] == UNION:
            return ""
        return self.leads[0]

    def enters(self, office: str) -> bool:
        """Whether this office reports on the project.

        Type III is reported by the union alone; a lead always reports; otherwise every participant has its own
        part (R35).
        """
        if office in self.leads:
            return True
        return office == UNION if self.type == "III" else office in self.participants


@dataclass(frozen=True)
class Period:
    """A reporting period of a fiscal year.

    Attributes:
        stage: stage its amounts stand at: ``settled``, ``forecast`` or the period itself (現計).
    """

    fy: int
    code: str
    as_of_on: str = ""
    opens_on: str = ""
    due_on: str = ""
    stage: str = ""


@dataclass(frozen=True)
class Choice:
    """One entry of a code list.

    Attributes:
        from_percent: of a rating: the least achievement in percent it stands for; None without such a limit.
    """

    code: str
    label: str
    order: int = 0
    retired: bool = False
    note: str = ""
    from_percent: int | None = None


@dataclass(frozen=True)
class Plan:
    """Everything that is shared in one fiscal year.

    Attributes:
        fy: fiscal year; ``fiscal_years``: every year that has projects.
        region: name of the region; ``sample``: all its figures are samples (見本); ``practice``: it was made on a
            PC for practising (練習) and has nothing to do with the real one.
        bodies: official order: by code, union last.
        fields, projects, periods: in order.
        lists: code list → its entries.
        scale: code list that ratings of this year use.
        thresholds: limits of the checks that the region has set itself (``domain.thresholds``).
        lineage: how the projects of each year go on from those of the year before.
        visions, agreements, groups, meetings: of all years.
        sharing: how 負担金 are shared out, and the caps of the grant.
    """

    fy: int
    fiscal_years: tuple[int, ...]
    region: str
    sample: bool
    bodies: tuple[Body, ...]
    fields: tuple[PolicyField, ...]
    projects: tuple[Project, ...]
    periods: tuple[Period, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    scale: str = ""
    thresholds: Mapping[str, int] = dataclasses.field(default_factory=dict)
    practice: bool = False
    indicators: tuple[Indicator, ...] = ()
    lineage: Lineage = dataclasses.field(default_factory=Lineage)
    visions: tuple[Vision, ...] = ()
    agreements: tuple[CooperationAgreement, ...] = ()
    groups: tuple[WorkingGroup, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    sharing: SharePlan = dataclasses.field(default_factory=SharePlan)

    def body(self, key: str) -> Body:
        """A body; one that is not in the plan is shown by its key."""
        return self._bodies.get(key) or Body(key, key)

    @cached_property
    def _bodies(self) -> Mapping[str, Body]:
        """By key; a country has many."""
        return {body.key: body for body in self.bodies}

    def project(self, code: str) -> Project | None:
        """A project by its code."""
        return self._projects_by_code.get(code)

    @cached_property
    def _projects_by_code(self) -> Mapping[str, Project]:
        return {one.code: one for one in reversed(self.projects)}

    def field(self, code: str) -> PolicyField:
        """A field; one that is not in the plan is shown by its code."""
        return next((one for one in self.fields if one.code == code), PolicyField(code, code))

    def period(self, code: str) -> Period | None:
        """A period by its code."""
        return next((one for one in self.periods if one.code == code), None)

    def period_due(self, day: str) -> Period | None:
        """The period that is being reported on a day (ISO): the first whose due date is not over, else the last."""
        for period in self.periods:
            if period.due_on >= day:
                return period
        return self.periods[-1] if self.periods else None

    def choices(self, name: str, scale: str = "") -> tuple[Choice, ...]:
        """A code list; ``rating`` is the scale of this year, or the one a rating was made with (R39)."""
        if name != "rating":
            return self.lists.get(name, ())
        return self.lists.get(scale, ()) or self.lists.get(self.scale, ())

    def indicator(self, code: str) -> Indicator | None:
        """An indicator by its code."""
        return self._indicators_by_code.get(code)

    @cached_property
    def _indicators_by_code(self) -> Mapping[str, Indicator]:
        return {one.code: one for one in reversed(self.indicators)}

    def label(self, name: str, code: str, scale: str = "") -> str:
        """What people read for a code; the code itself when the list does not have it."""
        return next((one.label for one in self.choices(name, scale) if one.code == code), code)

    @property
    def vision(self) -> Vision | None:
        """The edition of the vision that this year lies in; the latest of them."""
        return next((one for one in reversed(self.visions) if one.covers(self.fy)), None)

    @property
    def members(self) -> tuple[Body, ...]:
        """The municipalities, without the union."""
        return tuple(body for body in self.bodies if body.key != UNION)


PERIOD_ORDER = (
    "q1", "half1", "q2", "q3", "half2", "q4", "full_year",
    "m04", "m05", "m06", "m07", "m08", "m09", "m10", "m11", "m12", "m01", "m02", "m03",
)  # fmt: skip


def build_plan(cells: Iterable[tuple[str, str, Scalar]], fy: int | None = None) -> Plan:
    """Put a plan together.

    Args:
        cells: record id, field and stored value of the union's shared records.
        fy: fiscal year; None = the latest that has projects.
    """
    records: dict[str, dict[str, Scalar]] = {}
    for record, field, value in cells:
        known = value_of(value)
        if known is not None:
            records.setdefault(record, {})[field] = known
    by_type: dict[str, list[tuple[str, dict[str, Scalar]]]] = {}
    for record in sorted(records):
        by_type.setdefault(parse_record_id(record).type, []).append((record, records[record]))
    years = sorted({_year(record) for record, _ in by_type.get("project_year", ())} - {0})
    year = fy if fy is not None else (years[-1] if years else 0)
    region = records.get("region:union", {})
    fields = tuple(
        sorted(
            (
                PolicyField(_part(record, "field"), _text(values, "name"), _int(values, "order"))
                for record, values in by_type.get("field", ())
                if _valid(values, year)
            ),
            key=lambda one: (one.order, one.code),
        )
    )
    projects = tuple(
        sorted(
            (
                _project(record, values)
                for record, values in by_type.get("project_year", ())
                if _year(record) == year != 0
            ),
            key=lambda one: (one.number, one.code),
        )
    )
    periods = sorted(
        (_period(record, values) for record, values in by_type.get("period", ()) if _year(record) == year),
        key=lambda one: PERIOD_ORDER.index(one.code) if one.code in PERIOD_ORDER else len(PERIOD_ORDER),
    )
    scales = [(record, values) for record, values in by_type.get("scale", ()) if _valid(values, year)]
    return Plan(
        year,
        tuple(years),
        _text(region, "name"),
        bool(region.get("sample")),
        _bodies(by_type.get("body", ())),
        fields,
        projects,
        tuple(periods),
        _lists(by_type.get("code", ())),
        _part(max(scales, key=lambda one: (_int(one[1], "first_fy"), one[0]))[0], "scale") if scales else "",
        {
            _part(record, "threshold"): value
            for record, values in by_type.get("threshold", ())
            if isinstance(value := values.get("value"), int) and not isinstance(value, bool)
        },
        bool(region.get("practice")),
        indicators_of(
            by_type.get("indicator", ()), by_type.get("target", ()), by_type.get("vision", ()), year
        ),
        lineage_of(by_type.get("succession", ()), by_type.get("project_year", ())),
        visions_of(by_type.get("vision", ()), by_type.get("vision_change", ())),
        agreements_of(by_type.get("agreement", ()), by_type.get("agreement_change", ())),
        groups_of(by_type.get("working_group", ())),
        meetings_of(by_type.get("meeting", ()), by_type.get("decision", ())),
        share_plan_of(by_type, year),
    )


def _bodies(rows: Iterable[tuple[str, dict[str, Scalar]]]) -> tuple[Body, ...]:
    bodies = [
        Body(
            _part(record, "body"), _text(values, "name"), _text(values, "kana"), _text(values, "kind"),
            _text(values, "role"), _text(values, "code6"), _int(values, "order"),
        )
        for record, values in rows
    ]  # fmt: skip
    # Code order is the official order; the union stands last; a body without a code goes by its own number.
    return tuple(sorted(bodies, key=lambda b: (b.key == UNION, b.code6 == "", b.code6, b.order, b.key)))


def _lists(rows: Iterable[tuple[str, dict[str, Scalar]]]) -> dict[str, tuple[Choice, ...]]:
    found: dict[str, list[Choice]] = {}
    for record, values in rows:
        found.setdefault(_part(record, "list"), []).append(
            Choice(
                _part(record, "code"), _text(values, "label"), _int(values, "order"),
                bool(values.get("retired")), _text(values, "note"),
                _int(values, "from_percent") if "from_percent" in values else None,
            )
        )  # fmt: skip
    return {name: tuple(sorted(some, key=lambda one: (one.order, one.code))) for name, some in found.items()}


def _project(record: str, values: Mapping[str, Scalar]) -> Project:
    return Project(
        fy=_year(record),
        code=_part(record, "project"),
        number=_int(values, "number"),
        name=_text(values, "name"),
        field=_text(values, "field"),
        type=_text(values, "type"),
        type_suggested=_text(values, "type_suggested"),
        leads=_keys(values, "leads"),
        participants=_keys(values, "participants"),
        is_new=bool(values.get("is_new")),
        first_fy=_int(values, "first_fy"),
        overview=_text(values, "overview"),
        purpose=_text(values, "purpose"),
        target_group=_text(values, "target_group"),
        method=_text(values, "method"),
        note=_text(values, "note"),
        marks={name: _text(values, name) for name in values if name.endswith("mark")},
        last_fy=_int(values, "last_fy"),
    )


def _period(record: str, values: Mapping[str, Scalar]) -> Period:
    code = _part(record, "period")
    return Period(
        _year(record), code, _text(values, "as_of_date"), _text(values, "opens_on"), _text(values, "due_on"),
        _text(values, "stage") or code,
    )  # fmt: skip


def _part(record: str, name: str) -> str:
    return parse_record_id(record).part(name)


def _year(record: str) -> int:
    return parse_record_id(record).fy or 0


def _valid(values: Mapping[str, Scalar], fy: int) -> bool:
    first, last = _int(values, "first_fy"), _int(values, "last_fy")
    return (not first or first <= fy) and (not last or fy <= last)


def _text(values: Mapping[str, Scalar], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _int(values: Mapping[str, Scalar], name: str) -> int:
    value = values.get(name)
    return value if isinstance(value, int) else 0


def _keys(values: Mapping[str, Scalar], name: str) -> tuple[str, ...]:
    return tuple(key for key in _text(values, name).split(";") if key)
