"""Who may write what (sync-design 8).

Promise: decided from record id, field and the signing device's office, and for the union's two exceptions from
the change's own words. Nothing else; in particular not from what else has arrived, so the answer is the same at
every place and time.
"""

from __future__ import annotations

from typing import Literal

from alps_desk.domain.journal import Change
from alps_desk.domain.records import DELETED, TYPES, UNION, RecordId, field_of, parse_record_id

Ground = Literal["own", "settles", "on_behalf"]


def writer_of(record: RecordId, field: str) -> str:
    """Office key that writes this field of its own right.

    A field or type unknown to this program is judged by the record's owner; the first program that knows it
    judges it again when it folds.
    """
    known = field_of(record, field)
    if known is not None and known.writer == "payer":
        return record.part("payer")
    if record.type in TYPES and TYPES[record.type].union_only:
        return UNION
    return record.owner


def ground(change: Change, field: str, office: str) -> Ground | None:
    """On what ground ``office`` may set ``field`` by ``change``; None = it may not.

    The union may write any field to settle a conflict (two or more seen heads and a reason) and on behalf of
    the office whose field it is (代行入力: ``for`` and a reason naming the source). A conflict of deletion and
    entry is settled by whoever saw a deletion and something else.
    """
    writer = writer_of(parse_record_id(change.record), field)
    if change.on_behalf:
        if office == UNION and change.on_behalf == writer != UNION and change.why:
            return "on_behalf"
        return None
    if office == writer:
        return "own"
    if office == UNION and change.why:
        heads = len(change.seen.get(field, ()))
        if field == DELETED and heads:
            heads = sum(len(ids) for ids in change.seen.values())
        return "settles" if heads >= 2 else None
    return None


def offending_field(change: Change, office: str) -> str | None:
    """First field (by name) that ``office`` may not set by this change, None if it may set them all."""
    record = parse_record_id(change.record)
    # The plain case, and the only one that a large import meets a million times.
    if record.owner == office and not change.on_behalf and record.type != "burden":
        known = TYPES.get(record.type)
        if known is None or not known.union_only or office == UNION:
            return None
    return next((field for field in sorted(change.values) if ground(change, field, office) is None), None)
