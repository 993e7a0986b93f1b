"""食い違い: choosing by keys and clicks, undo, a value of one's own, deciding, values that came in meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from alps_desk.app.commands import MergeBundles, Resolve
from alps_desk.gui.page import EditCommand
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.conflicts import ConflictsPage
from alps_desk.gui.views.differing import differing_spans
from tests.gui.union_pictures import Stage
from tests.gui.union_world import Ears, World, conflicting_round


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A round with four conflicts, played once."""
    world = World(tmp_path_factory.mktemp("played"))
    conflicting_round(world)
    world.close()
    return world.folder, world.clock.time


@pytest.fixture
def world(played: tuple[Path, datetime], tmp_path: Path) -> Iterator[World]:
    world = World.copied(played[0], tmp_path, played[1])
    yield world
    world.close()


@pytest.fixture
def stage(world: World, theme: Theme, qtbot) -> Iterator[Stage]:
    stage = Stage(world, theme)
    stage.window.show_page("conflicts")
    stage.activate(qtbot)
    stage.settle()
    yield stage
    stage.close()
    assert stage.faults == []


@pytest.fixture
def page(stage: Stage) -> ConflictsPage:
    found = stage.window.page("conflicts")
    assert isinstance(found, ConflictsPage)
    return found


def press(qtbot, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def chosen_texts(page: ConflictsPage) -> list[str]:
    return [choice.text for choice in page.chosen.values()]


def test_the_badge_counts_before_the_screen_is_opened(world: World, theme: Theme) -> None:
    stage = Stage(world, theme)
    stage.settle()
    assert stage.window.page("conflicts").badge == 4
    stage.close()


def test_choosing_by_keys_and_deciding(stage: Stage, page: ConflictsPage, world: World, qtbot) -> None:
    ears = Ears(stage.session)
    assert page.rows[0].hasFocus()
    press(qtbot, Qt.Key.Key_1, Qt.Key.Key_Down, Qt.Key.Key_2, Qt.Key.Key_Down, Qt.Key.Key_1)
    assert chosen_texts(page) == ["430,000円", "遅れ", "研修4回、延べ87人が参加した。次回は1月。"]
    page.reason.field.setFocus()
    qtbot.keyClicks(page.reason.field, "tel")
    press(qtbot, Qt.Key.Key_Return)
    stage.settle()
    assert ears.told[-1][1] == "3件を決めました。"
    left = world.union.conflicts()
    assert [one.field for one in left] == ["progress_class"]
    assert [row.view.field for row in page.rows] == ["progress_class"]
    assert page.badge == 1
    assert page.reason.words == ""
    record = "money:hakuba:2017:F02P02:half1"
    assert [
        row.value for row in world.union.values(office="hakuba", project="F02P02") if row.record == record
    ][-1:] == [430_000]
    last = world.union.history(record, "spent")[-1]
    assert (last.office, last.by, last.why) == ("union", "担当者B", "tel")


def test_the_keypad_and_clicks_choose_too(page: ConflictsPage, qtbot) -> None:
    qtbot.keyClick(page.rows[0], Qt.Key.Key_2, Qt.KeyboardModifier.KeypadModifier)
    qtbot.mouseClick(page.rows[1].cards[0], Qt.MouseButton.LeftButton)
    assert chosen_texts(page) == ["418,000円", "順調"]
    assert page.rows[1].hasFocus()
    assert page.rows[0].cards[1].isChecked()
    assert not page.rows[0].cards[0].isChecked()


def test_undo_and_redo_until_decided(stage: Stage, page: ConflictsPage, qtbot) -> None:
    press(qtbot, Qt.Key.Key_1, Qt.Key.Key_2)
    press(qtbot, Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert chosen_texts(page) == ["430,000円"]
    assert page.undo_name() == "支出済額の選択"
    press(qtbot, Qt.Key.Key_Y, modifier=Qt.KeyboardModifier.ControlModifier)
    assert chosen_texts(page) == ["418,000円"]
    page.do_edit(EditCommand.UNDO)
    page.do_edit(EditCommand.UNDO)
    assert not page.chosen
    assert not page.can_edit(EditCommand.UNDO)


def test_a_value_of_ones_own_is_read_like_entry(
    stage: Stage, page: ConflictsPage, world: World, qtbot
) -> None:
    press(qtbot, Qt.Key.Key_3)
    form = page.rows[0].writing
    assert form is not None
    assert form.input.hasFocus()
    form.input.clear()
    qtbot.keyClicks(form.input, "42x")
    press(qtbot, Qt.Key.Key_Return)
    assert form.fault is not None
    assert form.input.text() == "42x"
    form.input.clear()
    form.input.insert("４２５千円")
    press(qtbot, Qt.Key.Key_Return)
    assert chosen_texts(page) == ["425,000円"]
    assert page.rows[0].writing is None
    assert page.rows[0].own_card is not None
    assert page.rows[0].hasFocus()
    page.reason.field.setText("電話で確認")
    page.decide()
    stage.settle()
    values = world.union.values(office="hakuba", project="F02P02")
    assert [one.value for one in values if one.field == "spent"] == [425_000]


def test_a_choice_of_ones_own_is_taken_from_the_list(page: ConflictsPage, qtbot) -> None:
    page.rows[1].setFocus()
    press(qtbot, Qt.Key.Key_F2)
    form = page.rows[1].writing
    assert form is not None
    form.input.setCurrentIndex(form.input.findText("概ね順調"))
    qtbot.mouseClick(form.take, Qt.MouseButton.LeftButton)
    assert chosen_texts(page) == ["概ね順調"]
    press(qtbot, Qt.Key.Key_3)
    press(qtbot, Qt.Key.Key_Escape)
    assert page.rows[1].writing is None
    assert chosen_texts(page) == ["概ね順調"]


@pytest.mark.parametrize(
    ("rule", "spent"), [("newest", "418,000円"), ("owner", "418,000円"), ("first", "430,000円")]
)
def test_choosing_all_at_once_is_one_step(page: ConflictsPage, rule: str, spent: str) -> None:
    page.choose_group(rule)
    assert len(page.chosen) == 4
    assert chosen_texts(page)[0] == spent
    page.do_edit(EditCommand.UNDO)
    assert not page.chosen


def test_without_a_reason_nothing_is_decided(stage: Stage, page: ConflictsPage, world: World, qtbot) -> None:
    ears = Ears(stage.session)
    press(qtbot, Qt.Key.Key_1)
    page.reason.field.setText(" 　")
    page.decide()
    stage.settle()
    assert ears.told[-1][1] == "決めた理由を書いてください。例：担当者に電話で確認"
    assert page.reason.field.hasFocus()
    assert page.reason.field.property("fault") == "error"
    assert len(world.union.conflicts()) == 4


def test_common_reasons_fill_the_line(page: ConflictsPage) -> None:
    menu = page.reason.common.menu()
    menu.actions()[1].trigger()
    assert page.reason.words == "新しい方を採用"


def test_values_that_came_in_meanwhile_are_shown_first(
    stage: Stage, page: ConflictsPage, world: World, qtbot
) -> None:
    """A decision is only made about what was on screen."""
    ears = Ears(stage.session)
    press(qtbot, Qt.Key.Key_1, Qt.Key.Key_Down, Qt.Key.Key_1)
    late = next(desk for desk in world.desks if desk.office == "hakuba")
    world.enter(late, "F02P02", spent=444_000)
    # Merged on another screen while this one does not hear of it.
    file = world.export(late)
    stage.session.blockSignals(True)
    world.union.execute(MergeBundles((file,)))
    stage.settle()
    stage.session.blockSignals(False)
    page.reason.field.setText("電話で確認")
    page.decide()
    stage.settle()
    assert ears.told[-1][1] == "1件を決めました。見ている間に新しい値が届きました。もう一度選んでください。"
    assert [row.view.field for row in page.rows] == ["spent", "done_text", "progress_class"]
    assert page.rows[0].choice is None
    assert "444,000円" in [one.text for one in page.rows[0].view.candidates]
    assert len(world.union.conflicts()) == 3


def test_choices_stay_when_other_conflicts_come_and_go(
    stage: Stage, page: ConflictsPage, world: World
) -> None:
    page.rows[0]._choose(0)
    other = world.union.conflicts()[3]
    world.union.execute(Resolve(other.id, "電話で確認", take=other.candidates[0].change))
    stage.settle()
    assert len(page.rows) == 3
    assert chosen_texts(page) == ["430,000円"]
    assert page.rows[0].cards[0].isChecked()


def test_nothing_left_leads_to_the_board(stage: Stage, page: ConflictsPage, qtbot) -> None:
    ears = Ears(stage.session)
    page.choose_group("newest")
    page.reason.field.setText("電話で確認")
    page.decide()
    stage.settle()
    assert ears.told[-1] == (ears.told[-1][0], "4件を決めました。", "集計ボードを見る")
    assert page.rows == []
    empty = page.widget.currentWidget()
    assert empty.button.isVisible()
    qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    assert ears.went == [("board", None)]


def test_everything_with_focus_has_a_name(stage: Stage, page: ConflictsPage) -> None:
    page.rows[0].write()
    QApplication.processEvents()
    for widget in stage.window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            words = widget.accessibleName()
            if isinstance(widget, QAbstractButton):
                words = words or widget.text()
            assert words, widget
    name = page.rows[0].cards[0].accessibleName()
    assert re.fullmatch(r"1 430,000円 白馬村　11月18日 11:\d\d　担当者C　この値での純計 430,000円", name)


@pytest.mark.parametrize("size", list(TextSize))
def test_no_value_is_cut_off(stage: Stage, page: ConflictsPage, size: TextSize) -> None:
    stage.window.set_text_size(size)
    stage.window.resize(1280, 680)
    stage.settle()
    for row in page.rows:
        for card in row.cards:
            value = card.value
            assert value.height() >= value.heightForWidth(value.width())
            assert card.rect().contains(value.geometry())


@pytest.mark.parametrize(
    ("text", "other", "marked"),
    [
        ("同じ", "同じ", []),
        ("研修4回を実施した。", "研修5回を実施した。", ["4"]),
        ("\ufa19", "神", ["\ufa19"]),
        ("", "あ", []),
        ("a" * 4000 + "x" + "b" * 4000, "a" * 4000 + "y" + "b" * 4000, ["x"]),
        ("x" * 4000, "y" * 4000, ["x" * 4000]),
        ("一行\n", "一行", ["\n"]),
    ],
)
def test_differences(text: str, other: str, marked: list[str]) -> None:
    spans = differing_spans(text, other)
    assert "".join(words for words, _ in spans) == text
    assert [words for words, is_marked in spans if is_marked] == marked


def test_the_window_of_an_office_has_no_conflicts_of_others(tmp_path: Path, theme: Theme) -> None:
    world = World(tmp_path)
    office = world.office("ikeda")
    stage = Stage(world, theme, office)
    assert "conflicts" not in stage.window.navigation.items
    stage.close()
    world.close()


def test_a_value_says_its_effect_and_the_office_is_asked(stage: Stage, page: ConflictsPage, qtbot) -> None:
    row = next(one for one in page.rows if one.view.field == "spent")
    assert any("この値での純計 430,000円" in card.accessibleName() for card in row.cards)
    row.setFocus()
    stage.messages.words = "どちらが正しいですか。"
    press(qtbot, Qt.Key.Key_K)
    stage.settle()
    assert stage.messages.asked[-1] == "白馬村に聞きます（支出済額の差戻し）"
    [sent] = stage.session.desk.returns()
    assert (sent.record, sent.field, sent.office, sent.reason) == (
        row.view.record, "spent", "hakuba", "どちらが正しいですか。",
    )  # fmt: skip


def test_what_is_postponed_goes_last_and_is_left_out_of_the_rules(
    stage: Stage, page: ConflictsPage, qtbot
) -> None:
    first = page.rows[0].view.id
    page.rows[0].setFocus()
    press(qtbot, Qt.Key.Key_L)
    stage.settle()
    assert page.rows[-1].view.id == first
    assert page.rows[-1].later
    assert page.rows[0].hasFocus()
    page.choose_group("newest")
    assert first not in page.chosen
    assert len(page.chosen) == len(page.rows) - 1
    page.rows[-1].later_button.click()
    assert page.rows[0].view.id == first
    assert stage.session.settings.text("conflicts_later") == ""


def test_a_rule_for_the_current_project_alone(stage: Stage, page: ConflictsPage) -> None:
    page.rows[0].setFocus()
    page.choose_group("project")
    own = {row.view.id for row in page.rows if row.view.project == page.rows[0].view.project}
    assert set(page.chosen) == own
    assert own < {row.view.id for row in page.rows}
