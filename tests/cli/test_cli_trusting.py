"""Receipts, imports taken back, PCs and keys through the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.offices import Office
from tests.cli.test_cli_handing_in import enter
from tests.cli.test_cli_round import taken


def send(office: Office, folder: Path) -> Path:
    """The office's exchange file as of now."""
    return Path(str(office.ask("export", "--out", folder)["file"]))


def test_receipts_tell_what_the_union_has(union: Office, join: Callable[..., Office], tmp_path: Path) -> None:
    ikeda = join("ikeda")
    enter(ikeda, tmp_path, 支出済額="1", 課題="雪")
    assert [one["state"] for one in ikeda.ask("receipts")["segments"]] == ["unexported"]
    taken(union, send(ikeda, tmp_path))
    told = ikeda.ask("receipts")
    assert [(one["state"], one["changes"]) for one in told["segments"]] == [("exported", 2)]
    assert told["unacknowledged"] == 2
    sentence = "受領書の届いていない変更が2件あります。次の書き出しに自動で入ります。"
    assert sentence in ikeda("receipts").out
    assert sentence in ikeda("status", "--fy", "2017").out
    ikeda.ask("merge", send(union, tmp_path))
    assert [one["state"] for one in ikeda.ask("receipts")["segments"]] == ["received"]
    assert sentence not in ikeda("receipts").out


def test_an_import_is_taken_back_and_taken_in_again(
    union: Office, join: Callable[..., Office], tmp_path: Path
) -> None:
    ikeda = join("ikeda")
    enter(ikeda, tmp_path, 支出済額="1", 課題="雪")
    file = send(ikeda, tmp_path)
    before = union.ask("digest")
    merged = taken(union, file)
    number = merged["files"][0]["import"]  # type: ignore[index]
    after = union.ask("digest")
    assert union.ask("hold", "99", code=1)["code"] == "no_such_import"
    assert union.ask("hold", "x", code=1)["code"] == "no_such_import"
    held = union.ask("hold", number, "--why", "別の年度のファイル")
    assert (held["held"], held["depends"], held["import"]) == (2, [], number)
    now = union.ask("digest")
    assert (now["digest"], now["held"]) == (before["digest"], 2)
    assert [(one["import"], one["state"]) for one in union.ask("imports")["imports"]] == [(number, "held")]
    assert "保留" in union("imports").out
    assert union.ask("merge", file)["files"][0]["reason"] == "file_held"
    back = union.ask("readmit", number)
    assert back["held"] == 2
    assert union.ask("digest") == after
    assert union.ask("readmit", number, code=1)["code"] == "not_held"


def test_pcs_are_listed_retired_and_get_new_keys(
    union: Office, join: Callable[..., Office], tmp_path: Path
) -> None:
    ikeda = join("ikeda")
    own = [one["state"] for one in ikeda.ask("devices")["devices"] if one["own"]]
    assert own == ["unregistered"]
    enter(ikeda, tmp_path, 支出済額="1")
    taken(union, send(ikeda, tmp_path))
    listed = union.ask("devices")["devices"]
    assert [(one["office"], one["state"], one["own"]) for one in listed] == [
        ("ikeda", "registered", False),
        ("union", "registered", True),
    ]
    assert "登録済み" in union("devices").out
    assert union.ask("retire", listed[0]["id"])["device"]["state"] == "retired"
    assert union.ask("retire", listed[0]["code"], code=1)["code"] == "already_retired"
    ikeda.ask("merge", send(union, tmp_path))
    assert ikeda.ask("export", code=1)["code"] == "own_device_retired"
    enter(ikeda, tmp_path, 課題="雪")
    (ikeda.home / "keys" / "device.pem").unlink()
    assert ikeda.ask("digest", code=1)["code"] == "key_missing"
    made = ikeda.ask("new-key")
    assert made["device"] != listed[0]["id"]
    file = send(ikeda, tmp_path)
    assert union.ask("merge", "--dry-run", file, code=1)["files"][0]["pairing"] == made["code"]
    taken(union, file)
    assert union.ask("digest")["digest"] == ikeda.ask("digest")["digest"]
    replaced = union.ask("replace-root", "--lost", "main")
    assert len(replaced["roots"]) == 2
    assert union.ask("replace-root", "--lost", "both", code=1)["code"] == "root_key_unknown"
    assert ikeda.ask("merge", send(union, tmp_path))["files"][0]["state"] == "already"
