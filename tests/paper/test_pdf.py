"""PDF files: text that can be read back, geometry, fonts, and the same bytes every time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from alps_desk.paper.pages import page_count
from alps_desk.paper.pdf import render_pdf, write_pdf
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from tests.fixtures.systems import WINDOWS
from tests.reports.tables_for_tests import LONG_TEXT, one_column, progress, row

_WORD = re.compile(r'<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">(.*?)</word>')


def seventeen(**changes: object) -> ReportTable:
    rows = [row(number, f"{number}番目。髙橋と﨑の{LONG_TEXT}") for number in range(1, 18)]
    rows.append(replace(row(153, "合計"), kind="total"))
    return progress(rows, notes=["単位未満四捨五入のため合計と一致しない場合がある。"], **changes)


def words(xml: str) -> list[list[tuple[float, float, float, float, str]]]:
    """Words of each page with their places in points."""
    return [
        [(*map(float, found[:4]), found[4]) for found in _WORD.findall(page)]  # type: ignore[misc]
        for page in xml.split("<page ")[1:]
    ]


def test_everything_can_be_read_back(pdf_text) -> None:
    text = pdf_text(seventeen(as_of=date(2017, 9, 30)), "-raw").replace("\n", "")
    for number in range(1, 18):
        assert f"{number}番目。髙橋と﨑の参加者数は" in text
        assert f"{1_253_210 * number:,}" in text
        assert f"{1_021_500 * number:,}" in text
    assert "作成：北アルプス広域連合" in text
    assert "単位：円 ／ 基準日：平成29年9月30日 ／ 作成日：平成29年11月23日" in text
    assert "※ 単位未満四捨五入のため合計と一致しない場合がある。" in text


def test_each_page_has_headings_number_and_what_a_loose_sheet_needs(pdf_text) -> None:
    table = seventeen(sample=True, display_unit=1000)
    count = page_count(table)
    pages = pdf_text(table, "-layout").split("\f")[:count]
    assert count > 1
    for number, page in enumerate(pages, 1):
        assert f"{number}／{count} ページ" in page
        assert page.count("支出済額") == 1
        assert "見本" in page
        assert "単位：千円" in page
        assert "連携事業 進捗状況一覧表" in page


def test_approval_boxes_stand_on_the_first_page_only(pdf_text) -> None:
    boxes = ("係", "係長", "課長補佐", "課長")
    pages = pdf_text(seventeen(approval_boxes=boxes), "-layout").split("\f")
    assert "課長補佐" in pages[0]
    assert "課長補佐" not in pages[1]


@pytest.mark.parametrize("landscape", [True, False])
def test_geometry(pdf_text, landscape: bool) -> None:
    """Title and page number in the middle, figures flush right, everything inside the margins."""
    table = seventeen(landscape=landscape)
    pages = words(pdf_text(table, "-bbox"))
    width, height = (841.9, 595.3) if landscape else (595.3, 841.9)
    for page in pages:
        assert min(x for x, *_ in page) > 41
        assert max(x for _, _, x, *_ in page) < width - 41
        assert max(y for _, _, _, y, _ in page) < height - 25
        foot = [word for word in page if "ページ" in word[4] or ("／" in word[4] and word[1] > height - 60)]
        assert min(x for x, *_ in foot) + max(x for _, _, x, *_ in foot) == pytest.approx(width, abs=12)
    title = [word for word in pages[0] if word[4] in ("連携事業", "進捗状況一覧表") and word[1] < 60]
    assert title[0][0] + title[1][2] == pytest.approx(width, abs=3)
    ends = {
        round(word[2], 1)
        for page in pages
        for word in page
        if re.fullmatch(r"[0-9,]+", word[4]) and word[4].replace(",", "") in _amounts(table)
    }
    assert len(ends) == 2  # two columns of amounts


def _amounts(table: ReportTable) -> set[str]:
    return {str(row.cells[index].value) for row in table.rows for index in (4, 5)}


def test_groups_stand_over_their_columns(pdf_text) -> None:
    columns = [Column("p", "事業名", "text", width=30)]
    columns += [Column(f"{o}{k}", k, "yen", group=o) for o in ("大町市", "池田町") for k in ("当初", "決算")]
    rows = [Row([Cell("移住"), *[Cell(1000 * number) for number in range(1, 5)]])]
    page = words(pdf_text(progress(rows, columns=columns), "-bbox"))[0]
    places = {word[4]: word for word in page if word[4] in ("大町市", "池田町")}
    initial = [word for word in page if word[4] == "当初"]
    final = [word for word in page if word[4] == "決算"]
    for office, left, right in zip(("大町市", "池田町"), initial, final, strict=True):
        assert left[0] < (places[office][0] + places[office][2]) / 2 < right[2]
        assert places[office][3] <= left[1] + 1


def test_fonts_are_embedded_and_the_file_says_what_it_is(tmp_path: Path, tool: Callable[[str], str]) -> None:
    path = tmp_path / "a" / "報告.pdf"
    write_pdf(seventeen(title="進捗状況\n一覧表"), path)
    fonts = subprocess.run([tool("pdffonts"), path], check=True, capture_output=True, text=True).stdout
    assert "BIZUDGothic" in fonts
    assert "BIZUDPGothic" in fonts
    assert all(line.split()[-5:-2] == ["yes", "no", "yes"] for line in fonts.splitlines()[2:])
    info = subprocess.run([tool("pdfinfo"), path], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Title: +進捗状況 一覧表", info)
    assert re.search(r"Author: +北アルプス広域連合", info)
    assert re.search(r"CreationDate: .*2017", info)
    assert "(A4)" in info


def test_a_character_without_a_font_is_named(pdf_text) -> None:
    text = pdf_text(one_column([Cell("\ue000と\U000f0000")]))
    assert "〓と〓" in text
    assert "U+E000、U+F0000" in text
    assert "〓" not in pdf_text(one_column([Cell("髙﨑①神\ufa19葛\U000e0100か\u3099\t|\n")]))


_ELSEWHERE = """
import sys
from PySide6.QtCore import QCoreApplication
assert QCoreApplication.instance() is None
from alps_desk.paper.pdf import render_pdf
from tests.paper.test_pdf import seventeen
sys.stdout.buffer.write(render_pdf(seventeen(sample=True)))
"""


def test_without_a_window_and_in_any_process_the_bytes_are_the_same(root: Path) -> None:
    # On Windows the letters are drawn by the plugin in use, and every program has the same one; here it is the tests'.
    gone = ("DISPLAY",) if WINDOWS else ("QT_", "DISPLAY")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(gone)}
    found = {render_pdf(seventeen(sample=True))}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", _ELSEWHERE], cwd=root, env=environment, capture_output=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        found.add(done.stdout)
    assert len(found) == 1


def test_twenty_pages_take_three_seconds_at_most() -> None:
    table = progress([row(number, LONG_TEXT * 3) for number in range(1, 90)])
    began = time.process_time()
    render_pdf(table)
    assert page_count(table) >= 20
    assert time.process_time() - began < 3
