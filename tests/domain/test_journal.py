"""Changes and segments: exact texts, strict reading, limits (sync-design 4 and 5)."""

from __future__ import annotations

import hashlib
import json
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk.domain.errors import BundleRejected, InputRejected
from alps_desk.domain.journal import (
    MAX_INTEGER,
    MAX_LINE,
    MAX_TEXT,
    allowed_text,
    canonical,
    change_id,
    make_change,
    parse_canonical,
    parse_change,
    read_segment,
    segment_content,
    segment_header,
    utf16_length,
)
from tests.fixtures.histories import device_of
from tests.reports.hostile_words import HOSTILE_TEXTS

RECORD = "progress:ikeda:2017:half1:F01P01"
AT = "2017-11-23T10:05:00+09:00"
NONCE = "0" * 32
HEAD = device_of("head")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(allowed_text)
scalars = texts | st.integers(1 - MAX_INTEGER, MAX_INTEGER - 1) | st.booleans() | st.none()
fields = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)


def raw(**changed: Any) -> dict[str, Any]:
    """The parts of a good change, some of them changed; ``...`` takes one out."""
    parts = {
        "at": AT, "by": "担当者A", "n": NONCE, "r": RECORD, "seen": {"pace": [HEAD]}, "set": {"pace": "late"}, "why": "",
        **changed,
    }  # fmt: skip
    return {name: value for name, value in parts.items() if value is not ...}


def refused(line: str) -> None:
    with pytest.raises(BundleRejected) as caught:
        parse_change(line)
    assert caught.value.code == "change_malformed"


# --- a change ------------------------------------------------------------------------------------------------


@given(
    st.dictionaries(fields, scalars, min_size=1, max_size=5),
    st.dictionaries(fields, st.lists(st.integers().map(lambda n: device_of(str(n))), min_size=1, max_size=3)),
    texts,
    texts,
)
def test_what_is_made_is_what_is_read(
    values: dict[str, Any], seen: dict[str, list[str]], by: str, why: str
) -> None:
    known = {name: ids for name, ids in seen.items() if name in values}
    change = make_change(RECORD, values, seen=known, at=AT, by=by, nonce=NONCE, why=why)
    assert parse_change(change.line) == change
    assert change.id == hashlib.sha256(change.line.encode()).hexdigest() == change_id(change.line)
    assert {name: (type(value), value) for name, value in change.values.items()} == {
        name: (type(value), value) for name, value in values.items()
    }
    assert change.seen == {name: sorted(set(ids)) for name, ids in known.items()}
    assert "\n" not in change.line
    assert "\r" not in change.line


@pytest.mark.parametrize("text", [text for text in HOSTILE_TEXTS if allowed_text(text)])
def test_text_is_kept_as_it_was_typed(text: str) -> None:
    change = make_change(RECORD, {"issues": text}, seen={}, at=AT, by="", nonce=NONCE)
    assert parse_change(change.line).values["issues"] == text


def test_a_good_change_is_read() -> None:
    assert parse_change(canonical(raw())).record == RECORD


@pytest.mark.parametrize(
    "parts",
    [
        {"r": ...}, {"at": ...}, {"by": ...}, {"n": ...}, {"seen": ...}, {"set": ...}, {"why": ...}, {"extra": 1},
        {"r": 5}, {"r": None}, {"r": ["progress"]}, {"r": "progress"}, {"r": "progress:ikeda"},
        {"r": "progress:ikeda:2017:half1:F01P01:more"}, {"r": "progress::2017:half1:F01P01"},
        {"r": "progress:ike da:2017:half1:F01P01"}, {"r": "progress:池田:2017:half1:F01P01"},
        {"r": RECORD + "\n"}, {"r": "progress:ikeda:2017:half1:" + "x" * 65},
        {"at": "2017-11-23 10:05:00+09:00"}, {"at": "2017-11-23T10:05:00"}, {"at": "2017-11-23T10:05:00Z"},
        {"at": AT + "\n"}, {"at": 5}, {"at": None}, {"at": "２０１７-11-23T10:05:00+09:00"},
        {"n": "0" * 31}, {"n": "0" * 33}, {"n": "G" * 32}, {"n": 0}, {"n": "A" * 32},
        {"by": None}, {"by": 1}, {"by": "x" * 201}, {"by": "a\u0000"}, {"by": "a\r"},
        {"why": None}, {"why": "x" * (MAX_TEXT + 1)}, {"why": "\u0085"},
        {"for": ""}, {"for": 1}, {"for": None}, {"for": "x" * 65},
        {"set": {}}, {"set": []}, {"set": None}, {"set": {"": 1}}, {"set": {"Pace": 1}}, {"set": {"pa ce": 1}},
        {"set": {"分野": 1}}, {"set": {"x" * 60: 1}}, {"set": {"pace": []}}, {"set": {"pace": {}}},
        {"set": {"pace": "x" * (MAX_TEXT + 1)}}, {"set": {"pace": "\u0000"}}, {"set": {"pace": "\u000b"}},
        {"set": {"pace": "\r\n"}}, {"set": {"pace": "\u007f"}}, {"set": {"pace": "\u009f"}},
        {"set": {"_deleted": 1}, "seen": {}}, {"set": {"_deleted": "true"}, "seen": {}},
        {"set": {"_deleted": None}, "seen": {}},
        {"seen": []}, {"seen": None}, {"seen": {"pace": []}}, {"seen": {"pace": HEAD}}, {"seen": {"pace": [1]}},
        {"seen": {"pace": ["0" * 63]}}, {"seen": {"pace": [HEAD, HEAD]}}, {"seen": {"issues": [HEAD]}},
        {"seen": {"pace": sorted([HEAD, device_of("x")], reverse=True)}}, {"seen": {"pace": [None]}},
        {"seen": {"pace": [HEAD.upper()]}}, {"seen": {"pace": [[HEAD]]}}, {"seen": {"pace": None}}, {"seen": {"pace": False}},
        {"seen": {"pace": ""}}, {"seen": {"pace": 0}}, {"seen": {"pace": {}}},
        {"set": {"_deleted": True}, "seen": {"no field": [HEAD]}},
    ],
    ids=count(),
)  # fmt: skip
def test_a_malformed_change_is_refused(parts: dict[str, Any]) -> None:
    refused(canonical(raw(**parts)))


def test_a_deletion_may_speak_of_every_field() -> None:
    line = canonical(raw(set={"_deleted": True}, seen={"issues": [HEAD], "pace": [HEAD]}))
    assert parse_change(line).seen == {"issues": [HEAD], "pace": [HEAD]}


GOOD = canonical(raw())


@pytest.mark.parametrize(
    "line",
    [
        "", "{", "[]", "1", "null", '"text"', GOOD + " ", " " + GOOD, GOOD + "\n", "\ufeff" + GOOD, GOOD + "{}",
        GOOD.replace(":", ": ", 1), GOOD.replace(",", ", ", 1),
        GOOD.replace('"by"', '"b\\u0079"'), GOOD.replace("担", "\\u62c5"),
        GOOD.replace('"at"', '"by"', 1),
        '{"by":"x",' + GOOD[1:],
        GOOD.replace('"pace":"late"', '"pace":"late","pace":"late"'),
        GOOD.replace('"late"', "NaN"), GOOD.replace('"late"', "Infinity"), GOOD.replace('"late"', "-Infinity"),
        GOOD.replace('"late"', "1.0"), GOOD.replace('"late"', "1e3"), GOOD.replace('"late"', "1E400"),
        GOOD.replace('"late"', "-0"), GOOD.replace('"late"', "01"), GOOD.replace('"late"', "+1"),
        GOOD.replace('"late"', str(10**15)), GOOD.replace('"late"', str(-(10**15))),
        GOOD.replace('"late"', "9" * 18), GOOD.replace('"late"', "9" * 5000),
        GOOD.replace('"late"', "True"), GOOD.replace('"late"', "'late'"), GOOD.replace('"late"', "// x"),
        GOOD.replace('"late"', '"\\ud800"'), GOOD.replace("late", "\ud800"), GOOD.replace("late", "a\nb"),
        GOOD.replace("late", "\\u0000"), GOOD.replace("late", "\\/"),
        GOOD.replace('"late"', "[" * 100_000), GOOD.replace('"late"', "[" * 500 + "]" * 500),
        GOOD.replace('"late"', '{"a":' * 500 + "1" + "}" * 500), "[" * 100_000, "1" * 100_000,
    ],
    ids=count(),
)  # fmt: skip
def test_only_the_one_strict_text_is_read(line: str) -> None:
    refused(line)


def test_the_largest_values_are_read() -> None:
    line = canonical(raw(set={"pace": MAX_INTEGER - 1}))
    assert parse_change(line).values["pace"] == MAX_INTEGER - 1
    line = canonical(raw(set={"pace": "𠮷" * MAX_TEXT}))
    assert len(line) < MAX_LINE
    assert parse_change(line).values["pace"] == "𠮷" * MAX_TEXT


def test_a_change_must_fit_a_cell_as_spreadsheets_count() -> None:
    values = {"plan_text": "𠮷" * 8_000, "done_text": "𠮷" * 8_000}
    assert len(canonical(raw(set=values))) < MAX_LINE
    refused(canonical(raw(set=values, seen={})))
    with pytest.raises(InputRejected) as caught:
        make_change(RECORD, values, seen={}, at=AT, by="", nonce=NONCE)
    assert caught.value.code == "change_too_long"


@pytest.mark.parametrize("text", ["𠮷", '"', "\\", "\n", "\t", "あ"])
def test_the_longest_text_of_anything_fits_one_change(text: str) -> None:
    change = make_change(RECORD, {"done_text": text * MAX_TEXT}, seen={}, at=AT, by="担当者A", nonce=NONCE)
    assert parse_change(change.line).values["done_text"] == text * MAX_TEXT


@pytest.mark.parametrize("value", ["\u0000", "\r", "x" * (MAX_TEXT + 1), 10**15, "\ud800", "\u0080"])
def test_a_value_that_a_change_cannot_hold_is_refused_before_it_is_made(value: Any) -> None:
    with pytest.raises(InputRejected) as caught:
        make_change(RECORD, {"issues": value}, seen={}, at=AT, by="", nonce=NONCE)
    assert caught.value.code == "value_refused"


def test_utf16_counts_beyond_the_basic_plane_twice() -> None:
    assert [utf16_length(text) for text in ("", "abc", "あ", "𠮷", "a𠮷")] == [0, 3, 1, 2, 3]


# --- canonical text ------------------------------------------------------------------------------------------

_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(_json)
def test_the_canonical_text_is_read_back(value: Any) -> None:
    text = canonical(value)
    assert parse_canonical(text) == value


@given(_json)
def test_any_other_text_of_the_same_value_is_refused(value: Any) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=True)
    if text != canonical(value):
        with pytest.raises(ValueError):
            parse_canonical(text)


@pytest.mark.parametrize(("depth", "read"), [(8, True), (9, False)])
def test_eight_levels_are_the_limit(depth: int, read: bool) -> None:
    for text in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth, "[[" + '{"a":' * (depth - 2) + "1" + "}" * (depth - 2) + "]]"):  # fmt: skip
        if read:
            parse_canonical(text)
        else:
            with pytest.raises(ValueError):
                parse_canonical(text)


@pytest.mark.parametrize("text", ["1.5", "1.0", "1e3", "NaN", "-Infinity", "[0.1]", '{"a":1.5}', str(10**15)])
def test_no_number_but_whole_ones(text: str) -> None:
    with pytest.raises(ValueError):
        parse_canonical(text)


def test_many_shallow_lists_are_no_depth() -> None:
    assert parse_canonical(canonical([[1]] * 50)) == [[1]] * 50


# --- a segment -----------------------------------------------------------------------------------------------

DEVICE = device_of("device")


def header(**changed: Any) -> str:
    parts = {"app": "1.0.0", "count": 2, "device": DEVICE, "prev": None, "schema": 1, "v": 1, **changed}
    return canonical({name: value for name, value in parts.items() if value is not ...})


def test_a_segment_is_its_bytes() -> None:
    text = segment_header(app="1.0.0", device=DEVICE, prev=None, count=2, schema=1)
    assert text == header()
    segment = read_segment(text, ["one", "two"], b"signature")
    content = (text + "\none\ntwo\n").encode()
    assert segment_content(text, ["one", "two"]) == content
    assert segment.id == hashlib.sha256(content).hexdigest()
    assert (segment.device, segment.prev, segment.count, segment.schema) == (DEVICE, None, 2, 1)
    assert segment.lines == ("one", "two")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (header(v=2), "format_unknown"), (header(v=2, new=1), "format_unknown"),
        (header(v="1"), "segment_malformed"), (header(v=True), "segment_malformed"),
        (header(v=...), "segment_malformed"), (header(new=1), "segment_malformed"),
        (header(app=...), "segment_malformed"), (header(app=1), "segment_malformed"),
        (header(app="x" * 41), "segment_malformed"), (header(count=1), "segment_malformed"),
        (header(count=3), "segment_malformed"), (header(count="2"), "segment_malformed"),
        (header(count=True), "segment_malformed"), (header(device="0" * 63), "segment_malformed"),
        (header(device=None), "segment_malformed"), (header(prev="x"), "segment_malformed"),
        (header(prev=1), "segment_malformed"), (header(schema=None), "segment_malformed"),
        (header(schema=True), "segment_malformed"), ("[]", "segment_malformed"), ("", "segment_malformed"),
        (header() + " ", "segment_malformed"), ("{", "segment_malformed"),
    ],
)  # fmt: skip
def test_a_malformed_header_is_refused(text: str, code: str) -> None:
    with pytest.raises(BundleRejected) as caught:
        read_segment(text, ["one", "two"], b"")
    assert caught.value.code == code


def test_an_empty_segment_is_refused() -> None:
    with pytest.raises(BundleRejected):
        read_segment(header(count=0), [], b"")
