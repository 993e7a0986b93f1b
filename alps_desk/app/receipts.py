"""受領: which of this PC's changes the union has, by its latest word and nothing else.

Writing a file alone never makes anything 受領済み. The latest word may say less than an earlier one, because the union
restored a backup or took an import back; it is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from alps_desk.app.last_word import latest_word
from alps_desk.domain.chains import closure
from alps_desk.domain.records import UNION

if TYPE_CHECKING:
    from alps_desk.app.workplace import Workplace

ReceiptState = Literal["unexported", "exported", "received", "returned", "held"]
"""未書き出し, 書き出し済み, 受領済み, 差戻し, 保留."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One segment of this PC.

    Attributes:
        segment: its id, "" for what is not sealed yet.
        changes: how many changes it holds.
        exported_at, file: when and as what it was written last, "" if it was not.
        code: why the union refused it, "" otherwise.
    """

    segment: str
    changes: int
    state: ReceiptState
    exported_at: str = ""
    file: str = ""
    code: str = ""


def receipts(place: Workplace) -> list[Receipt]:
    """Every segment of this PC with what became of it, oldest first; at the union nothing needs a receipt."""
    if place.is_union:
        return []
    word = latest_word(place.store, UNION)
    received = closure(word.have, place.store.segment_ids()) if word else set()
    held = set(word.held) if word else set()
    refused = word.refused if word else {}
    written = {one: row for row in place.store.exports() for one in row.segments}
    found = []
    for own in place.store.own_segments():
        row = written.get(own.id)
        state: ReceiptState = "exported" if row else "unexported"
        if own.id in held:
            state = "held"
        elif own.id in received:
            state = "received"
        elif own.id in refused:
            state = "returned"
        found.append(
            Receipt(
                own.id, own.changes, state, row.at if row else "", row.file if row else "",
                refused[own.id] if state == "returned" else "",
            )
        )  # fmt: skip
    return found


def unacknowledged(found: Sequence[Receipt]) -> int:
    """Changes that were written to a file and that the union has not acknowledged."""
    return sum(one.changes for one in found if one.state == "exported")


def has_received(place: Workplace, change: str, record: str) -> bool:
    """Whether the union has a change of this PC's store by its latest word; at the union itself: always."""
    if place.is_union:
        return True
    word = latest_word(place.store, UNION)
    if word is None:
        return False
    segment = place.store.segment_of(record, change)
    return segment is not None and segment in closure(word.have, place.store.segment_ids())
