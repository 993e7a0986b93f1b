"""A year of the shipped region with something of everything that the forms of a year show, without a store.

Projects were renamed, merged, split, ended; indicators of every kind; five bodies that say much, little or nothing;
evaluations of bodies and of the region, one by an older scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from alps_desk import places
from alps_desk.domain.cells import CellState, CellValue
from alps_desk.domain.journal import Scalar
from alps_desk.domain.kpi import Year, courses
from alps_desk.domain.plan import Period, Plan, build_plan
from alps_desk.domain.scope import WHOLE, Scope
from alps_desk.domain.shown import Shown
from alps_desk.reports.as_csv import render_csv
from alps_desk.reports.catalogue import REPORTS
from alps_desk.reports.tables import ReportTable
from alps_desk.reports.year_facts import YearFacts
from tests.figures import Entered, region_cells

FY = 2017
FIVE = ("omachi", "ikeda", "matsukawa", "hakuba", "otari")
MADE_ON = date(2018, 7, 20)
ALL_FIVE = ";".join(FIVE)

PROSE = (
    "移住相談窓口を毎週火曜日に開き、延べ98人（前年度82人）の相談を受けた。「空き家バンク」と連携した現地案内は12回で、"
    "うち4世帯7人が移住した。降雪のため中止した1月の相談会は、オンライン（1月23日）に切り替えて実施した。"
)

SHARED: Mapping[str, Mapping[str, Scalar]] = {
    # The list of the year before: two projects that were merged, one that was split, one renamed, one that ended.
    **{
        f"project_year:union:2016:{code}": {
            "name": name, "number": number, "field": field, "type": kind, "leads": leads, "participants": ALL_FIVE,
        }
        for number, (code, name, field, kind, leads) in enumerate(
            (
                ("F01P01", "若者交流イベントの開催", "F01", "I", "omachi"),
                ("F02P01", "移住相談の実施", "F02", "", "omachi"),
                ("F02P02", "移住セミナー・魅力体験ツアーの開催", "F02", "II", ALL_FIVE),
                ("F05P01", "成年後見支援センターの運営", "F05", "I", "omachi"),
                ("F05P02", "消費生活センターの運営", "F05", "I", "omachi"),
                ("F05P08", "障害者相談支援（身体）", "F05", "", "omachi"),
                ("F05P09", "障害者相談支援（精神）", "F05", "", "omachi"),
                ("F07P05", "合同調査研究", "F07", "III", "union"),
                ("F07P06", "広報誌の相互掲載", "F07", "II", ALL_FIVE),
            ),
            1,
        )
    },
    "succession:union:2017:F02P02:F02P02": {"link_kind": "split", "note": "セミナーとツアーに分けた"},
    "succession:union:2017:F02P03:F02P02": {"link_kind": "split"},
    "succession:union:2017:F05P03:F05P08": {"link_kind": "merged"},
    "succession:union:2017:F05P03:F05P09": {"link_kind": "merged"},
    # What the union says of a project.
    "project_year:union:2017:F02P01": {
        "overview": "圏域に移り住みたい人の相談を、1つの窓口で受ける。", "purpose": "圏域への移住者を増やす。",
        "target_group": "圏域の外に住み、移住を考えている人", "method": "direct", "type": "I",
    },
    # Indicators of every kind.
    "indicator:union:K01": {
        "project": "F02P01", "name": "移住者数", "unit": "人", "kind": "outcome", "aggregation": "sum", "order": 1,
        "target_kind": "per_year", "time_basis": "年度", "baseline": 31, "baseline_time": "H27", "offices": ALL_FIVE,
    },
    "indicator:union:K02": {
        "project": "F02P01", "name": "相談の満足度", "unit": "％", "decimals": 1, "kind": "outcome", "order": 2,
        "aggregation": "none", "target_kind": "per_year", "time_basis": "任意", "offices": "omachi;ikeda",
    },
    "indicator:union:K03": {
        "project": "F03P01", "name": "定期便の搭乗率", "unit": "％", "decimals": 1, "kind": "outcome", "order": 3,
        "aggregation": "latest", "target_kind": "end_point", "time_basis": "暦年", "baseline": 605, "offices": "omachi",
        "baseline_time": "H27", "source": "空港の統計",
    },
    "indicator:union:K04": {
        "project": "F05P02", "name": "消費者被害の件数", "unit": "件", "direction": "down", "aggregation": "sum",
        "target_kind": "per_year", "time_basis": "年度", "baseline": 40, "baseline_time": "H27", "order": 4,
        "offices": "omachi",
    },
    "indicator:union:K05": {
        "project": "F05P01", "name": "相談の評判", "unit": "", "aggregation": "none", "target_kind": "text",
        "time_basis": "任意", "order": 5, "offices": "omachi",
    },
    "indicator:union:K06": {
        "project": "F05P01", "name": "養成した後見人", "unit": "人", "aggregation": "sum", "target_kind": "cumulative",
        "time_basis": "年度", "order": 6, "offices": "omachi", "note": "養成講座を終えた人",
    },
    "indicator:union:K07": {
        "project": "F05P03", "name": "相談件数", "unit": "件", "aggregation": "sum", "target_kind": "per_year",
        "time_basis": "年度", "order": 7, "offices": "omachi", "first_fy": 2017,
    },
    **{
        f"indicator:union:K1{number}": {
            "project": f"F05P0{number}", "name": "相談件数", "unit": "件", "aggregation": "sum", "offices": "omachi",
            "last_fy": 2016, "target_kind": "per_year",
        }
        for number in (8, 9)
    },
    "indicator:union:K08": {
        "project": "F07P05", "name": "合同調査の回数", "unit": "回", "kind": "reference", "order": 8, "offices": "union",
    },
    "indicator:union:K09": {
        "project": "", "name": "圏域の人口", "unit": "人", "aggregation": "latest", "target_kind": "end_point",
        "direction": "keep", "time_basis": "10月1日", "order": 9, "baseline": 60_100, "baseline_time": "H27",
    },
    "target:union:2016:K01": {"target": 40}, "target:union:2017:K01": {"target": 60}, "target:union:2019:K01": {"target": 80},
    "target:union:2017:K02": {"target": 800}, "target:union:2019:K03": {"target": 755},
    "target:union:2016:K04": {"target": 35}, "target:union:2017:K04": {"target": 30}, "target:union:2019:K04": {"target": 20},
    "target:union:2017:K05": {"target_text": "前の調査より多くの人が「相談してよかった」と答える"},
    "target:union:2019:K06": {"target": 40}, "target:union:2016:K18": {"target": 100}, "target:union:2016:K19": {"target": 60},
    "target:union:2017:K07": {"target": 170}, "target:union:2019:K09": {"target": 58_000},
    "scale:union:marks4": {"name": "4段階", "last_fy": 2015},
    **{f"code:union:marks4:m{n}": {"label": label, "order": n} for n, label in enumerate("◎○△×", 1)},
}  # fmt: skip

EVALUATIONS: Mapping[str, Mapping[str, Scalar]] = {
    "F02P01": {
        "regional_rating": "B", "external_rating": "A", "relevance": "high", "effectiveness": "middle",
        "efficiency": "middle", "direction": "improve", "scale": "abcd_110",
        "grade_reason": "相談は増えたが、移住につながった割合は前年度と変わらない。",
        "panel_comments": "冬の暮らしを見せる工夫がほしい。\n空き家の情報は5市町村でまとめて見られるとよい。",
        "direction_reason": "窓口の役割は大きいので、続けながら中身を見直す。",
        "next_actions": "5市町村の空き家情報を1つの一覧にする。",
    },
    "F05P02": {"regional_rating": "m1", "scale": "marks4", "direction": "continue"},
}  # fmt: skip


@cache
def plan(fy: int = FY) -> Plan:
    """The plan of a year."""
    cells = [*region_cells(places.region("kita-alps")), ("region:union", "sample", True)]
    cells += [(record, name, value) for record, fields in SHARED.items() for name, value in fields.items()]
    return build_plan(cells, fy)


class Year2017(Entered):
    """What the bodies said."""

    def event(self, office: str, project: str, number: int, **values: Scalar | CellValue) -> Year2017:
        for name, value in values.items():
            self.put(f"event:{office}:{self.fy}:full_year:{project}:e{number}", name, value)
        return self

    def actual(
        self, office: str, code: str, value: Scalar | CellValue, state: str = "final", **more: Scalar
    ) -> Year2017:
        record = f"actual:{office}:{self.fy}:full_year:{code}"
        self.put(record, "actual", value)
        if not isinstance(value, CellValue):
            self.put(record, "value_state", state)
        for name, one in more.items():
            self.put(record, name, one)
        return self


def figures() -> Year2017:
    """The figures of the year."""
    said = Year2017(FY)
    said.progress(
        "omachi", "F02P01", "full_year", as_of_date="2018-03-31", progress_class="running", self_rating="B",
        plan_text="相談窓口を毎週開き、現地案内を10回行う。", done_text=PROSE, issues="冬の相談が少ない。\n担当が1人である。",
        improvement="オンラインの相談日を月2回にする。", next_actions="空き家の情報をまとめる。", section="まちづくり交流課",
        unit="移住係", person_in_charge="担当者A",
    )  # fmt: skip
    said.event(
        "omachi",
        "F02P01",
        1,
        held_on="2018-01-23",
        event_name="オンライン移住相談会",
        venue="オンライン",
        head_count=18,
    )
    said.event(
        "omachi",
        "F02P01",
        2,
        held_on="2017-06-10",
        event_name="移住セミナー「雪国の家さがし」",
        venue="東京都千代田区 交流会館",
        head_count=42,
    )
    said.event("omachi", "F02P01", 3, event_name="現地案内（12回）", venue="圏域内")
    said.money(
        "omachi",
        "F02P01",
        budget_initial=3_200_000,
        budget_supplement=-120_000,
        spent=2_948_500,
        personnel_cost=4_500_000,
    )
    said.put("evaluation:omachi:2017:F02P01", "relevance", "high").put(
        "evaluation:omachi:2017:F02P01", "effectiveness", "high"
    )
    said.put("evaluation:omachi:2017:F02P01", "efficiency", "middle").put(
        "evaluation:omachi:2017:F02P01", "direction", "continue"
    )
    said.put(
        "evaluation:omachi:2017:F02P01", "achievement_text", "窓口への相談は98人で、前年度より16人多い。"
    )
    said.put("evaluation:omachi:2017:F02P01", "grade_reason", "相談から移住につながった世帯が出ている。")
    for number, town in enumerate(FIVE[1:]):
        said.money(town, "F02P01", budget_initial=300_000, spent=300_000)
        said.burden("omachi", "F02P01", town, transfer_out=300_000)
        if number < 3:
            said.progress(
                town,
                "F02P01",
                "full_year",
                progress_class="running",
                self_rating="AB"[number % 2],
                done_text=f"{town}での相談 {number + 3}件。",
            )
    said.money("omachi", "F05P02", budget_initial=5_460_000, spent=4_961_000).progress(
        "omachi", "F05P02", "full_year", self_rating="A", progress_class="done"
    )
    said.mark_conflict("money:omachi:2017:F05P02:settled", "spent")
    said.money("union", "F07P05", budget_initial=400_000, spent=CellValue(CellState.TALLYING))
    for town, value in zip(FIVE, (30, 9, 6, 4, None), strict=True):
        if value is not None:
            said.actual(
                town, "K01", value, "final" if town != "hakuba" else "preliminary", as_of_date="2018-03-31"
            )
    said.actual("omachi", "K02", 812).actual("ikeda", "K02", 645, as_of_date="2017-12-01")
    said.actual("omachi", "K03", 667, as_of_date="2017-12-31").actual("omachi", "K04", 36).actual(
        "omachi", "K06", 18
    )
    said.actual("omachi", "K05", 9, judgement="mostly").actual("omachi", "K07", 158)
    said.actual("union", "K08", CellValue(CellState.TALLYING)).actual(
        "union", "K09", 59_012, as_of_date="2017-10-01"
    )
    return said


def year_before() -> Year2017:
    """Figures of the indicators in 2016."""
    said = Year2017(2016)
    for town, value in zip(FIVE, (20, 8, 5, 3, 2), strict=True):
        said.actual(town, "K01", value)
    said.actual("omachi", "K03", 638).actual("omachi", "K04", 38).actual("omachi", "K06", 9)
    said.actual("omachi", "K18", 95).actual("omachi", "K19", 48).actual("union", "K09", 59_500)
    return said


def facts(scope: Scope = WHOLE, said: Year2017 | None = None, period: str = "full_year") -> YearFacts:
    """The year as the forms are given it."""
    known = figures() if said is None else said
    years = {FY: Year(plan(), known, period), 2016: Year(plan(2016), year_before())}
    evaluations = {
        (f"regional_evaluation:union:{FY}:{project}", name): Shown(CellValue.of(value))
        for project, fields in EVALUATIONS.items()
        for name, value in fields.items()
    }
    ends = {year: plan(year) for year in (2018, 2019)}
    return YearFacts(known, courses(years, FY, ends), evaluations, plan(2016), scope)


def form(
    name: str, given: YearFacts | None = None, *, unit: int = 1, period: str = "full_year"
) -> ReportTable:
    """One of the forms, filled."""
    when = plan().period(period)
    assert isinstance(when, Period)
    known = given or facts(period=period)
    return REPORTS[name].build(
        plan(), when, known if REPORTS[name].facts == "year" else known.figures, made_by="北アルプス広域連合", made_on=MADE_ON,
        display_unit=1000 if unit == 1000 else 1,
    )  # fmt: skip


FORMS = ("progress_sheet", "indicator_list", "evaluation_sheet", "field_summary", "project_changes")
GOLDEN = Path(__file__).parent.parent / "data" / "forms"
"""The forms as data, as they were last looked at; made anew by ``python -m tests.reports.planted_year``."""


def main() -> None:
    """Write the golden files anew; look at the difference before it is committed."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name in FORMS:
        (GOLDEN / f"{name}.csv").write_bytes(render_csv(form(name)))


if __name__ == "__main__":
    main()
