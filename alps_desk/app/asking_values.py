"""What the desk is asked about plan and values: what was entered, by whom, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from alps_desk import app

if TYPE_CHECKING:
    from alps_desk.app.overview import Overview
    from alps_desk.app.recent import RecentChange
    from alps_desk.app.weighing import Weighed
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.journal import Scalar
    from alps_desk.domain.plan import Period, Plan
    from alps_desk.domain.shown import Figures


class ValueQuestions:
    """Questions about values; part of the desk."""

    place: Workplace

    @property
    def office(self) -> str:
        """Key of this office."""
        return self.place.office

    @property
    def is_union(self) -> bool:
        """Whether this is the union's desk."""
        return self.place.is_union

    def plan(self, fy: int | None = None) -> Plan:
        """The plan of a year; the latest if none is named."""
        return app.planning.plan_in_force(self.place, fy)

    def period(self, plan: Plan, code: str) -> Period:
        """A period of a plan."""
        return app.entry.period_in(plan, code)

    def entry_rows(self, fy: int, period: str, office: str = "") -> list[app.entry.EntryRow]:
        """The entry form of an office."""
        plan = self.plan(fy)
        return app.entry.entry_rows(plan, office or self.office, app.entry.period_in(plan, period))

    def figures(self, fy: int | None = None) -> Figures:
        """Everything entered, by record and field."""
        return app.questions.figures(self.place, fy)

    def values(
        self, *, fy: int | None = None, period: str = "", office: str = "", project: str = ""
    ) -> list[app.questions.ValueRow]:
        """Current values with where they come from."""
        return app.questions.values(self.place, fy=fy, period=period, office=office, project=project)

    def conflicts(self) -> list[app.questions.ConflictView]:
        """What waits for a decision."""
        return app.questions.conflicts(self.place)

    def weigh(self, views: Sequence[app.questions.ConflictView]) -> dict[str, Weighed]:
        """Conflict id → what each value does to the control total, and what was reported last."""
        return app.weighing.weigh(self.place, views)

    def read_decision(self, conflict: str, text: str) -> Scalar:
        """The value that settles a conflict, typed like an entry.

        Raises:
            NotFound, InputRejected: no such conflict, or the text cannot be taken.
        """
        return app.settling.read_decision(self.place, conflict, text)

    def history(self, record: str, field: str = "") -> list[app.questions.HistoryView]:
        """Every change of a record or field."""
        return app.questions.history(self.place, record, field)

    def recent(self, fy: int, limit: int = 10) -> list[RecentChange]:
        """The latest changes of what this office enters for a year, newest first, whoever made them."""
        return app.recent.recent(self.place, fy, limit)

    def heads(self, record: str) -> dict[str, tuple[str, ...]]:
        """Field → ids of its heads: what a form has on screen (``SaveValues.seen``)."""
        state = self.place.store.state(record)
        return {name: tuple(one.change.id for one in field.heads) for name, field in state.fields.items()}

    def heads_of(self, records: Sequence[str]) -> dict[tuple[str, str], tuple[str, ...]]:
        """(record, field) → ids of its heads, for all records of a form at once."""
        return {
            (record, name): tuple(one.change.id for one in field.heads)
            for record, state in self.place.store.states(tuple(records)).items()
            for name, field in state.fields.items()
        }

    def event_records(self, fy: int, office: str) -> list[str]:
        """Ids of the events that an office reports for a year."""
        return sorted({row.record for row in self.place.store.cells(("event",), owner=office, fy=fy)})

    def promises(self, fy: int, office: str = "") -> list[tuple[str, str, str]]:
        """Record, field and expected day ("" = not said) of everything 未定 of an office, the earliest day first."""
        return app.questions.promises(self.place, fy, office or self.office)

    def whys_of(self, records: Sequence[str]) -> dict[tuple[str, str], str]:
        """(record, field) → the ``why`` of the value shown there (``domain.origin``); those without are missing."""
        return {
            (record, name): field.shown.change.why
            for record, state in self.place.store.states(tuple(records)).items()
            for name, field in state.fields.items()
            if field.shown.change.why
        }

    def overview(self, fy: int, period: str) -> Overview:
        """全体の一覧: every report with sums; for an office its own."""
        return app.overview.overview(self.place, fy, period)
