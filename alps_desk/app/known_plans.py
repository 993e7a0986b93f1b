"""The plans of an opened office, read once and read again when the union's records changed.

Every question begins with the plan, and the first screen alone asks a dozen: reading it each time was most of what
they cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alps_desk.domain.journal import Scalar
    from alps_desk.domain.plan import Plan
    from alps_desk.store.store import Store


@dataclass
class PlanBook:
    """The union's shared records at one moment, and the plans made of them so far; safe on any thread."""

    cells: list[tuple[str, str, Scalar]]
    _made: dict[int | None, Plan] = field(default_factory=dict)

    def plan(self, fy: int | None = None) -> Plan:
        """The plan of a fiscal year; the latest that has projects if none is named."""
        found = self._made.get(fy)
        if found is None:
            from alps_desk.domain.plan import build_plan

            found = build_plan(self.cells, fy)
            # The latest is also that of its year.
            self._made[fy] = found = self._made.setdefault(found.fy, found)
        return found

    def all(self) -> dict[int, Plan]:
        """Every year's plan."""
        return {fy: self.plan(fy) for fy in self.plan().fiscal_years}


class KnownPlans:
    """The plans of one store."""

    def __init__(self) -> None:
        self._held: tuple[str, PlanBook] | None = None

    def of(self, store: Store) -> PlanBook:
        """The plans as the store shows them now."""
        # Only now: a folder can be named, and usage told, without a plan.
        from alps_desk.domain.records import PLAN_TYPES, UNION

        # The tally says every head of the union's records, so it says the plan.
        before = store.tally(UNION)
        held = self._held
        if held is not None and held[0] == before:
            return held[1]
        book = PlanBook([(row.record, row.field, row.value) for row in store.cells(PLAN_TYPES, owner=UNION)])
        if store.tally(UNION) == before:
            self._held = before, book
        return book
