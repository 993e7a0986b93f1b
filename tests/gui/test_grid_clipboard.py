"""Copy and paste: text of spreadsheets, real values on Windows, blocks, locked cells, reports."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid import GridPane, Outcome, PasteReport
from alps_desk.gui.widgets.grid.clipboard import (
    TooLarge,
    from_clipboard,
    parse_tsv,
    parse_xml_spreadsheet,
    to_tsv,
)
from alps_desk.gui.widgets.grid.sheet_clip import parse_html
from tests.gui.grid_hands import Hands
from tests.gui.sample_grid import BUDGET, DAY, NAME, PROSE, RATE, RATING, SPENT

CELLS = st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), min_size=1, max_size=5)


@given(CELLS)
def test_what_is_written_is_read_back(block: list[list[str]]) -> None:
    assert parse_tsv(to_tsv(block)) == block


@given(st.text(alphabet='"\t\r\nabあ', max_size=30))
def test_any_text_can_be_read(text: str) -> None:
    rows = parse_tsv(text)
    assert len({len(row) for row in rows}) <= 1


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("", []),
        ("a", [["a"]]),
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\n", [["a", "b"]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
        ('"1行目\n2行目"\tx\r\n', [["1行目\n2行目", "x"]]),
        ('"彼は""はい""と言った"', [['彼は"はい"と言った']]),
        ('"a" b\tc', [['"a" b', "c"]]),
        ('"a\tb', [['"a', "b"]]),
        ("a\tb\nc", [["a", "b"], ["c", ""]]),
        ("\t", [["", ""]]),
        ("=1+1\t神﨑𠮷", [["=1+1", "神﨑𠮷"]]),
    ],
)
def test_texts_of_spreadsheets(text: str, block: list[list[str]]) -> None:
    assert parse_tsv(text) == block


def test_a_whole_column_is_too_large() -> None:
    with pytest.raises(TooLarge):
        parse_tsv("1\n" * 200_001)


_XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet1"><Table>
<Row><Cell><Data ss:Type="Number">3310.5</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">改&#10;行</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="DateTime">2026-04-01T00:00:00.000</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="Number">12</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_real_values_of_xml_spreadsheet() -> None:
    clip = parse_xml_spreadsheet(_XML.encode() + b"\0")
    assert clip is not None
    assert clip.shown == [["3310.5", "", "改\n行"], ["", "", ""], ["2026-04-01T00:00:00.000", "12", ""]]
    assert clip.real == {(0, 0): "3310.5", (2, 0): "2026-04-01", (2, 1): "12"}
    assert clip.covered == {(2, 2)}
    assert parse_xml_spreadsheet(b"<no") is None
    assert parse_xml_spreadsheet(b"<html/>") is None
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert parse_xml_spreadsheet(bomb) is None


def test_real_values_win_over_what_was_displayed(qapp) -> None:
    data = QMimeData()
    data.setText("####")
    data.setData('application/x-qt-windows-mime;value="XML Spreadsheet"', _XML.encode())
    pasted = from_clipboard(data)
    assert pasted is not None
    assert pasted.text(0, 0, exact=True) == "3310.5"
    assert pasted.text(0, 0, exact=False) == "3310.5"


_LIBREOFFICE = """<table cellspacing="0"><colgroup width="80"></colgroup>
<tr><td rowspan=2><font>結合</font></td><td align="right" sdval="3310.5" sdnum="1033;0;#,##0"><font>3,311</font></td></tr>
<tr><td sdval="46113" sdnum="1033;1041;GGGE&quot;年&quot;M&quot;月&quot;D&quot;日&quot;">令和8年4月1日</td></tr>
<tr><td colspan=2>観光<br>案内 &amp; 地図</td></tr>
</table>"""


def test_a_table_of_html_tells_values_and_merged_cells() -> None:
    clip = parse_html(f"<html><body>{_LIBREOFFICE}<table><tr><td>次の表</td></tr></table></body></html>")
    assert clip is not None
    assert clip.shown == [["結合", "3,311"], ["", "令和8年4月1日"], ["観光\n案内 & 地図", ""]]
    assert clip.real == {(0, 1): "3310.5", (1, 1): "2026-04-01"}
    assert clip.covered == {(1, 0), (2, 1)}
    assert parse_html("<p>表なし</p>") is None


@pytest.mark.parametrize(
    "text",
    [
        "<table><tr><td colspan=99999999>x",
        "<table>" + "<tr><td rowspan=90000 colspan=3>x</td></tr>" * 3,
        "<table>" + "<tr><td>x</td></tr>" * 200_001,
        "<table" + " " * 9_000_000 + ">",
    ],
    ids=["wide", "overlapping", "long", "large"],
)
def test_a_table_of_html_is_bounded(text: str) -> None:
    with pytest.raises(TooLarge):
        parse_html(text)


@pytest.mark.parametrize(
    "text",
    ["<a " * 50_000, "<!-- " * 50_000, "<td " + "a" * 200_000, "&#" * 100_000],
    ids=["tags", "comments", "attributes", "entities"],
)
def test_broken_html_takes_no_time(text: str) -> None:
    start = time.process_time()
    parse_html("<table><tr><td>" + text + ">")
    assert time.process_time() - start < 2


def test_what_is_copied_stays_text_in_a_spreadsheet(hands: Hands) -> None:
    hands.source.rows[0].values[PROSE] = "1-2\n次の行 <a>"
    hands.source.cells_changed.emit([0])
    hands.grid.selection.set(0, SPENT)
    hands.press("Shift+Right", "Shift+Right", "Shift+Right", "Ctrl+C")
    html = QGuiApplication.clipboard().mimeData().html()
    assert 'sdval="412"' in html
    assert "mso-number-format" in html
    assert '1-2<br style="mso-data-placement:same-cell">次の行 &lt;a&gt;' in html
    clip = parse_html(html)
    assert clip is not None
    assert clip.shown[0][3] == "1-2\n次の行 <a>"


# -- on the grid --


@pytest.fixture
def reports(pane: GridPane) -> list[PasteReport]:
    found: list[PasteReport] = []
    pane.grid.reported.connect(found.append)
    return found


def put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_copy_gives_what_is_edited(hands: Hands) -> None:
    hands.press("Shift+Down", "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "412\r\n655\r\n"
    hands.press("Esc", "Left", "Down", "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "1200"


def test_cut_copies_and_clears(hands: Hands, reports: list[PasteReport]) -> None:
    hands.press("Shift+Down", "Ctrl+X")
    assert QGuiApplication.clipboard().text() == "412\r\n655\r\n"
    assert hands.source.value(0, SPENT) == ""
    assert hands.source.undo_name() == "切り取り 2欄"


def test_cells_that_are_apart_are_not_copied(hands: Hands, qtbot) -> None:
    put("before")
    hands.click(5, SPENT, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(hands.grid.said):
        hands.press("Ctrl+C")
    assert QGuiApplication.clipboard().text() == "before"


def test_a_block_is_pasted_as_one_step_and_selected(hands: Hands, reports: list[PasteReport]) -> None:
    hands.press("Left")
    put("900\t450\n1300\t700\n")
    hands.press("Ctrl+V")
    assert [hands.source.value(row, column) for row in (0, 1) for column in (BUDGET, SPENT)] == [
        "900",
        "450",
        "1300",
        "700",
    ]
    assert hands.source.undo_name() == "貼り付け 4欄"
    assert len(hands.grid.selection.cells) == 4
    assert reports[0].count(Outcome.TAKEN) == 4
    hands.press("Ctrl+Z")
    assert hands.source.value(1, SPENT) == "655"


def test_one_value_fills_the_selection(hands: Hands, pane: GridPane) -> None:
    hands.press("Shift+Down", "Shift+Down", "Shift+Down")
    put("5")
    hands.press("Ctrl+V")
    assert [hands.source.value(row, SPENT) for row in range(4)] == ["5", "5", "430", "5"]
    assert pane.banner.text == "3欄に貼り付け、1欄は変更できないため飛ばしました。"


def test_a_block_is_repeated_in_a_multiple(hands: Hands) -> None:
    hands.grid.selection.set(3, SPENT)
    hands.press("Shift+Down", "Shift+Down", "Shift+Down")
    put("1\n2\n")
    hands.press("Ctrl+V")
    assert [hands.source.value(row, SPENT) for row in range(3, 7)] == ["1", "2", "1", "2"]


def test_rows_are_never_added(hands: Hands, pane: GridPane, reports: list[PasteReport]) -> None:
    hands.grid.selection.set(16, DAY)
    put("2026-04-01\tx\n2026-04-02\ty\n2026-04-03\tz\n")
    hands.press("Ctrl+V")
    assert hands.source.row_count() == 17
    assert hands.source.value(16, DAY) == "2026-04-01"
    assert (reports[0].cut_rows, reports[0].cut_columns) == (2, 1)
    assert "表からはみ出した2行" in pane.banner.text


def test_bad_values_go_in_marked_and_are_listed(hands: Hands, pane: GridPane, qtbot) -> None:
    hands.press("Left")
    put("１，２００\tabc\n850\t####\n")
    hands.press("Ctrl+V")
    assert hands.source.value(0, BUDGET) == "1200"
    assert hands.source.value(0, SPENT) == "abc"
    assert hands.grid.model_.cell(0, SPENT).state is State.ERROR
    assert hands.source.value(1, SPENT) == "655"
    text = pane.banner.text
    assert "3欄に貼り付けました。" in text
    assert "「###」" in text
    assert "1欄は書き方をそろえました。" in text
    assert "1欄は確認が必要です。" in text
    assert pane.verdicts.isHidden()
    qtbot.mouseClick(pane.banner._action, Qt.MouseButton.LeftButton)
    lines = [pane.verdicts.item(number).text() for number in range(pane.verdicts.count())]
    assert len(lines) == 4
    assert "執行額" in lines[0]
    assert "入力していません" in lines[0]
    assert any("「１，２００」を「1200」にそろえました" in line for line in lines)
    pane.verdicts.setCurrentRow(1)
    item = pane.verdicts.visualItemRect(pane.verdicts.item(1)).center()
    QTest.mouseClick(pane.verdicts.viewport(), Qt.MouseButton.LeftButton, pos=item)
    assert hands.at == (0, SPENT)


def test_columns_that_are_not_typed_into_are_skipped(hands: Hands, reports: list[PasteReport]) -> None:
    hands.grid.selection.set(0, SPENT)
    put("1\t2\tA\t説明\n")
    hands.press("Ctrl+V")
    assert hands.source.value(0, RATING) == "A"
    assert hands.source.value(0, PROSE) == "説明"
    refused = [verdict.edit.column for verdict in reports[0].verdicts if verdict.outcome is Outcome.REFUSED]
    assert refused == [RATE]


def test_pasting_over_locked_cells_only_changes_nothing(hands: Hands, pane: GridPane) -> None:
    hands.grid.selection.set(0, NAME)
    put("別の名前")
    hands.press("Ctrl+V")
    assert hands.source.calls == []
    assert pane.banner.text == "1欄は変更できません。何も変更していません。"


def test_pasting_into_filtered_rows_leaves_hidden_rows_alone(hands: Hands) -> None:
    hands.grid.model_.set_row_filter("odd", lambda row: row % 2 == 1)
    hands.grid.selection.set(0, SPENT)
    put("1\n2\n")
    hands.press("Ctrl+V")
    assert [hands.source.value(row, SPENT) for row in range(4)] == ["412", "1", "430", "2"]


def test_text_survives_a_round_trip_exactly(hands: Hands) -> None:
    text = '神髙﨑𠮷① 葛\U000e0100 =1+1 "引用"\tタブ\n改行'
    hands.source.rows[0].values[PROSE] = text
    hands.source.cells_changed.emit([0])
    hands.grid.selection.set(0, PROSE)
    hands.press("Ctrl+C", "Down", "Ctrl+V")
    assert hands.source.value(1, PROSE) == text


def test_an_empty_clipboard_is_said(hands: Hands, qtbot) -> None:
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(hands.grid.said) as said:
        hands.press("Ctrl+V")
    assert said.args == ["貼り付けるものがありません。"]


def test_too_much_is_refused_whole(hands: Hands, qtbot) -> None:
    put("1\n" * 200_001)
    with qtbot.waitSignal(hands.grid.said) as said:
        hands.press("Ctrl+V")
    assert said.args[0].startswith("貼り付ける範囲が大きすぎます。")
    assert hands.source.calls == []
