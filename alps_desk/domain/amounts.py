"""Amounts of one fiscal year, found in the figures: what each body stated, at which stage, and how far it stands.

Promise: an amount is a number only if somebody stated one. 該当なし is a stated zero; not entered, 未定, 集計中, 秘匿,
把握不能 and text that could not be read are no amount (R16).
"""

from __future__ import annotations

from dataclasses import dataclass

from alps_desk.domain.calendar import PERIODS, period_span
from alps_desk.domain.cells import CellState
from alps_desk.domain.errors import NotFound
from alps_desk.domain.records import parse_record_id
from alps_desk.domain.shown import EMPTY, Figures

INITIAL = "initial"
"""当初: the adopted budget."""
FORECAST = "forecast"
"""決算見込."""
SETTLED = "settled"
"""決算確定 (R8)."""
CURRENT = "current"
"""Question, not a stage: the latest reporting period that a body has figures for (現計)."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One stated amount.

    Attributes:
        yen: the number; 0 for 該当なし; None while there is no number.
        state: how the cell stands; ``VALUE`` with ``yen`` None is text that could not be read.
        record, field: where it stands.
        conflict: provisional value of a 食い違い; on_behalf: entered for the body (代行入力).
    """

    yen: int | None
    state: CellState
    record: str
    field: str
    conflict: bool = False
    on_behalf: bool = False


class Ledger:
    """The money and burden records of one fiscal year."""

    def __init__(self, fy: int, figures: Figures) -> None:
        """Sorts out which records there are; amounts are looked up when asked for."""
        self.fy = fy
        self._figures = figures
        self._ids: dict[tuple[str, ...], str] = {}
        # Looked up by the totals, by the lines and by each term of both.
        self._known: dict[tuple[str, ...], Amount] = {}
        stages: dict[tuple[str, str], set[str]] = {}
        burdens: dict[str, set[tuple[str, str]]] = {}
        for record in {record for record, _ in figures}:
            try:
                found = parse_record_id(record)
            except NotFound:
                continue
            if found.fy != fy:
                continue
            # Putting an id together and taking it apart again is what a country spends its time on.
            self._ids[found.type, found.owner, *found.parts[1:]] = record
            if found.type == "money":
                stages.setdefault((found.owner, found.project), set()).add(found.part("stage"))
            elif found.type == "burden" and found.owner != found.part("payer"):
                burdens.setdefault(found.project, set()).add((found.owner, found.part("payer")))
        self._stages = {
            key: tuple(sorted(some - {INITIAL}, key=self._firmness, reverse=True))
            for key, some in stages.items()
        }
        self._burdens = {project: tuple(sorted(some)) for project, some in burdens.items()}

    def _firmness(self, stage: str) -> tuple[int, str, int, str]:
        """Firm stages are greater. Total: equal only for the same text, which is compared last.

        決算 before 決算見込 before reporting periods by their last day; of two that end together the longer one.
        """
        if stage in PERIODS:
            return 1, period_span(self.fy, stage)[1].isoformat(), -PERIODS.index(stage), stage
        return {SETTLED: 3, FORECAST: 2}.get(stage, 0), "", 0, stage

    def stages(self, office: str, project: str) -> tuple[str, ...]:
        """Stages other than 当初 that a body has entered anything for, the firmest first."""
        return self._stages.get((office, project), ())

    def has_money(self, office: str, project: str) -> bool:
        """Whether there is any money record."""
        return (office, project) in self._stages

    @property
    def money_keys(self) -> tuple[tuple[str, str], ...]:
        """(office, project) of every money record."""
        return tuple(sorted(self._stages))

    @property
    def burden_keys(self) -> tuple[tuple[str, str, str], ...]:
        """(project, payee, payer) of every burden record."""
        return tuple((project, *pair) for project in sorted(self._burdens) for pair in self._burdens[project])

    def burdens(self, project: str) -> tuple[tuple[str, str], ...]:
        """(payee, payer) of every burden record of a project; never a body with itself."""
        return self._burdens.get(project, ())

    def money(self, office: str, project: str, stage: str, field: str) -> Amount:
        """An amount of a body's own part."""
        if not stage:
            return Amount(None, CellState.EMPTY, "", field)
        key = ("money", office, project, stage, field)
        found = self._known.get(key)
        if found is None:
            record = self._ids.get(key[:4]) or f"money:{office}:{self.fy}:{project}:{stage}"
            found = self._known[key] = self._amount(record, field)
        return found

    def burden(self, payee: str, project: str, payer: str, field: str) -> Amount:
        """An amount of what one body owes another."""
        key = ("burden", payee, project, payer, field)
        found = self._known.get(key)
        if found is None:
            record = self._ids.get(key[:4]) or f"burden:{payee}:{self.fy}:{project}:{payer}"
            found = self._known[key] = self._amount(record, field)
        return found

    def _amount(self, record: str, field: str) -> Amount:
        shown = self._figures.get((record, field), EMPTY)
        cell = shown.cell
        yen: int | None = None
        if cell.state is CellState.NONE:
            yen = 0
        elif isinstance(cell.value, int) and not isinstance(cell.value, bool):
            yen = cell.value
        return Amount(yen, cell.state, record, field, shown.conflict, shown.on_behalf)
