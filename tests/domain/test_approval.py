"""How far a decision is, from what its steps state."""

from __future__ import annotations

import pytest

from alps_desk.domain.approval import Stated, StepState, states_of

YES, STALE, BACK, NO = Stated("approved"), Stated("approved", fresh=False), Stated("returned"), Stated()


@pytest.mark.parametrize(
    ("stated", "states"),
    [
        ([], []),
        ([NO, NO, NO], ["next", "waiting", "waiting"]),
        ([YES, NO, NO], ["approved", "next", "waiting"]),
        ([YES, YES, YES], ["approved"] * 3),
        # An edit after the second step clears all that came before it.
        ([STALE, STALE, NO], ["cleared", "cleared", "waiting"]),
        # 作成 was done again; what was decided before it does not count.
        ([YES, STALE, STALE], ["approved", "cleared", "cleared"]),
        # A later step never counts without the earlier ones, fresh as it may be.
        ([NO, YES, NO], ["next", "cleared", "waiting"]),
        ([BACK, BACK, BACK], ["returned", "waiting", "waiting"]),
        ([YES, BACK, BACK], ["approved", "next", "waiting"]),
    ],
)
def test_the_states_of_the_steps(stated: list[Stated], states: list[StepState]) -> None:
    assert states_of(stated) == states
