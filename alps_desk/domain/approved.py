"""What the public may see of the figures: what the union accepted (受理), and nothing about a person.

Promise: decided field by field. A field is approved if its office's report of the project was accepted and the union
had seen the field as it stands; a field that was written later, or on which offices disagree, is not. Of the approved
fields only the listed ones are public, and a text that may name a person or a telephone is held back whole (R38).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from alps_desk.domain.ownership import writer_of
from alps_desk.domain.plan import Period
from alps_desk.domain.records import parse_record_id
from alps_desk.domain.shown import Figures
from alps_desk.domain.submission import Scope
from alps_desk.domain.width import narrow

Place = tuple[str, str]
"""Record id and field."""

PUBLIC_FIELDS: Mapping[str, frozenset[str]] = {
    "progress": frozenset(["as_of_date", "progress_class", "pace", "self_rating", "done_text"]),
    "money": frozenset(
        [
            "budget_initial",
            "budget_supplement",
            "carried_in",
            "budget_transfer",
            "spent",
            "carried_out",
            "fund_national",
            "fund_prefecture",
            "fund_bond",
            "fund_other",
            "fund_general",
            "transfer_in",
        ]
    ),
    "burden": frozenset(["forecast", "notified", "final", "transfer_out", "transfer_in"]),
    "actual": frozenset(["actual", "value_state", "judgement", "as_of_date"]),
    "evaluation": frozenset(["achievement_text", "direction"]),
}
"""Every public field by type of record; all others stay inside."""

_PROSE = frozenset({"done_text", "achievement_text"})
_TELEPHONE = re.compile(r"(?<![0-9])0[0-9]{1,4}[-(. ]{1,2}[0-9]{1,4}[-). ]{1,2}[0-9]{3,4}(?![0-9])")
_MAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]")
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Acceptance:
    """What the union accepted of one office's report.

    Attributes:
        projects: codes of the accepted projects.
        unseen: fields that were written without the knowledge of the acceptance.
    """

    projects: frozenset[str]
    unseen: frozenset[Place] = frozenset()


@dataclass(frozen=True)
class Approved:
    """The figures that may be published.

    Attributes:
        figures: the public fields that are approved.
        acceptances: office → what was accepted of it.
        held_back: texts that may name somebody, and fields that were changed since.
    """

    figures: Figures
    acceptances: Mapping[str, Acceptance]
    held_back: tuple[Place, ...] = ()

    def accepts(self, office: str, project: str) -> bool:
        """Whether an office's report of a project was accepted."""
        found = self.acceptances.get(office)
        return found is not None and project in found.projects


def approve(
    figures: Figures,
    period: Period,
    acceptances: Mapping[str, Acceptance],
    project_of: Mapping[str, str],
    names: Collection[str] = (),
) -> Approved:
    """Keep what may be published of one period.

    Args:
        figures: everything of the year.
        acceptances: by office.
        project_of: code of an indicator → its project, "" = of none.
        names: what stands in fields for names; a text with one of them is held back.
    """
    known = {narrow(name).strip() for name in names if len(name.strip()) >= _SHORTEST_NAME}
    scopes = {office: Scope(office, period) for office in acceptances}
    kept: dict[Place, object] = {}
    held: list[Place] = []
    for place, shown in figures.items():
        record = parse_record_id(place[0])
        office = writer_of(record, place[1])
        if place[1] not in PUBLIC_FIELDS.get(record.type, ()) or office not in scopes:
            continue
        if not scopes[office].holds(record, place[1]):
            continue
        accepted = acceptances[office]
        project = record.project or project_of.get(record.part("indicator"), "")
        if project not in accepted.projects and (project or not accepted.projects):
            continue
        if (
            place in accepted.unseen
            or shown.conflict
            or (place[1] in _PROSE and _may_name_somebody(str(shown.cell.value or ""), known))
        ):
            held.append(place)
        else:
            kept[place] = shown
    return Approved(kept, acceptances, tuple(held))  # type: ignore[arg-type]


def _may_name_somebody(text: str, names: Collection[str]) -> bool:
    copy = narrow(text)
    return bool(_TELEPHONE.search(copy) or _MAIL.search(copy)) or any(name in copy for name in names)
