"""The log of the program: what happened to it, never what anybody entered.

Promise: of a message only its own words are written, and of what fills it only numbers of incidents and plain numbers;
of an exception its kind and the places in the program, since its message may hold what was typed, a file or a person's
name. The log turns over at 1 MB and three old ones are kept.
"""

from __future__ import annotations

import logging
import re
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logging.handlers import RotatingFileHandler

NAME = "alps-desk.log"
MOST_BYTES, OLD_KEPT = 1_000_000, 3
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_INCIDENT = re.compile(r"\d{4}-\d{4}-\d{2,}\Z")
_GAP = re.compile(r"%[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
_UNSAID = "…"


def open_log(folder: Path) -> Path:
    """Send the program's log to a file in a folder, made if it is missing; the file.

    Of other people's parts only warnings are written, of the program itself also what it tells of its course.
    """
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger().addHandler(_Late(folder))
    logging.getLogger("alps_desk").setLevel(logging.INFO)
    return folder / NAME


def write_fault(folder: Path, incident: str, fault: BaseException) -> Path:
    """Write one fault of the program under its number and let go of the log again; the file.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handler = _handler(folder)
    logger = logging.getLogger(__name__)
    trace = (type(fault), fault, fault.__traceback__)
    record = logger.makeRecord(logger.name, logging.ERROR, __file__, 0, "incident %s", (incident,), trace)
    try:
        # Opened here and not by the handler, which would swallow that it cannot be.
        with (folder / NAME).open("a", encoding="utf-8"):
            handler.emit(record)
    finally:
        handler.close()
    return folder / NAME


class _Late(logging.Handler):
    """The log's file, and the library that turns it over, from the first record on: the first screen is there before."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._file: RotatingFileHandler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            self._file = _handler(self._folder)
        self._file.emit(record)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()


def _handler(folder: Path) -> RotatingFileHandler:
    from logging.handlers import RotatingFileHandler

    handler = RotatingFileHandler(
        folder / NAME,
        maxBytes=MOST_BYTES,
        backupCount=OLD_KEPT,
        encoding="utf-8",
        delay=True,
        errors="backslashreplace",
    )
    handler.setFormatter(_Discreet(_FORMAT))
    return handler


class _Discreet(logging.Formatter):
    """Writes a record without what anybody entered."""

    def format(self, record: logging.LogRecord) -> str:
        # A copy: other handlers, as those of tests, are shown the record as it is, its trace too.
        told = logging.makeLogRecord(record.__dict__)
        told.msg, told.args = _own_words(record), ()
        told.exc_text = None
        return super().format(told)

    def formatException(  # noqa: N802 - called so by the standard library
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return trace_of(ei[1]) if ei[1] is not None else ""


def _own_words(record: logging.LogRecord) -> str:
    """The message, with a gap left open unless a number fills it."""
    if not record.args:
        return str(record.msg).partition("\n")[0]
    given = list(record.args) if isinstance(record.args, tuple) else []
    said = (
        one if isinstance(one, int | float) or (isinstance(one, str) and _INCIDENT.match(one)) else _UNSAID
        for one in given
    )
    words = str(record.msg).partition("\n")[0]
    return _GAP.sub(lambda _: str(next(said, _UNSAID)), words)


def trace_of(fault: BaseException) -> str:
    """An exception and those it came from: places and kinds, without messages and without lines of code."""
    lines: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = fault
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        lines += [
            f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
            for frame in traceback.extract_tb(one.__traceback__)
        ]
        kind = type(one)
        lines.append(kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}")
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n".join(lines)
