"""Two versions of the program in one process: the one of today, and a later one that knows more (sync-design 11).

The later one has a field more in a type of today, and two types more. Whoever runs today's program carries what they
hold unread. Only the tables that say what exists are exchanged; every rule and every handler is the product's own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

from alps_desk.domain import arrivals, records
from alps_desk.domain.records import TYPES, Field, RecordType

TODAY, LATER = 1, 2

_LATER_TYPES = {
    "progress": replace(
        TYPES["progress"], fields={**TYPES["progress"].fields, "outlook": Field("outlook", "text")}
    ),
    "survey": RecordType("survey", ("fy", "topic"), {"answer": Field("answer", "text")}),
    "guide": RecordType("guide", ("topic",), {"words": Field("words", "text")}, union_only=True),
}
_TODAY_TYPES = dict(TYPES)


@lru_cache(maxsize=1)
def _speakers_among(loaded: int) -> list[Any]:
    return [
        module
        for name, module in list(sys.modules.items())
        if name.startswith(("alps_desk.", "tests.simulation.")) and "SCHEMA" in vars(module)
    ]


def _speakers() -> list[Any]:
    """Modules that know the number of the table; looked for again only when modules have been loaded since."""
    return _speakers_among(len(sys.modules))


@contextmanager
def running(version: int) -> Iterator[None]:
    """A block in which a version of the program runs."""
    if version == TODAY:
        yield
        return
    types = TYPES
    assert isinstance(types, dict)
    before = records.SCHEMA
    types.update(_LATER_TYPES)
    # What this module worked out from the table when it was loaded.
    arrivals._YEAR_AT["survey"] = 0
    arrivals._OTHERS_WRITE_TOO.add("guide")
    for module in _speakers():
        module.SCHEMA = before + 1
    try:
        yield
    finally:
        types.clear()
        types.update(_TODAY_TYPES)
        arrivals._YEAR_AT.pop("survey")
        arrivals._OTHERS_WRITE_TOO.discard("guide")
        for module in _speakers():  # those that were loaded meanwhile have read the later number
            module.SCHEMA = before
