"""The round: five offices and the union report one year, and what goes wrong in offices goes wrong here.

Promise: everything is done by ``Desk.execute``, as a person would by window or command line; nothing is written into
a store by another way. Keys are new each time, figures and decisions never change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from alps_desk import wording
from alps_desk.app.commands import (
    ApplyPlan,
    EnterTable,
    ExportBundle,
    MergeBundles,
    Resolve,
    SaveValues,
    Submit,
    WriteRegistration,
    WriteReport,
    WriteTemplate,
)
from alps_desk.app.desk import Desk
from alps_desk.app.files import write_whole
from alps_desk.app.progress import Progress
from alps_desk.app.setup import SetUp
from alps_desk.app.tables import TableResult, refuse_table
from alps_desk.app.workplace import Clock, Home
from alps_desk.demo.material import (
    StoryClock,
    as_file,
    damaged,
    read_plot,
    rows_of,
    sample_table,
    with_mistakes,
)
from alps_desk.demo.played import Played
from alps_desk.demo.sights import guide
from alps_desk.demo.stage import Stage
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import UNION

STEPS = 10
_INDICATORS = ("indicator.csv", "target.csv")
"""What the union adds to its plan before the offices get it."""
_RESULTS = "results.csv"
_REPORT_FORMATS = ("csv", "xlsx", "pdf")
_IN_EVERY_FORMAT = ("progress_list", "money_summary", "handover")
"""Forms that show what a table and a workbook look like; of the others the page says it all."""


@dataclass(frozen=True)
class Doors:
    """What the round reaches but does not know.

    Attributes:
        set_up_desk: makes the desk of a PC with the story's clock.
        save_pictures: writes pictures of a desk's screens into a folder; None where windows cannot be made.
        paints: whether pages can be painted.
    """

    set_up_desk: Callable[[Home, SetUp, Clock], Desk]
    save_pictures: Callable[[Desk, Path, Clock], Sequence[Path]] | None
    paints: bool


def play(out: Path, doors: Doors, progress: Progress) -> Played:
    """Play the round into a folder.

    Raises:
        InputRejected, StoreUnavailable: the folder cannot be used.
    """
    stage = Stage(out.absolute())
    stage.clear()
    with ExitStack() as stack:
        return _Round(stage, doors, progress, stack).play()


class _Round:
    """The players and what they have said so far."""

    def __init__(self, stage: Stage, doors: Doors, progress: Progress, stack: ExitStack) -> None:
        self._stage = stage
        self._doors = doors
        self._progress = progress
        self._stack = stack
        self._plot = read_plot()
        self._clock = StoryClock(self._plot.begins_at)
        self._step = 0
        self._desks: dict[str, Desk] = {}
        self._sent: dict[str, list[Path]] = {}
        self._codes: dict[str, str] = {}
        self._damaged = Path()

    @property
    def _union(self) -> Desk:
        return self._desks[UNION]

    def play(self) -> Played:
        """All acts, in order."""
        self._begin("demo_step_set_up")
        plan = self._set_up()
        played = Played(self._stage.root, self._plot, plan, self._stage.home(UNION).root)
        self._begin("demo_step_enter")
        self._enter(played)
        self._begin("demo_step_second_pc")
        self._second_pc()
        self._begin("demo_step_send")
        self._send(played)
        self._begin("demo_step_merge")
        self._merge(played)
        self._begin("demo_step_pictures")
        self._pictures(played)
        self._begin("demo_step_settle")
        self._settle(played)
        self._begin("demo_step_hand_back")
        self._hand_back(played)
        self._begin("demo_step_reports")
        self._reports(played)
        played.guide = guide(played)
        write_whole(self._stage.guide, as_file("\n".join(played.guide)))
        played.files.insert(0, self._stage.guide)
        self._begin("demo_step_done")
        return played

    def _begin(self, code: str) -> None:
        self._progress.check()
        self._progress.report(self._step, STEPS, wording.say(code))
        self._step += 1
        self._clock.next_morning()

    # --- set-up ----------------------------------------------------------------------------------------------

    def _set_up(self) -> Plan:
        self._open(
            UNION, SetUp(UNION, self._plot.sections[UNION], self._plot.person, region=self._plot.region)
        )
        name = wording.say("demo_region", region=self._union.plan().region)
        self._union.execute(SaveValues({f"region:{UNION}": {"sample": True, "name": name}}))
        for name in _INDICATORS:
            told = self._union.execute(ApplyPlan(as_file(sample_table(name)), name))
            if told.refused:
                raise refuse_table(name, told.refused)
        registration = self._union.execute(WriteRegistration(self._stage.bundles)).read_bytes()
        plan = self._union.plan(self._plot.fy)
        for body in plan.members:
            self._open(body.key, self._office(body.key, self._plot.person, registration))
        second = self._plot.second_office
        self._open(f"{second}-2", self._office(second, self._plot.second_person, registration))
        return plan

    def _office(self, key: str, person: str, registration: bytes) -> SetUp:
        return SetUp(key, self._plot.sections[key], person, registration)

    def _open(self, pc: str, command: SetUp) -> None:
        desk = self._doors.set_up_desk(self._stage.home(pc), command, self._clock)
        self._stack.callback(desk.close)
        self._desks[pc] = desk

    # --- entry -----------------------------------------------------------------------------------------------

    def _enter(self, played: Played) -> None:
        plot = self._plot
        self._table(self._desks[plot.early_office], plot.early_table, "demo_file_first_try")
        self._export(plot.early_office)
        self._forecast()
        self._clock.wait(hours=2)
        for body in played.plan.members:
            desk = self._desks[body.key]
            template = self._stage.file(self._stage.tables, "demo_file_template", ".xlsx", office=body.name)
            desk.execute(WriteTemplate(plot.fy, plot.period, template))
            if body.key == plot.wrong_office:
                self._wrong_table(desk, played)
            self._table(desk, f"{body.key}.csv", "demo_file_table")
            results = self._put_in(desk, rows_of(sample_table(_RESULTS), body.name), "demo_file_results")
            if results.refused:
                raise refuse_table(_RESULTS, results.refused)

    def _forecast(self) -> None:
        """One PC of an office sends a forecast, and the union's file brings it to the office's other PC."""
        office = self._plot.second_office
        self._table(self._desks[office], self._plot.forecast_table, "demo_file_forecast")
        self._export(office)
        (first,) = self._sent.pop(office)
        self._union.execute(MergeBundles((first,), self._codes[office]))
        back = self._union.execute(ExportBundle(self._stage.bundles))
        self._desks[f"{office}-2"].execute(MergeBundles((back.file,)))

    def _table(self, desk: Desk, name: str, code: str) -> TableResult:
        result = self._put_in(desk, sample_table(name), code)
        if result.refused:
            raise refuse_table(name, result.refused)
        return result

    def _put_in(self, desk: Desk, table: str, code: str) -> TableResult:
        name = desk.plan(self._plot.fy).body(desk.office).name
        file = self._stage.file(self._stage.tables, code, ".csv", office=name)
        write_whole(file, as_file(table))
        return desk.execute(EnterTable(file.read_bytes(), file.name))

    def _wrong_table(self, desk: Desk, played: Played) -> None:
        """A table with mistakes: refused whole, each of them named."""
        table = with_mistakes(sample_table(f"{desk.office}.csv"), self._plot.mistakes)
        before = desk.digest()
        result = self._put_in(desk, table, "demo_file_wrong")
        assert result.refused, "the wrong table is wrong"
        assert desk.digest() == before, "a refused table changes nothing"
        name = wording.say("demo_file_wrong", office=played.plan.body(desk.office).name) + ".csv"
        refusal = refuse_table(name, result.refused)
        played.refusal = wording.say(refusal.code, **refusal.params)
        played.refused = result.refused

    def _second_pc(self) -> None:
        """Another PC of the same office has the same table, and somebody corrects one amount of it wrongly."""
        desk = self._desks[f"{self._plot.second_office}-2"]
        self._table(desk, self._plot.second_table, "demo_file_second")

    # --- exchange --------------------------------------------------------------------------------------------

    def _export(self, pc: str) -> None:
        done = self._desks[pc].execute(ExportBundle(self._stage.bundles))
        self._sent.setdefault(pc, []).append(done.file)
        self._codes[pc] = done.code

    def _send(self, played: Played) -> None:
        for body in played.plan.members:
            self._desks[body.key].execute(
                Submit(self._plot.fy, self._plot.period, by_role=self._plot.decided_by)
            )
            self._export(body.key)
        self._export(f"{self._plot.second_office}-2")
        whole = self._sent[self._plot.damaged_office][-1]
        self._damaged = self._stage.file(self._stage.bundles, "demo_file_damaged", ".csv", name=whole.stem)
        write_whole(self._damaged, damaged(whole.read_bytes()))

    def _merge(self, played: Played) -> None:
        """The files come as they come: out of order, twice, damaged, from PCs that nobody knows yet."""
        union, plot = self._union, self._plot
        for one in self._union.preview(tuple(files[-1] for files in self._sent.values())):
            # Before anything is taken, the number of each new PC is compared by telephone.
            assert not one.pairing or one.pairing in self._codes.values(), "the numbers agree"
        early, late = self._sent[plot.early_office]
        twice = self._sent[plot.second_office][-1]
        arrivals = [("late", late), ("", twice)]
        arrivals += [
            ("damaged" if path == self._damaged else "", path)
            for body in played.plan.members
            if body.key not in (plot.early_office, plot.second_office)
            for path in (
                *((self._damaged,) if body.key == plot.damaged_office else ()),
                self._sent[body.key][-1],
            )
        ]
        arrivals += [
            ("second", self._sent[f"{plot.second_office}-2"][-1]),
            ("early", early),
            ("twice", twice),
        ]
        for story, path in arrivals:
            command = MergeBundles((path,), " ".join(self._codes.values()))
            (result,) = union.execute(command)
            played.results.append((story, result))
            played.conflicts += result.taken.conflicts if result.taken else 0
            self._clock.wait(minutes=5)
        self._put_in(union, sample_table(f"{UNION}.csv"), "demo_file_table")
        (played.conflict,) = union.conflicts()

    def _settle(self, played: Played) -> None:
        """The union asks the office and takes the value of its first PC."""
        assert played.conflict is not None
        right = next(one for one in played.conflict.candidates if one.by == self._plot.person)
        self._union.execute(
            Resolve(played.conflict.id, self._plot.why, take=right.change, heads=played.conflict.heads)
        )

    def _hand_back(self, played: Played) -> None:
        """Every PC takes the union's file, and then all of them show the same."""
        back = self._union.execute(ExportBundle(self._stage.bundles))
        for pc, desk in self._desks.items():
            if pc != UNION:
                (result,) = desk.execute(MergeBundles((back.file,)))
                assert result.state == "merged", result
            played.digests[pc] = desk.digest()

    # --- results ---------------------------------------------------------------------------------------------

    def _pictures(self, played: Played) -> None:
        if self._doors.save_pictures is None:
            played.skipped.append(wording.say("demo_no_pictures"))
            return
        for pc in (UNION, self._plot.second_office):
            folder = self._stage.pictures / played.plan.body(pc).name
            played.files += self._doors.save_pictures(self._desks[pc], folder, self._clock)

    def _reports(self, played: Played) -> None:
        union, plot = self._union, self._plot
        played.totals = union.totals(plot.fy)
        played.findings = union.check(plot.fy, plot.period)
        made: list[Path] = []
        for form in union.forms():
            for kind in _REPORT_FORMATS if form.name in _IN_EVERY_FORMAT else _REPORT_FORMATS[-1:]:
                if kind == "pdf" and not self._doors.paints:
                    continue
                file = self._stage.results / f"{form.title}.{kind}"
                unit = 1000 if kind == "pdf" else 1
                union.execute(WriteReport(form.name, plot.fy, plot.period, kind, file, unit))
                made.append(file)
        if not self._doors.paints:
            played.skipped.append(wording.say("demo_no_pages"))
        played.files[:0] = made
