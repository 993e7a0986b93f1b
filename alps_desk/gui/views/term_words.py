"""The terms of a total in words, and the panel that lists every one of them."""

from __future__ import annotations

from collections.abc import Sequence

from alps_desk import wording
from alps_desk.app.describing import period_label
from alps_desk.domain.consolidate import ProjectTotal, RegionTotal, Term
from alps_desk.domain.money import format_amount
from alps_desk.domain.plan import Plan
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.info_panel import InfoPanel

_IN_A_TIP = 8
_IN_A_PANEL = 240
"""Terms a tip and the panel show; a total of a whole country has thousands, and the forms list them."""


def term_name(plan: Plan, term: Term, said: str = "") -> str:
    """Whose word it is and of what: 大町市〔支出済額・決算確定〕, 池田町→大町市〔負担金（支出）〕.

    Args:
        said: a stage that is told for all terms already.
    """
    say = wording.say
    if term.kind == "expenditure":
        name = plan.body(term.office).name
    elif term.basis == "limit":
        return say("totals_limit", payer=plan.body(term.payer).name)
    elif term.payer:
        name = say("totals_from_to", payer=plan.body(term.payer).name, payee=plan.body(term.payee).name)
    else:
        name = say("totals_to", payee=plan.body(term.payee).name)
    basis = {"none": "cell_none", "transfer_in_total": ""}.get(term.basis)
    words = say(basis) if basis else wording.term("transfer_in" if basis == "" else term.basis)
    stage = period_label(term.stage) if term.stage and term.stage != said else ""
    text = say("totals_basis", words=say("share_joined").join(filter(None, (words, stage))))
    marks = [
        say(code)
        for code, marked in (("report_conflict", term.conflict), ("form_on_behalf", term.on_behalf))
        if marked
    ]
    return name + text + "".join(say("form_sum_mark", words=mark) for mark in marks)


def tip_of(plan: Plan, parts: Sequence[ProjectTotal], key: str) -> str:
    """The terms of 総計 or 控除 in one line each, or 総計 − 控除; the panel has them all."""
    say = wording.say
    if key == "net":
        gross, taken = (
            sum(getattr(one, name) or 0 for one in parts) for name in ("gross_yen", "elimination_yen")
        )
        return say("totals_net", gross=_yen(gross), elimination=_yen(taken), net=_yen(gross - taken))
    kind = "elimination" if key == "elimination" else "expenditure"
    terms = [term for one in parts for term in one.terms if term.kind == kind]
    if not terms:
        return say("totals_nothing_taken")
    lines = [say("totals_term", name=term_name(plan, term), yen=_yen(term.yen)) for term in terms[:_IN_A_TIP]]
    if len(terms) > _IN_A_TIP:
        lines.append(say("totals_more", count=len(terms) - _IN_A_TIP))
    return "\n".join(lines)


def show_nothing(panel: InfoPanel) -> None:
    """No total is current."""
    panel.begin("", wording.say("totals_panel"))
    panel.add_text(wording.say("totals_panel_none"), ink="secondary")
    panel.finish()


def show_total(
    panel: InfoPanel, plan: Plan, name: str, total: ProjectTotal | RegionTotal, parts: Sequence[ProjectTotal]
) -> None:
    """Every term of a total: what is added, what is taken out, who is missing, what is a 食い違い."""
    say = wording.say
    panel.begin(say("totals_panel"), name)
    if total.conflict:
        panel.add_notice(State.CONFLICT, say("totals_conflict"), say("totals_conflict_note"))
    stages = {stage for one in parts for stage in one.stages}
    # What all terms share is said once, over them.
    stage = stages.pop() if len(stages) == 1 else ""
    _show_missing(panel, plan, total, parts, stage)
    for heading, kind, yen in (
        ("gross_total", "expenditure", total.gross_yen),
        ("elimination", "elimination", total.elimination_yen),
    ):
        panel.add_section(wording.term(heading), "" if yen is None else say("totals_yen", yen=_yen(yen)))
        _show_terms(panel, plan, parts, kind, stage)
    panel.add_section(
        wording.term("net_total"), "" if total.net_yen is None else say("totals_yen", yen=_yen(total.net_yen))
    )
    if total.net_yen is not None:
        panel.add_text(
            say("totals_net", gross=_yen(total.gross_yen or 0), elimination=_yen(total.elimination_yen or 0),
                net=_yen(total.net_yen))
        )  # fmt: skip
    panel.finish()


def _show_missing(
    panel: InfoPanel,
    plan: Plan,
    total: ProjectTotal | RegionTotal,
    parts: Sequence[ProjectTotal],
    stage: str,
) -> None:
    """Of what stage it is, where it is of one; how many bodies are in it, and who is missing."""
    say = wording.say
    counts: dict[str, int] = {}
    for one in parts:
        for office in one.missing:
            counts[office] = counts.get(office, 0) + 1
    pairs = [(say("totals_stage"), period_label(stage))] if stage else []
    count = say("totals_count", done=total.reported, all=total.expected)
    panel.add_values([*pairs, (wording.term("reported_count"), count)])
    if not counts:
        return
    bodies = say("form_list_separator").join(
        say("form_note_body", body=plan.body(office).name, count=count)
        if len(parts) > 1
        else plan.body(office).name
        for office, count in counts.items()
    )
    panel.add_notice(State.EMPTY, say("totals_waiting", count=len(counts)), bodies)


def _show_terms(panel: InfoPanel, plan: Plan, parts: Sequence[ProjectTotal], kind: str, stage: str) -> None:
    """The terms; of several projects under the name of each."""
    say = wording.say
    left = _IN_A_PANEL
    shown = False
    for one in parts:
        terms = [term for term in one.terms if term.kind == kind]
        if not terms or left <= 0:
            continue
        shown = True
        if len(parts) > 1:
            project = plan.project(one.project)
            panel.add_text(project.name if project is not None else one.project, ink="secondary")
        panel.add_amounts([(term_name(plan, term, stage), _yen(term.yen)) for term in terms[:left]])
        left -= len(terms)
    if left < 0:
        panel.add_text(say("totals_more_terms", count=-left), ink="secondary")
    if not shown:
        panel.add_text(
            say("totals_nothing_taken" if kind == "elimination" else "totals_nobody"), ink="secondary"
        )


def _yen(yen: int) -> str:
    return format_amount(yen)
