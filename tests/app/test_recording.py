"""Saving: what becomes a change, what does not, and what a deleted record is to those who write into it."""

from __future__ import annotations

import pytest

from alps_desk.app.commands import SaveValues
from alps_desk.app.desk import Desk
from alps_desk.domain.errors import InputRejected, NotFound, Refusal
from alps_desk.domain.records import DELETED
from tests.fixtures.desks import Region, content, money, progress, save, shown

RECORD = progress("ikeda")
BURDEN = "burden:omachi:2017:F05P01:ikeda"


@pytest.fixture
def ikeda(region: Region) -> Desk:
    return region.member("ikeda")


def refused(desk: Desk, values: dict[str, dict[str, object]], **parts: str) -> Refusal:
    before = content(desk)
    with pytest.raises((InputRejected, NotFound)) as caught:
        desk.execute(SaveValues(values, **parts))  # type: ignore[arg-type]
    assert content(desk) == before
    return caught.value


def test_only_what_differs_becomes_a_change(ikeda: Desk) -> None:
    assert len(save(ikeda, {RECORD: {"pace": "late", "issues": "雪"}})) == 1
    again = ikeda.execute(SaveValues({RECORD: {"pace": "late", "issues": "風"}}))
    assert (len(again.changes), again.same) == (1, 1)
    assert again.before == {(RECORD, "pace"): "late", (RECORD, "issues"): "雪"}
    assert ikeda.place.store.history(RECORD)[-1].entry.change.values == {"issues": "風"}
    nothing = ikeda.execute(SaveValues({RECORD: {"pace": "late", "improvement": None}}))
    assert (nothing.changes, nothing.same) == ((), 2)
    forced = ikeda.execute(SaveValues({RECORD: {"pace": "late"}}, force=True))
    assert len(forced.changes) == 1


def test_a_why_of_its_own_parts_the_fields_of_a_record_and_confirms_a_value(ikeda: Desk) -> None:
    save(ikeda, {RECORD: {"pace": "late", "issues": "雪"}})
    values = {RECORD: {"pace": "late", "issues": "雪", "improvement": "除雪", "next_actions": "継続"}}
    whys = {(RECORD, "pace"): "#unchanged", (RECORD, "improvement"): "#copied:2016:full_year"}
    done = ikeda.execute(SaveValues(values, whys=whys, why="電話で確認"))
    assert (len(done.changes), done.same) == (3, 1)
    told = {name: view.why for view in ikeda.history(RECORD) for name in [view.field] if view.current}
    assert told == {
        "pace": "変更なし",
        "improvement": "平成28年度 通期から写した",
        "next_actions": "電話で確認",
        "issues": "",
    }
    assert ikeda.whys_of([RECORD])[RECORD, "improvement"] == "#copied:2016:full_year"
    # Another value: the mark is gone.
    save(ikeda, {RECORD: {"improvement": "除雪車"}})
    assert (RECORD, "improvement") not in ikeda.whys_of([RECORD])


@pytest.mark.parametrize(("old", "new"), [(0, False), (1, True), (0, None), ("", None), ("0", 0)])
def test_values_that_only_look_alike_are_saved(ikeda: Desk, old: object, new: object) -> None:
    save(ikeda, {RECORD: {"issues": old}})  # type: ignore[dict-item]
    save(ikeda, {RECORD: {"issues": new}})  # type: ignore[dict-item]
    value = shown(ikeda, RECORD)["issues"]
    assert (type(value), value) == (type(new), new)


def test_all_records_of_a_save_or_none(ikeda: Desk) -> None:
    values = {RECORD: {"pace": "late"}, progress("hakuba"): {"pace": "late"}}
    assert refused(ikeda, values).code == "field_not_ours"


@pytest.mark.parametrize(
    ("record", "field", "code"),
    [
        (progress("hakuba"), "pace", "field_not_ours"),
        ("project_year:union:2017:F01P01", "name", "field_not_ours"),
        (BURDEN, "notified", "field_not_ours"),
        (RECORD, "no_such_field", "field_unknown"),
        ("weather:ikeda:2017", "sun", "no_such_record"),
        ("progress:ikeda", "pace", "no_such_record"),
    ],
)
def test_what_is_not_ours_or_not_there_is_refused(ikeda: Desk, record: str, field: str, code: str) -> None:
    assert refused(ikeda, {record: {field: "x"}}).code == code


@pytest.mark.parametrize("value", ["\u0000", "a\r\nb", "x" * 10_001, 10**15, "\u0085"])
def test_what_no_change_can_hold_is_refused(ikeda: Desk, value: object) -> None:
    assert refused(ikeda, {RECORD: {"issues": value}}).code == "value_refused"


def test_what_was_on_screen_decides_about_a_conflict(ikeda: Desk) -> None:
    [first] = save(ikeda, {RECORD: {"pace": "late"}})
    save(ikeda, {RECORD: {"pace": "on_track"}})
    ikeda.execute(SaveValues({RECORD: {"pace": "cannot_judge"}}, seen={(RECORD, "pace"): (first,)}))
    [view] = ikeda.conflicts()
    assert {one.value for one in view.candidates} == {"on_track", "cannot_judge"}
    assert view.base == "late"
    save(ikeda, {RECORD: {"pace": "on_track"}})
    assert ikeda.conflicts() == []


def test_a_dry_run_says_what_would_be_saved_and_saves_nothing(ikeda: Desk) -> None:
    before = content(ikeda)
    assert ikeda.execute(SaveValues({RECORD: {"pace": "late"}}, keep=False)).changes
    assert content(ikeda) == before


# --- deletion ------------------------------------------------------------------------------------------------


def test_a_deletion_needs_a_reason(ikeda: Desk) -> None:
    save(ikeda, {RECORD: {"pace": "late"}})
    for why in ("", "  "):
        assert refused(ikeda, {RECORD: {DELETED: True}}, why=why).code == "deletion_needs_why"
    save(ikeda, {RECORD: {DELETED: True}}, why="二重に入力")
    assert shown(ikeda, RECORD) == {}
    assert ikeda.execute(SaveValues({RECORD: {DELETED: True}}, why="もう一度")).same == 1


def test_an_entry_into_a_deleted_record_begins_again(ikeda: Desk) -> None:
    """What was deleted does not come back with it, and nobody is asked about a conflict."""
    save(ikeda, {RECORD: {"pace": "late", "issues": "雪", "improvement": None}})
    save(ikeda, {RECORD: {DELETED: True}}, why="二重に入力")
    saved = ikeda.execute(SaveValues({RECORD: {"pace": "late"}}))
    assert saved.before == {(RECORD, "pace"): None}
    assert shown(ikeda, RECORD) == {"pace": "late", "issues": None}
    assert ikeda.conflicts() == []
    assert ikeda.place.store.caches_are_true()


def test_an_empty_entry_into_a_deleted_record_is_nothing(ikeda: Desk) -> None:
    save(ikeda, {RECORD: {"pace": "late"}})
    save(ikeda, {RECORD: {DELETED: True}}, why="二重に入力")
    assert ikeda.execute(SaveValues({RECORD: {"pace": None}})).changes == ()
    assert shown(ikeda, RECORD) == {}


def test_what_the_payer_writes_does_not_bring_the_payees_record_back(region: Region, ikeda: Desk) -> None:
    omachi = region.member("omachi")
    save(omachi, {BURDEN: {"notified": 100}})
    save(omachi, {BURDEN: {DELETED: True}}, why="取りやめ")
    region.exchange(omachi)
    region.give(region.union, ikeda)
    save(ikeda, {BURDEN: {"transfer_out": 100}})
    assert [view.field for view in ikeda.conflicts()] == [DELETED]
    region.give(ikeda, region.union)
    [view] = region.union.conflicts()
    assert view.field == DELETED
    # The union may settle it, for it saw both.
    save(region.union, {BURDEN: {DELETED: False}}, why="町に確認")
    assert region.union.conflicts() == []
    assert shown(region.union, BURDEN) == {"notified": 100, "transfer_out": 100}


def test_a_record_deleted_by_one_pc_and_changed_by_another(region: Region, ikeda: Desk) -> None:
    second = region.member("ikeda", "ikeda-2")
    save(ikeda, {money("ikeda"): {"spent": 1, "carried_in": 2}})
    region.exchange(ikeda)
    region.give(region.union, second)
    save(ikeda, {money("ikeda"): {DELETED: True}}, why="二重に入力")
    save(second, {money("ikeda"): {"spent": 5}})
    for desk in (ikeda, second, ikeda):
        region.exchange(desk)
    assert shown(ikeda, money("ikeda")) == shown(second, money("ikeda")) == {"spent": 5, "carried_in": 2}
    assert [view.field for view in ikeda.conflicts()] == [DELETED]
    save(second, {money("ikeda"): {DELETED: True}}, why="確かに二重")
    region.exchange(second)
    region.give(region.union, ikeda)
    assert shown(ikeda, money("ikeda")) == {}
    assert ikeda.digest() == second.digest() == region.union.digest()


# --- on behalf -----------------------------------------------------------------------------------------------


def test_the_union_enters_on_behalf_and_the_office_confirms(region: Region, ikeda: Desk) -> None:
    union = region.union
    assert refused(union, {RECORD: {"pace": "late"}}).code == "field_not_ours"
    assert refused(union, {RECORD: {"pace": "late"}}, on_behalf="ikeda").code == "field_not_ours"
    assert refused(union, {RECORD: {"pace": "late"}}, on_behalf="hakuba", why="紙").code == "field_not_ours"
    save(union, {RECORD: {"pace": "late"}}, on_behalf="ikeda", why="11月20日の回答書")
    region.give(union, ikeda)
    assert ikeda.place.store.cells(records=[RECORD])[0].on_behalf
    assert ikeda.execute(SaveValues({RECORD: {"pace": "late"}})).changes, (
        "the same value from the office confirms"
    )
    assert not ikeda.place.store.cells(records=[RECORD])[0].on_behalf
    region.give(ikeda, union)
    assert not union.place.store.cells(records=[RECORD])[0].on_behalf
    assert union.conflicts() == []


def test_a_payer_confirms_what_was_entered_for_it_in_the_payees_record(region: Region, ikeda: Desk) -> None:
    paid = "burden:omachi:2017:F05P01:ikeda"
    save(region.union, {paid: {"transfer_out": 300_000}}, on_behalf="ikeda", why="11月20日の回答書")
    region.give(region.union, ikeda)
    assert ikeda.execute(SaveValues({paid: {"transfer_out": 300_000}})).changes
    assert not ikeda.place.store.cells(records=[paid])[0].on_behalf
    # Said once more it is only the same again.
    assert ikeda.execute(SaveValues({paid: {"transfer_out": 300_000}})).same == 1


def test_an_office_that_only_others_wrote_about_was_not_heard(region: Region, ikeda: Desk) -> None:
    save(ikeda, {"burden:omachi:2017:F05P01:ikeda": {"transfer_out": 300_000}})
    region.give(ikeda, region.union)
    states = {cell.state for cell in region.union.board(2017, "half1") if cell.office == "omachi"}
    assert states == {"not_received", "out"}
