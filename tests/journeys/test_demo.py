"""The sample round: every planted accident happens, and what comes out is what a clerk works out by hand."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from alps_desk import __main__ as program
from alps_desk import bootstrap, demo, places
from alps_desk.app.progress import Progress, Step
from alps_desk.domain.errors import InputRejected, StoreUnavailable
from alps_desk.domain.search_key import search_key
from alps_desk.reports.catalogue import REPORTS
from tests.cli.test_cli_usage import WITHOUT_QT

# From the sample tables, by hand: what each body spent in all, and what the towns paid to the city.
SPENT = {
    "omachi": 38_448_290,
    "ikeda": 4_329_360,
    "matsukawa": 4_358_200,
    "hakuba": 4_461_100,
    "otari": 2_919_880,
    "union": 2_453_760,
}
PAID = {"ikeda": 3_410_000, "matsukawa": 3_343_000, "hakuba": 3_357_000, "otari": 2_069_000}
NET = 44_791_590


def quiet_doors(paints: bool = True) -> demo.Doors:
    return demo.Doors(
        lambda home, command, clock: bootstrap.set_up_desk(home, command, clock=clock), None, paints
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[demo.Played, list[Step]]:
    """One round without pictures."""
    steps: list[Step] = []
    folder = tmp_path_factory.mktemp("demo")
    return demo.play(folder, quiet_doors(), Progress(steps.append)), steps


def test_the_sums_of_the_sample_tables() -> None:
    for office, spent in SPENT.items():
        file = places.resources() / "demo" / f"{office}.csv"
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert sum(int(row["支出済額"]) for row in rows if row["支出済額"].isdigit()) == spent
        paid = sum(int(row["負担金（支出）"] or 0) for row in rows)
        assert paid == PAID.get(office, 0)
    assert sum(SPENT.values()) - sum(PAID.values()) == NET


def test_totals_take_the_transfers_out(played: tuple[demo.Played, list[Step]]) -> None:
    totals = played[0].totals
    assert totals is not None
    assert totals.total.gross_yen == sum(SPENT.values()) == 56_970_590
    assert totals.total.elimination_yen == sum(PAID.values()) == 12_179_000
    assert totals.total.net_yen == NET
    assert not totals.total.conflict
    row = totals.row("F05P01")
    assert row is not None
    assert row.gross_yen == 12_351_840 + 1_240_000 + 1_210_000 + 1_105_000 + 665_000
    assert row.net_yen == 12_351_840
    assert (row.reported, row.expected) == (5, 5)


def test_the_wrong_table_is_refused_naming_row_and_column(played: tuple[demo.Played, list[Step]]) -> None:
    places_told = [(one.row, one.column, one.value) for one in played[0].refused]
    assert places_told == [
        (5, "spent", "486,5OO"),
        (6, "spent", "4.32E+05"),
        (12, "as_of_date", "H30.2.31"),
        (17, "progress_class", "やっている"),
    ]
    assert "5行目「支出済額」ほか3か所" in played[0].refusal


def test_files_come_as_they_come(played: tuple[demo.Played, list[Step]]) -> None:
    told = [(story, result.office, result.state) for story, result in played[0].results]
    assert told == [
        ("late", "otari", "merged"),
        ("", "ikeda", "merged"),
        ("", "omachi", "merged"),
        ("damaged", "", "refused"),
        ("", "matsukawa", "merged"),
        ("", "hakuba", "merged"),
        ("second", "ikeda", "merged"),
        ("early", "otari", "already"),
        ("twice", "ikeda", "already"),
    ]
    names = {story: result.file for story, result in played[0].results if story}
    assert names["early"] == "小谷村_20180703_1.csv"
    assert names["late"] == "小谷村_20180705_1.csv"


def test_the_conflict_is_settled_by_the_union(played: tuple[demo.Played, list[Step]]) -> None:
    one = played[0].conflict
    assert one is not None
    assert (one.office, one.project, one.field, one.base) == ("ikeda", "F02P03", "spent", 400_000)
    assert {(word.by, word.value) for word in one.candidates} == {("担当者A", 412_000), ("担当者B", 421_000)}
    assert played[0].conflicts == 1
    desk = bootstrap.open_desk(bootstrap.home_at(played[0].union_home))
    try:
        assert desk.conflicts() == []
        (value,) = [
            row
            for row in desk.values(fy=2017, office="ikeda", project="F02P03")
            if (row.field, row.period) == ("spent", "settled")
        ]
        assert (value.value, value.by) == (412_000, "担当者A")
        assert desk.history(value.record, "spent")[-1].why == played[0].plot.why
    finally:
        desk.close()


def test_one_payment_does_not_fit_and_nothing_else_is_found(played: tuple[demo.Played, list[Step]]) -> None:
    totals = played[0].totals
    assert totals is not None
    uneven = [pair for pair in totals.pairs if pair.difference_yen]
    assert [(pair.project, pair.payer, pair.out_yen, pair.in_yen) for pair in uneven] == [
        ("F05P02", "otari", 284_000, 248_000)
    ]
    found = [(one.level, one.code) for one in played[0].findings]
    assert found == [("warning", "rule_pair_transfer_in")]


def test_all_pcs_show_the_same_in_the_end(played: tuple[demo.Played, list[Step]]) -> None:
    assert len(played[0].digests) == 7
    assert len(set(played[0].digests.values())) == 1


def test_everything_is_in_one_folder_and_marked_as_a_sample(
    played: tuple[demo.Played, list[Step]], tool: Callable[[str], str]
) -> None:
    result, steps = played
    assert [step.done for step in steps] == list(range(10))
    assert all(step.text for step in steps)
    names = [file.relative_to(result.out).as_posix() for file in result.files]
    every = ("進捗状況一覧表", "予算・決算集計表", "引継書")
    assert names == [
        "見どころ.txt",
        *(
            f"3_一覧と報告/{form.title}.{kind}"
            for form in REPORTS.values()
            for kind in ("csv", "xlsx", "pdf")
            if kind == "pdf" or form.title in every
        ),
    ]
    progress_list = names.index("3_一覧と報告/進捗状況一覧表.csv")
    with (result.out / names[progress_list]).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 5 * 16 + 4
    assert all("見本" in row["注記"] for row in rows)
    text = subprocess.run(
        [tool("pdftotext"), str(result.out / names[progress_list + 2]), "-"],
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout.decode("utf-8")
    assert all("見本" in page for page in text.split("\f")[:-1])
    guide = (result.out / names[0]).read_text(encoding="utf-8-sig")
    assert "44,791,590円" in guide
    assert "見本" in guide
    assert result.plan.sample


def test_indicators_have_targets_and_results(
    played: tuple[demo.Played, list[Step]], tool: Callable[[str], str]
) -> None:
    """28 + 9 + 7 + 13 + 4 of 60 people; 37 harmed where 40 at most were wanted; 11,857 books of 12,000."""
    page = next(file for file in played[0].files if file.stem == "成果指標一覧")
    text = subprocess.run(
        [tool("pdftotext"), "-layout", str(page), "-"], capture_output=True, check=True, timeout=60
    ).stdout.decode("utf-8")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    for wanted in (
        "移住者数 人 31 H27 60 61 101.7% B",
        "消費者被害の件数 件 48 H27 40 37 108.1% B",
        "相互利用の貸出冊数 冊 12,000 11,857 98.8% B",
    ):
        assert any(wanted in line for line in lines), (wanted, lines)


def test_sample_texts_are_for_everybody() -> None:
    """No names of people, no letters that another office cannot show; each reads like a report."""
    for office in SPENT:
        text = (places.resources() / "demo" / f"{office}.csv").read_text(encoding="utf-8")
        text.encode("cp932")
        assert search_key(text)
        with (places.resources() / "demo" / f"{office}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                assert row["担当者"] in ("担当者A", "")
                assert row["負担金の支出団体"] or row["取組実績"].endswith("。")


def test_a_folder_is_used_again_and_others_are_left_alone(
    played: tuple[demo.Played, list[Step]], tmp_path: Path
) -> None:
    result = demo.play(tmp_path / "new", quiet_doors(paints=False), Progress())
    assert [file.suffix for file in result.files] == [".txt", *(".csv", ".xlsx") * 3]
    assert len(result.skipped) == 2
    own = tmp_path / "new" / "私のメモ.txt"
    own.write_text("大事")
    again = demo.play(tmp_path / "new", quiet_doors(paints=False), Progress())
    assert own.read_text() == "大事"
    assert again.totals is not None
    assert again.totals.total.net_yen == NET
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").write_text("")
    with pytest.raises(InputRejected):
        demo.play(tmp_path / "mine", quiet_doors(), Progress())
    with pytest.raises(StoreUnavailable):
        demo.play(own, quiet_doors(), Progress())
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["x"]
    assert demo.own_folder(tmp_path).name == "demo-out"
    (tmp_path / "demo-out").mkdir()
    assert demo.own_folder(tmp_path).name == "demo-out-2"


def test_by_command_without_qt(root: Path, tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT, "--json", "demo", "--out", str(tmp_path / "d")],
        cwd=root,
        capture_output=True,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr.decode("utf-8")
    told = json.loads(answer.stdout)
    assert (told["ok"], told["net_yen"], told["conflicts"], told["window"]) == (True, NET, 1, False)
    assert told["out"] == str(tmp_path / "d")
    assert all(Path(file).is_file() for file in told["files"])
    assert "[1/10]" in answer.stderr.decode("utf-8")


@pytest.mark.parametrize(
    ("screen", "words", "ci", "opens"),
    [(True, [], "", 1), (False, [], "", 0), (True, ["--json"], "", 0), (True, [], "true", 0)],
)
def test_on_a_screen_the_unions_window_opens(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    played: tuple[demo.Played, list[Step]],
    screen: bool,
    words: list[str],
    ci: str,
    opens: int,
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(program, "_start_window", lambda home: opened.append(home) is None)
    monkeypatch.setattr(program, "has_screen", lambda: screen)
    monkeypatch.setattr(demo, "play", lambda *_: played[0])
    monkeypatch.setenv("CI", ci)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    assert program.main([*words, "demo", "--out", str(tmp_path / "d")]) == 0
    assert opened == [played[0].union_home] * opens
