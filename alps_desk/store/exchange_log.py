"""What travelled and what was said about it: segments, other PCs, files written and taken, rosters."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace

from alps_desk.domain.arrivals import Added
from alps_desk.domain.chains import closure, complete_heads, ends
from alps_desk.domain.fold import digest_text
from alps_desk.domain.journal import Segment
from alps_desk.domain.records import SCHEMA
from alps_desk.domain.roster import Roster, parse_roster
from alps_desk.store import caches, holding, journal_rows
from alps_desk.store.connection import Connection
from alps_desk.store.importing import Session
from alps_desk.store.journal_rows import ask, ask_each, insert_rows, read_meta, write_meta
from alps_desk.store.opened import Opened
from alps_desk.store.rows import ExportRow, ImportRow, OwnSegment, PeerRow, RefusalRow
from alps_desk.store.tables import IMPORT_COLUMNS

_IMPORT = ", ".join(IMPORT_COLUMNS)


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
            left_out = holding.aside(connection)
            rows = ask(connection, "SELECT no, id FROM segment")
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
        with self._reading() as connection:
            rows: list[tuple[str, str]] = ask(
                connection,
                "SELECT segment, code FROM refusal WHERE NOT EXISTS "
                "(SELECT 1 FROM segment AS known WHERE known.id = refusal.segment)",
            )
            return dict(sorted(rows))

    def refusals(self) -> list[RefusalRow]:
        """The same by file and reason, the oldest first."""
        with self._reading() as connection:
            rows = ask(
                connection,
                "SELECT file, code, max(at), count(*) FROM refusal WHERE NOT EXISTS "
                "(SELECT 1 FROM segment AS known WHERE known.id = refusal.segment) GROUP BY file, code",
            )
        found = [RefusalRow(*row) for row in rows]
        return sorted(found, key=lambda row: (row.at, row.file, row.code))

    def segment_of(self, record: str, change: str) -> str | None:
        """Id of the sealed segment that a change of a record stands in; None if it is not sealed or not known."""
        with self._reading() as connection:
            entries = caches.entries_of(connection, [record]).get(record, [])
            place = next((one.place for one in entries if one.change.id == change), None)
            if place is None:
                return None
            number = journal_rows.segment_of_place(connection, [place])[place]
            found = ask(connection, "SELECT id FROM segment WHERE no = ?", (number,))
            return str(found[0][0]) if found else None

    def segments_of(self, device: str) -> dict[str, str | None]:
        """Segments of a device, but those that never travel: id → id of the one before it."""
        with self._reading() as connection:
            never = holding.aside(connection, holding.NEVER_SENT)
            rows = ask(connection, "SELECT no, id, prev FROM segment WHERE device = ?", (device,))
            return {identifier: prev for no, identifier, prev in rows if no not in never}

    def ends_of(self, device: str) -> tuple[str, ...]:
        """The last segments of a device that were accepted here, one a branch."""
        return ends(self.segments_of(device))

    def device_tallies(self) -> dict[str, tuple[int, int, int]]:
        """Device → how many segments, changes and branches of it are here."""
        tallies: dict[str, tuple[int, int, int]] = {}
        prevs: dict[str, dict[str, str | None]] = {}
        with self._reading() as connection:
            for device, identifier, prev, count in ask(
                connection, "SELECT device, id, prev, count FROM segment"
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
        with self._writing() as connection:
            write_meta(connection, "device", device)
            write_meta(connection, "last_segment", "")
            rows = ask(connection, "SELECT no, id FROM segment ORDER BY no")
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
        with self._reading() as connection:
            _, device = journal_rows.own_device(connection)
            never = holding.aside(connection, holding.NEVER_SENT)
            rows = ask(
                connection,
                "SELECT no, id, count FROM segment WHERE device = ? OR import_no = 0 ORDER BY no",
                (device,),
            )
            found = [OwnSegment(identifier, count) for no, identifier, count in rows if no not in never]
            for number in journal_rows.open_segments(connection):
                [(count,)] = ask(connection, "SELECT count(*) FROM draft WHERE segment_no = ?", (number,))
                found.append(OwnSegment("", count))
            return found

    def log_export(self, row: ExportRow) -> None:
        """Note that a file was written."""
        with self._writing() as connection:
            [(last,)] = ask(connection, 'SELECT max(no) FROM "export"')
            values = ((last or 0) + 1, row.at, row.file, row.sha256, row.changes, "\n".join(row.segments))
            insert_rows(connection, "export", "no at file sha256 changes segments", [values])

    def exports(self) -> list[ExportRow]:
        """Files written, oldest first."""
        with self._reading() as connection:
            return [
                ExportRow(no, at, file, sha256, changes, tuple(segments.split()))
                for no, at, file, sha256, changes, segments in ask(
                    connection, 'SELECT no, at, file, sha256, changes, segments FROM "export" ORDER BY no'
                )
            ]

    def imports(self) -> list[ImportRow]:
        """Files taken, oldest first."""
        with self._reading() as connection:
            brought = {
                no: (segments, int(changes), held)
                for no, segments, changes, held in ask(
                    connection,
                    "SELECT import_no, count(*), sum(segment.count), count(aside.segment_no) FROM segment "
                    "LEFT JOIN aside ON aside.segment_no = segment.no GROUP BY import_no",
                )
            }
            rows = []
            for row in ask(connection, f'SELECT {_IMPORT} FROM "import" ORDER BY no'):  # noqa: S608
                known = dict(zip(IMPORT_COLUMNS, row, strict=True))
                segments, changes, held = brought.get(known["no"], (0, 0, 0))
                rows.append(ImportRow(**known, segments=segments, changes=changes, held=held))
            return rows

    def imports_of(self, hashes: Collection[str]) -> dict[str, ImportRow]:
        """Imports by the hash of their file, those that there are; ``held`` counts, what they brought is left out."""
        asked = f'SELECT {_IMPORT} FROM "import" WHERE sha256 IN'  # noqa: S608
        with self._reading() as connection:
            aside = holding.imports_aside(connection)
            rows = list(ask_each(connection, asked, hashes))
        found = (ImportRow(**dict(zip(IMPORT_COLUMNS, row, strict=True))) for row in rows)
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
        with self._reading() as connection:
            versions = json.loads(read_meta(connection, "root_changes", "[]"))
            if not versions:
                return []
            rows = ask_each(
                connection,
                "SELECT version, content, signature FROM roster "
                "WHERE version <> (SELECT max(version) FROM roster) AND version IN",
                versions,
            )
            return [(content, signature) for _, content, signature in sorted(rows)]
