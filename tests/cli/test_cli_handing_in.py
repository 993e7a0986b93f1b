"""Check, submit and withdraw through the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.offices import Office, read_table, table_text
from tests.cli.test_cli_round import taken

ROUND = ("--fy", "2017", "--period", "half1")


def enter(office: Office, folder: Path, **cells: str) -> None:
    """Fill the row of F02P03."""
    file = folder / "entry.csv"
    office.ask("template", *ROUND, "--out", file)
    rows = read_table(file)
    next(row for row in rows if row["事業コード"] == "F02P03").update(cells)
    file.write_text(table_text(rows), encoding="utf-8", newline="")
    office.ask("enter", file)


def test_check_names_errors_warnings_and_gaps(join: Callable[..., Office], tmp_path: Path) -> None:
    ikeda = join("ikeda")
    enter(ikeda, tmp_path, 当初予算額="100", 支出済額="200")
    found = ikeda.ask("check", *ROUND)
    assert found["errors"] == []
    assert [(one["field"], one["project"], one["office"]) for one in found["warnings"]] == [
        ("spent", "F02P03", "ikeda")
    ]
    assert {"record", "message"} <= set(found["missing"][0])
    funds = dict.fromkeys(("国庫支出金", "県支出金", "地方債", "その他", "一般財源"), "1")
    enter(ikeda, tmp_path, **funds)
    bad = ikeda.ask("check", *ROUND, code=1)
    assert (bad["code"], len(bad["errors"])) == ("check_errors", 1)
    said = ikeda("check", *ROUND)
    assert said.code == 1
    assert "✖ 池田町" in said.out
    assert ikeda.ask("submit", *ROUND, code=1)["code"] == "submit_errors"


def test_submit_and_withdraw(union: Office, join: Callable[..., Office], tmp_path: Path) -> None:
    ikeda = join("ikeda")
    enter(ikeda, tmp_path, 当初予算額="100")
    made = ikeda.ask("submit", *ROUND, "--by", "課長")["submission"]
    assert (made["state"], made["by_role"], made["later"]) == ("submitted", "課長", [])
    entry = tmp_path / "entry.csv"
    assert ikeda.ask("enter", entry)["taken"] == 0
    entry.write_text(entry.read_text(encoding="utf-8").replace("100", "101"), encoding="utf-8")
    ikeda.ask("submit", "--fy", "2017", "--period", "full_year")
    assert ikeda.ask("enter", entry, code=1)["code"] == "field_locked"
    taken(union, Path(str(ikeda.ask("export", "--out", tmp_path)["file"])))
    board = union.ask("status", *ROUND)["board"]
    assert {one["state"] for one in board if one["office"] == "ikeda"} == {"waiting", "out"}
    assert "確認待ち" in union("status", *ROUND).out
    assert union.ask("values", "--fy", "2017", "--office", "ikeda")["values"] != []
    gone = ikeda.ask("withdraw", *ROUND)["submission"]
    assert gone["state"] == "withdrawn"
    assert ikeda.ask("withdraw", *ROUND, code=1)["code"] == "not_submitted"
    assert ikeda.ask("submit", *ROUND, "--office", "otari", code=1)["code"] == "behalf_is_unions"


def test_the_return_loop(union: Office, join: Callable[..., Office], tmp_path: Path) -> None:
    ikeda = join("ikeda")
    enter(ikeda, tmp_path, 支出済額="100", 進み具合="順調")
    ikeda.ask("submit", *ROUND)
    taken(union, Path(str(ikeda.ask("export", "--out", tmp_path)["file"])))
    record = "money:ikeda:2017:F02P03:half1"
    assert union.ask("return", record, "spent", "--why", " ", code=1)["code"] == "return_needs_why"
    sent = union.ask("return", record, "spent", "--why", "内訳を教えてください")
    assert {"change", "return"} <= set(sent)
    assert union.ask("accept", "--office", "ikeda", *ROUND, code=1)["code"] == "accept_returned"
    union.ask("deadline", "--due", "H29.12.8", "--office", "池田町", *ROUND, "--why", "大雪のため")
    union.ask("unlock", "--until", "2017-12-31", "--office", "ikeda", *ROUND)
    assert union.ask("deadline", "--due", "来週", *ROUND, code=2)["code"] == "date_not_read"
    ikeda.ask("merge", union.ask("export", "--out", tmp_path)["file"])
    (view,) = ikeda.ask("returns", "--fy", "2017")["returns"]
    assert (view["state"], view["reason"], view["pinned_text"]) == ("open", "内訳を教えてください", "100円")
    assert "差戻し中" in ikeda("returns").out
    assert ikeda.ask("answer", sent["return"], "--text", "一括払いです")["change"]
    taken_again = union.ask("merge", ikeda.ask("export", "--out", tmp_path)["file"])
    assert [one["state"] for one in taken_again["files"]] == ["merged"]
    assert [one["state"] for one in union.ask("returns")["returns"]] == ["answered"]
    accepted = union.ask("accept", "--office", "ikeda", *ROUND, "--by", "事務局長")
    assert accepted["acceptance"]["state"] == "accepted"
    assert union.ask("return", "close", sent["return"], code=1)["code"] == "return_closed"
    board = union.ask("status", *ROUND)["board"]
    assert {one["state"] for one in board if one["office"] == "ikeda"} == {"accepted", "out"}
    assert "受理" in union("status", *ROUND).out
    revoked = union.ask("accept", "--office", "ikeda", *ROUND, "--revoke", "--why", "確かめ直す")
    assert revoked["acceptance"]["state"] == "revoked"


def test_at_the_union_check_looks_between_the_offices(
    union: Office, join: Callable[..., Office], tmp_path: Path
) -> None:
    for key, cells in (("ikeda", {"支出済額": "5", "負担金（支出）": "5"}), ("omachi", {})):
        office = join(key)
        file = tmp_path / f"{key}.csv"
        office.ask("template", *ROUND, "--out", file)
        rows = read_table(file)
        for row in rows:
            if row["事業コード"] == "F05P01":
                row.update(cells if key == "ikeda" else {})
                if row["負担金の支出団体"] == "ikeda":
                    row["負担金収入"] = "4"
        file.write_text(table_text(rows), encoding="utf-8", newline="")
        office.ask("enter", file)
        taken(union, Path(str(office.ask("export", "--out", tmp_path)["file"])))
    found = union.ask("check", *ROUND)["warnings"]
    assert [one["code"] for one in found] == ["rule_pair_transfer_in"]
    assert "1円違います" in found[0]["message"]
