"""Progress and cancel for long work, without Qt: the window, the command line and tests give their own listener.

Work calls ``report`` as it goes, and ``check`` where stopping leaves the data as before::

    for number, file in enumerate(files):
        progress.check()
        progress.report(number, len(files), "取り込んでいます")
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


class Cancelled(Exception):
    """The user stopped the work; nothing was changed."""


@dataclass(frozen=True)
class Step:
    """How far work is.

    Attributes:
        done: parts finished.
        total: parts in all; 0 = not known.
        text: what is being done, a sentence for people; may be empty.
    """

    done: int
    total: int
    text: str = ""


class Progress:
    """Between work and whoever waits for it. ``report`` is called by the work, ``cancel`` from any thread.

    Args:
        listener: called with each step on the thread of the work; None = nobody listens.
    """

    def __init__(self, listener: Callable[[Step], None] | None = None) -> None:
        self._listener = listener
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next ``check``."""
        self._cancelled.set()

    def report(self, done: int, total: int, text: str = "") -> None:
        """Say how far the work is; never raises because nobody listens."""
        if self._listener is not None:
            self._listener(Step(done, total, text))

    def check(self) -> None:
        """Stop here if asked to.

        Raises:
            Cancelled: the work was asked to stop.
        """
        if self.cancelled:
            raise Cancelled
