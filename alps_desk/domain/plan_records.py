"""The union's own records in one view, as the plan screen, its checks and the new year read them.

Promise: a record all of whose fields are empty is no record. So a row that was cleared is gone from the plan, and
what stood in it comes back with the fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from alps_desk.domain.cells import CellState, CellValue, from_stored, to_stored
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan import Plan, build_plan
from alps_desk.domain.records import RecordId, parse_record_id

Values = Mapping[str, Scalar]


class PlanRecords:
    """Current values of the union's records.

    Args:
        cells: record id, field, stored value.
    """

    def __init__(self, cells: Iterable[tuple[str, str, Scalar]]) -> None:
        self._values: dict[str, dict[str, Scalar]] = {}
        for record, field, value in cells:
            cell = from_stored(value)
            if cell.state is CellState.VALUE:
                self._values.setdefault(record, {})[field] = cell.value
        self._by_type: dict[str, list[tuple[RecordId, Values]]] = {}
        for record in sorted(self._values):
            parsed = parse_record_id(record)
            self._by_type.setdefault(parsed.type, []).append((parsed, self._values[record]))

    def of(self, kind: str, **parts: str | int) -> Iterator[tuple[RecordId, Values]]:
        """Records of a type by id; only those with these parts."""
        for record, values in self._by_type.get(kind, ()):
            if all(record.part(name) == str(wanted) for name, wanted in parts.items()):
                yield record, values

    def get(self, record: str) -> Values:
        """Values of one record; nothing if it is none."""
        return self._values.get(record, {})

    def __contains__(self, record: str) -> bool:
        return record in self._values

    def cells(self) -> Iterator[tuple[str, str, Scalar]]:
        """Everything as it is stored."""
        for record, values in self._values.items():
            for field, value in values.items():
                yield record, field, to_stored(CellValue.of(value))

    def plan(self, fy: int | None = None) -> Plan:
        """The plan of a year; one without projects is a plan too."""
        return build_plan(self.cells(), fy)


def text_of(values: Values, name: str) -> str:
    """A text; "" when there is none."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def number_of(values: Values, name: str) -> int | None:
    """A whole number; None when there is none."""
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def keys_of(values: Values, name: str) -> tuple[str, ...]:
    """Keys joined by ``;``."""
    return tuple(key for key in text_of(values, name).split(";") if key)


def valid_in(values: Values, fy: int) -> bool:
    """Whether something with first and last year is used in a year."""
    first, last = number_of(values, "first_fy") or 0, number_of(values, "last_fy") or 0
    return (not first or first <= fy) and (not last or fy <= last)
