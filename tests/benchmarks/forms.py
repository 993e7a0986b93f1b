"""How fast the forms are: ``python -m tests.benchmarks.forms``.

Every form of a year of the shipped region is filled and written as PDF and workbook, then a table of long texts of 20
pages. Seconds of CPU in one process, the better of two runs; the fonts are loaded before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from alps_desk.paper.pages import page_count
from alps_desk.paper.pdf import render_pdf
from alps_desk.paper.sheet_pages import painter_of
from alps_desk.reports.as_xlsx import render_xlsx
from tests.reports.planted_year import FORMS, form
from tests.reports.tables_for_tests import LONG_TEXT, progress, row

_T = TypeVar("_T")
WANTED = 3.0
"""Seconds for a PDF of 20 pages."""


def seconds(work: Callable[[], _T]) -> tuple[float, _T]:
    """CPU of the better of two runs, and what came out."""
    best, found = 1e9, work()
    for _ in range(2):
        began = time.process_time()
        found = work()
        best = min(best, time.process_time() - began)
    return best, found


def main() -> None:
    """Print the table."""
    print("| form | rows | pages | fill s | PDF s | PDF of 20 pages s | workbook s |")
    print("|---|---|---|---|---|---|---|")
    for name in ("progress_list", "money_summary", *FORMS):
        fill, table = seconds(lambda name=name: form(name))  # type: ignore[misc]
        pdf, _ = seconds(lambda table=table: render_pdf(table))  # type: ignore[misc]
        book, _ = seconds(lambda table=table: render_xlsx(table))  # type: ignore[misc]
        pages = painter_of(table).count
        per = f"{pdf / pages * 20:.2f}" if pages >= 20 else ""
        print(f"| {name} | {len(table.rows)} | {pages} | {fill:.2f} | {pdf:.2f} | {per} | {book:.2f} |")
    long = progress([row(number, LONG_TEXT * 3) for number in range(1, 90)])
    pdf, _ = seconds(lambda: render_pdf(long))
    print(f"| long texts | {len(long.rows)} | {page_count(long)} | | {pdf:.2f} (wanted {WANTED}) | | |")


if __name__ == "__main__":
    main()
