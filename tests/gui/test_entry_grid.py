"""進捗の入力 in the grid: what is typed is in the store after each step, and nothing typed is lost."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.commands import SaveValues
from alps_desk.domain.errors import InputRejected, StoreUnavailable
from alps_desk.gui.forms.entry_snapshot import take_snapshot
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid.source import CellFlag
from alps_desk.gui.widgets.text import Prose
from tests.gui.entry_world import World
from tests.gui.hands import click, compose, keys, press, write

EVENT, DESK, SEMINAR, TOUR, AIRPORT = "F01P01", "F02P01", "F02P02", "F02P03", "F03P01"
GUARDIAN = "F05P01"


def paste(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    press("Ctrl+V")


# -- typing --


def test_enter_and_tab_commit_move_and_save(world: World) -> None:
    world.go(EVENT, "budget_initial")
    keys("850000")
    press("Enter")
    assert world.here == (DESK, "budget_initial")
    assert world.stored(EVENT, "budget_initial") == 850_000
    keys("1,200,000")
    press("Tab")
    assert world.here == (DESK, "budget_supplement")
    assert world.stored(DESK, "budget_initial") == 1_200_000


def test_arrows_commit_what_replaces_a_cell(world: World) -> None:
    world.go(EVENT, "spent")
    keys("412000")
    press("Down")
    assert world.here == (DESK, "spent")
    assert world.stored(EVENT, "spent") == 412_000


def test_f2_goes_on_writing_and_esc_leaves_everything(world: World) -> None:
    world.go(EVENT, "spent")
    keys("412000")
    press("Enter", "Up", "F2")
    keys("0")
    press("Escape")
    assert world.stored(EVENT, "spent") == 412_000
    press("F2")
    keys("0")
    press("Enter")
    assert world.stored(EVENT, "spent") == 4_120_000


def test_delete_clears_and_the_cell_is_missing_again(world: World) -> None:
    world.go(EVENT, "spent")
    keys("412000")
    press("Enter", "Up", "Delete")
    assert world.stored(EVENT, "spent") is None
    cell = world.page.source.cell(world.row(EVENT), world.page.source.column_named("spent"))
    assert CellFlag.MISSING in cell.flags


def test_a_choice_is_found_by_its_words(world: World) -> None:
    world.go(EVENT, "progress_class")
    write("実施中")
    press("Enter")
    assert world.stored(EVENT, "progress_class") == "running"
    assert world.text(EVENT, "progress_class") == "実施中"


def test_states_are_typed_by_their_signs(world: World) -> None:
    for typed, stored, shown in (("-", "#none", "−"), ("x", "#withheld", "x"), ("...", "#tallying", "…")):
        world.go(EVENT, "budget_supplement")
        keys(typed)
        press("Enter")
        assert world.stored(EVENT, "budget_supplement") == stored
        assert world.text(EVENT, "budget_supplement") == shown


def test_text_survives_exactly(world: World) -> None:
    text = '神\ufa19髙﨑𠮷①=1+1 "引用"　終'
    world.go(EVENT, "done_text")
    write(text)
    press("Alt+Enter")
    write("二行目")
    press("Enter")
    assert world.stored(EVENT, "done_text") == f"{text}\n二行目"


def test_what_is_no_number_is_kept_as_it_was_typed_and_marked(world: World) -> None:
    world.go(EVENT, "spent")
    keys("12x")
    press("Enter")
    assert world.stored(EVENT, "spent") == "12x"
    cell = world.page.source.cell(world.row(EVENT), world.page.source.column_named("spent"))
    assert (cell.text, cell.state) == ("12x", State.ERROR)
    assert world.text(EVENT, "state") == "エラー"


def test_a_text_the_store_cannot_hold_stays_on_the_screen(world: World) -> None:
    world.go(EVENT, "done_text")
    write("ベル\u0007つき")
    press("Enter")
    assert world.stored(EVENT, "done_text") is None
    assert world.text(EVENT, "done_text") == "ベル\u0007つき"
    assert world.text(EVENT, "state") == "エラー"
    press("Ctrl+Z")
    assert world.text(EVENT, "done_text") == ""


def test_the_rate_and_the_budget_follow_at_once(world: World) -> None:
    for column, typed in (
        ("budget_initial", "1000000"),
        ("budget_supplement", "-200000"),
        ("spent", "300000"),
    ):
        world.go(EVENT, column)
        keys(typed)
        press("Enter")
    assert world.text(EVENT, "budget_current") == "800,000"
    assert world.text(EVENT, "execution_rate") == "37.5%"


def test_too_much_money_is_doubted_but_saved(world: World) -> None:
    for column, typed in (("budget_initial", "1000"), ("spent", "2000")):
        world.go(EVENT, column)
        keys(typed)
        press("Enter")
    assert world.stored(EVENT, "spent") == 2_000
    cell = world.page.source.cell(world.row(EVENT), world.page.source.column_named("spent"))
    assert cell.state is State.WARNING
    assert "予算額を超えています" in cell.tip


# -- unit --


def test_thousands_are_an_explicit_way_of_typing(world: World) -> None:
    world.go(EVENT, "spent")
    keys("412")
    press("Enter")
    assert world.stored(EVENT, "spent") == 412
    click(world.page.strip.units._buttons["1000"])
    world.go(EVENT, "spent")
    keys("412.5")
    press("Enter")
    assert world.stored(EVENT, "spent") == 412_500
    assert world.text(EVENT, "spent") == "413"
    heading = world.page.source.columns()[world.page.source.column_named("spent")]
    assert heading.unit == "千円"
    press("Up", "F2", "Enter")
    assert world.stored(EVENT, "spent") == 412_500


# -- several cells --


def test_a_block_is_pasted_with_a_verdict_for_each_cell_and_undone_as_one(world: World) -> None:
    world.go(EVENT, "budget_initial")
    paste("850,000\t△50,000\t999\t412,000\n1,200千円\tabc\t999\t￥655,000\n")
    assert world.stored(EVENT, "budget_initial") == 850_000
    assert world.stored(EVENT, "budget_supplement") == -50_000
    assert world.stored(EVENT, "spent") == 412_000
    assert world.stored(DESK, "budget_initial") == 1_200_000
    assert world.stored(DESK, "budget_supplement") == "abc"
    assert world.stored(DESK, "spent") == 655_000
    told = world.page.pane.banner.text
    assert "2欄は変更できないため飛ばしました" in told
    assert "1欄は確認が必要です" in told
    assert world.page.book.steps.undo_name == "貼り付け 6欄"
    press("Ctrl+Z")
    for project in (EVENT, DESK):
        for column in ("budget_initial", "budget_supplement", "spent"):
            assert world.stored(project, column) is None
    press("Ctrl+Y")
    assert world.stored(DESK, "spent") == 655_000
    assert world.stored(DESK, "budget_supplement") == "abc"


def test_excels_cells_with_line_breaks_stay_whole(world: World) -> None:
    world.go(EVENT, "done_text")
    paste('"1行目\n2行目 ""引用"""\t周知が遅れた\n')
    assert world.stored(EVENT, "done_text") == '1行目\n2行目 "引用"'
    assert world.stored(EVENT, "issues") == "周知が遅れた"


def test_undo_is_a_new_change_and_steps_have_names(world: World) -> None:
    world.go(EVENT, "spent")
    keys("100")
    press("Enter", "Up")
    keys("200")
    press("Enter")
    assert world.page.book.steps.undo_name == "入力（支出済額）"
    press("Ctrl+Z")
    assert world.stored(EVENT, "spent") == 100
    press("Ctrl+Z")
    assert world.stored(EVENT, "spent") is None
    press("Ctrl+Shift+Z")
    assert world.stored(EVENT, "spent") == 100
    record = world.page.book.rows[world.row(EVENT)].targets["spent"][0]
    assert [line.value for line in world.desk.history(record, "spent")] == [100, 200, 100, None, 100]


def test_what_another_pc_wrote_since_is_not_undone(world: World) -> None:
    world.go(EVENT, "spent")
    keys("100")
    press("Enter")
    world.settle()
    record = world.page.book.rows[world.row(EVENT)].targets["spent"][0]
    assert world.shell.session is not None
    world.shell.session.run(SaveValues({record: {"spent": 555}}), world.page)
    world.settle()
    world.settle()
    assert world.text(EVENT, "spent") == "555"
    press("Ctrl+Z")
    assert world.stored(EVENT, "spent") == 555


def test_copied_cells_are_tab_separated(world: World) -> None:
    world.go(EVENT, "budget_initial")
    paste("100\t200")
    world.go(EVENT, "budget_initial")
    press("Shift+Right", "Ctrl+C")
    assert QGuiApplication.clipboard().text().rstrip("\r\n") == "100\t200"


def test_an_answer_from_before_the_last_edit_is_not_shown(world: World) -> None:
    book = world.page.book
    old = (book._serial, take_snapshot(world.desk, 2017, "half1", "omachi"))
    world.go(EVENT, "spent")
    keys("412000")
    press("Enter")
    world.settle()
    book._take(old)
    assert world.text(EVENT, "spent") == "412,000"
    world.settle()
    assert world.text(EVENT, "spent") == "412,000"


# -- input method --


def test_leaving_the_screen_commits_a_composition(world: World) -> None:
    world.go(EVENT, "done_text")
    compose("そうだん")
    world.window.show_page("export")
    assert world.stored(EVENT, "done_text") == "そうだん"


def test_saving_commits_a_composition_and_says_so(world: World) -> None:
    world.go(EVENT, "done_text")
    compose("そうだん")
    press("Ctrl+S")
    assert world.stored(EVENT, "done_text") == "そうだん"
    assert world.window.status.saved.text() == wording.say("gui_already_saved")


def test_exporting_takes_what_is_being_composed_with_it(qtbot: QtBot, world: World) -> None:
    world.go(EVENT, "done_text")
    compose("そうだん")
    world.window.show_page("export")
    world.exports.export()
    world.settle()
    assert world.desk.unexported() == set()
    assert "そうだん" in world.exports._written.read_text("utf-8-sig")  # type: ignore[union-attr]


def test_closing_commits_a_composition_and_waits_for_the_store(world: World) -> None:
    world.go(EVENT, "done_text")
    compose("そうだん")
    world.window.close()
    place = world.page.book.rows[world.row(EVENT)].targets["done_text"][0], "done_text"
    assert world.desk.figures(2017)[place].cell.value == "そうだん"


def test_another_period_commits_first_into_the_one_that_was_shown(world: World) -> None:
    world.go(EVENT, "done_text")
    compose("上半期のこと")
    world.window.period_chosen.emit("full_year")
    world.settle()
    assert world.page.book.snapshot is not None
    assert world.page.book.snapshot.period.code == "full_year"
    assert world.text(EVENT, "done_text") == ""
    assert "self_rating" in [column.key for column in world.page.source.columns()]
    figures = world.desk.figures(2017)
    assert figures["progress:omachi:2017:half1:F01P01", "done_text"].cell.value == "上半期のこと"


# -- marks, filters, search, panel --


def test_unexported_cells_have_a_bar_until_they_are_written_out(world: World) -> None:
    world.go(EVENT, "spent")
    keys("100")
    press("Enter")
    world.settle()
    number = world.page.source.column_named("spent")
    assert CellFlag.UNEXPORTED in world.page.source.cell(world.row(EVENT), number).flags
    world.window.show_page("export")
    world.exports.export()
    world.settle()
    world.window.show_page("entry")
    world.settle()
    assert CellFlag.UNEXPORTED not in world.page.source.cell(world.row(EVENT), number).flags


def test_the_progress_counts_complete_projects(world: World) -> None:
    strip = world.page.strip
    total = sum(row.part.kind == "own" for row in world.page.book.rows)
    assert strip.words.text() == f"0 / {total} 事業"
    values = {
        "budget_initial": "100",
        "spent": "50",
        "progress_class": "実施中",
        "pace": "順調",
        "done_text": "済",
    }
    for column, text in values.items():
        world.go(EVENT, column)
        write(text)
        press("Enter")
    assert strip.words.text() == f"1 / {total} 事業"
    assert world.text(EVENT, "state") == "入力済み"


def test_a_chip_shows_only_its_rows(world: World) -> None:
    world.go(AIRPORT, "spent")
    keys("zz")
    press("Enter")
    click(world.page.strip.chips["error"])
    model = world.page.pane.grid.model_
    assert [
        world.page.book.rows[model.source_row(row)].part.project.code for row in range(model.rowCount())
    ] == [AIRPORT]
    click(world.page.strip.chips["error"])
    assert model.rowCount() == len(world.page.book.rows)


def test_a_search_finds_old_kanji_kana_and_the_code(qtbot: QtBot, world: World) -> None:
    model = world.page.pane.grid.model_
    press("Ctrl+F")
    for words, code in (("ツア", TOUR), ("つあー", TOUR), ("f03p01", AIRPORT)):
        world.page.strip.search.setText(words)
        press("Enter")
        assert [
            world.page.book.rows[model.source_row(n)].part.project.code for n in range(model.rowCount())
        ] == [code]
    press("Escape")
    qtbot.waitUntil(lambda: model.rowCount() == len(world.page.book.rows))


def test_burdens_stand_under_their_project_with_who_pays(world: World) -> None:
    rows = [row.part for row in world.page.book.rows]
    at = world.row(GUARDIAN)
    assert [part.payer for part in rows[at + 1 : at + 5]] == ["ikeda", "matsukawa", "hakuba", "otari"]
    assert world.text(GUARDIAN, "project_name", "ikeda").strip() == "池田町から"
    world.go(GUARDIAN, "transfer_in", "ikeda")
    keys("760000")
    press("Enter")
    assert world.stored(GUARDIAN, "transfer_in", "ikeda") == 760_000


def test_cells_a_row_does_not_have_cannot_be_typed_into(world: World) -> None:
    world.go(GUARDIAN, "spent", "ikeda")
    keys("5")
    assert world.page.pane.grid.session is None
    assert world.window.status.saved.text() == wording.say("office_locked_not_here")


def test_the_panel_tells_what_is_wrong_and_who_changed_it(qtbot: QtBot, world: World) -> None:
    world.go(EVENT, "spent")
    keys("12x")
    press("Enter", "Up")
    qtbot.waitUntil(lambda: "担当者A" in _words(world.page.panel))
    words = _words(world.page.panel)
    assert "「12x」を数字として読み取れません" in words
    assert "支出済額（円）" in words
    assert "0以上の数字" in words


def _words(widget: QWidget) -> str:
    return "\n".join(
        label.plain if isinstance(label, Prose) else label.text() for label in widget.findChildren(QLabel)
    )


# -- when the store says no --


def test_a_paste_with_one_refused_value_saves_the_others(world: World, monkeypatch) -> None:
    real = world.desk.execute

    def execute(command, progress=None):
        if isinstance(command, SaveValues) and any(
            "毒" in str(v) for r in command.values.values() for v in r.values()
        ):
            raise InputRejected("value_refused")
        return real(command, progress)

    monkeypatch.setattr(world.desk, "execute", execute)
    world.go(EVENT, "done_text")
    paste("よい\t毒\n")
    assert world.stored(EVENT, "done_text") == "よい"
    assert world.stored(EVENT, "issues") is None
    assert world.text(EVENT, "issues") == "毒"
    assert world.text(EVENT, "state") == "エラー"


def test_a_full_disk_keeps_the_text_and_saves_it_later(world: World, monkeypatch) -> None:
    real = world.desk.execute
    full = [True]

    def execute(command, progress=None):
        if isinstance(command, SaveValues) and full[0]:
            raise StoreUnavailable("disk_full", lack=20)
        return real(command, progress)

    monkeypatch.setattr(world.desk, "execute", execute)
    world.go(EVENT, "spent")
    keys("412000")
    press("Enter")
    world.settle()
    assert world.text(EVENT, "spent") == "412000"
    assert "保存できませんでした" in world.window.banner.text
    full[0] = False
    click(world.window.banner._action)
    assert world.stored(EVENT, "spent") == 412_000
    assert world.text(EVENT, "state") != "エラー"


def test_the_screen_opens_where_typing_can_begin(world: World) -> None:
    project, column = world.here
    cell = world.page.source.cell(world.row(project), world.page.source.column_named(column))
    assert CellFlag.MISSING in cell.flags
    keys("412000")
    press("Enter")
    assert world.stored(project, column) == 412_000
