"""The quick way through a segment answers as the careful way does, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alps_desk.bundle import quick
from alps_desk.domain.arrivals import Arrival, arrival
from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.journal import Segment, canonical, parse_change, segment_content
from alps_desk.domain.ownership import offending_field
from tests.bundle.damage import SMALL, held
from tests.fixtures.forging import Forger, judged_parcel, seeded_key

ID = "0" * 63 + "a"
OTHER = "0" * 63 + "b"


def careful(segment: Segment, office: str) -> Arrival | None:
    """What ``verify`` makes of it without the quick way; None if it refuses it."""
    try:
        changes = [parse_change(line) for line in segment.lines]
    except BundleRejected:
        return None
    if any(offending_field(change, office) is not None for change in changes):
        return None
    return arrival(segment, office, changes)


def both(*lines: str, office: str = "ikeda") -> tuple[Arrival | None, Arrival | None]:
    """The answers of the quick and of the careful way to one segment."""
    segment = Segment("0" * 64, "{}", "d", None, len(lines), 1, lines, b"")
    return quick.arrival_of(segment, segment_content(segment.header, lines), office), careful(segment, office)


def line_of(**changed: Any) -> str:
    """A plain change with some keys set otherwise."""
    raw: dict[str, Any] = {
        "at": "2017-11-20T10:05:00+09:00", "by": "担当者A", "n": "0" * 32, "r": "progress:ikeda:2017:half1:F01P01",
        "seen": {}, "set": {"pace": "late"}, "why": "",
    }  # fmt: skip
    raw.update(changed)
    return canonical({key: value for key, value in raw.items() if value is not ...})


PLAIN = line_of()


def test_what_an_office_writes_goes_the_quick_way() -> None:
    pen = Forger(seeded_key("ikeda-1"), "ikeda")
    first = pen.line("progress:ikeda:2017:half1:F01P01", {"pace": "late", "issues": "雪\n𠮷\t\"\\'\x7e"})
    again = line_of(set={"issues": "x", "pace": "y"}, seen={"issues": [ID], "pace": [ID]})
    lines = (first, again, line_of(r="money:ikeda:2017:F01P01:half1", set={"spent": -(10**15) + 1}))
    found, expected = both(*lines)
    assert found == expected is not None
    assert (found.plain, found.fys, found.replaces) == ((True,) * 3, (2017,) * 3, ("", ID, ""))


@pytest.mark.parametrize(
    "line",
    [
        line_of(set={"_deleted": True}, why="x"),
        line_of(r="burden:ikeda:2017:F05P01:omachi", set={"notified": 1}),
        line_of(r="later:ikeda:x", set={"sun": None}),
        line_of(seen={"pace": [ID, OTHER]}),
        line_of(set={"pace": "x", "issues": "y"}, seen={"pace": [ID]}),
        line_of(set={"pace": "x", "issues": "y"}, seen={"pace": [ID], "issues": [OTHER]}),
        line_of(r="progress:ikeda:20x7:half1:F01P01"),
    ],
)  # fmt: skip
def test_rare_changes_are_read_alike(line: str) -> None:
    found, expected = both(line)
    assert found == expected is not None


REFUSED = [
    line_of(why=...),
    line_of(more=1),
    line_of(at="2017"),
    line_of(at=2017),
    line_of(n="0"),
    line_of(by=1),
    line_of(by="x" * 201),
    line_of(why="\x85"),
    line_of(**{"for": ""}),
    line_of(**{"for": 1}),
    line_of(**{"for": "ikeda"}),
    line_of(r="progress:omachi:2017:half1:F01P01"),
    line_of(r="progress:ikeda:2017:half1"),
    line_of(r="progress:ikeda:2017:half1:F01P01:x"),
    line_of(r="ikeda"),
    line_of(r="progress:ikeda:2017:half1:"),
    line_of(r=["progress"]),
    line_of(r="region:ikeda", set={"name": "x"}),
    line_of(set={}),
    line_of(set=[]),
    line_of(set={"pace": []}),
    line_of(set={"Pace": "x"}),
    line_of(set={"pace": 10**15}),
    line_of(set={"pace": -(10**15)}),
    line_of(set={"pace": "x" * 10_001}),
    line_of(set={"pace": "\x00"}),
    line_of(set={"_deleted": 1}),
    line_of(seen=[]),
    line_of(seen={"pace": []}),
    line_of(seen={"pace": [ID, ID]}),
    line_of(seen={"pace": [OTHER, ID]}),
    line_of(seen={"pace": ["x"]}),
    line_of(seen={"pace": [1]}),
    line_of(seen={"pace": "x"}),
    line_of(seen={"issues": [ID]}),
    line_of(set={f"f{n}": "x" * 9_000 for n in range(4)}),
    PLAIN.replace('"late"', "1.0"),
    PLAIN.replace('"late"', "1e3"),
    PLAIN.replace('"late"', "-0"),
    PLAIN.replace('"late"', "NaN"),
    PLAIN.replace('"late"', "18446744073709551616"),
    PLAIN.replace('"late"', "9223372036854775808"),
    PLAIN.replace('"late"', '"\\u0061"'),
    PLAIN.replace('"late"', '"\\/"'),
    PLAIN.replace('"late"', '"\\ud800"'),
    PLAIN.replace('"late"', '"\ud800"'),
    PLAIN.replace('"pace":"late"', '"pace":"a","pace":"late"'),
    PLAIN.replace('"pace":"late"', '"pace":"late","issues":"x"'),
    PLAIN.replace(":{}", ": {}"),
    PLAIN + " ",
    "[" * 1_500 + "]" * 1_500,
    "{}",
    "null",
    "",
]


@pytest.mark.parametrize("line", REFUSED, ids=range(len(REFUSED)))
def test_what_the_careful_way_refuses_the_quick_way_leaves_to_it(line: str) -> None:
    assert both(line) == (None, None)
    assert both(PLAIN, line) == (None, None)


def test_a_line_that_is_two_is_left_to_the_careful_way() -> None:
    assert both(PLAIN + "\n" + PLAIN) == (None, None)


SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**16), 10**16) | st.floats() | st.text(max_size=8)
    | st.sampled_from([ID, OTHER, "omachi", "ikeda"])
)  # fmt: skip
NAMES = st.sampled_from(["pace", "issues", "_deleted", "sun", "X", "at", "for", "notified", "transfer_out"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=3)
    ),
)
RECORDS = st.sampled_from([
    "progress:ikeda:2017:half1:F01P01", "money:omachi:2017:F01P01:half1", "burden:ikeda:2017:F05P01:omachi",
    "region:union", "later:ikeda:x", "answer:ikeda:R1",
])  # fmt: skip
RAW = st.fixed_dictionaries(
    {
        "at": st.just("2017-11-20T10:05:00+09:00") | SCALARS, "by": st.text(max_size=3) | SCALARS,
        "n": st.just("0" * 32), "r": RECORDS | st.text(max_size=5),
        "seen": st.dictionaries(NAMES, st.lists(st.sampled_from([ID, OTHER]), max_size=2), max_size=2) | VALUES,
        "set": st.dictionaries(NAMES, SCALARS, max_size=3) | VALUES, "why": st.text(max_size=3),
    },
    optional={"for": st.sampled_from(["ikeda", "omachi"]), "x": SCALARS},
)  # fmt: skip


@settings(max_examples=120)
@given(RAW | VALUES, st.sampled_from(["ikeda", "omachi", "union"]), st.booleans())
def test_both_ways_agree(raw: Any, office: str, spaced: bool) -> None:
    text = json.dumps(
        raw, ensure_ascii=False, sort_keys=True, separators=(", ", ": ") if spaced else (",", ":")
    )
    found, expected = both(text.replace("\n", "\\n"), office=office)
    assert found == expected


@settings(max_examples=120)
@given(st.data())
def test_both_ways_agree_on_altered_lines(data: st.DataObject) -> None:
    line = data.draw(
        st.sampled_from([PLAIN, line_of(set={"issues": "雪𠮷", "pace": -7}, seen={"pace": [ID]})])
    )
    at = data.draw(st.integers(0, len(line)))
    piece = data.draw(
        st.sampled_from(['"', "\\", "\\u0000", "0", ".0", "{", "}", ",", " ", "\x7f", "\ud800", "é", ""])
    )
    found, expected = both(line[:at] + piece + line[at + data.draw(st.integers(0, 2)) :])
    assert found == expected


def test_what_the_quick_way_leaves_open_the_careful_way_decides_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The quick way may say nothing of any segment: files are then read more slowly, and not otherwise."""
    alike = [judged_parcel(SMALL, held())[2]]
    monkeypatch.setattr(quick, "arrival_of", lambda *_: None)
    alike.append(judged_parcel(SMALL, held())[2])
    assert alike[0] == alike[1]
    assert [len(one.changes) for one in alike[1]] == [2, 1]
