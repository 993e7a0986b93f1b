"""From words to an exit code: 0 done, 1 refused or found wanting, 2 wrong usage, 3 a fault of the program."""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alps_desk import __version__, wording
from alps_desk.app.log_book import write_fault
from alps_desk.app.progress import Cancelled, Progress, Step
from alps_desk.cli.calling import Answer, Call, Command, Doors
from alps_desk.cli.printing import as_json, put, sentence, use_utf8
from alps_desk.domain.errors import Refusal, WrongUsage, excerpt

if TYPE_CHECKING:
    from alps_desk.app.desk import Desk

DONE, REFUSED, MISUSED, FAULT = 0, 1, 2, 3


@cache
def commands() -> tuple[Command, ...]:
    """All commands in the order they are told about.

    Loaded when one is asked for: the window opens through this door too, and needs none of them.
    """
    from alps_desk.cli import (
        asking,
        counting,
        deciding,
        doing,
        drafting_letters,
        elsewhere,
        giving_out,
        handing_in,
        keeping,
        planning,
        self_checking,
        sharing,
        trusting,
    )

    return (
        *doing.COMMANDS,
        *counting.COMMANDS,
        *giving_out.COMMANDS,
        *drafting_letters.COMMANDS,
        *sharing.COMMANDS,
        *handing_in.COMMANDS,
        *deciding.COMMANDS,
        *trusting.COMMANDS,
        *keeping.COMMANDS,
        *asking.COMMANDS,
        *elsewhere.COMMANDS,
        *self_checking.COMMANDS,
        *planning.COMMANDS,
    )


@dataclass
class _Words:
    """The words of one call, the ones for every command taken out."""

    home: Path | None = None
    json: bool = False
    help: bool = False
    version: bool = False
    rest: tuple[str, ...] = ()


def main(argv: Sequence[str], doors: Doors) -> int:
    """Run one command; the exit code."""
    use_utf8(sys.stdout, sys.stderr)
    words = _Words(json="--json" in argv)
    command: Command | None = None
    try:
        words = _split(argv)
        if words.version:
            _answer(Answer({"version": __version__}, [f"alps-desk {__version__}"]), words.json)
            return DONE
        command = _find(words)
        if words.help:
            _answer(_help(command), words.json)
            return DONE
        if command is None:
            return doors.open_window(doors.home_at(words.home))
        args = command.usage.read(words.rest[len(command.usage.words) :])
        call = Call(
            args,
            doors.home_at(words.home),
            doors,
            Progress(_tell_step),
            as_json=words.json,
            opened=_keep_daily,
        )
        try:
            answer = command.run(call)
        finally:
            call.close()
        _answer(answer, words.json)
        return DONE if answer.ok else REFUSED
    except WrongUsage as error:
        _refuse(error, words.json, command)
        return MISUSED
    except Refusal as error:
        _refuse(error, words.json, None)
        return REFUSED
    except (KeyboardInterrupt, Cancelled):
        _refuse(Refusal("cli_stopped"), words.json, None)
        return REFUSED
    except Exception as fault:  # noqa: BLE001 - the last place that can keep a trace from the user
        if _reader_gone(fault):
            # Nothing more can be said to it, not even at the interpreter's end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return REFUSED
        _apologise(fault, doors, words)
        return FAULT


def _reader_gone(fault: Exception) -> bool:
    """Whether whoever read the output has gone; Windows says of such a pipe only that something is invalid."""
    if isinstance(fault, BrokenPipeError):
        return True
    windows = sys.platform == "win32"
    return windows and isinstance(fault, OSError) and fault.errno == errno.EINVAL and fault.filename is None


def _keep_daily(desk: Desk) -> None:
    from alps_desk.cli import keeping

    keeping.keep_daily(desk)


def _split(argv: Sequence[str]) -> _Words:
    """Take out the options that every command has, before or after it."""
    words = _Words()
    kept: list[str] = []
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            kept += ["--", *rest]
            break
        if word == "--json":
            words.json = True
        elif word in ("-h", "--help"):
            words.help = True
        elif word == "--version":
            words.version = True
        elif word == "--home" or word.startswith("--home="):
            _, equals, value = word.partition("=")
            if not equals:
                if not rest:
                    raise WrongUsage("usage_value_missing", option="--home")
                value = rest.pop(0)
            words.home = Path(value)
        else:
            kept.append(word)
    words.rest = tuple(kept)
    return words


def _find(words: _Words) -> Command | None:
    """The command with the most words that fit; None if none was named.

    Raises:
        WrongUsage: no such command (``usage_command_unknown``).
    """
    if not words.rest:
        if words.json and not words.help:
            raise WrongUsage("usage_command_missing")
        return None
    fitting = [one for one in commands() if words.rest[: len(one.usage.words)] == one.usage.words]
    if not fitting:
        raise WrongUsage("usage_command_unknown", command=excerpt(words.rest[0]))
    return max(fitting, key=lambda one: len(one.usage.words))


def _help(command: Command | None) -> Answer:
    told = [
        (one.usage.line, wording.say(one.help_code))
        for one in (commands() if command is None else (command,))
    ]
    lines = [wording.say("cli_usage")]
    for usage, what in told:
        lines += [f"  {usage}", f"      {what}"]
    if command is None:
        lines += [wording.say(f"cli_usage_{one}") for one in ("home", "json", "window")]
    return Answer({"commands": [{"usage": usage, "help": what} for usage, what in told]}, lines)


def _answer(answer: Answer, json: bool) -> None:
    message = "" if answer.ok else sentence(answer.code, answer.params)
    if json:
        why = {} if answer.ok else {"code": answer.code, "message": message}
        # Why it was refused comes last: a key of the answer cannot hide it.
        put(as_json({"ok": answer.ok, **answer.data, **why}))
        return
    for line in answer.lines:
        put(line)
    if message:
        put(message, sys.stderr)


def _refuse(error: Refusal, json: bool, command: Command | None) -> None:
    message = sentence(error.told_as, error.params)
    if json:
        told: dict[str, Any] = {"ok": False, "code": error.code, "message": message}
        if command is not None:
            told["usage"] = command.usage.line
        put(as_json(told))
        return
    put(message, sys.stderr)
    if isinstance(error, WrongUsage):
        known = command.usage.line if command is not None else "--help"
        put(wording.say("cli_see_usage", usage=known), sys.stderr)


def _tell_step(step: Step) -> None:
    if step.text:
        place = f"[{min(step.done + 1, step.total)}/{step.total}] " if step.total else ""
        put(place + step.text, sys.stderr)


def _apologise(fault: Exception, doors: Doors, words: _Words) -> None:
    """Put the trace into the log under a number, and give the number to the user."""
    incident = f"{doors.now():%m%d-%H%M}-{int.from_bytes(os.urandom(4)) % 100:02d}"
    file = ""
    try:
        file = str(write_fault(doors.home_at(words.home).log.parent, incident, fault))
    except OSError:
        # A disk that is full or read-only: the apology is what is left.
        logging.getLogger(__name__).debug("no log for %s", incident)
    message = wording.say("cli_fault", incident=incident)
    if words.json:
        put(as_json({"ok": False, "code": "fault", "message": message, "incident": incident, "log": file}))
        return
    put(message, sys.stderr)
    if file:
        put(wording.say("cli_fault_log", file=file), sys.stderr)
