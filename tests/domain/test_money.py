"""Yen: every vector of R11-R22, and the laws of reading, rounding and splitting."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk.domain import money
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.money import Figure, ParsedNumber

_amounts = st.integers(-(10**15) + 1, 10**15 - 1)
_optional = st.none() | st.integers(-(10**12), 10**12)


def _code(text: str, unit: int = 1) -> str:
    with pytest.raises(InputRejected) as refused:
        money.parse_yen(text, unit)
    assert all(len(str(value)) <= 21 for value in refused.value.params.values())
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("0", 0),
        ("1200", 1200),
        ("1,200", 1200),
        ("△1,234", -1234),
        ("-1234", -1234),
        ("999,999,999,999,999", 999_999_999_999_999),
    ],
)
def test_amounts_in_plain_spelling_are_taken_as_they_are(text: str, yen: int) -> None:
    assert money.parse_yen(text) == ParsedNumber(yen, False)


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("１，２３４", 1234),
        ("￥1,234", 1234),
        ("¥ 1234", 1234),
        ("1,234円", 1234),
        ("１，２３４　円", 1234),
        ("1,234千円", 1_234_000),
        ("1.5千円", 1500),
        ("123万円", 1_230_000),
        ("0.5万円", 5000),
        ("▲1,234", -1234),
        ("−1234", -1234),
        ("－１２３４", -1234),
        ("ー1234", -1234),
        ("△ 1,234", -1234),
        ("-¥1,234", -1234),
        ("¥-1,234", -1234),
        ("(1,200)", -1200),
        ("（１，２００）", -1200),
        ("（￥1,200円）", -1200),
        ("(1,200)千円", -1_200_000),
        ("+1,200", 1200),
        ("  1200　", 1200),
        ("007", 7),
        ("1200.0", 1200),
        ("△0", 0),
    ],
)
def test_spellings_of_an_amount(text: str, yen: int) -> None:  # R15, R58
    assert money.parse_yen(text) == ParsedNumber(yen, True)


@pytest.mark.parametrize(
    ("text", "yen", "normalised"),
    [
        ("1,234", 1_234_000, False),
        ("1.5", 1500, False),
        ("△1,234", -1_234_000, False),
        ("1,234,500円", 1_234_500, True),
        ("1,234千円", 1_234_000, True),
    ],
)
def test_amounts_typed_in_thousands(text: str, yen: int, normalised: bool) -> None:  # R11
    assert money.parse_yen(text, 1000) == ParsedNumber(yen, normalised)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "number_not_read"),
        (" ", "number_not_read"),
        ("1_000", "number_not_read"),
        ("NaN", "number_not_read"),
        ("inf", "number_not_read"),
        ("0x10", "number_not_read"),
        ("1.23E+11", "number_exponent"),
        ("1e5", "number_exponent"),
        ("１．２３Ｅ＋１１", "number_exponent"),
        ("1000000000000000", "number_too_long"),
        ("12345678901234567890", "number_too_long"),
        ("9" * 5000, "number_too_long"),
        ("1,000,000,000,000千円", "number_too_long"),
        ("1.5", "money_fraction"),
        ("0.5円", "money_fraction"),
        ("3.000", "money_fraction"),
        ("0.0005千円", "money_fraction"),
        ("####", "number_hashes"),
        ("＃＃＃", "number_hashes"),
        ("#REF!", "number_spreadsheet_error"),
        ("R8.4.1", "number_is_date"),
        ("2026/4/1", "number_is_date"),
        ("2026-04-01", "number_is_date"),
        ("令和8年4月1日", "number_is_date"),
        ("4月1日", "number_is_date"),
        ("1/2", "number_is_date"),
        ("7.4.1", "number_is_date"),
        ("1-2", "number_is_date"),
        ("12,34", "number_not_read"),
        ("1,2345", "number_not_read"),
        ("1 234", "number_not_read"),
        ("1.234.567", "number_not_read"),
        (".5", "number_not_read"),
        ("5.", "number_not_read"),
        ("△-1", "number_not_read"),
        ("-(1,200)", "number_not_read"),
        ("(△1,200)", "number_not_read"),
        ("(1,200", "number_not_read"),
        ("=1+1", "number_not_read"),
        ("1,200人", "money_unit_unknown"),
        ("1億円", "money_unit_unknown"),
        ("①200", "number_not_read"),
        ("10²", "money_unit_unknown"),
        ("１２三", "money_unit_unknown"),
        ("٣", "number_not_read"),
        ("1200\n300", "number_not_read"),
        ("1200\x00", "number_not_read"),
        ("百", "number_not_read"),
    ],
)
def test_what_is_not_clearly_an_amount_is_refused(text: str, code: str) -> None:
    assert _code(text) == code


def test_eight_digits_are_money_and_no_date() -> None:
    assert money.parse_yen("20260401").value == 20_260_401


@given(_amounts, st.sampled_from([1, 1000]))
def test_every_shown_amount_is_read_back(yen: int, unit: int) -> None:
    shown = money.yen_in_unit(yen, unit)
    assert money.parse_yen(shown, unit) == ParsedNumber(yen, False)
    assert money.parse_yen(shown.replace("△", "▲"), unit).value == yen
    if yen < 0:
        assert money.parse_yen(f"（{shown[1:]}）", unit).value == yen


@given(st.text("0123456789,.+-−△()（）¥円千万 ０１２#E_/", max_size=12), st.sampled_from([1, 1000]))
def test_whatever_is_typed_is_read_exactly_or_refused(text: str, unit: int) -> None:
    try:
        value = money.parse_yen(text, unit).value
    except InputRejected as refused:
        assert all(len(str(part)) <= 21 for part in refused.params.values())
    else:
        assert abs(value) < 10**15
        assert money.parse_yen(money.yen_in_unit(value, unit), unit).value == value


@pytest.mark.parametrize(
    ("yen", "shown"),
    [
        (1_234_500, "1,235"),
        (1_235_500, "1,236"),
        (-1_500, "△2"),
        (1_499, "1"),
        (500, "1"),
        (499, "0"),
        (-499, "0"),
        (0, "0"),
    ],
)
def test_thousands_are_rounded_half_up(yen: int, shown: str) -> None:  # R13
    assert money.format_amount(yen, 1000) == shown


def test_yen_are_shown_whole() -> None:
    assert money.format_amount(-1_234) == "△1,234"
    assert money.yen_in_unit(1_500, 1000) == "1.5"


@given(_amounts, st.integers(1, 10**6))
def test_rounding_is_half_up_and_symmetric(amount: int, unit: int) -> None:
    rounded = money.round_half_up(amount, unit)
    assert money.round_half_up(-amount, unit) == -rounded
    distance = abs(Fraction(amount, unit)) - abs(rounded)
    assert -Fraction(1, 2) <= distance < Fraction(1, 2)


def test_execution_rate_of_the_reference() -> None:  # R12
    budget, spent, carried_out = 193_416_177_000, 165_595_710_595, 19_413_350_000
    assert money.execution_rate(spent, budget) == Decimal("85.6")
    assert money.rate_text(money.execution_rate(spent, budget)) == "85.6%"
    assert money.unused(budget, spent, carried_out) == Figure(8_407_116_405)


@pytest.mark.parametrize(
    ("spent", "budget", "shown"),
    [
        (0, 100, "0.0%"),
        (1, 2000, "0.1%"),
        (1, 2001, "0.0%"),
        (100, 0, "―"),
        (0, 0, "―"),
        (None, 100, "―"),
        (100, None, "―"),
        (-5, 100, "△5.0%"),
        (5, -100, "△5.0%"),
        (123_456, 100, "123,456.0%"),
    ],
)
def test_execution_rates(spent: int | None, budget: int | None, shown: str) -> None:  # R12
    assert money.rate_text(money.execution_rate(spent, budget)) == shown


def test_current_budget_names_what_is_not_entered() -> None:  # R12, R16
    assert money.budget_current(5_460, -120, 0, 10) == Figure(5_350)
    assert money.budget_current(5_460, None, 0, None) == Figure(
        5_460, ("budget_supplement", "budget_transfer")
    )
    assert money.budget_current(None, 100, 0, 0) == Figure(None, ("budget_initial",))
    assert money.budget_current(0, 0, 0, 0) == Figure(0)


def test_unused_names_what_is_not_entered() -> None:
    assert money.unused(100, None, 0) == Figure(None, ("spent",))
    assert money.unused(None, 1, 0) == Figure(None, ("budget_current",))
    assert money.unused(100, 60) == Figure(40, ("carried_out",))


def test_funding_of_the_reference() -> None:  # R19, R21
    funds = {
        "fund_national": 0,
        "fund_prefecture": 1_000_000,
        "fund_bond": 0,
        "fund_other": 4 * 300_000,
        "fund_general": 800_000,
    }
    assert money.funding_difference(3_000_000, funds) == Figure(0)
    assert money.funding_difference(3_000_001, funds) == Figure(1)
    assert money.funding_difference(3_000_000, funds | {"fund_bond": None}) == Figure(0, ("fund_bond",))
    assert money.funding_difference(None, funds) == Figure(None, ("cost",))
    assert money.funding_difference(3_000_000, {"fund_general": None}) == Figure(None, ("fund_general",))


_BODIES = ("omachi", "ikeda", "matsukawa", "hakuba", "otari")
_bases = st.lists(st.integers(0, 30_000), min_size=5, max_size=5).filter(any)


@given(_amounts, _bases, st.sampled_from(["largest_remainder", "to:omachi", "to:otari"]))
def test_shares_add_up_and_stay_within_a_few_yen(total: int, figures: list[int], rule: str) -> None:  # R22
    bases = dict(zip(_BODIES, figures, strict=True))
    shares = money.split(total, bases, rule)
    assert list(shares) == list(bases)
    assert sum(shares.values()) == total
    assert money.split(-total, bases, rule) == {key: -share for key, share in shares.items()}
    for key, share in shares.items():
        exact = Fraction(total * bases[key], sum(figures))
        assert abs(share - exact) < (1 if rule == "largest_remainder" else len(bases))
        if bases[key] == 0 and rule == "largest_remainder":
            assert share == 0


def test_the_remainder_goes_by_the_named_rule() -> None:
    bases = {"omachi": 1, "ikeda": 1, "matsukawa": 1}
    assert money.split(100, bases, "largest_remainder") == {"omachi": 34, "ikeda": 33, "matsukawa": 33}
    assert money.split(101, bases, "to:matsukawa") == {"omachi": 33, "ikeda": 33, "matsukawa": 35}
    assert money.split(10, {"omachi": 5, "ikeda": 2, "otari": 2}, "largest_remainder") == {
        "omachi": 6,
        "ikeda": 2,
        "otari": 2,
    }


@pytest.mark.parametrize(
    ("bases", "rule", "code"),
    [
        ({}, "largest_remainder", "money_split_bases"),
        ({"omachi": 0}, "largest_remainder", "money_split_bases"),
        ({"omachi": 2, "ikeda": -1}, "largest_remainder", "money_split_bases"),
        ({"omachi": 1}, "to:ikeda", "money_split_rule"),
        ({"omachi": 1}, "omachi", "money_split_rule"),
    ],
)
def test_a_split_without_a_base_or_rule_is_refused(bases: dict[str, int], rule: str, code: str) -> None:
    with pytest.raises(InputRejected) as refused:
        money.split(100, bases, rule)
    assert refused.value.code == code
