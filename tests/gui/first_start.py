"""The real program in a process of its own until its first screen can be used: ``python -m tests.gui.first_start HOME``.

Writes as JSON when the window was first painted and when it could be used (its first screen is painted with the rows it
asked the store for; seconds of the monotonic clock), what it held then, and every module that was loaded.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from alps_desk import __main__ as program


def main(home: str) -> None:
    """Start, look, and end the process."""
    from PySide6.QtWidgets import QApplication

    from alps_desk.gui import shell

    painted: list[float] = []
    start = shell.Shell.start

    def usable(opened: shell.Shell, idle: bool) -> None:
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
                }
            )
        )
        sys.stdout.flush()
        # The time to take everything apart is not asked for.
        os._exit(0)

    def timed(opened: shell.Shell) -> bool:
        opened._lanes.idle_changed.connect(lambda idle: usable(opened, idle))
        answer = start(opened)
        assert opened.window is not None
        opened.window.repaint()
        painted.append(time.monotonic())
        return answer

    shell.Shell.start = timed
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
