"""差戻し, 回答, 受理, due dates and leave to change: the union's words travel in its file, the office's in the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app.commands import (
    Accept,
    AnswerReturn,
    CloseReturn,
    SaveValues,
    SendBack,
    SetDeadline,
    Submit,
    Unlock,
    Withdraw,
)
from alps_desk.app.desk import Desk
from alps_desk.domain.records import EVERY, record_id
from tests.fixtures.desks import Clock, Region, money, progress, save
from tests.journeys.test_submission import board, refused

FIELD, OTHER = money("ikeda"), progress("ikeda", "F02P02")
SUBMISSION = "submission:ikeda:2017:half1"


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Region]:
    made = Region(tmp_path, Clock())
    yield made
    made.close()


@pytest.fixture
def ikeda(region: Region) -> Desk:
    """Everything is entered for two projects, both periods are submitted, and the union has it."""
    desk = region.member("ikeda")
    save(desk, {FIELD: {"spent": 2040}, OTHER: {"pace": "on_track"}})
    for period in ("half1", "full_year"):
        desk.execute(Submit(2017, period, "課長"))
    region.exchange(desk)
    return desk


def states(desk: Desk) -> list[str]:
    return [one.state for one in desk.returns(office="ikeda")]


def test_a_return_opens_the_field_and_closes_by_the_correction(region: Region, ikeda: Desk) -> None:
    union = region.union
    sent = union.execute(SendBack(FIELD, "spent", "内訳を教えてください"))
    assert board(union)["F02P03"] == "returned"
    assert refused(ikeda, SaveValues({FIELD: {"spent": 1}})) == ["field_locked"]
    region.give(union, ikeda)
    (view,) = ikeda.returns()
    assert (view.id, view.record, view.field, view.office, view.reason, view.pinned_text, view.state) == (
        sent.id, FIELD, "spent", "ikeda", "内訳を教えてください", "2,040円", "open",
    )  # fmt: skip
    assert board(ikeda)["F02P03"] == "returned"
    assert refused(
        ikeda, SaveValues({OTHER: {"pace": "late"}}), SaveValues({FIELD: {"money_note": "x"}})
    ) == [
        "field_locked",
        "field_locked",
    ]
    save(ikeda, {FIELD: {"spent": 2050}})
    # A slip can still be mended until the union settles it.
    save(ikeda, {FIELD: {"spent": 2060}})
    assert (states(ikeda), states(union)) == (["corrected"], ["open"])
    region.give(ikeda, union)
    (view,) = union.returns()
    assert view.state == "corrected"
    assert [(one.value, one.field) for one in view.corrections] == [(2050, "spent"), (2060, "spent")]
    assert board(union)["F02P03"] == "corrected"
    assert union.execute(Accept(2017, "half1", "ikeda")).later == ()
    assert (states(union), board(union)["F02P03"]) == (["closed"], "accepted")
    region.give(union, ikeda)
    assert board(ikeda)["F02P03"] == "accepted"
    assert refused(ikeda, SaveValues({FIELD: {"spent": 1}}), Withdraw(2017, "half1")) == [
        "field_locked",
        "accepted_already",
    ]
    assert union.digest() == ikeda.digest()


def test_a_return_closes_by_an_answer(region: Region, ikeda: Desk) -> None:
    union = region.union
    sent = union.execute(SendBack(FIELD, "", "理由を確かめたい"))
    region.give(union, ikeda)
    assert refused(union, AnswerReturn(sent.id, "はい")) == ["return_not_ours"]
    assert refused(ikeda, AnswerReturn(sent.id, " "), AnswerReturn("x", "はい")) == [
        "answer_needs_text",
        "no_such_return",
    ]
    ikeda.execute(AnswerReturn(sent.id, "11月に一括で支払うためです", "係長"))
    assert states(ikeda) == ["answered"]
    assert refused(union, Accept(2017, "half1", "ikeda")) == ["accept_returned"]
    region.give(ikeda, union)
    (view,) = union.returns()
    assert (view.state, view.answer, view.answered_by) == (
        "answered",
        "11月に一括で支払うためです",
        "担当者A",
    )
    assert board(union)["F02P03"] == "waiting"
    union.execute(CloseReturn(sent.id))
    assert refused(union, CloseReturn(sent.id)) == ["return_closed"]
    region.give(union, ikeda)
    assert refused(ikeda, AnswerReturn(sent.id, "まだあります")) == ["return_closed"]


def test_what_came_before_the_return_is_no_correction_of_it(region: Region, ikeda: Desk) -> None:
    """A value that the union knew is not new, however late it comes back; one that it did not know is."""
    second = region.member("ikeda", "ikeda-2")
    region.exchange(second)
    region.union.execute(SendBack(OTHER, "pace", "確かめてください"))
    region.exchange(ikeda)
    region.exchange(second)
    assert states(region.union) == states(second) == ["open"]
    save(second, {OTHER: {"pace": "late"}})
    region.exchange(second)
    region.exchange(ikeda)
    assert states(region.union) == states(second) == states(ikeda) == ["corrected"]


def test_a_whole_report_is_sent_back_and_submitted_again(region: Region, ikeda: Desk) -> None:
    union = region.union
    union.execute(SendBack(SUBMISSION, "", "全体を見直してください"))
    region.give(union, ikeda)
    assert set(board(ikeda).values()) == {"returned"}
    # Everything of the period is open again; what belongs to the other period is not.
    save(ikeda, {OTHER: {"pace": "late"}, FIELD: {"spent": 1}})
    assert refused(ikeda, SaveValues({progress("ikeda", period="full_year"): {"issues": "雪"}})) == [
        "field_locked"
    ]
    assert states(ikeda) == ["open"]
    ikeda.execute(Submit(2017, "half1", "課長"))
    assert states(ikeda) == ["corrected"]
    region.give(ikeda, union)
    assert set(board(union).values()) == {"waiting"}


def test_what_comes_after_acceptance_shows_as_corrected(region: Region, ikeda: Desk) -> None:
    union, second = region.union, region.member("ikeda", "ikeda-2")
    assert refused(union, Accept(2017, "half1", "hakuba")) == ["accept_not_submitted"]
    union.execute(Accept(2017, "half1", "ikeda", "F02P02", "課長"))
    states_now = board(union)
    assert states_now.pop("F02P02") == "accepted"
    assert set(states_now.values()) == {"waiting"}
    union.execute(Accept(2017, "half1", "ikeda"))
    assert set(board(union).values()) == {"accepted"}
    save(second, {OTHER: {"issues": "雪"}})
    region.give(second, union)
    states_now = board(union)
    assert states_now.pop("F02P02") == "corrected"
    assert set(states_now.values()) == {"accepted"}
    words = union.acceptances(2017, "half1", "ikeda")
    assert [(one.project, [later.field for later in one.later]) for one in words] == [
        ("", ["issues"]), ("F02P02", ["issues"]),
    ]  # fmt: skip
    union.execute(Accept(2017, "half1", "ikeda", "F02P02"))
    assert set(board(union).values()) == {"accepted"}
    revoke = Accept(2017, "half1", "ikeda", revoke=True)
    assert refused(union, revoke) == ["revoke_needs_why"]
    union.execute(Accept(2017, "half1", "ikeda", revoke=True, why="額の確認が要る"))
    assert refused(union, revoke) == ["not_accepted"]
    states_now = board(union)
    assert states_now.pop("F02P02") == "accepted"
    assert set(states_now.values()) == {"waiting"}


def test_only_the_union_accepts_and_only_what_is_in_the_plan(region: Region, ikeda: Desk) -> None:
    assert refused(ikeda, Accept(2017, "half1", "ikeda")) == ["returns_are_unions"]
    assert refused(region.union, Accept(2017, "half1", "ikeda", "F99P99")) == ["project_unknown"]
    assert region.union.acceptances(2017, "half1", "ikeda") == []


def test_a_record_that_does_not_say_accepted_or_revoked_accepts_nothing(region: Region, ikeda: Desk) -> None:
    """Such as what is left of it when the file that held the word is taken back."""
    record = record_id(
        "acceptance", "union", fy=2017, period="half1", office="ikeda", project=EVERY
    )  # fmt: skip
    save(region.union, {record: {"by_role": "課長"}})
    region.exchange(ikeda)
    for desk in (region.union, ikeda):
        assert desk.acceptances(2017, "half1", "ikeda") == []
    assert set(board(region.union).values()) == {"waiting"}
    assert region.union.execute(Accept(2017, "half1", "ikeda")).state == "accepted"


def test_a_conflict_keeps_from_accepting(region: Region, ikeda: Desk) -> None:
    second = region.member("ikeda", "ikeda-2")
    region.union.execute(SendBack(OTHER, "pace", "確かめてください"))
    region.exchange(second)
    region.exchange(ikeda)
    save(second, {OTHER: {"pace": "late"}})
    save(ikeda, {OTHER: {"pace": "slightly_late"}})
    region.give(second, region.union)
    region.give(ikeda, region.union)
    assert refused(region.union, Accept(2017, "half1", "ikeda")) == ["accept_conflicts"]
    region.union.execute(Accept(2017, "half1", "ikeda", "F02P03"))


def test_a_due_date_of_ones_own_travels(region: Region, ikeda: Desk) -> None:
    union = region.union
    hakuba = region.member("hakuba")
    union.place.clock.step(days=10)  # type: ignore[attr-defined]
    late = {cell.days_late for cell in union.board(2017, "half1", "hakuba") if cell.state != "out"}
    assert late == {3}
    assert refused(ikeda, SetDeadline(2017, "half1", "", "2017-12-08")) == ["returns_are_unions"]
    assert refused(union, SetDeadline(2017, "half1", "", "来週"), SetDeadline(2017, "half1", "x", "2017-12-08")) == [
        "date_not_read", "office_unknown",
    ]  # fmt: skip
    union.execute(SetDeadline(2017, "half1", "", "2017-12-01"))
    union.execute(SetDeadline(2017, "half1", "hakuba", "2017-12-08", "大雪のため"))
    region.give(union, hakuba)
    for desk in (union, hakuba):
        assert desk.due_dates(2017, "half1")["hakuba"] == "2017-12-08"
        assert desk.due_dates(2017, "half1")["otari"] == "2017-12-01"
        assert {cell.days_late for cell in desk.board(2017, "half1", "hakuba")} == {0}
    union.execute(SetDeadline(2017, "half1", "hakuba", None))
    assert union.due_dates(2017, "half1")["hakuba"] == "2017-12-01"
    assert {cell.days_late for cell in union.board(2017, "half1", "ikeda")} == {0}, "it has submitted"


def test_leave_to_change_ends_with_its_day(region: Region, ikeda: Desk) -> None:
    union = region.union
    change = SaveValues({FIELD: {"spent": 1}})
    union.execute(Unlock(2017, "half1", "ikeda", "F02P03", "2017-11-24", "額の直し"))
    region.give(union, ikeda)
    assert refused(ikeda, SaveValues({OTHER: {"pace": "late"}})) == ["field_locked"]
    ikeda.execute(change)
    union.place.clock.step(days=2)  # type: ignore[attr-defined]
    assert refused(ikeda, SaveValues({FIELD: {"spent": 2}})) == ["field_locked"]
    union.execute(Unlock(2017, "half1", "ikeda", "", "2017-12-31"))
    region.give(union, ikeda)
    save(ikeda, {OTHER: {"pace": "late"}})
    union.execute(Unlock(2017, "half1", "ikeda", "", None))
    region.give(union, ikeda)
    assert refused(ikeda, SaveValues({OTHER: {"pace": "on_track"}})) == ["field_locked"]
    assert refused(union, Unlock(2017, "half1", "ikeda", "F99P99", "2017-12-31")) == ["project_unknown"]


def test_only_the_union_sends_back_and_only_what_is_there(region: Region, ikeda: Desk) -> None:
    assert refused(ikeda, SendBack(FIELD, "spent", "why")) == ["returns_are_unions"]
    assert refused(
        region.union,
        SendBack(FIELD, "spent", " "),
        SendBack(FIELD, "weather", "why"),
        SendBack(money("otari"), "", "why"),
        SendBack("project_year:union:2017:F01P01", "", "why"),
    ) == ["return_needs_why", "field_unknown", "no_such_record", "no_such_record"]


def test_the_words_are_in_the_file_for_people(region: Region, ikeda: Desk) -> None:
    region.union.execute(SendBack(FIELD, "spent", "内訳を教えてください"))
    text = region.export(region.union).read_text(encoding="utf-8-sig")
    row = next(line for line in text.splitlines() if "内訳を教えてください" in line)
    assert '"F02P03 魅力体験ツアーの開催"' in row
    assert "差し戻した団体 池田町" in row
    assert "差し戻した欄 支出済額" in row
