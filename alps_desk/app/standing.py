"""How the fields of a year stand besides their values: submitted and locked, or sent back by the union."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alps_desk.app import returning
from alps_desk.app.locking import Locks
from alps_desk.domain.records import parse_record_id

if TYPE_CHECKING:
    from alps_desk.app.returning import ReturnView
    from alps_desk.app.workplace import Workplace

Place = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """How the fields of one year stand at one moment; asked for once, looked at by every cell.

    Attributes:
        locks: what this office submitted and may not change; None = nothing.
        sent_back: (record, field) → what the union has not settled yet; field "" = the whole record.
    """

    locks: Locks | None = None
    sent_back: Mapping[Place, Sequence[ReturnView]] = field(default_factory=dict)

    def locked(self, place: Place) -> bool:
        """Whether a field of this office may not be changed."""
        return self.locks is not None and self.locks.holds(parse_record_id(place[0]), place[1])

    def returned(self, place: Place) -> list[ReturnView]:
        """What was sent back of a field, or of its record as a whole."""
        return [*self.sent_back.get(place, ()), *self.sent_back.get((place[0], ""), ())]


NO_STANDING = Standing()


def standing(place: Workplace, fy: int) -> Standing:
    """How the fields of a year stand for this office."""
    sent: dict[Place, list[ReturnView]] = {}
    for view in returning.returns(place, office=place.office, fy=fy):
        if view.unlocks:
            sent.setdefault((view.record, view.field), []).append(view)
    return Standing(Locks(place, fy), sent)
