"""Yen: reading, showing, and the arithmetic of budgets and shares (R11-R17, R21, R22).

Promise: money is whole yen in ``int`` everywhere; 千円 exists only while reading and showing (R11). No binary
floating point, rounding is half up on the absolute value (R13). What nobody has entered stays unknown (R16):
a figure names the parts it had to do without.

Sums over several years must add ``spent``, never ``budget_current``: amounts carried over would be counted in
both years (R17).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.typed_number import LIMIT, quantity_text, read_number

NO_FIGURE = "―"
"""Printed where there is nothing to compute, e.g. a rate of nothing (R12)."""

_YEN_OF_UNIT = {"円": 1, "千円": 1_000, "万円": 10_000}


@dataclass(frozen=True)
class ParsedNumber:
    """A number that was read.

    Attributes:
        normalised: it now looks different from what was typed.
        rounded: a part of a yen was rounded away.
    """

    value: int
    normalised: bool
    rounded: bool = False


@dataclass(frozen=True)
class Figure:
    """A derived amount.

    Attributes:
        yen: the amount; None if a part it cannot do without is not entered.
        missing: identifiers of the parts that are not entered (and counted as 0 if ``yen`` is a number).
    """

    yen: int | None
    missing: tuple[str, ...] = ()


# Reading and showing


def parse_yen(text: str, unit: int = 1, *, rounds: bool = False) -> ParsedNumber:
    """Reads an amount of money.

    Args:
        text: as typed or pasted: full width, commas, ￥, △ ▲ − － - or brackets as minus, 円, 千円 or 万円 at the end.
        unit: what digits without a unit word count, 1 (円) or 1000 (千円, an explicit mode of the form, R11).
        rounds: parts of a yen are rounded half up (R13); they come of figures worked out in 千円.

    Returns:
        Yen.

    Raises:
        InputRejected: codes of :func:`~alps_desk.domain.typed_number.read_number`, ``money_unit_unknown``,
            ``money_fraction`` (not whole yen, and nothing may be rounded).
    """
    typed = read_number(text)
    if typed.unit and typed.unit not in _YEN_OF_UNIT:
        raise InputRejected("money_unit_unknown", text=excerpt(text), unit=excerpt(typed.unit))
    scale = _YEN_OF_UNIT[typed.unit] if typed.unit else unit
    yen = typed.amount * scale
    # In plain yen "3.000" is a comma gone wrong rather than 3 yen; ".0" is what spreadsheets write.
    whole = yen == int(yen) and not (scale == 1 and typed.decimals > 2)
    if not whole and not (rounds and scale != 1):
        raise InputRejected("money_fraction", text=excerpt(text))
    value = int(yen.quantize(Decimal(1), ROUND_HALF_UP))
    if abs(value) >= LIMIT:
        raise InputRejected("number_too_long", text=excerpt(text))
    plain = yen_in_unit(value, unit)
    spellings = {plain, plain.replace("△", "-")}
    plainly = text in spellings | {spelling.replace(",", "") for spelling in spellings}
    return ParsedNumber(value, not plainly, not whole)


def round_half_up(amount: int, unit: int) -> int:
    """``amount / unit`` as a whole number, half away from zero: 1,234,500 by 1000 → 1235, −1,500 → −2 (R13)."""
    rounded = (2 * abs(amount) + unit) // (2 * unit)
    return rounded if amount >= 0 else -rounded


def format_amount(yen: int, unit: int = 1) -> str:
    """Amount for screen and paper in 円 or 千円, "△1,234" if negative (R13, R15). Data uses ``str(yen)``."""
    shown = yen if unit == 1 else round_half_up(yen, unit)
    return f"{shown:,}" if shown >= 0 else f"△{-shown:,}"


def yen_in_unit(yen: int, unit: int = 1) -> str:
    """Amount for an input field: like :func:`format_amount` but exact, "1.5" for 1,500 yen in 千円."""
    if unit == 1:
        return quantity_text(yen, 0)
    return quantity_text(yen, len(str(unit)) - 1).rstrip("0").rstrip(".")


# Budgets


def budget_current(
    initial: int | None,
    supplement: int | None = None,
    carried_in: int | None = None,
    transfer: int | None = None,
) -> Figure:
    """予算現額: initial + supplement + carried in + transfer, yen (R12).

    Without the initial budget there is no figure. The other three count 0 until they are entered and are named
    in ``missing`` so long.
    """
    parts = {"budget_supplement": supplement, "carried_in": carried_in, "budget_transfer": transfer}
    if initial is None:
        return Figure(None, ("budget_initial", *_missing(parts)))
    return Figure(initial + _total(parts), _missing(parts))


def unused(current: int | None, spent: int | None, carried_out: int | None = None) -> Figure:
    """不用額: current budget − spent − carried out, yen (R12).

    Without budget or spending there is no figure. Nothing carried out counts 0 and is named in ``missing``.
    """
    parts = {"budget_current": current, "spent": spent, "carried_out": carried_out}
    if current is None or spent is None:
        return Figure(None, _missing(parts))
    return Figure(current - spent - (carried_out or 0), _missing(parts))


def execution_rate(spent: int | None, budget: int | None) -> Decimal | None:
    """執行率 in percent with one decimal, half up (R12).

    Returns:
        None where there is no rate: a part is not entered, or the budget is 0.
    """
    return None if spent is None or budget is None else percent(spent, budget)


def percent(part: int, whole: int) -> Decimal | None:
    """``part / whole × 100`` with one decimal, half up on the absolute value; None if ``whole`` is 0."""
    if whole == 0:
        return None
    if whole < 0:
        part, whole = -part, -whole
    return Decimal(round_half_up(part * 1000, whole)).scaleb(-1)


def rate_text(rate: Decimal | None) -> str:
    """ "85.6%", "△5.0%", or "―" where there is no rate."""
    if rate is None:
        return NO_FIGURE
    return f"△{-rate:,.1f}%" if rate < 0 else f"{rate:,.1f}%"


def funding_difference(cost: int | None, funds: Mapping[str, int | None]) -> Figure:
    """Cost − sum of the funding columns, yen; right is 0, positive means funds are short (R21).

    Args:
        cost: ``spent`` or budget of the same stage; None = not entered.
        funds: funding column → yen. A received 負担金 is part of ``fund_other``, not a column of its own.

    Returns:
        No figure while the cost or every column is empty; single empty columns count 0 and are named.
    """
    missing = _missing(funds)
    if cost is None:
        return Figure(None, ("cost", *missing))
    if len(missing) == len(funds):
        return Figure(None, missing)
    return Figure(cost - _total(funds), missing)


def _total(parts: Mapping[str, int | None]) -> int:
    return sum(amount for amount in parts.values() if amount is not None)


def _missing(parts: Mapping[str, int | None]) -> tuple[str, ...]:
    return tuple(name for name, amount in parts.items() if amount is None)


# Shares


def split(total: int, bases: Mapping[str, int], rule: str) -> dict[str, int]:
    """Divides an amount by ratio so that the shares add up to it exactly (R22).

    Every share is cut down to whole yen (by absolute value, so that a repayment mirrors a payment); what is left
    goes by the named rule.

    Args:
        total: yen; negative for a settlement paid back.
        bases: key → base figure (population, users …); the order of the mapping is the code order of bodies.
        rule: ``largest_remainder`` (one yen each to the largest cut-off parts, equal ones in the order of
            ``bases``, so the result is the same on every PC) or ``to:KEY`` (all of it to one body).

    Returns:
        Key → yen, in the order of ``bases``.

    Raises:
        InputRejected: ``money_split_bases`` (a negative base, or none above 0), ``money_split_rule``.
    """
    whole = sum(bases.values())
    if whole <= 0 or any(base < 0 for base in bases.values()):
        raise InputRejected("money_split_bases")
    shares = {key: abs(total) * base // whole for key, base in bases.items()}
    left = abs(total) - sum(shares.values())
    receiver = rule.removeprefix("to:")
    if rule == "largest_remainder":
        by_cut = sorted(bases, key=lambda key: -(abs(total) * bases[key] % whole))
        for key in by_cut[:left]:
            shares[key] += 1
    elif receiver != rule and receiver in bases:
        shares[receiver] += left
    else:
        raise InputRejected("money_split_rule", text=excerpt(rule))
    return {key: share if total >= 0 else -share for key, share in shares.items()}
