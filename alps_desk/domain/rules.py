"""入力チェック: what is wrong, doubtful or missing in what an office entered (R12, R16, R20, R21, R52).

Promise: findings are values beside the data; nothing is changed or refused here. An ``error`` blocks 提出 and never
saving; a ``warning`` blocks nothing; ``missing`` is a required field that nobody has filled. Every finding can be
settled by the office it is shown to: by a value, or by a reason. Sentences stand in ``resources/messages/rules.toml``
under the finding's code and are filled with its params.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.cells import CellState, CellValue
from alps_desk.domain.entry_form import VALUE_COLUMNS, Part, parts_of, required, target
from alps_desk.domain.errors import InputRejected, NotFound, excerpt
from alps_desk.domain.jumps import jump_at
from alps_desk.domain.money import budget_current, format_amount
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.prose import read_prose
from alps_desk.domain.records import FUNDS, TYPES, Field, RecordId, parse_record_id, record_id
from alps_desk.domain.scales import scale_of
from alps_desk.domain.shown import EMPTY, Figures

Level = Literal["error", "warning", "missing"]

JUMP = "rule_jump"
"""Code of a jump that no column of the row explains; whether the value's own change does is seen in the journal."""


@dataclass(frozen=True)
class Finding:
    """One thing found.

    Attributes:
        level: what it blocks.
        record, field: where; field "" = the record as a whole.
        code: key of the sentence; params: what it is filled with.
    """

    level: Level
    record: str
    field: str
    code: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class _Place:
    """A cell of a part, with what is in it."""

    record: str
    field: Field
    cell: CellValue
    conflict: bool

    @property
    def number(self) -> int | None:
        """The number stated, if any."""
        return stated_number(self.cell)

    def finding(self, level: Level, code: str, **params: object) -> Finding:
        return Finding(level, self.record, self.field.name, code, params)


_Row = Mapping[str, _Place]


def check_office(
    plan: Plan, period: Period, office: str, figures: Figures, earlier: Figures | None = None
) -> list[Finding]:
    """Everything found in what one office enters for a period, in the order of its entry form.

    Args:
        plan: the plan of the year.
        period: the period reported.
        office: whose entries are looked at.
        figures: figures of the year; those of other offices are used only to compare 負担金.
        earlier: figures of the years before, for comparison; may be the same mapping.
    """
    parts = parts_of(plan, office)
    found = [finding for part in parts for finding in check_part(plan, period, part, figures, earlier)]
    found += _check_events(plan, period, office, figures)
    return found + [
        finding
        for part in _burdens_outside_the_form(plan, office, parts, figures)
        for finding in _check_burden(plan, period, part, figures, earlier or {})
    ]


def _check_events(plan: Plan, period: Period, office: str, figures: Figures) -> list[Finding]:
    """What cannot be read in the events of a report."""
    prefix = f"event:{office}:{plan.fy:04}:{period.code}:"
    fields = TYPES["event"].fields
    return [
        finding
        for record, name in sorted(place for place in figures if place[0].startswith(prefix))
        if name in fields
        for finding in _check_cell(
            plan, _Place(record, fields[name], figures[record, name].cell, figures[record, name].conflict)
        )
    ]


def check_part(
    plan: Plan, period: Period, part: Part, figures: Figures, earlier: Figures | None = None
) -> list[Finding]:
    """Everything found in one row of the entry form, column by column, then what is missing.

    Args:
        plan: the plan of the year.
        period: the period reported.
        part: the row.
        figures: figures of the year.
        earlier: figures of the years before, for comparison; may be the same mapping.
    """
    if part.kind == "burden":
        return _check_burden(plan, period, part, figures, earlier or {})
    row = _row(part, period, figures)
    return [
        *(
            finding
            for place in row.values()
            for finding in _check_cell(plan, place, scale_of(figures, place.record))
        ),
        *_check_amounts(period, row),
        *_check_against_earlier(plan, part, row, earlier or {}),
        *_check_progress(row),
        *(_check_paid(plan, part.payee, part.office, row["transfer_out"], figures) if part.payee else ()),
        *(
            row[column].finding("missing", "rule_missing")
            for column in required(part, period)
            if column in row and row[column].cell.state is CellState.EMPTY
        ),
    ]


def _row(part: Part, period: Period, figures: Figures) -> dict[str, _Place]:
    row = {}
    for column in VALUE_COLUMNS:
        found = target(part, column, period)
        if found is not None:
            record, known = found
            shown = figures.get((record, known.name), EMPTY)
            row[column] = _Place(record, known, shown.cell, shown.conflict)
    return row


# One cell


def _check_cell(plan: Plan, place: _Place, scale: str = "") -> Iterator[Finding]:
    if place.conflict:
        yield place.finding("warning", "rule_conflict")
    value = place.cell.value
    if place.cell.state is not CellState.VALUE or value is None:
        return
    match place.field.kind:
        case "yen" | "count" | "decimal" | "int":
            if place.number is None:
                yield place.finding("error", "rule_number", text=excerpt(str(value)))
            elif place.number < 0 and not place.field.negative:
                yield place.finding("error", "rule_negative", amount=format_amount(place.number))
        case "date":
            if not _is_date(value):
                yield place.finding("error", "rule_date", text=excerpt(str(value)))
        case "choice":
            yield from _check_choice(plan, place, scale)
        case "text" | "line":
            yield from _check_text(place)


def _check_choice(plan: Plan, place: _Place, scale: str) -> Iterator[Finding]:
    listed = {choice.code: choice for choice in plan.choices(place.field.choices, scale)}
    # Without its list nothing can be said about a value: the plan is not there yet.
    if not listed:
        return
    chosen = listed.get(str(place.cell.value))
    if chosen is None:
        yield place.finding("error", "rule_choice", text=excerpt(str(place.cell.value)))
    elif chosen.retired:
        yield place.finding("warning", "rule_choice_retired", text=excerpt(chosen.label))


def _check_text(place: _Place) -> Iterator[Finding]:
    try:
        prose = read_prose(str(place.cell.value), lines=True)
    except InputRejected:
        return
    if prose.code == "entry_private_use":
        yield place.finding("warning", "rule_private_use", position=prose.params["position"])


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


# Amounts of one row


def _check_amounts(period: Period, row: _Row) -> Iterator[Finding]:
    spent = row["spent"].number
    yield from _check_funding(row, spent)
    current = budget_current(
        row["budget_initial"].number, row["budget_supplement"].number, row["carried_in"].number,
        row["budget_transfer"].number,
    ).yen  # fmt: skip
    if current is not None and spent is not None:
        if spent > current:
            yield row["spent"].finding(
                "warning", "rule_over_budget",
                spent=format_amount(spent), budget=format_amount(current), over=format_amount(spent - current),
            )  # fmt: skip
        else:
            carried_out = row["carried_out"].number or 0
            if carried_out > current - spent:
                yield row["carried_out"].finding(
                    "warning", "rule_carried_out",
                    carried=format_amount(carried_out), left=format_amount(current - spent),
                )  # fmt: skip
    if "transfer_out" in row and spent is not None and row["spent"].cell.state is CellState.VALUE:
        paid = row["transfer_out"].number
        if paid is not None and paid > spent and not _paid_later(period, row["paid_on"]):
            yield row["transfer_out"].finding(
                "error", "rule_transfer_over_spent",
                paid=format_amount(paid), spent=format_amount(spent),
            )  # fmt: skip


def _check_funding(row: _Row, spent: int | None) -> Iterator[Finding]:
    """R21: once all five columns are stated they add up to what was spent, in yen."""
    funds = [row[name] for name in FUNDS]
    amounts = [place.number for place in funds]
    if spent is None or all(place.cell.state is not CellState.VALUE for place in funds):
        return
    if any(amount is None for amount in amounts):
        return
    total = sum(amount for amount in amounts if amount is not None)
    if total != spent:
        yield row["fund_general"].finding(
            "error", "rule_funding",
            total=format_amount(total), spent=format_amount(spent), difference=format_amount(abs(total - spent)),
        )  # fmt: skip


def _paid_later(period: Period, paid_on: _Place) -> bool:
    """Whether a payment was made after the day the period's figures stand at: a burden has no stages."""
    value = paid_on.cell.value
    # The settlement holds everything that was paid, up to the end of the closing period (R7).
    if period.stage == "settled" or not period.as_of_on:
        return False
    return isinstance(value, str) and _is_date(value) and value > period.as_of_on


def _check_against_earlier(plan: Plan, part: Part, row: _Row, earlier: Figures) -> Iterator[Finding]:
    if row["jump_reason"].cell.state is CellState.EMPTY:
        yield from _check_jumps(plan, row, earlier)
    carried_in = row["carried_in"].number
    record = record_id(
        "money", part.office, fy=part.project.fy - 1, project=part.project.code, stage="settled"
    )
    carried_out = _number(earlier, record, "carried_out")
    if carried_in is not None and carried_out is not None and carried_in != carried_out:
        yield row["carried_in"].finding(
            "warning", "rule_carried_in",
            carried_in=format_amount(carried_in), carried_out=format_amount(carried_out),
        )  # fmt: skip


def _check_jumps(plan: Plan, row: _Row, earlier: Figures) -> Iterator[Finding]:
    """Amounts far beyond what the office reported before (``domain.jumps``)."""
    for place in row.values():
        jump = jump_at(plan.thresholds, place.record, place.field.name, place.cell, earlier)
        if jump is not None:
            yield place.finding(
                "warning", JUMP,
                year=fiscal_year_text(jump.fy), now=format_amount(jump.now), before=format_amount(jump.before),
            )  # fmt: skip


def _check_progress(row: _Row) -> Iterator[Finding]:
    spent = row["spent"].number
    if spent is not None and spent > 0 and row["progress_class"].cell.value == "not_started":
        yield row["progress_class"].finding("warning", "rule_spent_not_started", spent=format_amount(spent))


# Burdens


def _check_burden(
    plan: Plan, period: Period, part: Part, figures: Figures, earlier: Figures
) -> list[Finding]:
    """What one side of a 負担金 entered: the payee's fields of a burden row, or the payer's where it is the office's.

    A part of kind ``own`` stands for the payer's fields alone.
    """
    row = {
        column: place
        for column, place in _row(part, period, figures).items()
        if parse_record_id(place.record).type == "burden"
    }
    found = [finding for place in row.values() for finding in _check_cell(plan, place)]
    found += _check_jumps(plan, row, earlier)
    if part.kind == "own":
        return found + list(_check_paid(plan, part.payee, part.office, row["transfer_out"], figures))
    return found + list(_check_paid(plan, part.office, part.payer, row["transfer_in"], figures))


def _check_paid(plan: Plan, payee: str, payer: str, moved: _Place, figures: Figures) -> Iterator[Finding]:
    """Paid or received against the final, else the notified amount (R20, R23)."""
    amount = moved.number
    if amount is None:
        return
    for name in ("final", "notified"):
        owed = _number(figures, moved.record, name)
        if owed is None:
            continue
        if owed != amount:
            paying = moved.field.name == "transfer_out"
            yield moved.finding(
                "warning",
                f"rule_{'paid' if paying else 'received'}_not_{name}",
                amount=format_amount(amount),
                owed=format_amount(owed),
                body=plan.body(payee if paying else payer).name,
            )
        return


def _burdens_outside_the_form(plan: Plan, office: str, parts: list[Part], figures: Figures) -> Iterator[Part]:
    """Burdens that were entered by naming the other side, where the form makes no row by itself."""
    seen = {(part.project.code, part.office, part.payer) for part in parts if part.kind == "burden"}
    seen |= {(part.project.code, part.payee, part.office) for part in parts if part.payee}
    for record in sorted({record for record, _ in figures}):
        found = known_record(record)
        if found is None or found.type != "burden" or found.fy != plan.fy:
            continue
        payer, project = found.part("payer"), plan.project(found.project)
        if project is None or (project.code, found.owner, payer) in seen or payer == found.owner:
            continue
        if found.owner == office:
            yield Part(project, office, "burden", payer=payer)
        elif payer == office:
            yield Part(project, office, "own", payee=found.owner)


def stated_number(cell: CellValue) -> int | None:
    """The number a cell states; 該当なし is a stated zero; None = no number, or text that could not be read."""
    if cell.state is CellState.NONE:
        return 0
    return cell.value if isinstance(cell.value, int) and not isinstance(cell.value, bool) else None


def _number(figures: Figures, record: str, name: str) -> int | None:
    return stated_number(figures.get((record, name), EMPTY).cell)


def known_record(text: str) -> RecordId | None:
    """A record id taken apart; None if it is none (figures may come from anywhere)."""
    try:
        return parse_record_id(text)
    except NotFound:
        return None
