"""The installed window worked with keys alone: typed, corrected, written out, and taken by the union on Linux.

The keys come from the screen's server, as from a keyboard; between them it is waited until nothing moves.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from shipping.in_use import Installed, OnLinux
from shipping.steps import Place
from shipping.trials import Trials

TYPED, CORRECTED = "845000", 851_000
RECORD, FIELD = "money:omachi:2017:F01P01:initial", "budget_initial"
"""The first cell that can be written on the screen of an office."""
STEPS_TO_FIRST_AMOUNT = 4


def check(place: Place, trials: Trials, tried: Installed, linux: OnLinux, union: Path) -> None:
    """Work at the window of an office that is set up.

    Args:
        union: the union's data, made by the program for Linux; it knows this PC.
    """
    here = tried.here
    window = tried.window()
    try:
        tried.wait_for_window(20)
        here.settle()
        here.keys("ctrl+2")
        here.settle()
        here.keys("ctrl+Home", *["Right"] * STEPS_TO_FIRST_AMOUNT)
        here.type(TYPED)
        here.keys("Return")
        here.settle()
        here.keys("ctrl+z")
        here.settle()
        here.keys("ctrl+Home", *["Right"] * STEPS_TO_FIRST_AMOUNT)
        here.type(f"{CORRECTED:,}")
        here.keys("Return")
        here.settle()
        picture = here.picture(place.out / "entry-windows.png")
        trials.that("an amount is typed in the window (look at entry-windows.png)", picture.is_file())
        # The first leads to the screen, the second writes the file there.
        for _ in range(2):
            here.keys("ctrl+e")
            here.settle()
        here.picture(place.out / "export-windows.png")
        here.keys("alt+F4")
        deadline = time.monotonic() + 60
        while (code := window.poll()) is None and time.monotonic() < deadline:
            time.sleep(0.5)
        trials.that("Alt+F4 ends the program", code == 0, code)
    finally:
        tried.end_window(window)
    trials.that("the amount is in the data, the one undone is not", _amount(tried.ask("values")) == CORRECTED)
    written = sorted(here.drive_c.glob("users/*/AppData/Local/alps-desk/export/*.csv"))
    trials.that("Ctrl+E wrote one exchange file", len(written) == 1, written)
    if not written:
        return
    sent = shutil.copy(written[-1], place.folder("by-keys", empty=True))
    merged = linux.ask(union, "merge", sent)
    trials.that("the union on Linux takes it", merged.get("ok") is True, merged)
    taken = linux.ask(union, "values")
    trials.that("and shows the amount", _amount(taken) == CORRECTED, _amount(taken))


def _amount(answer: dict[str, Any]) -> object:
    """The value of the cell; None if there is none."""
    found = [
        one["value"] for one in answer.get("values", []) if (one["record"], one["field"]) == (RECORD, FIELD)
    ]
    return found[0] if found else None
