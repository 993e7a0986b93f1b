"""What stands between a click on the program and its first screen.

Law: the window is usable before anything is loaded that only other screens, files or commands need.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from alps_desk.app.desk import Desk

NOT_YET = (
    # parts that write and read files, and other databases
    "alembic",
    "openpyxl",
    "xlsxwriter",
    "psycopg",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.orm",
    "multiprocessing",
    "defusedxml",
    "platformdirs",
    # rooms and screens that nobody has gone to
    "alps_desk.demo",
    "alps_desk.domain.region_rules",
    "alps_desk.domain.twins",
    "alps_desk.reports.catalogue",
    "alps_desk.reports.entry_sheet",
    "alps_desk.reports.tables",
    "alps_desk.bundle.judging",
    "alps_desk.bundle.csv_form",
    "alps_desk.paper.pages",
    "alps_desk.cli.doing",
    "alps_desk.app.carrying_out",
    "alps_desk.app.commands",
    "alps_desk.app.taking",
    "alps_desk.app.practising",
    "alps_desk.app.setup",
    "alps_desk.gui.widgets.grid",
    "alps_desk.gui.forms.entry_page",
    "alps_desk.gui.views.talk",
    "alps_desk.gui.views.submit",
    "alps_desk.gui.views.settings_page",
    "alps_desk.gui.views.help_page",
)

NOT_BEFORE_THE_FRAME = (
    "sqlalchemy",
    "sqlite3",
    "cryptography",
    "alps_desk.store",
    "alps_desk.domain.plan",
    "alps_desk.gui.shell",
    "alps_desk.gui.main_window",
    "alps_desk.gui.views",
)


def test_the_first_screen_waits_for_nothing_it_does_not_show(office_desk: Desk, root: Path) -> None:
    home = office_desk.place.home.root
    office_desk.close()
    result = subprocess.run(
        [sys.executable, "-m", "tests.gui.first_start", str(home)],
        cwd=root,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout)
    assert seen["page"] == "HomePage"
    assert seen["painted"] < seen["usable"]
    assert "alps_desk.gui.views.home" in seen["modules"]
    early = [
        name for name in seen["modules"] if any(name == one or name.startswith(f"{one}.") for one in NOT_YET)
    ]
    assert early == []
    frame_only = [
        name
        for name in seen["modules_before_paint"]
        if any(name == one or name.startswith(f"{one}.") for one in NOT_BEFORE_THE_FRAME)
    ]
    assert frame_only == []
