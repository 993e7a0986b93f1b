"""Twelve PCs and the files between them: the stage on which a history is played.

Files lie in a heap from which they are taken in any order, again and again, or never. Nobody's clock agrees with
anybody's. Whatever a move draws is drawn from the seed and the number of the move alone, so a history can be played
again without some of its moves.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from alps_desk.domain.records import UNION
from tests.fixtures.desks import START, Clock, Nonces
from tests.simulation.cast import CAST, Part, Stage, key_of, open_copy
from tests.simulation.oracle import Mind, Truth, read_pieces
from tests.simulation.replica import Chronicle, Replica

SHM = Path("/dev/shm")  # noqa: S108  # a disk in memory where there is one; only speed depends on it


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder of one's own, in memory where that is possible."""
    folder = Path(tempfile.mkdtemp(prefix="alps-sim-", dir=SHM if SHM.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Parcel:
    """A file on its way.

    Attributes:
        to: office it is for, "*" for everybody.
        honest: made by a PC of the cast with the program; others must be refused and change nothing.
    """

    path: Path
    sender: str
    to: str
    honest: bool = True


class SkewedClock(Clock):
    """A clock that goes like the world's and says something else."""

    def __init__(self, world: Clock, skew: timedelta) -> None:
        super().__init__(world.time)
        self._world, self.skew = world, skew

    def __call__(self) -> datetime:
        return self._world.time + self.skew

    def step(self, **amount: float) -> None:
        self._world.step(**(amount or {"minutes": 7}))


class World:
    """A history being played.

    Args:
        shift: added to the seed of the clocks alone, so that a history can be played with other clocks.
    """

    def __init__(self, stage: Stage, folder: Path, seed: int, *, shift: int = 0) -> None:
        self.folder, self.seed = folder, seed
        self.time = Clock(START)
        self.known = Chronicle()
        self.heap: list[Parcel] = []
        self.words_are_stale = False
        self._files = 0
        self.keys: dict[str, str] = {}
        clocks = random.Random(f"clocks {seed} {shift}")
        (folder / "files").mkdir()
        self._note_first(stage)
        self.replicas: dict[str, Replica] = {}
        for number, part in enumerate(CAST):
            days = clocks.choice([0, 0, -1, 1, -400, 700, 3000, -9000])
            clock = SkewedClock(self.time, timedelta(days=days, minutes=clocks.randrange(600)))
            nonces = Nonces(1000 + number)
            desk = open_copy(stage, part, folder, clock, nonces)
            self.replicas[part.name] = self._replica(stage, part, desk, clock, nonces)

    def _replica(self, stage: Stage, part: Part, desk, clock: Clock, nonces: Nonces) -> Replica:  # type: ignore[no-untyped-def]
        mind = Mind(desk.place.identity.device)
        for number, name, content in stage.taken[part.name]:
            mind.take(content, number, name)
        if part.name == UNION:
            mind.sealed(read_pieces(stage.taken["union-2"][0][2]))
        found = Replica(part, desk, clock, nonces, mind, self.known)
        found.follow_roster()
        return found

    def _note_first(self, stage: Stage) -> None:
        """The union's definitions: one change a record, from before anybody wrote anything."""
        for piece in read_pieces(stage.taken["union-2"][0][2]):
            for identifier, line in zip(piece.changes, piece.lines, strict=True):
                raw = json.loads(line)
                self.known.truths[identifier] = Truth(
                    len(self.known.truths), identifier, raw["r"], raw["set"], UNION, key_of(UNION).id, raw["by"],
                    raw["at"], raw["why"], "", {}, frozenset(),
                )  # fmt: skip

    def close(self) -> None:
        """Let go of every store."""
        for one in self.replicas.values():
            one.desk.close()

    # --- files -----------------------------------------------------------------------------------------------

    def file(self, stem: str) -> Path:
        """A place for a file of its own."""
        self._files += 1
        return self.folder / "files" / f"{stem}-{self._files}.csv"

    def post(self, sender: Replica, *, everything: bool = False) -> Parcel | None:
        """A PC writes its file and it goes on the heap; None if it may write none."""
        path = self.file(sender.name)
        if sender.export(path, everything=everything) is None:
            return None
        parcel = Parcel(path, sender.name, "*" if sender.office == UNION else UNION)
        self.heap.append(parcel)
        return parcel

    def chance(self, number: int) -> random.Random:
        """What one move draws from."""
        return random.Random(f"{self.seed} {number}")

    # --- who -------------------------------------------------------------------------------------------------

    @property
    def union(self) -> Replica:
        """The union's first PC, which has the root keys."""
        return self.replicas[UNION]

    def offices(self) -> list[Replica]:
        """The offices' PCs that are still there."""
        return [one for one in self.replicas.values() if one.office != UNION and not one.gone]

    def present(self) -> list[Replica]:
        """Every PC that is still there."""
        return [one for one in self.replicas.values() if not one.gone]

    def registered(self, one: Replica) -> bool:
        """Whether the union's roster has a PC and did not retire it."""
        roster = self.union.desk.place.store.roster()
        assert roster is not None
        device = roster[0].devices.get(one.mind.device)
        return device is not None and device.until is None

    def roster_is_the_latest(self) -> bool:
        """Whether the union's first PC holds the newest roster: a union restored from a backup may not.

        Who signs a roster then makes a second one of the same number; nobody does so who compares by telephone.
        """
        versions = {name: one.desk.place.store.roster() for name, one in self.replicas.items()}
        newest = max(roster[0].version for roster in versions.values() if roster)
        held = versions[UNION]
        return held is not None and held[0].version == newest
