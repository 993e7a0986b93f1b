"""What 食い違い asks the desk and has it do, on the desk's threads; nothing here knows of widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alps_desk import wording
from alps_desk.app.commands import Resolve
from alps_desk.app.desk import Desk
from alps_desk.app.progress import Progress
from alps_desk.app.questions import ConflictView
from alps_desk.app.weighing import Weighed
from alps_desk.domain.errors import NotFound, Refusal
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import parse_record_id

SHOWN_AT_ONCE = 30
"""Rows made at a time: each is a dozen widgets and takes about 10 ms, and nobody decides more in one go."""


@dataclass(frozen=True)
class Listed:
    """What the page asked for: conflicts, the plan of every year they are in, and what a decision about them weighs."""

    views: tuple[ConflictView, ...]
    plans: Mapping[int, Plan]
    latest: Plan
    weighed: Mapping[str, Weighed] = field(default_factory=dict)

    def plan_of(self, view: ConflictView) -> Plan:
        """The plan that names what the conflict is about."""
        return self.plans.get(parse_record_id(view.record).fy or 0, self.latest)


@dataclass(frozen=True)
class Decided:
    """What became of the decisions.

    Attributes:
        made: ids of the conflicts that are settled.
        refused: ids of the others that were tried, and why they could not be settled.
        stopped: the user stopped it; what was not tried is in neither.
    """

    made: tuple[str, ...]
    refused: Mapping[str, Refusal]
    stopped: bool


def list_conflicts(desk: Desk) -> Listed:
    """Everything that waits for a decision, with the plans that name it."""
    views = tuple(desk.conflicts())
    latest = desk.plan()
    plans = {latest.fy: latest}
    for fy in sorted({parse_record_id(view.record).fy or 0 for view in views} - {0, latest.fy}):
        try:
            plans[fy] = desk.plan(fy)
        except NotFound:
            continue
    # Only what is shown in one go: each asks for the changes of its record.
    return Listed(views, plans, latest, desk.weigh(views[:SHOWN_AT_ONCE]))


def decide(desk: Desk, commands: Sequence[Resolve], progress: Progress) -> Decided:
    """Settle conflicts one by one; each is a decision of its own, so stopping leaves those already made."""
    made: list[str] = []
    refused: dict[str, Refusal] = {}
    for number, command in enumerate(commands):
        if progress.cancelled:
            break
        progress.report(number, len(commands), wording.say("conflict_deciding"))
        try:
            desk.execute(command)
        except Refusal as refusal:
            refused[command.conflict] = refusal
        else:
            made.append(command.conflict)
    return Decided(tuple(made), refused, len(made) + len(refused) < len(commands))


def number_of_conflicts(desk: Desk) -> int:
    """How many wait for a decision."""
    return len(desk.conflicts())
