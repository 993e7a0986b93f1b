"""A union and offices with real stores and real exchange files, for the tests and pictures of the union's screens."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from alps_desk.app.commands import ExportBundle, MergeBundles, SaveValues, WriteRegistration
from alps_desk.app.desk import Desk
from alps_desk.app.exchange import FileResult
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import JAPAN, Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.domain.errors import Refusal
from alps_desk.domain.journal import Scalar
from alps_desk.gui.messages import FileKind, Messages
from alps_desk.gui.session import Session

FY, PERIOD = 2017, "half1"


class Clock:
    """A clock that goes on a minute with every look."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def __call__(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time


class World:
    """The union and any number of PCs of offices.

    Args:
        pack: folder of the region, "" for the one that comes with the program.
    """

    def __init__(self, folder: Path, start: datetime | None = None, pack: str = "") -> None:
        self.folder = folder
        self.clock = Clock(start or datetime(2017, 11, 18, 9, 0, tzinfo=JAPAN))
        self.files = folder / "files"
        self.files.mkdir(parents=True, exist_ok=True)
        home = Home(folder / "union")
        if home.store.exists():
            self.union = open_desk(home, clock=self.clock)
        else:
            region = {"region": pack} if pack else {}
            self.union = set_up_desk(home, SetUp("union", "企画課", "担当者B", **region), clock=self.clock)
            self.union.execute(WriteRegistration(folder / "registration.csv"))
        self.registration = (folder / "registration.csv").read_bytes()
        self.desks: list[Desk] = [self.union]
        for place in sorted(folder.glob("pc-*")):
            self.desks.append(open_desk(Home(place), clock=self.clock))

    @classmethod
    def copied(cls, other: Path, folder: Path, start: datetime) -> World:
        """A world of its own that begins as another one whose desks are closed: much faster than playing it."""
        shutil.copytree(other, folder, dirs_exist_ok=True)
        return cls(folder, start)

    def office(self, key: str, person: str = "担当者A") -> Desk:
        """One more PC of an office."""
        home = Home(self.folder / f"pc-{len(self.desks):02d}-{key}")
        desk = set_up_desk(
            home, SetUp(key, "企画財政課", person, registration=self.registration), clock=self.clock
        )
        self.desks.append(desk)
        return desk

    def enter(
        self, desk: Desk, project: str, *, period: str = PERIOD, payer: str = "", **values: Scalar
    ) -> None:
        """Enter columns of one row."""
        row = next(
            row
            for row in desk.entry_rows(FY, period)
            if row.part.project.code == project and row.part.payer == payer
        )
        records: dict[str, dict[str, Scalar]] = {}
        for column, value in values.items():
            record, field = row.targets[column]
            records.setdefault(record, {})[field.name] = value
        desk.execute(SaveValues(records))

    def fill(self, desk: Desk, *, projects: Sequence[str] | None = None, period: str = PERIOD) -> None:
        """Enter everything that is required, with figures that differ by project."""
        for row in desk.entry_rows(FY, period):
            code = row.part.project.code
            if row.part.kind != "own" or (projects is not None and code not in projects):
                continue
            number = row.part.project.number
            self.enter(
                desk,
                code,
                period=period,
                budget_initial=number * 400_000,
                spent=number * (150_000 + 13_000 * (number % 7)),
                progress_class="running",
                **({"self_rating": "B"} if period == "full_year" else {"pace": "on_track"}),
                done_text=f"{row.part.project.name}を実施した。",
                issues="参加者が少ない。" if number % 3 == 0 else None,
            )

    def export(self, desk: Desk, name: str = "") -> Path:
        """Write the exchange file of a PC."""
        return desk.execute(ExportBundle(self.files / name if name else self.files)).file

    def take(self, *files: Path) -> list[FileResult]:
        """Take files at the union, confirming new PCs."""
        results = []
        for file in files:
            code = self.union.preview([file])[0].pairing
            results += self.union.execute(MergeBundles((file,), accept_device=code))
        return results

    def close(self) -> None:
        """Let go of every store."""
        for desk in self.desks:
            desk.close()


class Told(Messages):
    """Answers dialogs instead of opening them, and remembers them.

    Attributes:
        refusals: every refusal shown.
        yes: the answer of ``confirm``.
        words: the answer of ``ask_text``.
        files: the answer of ``choose_files``, the first of them that of ``choose_file``.
        target: the answer of ``choose_target``.
    """

    def __init__(self) -> None:
        self.refusals: list[Refusal] = []
        self.asked: list[str] = []
        self.yes = True
        self.words: str | None = None
        self.files: list[Path] = []
        self.target: Path | None = None
        self.proposals: list[Path] = []

    def refusal(self, parent: QWidget | None, refusal: Refusal, *, heading: str | None = None) -> None:
        self.refusals.append(refusal)

    def confirm(self, parent: QWidget | None, heading: str, text: str, do: str, **rest: object) -> bool:
        self.asked.append(heading)
        return self.yes

    def ask_text(
        self, parent: QWidget | None, heading: str, label: str, do: str, **rest: object
    ) -> str | None:
        self.asked.append(heading)
        return self.words

    def choose_files(
        self, parent: QWidget | None, heading: str, kinds: Sequence[FileKind], folder: Path | None = None
    ) -> list[Path]:
        self.asked.append(heading)
        return self.files

    def choose_file(
        self, parent: QWidget | None, heading: str, kinds: Sequence[FileKind], folder: Path | None = None
    ) -> Path | None:
        self.asked.append(heading)
        return self.files[0] if self.files else None

    def choose_target(
        self, parent: QWidget | None, heading: str, kinds: Sequence[FileKind], proposal: Path
    ) -> Path | None:
        self.asked.append(heading)
        self.proposals.append(proposal)
        return self.target


class Ears(QObject):
    """Hears what a session tells."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.told: list[tuple[object, str, str]] = []
        self.actions: list[object] = []
        self.went: list[tuple[str, object]] = []
        session.told.connect(self._hear)
        session.page_asked.connect(self._went)

    def _hear(self, state: object, text: str, action: str, on_action: object) -> None:
        self.told.append((state, text, action))
        self.actions.append(on_action)

    def _went(self, page: str, detail: object) -> None:
        self.went.append((page, detail))


def conflicting_round(world: World) -> None:
    """Two PCs of 白馬村 and two of 松川村 change the same cells; the union has taken everything."""
    first, second = world.office("hakuba", "担当者C"), world.office("hakuba", "担当者D")
    third, fourth = world.office("matsukawa", "担当者E"), world.office("matsukawa", "担当者F")
    world.enter(first, "F02P02", budget_initial=800_000, spent=410_000, done_text="研修4回を実施した。")
    world.enter(third, "F07P02", budget_initial=300_000, spent=80_000, done_text="研修4回を実施した。")
    world.take(world.export(first), world.export(third))
    back = world.export(world.union)
    for desk in (second, fourth):
        desk.execute(MergeBundles((back,)))
    world.enter(first, "F02P02", spent=430_000)
    world.enter(first, "F02P02", pace="on_track")
    world.enter(
        third, "F07P02", done_text="研修4回、延べ87人が参加した。次回は1月。", progress_class="running"
    )
    world.enter(second, "F02P02", spent=418_000, pace="late")
    world.enter(fourth, "F07P02", done_text="研修4回を実施した（オンライン2回）。", progress_class="done")
    world.take(*(world.export(desk) for desk in (first, second, third, fourth)))


def arriving_files(world: World) -> list[Path]:
    """A day's post: clean, in conflict, taken before, cut off, and from a PC nobody knows yet."""
    omachi, hakuba, hakuba_2 = (
        world.office("omachi"),
        world.office("hakuba"),
        world.office("hakuba", "担当者D"),
    )
    ikeda, otari, matsukawa = world.office("ikeda"), world.office("otari"), world.office("matsukawa")
    world.fill(omachi, projects=[f"F0{number}P01" for number in range(1, 6)])
    world.enter(hakuba, "F02P02", budget_initial=800_000, spent=410_000)
    world.enter(matsukawa, "F02P02", spent=350_000)
    world.fill(ikeda)
    known = world.export(ikeda)
    world.take(world.export(omachi), world.export(hakuba), world.export(matsukawa), known)
    world.fill(omachi)
    world.fill(hakuba)
    back = world.export(world.union)
    hakuba_2.execute(MergeBundles((back,)))
    world.enter(hakuba_2, "F02P02", spent=418_000, budget_initial=790_000)
    world.take(world.export(hakuba_2))
    world.enter(hakuba, "F02P02", spent=430_000)
    world.enter(matsukawa, "F02P03", spent=120_000, done_text="体験ツアーを2回実施した。")
    world.fill(otari, projects=["F02P02", "F02P03", "F06P01"])
    cut = world.files / "松川村_20171120_2.csv"
    whole = world.export(matsukawa)
    cut.write_bytes(whole.read_bytes()[:-900])
    whole.unlink()
    return [world.export(omachi), world.export(hakuba), known, cut, world.export(otari)]


def mixed_round(world: World) -> None:
    """Offices at every state: complete, one project short, in conflict, half done, nothing arrived; one over budget."""
    omachi, ikeda, matsukawa = world.office("omachi"), world.office("ikeda"), world.office("matsukawa")
    hakuba, hakuba_2 = world.office("hakuba", "担当者C"), world.office("hakuba", "担当者D")
    world.fill(omachi)
    world.enter(omachi, "F03P01", spent=9_310_000, budget_initial=1_200_000)
    codes = [row.part.project.code for row in ikeda.entry_rows(FY, PERIOD) if row.part.kind == "own"]
    world.fill(ikeda, projects=codes[:-1])
    world.fill(matsukawa)
    world.fill(hakuba)
    for desk in (ikeda, matsukawa, hakuba):
        world.enter(desk, "F05P01", transfer_out=300_000)
    world.take(*(world.export(desk) for desk in (omachi, ikeda, matsukawa, hakuba)))
    hakuba_2.execute(MergeBundles((world.export(world.union),)))
    world.enter(hakuba_2, "F02P02", spent=418_000)
    world.enter(hakuba, "F02P02", spent=430_000)
    world.take(world.export(hakuba), world.export(hakuba_2))
    world.fill(world.union)
