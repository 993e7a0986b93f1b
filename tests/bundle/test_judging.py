"""Judging many files: in the order they were named, the same on one core and on several."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from alps_desk.bundle import judging
from alps_desk.bundle.judging import Judge, Judged, judge, judge_all
from tests.bundle.damage import IKEDA_KEY, SMALL, held
from tests.fixtures.forging import Forger

JUDGE = Judge(held().text, "union")
FOREIGN = "progress:hakuba:2017:half1:F01P01"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Ten good files, one that is damaged, one that is not there, and one that says what it may not."""
    found = []
    pen = Forger(IKEDA_KEY, "ikeda")
    contents = [
        pen.bundle(pen.segment(pen.line("progress:ikeda:2017:half1:F01P01", {"issues": str(number)})))
        for number in range(10)
    ]
    contents[3:3] = [SMALL[:-40]]
    contents.append(pen.bundle(pen.segment(pen.line(FOREIGN, {"pace": "late"}))))
    for number, content in enumerate(contents):
        found.append(tmp_path / f"{number}.csv")
        found[-1].write_bytes(content)
    found.insert(5, tmp_path / "missing.csv")
    return found


def _all(files: Sequence[Path], judge_by: Judge = JUDGE) -> list[Judged]:
    with closing(judge_all(files, judge_by)) as found:
        return list(found)


def test_each_file_is_judged_in_the_order_it_was_named(files: list[Path]) -> None:
    found = _all(files)
    assert [one.name for one in found] == [path.name for path in files]
    codes = [one.refusal and one.refusal[0] for one in found]
    assert codes == [None] * 3 + ["bundle_cut", None, "file_missing", *[None] * 6, "not_allowed"]
    assert [len(one.arrivals) for one in found if one.refusal is None] == [1] * 10
    # The sender of what is not allowed is proven: it is told which of its segments were refused.
    assert [len(one.rejected) for one in found] == [0] * 12 + [1]


def test_several_cores_say_the_same_as_one(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Also that of a file that is not there; more files than are judged ahead."""
    alone = _all(files)
    monkeypatch.setattr(judging, "_POOL_FROM", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(judging, "_AHEAD", 2)
    assert _all(files) == alone
    with closing(judge_all(files, JUDGE)) as found:
        # Whoever stops after the first file waits for no more than what has begun.
        assert next(found) == alone[0]


@pytest.mark.skipif(sys.platform == "win32", reason="a program that ends at once has another name there")
def test_where_no_process_begins_this_one_judges_alone(
    files: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They end before they read what they are told, which is more than a pipe holds: nobody waits for ever."""
    alone = _all(files)
    monkeypatch.setattr(judging, "_POOL_FROM", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr("multiprocessing.spawn._python_exe", os.fsencode(shutil.which("false") or ""))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    many = Judge(JUDGE.roster, JUDGE.me, {f"{number:064x}": None for number in range(4_000)})
    assert _all(files, many) == alone
    assert not list(tmp_path.glob("alps-desk-*")), "what they were to read is gone"


def test_few_or_small_files_start_no_process(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(judging, "ProcessPoolExecutor", refuse)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert len(_all(files)) == len(files)
    monkeypatch.setattr(judging, "_POOL_FROM", 1)
    assert len(_all(files[:1])) == 1
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert len(_all(files)) == len(files)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with pytest.raises(AssertionError, match="started"):
        _all(files)


def test_words_for_people_travel_on_only_if_somebody_changed_them(tmp_path: Path) -> None:
    from alps_desk.bundle.csv_form import words_digest

    pen = Forger(IKEDA_KEY, "ikeda")
    segment = pen.segment(pen.line("progress:ikeda:2017:half1:F01P01", {"issues": "雪"}))
    path = tmp_path / "a.csv"
    for words, left in ((["内容"], ()), (["別の内容"], (("内容",),))):
        path.write_bytes(pen.bundle(segment, words=words_digest(words)))
        parcel = judge(path, JUDGE).parcel
        assert parcel is not None
        assert parcel.contents == left
