"""Rating scales that are offered, none of them prescribed (reference 7.4): taken over they are the region's own data."""

from __future__ import annotations

from dataclasses import dataclass

from alps_desk import places
from alps_desk.app.files import read_file
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan_records import PlanRecords
from alps_desk.domain.records import UNION, record_id
from alps_desk.reports.entry_sheet import read_sheet

_MAX = 1024 * 1024


@dataclass(frozen=True)
class ScaleOffer:
    """A scale that can be taken over.

    Attributes:
        labels: code, label, least percent (None = no limit), note.
    """

    key: str
    name: str
    note: str
    labels: tuple[tuple[str, str, int | None, str], ...]


def scale_offers() -> tuple[ScaleOffer, ...]:
    """The scales that come with the program, in their order."""
    path = places.region("scales.csv")
    sheet = read_sheet(read_file(path, _MAX), path.name)
    rows = [dict(zip(sheet.headings, row, strict=True)) for _, row in sheet.filled()]
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault(row["scale"], []).append(row)
    return tuple(
        ScaleOffer(
            key,
            some[0]["name"],
            some[0]["scale_note"],
            tuple(
                (
                    row["code"],
                    row["label"],
                    int(row["from_percent"]) if row["from_percent"] else None,
                    row["note"],
                )
                for row in some
            ),
        )
        for key, some in found.items()
    )


def take_offer(records: PlanRecords, offer: ScaleOffer, fy: int) -> dict[str, dict[str, Scalar]]:
    """What is written to use a scale from a year on: the scale, its labels, and the end of the one before."""
    found: dict[str, dict[str, Scalar]] = {
        record_id("scale", UNION, scale=offer.key): {
            "name": offer.name,
            "first_fy": fy,
            "last_fy": None,
            "note": offer.note,
        }
    }
    for order, (code, label, percent, note) in enumerate(offer.labels, 1):
        found[record_id("code", UNION, list=offer.key, code=code)] = {
            "label": label, "order": order, "from_percent": percent, "note": note or None,
        }  # fmt: skip
    used = records.plan(fy).scale
    if used and used != offer.key:
        found[record_id("scale", UNION, scale=used)] = {"last_fy": fy - 1}
    return found
