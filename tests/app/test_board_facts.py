"""集計ボード as facts: the same time last year is folded again, freshness is told, very many bodies are one look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

import pytest

from alps_desk.app.board_facts import Before, Fresh, board_facts
from alps_desk.app.commands import MakeYear, WriteReport
from alps_desk.app.desk import Desk
from alps_desk.app.entry import entry_rows
from alps_desk.app.save_values import SaveValues
from alps_desk.app.workplace import JAPAN
from alps_desk.domain.board import BoardCell, by_field, counted
from alps_desk.domain.entry_form import own_parts, own_places, parts_of, target
from alps_desk.domain.errors import NotFound
from tests.fixtures.desks import Region, save

P = "F02P03"


def fill(desk: Desk, fy: int, project: str = P, spent: int = 120_000) -> None:
    """Everything required of one project."""
    plan = desk.plan(fy)
    row = next(
        one
        for one in entry_rows(plan, desk.office, desk.period(plan, "half1"))
        if one.part.project.code == project and one.part.kind == "own"
    )
    typed = {
        "budget_initial": 200_000, "spent": spent, "progress_class": "running", "pace": "late",
        "done_text": "開催した。",
    }  # fmt: skip
    records: dict[str, dict[str, object]] = {}
    for column in row.required:
        record, field = row.targets[column]
        records.setdefault(record, {})[field.name] = typed[column]
    save(desk, records)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """2017: 池田町 whole a week before the due date, 大町市 on the last day, a second project of 池田町 after it.

    2018 has the same list; it is the 20th of November 2018, ten days before the due date.
    """
    region = Region(tmp_path_factory.mktemp("facts"))
    union = region.union
    ikeda, omachi = region.member("ikeda"), region.member("omachi")
    fill(ikeda, 2017)
    region.clock.time = datetime(2017, 11, 20, 9, 0, tzinfo=JAPAN)
    region.give(ikeda, union)
    region.clock.time = datetime(2017, 11, 30, 9, 0, tzinfo=JAPAN)
    fill(omachi, 2017, spent=90_000)
    region.give(omachi, union)
    region.clock.time = datetime(2017, 12, 5, 9, 0, tzinfo=JAPAN)
    fill(ikeda, 2017, "F02P02")
    save(ikeda, {f"money:ikeda:2017:{P}:half1": {"spent": 140_000}})
    region.give(ikeda, union)
    region.clock.time = datetime(2018, 9, 10, 9, 0, tzinfo=JAPAN)
    union.execute(MakeYear(2017, 2018))
    for code in ("half1", "full_year"):
        old = {row.field: row.value for row in union.place.store.cells(records=[f"period:union:2017:{code}"])}
        moved = {
            name: str(value).replace("2018", "2019").replace("2017", "2018") for name, value in old.items()
        }
        union.execute(SaveValues({f"period:union:2018:{code}": moved}))
    region.give(union, ikeda)
    fill(ikeda, 2018)
    region.give(ikeda, union)
    region.clock.time = datetime(2018, 11, 20, 9, 0, tzinfo=JAPAN)
    yield region
    region.close()


def test_last_year_is_what_had_come_by_the_same_day(region: Region) -> None:
    union = region.union
    facts = board_facts(union.place, 2018, "half1")
    assert facts.before_on["ikeda"] == "2017-11-20"
    assert facts.before["F02", "ikeda"] == Before(1, 3)
    assert facts.before["F02", "omachi"] == Before(0, 3)
    assert facts.before_all is not None
    assert facts.before_all.done == 1
    # 120,000 of 200,000 then; the correction to 140,000 came later.
    assert str(facts.before_rate) == "60.0"
    # Ten days later 大町市 had come as well.
    region.clock.step(days=10)
    later = board_facts(union.place, 2018, "half1")
    assert (later.before["F02", "omachi"], later.before_on["ikeda"]) == (Before(1, 3), "2017-11-30")
    region.clock.step(days=7)
    last = board_facts(union.place, 2018, "half1")
    assert last.before["F02", "ikeda"] == Before(2, 3)
    assert str(last.before_rate) == str(board_rate(union))
    region.clock.step(days=-17)


def board_rate(union: Desk) -> object:
    """What 2017 says now: all of it had come by the last day that is asked for."""
    return board_facts(union.place, 2017, "half1").region.rate


def test_without_a_year_before_nothing_is_said(region: Region) -> None:
    facts = board_facts(region.union.place, 2017, "half1")
    assert (facts.before, facts.before_all, facts.before_rate) == ({}, None, None)


def test_what_came_before_the_day_of_the_figures_is_stale(region: Region) -> None:
    facts = board_facts(region.union.place, 2018, "half1")
    assert facts.fresh["F02", "ikeda"] == Fresh("2018-09-10", stale=True)
    assert ("F02", "omachi") not in facts.fresh
    assert facts.region.fresh_on == facts.execution["F02"].fresh_on == "2018-09-10"
    assert board_facts(region.union.place, 2017, "half1").fresh["F02", "ikeda"] == Fresh(
        "2017-12-05", stale=False
    )


def test_the_form_has_a_row_for_every_field_and_body_and_the_figures_of_the_board(
    region: Region, tmp_path
) -> None:
    union = region.union
    table = union.report_table("board", 2018, "half1")
    facts = board_facts(union.place, 2018, "half1")
    assert len(table.rows) == sum(one.state != "out" for one in facts.fields.values())
    row = next(one for one in table.rows if [cell.value for cell in one.cells[:2]] == ["移住交流", "池田町"])
    assert [cell.value for cell in row.cells[3:5]] == ["1／3", "1／3"]
    assert row.cells[7].value == "基準日より前"
    assert [block.title for block in table.blocks] == [
        "提出のようす", "分野別の予算執行", "団体別の予算執行", "成果指標（5年間）",
    ]  # fmt: skip
    # On paper a field stands once over its offices, as on the screen; the data says it in every row.
    assert [column.key for column in table.blocks[0].columns if column.once] == ["field"]
    fields = [str(one.cells[0].value) for one in table.blocks[0].rows]
    assert len(list(groupby(fields))) == len(set(fields)) < len(fields)
    written = union.execute(WriteReport("15", 2018, "half1", "csv", tmp_path / "board.csv"))
    assert written.rows == len(table.rows)


def test_the_templates_of_the_form_are_the_rule_itself(region: Region) -> None:
    plan = region.union.plan(2017)
    for code in ("half1", "full_year"):
        period = region.union.period(plan, code)
        places = own_places(2017, period)
        parts = own_parts(plan)
        expected = [part for body in plan.bodies for part in parts_of(plan, body.key) if part.kind == "own"]
        assert parts == {(part.office, part.project.code): part for part in expected}
        for part in parts.values():
            records = places.records(part)
            for column, (number, field) in places.columns.items():
                found = target(part, column, period)
                assert (found[0], found[1].name) == (records[number], field) if found else not records[number]


def test_offices_at_a_state_are_counted(region: Region) -> None:
    plan = region.union.plan(2017)
    cells = [
        BoardCell("ikeda", "F02P01", "filled", 5, 5, 0, 0),
        BoardCell("omachi", "F02P01", "empty", 0, 5, 0, 0),
        BoardCell("otari", "F02P02", "empty", 0, 5, 0, 0),
    ]
    found = counted(by_field(plan, cells), ("filled", "empty"))
    assert found == {("F02", "filled"): 1, ("F02", "empty"): 2}


def test_the_states_alone_are_those_of_the_whole_board(region: Region) -> None:
    whole, alone = region.union.board_facts(2018, "half1"), region.union.board_states(2018, "half1")
    for name in (
        "cells",
        "fields",
        "offices",
        "all",
        "conflicts",
        "fresh",
        "fresh_offices",
        "returned",
        "last_import",
    ):
        assert getattr(whole, name) == getattr(alone, name)
    assert alone.region.net_yen is None


def test_a_year_that_is_not_there_is_refused(region: Region) -> None:
    with pytest.raises(NotFound):
        board_facts(region.union.place, 1999, "half1")
