"""The only place that opens modal dialogs: refusals, faults, questions, files.

Pages get one ``Messages`` by constructor and call its methods; tests give a class of their own with the same
methods. Buttons are verbs; the safe button is the default and what Esc does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from alps_desk import wording
from alps_desk.gui.dialogs import Choice, Notice, TextQuestion
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.buttons import Variant

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from alps_desk.domain.errors import Refusal
    from alps_desk.paper.cover import CoverPainter
    from alps_desk.paper.pages import PagePainter

__all__ = ["Choice", "FileKind", "Messages", "sentence"]


@dataclass(frozen=True)
class FileKind:
    """A kind of file in a file dialog.

    Attributes:
        name: Japanese name, as 提出ファイル.
        endings: with the dot, as ``.csv``.
    """

    name: str
    endings: tuple[str, ...]

    def filter(self) -> str:
        """As Qt's file dialogs want it."""
        return f"{self.name} ({' '.join('*' + ending for ending in self.endings)})"


def sentence(refusal: Refusal) -> str:
    """What a refusal says to a person; a refusal without a sentence gets a general one."""
    if wording.knows(refusal.told_as):
        return wording.say(refusal.told_as, **refusal.params)
    return wording.say("gui_refused_unnamed")


class Messages:
    """Opens dialogs over a widget and returns the answer."""

    def refusal(self, parent: QWidget | None, refusal: Refusal, *, heading: str | None = None) -> None:
        """Say why something was not done.

        Args:
            parent: any widget of the window.
            refusal: what was refused.
            heading: what was wanted, as 「取り込めませんでした」; None takes the first sentence of the refusal.
        """
        text = sentence(refusal)
        if heading is None:
            heading, text = _parted(text)
        details = "\n".join([refusal.code, *(f"{key}: {value}" for key, value in refusal.params.items())])
        self._open(parent, State.ERROR, heading, text, [_close()], details)

    def fault(self, parent: QWidget | None, incident: str, details: str, *, can_record: bool = False) -> bool:
        """Apologise for a fault of the program.

        Args:
            parent: any widget of the window, or None.
            incident: number under which it stands in the log.
            details: for those who mend it.
            can_record: whether ［困ったとき用の記録を保存］ can be offered.

        Returns:
            Whether the user wants that record now.
        """
        record = [Choice("record", wording.say("home_trouble"))] if can_record else []
        answer = self._open(
            parent,
            State.ERROR,
            wording.say("gui_fault_heading"),
            wording.say("gui_fault_text", incident=incident),
            [*record, _close()],
            details,
        )
        return answer == "record"

    def note(self, parent: QWidget | None, heading: str, text: str = "", state: State = State.INFO) -> None:
        """Say something that must be seen before going on. For results use a ``Banner`` instead."""
        self._open(parent, state, heading, text, [_close()])

    def confirm(
        self,
        parent: QWidget | None,
        heading: str,
        text: str,
        do: str,
        *,
        keep: str | None = None,
        takes_away: bool = False,
        details: str = "",
    ) -> bool:
        """Ask before something that cannot be undone.

        Args:
            parent: any widget of the window.
            heading: the question.
            text: what will happen.
            do: the verb that does it.
            keep: the verb that does not (やめる); this is the default.
            takes_away: paint the button as one that takes something away.
            details: for ［くわしい情報］.

        Returns:
            Whether it shall be done.
        """
        choices = [
            Choice("keep", keep or wording.say("gui_keep"), safe=True),
            Choice("do", do, Variant.DANGER if takes_away else Variant.PRIMARY),
        ]
        state = State.WARNING if takes_away else State.INFO
        return self._open(parent, state, heading, text, choices, details) == "do"

    def choose(
        self,
        parent: QWidget | None,
        heading: str,
        text: str,
        choices: Sequence[Choice],
        state: State = State.INFO,
    ) -> str:
        """Ask with several verbs; returns the key of the answer, of the safe one when closed."""
        return self._open(parent, state, heading, text, choices)

    def ask_text(
        self,
        parent: QWidget | None,
        heading: str,
        label: str,
        do: str,
        *,
        required: bool = True,
        limit: int = 400,
        initial: str = "",
        one_line: bool = False,
    ) -> str | None:
        """Ask for a sentence, as a reason, or for a name on one line; None when the user leaves it."""
        dialog = TextQuestion(
            parent, heading, label, do, required=required, limit=limit, initial=initial, one_line=one_line
        )
        taken = bool(dialog.exec())
        words = dialog.words
        dialog.deleteLater()
        return words if taken else None

    def choose_files(
        self, parent: QWidget | None, heading: str, kinds: Sequence[FileKind], folder: Path | None = None
    ) -> list[Path]:
        """Existing files; empty when the user leaves it."""
        names, _ = QFileDialog.getOpenFileNames(parent, heading, str(folder or ""), _filters(kinds))
        return [Path(name) for name in names]

    def choose_file(
        self, parent: QWidget | None, heading: str, kinds: Sequence[FileKind], folder: Path | None = None
    ) -> Path | None:
        """One existing file."""
        name, _ = QFileDialog.getOpenFileName(parent, heading, str(folder or ""), _filters(kinds))
        return Path(name) if name else None

    def choose_target(
        self, parent: QWidget | None, heading: str, kinds: Sequence[FileKind], proposal: Path
    ) -> Path | None:
        """Where to write one file; the ending of the chosen kind is added when none was typed."""
        name, chosen = QFileDialog.getSaveFileName(parent, heading, str(proposal), _filters(kinds))
        if not name:
            return None
        path = Path(name)
        if not path.suffix and kinds:
            kind = next((kind for kind in kinds if kind.filter() == chosen), kinds[0])
            path = path.with_name(path.name + kind.endings[0])
        return path

    def choose_folder(self, parent: QWidget | None, heading: str, folder: Path | None = None) -> Path | None:
        """A folder."""
        name = QFileDialog.getExistingDirectory(parent, heading, str(folder or ""))
        return Path(name) if name else None

    def choose_printer(self, parent: QWidget | None, pages: PagePainter | CoverPainter) -> QPrinter | None:
        """A printer, set up for the pages; None when the user leaves it."""
        from alps_desk.gui.printing import ask_printer

        return ask_printer(parent.window() if parent is not None else None, pages)

    def _open(
        self,
        parent: QWidget | None,
        state: State,
        heading: str,
        text: str,
        choices: Sequence[Choice],
        details: str = "",
    ) -> str:
        over = parent.window() if parent is not None else None
        dialog = Notice(over, state, heading, text, choices, details)
        dialog.exec()
        answer = dialog.answer
        dialog.deleteLater()
        return answer


def _close() -> Choice:
    return Choice("close", wording.say("gui_close"), Variant.PRIMARY, safe=True)


def _filters(kinds: Sequence[FileKind]) -> str:
    return ";;".join(kind.filter() for kind in kinds)


def _parted(text: str) -> tuple[str, str]:
    """The first sentence and the rest."""
    first, mark, rest = text.partition("。")
    return first + mark, rest.strip()
