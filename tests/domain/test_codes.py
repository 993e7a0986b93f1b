"""Codes of bodies and project types: the vectors of the reference and what must not pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk.domain.codes import ProjectType, check_digit, parse_body_code, parse_project_type
from alps_desk.domain.errors import InputRejected


@pytest.mark.parametrize(
    ("five", "digit"),
    [
        ("20212", "6"),
        ("20481", "1"),
        ("20482", "0"),
        ("20485", "4"),
        ("20486", "2"),
        ("20000", "0"),
        ("20402", "1"),
        ("21404", "3"),
    ],
)
def test_check_digits(five: str, digit: str) -> None:
    assert check_digit(five) == digit
    assert parse_body_code(five) == parse_body_code(five + digit) == five + digit


@pytest.mark.parametrize(("five", "digit"), [("00000", "1"), ("10002", "1"), ("20482", "0"), ("00006", "0")])
def test_remainders_at_the_edge(five: str, digit: str) -> None:
    # Weighted sums 0 and 10 (remainder 0, 10) give 1; remainder 1 gives 0.
    assert check_digit(five) == digit


def test_full_width_is_taken() -> None:
    assert parse_body_code(" ２０２１２６ ") == "202126"


@given(st.integers(0, 99_999).map("{:05}".format), st.integers(1, 9))
def test_no_wrong_check_digit_passes(five: str, shift: int) -> None:
    wrong = five + str((int(check_digit(five)) + shift) % 10)
    with pytest.raises(InputRejected) as refused:
        parse_body_code(wrong)
    assert refused.value.code == "code_body_check_digit"


@pytest.mark.parametrize("text", ["", "2021", "2021260", "20212a", "202 126", "大町市", "２０２１２⑥"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(InputRejected) as refused:
        parse_body_code(text)
    assert refused.value.code == "code_body_not_read"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (sign, ProjectType.I)
        for sign in ("I", "i", "Ｉ", "Ⅰ", "ⅰ", "1", "１", " I ", "タイプI", "種別Ⅰ", "Ⅰ型", "型Ⅰ")
    ]
    + [(sign, ProjectType.II) for sign in ("II", "ＩＩ", "Ⅱ", "ⅱ", "2", "２", "タイプ２")]
    + [(sign, ProjectType.III) for sign in ("III", "iii", "Ⅲ", "ⅲ", "3", "３", "事業タイプ III")],
)
def test_project_types(text: str, kind: ProjectType) -> None:
    assert parse_project_type(text) is kind


@pytest.mark.parametrize("text", ["", "IV", "Ⅳ", "4", "0", "IIII", "11", "l", "連携事業", "①"])
def test_unknown_project_types_are_refused(text: str) -> None:
    with pytest.raises(InputRejected) as refused:
        parse_project_type(text)
    assert refused.value.code == "code_project_type"
