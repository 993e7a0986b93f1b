"""One PC: a desk, the program that runs on it, and what the oracle knows to be there."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alps_desk.app import devices
from alps_desk.app.commands import ExportBundle, HoldImport, MergeBundles, ReadmitImport, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.app.exchange import Exported, FileResult
from alps_desk.bootstrap import open_desk
from alps_desk.bundle.keys import SigningKey
from alps_desk.domain.errors import Refusal
from alps_desk.domain.journal import Change, Scalar
from tests.fixtures.desks import Clock, Nonces
from tests.simulation.cast import Part, open_store, with_store
from tests.simulation.oracle import DELETED, Mind, Told, Truth, read_pieces, tell
from tests.simulation.plain_store import PlainStore
from tests.simulation.programs import running
from tests.simulation.verdict import Violation

Screen = dict[str, tuple[dict[str, tuple[str, ...]], dict[str, frozenset[str]], frozenset[str]]]
"""Record → what the product says is on screen, what the oracle says, and what counted on the PC then."""


@dataclass
class Snapshot:
    """A backup, a file or a copy in memory, and what was true when it was made."""

    kept: Path | PlainStore
    mind: Mind


@dataclass
class Chronicle:
    """Every change that was ever made, by anybody, by id.

    Attributes:
        told: changes of a record → how it must stand by them.
        proved: those of which plain knowledge says the same.
        refused: how often what was refused to people.
    """

    truths: dict[str, Truth] = field(default_factory=dict)
    told: dict[frozenset[str], Told] = field(default_factory=dict)
    proved: set[frozenset[str]] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)


class Replica:
    """One PC of the cast."""

    def __init__(
        self, part: Part, desk: Desk, clock: Clock, nonces: Nonces, mind: Mind, known: Chronicle
    ) -> None:
        self.part, self.desk, self.clock, self.nonces = part, desk, clock, nonces
        self.mind, self.known = mind, known
        self.snapshots: list[Snapshot] = []
        self.screen: Screen = {}
        self.gone = False
        self.dirty = False
        self._by_record: dict[str, list[Truth]] | None = None
        self._listen()

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def office(self) -> str:
        return self.part.office

    @property
    def in_memory(self) -> bool:
        return isinstance(self.desk.place.store, PlainStore)

    def _listen(self) -> None:
        """Have the store say what it appends."""
        store: Any = self.desk.place.store
        if not self.in_memory:
            store.wrote = []
            append = store.append

            def listened(changes: Sequence[Change]) -> None:
                append(changes)
                store.wrote += changes

            store.append = listened

    # --- what the oracle says --------------------------------------------------------------------------------

    def moved(self) -> None:
        """Something came, went or was set aside here."""
        self._by_record = None
        self.dirty = True

    def by_record(self) -> dict[str, list[Truth]]:
        """Everything that counts here."""
        if self._by_record is None:
            self._by_record = {}
            for one in self.mind.counted():
                # What somebody forged and the product took is noticed by what it shows.
                truth = self.known.truths.get(one)
                if truth is not None:
                    self._by_record.setdefault(truth.record, []).append(truth)
        return self._by_record

    def counted(self, record: str) -> frozenset[str]:
        """Ids of the changes of a record that count here."""
        return frozenset(one.id for one in self.by_record().get(record, ()))

    def told(self, record: str) -> Told:
        """How a record must stand here."""
        truths = self.by_record().get(record, [])
        ids = frozenset(one.id for one in truths)
        if ids not in self.known.told:
            self.known.told[ids] = tell(truths)
        return self.known.told[ids]

    # --- what is done ----------------------------------------------------------------------------------------

    def ask(self, question: Callable[[Desk], Any]) -> Any:
        """The answer of the program that runs here."""
        with running(self.part.program):
            return question(self.desk)

    def look(self, record: str) -> None:
        """Open a form on a record and leave it open."""
        heads = self.ask(lambda desk: desk.heads(record))
        marks = self.ask(lambda desk: desk.place.store.state(record).deletion_heads)
        if marks:
            heads[DELETED] = tuple(one.change.id for one in marks)
        self.screen[record] = heads, dict(self.told(record).heads), self.counted(record)

    def write(self, command: Any, stale: str = "") -> str:
        """Do something that makes changes; code of the refusal, "" if it was done.

        Args:
            stale: record whose fields were on screen since ``look``.
        """
        store: Any = self.desk.place.store
        store.wrote = []
        screens = {record: (self.told(record).heads, self.counted(record)) for record in self.by_record()}
        if stale:
            screens[stale] = self.screen[stale][1:]
        self.clock.step()
        try:
            self.ask(lambda desk: desk.execute(command))
        except Refusal as refusal:
            assert not store.wrote, "a refused command has written"
            self.known.refused[refusal.code] += 1
            return refusal.code
        typed = command.values if isinstance(command, SaveValues) else {}
        for change in store.wrote:
            heads, knew = screens.get(change.record, ({}, frozenset()))
            # What somebody typed is true, not what became of it.
            self._note(change, {**change.values, **typed.get(change.record, {})}, heads, knew)
        return ""

    def _note(
        self,
        change: Change,
        values: Mapping[str, Scalar],
        heads: Mapping[str, frozenset[str]],
        knew: frozenset[str],
    ) -> None:
        identifier = hashlib.sha256(change.line.encode()).hexdigest()
        names = {*heads, DELETED} if DELETED in change.values else set(change.values)
        self.known.truths[identifier] = Truth(
            len(self.known.truths), identifier, change.record, {name: values[name] for name in change.values}, self.office, self.mind.device,
            change.by, change.at, change.why, change.on_behalf,
            {name: ids for name, ids in heads.items() if name in names}, knew,
        )  # fmt: skip
        self.mind.drafts.append(identifier)
        self.moved()

    def export(self, path: Path, *, everything: bool = False) -> Exported | None:
        """Write the exchange file; None if this PC may not."""
        try:
            done: Exported = self.ask(lambda desk: desk.execute(ExportBundle(path, everything)))
        except Refusal as refusal:
            assert refusal.code == "own_device_retired", refusal.code
            return None
        self.mind.sealed(one for one in read_pieces(path.read_bytes()) if one.device == self.mind.device)
        self.moved()
        return done

    def take(self, paths: Collection[Path], accept: str = "") -> list[FileResult]:
        """Take files together."""
        self.clock.step()
        command = MergeBundles(tuple(paths), accept_device=accept)
        results: list[FileResult] = self.ask(lambda desk: desk.execute(command))
        for path, result in zip(paths, results, strict=True):
            if result.import_no and result.code not in ("file_already", "file_held"):
                self.mind.take(path.read_bytes(), result.import_no, path.name)
        self.follow_roster()
        return results

    def follow_roster(self) -> None:
        """Hear who was retired, from the roster held here."""
        roster = self.desk.place.store.roster()
        assert roster is not None
        self.mind.until = {one.id: one.until for one in roster[0].devices.values() if one.until is not None}
        self.moved()

    def hold(self, number: int) -> str:
        """Take an import back."""
        try:
            self.ask(lambda desk: desk.execute(HoldImport(number, "別の年度")))
        except Refusal as refusal:
            return refusal.code
        self.mind.held.add(number)
        self.moved()
        return ""

    def readmit(self, number: int) -> None:
        """Count again what an import brought."""
        try:
            self.ask(lambda desk: desk.execute(ReadmitImport(number)))
        except Refusal as refusal:
            raise Violation(
                3, f"what {self.name} took back cannot be taken in again: {refusal.code}"
            ) from refusal
        self.mind.held.discard(number)
        self.moved()

    # --- what befalls it -------------------------------------------------------------------------------------

    def snapshot(self, path: Path) -> None:
        """A backup."""
        store = self.desk.place.store
        if isinstance(store, PlainStore):
            self.snapshots.append(Snapshot(store.copy(), self.mind.copy()))
        else:
            store.backup(path)
            self.snapshots.append(Snapshot(path, self.mind.copy()))

    def roll_back(self, to: Snapshot) -> None:
        """Put a backup in the place of the data."""
        store = self.desk.place.store
        if isinstance(store, PlainStore):
            assert isinstance(to.kept, PlainStore)
            store.restore(to.kept)
        else:
            assert isinstance(to.kept, Path)
            home = self.desk.place.home
            self.desk.close()
            shutil.copy(to.kept, home.store)
            self._open_again()
        self.mind = to.mind.copy()
        self.screen = {}
        self.moved()

    def _open_again(self) -> None:
        self.desk = open_desk(self.desk.place.home, clock=self.clock, nonce_maker=self.nonces)
        self._listen()

    def become_clone_of(self, other: Replica) -> None:
        """Somebody copies another PC's data folder here; both go on under one key."""
        store = other.desk.place.store
        if isinstance(store, PlainStore):
            self.desk = with_store(self.desk, store.copy(), other.desk.place.key)
        else:
            home = self.desk.place.home
            self.desk.close()
            shutil.rmtree(home.root)
            shutil.copytree(other.desk.place.home.root, home.root)
            self._open_again()
        self.mind, self.snapshots, self.screen = other.mind.copy(), [], {}
        self.moved()

    def renew_key(self, name: str, fresh: SigningKey) -> None:
        """This PC gets a new key, by the command that does so."""
        home = self.desk.place.home
        store = self.desk.place.store
        old = self.mind.device
        if isinstance(store, PlainStore):
            anew = devices.not_received(store, old)  # type: ignore[arg-type]
            store.renew_device(fresh.id, anew, "")
            self.desk = with_store(self.desk, store, fresh)
        else:
            self.desk.close()
            word = open_store(home)
            anew = devices.not_received(word, old)
            word.close()
            generate = SigningKey.generate
            SigningKey.generate = classmethod(lambda _cls: fresh)  # type: ignore[assignment,method-assign]
            try:
                devices.renew_key(home, self.clock)
            finally:
                SigningKey.generate = generate  # type: ignore[method-assign]
            self._open_again()
        self.mind.device = fresh.id
        self.mind.reissued |= anew
        self.mind.drafts = [
            one for piece in anew for one in self.mind.pieces[piece].changes
        ] + self.mind.drafts
        self.snapshots = []
        self.moved()
