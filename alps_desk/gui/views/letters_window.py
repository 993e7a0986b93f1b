"""依頼文・督促文・差戻し文: the letter that an office's report calls for, to be copied, changed or saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app import drafting
from alps_desk.app.drafting import KINDS, Letter, LetterKind
from alps_desk.gui.announce import announce
from alps_desk.gui.messages import FileKind
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, TextRole, em
from alps_desk.gui.top_bar import Selector
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.text import Prose, Text


class LettersWindow(QDialog):
    """The window; the screens behind it stay usable.

    Args:
        office: whose letter is shown first; "" = the first office that has something to do.

    Attributes:
        subject, text: the letter, which may be changed before it is copied.
        letters: every office's letter.
    """

    def __init__(self, session: Session, office: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say = wording.say
        self._session = session
        self._office = office
        self._kind: LetterKind | None = None
        self.letters: list[Letter] = []
        self._latest = Latest(session, self._show_all, self)
        self._one = Latest(session, self._show, self)
        self.setWindowTitle(say("letters_title"))
        self.setModal(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        box.setSpacing(Space.S)
        box.addWidget(Text(say("letters_title"), TextRole.PANEL, bold=True))
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        self.offices = Selector(say("letters_office"))
        self.offices.picked.connect(self._office_picked)
        head.addWidget(self.offices)
        self.kinds = Segments(
            say("letters_kind"), [(one, say(f"letters_kind_{one}")) for one in KINDS], "request"
        )
        self.kinds.picked.connect(self._kind_picked)
        head.addWidget(self.kinds)
        head.addStretch(1)
        box.addLayout(head)
        self.told = Prose("", ink="secondary")
        box.addWidget(self.told)
        box.addWidget(Text(say("letters_subject"), ink="secondary"))
        self.subject = QLineEdit()
        self.subject.setAccessibleName(say("letters_subject"))
        box.addWidget(self.subject)
        box.addWidget(Text(say("letters_text"), ink="secondary"))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(say("letters_text"))
        self.text.setTabChangesFocus(True)
        box.addWidget(self.text, 1)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        self.edit = Button(say("letters_edit"), Variant.LINK, icon="act_edit")
        self.edit.clicked.connect(self._edit_wording)
        foot.addWidget(self.edit)
        foot.addStretch(1)
        self.save_all = Button(say("letters_save_all"), icon="act_open_folder")
        self.save_all.clicked.connect(self._save_all)
        foot.addWidget(self.save_all)
        self.save = Button(say("letters_save"), icon="act_export")
        self.save.clicked.connect(self._save)
        foot.addWidget(self.save)
        self.copy = Button(say("letters_copy"), Variant.PRIMARY, icon="act_copy")
        self.copy.clicked.connect(self._copy)
        foot.addWidget(self.copy)
        self.close_button = Button(say("gui_close"))
        self.close_button.clicked.connect(self.close)
        foot.addWidget(self.close_button)
        box.addLayout(foot)
        size = em(self)
        self.resize(min(size * 70, 1180), min(size * 44, 660))
        self._fy, self._period = session.fy, session.period
        self._enable(False)
        fy, period = self._fy, self._period
        self._latest.ask(lambda desk: desk.letters(fy, period))

    # -- showing --

    def _show_all(self, letters: list[Letter]) -> None:
        self.letters = letters
        self._enable(bool(letters))
        if not letters:
            self.told.set_text(wording.say("letters_none"))
            return
        keys = [one.office for one in letters]
        # What was sent back, then who is late.
        order = {"return": 0, "remind": 1, "request": 2}
        first = min(letters, key=lambda one: order[one.kind])
        self._office = self._office if self._office in keys else first.office
        self.offices.fill([(one.office, one.name) for one in letters], self._office)
        self._show([one for one in letters if one.office == self._office])
        self.copy.setFocus()

    def _show(self, letters: list[Letter]) -> None:
        letter = letters[0]
        say = wording.say
        self.kinds.set_current(letter.kind)
        self.subject.setText(letter.subject)
        self.text.setPlainText(letter.text)
        proposed = next((one.kind for one in self.letters if one.office == letter.office), letter.kind)
        words = (
            say("letters_proposed")
            if letter.proposed
            else say("letters_other", kind=say(f"letters_kind_{proposed}"))
        )
        self.told.set_text(words + (say("letters_own") if letter.own else ""))

    def _enable(self, there: bool) -> None:
        for widget in (
            self.offices,
            self.kinds,
            self.subject,
            self.text,
            self.copy,
            self.save,
            self.save_all,
        ):
            widget.setEnabled(there)

    def _ask(self) -> None:
        fy, period, office, kind = self._fy, self._period, self._office, self._kind
        self._one.ask(lambda desk: desk.letters(fy, period, office, kind))

    def _office_picked(self, office: object) -> None:
        self._office, self._kind = str(office), None
        self._ask()

    def _kind_picked(self, kind: str) -> None:
        self._kind = next(one for one in KINDS if one == kind)
        self._ask()

    # -- what the user does --

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.subject.text()}\n\n{self.text.toPlainText()}")
        self._say(wording.say("letters_copied"))

    def _save(self) -> None:
        letter = next(one for one in self.letters if one.office == self._office)
        kind = next(one for one in KINDS if one == self.kinds.current)
        shown = Letter(letter.office, letter.name, kind, "", "", proposed=False, own=False)
        name = drafting.file_name(shown, self._fy, self._period)
        folder = Path(self._session.settings.text("letter_folder") or Path.home())
        target = self._session.messages.choose_target(
            self,
            wording.say("letters_save"),
            [FileKind(wording.say("letters_file_kind"), (".txt",))],
            folder / name,
        )
        if target is None:
            return
        self._session.settings.put("letter_folder", str(target.parent))
        subject, text = self.subject.text(), self.text.toPlainText()
        self._saved_as = wording.say("letters_saved", file=target.name)
        self._session.ask(lambda _: drafting.save_letter(subject, text, target), self, done=self._saved)

    def _save_all(self) -> None:
        folder = Path(self._session.settings.text("letter_folder") or Path.home())
        chosen = self._session.messages.choose_folder(self, wording.say("letters_folder"), folder)
        if chosen is None:
            return
        self._session.settings.put("letter_folder", str(chosen))
        found, fy, period = list(self.letters), self._fy, self._period
        self._saved_as = wording.say("letters_saved_all", count=len(found), folder=chosen.name)
        self._session.ask(lambda _: drafting.save_letters(found, fy, period, chosen), self, done=self._saved)

    def _saved(self, _written: object) -> None:
        self._say(self._saved_as)

    def _edit_wording(self) -> None:
        self._session.ask(lambda desk: drafting.begin_own(desk.place), self, done=self._begun)

    def _begun(self, path: Path) -> None:
        self._say(wording.say("letters_edit_told", file=path.name))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _say(self, words: str) -> None:
        self.told.set_text(words)
        announce(self, words)
