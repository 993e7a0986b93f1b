"""送付票 on 書き出し: written as a PDF beside the file, and what is told before a report is handed in."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.commands import Withdraw
from alps_desk.gui.forms.export_page import ExportPage
from alps_desk.gui.theme import TextSize, Theme
from tests.gui.hands import click, press
from tests.gui.named import cut_off, nameless
from tests.gui.round_world import HALF, LATER
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World


def test_the_sheet_is_written_and_an_unsubmitted_report_is_told(
    qtbot: QtBot, talked: Path, tmp_path: Path, theme: Theme
) -> None:
    world = World.copied(talked, tmp_path / "world", LATER)
    office = world.desks[1]
    stage = Stage(world, theme, office)
    try:
        stage.activate(qtbot)
        stage.window.show_page("export")
        stage.settle()
        page = stage.window.page("export")
        assert isinstance(page, ExportPage)
        assert not page._warning.isVisible()
        press("Ctrl+E")
        stage.settle()
        stage.settle()
        stage.messages.target = tmp_path / "票.pdf"
        click(page.cover.write)
        stage.settle()
        assert stage.messages.proposals[-1].name == f"送付票_{Path(office.exports()[-1].file).stem}.pdf"
        assert (tmp_path / "票.pdf").read_bytes().startswith(b"%PDF")
        assert stage.window.banner.text == wording.say("cover_done", file="票.pdf")
        office.execute(Withdraw(*HALF))
        theme.set_text_size(TextSize.EXTRA)
        stage.window.resize(1280, 680)
        stage.settle()
        assert page._warning.isVisible()
        assert nameless(stage.window) == []
        assert cut_off(page.widget) == []
        click(page.to_submit)
        stage.settle()
        assert stage.window.current_page is stage.window.page("submit")
        sheet = office.cover_sheet(*HALF)
        values = {line.label: line.value for block in sheet.blocks for line in block.lines}
        assert values[wording.say("cover_state")] == wording.say("cover_state_withdrawn")
        assert values[wording.say("cover_projects")] == wording.say("cover_projects_value", done=16, all=16)
        assert wording.say("cover_note_since", count=1) in sheet.notes
        assert not stage.faults
    finally:
        stage.close()
        world.close()
