"""One project as a form: the same data as the grid, saved field by field, with the same steps to undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from alps_desk import wording
from alps_desk.gui.forms.form_editors import ChoiceBox, LineBox, ProseBox
from alps_desk.gui.forms.form_field import FormField
from tests.gui.entry_world import World
from tests.gui.hands import click, compose, keys, press, write

EVENT, DESK, GUARDIAN = "F01P01", "F02P01", "F05P01"


def form_of(world: World, project: str, column: str = "spent") -> None:
    world.go(project, column)
    press("Ctrl+L")
    assert world.page.in_form


def field(world: World, project: str, column: str, payer: str = "") -> FormField:
    return world.page.form.fields[world.row(project, payer), column]


def enter(world: World, project: str, column: str, payer: str = "") -> LineBox | ProseBox | ChoiceBox:
    box = field(world, project, column, payer).box
    assert box is not None
    box.setFocus(Qt.FocusReason.TabFocusReason)
    assert box.hasFocus()
    return box


def test_form_and_grid_show_the_same_data(world: World) -> None:
    world.go(EVENT, "spent")
    keys("412000")
    press("Enter")
    form_of(world, EVENT)
    box = field(world, EVENT, "spent").box
    assert box is not None
    assert box.value == "412000"
    assert box.hasFocus()
    press("Ctrl+A")
    keys("500000")
    press("Enter")
    assert world.stored(EVENT, "spent") == 500_000
    press("Ctrl+L")
    assert not world.page.in_form
    assert world.text(EVENT, "spent") == "500,000"
    assert world.here[0] == EVENT


def test_every_column_of_the_project_is_there(world: World) -> None:
    form_of(world, EVENT)
    row = world.row(EVENT)
    shown = {column for number, column in world.page.form.fields if number == row}
    assert set(world.page.book.rows[row].targets) - shown == {"self_rating"}


def test_enter_goes_to_the_next_field_and_saves(world: World) -> None:
    form_of(world, EVENT, "budget_initial")
    keys("850000")
    press("Enter")
    assert world.stored(EVENT, "budget_initial") == 850_000
    keys("-50000")
    press("Tab")
    assert world.stored(EVENT, "budget_supplement") == -50_000
    assert field(world, EVENT, "budget_current").figure.text() == "800,000"


def test_escape_puts_back_what_was_there(world: World) -> None:
    form_of(world, EVENT, "spent")
    keys("412000")
    press("Enter")
    box = enter(world, EVENT, "spent")
    keys("9")
    press("Escape")
    assert box.value == "412000"
    press("Tab")
    assert world.stored(EVENT, "spent") == 412_000


def test_long_text_counts_its_characters_and_keeps_line_breaks(world: World) -> None:
    form_of(world, EVENT)
    box = enter(world, EVENT, "done_text")
    write("相談会を開いた。")
    press("Return")
    write("参加は31人。")
    assert field(world, EVENT, "done_text")._counter.text() == "16 字"
    press("Tab")
    assert world.stored(EVENT, "done_text") == "相談会を開いた。\n参加は31人。"
    assert box.value == "相談会を開いた。\n参加は31人。"


def test_a_choice_is_saved_when_it_is_made(world: World) -> None:
    form_of(world, EVENT)
    enter(world, EVENT, "progress_class")
    press("Down")
    assert world.stored(EVENT, "progress_class") == "not_started"
    press("Delete")
    assert world.stored(EVENT, "progress_class") is None


def test_what_is_wrong_stands_at_the_field_and_the_text_stays(world: World) -> None:
    form_of(world, EVENT, "spent")
    keys("12x")
    press("Enter")
    assert world.stored(EVENT, "spent") == "12x"
    one = field(world, EVENT, "spent")
    assert one.box is not None
    assert one.box.value == "12x"
    assert "数字として読み取れません" in one._error.words.plain
    assert "数字として読み取れません" in one.box.accessibleDescription()
    assert world.page.form.state.text() == "エラー"


def test_undo_takes_back_typing_first_and_then_the_last_step(world: World) -> None:
    world.go(EVENT, "budget_initial")
    keys("100")
    press("Enter")
    form_of(world, EVENT, "spent")
    keys("77")
    press("Ctrl+Z")
    box = field(world, EVENT, "spent").box
    assert box is not None
    assert box.value == ""
    assert world.stored(EVENT, "budget_initial") == 100
    press("Ctrl+Z")
    assert world.stored(EVENT, "budget_initial") is None
    press("Ctrl+Y")
    assert world.stored(EVENT, "budget_initial") == 100


def test_page_keys_go_from_project_to_project_in_the_same_field(world: World) -> None:
    form_of(world, EVENT, "spent")
    keys("100")
    press("Ctrl+PgDown")
    assert world.page.form.place == (world.row(DESK), "spent")
    assert world.stored(EVENT, "spent") == 100
    keys("200")
    press("Ctrl+PgUp")
    assert world.page.form.place == (world.row(EVENT), "spent")
    assert world.stored(DESK, "spent") == 200


def test_burdens_of_a_project_stand_in_its_form(world: World) -> None:
    form_of(world, GUARDIAN)
    enter(world, GUARDIAN, "transfer_in", "hakuba")
    keys("500000")
    press("Tab")
    assert world.stored(GUARDIAN, "transfer_in", "hakuba") == 500_000


def test_dates_and_figures_do_not_let_kana_in(world: World) -> None:
    form_of(world, EVENT)
    for column in ("spent", "as_of_date"):
        box = field(world, EVENT, column).box
        assert isinstance(box, LineBox)
        assert not box.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)
    texts = field(world, EVENT, "done_text").box
    assert isinstance(texts, ProseBox)
    assert texts.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)


@pytest.mark.parametrize("column", ["done_text", "section"])
def test_leaving_a_field_while_composing_commits_it(world: World, column: str) -> None:
    form_of(world, EVENT)
    enter(world, EVENT, column)
    compose("そうだん")
    enter(world, EVENT, "spent")
    assert world.stored(EVENT, column) == "そうだん"


@pytest.mark.parametrize("column", ["done_text", "section"])
def test_leaving_the_screen_while_composing_commits_it(world: World, column: str) -> None:
    form_of(world, EVENT)
    enter(world, EVENT, column)
    write("前の言葉と")
    compose("へんかん")
    world.window.show_page("export")
    assert world.stored(EVENT, column) == "前の言葉とへんかん"


def test_the_unit_counts_in_the_form_too(world: World) -> None:
    form_of(world, EVENT, "spent")
    click(world.page.strip.units._buttons["1000"])
    assert field(world, EVENT, "spent").name == "支出済額（千円）"
    enter(world, EVENT, "spent")
    keys("412")
    press("Tab")
    assert world.stored(EVENT, "spent") == 412_000


def test_f8_finds_the_next_field_that_wants_attention(world: World) -> None:
    form_of(world, EVENT, "budget_initial")
    press("F8")
    assert world.page.form.place == (world.row(EVENT), "spent")
    press("Shift+F8")
    assert world.page.form.place == (world.row(EVENT), "budget_initial")


def test_every_field_has_a_name_for_screen_readers(world: World) -> None:
    form_of(world, GUARDIAN)
    for one in world.page.form.fields.values():
        if one.box is not None:
            assert one.box.accessibleName()
    required = field(world, GUARDIAN, "spent").box
    assert required is not None
    assert wording.say("gui_required") in required.accessibleName()
    assert QApplication.focusWidget() is not None


class Windows(QObject):
    """Notes every widget that is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_nothing_flashes_up_as_a_window_while_screens_are_made(world: World, qapp: QApplication) -> None:
    windows = Windows()
    qapp.installEventFilter(windows)
    try:
        form_of(world, GUARDIAN)
        world.window.show_page("export")
        world.settle()
        world.exports.export()
        world.settle()
        world.window.show_page("entry")
        press("Ctrl+L")
        world.settle()
    finally:
        qapp.removeEventFilter(windows)
    assert windows.shown == []
