"""Taking files: what happens on the way between judging a file and keeping it, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from alps_desk.app import taking
from alps_desk.app.commands import MergeBundles
from alps_desk.app.desk import Desk
from alps_desk.app.progress import Cancelled, Progress, Step
from alps_desk.bundle.csv_form import Signed, render_bundle
from alps_desk.bundle.manifest import SIGNING_PREFIX, manifest_text
from alps_desk.domain.errors import NotFound
from alps_desk.domain.journal import canonical, parse_canonical
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
