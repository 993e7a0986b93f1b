"""Making changes: from values somebody means to save to lines of the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alps_desk.app.locking import refuse_locked
from alps_desk.domain.errors import InputRejected, NotFound
from alps_desk.domain.journal import Change, Scalar, make_change
from alps_desk.domain.origin import parse_why, why_of
from alps_desk.domain.ownership import ground, writer_of
from alps_desk.domain.plan import build_plan
from alps_desk.domain.records import DELETED, TYPES, UNION, field_of, parse_record_id
from alps_desk.domain.scales import rating_written, scale_beside, scale_field

if TYPE_CHECKING:
    from alps_desk.app.save_values import SaveValues
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.fold import RecordState


@dataclass(frozen=True)
class Saved:
    """What a save did.

    Attributes:
        changes: ids of the changes made, in order.
        before: (record, field) → value shown before, for undo; None = nothing was there.
        same: fields that were left alone because they show this value already.
    """

    changes: tuple[str, ...]
    before: Mapping[tuple[str, str], Scalar]
    same: int


def save(place: Workplace, command: SaveValues) -> Saved:
    """Save fields of records, all or none, in one transaction.

    Raises:
        InputRejected: not this office's field (``field_not_ours``), unknown field (``field_unknown``), a deletion
            without a reason (``deletion_needs_why``), a value that a change cannot hold, or its report was submitted
            (``field_locked``).
        NotFound: no such record type.
    """
    with place.store.together(keep=command.keep):
        return _save(place, command)


def save_together(place: Workplace, commands: Sequence[SaveValues]) -> Saved:
    """Save what stands for several offices, all or none, in one transaction.

    Raises:
        InputRejected, NotFound: as :func:`save`.
    """
    with place.store.together(keep=True):
        saved = [_save(place, command) for command in commands]
    before = {at: value for one in saved for at, value in one.before.items()}
    return Saved(
        tuple(change for one in saved for change in one.changes), before, sum(one.same for one in saved)
    )


def _save(place: Workplace, command: SaveValues) -> Saved:
    states = place.store.states(tuple(command.values))
    wanted: dict[str, dict[str, Scalar]] = {}
    before: dict[tuple[str, str], Scalar] = {}
    same = 0
    for record, values in command.values.items():
        state = states[record]
        if values.get(DELETED) is True and not command.why.strip():
            raise InputRejected("deletion_needs_why")
        for name, value in values.items():
            _check_field(record, name)
            if rating_written(record, name, values):
                # It goes with the rating, below.
                continue
            field = None if state.deleted else state.fields.get(name)
            before[record, name] = None if field is None else field.value
            forced = command.force or (record, name) in command.whys
            if not forced and _shows(state, name, value, place.office):
                same += 1
            else:
                wanted.setdefault(record, {})[name] = value
        if state.deleted and record in wanted and DELETED not in wanted[record]:
            wanted[record] |= _begin_again(state, wanted[record], command.on_behalf or place.office)
    if not command.on_behalf:
        refuse_locked(place, {record: _not_in_conflict(states[record], wanted[record]) for record in wanted})
    for record, values in wanted.items():
        if any(scale_field(record, name) for name in values):
            # Beside the rating and never without it, so it needs no leave of its own.
            of_year = _scale_of_year(place, parse_record_id(record).fy)
            beside = scale_beside(record, values, of_year)
            values |= {name: command.values[record].get(name, scale) for name, scale in beside.items()}
    changes = [
        change for record in wanted for change in _changes(place, command, states[record], wanted[record])
    ]
    place.store.append(changes)
    return Saved(tuple(change.id for change in changes), before, same)


def _scale_of_year(place: Workplace, fy: int | None) -> str:
    """The scale that ratings of a year use."""
    rows = place.store.cells(("scale",), owner=UNION)
    return build_plan(((row.record, row.field, row.value) for row in rows), fy).scale


def _not_in_conflict(state: RecordState, names: Iterable[str]) -> list[str]:
    """A conflict may be settled at any time: it came in without anybody here having changed a thing."""
    if state.deletion_conflict:
        return []
    return [name for name in names if name not in state.fields or not state.fields[name].conflict]


def _check_field(record: str, name: str) -> None:
    parsed = parse_record_id(record)
    if parsed.type not in TYPES:
        raise NotFound("no_such_record", record=record[:80])
    if name != DELETED and field_of(parsed, name) is None:
        raise InputRejected("field_unknown", field=name[:40])


def _begin_again(state: RecordState, wanted: Mapping[str, Scalar], office: str) -> dict[str, Scalar]:
    """What an entry into a deleted record says besides: it lives again, and what was deleted stays empty."""
    record = parse_record_id(state.record)
    if writer_of(record, DELETED) != office:
        return {}
    left: dict[str, Scalar] = {
        name: None
        for name, field in state.fields.items()
        if name not in wanted and field.value is not None and writer_of(record, name) == office
    }
    return {DELETED: False, **left}


def _shows(state: RecordState, name: str, value: Scalar, office: str) -> bool:
    if name == DELETED:
        return value is True if state.deleted else value is False and not state.deletion_heads
    field = state.fields.get(name)
    if field is None or state.deleted:
        return value is None
    if field.conflict or len(field.heads) > 1:
        return False
    if field.on_behalf and writer_of(parse_record_id(state.record), name) == office:
        # The office's own word on what was entered for it is a confirmation and is recorded.
        return False
    return type(field.value) is type(value) and field.value == value


def _changes(
    place: Workplace, command: SaveValues, state: RecordState, values: Mapping[str, Scalar]
) -> list[Change]:
    """One change for each reason that is given; one a field when all together would be too long for a cell."""
    by_why: dict[str, dict[str, Scalar]] = {}
    for name, value in values.items():
        # The scale goes with its rating, in one change.
        of = rating_written(state.record, name, values) or name
        by_why.setdefault(_why(command, state.record, of), {})[name] = value
    return [change for why, some in by_why.items() for change in _fitting(place, command, state, some, why)]


def _why(command: SaveValues, record: str, name: str) -> str:
    """The reason of a field; an entry on behalf always names its source."""
    own = command.whys.get((record, name))
    if own is None or not command.on_behalf:
        return command.why if own is None else own
    origin, said = parse_why(own)
    return why_of(origin, said or command.why)


def _fitting(
    place: Workplace, command: SaveValues, state: RecordState, values: Mapping[str, Scalar], why: str
) -> list[Change]:
    try:
        return [_change(place, command, state, values, why)]
    except InputRejected as error:
        if error.code != "change_too_long" or len(values) == 1:
            raise
        return [_change(place, command, state, {name: value}, why) for name, value in values.items()]


def _change(
    place: Workplace, command: SaveValues, state: RecordState, values: Mapping[str, Scalar], why: str
) -> Change:
    names = [*state.fields, DELETED] if DELETED in values else list(values)
    seen = {name: _seen(command, state, name) for name in names}
    change = make_change(
        state.record,
        values,
        seen=seen,
        at=place.now,
        by=place.author,
        nonce=place.nonce(),
        why=why,
        on_behalf=command.on_behalf,
    )
    for name in values:
        if ground(change, name, place.office) is None:
            raise InputRejected("field_not_ours", record=state.record, field=name)
    return change


def _seen(command: SaveValues, state: RecordState, name: str) -> tuple[str, ...]:
    given = command.seen.get((state.record, name))
    if given is not None:
        return tuple(given)
    if name == DELETED:
        return tuple(entry.change.id for entry in state.deletion_heads)
    field = state.fields.get(name)
    return tuple(entry.change.id for entry in field.heads) if field else ()
