"""The promise of the command line, word by word: what each command's JSON holds, played on one round of five offices.

``PROMISED`` is the table of the command line's documentation as data: commands may say more and never less, and never
call it otherwise. The same round proves that the union's file lets every office see the region.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from alps_desk import __main__ as program
from alps_desk.__main__ import main
from alps_desk.app.self_check import Checked
from alps_desk.cli.running import commands
from alps_desk.reports.template_mapping import CellSource, TemplateMapping, mapping_text
from tests.fixtures.old_books import NAME_A, book
from tests.fixtures.templates import by_hand

FY, PERIOD = "2017", "full_year"
ROUND = ("--fy", FY, "--period", PERIOD)
FIVE = ("omachi", "ikeda", "matsukawa", "hakuba", "otari")

TABLE = "rows taken same normalised refused warnings dry_run refused_count changes"
MERGED = "file office state new changed same conflicts message import reason pairing made_at notices"

PROMISED: Mapping[str, Mapping[str, str]] = {
    # command → {place of an object: its keys}; "" is the answer itself, "a[]" every element of list a.
    "setup": {"": "office device code home"},
    "registration": {"": "file"},
    "offices": {"": "offices own", "offices[]": "office key code6 name kana kind role order"},
    "plan": {
        "": "fields projects periods fy fiscal_years region sample scale",
        "fields[]": "code name order projects new",
        "projects[]": "code name field type leads participants number is_new fy field_name",
    },
    "plan apply": {"": TABLE},
    "plan check": {"": "fy errors warnings missing", "missing[]": "record field code message"},
    "plan guide": {"": "fy steps", "steps[]": "step state count total"},
    "plan unmapped": {"": "fy unmapped", "unmapped[]": "office code name reason cells records"},
    "plan next-year": {"": "fy to changes dry_run"},
    "template": {"": "file rows"},
    "enter": {
        "": TABLE,
        "normalised[]": "row column from to",
        "warnings[]": "row column code message",
    },
    "enter refused": {"": TABLE + " code message", "refused[]": "row column value message heading code"},
    "values": {
        "": "values",
        "values[]": "record office fy period project field value state change by at detail conflict on_behalf",
    },
    "check": {
        "": "errors warnings missing fy period",
        "warnings[]": "record field message code office project",
        "missing[]": "record field message",
    },
    "check refused": {"": "errors warnings missing code message", "errors[]": "record field message"},
    "submit": {"": "submission", "submission": "office fy period state submitted_on by_role change later"},
    "withdraw": {"": "submission", "submission": "office fy period state"},
    "export": {"": "file segments changes code"},
    "merge": {"": "files dry_run", "files[]": MERGED},
    "merge dry run": {"": "files dry_run", "files[]": MERGED},
    "merge unknown": {"": "files dry_run code message", "files[]": MERGED},
    "imports": {"": "imports", "imports[]": "import file office state new changed same conflicts taken_at"},
    "hold": {"": "held depends import segments conflicts", "depends[]": "record field change office"},
    "readmit": {"": "held depends import segments conflicts"},
    "conflicts": {
        "": "conflicts",
        "conflicts[]": "id record office project field base values base_state shown",
        "conflicts[].values[]": "value office by at change why state text on_behalf",
    },
    "resolve": {"": "change"},
    "return": {"": "change return"},
    "returns": {"": "returns", "returns[]": "id record field office state reason answer corrections"},
    "answer": {"": "change"},
    "accept": {"": "change acceptance"},
    "receipts": {
        "": "segments unacknowledged unexported",
        "segments[]": "segment changes state exported_at file code reason",
    },
    "status": {
        "": "board fy period due_on unexported unacknowledged between",
        "board[]": "office project state days_late filled needed conflicts",
        "between[]": "record field message code",
    },
    "totals": {
        "": "rows total pairs fy stage received outside",
        "rows[]": "project gross_yen elimination_yen net_yen terms reported expected conflict missing",
        "rows[].terms[]": "kind office yen",
        "total": "gross_yen elimination_yen net_yen reported expected",
        "pairs[]": "project payer payee out_yen in_yen difference_yen",
    },
    "report": {"": "file rows"},
    "report all": {"": "out files", "files[]": "file rows"},
    "report issue": {
        "": "file rows issue",
        "issue": "issue form title fy period format unit encoding project office file sha256 program issued_on at by note",
    },
    "report issued": {
        "": "issues",
        "issues[]": "issue form title fy period format file sha256 issued_on at by note",
    },
    "report again": {"": "file rows same issue"},
    "report errata": {"": "file rows"},
    "why": {
        "": "fields more",
        "fields[][]": "record field office project change before value before_text text signer by at why difference",
    },
    "drafts": {"": "drafts", "drafts[]": "office name kind subject text proposed own"},
    "report public_page": {"": "file rows expected held_back"},
    "fill-template": {
        "": "file cells rows missing provisional mapping",
        "missing[]": "sheet cell code message",
    },
    "backfill": {
        "": "headings unit columns unmapped dry_run rows taken same normalised refused cells changes",
        "columns[]": "column heading as office how",
        "unmapped[]": "row text reason message",
        "cells[]": "row column field office project value outcome shown",
    },
    "backfill suggest": {"": "file headings unit columns unmapped"},
    "burdens": {
        "": "fy stage sample projects grant",
        "projects[]": "project payee by_budget by_cost burdens",
        "projects[].burdens[]": "payer payee notified_yen final_yen transfer_out_yen settlement_yen by_budget_yen by_cost_yen",
        "grant": "name rate_percent offices",
        "grant.offices[]": "office yen cap_yen over_yen",
    },
    "report list": {"": "reports", "reports[]": "number name title formats scoped of_office"},
    "history": {
        "": "changes",
        "changes[]": "change field before value office by at file taken_at replaced why on_behalf current held state",
    },
    "digest": {"": "digest changes held segments records unsealed"},
    "verify": {"": "state office message file reason pairing made_at changes"},
    "verify refused": {"": "state office message code"},
    "backup": {"": "file"},
    "restore": {"": "file"},
    "self-check": {"": "checks", "checks[]": "name ok message"},
    "self-check --window": {"": "checks", "checks[]": "name ok message"},
    "devices": {
        "": "devices",
        "devices[]": "id office label code own state heard_at segments changes branches",
    },
    "deadline": {"": "change due"},
    "unlock": {"": "change"},
    "refused": {"": "code message"},
    "wrong usage": {"": "code message"},
}

STATES: Mapping[tuple[str, str], set[str]] = {
    ("values", "values[].state"): {"value", "none", "pending", "empty", "conflict"},
    ("merge", "files[].state"): {"merged", "already", "unknown_device", "refused"},
    ("receipts", "segments[].state"): {"unexported", "exported", "received", "returned", "held"},
    ("verify", "state"): {"whole", "unknown_device", "refused"},
}
"""Words that a state may be; those of the board and of returns grow with the work."""


@dataclass
class World:
    """The round, played once for all tests of this file."""

    folder: Path
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def ask(self, home: str, *words: object, code: int = 0, note: str = "") -> dict[str, Any]:
        """One call for programs; kept under ``note``, else under the command's words."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            ended = main(["--home", str(self.folder / home), "--json", *map(str, words)])
        lines = out.getvalue().splitlines()
        assert len(lines) == 1, (words, out.getvalue())
        answer = json.loads(lines[0])
        assert (ended, answer["ok"]) == (code, code == 0), (words, lines[0][:600])
        self.answers.setdefault(note or str(words[0]), answer)
        return dict(answer)

    def table(self, name: str, office: str, *rows: str) -> Path:
        """An entry table: project, payer, spent, paid, received, progress class, report."""
        head = (
            "年度,期,団体,事業コード,負担金の支出団体,支出済額,負担金（支出）,負担金収入,進捗区分,取組実績\n"
        )
        path = self.folder / f"{name}.csv"
        path.write_text(head + "".join(f"{FY},通期,{office},{row}\n" for row in rows), encoding="utf-8")
        return path

    def send(self, home: str, *words: object) -> Path:
        """A file of a home, as of now."""
        return Path(self.ask(home, "export", "--out", self.folder, *words)["file"])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Five offices, a second PC of one of them, and the union, through the command line alone."""
    made = World(tmp_path_factory.mktemp("contract"))
    ask, folder = made.ask, made.folder
    ask("nobody", "values", code=1, note="refused")
    ask("nobody", "no-such-command", code=2, note="wrong usage")
    ask("union", "setup", "--office", "union", "--section", "総務課", "--person", "担当者U")
    registration = ask("union", "registration", "--out", folder / "登録ファイル.csv")["file"]
    for home in (*FIVE, "ikeda-2"):
        words = ("--section", "企画課", "--person", "担当者A", "--registration", registration)
        ask(home, "setup", "--office", home.partition("-")[0], *words)
    ask("omachi", "offices")
    ask("omachi", "plan", *ROUND[:2])
    ask("omachi", "template", *ROUND, "--out", folder / "様式.csv")
    enter_all(made)
    send_all(made)
    decide(made)
    look(made)
    return made


def enter_all(world: World) -> None:
    """What the offices have to say; one table has a bad cell, one payment does not fit, one word is said twice."""
    ask = world.ask
    bad = world.table("bad", "ikeda", "F05P01,,約5千円,,,,")
    ask("ikeda", "enter", bad, code=1, note="enter refused")
    own = "F02P03,,２０４００００,,,実施中,体験ツアーを2回開催した\ue000。"
    ask("ikeda", "enter", world.table("i", "ikeda", own, "F05P01,,500000,300000,,実施中,相談を12件受けた。"))
    rows = ["F05P01,,3000000,,,実施中,相談窓口を開いた。", "F05P01,ikeda,,,290000,,"]
    ask("omachi", "enter", world.table("o", "omachi", *rows))
    for office in ("matsukawa", "otari"):
        ask(office, "enter", world.table(office, office, "F02P03,,該当なし,,,未着手,"))
    ask("ikeda-2", "enter", world.table("i2", "ikeda", "F02P03,,2050000,,,,"))


def send_all(world: World) -> None:
    """Everything goes to the union, which registers the PCs, and its file goes back to everybody."""
    ask = world.ask
    files = [world.send(home) for home in (*FIVE, "ikeda-2")]
    first = ask("union", "merge", "--dry-run", *files, code=1, note="merge unknown")
    codes = [word for one in first["files"] for word in ("--accept-device", one["pairing"])]
    assert {one["state"] for one in first["files"]} == {"unknown_device"}
    ask("union", "merge", "--dry-run", *files, *codes, note="merge dry run")
    ask("union", "merge", *files, *codes)
    ask("union", "conflicts")
    ask("union", "enter", world.table("h", "hakuba", "F02P03,,150000,,,実施中,"), "--office", "hakuba",
        "--why", "10月1日のFAX", note="enter on behalf")  # fmt: skip
    ask("union", "verify", files[0])
    cut = world.folder / "cut.csv"
    cut.write_bytes(files[0].read_bytes()[:-200])
    ask("union", "verify", cut, code=1, note="verify refused")
    hand_out(world)


def hand_out(world: World) -> None:
    """The union's file to all."""
    file = world.send("union")
    for home in (*FIVE, "ikeda-2"):
        world.ask(home, "merge", file, note="merge from the union")


def decide(world: World) -> None:
    """The conflict is settled, reports are handed in, sent back, answered and accepted."""
    ask = world.ask
    [conflict] = ask("union", "conflicts")["conflicts"]
    ask(
        "union",
        "resolve",
        conflict["id"],
        "--take",
        conflict["values"][0]["change"],
        "--why",
        "電話で確認した",
    )
    ask("otari", "submit", *ROUND, "--by", "課長")
    ask("otari", "withdraw", *ROUND, "--by", "課長")
    ask("otari", "submit", *ROUND, "--by", "課長", note="submit again")
    ask("union", "merge", world.send("otari"), note="merge of a submission")
    record = f"money:otari:{FY}:F02P03:settled"
    ask("union", "return", record, "spent", "--why", "該当なしの理由を教えてください")
    ask("union", "deadline", "--due", "2018-08-31", *ROUND, "--office", "hakuba")
    ask("union", "unlock", "--until", "2030-08-31", *ROUND, "--office", "otari", "--project", "F02P03")
    ask("otari", "merge", world.send("union"), note="merge of a return")
    [sent] = ask("otari", "returns", *ROUND)["returns"]
    ask("otari", "answer", sent["id"], "--text", "本年度は実施していません", "--by", "課長")
    ask("union", "merge", world.send("otari"), note="merge of an answer")
    ask("union", "accept", "--office", "otari", *ROUND, "--by", "事務局長")
    plan = world.folder / "plan.csv"
    plan.write_text(f"fy,project,note\n{FY},F01P01,会議で確認済み\n", encoding="utf-8")
    ask("union", "plan", "apply", plan, note="plan apply")
    hand_out(world)


def look(world: World) -> None:
    """Every question, once."""
    ask, folder = world.ask, world.folder
    ask("ikeda", "values", *ROUND)
    ask("union", "check", *ROUND)
    wrong = world.table("wrong", "ikeda", "F05P02,,100,200,,,")
    ask("ikeda-2", "enter", wrong, note="enter something wrong")
    ask("ikeda-2", "check", *ROUND, code=1, note="check refused")
    ask("ikeda", "receipts")
    ask("union", "status", *ROUND)
    ask("union", "totals", "--fy", FY)
    ask("union", "report", "list", note="report list")
    ask("union", "burdens", "--fy", FY)
    ask("union", "report", "all", *ROUND, "--format", "csv", "--out", folder / "all", note="report all")
    words = ("--format", "csv", "--out", folder / "list.csv")
    ask("union", "report", "progress_list", *ROUND, *words)
    ask("union", "history", f"money:ikeda:{FY}:F02P03:settled", "spent")
    ask("union", "digest")
    ask("union", "devices")
    number = ask("union", "imports")["imports"][-1]["import"]
    answers = [one["import"] for one in world.answers["imports"]["imports"] if one["office"] == "ikeda"]
    assert number
    ask("union", "hold", answers[0], "--why", "別の年度のファイル")
    ask("union", "readmit", answers[0])
    copy = ask("union", "backup", "--out", folder / "copy.db")["file"]
    ask("union", "restore", copy)
    ask("union", "self-check")
    with pytest.MonkeyPatch.context() as patch:
        # Whether there is a screen here is no matter of the contract.
        patch.setattr(program, "check_window", lambda: [Checked("window_union", True, "11")])
        ask("union", "self-check", "--window", note="self-check --window")
    carry(world)
    amend(world)


def carry(world: World) -> None:
    """Figures go to the page for the public and into a form of one's own; an old table comes in."""
    ask, folder = world.ask, world.folder
    page = ("--format", "html", "--out", folder / "page.html")
    ask("union", "report", "public_page", *ROUND, *page, note="report public_page")
    given = ask(
        "union",
        "report",
        "issue",
        "4",
        *ROUND,
        "--format",
        "csv",
        "--out",
        folder / "given.csv",
        note="report issue",
    )
    issue = given["issue"]["issue"]
    ask("union", "report", "issued", note="report issued")
    again = ask("union", "report", "again", issue, "--out", folder / "again.csv", note="report again")
    assert again["same"] is True
    ask(
        "union",
        "report",
        "errata",
        issue,
        "--format",
        "csv",
        "--out",
        folder / "errata.csv",
        note="report errata",
    )
    ask("union", "why", "F02P03", "--fy", FY)
    ask("union", "drafts", *ROUND, "--kind", "request")
    form, wanted = folder / "form.xlsx", folder / "wanted.json"
    form.write_bytes(by_hand())
    named = CellSource("A1", form="money_summary", column="spent", project="F02P03", office="none")
    wanted.write_text(mapping_text(TemplateMapping(cells=(named,))), encoding="utf-8")
    words = (form, *ROUND, "--out", folder / "filled.xlsx", "--mapping", wanted)
    ask("union", "fill-template", *words)
    old = folder / "old.xlsx"
    old.write_bytes(book([["事業名", "団体", "支出済額"], [NAME_A, "大町市", 4000], ["合計", None, 4000]]))
    words = (old, "--fy", FY, "--period", PERIOD, "--unit", "千円")
    ask("union", "backfill", *words, "--suggest", folder / "meaning.json", note="backfill suggest")
    ask("union", "backfill", *words, "--why", "前年度の決算書による", "--dry-run")


def amend(world: World) -> None:
    """An indicator that was reported on is taken out of the plan; the checks of the plan, and the next year's list."""
    ask, folder = world.ask, world.folder
    for name, text in {
        "indicator": "indicator,project,kind,name,unit,aggregation\nK9,F02P03,outcome,参加者数,人,sum\n",
        "result": f"年度,期,団体,指標コード,実績値,値の状態\n{FY},通期,ikeda,K9,12,確定\n",
        "ended": f"indicator,last_fy\nK9,{int(FY) - 1}\n",
    }.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    ask("union", "plan", "apply", folder / "indicator.csv", note="plan apply of an indicator")
    why = ("--office", "ikeda", "--why", "電話による")
    ask("union", "enter", folder / "result.csv", *why, note="enter a result")
    ask("union", "plan", "apply", folder / "ended.csv", note="plan apply again")
    for name in ("check", "guide", "unmapped"):
        ask("union", "plan", name, "--fy", FY, note=f"plan {name}")
    ask("union", "plan", "next-year", "--fy", FY, "--to", int(FY) + 1, "--dry-run", note="plan next-year")


@pytest.mark.parametrize("command", PROMISED)
def test_the_json_of_each_command_holds_what_is_promised(world: World, command: str) -> None:
    answer = world.answers[command]
    assert type(answer["ok"]) is bool
    for place, keys in PROMISED[command].items():
        found = list(objects(answer, place))
        assert found, f"the round has no {place} to look at"
        for one in found:
            assert not set(keys.split()) - set(one), place
    if not answer["ok"]:
        assert "。" in answer["message"]


def objects(answer: Any, place: str) -> Iterator[dict[str, Any]]:
    """Every object at a place such as ``rows[].terms[]``."""
    found = [answer]
    for step in place.split(".") if place else []:
        found = [one[step.rstrip("[]")] for one in found]
        for _ in range(step.count("[]")):
            found = [element for some in found for element in some]
    yield from found


@pytest.mark.parametrize(("command", "place"), STATES)
def test_states_are_the_promised_words(world: World, command: str, place: str) -> None:
    *way, name = place.split(".")
    said = {one[name] for one in objects(world.answers[command], ".".join(way))}
    assert said
    assert said <= STATES[command, place]


def test_the_table_speaks_of_commands_that_exist() -> None:
    words = {" ".join(one.usage.words) for one in commands()}
    extra = {"refused", "wrong usage"}
    variants = re.compile(r" (refused|dry run|unknown|public_page|suggest|--window)$")
    for name in PROMISED.keys() - extra:
        assert variants.sub("", name) in words, name


def test_money_is_whole_yen_and_times_have_an_offset(world: World) -> None:
    assert not [one for one in numbers(world.answers) if isinstance(one, float)]
    for one in world.answers["values"]["values"]:
        assert one["at"][-6] in "+-"


def numbers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers(one)
    elif isinstance(value, list):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


# --- the region at every office ------------------------------------------------------------------------------


def test_the_unions_file_lets_every_office_see_the_region(world: World) -> None:
    """Values, totals, conflicts and the digest are the union's own, at every PC (law 2)."""
    hand_out(world)
    questions = (("values",), ("conflicts",), ("totals", "--fy", FY), ("returns",))
    seen = {}
    for home in ("union", *FIVE):
        told = [world.ask(home, *words, note="again") for words in questions]
        seen[home] = (world.ask(home, "digest", note="again")["digest"], told)
    assert len({json.dumps(one, ensure_ascii=False) for one in seen.values()}) == 1
    digest, (values, _conflicts, totals, _returns) = seen["hakuba"]
    assert digest == world.ask("union", "digest", note="again")["digest"]
    assert {one["office"] for one in values["values"]} == {*FIVE}
    [pair] = [one for one in totals["pairs"] if one["difference_yen"]]
    assert (pair["payer"], pair["out_yen"], pair["in_yen"]) == ("ikeda", 300_000, 290_000)


def test_a_lost_pc_is_filled_again_from_the_unions_file(world: World) -> None:
    """Set up anew from the 登録ファイル, everything exported before is back, and its receipts are complete."""
    before = world.ask("ikeda", "values", note="again")["values"]
    digest = world.ask("union", "digest", note="again")["digest"]
    (world.folder / "ikeda").rename(world.folder / "ikeda-lost")
    words = ("--office", "ikeda", "--registration", world.folder / "登録ファイル.csv")
    world.ask("ikeda", "setup", *words, note="again")
    assert [
        one for one in world.ask("ikeda", "values", note="again")["values"] if one["office"] == "ikeda"
    ] == []
    world.ask("ikeda", "merge", world.send("union"), note="again")
    assert world.ask("ikeda", "values", note="again")["values"] == before
    assert world.ask("ikeda", "digest", note="again")["digest"] == digest
    # The new PC is a stranger until the union confirms it; what it writes then goes on in a chain of its own.
    world.ask("ikeda", "enter", world.table("new", "ikeda", "F02P03,,2050001,,,,"), note="again")
    file = world.send("ikeda")
    [one] = world.ask("union", "merge", "--dry-run", file, code=1, note="again")["files"]
    assert one["state"] == "unknown_device"
    [one] = world.ask("union", "merge", file, "--accept-device", one["pairing"], note="again")["files"]
    assert (one["state"], one["changed"], one["conflicts"]) == ("merged", 1, 0)
