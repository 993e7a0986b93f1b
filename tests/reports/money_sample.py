"""A made-up year of the region in figures: every kind of trouble a form of money must show. No figure of it is real.

F01P01 and F05P01 are shared (均等割20％・人口割80％); 池田町 was notified 1 yen too much for F05P01; 白馬村 has not reported;
小谷村 paid another amount than was received; 松川村's spending of F02P03 is a 食い違い; F02P02's funds do not make its cost.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date

from alps_desk.domain.amounts import INITIAL, Ledger
from alps_desk.domain.indicator_plan import Indicator
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.share_plan import BaseFigure, BurdenRule
from alps_desk.domain.sharing import shares_of
from alps_desk.reports.catalogue import REPORTS
from alps_desk.reports.comparison import Compared
from alps_desk.reports.import_list import Disagreement, ImportOf, Imports
from alps_desk.reports.money_years import YearOf
from alps_desk.reports.submission_table import SubmissionOf
from alps_desk.reports.tables import ReportTable
from tests.figures import NONE, PENDING, Entered, kita_alps

FY = 2017
MADE_ON = date(2018, 7, 20)
TOWNS = ("ikeda", "matsukawa", "hakuba", "otari")
PEOPLE: Mapping[str, int] = {
    "omachi": 28_041, "ikeda": 9_926, "matsukawa": 9_948, "hakuba": 8_929, "otari": 2_904,
}  # fmt: skip
"""Made up."""
SHARED = ("F01P01", "F05P01")


def sample_plan() -> Plan:
    """The plan of FY2017 with rules for two projects and two indicators."""
    plan = kita_alps(sample=True)
    rules = {code: BurdenRule(code, equal=20, population=80) for code in SHARED}
    bases = {
        "population": {
            key: BaseFigure(value, "2017-09-30", "住民基本台帳（見本）") for key, value in PEOPLE.items()
        }
    }
    sharing = dataclasses.replace(plan.sharing, rules=rules, bases=bases)
    indicators = (
        Indicator("K01", "移住相談の件数", "F02P01", unit="件", target=60, aggregation="sum"),
        Indicator("K02", "参加者の満足度", "F01P01", unit="％", decimals=1, target=800, offices=("omachi",)),
    )
    return dataclasses.replace(plan, sharing=sharing, indicators=indicators)


def full_year(plan: Plan) -> Period:
    """The whole year, at the stage of the settlement."""
    period = plan.period("full_year")
    assert period is not None
    return period


def sample_figures(plan: Plan) -> Entered:
    """The year's figures at the stages 当初, 上半期 and 決算."""
    figures = Entered(FY)
    for project in plan.projects:
        for body in plan.bodies:
            if project.enters(body.key):
                _own(figures, project.code, project.number, body.key, whole=body.key != "hakuba")
    for code in SHARED:
        _shared(plan, figures, code)
    figures.mark_conflict("money:matsukawa:2017:F02P03:settled", "spent")
    figures.money("ikeda", "F02P02", fund_general=1)
    figures.burden("omachi", "F05P01", "otari", transfer_in=200_000)
    figures.progress(
        "omachi", "F02P01", jump_reason="前年度の台風で延期した相談会を、今年度に2回行ったため。"
    )
    figures.put("actual:omachi:2017:full_year:K02", "actual", 853)
    figures.put("actual:omachi:2017:half1:K02", "actual", 790)
    figures.put("actual:ikeda:2017:full_year:K01", "actual", 12)
    figures.put("actual:otari:2017:full_year:K01", "actual", PENDING)
    return figures


def _own(figures: Entered, code: str, number: int, body: str, *, whole: bool) -> None:
    size = {"omachi": 9, "union": 7}.get(body, 2)
    budget = size * (180_000 + 31_500 * number)
    figures.money(body, code, budget_initial=budget)
    figures.money(body, code, "half1", spent=budget * 4 // 10)
    if not whole:
        return
    spent = budget * (80 + number % 7 * 3) // 100
    prefecture = spent // 4 // 1000 * 1000 if body == "omachi" else 0
    figures.money(
        body, code, spent=spent, budget_supplement=-1_500 if number % 5 == 0 else NONE,
        carried_out=120_000 if (body, code) == ("omachi", "F03P01") else 0,
        fund_national=0, fund_prefecture=prefecture, fund_bond=0, fund_other=0, fund_general=spent - prefecture,
    )  # fmt: skip


def _shared(plan: Plan, figures: Entered, code: str) -> None:
    cost = {"F01P01": 2_400_000, "F05P01": 6_000_000}[code]
    figures.money("omachi", code, INITIAL, budget_initial=cost, fund_prefecture=cost // 3, fund_national=0)
    figures.money("omachi", code, spent=cost - 150_000, fund_prefecture=cost // 3)
    project = plan.project(code)
    assert project is not None
    ledger = Ledger(FY, figures)
    by_budget = shares_of(plan, ledger, project, INITIAL)
    by_cost = shares_of(plan, ledger, project, "settled")
    assert by_budget is not None
    assert by_cost is not None
    received = 0
    for town in TOWNS:
        notified, final = by_budget.share(town) or 0, by_cost.share(town) or 0
        wrong = int((code, town) == ("F05P01", "ikeda"))
        figures.burden(
            "omachi", code, town, basis="均等割20％・人口割80％（規約第9条）", forecast=notified // 1000 * 1000,
            notified=notified + wrong, final=final, settlement=final - notified - wrong, settlement_fy=FY + 1,
        )  # fmt: skip
        if town != "hakuba":
            figures.burden("omachi", code, town, transfer_out=notified + wrong, transfer_in=notified + wrong)
            figures.money(town, code, budget_initial=notified + wrong, fund_prefecture=0)
            figures.money(town, code, spent=notified + wrong, fund_general=notified + wrong)
            received += notified + wrong
    own = cost - 150_000 - cost // 3
    figures.money("omachi", code, fund_other=received, transfer_in=received, fund_general=own - received)


def earlier_years(plan: Plan) -> list[YearOf]:
    """FY2016 with an amount carried over, and a settlement that is paid in FY2017."""
    before = dataclasses.replace(
        plan,
        fy=FY - 1,
        projects=tuple(dataclasses.replace(one, fy=FY - 1) for one in plan.projects if one.first_fy < FY),
    )
    figures = Entered(FY - 1)
    for project in before.projects:
        for body in before.bodies:
            if project.enters(body.key):
                _own(figures, project.code, project.number - 1, body.key, whole=True)
    figures.money("omachi", "F05P02", carried_out=800_000)
    figures.burden("omachi", "F05P01", "ikeda", final=410_000, transfer_out=432_500, transfer_in=432_500)
    figures.burden("omachi", "F05P01", "ikeda", settlement=-22_500, settlement_fy=FY)
    return [YearOf(before, figures)]


def sample_submissions(plan: Plan) -> list[SubmissionOf]:
    """Every state once."""
    states = ("accepted", "returned", "corrected", "not_received", "deciding", "submitted")
    due = {"half1": "2017-11-30", "full_year": "2018-07-31"}
    found = []
    for body, state in zip(plan.bodies, states, strict=True):
        expected = sum(project.enters(body.key) for project in plan.projects)
        done = state not in ("not_received", "deciding")
        found.append(
            SubmissionOf(
                body.key, "half1", "accepted", due["half1"], "2017-11-28", "2017-12-05", expected, expected
            )
        )
        found.append(
            SubmissionOf(
                body.key, "full_year", state, due["full_year"], "2018-07-13" if done else "",
                "2018-07-18" if state in ("accepted", "corrected") else "", expected if done else expected // 2,
                expected, int(state == "returned") * 2, int(state == "corrected") * 3, 0,
            )
        )  # fmt: skip
    return found


def sample_imports() -> Imports:
    """Files taken, one refused, a conflict and a difference."""
    return Imports(
        [
            ImportOf("大町市_平成29年度_通期.csv", "omachi", "2018-07-13T09:12:00+09:00", 212, 180, 22, 10, 0, 0, "市町村の提出ファイル"),
            ImportOf("松川村_平成29年度_通期_2台目.csv", "matsukawa", "2018-07-17T15:40:00+09:00", 34, 2, 3, 28, 1, 0, "市町村の提出ファイル"),
            ImportOf("小谷村.csv", "otari", "2018-07-19T11:05:00+09:00", 40, 0, 0, 0, 0, 1, "市町村の提出ファイル　保留"),
        ],
        [
            Disagreement("食い違い", "魅力体験ツアーの開催", "松川村", "支出済額",
                         "松川村 担当者A：412,000円\n松川村 担当者B：418,000円")
        ],
        [
            Disagreement("負担金の不一致", "成年後見支援センターの運営", "小谷村、大町市", "負担金（支出）",
                         "負担金が1,234円違います。両方に確かめてください。")
        ],
        ["白馬村"],
    )  # fmt: skip


def facts_of(name: str, plan: Plan) -> object:
    """What a form of money is made of, for the sample year."""
    figures = sample_figures(plan)
    match REPORTS[name].facts:
        case "years" | "two_years":
            return [*earlier_years(plan), YearOf(plan, figures)]
        case "submissions":
            return sample_submissions(plan)
        case "imports":
            return sample_imports()
        case "comparison":
            (before,) = earlier_years(plan)
            return Compared(
                figures, before.figures, plan.period("half1"), full_year(plan),
                {("money:omachi:2017:F05P02:settled", "spent"): "相談員を1人増やしたため。"}, plan_before=before.plan,
            )  # fmt: skip
        case _:
            return figures


FORMS = ("money_summary", "funding", "burdens", "submissions", "imports", "comparison", "money_years")
"""The forms of this sample."""


def sample_form(name: str, *, unit: int = 1) -> ReportTable:
    """A form of the sample year."""
    plan = sample_plan()
    return REPORTS[name].build(
        plan, full_year(plan), facts_of(name, plan), made_by="北アルプス広域連合", made_on=MADE_ON,
        display_unit=1000 if unit == 1000 else 1,
    )  # fmt: skip
