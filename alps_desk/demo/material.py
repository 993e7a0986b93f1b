"""What the round is played with: the plot and the sample tables of ``resources/demo``, and the two accidents.

Promise: no figure and no text of a report stands in code. What goes wrong in the round goes wrong here, as it does
in offices: cells typed badly, and a file damaged on its way.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alps_desk import places, wording

_SATURDAY = 5
_SPENT = re.compile(rb'(""spent"":)(\d)')


@dataclass(frozen=True)
class Mistake:
    """A cell typed badly."""

    project: str
    column: str
    text: str


@dataclass(frozen=True)
class Plot:
    """The plot of the round.

    Attributes:
        region, fy, period: what is reported; begins_at: when the round begins.
        person: who works at each office; decided_by: role that decides to submit.
        sections: office key → section.
        second_office, second_person, second_table: another PC of an office that changes ``conflict_project``, after
            both its PCs knew the amounts of ``forecast_table``.
        why: reason of the union's decision.
        early_office, early_table: who sends a slip of the pen first and the right table later.
        damaged_office: whose file is damaged on its way.
        wrong_office, mistakes: who fills the table in wrongly at first, and how.
        sight: the project that shows why a plain sum is wrong.
    """

    region: str
    fy: int
    period: str
    begins_at: datetime
    person: str
    decided_by: str
    sections: Mapping[str, str]
    second_office: str
    second_person: str
    second_table: str
    forecast_table: str
    conflict_project: str
    why: str
    early_office: str
    early_table: str
    damaged_office: str
    wrong_office: str
    mistakes: Sequence[Mistake]
    sight: str


def read_plot() -> Plot:
    """The plot that comes with the program."""
    raw = tomllib.loads((places.resources() / "demo" / "round.toml").read_text(encoding="utf-8"))
    second, early = raw["second_pc"], raw["first_try"]
    return Plot(
        raw["region"],
        raw["fy"],
        raw["period"],
        datetime.fromisoformat(raw["begins_at"]),
        raw["person"],
        raw["decided_by"],
        raw["sections"],
        second["office"],
        second["person"],
        second["table"],
        second["forecast"],
        second["project"],
        second["why"],
        early["office"],
        early["table"],
        raw["damage"]["office"],
        raw["mistakes"]["office"],
        [Mistake(**one) for one in raw["mistakes"]["cells"]],
        raw["sight"]["project"],
    )


def sample_table(name: str) -> str:
    """A sample table, as text."""
    return (places.resources() / "demo" / name).read_text(encoding="utf-8")


def rows_of(table: str, office: str) -> str:
    """The rows of a sample table that one office enters, by its name."""
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    own = [row for row in rows if row[wording.term("office")] == office]
    return _written(list(rows[0]), own)


def with_mistakes(table: str, mistakes: Sequence[Mistake]) -> str:
    """The table with some cells typed badly."""
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    project = wording.term("project")
    for mistake in mistakes:
        row = next(row for row in rows if row[project] == mistake.project)
        row[mistake.column] = mistake.text
    return _written(list(rows[0]), rows)


def _written(head: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, head, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def as_file(table: str) -> bytes:
    """A table as a spreadsheet saves it: UTF-8 with BOM, CRLF."""
    return table.replace("\n", "\r\n").encode("utf-8-sig")


def damaged(bundle: bytes) -> bytes:
    """An exchange file of which one digit of an amount is another now.

    Raises:
        ValueError: it holds no amount (a fault of the sample tables).
    """
    changed, count = _SPENT.subn(lambda found: found[1] + str(9 - int(found[2])).encode(), bundle, count=1)
    if count != 1:
        raise ValueError("no amount to damage")
    return changed


class StoryClock:
    """The clock on the wall of the story: it moves on by itself, a little with every look."""

    def __init__(self, begins_at: datetime) -> None:
        self._now = begins_at

    def __call__(self) -> datetime:
        """The time."""
        self._now += timedelta(seconds=1)
        return self._now

    def wait(self, **length: float) -> None:
        """Let time pass (``minutes=5``)."""
        self._now += timedelta(**length)

    def next_morning(self) -> None:
        """Go to nine o'clock of the next working day."""
        self._now = self._now.replace(hour=9, minute=0, second=0) + timedelta(days=1)
        while self._now.weekday() >= _SATURDAY:
            self._now += timedelta(days=1)
