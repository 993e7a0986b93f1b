"""Writing the file that travels, and the 登録ファイル."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from alps_desk import __version__, wording
from alps_desk.app.commands import ExportBundle, WriteRegistration
from alps_desk.app.describing import Describer
from alps_desk.app.exchange import Exported, Plans, plans_known
from alps_desk.app.files import write_whole
from alps_desk.app.last_word import latest_word
from alps_desk.app.setup import pairing_code
from alps_desk.app.workplace import Workplace
from alps_desk.bundle.csv_form import MAX_PART, Signed, render_bundle, words_digest
from alps_desk.bundle.manifest import EVERYONE, SIGNING_PREFIX, Manifest, Request, manifest_text
from alps_desk.domain import journal
from alps_desk.domain.chains import closure, complete_heads
from alps_desk.domain.errors import InputRejected, StoreUnavailable
from alps_desk.domain.records import SCHEMA, UNION
from alps_desk.store.rows import ExportRow


def _check_key(place: Workplace) -> None:
    """Whoever takes files would refuse what an old key signs: another PC at the server has renewed it."""
    identity = place.store.identity()
    if identity is None or identity.device != place.key.id:
        raise StoreUnavailable("server_key_changed")


def _seal(place: Workplace) -> None:
    def make(lines: Sequence[str], prev: str | None) -> journal.Segment:
        header = journal.segment_header(
            app=__version__, device=place.key.id, prev=prev, count=len(lines), schema=SCHEMA
        )
        content = journal.segment_content(header, lines)
        signature = place.key.sign(journal.SIGNING_PREFIX + content)
        return journal.read_segment(header, lines, signature)

    place.store.seal(make)


@dataclass(frozen=True)
class _Contents:
    """What goes into a file, as the store held it at one moment.

    Attributes:
        have: heads of the complete chains here; digest: of what they show.
        roster: None when it does not travel; earlier: those by which root keys were replaced.
    """

    segments: Sequence[journal.Segment]
    have: tuple[str, ...]
    digest: str
    roster: Signed | None
    earlier: Sequence[Signed]
    registered: bool
    held: tuple[str, ...]
    refused: Mapping[str, str]
    plans: Plans


def _contents(place: Workplace, kind: str, wanted: Collection[str]) -> _Contents:
    store = place.store
    prevs, digest = store.claim()
    held = store.roster()
    assert held is not None, "a set-up store holds a roster"
    known, content, signature = held
    # The union has its roster; an office sends it back only while it is small, for a union that lost it.
    travels = kind != "submission" or len(content) <= MAX_PART
    return _Contents(
        segments=list(store.segments(wanted)),
        have=tuple(complete_heads(prevs)),
        digest=digest,
        roster=Signed(content, signature) if travels else None,
        earlier=[Signed(*one) for one in store.root_changes()] if travels else (),
        registered=place.key.id in known.devices,
        held=tuple(store.held()),
        refused=store.refused() if place.is_union else {},
        plans=plans_known(place),
    )


def _render(place: Workplace, kind: str, to: str, found: _Contents) -> tuple[bytes, Manifest, int]:
    plans, latest = found.plans
    segments, roster = found.segments, found.roster
    manifest = Manifest(
        kind=kind,
        sender=place.office,
        device=place.key.id,
        to=to,
        segments=tuple(segment.id for segment in segments),
        have=found.have,
        held=found.held,
        refused=found.refused,
        digest=found.digest,
        schema=SCHEMA,
        made_at=place.now,
        app=__version__,
        by=place.identity.person,
        section=place.identity.section,
        roster=hashlib.sha256(roster.text.encode("utf-8")).hexdigest() if roster else "",
        practice=latest is not None and latest.practice,
        request=None if found.registered else Request(place.key.public, place.identity.section),
    )
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
        earlier=found.earlier,
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


def export_bundle(place: Workplace, command: ExportBundle) -> Exported:
    """Seal what is unsealed and write the exchange file; only then is it said to be written.

    Raises:
        InputRejected: this PC was taken off the roster (``own_device_retired``).
        StoreUnavailable: its key is not the store's any more (``server_key_changed``).
    """
    kind, to = ("union", EVERYONE) if place.is_union else ("submission", UNION)
    with place.store.together():
        _check_key(place)
        held = place.store.roster()
        assert held is not None, "a set-up store holds a roster"
        own = held[0].devices.get(place.identity.device)
        if own is not None and own.until is not None:
            raise InputRejected("own_device_retired")
        _seal(place)
        found = _contents(place, kind, set(to_send(place, everything=command.everything)))
    content, manifest, changes = _render(place, kind, to, found)
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
    if latest is not None and latest.practice:
        name = wording.say("practice_file", name=name)
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
    with place.store.together():
        _check_key(place)
        _seal(place)
        held = place.store.roster()
        assert held is not None
        own = {device.id for device in held[0].devices.values() if device.office == UNION}
        wanted = {s.id for s in place.store.segments(place.store.segment_ids()) if s.device in own}
        found = _contents(place, "registration", wanted)
    content, _, _ = _render(place, "registration", EVERYONE, found)
    path = command.out / "登録ファイル.csv" if command.out.is_dir() else command.out
    write_whole(path, content)
    return path
