"""提出 and 取下げ as records: what was submitted is locked, what came besides is told, nothing is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app.commands import SaveValues, Submit, Withdraw
from alps_desk.app.desk import Desk
from alps_desk.domain.errors import InputRejected, Refusal
from alps_desk.domain.records import DELETED
from tests.fixtures.desks import Clock, Region, money, progress, save, shown

FIELD, OTHER = progress("ikeda"), progress("ikeda", "F02P02")
YEAR_WIDE = money("ikeda", stage="initial")
SUBMISSION = "submission:ikeda:2017:half1"


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Region]:
    made = Region(tmp_path, Clock())
    yield made
    made.close()


@pytest.fixture
def ikeda(region: Region) -> Desk:
    desk = region.member("ikeda")
    save(desk, {FIELD: {"pace": "on_track", "done_text": "説明会を開いた"}})
    return desk


def board(desk: Desk, office: str = "ikeda") -> dict[str, str]:
    return {cell.project: cell.state for cell in desk.board(2017, "half1", office) if cell.state != "out"}


def refused(desk: Desk, *commands: object) -> list[str]:
    codes = []
    for command in commands:
        with pytest.raises(Refusal) as caught:
            desk.execute(command)  # type: ignore[call-overload]
        codes.append(caught.value.code)
    return codes


def test_a_submission_travels_as_a_record(region: Region, ikeda: Desk) -> None:
    made = ikeda.execute(Submit(2017, "half1", "課長"))
    assert (made.state, made.record, made.by_role, made.submitted_on) == (
        "submitted", SUBMISSION, "課長", "2017-11-23",
    )  # fmt: skip
    assert set(board(ikeda).values()) == {"submitted"}
    region.give(ikeda, region.union)
    seen = region.union.submission(2017, "half1", "ikeda")
    assert (seen.state, seen.change, seen.later) == ("submitted", made.change, ())
    assert set(board(region.union).values()) == {"waiting"}
    assert board(region.union, "hakuba").keys().isdisjoint({"waiting"})
    assert region.union.digest() == ikeda.digest()


def test_errors_block_submission_with_a_sentence_and_warnings_do_not(ikeda: Desk) -> None:
    save(ikeda, {money("ikeda"): {"spent": 100, "fund_national": 1, "fund_prefecture": 0, "fund_bond": 0,
                                  "fund_other": 0, "fund_general": 0}})  # fmt: skip
    found = ikeda.check(2017, "half1")
    assert {one.level for one in found} >= {"error", "missing"}
    with pytest.raises(InputRejected) as caught:
        ikeda.execute(Submit(2017, "half1"))
    assert caught.value.code == "submit_errors"
    assert caught.value.params["count"] == 1
    assert ikeda.submission(2017, "half1").state == "none"
    save(ikeda, {money("ikeda"): {"fund_general": 99}})
    assert ikeda.execute(Submit(2017, "half1")).state == "submitted"


def test_what_is_submitted_is_locked_until_it_is_withdrawn(ikeda: Desk) -> None:
    ikeda.execute(Submit(2017, "half1"))
    change = SaveValues({FIELD: {"pace": "late"}})
    assert refused(ikeda, change, Submit(2017, "half1")) == ["field_locked", "already_submitted"]
    assert refused(ikeda, SaveValues({FIELD: {DELETED: True}}, why="重複")) == ["field_locked"]
    ikeda.execute(SaveValues({FIELD: {"pace": "on_track"}}))
    # The budget of the year and the other period are still open.
    save(ikeda, {YEAR_WIDE: {"budget_initial": 5}, progress("ikeda", period="full_year"): {"issues": "雪"}})
    made = ikeda.execute(Withdraw(2017, "half1", "係長"))
    assert (made.state, made.by_role) == ("withdrawn", "係長")
    assert refused(ikeda, Withdraw(2017, "half1")) == ["not_submitted"]
    save(ikeda, {FIELD: {"pace": "late"}})
    assert set(board(ikeda).values()) == {"draft", "empty"}
    assert ikeda.execute(Submit(2017, "half1")).later == ()


def test_the_year_is_locked_when_every_period_is_submitted(ikeda: Desk) -> None:
    for period in ("half1", "full_year"):
        ikeda.execute(Submit(2017, period))
    assert refused(ikeda, SaveValues({YEAR_WIDE: {"budget_initial": 5}})) == ["field_locked"]


def test_what_another_pc_wrote_beside_the_submission_is_listed(region: Region, ikeda: Desk) -> None:
    second = region.member("ikeda", "ikeda-2")
    region.exchange(ikeda)
    region.exchange(second)
    save(second, {OTHER: {"issues": "雪"}})
    ikeda.execute(Submit(2017, "half1", "課長"))
    region.give(second, region.union)
    region.give(ikeda, region.union)
    report = region.union.submission(2017, "half1", "ikeda")
    assert [(one.record, one.field, one.value) for one in report.later] == [(OTHER, "issues", "雪")]
    states = board(region.union)
    assert states.pop("F02P02") == "corrected"
    assert set(states.values()) == {"waiting"}
    assert shown(region.union, OTHER) == {"issues": "雪"}
    # The office learns of it, submits again, and now stands for all of it.
    region.give(region.union, ikeda)
    assert [one.field for one in ikeda.submission(2017, "half1").later] == ["issues"]
    assert ikeda.execute(Submit(2017, "half1", "課長")).later == ()
    region.give(ikeda, region.union)
    assert region.union.submission(2017, "half1", "ikeda").later == ()


def test_a_pc_that_does_not_know_of_the_submission_is_not_stopped_and_is_listed(
    region: Region, ikeda: Desk
) -> None:
    second = region.member("ikeda", "ikeda-2")
    region.exchange(second)
    ikeda.execute(Submit(2017, "half1"))
    region.give(ikeda, region.union)
    save(second, {FIELD: {"pace": "late"}})
    region.give(second, region.union)
    assert [one.record for one in region.union.submission(2017, "half1", "ikeda").later] == [FIELD]
    region.give(region.union, second)
    assert refused(second, SaveValues({FIELD: {"issues": "雪"}})) == ["field_locked"]


def test_two_pcs_submitting_the_same_are_no_conflict(region: Region, ikeda: Desk) -> None:
    second = region.member("ikeda", "ikeda-2")
    region.exchange(ikeda)
    region.exchange(second)
    for desk in (ikeda, second):
        desk.execute(Submit(2017, "half1", "課長"))
        region.give(desk, region.union)
    assert region.union.conflicts() == []
    assert region.union.submission(2017, "half1", "ikeda").later == ()
    assert region.union.place.store.caches_are_true()


def test_the_answer_is_the_same_on_every_pc_and_before_and_after_sealing(region: Region, ikeda: Desk) -> None:
    second = region.member("ikeda", "ikeda-2")
    region.exchange(ikeda)
    region.exchange(second)
    save(ikeda, {FIELD: {"issues": "一"}})
    ikeda.execute(Submit(2017, "half1"))
    save(second, {OTHER: {"pace": "late"}})
    save(ikeda, {YEAR_WIDE: {"budget_initial": 7}})
    own = [(one.record, one.field) for one in ikeda.submission(2017, "half1").later]
    assert own == [(YEAR_WIDE, "budget_initial")]
    region.export(ikeda)
    assert [(one.record, one.field) for one in ikeda.submission(2017, "half1").later] == own
    for desk in (ikeda, second, ikeda, second):
        region.exchange(desk)
    answers = [
        {one.change for one in desk.submission(2017, "half1", "ikeda").later}
        for desk in (ikeda, second, region.union)
    ]
    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0]) == 2


def test_a_conflict_may_be_settled_after_submission_and_is_listed(region: Region, ikeda: Desk) -> None:
    second = region.member("ikeda", "ikeda-2")
    region.exchange(ikeda)
    region.exchange(second)
    save(second, {FIELD: {"pace": "late"}})
    save(ikeda, {FIELD: {"pace": "slightly_late"}})
    ikeda.execute(Submit(2017, "half1"))
    for desk in (second, ikeda):
        region.exchange(desk)
    assert board(ikeda)["F02P03"] == "conflict"
    heads = ikeda.heads(FIELD)["pace"]
    ikeda.execute(
        SaveValues({FIELD: {"pace": "late"}}, seen={(FIELD, "pace"): heads}, why="電話で確認", force=True)
    )
    assert board(ikeda)["F02P03"] == "corrected"


def test_the_union_submits_for_an_office_that_answered_on_paper(region: Region, ikeda: Desk) -> None:
    union = region.union
    assert refused(union, Submit(2017, "half1", office="ikeda")) == ["behalf_needs_source"]
    assert refused(ikeda, Submit(2017, "half1", office="otari", why="電話")) == ["behalf_is_unions"]
    made = union.execute(Submit(2017, "half1", "課長", "ikeda", "11月20日の回答書"))
    assert (made.state, made.on_behalf) == ("submitted", True)
    region.give(union, ikeda)
    assert ikeda.submission(2017, "half1").on_behalf
    # The office's own word replaces it.
    own = ikeda.execute(Submit(2017, "half1", "課長"))
    assert not own.on_behalf
    region.give(ikeda, union)
    assert not union.submission(2017, "half1", "ikeda").on_behalf
    assert union.conflicts() == []


def test_an_office_that_is_not_there_has_no_submission(region: Region) -> None:
    with pytest.raises(InputRejected) as caught:
        region.union.submission(2017, "half1", "nobody")
    assert caught.value.code == "office_unknown"
