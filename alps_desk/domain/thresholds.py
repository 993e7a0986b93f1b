"""Limits of the checks that only ask a question: numbers of the region, kept by the union as data.

Promise: every number a check compares with has a name here and a value the union can change (``plan apply`` with a
table of columns ``threshold, value``); a region that says nothing gets :data:`DEFAULTS`. No check has a number of
its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DEFAULTS: Mapping[str, int] = MappingProxyType(
    {
        "jump_years": 5,
        "jump_percent": 200,
        "jump_yen": 100_000,
        "jump_count": 10,
        "twin_text_length": 20,
        "twin_text_percent": 90,
        "twin_yen": 10_000,
        "twin_name_length": 6,
        "twin_name_percent": 90,
    }
)
"""Name → value where the region has none of its own.

``jump_years``: earlier fiscal years that are an office's own history.
``jump_percent``: a value is far from its history from more than this share of its greatest value, or less than the
inverse share of its smallest (200 = more than double, less than half).
``jump_yen``, ``jump_count``: and by more than this, in yen, or in units of an indicator.
``twin_text_length``: shorter texts are alike by chance and are not compared.
``twin_text_percent``: two reports tell the same from this share of common text.
``twin_yen``: smaller amounts are equal by chance and are not compared.
``twin_name_length``, ``twin_name_percent``: the same for names of projects.
"""


def threshold(given: Mapping[str, int], name: str) -> int:
    """A limit: the region's own, else the default.

    Raises:
        KeyError: no such limit (a fault of the program).
    """
    return given.get(name, DEFAULTS[name])
