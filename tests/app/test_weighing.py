"""What stands beside a conflict: the control total with each value, and what was reported last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from alps_desk.app.commands import IssueReport, SaveValues, WriteReport
from alps_desk.app.weighing import Reported, Weighed
from alps_desk.domain.records import UNION
from tests.fixtures.desks import Region, money, progress, save

P = "F05P01"


@pytest.fixture
def region(tmp_path) -> Iterator[Region]:
    """大町市 has 3,000,000; 池田町 said it paid 300,000, then one PC 320,000 and the other 310,000."""
    region = Region(tmp_path)
    omachi, first = region.member("omachi"), region.member("ikeda")
    save(omachi, {money("omachi", P): {"spent": 3_000_000}})
    save(
        first,
        {
            f"burden:omachi:2017:{P}:ikeda": {"transfer_out": 300_000},
            money("ikeda", P): {"spent": 300_000},
            progress("ikeda", P): {"done_text": "はじめ"},
        },
    )
    for desk in (omachi, first):
        region.give(desk, region.union)
    yield region
    region.close()


def disagree(region: Region) -> None:
    first = region.desks[2]
    second = region.copy(first, "ikeda-2")
    save(
        first,
        {
            f"burden:omachi:2017:{P}:ikeda": {"transfer_out": 320_000},
            progress("ikeda", P): {"done_text": "甲"},
        },
    )
    save(
        second,
        {
            f"burden:omachi:2017:{P}:ikeda": {"transfer_out": 310_000},
            progress("ikeda", P): {"done_text": "乙"},
        },
    )
    for desk in (first, second):
        region.give(desk, region.union)


def weighed(region: Region) -> dict[str, Weighed]:
    union = region.union
    return {one.split("/")[1]: found for one, found in union.weigh(union.conflicts()).items()}


def test_each_value_says_the_total_it_makes(region: Region) -> None:
    disagree(region)
    found = weighed(region)
    # 3,300,000 gross; a transfer takes away no more than its payer spent (300,000).
    assert found["transfer_out"].totals == ()
    save(region.desks[2], {money("ikeda", P): {"spent": 400_000}})
    region.give(region.desks[2], region.union)
    # 3,400,000 − 320,000 and − 310,000, in the order of the cards.
    assert weighed(region)["transfer_out"].totals == (3_080_000, 3_090_000)
    assert found["done_text"].totals == ()


def test_what_stood_there_when_the_office_submitted_is_told(region: Region) -> None:
    union = region.union
    # The union submits for the office: what it knew then is 300,000.
    union.execute(
        SaveValues(
            {
                "submission:ikeda:2017:half1": {
                    "state": "submitted",
                    "submitted_on": "2017-11-23",
                    "knows": ";".join(union.place.store.heads_of({"ikeda", UNION})),
                }
            },
            on_behalf="ikeda",
            why="紙の報告",
        )
    )
    region.clock.step(days=1)
    disagree(region)
    assert weighed(region)["done_text"].reported == Reported("submitted", "2017-11-23", "はじめ")


def test_the_last_report_that_was_given_out_goes_first(region: Region, tmp_path) -> None:
    union = region.union
    union.execute(IssueReport(WriteReport("money_summary", 2017, "half1", "csv", tmp_path / "x.csv")))
    region.clock.step(days=3)
    disagree(region)
    found = weighed(region)
    assert found["transfer_out"].reported == Reported("issued", "2017-11-23", "300,000円")
    assert found["done_text"].reported == Reported("issued", "2017-11-23", "はじめ")
