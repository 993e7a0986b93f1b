"""圏域評価 by table: labels become codes of the year's scale, what does not fit is refused, and the scale is kept."""

from __future__ import annotations

import pytest

from alps_desk.app.commands import ApplyPlan
from alps_desk.domain.errors import InputRejected
from tests.fixtures.desks import Region, shown

HEAD = "年度,事業コード,圏域評価,妥当性,今後の方向性,委員意見\n"
RECORD = "regional_evaluation:union:2017:F05P01"


def apply(region: Region, text: str):
    return region.union.execute(ApplyPlan((HEAD + text).encode(), "t.csv"))


def test_ratings_are_kept_with_the_scale_they_were_made_with(region: Region) -> None:
    result = apply(region, 'H29,F02P01,,,,\n2017,F05P01,a,高い,改善して継続,"一行目\n二行目"\n')
    assert not result.refused
    assert shown(region.union, RECORD) == {
        "regional_rating": "A", "relevance": "high", "direction": "improve",
        "panel_comments": "一行目\n二行目", "scale": "abcd_110",
    }  # fmt: skip
    assert not apply(region, "2017,F05P02,,高い,,\n").refused
    assert "scale" not in shown(region.union, "regional_evaluation:union:2017:F05P02")


BAD = [
    ("2017,F05P01,E,,,", "regional_rating", "entry_choice_unknown"),
    ("2017,F05P01,,高い,やめる,", "direction", "entry_choice_unknown"),
    ("2017,F99P99,A,,,", "project", "project_unknown"),
    ("1999,F05P01,A,,,", "fy", "no_plan"),
]


@pytest.mark.parametrize(("row", "column", "code"), BAD)
def test_what_does_not_fit_is_named_and_nothing_is_taken(
    region: Region, row: str, column: str, code: str
) -> None:
    before = region.union.digest()
    result = apply(region, f"2017,F05P02,,,,\n2017,F05P03,A,,,\n{row}\n")
    assert [(one.row, one.column, one.code) for one in result.refused] == [(4, column, code)]
    assert region.union.digest() == before


def test_an_office_does_not_write_it(region: Region) -> None:
    with pytest.raises(InputRejected, match="plan_is_unions"):
        region.office("ikeda").execute(ApplyPlan((HEAD + "2017,F05P01,A,,,\n").encode(), "t.csv"))
