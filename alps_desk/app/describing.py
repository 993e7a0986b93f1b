"""What a change says, in words: for the columns of the exchange file that people read, and for lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from alps_desk import wording
from alps_desk.domain import calendar, scales
from alps_desk.domain.cells import CellState, CellValue, from_stored
from alps_desk.domain.errors import NotFound
from alps_desk.domain.journal import Scalar
from alps_desk.domain.money import format_amount
from alps_desk.domain.origin import parse_why
from alps_desk.domain.records import DELETED, TYPES, Field, RecordId, field_of, parse_record_id
from alps_desk.domain.typed_number import quantity_text

if TYPE_CHECKING:
    from alps_desk.bundle.csv_form import Described
    from alps_desk.domain.journal import Change
    from alps_desk.domain.plan import Plan

_SUMMARY_LENGTH = 200


def cell_text(cell: CellValue, field: Field | None, plan: Plan | None, scale: str = "") -> str:
    """How a cell reads in a sentence or a list: 3,310,000円, 令和8年4月1日, 該当なし.

    Args:
        scale: the scale a rating was made with, "" for that of the plan's year.
    """
    if cell.state is CellState.EMPTY:
        return wording.say("cell_empty")
    if cell.state is not CellState.VALUE:
        text = wording.say(f"cell_{cell.state.value}")
        return f"{text}（{calendar.stored_date_text(cell.expected_on)}）" if cell.expected_on else text
    value = cell.value
    if isinstance(value, bool):
        return "○" if value else "×"
    if isinstance(value, int):
        if field is not None and field.kind == "yen":
            return format_amount(value) + "円"
        return format_amount(value) if field is None or field.kind != "int" else str(value)
    assert isinstance(value, str)
    if field is not None and field.kind == "choice":
        # States of the work are no code lists of the region: their words come with the program.
        if wording.knows(f"{field.choices}_{value}"):
            return wording.say(f"{field.choices}_{value}")
        return plan.label(field.choices, value, scale) if plan is not None else value
    if field is not None and field.kind == "date":
        return calendar.stored_date_text(value)
    if field is not None and field.kind == "keys" and plan is not None:
        fields = field.name == "fields"
        return "、".join(
            plan.field(key).name if fields else plan.body(key).name for key in value.split(";") if key
        )
    return value


def field_label(name: str, kind: str = "") -> str:
    """What people call a field; the identifier itself when the words do not have it.

    Args:
        kind: type of its record: some fields have a word of their own there (``indicator.unit`` in ``terms.csv``).
    """
    own = f"{kind}.{name}"
    if own in wording.terms():
        return wording.term(own)
    return wording.term(name) if name in wording.terms() else name


def changed_text(change: Change, field: str, plan: Plan | None) -> str:
    """How what a change says of a field reads: a rating by the scale it was made with (R39)."""
    return _said_text(change.record, change.values, field, plan)


def _said_text(record: str, values: Mapping[str, Scalar], field: str, plan: Plan | None) -> str:
    scale = values.get(scales.scale_field(record, field))
    return stored_text(record, field, values.get(field), plan, scale if isinstance(scale, str) else "")


def stored_text(record: str, field: str, value: Scalar, plan: Plan | None, scale: str = "") -> str:
    """How a stored value of a field reads.

    Args:
        scale: as in ``cell_text``.
    """
    if field == DELETED:
        return wording.say("cell_deleted" if value is True else "cell_alive")
    known = TYPES.get(parse_record_id(record).type)
    if isinstance(value, str) and field == "target_field":
        return field_label(value)
    if isinstance(value, str) and field == "target_office" and plan is not None:
        return plan.body(value).name
    if (
        isinstance(value, str)
        and scales.rating_of_scale(record, field)
        and plan is not None
        and value in plan.lists
    ):
        # The code of a list says nothing to people; what can be chosen from it does.
        return "・".join(choice.label for choice in plan.lists[value])
    about = plan.indicator(parse_record_id(record).part("indicator")) if plan is not None else None
    decimal = known is not None and field in known.fields and known.fields[field].kind == "decimal"
    if about is not None and decimal and isinstance(value, int) and not isinstance(value, bool):
        # Kept in the indicator's smallest step; read as people wrote it.
        return quantity_text(value, about.decimals) + about.unit
    return cell_text(from_stored(value), known.fields.get(field) if known else None, plan, scale)


def why_text(why: str) -> str:
    """What a change says of itself: where its value came from, and the reason a person gave."""
    origin, said = parse_why(why)
    if origin is None:
        return why
    if origin.fy:
        year, period = calendar.fiscal_year_text(origin.fy), period_label(origin.period)
        mark = wording.say(f"origin_{origin.kind}_from", year=year, period=period)
    else:
        mark = wording.say(f"origin_{origin.kind}")
    return wording.say("origin_with_reason", mark=mark, why=said) if said else mark


def submission_word(state: str) -> str:
    """What people call a state of a submission."""
    return wording.say(f"submission_state_{state}")


def period_label(period: str) -> str:
    """What people call a period or stage; the code itself when the words do not have it."""
    return wording.say(f"period_{period}") if wording.knows(f"period_{period}") else period


def _known(text: str) -> RecordId | None:
    try:
        return parse_record_id(text)
    except NotFound:
        return None


class Describer:
    """Describes change lines against the plans now known; the lines were read and found well-formed before."""

    def __init__(self, plans: dict[int, Plan], any_plan: Plan | None) -> None:
        self._plans = plans
        self._any = any_plan
        self._periods: dict[str, str] = {}
        # (type, field) → its label and kind; None for a field that is not for people.
        self._fields: dict[tuple[str, str], tuple[str, str] | None] = {}

    def __call__(self, line: str) -> tuple[Described, str, str]:
        """団体, 年度, 期, 事業, 内容; person; time."""
        change: dict[str, Any] = orjson.loads(line)
        values: dict[str, Scalar] = change["set"]
        record = parse_record_id(change["r"])
        written = record
        about = values.get("target_record")
        if isinstance(about, str) and record.type == "return":
            # What was sent back says more to people than the number of the return.
            record = replace(_known(about) or record, owner=record.owner)
        fy, code, period = record.fy, record.project, record.period or record.part("stage")
        plan = self._plans.get(fy or 0, self._any)
        said = "、".join(self._said(written, change["r"], values, plan))
        project = plan.project(code) if plan and code else None
        if period not in self._periods:
            self._periods[period] = period_label(period)
        if len(said) > _SUMMARY_LENGTH:
            said = said[: _SUMMARY_LENGTH - 1] + "…"
        described = (
            plan.body(record.owner).name if plan else record.owner,
            str(fy) if fy else "",
            self._periods[period],
            f"{code} {project.name}" if project else code,
            said.replace("\n", " "),
        )
        return described, change["by"], change["at"]

    def _said(
        self, record: RecordId, text: str, values: Mapping[str, Scalar], plan: Plan | None
    ) -> list[str]:
        """Field and value in words, one after the other."""
        said = []
        for name in sorted(values):
            key = record.type, name
            if key not in self._fields:
                self._fields[key] = _for_people(record, name)
            known = self._fields[key]
            if known is None:
                continue
            label, kind = known
            value = values[name]
            if kind == "yen" and type(value) is int:
                # Most are no less than nothing, and there are many of them.
                said.append(f"{label} {value:,}円" if value >= 0 else f"{label} {format_amount(value)}円")
            else:
                said.append(f"{label} {_said_text(text, values, name, plan)}")
        return said


def _for_people(record: RecordId, name: str) -> tuple[str, str] | None:
    """Label and kind of a field; None for one that only the program reads."""
    field = field_of(record, name)
    if field is not None and field.inner:
        return None
    return field_label(name, record.type), field.kind if field is not None else ""
