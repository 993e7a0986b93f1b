"""The program's door: with a command the command line, without one the window.

Promise: importing it loads next to nothing. Each process that judges beside this one imports it again
(``multiprocessing`` does), and none of them opens a window or reads a command.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alps_desk import cli
    from alps_desk.app.desk import Desk
    from alps_desk.app.progress import Progress
    from alps_desk.app.self_check import Checked
    from alps_desk.app.workplace import Clock, Home
    from alps_desk.gui import shell


_MADE = 20_000
"""Objects made before Python looks for garbage among the young ones; its own 700 are for small programs."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the exit code."""
    if argv is None:
        # A process of its own. While modules load, much is made and nothing becomes garbage: looking for it takes time.
        gc.set_threshold(_MADE, *gc.get_threshold()[1:])
    # Only now: see above.
    from alps_desk import bootstrap, cli

    words = list(sys.argv[1:] if argv is None else argv)
    doors = cli.Doors(
        home_at=bootstrap.home_at,
        open_desk=bootstrap.open_desk,
        set_up_desk=bootstrap.set_up_desk,
        open_window=open_window,
        play_demo=play_demo,
        check_window=check_window,
        now=bootstrap.now,
    )
    return cli.main(words, doors)


def open_window(home: Home) -> int:
    """Open the window on a data folder and stay until it is closed.

    Raises:
        NotFound: no screen (``cli_no_screen``), or the parts for windows are missing (``cli_no_window``).
    """
    from alps_desk.domain.errors import NotFound

    if not has_screen():
        raise NotFound("cli_no_screen")
    try:
        # Only now: everything else works where Qt is not installed.
        from alps_desk.gui import opening
    except ImportError as error:
        raise NotFound("cli_no_window") from error

    def doors() -> shell.Doors:
        # Only now: the frame is painted.
        from alps_desk import bootstrap
        from alps_desk.gui import shell

        return shell.Doors(
            partial(bootstrap.open_desk, alone=True),
            partial(bootstrap.set_up_desk, alone=True),
            bootstrap.now,
        )

    return opening.run(home, sys.argv[:1], doors)


def check_window() -> Sequence[Checked]:
    """Try the window out on data of its own; without a screen, or without the parts for windows, that is the finding."""
    from alps_desk import app, bootstrap, wording
    from alps_desk.domain.errors import Refusal

    if not has_screen():
        return [app.self_check.Checked("window", False, wording.say("self_window_none"))]
    try:
        from alps_desk.gui import self_check
    except ImportError:
        return [app.self_check.Checked("window", False, wording.say("cli_no_window"))]
    try:
        return self_check.check_window(bootstrap.set_up_desk, bootstrap.now)
    except Refusal as refusal:
        return [
            app.self_check.Checked("window", False, wording.say("self_window_refused", code=refusal.code))
        ]


def play_demo(out: Path | None, progress: Progress, as_json: bool) -> cli.Answer:
    """Play the sample round, and on a screen open the union's window on its data.

    Pictures and pages are painted without a screen, so that this process cannot fail for want of one; the window is a
    process of its own and stays when this one has ended.

    Raises:
        Refusal: the folder cannot be used.
    """
    # Only now: it knows every handler, of which the window needs few to open.
    from alps_desk import bootstrap, cli, demo, wording

    began = time.monotonic()
    painting = _can_paint()
    # Asked before the pictures are made: they are painted on a screen of their own.
    opens = painting and not as_json and _somebody_looks()
    played = demo.play(
        out if out is not None else demo.own_folder(Path.cwd()),
        demo.Doors(
            lambda home, command, clock: bootstrap.set_up_desk(home, command, clock=clock),
            _save_pictures if painting else None,
            painting,
        ),
        progress,
    )
    assert played.totals is not None, "a round that was played has totals"
    total = played.totals.total
    opens = opens and _start_window(played.union_home)
    lines = [
        *played.guide,
        wording.say("demo_out", folder=played.out),
        wording.say("demo_seconds", seconds=round(time.monotonic() - began)),
        *([wording.say("demo_window")] if opens else []),
    ]
    data = {
        "out": str(played.out),
        "files": [str(file) for file in played.files],
        "conflicts": played.conflicts,
        "gross_yen": total.gross_yen,
        "elimination_yen": total.elimination_yen,
        "net_yen": total.net_yen,
        "home": str(played.union_home),
        "digests": played.digests,
        "window": opens,
    }
    return cli.Answer(data, lines)


def _can_paint() -> bool:
    """Whether Qt is there; on Linux its pictures need no screen."""
    try:
        importlib.import_module("alps_desk.paper.pdf")
    except ImportError:
        return False
    return True


def _save_pictures(desk: Desk, folder: Path, clock: Clock) -> Sequence[Path]:
    if sys.platform.startswith("linux"):
        # Chosen before Qt starts: a screen that is named but not there would end the process.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from alps_desk.gui.pictures import save_pictures

    return save_pictures(desk, folder, clock)


def _start_window(home: Path) -> bool:
    """Start the window as a process of its own, as the user would; whether it could be started."""
    import subprocess

    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "alps_desk"]
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    apart = 0
    if sys.platform == "win32":
        # Closing the console must not close the window.
        apart = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    try:
        subprocess.Popen(
            [*program, "--home", str(home)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=apart,
        )
    except OSError:
        return False
    return True


def has_screen() -> bool:
    """Whether there is a screen that a window can open on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _somebody_looks() -> bool:
    """Whether a person sits before the screen, as far as can be told."""
    painted_away = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in ("offscreen", "minimal")
    return has_screen() and not painted_away and not os.environ.get("CI")


if __name__ == "__main__":
    sys.exit(main())
