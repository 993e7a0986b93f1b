"""How the cost of a project is shared between the bodies, and the caps of the prefecture's grant, as the union keeps them.

Promise: nothing of it is a constant: percentages, base figures with their date and source, what is deducted, who takes
the remainder, rate and caps of the grant are records of the year (R22, R24). What nobody set is empty, and then nothing
is reckoned from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from alps_desk.domain.journal import Scalar
from alps_desk.domain.records import FUNDS, parse_record_id

Values = Mapping[str, Scalar]

POPULATION, USAGE = "population", "usage"
"""Names of base figures where a rule names none."""
SPECIFIC_FUNDS = ("fund_national", "fund_prefecture", "fund_bond")
"""特定財源 that are deducted where a rule names none. その他 holds the 負担金 themselves and is deducted only by name."""
LARGEST_REMAINDER, CENTRAL_CITY = "largest_remainder", "central_city"


@dataclass(frozen=True)
class BurdenRule:
    """How the cost of one project is shared.

    Attributes:
        equal, population, usage: percent of the cost that goes by 均等割, 人口割 and 実績割.
        population_basis, usage_basis: base figures that those two go by.
        deducted: funds taken off before; unknown: names among them that are no funds.
        remainder: ``largest_remainder`` or ``central_city``.
    """

    project: str
    equal: int = 0
    population: int = 0
    usage: int = 0
    population_basis: str = POPULATION
    usage_basis: str = USAGE
    deducted: tuple[str, ...] = SPECIFIC_FUNDS
    unknown: tuple[str, ...] = ()
    remainder: str = LARGEST_REMAINDER
    note: str = ""


@dataclass(frozen=True)
class BaseFigure:
    """A figure that shares go by: how many, as of when (ISO, "" if not said), from where."""

    value: int
    as_of_on: str = ""
    source: str = ""


@dataclass(frozen=True)
class Grant:
    """The prefecture's grant of one year.

    Attributes:
        rate: highest percent of the cost, None if not set.
        caps: office → highest amount, yen.
    """

    name: str = ""
    rate: int | None = None
    caps: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SharePlan:
    """Everything of one fiscal year.

    Attributes:
        rules: project → how it is shared.
        bases: basis → office → figure.
    """

    rules: Mapping[str, BurdenRule] = field(default_factory=dict)
    bases: Mapping[str, Mapping[str, BaseFigure]] = field(default_factory=dict)
    grant: Grant = field(default_factory=Grant)


def share_plan_of(records: Mapping[str, Iterable[tuple[str, Values]]], fy: int) -> SharePlan:
    """What the union's records say of a year.

    Args:
        records: record type → record id and values.
    """
    rules = {}
    for record, values in _of_year(records, "burden_rule", fy):
        project = parse_record_id(record).project
        rules[project] = _rule(project, values)
    bases: dict[str, dict[str, BaseFigure]] = {}
    for record, values in _of_year(records, "base_figure", fy):
        found = parse_record_id(record)
        value = _int(values, "value")
        if value is not None:
            bases.setdefault(found.part("basis"), {})[found.part("office")] = BaseFigure(
                value, _text(values, "as_of_date"), _text(values, "source")
            )
    caps = {
        parse_record_id(record).part("office"): cap
        for record, values in _of_year(records, "grant_cap", fy)
        if (cap := _int(values, "cap")) is not None
    }
    grants = _of_year(records, "grant", fy)
    name, rate = (_text(grants[0][1], "name"), _int(grants[0][1], "rate")) if grants else ("", None)
    return SharePlan(rules, bases, Grant(name, rate, caps))


def _rule(project: str, values: Values) -> BurdenRule:
    named = [name.strip() for name in _text(values, "deducted_funds").split(";") if name.strip()]
    return BurdenRule(
        project,
        _int(values, "equal_percent") or 0,
        _int(values, "population_percent") or 0,
        _int(values, "usage_percent") or 0,
        _text(values, "population_basis") or POPULATION,
        _text(values, "usage_basis") or USAGE,
        tuple(name for name in FUNDS if name in named) if named else SPECIFIC_FUNDS,
        tuple(name for name in named if name not in FUNDS and name != NOTHING),
        _text(values, "remainder") or LARGEST_REMAINDER,
        _text(values, "note"),
    )


NOTHING = "none"
"""Stands in ``deducted_funds`` where nothing is deducted."""


def _of_year(
    records: Mapping[str, Iterable[tuple[str, Values]]], name: str, fy: int
) -> list[tuple[str, Values]]:
    return [(record, values) for record, values in records.get(name, ()) if parse_record_id(record).fy == fy]


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _int(values: Values, name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
