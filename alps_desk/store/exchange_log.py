"""What travelled and what was said about it: segments, other PCs, files written and taken, rosters."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace

from sqlalchemy import Connection, func, or_, select

from alps_desk.domain.arrivals import Added
from alps_desk.domain.chains import closure, complete_heads, ends
from alps_desk.domain.fold import digest_text
from alps_desk.domain.journal import Segment
from alps_desk.domain.records import SCHEMA
from alps_desk.domain.roster import Roster, parse_roster
from alps_desk.store import caches, holding, journal_rows, schema
from alps_desk.store.importing import Session
from alps_desk.store.journal_rows import ask, chunks, insert_rows, listed, read_meta, write_meta
from alps_desk.store.opened import Opened
from alps_desk.store.rows import (
    ExportRow,
    ImportRow,
    OwnSegment,
    PeerRow,
    RefusalRow,
)


class ExchangeLog(Opened):
    """What a store knows of the exchange."""

    def segment_ids(self) -> dict[str, str | None]:
        """Id of every segment that may travel → id of the one before it, in order of arrival."""
        with self._reading() as connection:
            return self._travelling(connection)

    @staticmethod
    def _travelling(connection: Connection) -> dict[str, str | None]:
        never = holding.aside(connection, holding.NEVER_SENT)
        rows = ask(connection, "SELECT no, id, prev FROM segment ORDER BY no")
        return {identifier: prev for no, identifier, prev in rows if no not in never}

    def held(self) -> list[str]:
        """Ids of the segments whose import was taken back, sorted."""
        with self._reading() as connection:
            rows = ask(
                connection,
                "SELECT segment.id FROM segment JOIN aside ON aside.segment_no = segment.no WHERE aside.kind = ?",
                (holding.IMPORT,),
            )
        return sorted(identifier for (identifier,) in rows)

    def claim(self) -> tuple[dict[str, str | None], str]:
        """What this PC says it has, in one look: :meth:`segment_ids`, and the digest of its complete chains.

        What is set aside does not count in the digest.
        """
        with self._reading() as connection:
            prevs = self._travelling(connection)
            heads = complete_heads(prevs)
            if len(closure(heads, prevs)) == len(prevs) and not journal_rows.open_segments(connection):
                return prevs, digest_text(caches.total_weight(connection), SCHEMA)
            segment = schema.segment.c
            left_out = holding.aside(connection)
            rows = connection.execute(select(segment.no, segment.id))
            without = [identifier for no, identifier in rows if no in left_out]
            return prevs, Session(connection).digest_of(heads, without) or ""

    def segments(self, wanted: Collection[str]) -> Iterator[Segment]:
        """Segments by id with their lines, in order of arrival."""
        with self._reading() as connection:
            rows = ask(connection, "SELECT no, id FROM segment ORDER BY no")
            numbers = [no for no, identifier in rows if identifier in wanted]
            for number in numbers:
                [(identifier, header, device, prev, count, body, signature)] = ask(
                    connection,
                    "SELECT id, header, device, prev, count, body, signature FROM segment WHERE no = ?",
                    (number,),
                )
                written = int(json.loads(header)["schema"])
                lines = tuple(body.split("\n"))
                yield Segment(identifier, header, device, prev, count, written, lines, signature)

    def peers(self) -> dict[str, PeerRow]:
        """Device → its latest word on what it holds."""
        with self._reading() as connection:
            rows = ask(connection, "SELECT device, office, at, import_no, have, held, refused FROM peer")
        return {
            device: PeerRow(
                device, office, at, import_no, tuple(have.split()), tuple(held.split()),
                dict(line.split(" ", 1) for line in refused.split("\n") if line),
            )
            for device, office, at, import_no, have, held, refused in rows
        }  # fmt: skip

    def refused(self) -> dict[str, str]:
        """Segments of files that were refused here and have not come in a better one → code of the reason."""
        refusal, segment = schema.refusal.c, schema.segment.c
        with self._reading() as connection:
            known = select(segment.id).where(segment.id == refusal.segment).exists()
            rows = connection.execute(
                select(refusal.segment, refusal.code).where(~known).order_by(refusal.segment)
            )
            return dict(rows.all())

    def refusals(self) -> list[RefusalRow]:
        """The same by file and reason, the oldest first."""
        refusal, segment = schema.refusal.c, schema.segment.c
        with self._reading() as connection:
            known = select(segment.id).where(segment.id == refusal.segment).exists()
            last = func.max(refusal.at)
            rows = connection.execute(
                select(refusal.file, refusal.code, last, func.count())
                .where(~known)
                .group_by(refusal.file, refusal.code)
                .order_by(last, refusal.file, refusal.code)
            )
            return [RefusalRow(*row) for row in rows]

    def segment_of(self, record: str, change: str) -> str | None:
        """Id of the sealed segment that a change of a record stands in; None if it is not sealed or not known."""
        segment = schema.segment.c
        with self._reading() as connection:
            entries = caches.entries_of(connection, [record]).get(record, [])
            place = next((one.place for one in entries if one.change.id == change), None)
            if place is None:
                return None
            number = journal_rows.segment_of_place(connection, [place])[place]
            return connection.execute(select(segment.id).where(segment.no == number)).scalar_one_or_none()

    def segments_of(self, device: str) -> dict[str, str | None]:
        """Segments of a device, but those that never travel: id → id of the one before it."""
        segment = schema.segment.c
        with self._reading() as connection:
            never = holding.aside(connection, holding.NEVER_SENT)
            rows = connection.execute(
                select(segment.no, segment.id, segment.prev).where(segment.device == device)
            )
            return {identifier: prev for no, identifier, prev in rows if no not in never}

    def ends_of(self, device: str) -> tuple[str, ...]:
        """The last segments of a device that were accepted here, one a branch."""
        return ends(self.segments_of(device))

    def device_tallies(self) -> dict[str, tuple[int, int, int]]:
        """Device → how many segments, changes and branches of it are here."""
        segment = schema.segment.c
        tallies: dict[str, tuple[int, int, int]] = {}
        prevs: dict[str, dict[str, str | None]] = {}
        with self._reading() as connection:
            for device, identifier, prev, count in connection.execute(
                select(segment.device, segment.id, segment.prev, segment.count)
            ):
                segments, changes, _ = tallies.get(device, (0, 0, 0))
                prevs.setdefault(device, {})[identifier] = prev
                tallies[device] = (segments + 1, changes + count, 0)
        return {
            device: (segments, changes, len(ends(prevs[device])))
            for device, (segments, changes, _) in tallies.items()
        }

    def renew_device(self, device: str, anew: Collection[str], at: str) -> None:
        """Go on under a new key.

        Args:
            device: id of the new key.
            anew: segments of the old key that nobody has taken: their changes are sealed anew, in the same order
                and before what is not sealed yet, and they themselves are set aside.
        """
        segment = schema.segment.c
        with self._writing() as connection:
            write_meta(connection, "device", device)
            write_meta(connection, "last_segment", "")
            rows = connection.execute(select(segment.no, segment.id).order_by(segment.no))
            numbers = [no for no, identifier in rows if identifier in anew]
            lines = [[kept[1] for kept in holding.lines_of(connection, one)] for one in numbers]
            holding.set_aside(connection, numbers, holding.REISSUED, at, "")
            added: dict[str, list[Added]] = {}
            own = journal_rows.own_device(connection)
            for place, segment_no, line in journal_rows.begin_again(connection, lines):
                record, one = journal_rows.added(line, *own, place, segment_no)
                added.setdefault(record, []).append(one)
            caches.apply(connection, added)

    def own_segments(self) -> list[OwnSegment]:
        """Segments that this PC made, oldest first, those not sealed last."""
        segment, draft = schema.segment.c, schema.draft.c
        with self._reading() as connection:
            _, device = journal_rows.own_device(connection)
            never = holding.aside(connection, holding.NEVER_SENT)
            rows = connection.execute(
                select(segment.no, segment.id, segment.count)
                .where(or_(segment.device == device, segment.import_no == 0))
                .order_by(segment.no)
            )
            found = [OwnSegment(identifier, count) for no, identifier, count in rows if no not in never]
            for number in journal_rows.open_segments(connection):
                count = select(func.count()).select_from(schema.draft).where(draft.segment_no == number)
                found.append(OwnSegment("", connection.execute(count).scalar_one()))
            return found

    def log_export(self, row: ExportRow) -> None:
        """Note that a file was written."""
        with self._writing() as connection:
            [(last,)] = ask(connection, 'SELECT max(no) FROM "export"')
            values = ((last or 0) + 1, row.at, row.file, row.sha256, row.changes, "\n".join(row.segments))
            insert_rows(connection, schema.export, "no at file sha256 changes segments", [values])

    def exports(self) -> list[ExportRow]:
        """Files written, oldest first."""
        with self._reading() as connection:
            return [
                ExportRow(row.no, row.at, row.file, row.sha256, row.changes, tuple(row.segments.split()))
                for row in connection.execute(select(schema.export).order_by(schema.export.c.no))
            ]

    def imports(self) -> list[ImportRow]:
        """Files taken, oldest first."""
        with self._reading() as connection:
            segment, aside, taken = schema.segment.c, schema.aside.c, schema.imports.c
            brought = {
                no: (segments, changes, held)
                for no, segments, changes, held in connection.execute(
                    select(
                        segment.import_no, func.count(), func.sum(segment.count), func.count(aside.segment_no)
                    )
                    .select_from(schema.segment.outerjoin(schema.aside, aside.segment_no == segment.no))
                    .group_by(segment.import_no)
                )
            }
            rows = []
            for row in connection.execute(select(schema.imports).order_by(taken.no)):
                segments, changes, held = brought.get(row.no, (0, 0, 0))
                rows.append(ImportRow(**row._mapping, segments=segments, changes=int(changes), held=held))
            return rows

    def imports_of(self, hashes: Collection[str]) -> dict[str, ImportRow]:
        """Imports by the hash of their file, those that there are; ``held`` counts, what they brought is left out."""
        names = schema.imports.c.keys()
        quoted = ", ".join(f'"{name}"' for name in names)
        asked = f'SELECT {quoted} FROM "import" WHERE sha256 IN '  # noqa: S608
        with self._reading() as connection:
            aside = holding.imports_aside(connection)
            rows = [
                row for some in chunks(hashes) for row in ask(connection, asked + listed(len(some)), some)
            ]
        found = (ImportRow(**dict(zip(names, row, strict=True))) for row in rows)
        return {one.sha256: replace(one, held=aside[one.no]) if one.no in aside else one for one in found}

    def roster(self) -> tuple[Roster, str, bytes] | None:
        """The roster now held, its exact text and its signature."""
        with self._reading() as connection:
            rows = ask(connection, "SELECT content, signature FROM roster ORDER BY version DESC LIMIT 1")
        return (parse_roster(rows[0][0]), *rows[0]) if rows else None

    def add_roster(self, version: int, content: str, signature: bytes, *, other_roots: bool = False) -> None:
        """Keep a newer roster."""
        with self._writing() as connection:
            Session(connection).add_roster(version, content, signature, other_roots=other_roots)

    def root_changes(self) -> list[tuple[str, bytes]]:
        """Text and signature of the rosters that replaced a root key, oldest first, without the one now held."""
        table = schema.roster.c
        with self._reading() as connection:
            versions = json.loads(read_meta(connection, "root_changes", "[]"))
            if not versions:
                return []
            latest = connection.execute(select(func.max(table.version))).scalar_one()
            rows = connection.execute(
                select(table.content, table.signature)
                .where(table.version.in_(versions), table.version != latest)
                .order_by(table.version)
            )
            return [(content, signature) for content, signature in rows]
