"""受領: per segment what the union has, by its latest word, which may fall; complete after one round trip."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alps_desk import wording
from alps_desk.app.commands import Submit
from alps_desk.app.desk import Desk
from alps_desk.app.receipts import unacknowledged
from tests.fixtures.desks import Clock, Region, progress, save, take
from tests.journeys.test_submission import board


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Region]:
    made = Region(tmp_path, Clock())
    yield made
    made.close()


def stand(desk: Desk) -> list[tuple[str, int]]:
    return [(one.state, one.changes) for one in desk.receipts()]


def test_from_written_down_to_acknowledged(region: Region) -> None:
    ikeda = region.member("ikeda")
    save(ikeda, {progress("ikeda"): {"pace": "late"}})
    save(ikeda, {progress("ikeda"): {"issues": "雪"}})
    assert stand(ikeda) == [("unexported", 2)]
    first = region.export(ikeda)
    assert stand(ikeda) == [("exported", 2)]
    assert ikeda.receipts()[0].file == first.name
    assert unacknowledged(ikeda.receipts()) == 2
    # Writing it again acknowledges nothing.
    region.export(ikeda)
    save(ikeda, {progress("ikeda"): {"issues": ""}})
    assert stand(ikeda) == [("exported", 2), ("unexported", 1)]
    take(region.union, first)
    assert stand(ikeda) == [("exported", 2), ("unexported", 1)]
    region.give(region.union, ikeda)
    assert stand(ikeda) == [("received", 2), ("unexported", 1)]
    region.exchange(ikeda)
    assert stand(ikeda) == [("received", 2), ("received", 1)]
    assert unacknowledged(ikeda.receipts()) == 0
    assert region.union.receipts() == []


def test_a_union_that_lost_its_data_is_believed_and_gets_everything_again(region: Region) -> None:
    ikeda = region.member("ikeda")
    region.exchange(ikeda)
    lost = region.copy(region.union, "lost")
    save(ikeda, {progress("ikeda"): {"pace": "late"}})
    region.exchange(ikeda)
    assert stand(ikeda) == [("received", 1)]
    take(ikeda, region.export(lost))
    assert stand(ikeda) == [("exported", 1)]
    assert region.give(ikeda, lost).state == "merged"
    region.clock.step(minutes=1)
    take(ikeda, region.export(lost))
    assert stand(ikeda) == [("received", 1)]


def test_an_old_file_of_the_union_taken_twice_says_nothing_new(region: Region) -> None:
    ikeda = region.member("ikeda")
    old = region.export(region.union)
    take(ikeda, old)
    save(ikeda, {progress("ikeda"): {"pace": "late"}})
    region.exchange(ikeda)
    assert take(ikeda, old)[0].code == "file_already"
    assert stand(ikeda) == [("received", 1)]


def test_a_submission_waits_for_the_union_once_it_is_acknowledged(region: Region) -> None:
    ikeda = region.member("ikeda")
    ikeda.execute(Submit(2017, "half1"))
    region.give(ikeda, region.union)
    assert set(board(ikeda).values()) == {"submitted"}
    region.give(region.union, ikeda)
    assert set(board(ikeda).values()) == {"waiting"}


def test_what_the_union_refused_is_told_with_its_reason(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    ikeda = region.member("ikeda")
    # An office whose program lets through what it may not write.
    monkeypatch.setattr("alps_desk.app.recording.ground", lambda *_: "own")
    save(ikeda, {progress("hakuba"): {"pace": "late"}})
    bad = region.export(ikeda)
    before = region.union.digest()
    assert take(region.union, bad, keep=False)[0].code == "not_allowed"
    assert region.union.place.store.refused() == {}, "a preview notes nothing"
    assert take(region.union, bad)[0].code == "not_allowed"
    assert region.union.digest() == before
    region.give(region.union, ikeda)
    assert stand(ikeda) == [("returned", 1)]
    (one,) = ikeda.receipts()
    assert wording.knows(f"receipt_why_{one.code}")
    # Form 10 names the file until the office sends a better one.
    table = region.union.report_table("imports", 2017, "half1")
    keys = [column.key for column in table.columns]
    listed = [dict(zip(keys, row.cells, strict=True)) for row in table.rows]
    (refused,) = [row for row in listed if row["refused"].value]
    assert (refused["file"].value, refused["refused"].value) == (bad.name, 1)
    assert refused["text"].value == wording.say("imports_why_not_allowed")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Homes of a union and two PCs of an office, ready to be copied."""
    region = Region(tmp_path_factory.mktemp("pair"), Clock())
    for pc in ("ikeda", "ikeda-2"):
        region.give(region.union, region.member("ikeda", pc))
    region.close()
    return region.folder


_steps = st.lists(
    st.sampled_from(["save", "lose", "give", "back", "forget", "second"]), min_size=1, max_size=10
)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(_steps)
def test_one_round_trip_completes_the_receipts(
    pair: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """Whatever was lost, repeated or forgotten before: office → union → office, and everything is acknowledged."""
    region = Region.again(pair, tmp_path_factory.mktemp("round"), ("union", "ikeda", "ikeda-2"))
    first_union, ikeda, second = region.desks
    for step in steps:
        region.clock.step(hours=1)
        if step == "save":
            save(ikeda, {progress("ikeda"): {"issues": str(region.clock.time)}})
        elif step == "second":
            save(second, {progress("ikeda"): {"done_text": str(region.clock.time)}})
            region.give(second, region.union)
        elif step == "lose":
            region.export(ikeda)
        elif step == "give":
            region.give(ikeda, region.union)
        elif step == "back":
            region.give(region.union, ikeda)
        elif region.union is first_union:
            # The union's disk dies once; its copy of the very beginning is put back.
            shutil.copytree(pair / "union", region.folder / "restored")
            region.union = region.reopen("restored")
    region.exchange(ikeda)
    assert {state for state, _ in stand(ikeda)} <= {"received"}
    region.close()
