"""How shares of 負担金 came about, in words: for footnotes on paper, the command line and the window (R22)."""

from __future__ import annotations

from datetime import date

from alps_desk.domain.calendar import date_text
from alps_desk.domain.money import format_amount
from alps_desk.domain.plan import Plan
from alps_desk.domain.share_plan import BaseFigure
from alps_desk.domain.sharing import Portion, ProjectShares
from alps_desk.wording import say, term


def way_text(plan: Plan, found: ProjectShares) -> str:
    """ "均等割20％・人口割80％〔住民基本台帳、平成29年9月30日現在〕（端数：…）"."""
    parts = [_portion_text(portion) for portion in found.portions]
    rule = plan.label("remainder_rule", found.rule.remainder)
    return say("share_way", parts=say("share_joined").join(parts), remainder=rule)


def arithmetic_text(found: ProjectShares) -> str:
    """ "3,000,000円－県支出金1,000,000円＝2,000,000円"; "" while nothing can be reckoned."""
    if found.cost_yen is None or found.to_share_yen is None:
        return ""
    funds = "".join(
        say("share_fund_minus", fund=term(name), yen=format_amount(yen))
        for name, yen in (found.deducted or {}).items()
        if yen
    )
    return say(
        "share_arithmetic",
        cost=format_amount(found.cost_yen),
        funds=funds,
        left=format_amount(found.to_share_yen),
    )


def base_text(plan: Plan, portion: Portion) -> str:
    """The figures a portion goes by, body by body; "" for 均等割."""
    if portion.figures is None:
        return ""
    each = [
        say("share_base_of", body=plan.body(office).name, value=format_amount(figure.value))
        for office, figure in portion.figures.items()
    ]
    return say(
        "share_bases",
        kind=say(f"share_{portion.kind}"),
        origin=_origin_text(portion),
        figures=say("form_list_separator").join(each),
    )


def _portion_text(portion: Portion) -> str:
    kind = say("share_kind_equal") if portion.figures is None else say(f"share_{portion.kind}")
    text = say("share_percent_of", kind=kind, percent=portion.percent)
    return text + say("share_origin", origin=_origin_text(portion)) if portion.figures else text


def _origin_text(portion: Portion) -> str:
    """Source and day of the figures; where bodies differ in it, each one that there is."""
    figures = list((portion.figures or {}).values())
    sources = dict.fromkeys(figure.source for figure in figures if figure.source)
    days = dict.fromkeys(_day_text(figure) for figure in figures if figure.as_of_on)
    return say("form_list_separator").join([*sources, *days]) or portion.basis


def _day_text(figure: BaseFigure) -> str:
    try:
        return say("share_as_of", day=date_text(date.fromisoformat(figure.as_of_on)))
    except ValueError:
        return figure.as_of_on
