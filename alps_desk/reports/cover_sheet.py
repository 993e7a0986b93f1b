"""送付票 as data: one page that goes with an exchange file, for whoever carries it and whoever receives it.

Promise: it names the file by what is in it (number of changes, sums, the beginning of its SHA-256), so that both ends
can see by eye that it is the same file and nothing is missing. What the local media form asks for is left blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

HASH_GROUPS = 4
"""Groups of four digits of the SHA-256 that stand on the sheet."""


@dataclass(frozen=True)
class CoverLine:
    """One line: what, and the value; ``figure`` stands at the right in the face for figures."""

    label: str
    value: str
    kind: Literal["text", "figure"] = "text"


@dataclass(frozen=True)
class CoverBlock:
    """Lines under a heading."""

    heading: str
    lines: Sequence[CoverLine]


@dataclass(frozen=True)
class CoverSheet:
    """The sheet, filled.

    Attributes:
        name, title, made_by, made_on, landscape: as of every report.
        period_line: year and period; to: for whom.
        blocks: what the program states.
        by_hand: labels of the boxes that are filled in by hand.
        notes: below them.
        sample: it is sample data (見本).
    """

    title: str
    period_line: str
    made_by: str
    to: str
    made_on: date
    blocks: Sequence[CoverBlock]
    by_hand: Sequence[str]
    notes: Sequence[str]
    sample: bool = False
    name: str = "cover_sheet"
    landscape: bool = False


def short_hash(sha256: str) -> str:
    """The beginning of a SHA-256 in groups that can be read aloud: 3F2A 91BC 0D77 E4A1."""
    digits = sha256[: 4 * HASH_GROUPS].upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
