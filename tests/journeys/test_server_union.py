"""A union whose data are on a PostgreSQL server: the same rounds, several PCs at once, moving there and back.

Laws (sync-design 14, law 12): the same history gives the same digests, values, conflicts and histories in a file and on
a server; two desks on one server see each other's changes and never overwrite them; a server that is lost is replaced
by its last backup.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from alps_desk import wording
from alps_desk.app.commands import Backup, ExportBundle, Resolve, SaveValues
from alps_desk.app.desk import ALL_TOPICS, Desk
from alps_desk.app.devices import renew_key
from alps_desk.app.home_settings import HomeSettings, read_settings, write_settings
from alps_desk.app.moving import move_to_server
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.bundle.keys import SigningKey
from alps_desk.domain import journal
from alps_desk.domain.errors import Refusal, StoreUnavailable
from alps_desk.domain.records import DELETED, SCHEMA, UNION
from tests.fixtures.desks import MEMBERS, Clock, Nonces, Region, content, money, progress, save, shown, take
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.systems import read_by_owner_only
from tests.journeys.test_merge_laws import play

MakeRegion = Callable[..., Region]


@pytest.fixture
def new_region(tmp_path: Path) -> Iterator[MakeRegion]:
    """``new_region(name, store="")``: a region whose union has its data in a file or on a server."""
    made: list[Region] = []

    def make(name: str, store: str = "") -> Region:
        made.append(Region(tmp_path / name, Clock(), store=store))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    """An empty database on the server."""
    return postgres.url(postgres.new_database())


@pytest.fixture
def served(new_region: MakeRegion, url: str) -> Region:
    """A region whose union has its data on the server."""
    return new_region("served", url)


def told(desk: Desk) -> list[object]:
    """Everything a desk says about its data; keys of PCs and names of files differ from place to place."""
    plan = desk.plan()
    values = desk.values()
    return [
        content(desk),
        values,
        [[replace(line, device="") for line in desk.history(row.record)] for row in values[::7]],
        [
            (one.no, one.office, one.made_at, one.taken_at, one.new, one.changed, one.same, one.conflicts)
            for one in desk.imports()
        ],
        desk.unexported(),
        [desk.board(plan.fy, period.code) for period in plan.periods[:2]],
        [field for view in desk.conflicts() for field in (view.id, [one.value for one in view.candidates])],
    ]


# --- the same as in a file -----------------------------------------------------------------------------------


def test_a_whole_round_is_the_same_on_a_server_and_in_a_file(new_region: MakeRegion, url: str) -> None:
    file, server = (play(new_region(name, store)) for name, store in (("file", ""), ("server", url)))
    assert server.reference == file.reference
    assert told(server.region.union) == told(file.region.union)
    assert len(server.reference[2]) >= 2
    union = server.region.union
    assert union.place.store.caches_are_true()
    union.place.store.rebuild()
    assert content(union) == server.reference
    # And back: everybody ends with the same.
    for desk in server.offices:
        server.region.exchange(desk)
    back = server.region.export(union)
    for desk in server.offices:
        [result] = take(desk, back)
        assert "notice_digest_differs" not in [code for code, _ in result.notices]
    assert {desk.digest() for desk in server.offices} == {union.digest()}


def test_files_in_any_order_give_what_a_file_gives(
    new_region: MakeRegion, postgres: PostgresServer, tmp_path: Path
) -> None:
    played = play(new_region("file"))
    start = postgres.new_database()
    shutil.copytree(played.start, tmp_path / "start")
    move_to_server(Home(tmp_path / "start"), postgres.url(start), played.region.clock)
    for seed in range(3):
        home = Home(tmp_path / f"try{seed}")
        shutil.copytree(tmp_path / "start", home.root)
        write_settings(home.settings, HomeSettings(store=postgres.url(postgres.copy_database(start))))
        chance = random.Random(seed)
        order = [*played.files, *chance.sample(played.files, 5)]
        chance.shuffle(order)
        with closing(open_desk(home, clock=played.region.clock)) as union:
            while order:
                size = chance.randint(1, 6)
                some, order = order[:size], order[size:]
                before = content(union), union.place.store.stamp()
                preview = take(union, *some, keep=False)
                assert (content(union), union.place.store.stamp()) == before
                assert [(one.state, one.taken) for one in take(union, *some)] == [
                    (one.state, one.taken) for one in preview
                ]
            assert content(union) == played.reference
            assert union.place.store.caches_are_true()


@pytest.mark.parametrize("seed", range(3))
def test_random_work_of_two_pcs_is_that_of_two_windows(new_region: MakeRegion, url: str, seed: int) -> None:
    """The union's work is dealt out to two PCs at the server, and to two windows of one PC."""
    file, server = regions = new_region("file"), new_region("server", url)
    pcs = [
        [region.union, again]
        for region, again in zip(
            regions, (file.second_window(file.union), server.copy(server.union, "b")), strict=True
        )
    ]
    offices = [{key: region.member(key) for key in MEMBERS[:2]} for region in regions]
    chance = random.Random(seed)
    for step in range(25):
        key, pc, project = (
            chance.choice(MEMBERS[:2]),
            chance.randint(0, 1),
            chance.choice(("F02P03", "F01P01")),
        )
        move = chance.choice(("office", "office", "union", "up", "down", "settle"))
        for region, unions, desks in zip(regions, pcs, offices, strict=True):
            union, office = unions[pc], desks[key]
            if move == "office":
                save(
                    office,
                    {
                        progress(key, project): {"issues": f"雪{step % 3}"},
                        money(key, project): {"spent": step},
                    },
                )
            elif move == "union":
                save(
                    union, {progress(key, project): {"issues": f"風{step % 2}"}}, on_behalf=key, why="回答書"
                )
            elif move == "up":
                take(union, region.export(office))
            elif move == "down":
                take(office, region.export(union))
            elif views := union.conflicts():
                # By value: ids of the changes are the same, their order among equals need not be.
                view = min(views, key=lambda one: one.id)
                take_it = min(one.change for one in view.candidates)
                region.clock.step()
                union.execute(Resolve(view.id, "電話で確認", take=take_it))
        assert content(server.union) == content(file.union), (step, move)
    assert told(server.union) == told(file.union)
    assert server.union.place.store.caches_are_true()


# --- several PCs ---------------------------------------------------------------------------------------------


class Ear:
    """Listens to a desk."""

    def __init__(self, desk: Desk) -> None:
        self.heard: list[frozenset[str]] = []
        desk.listen(self.heard.append)

    def since(self) -> list[frozenset[str]]:
        found, self.heard[:] = list(self.heard), []
        return found


def test_two_windows_see_each_others_changes(served: Region) -> None:
    office = served.member("ikeda")
    one, other = served.union, served.copy(served.union, "second")
    ears = Ear(one), Ear(other)
    assert not one.look_around()
    record = progress("ikeda")
    save(one, {record: {"issues": "雪"}}, on_behalf="ikeda", why="回答書")
    assert len(ears[0].since()) == 1, "its own command"
    assert not one.look_around(), "nobody else did anything"
    assert other.look_around()
    assert ears[1].since() == [ALL_TOPICS]
    assert not other.look_around()
    assert shown(other, record) == {"issues": "雪"}
    save(office, {record: {"issues": "大雪"}})
    take(other, served.export(office))
    ears[0].since()
    assert one.look_around()
    assert ears[0].since() == [ALL_TOPICS]
    assert shown(one, record) == {"issues": "大雪"}
    assert one.imports() == other.imports()
    take(other, served.export(office), keep=False)
    assert not one.look_around(), "a preview changes nothing"


def test_what_two_pcs_wrote_without_seeing_each_other_is_a_conflict(served: Region) -> None:
    one, other = served.union, served.copy(served.union, "second")
    record = "project_year:union:2017:F01P01"
    save(one, {record: {"note": "前"}})
    on_screen = {(record, "note"): one.heads(record)["note"]}
    for desk, word in ((one, "甲"), (other, "乙")):
        desk.execute(SaveValues({record: {"note": word}}, seen=on_screen))
    for desk in (one, other):
        [view] = desk.conflicts()
        assert view.id == f"{record}/note"
        assert {candidate.value for candidate in view.candidates} == {"甲", "乙"}
    # One PC's settled answer is everybody's.
    [view] = other.conflicts()
    other.execute(Resolve(view.id, "相談した", take=view.candidates[0].change))
    assert not one.conflicts()


def test_either_pc_writes_the_file_with_everybodys_changes_in_one_chain(served: Region) -> None:
    office = served.member("ikeda")
    one, other = served.union, served.copy(served.union, "second")
    for number, desk in enumerate((one, other, one, other)):
        save(desk, {"project_year:union:2017:F01P01": {"note": f"版{number}"}})
        served.give((other, one)[number % 2], office)
    prevs = one.place.store.segment_ids()
    own = [segment.id for segment in one.place.store.segments(prevs) if segment.device == one.place.key.id]
    assert [prevs[identifier] for identifier in own] == [None, *own[:-1]], "no fork"
    assert shown(office, "project_year:union:2017:F01P01")["note"] == "版3"
    assert office.digest() == one.digest()


def test_each_pc_signs_with_its_own_people(served: Region) -> None:
    first = served.union.place.home
    shutil.copytree(first.root, served.folder / "second")
    home = Home(served.folder / "second")
    write_settings(home.settings, replace(read_settings(home.settings), person="担当者B", section="事業課"))
    with closing(open_desk(home, clock=served.clock, nonce_maker=Nonces(99))) as second:
        assert (second.place.identity.person, second.place.identity.section) == ("担当者B", "事業課")
        save(second, {"project_year:union:2017:F01P01": {"note": "追記"}})
    assert served.union.history("project_year:union:2017:F01P01")[-1].by == "担当者B"
    assert served.union.place.identity.person == "担当者U"


def test_one_pc_imports_at_a_time(served: Region) -> None:
    office = served.member("ikeda")
    save(office, {progress("ikeda"): {"issues": "雪"}})
    path = served.export(office)
    other = served.copy(served.union, "second")
    with served.union.place.store.only_importer():
        for keep in (True, False):
            with pytest.raises(StoreUnavailable) as found:
                take(other, path, keep=keep)
            assert found.value.code == "import_running"
    assert [one.state for one in take(other, path)] == ["merged"]
    assert [one.state for one in take(served.union, path)] == ["already"]


def test_the_self_check_looks_at_a_server_too(served: Region, postgres: PostgresServer) -> None:
    found = {one.name: one for one in served.union.self_check()}
    assert found["server"].message.startswith("PostgreSQL ")
    assert [name for name, one in found.items() if not one.ok] == ["journal_mode"], (
        "the tests' own saves no power cut"
    )
    assert "fsync=off" in found["journal_mode"].message


# --- opening and settings ------------------------------------------------------------------------------------


def code_of(attempt: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as found:
        attempt()
    assert "{" not in wording.say(found.value.code, **found.value.params)
    return found.value.code


def test_a_second_pc_needs_the_key_of_the_first(served: Region, url: str) -> None:
    home = Home(served.folder / "second")
    home.root.mkdir()
    write_settings(home.settings, HomeSettings(store=url))
    assert read_by_owner_only(home.settings), "it holds a password"
    assert code_of(lambda: open_desk(home)) == "server_key_missing"
    assert code_of(lambda: set_up_desk(home, SetUp(UNION))) == "server_already_set_up"
    assert not home.device_key.exists(), "a key of its own would only be in the way"
    shutil.copytree(served.union.place.home.device_key.parent, home.device_key.parent)
    with closing(open_desk(home)) as second:
        assert second.digest() == served.union.digest()


def test_a_key_that_was_renewed_is_taken_to_the_other_pcs(served: Region, url: str) -> None:
    office = served.member("ikeda")
    first, second = served.union.place.home, served.copy(served.union, "second")
    renew_key(first, served.clock)
    save(second, {"project_year:union:2017:F01P01": {"note": "追記"}})
    before = served.union.place.store.segment_ids()
    # Nobody would take what the old key signs.
    assert code_of(lambda: second.execute(ExportBundle(served.folder / "x.csv"))) == "server_key_changed"
    assert served.union.place.store.segment_ids() == before
    with pytest.raises(StoreUnavailable):
        second.place.store.seal(lambda lines, prev: signed_with(second.place.key, lines, prev))
    assert served.union.place.store.segment_ids() == before, "not even in the journal"
    assert code_of(lambda: open_desk(second.place.home)) == "server_key_changed"
    shutil.copy(first.device_key, second.place.home.device_key)
    with closing(open_desk(second.place.home, clock=served.clock, nonce_maker=Nonces(98))) as again:
        path = again.execute(ExportBundle(served.folder / "x.csv")).file
        assert take(office, path)[0].state == "merged"
        assert shown(office, "project_year:union:2017:F01P01")["note"] == "追記"
        assert office.digest() == again.digest()


def signed_with(key: SigningKey, lines: Sequence[str], prev: str | None) -> journal.Segment:
    header = journal.segment_header(app="1", device=key.id, prev=prev, count=len(lines), schema=SCHEMA)
    signature = key.sign(journal.SIGNING_PREFIX + journal.segment_content(header, lines))
    return journal.read_segment(header, lines, signature)


def test_a_folder_that_names_an_empty_server_is_not_set_up(tmp_path: Path, url: str) -> None:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    write_settings(home.settings, HomeSettings(store=url))
    assert code_of(lambda: open_desk(home)) == "not_set_up"
    with closing(set_up_desk(home, SetUp(UNION, "総務課", "担当者U"))) as desk:
        assert desk.counts()["records"] > 50
    assert not home.store.exists()
    with closing(open_desk(home)) as desk:
        assert desk.place.identity.person == "担当者U"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("store = ", "settings_unreadable"),
        ('\ufeffstore = "mysql://a@b/c"', "settings_store"),
        ('Store = "postgresql://a@b/c"', "settings_unknown"),
        ("store = 5", "settings_no_text"),
        ('person = "あ\\n"', "signature_refused"),
        ('person = "' + "あ" * 61 + '"', "signature_refused"),
    ],
)
def test_settings_are_taken_as_written_or_refused_by_name(tmp_path: Path, text: str, code: str) -> None:
    home = Home(tmp_path)
    home.settings.write_text(text, encoding="utf-8")
    assert code_of(lambda: open_desk(home)) == code


# --- moving and coming back ----------------------------------------------------------------------------------


def test_a_union_moves_to_a_server_and_goes_on(new_region: MakeRegion, url: str) -> None:
    region = new_region("file")
    office = region.member("ikeda")
    save(office, {progress("ikeda"): {"issues": "雪"}, money("ikeda"): {"spent": 5}})
    region.exchange(office)
    save(region.union, {progress("ikeda"): {"issues": "風"}}, on_behalf="ikeda", why="回答書")
    before = told(region.union)
    home = region.union.place.home
    region.union.close()
    kept = move_to_server(home, url, region.clock)
    assert not home.store.exists()
    assert kept.parent == home.backups
    with closing(open_desk(home, clock=region.clock, nonce_maker=Nonces(50))) as moved:
        assert told(moved) == before
        assert moved.place.store.caches_are_true()
        save(office, {money("ikeda"): {DELETED: True}}, why="二重に入力")
        region.give(office, moved)
        region.give(moved, office)
        assert moved.digest() == office.digest()
    assert code_of(lambda: move_to_server(home, "", region.clock)) == "nothing_to_move"


def test_a_move_that_cannot_be_made_leaves_everything_where_it_was(new_region: MakeRegion, url: str) -> None:
    new_region("served", url)
    region = new_region("file")
    home = region.union.place.home
    before = content(region.union)
    for target, code in (
        (url, "server_already_set_up"),
        ("", "nothing_to_move"),
        ("sqlite:///b.db", "settings_store"),
    ):
        assert code_of(lambda target=target: move_to_server(home, target, region.clock)) == code  # type: ignore[misc]
    region.union.occupy()
    assert code_of(lambda: move_to_server(home, url, region.clock)) == "in_use"
    assert not home.settings.exists()
    assert content(region.union) == before


def test_a_server_that_is_lost_is_replaced_by_its_backup(served: Region, postgres: PostgresServer) -> None:
    save(served.union, {"project_year:union:2017:F01P01": {"note": "追記"}})
    before = told(served.union)
    home = served.union.place.home
    backup = served.union.execute(Backup()).file
    assert backup.parent == home.backups
    # Without the server: the file takes its place.
    alone = Home(served.folder / "alone")
    shutil.copytree(home.root, alone.root)
    alone.settings.unlink()
    shutil.copy(backup, alone.store)
    with closing(open_desk(alone, clock=served.clock)) as desk:
        assert told(desk) == before
    # With a new server: the file is moved there.
    write_settings(home.settings, HomeSettings(store=postgres.url(postgres.new_database())))
    shutil.copy(backup, home.store)
    move_to_server(home, "", served.clock)
    with closing(open_desk(home, clock=served.clock)) as desk:
        assert told(desk) == before


def test_an_import_keeps_a_copy_of_what_was_before(served: Region) -> None:
    office = served.member("ikeda")
    save(office, {progress("ikeda"): {"issues": "雪"}})
    before = content(served.union)
    served.clock.step()
    served.give(office, served.union)
    newest = max(served.union.place.home.backups.iterdir(), key=lambda path: path.name)
    alone = Home(served.folder / "alone")
    shutil.copytree(served.union.place.home.root, alone.root)
    alone.settings.unlink()
    shutil.copy(newest, alone.store)
    with closing(open_desk(alone, clock=served.clock)) as desk:
        assert content(desk) == before
