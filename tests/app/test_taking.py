"""Taking files: what happens on the way between judging a file and keeping it, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from alps_desk.app import copies, taking
from alps_desk.app.commands import MergeBundles
from alps_desk.app.desk import Desk
from alps_desk.app.progress import Cancelled, Progress, Step
from alps_desk.bundle.csv_form import Signed, render_bundle
from alps_desk.bundle.manifest import SIGNING_PREFIX, manifest_text
from alps_desk.domain.errors import NotFound, StoreUnavailable
from alps_desk.domain.journal import canonical, parse_canonical
from alps_desk.store import room
from tests.fixtures.desks import Region, content, progress, save, take
from tests.fixtures.forging import Forger, file_of, plain_words, resealed, rows_of


@pytest.fixture
def ikeda(region: Region) -> Desk:
    """An office that is registered and has written something."""
    desk = region.member("ikeda")
    save(desk, {progress("ikeda"): {"issues": "雪"}})
    return desk


def _of_a_later_format(region: Region, desk: Desk) -> Path:
    pen = Forger(desk.place.key, "ikeda")
    text = canonical({**parse_canonical(manifest_text(pen.manifest((), None))), "format": 2})
    path = region.file("later")
    signed = Signed(text, desk.place.key.sign(SIGNING_PREFIX + text.encode()))
    path.write_bytes(render_bundle(signed, None, (), plain_words))
    return path


def _replaced(_path: Path) -> bytes:
    return b"another file by now"


def _gone(path: Path) -> bytes:
    raise NotFound("file_missing", file=path.name)


def test_without_room_for_a_file_nothing_of_it_is_begun(
    region: Region, ikeda: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = region.export(ikeda)
    home, before = region.union.place.home, content(region.union)
    kept = sorted(home.backups.glob("*"))
    copied = home.store.stat().st_size
    monkeypatch.setattr(room, "_free", lambda _place: copied + path.stat().st_size)
    with pytest.raises(StoreUnavailable) as caught:
        take(region.union, path)
    assert caught.value.code == "disk_full"
    assert (content(region.union), sorted(home.backups.glob("*"))) == (before, kept)
    # Looking at it needs no room, and taking it only what it takes.
    assert take(region.union, path, keep=False)[0].state == "merged"
    monkeypatch.setattr(room, "_free", lambda _place: copied + 4 * path.stat().st_size)
    assert take(region.union, path)[0].state == "merged"


@pytest.mark.parametrize("meanwhile", [_replaced, _gone])
def test_a_file_that_is_another_one_when_it_is_kept_is_not_taken(
    region: Region, ikeda: Desk, monkeypatch: pytest.MonkeyPatch, meanwhile: object
) -> None:
    path = region.export(ikeda)
    before = content(region.union)
    with monkeypatch.context() as patch:
        patch.setattr(taking, "read_source", meanwhile)
        [result] = take(region.union, path)
        assert (result.state, result.code) == ("refused", "file_missing")
        assert content(region.union) == before
        # A preview keeps no file.
        assert take(region.union, path, keep=False)[0].state == "merged"
    assert take(region.union, path)[0].state == "merged"


def test_a_file_of_a_later_format_is_kept_and_the_others_are_taken(region: Region, ikeda: Desk) -> None:
    archive = region.union.place.home.archive
    kept = set(archive.iterdir())
    later = _of_a_later_format(region, ikeda)
    results = take(region.union, later, region.export(ikeda))
    assert [one.code for one in results] == ["format_unknown", "file_merged"]
    assert later.read_bytes() in {path.read_bytes() for path in set(archive.iterdir()) - kept}


def test_a_file_of_a_later_format_that_cannot_be_kept_is_told_as_what_it_is(
    region: Region, ikeda: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = _of_a_later_format(region, ikeda)
    monkeypatch.setattr(taking, "read_source", _gone)
    assert [one.code for one in take(region.union, later)] == ["file_missing"]


def test_progress_is_told_file_by_file_and_stopping_leaves_the_data_as_before(
    region: Region, ikeda: Desk
) -> None:
    path = region.export(ikeda)
    before = content(region.union)
    told: list[Step] = []
    waiting = Progress(told.append)

    def stop_at_the_second(step: Step) -> None:
        told.append(step)
        if step.done == 1:
            stopped.cancel()

    stopped = Progress(stop_at_the_second)
    command = MergeBundles((path, path, path))
    with pytest.raises(Cancelled):
        taking.merge_bundles(region.union.place, command, stopped)
    assert (len(told), content(region.union)) == (2, before)
    told.clear()
    taking.merge_bundles(region.union.place, command, waiting)
    assert told == [*(Step(number, 3, path.name) for number in range(3)), Step(3, 3)]
    assert content(region.union) != before


def test_words_for_people_that_were_changed_are_told_with_their_row(region: Region, ikeda: Desk) -> None:
    rows = rows_of(region.export(ikeda).read_bytes())
    at = next(number for number, row in enumerate(rows) if row[0] == "記録")
    rows[at][5] = "別の内容"
    path = region.file("words")
    path.write_bytes(file_of(resealed(rows)))
    [result] = take(region.union, path)
    assert result.state == "merged"
    assert result.notices == (("notice_words_differ", {"row": at + 1}),)


def _edited(path: Path, edited: Path, which: int) -> int:
    """The file with the words of one of its changes edited; the number of the row."""
    rows = rows_of(path.read_bytes())
    at = [number for number, row in enumerate(rows) if row[0] == "記録"][which]
    rows[at][5] = "別の内容"
    edited.write_bytes(file_of(resealed(rows)))
    return at + 1


def test_the_first_row_whose_words_were_changed_is_named_and_only_what_is_new_counts(
    region: Region, ikeda: Desk
) -> None:
    region.export(ikeda)
    save(ikeda, {progress("ikeda"): {"pace": "late"}, progress("ikeda", "F02P02"): {"pace": "late"}})
    path, edited = region.export(ikeda), region.file("edited")
    assert [row[0] for row in rows_of(path.read_bytes()) if row[0] in ("区間", "記録")][-5:] == [
        "区間", "記録", "区間", "記録", "記録",
    ]  # fmt: skip
    for which in (-3, -1):
        row = _edited(path, edited, which)
        assert take(region.union, edited, keep=False)[0].notices == (("notice_words_differ", {"row": row}),)
    assert take(region.union, path)[0].notices == ()
    # The words of what was taken before are nobody's concern any more.
    save(ikeda, {progress("ikeda"): {"issues": "風"}})
    _edited(region.export(ikeda, everything=True), edited, -4)
    [result] = take(region.union, edited)
    assert (result.state, result.notices) == ("merged", ())
    assert result.taken is not None
    assert result.taken.segments == 1


def test_a_file_taken_before_among_others_is_told_and_the_others_are_taken(
    region: Region, ikeda: Desk
) -> None:
    first = region.export(ikeda)
    take(region.union, first)
    save(ikeda, {progress("ikeda"): {"pace": "late"}})
    results = take(region.union, first, region.export(ikeda))
    assert [(one.state, one.code) for one in results] == [
        ("already", "file_already"),
        ("merged", "file_merged"),
    ]


def test_a_file_saved_in_the_old_encoding_is_taken_and_told(region: Region, ikeda: Desk) -> None:
    path = region.export(ikeda)
    path.write_bytes(path.read_bytes().decode("utf-8-sig").encode("cp932"))
    [result] = take(region.union, path)
    assert (result.state, result.notices) == ("merged", (("notice_resaved", {}),))


def test_a_copy_made_while_somebody_wrote_is_said_of_no_moment(
    region: Region, ikeda: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may hold what was written or not, so the next import of the day makes another one."""
    store = region.union.place.store
    take(region.union, region.export(ikeda))
    assert store.covered()[1] == store.stamp()
    make = copies.make

    def meanwhile(*parts: object) -> object:
        made = make(*parts)  # type: ignore[arg-type]
        save(region.union, {"project_year:union:2017:F01P01": {"note": "改定"}})
        return made

    save(ikeda, {progress("ikeda"): {"pace": "late"}})
    monkeypatch.setattr(copies, "make", meanwhile)
    assert take(region.union, region.export(ikeda))[0].state == "merged"
    assert store.covered()[1] != store.stamp()
