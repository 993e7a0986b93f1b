"""The buttons below a window in which a file is explained: its mapping from a file and to one, and what the window does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from alps_desk import wording
from alps_desk.domain.errors import Refusal
from alps_desk.gui.messages import FileKind, sentence
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.fields import FieldNote
from alps_desk.gui.widgets.text import Prose


class MappingFoot(QHBoxLayout):
    """The row of buttons.

    Args:
        window: what the buttons are about.
        file: the table or form that is explained; a mapping is looked for and kept beside it.
        read: takes a mapping from a file; write: writes it to one. What they refuse is said in ``error``.
        error, status: where the window says what is wrong, and what was done.
        main: the button of what the window is for.

    Attributes:
        load, save: buttons for the mapping.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        file: Path,
        read: Callable[[Path], None],
        write: Callable[[Path], None],
        *,
        error: FieldNote,
        status: Prose,
        main: Button,
    ) -> None:
        super().__init__()
        self._window, self._session, self._file = window, session, file
        self._read, self._write = read, write
        self._error, self._status = error, status
        self._kinds = [FileKind(wording.say("fill_kind_mapping"), (".json",))]
        self.setSpacing(Space.S)
        self.load = Button(wording.say("fill_load"), Variant.LINK)
        self.load.clicked.connect(self._load)
        self.save = Button(wording.say("fill_save"), Variant.LINK)
        self.save.clicked.connect(self._save)
        self.addWidget(self.load)
        self.addWidget(self.save)
        self.addStretch(1)
        close = Button(wording.say("fill_close"))
        close.clicked.connect(window.close)
        self.addWidget(close)
        self.addWidget(main)

    def _load(self) -> None:
        """Take a mapping as it was kept on this PC or another."""
        path = self._session.messages.choose_file(
            self._window, wording.say("fill_load"), self._kinds, self._file.parent
        )
        if path is None:
            return
        try:
            self._read(path)
        except Refusal as refusal:
            self._error.say(sentence(refusal))

    def _save(self) -> None:
        """Keep the mapping as a file."""
        name = wording.say("fill_mapping_name", name=self._file.stem)
        target = self._session.messages.choose_target(
            self._window, wording.say("fill_save"), self._kinds, self._file.with_name(name)
        )
        if target is None:
            return
        try:
            self._write(target)
        except Refusal as refusal:
            self._error.say(sentence(refusal))
            return
        self._status.set_text(wording.say("fill_saved", file=target.name))
