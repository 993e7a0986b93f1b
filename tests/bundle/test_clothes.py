"""The same content in other clothes: encodings, delimiters, quoting, zip, a real spreadsheet (sync-design 6)."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from alps_desk.bundle import csv_form
from alps_desk.bundle.csv_form import COLUMNS, MAX_CELL, read_bundle
from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.journal import utf16_length
from alps_desk.domain.roster import Device, parse_roster
from tests.bundle.damage import IKEDA_KEY, ROOT, SMALL, held, outcome, roster_now
from tests.fixtures.desks import Region, progress, save, shown, take
from tests.fixtures.forging import Forger, believed, file_of, resealed, rows_of, seeded_key, signed_roster
from tests.reports.hostile_words import HOSTILE_TEXTS

ROWS = rows_of(SMALL)
TEXT = SMALL.decode("utf-8-sig")


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return stream.getvalue()


def refusal(data: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(BundleRejected) as caught:
        read_bundle(data)
    return caught.value.code, caught.value.params


SAME = {
    "as written": SMALL,
    "no byte order mark": TEXT.encode(),
    "LF": TEXT.replace("\r\n", "\n").encode("utf-8-sig"),
    "CR": TEXT.replace("\r\n", "\r").encode("utf-8-sig"),
    "LF, no BOM, minimal quotes": file_of(ROWS, quoting=0, lineterminator="\n")[3:],
    "minimal quotes": file_of(ROWS, quoting=0),
    "semicolons": file_of(ROWS, delimiter=";"),
    "semicolons, minimal quotes": file_of(ROWS, delimiter=";", quoting=0),
    "tabs": file_of(ROWS, delimiter="\t", quoting=0),
    "trailing empty columns": file_of([[*row, "", "", ""] for row in ROWS]),
    "trailing empty columns in some rows": file_of([[*row, ""] if at % 2 else row for at, row in enumerate(ROWS)]),
    "blank rows": file_of([one for row in ROWS for one in (row, [""] * 9, [])]),
    "blank rows before the heading": b"\xef\xbb\xbf\r\n\r\n" + SMALL[3:],
    "no line end at the end": SMALL.rstrip(b"\r\n"),
    "many line ends at the end": SMALL + b"\r\n" * 50,
    "zip": zipped(("池田町_20171123_1.csv", SMALL)),
    "zip, stored": zipped(("a.csv", SMALL), method=zipfile.ZIP_STORED),
    "zip of another form": zipped(("a.txt", file_of(ROWS, delimiter="\t", quoting=0)[3:])),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_taken_as_it_is(name: str) -> None:
    assert outcome(SAME[name]) == "same"


# --- the encoding of old spreadsheets ------------------------------------------------------------------------


def plain_bundle(issues: str) -> bytes:
    pen = Forger(IKEDA_KEY, "ikeda")
    lines = [
        pen.line("progress:ikeda:2017:half1:F01P01", {"issues": text}) for text in ("池田町", issues, "雪")
    ]
    return pen.bundle(pen.segment(*lines), carried=held())


def test_cp932_is_taken_if_nothing_is_lost() -> None:
    data = plain_bundle("髙橋と﨑、①㈱Ⅲ～")
    resaved = data.decode("utf-8-sig").encode("cp932")
    parcel = read_bundle(resaved)
    assert parcel.resaved
    assert parcel.segments == read_bundle(data).segments
    assert not read_bundle(data).resaved


@pytest.mark.parametrize("lost", ["𠮷野家", "葛\U000e0100城", "か\u3099", "café", "神\ufa19か神〜"])
def test_cp932_with_a_loss_names_the_row(lost: str) -> None:
    data = plain_bundle(lost)
    resaved = data.decode("utf-8-sig").encode("cp932", errors="replace")
    row = next(at for at, row in enumerate(rows_of(data), 1) if lost in row[8])
    assert refusal(resaved) == ("bundle_altered_row", {"row": row})


def test_a_file_that_mixes_encodings_is_refused() -> None:
    data = SMALL.replace("髙橋".encode(), "髙橋".encode("cp932"))
    assert refusal(data)[0] == "bundle_altered"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "euc_jp", "utf-7"])
def test_other_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(BundleRejected):
        read_bundle(plain_bundle("雪").decode("utf-8-sig").encode(encoding))


# --- zip -----------------------------------------------------------------------------------------------------


def test_a_zip_must_hold_exactly_one_file() -> None:
    assert refusal(zipped(("a.csv", SMALL), ("b.csv", SMALL)))[0] == "zip_not_one_file"
    assert refusal(zipped(("folder/", b"")))[0] == "zip_not_one_file"
    assert refusal(zipped())[0] in ("zip_not_one_file", "not_a_bundle")


def test_a_zip_in_a_zip_is_no_bundle() -> None:
    assert refusal(zipped(("a.zip", zipped(("a.csv", SMALL)))))[0] == "not_a_bundle"


def test_the_name_in_a_zip_means_nothing() -> None:
    assert outcome(zipped(("../../etc/passwd", SMALL))) == "same"
    # Found by fuzzing: a file without any name.
    assert outcome(zipped(("a.csv", SMALL)).replace(b"a.csv", b"\0.csv")) == "same"


def test_a_zip_whose_file_lies_beyond_everything_is_refused() -> None:
    data = bytearray(zipped(("a.csv", SMALL)))
    entry, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    place = b"\x01\x00\x08\x00" + b"\xff" * 8
    data[end + 12] += len(place)
    data[entry + 30] = len(place)
    data[entry + 42 : entry + 46] = b"\xff" * 4
    data[end:end] = place
    assert refusal(bytes(data))[0] == "zip_damaged"


def test_an_encrypted_or_damaged_zip_is_refused() -> None:
    good = zipped(("a.csv", SMALL))
    flagged = bytearray(good)
    flagged[good.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(flagged))[0] == "zip_not_one_file"
    chance = random.Random(1)
    for _ in range(600):
        damaged = bytearray(good)
        damaged[chance.randrange(len(good))] ^= 1 << chance.randrange(8)
        assert outcome(bytes(damaged)) in {
            "same", "zip_damaged", "zip_not_one_file", "not_a_bundle", "bundle_altered", "bundle_empty",
            "bundle_too_large",
        }  # fmt: skip
    for length in range(0, len(good), 7):
        assert outcome(good[:length]) != "same"


def test_a_zip_bomb_is_refused_before_it_bursts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_form, "MAX_FILE", 4 * 1024 * 1024)
    bomb = zipped(("a.csv", b"\x00" * (64 * 1024 * 1024)))
    assert len(bomb) < 100_000
    started = time.process_time()
    assert refusal(bomb)[0] == "bundle_too_large"
    assert time.process_time() - started < 1
    # One that lies about its size is counted while it is inflated.
    lying = bytearray(bomb)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = lying.index(mark) + offset
        lying[at : at + 4] = (100).to_bytes(4, "little")
    assert refusal(bytes(lying))[0] in ("bundle_too_large", "zip_damaged")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_of_a_kind_that_bursts_at_one_go_is_not_opened(method: int) -> None:
    """bzip2 makes gigabytes of a few kilobytes before anything can be counted, and Windows makes none of these."""
    assert refusal(zipped(("a.csv", SMALL), method=method))[0] == "zip_damaged"


def test_a_zip_that_lists_a_million_files_is_refused_before_they_are_looked_at() -> None:
    entry = b"PK\x01\x02" + bytes(42)
    started = time.process_time()
    assert refusal(zipped(("a.csv", SMALL)) + entry * 400_000)[0] == "zip_not_one_file"
    assert time.process_time() - started < 1


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_form, "MAX_FILE", len(SMALL) - 1)
    assert refusal(SMALL)[0] == "bundle_too_large"
    monkeypatch.setattr(csv_form, "MAX_FILE", len(SMALL))
    assert outcome(SMALL) == "same"


def test_a_cell_beyond_the_limit_is_refused() -> None:
    rows = rows_of(SMALL)
    rows[-2][8] += " " * MAX_CELL
    assert refusal(file_of(rows)) == ("bundle_altered_row", {"row": len(rows) - 1})


def test_columns_that_were_added_are_refused() -> None:
    assert refusal(file_of([[*row, "メモ"] for row in ROWS]))[0] in ("not_a_bundle", "table_not_bundle")
    rows = rows_of(SMALL)
    rows[3].append("メモ")
    assert refusal(file_of(rows)) == ("bundle_altered_row", {"row": 4})


def test_a_table_for_spreadsheets_is_told_from_a_bundle() -> None:
    assert (
        refusal("年度,団体コード,事業名\r\n2017,204811,移住\r\n".encode("utf-8-sig"))[0] == "table_not_bundle"
    )
    assert refusal("名前,住所\r\nあ,い\r\n".encode("utf-8-sig"))[0] == "not_a_bundle"
    assert len(COLUMNS) == 9


# --- a real spreadsheet, and text that has broken tables before ----------------------------------------------

_CALC = "Text - txt - csv (StarCalc):"
_UTF8 = "44,34,76,1,,0,false,true"
"""Comma, double quote, UTF-8, from the first line, text as shown: what the dialog of Calc offers."""


@pytest.mark.parametrize(
    "writing",
    [_UTF8, "59,34,76,1", "9,34,76,1,,0,true,true", "44,34,76,1,,0,true,false"],
    ids=["as offered", "semicolons", "tabs, all quoted", "commas, text quoted"],
)
def test_a_file_saved_again_by_calc_is_taken(
    region: Region, calc: Callable[..., bytes], writing: str
) -> None:
    ikeda = region.member("ikeda")
    texts = dict(
        zip(("plan_text", "done_text", "issues", "improvement", "next_actions"), _packed(), strict=True)
    )
    save(ikeda, {progress("ikeda"): {**texts, "as_of_date": "2017-09-30"}})
    save(ikeda, {"money:ikeda:2017:F02P03:half1": {"spent": 3_310_000, "fund_other": -5, "carried_in": None}})
    path = region.export(ikeda)
    again = calc(path.read_bytes(), "csv", f"csv:{_CALC}{writing}", _CALC + _UTF8)
    assert again != path.read_bytes()
    path.write_bytes(again)
    [result] = take(region.union, path)
    assert (result.state, result.code) == ("merged", "file_merged")
    assert {name: shown(region.union, progress("ikeda"))[name] for name in texts} == texts
    assert region.union.digest() == ikeda.digest()


@pytest.mark.parametrize("lost", [True, False])
def test_a_file_saved_by_calc_in_the_old_encoding(
    region: Region, calc: Callable[..., bytes], lost: bool
) -> None:
    ikeda = region.member("ikeda")
    save(ikeda, {progress("ikeda"): {"issues": "𠮷野家" if lost else "髙橋、①㈱"}})
    path = region.export(ikeda)
    row = next(at for at, row in enumerate(rows_of(path.read_bytes()), 1) if row[0] == "記録")
    path.write_bytes(calc(path.read_bytes(), "csv", f"csv:{_CALC}44,34,64,1", _CALC + _UTF8))
    [result] = take(region.union, path)
    if lost:
        assert (result.code, result.params["row"]) == ("bundle_altered_row", row)
    else:
        assert [code for code, _ in result.notices] == ["notice_resaved"]
        assert region.union.digest() == ikeda.digest()


def _packed() -> list[str]:
    """All hostile texts in five values."""
    return ["\n".join(HOSTILE_TEXTS[at::5]) for at in range(5)]


def test_hostile_text_arrives_as_it_was_typed(region: Region) -> None:
    ikeda = region.member("ikeda")
    values = {
        progress("ikeda", f"F{number:02}P01"): {"issues": text} for number, text in enumerate(HOSTILE_TEXTS)
    }
    save(ikeda, values)
    region.exchange(ikeda)
    for record, fields in values.items():
        assert shown(region.union, record) == shown(ikeda, record) == fields
    assert region.union.digest() == ikeda.digest()


def test_the_longest_texts_travel_in_cells_a_spreadsheet_can_hold(region: Region) -> None:
    ikeda = region.member("ikeda")
    names = ("plan_text", "done_text", "issues", "improvement", "next_actions")
    signs = ("𠮷", '"', "\\", "\n", "あ")
    texts = {name: sign * 10_000 for name, sign in zip(names, signs, strict=True)}
    changes = save(ikeda, {progress("ikeda"): {**texts, "pace": "late"}})
    assert len(changes) == 6
    path = region.export(ikeda)
    assert all(utf16_length(row[8]) <= MAX_CELL for row in rows_of(path.read_bytes()))
    assert take(region.union, path)[0].state == "merged"
    assert shown(region.union, progress("ikeda")) == {**texts, "pace": "late"}


@pytest.mark.parametrize("sign", ['"', "\\", "𠮷", "a"])
def test_long_rosters_and_manifests_go_on_in_parts(sign: str) -> None:
    devices = [
        Device(key.id, key.public, "ikeda", sign * 200) for key in map(seeded_key, map(str, range(150)))
    ]
    devices += roster_now().devices.values()
    grown = replace(roster_now(3), devices={one.id: one for one in devices})
    pen = Forger(IKEDA_KEY, "ikeda")
    heads = tuple(sorted(one.id for one in devices))
    data = pen.bundle(carried=signed_roster(grown, ROOT), have=heads, held=heads, section=sign * 200)
    rows = rows_of(data)
    assert [row[0] for row in rows].count("名簿") > 1
    assert [row[0] for row in rows].count("便") > 1
    assert all(utf16_length(row[8]) <= MAX_CELL for row in rows)
    parcel = believed(data, held())
    assert parcel.roster is not None
    assert parse_roster(parcel.roster.text) == grown
    assert parcel.manifest.have == heads
    for at in range(1, len(rows) - 1):
        assert not _believed(file_of(resealed(rows[:at] + rows[at + 1 :])))


def _believed(data: bytes) -> bool:
    try:
        believed(data, held())
    except BundleRejected:
        return False
    return True
