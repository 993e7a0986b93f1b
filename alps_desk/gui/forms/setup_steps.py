"""The steps of the first set-up: where the data comes from, which office, who, and what comes next.

Each step checks itself: ``complaint_free()`` shows what is missing at its field and says whether one may go on.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.files import read_file
from alps_desk.app.planning import RegionSummary, describe_region, shipped_regions
from alps_desk.app.setup import offices_of_registration
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.errors import Refusal
from alps_desk.domain.records import UNION
from alps_desk.gui.messages import FileKind, Messages, sentence
from alps_desk.gui.theme import Space, State, TextRole, TextSize, Theme
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.cards import Card
from alps_desk.gui.widgets.drop_area import DropArea
from alps_desk.gui.widgets.fields import FieldNote, LineField, Segments
from alps_desk.gui.widgets.text import Prose, Text

_MAX_REGISTRATION = 64 * 1024 * 1024


class SourceStep(QWidget):
    """① 登録ファイル, or for the union the region.

    Attributes:
        registration: contents of a 登録ファイル that was read whole, else None.
        offices: keys and names in it.
        region: the chosen region.

    Signals:
        ready(): a file was chosen and is good; the user will want to go on.
    """

    ready = Signal()

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self._messages = messages
        self.registration: bytes | None = None
        self.offices: list[tuple[str, str]] = []
        self.region: RegionSummary | None = None
        self._file = ""
        box = _column(self)
        roles = [
            ("office", wording.say("office_setup_role_office")),
            ("union", wording.say("office_setup_role_union")),
        ]
        self.role = Segments(wording.say("office_setup_role"), roles, "office")
        self.role.picked.connect(self._show_role)
        box.addWidget(self.role)
        self.drop = DropArea(
            wording.say("office_setup_drop"), wording.say("office_setup_choose"), endings=(".csv", ".zip")
        )
        self.drop.button.setAutoDefault(True)
        self.drop.choose_pressed.connect(self._choose_file)
        self.drop.files_dropped.connect(self._dropped)
        box.addWidget(self.drop)
        self.regions = QWidget()
        self._fill_regions()
        box.addWidget(self.regions)
        self.good = FieldNote(state=State.OK)
        box.addWidget(self.good)
        self.error = FieldNote()
        box.addWidget(self.error)
        box.addStretch(1)
        self._show_role()

    @property
    def is_union(self) -> bool:
        """Whether the union is set up."""
        return self.role.current == "union"

    def complaint_free(self) -> bool:
        """Whether one may go on."""
        if self.is_union:
            missing = "" if self.region is not None else wording.say("office_setup_region_missing")
        else:
            missing = "" if self.registration is not None else wording.say("office_setup_file_missing")
        if missing and self.error.isHidden():
            self.error.say(missing)
        return not missing

    def take_file(self, path: Path) -> None:
        """Read a 登録ファイル and say what it is, or why it is none."""
        self.registration, self.offices, self._file = None, [], ""
        try:
            content = read_file(path, _MAX_REGISTRATION)
            offices = offices_of_registration(content)
        except Refusal as refusal:
            self.good.say("")
            # Anything that is no exchange file at all is, here, simply not the file that was asked for.
            not_ours = refusal.code in ("not_a_bundle", "table_not_bundle")
            self.error.say(wording.say("not_a_registration") if not_ours else sentence(refusal))
            return
        self.registration, self._file = content, path.name
        self.offices = [(key, name) for key, name in offices if key != UNION]
        self.error.say("")
        self.good.say(wording.say("office_setup_file_good", file=path.name))
        self.ready.emit()

    def focus(self) -> None:
        """Give the keyboard to what comes next here."""
        (self.other if self.is_union else self.drop.button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_regions(self) -> None:
        box = _column(self.regions)
        box.addWidget(Text(wording.say("office_setup_region"), bold=True))
        self.choices = QButtonGroup(self)
        for name in shipped_regions():
            summary = describe_region(name)
            button = QRadioButton(summary.name)
            button.setProperty("region", name)
            button.clicked.connect(self._region_pressed)
            self.choices.addButton(button)
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.other = Button(wording.say("office_setup_region_other"), icon="act_open_folder")
        self.other.setAutoDefault(True)
        self.other.clicked.connect(self._choose_folder)
        box.addWidget(self.other)
        if self.choices.buttons():
            self.choices.buttons()[0].setChecked(True)
            self._take_region(str(self.choices.buttons()[0].property("region")))

    def _show_role(self) -> None:
        self.drop.setVisible(not self.is_union)
        self.regions.setVisible(self.is_union)
        self.error.say("")
        self.good.say("")
        if self.is_union:
            self._say_region()
        elif self._file:
            self.good.say(wording.say("office_setup_file_good", file=self._file))

    def _say_region(self) -> None:
        if self.region is not None:
            self.good.say(
                wording.say(
                    "office_setup_region_good",
                    name=self.region.name,
                    bodies=len(self.region.bodies),
                    year=fiscal_year_text(self.region.fy),
                    projects=self.region.projects,
                )
            )

    def _region_pressed(self) -> None:
        self._take_region(str(self.choices.checkedButton().property("region")))
        self._say_region()

    def _take_region(self, name: str) -> bool:
        try:
            self.region = describe_region(name)
        except Refusal as refusal:
            self.region = None
            self.good.say("")
            self.error.say(sentence(refusal))
            return False
        return True

    def _choose_folder(self) -> None:
        folder = self._messages.choose_folder(self, wording.say("office_setup_region_other"))
        if folder is not None:
            self.error.say("")
            if self._take_region(str(folder)):
                self.choices.setExclusive(False)
                for button in self.choices.buttons():
                    button.setChecked(False)
                self.choices.setExclusive(True)
                self._say_region()

    def _choose_file(self) -> None:
        kind = FileKind(wording.say("office_setup_file_kind"), (".csv", ".zip"))
        path = self._messages.choose_file(self, wording.say("office_setup_choose"), [kind])
        if path is not None:
            self.take_file(path)

    def _dropped(self, files: list[Path]) -> None:
        self.take_file(files[0])


class OfficeStep(QWidget):
    """② 所属."""

    def __init__(self) -> None:
        super().__init__()
        self._box = _column(self)
        self._heading = Prose(role=TextRole.CARD, bold=True)
        self._box.addWidget(self._heading)
        self._text = Prose()
        self._box.addWidget(self._text)
        self._group: QButtonGroup | None = None
        self._list = QWidget()
        self._box.addWidget(self._list)
        self.error = FieldNote()
        self._box.addWidget(self.error)
        self._box.addStretch(1)
        self._offices: list[tuple[str, str]] = []

    @property
    def office(self) -> str:
        """Key of the chosen office, "" if none."""
        pressed = self._group.checkedButton() if self._group is not None else None
        return str(pressed.property("office")) if pressed is not None else ""

    @property
    def buttons(self) -> dict[str, QRadioButton]:
        """The choices by office key."""
        found = self._group.buttons() if self._group is not None else []
        return {
            str(button.property("office")): button for button in found if isinstance(button, QRadioButton)
        }

    def show_offices(self, offices: list[tuple[str, str]]) -> None:
        """Offer these offices; a choice made before stays if it is among them."""
        before = self.office
        self._heading.set_text(wording.say("office_setup_office_heading"))
        self._text.hide()
        self._list.deleteLater()
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(Space.S, 0, 0, 0)
        self._group = QButtonGroup(self._list)
        for key, name in offices:
            button = QRadioButton(name)
            button.setProperty("office", key)
            button.setChecked(key == before)
            button.clicked.connect(self._mend)
            self._group.addButton(button)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._box.insertWidget(2, self._list)

    def show_union(self, region: RegionSummary) -> None:
        """Say what the union will be."""
        self._group = None
        self._list.hide()
        self._heading.set_text(wording.say("office_setup_union_heading", name=region.bodies[-1]))
        bodies = "、".join(region.bodies[:-1])
        self._text.set_text(wording.say("office_setup_union_text", bodies=bodies))
        self._text.show()

    def complaint_free(self) -> bool:
        """Whether one may go on."""
        missing = self._group is not None and not self.office
        self.error.say(wording.say("office_setup_office_missing") if missing else "")
        return not missing

    def focus(self) -> None:
        """Give the keyboard to the choices."""
        if self._group is not None:
            buttons = self.buttons
            chosen = buttons.get(self.office, next(iter(buttons.values())))
            chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def _mend(self) -> None:
        self.error.say("")


class PersonStep(QWidget):
    """③ 課・氏名 and text size.

    Signals:
        size_picked(TextSize): already in force.
    """

    size_picked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        box = _column(self)
        box.addWidget(Prose(wording.say("office_setup_person_heading"), TextRole.CARD, bold=True))
        note = wording.say("office_setup_section_note")
        self.section = LineField(wording.say("office_setup_section"), required=True, note=note)
        box.addWidget(self.section)
        note = wording.say("office_setup_person_note")
        self.person = LineField(wording.say("office_setup_person"), required=True, note=note)
        box.addWidget(self.person)
        box.addSpacing(Space.S)
        box.addWidget(Text(wording.say("office_setup_text_size"), bold=True))
        sizes = [(size.key, wording.say(f"gui_text_size_{size.key}")) for size in TextSize]
        self.sizes = Segments(wording.say("office_setup_text_size"), sizes, theme.text_size.key)
        self.sizes.picked.connect(self._size_picked)
        box.addWidget(self.sizes)
        box.addWidget(Prose(wording.say("office_setup_text_size_note"), ink="secondary"))
        box.addStretch(1)

    def complaint_free(self) -> bool:
        """Whether one may go on; the first field that lacks something gets the keyboard."""
        person = "" if self.person.text else wording.say("office_setup_person_missing")
        section = "" if self.section.text else wording.say("office_setup_section_missing")
        self.person.complain(person)
        self.section.complain(section)
        return not (person or section)

    def focus(self) -> None:
        """Give the keyboard to the first empty field."""
        field = self.section if not self.section.text else self.person
        field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _size_picked(self, key: str) -> None:
        size = TextSize.of(key)
        self._theme.set_text_size(size)
        self.size_picked.emit(size)


class DonePage(QWidget):
    """What comes after: the number to be compared by telephone, or the union's next step."""

    def __init__(self) -> None:
        super().__init__()
        box = _column(self)
        self._heading = Prose(wording.say("office_setup_done"), TextRole.PANEL, bold=True, ink="ok")
        box.addWidget(self._heading)
        self._card = Card(wording.say("office_setup_code"))
        self.code = Prose("", TextRole.FIGURE, bold=True, selectable=True)
        self._card.body.addWidget(self.code)
        box.addWidget(self._card)
        self._text = Prose()
        box.addWidget(self._text)
        box.addStretch(1)

    def show_office(self, code: str) -> None:
        """An office: its number."""
        self.code.set_text(two_lines(code))
        self.code.setAccessibleName(f"{wording.say('office_setup_code')} {code}")
        self._text.set_text(wording.say("office_setup_code_text"))

    def show_union(self) -> None:
        """The union: nothing to compare, but a file to make."""
        self._card.hide()
        self._text.set_text(wording.say("office_setup_union_next"))


def two_lines(code: str) -> str:
    """Eight groups as people read them out: four and four."""
    groups = code.split("-")
    half = (len(groups) + 1) // 2
    # No-break spaces: rich text would make one of several plain ones.
    return "\n".join("\u00a0\u00a0".join(some) for some in (groups[:half], groups[half:]) if some)


def _column(widget: QWidget) -> QVBoxLayout:
    box = QVBoxLayout(widget)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(Space.M)
    return box
