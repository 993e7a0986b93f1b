"""差戻し・連絡 between an office and the union, by real files: who said what, and who is waited for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app.commands import (
    AnswerReturn,
    CloseReturn,
    FixReturn,
    MergeBundles,
    SendBack,
    SendMessage,
    Submit,
)
from alps_desk.app.desk import Desk
from tests.fixtures.desks import Region, money, progress, save
from tests.journeys.test_submission import refused

FIELD = money("ikeda")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The union and two offices it has registered; one has a value and is submitted."""
    folder = tmp_path_factory.mktemp("begun")
    made = Region(folder)
    ikeda, _ = made.member("ikeda"), made.member("hakuba")
    save(ikeda, {FIELD: {"spent": 2040}})
    ikeda.execute(Submit(2017, "half1"))
    made.exchange(ikeda)
    made.close()
    return folder


@pytest.fixture
def region(begun: Path, tmp_path: Path) -> Iterator[Region]:
    made = Region.again(begun, tmp_path, ("union", "ikeda", "hakuba"))
    yield made
    made.close()


@pytest.fixture
def ikeda(region: Region) -> Desk:
    return region.desks[1]


def kinds(desk: Desk) -> list[str]:
    return [word.kind for word in desk.threads()[0].words]


def test_a_return_is_talked_over_until_it_is_settled(region: Region, ikeda: Desk) -> None:
    union, clock = region.union, region.clock
    sent = union.execute(SendBack(FIELD, "spent", "内訳を教えてください"))
    assert union.threads()[0].waits_for == "ikeda"
    region.give(union, ikeda)
    clock.step()
    assert refused(ikeda, FixReturn(sent.id)) == ["fix_without_change"]
    ikeda.execute(AnswerReturn(sent.id, "広告費を含みます"))
    assert ikeda.threads()[0].waits_for == "union"
    region.give(ikeda, union)
    clock.step()
    union.execute(SendMessage("広告費を除いてください", thread=sent.id))
    assert union.threads()[0].waits_for == "ikeda"
    region.give(union, ikeda)
    assert ikeda.threads()[0].waits_for == "ikeda"
    save(ikeda, {FIELD: {"spent": 1990}})
    clock.step()
    ikeda.execute(FixReturn(sent.id))
    assert ikeda.threads()[0].waits_for == "union"
    region.give(ikeda, union)
    clock.step()
    union.execute(CloseReturn(sent.id, "確かめました"))
    region.give(union, ikeda)
    for desk in (union, ikeda):
        (thread,) = desk.threads(fy=2017, period="half1")
        assert kinds(desk) == ["returned", "answer", "message", "corrected", "answer", "closed"]
        assert [word.text for word in thread.words] == [
            "内訳を教えてください", "広告費を含みます", "広告費を除いてください", "1,990円", "直しました。", "確かめました",
        ]  # fmt: skip
        assert (thread.waits_for, thread.field, thread.returned.state) == ("", "spent", "closed")  # type: ignore[union-attr]
        assert desk.threads(period="full_year") == []
    assert union.digest() == ikeda.digest()


def test_an_office_asks_about_a_cell_and_others_do_not_read_it(region: Region, ikeda: Desk) -> None:
    hakuba = region.desks[2]
    record = progress("ikeda")
    thread = ikeda.execute(SendMessage("ここは何を書きますか", record=record, field="issues"))
    assert ikeda.threads()[0].waits_for == "union"
    region.give(ikeda, region.union)
    region.clock.step()
    region.union.execute(SendMessage("困っていることです", thread=thread))
    back = region.export(region.union)
    for desk in (ikeda, hakuba):
        desk.execute(MergeBundles((back,)))
    assert hakuba.threads() == []
    (view,) = ikeda.threads()
    assert (view.waits_for, [word.office for word in view.words]) == ("ikeda", ["ikeda", "union"])
    region.clock.step()
    ikeda.execute(SendMessage("", thread=thread, closes=True))
    assert (ikeda.threads()[0].waits_for, kinds(ikeda)[-1]) == ("", "closed")
    assert refused(
        ikeda, SendMessage(" ", record=record), SendMessage("x" * 1001, record=record), SendMessage("x", thread="no"),
        SendMessage("x", record=progress("hakuba")), SendMessage("x", record=record, field="weather"),
        SendMessage("x", record="body:union:ikeda"),
    ) == [
        "message_needs_text", "message_too_long", "no_such_thread", "message_not_ours", "field_unknown",
        "no_such_record",
    ]  # fmt: skip
    assert refused(region.union, SendMessage("x")) == ["message_needs_office"]


def test_a_file_says_beforehand_what_it_brings(region: Region, ikeda: Desk) -> None:
    union = region.union
    union.execute(SendBack(FIELD, "spent", "内訳を教えてください"))
    union.execute(SendMessage("よろしくお願いします", office="ikeda"))
    union.execute(SendMessage("白馬村へ", office="hakuba"))
    ikeda.execute(SendMessage("質問です", record=FIELD))
    region.give(ikeda, union)
    file = region.export(union)
    look = ikeda.preview([file])[0]
    assert (look.brought.returns, look.brought.messages, look.brought.others) == (1, 1, 1)
    assert look.brought.received == 1
    assert {one.state for one in ikeda.receipts()} == {"received", "exported"}
    taken = ikeda.execute(MergeBundles((file,)))[0]
    assert taken.brought == look.brought
    assert {one.state for one in ikeda.receipts()} == {"received"}
    again = region.export(union)
    assert ikeda.preview([again])[0].brought.received == 0


def test_an_own_file_and_that_of_another_office_are_refused_with_their_sentence(
    region: Region, ikeda: Desk
) -> None:
    hakuba = region.desks[2]
    own, other = region.export(ikeda), region.export(hakuba)
    found = ikeda.preview([own, other])
    assert [(one.state, one.code) for one in found] == [("refused", "file_own"), ("refused", "not_for_us")]
    assert found[1].params["office"] == "白馬村"
