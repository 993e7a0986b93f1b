"""Fiscal years, era dates and reporting periods (R1-R9).

Promise: a date that was typed is either understood in exactly one way or asked back; nothing is guessed. Eras
are shown only on screen and paper; data holds western years and ``YYYY-MM-DD`` (R9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Generic, NoReturn, TypeVar

from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.width import narrow

T = TypeVar("T")


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """What was read, and the code of a sentence the user must see about it ("" = nothing to say)."""

    value: T
    note: str = ""


@dataclass(frozen=True)
class _Era:
    name: str
    letter: str
    first_day: date

    @property
    def offset(self) -> int:
        """Western year = offset + era year."""
        return self.first_day.year - 1


_ERAS = (
    _Era("令和", "R", date(2019, 5, 1)),
    _Era("平成", "H", date(1989, 1, 8)),
    _Era("昭和", "S", date(1926, 12, 25)),
)
"""Newest first (R2). Dates before 昭和 do not occur in this work and are refused."""

_ERA_OF_SIGN = {sign: era for era in _ERAS for sign in (era.name, era.name[0], era.letter)}
_ERA_OF_SIGN |= {"㋿": _ERAS[0], "㍻": _ERAS[1], "㍼": _ERAS[2]}

FIRST_DAY = _ERAS[-1].first_day
LAST_DAY = date(2099, 12, 31)
"""Days outside these two are taken for typing errors."""

NOTE_ERA_CONVERTED = "date_note_era_converted"

_PERIOD_MONTHS: dict[str, tuple[int, int]] = {
    "full_year": (4, 12),
    "half1": (4, 6),
    "half2": (10, 6),
    "q1": (4, 3),
    "q2": (7, 3),
    "q3": (10, 3),
    "q4": (1, 3),
    **{f"m{month:02}": (month, 1) for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)},
}
"""Period -> first month and number of months."""

PERIODS: tuple[str, ...] = tuple(_PERIOD_MONTHS)


# Fiscal years


def fiscal_year_of(day: date) -> int:
    """The fiscal year a day belongs to: the year of its 1 April (R1)."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_text(fiscal_year: int) -> str:
    """Era name of a fiscal year, "令和元年度" for 2019.

    By the era that most of the year bears, not by its first day (R3); before 昭和 the western year.
    """
    for era in _ERAS:
        if fiscal_year >= era.first_day.year:
            return f"{era.name}{_era_year_text(fiscal_year - era.offset)}年度"
    return f"{fiscal_year}年度"


def fiscal_year_long(fiscal_year: int) -> str:
    """Era name with the western year, "令和8年度（2026）"."""
    return f"{fiscal_year_text(fiscal_year)}（{fiscal_year}）"


def closing_day(fiscal_year: int) -> date:
    """出納閉鎖: the last day on which payments of the year may be entered; settlement is firm after it (R7, R8)."""
    return date(fiscal_year + 1, 5, 31)


def open_fiscal_years(today: date) -> tuple[int, ...]:
    """Fiscal years that may be worked on, oldest first: two from 1 April to 31 May, else one (R7).

    With two, the person must be asked; neither is a default.
    """
    current = fiscal_year_of(today)
    return (current - 1, current) if today <= closing_day(current - 1) else (current,)


# Showing dates


def date_text(day: date) -> str:
    """ "令和8年4月1日"; the first year of an era is 元年 (R4). Before 昭和 the western year."""
    era = _era_of(day)
    year = f"{era.name}{_era_year_text(day.year - era.offset)}" if era else f"{day.year}"
    return f"{year}年{day.month}月{day.day}日"


def stored_date_text(stored: str) -> str:
    """As ``date_text``, of a day as it is kept (ISO); what is no day stands as it is."""
    try:
        return date_text(date.fromisoformat(stored))
    except ValueError:
        return stored


def date_short(day: date) -> str:
    """ "R8.4.1"; the first year of an era is "R1"."""
    era = _era_of(day)
    year = f"{era.letter}{day.year - era.offset}" if era else f"{day.year}"
    return f"{year}.{day.month}.{day.day}"


def _era_of(day: date) -> _Era | None:
    return next((era for era in _ERAS if day >= era.first_day), None)


def _era_year_text(year: int) -> str:
    return "元" if year == 1 else str(year)


# Reading dates

_ERA = r"(?P<era>令和|平成|昭和|[令平昭RHS㋿㍻㍼])"
_ERA_YEAR = _ERA + r"(?P<era_year>元|[0-9]{1,2})"
_BARE_YEAR = r"(?P<bare>元|[0-9]{1,2})"
_WESTERN = r"(?P<year>[0-9]{4})"
_KANJI_TAIL = r"年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日"
_SIGN_TAIL = r"(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})"
_COMPACT_TAIL = r"(?P<month>[0-9]{2})(?P<day>[0-9]{2})"


@cache
def _date_forms() -> tuple[re.Pattern[str], ...]:
    """Compiled when the first date is read: most starts of the program read none."""
    forms = (
        _ERA_YEAR + _KANJI_TAIL,
        _ERA_YEAR + _SIGN_TAIL,
        _ERA + r"(?P<era_year>[0-9]{2})" + _COMPACT_TAIL,
        _WESTERN + _KANJI_TAIL,
        _WESTERN + _SIGN_TAIL,
        _WESTERN + _COMPACT_TAIL,
        _BARE_YEAR + _KANJI_TAIL,
        _BARE_YEAR + _SIGN_TAIL,
    )
    return tuple(re.compile(form) for form in forms)


_NO_YEAR = re.compile(r"[0-9]{1,2}(?:[-/.][0-9]{1,2}|月[0-9]{1,2}日)")
_OLDER_ERA = re.compile(r"(?:大正|明治|[大明TM㍽㍾])(?:元|[0-9])")
_WEEKDAY = re.compile(r"\((?P<name>[月火水木金土日])(?:曜日?)?\)$")
_MIDNIGHT = re.compile(r"(?:T| +)0?0:00(?::00(?:\.0+)?)?$")
_LOOSE_SPACE = re.compile(r"(?<![0-9]) +| +(?![0-9])")
_LONGEST = 40


def parse_date(text: str) -> Parsed[date]:
    """Reads a typed or pasted date (R4, R5).

    Taken: ``R8.4.1``, ``R8/4/1``, ``R8-4-1``, ``R080401``, ``令和8年4月1日``, ``令和元年…``, ``令8.4.1``,
    ``2026-04-01``, ``2026/4/1``, ``2026.4.1``, ``2026年4月1日``, ``20260401``, all of them in full width, with a
    weekday in brackets if it is the right one, and with the 0:00 a spreadsheet may add.

    Returns:
        The day; the note says that an era which had ended (H31.5.1) was converted.

    Raises:
        InputRejected: ``date_bare_year`` (7.4.1: which era?), ``date_no_year``, ``date_impossible``,
            ``date_before_era``, ``date_wrong_weekday``, ``date_out_of_range``, ``date_not_read``.
    """
    copy = _loose(text)
    copy = _MIDNIGHT.sub("", copy)
    weekday = _WEEKDAY.search(copy)
    if weekday:
        copy = copy[: weekday.start()].rstrip()
    copy = _LOOSE_SPACE.sub("", copy)
    found = next((match for form in _date_forms() if (match := form.fullmatch(copy))), None)
    if found is None:
        if _NO_YEAR.fullmatch(copy):
            _refuse("date_no_year", text)
        if _OLDER_ERA.match(copy):
            _refuse("date_out_of_range", text)
        _refuse("date_not_read", text)
    parts = found.groupdict()
    if "bare" in parts:
        _refuse("date_bare_year", text)
    era = _ERA_OF_SIGN[parts["era"]] if "era" in parts else None
    year = era.offset + _era_year(parts["era_year"], text) if era else int(parts["year"])
    try:
        day = date(year, int(parts["month"]), int(parts["day"]))
    except ValueError:
        _refuse("date_impossible", text)
    if era and day < era.first_day:
        raise InputRejected(
            "date_before_era",
            text=excerpt(text),
            era=era.name,
            first=f"{era.first_day.year}年{era.first_day.month}月{era.first_day.day}日",
        )
    if not FIRST_DAY <= day <= LAST_DAY:
        _refuse("date_out_of_range", text)
    if weekday and weekday["name"] != "月火水木金土日"[day.weekday()]:
        _refuse("date_wrong_weekday", text)
    return Parsed(day, NOTE_ERA_CONVERTED if era and era != _era_of(day) else "")


_FISCAL_TAIL = r"(?:年度?)?"


@cache
def _fiscal_forms() -> tuple[re.Pattern[str], ...]:
    forms = (
        _ERA_YEAR + _FISCAL_TAIL,
        r"(?:FY)?" + _WESTERN + _FISCAL_TAIL,
        _BARE_YEAR + _FISCAL_TAIL,
    )
    return tuple(re.compile(form) for form in forms)


_WITH_SECOND_NAME = re.compile(r"(?P<name>[^()]+)\((?P<second>[^()]+)\)")


def parse_fiscal_year(text: str) -> Parsed[int]:
    """Reads a typed or pasted fiscal year (R3-R5).

    Taken: ``R8``, ``令8``, ``令和8年度``, ``R元``, ``Ｒ１``, ``H31``, ``平31``, ``平成３１年度``, ``2026``,
    ``2026年度``, ``FY2026`` and both names together (``令和8年度（2026）``) if they agree.

    Returns:
        Year of its 1 April; the note says that a name no longer in use (平成33年度) was converted. 平成31年度 is
        an accepted name of 令和元年度 and carries no note.

    Raises:
        InputRejected: ``fiscal_year_bare`` (29年度: which era?), ``fiscal_year_two_names``,
            ``fiscal_year_not_read``.
    """
    copy = _LOOSE_SPACE.sub("", _loose(text))
    both = _WITH_SECOND_NAME.fullmatch(copy)
    if not both:
        return _fiscal_year(copy, text)
    first, second = _fiscal_year(both["name"], text), _fiscal_year(both["second"], text)
    if first.value != second.value:
        raise InputRejected("fiscal_year_two_names", text=excerpt(text))
    return Parsed(first.value, first.note or second.note)


def _fiscal_year(copy: str, text: str) -> Parsed[int]:
    found = next((match for form in _fiscal_forms() if (match := form.fullmatch(copy))), None)
    if found is None:
        _refuse("fiscal_year_not_read", text)
    parts = found.groupdict()
    if "bare" in parts:
        _refuse("fiscal_year_bare", text)
    if "era" not in parts:
        year, note = int(parts["year"]), ""
    else:
        era = _ERA_OF_SIGN[parts["era"]]
        year = era.offset + _era_year(parts["era_year"], text)
        # On 1 April of its last fiscal year the era was still in use, so its name for that year is no mistake.
        note = "" if _era_of(date(year, 4, 1)) == era or year == era.first_day.year else NOTE_ERA_CONVERTED
    if not FIRST_DAY.year <= year < LAST_DAY.year:
        _refuse("fiscal_year_not_read", text)
    return Parsed(year, note)


def _era_year(text: str, typed: str) -> int:
    year = 1 if text == "元" else int(text)
    if year == 0:
        _refuse("date_impossible", typed)
    return year


def _loose(text: str) -> str:
    """Narrow copy, upper case, without spaces at the ends; text too long to be a date becomes unreadable."""
    return narrow(text[: _LONGEST + 1]).strip().upper() if len(text) <= _LONGEST else ""


def _refuse(code: str, text: str) -> NoReturn:
    raise InputRejected(code, text=excerpt(text))


# Periods


def period_span(fiscal_year: int, period: str) -> tuple[date, date]:
    """First and last day of a period.

    Raises:
        InputRejected: ``period_unknown``.
    """
    period_order(period)
    first_month, months = _PERIOD_MONTHS[period]
    first = date(fiscal_year if first_month >= 4 else fiscal_year + 1, first_month, 1)
    after = first.month - 1 + months
    return first, date.fromordinal(date(first.year + after // 12, after % 12 + 1, 1).toordinal() - 1)


def period_order(period: str) -> int:
    """Place of a period in every list: the year, its halves, quarters, months from April.

    Raises:
        InputRejected: ``period_unknown``.
    """
    try:
        return PERIODS.index(period)
    except ValueError:
        raise InputRejected("period_unknown", text=excerpt(period)) from None
