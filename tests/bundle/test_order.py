"""The order in which a file is judged (sync-design 7), and the limits at their edges.

A file with two faults is refused for the one that is looked at first, so that people hear what matters: that a file is
cut before who sent it, and that it is for somebody else before what is wrong inside.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import pytest

from alps_desk.bundle import csv_form
from alps_desk.bundle.csv_form import MAX_CELL, MAX_FILE, MAX_SEGMENT, Signed, read_bundle, render_bundle
from alps_desk.bundle.keys import SigningKey
from alps_desk.bundle.manifest import SIGNING_PREFIX, manifest_text
from alps_desk.domain.errors import BundleRejected, InputRejected
from alps_desk.domain.journal import (
    MAX_INTEGER,
    MAX_LINE,
    MAX_TEXT,
    canonical,
    make_change,
    parse_canonical,
    parse_change,
)
from tests.bundle.damage import HAKUBA_KEY, IKEDA_KEY, ROOT, SMALL, held, roster_now
from tests.fixtures.forging import (
    AT,
    Forger,
    believed,
    file_of,
    plain_words,
    resealed,
    rows_of,
    seeded_key,
    signed_roster,
)

OWN, FOREIGN = "progress:ikeda:2017:half1:F01P01", "progress:hakuba:2017:half1:F01P01"
STRANGER_KEY = seeded_key("stranger")


# --- two faults in one file ----------------------------------------------------------------------------------


@dataclass
class Plan:
    """A file to be made: right in everything that no fault changed."""

    manifest: dict[str, Any] = field(default_factory=dict)
    manifest_key: SigningKey = IKEDA_KEY
    segment_key: SigningKey = IKEDA_KEY
    segment_device: str = ""
    carried: Signed = field(default_factory=held)
    lines: list[str] = field(default_factory=list)
    later_format: bool = False
    rows: list[Callable[[list[list[str]]], list[list[str]]]] = field(default_factory=list)
    sealed: list[Callable[[list[list[str]]], list[list[str]]]] = field(default_factory=list)
    encode: Callable[[bytes], bytes] = bytes
    zipped: bool = False

    def file(self) -> bytes:
        pen = Forger(IKEDA_KEY, "ikeda")
        good = pen.line(OWN, {"pace": "late"})
        segment = pen.segment(good, *self.lines, sign=self.segment_key, device=self.segment_device)
        text = manifest_text(pen.manifest((segment,), self.carried, **self.manifest))
        if self.later_format:
            text = canonical({**parse_canonical(text), "format": 2})
        signed = Signed(text, self.manifest_key.sign(SIGNING_PREFIX + text.encode()))
        rows = rows_of(render_bundle(signed, self.carried, [segment], plain_words))
        for change in self.rows:
            rows = change(rows)
        rows = resealed(rows)
        for change in self.sealed:
            rows = change(rows)
        data = self.encode(file_of(rows))
        if self.zipped:
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w") as archive:
                archive.writestr("a.csv", data)
                archive.writestr("b.csv", b"")
            return stream.getvalue()
        return data


def _two_in_a_zip(plan: Plan) -> None:
    plan.zipped = True


def _two_encodings(plan: Plan) -> None:
    plan.encode = lambda data: data.replace("内容".encode(), "内容".encode("cp932"))


def _no_end(plan: Plan) -> None:
    plan.sealed.append(lambda rows: rows[:-1])


def _other_cell(plan: Plan) -> None:
    def change(rows: list[list[str]]) -> list[list[str]]:
        at = next(at for at, row in enumerate(rows) if row[0] == "記録")
        return [*rows[:at], [*rows[at][:8], rows[at][8].replace("担当者A", "担当者B")], *rows[at + 1 :]]

    plan.sealed.append(change)


def _later_format(plan: Plan) -> None:
    plan.later_format = True


def _unknown_row(plan: Plan) -> None:
    plan.rows.append(lambda rows: [*rows[:-1], ["謎", *[""] * 7, "{}"], rows[-1]])


def _roster_of_a_stranger(plan: Plan) -> None:
    plan.carried = signed_roster(roster_now(9), STRANGER_KEY)


def _for_others(plan: Plan) -> None:
    plan.manifest["to"] = "hakuba"


def _sender_nobody_knows(plan: Plan) -> None:
    plan.manifest["device"] = STRANGER_KEY.id
    plan.manifest_key = STRANGER_KEY


def _manifest_under_another_key(plan: Plan) -> None:
    plan.manifest_key = HAKUBA_KEY


def _other_segments_named(plan: Plan) -> None:
    plan.manifest["segments"] = ("0" * 64,)


def _segment_of_a_stranger(plan: Plan) -> None:
    plan.segment_device = STRANGER_KEY.id


def _segment_under_another_key(plan: Plan) -> None:
    plan.segment_key = HAKUBA_KEY


def _no_change(plan: Plan) -> None:
    plan.lines.append("{}")


def _not_allowed(plan: Plan) -> None:
    plan.lines.append(Forger(IKEDA_KEY, "ikeda", count=9).line(FOREIGN, {"pace": "late"}))


FAULTS: dict[Callable[[Plan], None], str] = {
    # 1: the file
    _two_in_a_zip: "zip_not_one_file",
    _two_encodings: "bundle_altered",
    # 2: rows and the end row
    _no_end: "bundle_cut",
    _other_cell: "bundle_altered_row",
    # 3: the format; a later one may have rows that are not known here
    _later_format: "format_unknown",
    _unknown_row: "bundle_altered_row",
    # 4: roster, receiver, sender
    _roster_of_a_stranger: "roster_forged",
    _for_others: "not_for_us",
    _sender_nobody_knows: "device_unknown",
    _manifest_under_another_key: "manifest_forged",
    # 5: what the manifest names
    _other_segments_named: "bundle_altered",
    # 6: segments and lines
    _segment_of_a_stranger: "segment_stranger",
    _segment_under_another_key: "segment_forged",
    _no_change: "change_malformed",
    # 7: who may write
    _not_allowed: "not_allowed",
}
"""In the order in which they are looked at."""


def _refusal(*faults: Callable[[Plan], None]) -> str:
    plan = Plan()
    for fault in faults:
        fault(plan)
    with pytest.raises(BundleRejected) as caught:
        believed(plan.file(), held())
    return caught.value.code


def test_a_file_without_a_fault_is_believed() -> None:
    assert believed(Plan().file(), held())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__.strip("_"))
def test_a_fault_alone(fault: Callable[[Plan], None]) -> None:
    assert _refusal(fault) == FAULTS[fault]


EITHER = {
    # The stranger's own key and another key: one manifest has one signature.
    (_sender_nobody_knows, _manifest_under_another_key),
    # The cell that was changed is in the row that the missing end would have told of.
    (_no_end, _other_cell),
}


@pytest.mark.parametrize(
    ("first", "second"),
    [pair for pair in combinations(FAULTS, 2) if pair not in EITHER],
    ids=lambda one: one.__name__.strip("_"),
)
def test_of_two_faults_the_earlier_one_is_told(
    first: Callable[[Plan], None], second: Callable[[Plan], None]
) -> None:
    assert _refusal(first, second) == FAULTS[first]
    assert _refusal(second, first) == FAULTS[first]


def test_what_nobody_may_write_is_told_after_everything_else() -> None:
    """A file that was forged or damaged says nothing of what its office wrote."""
    pen = Forger(IKEDA_KEY, "ikeda")
    first, second = pen.line(FOREIGN, {"pace": "late"}), pen.line(FOREIGN, {"issues": "雪"})
    bad = pen.segment(first, second)
    good = pen.line(OWN, {"pace": "late"})
    forged = pen.segment(good, sign=HAKUBA_KEY)
    assert _believed(pen.bundle(bad, forged)) == "segment_forged"
    assert _believed(pen.bundle(bad, pen.segment(good, "{}"))) == "change_malformed"
    with pytest.raises(BundleRejected) as caught:
        believed(pen.bundle(bad, pen.segment(second)), held())
    # Of several such changes the first is named.
    assert (caught.value.code, caught.value.params["field"], caught.value.params["row"]) == (
        "not_allowed",
        "pace",
        4,
    )


# --- limits: just inside and just outside --------------------------------------------------------------------


def _believed(data: bytes) -> str:
    try:
        believed(data, held())
    except BundleRejected as refusal:
        return refusal.code
    return "same"


def test_a_file_of_256_megabytes_and_one_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_FILE == 256 * 1024 * 1024
    blank = SMALL + b"\r\n" * 40
    for data, zipped in ((blank, False), (blank, True)):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", data)
        given = stream.getvalue() if zipped else data
        monkeypatch.setattr(csv_form, "MAX_FILE", len(data))
        assert _believed(given) == "same"
        monkeypatch.setattr(csv_form, "MAX_FILE", len(data) - 1)
        assert _believed(given) == "bundle_too_large"


def test_a_cell_of_32767_characters() -> None:
    """A cell that long is no change, but it is a cell; one character more is none."""
    pen = Forger(IKEDA_KEY, "ikeda")
    for length, code in ((MAX_CELL, "change_malformed"), (MAX_CELL + 1, "bundle_altered_row")):
        line = canonical({"x": "a" * (length - len('{"x":""}'))})
        assert len(line) == length
        assert _believed(pen.bundle(pen.segment(line))) == code
    assert MAX_CELL == 32_767


@pytest.mark.parametrize("sign", [1, -1])
def test_integers_end_below_ten_to_the_fifteenth(sign: int) -> None:
    assert MAX_INTEGER == 10**15
    pen = Forger(IKEDA_KEY, "ikeda")
    good = pen.line("money:ikeda:2017:F01P01:half1", {"spent": sign * (10**15 - 1)})
    assert _believed(pen.bundle(pen.segment(good))) == "same"
    bad = good.replace(str(10**15 - 1), str(10**15))
    assert bad != good
    assert _believed(pen.bundle(pen.segment(bad))) == "change_malformed"
    with pytest.raises(InputRejected):
        pen.line("money:ikeda:2017:F01P01:half1", {"spent": sign * 10**15})


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_eight_levels_and_nine(opening: str) -> None:
    closing = {"[": "]", '{"a":': "}"}[opening]
    assert parse_canonical(opening * 8 + "1" + closing * 8)
    with pytest.raises(ValueError, match="deeply"):
        parse_canonical(opening * 9 + "1" + closing * 9)
    # Side by side is not inside each other.
    assert parse_canonical("[" + ",".join(["[[1]]"] * 20) + "]")


@pytest.mark.parametrize("sign", ["a", "あ", "𠮷"])
def test_thirty_thousand_characters_in_a_line(sign: str) -> None:
    """As a spreadsheet counts: a character beyond the basic plane is two."""
    assert MAX_LINE == 30_000
    names = ("plan_text", "done_text", "issues", "improvement")
    empty = Forger(IKEDA_KEY, "ikeda").line(OWN, dict.fromkeys(names, ""))
    size = len(sign.encode("utf-16-le")) // 2
    room = MAX_LINE - len(empty)
    each, rest = divmod(room // size, len(names))
    texts = {name: sign * (each + (number < rest)) for number, name in enumerate(names)}
    pad = "x" * (room - size * (room // size))

    def line(more: str) -> str:
        return make_change(OWN, texts, seen={}, at=AT, by="担当者A" + pad + more, nonce=f"{1:032x}").line

    assert len(line("").encode("utf-16-le")) // 2 == MAX_LINE
    pen = Forger(IKEDA_KEY, "ikeda")
    assert _believed(pen.bundle(pen.segment(line("")))) == "same"
    with pytest.raises(InputRejected) as caught:
        line("x")
    assert caught.value.code == "change_too_long"
    longer = line("").replace("担当者A", "担当者AA")
    assert _believed(pen.bundle(pen.segment(longer))) == "change_malformed"


@pytest.mark.parametrize("sign", ["a", "𠮷"])
def test_ten_thousand_characters_in_a_text(sign: str) -> None:
    assert MAX_TEXT == 10_000
    pen = Forger(IKEDA_KEY, "ikeda")
    good = pen.line(OWN, {"issues": sign * MAX_TEXT})
    assert _believed(pen.bundle(pen.segment(good))) == "same"
    assert _believed(pen.bundle(pen.segment(good.replace(sign * 9, sign * 10, 1)))) == "change_malformed"
    with pytest.raises(InputRejected):
        pen.line(OWN, {"issues": sign * (MAX_TEXT + 1)})


def test_five_thousand_changes_in_a_segment() -> None:
    pen = Forger(IKEDA_KEY, "ikeda")
    lines = [pen.line(OWN, {"issues": "雪"})] * (MAX_SEGMENT + 1)
    assert _believed(pen.bundle(pen.segment(*lines[:-1]))) == "same"
    assert _believed(pen.bundle(pen.segment(*lines))) == "bundle_altered_row"


def test_numbers_that_are_no_integers_and_keys_that_come_twice_are_no_change() -> None:
    good = make_change(OWN, {"spent": 1}, seen={}, at=AT, by="", nonce=f"{1:032x}").line
    assert parse_change(good)
    for bad in ("1.0", "1e3", "NaN", "Infinity", "-0", "01", '1,"spent":1', "[1]", '{"a":1}'):
        with pytest.raises(BundleRejected):
            parse_change(good.replace('"spent":1', f'"spent":{bad}'))


def test_the_row_that_was_changed_is_named_also_when_the_end_was_made_again() -> None:
    rows = rows_of(SMALL)
    number = next(at for at, row in enumerate(rows, 1) if row[0] == "記録")
    rows[number - 1][8] = rows[number - 1][8].replace("late", "on_track")
    data = file_of(resealed(rows))
    assert replace(read_bundle(data), sha256="")  # it is whole; who signed it says otherwise
    with pytest.raises(BundleRejected) as caught:
        believed(data, held())
    assert (caught.value.code, caught.value.params) == ("bundle_altered_row", {"row": number})
    assert ROOT.id != IKEDA_KEY.id
