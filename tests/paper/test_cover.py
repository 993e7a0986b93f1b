"""送付票: one page with all that is stated, fonts embedded, whatever the names."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from alps_desk.paper.cover import CoverPainter
from alps_desk.paper.frame import Paper
from alps_desk.paper.pdf import render_pdf
from alps_desk.reports.cover_sheet import CoverBlock, CoverLine, CoverSheet, short_hash

SHEET = CoverSheet(
    "送付票", "平成29年度（2017）　上半期", "大町市", "北アルプス広域連合", date(2017, 11, 20),
    (
        CoverBlock("送付の内容", [CoverLine("送付元", "大町市　企画財政課　担当者A")]),
        CoverBlock("照合用の合計", [CoverLine("予算現額の合計", "61,200,000円", "figure")]),
    ),
    ("媒体の種類", "媒体管理番号", "送付日", "確認者　印", "持参者", "受領者　印・受領日"),
    ("取り込んだ後の画面の件数と合計が、この票と同じであることを確かめてください。",),
)  # fmt: skip


def test_the_hash_reads_in_groups() -> None:
    assert short_hash("3f2a91bc0d77e4a1" + "0" * 48) == "3F2A 91BC 0D77 E4A1"


def test_the_pdf_has_one_page_with_every_word_and_embedded_fonts(
    tmp_path: Path, tool: Callable[[str], str]
) -> None:
    path = tmp_path / "送付票.pdf"
    content = render_pdf(SHEET)
    assert content == render_pdf(SHEET), "the same bytes each time"
    path.write_bytes(content)
    text = subprocess.run(
        [tool("pdftotext"), "-layout", path, "-"], check=True, capture_output=True
    ).stdout.decode()
    words = " ".join(text.split())
    assert text.count("\f") == 1
    for block in SHEET.blocks:
        for line in block.lines:
            assert line.label in words
            assert " ".join(line.value.split()) in words
    for label in SHEET.by_hand:
        assert " ".join(label.split()) in words
    fonts = subprocess.run([tool("pdffonts"), path], check=True, capture_output=True, text=True).stdout
    for row in fonts.splitlines()[2:]:
        assert row.split()[-5] == "yes", row


@pytest.mark.parametrize("times", [1, 40])
def test_it_stays_on_its_page_whatever_the_names(times: int) -> None:
    long = CoverLine("ファイル名", "とても長い名前の提出ファイル（令和8年度の上半期分）" * times)
    sheet = replace(SHEET, blocks=(*SHEET.blocks, CoverBlock("提出ファイル", [long])))
    assert CoverPainter(sheet)._bottom <= Paper(landscape=False).bottom
