"""Taking files that came, each whole or not at all, and saying what a file is."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from alps_desk import __version__
from alps_desk.app import backing_up
from alps_desk.app.commands import MergeBundles
from alps_desk.app.describing import Describer, field_label
from alps_desk.app.exchange import FileResult, FileState, plans_known
from alps_desk.app.files import FileBatch
from alps_desk.app.last_word import latest_word
from alps_desk.app.progress import Progress
from alps_desk.app.setup import root_key, sign_roster
from alps_desk.app.workplace import Workplace
from alps_desk.bundle.csv_form import Parcel, read_bundle
from alps_desk.bundle.judging import Judge, Judged, hashes_of, judge, judge_all, read_source
from alps_desk.bundle.manifest import is_newer
from alps_desk.bundle.verify import UnknownDevice, prove_segments, sender_of
from alps_desk.domain.arrivals import Arrival
from alps_desk.domain.brought import Brought, Sent, brings
from alps_desk.domain.errors import NotFound, Refusal, excerpt
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import SCHEMA, UNION, parse_record_id
from alps_desk.domain.roster import Roster, parse_roster
from alps_desk.store import room
from alps_desk.store.importing import Session
from alps_desk.store.rows import ImportRow, PeerRow, Taken


def merge_bundles(
    place: Workplace, command: MergeBundles, progress: Progress | None = None
) -> list[FileResult]:
    """Take exchange files, each whole or not at all; the preview runs the same code and is undone.

    Raises:
        Cancelled: the user stopped it; nothing was changed.
        StoreUnavailable: there is no room for it (``disk_full``), known before anything is written or found on the way.
    """
    with place.store.only_importer():
        taken = _taken_before(place, command.files)
        if len(taken) == len(command.files):
            # Nothing is going to be written, so there is nothing to go back from.
            return [_already(path.name, taken[path]) for path in command.files]
        if command.keep:
            _require_room(place, command.files)
        copy = backing_up.before_import(place) if command.keep else None
        return _merge(place, command, progress, taken, copy)


def _require_room(place: Workplace, files: Sequence[Path]) -> None:
    """Refuse at once what cannot fit: the copy of before, the files in the archive, and what the store grows by.

    Raises:
        StoreUnavailable: ``disk_full``.
    """
    arriving = sum(path.stat().st_size for path in files if path.is_file())
    copied = place.home.store.stat().st_size if place.home.store.exists() else 0
    room.require(place.home.root, copied + arriving * _GROWTH)


def _taken_before(place: Workplace, files: Sequence[Path]) -> dict[Path, ImportRow]:
    """Those of the files that were taken before, by their hashes.

    Mostly all of them are new, and then each is hashed when it is read: a few are looked at first.
    """
    taken = _known_files(place, files[:_LOOKED_AT])
    return taken | _known_files(place, files[_LOOKED_AT:]) if taken else taken


def _known_files(place: Workplace, files: Sequence[Path]) -> dict[Path, ImportRow]:
    hashes = hashes_of(files)
    known = place.store.imports_of([one for one in hashes.values() if one])
    return {path: known[one] for path, one in hashes.items() if one in known}


def _already(name: str, before: ImportRow) -> FileResult:
    code = "file_held" if before.held else "file_already"
    return FileResult(
        name, "already", before.office, code, {"on": before.taken_at[:10]}, _NOTHING,
        made_at=before.made_at, import_no=before.no,
    )  # fmt: skip


def _merge(
    place: Workplace,
    command: MergeBundles,
    progress: Progress | None,
    taken: Mapping[Path, ImportRow],
    copy: tuple[str, int] | None,
) -> list[FileResult]:
    results: list[FileResult] = []
    # Asked before the transaction: a large import may keep readers out until it ends.
    held = place.store.roster()
    assert held is not None
    plans = plans_known(place)
    # Chains are long in a store that has much; only retired devices and an office's own segments ask for them.
    prevs = place.store.segment_ids() if held[0].retired or not place.is_union else {}
    judge_by = Judge(held[1], place.office, prevs if held[0].retired else {})
    sent = _sent_here(place, prevs), dict(prevs)
    archive = FileBatch(place.home.archive)
    judged_files = judge_all([path for path in command.files if path not in taken], judge_by)
    with (
        archive,
        closing(judged_files),
        place.store.importing(keep=command.keep) as session,
    ):
        if copy is not None:
            session.covered_by(*copy)
        importer = _Importer(place, session, command, held, plans, archive, sent)
        for number, path in enumerate(command.files):
            if progress is not None:
                progress.check()
                progress.report(number, len(command.files), path.name)
            if path in taken:
                results.append(_already(path.name, taken[path]))
            else:
                results.append(importer.take(path, next(judged_files)))
        # Archived before the commit: a file in the archive that was never taken harms nobody.
        archive.finish()
    if progress is not None:
        progress.report(len(command.files), len(command.files), "")
    return results


def _sent_here(place: Workplace, prevs: Mapping[str, str | None]) -> Sent:
    """What this PC sealed and the union's latest word on it; nothing at the union, which needs no receipt."""
    if place.is_union:
        return Sent({}, frozenset())
    own = {one.id: one.changes for one in place.store.own_segments() if one.id}
    word = latest_word(place.store, UNION)
    return Sent(own, frozenset()).heard(word.have if word else (), prevs)


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
        sent: tuple[Sent, dict[str, str | None]],
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
        self._sent, self._prevs = sent

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
            return _already(path.name, before)
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
            self._session.note_refused(judged.rejected, refusal.code, self._place.now, path.name)
            told = refusal
            if refusal.code in ("format_unknown", "needs_newer_program"):
                try:
                    self._keep_file(path, judged.sha256)
                except Refusal as lost:
                    # The sentence says that it was kept; the other files are taken all the same.
                    told = lost
            return _refused(path.name, told, self._plan)

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
        unknown_here = self._session.unknown([one.segment.id for one in judged.arrivals])
        new = [one for one in judged.arrivals if one.segment.id in unknown_here]
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
        brought = self._brings(parcel, proved)
        notices = [*self._human_columns(parcel, proved), *self._digest(parcel), *self._chains(proved)]
        if parcel.resaved:
            notices.append(("notice_resaved", {}))
        if held := self._session.held_segments([segment.id for segment in parcel.segments]):
            notices.append(("notice_still_held", {"count": len(held)}))
        if manifest.held:
            office = self._name(manifest.sender)
            notices.append(("notice_sender_holds", {"office": office, "count": len(manifest.held)}))
        if manifest.sender == UNION != self._place.office and is_newer(manifest.app, than=__version__):
            # It can still be read; the next one may not be, and the report is due by a day.
            notices.append(("notice_union_newer", {"version": excerpt(manifest.app)}))
        if not proved:
            code = "receipt_only" if not parcel.segments else "file_nothing_new"
            return FileResult(
                name, "already", manifest.sender, code, {"office": self._name(manifest.sender)}, taken,
                tuple(notices), made_at=manifest.made_at, import_no=number, brought=brought,
            )  # fmt: skip
        code = "file_merged_conflicts" if taken.conflicts else "file_merged"
        params: dict[str, object] = {
            "office": self._name(manifest.sender), "new": taken.new, "changed": taken.changed,
            "conflicts": taken.conflicts,
        }  # fmt: skip
        return FileResult(
            name, "merged", manifest.sender, code, params, taken, tuple(notices),
            made_at=manifest.made_at, import_no=number, brought=brought,
        )  # fmt: skip

    def _brings(self, parcel: Parcel, proved: Sequence[Arrival]) -> Brought:
        """What the file brings; the union's word in it is the latest from now on."""
        manifest, after = parcel.manifest, self._sent
        refused: Collection[str] = ()
        held: Collection[str] = ()
        if not self._place.is_union and manifest.sender == UNION:
            self._prevs.update((one.segment.id, one.segment.prev) for one in proved)
            after = self._sent.heard(manifest.have, self._prevs)
            refused, held = manifest.refused.keys(), manifest.held
        brought = brings(self._place.office, proved, self._sent, after, refused, held)
        self._sent = after
        return brought

    def _compared(self, unknown: UnknownDevice) -> bool:
        """Whether somebody at the union compared this PC's number by telephone."""
        return self._place.is_union and _pairing_codes(unknown.code) <= self._accept

    def _register(self, unknown: UnknownDevice) -> None:
        """Put the asking device into the roster; only the union's root key can sign it."""
        grown = self._roster.with_device(unknown.device)
        self._session.note_own()
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
_LOOKED_AT = 64
"""Files that are hashed before anything else is done; the others follow if one of these was taken before."""
_GROWTH = 4
"""Bytes that a byte of a file costs at most: in the archive, in the store, and beside it while it is written."""
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
        me = place.office if place else parcel.manifest.to
        known, _, unknown = sender_of(parcel, held[:2] if held else None, me)
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
