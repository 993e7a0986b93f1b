"""The program's door: with a command the command line, without one the window."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial

from alps_desk import bootstrap, cli
from alps_desk.app.workplace import Home
from alps_desk.domain.errors import NotFound


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    doors = cli.Doors(
        home_at=bootstrap.home_at,
        open_desk=bootstrap.open_desk,
        set_up_desk=bootstrap.set_up_desk,
        open_window=open_window,
        now=bootstrap.now,
    )
    return cli.main(words, doors)


def open_window(home: Home) -> int:
    """Open the window on a data folder and stay until it is closed.

    Raises:
        NotFound: no screen (``cli_no_screen``), or the parts for windows are missing (``cli_no_window``).
    """
    if not has_screen():
        raise NotFound("cli_no_screen")
    try:
        # Only now: everything else works where Qt is not installed.
        from alps_desk.gui import shell
    except ImportError as error:
        raise NotFound("cli_no_window") from error
    doors = shell.Doors(
        partial(bootstrap.open_desk, alone=True), partial(bootstrap.set_up_desk, alone=True), bootstrap.now
    )
    return shell.run(home, sys.argv[:1], doors)


def has_screen() -> bool:
    """Whether there is a screen that a window can open on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
