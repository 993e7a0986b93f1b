"""Laws of the cell codec: nothing changes and no two things become one on the way through the journal."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alps_desk.domain.cells import EMPTY_CELL, CellState, CellValue, from_stored, to_stored

_values = st.one_of(
    st.text(), st.text().map(lambda text: "#" + text), st.integers(-(10**15) + 1, 10**15 - 1), st.booleans()
)
_cells = st.one_of(
    _values.map(lambda value: CellValue(CellState.VALUE, value)),
    st.sampled_from([CellValue(state) for state in CellState if state is not CellState.VALUE]),
    st.dates().map(lambda day: CellValue(CellState.PENDING, expected_on=day.isoformat())),
)


def _exact(cell: CellValue) -> tuple[object, ...]:
    # True == 1 in Python; the journal tells them apart.
    return (cell.state, type(cell.value), cell.value, cell.expected_on)


@given(_cells)
@example(CellValue(CellState.VALUE, "#none"))
@example(CellValue(CellState.VALUE, "##none"))
@example(CellValue(CellState.VALUE, "#"))
@example(CellValue(CellState.VALUE, ""))
@example(CellValue(CellState.VALUE, False))
def test_a_cell_survives_the_journal(cell: CellValue) -> None:
    assert _exact(from_stored(to_stored(cell))) == _exact(cell)


@given(st.one_of(st.none(), _values))
def test_any_scalar_can_be_shown(scalar: str | int | bool | None) -> None:
    from_stored(scalar)


def test_the_words_of_the_journal() -> None:
    assert to_stored(EMPTY_CELL) is None
    assert to_stored(CellValue(CellState.NONE)) == "#none"
    assert to_stored(CellValue(CellState.PENDING)) == "#pending"
    assert to_stored(CellValue(CellState.PENDING, expected_on="2026-12-01")) == "#pending:2026-12-01"
    assert to_stored(CellValue(CellState.TALLYING)) == "#tallying"
    assert to_stored(CellValue(CellState.WITHHELD)) == "#withheld"
    assert to_stored(CellValue(CellState.UNKNOWN)) == "#unknown"
    assert to_stored(CellValue.of("#1 会場")) == "##1 会場"
    assert to_stored(CellValue.of(0)) == 0


@pytest.mark.parametrize(
    "scalar", ["#later", "#pending:soon", "#pending:20261201", "#pending:2026-02-30", "#"]
)
def test_a_mark_of_a_newer_program_is_shown_as_it_stands(scalar: str) -> None:
    assert from_stored(scalar) == CellValue(CellState.VALUE, scalar)


@pytest.mark.parametrize(
    ("state", "value", "expected_on"),
    [
        (CellState.VALUE, None, None),
        (CellState.NONE, 0, None),
        (CellState.EMPTY, "", None),
        (CellState.VALUE, 1, "2026-12-01"),
        (CellState.PENDING, None, "R8.12.1"),
    ],
)
def test_a_cell_that_contradicts_itself_cannot_be_made(
    state: CellState, value: int | str | None, expected_on: str | None
) -> None:
    with pytest.raises(ValueError):
        CellValue(state, value, expected_on)
