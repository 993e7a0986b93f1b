"""Rows divided into pages.

Promise: every line of every cell stands on exactly one page, in order; a row is kept whole unless it is higher
than the page it would begin; a total never stands alone on a page without a row above it, nor the notes without any row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from alps_desk.paper.grid import PADDING_Y, SetRow
from alps_desk.paper.lines import Line, height_of

_WORTH_STARTING = 0.35
"""A row higher than a page begins on the page at hand if this part of it is free, else on the next."""


@dataclass(frozen=True)
class Slice:
    """A row, or the part of it that stands on one page: a range of lines per cell."""

    row: SetRow
    ranges: list[tuple[int, int]]
    height: float
    continues: bool = False
    at_top: bool = False

    @property
    def lines(self) -> list[list[Line]]:
        """The lines of each cell; where a cell ended on an earlier page, what names the row again.

        At the top of a page a row says also what its group says for all of its rows.
        """
        lines = [cell[first:last] for cell, (first, last) in zip(self.row.cells, self.ranges, strict=True)]
        if self.at_top and self.row.heads:
            lines[: len(self.row.heads)] = self.row.heads
        if self.continues:
            for index, (first, _) in enumerate(self.ranges):
                if first == len(self.row.cells[index]):
                    lines[index] = self.row.repeats[index]
        return lines


@dataclass
class Page:
    """What stands between the heading and the foot of a page."""

    slices: list[Slice] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)


def divide(
    rows: Sequence[SetRow], notes: Sequence[Line], first_room: float, later_room: float, notes_gap: float
) -> list[Page]:
    """Divide rows and notes into pages.

    Args:
        rows: all rows.
        notes: lines below the last row.
        first_room: height for rows and notes on the first page.
        later_room: the same on the others, where there is no title.
        notes_gap: height between the last row and the notes.
    """
    pages = [Page()]
    room = first_room
    notes_height = notes_gap + height_of(notes) if notes else 0.0
    groups = _groups(rows)
    for number, group in enumerate(groups):
        height = sum(row.height for row in group)
        wanted = height + (notes_height if number == len(groups) - 1 else 0.0)
        if wanted > room and pages[-1].slices and wanted <= later_room:
            pages.append(Page())
            room = later_room
        for row in group:
            room = _place(row, pages, room, later_room)
    _place_notes(list(notes), pages, room, later_room, notes_gap)
    return pages


def _groups(rows: Sequence[SetRow]) -> list[list[SetRow]]:
    """Rows that stay together: totals with the row above them."""
    groups: list[list[SetRow]] = []
    for row in rows:
        if row.row.kind != "data" and groups:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _place(row: SetRow, pages: list[Page], room: float, later_room: float) -> float:
    """Put a row on the last page or on new ones; returns the room that is left."""
    whole = [(0, len(cell)) for cell in row.cells]
    at_top = not pages[-1].slices
    height = row.height_at_top if at_top else row.height
    if height <= room:
        pages[-1].slices.append(Slice(row, whole, height, at_top=at_top))
        return room - height
    height = row.height_at_top
    if height <= later_room and pages[-1].slices:
        pages.append(Page([Slice(row, whole, height, at_top=True)]))
        return later_room - height
    if room < _WORTH_STARTING * later_room and pages[-1].slices:
        pages.append(Page())
        room = later_room
    return _place_in_parts(row, pages, room, later_room)


def _place_in_parts(row: SetRow, pages: list[Page], room: float, later_room: float) -> float:
    done = [0] * len(row.cells)
    continues = False
    while any(first < len(cell) for first, cell in zip(done, row.cells, strict=True)):
        if continues:
            pages.append(Page())
            room = later_room
        ranges = []
        for first, cell in zip(done, row.cells, strict=True):
            last, height = first, 2 * PADDING_Y
            while last < len(cell) and height + cell[last].height <= room:
                height += cell[last].height
                last += 1
            ranges.append((first, last))
        if all(first == last for first, last in ranges):  # a page lower than a line: go on all the same
            ranges = [(first, min(first + 1, len(c))) for first, c in zip(done, row.cells, strict=True)]
        part = Slice(row, ranges, 0.0, continues, not continues and not pages[-1].slices)
        height = max(map(height_of, part.lines)) + 2 * PADDING_Y
        pages[-1].slices.append(replace(part, height=height))
        room -= height
        done = [last for _, last in ranges]
        continues = True
    return room


def _place_notes(notes: list[Line], pages: list[Page], room: float, later_room: float, gap: float) -> None:
    room -= gap
    for line in notes:
        if line.height > room and (pages[-1].slices or pages[-1].notes):
            pages.append(Page())
            room = later_room - gap
        pages[-1].notes.append(line)
        room -= line.height
