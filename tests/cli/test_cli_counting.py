"""Totals, checks and reports by the command line: the vectors of the domain, from five tables to one number.

The numbers are those of R12, R13, R18 and R19, worked out by hand.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from alps_desk import wording
from tests.cli.offices import Office, read_table, table_text
from tests.cli.test_cli_usage import WITHOUT_QT

OFFICES = ("omachi", "ikeda", "matsukawa", "hakuba", "otari")
TOWNS = OFFICES[1:]


@pytest.fixture
def enter(tmp_path: Path) -> Callable[..., None]:
    """Fills rows of an office's template, with Japanese headings or identifiers, and enters it."""

    def fill(
        office: Office,
        key: str,
        period: str,
        rows: dict[tuple[str, str], dict[str, str]],
        identifiers: bool = False,
    ) -> None:
        file = tmp_path / f"{key}-{period}.csv"
        office.ask("template", "--fy", "2017", "--period", period, "--out", file)
        filled = read_table(file)
        heading = {identifier: term.japanese for identifier, term in wording.terms().items()}
        for row in filled:
            cells = rows.get((row["事業コード"], row["負担金の支出団体"]), {})
            row.update({heading[identifier]: text for identifier, text in cells.items()})
        if identifiers:
            back = {heading[key]: key for key in reversed(list(heading)) if heading[key] in filled[0]}
            filled = [{back[name]: text for name, text in row.items()} for row in filled]
        file.write_text(table_text(filled), encoding="utf-8", newline="")
        office.ask("enter", file)

    return fill


def gather(union: Office, offices: dict[str, Office], folder: Path) -> None:
    """Five files, taken in one go."""
    files = []
    for key, office in offices.items():
        files.append(office.ask("export", "--out", folder / f"to-union-{key}.csv"))
    union.ask(
        "merge",
        *(one["file"] for one in files),
        *(word for one in files for word in ("--accept-device", one["code"])),
    )


# Every way a clerk may write down the same money: which project, where the receipts stand, whether the towns state
# what they spent or only what they paid, in which words the table is headed. (Rows by payer are of type I alone.)
WAYS = [
    (project, receipt, spending, identifiers)
    for project, receipts in (
        ("F05P01", ("one sum", "by payer", "silent")),
        ("F01P01", ("one sum", "silent")),
    )
    for receipt in receipts
    for spending in ("spent", "transfer only")
    for identifiers in ((False, True) if receipt == "one sum" else (False,))
]


@pytest.mark.parametrize("period", ["half1", "full_year"])
@pytest.mark.parametrize(("project", "receipt", "spending", "identifiers"), WAYS)
def test_r19_gross_elimination_and_net(
    union: Office,
    join: Callable[..., Office],
    enter: Callable[..., None],
    tmp_path: Path,
    period: str,
    project: str,
    receipt: str,
    spending: str,
    identifiers: bool,
) -> None:
    lead = {
        "spent": "3,000,000",
        "fund_prefecture": "1,000,000",
        "fund_other": "1,200,000",
        "fund_general": "800,000",
    }
    rows = {(project, ""): lead}
    if receipt == "one sum":
        lead["transfer_in"] = "1,200,000"
    if receipt == "by payer":
        rows |= {(project, town): {"transfer_in": "300,000"} for town in TOWNS}
    town = {"transfer_out": "300,000", "fund_general": "300,000"}
    if spending == "spent":
        town["spent"] = "300,000"
    offices = {key: join(key) for key in OFFICES}
    for key, office in offices.items():
        enter(office, key, period, rows if key == "omachi" else {(project, ""): town}, identifiers)
    gather(union, offices, tmp_path)
    for words in (
        ["--fy", "2017"],
        ["--fy", "2017", "--stage", "settled" if period == "full_year" else period],
    ):
        totals = union.ask("totals", *words)
        (row,) = [one for one in totals["rows"] if one["project"] == project]
        numbers = (row["gross_yen"], row["elimination_yen"], row["net_yen"])
        assert numbers == (4_200_000, 1_200_000, 3_000_000)
        assert (row["reported"], row["expected"], row["conflict"]) == (5, 5, False)
        added = [one for one in row["terms"] if one["kind"] == "expenditure"]
        taken = [one for one in row["terms"] if one["kind"] == "elimination"]
        assert sorted((one["office"], one["yen"]) for one in added) == sorted(
            [("omachi", 3_000_000), *((town, 300_000) for town in TOWNS)]
        )
        assert sorted((one["payer"], one["payee"], one["yen"]) for one in taken) == sorted(
            (town, "omachi", 300_000) for town in TOWNS
        )
        total = totals["total"]
        assert (total["gross_yen"], total["elimination_yen"], total["net_yen"]) == numbers
    pairs = [one for one in totals["pairs"] if one["project"] == project]
    assert {(one["payer"], one["out_yen"]) for one in pairs} == {(town, 300_000) for town in TOWNS}
    said = union("totals").out
    assert "4,200,000 − 1,200,000 ＝ 3,000,000" in said


def test_nobody_reported_is_no_zero(union: Office) -> None:
    totals = union.ask("totals")
    assert totals["total"]["net_yen"] is None
    assert {row["net_yen"] for row in totals["rows"]} == {None}
    assert "―" in union("totals").out


def test_an_unknown_stage_is_refused(union: Office) -> None:
    assert union.ask("totals", "--stage", "H1", code=1)["code"] == "stage_unknown"
    assert union.ask("totals", "--stage", "current")["stage"] == "current"


def test_r12_r13_in_the_money_summary(
    union: Office, join: Callable[..., Office], enter: Callable[..., None], tmp_path: Path
) -> None:
    ikeda = join("ikeda")
    amounts = {
        "budget_initial": "193,416,177,000",
        "spent": "165,595,710,595",
        "carried_out": "19,413,350,000",
    }
    enter(ikeda, "ikeda", "full_year", {("F02P03", ""): amounts})
    gather(union, {"ikeda": ikeda}, tmp_path)
    file = tmp_path / "集計.csv"
    words = ["--fy", "2017", "--period", "full_year", "--out", file]
    answer = union.ask("report", "予算・決算集計表", *words, "--format", "csv")
    assert answer["file"] == str(file)
    rows = read_table(file)
    assert len(rows) == answer["rows"]
    (row,) = [one for one in rows if one["団体"] == "池田町" and one["事業コード"] == "F02P03"]
    assert row["執行率（％）"] == "85.6"
    assert "8407116405" in row.values()
    assert "165595710595" in row.values()
    union.ask("report", "4", *words[:-1], tmp_path / "a.xlsx", "--format", "xlsx", "--unit", "千円")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert 165595710595 in {cell.value for line in sheet.iter_rows() for cell in line}


@pytest.mark.parametrize(("yen", "shown"), [("1234500", "1,235"), ("1235500", "1,236")])
def test_r13_half_up_on_paper(
    union: Office,
    join: Callable[..., Office],
    enter: Callable[..., None],
    tmp_path: Path,
    tool: Callable[[str], str],
    yen: str,
    shown: str,
) -> None:
    ikeda = join("ikeda")
    enter(ikeda, "ikeda", "full_year", {("F02P03", ""): {"budget_initial": yen, "spent": yen}})
    gather(union, {"ikeda": ikeda}, tmp_path)
    file = tmp_path / "a.pdf"
    words = ["--fy", "2017", "--period", "full_year", "--format", "pdf", "--unit", "千円", "--out", file]
    union.ask("report", "money_summary", *words)
    text = subprocess.run([tool("pdftotext"), "-layout", str(file), "-"], capture_output=True, check=True)
    assert shown in text.stdout.decode("utf-8").split()


def test_the_progress_list_in_all_formats(
    union: Office, join: Callable[..., Office], enter: Callable[..., None], tmp_path: Path
) -> None:
    ikeda = join("ikeda")
    enter(ikeda, "ikeda", "half1", {("F05P01", ""): {"done_text": "=1+1 髙", "progress_class": "実施中"}})
    gather(union, {"ikeda": ikeda}, tmp_path)
    listed = union.ask("report", "list")["reports"]
    titles = {one["name"]: one["title"] for one in listed if one["formats"] == ["csv", "xlsx", "pdf"]}
    assert {
        "progress_list": "進捗状況一覧表",
        "burdens": "負担金一覧・突合表",
        "handover": "引継書",
    }.items() <= titles.items()
    assert "進捗状況一覧表" in union("report", "list").out
    files = {}
    for kind in ("csv", "xlsx", "pdf"):
        files[kind] = tmp_path / f"一覧.{kind}"
        words = ["--fy", "2017", "--period", "half1", "--format", kind, "--out", files[kind]]
        assert union.ask("report", "進捗状況一覧表", *words)["rows"] > 17
    content = files["csv"].read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert "'=1+1 髙" in {value for row in table for value in row.values()}
    assert files["pdf"].read_bytes().startswith(b"%PDF-")


def test_cp932_is_written_or_the_letter_is_named(
    union: Office, join: Callable[..., Office], enter: Callable[..., None], tmp_path: Path
) -> None:
    ikeda = join("ikeda")
    words = ["report", "progress_list", "--fy", "2017", "--period", "half1", "--format", "csv"]
    words += ["--out", str(tmp_path / "a.csv")]
    ikeda.ask(*words, "--encoding", "cp932")
    assert "成年後見支援センターの運営" in (tmp_path / "a.csv").read_text("cp932")
    enter(ikeda, "ikeda", "half1", {("F05P01", ""): {"done_text": "𠮷"}})
    assert "𠮷" in ikeda.ask(*words, "--encoding", "cp932", code=1)["message"]
    assert ikeda.ask(*words, "--encoding", "utf-7", code=1)["code"] == "encoding_unknown"


@pytest.mark.parametrize(
    ("words", "code", "ending"),
    [
        (["report", "nothing", "--fy", "2017", "--format", "csv", "--out", "x"], "form_unknown", 1),
        (["report", "2", "--fy", "2017", "--format", "doc", "--out", "x"], "report_format_unknown", 2),
        (["report", "2", "--fy", "2017", "--format", "csv", "--out", "x", "--unit", "ドル"], "unit_unknown", 2),
        (["report", "2", "--fy", "2017", "--format", "csv"], "usage_option_missing", 2),
        (["report", "2", "--fy", "2016", "--format", "csv", "--out", "x"], "no_plan", 1),
        (["report", "2", "--fy", "2017", "--period", "H1", "--format", "csv", "--out", "x"],
         "period_not_in_plan", 1),
    ],
)  # fmt: skip
def test_reports_that_cannot_be_made(union: Office, words: list[str], code: str, ending: int) -> None:
    assert union.ask(*words, code=ending)["code"] == code


def test_pdf_without_qt_is_refused_with_a_sentence(root: Path, union: Office, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    words = ["--home", str(union.home), "report", "2", "--fy", "2017", "--format"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", WITHOUT_QT, *words]
    answer = subprocess.run([*command, "pdf", "--out", str(file)], env=environment, capture_output=True)
    assert answer.returncode == 1
    assert wording.say("pdf_unavailable") in answer.stderr.decode("utf-8")
    assert not file.exists()
    csv_answer = subprocess.run([*command, "csv", "--out", str(file)], env=environment, capture_output=True)
    assert csv_answer.returncode == 0
