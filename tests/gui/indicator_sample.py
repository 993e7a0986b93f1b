"""Indicators as the union defines them by tables, and figures of the central city over some years."""

from __future__ import annotations

from alps_desk.app.commands import ApplyPlan, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.domain.journal import Scalar

INDICATORS = """indicator,project,kind,name,unit,decimals,direction,aggregation,target_kind,method,time_basis,baseline,baseline_time,order,offices,source
K01,F02P01,成果指標,移住者数,人,0,多いほど良い,合計,各年度,,年度,31,H27,1,,住民異動届
K02,F02P01,output,移住相談の件数,件,0,up,sum,per_year,,年度,,,2,,窓口の記録
K03,F03P01,outcome,定期便の搭乗率,%,1,up,latest,end_point,change,暦年,60.5,H27,3,,
K04,F05P02,outcome,消費者被害の件数,件,0,down,sum,per_year,,年度,40,H27,4,,
K05,F05P01,outcome,相談の満足度,%,1,up,none,text,,任意,,,5,,調査票
K06,F05P01,output,養成した後見人,人,0,up,sum,cumulative,,年度,0,H27,6,omachi,
K07,F07P05,reference,合同調査の参加者,人,0,,none,,,年度,,,7,omachi,
"""
TARGETS = """fy,indicator,target,note
2017,K01,60,
2017,K02,120,
2017,K03,75.5,
2017,K04,30,
2017,K05,基準より上昇,前の調査と比べます
2017,K06,20,
"""
YEARS = """fy,project,number,name,field,type,leads,participants
2015,F02P01,2,移住相談窓口の設置,F02,,omachi,omachi;ikeda
2016,F02P01,2,移住相談窓口の設置,F02,,omachi,omachi;ikeda
"""
TABLES = {"indicator.csv": INDICATORS, "target.csv": TARGETS, "project_year.csv": YEARS}


def define(union: Desk) -> None:
    """Take the tables as the union does."""
    for name, text in TABLES.items():
        result = union.execute(ApplyPlan(text.encode(), name))
        assert not result.refused, result.refused


def record(code: str, fy: int = 2017, period: str = "half1", office: str = "omachi") -> str:
    """Id of what an office says of an indicator."""
    return f"actual:{office}:{fy}:{period}:{code}"


def fill_indicators(desk: Desk) -> None:
    """Figures of earlier years and some of this one."""
    values: dict[str, dict[str, Scalar]] = {
        record("K01", 2015, "full_year"): {"actual": 38, "value_state": "final"},
        record("K01", 2016, "full_year"): {"actual": 44, "value_state": "final"},
        record("K01"): {"actual": 52, "value_state": "preliminary", "as_of_date": "2017-09-30"},
        record("K02", 2016, "full_year"): {"actual": 96, "value_state": "final"},
        record("K02"): {"actual": 48},
        record("K03", 2015, "full_year"): {"actual": 612, "value_state": "final"},
        record("K03", 2016, "half1"): {"actual": 638, "value_state": "forecast"},
        record("K03"): {"actual": 667, "value_state": "final"},
        record("K04", 2016, "full_year"): {"actual": 38, "value_state": "final"},
        record("K04"): {"actual": 36, "value_state": "final"},
        record("K05"): {"actual": 812, "value_state": "final"},
        record("K06"): {"actual": "#tallying"},
    }
    desk.execute(SaveValues(values))
