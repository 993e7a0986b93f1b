"""Jumps: a value far beyond what its own office reported before, and the sentence that explains it (issue: 大きな増減).

Promise: a value is compared with the office's own words for the same field, project and period (or stage) of
earlier years, never with another office's. What lies between the smallest and the greatest of them, or near them,
is no jump; without history there is none. Nothing is refused: a jump asks for one sentence.

The sentence is the ``why`` of the change that writes the value (:func:`reason_of`). So it is signed with the value,
travels and merges with it, stands beside it in a conflict, and never explains a value that was entered later. The
window asks for it and saves the value with ``SaveValues(..., why=sentence)``; where the value was saved before the
question came, ``force=True`` records it once more with its sentence. An entry table says it in the column
``jump_reason``, which speaks for the amounts of its row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alps_desk.domain.cells import CellState, CellValue
from alps_desk.domain.errors import NotFound
from alps_desk.domain.fold import Entry
from alps_desk.domain.origin import reason_in
from alps_desk.domain.records import Kind, RecordId, parse_record_id
from alps_desk.domain.shown import EMPTY, Figures
from alps_desk.domain.thresholds import threshold

JUMPING: Mapping[str, tuple[str, ...]] = {
    "money": ("budget_initial", "spent"),
    "burden": ("final", "transfer_out"),
    "actual": ("actual",),
}
"""Record type → fields of which a jump is asked about: one question for each thing that happened, so not the
amounts that follow from these."""


MAX_DECIMALS = 9
"""A number of decimals beyond this is a slip in the plan, and no reason to count for ever."""


@dataclass(frozen=True)
class JumpLimit:
    """How far is far.

    Attributes:
        percent: more than this share of the greatest value before, or less than the inverse share of the smallest.
        least: and farther than this from it, in the unit of the value.
    """

    percent: int
    least: int

    @classmethod
    def of(cls, thresholds: Mapping[str, int], kind: Kind, decimals: int = 0) -> JumpLimit:
        """The limit of a kind of field.

        Args:
            thresholds: the region's own (``Plan.thresholds``).
            decimals: of the indicator, whose values are kept in its smallest step.
        """
        least = threshold(thresholds, "jump_yen") if kind == "yen" else threshold(thresholds, "jump_count")
        return cls(threshold(thresholds, "jump_percent"), least * 10 ** max(0, min(decimals, MAX_DECIMALS)))


@dataclass(frozen=True)
class Jump:
    """A value beyond its history.

    Attributes:
        now: the value.
        before: the nearest value of its history; fy: the latest year that had it.
    """

    now: int
    before: int
    fy: int


def find_jump(now: int, history: Mapping[int, int], limit: JumpLimit) -> Jump | None:
    """Whether a value is far beyond its history.

    Args:
        history: fiscal year → value; years without a number are left out.
    """
    if not history:
        return None
    before = max(min(history.values()), min(now, max(history.values())))
    small, large = sorted((abs(now), abs(before)))
    turned = now * before < 0
    if abs(now - before) <= limit.least or not (turned or 100 * large > limit.percent * small):
        return None
    return Jump(now, before, max(fy for fy, value in history.items() if value == before))


def history_of(record: RecordId, field: str, figures: Figures, years: int) -> dict[int, int]:
    """What the same office stated before in the same place: fiscal year → number.

    Args:
        figures: figures of the years before; those of other years and places are left alone.
        years: how many years back.
    """
    found: dict[int, int] = {}
    fy = record.fy
    if fy is None:
        return found
    for year in range(max(1, fy - years), fy):
        shown = figures.get((_in_year(record, year), field), EMPTY)
        number = _number(shown.cell)
        # A 食い違い is not yet the office's word.
        if number is not None and not shown.conflict:
            found[year] = number
    return found


def jump_at(
    thresholds: Mapping[str, int],
    record: str,
    field: str,
    cell: CellValue,
    earlier: Figures,
    decimals: int = 0,
) -> Jump | None:
    """Whether the value of a place is a jump; None for places that are never asked about.

    Args:
        thresholds: the region's own (``Plan.thresholds``).
        cell: what is, or is about to be, in the place.
        earlier: figures of earlier years; may hold others too.
        decimals: of the indicator, for an ``actual``.
    """
    try:
        known = parse_record_id(record)
    except NotFound:
        return None
    now = _number(cell)
    if now is None or field not in JUMPING.get(known.type, ()):
        return None
    kind: Kind = "decimal" if known.type == "actual" else "yen"
    history = history_of(known, field, earlier, threshold(thresholds, "jump_years"))
    return find_jump(now, history, JumpLimit.of(thresholds, kind, decimals))


def reason_of(field: str, shown: Entry, known: Mapping[str, Entry], writer: str) -> str:
    """The sentence its office gave for a shown value, "" if none.

    A value that was only confirmed, or chosen by the union in a conflict, keeps the sentence it came with. What the
    union wrote as the source of an entry on behalf, or as the ground of its decision, is no word of the office.

    Args:
        shown: the change whose value is shown.
        known: changes of the record by id.
        writer: office whose field it is.
    """
    value = shown.change.values.get(field)
    waiting, met = [shown], {shown.change.id}
    while waiting:
        entry = waiting.pop(0)
        change = entry.change
        said = reason_in(change.why).strip()
        if entry.office == writer and not change.on_behalf and said:
            return said
        for one in change.seen.get(field, ()):
            before = known.get(one)
            if before is None or one in met:
                continue
            met.add(one)
            stated = before.change.values.get(field)
            if type(stated) is type(value) and stated == value:
                waiting.append(before)
    return ""


def _in_year(record: RecordId, fy: int) -> str:
    parts = list(record.parts)
    # Every record type that has a year has it as its first part.
    parts[0] = f"{fy:04}"
    return RecordId(record.type, record.owner, tuple(parts)).text


def _number(cell: CellValue) -> int | None:
    if cell.state is CellState.NONE:
        return 0
    return cell.value if isinstance(cell.value, int) and not isinstance(cell.value, bool) else None
