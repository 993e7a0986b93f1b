"""What a practice is filled with: complete values for every row of an office, and the mistakes planted in them.

Promise: no figure and no text stands in code; ``resources/practice/material.toml`` has them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alps_desk import places
from alps_desk.domain.entry_form import VALUE_COLUMNS, Part, parts_of, target
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.records import FUNDS

_WHOLE_YEAR = "full_year"


@dataclass(frozen=True)
class Material:
    """The values; ``mistakes``: as they stand in the file, in order."""

    section: str
    person: str
    second_person: str
    figures: Mapping[str, Sequence[int]]
    texts: Mapping[str, Sequence[str]]
    mistakes: Sequence[Mapping[str, Any]]


def read_material() -> Material:
    """The values that come with the program."""
    text = (places.resources() / "practice" / "material.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return Material(
        raw["union"]["section"], raw["union"]["person"], raw["second"]["person"],
        raw["figures"], raw["texts"], raw["mistakes"],
    )  # fmt: skip


@dataclass(frozen=True)
class Mistake:
    """A mistake that is planted.

    Attributes:
        kind: names its sentence (``practice_planted_…``).
        project: name of the project; record, field: where it is to be seen.
        values: what is typed wrongly, by field.
        why: the union's reason, if it was sent back; then nothing is typed wrongly.
    """

    kind: str
    project: str
    record: str
    field: str
    values: Mapping[str, Scalar]
    why: str = ""


class Rows:
    """The rows of an office's report, with values."""

    def __init__(self, material: Material, plan: Plan, period: Period, office: str) -> None:
        self._material = material
        self._plan = plan
        self._period = period
        self._parts = [part for part in parts_of(plan, office) if part.kind == "own"]

    @property
    def empty(self) -> bool:
        """Whether the office has nothing to report."""
        return not self._parts

    def complete(self) -> dict[str, dict[str, Scalar]]:
        """Values for every row, without a mistake, by record and field."""
        values: dict[str, dict[str, Scalar]] = {}
        for number, part in enumerate(self._parts):
            for column, value in self._row(number, part).items():
                self._put(values, part, column, value)
        return values

    def mistakes(self) -> list[Mistake]:
        """What is planted; an office with few rows has several in one."""
        return [self._mistake(raw) for raw in self._material.mistakes]

    def disputed(self) -> tuple[str, str, Scalar]:
        """Record, field and another amount for it: what a second PC of the office says."""
        part = self._parts[0]
        found = target(part, "spent", self._period)
        assert found is not None, "every own row has 支出済額"
        spent = self._row(0, part)["spent"]
        assert isinstance(spent, int)
        return found[0], found[1].name, spent + 3_000

    def _put(self, values: dict[str, dict[str, Scalar]], part: Part, column: str, value: Scalar) -> None:
        found = target(part, column, self._period)
        if found is not None:
            values.setdefault(found[0], {})[found[1].name] = value

    def _row(self, number: int, part: Part) -> dict[str, Scalar]:
        """Columns of a complete row: 財源 adds up (R21), and what is paid to another body is within the cost."""
        figures, texts = self._material.figures, self._material.texts
        whole_year = self._period.code == _WHOLE_YEAR

        def nth(values: Sequence[Any]) -> Any:
            return values[number % len(values)]

        budget = nth(figures["budget_initial"])
        spent = budget * nth(figures["spent_year" if whole_year else "spent_part"]) // 100
        prefecture = 0 if part.payee else spent * nth(figures["fund_prefecture"]) // 100
        row: dict[str, Scalar] = {
            "budget_initial": budget,
            "spent": spent,
            **dict.fromkeys(FUNDS, 0),
            "fund_prefecture": prefecture,
            "fund_general": spent - prefecture,
            "as_of_date": self._period.as_of_on or None,
            "progress_class": "done" if whole_year else "running",
            **{column: nth(some) for column, some in texts.items()},
        }
        if part.payee:
            row["transfer_out"] = spent
        list_name, column = ("rating", "self_rating") if whole_year else ("pace", "pace")
        choices = self._plan.choices(list_name)
        if choices:
            row[column] = choices[0].code
        return {column: value for column, value in row.items() if value is not None and column in _KNOWN}

    def _mistake(self, raw: Mapping[str, Any]) -> Mistake:
        number = raw["row"] % len(self._parts)
        part = self._parts[number]
        right = self._row(number, part)
        wrong: dict[str, Scalar] = {}
        columns = raw.get("columns") or [raw["column"]]
        for column in columns:
            if "add" in raw:
                wrong[column] = int(str(right[column])) + raw["add"]
            elif "add_to_budget" in raw:
                wrong[column] = int(str(right["budget_initial"])) + raw["add_to_budget"]
                # Only one thing is wrong: the funding goes with it.
                more = int(str(wrong[column])) - int(str(right[column]))
                wrong["fund_general"] = int(str(right["fund_general"])) + more
            elif "why" not in raw:
                wrong[column] = raw.get("text")
        values: dict[str, dict[str, Scalar]] = {}
        for column, value in wrong.items():
            self._put(values, part, column, value)
        found = target(part, columns[0], self._period)
        assert found is not None, "mistakes are planted in columns of own rows"
        return Mistake(
            raw["kind"],
            part.project.name,
            found[0],
            found[1].name,
            values.get(found[0], {}),
            raw.get("why", ""),
        )


_KNOWN = frozenset(VALUE_COLUMNS)
