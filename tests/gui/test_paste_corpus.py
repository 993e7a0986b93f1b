"""What people paste: every case of ``tests/data/paste/corpus.toml`` through the real clipboard, grid and store."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from alps_desk.domain.cells import to_stored
from alps_desk.gui.widgets.grid import Grid, GridSource, PasteReport
from alps_desk.gui.widgets.grid.clipboard import XML_FORMAT
from alps_desk.gui.widgets.grid.selection import Block
from tests.gui.entry_world import World
from tests.gui.hands import press

_FILE = Path(__file__).parent.parent / "data" / "paste" / "corpus.toml"
CASES: list[dict[str, Any]] = tomllib.loads(_FILE.read_text("utf-8"))["case"]
_XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet1"><Table>{rows}'
    "</Table></Worksheet></Workbook>"
)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_every_case(world: World) -> None:
    wrong = {}
    for case in CASES:
        try:
            one_case(world, case)
        except AssertionError as failure:
            wrong[case["name"]] = str(failure)
            while world.page.book.steps.undo_name is not None:
                world.page.book.undo()
    assert not wrong


def one_case(world: World, case: dict[str, Any]) -> None:
    """Paste it, look at every cell, and undo it as one step."""
    events = case.get("grid") == "events"
    grid = world.page.form.events.grid if events else world.page.pane.grid
    source, book = grid.source, world.page.book
    if events is not world.page.in_form:
        press("Ctrl+L")
    book.set_unit(case.get("unit", 1))
    top, column = case["into"]
    number = [one.key for one in source.columns()].index(column)
    grid.go_to(top, number)
    grid.setFocus()
    if "value" in case:
        source.edit(top, number, case["value"])
    if "select" in case:
        rows, columns = case["select"]
        row, left = grid.selection.current or (0, 0)
        grid.selection.select_block(Block(row, left, row + rows - 1, left + columns - 1))
    before = held(source)
    report = pasted(grid, case)
    world.settle()
    figures = world.desk.figures(2017)
    told = {
        (verdict.edit.row - top, source.columns()[verdict.edit.column].key): verdict
        for verdict in report.verdicts
    }
    for row, key, outcome, stored in case["cells"]:
        verdict = told.pop((row, key))
        assert verdict.outcome == outcome, verdict
        assert bool(verdict.message) == (outcome in ("marked", "refused", "normalised")), verdict
        if events:
            place = world.page.form.events.source.records[top + row], key
        else:
            found = book.place(top + row, key)
            if found is None:
                continue
            place = found[0]
        shown = figures.get(place)
        assert (None if shown is None else to_stored(shown.cell)) == (
            None if stored == "@empty" else stored
        ), verdict
    assert not told
    if report.changed:
        press("Ctrl+Z")
    assert held(source) == before
    if "value" in case:
        press("Ctrl+Z")


def pasted(grid: Grid, case: dict[str, Any]) -> PasteReport:
    """Put it on the clipboard as a spreadsheet does, and paste with the key."""
    data = QMimeData()
    data.setText(case["text"])
    if "html" in case:
        data.setHtml(case["html"])
    if "xml" in case:
        whole = case["xml"] if case["xml"].startswith("<no") else _XML.format(rows=case["xml"])
        data.setData(XML_FORMAT, whole.encode())
    QGuiApplication.clipboard().setMimeData(data)
    reports: list[PasteReport] = []
    grid.reported.connect(reports.append)
    press("Ctrl+V")
    grid.reported.disconnect(reports.append)
    assert len(reports) == 1
    return reports[0]


def held(source: GridSource) -> dict[tuple[int, str], str]:
    """What all cells of a grid show that are typed into."""
    columns = source.columns()
    return {
        (row, column.key): text
        for row in range(source.row_count())
        for number, column in enumerate(columns)
        if column.editable and (text := source.cell(row, number).text)
    }
