"""Python's garbage is collected on the window's thread only.

The interpreter collects cycles on whatever thread happens to allocate when a threshold is passed. A cycle may hold
widgets, and a widget that is destroyed on a reader's or the writer's thread takes the process with it, sooner or
later. So automatic collection is switched off, and a timer of the window's thread does it at the same thresholds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 5_000


class GarbageCollector(QObject):
    """Collects while it lives; made once, by whoever makes the application."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()

    def stop(self) -> None:
        """Collect no more by itself; whoever asks this calls :func:`collect_due`."""
        self._timer.stop()


def collect_due() -> None:
    """Collect every generation whose threshold is passed, as the interpreter would; call it on the window's thread."""
    for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)):
        if count > threshold:
            gc.collect(generation)
