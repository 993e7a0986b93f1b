"""Finding headings: wherever a table stands on a sheet and in whatever order, its columns are found.

Laws: rows above, empty columns at the left, the order of the columns, width and spaces change nothing; no sheet, however
it looks, makes it stumble; every row below the headings is given exactly once.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alps_desk.domain.table_guess import Words, guess_rows, guess_table, spread

WORDS = Words(
    {
        "project": ["事業コード"], "project_name": ["事業名"], "office": ["団体", "市町村名"], "spent": ["支出済額", "決算額"],
        "budget_initial": ["当初予算額", "予算"], "done_text": ["取組実績", "実施内容"], "issues": ["課題"],
    },
    {"F01P01": "移住相談窓口の設置", "F01P02": "図書館の相互利用"},
    {"omachi": ("大町市", "大町", "202126"), "ikeda": ("池田町", "池田")},
)  # fmt: skip
HEADINGS = {
    "project_name": "事業名", "office": "市町村名", "spent": "決算額（千円）", "budget_initial": "当初予算額", "issues": "課題",
}  # fmt: skip
_WIDE = str.maketrans({code - 0xFEE0: chr(code) for code in range(0xFF01, 0xFF5F)})
_ABOVE = st.lists(st.sampled_from(["", "平成29年度", "連携事業一覧", "（単位：千円）", "担当課"]), max_size=3)


@given(
    st.permutations(list(HEADINGS)),
    st.lists(_ABOVE, max_size=6),
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from(["", " ", "　"]),
)
@settings(max_examples=40)
def test_headings_are_found_wherever_they_stand(
    order: list[str], above: list[list[str]], margin: int, wide: bool, between: str
) -> None:
    told = [between.join(HEADINGS[name]) for name in order]
    told = [text.translate(_WIDE) for text in told] if wide else told
    data = {
        "project_name": "移住相談窓口の設置", "office": "大町市", "spent": "1,200", "budget_initial": "3000",
        "issues": "なし",
    }  # fmt: skip
    left = [""] * margin
    rows = [*above, left + told, left + [data[name] for name in order], left + [data[name] for name in order]]
    guess = guess_table(rows, [], WORDS)
    assert (guess.top, guess.bottom) == (len(above) + 1, len(above) + 1)
    assert {one.index - margin: one.field for one in guess.columns} == dict(enumerate(order))
    found = guess_rows(rows, [], guess.columns, guess.bottom, WORDS)
    assert [(row.number, row.project, row.office, row.reason) for row in found] == [
        (len(above) + 2, "F01P01", "omachi", ""),
        (len(above) + 3, "F01P01", "omachi", ""),
    ]


_TEXT = st.text("事業名団体決算額課題計0123F01P,（）千円 \u3000大町市池田", max_size=8)
_GRID = st.lists(st.lists(_TEXT, max_size=6), max_size=8)
_AREAS = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 6), st.integers(0, 3), st.integers(0, 3)).map(
        lambda one: (one[0], one[1], one[0] + one[2], one[1] + one[3])
    ),
    max_size=4,
)


@given(_GRID, _AREAS)
@settings(max_examples=60)
def test_no_sheet_makes_it_stumble_and_no_row_is_lost(
    rows: list[list[str]], merged: list[tuple[int, int, int, int]]
) -> None:
    guess = guess_table(rows, merged, WORDS)
    assert 0 <= guess.top <= guess.bottom <= len(rows)
    found = guess_rows(rows, merged, guess.columns, guess.bottom, WORDS)
    assert [row.number for row in found] == list(range(guess.bottom + 1, len(rows) + 1))
    used = [(one.field, one.office) for one in guess.columns if one.field]
    assert len(used) == len(set(used)), "no field has two columns"
    for row in found:
        assert row.reason or row.project in WORDS.projects


@pytest.mark.parametrize(
    ("text", "project", "how"),
    [
        ("F01P02", "F01P02", "code"),
        ("ｆ０１ｐ０２　別の名前", "F01P02", "code"),
        ("図書館の相互利用", "F01P02", "same"),
        ("圖書館ノ相互利用", "F01P02", "same"),
        ("２　図書館相互利用", "F01P02", "similar"),
        ("図書", "", ""),
        ("水道の広域化", "", ""),
    ],
)
def test_a_row_is_known_by_code_then_name_then_likeness(text: str, project: str, how: str) -> None:
    rows = [["事業名", "団体", "決算額"], [text, "池田", "1"]]
    guess = guess_table(rows, [], WORDS)
    (row,) = guess_rows(rows, [], guess.columns, guess.bottom, WORDS)
    assert (row.project, row.how) == (project, how)
    assert row.reason == ("" if project else "project")


def test_of_two_names_that_are_equally_near_neither_is_taken() -> None:
    words = Words({**WORDS.fields}, {"A1": "移住セミナー東京", "A2": "移住セミナー大阪"}, WORDS.offices)
    rows = [["事業名", "団体", "決算額"], ["移住セミナー", "池田", "1"], ["移住セミナー東京", "池田", "1"]]
    guess = guess_table(rows, [], words)
    first, second = guess_rows(rows, [], guess.columns, guess.bottom, words)
    assert (first.project, first.reason) == ("", "project")
    assert second.project == "A1"


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (["単位：千円"], 1000),
        (["決算額（円）"], 1),
        (["（千円）", "（円）"], None),
        (["円滑な実施"], None),
        ([""], None),
    ],
)
def test_the_unit_is_what_the_sheet_says_once(cells: list[str], unit: int | None) -> None:
    rows = [cells, ["事業名", "団体", "決算額"], ["移住相談窓口の設置", "大町市", "1"]]
    assert guess_table(rows, [], WORDS).unit == unit


def test_a_merged_cell_stands_in_all_of_its_cells() -> None:
    assert spread([["a", "", "b"], []], [(1, 0, 2, 1)]) == [["a", "a", "b"], ["a", "a"]]
    assert spread([["a"]], [(1, 0, 1, 10_000)]) == [["a"]], "a merged row of a whole sheet is a title"
