"""The application in our look, for all tests of the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from alps_desk.gui.application import make_application
from alps_desk.gui.theme import TextSize, Theme


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Theme:
    """The one application of the tests, dressed once."""
    return make_application([])[1]


@pytest.fixture
def theme(dressed: Theme) -> Iterator[Theme]:
    """The look at the standard text size; put back after the test."""
    yield dressed
    dressed.set_text_size(TextSize.STANDARD)
