"""A number as a person types or pastes it, and as a field shows it (R15, R58).

Promise: either the exact decimal number that any clerk would read there, or a refusal that says why. Nothing is
rounded, and nothing that Python alone would take for a number (``1_000``, ``1e5``, ``nan``, ``٣``) gets through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from alps_desk.domain.calendar import parse_date
from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.width import narrow

LIMIT = 10**15
"""Numbers reach 15 digits at most; beyond that spreadsheets and the journal no longer hold them exactly."""

_LONGEST = 60
_DIGITS = r"(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<fraction>[0-9]+))?"
_UNIT = r"[^\s\d_()+,.¥△/\x00-\x1f-][^\s\d_()\x00-\x1f]{0,9}"
_PLAIN = re.compile(rf"(?P<sign>[-△+]?) *¥? *(?P<inner>[-△]?) *{_DIGITS} *(?P<unit>{_UNIT})?")
_BRACKETED = re.compile(rf"¥? *\( *¥? *{_DIGITS} *(?P<unit>{_UNIT})? *\) *(?P<unit_after>{_UNIT})?")
_HASHES = re.compile(r"#{2,}")
_ERROR_VALUES = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
_EXPONENT = re.compile(r"[-△+]?[0-9]+(?:\.[0-9]*)?E[-+]?[0-9]+", re.IGNORECASE)
_DATE_LIKE = frozenset({"date_bare_year", "date_no_year", "date_impossible", "date_before_era"})


@dataclass(frozen=True)
class TypedNumber:
    """What was typed.

    Attributes:
        amount: exact; without exponent, with the decimals that were typed.
        unit: word after the digits ("円", "千円", "人"), "" if none.
    """

    amount: Decimal
    unit: str

    @property
    def decimals(self) -> int:
        """Digits after the point, as typed."""
        return len(str(self.amount).partition(".")[2])


def read_number(text: str) -> TypedNumber:
    """Reads one typed number.

    Taken: full width, thousands commas in the right places, ``￥``, a leading △ ▲ − － - or brackets as minus, a
    leading plus, one word as unit.

    Raises:
        InputRejected: ``number_hashes`` (a column that was too narrow), ``number_spreadsheet_error``,
            ``number_exponent``, ``number_is_date``, ``number_too_long``, ``number_not_read``.
    """
    copy = narrow(text[: _LONGEST + 1]).strip()
    if _HASHES.fullmatch(copy):
        raise InputRejected("number_hashes")
    if copy.upper() in _ERROR_VALUES:
        raise InputRejected("number_spreadsheet_error", text=excerpt(text))
    if _EXPONENT.fullmatch(copy):
        raise InputRejected("number_exponent", text=excerpt(text))
    found = _PLAIN.fullmatch(copy) if len(text) <= _LONGEST else None
    if found and not (found["sign"] and found["inner"]):
        minus, unit = (found["sign"] or found["inner"]) in {"-", "△"}, found["unit"] or ""
    else:
        found = _BRACKETED.fullmatch(copy) if len(text) <= _LONGEST else None
        if not found or (found["unit"] and found["unit_after"]):
            raise InputRejected(_why_unreadable(copy), text=excerpt(text))
        minus, unit = True, found["unit"] or found["unit_after"] or ""
    whole = found["whole"].replace(",", "").lstrip("0") or "0"
    fraction = found["fraction"] or ""
    if len(whole) + len(fraction) > len(str(LIMIT)) - 1:
        raise InputRejected("number_too_long", text=excerpt(text))
    amount = Decimal(f"{whole}.{fraction}" if fraction else whole)
    return TypedNumber(-amount if minus else amount, unit)


def quantity_text(value: int, decimals: int) -> str:
    """A number kept in its smallest step, as shown: 867 with one decimal is "86.7", negative ones bear △ (R15)."""
    sign = "△" if value < 0 else ""
    if not decimals:
        return f"{sign}{abs(value):,}"
    whole, rest = divmod(abs(value), 10**decimals)
    return f"{sign}{whole:,}.{rest:0{decimals}}"


def _why_unreadable(copy: str) -> str:
    if _is_date(copy):
        return "number_is_date"
    if sum(sign.isdigit() for sign in copy) > len(str(LIMIT)) - 1:
        return "number_too_long"
    return "number_not_read"


def _is_date(copy: str) -> bool:
    # To parse_date 7.4 is a date without a year; where a number is asked for it is a number.
    if re.fullmatch(r"-?[0-9]*\.?[0-9]*", copy):
        return False
    try:
        parse_date(copy)
    except InputRejected as refused:
        return refused.code in _DATE_LIKE
    return True
