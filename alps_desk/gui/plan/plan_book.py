"""The plan on the screen while it is edited: its cells, what the checks say, every way to change them.

All tables of the screen stand on one ``PlanBook``, so that a step, its undoing and the checks know no borders between
them. Promises: what is typed is shown at once and saved at once through the one door (``SaveValues``), with the changes
that were on screen as what it replaces; what cannot be read stays on the screen with the reason; undo is a new change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from alps_desk import wording
from alps_desk.app import plan_options
from alps_desk.app.commands import SaveValues
from alps_desk.app.desk import Desk
from alps_desk.app.plan_editing import GuideStep
from alps_desk.app.plan_options import PlanView
from alps_desk.app.unmapped import Unmapped
from alps_desk.domain.cells import CellValue, from_stored, to_stored
from alps_desk.domain.errors import NotFound
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan_checks import check_plan
from alps_desk.domain.plan_records import PlanRecords
from alps_desk.domain.plan_years import Written, next_year
from alps_desk.domain.records import PLANNED, TYPES, UNION, parse_record_id
from alps_desk.domain.rules import Finding
from alps_desk.gui.forms.entry_saving import SaveResult, save_values
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.entry_steps import CellStep, Content, Draft, Step, Steps
from alps_desk.gui.messages import sentence
from alps_desk.gui.plan.sheets import row_record
from alps_desk.gui.session import Session


@dataclass(frozen=True)
class PlanAnswer:
    """What the desk knows of the plan at one moment.

    Attributes:
        cells: stored values by place; heads: ids of the changes behind them.
        unexported: places changed here and in no exchange file yet.
        conflicts: places with more than one word.
        guide, unmapped: of the year in view.
    """

    fy: int
    cells: Mapping[Place, Scalar]
    heads: Mapping[Place, tuple[str, ...]]
    unexported: frozenset[Place]
    conflicts: frozenset[Place]
    guide: tuple[GuideStep, ...]
    unmapped: tuple[Unmapped, ...]


def take_plan(desk: Desk, fy: int) -> PlanAnswer:
    """Ask the desk for everything; safe on a reader's thread."""
    rows = desk.place.store.cells(PLANNED, owner=UNION)
    heads = desk.heads_of(tuple(dict.fromkeys(row.record for row in rows)))
    try:
        guide, unmapped = tuple(desk.guide(fy)), tuple(desk.unmapped(fy))
    except NotFound:
        # Nothing is listed for the year yet.
        guide, unmapped = (), ()
    return PlanAnswer(
        fy,
        {(row.record, row.field): row.value for row in rows},
        heads,
        frozenset(desk.unexported()),
        frozenset(place for place, ids in heads.items() if len(ids) > 1),
        guide,
        unmapped,
    )


class PlanBook(QObject):
    """The plan.

    Attributes:
        steps: what can be undone.
        view: records and plan of the year in view; None before the first answer.
        findings: what the checks say, errors first.
        rowless: places of texts that are not stored, in rows that the plan has no longer or not yet.
        taken_out: those of them in rows that the plan had once, and of which nothing waits to be saved.

    Signals:
        changed(): something is another now, rows or cells.
        not_saved(Refusal): what was typed stands on the screen only.
        saved(): a save reached the store.
        played(list): places of a step that was undone or done again.
    """

    changed = Signal()
    played = Signal(list)
    not_saved = Signal(object)
    saved = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.steps = Steps()
        self.view: PlanView | None = None
        self.findings: tuple[Finding, ...] = ()
        self.rowless: tuple[Place, ...] = ()
        self.taken_out: tuple[Place, ...] = ()
        self.guide: tuple[GuideStep, ...] = ()
        self.unmapped: tuple[Unmapped, ...] = ()
        self._cells: dict[Place, Scalar] = {}
        self._heads: dict[Place, tuple[str, ...]] = {}
        self._unexported: set[Place] = set()
        self._conflicts: frozenset[Place] = frozenset()
        self._drafts: dict[Place, Draft] = {}
        self._found: dict[Place, list[Finding]] = {}
        self._saving: dict[int, AbstractSet[Place]] = {}
        self._serial = 0
        self._stale = False

    # -- what there is --

    @property
    def fy(self) -> int:
        """The year in view."""
        return self._session.fy

    @property
    def busy(self) -> bool:
        """Whether something typed is on its way to the store."""
        return bool(self._saving)

    def cell(self, place: Place) -> CellValue:
        """What is stored in a place, as far as is known here."""
        return from_stored(self._cells.get(place))

    def stored(self, place: Place) -> Scalar:
        """As ``cell``, the way it is stored."""
        return self._cells.get(place)

    def draft(self, place: Place) -> Draft | None:
        """What was typed over a place without being stored."""
        return self._drafts.get(place)

    def is_unexported(self, place: Place) -> bool:
        """Whether a place was changed here since the last exchange file."""
        return place in self._unexported

    def in_conflict(self, place: Place) -> bool:
        """Whether two words stand in a place."""
        return place in self._conflicts

    def found(self, place: Place) -> Sequence[Finding]:
        """What the checks say about a place."""
        return self._found.get(place, ())

    def fields_of(self, record: str) -> list[str]:
        """Fields of a record that hold something."""
        return [field for (one, field), value in self._cells.items() if one == record and value is not None]

    def was_taken_out(self, place: Place) -> bool:
        """Whether a place belongs into a row that the plan had once and has no longer."""
        row = row_record(place[0])
        return not self.fields_of(row) and any(record == row for record, _ in self._cells)

    @property
    def waits(self) -> bool:
        """Whether something could not be saved, and may be when it is tried again."""
        return any(draft.can_save for draft in self._drafts.values())

    def shown(self, place: Place) -> str:
        """What is stored in a place, as it is shown and typed."""
        assert self.view is not None
        decimals = plan_options.decimals_of(self.view.records, place[0])
        return plan_options.shown_text(self.view, *place, self.cell(place), decimals=decimals)

    def unstored(self) -> dict[Place, str]:
        """Every finished text that is not in the store: on its way, unreadable, or refused by it."""
        if self.view is None:
            return {}
        under_way = {place for some in self._saving.values() for place in some}
        found = {place: self.shown(place) for place in under_way}
        return found | {place: draft.text for place, draft in self._drafts.items()}

    def new_part(self) -> str:
        """A random part for the id of a new record."""
        return self._session.desk.place.nonce()

    # -- asking the desk --

    def ask(self) -> None:
        """Ask the desk for everything anew."""
        if self.busy:
            self._stale = True
            return
        number, fy = self._serial, self.fy
        self._session.ask(lambda desk: (number, take_plan(desk, fy)), self, done=self._take)

    def _take(self, answer: tuple[int, PlanAnswer]) -> None:
        number, found = answer
        if self.busy or number != self._serial:
            self._stale = True
            self._ask_if_stale()
            return
        if found.fy != self.fy:
            self.ask()
            return
        self._cells, self._heads = dict(found.cells), dict(found.heads)
        self._unexported, self._conflicts = set(found.unexported), found.conflicts
        self.guide, self.unmapped = found.guide, found.unmapped
        self._look()

    def _look(self) -> None:
        """Put the plan together and check it."""
        records = PlanRecords((record, field, value) for (record, field), value in self._cells.items())
        self.view = PlanView(records, records.plan(self.fy))
        self.rowless = tuple(place for place in self._drafts if not self.fields_of(row_record(place[0])))
        waiting = {row_record(record) for (record, _), draft in self._drafts.items() if draft.can_save}
        self.taken_out = tuple(
            place
            for place in self.rowless
            if row_record(place[0]) not in waiting and self.was_taken_out(place)
        )
        self.findings = tuple(check_plan(records, self.view.plan))
        self._found = {}
        for finding in self.findings:
            self._found.setdefault((finding.record, finding.field), []).append(finding)
        self.changed.emit()

    # -- changing --

    def write(
        self, wanted: Mapping[Place, Content], name: str, texts_only: AbstractSet[Place] = frozenset()
    ) -> None:
        """Show and save contents as one named step.

        Args:
            texts_only: places where a text goes and the stored value stays: nothing is written there.
        """
        steps = []
        for place, after in wanted.items():
            before = self._content(place)
            if (before.stored, before.draft) != (after.stored, after.draft):
                steps.append(CellStep(place, before, after))
        self.steps.add(name, steps)
        self._settle({step.place: step.after for step in steps}, texts_only)

    def write_values(self, values: Written, name: str) -> None:
        """As ``write``, for stored values by record and field."""
        self.write(
            {
                (record, field): Content(value)
                for record, some in values.items()
                for field, value in some.items()
            },
            name,
        )

    def type_again(self, texts: Mapping[Place, str], name: str) -> list[Place]:
        """Read texts that an earlier run of the program left; the places of those that still cannot be read.

        They stay as they were typed. So does what belongs into a row that was taken out meanwhile: the plan does not
        get it back unasked.
        """
        assert self.view is not None
        wanted = {}
        unreadable = []
        for place, text in texts.items():
            decimals = plan_options.decimals_of(self.view.records, place[0])
            read = plan_options.read_text(self.view, *place, text, decimals=decimals)
            if read.outcome == "refused":
                unreadable.append(place)
                message = wording.say(read.code, **read.params)
                wanted[place] = Content(self._cells.get(place), Draft(text, message))
            elif self.was_taken_out(place):
                wanted[place] = Content(
                    self._cells.get(place), Draft(text, wording.say("plan_rowless_draft"))
                )
            else:
                wanted[place] = Content(to_stored(read.cell()))
        self.write(wanted, name)
        return unreadable

    def clear_records(self, records: Iterable[str], name: str) -> None:
        """Take rows out of the plan: every field of them is empty now, and comes back when the step is undone.

        Texts that are not stored go too. A stored target below such a text stays, as the other targets do.
        """
        wanted: dict[Place, Content] = {}
        texts_only = set()
        for record in records:
            known = TYPES[parse_record_id(record).type].fields
            for field in known:
                if self._cells.get((record, field)) is not None:
                    wanted[record, field] = Content(None)
            for place, draft in self._drafts.items():
                if row_record(place[0]) != record or place in wanted:
                    continue
                stored = self._cells.get(place)
                if stored is not None and draft.stored == stored:
                    # It stands on the screen only.
                    wanted[place] = Content(None)
                    continue
                wanted[place] = Content(stored)
                texts_only.add(place)
        self.write(wanted, name, texts_only)

    def make_year(self, to: int, name: str) -> None:
        """Make the list of a new year from the one in view, as one step.

        Raises:
            InputRejected: as ``plan_years.next_year``.
        """
        assert self.view is not None
        self.write_values(next_year(self.view.records, self.fy, to), name)

    def undo(self) -> list[Place]:
        """Undo the last step by new changes; its places."""
        step = self.steps.undo()
        return self._play(step, back=True) if step is not None else []

    def redo(self) -> list[Place]:
        """Do the last undone step again; its places."""
        step = self.steps.redo()
        return self._play(step, back=False) if step is not None else []

    def save_drafts(self) -> None:
        """Try once more to save what could not be written."""
        self._settle({place: Content(one.stored) for place, one in self._drafts.items() if one.can_save})

    def _play(self, step: Step, *, back: bool) -> list[Place]:
        wanted = {}
        for cell in step.cells:
            now, then = (cell.after, cell.before) if back else (cell.before, cell.after)
            # Somebody else's word that came in since is not ours to undo.
            if self._content(cell.place).stored == now.stored:
                wanted[cell.place] = then
        self._settle(wanted, {cell.place for cell in step.cells if cell.before.stored == cell.after.stored})
        self.played.emit(list(wanted))
        return list(wanted)

    def _content(self, place: Place) -> Content:
        return Content(self._cells.get(place), self._drafts.get(place))

    def _settle(self, wanted: Mapping[Place, Content], texts_only: AbstractSet[Place] = frozenset()) -> None:
        if not wanted:
            return
        self._serial += 1
        values: dict[str, dict[str, Scalar]] = {}
        for (record, field), content in wanted.items():
            place, draft = (record, field), content.draft
            before = self._drafts.pop(place, None)
            if draft is not None and not (draft.can_save and draft.stored == content.stored):
                self._drafts[place] = draft
                if self._cells.get(place) == content.stored:
                    continue
                # What is stored below the text went with it, and comes back with it.
            elif place in texts_only and before is not None and not before.can_save:
                continue
            self._unexported.add(place)
            self._cells[place] = content.stored
            values.setdefault(record, {})[field] = content.stored
        if values:
            self._save(values)
        self._look()

    def _save(self, values: Mapping[str, Mapping[str, Scalar]]) -> None:
        places = {(record, field) for record, fields in values.items() for field in fields}
        under_way = {place for some in self._saving.values() for place in some}
        seen = {place: self._heads.get(place, ()) for place in places if place not in under_way}
        command = SaveValues(values, seen=seen)
        desk, number = self._session.desk, self._serial
        self._saving[number] = places
        job = self._session.lanes.write(lambda: save_values(desk, command, number), self, done=self._saved)
        job.setProperty("number", number)
        job.finished.connect(self._save_over)

    def _saved(self, result: SaveResult) -> None:
        self._heads.update(result.heads)
        for place, refusal in result.refused.items():
            self._drafts[place] = Draft(
                self.shown(place), sentence(refusal), self._cells.get(place), result.again
            )
        if result.refused:
            self.not_saved.emit(next(iter(result.refused.values())))
            self.changed.emit()

    def _save_over(self) -> None:
        self._saving.pop(self.sender().property("number"), None)
        self.saved.emit()
        self._ask_if_stale()

    def _ask_if_stale(self) -> None:
        if self._stale and not self.busy:
            self._stale = False
            self.ask()
