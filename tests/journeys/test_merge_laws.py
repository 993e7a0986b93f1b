"""Five offices, two PCs of one of them, and the union: any order, repetition and grouping of files is one result.

Laws (sync-design 1, 7 and 14): what the union shows depends on the set of files alone; taking a file twice changes
nothing and says so; after the union's file went back to everybody all digests are equal; two PCs of one office
conflict once; the preview changes nothing and says exactly what the run does.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alps_desk.app.desk import Desk
from alps_desk.app.exchange import FileResult
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from alps_desk.domain.records import DELETED
from tests.fixtures.desks import MEMBERS, Clock, Region, content, money, progress, save, take

BURDEN = "burden:omachi:2017:F05P01:ikeda"
TWICE = progress("ikeda")


@dataclass
class Round:
    """A reporting round whose files have not been taken yet.

    Attributes:
        region: everybody; ``offices`` the desks of the offices, the second PC of ikeda last.
        start: a copy of the union's home from before the files.
        files: every file that was written, some of them several times the same changes.
        reference: what the union shows after taking all of them in the order they were written.
    """

    region: Region
    offices: list[Desk]
    start: Path
    files: list[Path]
    reference: tuple[str, dict[str, int], list[str]]
    tries: int = 0

    def again(self) -> Desk:
        """The union as it was before the files."""
        self.tries += 1
        place = self.region.folder / f"try{self.tries}"
        shutil.copytree(self.start, place)
        return open_desk(Home(place), clock=self.region.clock)


def play(region: Region) -> Round:
    """Several saves and files an office; some files hold only what the union had not acknowledged."""
    offices = [region.member(key) for key in MEMBERS]
    second = region.member("ikeda", "ikeda-2")
    everybody = [*offices, second]
    for desk in everybody:
        region.give(region.union, desk)
    start = region.folder / "start"
    shutil.copytree(region.union.place.home.root, start)
    files = []
    for number, desk in enumerate(everybody):
        office = desk.office
        save(desk, {progress(office): {"pace": "late" if desk is second else "on_track", "issues": "雪"}})
        files.append(region.export(desk))
        save(
            desk,
            {
                money(office): {"budget_initial": 1000 + number, "spent": number},
                progress(office): {"issues": ""},
            },
        )
        files.append(region.export(desk))
    omachi, ikeda = offices[0], offices[1]
    save(omachi, {BURDEN: {"notified": 1_200_000, "transfer_in": 1_200_000}})
    save(ikeda, {BURDEN: {"transfer_out": 1_100_000}})
    save(second, {money("ikeda", "F02P02"): {"spent": 5}})
    files += [region.export(desk) for desk in (omachi, ikeda, second)]
    # The union works meanwhile, on its own and on behalf of an office, and acknowledges to one of them.
    take(region.union, *files[:4])
    save(region.union, {progress("otari"): {"pace": "late"}}, on_behalf="otari", why="11月20日の回答書")
    save(region.union, {"project_year:union:2017:F01P01": {"type": "I"}})
    back = region.export(region.union)
    take(ikeda, back)
    save(ikeda, {progress("ikeda", "F02P02"): {"done_text": "神\ufa19 𠮷野家 =1+1"}})
    save(ikeda, {money("ikeda"): {DELETED: True}}, why="二重に入力")
    files += [back, region.export(ikeda), region.export(ikeda, everything=True)]
    take(region.union, *files)
    return Round(region, everybody, start, files, content(region.union))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    region = Region(tmp_path_factory.mktemp("round"), Clock())
    yield play(region)
    region.close()


def test_the_round_is_worth_its_name(played: Round) -> None:
    _, counts, conflicts = played.reference
    assert f"{TWICE}/pace" in conflicts
    assert any(DELETED in one for one in conflicts), "two PCs: one deleted what the other wrote"
    assert counts["unsealed"] == 0
    assert len(played.files) == 18


_orders = st.lists(st.integers(0, 17), max_size=8).flatmap(
    lambda extra: st.permutations([*range(18), *extra])
)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(_orders, st.lists(st.integers(1, 6), min_size=26, max_size=26))
def test_any_order_repetition_and_grouping_is_one_result(
    played: Round, order: list[int], groups: list[int]
) -> None:
    union = played.again()
    left = list(order)
    for size in groups:
        some, left = left[:size], left[size:]
        results = take(union, *(played.files[one] for one in some))
        assert {result.state for result in results} <= {"merged", "already"}
    assert content(union) == played.reference
    assert union.place.store.caches_are_true()
    union.close()
    shutil.rmtree(union.place.home.root)


def test_taking_everything_twice_says_already_and_changes_nothing(played: Round) -> None:
    union = played.again()
    take(union, *played.files)
    imports = union.imports()
    before = logical(union)
    results = take(union, *reversed(played.files))
    assert [result.state for result in results] == ["already"] * len(played.files)
    assert {result.code for result in results} == {"file_already"}
    assert all(result.taken is not None and result.taken.segments == 0 for result in results)
    assert logical(union) == before
    assert union.imports() == imports
    union.close()


def test_the_same_file_under_another_name_is_the_same_file(played: Round, tmp_path: Path) -> None:
    union = played.again()
    take(union, played.files[0])
    renamed = tmp_path / "コピー (2).txt"
    shutil.copy(played.files[0], renamed)
    assert [result.code for result in take(union, renamed, renamed)] == ["file_already"] * 2
    union.close()


def test_two_pcs_of_one_office_conflict_once(played: Round) -> None:
    for seed in range(3):
        union = played.again()
        order = [*played.files, *played.files]
        random.Random(seed).shuffle(order)
        told = [result.taken.conflicts for file in order if (result := take(union, file)[0]).taken]
        listed = [view.id for view in union.conflicts()]
        assert len(set(listed)) == len(listed)
        assert sum(told) >= len(listed)
        assert [one for one in listed if one == f"{TWICE}/pace"] == [f"{TWICE}/pace"]
        view = next(view for view in union.conflicts() if view.id == f"{TWICE}/pace")
        assert {candidate.value for candidate in view.candidates} == {"late", "on_track"}
        union.close()


# --- the preview ---------------------------------------------------------------------------------------------


def logical(desk: Desk) -> list[str]:
    """Everything the database holds."""
    with closing(sqlite3.connect(desk.place.home.store)) as raw:
        return list(raw.iterdump())


def folders(desk: Desk) -> set[str]:
    """Every file of a home."""
    root = desk.place.home.root
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def foretold(results: list[FileResult]) -> list[object]:
    return [
        (one.file, one.state, one.office, one.code, one.params, one.taken, one.notices, one.pairing, one.made_at,
         one.import_no)
        for one in results
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_the_preview_changes_nothing_and_says_what_the_run_does(played: Round, seed: int) -> None:
    union = played.again()
    order = [*played.files, *played.files[:3]]
    random.Random(seed).shuffle(order)
    broken = played.region.file("broken")
    broken.write_bytes(played.files[0].read_bytes().replace(b"on_track", b"no_track", 1))
    order.insert(len(order) // 2, broken)
    half = len(order) // 2
    for some in (order[:half], order[half:]):
        before = logical(union), folders(union), content(union)
        preview = take(union, *some, keep=False)
        assert (logical(union), folders(union), content(union)) == before
        assert foretold(preview) == foretold(take(union, *some))
    assert content(union) == played.reference
    union.close()


# --- everybody ends with the same ----------------------------------------------------------------------------


def test_after_the_unions_file_went_back_all_digests_are_equal(tmp_path: Path) -> None:
    region = Region(tmp_path / "region")
    played = play(region)
    for desk in played.offices:
        region.exchange(desk)
    # What the first offices could not have seen yet comes with the next file.
    back = region.export(region.union)
    for desk in played.offices:
        [result] = take(desk, back)
        assert result.state in ("merged", "already")
        assert "notice_digest_differs" not in [code for code, _ in result.notices]
    assert {desk.digest() for desk in played.offices} == {region.union.digest()}
    conflicts = [view.id for view in region.union.conflicts()]
    for desk in played.offices:
        assert [view.id for view in desk.conflicts()] == conflicts
        assert desk.place.store.caches_are_true()
    region.close()


def test_a_conflict_settled_anywhere_is_settled_everywhere(region: Region) -> None:
    one, other = region.member("ikeda"), region.member("ikeda", "ikeda-2")
    save(one, {TWICE: {"pace": "late"}})
    save(other, {TWICE: {"pace": "on_track"}})
    for desk in (one, other):
        region.exchange(desk)
    region.give(region.union, one)
    assert [view.id for view in one.conflicts()] == [f"{TWICE}/pace"]
    assert [view.id for view in region.union.conflicts()] == [f"{TWICE}/pace"]
    save(one, {TWICE: {"pace": "on_track"}}, why="担当者に確認")
    assert not one.conflicts()
    for desk in (one, other, one):
        region.exchange(desk)
    assert not region.union.conflicts()
    assert not other.conflicts()
    assert {desk.digest() for desk in (one, other)} == {region.union.digest()}
