"""How cells of the plan are read and shown: names, codes and digits as people and spreadsheets write them."""

from __future__ import annotations

import pytest

from alps_desk import places
from alps_desk.app import plan_options
from alps_desk.app.plan_options import PlanView
from alps_desk.app.plan_words import record_words
from alps_desk.app.scale_offers import scale_offers, take_offer
from alps_desk.domain.cells import CellValue
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.plan_records import PlanRecords
from tests.figures import region_cells

PROJECT = "project_year:union:2017:F01P01"
RECORDS = PlanRecords(
    [
        *region_cells(places.region("kita-alps")),
        ("indicator:union:K1", "name", "満足度"),
        ("indicator:union:K1", "decimals", 1),
        ("working_group:union:g1", "name", "福祉部会"),
    ]
)
VIEW = PlanView(RECORDS, RECORDS.plan(2017))
EVERYBODY = "omachi;ikeda;matsukawa;hakuba;otari"


@pytest.mark.parametrize(
    ("record", "name", "typed", "value", "shown"),
    [
        (PROJECT, "leads", "大町市", "omachi", "大町市"),
        (PROJECT, "leads", "白馬、大町", "omachi;hakuba", "大町市、白馬村"),
        (PROJECT, "participants", "全市町村", EVERYBODY, "全市町村"),
        (PROJECT, "participants", "otari;ikeda", "ikeda;otari", "池田町、小谷村"),
        (PROJECT, "participants", "大町市・池田町・松川村・白馬村・小谷村", EVERYBODY, "全市町村"),
        (PROJECT, "leads", "北アルプス広域連合", "union", "北アルプス広域連合"),
        (PROJECT, "leads", " ", None, ""),
        (PROJECT, "type", "２", "II", "Ⅱ"),
        (PROJECT, "type", "ⅲ", "III", "Ⅲ"),
        (PROJECT, "field", "F02", "F02", "移住交流"),
        (PROJECT, "field", "移住交流", "F02", "移住交流"),
        (PROJECT, "is_new", "○", True, "○"),
        (PROJECT, "is_new", "−", False, "−"),
        (PROJECT, "is_new", "", None, ""),
        (PROJECT, "first_fy", "H29", 2017, "平成29年度"),
        (PROJECT, "number", "１８", 18, "18"),
        (PROJECT, "name", "髙﨑の会", "髙﨑の会", "髙﨑の会"),
        ("period:union:2017:half1", "due_on", "H29.11.30", "2017-11-30", "平成29年11月30日"),
        ("period:union:2017:half1", "stage", "決算確定", "settled", "決算確定"),
        ("working_group:union:g1", "fields", "福祉、F06", "F05;F06", "福祉、医療・保健"),
        ("meeting:union:m1", "group", "福祉部会", "g1", "福祉部会"),
        ("succession:union:2017:F01P01:X", "link_kind", "統合", "merged", "統合"),
        ("target:union:2017:K1", "target", "86.7", 867, "86.7"),
    ],
)
def test_a_cell_is_read_and_shown(record: str, name: str, typed: str, value: object, shown: str) -> None:
    decimals = plan_options.decimals_of(RECORDS, record)
    read = plan_options.read_text(VIEW, record, name, typed, decimals=decimals)
    assert (read.outcome != "refused", read.value) == (True, value)
    cell = CellValue.of(value) if value is not None else read.cell()  # type: ignore[arg-type]
    assert plan_options.shown_text(VIEW, record, name, cell, decimals=decimals) == shown
    # What is shown can be typed again.
    assert plan_options.read_text(VIEW, record, name, shown, decimals=decimals).value == value


@pytest.mark.parametrize(
    ("record", "name", "typed", "code"),
    [
        (PROJECT, "leads", "大町市、東町", "plan_keys_unknown"),
        (PROJECT, "leads", "大", "plan_keys_unknown"),
        (PROJECT, "field", "F99", "entry_choice_unknown"),
        (PROJECT, "number", "十八", "number_not_read"),
        (PROJECT, "first_fy", "29年度", "fiscal_year_bare"),
    ],
)
def test_what_is_nothing_is_refused_with_a_sentence(record: str, name: str, typed: str, code: str) -> None:
    read = plan_options.read_text(VIEW, record, name, typed)
    assert read.outcome == "refused"
    if code != "fiscal_year_bare":
        assert read.code == code


def test_codes_are_counted_on_and_parts_are_read() -> None:
    assert plan_options.next_code(["F01P01", "F08P01", "F05P09"], "P01") == "F08P02"
    assert plan_options.next_code(["K09", "K10"], "K01") == "K11"
    assert plan_options.next_code(["v2016"], "v1") == "v2017"
    assert plan_options.next_code(["abcd"], "scale1") == "scale1"
    assert plan_options.read_part(VIEW, "deadline", "office", "すべての団体") == "all"
    assert plan_options.read_part(VIEW, "period", "period", "第1四半期") == "q1"
    assert plan_options.read_part(VIEW, "project_year", "project", " F09P01 ") == "F09P01"
    with pytest.raises(InputRejected) as caught:
        plan_options.read_part(VIEW, "project_year", "project", "移住")
    assert caught.value.code == "plan_code_bad"
    assert plan_options.part_text(VIEW, "unlock", "project", "all") == "すべての事業"


def test_records_are_called_as_people_call_them() -> None:
    plan = VIEW.plan
    assert record_words(RECORDS, plan, PROJECT) == "事業 F01P01 若者交流イベントの開催"
    assert record_words(RECORDS, plan, "indicator:union:K1") == "指標 K1 満足度"
    assert record_words(RECORDS, plan, "target:union:2017:K1") == "目標値 満足度"
    assert (
        record_words(RECORDS, plan, "deadline:union:2017:half1:ikeda")
        == "団体ごとの期限 平成29年度 上半期 池田町"
    )
    assert record_words(RECORDS, plan, "code:union:abcd_110:A") == "コード A〜D（達成率110%・80%・50%） A"


def test_an_offered_scale_is_data_and_ends_the_one_before() -> None:
    offers = scale_offers()
    assert [one.key for one in offers] == ["abcd_110", "marks4", "sabc", "path3", "score4", "status8"]
    made = take_offer(RECORDS, offers[3], 2018)
    assert made["scale:union:abcd_110"] == {"last_fy": 2017}
    assert made["code:union:path3:near"] == {
        "label": "やや遅れ", "order": 2, "from_percent": 60, "note": "年度割の60%以上100%未満",
    }  # fmt: skip
    later = PlanRecords([*RECORDS.cells(), *((r, f, v) for r, some in made.items() for f, v in some.items())])
    assert [one.label for one in later.plan(2018).choices("rating")] == ["順調", "やや遅れ", "遅れ"]
    assert later.plan(2017).scale == "abcd_110"
