"""One verdict for every text: what is taken is exact, what is refused is kept, prose survives sign by sign."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk import wording
from alps_desk.domain.cells import CellState, CellValue
from alps_desk.domain.choices import Choice
from alps_desk.domain.entry_text import Kind, Verdict, field_text, read_entry

_PROGRESS = (
    Choice("not_started", "未着手"),
    Choice("running", "実施中"),
    Choice("done", "完了"),
    Choice("cancelled", "中止"),
)
_RATING = (
    Choice("A", "A（110%以上）"),
    Choice("B", "B（80%以上）", ("良い",)),
    Choice("none", "−"),
    Choice("better", "◎ 目標を上回る"),
    Choice("equal", "○ 目標どおり"),
    Choice("worse", "× 進まない"),
)
_KINDS: tuple[Kind, ...] = get_args(Kind)
_MARKED: tuple[Kind, ...] = ("yen", "count", "decimal", "date", "choice", "flag")


def _read(kind: Kind, text: str, **options: object) -> Verdict:
    return read_entry(kind, text, **{"choices": _PROGRESS, "decimals": 1, **options})  # type: ignore[arg-type]


def _sentence(verdict: Verdict) -> str:
    return wording.say(verdict.code, **verdict.params) if verdict.code else ""


_typed = st.one_of(
    st.text(max_size=30),
    st.text("0123456789,.-−△()（）円千#xｘ…未定消去令和R年月日/ １２", max_size=14),
    st.sampled_from(
        ["該当なし", "未定(R8.12.1)", "○実施中", "完了", "か\u3099", "a\r\nb", "\ud800", "\x00", "\ue000"]
    ),
)


@given(st.sampled_from(_KINDS), _typed, st.sampled_from([1, 1000]))
def test_every_text_gets_one_verdict_with_a_sentence(kind: Kind, text: str, unit: int) -> None:
    verdict = _read(kind, text, unit=unit)
    assert (verdict.value is None) == (verdict.outcome in {"refused", "blank"})
    assert bool(verdict.code) >= (verdict.outcome in {"refused", "normalised"})
    assert len(_sentence(verdict)) <= 120
    if verdict.outcome == "refused":
        assert verdict.shown == text
    if verdict.outcome == "taken":
        assert kind not in {"text", "line"} or verdict.value == text


@given(st.sampled_from(_KINDS), _typed, st.sampled_from([1, 1000]))
def test_what_is_shown_reads_back_as_the_same_value(kind: Kind, text: str, unit: int) -> None:
    verdict = _read(kind, text, unit=unit)
    if verdict.outcome in {"taken", "normalised"}:
        again = _read(kind, verdict.shown, unit=unit)
        assert (again.outcome, again.value, again.expected_on) == (
            "taken",
            verdict.value,
            verdict.expected_on,
        )
        assert again.cell() == verdict.cell()


_states = st.sampled_from(
    [CellValue(state) for state in CellState if state is not CellState.VALUE]
) | st.dates(date(1927, 1, 1), date(2099, 12, 31)).map(
    lambda day: CellValue(CellState.PENDING, expected_on=day.isoformat())
)
_numbers = st.integers(-(10**15) + 1, 10**15 - 1).map(CellValue.of)
_stored_dates = st.dates(date(1927, 1, 1), date(2099, 12, 31)).map(lambda day: CellValue.of(day.isoformat()))
_cells: dict[Kind, st.SearchStrategy[CellValue]] = {
    "yen": _numbers | _states,
    "count": st.integers(0, 10**15 - 1).map(CellValue.of) | _states,
    "decimal": _numbers | _states,
    "date": _stored_dates | _states,
    "choice": st.sampled_from([CellValue.of(item.id) for item in _PROGRESS]) | _states,
    "flag": st.booleans().map(CellValue.of) | _states,
}


@pytest.mark.parametrize("kind", _cells)
@given(st.data(), st.sampled_from([1, 1000]), st.integers(0, 3))
def test_a_cell_written_in_its_field_reads_back(
    kind: Kind, data: st.DataObject, unit: int, decimals: int
) -> None:
    cell = data.draw(_cells[kind])
    shown = field_text(kind, cell, unit=unit, decimals=decimals, choices=_PROGRESS)
    again = _read(kind, shown, unit=unit, decimals=decimals)
    assert again.outcome == ("taken" if shown else "blank")
    assert again.cell() == cell


@pytest.mark.parametrize(
    ("kind", "typed"), [("yen", "約1200"), ("date", "年末"), ("choice", "順調"), ("flag", "?")]
)
def test_what_could_not_be_read_is_written_as_it_was_typed(kind: Kind, typed: str) -> None:
    assert field_text(kind, CellValue.of(typed), choices=_PROGRESS) == typed


@pytest.mark.parametrize("kind", _MARKED)
@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("-", CellState.NONE),
        ("−", CellState.NONE),
        ("―", CellState.NONE),
        ("ー", CellState.NONE),
        ("－", CellState.NONE),
        (" ー ", CellState.NONE),
        ("該当なし", CellState.NONE),
        ("…", CellState.TALLYING),
        ("集計中", CellState.TALLYING),
        ("秘匿", CellState.WITHHELD),
        ("把握不能", CellState.UNKNOWN),
        ("未定", CellState.PENDING),
        ("消去", CellState.EMPTY),
    ],
)
def test_marks_stand_for_states(kind: Kind, text: str, state: CellState) -> None:  # R16
    verdict = _read(kind, text)
    assert verdict.value is state
    assert verdict.cell() == CellValue(state)


@pytest.mark.parametrize("text", ["x", "X", "ｘ", "Ｘ"])
def test_x_withholds_a_figure(text: str) -> None:  # R16, R38
    assert _read("count", text).value is CellState.WITHHELD
    assert _read("flag", text).value is False
    assert _read("choice", text, choices=_RATING).value == "worse"


@pytest.mark.parametrize(
    ("text", "expected_on", "outcome"),
    [
        ("未定(R8.12.1)", "2026-12-01", "taken"),
        ("未定（令和8年12月1日）", "2026-12-01", "taken"),
        ("未定（２０２６／１２／１）", "2026-12-01", "normalised"),
        ("未定 (2026-12-01)", "2026-12-01", "normalised"),
    ],
)
def test_pending_with_the_day_it_is_expected(text: str, expected_on: str, outcome: str) -> None:
    verdict = _read("yen", text)
    assert (verdict.outcome, verdict.expected_on, verdict.shown) == (
        outcome,
        expected_on,
        "未定（令和8年12月1日）",
    )
    assert verdict.cell() == CellValue(CellState.PENDING, expected_on=expected_on)


def test_pending_until_a_day_that_does_not_exist_is_refused() -> None:
    assert _read("yen", "未定(R8.13.1)").code == "date_impossible"
    assert _read("yen", "未定(年末)").code == "date_not_read"


def test_unset_none_pending_and_zero_are_four_things() -> None:
    cells = [_read("yen", text).cell() for text in ("", "-", "未定", "0")]
    assert len(set(cells)) == 4


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("text", ["", " ", "　", "\n", " \t "])
def test_nothing_typed_is_blank(kind: Kind, text: str) -> None:
    assert _read(kind, text) == Verdict("blank", None, "")


@pytest.mark.parametrize(
    ("kind", "text", "options", "value", "shown", "outcome"),
    [
        ("yen", "1200", {}, 1200, "1,200", "taken"),
        ("yen", "１，２００円", {}, 1200, "1,200", "normalised"),
        ("yen", "1,200", {"unit": 1000}, 1_200_000, "1,200", "taken"),
        ("yen", "3,310,000円", {"unit": 1000}, 3_310_000, "3,310", "normalised"),
        ("yen", "△120", {}, -120, "△120", "taken"),
        ("yen", "\ufeff1200", {}, 1200, "1,200", "normalised"),
        ("count", "52", {}, 52, "52", "taken"),
        ("count", "１２人", {"counter": "人"}, 12, "12", "normalised"),
        ("count", "52.0", {}, 52, "52", "normalised"),
        ("decimal", "86.7", {}, 867, "86.7", "taken"),
        ("decimal", "86", {}, 860, "86.0", "normalised"),
        ("decimal", "86.70", {}, 867, "86.7", "normalised"),
        ("decimal", "86.7％", {"counter": "%"}, 867, "86.7", "normalised"),
        ("decimal", "△0.5", {}, -5, "△0.5", "taken"),
        ("decimal", "1,234.5", {}, 12345, "1,234.5", "taken"),
        ("date", "R8.4.1", {}, "2026-04-01", "令和8年4月1日", "taken"),
        ("date", "2026/4/1", {}, "2026-04-01", "令和8年4月1日", "taken"),
        ("date", "Ｒ８．４．１", {}, "2026-04-01", "令和8年4月1日", "normalised"),
        ("flag", "○", {}, True, "○", "taken"),
        ("flag", "◯", {}, True, "○", "normalised"),
        ("flag", "1", {}, True, "○", "normalised"),
        ("flag", "×", {}, False, "×", "taken"),
        ("flag", "いいえ", {}, False, "×", "normalised"),
        ("choice", "実施中", {}, "running", "実施中", "taken"),
        ("choice", "running", {}, "running", "実施中", "taken"),
        ("choice", " 実 施 中 ", {}, "running", "実施中", "normalised"),
        ("choice", "○実施中", {}, "running", "実施中", "normalised"),
        ("choice", "② 完了", {}, "done", "完了", "normalised"),
        ("choice", "Ａ", {"choices": _RATING}, "A", "A（110%以上）", "normalised"),
        ("choice", "a", {"choices": _RATING}, "A", "A（110%以上）", "normalised"),
        ("choice", "良い", {"choices": _RATING}, "B", "B（80%以上）", "normalised"),
        ("choice", "◎", {"choices": _RATING}, "better", "◎ 目標を上回る", "normalised"),
        ("choice", "〇", {"choices": _RATING}, "equal", "○ 目標どおり", "normalised"),
        ("choice", "ー", {"choices": _RATING}, "none", "−", "normalised"),
    ],
)
def test_values(
    kind: Kind, text: str, options: dict[str, object], value: object, shown: str, outcome: str
) -> None:
    verdict = _read(kind, text, **options)
    assert (verdict.value, verdict.shown, verdict.outcome) == (value, shown, outcome)
    assert type(verdict.value) is type(value)


def test_a_converted_era_is_said() -> None:  # R5
    verdict = _read("date", "H31.5.1")
    assert (verdict.outcome, verdict.shown, verdict.code) == (
        "normalised",
        "令和元年5月1日",
        "date_note_era_converted",
    )


@pytest.mark.parametrize(
    ("kind", "text", "options", "code"),
    [
        ("yen", "1_000", {}, "number_not_read"),
        ("yen", "1.5", {}, "money_fraction"),
        ("yen", "-1", {"allow_negative": False}, "entry_negative"),
        ("yen", "####", {}, "number_hashes"),
        ("count", "-1", {}, "entry_negative"),
        ("count", "1.5", {}, "entry_whole"),
        ("count", "3.000", {}, "entry_whole"),
        ("count", "12人", {}, "number_not_read"),
        ("count", "12件", {"counter": "人"}, "number_not_read"),
        ("count", "9" * 16, {}, "number_too_long"),
        ("decimal", "86.75", {}, "entry_decimals"),
        ("decimal", "9" * 15, {}, "number_too_long"),
        ("date", "7.4.1", {}, "date_bare_year"),
        ("choice", "順調", {}, "entry_choice_unknown"),
        ("choice", "○", {}, "entry_choice_unknown"),
        (
            "choice",
            "Ａ",
            {"choices": (Choice("1", "A 一"), Choice("2", "A 二"))},
            "entry_choice_ambiguous",
        ),
        ("flag", "たぶん", {}, "entry_flag"),
        ("text", "a\x00b", {}, "entry_control"),
        ("text", "a\x0bb", {}, "entry_control"),
        ("text", "a\x85b", {}, "entry_control"),
        ("text", "a\ud842", {}, "entry_broken_text"),
        ("text", "あ" * 10_001, {}, "entry_text_too_long"),
        ("text", "#" + "あ" * 9_999, {}, "entry_text_too_long"),
        ("text", " ##### ", {}, "number_hashes"),
        ("line", "a\nb", {}, "entry_line_break"),
        ("line", "a\rb", {}, "entry_line_break"),
    ],
)
def test_refusals_keep_what_was_typed(kind: Kind, text: str, options: dict[str, object], code: str) -> None:
    verdict = _read(kind, text, **options)
    assert (verdict.outcome, verdict.code, verdict.shown) == ("refused", code, text)
    with pytest.raises(ValueError):
        verdict.cell()


@pytest.mark.parametrize(
    "text",
    [
        "神\ufa19 福\ufa1b 塚\ufa10",
        "髙﨑𠮷①㈱㎡～",
        "葛\U000e0100城",
        "一行目\n\n　二行目 ",
        '"引用", \t タブ',
        "=1+1",
        "-",
        "x",
        "未定",
        "１２３",
        "ﾊﾝｶｸ",
        "#1 会場",
        "あ\u3099",
        "か゛",
        "e\u0301",
        "あ" * 10_000,
        " 前後の空白 ",
        "\u200b",
    ],
)
def test_prose_is_kept_sign_by_sign(text: str) -> None:  # R46, R50, R55
    verdict = _read("text", text)
    assert (verdict.outcome, verdict.value, verdict.shown, verdict.code) == ("taken", text, text, "")


@pytest.mark.parametrize(
    ("text", "stored", "code"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd", "entry_line_ends"),
        ("か\u3099き\u3099ハ\u309a", "がぎパ", "entry_kana_composed"),
        ("神\ufa19か\u3099", "神\ufa19が", "entry_kana_composed"),
    ],
)
def test_the_only_changes_to_prose(text: str, stored: str, code: str) -> None:
    verdict = _read("text", text)
    assert (verdict.outcome, verdict.value, verdict.code) == ("normalised", stored, code)


def test_private_characters_are_kept_and_said() -> None:  # R52
    verdict = _read("text", "担当\ue000課")
    assert (verdict.outcome, verdict.value, verdict.code) == (
        "taken",
        "担当\ue000課",
        "entry_private_use",
    )
    assert "3文字目" in _sentence(verdict)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"], exclude_characters="\u3099\u309a#")))
def test_ordinary_text_is_never_touched(text: str) -> None:
    verdict = _read("text", text)
    assert verdict.outcome == "blank" if not text.strip() else verdict.value == text


@pytest.mark.parametrize("state", [one for one in CellState if one not in (CellState.EMPTY, CellState.VALUE)])
def test_the_words_that_screens_show_for_states_can_be_typed(state: CellState) -> None:
    assert read_entry("yen", wording.say(f"cell_{state.value}")).cell().state is state
