"""The look: letters and icons are there, colours can be read, states are more than colours."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QRawFont
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from alps_desk import places, wording
from alps_desk.gui import icons
from alps_desk.gui.theme import (
    LOOKS,
    Colour,
    State,
    TextRole,
    TextSize,
    Theme,
    control_height,
    digits,
    row_height,
)
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.chips import StateChip


def contrast(one: str, other: str) -> float:
    def light(name: str) -> float:
        colour = QColor(name)
        parts = []
        for value in (colour.redF(), colour.greenF(), colour.blueF()):
            parts.append(value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4)
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("state", list(State))
def test_every_state_can_be_read_and_has_an_icon(state: State) -> None:
    look = LOOKS[state]
    assert contrast(look.ink, look.tint) >= 4.5
    assert contrast(look.border, Colour.CARD) >= 3
    assert icons.exists(look.icon)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (Colour.TEXT, Colour.SELECTION),
        (Colour.HINT, Colour.WINDOW),
        (Colour.SECONDARY, Colour.HEADER),
        (Colour.PRIMARY, Colour.WINDOW),
        (Colour.PRIMARY, Colour.HEADER),
        (Colour.CARD, Colour.PRIMARY),
        (Colour.CARD, Colour.NAVIGATION),
        (Colour.CARD, Colour.NAVIGATION_HOVER),
        (Colour.NAVIGATION_SOFT, Colour.NAVIGATION_CARD),
        (Colour.TEXT, Colour.BADGE),
    ],
)
def test_text_has_contrast(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("border", [Colour.PRIMARY_BORDER, Colour.BORDER, Colour.HANDLE])
def test_borders_that_mean_something_have_contrast(border: str) -> None:
    assert contrast(border, Colour.CARD) >= 3
    assert contrast(border, Colour.WINDOW) >= 3


def test_the_shipped_letters_are_used(theme: Theme) -> None:
    assert QFontInfo(theme.font()).family() == "BIZ UDPGothic"
    figures = digits(theme.font())
    assert QFontInfo(figures).family() == "BIZ UDGothic"
    metrics = QFontMetricsF(figures)
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_kanji_that_the_gothics_lack_have_a_font(theme: Theme) -> None:
    assert QFontInfo(QFont("Alps Desk Rare Kanji")).family() == "Alps Desk Rare Kanji"
    assert QRawFont.fromFont(QFont("Alps Desk Rare Kanji")).supportsCharacter(ord("𠮷"))


def test_sizes_follow_the_text_size(theme: Theme, qtbot) -> None:
    label, button = QLabel("執行額"), Button("書き出す", Variant.PRIMARY, icon="act_export")
    for widget in (label, button):
        qtbot.addWidget(widget)
        widget.show()
    heights = []
    for size in TextSize:
        theme.set_text_size(size)
        assert button.sizeHint().height() >= 34
        assert control_height(label) >= row_height(label)
        assert row_height(label) > label.fontMetrics().height()
        heights.append(row_height(label))
    assert heights == sorted(set(heights))
    assert theme.font(TextRole.BODY).pointSizeF() == pytest.approx(10.5 * 1.3)


def test_unknown_text_size_is_the_standard_one() -> None:
    assert TextSize.of("huge") is TextSize.STANDARD
    assert TextSize.of("large") is TextSize.LARGE


def test_an_icon_is_sharp_at_the_pixel_ratio(theme: Theme) -> None:
    picture = icons.pixmap("nav_home", Colour.PRIMARY, 20, 1.5)
    assert (picture.width(), picture.devicePixelRatio()) == (30, 1.5)
    colours = {
        picture.toImage().pixelColor(x, y).rgb()
        for x in range(30)
        for y in range(30)
        if picture.toImage().pixelColor(x, y).alpha() == 255
    }
    assert colours == {QColor(Colour.PRIMARY).rgb()}
    with pytest.raises(KeyError):
        icons.pixmap("no_such_icon", None, 20, 1.0)


def test_chips_say_word_and_count(theme: Theme, qtbot) -> None:
    chip = StateChip(State.ERROR, "エラー", count=1, checkable=True)
    qtbot.addWidget(chip)
    narrow = chip.sizeHint().width()
    chip.set_count(1234)
    assert chip.accessibleName() == "エラー 1,234"
    assert chip.sizeHint().width() > narrow


def test_sentences_of_the_window_keep_the_rules() -> None:
    banned = re.compile("同期|マージ|コンフリクト|バリデーション|NULL|例外|ID|JSON|パス")
    text = (places.resources() / "messages" / "gui.toml").read_text(encoding="utf-8")
    for key in re.findall(r"^(\w+) =", text, re.MULTILINE):
        assert wording.knows(key)
    for sentence in re.findall(r'= "(.*)"$', text, re.MULTILINE):
        assert not banned.search(sentence), sentence
        for part in re.split(r"(?<=。)|\\n", sentence):
            assert len(part) <= 60, part


def test_the_focus_ring_follows_a_field_that_something_above_pushes_down(theme: Theme, qtbot) -> None:
    window, note, holder, field = QWidget(), QLabel("あ\nい\nう"), QWidget(), QLineEdit()
    inner = QVBoxLayout(holder)
    inner.addWidget(field)
    column = QVBoxLayout(window)
    column.addWidget(note)
    column.addWidget(holder)
    note.hide()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    field.setFocus(Qt.FocusReason.TabFocusReason)
    ring = next(child for child in window.children() if type(child).__name__ == "_Ring")
    note.show()
    qtbot.waitUntil(lambda: field.mapTo(window, QPoint(0, 0)).y() > 40)
    assert ring.geometry().center().y() == pytest.approx(
        field.mapTo(window, field.rect().center()).y(), abs=1
    )
