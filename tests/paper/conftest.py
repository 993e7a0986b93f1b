"""Pages need an application object; the tests of windows in the same process need it to be a QApplication."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from alps_desk.paper.pdf import render_pdf
from alps_desk.reports.tables import ReportTable

Read = Callable[..., str]


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """An application object for every test here."""


@pytest.fixture
def pdf_text(tmp_path: Path, tool: Callable[[str], str]) -> Read:
    """``pdf_text(table, *options)``: what pdftotext reads from the table's PDF."""
    program = tool("pdftotext")

    def read(table: ReportTable, *options: str) -> str:
        path = tmp_path / "report.pdf"
        path.write_bytes(render_pdf(table))
        done = subprocess.run([program, *options, path, "-"], check=True, capture_output=True, timeout=60)
        return done.stdout.decode()

    return read
