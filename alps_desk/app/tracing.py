"""「この数字はなぜ変わったか」: from any figure to the fields it is made of, and what was changed in them.

Promise: a figure is traced by the same rules it is computed by: its fields are those that ``consolidate`` and the forms
read for it, also those that are empty now. Every change stands there with who, when, from what to what and why; the
history of a field is the next step. A list is bounded, and says how much more there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from alps_desk.app import questions
from alps_desk.app.describing import changed_text, why_text
from alps_desk.app.planning import plan_in_force
from alps_desk.domain.amounts import CURRENT, INITIAL
from alps_desk.domain.cells import CellState, from_stored
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.reconcile import RECEIVING_SIDES
from alps_desk.domain.records import UNION, parse_record_id, record_id

if TYPE_CHECKING:
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.fold import Entry
    from alps_desk.domain.journal import Scalar
    from alps_desk.domain.plan import Plan
    from alps_desk.domain.shown import Figures

Part = Literal["gross", "elimination", "net", "budget", "rate"]
"""総計, 控除, 純計, 予算現額, 執行率 of a total."""

PARTS: tuple[Part, ...] = ("gross", "elimination", "net", "budget", "rate")

Place = tuple[str, str]
"""Record and field."""

MOST = 200
"""Fields that are listed with their changes; a total of a country has tens of thousands."""

_SPENT = ("spent",)
_BUDGET = ("budget_initial", "budget_supplement", "budget_transfer", "carried_in")
_TRANSFERS = ("transfer_out", *RECEIVING_SIDES, "forecast")


@dataclass(frozen=True)
class FigureOf:
    """A figure that is a sum.

    Attributes:
        key: what it sums: code of a project, ``field/CODE``, ``type/CODE``, ``office/KEY`` or ``region``.
        part: which amount of it.
        stage: of the amounts, "" = the firmest of each body.
        office: only what this body stated, "" = all.
    """

    fy: int
    key: str
    part: Part
    stage: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One field of one change.

    Attributes:
        office: whose field it is; signer: office that signed the change.
        before, value: stored; before_text, text: in words, "" before the first entry.
        settles: it decided between several words; current: it is what stands there.
    """

    record: str
    field: str
    office: str
    project: str
    change: str
    before: Scalar
    value: Scalar
    before_text: str
    text: str
    signer: str
    by: str
    at: str
    why: str
    on_behalf: str
    settles: bool
    current: bool

    @property
    def difference(self) -> int | None:
        """By how much a number grew; nothing counts as 0; None for what is no number."""
        now, then = _number(self.value), _number(self.before)
        if now is None and then is None:
            return None
        return (now or 0) - (then or 0)


@dataclass(frozen=True)
class Traced:
    """A figure's fields with their changes.

    Attributes:
        fields: for each field that was ever written its changes, newest first; the field changed last comes first.
        more: fields that are not listed.
    """

    fields: tuple[tuple[Step, ...], ...]
    more: int = 0


def places_of_total(plan: Plan, figures: Figures, wanted: FigureOf) -> list[Place]:
    """The fields a total is read from, in order."""
    projects = _projects(plan, wanted.key)
    fields: set[str] = set()
    if wanted.part in ("gross", "net", "rate"):
        fields |= {"budget_initial"} if wanted.stage == INITIAL else {*_SPENT}
    if wanted.part in ("budget", "rate"):
        fields |= {*_BUDGET}
    transfers = {*_TRANSFERS} if wanted.part in ("elimination", "net") else set()
    if wanted.part == "gross" and wanted.stage != INITIAL:
        # Where a body said only what it paid, that is its expenditure.
        transfers = {"transfer_out"}
    stages = None if wanted.stage in ("", CURRENT) else {wanted.stage}
    found = []
    for record, field in figures:
        at = parse_record_id(record)
        if at.fy != wanted.fy or at.project not in projects:
            continue
        stage = at.part("stage")
        if at.type == "money":
            fits = field in fields or (field == "transfer_in" and bool(transfers) and wanted.part != "gross")
            in_stage = stages is None or stage in stages or (field == "budget_initial" and stage == INITIAL)
            if field == "budget_initial" and stage != INITIAL:
                continue
            if stages is None and stage == INITIAL and field != "budget_initial":
                continue
            fits = fits and in_stage
        else:
            fits = at.type == "burden" and field in transfers
        if fits and (not wanted.office or writer_of(at, field) == wanted.office):
            found.append((record, field))
    return found


def trace_total(place: Workplace, wanted: FigureOf) -> Traced:
    """The changes of what a total is made of.

    Raises:
        NotFound: no plan of that year.
    """
    plan = plan_in_force(place, wanted.fy)
    return trace(place, places_of_total(plan, questions.figures(place, plan.fy), wanted))


def trace_indicator(place: Workplace, fy: int, indicator: str) -> Traced:
    """The changes of what an indicator of a year is made of: the words of the bodies, and the target."""
    plan = plan_in_force(place, fy)
    figures = questions.figures(place, plan.fy)
    own = [
        key
        for key in figures
        if parse_record_id(key[0]).part("indicator") == indicator
        and key[1] in ("actual", "value_state", "judgement")
    ]
    target = record_id("target", UNION, fy=plan.fy, indicator=indicator)
    return trace(place, [*own, (target, "target"), (target, "target_text")])


def trace(place: Workplace, places: Sequence[Place], most: int = MOST) -> Traced:
    """The changes of some fields."""
    wanted: dict[str, set[str]] = {}
    for record, field in places:
        wanted.setdefault(record, set()).add(field)
    entries = place.store.entries(list(wanted))
    last: list[tuple[tuple[str, str], str, str]] = []
    for record, some in entries.items():
        for field in wanted[record]:
            times = [(one.change.at, one.change.id) for one in some if field in one.change.values]
            if times:
                last.append((max(times), record, field))
    last.sort(reverse=True)
    shown = last[:most]
    plans = _Plans(place)
    heads = place.store.states({record for _, record, _ in shown})
    found = []
    for _, record, field in shown:
        state = heads[record].fields.get(field)
        current = {one.change.id for one in state.heads} if state is not None else set()
        found.append(tuple(_steps(plans.of(record), entries[record], field, current)))
    return Traced(tuple(found), len(last) - len(shown))


def steps_of(place: Workplace, entries: Iterable[Entry]) -> list[Step]:
    """Some changes, field by field, newest first, each with what it replaced."""
    changes = list(entries)
    records = {one.change.record for one in changes}
    known = place.store.entries(records)
    states = place.store.states(records)
    plans = _Plans(place)
    found = []
    for entry in changes:
        record = entry.change.record
        for field in entry.change.values:
            state = states[record].fields.get(field)
            heads = {one.change.id for one in state.heads} if state is not None else set()
            found.append(_step(plans.of(record), known.get(record, []), entry, field, heads))
    return sorted(found, key=lambda one: (one.at, one.change, one.field), reverse=True)


def _steps(plan: Plan | None, entries: Sequence[Entry], field: str, current: Collection[str]) -> list[Step]:
    once = {one.change.id: one for one in reversed(entries) if field in one.change.values}
    found = [_step(plan, entries, one, field, current) for one in once.values()]
    return sorted(found, key=lambda one: (one.at, one.change), reverse=True)


def _step(
    plan: Plan | None, entries: Sequence[Entry], entry: Entry, field: str, current: Collection[str]
) -> Step:
    change = entry.change
    record = parse_record_id(change.record)
    seen = set(change.seen.get(field, ()))
    replaced = [one for one in entries if one.change.id in seen and field in one.change.values]
    before = replaced[-1].change.values[field] if replaced else None
    return Step(
        change.record, field, writer_of(record, field), record.project, change.id, before, change.values[field],
        changed_text(replaced[-1].change, field, plan) if replaced else "",
        changed_text(change, field, plan),
        entry.office, change.by, change.at, why_text(change.why), change.on_behalf, len(seen) > 1,
        change.id in current,
    )  # fmt: skip


class _Plans:
    """The plan that names what stands in a record."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._made = place.plans.of(place.store).all()
        self._latest = max(self._made) if self._made else 0

    def of(self, record: str) -> Plan | None:
        fy = parse_record_id(record).fy or self._latest
        return self._made.get(fy) or self._made.get(self._latest)


def _projects(plan: Plan, key: str) -> set[str]:
    kind, _, code = key.partition("/")
    if key == "region" or kind == "office":
        return {one.code for one in plan.projects}
    if kind == "field" and code:
        return {one.code for one in plan.projects if one.field == code}
    if kind == "type":
        return {one.code for one in plan.projects if one.type == code}
    return {key}


def _number(value: Scalar) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return 0 if isinstance(value, str) and from_stored(value).state is CellState.NONE else None
    return value
