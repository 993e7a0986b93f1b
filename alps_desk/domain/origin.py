"""Where a value came from, when that is worth telling: copied from an earlier report, or confirmed to be unchanged.

Promise: the mark stands at the beginning of the ``why`` of the change that writes the value (R34). So it is signed
with the value, travels and merges with it, is seen in the history, and is gone as soon as somebody writes another
value. A reason that a person gave stands behind the mark and stays a reason of its own. A program that does not know
marks shows them as the text they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["copied", "unchanged"]

_MARK = re.compile(
    r"#(?P<kind>copied|unchanged)(?::(?P<fy>[0-9]{4}):(?P<period>[a-z0-9_]{1,20}))?(?: (?P<why>.*))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from.

    Attributes:
        kind: ``copied``: taken over from an earlier report; ``unchanged``: somebody looked at it and confirmed that
            nothing has changed.
        fy, period: the earlier report; 0 and "" for a value that was confirmed where it stood.
    """

    kind: Kind
    fy: int = 0
    period: str = ""


def why_of(origin: Origin | None, why: str = "") -> str:
    """The ``why`` of a change."""
    if origin is None:
        return why
    place = f":{origin.fy:04}:{origin.period}" if origin.fy else ""
    return f"#{origin.kind}{place}{' ' if why else ''}{why}"


def parse_why(why: str) -> tuple[Origin | None, str]:
    """Mark and reason of a ``why``."""
    found = _MARK.fullmatch(why) if why.startswith("#") else None
    if found is None:
        return None, why
    kind: Kind = "copied" if found["kind"] == "copied" else "unchanged"
    return Origin(kind, int(found["fy"] or 0), found["period"] or ""), found["why"] or ""


def reason_in(why: str) -> str:
    """What a person said, without the mark."""
    return parse_why(why)[1]
