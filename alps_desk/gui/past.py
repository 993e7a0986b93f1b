"""The past of some records as 変更の履歴 shows it: every change of a field, newest first, and what may be put back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from alps_desk.domain.errors import NotFound
from alps_desk.domain.journal import Scalar
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import DELETED, parse_record_id
from alps_desk.domain.scales import scale_field

if TYPE_CHECKING:
    from alps_desk.app.desk import Desk
    from alps_desk.app.questions import HistoryView

Way = Literal["typed", "taken", "settled", "behalf"]
"""入力, 取り込み, 食い違いの選択, 代行入力."""


@dataclass(frozen=True)
class PastOf:
    """Whose past is asked for.

    Attributes:
        heading: what it is called, as 「移住セミナーの開催」.
        records: ids; field: one field of them, "" = all.
    """

    heading: str
    records: tuple[str, ...]
    field: str = ""


@dataclass(frozen=True)
class PastChange:
    """One field of one change.

    Attributes:
        way: how it came about.
        conflict: the field is in conflict and this is one of its words.
        restorable: its value may be written again as a new change: it is the office's own field and another value,
            or more than one, stands there now.
        heads: ids of what stands in the field now (``SaveValues.seen``).
        beside: what goes back with it: the scale that a rating was made with.
    """

    record: str
    view: HistoryView
    way: Way
    conflict: bool
    restorable: bool
    heads: tuple[str, ...]
    beside: Mapping[str, Scalar] = field(default_factory=dict)


def take_past(desk: Desk, wanted: PastOf) -> tuple[PastChange, ...]:
    """Ask the desk; safe on a reader's thread. A record that nothing is known of has no past."""
    found: list[PastChange] = []
    for record in wanted.records:
        try:
            views = desk.history(record, wanted.field)
        except NotFound:
            continue
        beside = {scale_field(record, view.field) for view in views} - {""}
        scales = {view.change: view.value for name in beside for view in desk.history(record, name)}
        found += _of_record(desk.office, record, views, scales)
    # By the time written in the change, then by id and field, so that the order is total.
    return tuple(sorted(found, key=lambda one: (one.view.at, one.view.change, one.view.field), reverse=True))


def _of_record(
    office: str, record: str, views: Sequence[HistoryView], scales: Mapping[str, Scalar]
) -> list[PastChange]:
    standing: dict[str, list[HistoryView]] = {}
    for view in views:
        if view.current:
            standing.setdefault(view.field, []).append(view)
    parsed = parse_record_id(record)
    found = []
    for view in views:
        now = standing.get(view.field, [])
        values = {(type(one.value), one.value) for one in now}
        others = values - {(type(view.value), view.value)}
        beside = scale_field(record, view.field)
        found.append(
            PastChange(
                record,
                view,
                _way(view),
                view.current and len(values) > 1,
                view.field != DELETED and writer_of(parsed, view.field) == office and bool(others),
                tuple(one.change for one in now),
                {beside: scales[view.change]} if beside and view.change in scales else {},
            )
        )
    return found


def _way(view: HistoryView) -> Way:
    if view.on_behalf:
        return "behalf"
    if len(view.replaced) > 1:
        return "settled"
    return "taken" if view.file else "typed"
