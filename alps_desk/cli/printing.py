"""What the command line says: tables and sentences for people, one JSON object for programs."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from alps_desk import wording

_GAP = "  "
_UNKNOWN = "…"


class _Open(dict[str, object]):
    """Parameters of a sentence; one that nobody gave reads "…" instead of stopping the program."""

    def __missing__(self, key: str) -> str:
        return _UNKNOWN


def sentence(code: str, params: Mapping[str, object]) -> str:
    """What a code says to a person. Never fails: a refusal must reach its reader."""
    if not wording.knows(code):
        return wording.say("cli_refused_unnamed")
    return wording.template(code).format_map(_Open(params))


def use_utf8(*streams: TextIO | None) -> None:
    """Make output UTF-8 whatever the console's own code page is; nothing that is written may fail."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def as_json(data: Mapping[str, Any]) -> str:
    """One JSON object on one line."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def width(text: str) -> int:
    """Columns that a text takes on a console."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def clipped(text: str, columns: int) -> str:
    """The text on one line of at most so many columns; what is cut off shows as "…"."""
    flat = " ".join(text.split())
    if width(flat) <= columns:
        return flat
    kept, used = "", 0
    for sign in flat:
        used += width(sign)
        if used > columns - 1:
            break
        kept += sign
    return kept + _UNKNOWN


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> list[str]:
    """Lines of a table, a rule under its head; columns whose place in ``right`` is ``>`` are aligned right."""
    grid = [list(head), *(list(row) for row in rows)]
    widths = [max(width(line[at]) for line in grid) for at in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        padded = []
        for at, (cell, wide) in enumerate(zip(cells, widths, strict=True)):
            space = " " * (wide - width(cell))
            padded.append(space + cell if right[at : at + 1] == ">" else cell + space)
        return _GAP.join(padded).rstrip()

    return [line(grid[0]), _GAP.join("-" * wide for wide in widths), *(line(row) for row in grid[1:])]


def headings(codes: str) -> list[str]:
    """Headings of a table by the last words of their codes, ``cli_col_…``."""
    return [wording.say(f"cli_col_{code}") for code in codes.split()]


def put(text: str, stream: TextIO | None = None) -> None:
    """Write a line; a stream that is not there (a program without a console) is no reason to fail."""
    target = stream if stream is not None else sys.stdout
    if target is not None:
        target.write(text + "\n")
        target.flush()
