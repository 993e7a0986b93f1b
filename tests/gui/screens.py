"""Renders every office screen and state to PNG files: ``python -m tests.gui.screens FOLDER [WORD]``.

In three text sizes at 1366×768 and 1280×680. With a WORD only pictures whose name contains it. The union's own
screens: ``tests.gui.union_pictures``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from alps_desk.app.commands import ExportBundle, MergeBundles, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.bootstrap import set_up_desk
from alps_desk.domain.errors import StoreUnavailable
from alps_desk.gui.application import make_application
from alps_desk.gui.forms.entry_page import EntryPage
from alps_desk.gui.forms.export_page import ExportPage
from alps_desk.gui.forms.first_setup import FirstSetUp
from alps_desk.gui.lanes import Lanes
from alps_desk.gui.page import EditCommand
from alps_desk.gui.pictures import settle
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import TextSize, Theme
from tests.gui import budget_states, indicator_states
from tests.gui.desks import Clock, Nonces, SilentMessages, make_office, make_union, registration
from tests.gui.entry_sample import fill_sample

SIZES = ((1366, 768), (1280, 680))


class Studio:
    """A window on a sample desk, and the camera."""

    def __init__(self, folder: Path, word: str, theme: Theme) -> None:
        self.folder, self.word, self.theme = folder, word, theme
        self.home = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.union = make_union(self.home, self.clock)
        self.file = registration(self.union, self.home)
        self.number = 0

    def office(self, *, filled: bool = True) -> Desk:
        """A new desk of the central city."""
        self.number += 1
        desk = make_office(
            self.home / str(self.number), self.union, "omachi", self.clock, seed=self.number + 2
        )
        if filled:
            fill_sample(desk)
        return desk

    def window(self, desk: Desk, size: tuple[int, int]) -> Shell:
        """A window on a desk."""
        messages = SilentMessages()
        doors = Doors(_unused, _unused, self.clock)
        shell = Shell(desk.place.home, doors, self.theme, Settings(None), messages, _raise)
        shell.show_desk(desk)
        assert shell.window is not None
        shell.window.resize(*size)
        shell.window.activateWindow()
        settle(shell)
        return shell

    def take(self, name: str, widget: QWidget) -> None:
        """One picture."""
        QApplication.processEvents()
        widget.grab().save(str(self.folder / f"{name}.png"))


def entry(shell: Shell) -> EntryPage:
    """The entry screen, shown."""
    assert shell.window is not None
    shell.window.show_page("entry")
    settle(shell)
    page = shell.window.page("entry")
    assert isinstance(page, EntryPage)
    return page


def go(page: EntryPage, row: int, column: str) -> None:
    """Make a cell current."""
    page.pane.grid.go_to(row, page.source.column_named(column))
    page.pane.grid.setFocus()


# -- states: each is a function that brings a window into it --


def grid(studio: Studio, shell: Shell) -> None:
    go(entry(shell), 4, "spent")


def grid_error(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    row = next(n for n, one in enumerate(page.book.rows) if page.source.cell(n, 3).text == "エラー")
    go(page, row, "spent")


def grid_thousands(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    page.book.set_unit(1000)
    page.strip.units.set_current("1000")
    go(page, 4, "spent")


def grid_right(studio: Studio, shell: Shell) -> None:
    go(entry(shell), 5, "next_actions")


def grid_prose(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    go(page, 5, "done_text")
    page.pane.grid.edit_current()


def grid_choices(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    go(page, 3, "progress_class")
    page.pane.grid.open_choices()


def grid_paste(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    go(page, 3, "budget_initial")
    QGuiApplication.clipboard().setText("850,000\t△50,000\t999\tabc\n1,200千円\t\t999\t￥655,000\n")
    page.pane.grid.do_edit(EditCommand.PASTE)


def grid_filtered(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    page.strip.chips["warning"].setChecked(True)


def grid_no_hits(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    page.strip.search.setText("図書館前")
    page._search("図書館前")


def grid_unsaved(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    go(page, 0, "budget_supplement")
    desk = page._session.desk
    real = desk.execute

    def full(command: object, progress: object = None) -> object:
        if isinstance(command, SaveValues):
            raise StoreUnavailable("disk_full", lack=20)
        return real(command, progress)  # type: ignore[call-overload]

    desk.execute = full  # type: ignore[method-assign, assignment]
    page.pane.grid.type_over("-30000")
    page.pane.grid.commit_input()
    settle(shell)
    desk.execute = real  # type: ignore[method-assign]


def grid_head(studio: Studio, shell: Shell) -> None:
    go(entry(shell), 6, "project_name")


def grid_computed(studio: Studio, shell: Shell) -> None:
    go(entry(shell), 4, "execution_rate")


def grid_burden(studio: Studio, shell: Shell) -> None:
    go(entry(shell), 8, "transfer_in")


def form(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    go(page, 4, "spent")
    page.show_form()


def form_texts(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    go(page, 6, "done_text")
    page.show_form()


def form_burdens(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    go(page, 8, "transfer_in")
    page.show_form()


def grid_jump(studio: Studio, shell: Shell) -> None:
    assert shell.session is not None
    shell.session.desk.execute(SaveValues({"money:omachi:2016:F02P01:half1": {"spent": 120_000}}))
    page = entry(shell)
    page.book.ask()
    settle(shell)
    go(page, 1, "spent")
    page.pane.grid.type_over("1655000")
    page.pane.grid.commit_input()


def grid_promise(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    go(page, 2, "spent")
    page.deeds.set_pending()
    page.ask_bar.box.setText("12月ごろ")
    page.ask_bar.take.click()


def whole_year(shell: Shell) -> EntryPage:
    """The report of the whole year with what was carried forward."""
    page = entry(shell)
    assert shell.window is not None
    shell.window.period_chosen.emit("full_year")
    settle(shell)
    page.deeds.carry()
    settle(shell)
    return page


def grid_carried(studio: Studio, shell: Shell) -> None:
    page = whole_year(shell)
    go(page, 1, "done_text")
    page.deeds.confirm()


def form_events(studio: Studio, shell: Shell) -> None:
    page = entry(shell)
    go(page, 0, "next_actions")
    page.show_form()
    settle(shell)
    events = page.form.events
    QGuiApplication.clipboard().setText(
        "H29.7.8\t若者交流会\t大町市文化会館\t31\nH29.9.16\t秋の交流会\t池田町体育館\t３３\n"
    )
    events.grid.selection.set(0, 0)
    events.grid.setFocus()
    events.grid.do_edit(EditCommand.PASTE)


def form_evaluation(studio: Studio, shell: Shell) -> None:
    page = whole_year(shell)
    go(page, 0, "done_text")
    page.show_form()
    settle(shell)
    page.form.show_row(0, "direction_reason")


def export(studio: Studio, shell: Shell) -> None:
    assert shell.window is not None
    shell.window.show_page("export")


def export_done(studio: Studio, shell: Shell) -> None:
    export(studio, shell)
    settle(shell)
    assert shell.window is not None
    page = shell.window.page("export")
    assert isinstance(page, ExportPage)
    page.export()


def conflict(studio: Studio, shell: Shell) -> None:
    assert shell.session is not None
    desk = shell.session.desk
    other = studio.office(filled=False)
    record = "money:omachi:2017:F01P01:half1"
    other.execute(SaveValues({record: {"spent": 418_000}}))
    file = other.execute(ExportBundle()).file
    code = studio.union.execute(MergeBundles((file,)))[0].pairing
    studio.union.execute(MergeBundles((file,), accept_device=code))
    desk.execute(MergeBundles((studio.union.execute(ExportBundle()).file,)))
    settle(shell)
    go(entry(shell), 0, "spent")
    other.close()


STATES: tuple[Callable[[Studio, Shell], None], ...] = (
    grid, grid_error, grid_thousands, grid_right, grid_prose, grid_choices, grid_paste, grid_filtered, grid_no_hits,
    grid_unsaved, grid_head, grid_computed, grid_burden, grid_jump, grid_promise, grid_carried, conflict,
    form, form_texts, form_burdens, form_events, form_evaluation, export, export_done,
    *budget_states.STATES, *indicator_states.STATES,
)  # fmt: skip
EVERYWHERE = (
    grid, grid_jump, form, form_burdens, form_events, export_done, *budget_states.EVERYWHERE,
    *indicator_states.EVERYWHERE,
)  # fmt: skip
"""In every size; the others at 1366×768 in the standard size."""
_OWN_DATA = (*budget_states.STATES, *indicator_states.STATES)
"""These fill their desk themselves."""


def set_up_steps(studio: Studio, tag: str) -> None:
    """The first set-up, step by step."""
    lanes = Lanes(_unused, _raise)
    studio.number += 1
    home = studio.office(filled=False).place.home
    number = studio.number

    def make(command: object) -> Desk:
        place = type(home)(studio.home / f"setup{number}")
        return set_up_desk(place, command, clock=studio.clock, nonce_maker=Nonces(50 + number))  # type: ignore[arg-type]

    window = FirstSetUp(make, lanes, SilentMessages(), studio.theme)
    window.show()
    window.activateWindow()
    studio.take(f"setup-{tag}-1", window)
    window.go.click()
    studio.take(f"setup-{tag}-1-missing", window)
    window.source.take_file(studio.file)
    studio.take(f"setup-{tag}-1-good", window)
    window.go.click()
    studio.take(f"setup-{tag}-2", window)
    window.office.buttons["omachi"].click()
    window.go.click()
    studio.take(f"setup-{tag}-3", window)
    window.go.click()
    studio.take(f"setup-{tag}-3-missing", window)
    window.person.section.edit.setText("企画財政課")
    window.person.person.edit.setText("担当者A")
    window.go.click()
    lanes.wait_until_idle()
    studio.take(f"setup-{tag}-4", window)
    window.close()
    window = FirstSetUp(make, lanes, SilentMessages(), studio.theme)
    window.show()
    window.source.role.set_current("union")
    window.source.role.picked.emit("union")
    studio.take(f"setup-{tag}-union", window)
    window.close()
    lanes.close()


def main(folder: Path, word: str = "") -> None:
    """Write all pictures whose name contains a word."""
    folder.mkdir(parents=True, exist_ok=True)
    _, theme = make_application(sys.argv[:1])
    studio = Studio(folder, word, theme)
    for text_size in TextSize:
        theme.set_text_size(text_size)
        if word in f"setup-{text_size.key}":
            set_up_steps(studio, text_size.key)
        for size in SIZES:
            for state in STATES:
                if state not in EVERYWHERE and (size != SIZES[0] or text_size is not TextSize.STANDARD):
                    continue
                name = f"{state.__name__}-{text_size.key}-{size[0]}"
                if word not in name:
                    continue
                shell = studio.window(studio.office(filled=state not in _OWN_DATA), size)
                state(studio, shell)
                settle(shell)
                assert shell.window is not None
                studio.take(name, shell.window)
                shell.close()


def _unused(*_: object) -> Desk:
    raise AssertionError


def _raise(fault: BaseException) -> None:
    raise fault


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
