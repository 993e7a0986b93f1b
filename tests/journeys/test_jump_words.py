"""A jump needs a word: it is asked for, travels with the value, and the union reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app.commands import ApplyPlan, EnterTable, Resolve, SaveValues
from alps_desk.app.desk import Desk
from tests.fixtures.desks import Clock, Region, money, save

NOW, BEFORE = money("ikeda", stage="settled"), "money:ikeda:2016:F02P03:settled"
OTHER_BEFORE = "money:omachi:2016:F02P03:settled"


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Region]:
    made = Region(tmp_path, Clock())
    yield made
    made.close()


def asked(desk: Desk) -> list[tuple[str, str]]:
    return [(one.record, one.field) for one in desk.check(2017, "full_year") if one.code == "rule_jump"]


def test_a_jump_is_asked_about_until_a_sentence_comes_with_the_value(region: Region) -> None:
    ikeda = region.member("ikeda")
    save(ikeda, {BEFORE: {"spent": 1_000_000}, NOW: {"spent": 3_000_000}})
    assert asked(ikeda) == [(NOW, "spent")]
    (found,) = ikeda.jumps(2017)
    assert (found.office, found.now, found.before, found.fy, found.reason) == (
        "ikeda", 3_000_000, 1_000_000, 2016, "",
    )  # fmt: skip
    # The window asked after the value was saved: it is recorded once more, with the sentence.
    ikeda.execute(SaveValues({NOW: {"spent": 3_000_000}}, why="会場が変わったため", force=True))
    assert asked(ikeda) == []
    assert ikeda.jumps(2017)[0].reason == "会場が変わったため"
    region.give(ikeda, region.union)
    assert asked(region.union) == []
    assert [(one.office, one.reason) for one in region.union.jumps(2017)] == [("ikeda", "会場が変わったため")]
    assert region.union.reasons([(NOW, "spent"), (BEFORE, "spent")]) == {(NOW, "spent"): "会場が変わったため"}
    # A later value is asked about anew: the sentence was about another one.
    save(ikeda, {NOW: {"spent": 30_000_000}})
    assert asked(ikeda) == [(NOW, "spent")]


def test_the_sentence_survives_a_merge_and_a_decision(region: Region) -> None:
    one = region.member("ikeda")
    save(one, {BEFORE: {"spent": 1_000_000}})
    region.exchange(one)
    other = region.member("ikeda", "ikeda-2")
    region.give(region.union, other)
    save(one, {NOW: {"spent": 3_000_000}}, why="会場が変わったため")
    save(other, {NOW: {"spent": 4_000_000}}, why="2回開いたため")
    for desk in (one, other):
        region.give(desk, region.union)
    (conflict,) = region.union.conflicts()
    assert {(word.value, word.why) for word in conflict.candidates} == {
        (3_000_000, "会場が変わったため"), (4_000_000, "2回開いたため"),
    }  # fmt: skip
    taken = next(word for word in conflict.candidates if word.value == 3_000_000)
    region.union.execute(Resolve(conflict.id, "電話で確認した", take=taken.change))
    assert region.union.jumps(2017)[0].reason == "会場が変わったため"
    region.give(region.union, other)
    assert other.jumps(2017)[0].reason == "会場が変わったため"


def test_a_table_says_it_in_a_column_and_the_union_sets_the_limits(region: Region) -> None:
    ikeda = region.member("ikeda")
    save(ikeda, {BEFORE: {"spent": 1_000_000}})
    rows = "年度,期,団体,事業コード,支出済額,大きな増減の理由\n2017,通期,池田町,F02P03,3000000,{}\n"
    ikeda.execute(EnterTable(rows.format("").encode(), "a.csv"))
    assert asked(ikeda) == [(NOW, "spent")]
    ikeda.execute(EnterTable(rows.format("会場が変わったため").encode(), "a.csv"))
    assert asked(ikeda) == []
    assert ikeda.jumps(2017)[0].reason == "会場が変わったため"
    limits = "目安の名前,値\njump_percent,300\n".encode()
    assert region.union.execute(ApplyPlan(limits, "limits.csv")).taken == 1
    region.give(region.union, ikeda)
    assert ikeda.jumps(2017) == []
    assert ikeda.plan(2017).thresholds["jump_percent"] == 300


def test_a_figure_of_an_indicator_is_measured_in_its_own_unit(region: Region) -> None:
    ikeda = region.member("ikeda")
    now, before = "actual:ikeda:2017:full_year:K01", "actual:ikeda:2016:full_year:K01"
    save(ikeda, {before: {"actual": 50}, now: {"actual": 145}})
    assert [(one.record, one.now) for one in ikeda.jumps(2017)] == [(now, 145)]
    save(region.union, {"indicator:union:K01": {"decimals": 1}})
    region.give(region.union, ikeda)
    assert ikeda.jumps(2017) == [], "from 5.0 to 14.5 is less than ten"
