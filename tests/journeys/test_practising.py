"""練習: an office and the union try everything out, and nothing of it can get into the real reports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alps_desk.app import practising
from alps_desk.app.commands import (
    AnswerReturn,
    ExportBundle,
    MergeBundles,
    SaveValues,
    Submit,
    Withdraw,
    WriteRegistration,
)
from alps_desk.app.desk import Desk
from alps_desk.app.practice_material import Rows, read_material
from alps_desk.app.progress import Cancelled, Progress
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.domain.errors import InputRejected
from tests.fixtures.desks import Clock, Region


def _set_up(clock: Clock):
    return lambda home, command: set_up_desk(home, command, clock=clock)


@pytest.fixture
def office(region: Region) -> Desk:
    return region.office("ikeda")


@pytest.fixture
def begun(office: Desk, clock: Clock) -> practising.Begun:
    return practising.begin(office, _set_up(clock), Progress())


@pytest.fixture
def desk(begun: practising.Begun, clock: Clock):
    found = open_desk(begun.practice.desk, clock=clock)
    yield found
    found.close()


def test_an_office_finds_a_report_with_the_planted_mistakes(begun: practising.Begun, desk: Desk) -> None:
    plan = desk.plan()
    assert plan.practice
    assert plan.sample
    assert plan.region.startswith("練習")
    assert desk.office == "ikeda"
    assert len(begun.mistakes) == 5
    codes = {found.code for found in desk.check(begun.fy, begun.period)}
    assert {"rule_funding", "rule_number", "rule_over_budget", "rule_missing"} <= codes
    (sent_back,) = desk.returns()
    assert sent_back.state == "open"
    # What was reported before has been received; the mistakes typed since have not left this PC.
    assert sorted(one.state for one in desk.receipts()) == ["received", "unexported"]


def test_the_union_of_a_practice_answers_each_file(begun: practising.Begun, desk: Desk, clock: Clock) -> None:
    (sent_back,) = desk.returns()
    desk.execute(AnswerReturn(sent_back.id, "池田町20人、大町市38人です。"))
    desk.execute(ExportBundle(begun.practice.root))
    (file,) = practising.arrived(desk)
    (result,) = desk.execute(MergeBundles((file,)))
    assert result.state == "merged"
    assert [one.state for one in desk.returns()] == ["closed"]
    assert practising.arrived(desk) == []


def test_a_report_without_mistakes_is_accepted_and_one_with_them_comes_back(
    begun: practising.Begun, desk: Desk, clock: Clock
) -> None:
    (sent_back,) = desk.returns()
    desk.execute(AnswerReturn(sent_back.id, "答えます。"))
    period = desk.plan().period(begun.period)
    assert period is not None
    right = Rows(read_material(), desk.plan(), period, "ikeda").complete()

    def correct(level: str) -> None:
        wrong = {found.record for found in desk.check(begun.fy, begun.period) if found.level == level}
        desk.execute(SaveValues({record: right[record] for record in wrong}))

    correct("error")
    desk.execute(Submit(begun.fy, begun.period))
    desk.execute(ExportBundle(begun.practice.root))
    desk.execute(MergeBundles(tuple(practising.arrived(desk))))
    again = [one for one in desk.returns() if one.state == "open"]
    assert [bool(one.reason) for one in again] == [True]
    desk.execute(AnswerReturn(again[0].id, "直します。"))
    desk.execute(Withdraw(begun.fy, begun.period))
    correct("missing")
    desk.execute(Submit(begun.fy, begun.period))
    desk.execute(ExportBundle(begun.practice.root))
    desk.execute(MergeBundles(tuple(practising.arrived(desk))))
    assert [one.state for one in desk.acceptances(begun.fy, begun.period)] == ["accepted"]


def test_nothing_of_a_practice_gets_into_the_real_reports(
    region: Region, office: Desk, begun: practising.Begun, desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    region.register(office)
    before = region.union.digest(), office.digest()
    sent = desk.execute(ExportBundle(tmp_path, everything=True))
    (refused,) = region.union.execute(MergeBundles((sent.file,), sent.code))
    assert (refused.state, refused.code) == ("refused", "bundle_is_practice")
    assert sent.file.name.startswith("練習_池田町")
    (answered,) = practising.arrived(desk)
    (refused,) = office.execute(MergeBundles((answered,)))
    assert (refused.state, refused.code) == ("refused", "bundle_is_practice")
    assert office.verify(answered).code == "bundle_is_practice"
    real = office.execute(ExportBundle(tmp_path, everything=True))
    (refused,) = desk.execute(MergeBundles((real.file,)))
    assert refused.state == "refused"
    assert (region.union.digest(), office.digest()) == before


def test_the_registration_of_a_practice_sets_up_nothing_real(
    begun: practising.Begun, clock: Clock, tmp_path: Path
) -> None:
    union = open_desk(begun.practice.union, clock=clock)
    file = union.execute(WriteRegistration(tmp_path))
    union.close()
    with pytest.raises(InputRejected, match="registration_is_practice"):
        set_up_desk(Home(tmp_path / "new"), SetUp("ikeda", registration=file.read_bytes()), clock=clock)
    assert not (tmp_path / "new" / "desk.db").exists()


def test_a_practice_is_begun_anew_or_stopped_without_a_trace(office: Desk, clock: Clock) -> None:
    first = practising.begin(office, _set_up(clock), Progress())
    digest = office.digest()
    mark = first.practice.desk.root / "mark"
    mark.touch()
    stopped = Progress(lambda step: stopped.cancel() if step.done else None)
    with pytest.raises(Cancelled):
        practising.begin(office, _set_up(clock), stopped)
    assert mark.exists()
    assert not first.practice.root.with_name("practice-new").exists()
    practising.begin(office, _set_up(clock), Progress())
    assert not mark.exists()
    assert office.digest() == digest


def test_the_union_practises_on_files_of_offices_made_up_for_it(region: Region, clock: Clock) -> None:
    begun = practising.begin(region.union, _set_up(clock), Progress())
    desk = open_desk(begun.practice.desk, clock=clock)
    memo = next(begun.practice.inbox.glob("*.txt")).read_text(encoding="utf-8-sig")
    files = practising.arrived(desk)
    codes = " ".join(re.findall(r"番号 ([0-9 -]+)", memo))
    results = desk.execute(MergeBundles(tuple(files), codes))
    states = sorted(result.state for result in results)
    assert states == ["merged"] * (len(files) - 1) + ["refused"]
    assert len(desk.conflicts()) == 1
    with pytest.raises(InputRejected, match="practice_in_practice"):
        practising.begin(desk, _set_up(clock), Progress())
    desk.close()
