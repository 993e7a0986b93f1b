"""Values put into a sheet, whatever the sheet: they are read there, and all else stays."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from alps_desk.reports.sheet_package import Package
from alps_desk.reports.sheet_splice import Put, computed_when_opened, splice
from alps_desk.reports.xlsx_book import parse_book
from tests.fixtures.templates import by_hand, parts_of

_PLACES = st.tuples(st.integers(1, 6), st.integers(0, 5))
_VALUES = st.one_of(
    st.integers(-(10**9), 10**9).map(lambda number: Put("number", number=number)),
    st.text(max_size=12).filter(lambda text: not re.search("[\0\ud800-\udfff\r]", text)).map(lambda text: Put("text", text)),
    st.just(Put("empty")),
)  # fmt: skip


@given(
    st.dictionaries(_PLACES, st.integers(0, 99), max_size=12), st.dictionaries(_PLACES, _VALUES, max_size=8)
)
@settings(max_examples=40)
def test_what_is_put_is_read_and_all_else_stays(
    there: dict[tuple[int, int], int], puts: dict[tuple[int, int], Put]
) -> None:
    rows: dict[int, str] = {}
    for (row, column), value in sorted(there.items()):
        rows[row] = rows.get(row, "") + f'<x:c r="{"ABCDEF"[column]}{row}"><x:v>{value}</x:v></x:c>'
    xml = "".join(f'<x:row r="{row}" spans="1:1">{cells}</x:row>' for row, cells in rows.items())
    data = by_hand(f"<x:sheetData>{xml}</x:sheetData>")
    after = splice(parts_of(data)["xl/worksheets/sheet1.xml"], puts, [])
    sheet = parse_book(Package(by_hand(more={"xl/worksheets/sheet1.xml": after}))).sheets[0]
    for row in range(1, 7):
        for column in range(6):
            put = puts.get((row, column))
            expected = str(there.get((row, column), ""))
            if put is not None:
                expected = str(put.number) if put.kind == "number" else put.text
            assert sheet.text(row, column) == expected
    assert splice(after, puts, []) == after, "putting the same again changes nothing"


def test_the_order_to_compute_stands_where_it_belongs() -> None:
    assert computed_when_opened(b"<w><sheets/><oleSize/></w>") == (
        b'<w><sheets/><calcPr fullCalcOnLoad="1"/><oleSize/></w>'
    )
    assert computed_when_opened(b"<w><definedNames>x</definedNames></w>") == (
        b'<w><definedNames>x</definedNames><calcPr fullCalcOnLoad="1"/></w>'
    )
    assert computed_when_opened(b'<x:w><x:calcPr fullCalcOnLoad="0" a="1"></x:calcPr></x:w>') == (
        b'<x:w><x:calcPr a="1" fullCalcOnLoad="1"></x:calcPr></x:w>'
    )
