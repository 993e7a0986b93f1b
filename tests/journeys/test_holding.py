"""Imports taken back and taken back in: what is shown equals the fold of all the other changes, exactly.

Laws: any import, at any later time, in any order; nothing is lost, everybody is told, and the caches stay true.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alps_desk.app.commands import Accept, HoldImport, ReadmitImport, Resolve, SaveValues, Submit
from alps_desk.app.desk import Desk
from alps_desk.domain.fold import DIGEST_MODULUS, Entry, digest_text, fold_record
from alps_desk.domain.journal import parse_change
from alps_desk.domain.records import DELETED, SCHEMA
from tests.fixtures.desks import Clock, Region, content, money, progress, save, shown, take
from tests.journeys.test_submission import board, refused

FIELD, OTHER = progress("ikeda"), progress("hakuba")


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Region]:
    made = Region(tmp_path, Clock())
    yield made
    made.close()


def last_import(desk: Desk) -> int:
    return desk.imports()[-1].no


def test_what_an_import_brought_is_kept_and_does_not_count(region: Region) -> None:
    ikeda, hakuba, union = region.member("ikeda"), region.member("hakuba"), region.union
    before = union.digest()
    save(ikeda, {FIELD: {"pace": "late", "issues": "雪"}})
    region.give(ikeda, union)
    taken = union.digest()
    number = last_import(union)
    save(hakuba, {OTHER: {"pace": "on_track"}})
    region.give(hakuba, union)
    after = union.digest()
    held = union.execute(HoldImport(number, "別の年度のファイル"))
    assert (held.office, held.segments, held.changes, held.depends) == ("ikeda", 1, 1, ())
    assert shown(union, FIELD) == {}
    assert shown(union, OTHER) == {"pace": "on_track"}
    assert (union.imports()[number - 1].state, union.counts()["held"]) == ("held", 1)
    assert [(one.field, one.held, one.current) for one in union.history(FIELD)] == [
        ("issues", True, False), ("pace", True, False),
    ]  # fmt: skip
    assert union.place.store.caches_are_true()
    assert before != taken
    back = union.execute(ReadmitImport(number))
    assert (back.segments, back.changes) == (1, 1)
    assert union.digest() == after
    assert union.place.store.caches_are_true()


def test_it_equals_never_having_taken_the_file(region: Region) -> None:
    ikeda, hakuba = region.member("ikeda"), region.member("hakuba")
    never = region.copy(region.union, "never")
    save(ikeda, {FIELD: {"pace": "late"}})
    save(hakuba, {OTHER: {"pace": "on_track"}})
    first, second = region.export(ikeda), region.export(hakuba)
    take(region.union, first, second)
    take(never, second)
    region.union.execute(HoldImport(last_import(region.union) - 1))
    assert region.union.digest() == never.digest()


def test_the_same_file_again_says_that_it_was_taken_back(region: Region) -> None:
    ikeda, union = region.member("ikeda"), region.union
    save(ikeda, {FIELD: {"pace": "late"}})
    file = region.export(ikeda)
    take(union, file)
    union.execute(HoldImport(last_import(union)))
    (result,) = take(union, file)
    assert (result.state, result.code) == ("already", "file_held")
    # A later file of the office brings it again, and something new: what is held stays held.
    save(ikeda, {FIELD: {"issues": "雪"}})
    result = region.give(ikeda, union)
    assert [code for code, _ in result.notices] == ["notice_still_held"]
    assert shown(union, FIELD) == {"issues": "雪"}


def test_the_sender_learns_of_it_and_nothing_is_sent_twice(region: Region) -> None:
    ikeda, union = region.member("ikeda"), region.union
    save(ikeda, {FIELD: {"pace": "late"}})
    region.give(ikeda, union)
    number = last_import(union)
    union.execute(HoldImport(number))
    result = region.give(union, ikeda)
    assert [code for code, _ in result.notices] == ["notice_sender_holds"]
    assert [one.state for one in ikeda.receipts()] == ["held"]
    assert shown(ikeda, FIELD) == {"pace": "late"}, (
        "a value that a person saved is not hidden from that person"
    )
    save(ikeda, {FIELD: {"issues": "雪"}})
    assert region.give(ikeda, union).taken.segments == 1  # type: ignore[union-attr]
    union.execute(ReadmitImport(number))
    region.give(union, ikeda)
    assert [one.state for one in ikeda.receipts()] == ["received", "received"]
    assert union.digest() == ikeda.digest()


def test_what_is_held_still_travels_so_that_a_lost_pc_gets_it_back(region: Region) -> None:
    ikeda, union = region.member("ikeda"), region.union
    save(ikeda, {FIELD: {"pace": "late"}})
    region.give(ikeda, union)
    union.execute(HoldImport(last_import(union)))
    fresh = region.office("ikeda", "ikeda-new")
    result = region.give(union, fresh)
    assert {code for code, _ in result.notices} == {"notice_sender_holds"}, "the digests of both sides agree"
    assert shown(fresh, FIELD) == {"pace": "late"}


def test_changes_that_build_on_it_stay_and_are_listed(region: Region) -> None:
    ikeda, second, union = region.member("ikeda"), region.member("ikeda", "ikeda-2"), region.union
    for desk, pace in ((ikeda, "late"), (second, "on_track")):
        save(desk, {FIELD: {"pace": pace}})
        region.give(desk, union)
    number = last_import(union)
    (conflict,) = union.conflicts()
    take_this = next(one.change for one in conflict.candidates if one.value == "late")
    decision = union.execute(Resolve(conflict.id, "電話で確認", take=take_this))
    held = union.execute(HoldImport(number))
    assert [(one.change, one.field, one.why) for one in held.depends] == [(decision, "pace", "電話で確認")]
    assert shown(union, FIELD) == {"pace": "late"}
    assert union.place.store.caches_are_true()


def test_what_cannot_be_taken_back_says_why(region: Region) -> None:
    ikeda, union = region.member("ikeda"), region.union
    region.give(union, ikeda)
    assert refused(ikeda, HoldImport(1), HoldImport(2), HoldImport(9), ReadmitImport(9), ReadmitImport(1)) == [
        "hold_registration", "import_brought_nothing", "no_such_import", "no_such_import", "not_held",
    ]  # fmt: skip
    save(ikeda, {FIELD: {"pace": "late"}})
    region.give(ikeda, union)
    union.execute(HoldImport(last_import(union)))
    assert refused(union, HoldImport(last_import(union))) == ["already_held"]


def test_an_office_takes_the_unions_file_back(region: Region) -> None:
    ikeda, hakuba, union = region.member("ikeda"), region.member("hakuba"), region.union
    save(hakuba, {OTHER: {"pace": "on_track"}})
    region.give(hakuba, union)
    save(union, {"project_year:union:2017:F01P01": {"note": "改定"}})
    region.give(union, ikeda)
    assert shown(ikeda, OTHER) == {"pace": "on_track"}
    ikeda.execute(HoldImport(last_import(ikeda)))
    assert shown(ikeda, OTHER) == {}
    assert ikeda.plan(2017).project("F01P01") is not None
    region.give(ikeda, union)
    ikeda.execute(ReadmitImport(last_import(ikeda)))
    assert union.digest() == ikeda.digest()


def test_an_acceptance_does_not_know_what_was_held(region: Region) -> None:
    ikeda, union = region.member("ikeda"), region.union
    ikeda.execute(Submit(2017, "half1"))
    region.give(ikeda, union)
    second = region.member("ikeda", "ikeda-2")
    save(second, {FIELD: {"issues": "雪"}})
    region.give(second, union)
    number = last_import(union)
    union.execute(HoldImport(number))
    assert board(union)["F02P03"] == "waiting"
    union.execute(Accept(2017, "half1", "ikeda"))
    assert board(union)["F02P03"] == "accepted"
    union.execute(ReadmitImport(number))
    assert board(union)["F02P03"] == "corrected"


# --- the law over random histories -----------------------------------------------------------------------------

KEYS = ("ikeda", "hakuba")


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Homes of a union, two offices and a second PC of one of them, ready to be copied."""
    region = Region(tmp_path_factory.mktemp("start"), Clock())
    for key, pc in (("ikeda", "ikeda"), ("hakuba", "hakuba"), ("ikeda", "ikeda-2")):
        region.give(region.union, region.member(key, pc))
    region.close()
    return region.folder


def fresh_fold(desk: Desk, held: set[int]) -> str:
    """Digest of the fold of every change that no held import brought, from the segments alone."""
    store = desk.place.store
    records: dict[str, list[Entry]] = {}
    roster = store.roster()
    assert roster is not None
    brought = {one: number for number, ids in segments_of_imports(desk).items() for one in ids}
    for segment in store.segments(store.segment_ids()):
        if brought.get(segment.id, 0) not in held:
            office = roster[0].devices[segment.device].office
            for line in segment.lines:
                change = parse_change(line)
                records.setdefault(change.record, []).append(Entry(change, office, segment.device))
    weight = sum(fold_record(record, entries).weight for record, entries in records.items())
    return digest_text(weight % DIGEST_MODULUS, SCHEMA)


def segments_of_imports(desk: Desk) -> dict[int, list[str]]:
    """Import → ids of the segments it brought, read from the file's table behind the store's back."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(desk.place.store.path)) as raw:
        found: dict[int, list[str]] = {}
        for identifier, number in raw.execute("SELECT id, import_no FROM segment"):
            found.setdefault(number, []).append(identifier)
        return found


_STEPS = [
    "save",
    "second",
    "delete",
    "overlap",
    "give",
    "give",
    "back",
    "settle",
    "behalf",
    "hold",
    "hold",
    "readmit",
]


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(_STEPS), min_size=6, max_size=16), st.randoms(use_true_random=False))
def test_any_imports_in_any_order_equal_the_fold_of_the_others(
    start: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[str], chance: random.Random
) -> None:
    region = Region.again(start, tmp_path_factory.mktemp("held"), ("union", "ikeda", "hakuba", "ikeda-2"))
    union, *offices = region.desks
    held: set[int] = set()
    for step in steps:
        desk = chance.choice(offices)
        record = progress(desk.office, chance.choice(["F02P03", "F02P02"]))
        if step == "save":
            save(desk, {record: {chance.choice(["issues", "done_text"]): f"文{chance.randrange(3)}"}})
        elif step == "second":
            save(desk, {money(desk.office): {"spent": chance.randrange(3)}})
        elif step == "delete":
            desk.execute(SaveValues({record: {DELETED: True}}, why="重複"))
        elif step == "overlap":
            take(union, region.export(desk, everything=True))
        elif step == "give":
            region.give(desk, union)
        elif step == "back":
            region.give(union, desk)
        elif step == "settle" and union.conflicts():
            one = union.conflicts()[0]
            if one.field != DELETED:
                union.execute(Resolve(one.id, "電話", take=one.candidates[-1].change))
        elif step == "behalf":
            save(union, {record: {"issues": "紙"}}, on_behalf=desk.office, why="回答書")
        elif step == "hold":
            able = [row.no for row in union.imports() if row.segments and not row.held]
            if able:
                held.add(number := chance.choice(able))
                union.execute(HoldImport(number))
        elif step == "readmit" and held:
            held.discard(number := chance.choice(sorted(held)))
            union.execute(ReadmitImport(number))
        if step in ("hold", "readmit", "give", "overlap"):
            assert union.place.store.caches_are_true()
    region.export(union)
    assert union.digest() == fresh_fold(union, held)
    before = content(union)
    union.place.store.rebuild()
    assert content(union) == before
    # What is held never makes the two sides believe that they show different things by mistake.
    results = [region.give(desk, union) for desk in offices]
    file = region.export(union)
    results += [take(desk, file)[0] for desk in offices]
    assert not [one for one in results if "notice_digest_differs" in [code for code, _ in one.notices]]
    for number in sorted(held):
        union.execute(ReadmitImport(number))
    assert union.digest() == fresh_fold(union, set())
    assert len({desk.digest() for desk in region.desks}) == 1
    region.close()
