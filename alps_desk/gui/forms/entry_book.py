"""The entry form of one office on the screen: its cells, what is wrong with them, and every way to change them.

The grid and the one-project form both stand on one ``EntryBook``, so they can never differ.

Promises: what is typed is shown at once and saved at once, on the writer's thread, with the changes that were on
screen as what it replaces. What cannot be read as a value of its field is saved as the text it is and marked; what
the store cannot hold stays on the screen with the reason. Undo and redo are new changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from alps_desk import wording
from alps_desk.app.commands import SaveValues
from alps_desk.app.desk import Desk
from alps_desk.app.entry import read_cell
from alps_desk.domain.cells import CellValue, from_stored, to_stored
from alps_desk.domain.entry_text import Verdict
from alps_desk.domain.journal import Scalar
from alps_desk.domain.records import Field
from alps_desk.domain.rules import Finding
from alps_desk.domain.scales import rating_of_scale, scale_beside, scale_field
from alps_desk.domain.shown import Shown
from alps_desk.gui.forms.entry_saving import SaveResult, save_values
from alps_desk.gui.forms.entry_snapshot import Place, Snapshot, take_snapshot
from alps_desk.gui.forms.entry_steps import CellStep, Content, Draft, Step, Steps
from alps_desk.gui.forms.known_cells import KnownCells
from alps_desk.gui.messages import sentence
from alps_desk.gui.session import Session

_PROSE = ("text", "line")


@dataclass(frozen=True)
class Typed:
    """Something typed for one cell: number of the row, key of the column, text."""

    row: int
    column: str
    text: str


class PlaceText(NamedTuple):
    """Something typed for one place."""

    place: Place
    field: Field
    text: str


@dataclass(frozen=True)
class Taken:
    """What became of it.

    Attributes:
        verdict: of the reading.
        same: it was there already.
        findings: what the checks say about the cell now, worst first.
        note: a sentence about it, "" if there is nothing to say.
    """

    verdict: Verdict
    same: bool
    findings: tuple[Finding, ...]
    note: str


class EntryBook(KnownCells):
    """The form.

    Args:
        session: what it stands on.

    Signals:
        not_saved(Refusal): what was typed stands on the screen only.
    """

    not_saved = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.steps = Steps()
        self.behalf_why = ""
        self._heads: dict[Place, tuple[str, ...]] = {}
        self._fields: dict[Place, Field] = {}
        self._saving: dict[int, tuple[Place, ...]] = {}
        self._serial = 0
        self._stale = False

    # -- what is under way --

    @property
    def busy(self) -> bool:
        """Whether something typed is on its way to the store."""
        return bool(self._saving)

    @property
    def office(self) -> str:
        """Whose form it is."""
        return self.behalf_of or self._session.desk.office

    @property
    def is_in_view(self) -> bool:
        """Whether what is known is of the year, period and office in view, and not of those before."""
        return self.snapshot is not None and self.snapshot.key == self._key()

    def unstored(self) -> dict[Place, str]:
        """Every finished text that is not in the store: on its way, or refused by it."""
        under_way = {place for some in self._saving.values() for place in some if place in self._fields}
        found = {place: self.edit_text(place, self._fields[place]) for place in under_way}
        typed = {place: draft.text for place, draft in self._drafts.items() if not rating_of_scale(*place)}
        return found | typed

    def new_part(self) -> str:
        """A random part for the id of a new record."""
        return self._session.desk.place.nonce()

    # -- asking the desk --

    def ask(self) -> None:
        """Ask the desk for everything anew; ``reshaped`` or ``changed`` follows."""
        session = self._session
        if not session.period:
            return
        if self.busy:
            self._stale = True
            return
        number, question = self._serial, self._question()
        session.ask(lambda desk: (number, question(desk)), self, done=self._take)

    def _question(self) -> Callable[[Desk], Snapshot]:
        """What is asked of the desk; a book of another form asks for another snapshot."""
        fy, period, office = self._session.fy, self._session.period, self.office
        return lambda desk: take_snapshot(desk, fy, period, office)

    def _key(self) -> tuple[object, ...]:
        """What is in view; an answer about anything else comes too late."""
        return self._session.fy, self._session.period, self.office

    def set_unit(self, unit: int) -> None:
        """Show and type amounts in 円 (1) or 千円 (1000)."""
        if unit != self.unit:
            self.unit = unit
            self.reshaped.emit()

    def enter_for(self, office: str, why: str) -> None:
        """Union: type for another office (代行入力), "" for its own form again."""
        self.behalf_of = office if office != self._session.desk.office else ""
        self.behalf_why = why if self.behalf_of else ""
        self._serial += 1
        self.ask()

    def _take(self, answer: tuple[int, Snapshot]) -> None:
        number, snapshot = answer
        if self.busy or number != self._serial:
            # Something was typed since: the answer is older than the screen.
            self._stale = True
            self._ask_if_stale()
            return
        if snapshot.key != self._key():
            self.ask()
            return
        before = self.snapshot
        same = before is not None and before.key == snapshot.key and before.shape == snapshot.shape
        if before is None or before.key != snapshot.key:
            self.steps.clear()
        self.snapshot = snapshot
        self._figures = dict(snapshot.figures)
        self._heads = dict(snapshot.heads)
        self._unexported = set(snapshot.unexported)
        self._whys = dict(snapshot.whys)
        self._reasons = dict(snapshot.reasons)
        self._fields = {
            (record, field.name): field for row in snapshot.rows for record, field in row.targets.values()
        }
        self._check(range(len(snapshot.rows)))
        if same and before is not None and before.plan == snapshot.plan:
            self.changed.emit([])
        else:
            self.reshaped.emit()

    # -- typing --

    def type_all(self, typed: Sequence[Typed], name: str) -> list[Taken]:
        """Take what was typed as one named step; saved at once.

        Args:
            typed: cells that exist in their rows.
            name: of the step, as 貼り付け 12欄.
        """
        places = []
        for one in typed:
            found = self.place(one.row, one.column)
            assert found is not None, one
            places.append(PlaceText(*found, one.text))
        return self.type_places(places, name)

    def type_places(self, typed: Sequence[PlaceText], name: str) -> list[Taken]:
        """As ``type_all``, for places that need not be cells of a row."""
        steps: dict[Place, CellStep] = {}
        read: list[tuple[Place, Verdict, bool]] = []
        for place, field, text in typed:
            before = self._content(place)
            verdict, after = self._read(place, field, text, before)
            # Typing what is there already does not take a mark away from it.
            same = (before.stored, before.draft) == (after.stored, after.draft)
            if not same:
                _add(steps, self._shown_steps(place, before, after))
            read.append((place, verdict, same))
        self.steps.add(name, list(steps.values()))
        self._settle({place: step.after for place, step in steps.items()})
        return [
            Taken(verdict, same, tuple(self._worst_first(place)), self._note(place, verdict))
            for place, verdict, same in read
        ]

    def write_all(self, wanted: Mapping[Place, Content], name: str) -> list[tuple[int, str]]:
        """Write stored values with their ``why`` as one named step, also where the value is there already; the cells."""
        steps: dict[Place, CellStep] = {}
        for place, after in wanted.items():
            _add(steps, self._shown_steps(place, self._content(place), after))
        self.steps.add(name, list(steps.values()))
        self._settle({place: step.after for place, step in steps.items()}, again=set(wanted))
        return self._cells_of(wanted)

    def undo(self) -> list[tuple[int, str]]:
        """Undo the last step by new changes; its cells."""
        step = self.steps.undo()
        return self._play(step, back=True) if step is not None else []

    def redo(self) -> list[tuple[int, str]]:
        """Do the last undone step again; its cells."""
        step = self.steps.redo()
        return self._play(step, back=False) if step is not None else []

    def save_drafts(self) -> None:
        """Try once more to save what could not be written."""
        drafts = sorted(self._drafts.items(), key=lambda one: bool(rating_of_scale(*one[0])))
        again = {place: Content(draft.stored) for place, draft in drafts if draft.can_save}
        for place, content in again.items():
            self._hold(place, content)
        self._settle(again)

    def _play(self, step: Step, *, back: bool) -> list[tuple[int, str]]:
        wanted: dict[Place, Content] = {}
        again: set[Place] = set()
        # As it stands before anything is put back: a rating that is shown brings a scale of its own.
        standing = {cell.place: self._content(cell.place).stored for cell in step.cells}
        for cell in step.cells:
            now, then = (cell.after, cell.before) if back else (cell.before, cell.after)
            # Somebody else's word that came in since is not ours to undo, and a scale is nothing without its rating.
            rating = rating_of_scale(*cell.place)
            alone = bool(rating) and (cell.place[0], rating) not in wanted
            if standing[cell.place] == now.stored and not alone:
                wanted[cell.place] = then
                self._hold(cell.place, then)
                if now.stored == then.stored and now.draft == then.draft and not rating:
                    again.add(cell.place)
        self._settle(wanted, again)
        return self._cells_of(wanted)

    def _verdict(self, place: Place, field: Field, text: str) -> Verdict:
        """The verdict on a typed text."""
        assert self.snapshot is not None
        return read_cell(self.snapshot.plan, field, text, unit=self.typing_unit)

    def _read(self, place: Place, field: Field, text: str, before: Content) -> tuple[Verdict, Content]:
        verdict = self._verdict(place, field, text)
        if verdict.outcome != "refused":
            return verdict, Content(to_stored(verdict.cell()))
        if field.kind in _PROSE:
            message = wording.say(verdict.code, **verdict.params)
            return verdict, Content(before.stored, Draft(text, message))
        # What is no number, date or choice is kept as the text it is; the checks mark it.
        return verdict, Content(to_stored(CellValue.of(text)))

    def _content(self, place: Place) -> Content:
        stored = to_stored(self.shown(place).cell)
        draft = self._drafts.get(place)
        return Content(stored, draft, self._whys.get(place, ""))

    def _shown_steps(self, place: Place, before: Content, after: Content) -> list[CellStep]:
        """Show a content; with a rating goes the scale it is made with, so that both come back together (R39)."""
        beside = (place[0], scale_field(*place))
        scale = self._content(beside)
        self._hold(place, after)
        step = CellStep(place, before, after)
        if not beside[1] or after.draft is not None:
            return [step]
        return [step, CellStep(beside, scale, self._content(beside))]

    def _hold(self, place: Place, content: Content) -> None:
        """Show a content; a draft stands over what is stored."""
        if content.draft is not None:
            self._drafts[place] = content.draft
            return
        self._drafts.pop(place, None)
        if to_stored(self.shown(place).cell) != content.stored:
            # A sentence is about the value it came with.
            self._reasons.pop(place, None)
        self._whys[place] = content.why
        self._figures[place] = Shown(from_stored(content.stored), on_behalf=bool(self.behalf_of))
        self._unexported.add(place)
        if scale_field(*place) and self.snapshot is not None:
            beside = scale_beside(place[0], {place[1]: content.stored}, self.snapshot.plan.scale)
            for name, scale in beside.items():
                self._figures[place[0], name] = Shown(from_stored(scale))

    # -- saving --

    def _settle(self, wanted: Mapping[Place, Content], again: AbstractSet[Place] = frozenset()) -> None:
        """Check what changed, show it and send it to the store.

        Args:
            again: places to be written also where the store shows this value already.
        """
        if not wanted:
            return
        self._serial += 1
        rows = self._rows_of(wanted)
        self._check(rows)
        values: dict[str, dict[str, Scalar]] = {}
        whys: dict[Place, str] = {}
        for (record, field), content in wanted.items():
            if content.draft is None:
                values.setdefault(record, {})[field] = content.stored
                if content.why or (record, field) in again:
                    whys[record, field] = content.why
        if values:
            self._save(values, whys)
        self.changed.emit(rows)

    def _save(self, values: Mapping[str, Mapping[str, Scalar]], whys: Mapping[Place, str]) -> None:
        places = [(record, field) for record, fields in values.items() for field in fields]
        # A place with a save under way has our own word as its head by then: what is current counts.
        under_way = {place for some in self._saving.values() for place in some}
        seen = {place: self._heads.get(place, ()) for place in places if place not in under_way}
        command = SaveValues(values, seen=seen, on_behalf=self.behalf_of, why=self.behalf_why, whys=whys)
        desk, number = self._session.desk, self._serial
        self._saving[number] = tuple(places)
        job = self._session.lanes.write(lambda: save_values(desk, command, number), self, done=self._saved)
        job.setProperty("number", number)
        job.finished.connect(self._save_over)

    def _saved(self, result: SaveResult) -> None:
        self._heads.update(result.heads)
        later = {place for number, some in self._saving.items() if number > result.number for place in some}
        for place, refusal in result.refused.items():
            if place not in later and place not in self._drafts:
                stored = to_stored(self.shown(place).cell)
                text = self.edit_text(place, self._fields[place]) if place in self._fields else str(stored)
                self._drafts[place] = Draft(text, sentence(refusal), stored, result.again)
        if result.refused:
            self.changed.emit(self._rows_of(result.refused))
            self.not_saved.emit(next(iter(result.refused.values())))

    def _save_over(self) -> None:
        self._saving.pop(self.sender().property("number"), None)
        self._ask_if_stale()

    def _ask_if_stale(self) -> None:
        if self._stale and not self.busy:
            self._stale = False
            self.ask()

    def _note(self, place: Place, verdict: Verdict) -> str:
        draft = self._drafts.get(place)
        if draft is not None:
            return draft.message
        if verdict.outcome == "refused" and verdict.code:
            return wording.say(verdict.code, **verdict.params)
        for finding in self._worst_first(place):
            if finding.level != "missing":
                return wording.say(finding.code, **finding.params)
        if verdict.code:
            return wording.say(verdict.code, **verdict.params)
        return ""


def _add(steps: dict[Place, CellStep], more: Iterable[CellStep]) -> None:
    """Add steps to one that is being made; a place stands where it was changed last, a scale after its rating."""
    for step in more:
        first = steps.pop(step.place, step)
        steps[step.place] = CellStep(step.place, first.before, step.after)
