"""決裁 and 連絡 through the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.offices import Office
from tests.cli.test_cli_handing_in import ROUND, enter
from tests.cli.test_cli_round import taken


def test_the_decision_and_the_talk_of_an_office(
    union: Office, join: Callable[..., Office], tmp_path: Path
) -> None:
    ikeda = join("ikeda")
    enter(ikeda, tmp_path, 当初予算額="100")
    assert ikeda.ask("submit", *ROUND, "--approved", code=1)["code"] == "submit_not_approved"
    ikeda.ask("approve", *ROUND)
    made = ikeda.ask(
        "approve", *ROUND, "--step", "係長", "--substitute", "--by", "課長補佐", "--on", "H29.11.20"
    )
    assert [step["state"] for step in made["approval"]["steps"]] == ["approved", "approved", "next"]
    assert (made["approval"]["steps"][1]["way"], made["approval"]["steps"][1]["approved_on"]) == (
        "by_substitute",
        "2017-11-20",
    )
    assert "代決" in ikeda("approvals", *ROUND).out
    assert ikeda.ask("approve", "return", *ROUND, "--why", " ", code=1)["code"] == "approve_return_needs_why"
    back = ikeda.ask("approve", "return", *ROUND, "--why", "額を確かめる")
    assert back["approval"]["steps"][0]["state"] == "returned"
    for _ in range(3):
        back = ikeda.ask("approve", *ROUND)
    assert back["approval"]["complete"] is True
    ikeda.ask("submit", *ROUND, "--approved")
    record = "progress:ikeda:2017:half1:F02P03"
    thread = ikeda.ask("say", "--text", "質問です", "--record", record, "--field", "issues")["thread"]
    taken(union, Path(str(ikeda.ask("export", "--out", tmp_path)["file"])))
    assert [one["id"] for one in union.ask("threads", *ROUND)["threads"]] == [thread]
    union.ask("say", "--text", "どうぞ", "--thread", thread)
    sent = union.ask(
        "return", "money:ikeda:2017:F02P03:initial", "budget_initial", "--why", "確かめてください"
    )["return"]
    found = ikeda.ask("merge", union.ask("export", "--out", tmp_path)["file"])["files"][0]
    assert (found["brings"]["returns"], found["brings"]["messages"]) == (1, 1)
    assert ikeda.ask("answer", sent, code=2)["code"] == "usage_option_missing"
    assert ikeda.ask("answer", sent, "--fixed", code=1)["code"] == "fix_without_change"
    ikeda.ask("answer", sent, "--text", "そのままで正しいです")
    assert "そのままで正しいです" in ikeda("threads", *ROUND).out
    pdf = tmp_path / "送付票.pdf"
    made = ikeda.ask("report", "cover_sheet", *ROUND, "--format", "pdf", "--out", pdf)
    assert (Path(str(made["file"])), pdf.read_bytes()[:4]) == (pdf, b"%PDF")
    assert ikeda.ask("report", "cover_sheet", *ROUND, "--format", "csv", "--out", pdf, code=2)["code"] == (
        "report_format_unknown"
    )
    assert ikeda.ask("approve", "steps", "作成", "section_chief")["steps"] == ["draft", "section_chief"]
    assert ikeda.ask("approve", "steps", "町長", code=1)["code"] == "approve_step_unknown"
    assert [one["label"] for one in ikeda.ask("approvals", *ROUND)["approval"]["steps"]] == ["作成", "課長"]
