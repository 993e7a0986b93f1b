"""Work that must not be cut in two, and how to tell what was left of it.

One region is set up, brought to the points in time that the scenes start from, and copied from there. A scene knows how
its work is done by the product, and judges a data folder: it is what it was before, or what it is after, every file with
a name is whole, the journal says what was signed and the caches equal a fresh fold.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from alps_desk import places
from alps_desk.app import restoring
from alps_desk.app.commands import (
    Backup,
    ExportBundle,
    HoldImport,
    MergeBundles,
    Resolve,
    SaveValues,
    SetSecondPlace,
)
from alps_desk.app.desk import Desk
from alps_desk.app.devices import renew_key
from alps_desk.app.home_settings import read_settings
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.bundle.csv_form import read_bundle
from alps_desk.bundle.keys import SigningKey
from alps_desk.domain.errors import StoreUnavailable
from alps_desk.store import looking, schema
from tests.fixtures.desks import Clock, Nonces, Region, progress, save, take
from tests.store.stores import dump, faults

KINDS = (
    "save", "merge", "resolve", "hold", "export", "set_up", "migrate", "backup", "restore", "settings", "new_key",
)  # fmt: skip
HOME = "home"
"""Name of the data folder in the folder of a try; a second place for copies lies beside it."""
_LONG = "雪" * 500


def seen(desk: Desk) -> tuple[object, ...]:
    """Everything that must be as before or as after."""
    store = desk.place.store
    roster = store.roster()
    return (
        desk.digest(), desk.counts(), [view.id for view in desk.conflicts()], len(desk.imports()),
        len(store.exports()), roster[0].version if roster else 0, sorted(store.peers()), store.held(),
    )  # fmt: skip


class Stage:
    """The region at the moments that scenes start from.

    Attributes:
        files: two files of one office, not taken yet in ``plain``.
        registration: the 登録ファイル.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        region = Region(folder / "region", Clock())
        first, second = region.member("ikeda"), region.member("ikeda", "second")
        union = region.union
        values = {progress("ikeda", f"F{n:02}P01"): {"issues": _LONG, "done_text": str(n)} for n in range(30)}
        save(first, {**values, progress("ikeda"): {"pace": "late"}})
        save(second, {progress("ikeda"): {"pace": "on_track"}})
        self.registration = region.registration().read_bytes()
        save(union, {"region:union": {"note": "x" * 2_000}})
        self.files = region.export(first), region.export(second)
        # Not sealed, not exported: what a new key has to carry over.
        save(first, {progress("ikeda"): {"issues": _LONG}})
        # What the preparations made copies of is not looked at again and again.
        shutil.rmtree(union.place.home.backups)
        self._keep("plain", union)
        self._keep("office", first)
        union.execute(Backup())
        save(union, {f"project_year:union:2018:P{n}": {"name": _LONG[:200]} for n in range(20)})
        self._keep("later", union)
        take(union, *self.files)
        shutil.rmtree(union.place.home.backups)
        self._keep("taken", union)
        region.close()

    def _keep(self, name: str, desk: Desk) -> None:
        shutil.copytree(desk.place.home.root, self.folder / name)


class Scene:
    """One kind of work, before it and done to the end.

    Args:
        kind: one of ``KINDS``. ``migrate`` makes this whole process a newer program.

    Attributes:
        base: the data folder before; missing for a set-up.
    """

    def __init__(self, stage: Stage, kind: str) -> None:
        self.kind = kind
        self.folder = stage.folder / f"scene-{kind}"
        self.folder.mkdir()
        self.registration = stage.registration
        self.conflict = f"{progress('ikeda')}/pace"
        start = {"resolve": "taken", "hold": "taken", "restore": "later", "new_key": "office"}.get(
            kind, "plain"
        )
        self.base = stage.folder / (start if kind != "set_up" else "nothing")
        self.files = tuple(stage.files)
        self.dumps: list[list[str]] = []
        self.before: tuple[object, ...] = ()
        if kind == "migrate":
            self.dumps.append(dump(self.base / "desk.db"))
            become_newer(self.folder / "migrations")
        elif kind != "set_up":
            self.before = self.found(self.trial("before"))
        self.whole = self.trial("whole")
        self.work(self.whole)
        if kind == "migrate":
            self.dumps.append(dump(self.whole.store))
        self.after = self.found(self.whole)
        assert self.after != self.before, kind

    def trial(self, name: str | int) -> Home:
        """A copy to work on; nothing for a set-up."""
        home = Home(self.folder / f"try-{name}" / HOME)
        home.root.parent.mkdir()
        if self.base.exists():
            shutil.copytree(self.base, home.root)
        return home

    def work(self, home: Home) -> None:
        """The work itself."""
        match self.kind:
            case "set_up":
                set_up_desk(home, SetUp("hakuba", registration=self.registration), clock=Clock()).close()
            case "restore":
                [copy] = home.backups.glob("backup-*.db")
                restoring.restore(home, copy, Clock())
            case "new_key":
                renew_key(home, Clock())
            case _:
                desk = open_desk(home, clock=Clock(), nonce_maker=Nonces(99))
                try:
                    self._work_at(desk)
                finally:
                    desk.close()

    def _work_at(self, desk: Desk) -> None:
        root = desk.place.home.root
        match self.kind:
            case "save":
                values = {
                    f"project_year:union:2018:P{n}": {"name": "事業" * 50, "number": n} for n in range(40)
                }
                desk.execute(SaveValues(values))
            case "merge":
                desk.execute(MergeBundles(self.files))
            case "resolve":
                view = next(one for one in desk.conflicts() if one.id == self.conflict)
                desk.execute(Resolve(view.id, "電話で確認", take=view.heads[0]))
            case "hold":
                desk.execute(HoldImport(max(row.no for row in desk.imports() if row.segments) - 1, "誤り"))
            case "export":
                desk.execute(ExportBundle(root / "out.csv"))
            case "backup":
                desk.execute(Backup())
            case "settings":
                desk.execute(SetSecondPlace(root.with_name("share")))

    # --- what is there ---------------------------------------------------------------------------------------

    def found(self, home: Home) -> tuple[object, ...]:
        """What is there afterwards; every check of the store passes, and files are whole or not there."""
        desk = open_desk(home, clock=Clock(), nonce_maker=Nonces(7))
        try:
            assert faults(desk.place.store) == [], faults(desk.place.store)
            made = self._files(home)
            assert (
                len(desk.place.store.exports()) <= (home.root / "out.csv").exists() or self.kind != "export"
            )
            return *seen(desk), *made
        finally:
            desk.close()

    def _files(self, home: Home) -> tuple[object, ...]:
        """Every file with a name is whole; what of them belongs to what was done."""
        out = home.root / "out.csv"
        if out.exists():
            read_bundle(out.read_bytes())
        for path in home.archive.glob("[!.]*"):
            read_bundle(path.read_bytes())
        copies = list(home.backups.glob("*.db"))
        again = list(home.root.with_name("share").rglob("*.db"))
        for path in (*copies, *again):
            looking.inspect(path)
        for path in home.device_key.parent.glob("*.pem"):
            SigningKey.read(path)
        settings = read_settings(home.settings)
        match self.kind:
            case "backup":
                return (len(copies),)
            case "settings":
                assert again or not settings.backup, "chosen once a copy lies there"
                return (bool(settings.backup),)
            case "restore":
                # What was there is kept before it goes.
                return (bool(list(home.backups.glob("before-restore-*.db"))),)
        return ()

    def judge(self, home: Home, *, again: bool = False) -> str:
        """Which of the two it is.

        Args:
            again: do the work again where it was not done, and see that it ends as it should.

        Raises:
            AssertionError: it is neither.
        """
        judge: Callable[[Home, bool], str] = {
            "set_up": self._judge_set_up,
            "migrate": self._judge_migrated,
            "export": self._judge_exported,
            "restore": self._judge_restored,
        }.get(self.kind, self._judge)
        return judge(home, again)

    def _judge(self, home: Home, again: bool) -> str:
        found = self.found(home)
        if found == self.before:
            if again:
                self.work(home)
                assert self.found(home) == self.after, "it can be done again"
            return "before"
        assert found == self.after, (found, self.before, self.after)
        return "after"

    def _judge_set_up(self, home: Home, again: bool) -> str:
        try:
            set_up_desk(home, SetUp("hakuba", registration=self.registration), clock=Clock()).close()
            answer = "before"
        except StoreUnavailable as refusal:
            assert refusal.code == "already_set_up", refusal.code
            answer = "after"
        assert self.found(home)[:2] == self.after[:2]
        return answer

    def _judge_migrated(self, home: Home, again: bool) -> str:
        tables = dump(home.store)
        for copy in home.backups.glob("before-update-*.db"):
            assert dump(copy) == self.dumps[0], "the copy from before the update is one of before"
        assert tables in self.dumps, "tables between two revisions"
        # Opening brings it up to date.
        assert self.found(home) == self.after
        return "after" if tables == self.dumps[1] else "before"

    def _judge_exported(self, home: Home, again: bool) -> str:
        found = self.found(home)
        if found in (self.before, self.after):
            return "before" if found == self.before else "after"
        # Sealing, writing and noting are three steps; after any of them everything is whole, and the next export
        # goes on from there.
        assert found[0] == self.before[0]
        self.work(home)
        found = self.found(home)
        assert found[:4] == self.after[:4], (found, self.after)
        return "between two steps"

    def _judge_restored(self, home: Home, again: bool) -> str:
        found = self.found(home)
        if found[:-1] == self.before[:-1]:
            # The store of before may have been kept already.
            if again:
                self.work(home)
                assert self.found(home) == self.after
            return "before"
        assert found == self.after, (found, self.before, self.after)
        return "after"


_NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "{new}"
down_revision = "{old}"


def upgrade():
    op.create_table("extra", sa.Column("no", sa.Integer, primary_key=True))
    op.execute("INSERT INTO extra (no) SELECT no FROM current")
    with op.batch_alter_table("current") as batch:
        batch.add_column(sa.Column("note", sa.Text))
"""


def become_newer(folder: Path) -> None:
    """Make this process a program that is one revision ahead."""
    shutil.copytree(places.migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    old, count = schema.REVISION, schema.REVISIONS
    new = f"{count + 1:04}"
    (folder / "versions" / f"{new}_next.py").write_text(_NEXT.format(new=new, old=old), encoding="utf-8")
    places.migrations = lambda: folder
    schema.REVISION, schema.REVISIONS = new, count + 1
