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
