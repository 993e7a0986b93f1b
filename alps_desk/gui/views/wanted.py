"""What of the overview somebody wants to see; passed to it as the detail of ``Session.go``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """A part of the list.

    Attributes:
        field, office, state: codes; "" = all.
    """

    field: str = ""
    office: str = ""
    state: str = ""
