"""Fiscal years, eras and periods: every vector of R1-R9 and the round trips between showing and reading."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk.domain import calendar as cal
from alps_desk.domain.errors import InputRejected

_days = st.dates(cal.FIRST_DAY, cal.LAST_DAY)
_fiscal_years = st.integers(1926, 2098)


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _code(text: str, parse: object = cal.parse_date) -> str:
    with pytest.raises(InputRejected) as refused:
        parse(text)  # type: ignore[operator]
    return refused.value.code


@pytest.mark.parametrize(
    ("day", "fiscal_year"),
    [
        (date(2019, 4, 10), 2019),
        (date(2020, 3, 31), 2019),
        (date(2020, 4, 1), 2020),
        (date(2020, 1, 1), 2019),
    ],
)
def test_fiscal_year_of_a_day(day: date, fiscal_year: int) -> None:  # R1
    assert cal.fiscal_year_of(day) == fiscal_year


@pytest.mark.parametrize(
    ("day", "text", "short"),
    [
        (date(2019, 5, 1), "令和元年5月1日", "R1.5.1"),
        (date(2019, 4, 30), "平成31年4月30日", "H31.4.30"),
        (date(1989, 1, 8), "平成元年1月8日", "H1.1.8"),
        (date(1989, 1, 7), "昭和64年1月7日", "S64.1.7"),
        (date(1926, 12, 25), "昭和元年12月25日", "S1.12.25"),
        (date(1926, 12, 24), "1926年12月24日", "1926.12.24"),
        (date(2026, 4, 1), "令和8年4月1日", "R8.4.1"),
    ],
)
def test_era_of_a_date(day: date, text: str, short: str) -> None:  # R2, R4
    assert cal.date_text(day) == text
    assert cal.stored_date_text(day.isoformat()) == text
    assert cal.date_short(day) == short


@pytest.mark.parametrize("stored", ["", "平成30年ごろ", "2017-02-30"])
def test_what_is_no_day_stands_as_it_is(stored: str) -> None:
    assert cal.stored_date_text(stored) == stored


@pytest.mark.parametrize(
    ("fiscal_year", "text"),
    [
        (1988, "昭和63年度"),
        (1989, "平成元年度"),
        (2016, "平成28年度"),
        (2017, "平成29年度"),
        (2018, "平成30年度"),
        (2019, "令和元年度"),
        (2020, "令和2年度"),
        (2021, "令和3年度"),
        (2022, "令和4年度"),
        (2023, "令和5年度"),
        (2024, "令和6年度"),
        (2025, "令和7年度"),
        (2026, "令和8年度"),
        (1925, "1925年度"),
    ],
)
def test_era_of_a_fiscal_year(fiscal_year: int, text: str) -> None:  # R3, R6
    assert cal.fiscal_year_text(fiscal_year) == text


def test_fiscal_year_with_both_names() -> None:
    assert cal.fiscal_year_long(2026) == "令和8年度（2026）"


@pytest.mark.parametrize(
    "text",
    [
        "R1",
        "R元",
        "令1",
        "令和元",
        "Ｒ１",
        "H31",
        "平31",
        "平成３１年度",
        "令和元年度",
        "㋿元年度",
        "2019",
        "FY2019",
    ]
    + ["２０１９年度", "r1", " R1年度 ", "平成 31 年度", "令和元年度（2019）", "2019（H31）"],
)
def test_names_of_fiscal_year_2019(text: str) -> None:  # R4
    assert cal.parse_fiscal_year(text) == cal.Parsed(2019)


@pytest.mark.parametrize(
    ("text", "fiscal_year"), [("平成32年度", 2020), ("平成33年度", 2021), ("H33", 2021), ("昭和64年度", 1989)]
)
def test_a_fiscal_year_of_an_era_that_ended_is_converted_and_said(text: str, fiscal_year: int) -> None:  # R5
    assert cal.parse_fiscal_year(text) == cal.Parsed(fiscal_year, cal.NOTE_ERA_CONVERTED)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("29年度", "fiscal_year_bare"),
        ("２９", "fiscal_year_bare"),
        ("元年度", "fiscal_year_bare"),
        ("令和8年度（2025）", "fiscal_year_two_names"),
        ("R0", "date_impossible"),
        ("", "fiscal_year_not_read"),
        ("令和", "fiscal_year_not_read"),
        ("1900", "fiscal_year_not_read"),
        ("20260401", "fiscal_year_not_read"),
        ("R8" + " " * 50, "fiscal_year_not_read"),
        ("R 1 0", "fiscal_year_not_read"),
    ],
)
def test_a_fiscal_year_that_is_not_clear_is_asked_back(text: str, code: str) -> None:  # R5
    assert _code(text, cal.parse_fiscal_year) == code


@given(_fiscal_years)
def test_every_shown_fiscal_year_is_read_back(fiscal_year: int) -> None:
    for text in (cal.fiscal_year_text(fiscal_year), cal.fiscal_year_long(fiscal_year), str(fiscal_year)):
        assert cal.parse_fiscal_year(text) == cal.Parsed(fiscal_year)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("R8.4.1", date(2026, 4, 1)),
        ("r8.4.1", date(2026, 4, 1)),
        ("Ｒ８．４．１", date(2026, 4, 1)),
        ("R8. 4. 1", date(2026, 4, 1)),
        ("R8-4-1", date(2026, 4, 1)),
        ("R080401", date(2026, 4, 1)),
        ("令和8年4月1日", date(2026, 4, 1)),
        ("令和８年４月１日", date(2026, 4, 1)),
        ("令和 8 年 4 月 1 日", date(2026, 4, 1)),
        ("令和8年4月1日（水）", date(2026, 4, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("㋿元年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("令8.4.1", date(2026, 4, 1)),
        ("H29/3/27", date(2017, 3, 27)),
        ("平成29年3月27日", date(2017, 3, 27)),
        ("㍻29年3月27日", date(2017, 3, 27)),
        ("S64.1.7", date(1989, 1, 7)),
        ("2026-04-01", date(2026, 4, 1)),
        ("2026−04−01", date(2026, 4, 1)),
        ("2026/4/1", date(2026, 4, 1)),
        ("２０２６／４／１", date(2026, 4, 1)),
        ("2026.4.1", date(2026, 4, 1)),
        ("2026年4月1日", date(2026, 4, 1)),
        ("20260401", date(2026, 4, 1)),
        ("2026/4/1 0:00", date(2026, 4, 1)),
        ("2026-04-01 00:00:00", date(2026, 4, 1)),
        ("2026-04-01T00:00:00", date(2026, 4, 1)),
        ("2024/2/29", date(2024, 2, 29)),
        ("　2026/4/1　", date(2026, 4, 1)),
    ],
)
def test_spellings_of_a_date(text: str, day: date) -> None:  # R4, R58
    assert cal.parse_date(text) == cal.Parsed(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("H31.5.1", date(2019, 5, 1)),
        ("平成31年12月1日", date(2019, 12, 1)),
        ("H33.3.31", date(2021, 3, 31)),
        ("S64.1.8", date(1989, 1, 8)),
    ],
)
def test_a_date_of_an_era_that_ended_is_converted_and_said(text: str, day: date) -> None:  # R5
    assert cal.parse_date(text) == cal.Parsed(day, cal.NOTE_ERA_CONVERTED)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("7.4.1", "date_bare_year"),
        ("29年3月27日", "date_bare_year"),
        ("07/04/01", "date_bare_year"),
        ("４／１", "date_no_year"),
        ("4月1日", "date_no_year"),
        ("2026/2/29", "date_impossible"),
        ("R8.13.1", "date_impossible"),
        ("R8.0.1", "date_impossible"),
        ("R0.4.1", "date_impossible"),
        ("20260431", "date_impossible"),
        ("0000-01-01", "date_impossible"),
        ("R1.4.30", "date_before_era"),
        ("令和元年4月1日", "date_before_era"),
        ("H1.1.7", "date_before_era"),
        ("大正15年12月1日", "date_out_of_range"),
        ("T15.12.1", "date_out_of_range"),
        ("1926/12/24", "date_out_of_range"),
        ("2226/4/1", "date_out_of_range"),
        ("令和8年4月1日(木)", "date_wrong_weekday"),
        ("2026/4/1 2", "date_not_read"),
        ("2026/4/1 12:30", "date_not_read"),
        ("2 026/4/1", "date_not_read"),
        ("2026/4-1", "date_not_read"),
        ("202604", "date_not_read"),
        ("46113", "date_not_read"),
        ("令和8年度", "date_not_read"),
        ("あした", "date_not_read"),
        ("", "date_not_read"),
        ("1_000", "date_not_read"),
        ("٢٠٢٦/٤/١", "date_not_read"),
        ("R8.4." + "1" * 100, "date_not_read"),
    ],
)
def test_a_date_that_is_not_clear_is_asked_back(text: str, code: str) -> None:  # R5
    assert _code(text) == code


@given(_days)
def test_every_shown_date_is_read_back(day: date) -> None:
    for text in (
        cal.date_text(day),
        cal.date_short(day),
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
    ):
        assert cal.parse_date(text) == cal.Parsed(day)
        assert cal.parse_date(_wide(text)) == cal.Parsed(day)


@given(st.one_of(st.text(max_size=50), st.text("令和平成RHS元0123456789年月日/-. （）", max_size=14)))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for parse in (cal.parse_date, cal.parse_fiscal_year):
        try:
            parse(text)
        except InputRejected as refused:
            assert all(len(str(value)) <= 21 for value in refused.params.values())


@pytest.mark.parametrize(
    ("today", "open_years"),
    [
        (date(2026, 3, 31), (2025,)),
        (date(2026, 4, 1), (2025, 2026)),
        (date(2026, 5, 31), (2025, 2026)),
        (date(2026, 6, 1), (2026,)),
        (date(2027, 1, 1), (2026,)),
    ],
)
def test_open_fiscal_years(today: date, open_years: tuple[int, ...]) -> None:  # R7
    assert cal.open_fiscal_years(today) == open_years


def test_settlement_is_firm_after_the_closing_day() -> None:  # R8
    assert cal.closing_day(2025) == date(2026, 5, 31)


def test_periods_in_order() -> None:
    assert cal.PERIODS == ("full_year", "half1", "half2", "q1", "q2", "q3", "q4") + tuple(
        f"m{month:02}" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
    )
    assert sorted(set(cal.PERIODS), key=cal.period_order) == list(cal.PERIODS)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("full_year", date(2023, 4, 1), date(2024, 3, 31)),
        ("half1", date(2023, 4, 1), date(2023, 9, 30)),
        ("half2", date(2023, 10, 1), date(2024, 3, 31)),
        ("q3", date(2023, 10, 1), date(2023, 12, 31)),
        ("q4", date(2024, 1, 1), date(2024, 3, 31)),
        ("m12", date(2023, 12, 1), date(2023, 12, 31)),
        ("m02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_span_of_a_period(period: str, first: date, last: date) -> None:
    assert cal.period_span(2023, period) == (first, last)


@given(_fiscal_years)
def test_halves_quarters_and_months_tile_the_year(fiscal_year: int) -> None:
    for parts in (("half1", "half2"), ("q1", "q2", "q3", "q4"), cal.PERIODS[7:]):
        spans = [cal.period_span(fiscal_year, part) for part in parts]
        assert (spans[0][0], spans[-1][1]) == cal.period_span(fiscal_year, "full_year")
        assert all(later[0] - earlier[1] == timedelta(days=1) for earlier, later in pairwise(spans))
        assert all(cal.fiscal_year_of(day) == fiscal_year for span in spans for day in span)


def test_h1_is_an_era_and_never_a_half_year() -> None:
    with pytest.raises(InputRejected):
        cal.period_span(2026, "H1")
