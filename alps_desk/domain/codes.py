"""Codes of bodies and types of projects.

Promise: a code is text and always in its one full form, whichever of the circulating forms was typed. Bodies are
compared by code, never by name: 松川村 is not 松川町.
"""

from __future__ import annotations

import re
from enum import StrEnum

from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.width import narrow

_WEIGHTS = (6, 5, 4, 3, 2)


def check_digit(five: str) -> str:
    """Sixth digit of a local government code: last digit of 11 − (weighted sum mod 11).

    Args:
        five: exactly five ASCII digits.
    """
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, five, strict=True)) % 11
    return str(11 - remainder)[-1]


def parse_body_code(text: str) -> str:
    """Reads a local government code (全国地方公共団体コード).

    Args:
        text: six digits, or five without the check digit; full width is taken.

    Returns:
        Six digits.

    Raises:
        InputRejected: ``code_body_not_read``, ``code_body_check_digit``.
    """
    digits = narrow(text[:20]).strip()
    if not re.fullmatch(r"[0-9]{5,6}", digits):
        raise InputRejected("code_body_not_read", text=excerpt(text))
    full = digits[:5] + check_digit(digits[:5])
    if len(digits) == 6 and digits != full:
        raise InputRejected("code_body_check_digit", text=excerpt(text))
    return full


class ProjectType(StrEnum):
    """事業タイプ: I run by the central city, II by each municipality, III by the union."""

    I = "I"  # noqa: E741 - the official name
    II = "II"
    III = "III"


_TYPE_OF_SIGN = {
    **dict.fromkeys(("I", "Ⅰ", "1"), ProjectType.I),
    **dict.fromkeys(("II", "Ⅱ", "2"), ProjectType.II),
    **dict.fromkeys(("III", "Ⅲ", "3"), ProjectType.III),
}
_TYPE = re.compile(r"(?:事業)?(?:タイプ|種別|型)? *(?P<sign>I{1,3}|[ⅠⅡⅢ123])(?: *型)?")


def parse_project_type(text: str) -> ProjectType:
    """Reads a project type: I, Ⅰ, ⅰ, 1 and so on, in any width, also as タイプⅠ, 種別1 or Ⅰ型.

    Raises:
        InputRejected: ``code_project_type``.
    """
    # upper() also turns ⅰ into Ⅰ.
    found = _TYPE.fullmatch(narrow(text[:20]).strip().upper().replace("タイプ", "型"))
    if not found:
        raise InputRejected("code_project_type", text=excerpt(text))
    return _TYPE_OF_SIGN[found["sign"]]
