"""The quick way through the changes of a segment; whatever is not plainly well-formed goes the careful way.

Promise: where an answer is given here it is the one that the careful way gives (``journal.parse_change`` and
``ownership``, change by change); where there is any doubt the answer is None. Nothing is refused here. A test holds
both ways against each other.
"""

from __future__ import annotations

from hashlib import sha256

import orjson

from alps_desk.domain.arrivals import Arrival, Columns
from alps_desk.domain.errors import NotFound
from alps_desk.domain.journal import (
    MALFORMED,
    MAX_LINE,
    Segment,
    change_of,
    check_change,
    utf16_length,
)
from alps_desk.domain.ownership import offending_field


def arrival_of(segment: Segment, content: bytes, office: str) -> Arrival | None:
    """What a segment brings, if every change in it is well-formed and its office may write it; None if in doubt.

    Args:
        content: the bytes that are signed (``journal.segment_content``).
    """
    # The header, and what follows the last line.
    encoded = content.split(b"\n")[1:-1]
    if len(encoded) != len(segment.lines):
        return None
    columns = Columns(office)
    try:
        for line, data in zip(segment.lines, encoded, strict=True):
            if len(line) > MAX_LINE // 2 and utf16_length(line) > MAX_LINE:
                return None
            raw = orjson.loads(data)
            # The one text of its value: no key twice, keys in order, no space, nothing escaped that need not be.
            # Numbers with a fraction, and integers too long to be kept as such, are caught by their type.
            if orjson.dumps(raw, option=orjson.OPT_SORT_KEYS) != data:
                return None
            check_change(raw)
            identifier = sha256(data).hexdigest()
            plain = columns.add(raw, identifier)
            if not plain and offending_field(change_of(raw, line, identifier), office) is not None:
                return None
    except (*MALFORMED, NotFound):
        return None
    return columns.arrival(segment)
