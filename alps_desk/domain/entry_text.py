"""What a person typed or pasted into one cell, and what becomes of it.

Promise: every text gets exactly one verdict, never an exception. A value is taken only if it can be read in one
way; text is kept sign by sign (R46, R50); what is refused is still in ``shown``, so nothing typed is ever lost.
Reading ``shown`` of a taken verdict again gives the same value.

Fields that are not prose also take marks in place of a value (R16): ``-`` 該当なし, ``…`` 集計中, ``x`` 秘匿,
``未定`` or ``未定(R8.12.1)``, ``把握不能``, and ``消去`` for clearing a cell on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from alps_desk.domain import calendar, money
from alps_desk.domain.cells import CellState, CellValue, is_iso_date
from alps_desk.domain.choices import Choice, find_choice
from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.prose import read_prose
from alps_desk.domain.typed_number import LIMIT, quantity_text, read_number
from alps_desk.domain.width import narrow

__all__ = ["Choice", "Kind", "Outcome", "Verdict", "field_text", "read_entry"]

Kind = Literal["yen", "count", "decimal", "date", "choice", "text", "line", "flag"]
"""yen: money; count: whole number; decimal: number in fixed steps; date; choice: one of a list; text: prose with
line breaks; line: prose without; flag: ○ or not."""

Outcome = Literal["taken", "normalised", "refused", "blank"]


@dataclass(frozen=True)
class Verdict:
    """What becomes of a typed text.

    Attributes:
        outcome: ``taken`` as typed; ``normalised``: taken, written differently now; ``refused``; ``blank``:
            nothing was typed (an entry table leaves the cell as it is, the grid clears it).
        value: yen, count, decimal in its smallest step, ISO date, choice id, text, True/False, or a
            ``CellState``; None if refused or blank.
        shown: how the value is written in the field; if refused, what was typed.
        code: sentence to show, "" if none: the reason of a refusal, or a notice about a value that was taken.
        params: what the sentence is filled with.
        expected_on: ISO date of ``未定(…)``, else None.
    """

    outcome: Outcome
    value: int | str | CellState | None
    shown: str
    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    expected_on: str | None = None

    def cell(self) -> CellValue:
        """The cell this entry makes; an empty one for ``blank``.

        Raises:
            ValueError: the entry was refused (a fault of the program).
        """
        if self.outcome == "refused":
            raise ValueError("a refused entry has no cell")
        if isinstance(self.value, CellState):
            return CellValue(self.value, expected_on=self.expected_on)
        return CellValue.of(self.value)


def read_entry(
    kind: Kind,
    text: str,
    *,
    unit: int = 1,
    rounds: bool = False,
    decimals: int = 0,
    choices: Sequence[Choice] = (),
    allow_negative: bool | None = None,
    counter: str = "",
) -> Verdict:
    """Reads one entry.

    Args:
        kind: what the field holds.
        text: exactly what was typed or pasted.
        unit: ``yen`` only: 1 (円) or 1000 (千円, explicit mode).
        rounds: in 千円, a part of a yen is rounded half up with a note; otherwise it is refused.
        decimals: ``decimal`` only: digits after the point; the value counts the smallest step (86.7 → 867).
        choices: ``choice`` only: the list, in the order of the code list.
        allow_negative: default: yes for ``yen`` and ``decimal``, no for ``count``.
        counter: the field's own unit word (人, 件, %); accepted after a ``count`` or ``decimal`` and dropped.

    Returns:
        The verdict; refusals are verdicts, not exceptions.
    """
    if kind == "text" or kind == "line":
        return _prose(text, lines=kind == "text")
    if not narrow(text).strip():
        return Verdict("blank", None, "")
    negative = kind != "count" if allow_negative is None else allow_negative

    def value() -> _Read:
        match kind:
            case "yen":
                return _yen(text, unit, negative, rounds=rounds)
            case "count":
                return _decimal(text, 0, negative, counter)
            case "decimal":
                return _decimal(text, decimals, negative, counter)
            case "date":
                return _date(text)
            case "choice":
                found = find_choice(text, choices)
                return _Read(CellValue.of(found.id), {found.id})
            case "flag":
                return _Read(CellValue.of(_flag(text)))

    try:
        # A list may itself contain 未定 or −; its own words come before the marks.
        read = _unless_refused(value, text) if kind in {"choice", "flag"} else _mark(text) or value()
    except InputRejected as refused:
        return Verdict("refused", None, text, refused.code, refused.params)
    shown = field_text(kind, read.cell, unit=unit, decimals=decimals, choices=choices) or _CLEARED
    taken = read.cell.value if read.cell.state is CellState.VALUE else read.cell.state
    if read.note or text not in {shown, *read.also}:
        params = {"text": excerpt(text), "shown": excerpt(shown)}
        code = read.note or "entry_normalised"
        return Verdict("normalised", taken, shown, code, params, read.cell.expected_on)
    return Verdict("taken", taken, shown, expected_on=read.cell.expected_on)


def field_text(
    kind: Kind, cell: CellValue, *, unit: int = 1, decimals: int = 0, choices: Sequence[Choice] = ()
) -> str:
    """How a cell is written in its field; "" if it is empty.

    Exact, so it may be edited and pasted: :func:`read_entry` with the same arguments gives the cell back (in
    prose a state would be read as its word). A value of another kind, e.g. text that could not be read as a
    number, is written as it is.
    """
    value = cell.value
    if value is None:
        if cell.expected_on is not None:
            return f"未定（{calendar.date_text(date.fromisoformat(cell.expected_on))}）"
        return _WORD_OF_STATE.get(cell.state, "")
    if isinstance(value, bool):
        return "○" if value else "×"
    if isinstance(value, int):
        if kind == "yen":
            return money.yen_in_unit(value, unit)
        return quantity_text(value, decimals if kind == "decimal" else 0)
    if kind == "date" and is_iso_date(value):
        return calendar.date_text(date.fromisoformat(value))
    if kind == "choice":
        return next((item.label for item in choices if item.id == value), value)
    return value


# Marks

_CLEARED = "消去"
_WORD_OF_STATE = {
    CellState.NONE: "該当なし",
    CellState.TALLYING: "集計中",
    CellState.WITHHELD: "秘匿",
    CellState.UNKNOWN: "把握不能",
    CellState.PENDING: "未定",
}
_STATE_OF_SIGN = {
    **{word: state for state, word in _WORD_OF_STATE.items()},
    _CLEARED: CellState.EMPTY,
    "-": CellState.NONE,
    "該当無し": CellState.NONE,
    "…": CellState.TALLYING,
    "……": CellState.TALLYING,
    "...": CellState.TALLYING,
    "・・・": CellState.TALLYING,
    "x": CellState.WITHHELD,
    "X": CellState.WITHHELD,
}
_PENDING_UNTIL = re.compile(r"未定 *\((?P<day>[^()]+)\)")


@dataclass(frozen=True)
class _Read:
    """A cell that was read, other plain spellings of it, and the code of a note about it."""

    cell: CellValue
    also: Iterable[str] = ()
    note: str = ""


def _mark(text: str) -> _Read | None:
    copy = narrow(text).strip()
    until = _PENDING_UNTIL.fullmatch(copy)
    if until:
        day, note = _day(until["day"])
        cell = CellValue(CellState.PENDING, expected_on=day.isoformat())
        return _Read(cell, {f"未定({calendar.date_short(day)})"}, note)
    state = _STATE_OF_SIGN.get(copy)
    # The signs of the statistical tables are as good a spelling as the words.
    return None if state is None else _Read(CellValue(state), {*_STATE_OF_SIGN, "−", "―"})


def _unless_refused(value: Callable[[], _Read], text: str) -> _Read:
    try:
        return value()
    except InputRejected:
        marked = _mark(text)
        if marked is None:
            raise
        return marked


# Kinds


def _yen(text: str, unit: int, negative: bool, *, rounds: bool) -> _Read:
    parsed = money.parse_yen(text, unit, rounds=rounds and unit != 1)
    if parsed.value < 0 and not negative:
        raise InputRejected("entry_negative", text=excerpt(text))
    note = "money_rounded" if parsed.rounded else ""
    return _Read(CellValue.of(parsed.value), () if parsed.normalised else {text}, note)


def read_fiscal_year(text: str) -> Verdict:
    """Reads a fiscal year (R8, 令和8年度, 2026); the value is the year of its 1 April."""
    if not narrow(text).strip():
        return Verdict("blank", None, "")
    marked = _mark(text)
    if marked is not None:
        shown = field_text("line", marked.cell) or _CLEARED
        return Verdict("taken" if text == shown else "normalised", marked.cell.state, shown)
    try:
        year = calendar.parse_fiscal_year(text).value
    except InputRejected as refused:
        return Verdict("refused", None, text, refused.code, refused.params)
    return Verdict("taken", year, calendar.fiscal_year_text(year))


def year_text(cell: CellValue) -> str:
    """How a fiscal year is written in its field: 令和8年度."""
    value = cell.value
    if isinstance(value, int) and 0 < value < 10_000:
        return calendar.fiscal_year_text(value)
    return field_text("line", cell) if not isinstance(value, int) else str(value)


def _decimal(text: str, decimals: int, negative: bool, counter: str) -> _Read:
    typed = read_number(text)
    if typed.unit and typed.unit != narrow(counter):
        raise InputRejected("number_not_read", text=excerpt(text))
    scaled = typed.amount.scaleb(decimals)
    value = int(scaled)
    # In whole numbers "3.000" is a comma gone wrong rather than 3; ".0" is what spreadsheets write.
    if value != scaled or (decimals == 0 and typed.decimals > 2):
        code = "entry_decimals" if decimals else "entry_whole"
        raise InputRejected(code, text=excerpt(text), decimals=decimals)
    if abs(value) >= LIMIT:
        raise InputRejected("number_too_long", text=excerpt(text))
    if value < 0 and not negative:
        raise InputRejected("entry_negative", text=excerpt(text))
    shown = quantity_text(value, decimals)
    plain = shown.replace(",", "")
    return _Read(CellValue.of(value), {plain, shown.replace("△", "-"), plain.replace("△", "-")})


def _date(text: str) -> _Read:
    day, note = _day(text)
    also = {day.isoformat(), calendar.date_short(day), f"{day.year}/{day.month}/{day.day}"}
    return _Read(CellValue.of(day.isoformat()), also, note)


def _day(text: str) -> tuple[date, str]:
    parsed = calendar.parse_date(text)
    return parsed.value, parsed.note


_YES = frozenset(["○", "◯", "〇", "●", "◎", "✓", "✔", "☑", "1", "はい", "有", "あり", "該当", "TRUE", "YES"])
_NO = frozenset(["×", "✕", "✖", "☓", "X", "0", "いいえ", "無", "なし", "非該当", "FALSE", "NO"])
"""A lone x beside ○ means ×; withholding an answer to yes or no has the word 秘匿."""


def _flag(text: str) -> bool:
    copy = narrow(text).strip().upper()
    if copy not in _YES | _NO:
        raise InputRejected("entry_flag", text=excerpt(text))
    return copy in _YES


def _prose(text: str, *, lines: bool) -> Verdict:
    if not text.strip():
        return Verdict("blank", None, "")
    try:
        prose = read_prose(text, lines=lines)
    except InputRejected as refused:
        return Verdict("refused", None, text, refused.code, refused.params)
    outcome: Outcome = "taken" if prose.text == text else "normalised"
    return Verdict(outcome, prose.text, prose.text, prose.code, prose.params)
