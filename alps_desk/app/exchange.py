"""Exchange: writing the file that travels, taking files, registering PCs, settling conflicts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from alps_desk import __version__
from alps_desk.app.commands import ExportBundle, MergeBundles, WriteRegistration
from alps_desk.app.describing import Describer, field_label
from alps_desk.app.files import FileBatch, write_whole
from alps_desk.app.progress import Progress
from alps_desk.app.setup import pairing_code, root_key, sign_roster
from alps_desk.app.workplace import Workplace
from alps_desk.bundle.csv_form import MAX_PART, Parcel, Signed, read_bundle, render_bundle, words_digest
from alps_desk.bundle.judging import Judge, Judged, judge, judge_all, read_source
from alps_desk.bundle.manifest import EVERYONE, SIGNING_PREFIX, Manifest, Request, manifest_text
from alps_desk.bundle.verify import UnknownDevice, check_manifest, prove_segments, trusted_roster
from alps_desk.domain import journal
from alps_desk.domain.arrivals import Arrival
from alps_desk.domain.chains import closure, complete_heads
from alps_desk.domain.errors import InputRejected, NotFound, Refusal
from alps_desk.domain.plan import Plan, build_plan
from alps_desk.domain.records import PLAN_TYPES, SCHEMA, UNION, parse_record_id
from alps_desk.domain.roster import Roster, parse_roster
from alps_desk.store.importing import Session
from alps_desk.store.rows import ExportRow, ImportRow, PeerRow, Taken
from alps_desk.store.store import Store

FileState = Literal["merged", "already", "unknown_device", "refused"]


@dataclass(frozen=True)
class Exported:
    """A file that was written.

    Attributes:
        segments, changes: how many are in it.
        code: the eight groups of this PC.
    """

    file: Path
    segments: int
    changes: int
    code: str


@dataclass(frozen=True)
class FileResult:
    """What became of one file, or would become.

    Attributes:
        file: its name.
        office: key of the sender, "" when that cannot be believed.
        code, params: the sentence that tells it.
        notices: further sentences (code and params).
        pairing: the eight groups of an unknown device.
        made_at: claimed time of writing.
        import_no: number of the import, 0 if nothing was taken.
        records: ids of the records touched.
    """

    file: str
    state: FileState
    office: str
    code: str
    params: dict[str, object]
    taken: Taken | None = None
    notices: tuple[tuple[str, dict[str, object]], ...] = ()
    pairing: str = ""
    made_at: str = ""
    import_no: int = 0


def plans_known(place: Workplace) -> tuple[dict[int, Plan], Plan | None]:
    """Every year's plan as known here, and the latest."""
    rows = [(row.record, row.field, row.value) for row in place.store.cells(PLAN_TYPES, owner=UNION)]
    latest = build_plan(rows)
    return {fy: build_plan(rows, fy) for fy in latest.fiscal_years}, latest


# --- writing -------------------------------------------------------------------------------------------------


def _seal(place: Workplace) -> None:
    def make(lines: Sequence[str], prev: str | None) -> journal.Segment:
        header = journal.segment_header(
            app=__version__, device=place.key.id, prev=prev, count=len(lines), schema=SCHEMA
        )
        content = journal.segment_content(header, lines)
        signature = place.key.sign(journal.SIGNING_PREFIX + content)
        return journal.read_segment(header, lines, signature)

    place.store.seal(make)


def _render(place: Workplace, kind: str, to: str, wanted: Collection[str]) -> tuple[bytes, Manifest, int]:
    prevs, digest = place.store.claim()
    held = place.store.roster()
    assert held is not None, "a set-up store holds a roster"
    known, roster_content, roster_signature = held
    segments = list(place.store.segments(wanted))
    registered = place.key.id in known.devices
    # The union has its roster; an office sends it back only while it is small, for a union that lost it.
    roster: Signed | None = Signed(roster_content, roster_signature)
    if kind == "submission" and len(roster_content) > MAX_PART:
        roster = None
    manifest = Manifest(
        kind=kind,
        sender=place.office,
        device=place.key.id,
        to=to,
        segments=tuple(segment.id for segment in segments),
        have=tuple(complete_heads(prevs)),
        held=tuple(place.store.held()),
        refused=place.store.refused() if place.is_union else {},
        digest=digest,
        schema=SCHEMA,
        made_at=place.now,
        app=__version__,
        by=place.identity.person,
        section=place.identity.section,
        roster=hashlib.sha256(roster.text.encode("utf-8")).hexdigest() if roster else "",
        request=None if registered else Request(place.key.public, place.identity.section),
    )
    plans, latest = plans_known(place)
    describe = Describer(plans, latest)
    described = [describe(line) for segment in segments for line in segment.lines]
    manifest = replace(manifest, words=words_digest(words[4] for words, _, _ in described))
    text = manifest_text(manifest)
    words_in_order = iter(described)
    content = render_bundle(
        Signed(text, place.key.sign(SIGNING_PREFIX + text.encode("utf-8"))),
        roster,
        segments,
        lambda _line: next(words_in_order),
        earlier=[Signed(*one) for one in place.store.root_changes()] if roster else (),
        summary=f"{latest.body(place.office).name if latest else place.office} {place.now[:10]}",
    )
    return content, manifest, sum(segment.count for segment in segments)


def to_send(place: Workplace, *, everything: bool) -> list[str]:
    """Segments that the receiver does not have by its latest word, in order of arrival.

    The latest word counts even when it says less than before: the receiver may have restored a backup.
    """
    prevs = place.store.segment_ids()
    if everything or place.is_union:
        return list(prevs)
    claim = latest_word(place.store, UNION)
    received = closure(claim.have, prevs) if claim else set()
    return [one for one in prevs if one not in received]


def latest_word(store: Store, office: str) -> PeerRow | None:
    """What an office said last of what it has, by the order of arrival; None if it never said anything."""
    claims = [peer for peer in store.peers().values() if peer.office == office]
    return max(claims, key=lambda peer: (peer.import_no, peer.device), default=None)


def export_bundle(place: Workplace, command: ExportBundle) -> Exported:
    """Seal what is unsealed and write the exchange file; only then is it said to be written.

    Raises:
        InputRejected: this PC was taken off the roster (``own_device_retired``).
    """
    held = place.store.roster()
    assert held is not None, "a set-up store holds a roster"
    own = held[0].devices.get(place.identity.device)
    if own is not None and own.until is not None:
        raise InputRejected("own_device_retired")
    _seal(place)
    kind, to = ("union", EVERYONE) if place.is_union else ("submission", UNION)
    wanted = to_send(place, everything=command.everything)
    content, manifest, changes = _render(place, kind, to, set(wanted))
    path = _export_path(place, command.out)
    write_whole(path, content)
    place.store.log_export(
        ExportRow(0, place.now, path.name, hashlib.sha256(content).hexdigest(), changes, manifest.segments)
    )
    return Exported(path, len(manifest.segments), changes, pairing_code(place))


def _export_path(place: Workplace, out: Path | None) -> Path:
    """The named file, or a name for people in the named folder. Names are never trusted when read."""
    if out is not None and out.suffix.lower() in (".csv", ".txt") and not out.is_dir():
        return out
    folder = out or place.home.outbox
    _, latest = plans_known(place)
    name = latest.body(place.office).name if latest else place.office
    day = place.clock().strftime("%Y%m%d")
    number = 1
    while (path := folder / f"{name}_{day}_{number}.csv").exists():
        number += 1
    return path


def write_registration(place: Workplace, command: WriteRegistration) -> Path:
    """Union: write the 登録ファイル: roster, roots and everything the union defined.

    Raises:
        InputRejected: not the union (``registration_is_unions``).
    """
    if not place.is_union:
        raise InputRejected("registration_is_unions")
    _seal(place)
    held = place.store.roster()
    assert held is not None
    own = {device.id for device in held[0].devices.values() if device.office == UNION}
    wanted = {s.id for s in place.store.segments(place.store.segment_ids()) if s.device in own}
    content, _, _ = _render(place, "registration", EVERYONE, wanted)
    path = command.out / "登録ファイル.csv" if command.out.is_dir() else command.out
    write_whole(path, content)
    return path


# --- taking --------------------------------------------------------------------------------------------------


def merge_bundles(
    place: Workplace, command: MergeBundles, progress: Progress | None = None
) -> list[FileResult]:
    """Take exchange files, each whole or not at all; the preview runs the same code and is undone.

    Raises:
        Cancelled: the user stopped it; nothing was changed.
    """
    with place.store.only_importer():
        if command.keep:
            stamp = place.clock().strftime("%Y%m%d-%H%M%S")
            place.store.backup(place.home.backups / f"before-import-{stamp}.db")
        return _merge(place, command, progress)


def _merge(place: Workplace, command: MergeBundles, progress: Progress | None) -> list[FileResult]:
    results: list[FileResult] = []
    # Asked before the transaction: a large import may keep readers out until it ends.
    held = place.store.roster()
    assert held is not None
    plans = plans_known(place)
    taken_before = frozenset(row.sha256 for row in place.store.imports())
    judge_by = Judge(held[1], place.office, taken_before, place.store.segment_ids())
    archive = FileBatch(place.home.archive)
    with (
        archive,
        closing(judge_all(command.files, judge_by)) as judged_files,
        place.store.importing(keep=command.keep) as session,
    ):
        importer = _Importer(place, session, command, held, plans, archive)
        for number, (path, judged) in enumerate(zip(command.files, judged_files, strict=True)):
            if progress is not None:
                progress.check()
                progress.report(number, len(command.files), path.name)
            results.append(importer.take(path, judged))
        # Archived before the commit: a file in the archive that was never taken harms nobody.
        archive.finish()
    if progress is not None:
        progress.report(len(command.files), len(command.files), "")
    return results


class _Importer:
    """Judges and takes files one after the other in one transaction (sync-design 7)."""

    def __init__(
        self,
        place: Workplace,
        session: Session,
        command: MergeBundles,
        held: tuple[Roster, str, bytes],
        plans: tuple[dict[int, Plan], Plan | None],
        archive: FileBatch,
    ) -> None:
        self._place = place
        self._keep = command.keep
        self._archive = archive
        self._session = session
        self._accept = _pairing_codes(command.accept_device)
        self._roster, self._roster_text, _ = held
        self._judged_by = self._roster_text
        self._plan = plans[1]
        self._describe = Describer(*plans)

    def take(self, path: Path, judged: Judged) -> FileResult:
        """Take one file that was judged; what was done for a refused one is undone."""
        if self._roster_text != self._judged_by and (judged.parcel or judged.refusal):
            # The roster has grown since this file was judged; it may know the sender now.
            judged = self._judge(path)
        elif judged.refusal is not None and judged.refusal[0] == "segment_retired":
            # The past of a retired device may have come with a file just before this one.
            judged = self._judge(path)
        before = self._session.known_import(judged.sha256) if judged.sha256 else None
        if before is not None:
            code = "file_held" if before.held else "file_already"
            return FileResult(
                path.name, "already", before.office, code, {"on": before.taken_at[:10]},
                _NOTHING, made_at=before.made_at, import_no=before.no,
            )  # fmt: skip
        roster_before = self._roster, self._roster_text
        try:
            if judged.refusal is not None:
                code, params = judged.refusal
                raise Refusal(code, **params)
            with self._session.file():
                result = self._take(judged)
                if result.import_no:
                    self._keep_file(path, judged.sha256)
                return result
        except Refusal as refusal:
            self._roster, self._roster_text = roster_before
            self._session.note_refused(judged.rejected, refusal.code, self._place.now)
            if refusal.code == "format_unknown":
                self._keep_file(path, judged.sha256)
            return _refused(path.name, refusal, self._plan)

    def _judge(self, path: Path) -> Judged:
        return judge(path, Judge(self._roster_text, self._place.office, chains=self._session.chains()))

    def _keep_file(self, path: Path, sha256: str) -> None:
        """Archive a file under its hash.

        Raises:
            NotFound: it is not the file any more that was judged (``file_missing``).
        """
        if self._keep:
            content = read_source(path)
            if hashlib.sha256(content).hexdigest() != sha256:
                raise NotFound("file_missing", file=path.name[:80])
            self._archive.add(f"{sha256}.csv", content)

    def _take(self, judged: Judged) -> FileResult:
        parcel, unknown = judged.parcel, judged.unknown
        assert parcel is not None
        if unknown is not None and not self._compared(unknown):
            return FileResult(
                judged.name, "unknown_device", parcel.manifest.sender, "file_unknown_device",
                {"office": self._name(parcel.manifest.sender), "code": unknown.code},
                pairing=unknown.code, made_at=parcel.manifest.made_at,
            )  # fmt: skip
        if judged.brought is not None:
            for signed in (*parcel.earlier, judged.brought):
                brought = parse_roster(signed.text)
                if brought.version > self._roster.version:
                    self._hold_roster(brought, signed.text, signed.signature)
        if unknown is not None:
            # On top of the roster the file brought: a union that lost its latest one hears of it here.
            self._register(unknown)
        new = [one for one in judged.arrivals if not self._session.knows(one.segment.id)]
        return self._log(judged.name, parcel, new)

    def _hold_roster(self, roster: Roster, text: str, signature: bytes) -> None:
        other_roots = set(roster.roots) != set(self._roster.roots)
        self._session.add_roster(roster.version, text, signature, other_roots=other_roots)
        self._roster, self._roster_text = roster, text

    def _log(self, name: str, parcel: Parcel, proved: list[Arrival]) -> FileResult:
        manifest = parcel.manifest
        number = self._session.next_import_no()
        row = ImportRow(
            number, parcel.sha256, name, manifest.sender, manifest.device, manifest.made_at,
            self._place.now, 0, 0, 0, 0, manifest.kind,
        )  # fmt: skip
        taken = self._session.take(proved, number)
        self._session.follow_retirements(self._roster, self._place.now)
        row = replace(row, new=taken.new, changed=taken.changed, same=taken.same, conflicts=taken.conflicts)
        self._session.log_import(row)
        self._session.note_peer(
            PeerRow(
                manifest.device, manifest.sender, self._place.now, number, manifest.have, manifest.held,
                manifest.refused,
            )
        )  # fmt: skip
        notices = [*self._human_columns(parcel, proved), *self._digest(parcel), *self._chains(proved)]
        if parcel.resaved:
            notices.append(("notice_resaved", {}))
        if held := self._session.held_segments([segment.id for segment in parcel.segments]):
            notices.append(("notice_still_held", {"count": len(held)}))
        if manifest.held:
            office = self._name(manifest.sender)
            notices.append(("notice_sender_holds", {"office": office, "count": len(manifest.held)}))
        if not proved:
            code = "receipt_only" if not parcel.segments else "file_nothing_new"
            return FileResult(
                name, "already", manifest.sender, code, {"office": self._name(manifest.sender)}, taken,
                tuple(notices), made_at=manifest.made_at, import_no=number,
            )  # fmt: skip
        code = "file_merged_conflicts" if taken.conflicts else "file_merged"
        params: dict[str, object] = {
            "office": self._name(manifest.sender), "new": taken.new, "changed": taken.changed,
            "conflicts": taken.conflicts,
        }  # fmt: skip
        return FileResult(
            name, "merged", manifest.sender, code, params, taken, tuple(notices),
            made_at=manifest.made_at, import_no=number,
        )  # fmt: skip

    def _compared(self, unknown: UnknownDevice) -> bool:
        """Whether somebody at the union compared this PC's number by telephone."""
        return self._place.is_union and _pairing_codes(unknown.code) <= self._accept

    def _register(self, unknown: UnknownDevice) -> None:
        """Put the asking device into the roster; only the union's root key can sign it."""
        grown = self._roster.with_device(unknown.device)
        self._hold_roster(grown, *sign_roster(grown, root_key(self._place.home, self._roster)))

    def _name(self, office: str) -> str:
        return self._plan.body(office).name if self._plan else office

    def _human_columns(
        self, parcel: Parcel, proved: Collection[Arrival]
    ) -> list[tuple[str, dict[str, object]]]:
        """A notice when the words for people were edited: 記録 alone counts, and the sender should know."""
        new = {one.segment.id for one in proved}
        for segment, contents, first in zip(
            parcel.segments[: len(parcel.contents)], parcel.contents, parcel.first_rows, strict=False
        ):
            if segment.id not in new:
                continue
            for at, (line, content) in enumerate(zip(segment.lines, contents, strict=True)):
                words = self._describe(line)[0][4]
                if content.lstrip("'").strip() != words.lstrip("'").strip():
                    return [("notice_words_differ", {"row": first + 1 + at})]
        # Told only if a row can be named: the plan here may have other names than the sender's.
        return []

    def _chains(self, proved: Collection[Arrival]) -> list[tuple[str, dict[str, object]]]:
        """Notices of chains that came back to this PC, and of chains that go on in two ways (sync-design 5)."""
        own = self._place.identity.device
        came_back = sum(one.segment.count for one in proved if one.segment.device == own)
        forked = self._session.forked([one.segment for one in proved])
        notices: list[tuple[str, dict[str, object]]] = []
        if came_back and own not in forked:
            notices.append(("notice_restored", {"count": came_back}))
        for device in sorted(forked):
            known = self._roster.devices.get(device)
            office = self._name(known.office) if known else ""
            code = "notice_twin_own" if device == own else "notice_twin"
            notices.append(
                (code, {"office": office, "label": known.label if known else "", "count": came_back})
            )
        return notices

    def _digest(self, parcel: Parcel) -> list[tuple[str, dict[str, object]]]:
        """Compare with what the sender saw: the fold of what it said it has (sync-design 7, step 10)."""
        manifest = parcel.manifest
        if manifest.schema != SCHEMA or not manifest.digest:
            return []
        ours = self._session.digest_of(manifest.have, manifest.held)
        if ours is None or ours == manifest.digest:
            return []
        return [("notice_digest_differs", {"office": self._name(manifest.sender)})]


def _pairing_codes(text: str) -> set[str]:
    """The numbers of PCs in a text, however their groups are set apart; each has 32 digits."""
    digits = "".join(one for one in text if one in "0123456789")
    return {digits[at : at + _CODE_DIGITS] for at in range(0, len(digits), _CODE_DIGITS)}


_CODE_DIGITS = 32
_NOTHING = Taken(0, 0, 0, 0, 0, 0, 0)


def _refused(name: str, refusal: Refusal, plan: Plan | None) -> FileResult:
    """A refusal with names that people know."""
    params: dict[str, object] = {"office": "", **refusal.params}
    office = str(params["office"])
    for key in ("office", "to"):
        if plan is not None and key in params:
            params[key] = plan.body(str(params[key])).name
    if "record" in params and "field" in params:
        params["place"] = _place_of(plan, str(params["record"]), str(params["field"]))
    return FileResult(name, "refused", office, refusal.code, params)


def _place_of(plan: Plan | None, record: str, field: str) -> str:
    """Project and field in words, for the sentence that says what was not allowed."""
    parsed = parse_record_id(record)
    project = plan.project(parsed.project) if plan else None
    return f"{project.name if project else parsed.project} {field_label(field)}".strip()


def verify_file(place: Workplace | None, path: Path) -> FileResult:
    """Say what a file is and whether it is whole, without taking it; also before set-up."""
    plan = plans_known(place)[1] if place else None
    try:
        parcel = read_bundle(read_source(path))
        held = place.store.roster() if place else None
        known, _ = trusted_roster(parcel.roster, held[:2] if held else None, parcel.earlier)
        me = place.office if place else parcel.manifest.to
        unknown = check_manifest(parcel, known, me)
        chains = place.store.segment_ids() if place else {}
        prove_segments(parcel, known, unknown.device if unknown else None, chains=chains)
    except Refusal as refusal:
        return _refused(path.name, refusal, plan)
    state: FileState = "unknown_device" if unknown else "merged"
    sender = parcel.manifest.sender
    params: dict[str, object] = {
        "office": plan.body(sender).name if plan else sender,
        "changes": sum(segment.count for segment in parcel.segments),
        "code": unknown.code if unknown else "",
    }
    code = "file_unknown_device" if unknown else "file_whole"
    return FileResult(
        path.name, state, sender, code, params,
        pairing=unknown.code if unknown else "", made_at=parcel.manifest.made_at,
    )  # fmt: skip
