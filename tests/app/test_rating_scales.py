"""A rating keeps the scale it was made with (R39): written beside it, read with it, checked by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from alps_desk.app.commands import ApplyPlan, ExportBundle, MergeBundles, Resolve, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.app.recent import recent
from alps_desk.domain.records import TYPES
from alps_desk.domain.scales import RATING, SCALE
from alps_desk.gui.past import PastOf, take_past
from tests.fixtures.desks import Region, save, shown

RECORD = "progress:ikeda:2017:full_year:F01P01"
SCALES = """scale,name,first_fy
abcd_110,もとの区分,2016
five,5段階,2017
"""
CODES = """list,code,label,order
five,A,A（とても良い）,1
five,B,B（良い）,2
"""


@pytest.fixture
def ikeda(region: Region) -> Desk:
    return region.member("ikeda")


def beside(desk: Desk) -> object:
    shown = desk.figures(2017).get((RECORD, SCALE))
    return shown.cell.value if shown is not None else None


def new_scale(region: Region, desk: Desk, folder: Path) -> None:
    """The union takes another scale into use and the office learns of it."""
    for name, table in (("scale.csv", SCALES), ("code.csv", CODES)):
        result = region.union.execute(ApplyPlan(table.encode(), name))
        assert not result.refused, result.refused
    file = region.union.execute(ExportBundle(folder)).file
    assert desk.execute(MergeBundles((file,)))[0].state == "merged"


def test_the_scale_is_written_with_the_rating_and_goes_with_it(ikeda: Desk) -> None:
    (change,) = save(ikeda, {RECORD: {RATING: "B", "issues": "雪"}})
    assert beside(ikeda) == "abcd_110"
    assert ikeda.place.store.history(RECORD)[-1].entry.change.id == change
    save(ikeda, {RECORD: {"issues": "風"}})
    assert SCALE not in ikeda.place.store.history(RECORD)[-1].entry.change.values
    save(ikeda, {RECORD: {RATING: None}})
    assert beside(ikeda) is None
    result = ikeda.execute(SaveValues({RECORD: {RATING: "A"}}))
    assert (len(result.changes), result.same, list(result.before)) == (1, 0, [(RECORD, RATING)])
    assert TYPES["progress"].fields[SCALE].inner


def test_what_people_read_of_a_scale_is_what_it_offers(ikeda: Desk) -> None:
    save(ikeda, {RECORD: {RATING: "B"}})
    [seen] = [one for one in recent(ikeda.place, 2017, 10) if one.field == SCALE]
    assert seen.text == "A・B・C・D"


def test_a_rating_put_back_brings_the_scale_it_was_made_with(
    region: Region, ikeda: Desk, tmp_path: Path
) -> None:
    save(ikeda, {RECORD: {RATING: "B"}})
    new_scale(region, ikeda, tmp_path)
    save(ikeda, {RECORD: {RATING: "A"}})
    past = take_past(ikeda, PastOf("", (RECORD,), RATING))
    assert [one.view.text for one in past] == ["A（とても良い）", "B"]
    # What stands beside a rating already counts too, whatever the reasons given for other cells.
    back = {RATING: "B", **past[1].beside}
    ikeda.execute(SaveValues({RECORD: back}, whys={(RECORD, RATING): "打ち間違い"}))
    assert beside(ikeda) == "abcd_110"
    assert past[1].beside == {SCALE: "abcd_110"}
    # What the exchange file says of it to people reads by its scale too, and not as 「B（良い）」.
    lines = ikeda.execute(ExportBundle(tmp_path / "out")).file.read_text("utf-8").splitlines()
    assert [line for line in lines if "自己評価 B" in line]
    assert not [line for line in lines if "B（良い）" in line]
    change = ikeda.place.store.history(RECORD)[-1]
    assert (change.entry.change.why, change.entry.change.values) == (
        "打ち間違い",
        {RATING: "B", SCALE: "abcd_110"},
    )


def test_each_rating_of_the_region_keeps_a_scale_of_its_own(region: Region, tmp_path: Path) -> None:
    union, record = region.union, "regional_evaluation:union:2017:F01P01"

    def scales() -> list[object]:
        found = shown(union, record)
        return [found.get(name) for name in ("scale", "external_scale")]

    save(union, {record: {"regional_rating": "B"}})
    assert scales() == ["abcd_110", None]
    save(union, {record: {"external_rating": "C"}})
    new_scale(region, region.member("ikeda"), tmp_path)
    # The region's own is given anew; the panel's stands, and is read as it was given.
    save(union, {record: {"regional_rating": "A"}})
    assert scales() == ["five", "abcd_110"]
    past = take_past(union, PastOf("", (record,), "regional_rating"))
    assert [one.view.text for one in past] == ["A（とても良い）", "B"]
    save(union, {record: {"regional_rating": "B", **past[1].beside}})
    assert scales() == ["abcd_110", "abcd_110"]
    save(union, {record: {"regional_rating": None}})
    assert scales() == [None, "abcd_110"]
    save(union, {record: {"external_rating": None}})
    assert scales() == [None, None]


def test_a_rating_that_a_decision_takes_brings_its_scale(region: Region, ikeda: Desk, tmp_path: Path) -> None:
    save(ikeda, {RECORD: {RATING: "B"}})
    other = region.member("ikeda", "ikeda-2")
    new_scale(region, other, tmp_path)
    save(other, {RECORD: {RATING: "A"}})
    for desk in (ikeda, other):
        region.give(desk, region.union)
    [conflict] = region.union.conflicts()
    assert {one.text for one in conflict.candidates} == {"B", "A（とても良い）"}
    [own] = [one for one in conflict.candidates if one.value == "B"]
    region.union.execute(Resolve(conflict.id, "電話で確認", take=own.change))
    assert {name: shown(region.union, RECORD)[name] for name in (RATING, SCALE)} == {
        RATING: "B",
        SCALE: "abcd_110",
    }


def test_another_scale_changes_neither_the_word_nor_the_checks_of_ratings_that_stand(
    region: Region, ikeda: Desk, tmp_path: Path
) -> None:
    other = RECORD.replace("F01P01", "F02P03")
    save(ikeda, {RECORD: {RATING: "B"}, other: {RATING: "D"}})
    new_scale(region, ikeda, tmp_path)
    plan = ikeda.plan(2017)
    assert (plan.scale, plan.label("rating", "B")) == ("five", "B（良い）")
    listed = next(
        row
        for row in ikeda.overview(2017, "full_year").rows
        if (row.office, row.project) == ("ikeda", "F01P01")
    )
    assert listed.cells["rating"].value == "B"
    table = ikeda.report_table("progress_list", 2017, "full_year")
    texts = [cell.value for row in table.rows for cell in row.cells]
    assert "B" in texts
    assert "B（良い）" not in texts
    # D is none of the new five, and no mistake: it was one of the four.
    found = [one.record for one in ikeda.check(2017, "full_year", "ikeda") if one.field == RATING]
    assert other not in found
    # What is typed from now on is read and kept by the new one.
    save(ikeda, {RECORD: {RATING: "A"}})
    assert beside(ikeda) == "five"
    table = ikeda.report_table("progress_list", 2017, "full_year")
    assert "A（とても良い）" in [cell.value for row in table.rows for cell in row.cells]
