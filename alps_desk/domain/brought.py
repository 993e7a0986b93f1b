"""What a file brings, by kind: shown before anything is taken, and afterwards as what was taken.

Counted from the changes that are new here and from what the sender says it has, so the preview and the run say the
same. A number is of fields that were set; nothing is left out: what fits no kind is counted as ``other``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from alps_desk.domain.arrivals import Arrival
from alps_desk.domain.chains import closure
from alps_desk.domain.journal import Change, parse_change
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import ENTRY_TYPES, PLAN_TYPES, UNION, parse_record_id


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brings to this office.

    Attributes:
        received: changes of this PC that the union has and had not said so before; refused, held: those it sent back
            or set aside by its word.
        returns: things sent back to this office; settled: returns that are done.
        messages: further words and answers for this office.
        accepted: reports, or projects of them, that were accepted.
        leave: due dates and leave to change.
        plan: fields of the plan.
        decided: fields of this office that the union settled or entered for it; own: other fields of this office.
        others: fields of other offices.
        other: anything else.
    """

    received: int = 0
    refused: int = 0
    held: int = 0
    returns: int = 0
    settled: int = 0
    messages: int = 0
    accepted: int = 0
    leave: int = 0
    plan: int = 0
    decided: int = 0
    own: int = 0
    others: int = 0
    other: int = 0


NOTHING_BROUGHT = Brought()


@dataclass(frozen=True, slots=True)
class Sent:
    """What this PC sealed, as the union's word on it is read.

    Attributes:
        changes: id of a segment of this PC → how many changes it holds.
        received: ids of those the union has said that it has.
    """

    changes: Mapping[str, int]
    received: frozenset[str]

    def heard(self, have: Collection[str], prevs: Mapping[str, str | None]) -> Sent:
        """As it stands after another word of the union."""
        return Sent(self.changes, frozenset(closure(have, prevs)) & self.changes.keys())

    def count(self, segments: Iterable[str]) -> int:
        """How many changes of this PC are in some segments."""
        return sum(self.changes.get(one, 0) for one in segments)


def brings(
    office: str,
    arrivals: Sequence[Arrival],
    sent: Sent,
    after: Sent,
    refused: Collection[str],
    held: Collection[str],
) -> Brought:
    """What new segments bring to an office.

    Args:
        office: whose PC this is.
        arrivals: what is new here.
        sent, after: before and after the sender's word, of this PC's own segments.
        refused, held: segments of anybody that the sender refused or set aside.
    """
    counts = dict.fromkeys(Brought.__slots__, 0)
    counts["received"] = sent.count(after.received - sent.received)
    counts["refused"], counts["held"] = sent.count(refused), sent.count(held)
    for arrival in arrivals:
        columns = zip(arrival.segment.lines, arrival.records, arrival.plain, arrival.widths, strict=True)
        for line, identifier, plain, width in columns:
            # An owner's word on its own figures is all a large file holds: no need to read it again.
            if plain and identifier.partition(":")[0] in ENTRY_TYPES:
                counts["own" if arrival.office == office else "others"] += width
                continue
            for kind, count in _kinds(office, arrival.office, identifier, line):
                counts[kind] += count
    return Brought(**counts)


def _kinds(office: str, signer: str, identifier: str, line: str) -> list[tuple[str, int]]:
    record = parse_record_id(identifier)
    if record.type in PLAN_TYPES:
        return [("plan", len(parse_change(line).values))]
    if record.type in ENTRY_TYPES:
        return _entered(office, signer, parse_change(line))
    return _work(office, record.type, record.owner, record.part("office"), parse_change(line))


def _entered(office: str, signer: str, change: Change) -> list[tuple[str, int]]:
    record = parse_record_id(change.record)
    ours = sum(writer_of(record, field) == office for field in change.values)
    kind = "decided" if signer == UNION != office else "own"
    return [(kind, ours), ("others", len(change.values) - ours)]


def _work(office: str, kind: str, owner: str, about: str, change: Change) -> list[tuple[str, int]]:
    """What is written about the reporting itself."""
    values = change.values
    match kind:
        case "return":
            if values.get("state") == "closed":
                return [("settled", 1)]
            return [("returns" if values.get("target_office") == office else "others", 1)]
        case "answer":
            return [("messages" if owner != office else "own", 1)]
        case "message":
            return [("messages" if owner != office and _for_us(office, values) else "others", 1)]
        case "acceptance" if about == office:
            return [("accepted", int(values.get("state") == "accepted"))]
        case "deadline" | "unlock" if about in (office, "all"):
            return [("leave", 1)]
        case "submission" | "approval" | "acceptance" | "deadline" | "unlock" | "issue":
            return [("own" if owner == office else "others", 1)]
    return [("other", 1)]


def _for_us(office: str, values: Mapping[str, object]) -> bool:
    """A reply says only which thread it belongs to; whose thread that is, the list shows."""
    return office == UNION or values.get("target_office", office) == office
