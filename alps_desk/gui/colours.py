"""The colours, named by what they are for (base: the tokens of デジタル庁デザインシステム)."""

from __future__ import annotations

from typing import Final


class Colour:
    """Colours as ``#rrggbb``."""

    TEXT: Final = "#1a1a1a"
    SECONDARY: Final = "#4d4d4d"
    HINT: Final = "#666666"

    PRIMARY: Final = "#0055ad"
    PRIMARY_HOVER: Final = "#00428c"
    PRIMARY_PRESSED: Final = "#003066"
    PRIMARY_BORDER: Final = "#5f8cc0"
    """Frame of a secondary button; 3.5:1 on white."""
    PRIMARY_PALE: Final = "#eef5fc"
    """Row of the current cell, hovered buttons."""
    SELECTION: Final = "#cfe3f7"
    """Selected cells; the text stays dark."""

    NAVIGATION: Final = "#0b2e55"
    NAVIGATION_CARD: Final = "#14417a"
    NAVIGATION_HOVER: Final = "#1b4274"
    NAVIGATION_LINE: Final = "#4b6c94"
    NAVIGATION_SOFT: Final = "#d3deec"
    """Second line of text on the navigation; 10:1."""
    BADGE: Final = "#ffd43d"

    WINDOW: Final = "#f4f6f9"
    CARD: Final = "#ffffff"
    HEADER: Final = "#e8edf3"
    COMPUTED: Final = "#f4f6f9"
    LINE: Final = "#d6dae0"
    HEADER_LINE: Final = "#b4bcc8"
    BORDER: Final = "#666666"
    BOX_BORDER: Final = "#b4bcc8"
    """Frame of a card: decoration only, never the only sign of something."""
    HANDLE: Final = "#838d9b"
    """Scroll bars; 3:1 on the window."""

    OK: Final = "#115a36"
    OK_TINT: Final = "#e6f5ec"
    OK_BORDER: Final = "#197a4b"
    WARNING: Final = "#6e5600"
    WARNING_TINT: Final = "#fff4cf"
    WARNING_BORDER: Final = "#a88000"
    ERROR: Final = "#a90000"
    ERROR_TINT: Final = "#fdeeee"
    RETURNED: Final = "#5109ad"
    RETURNED_TINT: Final = "#f1eafa"
    EMPTY: Final = "#ac3e00"
    DUE_TINT: Final = "#ffeee2"
    WAITING: Final = "#00428c"
    WAITING_TINT: Final = "#dcf0ff"
    LOCKED: Final = "#4d4d4d"
    LOCKED_TINT: Final = "#f0f1f3"

    FOCUS_INNER: Final = "#000000"
    FOCUS_OUTER: Final = "#ffd43d"
