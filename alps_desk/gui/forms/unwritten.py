"""What is being typed and not stored yet, kept in a small file so that a power cut does not take it.

Promise: a text that stood in an open field for two seconds is offered again at the next start, even when the program
was killed. The file holds only what no store holds: it is emptied as soon as the text is stored or given up. Nothing
waits for it, and a place that cannot be written stops nobody.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from alps_desk.app.files import write_whole
from alps_desk.domain.errors import Refusal

_log = logging.getLogger(__name__)

_LOOK_MS = 1000
_MOST = 200
_LONGEST = 200_000


@dataclass(frozen=True)
class Unwritten:
    """A text that is not stored.

    Attributes:
        record, field: where it belongs.
        text: as typed so far, a composition included.
        whole: it was finished and could not be stored; else somebody was still typing.
    """

    record: str
    field: str
    text: str
    whole: bool = False


class UnwrittenFile:
    """The file.

    Args:
        path: None keeps nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def read(self) -> list[Unwritten]:
        """What the last start left behind; nothing when the file is missing or broken."""
        if self._path is None:
            return []
        try:
            if self._path.stat().st_size > _LONGEST * 8:
                return []
            found = json.loads(self._path.read_text(encoding="utf-8", errors="surrogatepass"))
        except (OSError, ValueError):
            return []
        if not isinstance(found, list):
            return []
        return [
            Unwritten(one["record"], one["field"], one["text"], one.get("whole") is True)
            for one in found[:_MOST]
            if isinstance(one, dict)
            and all(isinstance(one.get(key), str) for key in ("record", "field", "text"))
        ]

    def write(self, texts: Sequence[Unwritten]) -> None:
        """Replace the file; without texts take it away. A refusal of the disk is logged."""
        if self._path is None:
            return
        try:
            if texts:
                content = json.dumps([asdict(one) for one in texts], ensure_ascii=False)
                write_whole(self._path, content.encode("utf-8", "surrogatepass"))
            else:
                self._path.unlink(missing_ok=True)
        except (OSError, Refusal):
            _log.warning("cannot keep what is being typed", exc_info=True)


class UnwrittenKeeper(QObject):
    """Looks once a second at what is being typed, from ``watch`` on, and keeps it on a thread of its own.

    Args:
        file: where.
        looks: give what is unwritten now.

    Attributes:
        offered: what the last start left and nobody has taken up or given up yet; it stays in the file.
    """

    def __init__(
        self, file: UnwrittenFile, looks: Callable[[], Iterable[Unwritten]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._file = file
        self._looks = looks
        self.offered: list[Unwritten] = file.read()
        self._kept: list[Unwritten] = list(self.offered)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="unwritten")
        self._timer: QTimer | None = None

    def watch(self, holder: QObject) -> None:
        """Look every second, as long as what is typed into lives."""
        self._timer = QTimer(holder)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Keep what is unwritten now, if it is something else than before."""
        now = [one for one in self._looks() if one.text and len(one.text) <= _LONGEST]
        places = {(one.record, one.field) for one in now}
        texts = [*now, *(one for one in self.offered if (one.record, one.field) not in places)][:_MOST]
        if texts != self._kept:
            self._kept = texts
            self._writer.submit(self._file.write, tuple(texts))

    def settle(self, text: Unwritten) -> None:
        """An offered text was taken up or given up."""
        self.offered = [one for one in self.offered if one != text]

    def close(self) -> None:
        """Look a last time and wait until all is written."""
        if self._timer is not None and isValid(self._timer):
            self._timer.stop()
        self.look()
        self._writer.shutdown(wait=True)
