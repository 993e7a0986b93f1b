"""The papers behind the plan: 連携ビジョン, 連携協約, 専門部会 and what its meetings decided.

Promise: what was amended keeps its earlier days; a date that is not known stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alps_desk.domain.journal import Scalar
from alps_desk.domain.records import EVERY, parse_record_id

Values = Mapping[str, Scalar]
Rows = Iterable[tuple[str, Values]]


@dataclass(frozen=True)
class VisionChange:
    """An amendment of the vision (ビジョンの変更)."""

    code: str
    changed_on: str = ""
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Vision:
    """One edition of the vision.

    Attributes:
        start_fy, end_fy: fiscal years it covers, 0 when not stated.
        futures: what the region wants to be (将来像), as far as stated.
        changes: by day.
    """

    code: str
    name: str = ""
    start_fy: int = 0
    end_fy: int = 0
    adopted_on: str = ""
    futures: tuple[str, ...] = ()
    note: str = ""
    changes: tuple[VisionChange, ...] = ()

    def covers(self, fy: int) -> bool:
        """Whether a fiscal year lies in it."""
        return self.start_fy <= fy and (not self.end_fy or fy <= self.end_fy)


@dataclass(frozen=True)
class AgreementChange:
    """A change of an agreement: 変更日, 議決, 告示, 知事への届出."""

    code: str
    changed_on: str = ""
    resolved_on: str = ""
    announced_on: str = ""
    notified_on: str = ""
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class CooperationAgreement:
    """The agreement of the central city with one other body (連携協約)."""

    body: str
    name: str = ""
    signed_on: str = ""
    basis: str = ""
    note: str = ""
    changes: tuple[AgreementChange, ...] = ()


@dataclass(frozen=True)
class WorkingGroup:
    """A 専門部会.

    Attributes:
        fields: codes of the fields it deals with.
        chair_role: post of its chair; never a name that changes every April.
    """

    code: str
    name: str = ""
    fields: tuple[str, ...] = ()
    chair_role: str = ""
    note: str = ""
    order: int = 0


@dataclass(frozen=True)
class Decision:
    """What a meeting decided on a project; on none in particular with project ""."""

    project: str
    decided: str = ""
    due_on: str = ""
    done: bool = False
    note: str = ""


@dataclass(frozen=True)
class Meeting:
    """One meeting of a working group."""

    code: str
    group: str = ""
    held_on: str = ""
    name: str = ""
    agenda: str = ""
    note: str = ""
    decisions: tuple[Decision, ...] = ()


def visions_of(visions: Rows, changes: Rows) -> tuple[Vision, ...]:
    """The editions of the vision, the oldest first."""
    amended: dict[str, list[VisionChange]] = {}
    for record, values in changes:
        parsed = parse_record_id(record)
        amended.setdefault(parsed.part("vision"), []).append(
            VisionChange(
                parsed.part("change"),
                _text(values, "changed_on"),
                _text(values, "name"),
                _text(values, "note"),
            )
        )
    found = []
    for record, values in visions:
        code = parse_record_id(record).part("vision")
        futures = tuple(text for text in (_text(values, "future_1"), _text(values, "future_2")) if text)
        found.append(
            Vision(
                code, _text(values, "name"), _int(values, "start_fy"), _int(values, "end_fy"),
                _text(values, "adopted_on"), futures, _text(values, "note"),
                tuple(sorted(amended.get(code, ()), key=lambda one: (one.changed_on, one.code))),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.start_fy, one.code)))


def agreements_of(agreements: Rows, changes: Rows) -> tuple[CooperationAgreement, ...]:
    """The agreements by body, each with its changes by day."""
    changed: dict[str, list[AgreementChange]] = {}
    for record, values in changes:
        parsed = parse_record_id(record)
        changed.setdefault(parsed.part("body"), []).append(
            AgreementChange(
                parsed.part("change"), _text(values, "changed_on"), _text(values, "resolved_on"),
                _text(values, "announced_on"), _text(values, "notified_on"), _text(values, "name"),
                _text(values, "note"),
            )
        )  # fmt: skip
    found = []
    for record, values in agreements:
        body = parse_record_id(record).part("body")
        found.append(
            CooperationAgreement(
                body, _text(values, "name"), _text(values, "signed_on"), _text(values, "basis"),
                _text(values, "note"),
                tuple(sorted(changed.get(body, ()), key=lambda one: (one.changed_on, one.code))),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.body))


def groups_of(groups: Rows) -> tuple[WorkingGroup, ...]:
    """The working groups in order."""
    found = [
        WorkingGroup(
            parse_record_id(record).part("group"), _text(values, "name"),
            tuple(code for code in _text(values, "fields").split(";") if code), _text(values, "chair_role"),
            _text(values, "note"), _int(values, "order"),
        )
        for record, values in groups
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.order, one.code)))


def meetings_of(meetings: Rows, decisions: Rows) -> tuple[Meeting, ...]:
    """The meetings by day, each with what it decided by project; words on no project stand first."""
    said: dict[str, list[Decision]] = {}
    for record, values in decisions:
        parsed = parse_record_id(record)
        said.setdefault(parsed.part("meeting"), []).append(
            Decision(
                "" if parsed.project == EVERY else parsed.project, _text(values, "decided"),
                _text(values, "due_on"), values.get("done") is True, _text(values, "note"),
            )
        )  # fmt: skip
    found = []
    for record, values in meetings:
        code = parse_record_id(record).part("meeting")
        found.append(
            Meeting(
                code, _text(values, "group"), _text(values, "held_on"), _text(values, "name"),
                _text(values, "agenda"), _text(values, "note"),
                tuple(sorted(said.get(code, ()), key=lambda one: one.project)),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.held_on, one.code)))


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _int(values: Values, name: str) -> int:
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
