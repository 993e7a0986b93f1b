"""What came of a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alps_desk.app.exchange import FileResult
from alps_desk.app.questions import ConflictView
from alps_desk.app.tables import Refused
from alps_desk.demo.material import Plot
from alps_desk.domain.consolidate import Consolidation
from alps_desk.domain.plan import Plan
from alps_desk.domain.rules import Finding


@dataclass
class Played:
    """What came of the round.

    Attributes:
        files: results, in the order to look at them.
        union_home: data folder of the union.
        refusal: the sentence that refused the wrong table; refused: its cells.
        results: what became of each file at the union, in the order taken, with the story behind it.
        conflict: the one conflict, before it was settled; decision: change that settled it.
        totals: the union's totals; findings: what its check found in the end.
        conflicts: how many came up in all.
        digests: PC → hash of everything shown, in the end.
        skipped: sentences about what could not be made here.
        guide: 見どころ, line by line; also the first of the files.
    """

    out: Path
    plot: Plot
    plan: Plan
    union_home: Path
    files: list[Path] = field(default_factory=list)
    refusal: str = ""
    refused: Sequence[Refused] = ()
    results: list[tuple[str, FileResult]] = field(default_factory=list)
    conflict: ConflictView | None = None
    totals: Consolidation | None = None
    findings: Sequence[Finding] = ()
    conflicts: int = 0
    digests: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    guide: list[str] = field(default_factory=list)
