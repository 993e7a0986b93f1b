"""The main job through the command line: set up, enter, export, merge, settle, ask."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.offices import Office, read_table, table_text

HOSTILE = '神\ufa19髙﨑𠮷①葛\U000e0100\n"q"\tx,=1+1'


def fill(office: Office, folder: Path, **cells: str) -> dict[str, object]:
    """Fill the row of F05P01 and enter it."""
    file = folder / f"{office.home.name}.csv"
    office.ask("template", "--fy", "2017", "--period", "half1", "--out", file)
    rows = read_table(file)
    for row in rows:
        if row["事業コード"] == "F05P01" and not row["負担金の支出団体"]:
            row.update(cells)
    file.write_text(table_text(rows), encoding="utf-8", newline="")
    return office.ask("enter", file)


def taken(union: Office, *files: Path) -> dict[str, object]:
    """Merge, accepting each new PC by its number."""
    first = union.ask("merge", "--dry-run", *files, code=1)
    codes = [one["pairing"] for one in first["files"] if one["pairing"]]
    accept = [word for code in codes for word in ("--accept-device", code)]
    return union.ask("merge", *files, *accept)


def test_the_plan_has_its_17_projects_in_8_fields(union: Office) -> None:
    plan = union.ask("plan", "--fy", "2017")
    assert [field["projects"] for field in plan["fields"]] == [1, 3, 1, 1, 4, 1, 5, 1]
    assert sum(field["new"] for field in plan["fields"]) == 4
    assert len(plan["projects"]) == 17
    unstated = [one for one in plan["projects"] if not one["type"]]
    assert len(unstated) == 12
    assert all(one["type_suggested"] for one in unstated)


def test_setup_tells_office_device_and_number(union: Office, join: Callable[..., Office]) -> None:
    answer = join("ikeda").ask("export")
    again = union.ask("setup", "--office", "union", code=1)
    assert again["code"] == "already_set_up"
    assert len(str(answer["code"]).split("-")) == 8


def test_template_fill_enter_export_merge_values(
    union: Office, join: Callable[..., Office], tmp_path: Path
) -> None:
    ikeda = join("ikeda")
    answer = fill(ikeda, tmp_path, 支出済額="１，２３４", 取組実績=HOSTILE, 進捗区分="実施中")
    assert (answer["rows"], answer["taken"], answer["same"]) == (16, 3, 0)
    assert answer["normalised"] == [{"row": 8, "column": "spent", "from": "１，２３４", "to": "1,234"}]
    assert answer["warnings"] == []
    bundle = Path(str(ikeda.ask("export", "--out", tmp_path)["file"]))
    merged = taken(union, bundle)
    assert [(one["state"], one["new"], one["office"]) for one in merged["files"]] == [("merged", 3, "ikeda")]
    assert union.ask("digest")["digest"] == ikeda.ask("digest")["digest"]
    values = union.ask("values", "--fy", "2017", "--office", "ikeda", "--project", "F05P01")["values"]
    by_field = {one["field"]: one for one in values}
    assert by_field["done_text"]["value"] == HOSTILE
    assert by_field["spent"]["value"] == 1234
    assert set(by_field["spent"]) >= {
        "record", "office", "fy", "period", "project", "field", "value", "state", "change", "by", "at",
    }  # fmt: skip
    changes = union.ask("history", by_field["spent"]["record"], "spent")["changes"]
    assert [(one["value"], one["by"], one["file"]) for one in changes] == [(1234, "担当者A", bundle.name)]
    before = union.ask("digest")
    again = union.ask("merge", bundle)
    assert [one["state"] for one in again["files"]] == ["already"]
    assert union.ask("digest") == before
    assert [one["import"] for one in union.ask("imports")["imports"]] == [1]


def test_entering_the_same_again_changes_nothing(join: Callable[..., Office], tmp_path: Path) -> None:
    ikeda = join("ikeda")
    fill(ikeda, tmp_path, 支出済額="100")
    again = fill(ikeda, tmp_path, 支出済額="100")
    assert (again["taken"], again["same"], again["changes"]) == (0, 1, [])


def test_a_dry_run_says_the_same_and_changes_nothing(join: Callable[..., Office], tmp_path: Path) -> None:
    ikeda = join("ikeda")
    file = tmp_path / "t.csv"
    file.write_text("fy,period,project,spent\n2017,half1,F05P01,5\n", encoding="utf-8")
    before = ikeda.ask("digest")
    tried = ikeda.ask("enter", file, "--dry-run")
    assert ikeda.ask("digest") == before
    kept = ikeda.ask("enter", file)
    same = ("rows", "taken", "same", "normalised", "refused", "warnings")
    assert {key: tried[key] for key in same} == {key: kept[key] for key in same}
    assert ikeda.ask("digest") != before


def test_a_table_comes_in_by_standard_input(
    join: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stdin:
        buffer = io.BytesIO("年度,期,事業コード,補正額\n2017,上半期,F05P01,△5\n".encode("cp932"))

    monkeypatch.setattr("sys.stdin", Stdin())
    assert join("ikeda").ask("enter", "-")["taken"] == 1


def test_two_pcs_of_one_office_disagree_and_the_union_settles(
    union: Office, join: Callable[..., Office], tmp_path: Path
) -> None:
    first, second = join("ikeda"), join("ikeda", "ikeda-2")
    files = []
    for number, (pc, amount) in enumerate([(first, "300000"), (second, "330000")]):
        fill(pc, tmp_path, 支出済額=amount)
        files.append(Path(str(pc.ask("export", "--out", tmp_path / f"{number}.csv")["file"])))
    merged = taken(union, *files)
    assert [one["conflicts"] for one in merged["files"]] == [0, 1]
    (conflict,) = union.ask("conflicts")["conflicts"]
    assert sorted(one["value"] for one in conflict["values"]) == [300000, 330000]
    assert (conflict["office"], conflict["project"], conflict["field"]) == ("ikeda", "F05P01", "spent")
    shown = union.ask("values", "--fy", "2017")["values"]
    assert [one["state"] for one in shown] == ["conflict"]
    assert "食い違い" in union("conflicts").out

    assert union.ask("resolve", conflict["id"], "--value", "5", "--why", " ", code=1)["code"] == (
        "resolution_needs_why"
    )
    assert union.ask("resolve", "nothing", "--value", "5", "--why", "x", code=1)["code"] == "no_such_conflict"
    for bad in ("1_000", "NaN", ""):
        assert union.ask("resolve", conflict["id"], "--value", bad, "--why", "x", code=1)["message"]
    for bad in ("", "0" * 64):
        words = ["resolve", conflict["id"], "--take", bad, "--why", "x"]
        assert union.ask(*words, code=1 if bad else 2)["message"]
    done = union.ask("resolve", conflict["id"], "--value", "３２０千円", "--why", "電話で確認")
    assert union.ask("conflicts")["conflicts"] == []
    (value,) = union.ask("values", "--fy", "2017")["values"]
    assert (value["value"], value["state"], value["change"]) == (320000, "value", done["change"])


def test_taking_one_of_the_words_settles(union: Office, join: Callable[..., Office], tmp_path: Path) -> None:
    files = []
    for number, amount in enumerate(["1", "2"]):
        pc = join("otari", f"pc{number}")
        fill(pc, tmp_path, 支出済額=amount)
        files.append(Path(str(pc.ask("export", "--out", tmp_path / f"{number}.csv")["file"])))
    taken(union, *files)
    (conflict,) = union.ask("conflicts")["conflicts"]
    union.ask(
        "resolve",
        conflict["id"],
        "--take",
        next(one for one in conflict["values"] if one["value"] == 2)["change"],
        "--why",
        "回答書",
    )
    assert [one["value"] for one in union.ask("values", "--fy", "2017")["values"]] == [2]


def test_a_refused_file_ends_with_1_and_the_others_are_still_told(
    union: Office, join: Callable[..., Office], tmp_path: Path
) -> None:
    ikeda = join("ikeda")
    fill(ikeda, tmp_path, 支出済額="1234567")
    good = Path(str(ikeda.ask("export", "--out", tmp_path)["file"]))
    taken(union, good)
    before = union.ask("digest")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(good.read_bytes().replace(b"1234567,", b"1234568,").replace(b":1234567}", b":1234568}"))
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    answer = union.ask("merge", bad, good, empty, tmp_path / "missing.csv", code=1)
    assert [one["state"] for one in answer["files"]] == ["refused", "already", "refused", "refused"]
    assert all("…" not in one["message"] and one["message"] for one in answer["files"])
    assert answer["message"] == answer["files"][0]["message"]
    assert union.ask("digest") == before
    verdict = union.ask("verify", bad, code=1)
    assert (verdict["state"], bool(verdict["message"])) == ("refused", True)
    assert union.ask("verify", good)["state"] == "whole"


def test_verify_works_before_set_up(
    union: Office, join: Callable[..., Office], new_home: Callable[[str], Office], tmp_path: Path
) -> None:
    file = Path(str(join("ikeda").ask("export", "--out", tmp_path)["file"]))
    answer = new_home("nobody").ask("verify", file)
    assert (answer["office"], answer["state"]) == ("ikeda", "unknown_device")


def test_progress_goes_to_standard_error(union: Office, join: Callable[..., Office], tmp_path: Path) -> None:
    file = Path(str(join("ikeda").ask("export", "--out", tmp_path)["file"]))
    assert file.name in union("--json", "merge", file, "--dry-run").err


def send(sender: Office, receiver: Office, folder: Path) -> None:
    receiver.ask("merge", sender.ask("export", "--out", folder)["file"])


def test_on_behalf_needs_a_source_and_the_union(
    union: Office, join: Callable[..., Office], tmp_path: Path
) -> None:
    file = tmp_path / "t.csv"
    file.write_text("fy,period,office,project,spent\n2017,half1,ikeda,F05P01,5\n", encoding="utf-8")
    assert union.ask("enter", file, "--office", "ikeda", code=1)["code"] == "behalf_needs_source"
    assert union.ask("enter", file, "--office", "池田町", "--why", "回答書")["taken"] == 1
    assert union.ask("values", "--office", "ikeda")["values"][0]["on_behalf"] is True
    assert "代行" in union("values", "--office", "ikeda").out
    send(union, ikeda := join("ikeda"), tmp_path)
    assert "代行" in ikeda("values").out
    assert ikeda.ask("enter", file)["taken"] == 1, "the same value from the office confirms it"
    assert "代行" not in ikeda("values").out
    assert ikeda.ask("values")["values"][0]["on_behalf"] is False
    assert ikeda.ask("enter", file)["taken"] == 0
    assert join("otari").ask("enter", file, "--office", "ikeda", "--why", "x", code=1)["code"] == (
        "behalf_is_unions"
    )
    assert union.ask("enter", file, "--office", "tokyo", "--why", "x", code=1)["code"] == "cli_office_unknown"


def test_a_changed_plan_comes_from_a_table(
    union: Office, join: Callable[..., Office], tmp_path: Path
) -> None:
    file = tmp_path / "types.csv"
    file.write_text("年度,事業コード,種別\n2017,F01P01,I\n", encoding="utf-8")
    assert join("ikeda").ask("plan", "apply", file, code=1)["code"] == "plan_is_unions"
    assert union.ask("plan", "apply", file, "--dry-run")["taken"] == 1
    assert union.ask("plan", "--fy", "2017")["projects"][0]["type"] == ""
    union.ask("plan", "apply", file)
    assert union.ask("plan", "--fy", "2017")["projects"][0]["type"] == "I"


def test_status_tells_the_union_all_and_an_office_its_own(
    union: Office, join: Callable[..., Office], tmp_path: Path
) -> None:
    ikeda = join("ikeda")
    fill(ikeda, tmp_path, 支出済額="1")
    own = ikeda.ask("status", "--fy", "2017", "--period", "half1")["board"]
    assert {cell["office"] for cell in own} == {"ikeda"}
    states = {cell["project"]: cell["state"] for cell in own}
    assert (states["F05P01"], states["F01P01"], states["F07P05"]) == ("draft", "empty", "out")
    board = union.ask("status", "--fy", "2017", "--period", "half1")["board"]
    assert len(board) == 6 * 17
    assert {cell["state"] for cell in board if cell["office"] == "ikeda"} == {"not_received", "out"}
    assert "成年後見支援センターの運営" in union("status").out
    assert "作成中" in ikeda("status", "--period", "half1").out


def test_a_backup_is_a_store(union: Office, tmp_path: Path) -> None:
    file = Path(str(union.ask("backup", "--out", tmp_path)["file"]))
    assert file.read_bytes()[:15] == b"SQLite format 3"
    assert Path(str(union.ask("backup")["file"])).parent.name == "backup"


@pytest.mark.parametrize(
    "words", ["offices", "plan", "values", "imports", "conflicts", "digest", "status", "plan --fy H29"]
)
def test_people_read_sentences_and_tables(union: Office, words: str) -> None:
    said = union(*words.split())
    assert said.code == 0
    assert said.err == ""
    assert said.out.strip()
    assert "{" not in said.out
