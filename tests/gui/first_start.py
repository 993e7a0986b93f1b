"""The real program in a process of its own until its first screen can be used: ``python -m tests.gui.first_start HOME``.

Writes as JSON when the frame was first painted and when the window could be used (its first screen is painted with the rows it
asked the store for; seconds of the monotonic clock), what it held then, and every module that was loaded.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from alps_desk import __main__ as program

if TYPE_CHECKING:
    from alps_desk.gui.shell import Shell


def main(home: str) -> None:
    """Start, look, and end the process."""
    from PySide6.QtWidgets import QApplication

    from alps_desk.gui import opening

    painted: list[float] = []
    before: list[str] = []
    paint_now = opening.Frame.paint_now

    def usable(opened: Shell, idle: bool) -> None:
        if not idle:
            return
        assert opened.window is not None
        QApplication.processEvents()
        opened.window.grab()
        sys.stdout.write(
            json.dumps(
                {
                    "painted": painted[0],
                    "usable": time.monotonic(),
                    "work": time.process_time(),
                    "page": type(opened.window.current_page).__name__,
                    "held_mb": held_mb(),
                    "modules": sorted(sys.modules),
                    "modules_before_paint": before,
                }
            )
        )
        sys.stdout.flush()
        # The time to take everything apart is not asked for.
        os._exit(0)

    def painting(frame: opening.Frame) -> None:
        paint_now(frame)
        painted.append(time.monotonic())
        before.extend(sorted(sys.modules))
        # Loaded only now, as the program does.
        from alps_desk.gui import shell

        start = shell.Shell.start

        def timed(opened: Shell) -> bool:
            opened._lanes.idle_changed.connect(lambda idle: usable(opened, idle))
            return start(opened)

        shell.Shell.start = timed

    opening.Frame.paint_now = painting
    sys.argv[1:] = ["--home", home]
    raise SystemExit(program.main())


def held_mb() -> int:
    """Memory of this process; what it shares with others is divided among them (PSS). 0 where nobody tells."""
    try:
        with Path("/proc/self/smaps_rollup").open(encoding="ascii") as lines:
            return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("Pss:"))
    except OSError:
        return 0


if __name__ == "__main__":
    main(sys.argv[1])
