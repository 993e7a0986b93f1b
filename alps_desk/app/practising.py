"""練習: trying everything out in a region of its own, where nothing counts.

Promise: what is entered while practising can never become part of the real reports, and the real data cannot be
harmed by it. A practice has data folders, device keys and root keys of its own; a real office or union does not know
those keys, so it refuses every file of a practice whole, and a practice refuses every real file. Marks in names and on
the screen only tell people.

An office practises against a union that answers: each file written is taken by it, and its answer lies in the inbox.
The union practises on the files of offices made up for it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from alps_desk import wording
from alps_desk.app import planning
from alps_desk.app.commands import (
    Accept,
    CloseReturn,
    ExportBundle,
    MergeBundles,
    SendBack,
    Submit,
    WriteRegistration,
)
from alps_desk.app.desk import Desk
from alps_desk.app.files import read_file, write_whole
from alps_desk.app.practice_material import Mistake, Rows, read_material
from alps_desk.app.practice_place import Practice, practice_of, real_home, union_answering
from alps_desk.app.progress import Progress
from alps_desk.app.save_values import SaveValues
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.domain.errors import InputRejected, StoreUnavailable
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan import Body, Period, Plan
from alps_desk.domain.records import PLAN_TYPES, UNION

__all__ = [
    "Begun",
    "Practice",
    "answer",
    "begin",
    "practice_of",
    "real_home",
    "union_answering",
]

SetUpDesk = Callable[[Home, SetUp], Desk]
OpenDesk = Callable[[Home], Desk]
Values = Mapping[str, Mapping[str, Scalar]]


@dataclass(frozen=True)
class Begun:
    """A practice that can be opened.

    Attributes:
        practice: its folders.
        fy, period: what is to be reported in it.
        mistakes: what was planted, in words.
    """

    practice: Practice
    fy: int
    period: str
    mistakes: Sequence[str]


def begin(desk: Desk, set_up_desk: SetUpDesk, progress: Progress) -> Begun:
    """Make a new practice from the plan of a real desk; one that was there is thrown away.

    It takes its place whole at the end: a kill leaves the old one, or none.

    Raises:
        InputRejected: this is a practice already (``practice_in_practice``), or there is nothing to report
            (``practice_without_rows``).
        StoreUnavailable: the folder cannot be written.
        Cancelled: nothing was changed.
    """
    plan = desk.plan()
    if plan.practice:
        raise InputRejected("practice_in_practice")
    period = plan.period_due(desk.place.today)
    if period is None:
        raise InputRejected("practice_without_rows")
    final = practice_of(desk.place.home)
    new = Practice(final.root.with_name("practice-new"))
    opened: list[Desk] = []

    def make(home: Home, command: SetUp) -> Desk:
        progress.check()
        opened.append(set_up_desk(home, command))
        return opened[-1]

    try:
        _remove(new.root)
        stage = _Stage(desk, plan, period, new, make, progress)
        mistakes = stage.for_union() if desk.is_union else stage.for_office()
        for one in opened:
            one.close()
        opened.clear()
        progress.check()
        _remove(final.root)
        new.root.replace(final.root)
    except OSError as error:
        raise StoreUnavailable("cannot_write", file=final.root.name) from error
    finally:
        for one in opened:
            one.close()
        shutil.rmtree(new.root, ignore_errors=True)
    return Begun(final, plan.fy, period.code, mistakes)


@dataclass(frozen=True)
class _Sent:
    """A file of an office made up for the union, and what the office says of it on the telephone."""

    file: Path
    call: str


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def hints(desk: Desk) -> list[str]:
    """What was planted in this practice, in words, and for the union what offices say on the telephone."""
    plan = desk.plan()
    period = plan.period_due(desk.place.today)
    if not plan.practice or period is None:
        return []
    if not desk.is_union:
        return [_told(one) for one in Rows(read_material(), plan, period, desk.office).mistakes()]
    memo = Practice(desk.place.home.root.parent).inbox / wording.say("practice_memo_file")
    return read_file(memo, _MAX_MEMO).decode("utf-8-sig").splitlines() if memo.exists() else []


_MAX_MEMO = 1024 * 1024


def _told(mistake: Mistake) -> str:
    return wording.say(
        f"practice_planted_{mistake.kind}", project=mistake.project, field=wording.term(mistake.field)
    )


class _Stage:
    """Makes the desks of a practice and what lies on them."""

    def __init__(
        self,
        real: Desk,
        plan: Plan,
        period: Period,
        practice: Practice,
        make: SetUpDesk,
        progress: Progress,
    ) -> None:
        self._real = real
        self._plan = plan
        self._period = period
        self._practice = practice
        self._make = make
        self._progress = progress
        self._material = read_material()
        self._step = 0

    def for_office(self) -> list[str]:
        """An office's desk: a report that was sent once, one thing sent back, and mistakes typed since."""
        rows = self._rows(self._real.office)
        union = self._union(self._practice.union)
        who = self._real.place.identity
        desk = self._office(self._real.office, who.section, who.person, self._practice.desk, union)
        desk.execute(SaveValues(rows.complete()))
        sent = desk.execute(ExportBundle(self._practice.root))
        union.execute(MergeBundles((sent.file,), sent.code))
        sent.file.unlink()
        planted = rows.mistakes()
        for mistake in planted:
            if mistake.why:
                union.execute(SendBack(mistake.record, mistake.field, mistake.why))
        back = union.execute(ExportBundle(self._practice.inbox))
        desk.execute(MergeBundles((back.file,)))
        desk.execute(SaveValues(_by_record(planted)))
        return [_told(mistake) for mistake in planted]

    def for_union(self) -> list[str]:
        """The union's desk: files of all offices that are to be taken, with what goes wrong in a round."""
        union = self._union(self._practice.desk)
        members = [body for body in self._plan.members if not self._rows(body.key).empty]
        if not members:
            raise InputRejected("practice_without_rows")
        twice, cut = members[len(members) // 2], members[-1]
        sent = [self._sends(body, union) for body in members]
        content = sent[-1].file.read_bytes()
        write_whole(sent[-1].file, content[: len(content) * 2 // 3])
        sent.insert(-1, self._sends(twice, union, second=True))
        memo = [wording.say("practice_memo"), *(one.call for one in sent)]
        write_whole(
            self._practice.inbox / wording.say("practice_memo_file"),
            ("\r\n".join(memo) + "\r\n").encode("utf-8-sig"),
        )
        return [
            wording.say("practice_planted_twice", office=twice.name),
            wording.say("practice_planted_cut", office=cut.name),
        ]

    def _sends(self, body: Body, union: Desk, *, second: bool = False) -> _Sent:
        """An office made up for the union enters, submits and sends."""
        person = self._material.second_person if second else self._material.person
        name = f"{body.key}-2" if second else body.key
        home = Home(self._practice.root / "offices" / name)
        desk = self._office(body.key, "", person, home, union)
        values = self._rows(body.key).complete()
        if second:
            record, field, value = self._rows(body.key).disputed()
            values = {record: {field: value}}
        desk.execute(SaveValues(values))
        if not second:
            desk.execute(Submit(self._plan.fy, self._period.code))
        sent = desk.execute(ExportBundle(self._practice.inbox))
        call = wording.say("practice_call", office=body.name, file=sent.file.name, code=sent.code)
        return _Sent(sent.file, call)

    def _union(self, home: Home) -> Desk:
        """A union with the real plan and keys of its own."""
        self._say()
        cells = self._real.place.store.cells(PLAN_TYPES, owner=UNION)
        values: dict[str, dict[str, Scalar]] = {}
        for row in cells:
            if row.value is not None:
                values.setdefault(row.record, {})[row.field] = row.value
        values.setdefault(f"region:{UNION}", {}).update(
            name=wording.say("practice_region", region=self._plan.region), sample=True, practice=True
        )
        held = self._real.place.store.roster()
        assert held is not None, "a set-up store holds a roster"
        pack = planning.RegionPack(values, held[0].offices)
        own = self._real.place.identity
        section, person = (
            (own.section, own.person)
            if self._real.is_union
            else (self._material.section, self._material.person)
        )
        return self._make(home, SetUp(UNION, section, person, pack=pack))

    def _office(self, key: str, section: str, person: str, home: Home, union: Desk) -> Desk:
        self._say()
        file = union.execute(WriteRegistration(self._practice.root / "registration.csv"))
        return self._make(home, SetUp(key, section, person, file.read_bytes(), practice=True))

    def _rows(self, office: str) -> Rows:
        rows = Rows(self._material, self._plan, self._period, office)
        if rows.empty and office == self._real.office:
            raise InputRejected("practice_without_rows")
        return rows

    def _say(self) -> None:
        self._progress.check()
        total = len(self._plan.members) + 2 if self._real.is_union else 2
        self._progress.report(self._step, total, wording.say("practice_preparing"))
        self._step += 1


def _by_record(mistakes: Iterable[Mistake]) -> dict[str, dict[str, Scalar]]:
    values: dict[str, dict[str, Scalar]] = {}
    for mistake in mistakes:
        values.setdefault(mistake.record, {}).update(mistake.values)
    return values


# --- the union that answers -----------------------------------------------------------------------------------


def answer(union: Desk, file: Path, code: str, inbox: Path) -> Path:
    """What the union of a practice makes of an office's file, as a union would; its file in the inbox.

    What was sent back and is settled is closed; a submitted report is accepted if nothing is wrong in it, and sent
    back with the first thing that is if there is.
    """
    union.execute(MergeBundles((file,), code))
    plan = union.plan()
    for one in union.returns():
        if one.state in ("corrected", "answered"):
            union.execute(CloseReturn(one.id))
    for body in plan.members:
        for period in plan.periods:
            view = union.submission(plan.fy, period.code, body.key)
            if view.state != "submitted":
                continue
            wrong = [
                found for found in union.check(plan.fy, period.code, body.key) if found.level != "warning"
            ]
            if not wrong:
                union.execute(Accept(plan.fy, period.code, body.key))
            elif all(one.state == "closed" for one in union.returns(office=body.key)):
                first = wrong[0]
                why = wording.say(first.code, **first.params)
                union.execute(SendBack(first.record, first.field, why))
    return union.execute(ExportBundle(inbox)).file


def arrived(desk: Desk) -> list[Path]:
    """Files in the inbox of a practice that were not taken yet, oldest first."""
    home = desk.place.home
    if not desk.plan().practice:
        return []
    inbox = Practice(home.root.parent).inbox
    known = {row.file for row in desk.imports()}
    files = (path for path in inbox.glob("*.csv") if path.name not in known)
    return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))
