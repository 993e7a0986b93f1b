"""設定: how the program looks and works on this PC, whose name stands on changes, copies, and a look at the data.

Every choice is in force at once; there is nothing to be confirmed.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.commands import SaveSettings
from alps_desk.app.desk import Desk
from alps_desk.app.self_check import Checked, check_program
from alps_desk.domain.errors import Refusal
from alps_desk.gui.announce import announce
from alps_desk.gui.forms.setup_steps import two_lines
from alps_desk.gui.messages import sentence
from alps_desk.gui.page import Page
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State, TextRole, TextSize
from alps_desk.gui.views.copies_card import CopiesCard
from alps_desk.gui.views.home_rows import Picture
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.cards import Card
from alps_desk.gui.widgets.fields import LineField, Segments
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose, Text
from alps_desk.gui.widgets.two_columns import TwoColumns


class SettingsPage(Page):
    """The screen.

    Attributes:
        sizes, enter, units: the choices of 表示と入力.
        section, person: the name on changes.
        checked: what the last look at the data found.
        copies: the card of the copies.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(
            "settings",
            wording.say("home_settings"),
            "nav_settings",
            shows_year=False,
            shows_period=False,
            parent=session,
        )
        self._session = session
        self.checked: list[Checked] = []
        session.preferred.connect(self._follow)

    # -- the parts of the screen --

    def build(self) -> QWidget:
        columns = TwoColumns()
        for card in (self._make_ways(), self._make_name(), self._make_folder(), self._make_check()):
            columns.left.addWidget(card)
        for card in (self._make_copies(), self._make_code()):
            columns.right.addWidget(card)
        columns.left.addStretch(1)
        columns.right.addStretch(1)
        sheet = Sheet()
        sheet.column.addWidget(columns)
        sheet.column.addStretch(1)
        self._area = ScrollColumn()
        self._area.show_sheet(sheet)
        return self._area

    def _make_ways(self) -> QWidget:
        say, settings = wording.say, self._session.settings
        card = Card(say("home_settings_ways"))
        sizes = [(size.key, say(f"gui_text_size_{size.key}")) for size in TextSize]
        self.sizes = Segments(say("gui_text_size"), sizes, TextSize.of(settings.text("text_size")).key)
        self.sizes.picked.connect(self._size_picked)
        moves = [(key, say(f"home_settings_enter_{key}")) for key in ("down", "right")]
        here = "right" if settings.text("enter") == "right" else "down"
        self.enter = Segments(say("home_settings_enter"), moves, here)
        self.enter.picked.connect(self._enter_picked)
        units = [("1", say("office_unit_yen")), ("1000", say("office_unit_thousand"))]
        self.units = Segments(say("home_settings_unit"), units, self._unit)
        self.units.picked.connect(self._unit_picked)
        for code, field in (
            ("gui_text_size", self.sizes),
            ("home_settings_enter", self.enter),
            ("home_settings_unit", self.units),
        ):
            row = QHBoxLayout()
            row.setSpacing(Space.M)
            row.addWidget(Text(say(code)))
            row.addStretch(1)
            row.addWidget(field)
            card.body.addLayout(row)
        card.body.addWidget(Prose(say("home_settings_unit_note"), ink="secondary"))
        return card

    def _make_name(self) -> QWidget:
        say = wording.say
        who = self._session.desk.place.identity
        card = Card(say("home_settings_name"))
        card.body.addWidget(Prose(say("home_settings_name_note"), ink="secondary"))
        self.section = LineField(say("office_setup_section"), required=True)
        self.person = LineField(say("office_setup_person"), required=True)
        for field, text in ((self.section, who.section), (self.person, who.person)):
            field.edit.setText(text)
            field.edit.editingFinished.connect(self._save_name)
            card.body.addWidget(field)
        return card

    def _make_folder(self) -> QWidget:
        say = wording.say
        card = Card(say("home_settings_folder"))
        self.folder = Prose(selectable=True)
        card.body.addWidget(self.folder)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.choose = Button(say("office_export_choose"), icon="act_open_folder")
        self.choose.clicked.connect(self._choose_folder)
        row.addWidget(self.choose)
        self.own = Button(say("home_settings_folder_own"), Variant.LINK)
        self.own.clicked.connect(self._own_folder)
        row.addWidget(self.own)
        row.addStretch(1)
        card.body.addLayout(row)
        self._show_folder()
        return card

    def _make_copies(self) -> QWidget:
        self.copies = CopiesCard(self._session)
        return self.copies

    def _make_check(self) -> QWidget:
        say = wording.say
        card = Card(say("home_settings_check"))
        card.body.addWidget(Prose(say("home_settings_check_note"), ink="secondary"))
        self.check = Button(say("home_settings_check_do"), icon="act_check")
        self.check.clicked.connect(self._check)
        card.body.addWidget(self.check)
        self._found = QVBoxLayout()
        self._found.setSpacing(Space.XS)
        card.body.addLayout(self._found)
        return card

    def _make_code(self) -> QWidget:
        say = wording.say
        card = Card(say("office_setup_code"))
        code = self._session.desk.pairing_code
        shown = Text(two_lines(code), TextRole.PANEL, bold=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setAccessibleName(f"{say('office_setup_code')} {code}")
        card.body.addWidget(shown)
        card.body.addWidget(Prose(say("home_settings_code_note"), ink="secondary"))
        return card

    def key_hints(self) -> str:
        return wording.say("home_settings_hints")

    def refresh(self, topics: frozenset[str]) -> None:
        self.copies.refresh()
        self._show_folder()

    def focus(self) -> None:
        self.sizes.focus()

    def about_to_leave(self) -> None:
        if self.built:
            self._save_name()

    # -- 表示と入力 --

    @property
    def _unit(self) -> str:
        return "1000" if self._session.settings.number("unit", 1) == 1000 else "1"

    def _size_picked(self, key: str) -> None:
        self._session.settings.put("text_size", key)
        self._session.preferred.emit("text_size")

    def _enter_picked(self, key: str) -> None:
        self._session.prefer("enter", key)

    def _unit_picked(self, key: str) -> None:
        self._session.prefer("unit", int(key))

    def _follow(self, name: str) -> None:
        """A setting changed elsewhere: in the menu, above the grid, on 書き出し."""
        if not self.built:
            return
        settings = self._session.settings
        if name == "text_size":
            self.sizes.set_current(TextSize.of(settings.text("text_size")).key)
        elif name == "unit":
            self.units.set_current(self._unit)
        elif name == "export_folder":
            self._show_folder()

    # -- the name on changes --

    def _save_name(self) -> None:
        who = self._session.desk.place.identity
        section, person = self.section.text, self.person.text
        missing = [
            (self.section, "" if section else wording.say("office_setup_section_missing")),
            (self.person, "" if person else wording.say("office_setup_person_missing")),
        ]
        for field, text in missing:
            field.mark(text)
        if all(not text for _, text in missing) and (section, person) != (who.section, who.person):
            self._session.run(
                SaveSettings(section, person), self, done=self._name_saved, refused=self._name_refused
            )

    def _name_saved(self, identity: object) -> None:
        self._session.note(wording.say("home_settings_name_saved"))

    def _name_refused(self, refusal: Refusal) -> None:
        self.person.mark(sentence(refusal))

    # -- places --

    def _show_folder(self) -> None:
        remembered = self._session.settings.text("export_folder")
        self.folder.set_text(remembered or str(self._session.desk.place.home.outbox))
        self.own.setEnabled(bool(remembered))

    def _choose_folder(self) -> None:
        here = Path(self.folder.plain)
        folder = self._session.messages.choose_folder(self._area, wording.say("home_settings_folder"), here)
        if folder is not None:
            self._session.prefer("export_folder", str(folder))

    def _own_folder(self) -> None:
        self._session.prefer("export_folder", "")
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the look at the data --

    def _check(self) -> None:
        self.check.setEnabled(False)
        job = self._session.ask(_look, self, done=self._show_checked)
        self._session.follow(job, wording.say("home_settings_check_busy"))
        job.finished.connect(self._checked_over)

    def _checked_over(self) -> None:
        self.check.setEnabled(True)

    def _show_checked(self, checked: list[Checked]) -> None:
        self.checked = checked
        while (item := self._found.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        bad = sum(not one.ok for one in checked)
        result = wording.say("self_failed", count=bad) if bad else wording.say("home_settings_check_good")
        self._found.addWidget(_line(State.ERROR if bad else State.OK, result, bold=True))
        # What is wrong stands on top.
        for one in sorted(checked, key=lambda one: one.ok):
            self._found.addWidget(_line(State.OK if one.ok else State.ERROR, one.message))
        announce(self._area, result)


def _look(desk: Desk) -> list[Checked]:
    return [*check_program(desk.place.home), *desk.self_check()]


def _line(state: State, words: str, *, bold: bool = False) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    row.addWidget(Picture(state), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Prose(words, bold=bold, selectable=True), 1)
    return line
