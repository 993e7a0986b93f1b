"""Sentences about projects over the years: what one goes on from, and what goes on from it."""

from __future__ import annotations

from alps_desk import wording
from alps_desk.app.plan_options import PlanView
from alps_desk.domain.calendar import fiscal_year_text


def past_words(view: PlanView, code: str) -> str:
    """How a project goes on from the year before: 継続, 名称変更：…, 統合：…＋…, or 新規."""
    lineage, fy = view.plan.lineage, view.plan.fy
    links = lineage.earlier(fy, code)
    if not links:
        before = lineage.year_before(fy)
        return wording.say("plan_past_none" if before is not None else "plan_past_first")
    names = lineage.names.get(lineage.year_before(fy) or 0, {})
    kind = next((one.kind for one in links if one.kind), "continued")
    word = wording.say(f"link_kind_{kind}")
    if kind == "continued":
        return word
    return wording.say(
        "plan_past_of", kind=word, names="＋".join(names.get(one.earlier, one.earlier) for one in links)
    )


def past_pairs(view: PlanView, code: str) -> list[tuple[str, str]]:
    """Year by year what a project was called, and what becomes of it."""
    lineage, fy = view.plan.lineage, view.plan.fy
    pairs = []
    for past in lineage.past(fy, code):
        names = "＋".join(f"{one} {lineage.names[past.fy].get(one, '')}" for one in past.codes)
        shown = wording.say("plan_past_shared", names=names) if past.shared else names
        pairs.append((fiscal_year_text(past.fy), shown))
    following = min((year for year in lineage.names if year > fy), default=None)
    if following is not None:
        later = [
            f"{one.code} {lineage.names[following].get(one.code, '')}" for one in lineage.later(fy, code)
        ]
        pairs.append((fiscal_year_text(following), "＋".join(later) or wording.say("plan_past_ended")))
    return pairs


def ended_words(view: PlanView) -> str:
    """Projects of the year before that ended, "" if none did."""
    lineage = view.plan.lineage
    names = lineage.names.get(lineage.year_before(view.plan.fy) or 0, {})
    ended = [f"{code} {names.get(code, '')}" for code in lineage.ended(view.plan.fy)]
    return wording.say("plan_ended", names="、".join(ended)) if ended else ""
