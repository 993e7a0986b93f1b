"""The card 控え of 設定: the copies there are, a way back to each, a second place for them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app import restoring
from alps_desk.app.commands import Backup, SetSecondPlace
from alps_desk.app.copies import Copied, CopyFile, Reminder
from alps_desk.app.desk import Desk
from alps_desk.app.restoring import RestoreView
from alps_desk.gui.announce import announce
from alps_desk.gui.going_back import agreed
from alps_desk.gui.messages import FileKind
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.views.home_rows import Picture
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.cards import Card
from alps_desk.gui.widgets.info_panel import Rule
from alps_desk.gui.widgets.text import Prose, Text

SHOWN = 5
"""Copies that are listed before somebody asks for all."""
_MEGABYTE = 1024 * 1024


class CopyRow(QWidget):
    """One copy.

    Attributes:
        copy: which; back: the button that goes back to it.

    Signals:
        chosen(object): the button was pressed; the path of the copy.
    """

    chosen = Signal(object)

    def __init__(self, copy: CopyFile, now: datetime) -> None:
        super().__init__()
        say = wording.say
        self.copy = copy
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.M)
        good = copy.state == "whole"
        row.addWidget(Picture(State.OK if good else State.ERROR), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(2)
        when = moment_text(copy.at, now)
        self.heading = Prose(f"{when}　{say(f'copy_kind_{copy.kind}')}")
        words.addWidget(self.heading)
        place = "second" if copy.second else "here"
        size = f"{max(copy.size / _MEGABYTE, 0.1):,.1f}"
        self.note = Prose(
            say(
                "home_copy_note",
                size=size,
                state=say(f"copy_is_{copy.state}"),
                place=say(f"home_copy_{place}"),
            ),
            ink="secondary" if good else "error",
        )
        words.addWidget(self.note)
        row.addLayout(words, 1)
        self.back = Button(say("home_copy_back"), Variant.LINK)
        self.back.setAccessibleDescription(f"{self.heading.plain} {self.note.plain}")
        self.back.setEnabled(good)
        self.back.clicked.connect(self._pressed)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignVCenter)

    def _pressed(self) -> None:
        self.chosen.emit(self.copy.path)


class CopiesCard(Card):
    """The card.

    Attributes:
        rows: the copies listed, newest first.
    """

    def __init__(self, session: Session) -> None:
        say = wording.say
        super().__init__(say("home_settings_backup"))
        self._session = session
        self._all = False
        self._found: list[CopyFile] = []
        self.rows: list[CopyRow] = []
        self.reminder = Prose(ink="warning", bold=True)
        self.reminder.hide()
        self.body.addWidget(self.reminder)
        self.last_backup = Prose()
        self.body.addWidget(self.last_backup)
        self.body.addWidget(Prose(say("home_settings_backup_note"), ink="secondary"))
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        self.back_up = Button(say("home_settings_backup_do"), icon="act_save")
        self.back_up.clicked.connect(self._back_up)
        buttons.addWidget(self.back_up)
        self.other = Button(say("home_copy_other"), Variant.LINK)
        self.other.clicked.connect(self._choose_file)
        buttons.addWidget(self.other)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        self.more = Button("", Variant.LINK, icon="chevron_down")
        self.more.clicked.connect(self._show_all)
        self.more.hide()
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._make_second()

    def _make_second(self) -> None:
        say = wording.say
        self.body.addWidget(Rule())
        self.body.addWidget(Text(say("home_copy_second_place"), bold=True))
        self.second = Prose(selectable=True)
        self.body.addWidget(self.second)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.choose = Button(say("office_export_choose"), icon="act_open_folder")
        self.choose.setAccessibleDescription(say("home_copy_second_place"))
        self.choose.clicked.connect(self._choose_second)
        row.addWidget(self.choose)
        self.no_second = Button(say("home_copy_second_none_do"), Variant.LINK)
        self.no_second.clicked.connect(self._leave_second)
        row.addWidget(self.no_second)
        row.addStretch(1)
        self.body.addLayout(row)

    def refresh(self) -> None:
        """Ask for everything anew."""
        self._session.ask(_look, self, done=self._show)

    # -- the list --

    def _show(self, answer: tuple[list[CopyFile], str, Reminder | None]) -> None:
        found, second, reminder = answer
        self._found = list(reversed(found))
        self._show_last()
        self._show_rows()
        self.second.set_text(second or wording.say("home_copy_second_none"))
        self.no_second.setEnabled(bool(second))
        if reminder is not None:
            self.reminder.set_text(wording.say(reminder.code, days=reminder.days))
        self.reminder.setVisible(reminder is not None)

    def _show_last(self) -> None:
        if not self._found:
            self.last_backup.set_text(wording.say("home_settings_backup_none"))
            return
        when = moment_text(self._found[0].at, self._session.now())
        self.last_backup.set_text(wording.say("home_settings_backup_last", when=when, count=len(self._found)))

    def _show_rows(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = self._found if self._all else self._found[:SHOWN]
        self.rows = [CopyRow(one, self._session.now()) for one in shown]
        for row in self.rows:
            row.chosen.connect(self._preview)
            self._list.addWidget(Rule())
            self._list.addWidget(row)
        hidden = len(self._found) - len(shown)
        self.more.setText(wording.say("home_copy_more", count=hidden))
        self.more.setVisible(hidden > 0)

    def _show_all(self) -> None:
        self._all = True
        self._show_rows()

    # -- making --

    def _back_up(self) -> None:
        self._session.ask_long(
            _make_copy, wording.say("home_settings_backup_busy"), self, done=self._backed_up
        )

    def _backed_up(self, made: Copied) -> None:
        self.refresh()
        if made.trouble:
            self._session.tell(State.WARNING, wording.say("copy_only_here"))
            return
        file, folder = made.file.name, str(made.file.parent)
        self._session.tell(State.OK, wording.say("home_settings_backup_done", file=file, folder=folder))

    # -- the second place --

    def _choose_second(self) -> None:
        heading = wording.say("home_copy_second_place")
        folder = self._session.messages.choose_folder(self, heading, None)
        if folder is not None:
            text = wording.say("home_settings_backup_busy")
            self._session.ask_long(partial(_set_second, folder), text, self, done=self._second_set)

    def _leave_second(self) -> None:
        self._session.ask(partial(_set_second, None), self, done=self._second_set)
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _second_set(self, made: Copied | None) -> None:
        self.refresh()
        code = "home_copy_second_set" if made is not None else "home_copy_second_left"
        self._session.tell(State.OK, wording.say(code))

    # -- going back --

    def _choose_file(self) -> None:
        kind = FileKind(wording.say("home_copy_kind"), (".db",))
        heading = wording.say("home_copy_other")
        path = self._session.messages.choose_file(self, heading, [kind], None)
        if path is not None:
            self._preview(path)

    def _preview(self, path: Path) -> None:
        self._session.ask_long(
            partial(_preview, path), wording.say("home_copy_looking"), self, done=self._previewed
        )

    def _previewed(self, view: RestoreView) -> None:
        announce(self, wording.say("home_copy_ask", when=moment_text(view.at, self._session.now())))
        if agreed(self._session.messages, self, view, self._session.now()):
            self._session.go_back_to(view.file)


def _look(desk: Desk) -> tuple[list[CopyFile], str, Reminder | None]:
    return desk.backups(), desk.second_place(), desk.copy_reminder()


def _make_copy(desk: Desk) -> Copied:
    return desk.execute(Backup())


def _set_second(folder: Path | None, desk: Desk) -> Copied | None:
    return desk.execute(SetSecondPlace(folder))


def _preview(path: Path, desk: Desk) -> RestoreView:
    return restoring.preview(desk.place.home, path)
