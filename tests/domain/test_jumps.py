"""Jumps: what is far beyond an office's own history, and whose sentence explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from alps_desk.domain.cells import CellValue
from alps_desk.domain.fold import Entry, fold_record
from alps_desk.domain.journal import Scalar, make_change
from alps_desk.domain.jumps import JUMPING, Jump, JumpLimit, find_jump, history_of, jump_at, reason_of
from alps_desk.domain.records import TYPES, UNION, parse_record_id
from alps_desk.domain.thresholds import DEFAULTS, threshold
from tests.figures import NONE, PENDING, Entered

LIMIT = JumpLimit(200, 100)
MONEY = "money:ikeda:2026:P1:settled"


@pytest.mark.parametrize(
    ("now", "history", "expected"),
    [
        (1_000_000, {}, None),
        (400, {2025: 200}, None),  # double is not more than double
        (401, {2025: 200}, Jump(401, 200, 2025)),
        (99, {2025: 200}, Jump(99, 200, 2025)),
        (100, {2025: 200}, None),
        (150, {2025: 51}, None),  # far in parts, near in yen
        (152, {2025: 51}, Jump(152, 51, 2025)),
        (101, {2025: 0}, Jump(101, 0, 2025)),
        (100, {2025: 0}, None),
        # Between what there was before nothing is far, however the years went up and down.
        (500, {2025: 1_000, 2024: 100}, None),
        (1_999, {2025: 100, 2024: 1_000}, None),
        (2_001, {2025: 100, 2024: 1_000}, Jump(2_001, 1_000, 2024)),
        # The latest year that had the value is named.
        (5_000, {2021: 1_000, 2023: 1_000, 2025: 10}, Jump(5_000, 1_000, 2023)),
        # A sign that turned is a jump, however near in size.
        (-300, {2025: 300}, Jump(-300, 300, 2025)),
        (-40, {2025: 40}, None),
        (-401, {2025: -200}, Jump(-401, -200, 2025)),
    ],
)
def test_far_beyond_history(now: int, history: Mapping[int, int], expected: Jump | None) -> None:
    assert find_jump(now, history, LIMIT) == expected


def test_history_is_the_offices_own_word_for_the_same_place() -> None:
    figures = Entered(2025).money("ikeda", "P1", spent=1)
    figures.money("ikeda", "P1", "half1", spent=2).money("omachi", "P1", spent=3).money(
        "ikeda", "P2", spent=4
    )
    for fy, value in (
        (2024, NONE),
        (2023, PENDING),
        (2022, CellValue.of("typed text")),
        (2021, 5),
        (2020, 6),
    ):
        record = f"money:ikeda:{fy}:P1:settled"
        figures.put(record, "spent", value)
    figures.put(MONEY, "spent", 7)
    record = parse_record_id(MONEY)
    assert history_of(record, "spent", figures, 5) == {2025: 1, 2024: 0, 2021: 5}
    assert history_of(record, "spent", figures, 1) == {2025: 1}
    figures.mark_conflict("money:ikeda:2025:P1:settled", "spent")
    assert history_of(record, "spent", figures, 2) == {2024: 0}, "two words are no history yet"
    assert history_of(parse_record_id("region:union"), "name", figures, 5) == {}


def test_only_what_happened_is_asked_about_and_limits_are_data() -> None:
    earlier = Entered(2025).money("ikeda", "P1", spent=1_000_000, carried_out=1_000_000)
    far = CellValue.of(2_000_001)
    assert jump_at({}, MONEY, "spent", far, earlier) == Jump(2_000_001, 1_000_000, 2025)
    assert jump_at({}, MONEY, "carried_out", far, earlier) is None
    assert jump_at({}, "no id", "spent", far, earlier) is None
    assert jump_at({}, MONEY, "spent", PENDING, earlier) is None
    assert jump_at({"jump_percent": 300}, MONEY, "spent", far, earlier) is None
    assert jump_at({"jump_yen": 2_000_000}, MONEY, "spent", far, earlier) is None
    assert jump_at({"jump_years": 0}, MONEY, "spent", far, earlier) is None
    assert jump_at({"jump_years": 10**9}, MONEY, "spent", far, earlier) is not None


def test_a_figure_of_an_indicator_is_measured_in_its_own_unit() -> None:
    record = "actual:ikeda:2026:full_year:K01"
    earlier = {("actual:ikeda:2025:full_year:K01", "actual"): Entered().put("x", "y", 50)["x", "y"]}
    assert jump_at({}, record, "actual", CellValue.of(151), earlier) == Jump(151, 50, 2025)
    assert jump_at({}, record, "actual", CellValue.of(151), earlier, decimals=1) is not None
    assert jump_at({}, record, "actual", CellValue.of(150), earlier, decimals=1) is None, "10.0 more"
    assert jump_at({}, record, "actual", CellValue.of(150), earlier, decimals=2) is None
    assert jump_at({}, record, "actual", CellValue.of(10**14), earlier, decimals=10**9) is not None


def test_every_place_that_is_asked_about_is_a_number_with_a_year() -> None:
    for name, fields in JUMPING.items():
        assert TYPES[name].parts[0] == "fy"
        assert all(TYPES[name].fields[field].kind in ("yen", "decimal") for field in fields)


def test_a_region_without_limits_has_the_documented_ones() -> None:
    for name, value in DEFAULTS.items():
        assert threshold({}, name) == value
        assert threshold({name: 1}, name) == 1


# --- the sentence ------------------------------------------------------------------------------------------------


def word(value: Scalar, office: str, *seen: Entry, why: str = "", behalf: str = "", number: int = 0) -> Entry:
    made = make_change(
        MONEY, {"spent": value}, seen={"spent": [one.change.id for one in seen]},
        at="2026-10-01T09:00:00+09:00", by="", nonce=f"{number:032x}", why=why, on_behalf=behalf,
    )  # fmt: skip
    return Entry(made, office, f"{office}-pc")


def said(*entries: Entry) -> str:
    known: Sequence[Entry] = entries
    state = fold_record(MONEY, known).fields["spent"]
    return reason_of("spent", state.shown, {one.change.id: one for one in known}, "ikeda")


def test_the_sentence_belongs_to_the_value_it_came_with() -> None:
    first = word(900, "ikeda", why="会場が変わったため")
    assert said(first) == "会場が変わったため"
    assert said(first, word(9_000, "ikeda", first)) == "", "a value entered later needs its own"
    assert said(word(900, "ikeda", why=" \n")) == ""


def test_a_value_that_was_confirmed_keeps_its_sentence() -> None:
    first = word(900, "ikeda", why="会場が変わったため")
    confirmed = word(900, "ikeda", first)
    assert said(first, confirmed) == "会場が変わったため"
    assert (
        said(first, confirmed, word(900, "ikeda", confirmed, why="2回に増やしたため")) == "2回に増やしたため"
    )
    assert said(confirmed) == "", "what is not here yet cannot be quoted"


def test_the_unions_words_are_no_reasons_of_the_office() -> None:
    first, second = word(900, "ikeda", why="会場が変わったため"), word(100, "ikeda", number=1)
    chosen = word(900, UNION, first, second, why="電話で確認した")
    assert said(first, second, chosen) == "会場が変わったため"
    other = word(100, UNION, first, second, why="電話で確認した")
    assert said(first, second, other) == ""
    assert said(word(900, UNION, why="10月1日のFAX", behalf="ikeda")) == ""


def test_each_word_of_a_conflict_has_its_own_sentence() -> None:
    first = word(900, "ikeda", why="会場が変わったため")
    second = word(800, "ikeda", why="回数を減らしたため", number=1)
    state = fold_record(MONEY, [first, second]).fields["spent"]
    assert state.conflict
    known = {one.change.id: one for one in (first, second)}
    assert {reason_of("spent", head, known, "ikeda") for head in state.heads} == {
        "会場が変わったため", "回数を減らしたため",
    }  # fmt: skip
