"""Words, exit codes and the shape of answers.

Laws:
    * the usage line in the help is what is read;
    * 0 done, 1 refused, 2 wrong usage, 3 a fault; with ``--json`` exactly one object on standard output, always;
    * no trace reaches the user; it stands in the log under the number the user is told;
    * the command line works where Qt cannot be imported, and writes UTF-8 to a console of another code page.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from alps_desk import wording
from alps_desk.app.desk import Desk
from alps_desk.cli.printing import as_json, clipped, sentence, table, width
from alps_desk.cli.running import commands
from alps_desk.cli.usage import Usage
from alps_desk.domain.errors import WrongUsage
from tests.cli.offices import Office, Said

MERGE = Usage("merge FILE... [--dry-run] [--accept-device CODE...]")
RESOLVE = Usage("resolve CONFLICT (--take CHANGE | --value TEXT) --why TEXT")
HISTORY = Usage("history RECORD [FIELD]")


def test_options_stand_anywhere_and_take_what_follows() -> None:
    args = MERGE.read(
        ["a.csv", "--dry-run", "b.csv", "--accept-device", "1", "--accept-device=2", "--", "--c"]
    )
    assert args.texts("FILE") == ["a.csv", "b.csv", "--c"]
    assert args.given("--dry-run")
    assert args.texts("--accept-device") == ["1", "2"]


def test_a_value_may_begin_with_a_dash_and_be_empty() -> None:
    args = RESOLVE.read(["x", "--value", "-500", "--why="])
    assert (args.text("--value"), args.text("--why"), args.given("--take")) == ("-500", "", False)


def test_what_may_be_left_out_may_be_left_out() -> None:
    args = HISTORY.read(["r"])
    assert (args.text("RECORD"), args.text("FIELD"), args.given("FIELD")) == ("r", "", False)
    assert Usage("offices").read([]).given("--x") is False


@pytest.mark.parametrize(
    ("usage", "words", "code"),
    [
        (MERGE, [], "usage_place_missing"),
        (MERGE, ["a", "--frob"], "usage_option_unknown"),
        (MERGE, ["a", "--dry-run", "--dry-run"], "usage_option_twice"),
        (MERGE, ["a", "--dry-run=1"], "usage_option_bare"),
        (MERGE, ["a", "--accept-device"], "usage_value_missing"),
        (RESOLVE, ["a", "--why", "b"], "usage_option_missing"),
        (RESOLVE, ["a", "--take", "c"], "usage_option_missing"),
        (RESOLVE, ["a", "--take", "c", "--value", "d", "--why", "b"], "usage_either"),
        (RESOLVE, ["a", "--take", "c", "--take", "d", "--why", "b"], "usage_option_twice"),
        (HISTORY, ["a", "b", "c"], "usage_word_extra"),
        (Usage("offices"), ["a"], "usage_word_extra"),
    ],
)
def test_wrong_words_are_told_apart(usage: Usage, words: list[str], code: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        usage.read(words)
    assert refused.value.code == code
    assert "…" not in sentence(code, refused.value.params)


def test_every_command_has_its_words_once_and_a_description() -> None:
    words = [command.usage.words for command in commands()]
    assert len(set(words)) == len(words)
    assert all(words)
    for command in commands():
        assert wording.say(command.help_code)


@pytest.mark.parametrize("command", commands(), ids=lambda command: "-".join(command.usage.words))
def test_help_of_each_command(say: Callable[..., Said], command: object) -> None:
    usage = command.usage  # type: ignore[attr-defined]
    said = say(*usage.words, "--help")
    assert said.code == 0
    assert usage.line in said.out


def test_help_and_version_for_programs_are_one_object(say: Callable[..., Said]) -> None:
    assert len(say("--help", "--json").json["commands"]) == len(commands())
    assert say("--json", "--version").json["version"] in say("--version").out


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["plan", "--fy"],
        ["plan", "--fy", "abc"],
        ["plan", "--fy", "29"],
        ["plan", "--frob"],
        ["merge"],
        ["--home"],
        ["resolve", "x"],
        ["template", "--fy", "2017", "--period", "half1", "--out", "x.txt"],
        [],
    ],
)
def test_wrong_usage_ends_with_2_and_one_object(union: Office, words: list[str]) -> None:
    answer = union.ask(*words, code=2)
    assert set(answer) >= {"ok", "code", "message"}
    assert "Traceback" not in answer["message"]
    if words:
        said = union(*words)
        assert (said.code, said.out) == (2, "")
        assert answer["message"] in said.err


def test_home_and_json_stand_before_or_after(union: Office, say: Callable[..., Said]) -> None:
    home = union.home
    forms = [
        ["--home", home, "--json", "digest"],
        ["digest", "--json", f"--home={home}"],
        ["--json", "digest", "--home", home],
    ]
    assert len({say(*form).out for form in forms}) == 1
    assert say(*forms[0]).code == 0


def test_a_folder_that_was_not_set_up_is_refused(new_home: Callable[[str], Office]) -> None:
    answer = new_home("nobody").ask("digest", code=1)
    assert answer["code"] == "not_set_up"
    assert not new_home("nobody").home.exists()


def test_a_fault_is_logged_and_told_by_a_number(union: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Desk) -> str:
        raise RuntimeError("中の様子")

    monkeypatch.setattr(Desk, "digest", fail)
    answer = union.ask("digest", code=3)
    log = (union.home / "log" / "alps-desk.log").read_text(encoding="utf-8")
    assert answer["code"] == "fault"
    assert answer["incident"] in answer["message"]
    assert answer["incident"] in log
    assert "RuntimeError" in log
    assert "中の様子" not in log
    said = union("digest")
    assert (said.code, said.out) == (3, "")
    assert "Traceback" not in said.err


def test_a_fault_without_a_place_for_the_log_still_apologises(
    say: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Usage, "read", fail)
    said = say("--home", tmp_path / "file" / "x", "--json", "digest")
    assert said.code == 3
    assert said.json["log"] == ""


def test_an_interruption_is_no_fault(union: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: Desk) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Desk, "digest", stop)
    assert union.ask("digest", code=1)["code"] == "cli_stopped"


def test_sentences_never_fail() -> None:
    assert sentence("no_such_code_at_all", {}) == wording.say("cli_refused_unnamed")
    assert sentence("not_for_us", {}) == wording.say("not_for_us", office="…", to="…")


def test_tables_stand_straight_with_wide_letters() -> None:
    lines = table(["名前", "n"], [["髙𠮷", "1"], ["か\u3099x", "22"]], " >")
    assert {width(line) for line in lines} == {width("髙𠮷") + 2 + 2}
    assert clipped("あいうえお\nかきくけこ", 10) == "あいうえ…"


def test_json_survives_a_name_that_is_no_text() -> None:
    text = as_json({"file": "\udcff"}).encode("utf-8", "backslashreplace")
    assert json.loads(text) == {"file": "\udcff"}


# --- real processes ------------------------------------------------------------------------------------------


def run(
    words: list[str], root: Path, python: str = "", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    start = [sys.executable, "-c", python] if python else [sys.executable, "-m", "alps_desk"]
    return subprocess.run(
        [*start, *words],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), **environment},
        capture_output=True,
        timeout=60,
    )


WITHOUT_QT = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError(name)
sys.meta_path.insert(0, Blocked())
from alps_desk.__main__ import main
sys.exit(main())
"""


def test_it_works_where_qt_cannot_be_imported(root: Path, tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "u"), "--json"]
    assert run([*home, "setup", "--office", "union"], root, WITHOUT_QT).returncode == 0
    answer = run([*home, "plan", "--fy", "2017"], root, WITHOUT_QT)
    assert len(json.loads(answer.stdout)["projects"]) == 17
    window = run(home[:2], root, WITHOUT_QT, QT_QPA_PLATFORM="offscreen")
    assert window.returncode == 1
    assert wording.say("cli_no_window") in window.stderr.decode("utf-8")


def test_without_a_screen_the_window_is_refused(root: Path, tmp_path: Path) -> None:
    if sys.platform in ("win32", "darwin"):
        pytest.skip("these always have a screen")
    none = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    said = run(["--home", str(tmp_path)], root, **none)
    assert said.returncode == 1
    assert wording.say("cli_no_screen") in said.stderr.decode("utf-8")


def test_output_is_utf8_on_a_console_of_another_code_page(root: Path, tmp_path: Path) -> None:
    console = {"PYTHONIOENCODING": "cp932", "PYTHONUTF8": "0"}
    home = ["--home", str(tmp_path / "u")]
    assert run([*home, "setup", "--office", "union", "--person", "髙𠮷"], root, **console).returncode == 0
    said = run([*home, "offices"], root, **console)
    assert "大町市" in said.stdout.decode("utf-8")
    refused = run([*home, "enter", "𠮷.csv"], root, **console)
    assert refused.returncode == 1
    assert "𠮷.csv" in refused.stderr.decode("utf-8")


def test_a_reader_that_has_gone_is_no_fault(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "alps_desk", "--help"]
    with subprocess.Popen(
        command,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(60) == 1
        assert process.stderr.read() == b""
