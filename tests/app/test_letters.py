"""Letters to the offices say what the board says; a union's own wording is used whole or refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from alps_desk.app import drafting
from alps_desk.app.commands import SaveValues, SendBack
from alps_desk.app.desk import Desk
from alps_desk.app.drafting import Letter
from alps_desk.domain.errors import InputRejected
from tests.fixtures.desks import Region, money, progress, save


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """池田町 has entered one project; 大町市 one figure, which was sent back."""
    region = Region(tmp_path_factory.mktemp("letters"))
    ikeda, omachi = region.member("ikeda"), region.member("omachi")
    save(
        ikeda,
        {
            progress("ikeda"): {"progress_class": "running", "pace": "late", "done_text": "開催した。"},
            money("ikeda"): {"spent": 120_000},
            money("ikeda", stage="initial"): {"budget_initial": 200_000},
        },
    )
    save(omachi, {money("omachi"): {"spent": 2_040_000}})
    for desk in (ikeda, omachi):
        region.give(desk, region.union)
    region.union.execute(SendBack(money("omachi"), "spent", "内訳を教えてください。"))
    yield region
    region.close()


def of(region: Region, office: str, **asked: object) -> Letter:
    return region.union.letters(2017, "half1", office, **asked)[0]  # type: ignore[arg-type]


def test_what_was_sent_back_stands_there_with_its_reason(region: Region) -> None:
    letter = of(region, "omachi")
    assert (letter.kind, letter.proposed, letter.name) == ("return", True, "大町市")
    assert "平成29年度 上半期の進捗報告の内容の確認について（差戻し）" in letter.subject
    for part in (
        "大町市\n　連携事業御担当者　様", "支出済額　2,040,000円",
        "理由：内訳を教えてください。（平成29年11月23日）", "（問合せ先）北アルプス広域連合　総務課　担当者U",
    ):  # fmt: skip
        assert part in letter.text


def test_before_the_due_date_it_asks_and_after_it_reminds_with_the_days(region: Region) -> None:
    letter = of(region, "ikeda")
    assert letter.kind == "request"
    assert "提出期限　平成29年11月30日" in letter.text
    plan = region.union.plan(2017)
    done, other = plan.project("F02P03"), plan.project("F02P02")
    assert done is not None
    assert other is not None
    assert f"・{done.name}（" not in letter.text
    assert f"・{other.name}（まだ入力がありません）" in letter.text
    region.clock.step(days=10)
    late = of(region, "ikeda")
    assert (late.kind, late.proposed) == ("remind", True)
    assert "提出期限（平成29年11月30日）を3日過ぎましたが、提出を確認できていません。" in late.text
    asked = of(region, "ikeda", kind="request")
    assert (asked.kind, asked.proposed) == ("request", False)
    assert {one.office for one in region.union.letters(2017, "half1")} == {
        "omachi", "ikeda", "matsukawa", "hakuba", "otari",
    }  # fmt: skip
    region.clock.step(days=-10)


def test_letters_to_all_ask_the_store_no_more_than_a_letter_to_one(region: Region) -> None:
    desk = region.union
    for office in ("matsukawa", "hakuba"):
        desk.execute(SaveValues(
            {f"submission:{office}:2017:half1": {"state": "submitted", "submitted_on": "2017-11-20"}},
            on_behalf=office, why="電話",
        ))  # fmt: skip
    to_all, asked = statements(desk, lambda: desk.letters(2017, "half1"))
    assert len(to_all) == 5
    one_by_one = [
        statements(desk, lambda office=one.office: desk.letters(2017, "half1", office)) for one in to_all
    ]
    assert [found for found, _ in one_by_one] == [[one] for one in to_all]
    assert asked
    assert asked == max(count for _, count in one_by_one)


def statements(desk: Desk, work: Callable[[], list[Letter]]) -> tuple[list[Letter], int]:
    """What work answers, and how many statements reached the database for it."""
    engine, seen = desk.place.store._database.engine, list[str]()

    def watch(raw: Any, *_rest: object) -> None:
        raw.set_trace_callback(seen.append)

    def unwatch(raw: Any, *_rest: object) -> None:
        raw.set_trace_callback(None)

    event.listen(engine, "checkout", watch)
    event.listen(engine, "checkin", unwatch)
    try:
        return work(), len(seen)
    finally:
        event.remove(engine, "checkout", watch)
        event.remove(engine, "checkin", unwatch)


def test_a_wording_of_its_own_is_used_or_refused_by_name(region: Region) -> None:
    own = drafting.begin_own(region.union.place)
    try:
        text = own.read_text("utf-8")
        own.write_text("\ufeff" + text.replace("日頃から、", "平素は、"), "utf-8")
        letter = of(region, "ikeda")
        assert letter.own
        assert "平素は、連携事業の推進に" in letter.text
        for spoilt, code, told in (
            (text.replace("{office}", "{mayor}"), "letters_gap", "{mayor}"),
            (text.replace("{due}", "{due!r}"), "letters_gap", "{due}"),
            (text.replace("{due}", "{due.year}"), "letters_gap", "{due.year}"),
            (text.replace("[remind]", "[reminder]"), "letters_missing", "remind"),
            (text.replace("late = ", "later = "), "letters_missing", "late"),
            (text.replace("[lines]", "[lines"), "letters_unread", "letters.toml"),
        ):
            own.write_text(spoilt, "utf-8")
            with pytest.raises(InputRejected) as refused:
                of(region, "ikeda")
            assert refused.value.code == code
            assert told in refused.value.params.values()
    finally:
        own.unlink()


def test_letters_are_saved_as_text_for_windows(region: Region, tmp_path: Path) -> None:
    files = drafting.save_letters(region.union.letters(2017, "half1"), 2017, "half1", tmp_path)
    assert [one.name for one in files[:2]] == [
        "差戻し文_大町市_平成29年度上半期.txt", "依頼文_池田町_平成29年度上半期.txt",
    ]  # fmt: skip
    content = files[0].read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    assert b"\n" not in content.replace(b"\r\n", b"")
