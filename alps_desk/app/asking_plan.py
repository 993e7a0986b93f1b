"""What the desk is asked about the plan as the union edits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alps_desk import app

if TYPE_CHECKING:
    from alps_desk.app.plan_editing import GuideStep
    from alps_desk.app.unmapped import Unmapped
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.plan_records import PlanRecords
    from alps_desk.domain.rules import Finding


class PlanQuestions:
    """Questions about the plan; part of the desk."""

    place: Workplace

    def plan_records(self) -> PlanRecords:
        """What the union defined, of all years, as it is edited."""
        return app.plan_editing.plan_records(self.place)

    def check_plan(self, fy: int | None = None) -> list[Finding]:
        """What the checks say about the plan of a year."""
        return app.plan_editing.check(self.place, fy)

    def guide(self, fy: int) -> list[GuideStep]:
        """What is to be done for a fiscal year (年度更新の案内), and how far it is."""
        return app.plan_editing.guide(self.place, fy)

    def unmapped(self, fy: int) -> list[Unmapped]:
        """Entries that the plan of a year has no place for (計画にない報告)."""
        return app.unmapped.unmapped(self.place, fy)
