"""The command that every handler builds: what it writes is saved by the one way there is.

The other commands stand in ``commands``, which loads with the first of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alps_desk.domain.journal import Scalar


@dataclass(frozen=True)
class SaveValues:
    """Save fields of one or more records as one step.

    Attributes:
        values: record id → field → value as stored (``cells.to_stored``).
        seen: (record, field) → ids of the heads that were on screen; a missing key means what is current now.
        why: reason, if one was asked for.
        on_behalf: office key for 代行入力 at the union, "" otherwise.
        force: record a value even when it is the one shown already (confirming it).
        whys: (record, field) → what stands as its ``why`` instead (``domain.origin``, or the sentence about a jump),
            "" as well; such a field is recorded even when it shows this value already.
        keep: False = dry run.
    """

    values: Mapping[str, Mapping[str, Scalar]]
    seen: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    whys: Mapping[tuple[str, str], str] = field(default_factory=dict)
    why: str = ""
    on_behalf: str = ""
    force: bool = False
    keep: bool = True
