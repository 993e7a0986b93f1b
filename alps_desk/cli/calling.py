"""One call of the command line: what a command is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alps_desk.domain.calendar import parse_fiscal_year
from alps_desk.domain.errors import InputRejected, NotFound, Refusal, WrongUsage, excerpt

if TYPE_CHECKING:
    from alps_desk.app.desk import Desk
    from alps_desk.app.progress import Progress
    from alps_desk.app.self_check import Checked
    from alps_desk.app.setup import SetUp
    from alps_desk.app.workplace import Home
    from alps_desk.cli.usage import Arguments, Usage
    from alps_desk.domain.plan import Period, Plan


@dataclass(frozen=True)
class Doors:
    """What the command line reaches but does not know (the rooms beside and above it).

    Attributes:
        home_at: the data folder: the named one, or the user's own.
        open_desk, set_up_desk: a data folder becomes a desk.
        open_window: the window of a data folder; returns the program's exit code, refuses without a screen.
        play_demo: plays the sample round into a folder (None = a place of its own) and tells what came of it.
        check_window: tries the window out, as far as there is a screen.
        now: the clock.
    """

    home_at: Callable[[Path | None], Home]
    open_desk: Callable[[Home], Desk]
    set_up_desk: Callable[[Home, SetUp], Desk]
    open_window: Callable[[Home], int]
    play_demo: Callable[[Path | None, Progress, bool], Answer]
    check_window: Callable[[], Sequence[Checked]]
    now: Callable[[], datetime]


@dataclass(frozen=True)
class Answer:
    """What a command found or did.

    Attributes:
        data: the JSON object, besides ``ok``.
        lines: the same for people.
        code, params: why it is not well, "" if it is.
    """

    data: Mapping[str, Any]
    lines: Sequence[str] = ()
    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it is done and nothing was found wanting."""
        return not self.code


class Call:
    """One command with its words; the desk is opened when it is first asked for.

    Attributes:
        as_json: a program asked, so nothing may be opened for a person to see.

    Args:
        opened: called with the desk when it was opened.
    """

    def __init__(
        self,
        args: Arguments,
        home: Home,
        doors: Doors,
        progress: Progress,
        *,
        as_json: bool = False,
        opened: Callable[[Desk], None] | None = None,
    ) -> None:
        self.args = args
        self.home = home
        self.doors = doors
        self.progress = progress
        self.as_json = as_json
        self._opened = opened
        self._desk: Desk | None = None

    @property
    def desk(self) -> Desk:
        """The office of the data folder.

        Raises:
            StoreUnavailable, StoreTooNew: with a code that says what to do.
        """
        if self._desk is None:
            self._desk = self.doors.open_desk(self.home)
            if self._opened is not None:
                self._opened(self._desk)
        return self._desk

    def close(self) -> None:
        """Let go of the data folder."""
        if self._desk is not None:
            self._desk.close()

    # --- words that many commands share ----------------------------------------------------------------------

    def fy(self) -> int | None:
        """The fiscal year of ``--fy``, None if it was not named.

        Raises:
            WrongUsage: not a fiscal year.
        """
        text = self.args.text("--fy")
        if not text:
            return None
        try:
            return parse_fiscal_year(text).value
        except InputRejected as error:
            raise WrongUsage(error.code, **error.params) from error

    def plan(self) -> Plan:
        """The plan of ``--fy``, else the latest."""
        return self.desk.plan(self.fy())

    def period(self, plan: Plan) -> Period:
        """The period of ``--period``, else the last one that is open."""
        text = self.args.text("--period")
        if text:
            return self.desk.period(plan, text)
        today = self.doors.now().date().isoformat()
        opened = [one for one in plan.periods if one.opens_on and one.opens_on <= today]
        candidates = opened or list(plan.periods)
        if not candidates:
            raise WrongUsage("usage_option_missing", options="--period")
        return max(candidates, key=lambda one: one.opens_on)

    def office(self, plan: Plan) -> str:
        """The office key of ``--office``, by key, name or municipality code; "" if it was not named.

        Raises:
            NotFound: no such office (``cli_office_unknown``).
        """
        text = self.args.text("--office").strip()
        if not text:
            return ""
        for body in plan.bodies:
            if text in (body.key, body.name, body.code6):
                return body.key
        keys = "、".join(body.key for body in plan.bodies)
        raise NotFound("cli_office_unknown", office=excerpt(text), offices=keys[:80])

    def out(self, *endings: str) -> Path:
        """The file of ``--out``, with one of the endings.

        Raises:
            WrongUsage: it ends otherwise (``usage_ending``).
        """
        path = Path(self.args.text("--out"))
        if endings and path.suffix.lower() not in endings:
            raise WrongUsage("usage_ending", endings=" / ".join(endings))
        return path


@dataclass(frozen=True)
class Command:
    """A command: its usage line and what it does. Its description is the sentence ``cli_help_…``."""

    usage: Usage
    run: Callable[[Call], Answer]

    @property
    def help_code(self) -> str:
        """Code of the sentence that says what it does."""
        return "cli_help_" + "_".join(self.usage.words).replace("-", "_")


def refused(refusal: Refusal, data: Mapping[str, Any], lines: Sequence[str] = ()) -> Answer:
    """The answer to something that was refused but has more to tell than why."""
    return Answer(data, lines, refusal.code, refusal.params)
