"""How long the forms of money take: form 4 of a country, and a PDF of twenty pages.

    python -m tests.benchmarks.reports [--offices 1741] [--projects 10] [--runs 3] [--data FOLDER] [--out FILE]

The store is a real one: a union whose region has so many municipalities, with budget, settlement and funds of every one
of them for every project, entered on their behalf (that takes some minutes and is kept in the folder). Each figure is the
median of some runs: by the clock, and in brackets the CPU of this process, which alone says anything on a shared machine.
Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from alps_desk.__main__ import _MADE
from alps_desk.app import board
from alps_desk.app.commands import SaveValues, WriteReport
from alps_desk.app.desk import Desk
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.domain.journal import Scalar
from alps_desk.domain.shown import Figures
from alps_desk.paper.pages import PagePainter
from alps_desk.paper.pdf import render_pdf
from alps_desk.reports.tables import ReportTable
from tests.reports.money_sample import sample_form

FY, PERIOD = 2017, "full_year"
_PAGES = 20


def write_region(folder: Path, offices: int, projects: int) -> None:
    """A region folder: projects of all three types in four fields."""
    folder.mkdir(parents=True)
    # Short keys: all of them stand in one text of a project, which may have 10,000 characters.
    keys = [f"o{number:03x}" for number in range(1, offices + 1)]
    rows = [f"{key},団体{number},partner,{number}" for number, key in enumerate(keys, 1)]
    tables = {
        "body": ["body,name,role,order", *rows, "union,事務局,secretariat,9999"],
        "region": ["name", "大きな圏域"],
        "field": ["field,name,order", *(f"F{number:02},分野{number},{number}" for number in range(1, 5))],
        "period": ["fy,period,as_of_date,opens_on,due_on,stage", f"{FY},{PERIOD},2018-03-31,2018-04-01,2018-07-31,settled"],
        "project_year": ["fy,project,number,name,field,type,leads,participants"],
    }  # fmt: skip
    for number in range(projects):
        kind = ("I", "II", "III")[number % 3]
        leads = {"I": keys[0], "II": ";".join(keys), "III": "union"}[kind]
        tables["project_year"].append(
            f"{FY},F{number % 4 + 1:02}P{number:02},{number + 1},事業{number + 1},F{number % 4 + 1:02},{kind},{leads},{';'.join(keys)}"
        )
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def fill(desk: Desk) -> None:
    """Everything of every municipality, one step each."""
    plan = desk.plan(FY)
    for number, body in enumerate(plan.members):
        values: dict[str, dict[str, Scalar]] = {}
        for project in plan.projects:
            if not project.enters(body.key):
                continue
            spent = 100_000 + 37 * number + 1_000 * project.number
            values[f"money:{body.key}:{FY}:{project.code}:initial"] = {"budget_initial": spent + 5_000}
            values[f"money:{body.key}:{FY}:{project.code}:settled"] = {
                "spent": spent, "carried_out": 0, "fund_national": 0, "fund_prefecture": spent // 4, "fund_bond": 0,
                "fund_other": 0, "fund_general": spent - spent // 4,
            }  # fmt: skip
        desk.execute(SaveValues(values, on_behalf=body.key, why="見本の数字"))


def country(folder: Path, offices: int, projects: int) -> Desk:
    """The union's desk of a country, made once."""
    home = Home(folder / f"union-{offices}-{projects}")
    if home.store.exists():
        return open_desk(home)
    region = folder / f"region-{offices}-{projects}"
    write_region(region, offices, projects)
    begun = time.perf_counter()
    desk = set_up_desk(home, SetUp("union", "総務課", "担当者U", region=str(region)))
    fill(desk)
    print(f"the store was made in {time.perf_counter() - begun:,.0f} s", flush=True)
    return desk


def timed(work: Callable[[], object], runs: int) -> str:
    """Median seconds of the clock, and of this process."""
    taken = []
    for _ in range(runs):
        begun, used = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - begun, time.process_time() - used))
    clock, own = (statistics.median(one[at] for one in taken) for at in (0, 1))
    return f"{clock:,.2f} s ({own:,.2f} s)"


def _write(desk: Desk, folder: Path, kind: str) -> None:
    desk.execute(WriteReport("money_summary", FY, PERIOD, kind, folder / f"form4.{kind}"))


def _states(desk: Desk, figures: Figures) -> None:
    board.board(desk.place, FY, PERIOD, figures=figures)


def twenty_pages() -> ReportTable:
    """予算・決算集計表 of the sample, with as many rows as fill twenty pages."""
    table = sample_form("money_summary", unit=1000)
    data = [row for row in table.rows if row.kind == "data"]
    low, high = len(data), 40 * len(data)
    while low < high:
        middle = (low + high + 1) // 2
        rows = (data * (middle // len(data) + 1))[:middle]
        if PagePainter(dataclasses.replace(table, rows=rows)).count <= _PAGES:
            low = middle
        else:
            high = middle - 1
    return dataclasses.replace(table, rows=(data * (low // len(data) + 1))[:low])


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser()
    words.add_argument("--offices", type=int, default=1_741)
    words.add_argument("--projects", type=int, default=10)
    words.add_argument("--data", type=Path)
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--out", type=Path)
    given = words.parse_args()
    # As the program's own process does.
    gc.set_threshold(_MADE, *gc.get_threshold()[1:])
    with tempfile.TemporaryDirectory() as room:
        folder = given.data or Path(room)
        folder.mkdir(parents=True, exist_ok=True)
        desk = country(folder, given.offices, given.projects)
        table = desk.report_table("money_summary", FY, PERIOD)
        paper = twenty_pages()
        pages = PagePainter(paper).count
        asked: list[tuple[str, Callable[[], object]]] = [
            (
                "form 4 as a table (wanted: at most 10 s)",
                lambda: desk.report_table("money_summary", FY, PERIOD),
            ),
            ("form 4 as a file, csv", partial(_write, desk, folder, "csv")),
            ("form 4 as a file, xlsx", partial(_write, desk, folder, "xlsx")),
            ("board: states of every office", lambda: desk.board(FY, PERIOD)),
            (
                "board: the same, figures read before (wanted: at most 1 s)",
                partial(_states, desk, desk.figures(FY)),
            ),
            ("board: states, freshness, money, indicators", lambda: desk.board_facts(FY, PERIOD)),
            ("form 5 as a table", lambda: desk.report_table("funding", FY, PERIOD)),
            ("totals with every term", lambda: desk.totals(FY, "settled")),
            (
                f"PDF of {pages} pages, {len(paper.rows)} rows (wanted: at most 3 s)",
                lambda: render_pdf(paper),
            ),
        ]
        rows = []
        for name, work in asked:
            rows.append((name, timed(work, given.runs)))
            print(*rows[-1], flush=True)
        desk.close()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    size = f"{given.offices:,} offices x {given.projects} projects, {len(table.rows):,} rows"
    head = f"{size}; load {load:.1f}, Python {platform.python_version()}"
    lines = [
        head,
        "",
        "| what | clock (own CPU) |",
        "|---|---|",
        *(f"| {name} | {text} |" for name, text in rows),
    ]
    print("\n".join(lines), flush=True)
    if given.out:
        given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
