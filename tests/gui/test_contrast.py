"""Every pair of colours that the style sheet and the palette put on each other can be read; frames can be seen.

Text 4.5:1, also of what cannot be pressed; frames of fields and buttons, and pictures, 3:1 against what is around them.
"""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QGuiApplication, QPalette

from alps_desk.gui import style_sheet
from alps_desk.gui.theme import LOOKS, Colour, State, TextRole, Theme
from tests.gui.test_look import contrast

_RULES = re.findall(
    r"([^{}]+)\{([^{}]*)\}", style_sheet.build({role.key: role.points for role in TextRole}, 14, 34)
)
GROUNDS = (Colour.CARD, Colour.WINDOW)
"""What screens, cards and fields stand on."""
_INKS = re.compile(r'ink="\w+"')


def _parts(body: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in body.split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in pairs}


def _colours(name: str) -> list[tuple[str, dict[str, str]]]:
    found = [(" ".join(selector.split()), _parts(body)) for selector, body in _RULES]
    return [(selector, parts) for selector, parts in found if parts.get(name, "").startswith("#")]


WRITTEN = _colours("color")


@pytest.mark.parametrize(("selector", "parts"), WRITTEN, ids=[selector[:60] for selector, _ in WRITTEN])
def test_text_of_the_style_sheet_can_be_read(selector: str, parts: dict[str, str]) -> None:
    ground = parts.get("background", "")
    # What has no ground of its own stands on a screen or a card.
    for one in (ground,) if ground.startswith("#") else GROUNDS:
        assert contrast(parts["color"], one) >= 4.5, one


FRAMED = [
    (selector, found[0], parts)
    for selector, body in _RULES
    if (parts := _parts(body))
    and re.match(r"\s*(QLineEdit|QPlainTextEdit|QTextEdit|QComboBox|QPushButton)", selector)
    and "disabled" not in selector
    and (found := re.findall(r"#[0-9a-f]{6}", parts.get("border", "") + parts.get("border-color", "")))
]


@pytest.mark.parametrize(
    ("selector", "border", "parts"), FRAMED, ids=[" ".join(one[0].split())[:60] for one in FRAMED]
)
def test_frames_of_fields_and_buttons_can_be_seen(selector: str, border: str, parts: dict[str, str]) -> None:
    for ground in GROUNDS:
        assert contrast(border, ground) >= 3, ground


def test_there_was_something_to_look_at() -> None:
    assert len(WRITTEN) > 20
    assert len(FRAMED) > 8
    assert [selector for selector, _ in WRITTEN if _INKS.search(selector)]


PAIRS = [
    (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
    (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
    (QPalette.ColorRole.Text, QPalette.ColorRole.AlternateBase),
    (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
    (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
    (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
    (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
    (QPalette.ColorRole.Link, QPalette.ColorRole.Window),
    (QPalette.ColorRole.LinkVisited, QPalette.ColorRole.Base),
]


@pytest.mark.parametrize("group", [QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled])
def test_the_palette_can_be_read(theme: Theme, group: QPalette.ColorGroup) -> None:
    palette = QGuiApplication.palette()
    for ink, ground in PAIRS:
        pair = palette.color(group, ink).name(), palette.color(group, ground).name()
        assert contrast(*pair) >= 4.5, (ink, ground, pair)


@pytest.mark.parametrize("state", list(State))
def test_the_icon_of_a_state_can_be_seen_on_its_tint_and_on_a_card(state: State) -> None:
    look = LOOKS[state]
    for ground in (look.tint, Colour.CARD, Colour.WINDOW):
        assert contrast(look.ink, ground) >= 4.5


def test_the_ring_of_the_focus_can_be_seen_on_everything() -> None:
    for ground in (Colour.CARD, Colour.WINDOW, Colour.HEADER, Colour.PRIMARY, Colour.NAVIGATION):
        assert max(contrast(Colour.FOCUS_INNER, ground), contrast(Colour.FOCUS_OUTER, ground)) >= 3, ground
