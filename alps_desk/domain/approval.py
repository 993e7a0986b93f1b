"""The steps of an office's own decision (決裁) before 提出 (R36, R37).

Promise: a step counts while it is stated, nothing of the report was written without its knowledge, and every step
before it counts. So an edit clears the decision by itself, on every PC alike, and nobody has to take anything back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

APPROVED, SENT_BACK = "approved", "returned"
"""States that an office gives a step."""

STEPS = "approval_step"
"""Code list of the region: the steps in their order, the first is 作成."""

WAYS = ("own", "by_substitute", "delegated")
"""本人, 代決, 専決 (reference 4.5)."""

StepState = Literal["approved", "cleared", "returned", "next", "waiting"]
"""済み; 済みだったが、その後に変わった; 差し戻された; いまの段階; まだ先."""


@dataclass(frozen=True)
class Stated:
    """What is known of one step.

    Attributes:
        said: the state it was given, "" if none.
        fresh: nothing of the report came after it.
    """

    said: str = ""
    fresh: bool = True


def states_of(steps: Sequence[Stated]) -> list[StepState]:
    """How far each step is, in order.

    The first step that does not count is the one to be taken now: it is ``next``, or says why it is to be taken
    again (``cleared``; ``returned`` of the first step, 作成).
    """
    found: list[StepState] = []
    open_still = True
    for step in steps:
        if open_still and step.said == APPROVED and step.fresh:
            found.append("approved")
            continue
        if step.said == APPROVED:
            found.append("cleared")
        elif step.said == SENT_BACK and not found:
            found.append("returned")
        else:
            found.append("next" if open_still else "waiting")
        open_still = False
    return found
