"""The commands that bring figures to other places: the page for the public, forms of one's own, old tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.offices import Office, Said

ROUND = ("--fy", "2017", "--period", "half1")


def test_the_public_page_holds_what_was_accepted(union: Office, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    words = ("report", "public_page", *ROUND, "--out", out)
    assert union.ask(*words, "--format", "html", code=1)["code"] == "public_nothing"
    assert union.ask(*words, "--format", "pdf", code=2)["code"] == "report_format_unknown"
    assert union.ask("report", "progress_list", *ROUND, "--out", out, "--format", "html", code=2)
    union.ask("submit", *ROUND, "--office", "ikeda", "--why", "紙の報告書による")
    union.ask("accept", *ROUND, "--office", "ikeda")
    made = union.ask(*words, "--format", "html")
    assert made["file"] == str(out)
    assert 0 < made["rows"] < made["expected"]
    assert made["held_back"] == 0
    assert "池田町" in out.read_text(encoding="utf-8")


def test_an_office_makes_no_public_page(
    join: Callable[..., Office], say: Callable[..., Said], tmp_path: Path
) -> None:
    office = join("hakuba")
    refused = office.ask("report", "public_page", *ROUND, "--format", "html", "--out", tmp_path / "p", code=1)
    assert refused["message"] == "公表用のページは、広域連合だけが作れます。"
