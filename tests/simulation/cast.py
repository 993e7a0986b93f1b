"""Who takes part: the region, its twelve PCs, and their homes on the morning of the first day.

The homes are made by the product's own set-up and first exchange, once a process, and copied for every history. Keys are
those of names, clocks and nonces run in fixed rows: the same seed makes the same bytes on every PC.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from alps_desk.app import setup
from alps_desk.app.commands import ExportBundle, MergeBundles, WriteRegistration
from alps_desk.app.desk import Desk
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home, Workplace
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.bundle.keys import SigningKey
from alps_desk.domain.records import UNION
from alps_desk.domain.roster import Device
from alps_desk.store.lock import InstanceLock
from alps_desk.store.rows import Identity
from alps_desk.store.store import Store
from tests.fixtures.desks import Clock, Nonces
from tests.fixtures.forging import seeded_key
from tests.simulation.plain_store import PlainStore
from tests.simulation.programs import LATER, TODAY

OFFICES = ("higashi", "nishi", "minami", "kita", "naka")
FY, PERIOD = 2017, "half1"

_BODIES = "".join(
    f"{key},{name},{number},{role}\n"
    for number, (key, name, role) in enumerate(
        [
            ("higashi", "東市", "central"), ("nishi", "西町", "partner"), ("minami", "南村", "partner"),
            ("kita", "北村", "partner"), ("naka", "中村", "partner"), ("union", "五市町村広域連合", "secretariat"),
        ]
    )
)  # fmt: skip
_EVERYBODY = ";".join(OFFICES)
_TABLES = {
    "body": "body,name,order,role\n" + _BODIES,
    "period": "fy,period,as_of_date,opens_on,due_on,stage\n"
    "2017,half1,2017-09-30,2017-10-01,2017-11-30,half1\n2017,full_year,2018-03-31,2018-04-01,2018-05-31,settled\n",
    "project_year": "fy,project,number,name,field,type,leads,participants\n"
    f"2017,P1,1,合同の除雪,S1,I,higashi,{_EVERYBODY}\n2017,P2,2,移住の相談,S1,II,{_EVERYBODY},{_EVERYBODY}\n",
    "field": "field,name,order,first_fy\nS1,暮らし,1,2017\n",
    "region": "name,sample\n五市町村広域圏,1\n",
}


@dataclass(frozen=True)
class Part:
    """One PC of the cast.

    Attributes:
        program: version of the program that runs there.
        joins: whether it is on the roster from the first day.
    """

    name: str
    office: str
    program: int = LATER
    joins: bool = True


CAST = (
    Part("union", UNION), Part("union-2", UNION),
    Part("higashi", "higashi"), Part("higashi-2", "higashi", TODAY), Part("higashi-3", "higashi"),
    Part("nishi", "nishi"), Part("nishi-2", "nishi"),
    Part("minami", "minami", TODAY), Part("minami-2", "minami", joins=False),
    Part("kita", "kita"), Part("kita-2", "kita", joins=False),
    Part("naka", "naka"),
)  # fmt: skip
"""Twelve PCs; three are still to be registered or run the program of today."""


@dataclass(frozen=True)
class Stage:
    """The homes on the first day.

    Attributes:
        stores: name → store in memory; empty if they are files.
        taken: name → (number, name of the file, bytes) of every file it took.
    """

    folder: Path
    stores: Mapping[str, PlainStore]
    identities: Mapping[str, Identity]
    taken: Mapping[str, Sequence[tuple[int, str, bytes]]]


def key_of(name: str) -> SigningKey:
    """The key of a PC on the first day, or of a root."""
    return seeded_key(f"simulation {name}")


def people(part: Part) -> tuple[str, str]:
    """Section and person of a PC: everybody's name is different."""
    return f"{part.name}課", f"担当者{part.name}"


def prepare(folder: Path, *, files: bool) -> Stage:
    """Make the homes; with ``files`` as databases on disk, else in memory."""
    pack = folder / "pack"
    pack.mkdir(parents=True)
    for name, table in _TABLES.items():
        (pack / f"{name}.csv").write_text(table, encoding="utf-8")
    return _Preparing(folder, pack, files=files).stage()


class _Preparing:
    def __init__(self, folder: Path, pack: Path, *, files: bool) -> None:
        self._folder, self._pack, self._files = folder, pack, files
        self._clock = Clock()
        self._desks: dict[str, Desk] = {}
        self._taken: dict[str, list[tuple[int, str, bytes]]] = {part.name: [] for part in CAST}
        self._count = 0

    def stage(self) -> Stage:
        for part in CAST:
            if part.name == "union-2":
                self._second_union(part)
            else:
                self._set_up(part)
        union = self._desks["union"]
        for part in CAST[2:]:
            if part.joins:
                path = self._export(part.name)
                code = self._desks[part.name].pairing_code
                self._take("union", path, code)
        back = self._export("union")
        for part in CAST[1:]:
            self._take(part.name, back)
        assert len({desk.digest() for desk in self._desks.values()}) == 1, union.digest()
        stores = {
            name: desk.place.store
            for name, desk in self._desks.items()
            if isinstance(desk.place.store, PlainStore)
        }
        identities = {name: desk.place.identity for name, desk in self._desks.items()}
        for desk in self._desks.values():
            desk.close()
        return Stage(self._folder, stores, identities, self._taken)

    def _home(self, part: Part) -> Home:
        home = Home(self._folder / part.name)
        key_of(part.name).write(home.device_key)
        if part.name == UNION:
            for which in ("main", "spare"):
                key_of(which).write(home.root_key(which))
        return home

    def _set_up(self, part: Part) -> None:
        home = self._home(part)
        content = b"" if part.office == UNION else self._registration()
        section, person = people(part)
        command = SetUp(part.office, section, person, content or None, str(self._pack))
        nonces = Nonces(len(self._desks) + 1)
        if self._files:
            self._desks[part.name] = set_up_desk(home, command, clock=self._clock, nonce_maker=nonces)
        else:
            key = SigningKey.read(home.device_key)
            identity = Identity(part.office, key.id, section, person, {})
            place = Workplace(
                home,
                PlainStore(identity),
                key,
                identity,
                self._clock,
                nonces,
                InstanceLock(None),  # type: ignore[arg-type]
            )
            if part.office == UNION:
                setup._make_union(place, command)
            else:
                setup._join(place, content, practice=False)
            self._desks[part.name] = Desk(place)
        if content:
            row = self._desks[part.name].imports()[0]
            self._taken[part.name].append((row.no, row.file, content))

    def _second_union(self, part: Part) -> None:
        """A second PC of the union with a key of its own and without the root keys."""
        first = self._desks[UNION]
        # Sealed by the first one, so that the chain is nobody else's.
        self._registration()
        home = self._home(part)
        key = key_of(part.name)
        section, person = people(part)
        identity = Identity(UNION, key.id, section, person, {})
        if self._files:
            first.place.store.backup(home.store)
            twin = open_store(home)
            twin.set_identity(identity)
            twin.renew_device(key.id, (), first.place.now)
            twin.close()
            second = open_desk(home, clock=self._clock, nonce_maker=Nonces(2))
        else:
            store = first.place.store
            assert isinstance(store, PlainStore)
            copied = store.copy()
            copied.set_identity(identity)
            copied.renew_device(key.id, (), first.place.now)
            place = Workplace(home, copied, key, identity, self._clock, Nonces(2), InstanceLock(None))  # type: ignore[arg-type]
            second = Desk(place)
        self._desks[part.name] = second
        held = first.place.store.roster()
        assert held is not None
        grown = held[0].with_device(Device(key.id, key.public, UNION, section))
        signed = setup.sign_roster(grown, setup.root_key(first.place.home, held[0]))
        for desk in (first, second):
            desk.place.store.add_roster(grown.version, *signed)
        self._taken[part.name].append((0, "", self._registration()))

    def _file(self, stem: str) -> Path:
        self._count += 1
        (self._folder / "files").mkdir(exist_ok=True)
        return self._folder / "files" / f"{stem}-{self._count}.csv"

    def _registration(self) -> bytes:
        return self._desks[UNION].execute(WriteRegistration(self._file("registration"))).read_bytes()

    def _export(self, name: str) -> Path:
        return self._desks[name].execute(ExportBundle(self._file(name))).file

    def _take(self, name: str, path: Path, code: str = "") -> None:
        (result,) = self._desks[name].execute(MergeBundles((path,), accept_device=code))
        assert result.state in ("merged", "already"), result
        self._taken[name].append((result.import_no, path.name, path.read_bytes()))


def open_store(home: Home) -> Store:
    """The store of a home, without a desk around it."""
    return Store.open(home.store)


def open_copy(stage: Stage, part: Part, folder: Path, clock: Clock, nonces: Nonces) -> Desk:
    """A PC as it was on the first day, in a folder of its own."""
    home = Home(folder / part.name)
    if not stage.stores:
        shutil.copytree(stage.folder / part.name, home.root)
        return open_desk(home, clock=clock, nonce_maker=nonces)
    if part.name == UNION:
        shutil.copytree(stage.folder / part.name / "keys", home.root / "keys")
    store, identity = stage.stores[part.name].copy(), stage.identities[part.name]
    lock = InstanceLock(None)
    return Desk(Workplace(home, store, key_of(part.name), identity, clock, nonces, lock))  # type: ignore[arg-type]


def with_store(desk: Desk, store: PlainStore, key: SigningKey) -> Desk:
    """The same home with another store in memory."""
    identity = store.identity()
    return Desk(replace(desk.place, store=store, key=key, identity=identity))  # type: ignore[arg-type]
