"""Exchange beyond the plain round: gaps, restored PCs, edited words, files that change while they are taken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from alps_desk.app import taking
from alps_desk.app.commands import MergeBundles
from alps_desk.app.desk import Desk
from alps_desk.app.exchange import FileResult
from alps_desk.app.progress import Cancelled, Progress, Step
from alps_desk.bundle.keys import SigningKey, pairing_code
from alps_desk.bundle.manifest import Request
from alps_desk.domain.chains import complete_heads
from tests.fixtures.desks import Region, content, progress, save, shown, take
from tests.fixtures.forging import Forger, device_of, file_of, rows_of, seeded_key, signed_roster

RECORD = progress("ikeda")


def codes(result: FileResult) -> list[str]:
    return [code for code, _ in result.notices]


@pytest.fixture
def ikeda(region: Region) -> Desk:
    return region.member("ikeda")


# --- gaps, restored PCs, clones ------------------------------------------------------------------------------


def test_a_union_with_a_gap_does_not_claim_what_comes_after_it(region: Region, ikeda: Desk) -> None:
    """A backup of the union is from before a file whose followers were taken: the chain has a hole."""
    region.exchange(ikeda)
    save(ikeda, {RECORD: {"issues": "一"}})
    old = region.copy(region.union, "restored")
    region.exchange(ikeda)
    save(ikeda, {RECORD: {"issues": "二"}})
    later = region.export(ikeda)
    assert len([row for row in rows_of(later.read_bytes()) if row[0] == "区間"]) == 1
    assert take(old, later)[0].state == "merged"
    assert shown(old, RECORD)["issues"] == "二"
    prevs, _ = old.place.store.claim()
    claimed = complete_heads(prevs)
    assert ikeda.place.store.claim()[0].keys() - prevs.keys(), "something is missing here"
    # Its next file says so, nobody is alarmed, and the office sends the missing part again.
    [result] = take(ikeda, region.export(old))
    assert "notice_digest_differs" not in codes(result)
    assert not set(claimed) & {segment.id for segment in ikeda.place.store.segments(prevs) if segment.device == ikeda.place.key.id and segment.prev}  # fmt: skip
    again = region.export(ikeda)
    assert take(old, again)[0].state == "merged"
    assert old.digest() == ikeda.digest()
    [result] = take(ikeda, region.export(old))
    assert "notice_digest_differs" not in codes(result)


def test_a_pc_restored_from_a_backup_gets_its_own_work_back(region: Region, ikeda: Desk) -> None:
    save(ikeda, {RECORD: {"issues": "控えの前"}})
    region.exchange(ikeda)
    restored = region.copy(ikeda, "restored")
    save(ikeda, {RECORD: {"issues": "控えの後", "pace": "late"}})
    region.give(ikeda, region.union)
    save(restored, {RECORD: {"improvement": "戻した後"}})
    [result] = take(restored, region.export(region.union))
    assert result.state == "merged"
    assert shown(restored, RECORD) == {"issues": "控えの後", "pace": "late", "improvement": "戻した後"}
    assert region.give(restored, region.union).state == "merged"
    assert region.union.conflicts() == []
    assert region.union.digest() == restored.digest()
    prevs = restored.place.store.segment_ids()
    own = [one.id for one in restored.place.store.segments(prevs) if one.device == restored.place.key.id]
    assert len({prevs[one] for one in own}) == len(own), "the chain did not fork"


def test_a_pc_restored_from_before_its_first_file_goes_on_in_its_own_chain(region: Region) -> None:
    desk = region.office("ikeda")
    restored = region.copy(desk, "restored")
    save(desk, {RECORD: {"issues": "一"}})
    region.register(desk)
    region.give(region.union, restored)
    save(restored, {RECORD: {"improvement": "二"}})
    region.give(restored, region.union)
    prevs = region.union.place.store.segment_ids()
    device = restored.place.key.id
    own = {one.id for one in region.union.place.store.segments(prevs) if one.device == device}
    assert len(own) == 2
    assert {prevs[one] for one in own} < {None, *own}, "a chain is one device's"


def test_a_clone_loses_nothing(region: Region, ikeda: Desk) -> None:
    save(ikeda, {RECORD: {"issues": "元"}})
    region.exchange(ikeda)
    clone = region.copy(ikeda, "clone")
    save(ikeda, {RECORD: {"issues": "一台目"}})
    save(clone, {RECORD: {"issues": "二台目"}})
    for desk in (ikeda, clone, ikeda, clone):
        region.exchange(desk)
    [view] = region.union.conflicts()
    assert {one.value for one in view.candidates} == {"一台目", "二台目"}
    assert view.base == "元"
    assert ikeda.digest() == clone.digest() == region.union.digest()


def test_the_claim_is_about_what_is_sealed(region: Region, ikeda: Desk) -> None:
    """Between sealing and writing somebody may save; the digest in the file is of what the file claims."""
    region.exchange(ikeda)
    _, before = ikeda.place.store.claim()
    assert before == ikeda.digest()
    save(ikeda, {RECORD: {"issues": "まだ"}})
    _, after = ikeda.place.store.claim()
    assert after == before != ikeda.digest()


# --- words for people ----------------------------------------------------------------------------------------


def test_edited_words_are_told_and_the_record_counts(region: Region, ikeda: Desk) -> None:
    save(ikeda, {RECORD: {"issues": "雪"}})
    path = region.export(ikeda)
    rows = rows_of(path.read_bytes())
    number = next(at for at, row in enumerate(rows, 1) if row[0] == "記録" and "雪" in row[5])
    rows[number - 1][5] = rows[number - 1][5].replace("雪", "風")
    path.write_bytes(file_of(rows))
    [result] = take(region.union, path)
    assert result.state == "merged"
    assert result.notices == (("notice_words_differ", {"row": number}),)
    assert shown(region.union, RECORD)["issues"] == "雪"


def test_words_in_other_clothes_are_no_reason_to_tell(region: Region, ikeda: Desk) -> None:
    save(ikeda, {RECORD: {"issues": "=1+1", "done_text": "  空き  \n二行目"}})
    path = region.export(ikeda)
    rows = [[cell.strip() for cell in row] for row in rows_of(path.read_bytes())]
    path.write_bytes(file_of(rows, quoting=0, lineterminator="\n"))
    assert take(region.union, path)[0].notices == ()


def test_a_digest_that_differs_is_told(region: Region, ikeda: Desk) -> None:
    save(ikeda, {RECORD: {"issues": "雪"}})
    region.exchange(ikeda)
    pen = Forger(ikeda.place.key, "ikeda")
    path = region.file("wrong")
    heads = tuple(complete_heads(ikeda.place.store.segment_ids()))
    path.write_bytes(pen.bundle(have=heads, digest="0" * 64))
    assert codes(take(region.union, path)[0]) == ["notice_digest_differs"]
    path.write_bytes(pen.bundle(have=heads, digest="0" * 64, schema=99))
    assert codes(take(region.union, path)[0]) == [], "another schema may show other things"
    path.write_bytes(pen.bundle(have=("1" * 64,), digest="0" * 64))
    assert codes(take(region.union, path)[0]) == [], "who has what we do not have shows other things"


# --- files taken together ------------------------------------------------------------------------------------


def test_a_roster_that_comes_with_one_file_counts_for_the_next(region: Region, ikeda: Desk) -> None:
    """As if they had been taken one after the other."""
    union = region.union
    held = union.place.store.roster()
    assert held is not None
    stranger = Forger(seeded_key("new pc"), "otari")
    newer = held[0].with_device(device_of(stranger.key, "otari"))
    root = SigningKey.read(union.place.home.root_key("main"))
    brings, follows = region.file("brings"), region.file("follows")
    brings.write_bytes(Forger(ikeda.place.key, "ikeda").bundle(carried=signed_roster(newer, root)))
    follows.write_bytes(stranger.bundle(stranger.segment(stranger.line(progress("otari"), {"pace": "late"}))))
    alone = region.copy(union, "one after the other")
    one_by_one = [take(alone, path)[0].state for path in (brings, follows)]
    together = [result.state for result in take(union, brings, follows)]
    assert together == one_by_one == ["already", "merged"]
    assert union.digest() == alone.digest()
    other_way = region.copy(union, "the other way round")
    assert other_way.digest() == union.digest()


def test_several_new_pcs_in_one_go(region: Region) -> None:
    desks = [region.office("hakuba"), region.office("otari"), region.office("hakuba", "hakuba-2")]
    for desk in desks:
        save(desk, {progress(desk.office, f"F0{desks.index(desk) + 1}P01"): {"pace": "late"}})
    files = [region.export(desk) for desk in desks]
    accept = " ".join(desk.pairing_code for desk in desks[:2])
    results = take(region.union, *files, accept=accept)
    assert [one.state for one in results] == ["merged", "merged", "unknown_device"]
    assert results[2].pairing == desks[2].pairing_code
    assert take(region.union, files[2], accept=desks[2].pairing_code)[0].state == "merged"
    roster = region.union.place.store.roster()
    assert roster is not None
    assert {desk.place.key.id for desk in desks} <= roster[0].devices.keys()
    assert roster[0].version == 4


@pytest.mark.parametrize("wrong", ["", "0000-0000-0000-0000-0000-0000-0000-0000", "1234"])
def test_only_the_number_that_was_compared_registers(region: Region, wrong: str) -> None:
    desk = region.office("hakuba")
    path = region.export(desk)
    before = content(region.union), region.union.place.store.roster(), region.union.imports()
    for accept in (wrong, desk.pairing_code[:-1], desk.pairing_code[::-1]):
        assert take(region.union, path, accept=accept)[0].state == "unknown_device"
    assert (content(region.union), region.union.place.store.roster(), region.union.imports()) == before
    assert take(region.union, path, accept=f" {desk.pairing_code} ")[0].state != "unknown_device"


def test_an_office_registers_nobody(region: Region, ikeda: Desk) -> None:
    stranger = seeded_key("second union pc")
    pen = Forger(stranger, "union")
    path = region.file("union")
    path.write_bytes(pen.bundle(to="*", kind="union", request=Request(stranger.public, "")))
    assert take(ikeda, path, accept=pairing_code(stranger.public))[0].state == "unknown_device"


def test_a_file_that_changes_while_it_is_taken_is_refused(
    region: Region, ikeda: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is archived under a hash is what was judged."""
    save(ikeda, {RECORD: {"issues": "雪"}})
    path, before = region.export(ikeda), content(region.union)
    real = taking.read_source
    monkeypatch.setattr(taking, "read_source", lambda source: real(source) + b"x")
    [result] = take(region.union, path)
    assert (result.state, result.code) == ("refused", "file_missing")
    assert content(region.union) == before
    monkeypatch.undo()
    assert take(region.union, path)[0].state == "merged"
    assert region.union.place.store.caches_are_true()


def test_what_a_refused_file_brought_is_not_known_to_the_next(
    region: Region, ikeda: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused at the very last step: its segments and its roster are as good as never seen."""
    union = region.union
    held = union.place.store.roster()
    assert held is not None
    save(ikeda, {RECORD: {"issues": "雪"}})
    root = SigningKey.read(union.place.home.root_key("main"))
    stranger = Forger(seeded_key("new pc"), "otari")
    brings = signed_roster(held[0].with_device(device_of(stranger.key, "otari")), root)
    good = region.export(ikeda)
    known = ikeda.place.store.segments(ikeda.place.store.segment_ids())
    segments = [one for one in known if one.device == ikeda.place.key.id]
    bad, follows = region.file("bad"), region.file("follows")
    bad.write_bytes(Forger(ikeda.place.key, "ikeda").bundle(*segments, carried=brings))
    follows.write_bytes(stranger.bundle(stranger.segment(stranger.line(progress("otari"), {"pace": "late"}))))
    real = taking.read_source
    monkeypatch.setattr(taking, "read_source", lambda path: real(path) + (b"x" if path == bad else b""))
    results = take(union, bad, follows, good)
    assert [(one.state, one.code) for one in results] == [
        ("refused", "file_missing"),
        ("refused", "device_unknown"),
        ("merged", "file_merged"),
    ]
    assert union.place.store.caches_are_true()
    assert shown(union, RECORD) == {"issues": "雪"}
    assert union.place.store.roster() == held


def test_every_file_taken_is_archived_under_its_hash(region: Region, ikeda: Desk) -> None:
    save(ikeda, {RECORD: {"issues": "雪"}})
    path = region.export(ikeda)
    take(region.union, path)
    archive = region.union.place.home.archive
    assert {one.stem for one in archive.iterdir()} == {row.sha256 for row in region.union.imports()}
    kept = next(one for one in archive.iterdir() if one.read_bytes() == path.read_bytes())
    assert take(region.union, kept)[0].code == "file_already"


def test_if_the_archive_cannot_be_written_nothing_is_taken(region: Region, ikeda: Desk) -> None:
    save(ikeda, {RECORD: {"issues": "雪"}})
    path, before = region.export(ikeda), content(region.union)
    archive = region.union.place.home.archive
    shutil.rmtree(archive)
    archive.write_text("a file where the folder should be")
    [result] = take(region.union, path)
    assert (result.state, result.code) == ("refused", "cannot_write")
    assert content(region.union) == before
    archive.unlink()
    assert take(region.union, path)[0].state == "merged"


def test_cancelling_leaves_everything_as_it_was(region: Region, ikeda: Desk) -> None:
    save(ikeda, {RECORD: {"issues": "雪"}})
    files = (region.export(ikeda), region.export(region.union), region.export(ikeda, everything=True))
    before = content(region.union), len(list(region.union.place.home.archive.iterdir()))
    told: list[int] = []

    def listen(step: Step) -> None:
        told.append(step.done)
        if step.done == 2:
            watched.cancel()

    watched = Progress(listen)
    with pytest.raises(Cancelled):
        # Asked to stop while the third is read: the two before it are undone.
        region.union.execute(MergeBundles((*files, files[0])), watched)
    assert told == [0, 1, 2]
    assert (content(region.union), len(list(region.union.place.home.archive.iterdir()))) == before
    assert region.union.place.store.caches_are_true()


def test_verify_says_what_a_file_is_and_takes_nothing(region: Region, ikeda: Desk, tmp_path: Path) -> None:
    region.exchange(ikeda)
    save(ikeda, {RECORD: {"issues": "雪"}})
    path, before = region.export(ikeda), content(region.union)
    whole = region.union.verify(path)
    assert (whole.state, whole.office, whole.code, whole.params["changes"]) == (
        "merged",
        "ikeda",
        "file_whole",
        1,
    )
    assert whole.params["office"] == "池田町"
    assert taking.verify_file(None, path).code == "file_whole"
    stranger = region.office("hakuba")
    asking = region.union.verify(region.export(stranger))
    assert (asking.state, asking.pairing) == ("unknown_device", stranger.pairing_code)
    cut = tmp_path / "cut.csv"
    cut.write_bytes(path.read_bytes()[:-10])
    for place in (region.union.place, None):
        assert taking.verify_file(place, cut).code == "bundle_cut"
    assert content(region.union) == before
