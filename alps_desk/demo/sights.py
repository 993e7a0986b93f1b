"""見どころ: what to look at in a round that was played, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from alps_desk import wording
from alps_desk.app.describing import field_label
from alps_desk.app.tables import column_label
from alps_desk.demo.played import Played
from alps_desk.domain.calendar import fiscal_year_long
from alps_desk.domain.consolidate import Term
from alps_desk.domain.money import format_amount

_DIGEST_LENGTH = 12


def guide(played: Played) -> list[str]:
    """Lines of the guide; empty lines part the sights."""
    return [
        wording.say("demo_title", year=fiscal_year_long(played.plan.fy)),
        wording.say("demo_sample"),
        "",
        *_headed(1, "wrong", _wrong(played)),
        *_headed(2, "files", _files(played)),
        *_headed(3, "conflict", _conflict(played)),
        *_headed(4, "double", _double(played)),
        *_headed(5, "pairs", _pairs(played)),
        *_headed(6, "same", _same(played)),
        *_headed(7, "look", _look(played)),
    ]


def _headed(number: int, code: str, lines: Sequence[str]) -> list[str]:
    return [f"{number}. {wording.say('demo_sight_' + code)}", *(f"   {line}" for line in lines), ""]


def _wrong(played: Played) -> list[str]:
    return [
        played.refusal,
        *(
            wording.say(
                "demo_cell",
                row=one.row,
                column=column_label(one.column),
                value=one.value,
                reason=one.message,
            )
            for one in played.refused
        ),
    ]


def _files(played: Played) -> list[str]:
    lines = []
    for story, result in played.results:
        what = wording.say(f"demo_arrival_{story or 'plain'}")
        lines.append(f"{what}{result.file}")
        lines.append(f"    → {wording.say(result.code, **result.params)}")
    return lines


def _conflict(played: Played) -> list[str]:
    one = played.conflict
    assert one is not None, "the round is over"
    project = played.plan.project(one.project)
    lines = [
        wording.say(
            "demo_conflict",
            office=played.plan.body(one.office).name,
            project=project.name if project else one.project,
            field=field_label(one.field),
        )
    ]
    lines.append(wording.say("demo_base", value=one.base_text))
    lines += [wording.say("demo_word", by=word.by, value=word.text) for word in one.candidates]
    lines.append(wording.say("demo_decided", why=played.plot.why))
    return lines


def _double(played: Played) -> list[str]:
    totals = played.totals
    assert totals is not None, "the round is over"
    row = totals.row(played.plot.sight)
    assert row is not None, "the plot names a project of the plan"
    project = played.plan.project(row.project)
    added = [term for term in row.terms if term.kind == "expenditure"]
    taken = [term for term in row.terms if term.kind == "elimination"]
    return [
        wording.say("demo_project", project=project.name if project else row.project),
        wording.say("demo_plain", sum=_sum(played, added), total=_yen(row.gross_yen)),
        wording.say("demo_taken", sum=_sum(played, taken), total=_yen(row.elimination_yen)),
        wording.say("demo_net", total=_yen(row.net_yen)),
        wording.say(
            "demo_region_totals",
            gross=_yen(totals.total.gross_yen),
            elimination=_yen(totals.total.elimination_yen),
            net=_yen(totals.total.net_yen),
        ),
    ]


def _sum(played: Played, terms: Sequence[Term]) -> str:
    return wording.say("demo_plus").join(
        wording.say(
            "demo_term", office=played.plan.body(term.payer or term.office).name, yen=format_amount(term.yen)
        )
        for term in terms
    )


def _yen(amount: int | None) -> str:
    return "―" if amount is None else format_amount(amount)


def _pairs(played: Played) -> list[str]:
    assert played.totals is not None, "the round is over"
    lines = []
    for pair in played.totals.pairs:
        if pair.difference_yen:
            project = played.plan.project(pair.project)
            lines.append(
                wording.say(
                    "demo_pair",
                    project=project.name if project else pair.project,
                    payer=played.plan.body(pair.payer).name,
                    payee=played.plan.body(pair.payee).name,
                    paid=_yen(pair.out_yen),
                    received=_yen(pair.in_yen),
                    difference=_yen(pair.difference_yen),
                )
            )
    counts = {level: sum(one.level == level for one in played.findings) for level in ("error", "warning")}
    lines.append(wording.say("demo_check", errors=counts["error"], warnings=counts["warning"]))
    return lines


def _same(played: Played) -> list[str]:
    digests = set(played.digests.values())
    (digest,) = digests
    return [wording.say("demo_same", count=len(played.digests), digest=digest[:_DIGEST_LENGTH])]


def _look(played: Played) -> list[str]:
    lines = [str(file.relative_to(played.out)) for file in played.files]
    lines += played.skipped
    lines.append(wording.say("demo_home", home=played.union_home))
    return lines
