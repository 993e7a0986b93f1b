"""The letters that come with the program, and what stands in for them; on paper and on screen the same."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFontDatabase

from alps_desk import places

_STAND_INS: Final = ["Alps Desk Rare Kanji", "Yu Gothic UI", "Meiryo UI", "Noto Sans CJK JP"]
TEXT_FAMILIES: Final = ["BIZ UDPGothic", *_STAND_INS]
DIGIT_FAMILIES: Final = ["BIZ UDGothic", *_STAND_INS]
"""For figures in columns: in the proportional face 1 is narrower than the other digits."""


def load() -> None:
    """Make the shipped fonts known to Qt; a file that is missing leaves the stand-ins. Safe to repeat."""
    known = set(QFontDatabase.families())
    # Windows and Debian may have the two gothics of their own, but never the rare kanji.
    if {TEXT_FAMILIES[0], DIGIT_FAMILIES[0], _STAND_INS[0]} <= known and _bold_is_real():
        return
    for path in sorted((places.resources() / "fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))


def _bold_is_real() -> bool:
    return any("Bold" in style for style in QFontDatabase.styles(TEXT_FAMILIES[0]))
