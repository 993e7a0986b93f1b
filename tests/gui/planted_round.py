"""A round of five offices and the union with every kind of trouble, planted for the coordinator's walk.

The plan is small enough to be reckoned by hand: six projects of the three types, three indicators. Every file is written
by the commands the offices use; what goes wrong goes wrong as it does on real desks: a part is sent first and the rest
later, a file comes twice, another is cut on its way, a PC goes back to a copy of last week, two PCs of one village type
different amounts, a 負担金 is typed wrongly, one office is late, and the union takes a project out of its plan while
everybody reports on it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alps_desk.app.commands import AnswerReturn, MergeBundles, SaveValues, Submit
from alps_desk.app.desk import Desk
from alps_desk.app.workplace import JAPAN, Home
from alps_desk.bootstrap import open_desk
from alps_desk.domain.journal import Scalar
from alps_desk.domain.records import TYPES
from tests.gui.union_world import World

FY, PERIOD = 2017, "full_year"
BEGIN = datetime(2018, 7, 23, 9, 0, tzinfo=JAPAN)
LATE = datetime(2018, 8, 3, 9, 0, tzinfo=JAPAN)
"""Three days after the reports of the year were due."""

FIVE = "omachi;ikeda;matsukawa;hakuba;otari"
KEPT = ("F02P02", "F05P01", "F05P02", "F07P02", "F07P05", "F08P01")
GONE = "F08P01"
"""The project that is taken out of the plan while the offices report on it."""

# Amounts in yen: project → office → (当初予算額, 支出済額).
Amounts = Mapping[str, Mapping[str, tuple[int, int]]]
AMOUNTS: Amounts = {
    "F02P02": {"omachi": (900_000, 812_345), "ikeda": (250_000, 233_400), "matsukawa": (160_000, 150_055),
               "hakuba": (450_000, 418_000), "otari": (100_000, 98_700)},
    "F05P01": {"omachi": (6_200_000, 6_000_000), "ikeda": (500_000, 510_000), "matsukawa": (400_000, 400_000),
               "hakuba": (450_000, 450_000), "otari": (350_000, 350_000)},
    "F05P02": {"omachi": (2_600_000, 3_210_000), "ikeda": (120_000, 120_000), "matsukawa": (100_000, 100_000),
               "hakuba": (110_000, 110_000), "otari": (80_000, 80_000)},
    "F07P02": {"omachi": (70_000, 60_000), "ikeda": (50_000, 45_500), "matsukawa": (45_000, 40_000),
               "hakuba": (60_000, 52_000), "otari": (30_000, 30_000), "union": (12_000, 12_000)},
    "F07P05": {"union": (1_000_000, 900_000)},
    "F08P01": {"omachi": (80_000, 77_000), "ikeda": (40_000, 33_000), "matsukawa": (20_000, 19_000),
               "hakuba": (30_000, 28_000), "otari": (15_000, 14_000)},
}  # fmt: skip
NOTIFIED = {
    "F05P01": {"ikeda": 500_000, "matsukawa": 400_000, "hakuba": 450_000, "otari": 350_000},
    "F05P02": {"ikeda": 120_000, "matsukawa": 100_000, "hakuba": 110_000, "otari": 80_000},
}
"""What 大町市 notified and received; each town spends what it pays, and 池田町 is wrong by 10,000."""
PAID_BESIDE = {"omachi": ("union", "F07P05", 200_000), "ikeda": ("union", "F07P05", 100_000),
               "otari": ("hakuba", "F07P02", 10_000)}  # fmt: skip
"""Payments that no 種別 foretells: office → payee, project, yen."""
MOVERS = {"omachi": 20, "ikeda": 9, "matsukawa": 6, "hakuba": 11, "otari": 4}
CONTENT = {"omachi": 812, "hakuba": 789}
"""Per mille of satisfied users."""


@dataclass
class Planted:
    """The files of the round.

    Attributes:
        first: the first day's post: 大町市 (twice), a part of 池田町, 松川村, 白馬村, and one that is cut.
        second: the second day's: the rest of 池田町, 松川村's restored PC, 白馬村's other PC.
        late: 小谷村.
        ikeda: 池田町's PC, which answers what is sent back.
    """

    first: list[Path]
    second: list[Path]
    late: Path
    ikeda: Desk


def plan_of(union: Desk) -> None:
    """The plan of two years: six projects, three indicators."""
    gone = [one.code for one in union.plan(FY).projects if one.code not in KEPT]
    values: dict[str, dict[str, Scalar]] = {
        f"project_year:union:{FY}:{code}": dict.fromkeys(TYPES["project_year"].fields) for code in gone
    }
    kinds = {"F02P02": "II", "F05P01": "I", "F05P02": "I", "F07P02": "II", "F07P05": "III", GONE: "II"}
    for code, kind in kinds.items():
        leads = {"I": "omachi", "II": FIVE, "III": "union"}[kind]
        values[f"project_year:union:{FY}:{code}"] = {"type": kind, "leads": leads, "participants": FIVE}
    values[f"project_year:union:{FY}:F07P02"]["participants"] = f"{FIVE};union"
    for code in ("F02P02", "F05P02"):
        before = union.plan(FY).project(code)
        assert before is not None
        values[f"project_year:union:{FY - 1}:{code}"] = {
            "name": before.name, "number": before.number, "field": before.field, "type": kinds[code],
            "leads": "omachi" if kinds[code] == "I" else FIVE, "participants": FIVE,
        }  # fmt: skip
    rest: dict[str, Scalar] = {"kind": "outcome", "time_basis": "年度", "target_kind": "per_year"}
    values |= {
        "indicator:union:K01": {"name": "移住者数", "project": "F02P02", "unit": "人", "decimals": 0, "order": 1,
                                "direction": "up", "aggregation": "sum", **rest},
        "indicator:union:K02": {"name": "利用者の満足度", "project": "F05P01", "unit": "%", "decimals": 1, "order": 2,
                                "direction": "up", "aggregation": "average", "offices": "omachi;hakuba", **rest},
        "indicator:union:K03": {"name": "消費者被害の件数", "project": "F05P02", "unit": "件", "decimals": 0,
                                "direction": "down", "aggregation": "sum", "offices": "omachi", "order": 3, **rest},
        f"target:union:{FY}:K01": {"target": 60},
        f"target:union:{FY}:K02": {"target": 800},
        f"target:union:{FY}:K03": {"target": 30},
        f"target:union:{FY - 1}:K01": {"target": 40},
    }  # fmt: skip
    union.execute(SaveValues(values))


def report(desk: Desk, *projects: str, fy: int = FY, **spent: int) -> None:
    """Enter an office's whole row of each project; a spending by the code of the project instead of the planted one."""
    office = desk.office
    values: dict[str, dict[str, Scalar]] = {}
    for row in desk.entry_rows(fy, PERIOD):
        code = row.part.project.code
        if code not in projects:
            continue
        if row.part.kind == "burden":
            yen = NOTIFIED[code][row.part.payer]
            columns: dict[str, Scalar] = {"notified": yen, "final": yen, "transfer_in": yen}
        else:
            initial, planted = AMOUNTS[code][office]
            paid = spent.get(code, planted)
            columns = {
                "budget_initial": initial, "spent": paid, "progress_class": "done", "self_rating": "B",
                "done_text": f"{row.part.project.name}を予定どおり実施した。",
            }  # fmt: skip
            if code in NOTIFIED and office != "omachi":
                columns["transfer_out"] = paid
            if (code, office) == ("F05P02", "omachi"):
                columns["carried_in"] = 800_000
        for column, value in columns.items():
            record, field = row.targets[column]
            values.setdefault(record, {})[field.name] = value
    payee, code, yen = PAID_BESIDE.get(office, ("", "", 0))
    if code in projects or (code == "F07P05" and "F07P02" in projects):
        values.setdefault(f"burden:{payee}:{fy}:{code}:{office}", {})["transfer_out"] = yen
    if "F02P02" in projects and office in MOVERS:
        values[f"actual:{office}:{fy}:{PERIOD}:K01"] = {"actual": MOVERS[office], "value_state": "final"}
    if "F05P01" in projects and office in CONTENT:
        values[f"actual:{office}:{fy}:{PERIOD}:K02"] = {"actual": CONTENT[office], "value_state": "final"}
    desk.execute(SaveValues(values))


def last_year(omachi: Desk, ikeda: Desk) -> None:
    """2016: a part of F05P02 is carried over; 22 people moved."""
    omachi.execute(SaveValues({
        "money:omachi:2016:F05P02:initial": {"budget_initial": 2_000_000},
        "money:omachi:2016:F05P02:settled": {"spent": 1_200_000, "carried_out": 800_000},
        f"actual:omachi:2016:{PERIOD}:K01": {"actual": 15, "value_state": "final"},
        f"actual:omachi:{FY}:{PERIOD}:K03": {"actual": 24, "value_state": "final"},
    }))  # fmt: skip
    ikeda.execute(SaveValues({f"actual:ikeda:2016:{PERIOD}:K01": {"actual": 7, "value_state": "final"}}))


def submit(desk: Desk) -> None:
    """Hand the report of the year in."""
    desk.execute(Submit(FY, PERIOD, by_role="課長"))


def plant(world: World) -> Planted:
    """Play the offices' side up to the day each file is sent."""
    plan_of(world.union)
    report(world.union, "F07P02", "F07P05")
    # The offices are set up from the union's file, which has this plan.
    back = world.export(world.union, "plan.csv")
    names = ("omachi", "ikeda", "matsukawa", "hakuba", "hakuba", "otari")
    desks = [world.office(key, f"担当者{letter}") for key, letter in zip(names, "ACDEFG", strict=True)]
    for desk in desks:
        desk.execute(MergeBundles((back,)))
    omachi, ikeda, matsukawa, hakuba, hakuba_2, otari = desks
    last_year(omachi, ikeda)

    report(omachi, *KEPT)
    submit(omachi)
    whole = world.export(omachi, "大町市_平成29年度_通期.csv")
    again = world.files / "大町市_平成29年度_通期 (2).csv"
    shutil.copyfile(whole, again)

    report(ikeda, "F02P02", "F05P01")
    part = world.export(ikeda, "池田町_平成29年度_通期_1.csv")
    report(ikeda, "F05P02", "F07P02", GONE)
    submit(ikeda)
    rest = world.export(ikeda, "池田町_平成29年度_通期_2.csv")

    # 松川村 goes back to a copy of the time when half was entered, and enters the rest once more.
    report(matsukawa, "F02P02", "F05P01")
    restored = world.folder / f"pc-{len(world.desks):02d}-matsukawa"
    shutil.copytree(matsukawa.place.home.root, restored)
    report(matsukawa, "F05P02", "F07P02", GONE)
    submit(matsukawa)
    before = world.export(matsukawa, "松川村_平成29年度_通期.csv")
    again_there = open_desk(Home(restored), clock=world.clock)
    world.desks.append(again_there)
    report(again_there, "F05P02", "F07P02", GONE, F07P02=41_500)
    submit(again_there)
    after = world.export(again_there, "松川村_平成29年度_通期_控えから.csv")

    report(hakuba, *KEPT)
    submit(hakuba)
    village = world.export(hakuba, "白馬村_平成29年度_通期.csv")
    cut = world.files / "白馬村_平成29年度_通期_壊れたもの.csv"
    cut.write_bytes(village.read_bytes()[:-700])
    report(hakuba_2, "F02P02", F02P02=430_000)
    other = world.export(hakuba_2, "白馬村_平成29年度_通期_2台目.csv")

    report(otari, *KEPT)
    submit(otari)
    late = world.export(otari, "小谷村_平成29年度_通期.csv")
    return Planted([whole, again, part, before, village, cut], [rest, after, other], late, ikeda)


def put_right(ikeda: Desk, back: Path) -> None:
    """池田町 takes the union's file, puts its 負担金 right and says so."""
    ikeda.execute(MergeBundles((back,)))
    (sent_back,) = ikeda.returns(office="ikeda")
    ikeda.execute(SaveValues({
        f"money:ikeda:{FY}:F05P01:settled": {"spent": 500_000},
        f"burden:omachi:{FY}:F05P01:ikeda": {"transfer_out": 500_000},
    }))  # fmt: skip
    ikeda.execute(AnswerReturn(sent_back.id, "通知の額に直しました。", "課長"))
