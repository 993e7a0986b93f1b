"""What the plainest store says of segments, receipts and files (``store.exchange_log``)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from alps_desk.domain import fold
from alps_desk.domain.chains import closure, complete_heads, ends
from alps_desk.domain.fold import Entry, digest_text
from alps_desk.domain.journal import Segment
from alps_desk.domain.records import SCHEMA
from alps_desk.store.holding import IMPORT, NEVER_SENT
from alps_desk.store.rows import ExportRow, ImportRow, OwnSegment, PeerRow


@dataclass
class Kept:
    """A segment, or a run of changes that is not sealed yet.

    Attributes:
        segment: None while it is not sealed.
        aside: why it does not count, "" if it does.
    """

    no: int
    device: str
    office: str
    import_no: int
    entries: list[Entry]
    segment: Segment | None = None
    aside: str = ""


class PlainExchange:
    """The part of ``PlainStore`` that exchange asks."""

    def all_prevs(self) -> dict[str, str | None]:
        """Every segment → the one before it."""
        return {one.segment.id: one.segment.prev for one in self._sealed() if one.segment}

    def segment_ids(self) -> dict[str, str | None]:
        return {
            one.segment.id: one.segment.prev
            for one in self._sealed()
            if one.segment and one.aside not in NEVER_SENT
        }

    def held(self) -> list[str]:
        return sorted(one.segment.id for one in self._sealed() if one.segment and one.aside == IMPORT)

    def claim(self) -> tuple[dict[str, str | None], str]:
        prevs = self.segment_ids()
        without = [one.segment.id for one in self._sealed() if one.segment and one.aside]
        return prevs, self.digest_of(complete_heads(prevs), without) or ""

    def digest_of(self, heads: Sequence[str], without: Collection[str] = ()) -> str | None:
        """Digest of the fold of some segments and all before them."""
        prevs = self.all_prevs()
        if any(one not in prevs for one in heads):
            return None
        past = closure(heads, prevs) - set(without)
        rows = [one for one in self._kept if one.segment and one.segment.id in past]
        if not any(
            (one.segment is not None and one.segment.id in past) == bool(one.aside) for one in self._kept
        ):
            return self.digest()
        records: dict[str, list[Entry]] = {}
        for row in rows:
            for entry in row.entries:
                records.setdefault(entry.change.record, []).append(entry)
        total = sum(fold.fold_record(record, some).weight for record, some in records.items())
        return digest_text(total, SCHEMA)

    def segments(self, wanted: Collection[str]) -> Iterator[Segment]:
        return iter([one.segment for one in self._sealed() if one.segment and one.segment.id in wanted])

    def peers(self) -> dict[str, PeerRow]:
        return dict(self._peers)

    def refused(self) -> dict[str, str]:
        known = self.all_prevs()
        return {one: code for one, code in sorted(self._refusals.items()) if one not in known}

    def segment_of(self, record: str, change: str) -> str | None:
        place = next(
            (one.place for one in self.entries([record]).get(record, ()) if one.change.id == change), 0
        )
        for row in self._kept:
            if any(entry.place == place for entry in row.entries):
                return row.segment.id if row.segment else None
        return None

    def segments_of(self, device: str) -> dict[str, str | None]:
        return {
            one.segment.id: one.segment.prev
            for one in self._sealed()
            if one.segment and one.device == device and one.aside not in NEVER_SENT
        }

    def ends_of(self, device: str) -> tuple[str, ...]:
        return ends(self.segments_of(device))

    def device_tallies(self) -> dict[str, tuple[int, int, int]]:
        return {}

    def own_segments(self) -> list[OwnSegment]:
        device = self._identity.device
        return [
            OwnSegment(one.segment.id, len(one.entries))
            for one in self._sealed()
            if one.segment and (one.device == device or not one.import_no) and one.aside not in NEVER_SENT
        ] + [OwnSegment("", len(self._row(number).entries)) for number in self._open]

    def log_export(self, row: ExportRow) -> None:
        self._exports.append(replace(row, no=len(self._exports) + 1))

    def exports(self) -> list[ExportRow]:
        return list(self._exports)

    def imports(self) -> list[ImportRow]:
        brought: dict[int, list[Kept]] = {}
        for one in self._kept:
            brought.setdefault(one.import_no, []).append(one)
        return [
            row
            if row.no not in brought
            else replace(
                row,
                segments=len(brought[row.no]),
                changes=sum(len(one.entries) for one in brought[row.no]),
                held=sum(bool(one.aside) for one in brought[row.no]),
            )
            for row in self._imports
        ]

    def imports_of(self, hashes: Collection[str]) -> dict[str, ImportRow]:
        return {row.sha256: row for row in self.imports() if row.sha256 in hashes}
