"""Copies behind the command line: one a day by itself, more when asked for, and the way back to one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.offices import Office


def test_the_first_command_of_a_day_makes_a_copy(union: Office) -> None:
    assert not (union.home / "backup").exists(), "setting up needs none"
    union.ask("digest")
    union.ask("plan")
    [copy] = (union.home / "backup").iterdir()
    assert copy.name.startswith("daily-")
    [told] = union.ask("copies")["copies"]
    assert (told["name"], told["size"], told["state"], told["kind"]) == (
        copy.name, copy.stat().st_size, "whole", "daily",
    )  # fmt: skip
    assert union.ask("status")["copies"] == ""


def test_a_copy_that_cannot_be_made_is_told_and_hinders_nothing(union: Office) -> None:
    (union.home / "backup").write_text("in the way", encoding="utf-8")
    said = union("--json", "status")
    assert said.code == 0
    assert said.json["copies"] == "copy_none"
    assert said.err.startswith("今日の控えを作れませんでした。")
    said = union("status")
    assert "データの控えがまだありません。" in said.out


def test_there_and_back_again(union: Office, tmp_path: Path) -> None:
    before = union.ask("digest")["digest"]
    file = union.ask("backup", "--out", tmp_path / "控え.db")["file"]
    assert file == str(tmp_path / "控え.db")
    union.ask("export", "--out", tmp_path / "union.csv")
    plan = tmp_path / "plan.csv"
    plan.write_text("fy,project,name\n2017,F01P01,変わった名前\n", encoding="utf-8")
    union.ask("plan", "apply", plan)
    after = union.ask("digest")["digest"]
    assert after != before
    looked = union.ask("restore", file, "--dry-run")
    assert looked["dry_run"] is True
    assert looked["kept"] is None
    assert looked["missing"]["own"] == looked["missing"]["changes"] == looked["missing"]["only_here"] == 1
    assert looked["missing"]["exports"] == ["union.csv"]
    assert union.ask("digest")["digest"] == after
    done = union.ask("restore", file)
    assert {**done, "dry_run": True, "kept": None} == looked
    assert union.ask("digest")["digest"] == before
    union.ask("restore", done["kept"])
    assert union.ask("digest")["digest"] == after
    said = union("restore", file)
    assert "市町村のファイルをもう一度取り込むと、不足分が戻ります。" in said.out
    assert "まだどこにも届いていません" in said.out


def test_what_cannot_be_gone_back_to_is_refused(
    union: Office, join: Callable[..., Office], tmp_path: Path
) -> None:
    ikeda = join("ikeda")
    file = union.ask("backup", "--out", tmp_path / "union.db")["file"]
    refused = ikeda.ask("restore", file, code=1)
    assert refused["code"] == "copy_foreign"
    assert "何も変更していません" in refused["message"]
    Path(file).write_bytes(Path(file).read_bytes()[:20_000])
    assert union.ask("restore", file, code=1)["code"] == "copy_damaged"
    assert union.ask("restore", tmp_path / "nothing.db", code=1)["code"] == "file_missing"
    assert union("restore").code == 2


def test_a_damaged_store_says_which_copy_to_go_back_to(union: Office) -> None:
    digest = union.ask("digest")["digest"]
    [copy] = union.ask("copies")["copies"]
    store = union.home / "desk.db"
    store.write_bytes(store.read_bytes()[:30_000])
    refused = union.ask("digest", code=1)
    assert refused["code"] == "store_damaged"
    month, day = copy["at"][5:7].lstrip("0"), copy["at"][8:10].lstrip("0")
    assert refused["message"] == f"データの一部が壊れています。{month}月{day}日の控えから元に戻せます。"
    done = union.ask("restore", copy["path"])
    assert done["readable"] is False
    assert Path(done["kept"]).name.startswith("damaged-")
    assert union.ask("digest")["digest"] == digest


def test_a_second_place_is_chosen_and_left(union: Office, tmp_path: Path) -> None:
    share = tmp_path / "share"
    told = union.ask("copies", "--second", share)
    assert told["second"] == str(share)
    assert sorted(one["second"] for one in told["copies"]) == [False, False, True]
    made = union.ask("backup")
    assert Path(made["second"]).read_bytes() == Path(made["file"]).read_bytes()
    said = union("copies")
    assert said.out.count("確認済み") == 6
    assert union.ask("copies", "--second=")["second"] is None
    assert union.ask("backup")["second"] is None
    refused = union.ask("copies", "--second", union.home / "more", code=1)
    assert refused["code"] == "second_place_inside"


@pytest.mark.parametrize("word", ["copies", "restore"])
def test_the_new_commands_are_in_the_help(union: Office, word: str) -> None:
    assert word in union("--help").out
