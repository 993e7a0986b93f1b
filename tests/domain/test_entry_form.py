"""The entry form: rows of an office and where each column is kept."""

from __future__ import annotations

import pytest

from alps_desk.domain.entry_form import VALUE_COLUMNS, Part, parts_of, required, target
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.plan import Body, Period, Plan, Project
from alps_desk.domain.records import TYPES, UNION, parse_record_id

ALL = ("west", "east", "north")
HALF = Period(2017, "half1", stage="half1")
FULL = Period(2017, "full_year", stage="settled")


def project(code: str, kind: str, leads: tuple[str, ...], participants: tuple[str, ...] = ALL) -> Project:
    return Project(2017, code, int(code[1:]), code, "A", kind, leads=leads, participants=participants)


PLAN = Plan(
    2017, (2017,), "見本", False,
    tuple(Body(key, key) for key in (*ALL, UNION)), (),
    (
        project("P1", "I", ("west",)), project("P2", "II", ALL), project("P3", "III", (UNION,)),
        project("P4", "", ("west",)), project("P5", "I", ("west",), ("west", "east")),
    ),
    (HALF, FULL), {},
)  # fmt: skip


def rows(office: str) -> list[tuple[str, str, str, str]]:
    return [(part.project.code, part.kind, part.payer, part.payee) for part in parts_of(PLAN, office)]


def test_the_lead_has_a_row_for_each_payer_under_its_own() -> None:
    assert rows("west") == [
        ("P1", "own", "", ""), ("P1", "burden", "east", ""), ("P1", "burden", "north", ""),
        ("P2", "own", "", ""), ("P4", "own", "", ""), ("P5", "own", "", ""), ("P5", "burden", "east", ""),
    ]  # fmt: skip


def test_a_participant_has_its_own_rows_and_knows_whom_it_pays() -> None:
    assert rows("north") == [("P1", "own", "", "west"), ("P2", "own", "", ""), ("P4", "own", "", "west")]


def test_the_union_has_what_it_runs() -> None:
    assert rows(UNION) == [("P3", "own", "", "")]
    assert rows("nobody") == []


OWN = Part(PLAN.projects[0], "east", "own", payee="west")
LEAD = Part(PLAN.projects[0], "west", "own")
BURDEN = Part(PLAN.projects[0], "west", "burden", payer="east")

PLACES = [
    (OWN, "pace", HALF, "progress:east:2017:half1:P1"),
    (OWN, "pace", FULL, "progress:east:2017:full_year:P1"),
    (OWN, "spent", HALF, "money:east:2017:P1:half1"),
    (OWN, "spent", FULL, "money:east:2017:P1:settled"),
    (OWN, "budget_initial", HALF, "money:east:2017:P1:initial"),
    (OWN, "budget_initial", FULL, "money:east:2017:P1:initial"),
    (OWN, "transfer_out", HALF, "burden:west:2017:P1:east"),
    (OWN, "paid_on", HALF, "burden:west:2017:P1:east"),
    (OWN, "notified", HALF, None),
    (OWN, "no_such_column", HALF, None),
    (LEAD, "transfer_out", HALF, None),
    (LEAD, "transfer_in", HALF, "money:west:2017:P1:half1"),
    (BURDEN, "notified", HALF, "burden:west:2017:P1:east"),
    (BURDEN, "transfer_in", HALF, "burden:west:2017:P1:east"),
    (BURDEN, "transfer_out", HALF, None),
    (BURDEN, "pace", HALF, None),
    (BURDEN, "spent", HALF, None),
]


@pytest.mark.parametrize(("part", "column", "period", "record"), PLACES)
def test_where_a_column_is_kept(part: Part, column: str, period: Period, record: str | None) -> None:
    found = target(part, column, period)
    assert (found and found[0]) == record
    assert found is None or found[1].name == column


@pytest.mark.parametrize("office", [*ALL, UNION])
@pytest.mark.parametrize("period", [HALF, FULL], ids=lambda period: period.code)
def test_an_office_writes_every_cell_of_its_form_and_no_cell_twice(office: str, period: Period) -> None:
    seen = set()
    for part in parts_of(PLAN, office):
        for column in VALUE_COLUMNS:
            found = target(part, column, period)
            if found is not None:
                record, field = found
                assert writer_of(parse_record_id(record), field.name) == office
                assert TYPES[parse_record_id(record).type].fields[column] == field
                assert (record, column) not in seen
                seen.add((record, column))


@pytest.mark.parametrize("period", [HALF, FULL], ids=lambda period: period.code)
def test_what_must_be_filled_can_be_filled(period: Period) -> None:
    for office in (*ALL, UNION):
        for part in parts_of(PLAN, office):
            assert all(target(part, column, period) for column in required(part, period))
    assert required(BURDEN, period) == ()


def test_the_half_year_asks_for_the_pace_and_the_year_for_a_rating() -> None:
    assert "pace" in required(OWN, HALF)
    assert "self_rating" not in required(OWN, HALF)
    assert "self_rating" in required(OWN, FULL)
    assert "pace" not in required(OWN, FULL)


def test_no_column_stands_twice() -> None:
    assert len(set(VALUE_COLUMNS)) == len(VALUE_COLUMNS)
