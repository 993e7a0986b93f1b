"""自己点検 on the command line: program, data and window, told on the console and into a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from alps_desk import app, wording
from alps_desk.app.files import write_whole
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.printing import as_json, sentence
from alps_desk.cli.usage import Usage
from alps_desk.domain.errors import Refusal


def _self_check(call: Call) -> Answer:
    found = app.self_check.check_program(call.home)
    try:
        found += call.desk.self_check()
    except Refusal as error:
        none = error.code == "not_set_up"
        said = (
            wording.say("self_home_none", folder=call.home.root)
            if none
            else sentence(error.code, error.params)
        )
        found.append(app.self_check.Checked("home", none, said))
    if all(one.ok for one in found if one.name == "files"):
        # Without its files the program could only fail at it.
        found += app.trial_round.try_out(call.doors.set_up_desk)
    if call.args.given("--window"):
        found += call.doors.check_window()
    lines = [f"{wording.say('cli_self_good' if one.ok else 'cli_self_bad')} {one.message}" for one in found]
    data = {"checks": [asdict(one) for one in found]}
    bad = sum(not one.ok for one in found)
    answer = Answer(data, lines, "self_failed", {"count": bad}) if bad else Answer(data, lines)
    if call.args.given("--report"):
        _write_check(call, Path(call.args.text("--report")), answer)
    return answer


def _write_check(call: Call, file: Path, answer: Answer) -> None:
    """For a program without a console: the same answer as a file, ``.json`` for programs, else for people."""
    if file.suffix.lower() == ".json":
        write_whole(file, (as_json({"ok": answer.ok, **answer.data}) + "\n").encode("utf-8"))
        return
    lines = [wording.say("self_report_title", at=f"{call.doors.now():%Y-%m-%d %H:%M}"), *answer.lines]
    if not answer.ok:
        lines.append(sentence(answer.code, answer.params))
    write_whole(file, ("\r\n".join(lines) + "\r\n").encode("utf-8-sig"))


COMMANDS = (Command(Usage("self-check [--window] [--report FILE]"), _self_check),)
