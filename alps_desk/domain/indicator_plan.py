"""The indicators of one fiscal year, as the union defines them (R26-R33).

Promise: an indicator whose definition changed has another code; the old one stays valid for its own years (R32).
Figures are integers in the indicator's smallest step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alps_desk.domain.indicators import Direction, Method, Target, TargetKind
from alps_desk.domain.journal import Scalar
from alps_desk.domain.records import parse_record_id

Values = Mapping[str, Scalar]


@dataclass(frozen=True)
class Indicator:
    """One indicator with its target of the year.

    Attributes:
        code: permanent; project: code of the project it belongs to, "" = of none.
        kind: output, outcome or reference (活動・成果・参考).
        unit, decimals: how its figures read.
        target: in the smallest step; target_text: a target in words, judged by a person (R27).
        baseline, baseline_time: where it started and when that was.
        time_basis: what a figure covers, such as 年度 or 暦年 (R30).
        offices: bodies that report it; empty = those that report on the project.
        first_fy, last_fy: fiscal years of the vision it belongs to, 0 when not known.
        earlier: code of the indicator it goes on from; their figures may not be comparable (R32).
    """

    code: str
    name: str
    project: str = ""
    kind: str = ""
    unit: str = ""
    decimals: int = 0
    direction: str = ""
    aggregation: str = ""
    method: str = ""
    target_kind: str = ""
    target: int | None = None
    target_text: str = ""
    baseline: int | None = None
    baseline_time: str = ""
    time_basis: str = ""
    source: str = ""
    note: str = ""
    offices: tuple[str, ...] = ()
    order: int = 0
    first_fy: int = 0
    last_fy: int = 0
    earlier: str = ""

    @property
    def of_the_region(self) -> bool:
        """Whether it tells of the whole region rather than of a project (圏域指標)."""
        return not self.project

    @property
    def way(self) -> Direction:
        """Which way is better; up where the union said nothing."""
        return Direction(self.direction) if self.direction in list(Direction) else Direction.UP

    @property
    def is_text(self) -> bool:
        """Whether the target is in words."""
        return self.target is None and bool(self.target_text)

    @property
    def goal(self) -> Target:
        """The target as achievement is reckoned with it."""
        kind = TargetKind(self.target_kind) if self.target_kind in list(TargetKind) else TargetKind.PER_YEAR
        if self.is_text or (kind is TargetKind.TEXT and self.target is None):
            kind = TargetKind.TEXT if self.target_text else TargetKind.PER_YEAR
        method = Method(self.method) if self.method in list(Method) else Method.RATIO
        return Target(kind, self.target, self.way, method, self.baseline, self.last_fy or None)


def indicators_of(
    indicators: Iterable[tuple[str, Values]],
    targets: Iterable[tuple[str, Values]],
    visions: Iterable[tuple[str, Values]],
    fy: int,
) -> tuple[Indicator, ...]:
    """The indicators valid in a year, by their order.

    Args:
        indicators, targets, visions: record id and values of the union's records of these types.
    """
    goals = {
        parse_record_id(record).part("indicator"): values
        for record, values in targets
        if parse_record_id(record).fy == fy
    }
    spans = [(_int(values, "start_fy"), _int(values, "end_fy")) for _, values in visions]
    span = max((one for one in spans if one[0] <= fy <= one[1]), default=(0, 0))
    found = [
        _indicator(
            parse_record_id(record).part("indicator"),
            values,
            goals.get(parse_record_id(record).part("indicator"), {}),
            span,
        )
        for record, values in indicators
        if _valid(values, fy)
    ]
    return tuple(sorted(found, key=lambda one: (one.order, one.code)))


def _indicator(code: str, values: Values, goal: Values, span: tuple[int, int]) -> Indicator:
    return Indicator(
        code, _text(values, "name") or code, _text(values, "project"), _text(values, "kind"), _text(values, "unit"),
        max(0, min(_int(values, "decimals"), 6)), _text(values, "direction"), _text(values, "aggregation"),
        _text(values, "method"), _text(values, "target_kind"), _number(goal, "target"), _text(goal, "target_text"),
        _number(values, "baseline"), _text(values, "baseline_time"), _text(values, "time_basis"),
        _text(values, "source"), _text(goal, "note") or _text(values, "note"),
        tuple(key for key in _text(values, "offices").split(";") if key), _int(values, "order"), *span,
        _text(values, "earlier"),
    )  # fmt: skip


def _valid(values: Values, fy: int) -> bool:
    first, last = _int(values, "first_fy"), _int(values, "last_fy")
    return (not first or first <= fy) and (not last or fy <= last)


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _number(values: Values, name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _int(values: Values, name: str) -> int:
    return _number(values, name) or 0
