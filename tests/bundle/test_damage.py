"""A damaged file is refused or means exactly the same; nothing in between (sync-design 1 and 7).

``python -m tests.bundle.damage`` goes through every bit and every byte in more ways.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from alps_desk import wording
from alps_desk.bundle.csv_form import COLUMNS, Signed, read_bundle
from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.journal import canonical, parse_canonical
from tests.bundle import random_damage
from tests.bundle.damage import SMALL, bit_flips, changed_cells, outcome
from tests.bundle.random_damage import DAMAGES, campaign
from tests.fixtures.desks import Region, content, progress, save, shown, take
from tests.fixtures.forging import altered, file_of, judged_parcel, meaning, resealed, rows_of

REASONS = {
    "bundle_altered", "bundle_altered_row", "bundle_cut", "bundle_empty", "roster_malformed", "manifest_malformed",
    "segment_malformed", "segment_forged", "manifest_forged", "roster_twins", "device_unknown", "not_for_us",
    "not_a_bundle", "table_not_bundle", "format_unknown",
}  # fmt: skip


def test_the_small_bundle_is_believed() -> None:
    assert outcome(SMALL) == "same"


@pytest.mark.parametrize("reseal", [False, True], ids=["end row as it was", "end row that fits"])
@pytest.mark.parametrize("sign", ["1", "あ"])
def test_every_changed_character_of_every_record_cell(sign: str, reseal: bool) -> None:
    outcomes = Counter(outcome(data) for data in changed_cells(SMALL, sign, reseal=reseal))
    assert sum(outcomes.values()) == sum(len(row[8]) for row in rows_of(SMALL)[1:])
    assert outcomes.keys() <= REASONS | {"same"}
    if not reseal:
        assert outcomes["same"] == 0


def test_every_flipped_bit_of_an_offices_file(region: Region) -> None:
    """Each is refused, or the store is given exactly what the good file gives it; some of these are taken for good."""
    ikeda, union = region.member("ikeda"), region.union
    save(ikeda, {progress("ikeda"): {"issues": "髙橋 𠮷野家"}})
    whole = region.export(ikeda)
    good = whole.read_bytes()
    known = union.place.store.roster()
    assert known is not None
    union_holds = Signed(known[1], known[2])
    parcel, _, arrivals = judged_parcel(good, union_holds)
    outcomes: Counter[str] = Counter()
    taken: list[Path] = []
    for data in bit_flips(good, range(len(good) * 8)):
        try:
            found, _, proved = judged_parcel(data, union_holds)
        except BundleRejected as refusal:
            outcomes[refusal.code] += 1
            continue
        outcomes["same"] += 1
        assert (meaning(found), found.manifest, proved) == (meaning(parcel), parcel.manifest, arrivals)
        if outcomes["same"] % 8 == 1:
            taken.append(region.file("flipped"))
            taken[-1].write_bytes(data)
    assert outcomes.total() == len(good) * 8
    assert outcomes.keys() <= REASONS | {"same"}
    assert len(taken) > 50
    results = take(union, *taken, whole)
    assert Counter(result.state for result in results) == {"merged": 1, "already": len(taken)}
    assert union.digest() == ikeda.digest()
    assert shown(union, progress("ikeda")) == shown(ikeda, progress("ikeda"))
    assert (len(union.conflicts()), union.place.store.caches_are_true()) == (0, True)


def test_random_damage_on_larger_files() -> None:
    """``python -m tests.bundle.damage 100000`` tries more of it."""
    found = campaign(2_000, seed=1)
    codes = {code for _, code in found}
    assert codes <= REASONS | {"same", "zip_damaged", "roster_forged", "segment_retired"}
    assert {kind for kind, _ in found} == DAMAGES.keys() | {"several"}
    # The damage reaches every step of judging, and what is only dress is taken.
    assert {
        "bundle_cut",
        "bundle_altered",
        "bundle_altered_row",
        "manifest_malformed",
        "not_a_bundle",
        "same",
    } <= codes
    for harmless in ("line ends", "dress", "words", "blank rows"):
        assert found[harmless, "same"]
    for harmful in ("cell", "rows sorted", "rows swapped"):
        assert not found[harmful, "same"]


def test_a_judge_who_asks_for_no_signature_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end row alone does not tell a change of somebody who knows how it is made."""
    monkeypatch.setattr(random_damage, "believed", lambda data, _held: read_bundle(data))
    with pytest.raises(AssertionError, match="another meaning"):
        campaign(300, seed=1)


def test_what_may_be_damaged_without_harm_is_only_what_people_read() -> None:
    rows = rows_of(SMALL)
    for row in rows[1:]:
        row[1:8] = ["嘘"] * 7
    assert outcome(file_of(rows)) == "same"


def test_cut_anywhere_nothing_is_taken() -> None:
    outcomes = Counter(outcome(SMALL[:length]) for length in range(len(SMALL) - 2))
    assert outcomes.keys() <= {"bundle_cut", "bundle_empty", "not_a_bundle"}
    # Only a cut inside the very first word can make the file look like something else.
    assert all(outcome(SMALL[:length]) == "bundle_cut" for length in range(10, len(SMALL) - 2))


def test_cut_at_every_row_says_cut() -> None:
    rows = rows_of(SMALL)
    for length in range(1, len(rows)):
        assert outcome(file_of(rows[:length])) == "bundle_cut"


def test_rows_in_another_order_are_refused() -> None:
    rows = rows_of(SMALL)
    for one in range(1, len(rows)):
        for other in range(one + 1, len(rows)):
            turned = list(rows)
            turned[one], turned[other] = turned[other], turned[one]
            assert outcome(file_of(turned)) in {"bundle_altered", "bundle_altered_row", "bundle_cut"}


def test_a_row_twice_or_missing_is_refused() -> None:
    rows = rows_of(SMALL)
    for at in range(1, len(rows)):
        assert outcome(file_of(rows[:at] + rows[at:][:1] + rows[at:])) in {
            "bundle_altered",
            "bundle_altered_row",
        }
        assert outcome(file_of(rows[:at] + rows[at + 1 :])) in {"bundle_altered_row", "bundle_cut"}


def test_the_row_that_was_changed_is_named() -> None:
    rows = rows_of(SMALL)
    number = next(at for at, row in enumerate(rows, 1) if "髙橋" in row[8])
    rows[number - 1][8] = rows[number - 1][8].replace("髙橋", "高橋")
    with pytest.raises(BundleRejected) as caught:
        read_bundle(file_of(rows))
    assert (caught.value.code, caught.value.params) == ("bundle_altered_row", {"row": number})


def _with_end(cell: str) -> bytes:
    rows = rows_of(SMALL)
    rows[-1][8] = cell
    return file_of(rows)


def test_an_end_row_that_says_less_or_more_than_it_should_is_refused() -> None:
    end = rows_of(SMALL)[-1][8]
    said = parse_canonical(end)
    # What stops in the middle was cut; what is whole and wrong was altered.
    for length in range(len(end)):
        assert outcome(_with_end(end[:length])) == "bundle_cut"
    wrong = (
        {**said, "more": 1}, {"rows": said["rows"]}, {"sha256": said["sha256"]}, {**said, "rows": True},
        {**said, "rows": "3"}, {**said, "rows": None}, {**said, "sha256": "0" * 64}, {},
    )  # fmt: skip
    for one in wrong:
        assert outcome(_with_end(canonical(one))) == "bundle_altered"
    for text in (end.replace(",", ", "), "[{}", "[]}", end + "}", end.replace('"rows"', '"rows":1,"rows"')):
        assert outcome(_with_end(text if text.endswith("}") else text + "}")) == "bundle_altered"


def test_a_heading_of_which_only_the_beginning_is_there_was_cut() -> None:
    for length in range(1, len(COLUMNS)):
        assert outcome(file_of([COLUMNS[:length]])) == "bundle_cut"
        assert outcome(file_of([[*COLUMNS[:length], "別の列"]])) != "bundle_cut"


def test_a_file_without_a_manifest_is_nobodys() -> None:
    def drop(rows: list[list[str]]) -> None:
        del rows[1]

    assert outcome(altered(SMALL, drop)) == "manifest_malformed"
    assert outcome(file_of(resealed([]))) == "manifest_malformed"


def test_a_segment_row_that_says_more_than_it_should_is_named() -> None:
    number = next(at for at, row in enumerate(rows_of(SMALL), 1) if row[0] == "区間")

    def add(rows: list[list[str]]) -> None:
        rows[number - 1][8] = canonical({**parse_canonical(rows[number - 1][8]), "more": 1})

    with pytest.raises(BundleRejected) as caught:
        read_bundle(altered(SMALL, add))
    assert (caught.value.code, caught.value.params) == ("bundle_altered_row", {"row": number})


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xef\xbb\xbf", b"\r\n", b"\x00" * 100, b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 200, b"\xff\xfe" + b"a\x00" * 50,
        b"%PDF-1.7", b'"', b'"' * 1001, (",".join(COLUMNS)).encode(), (",".join(COLUMNS) + "\r\n").encode() * 3,
        b"a,b,c\r\n1,2,3\r\n", "団体,年度,事業名\r\n池田町,2017,移住\r\n".encode(), "団体,年度\r\n".encode("cp932"),
        ('"' + "x" * 200_000).encode(), b"\xef\xbb\xbf" + (",".join(COLUMNS)).encode() + b"\r\n" + b"x" * 200_000,
    ],
    ids=range(17),
)  # fmt: skip
def test_other_files_are_refused(data: bytes) -> None:
    assert outcome(data) in REASONS | {"zip_damaged"}


# --- through the whole program -------------------------------------------------------------------------------


def test_the_store_does_not_move(region: Region) -> None:
    ikeda = region.member("ikeda")
    save(ikeda, {progress("ikeda"): {"issues": "髙橋 𠮷野家"}})
    good = region.export(ikeda).read_bytes()
    before = content(region.union)
    files = []
    step = len(good) * 8 // 60
    damaged = list(bit_flips(good, range(0, len(good) * 8, step)))
    damaged += [good[:-40], good + b"\r\n" + good, b""]
    for data in damaged:
        path = region.file("damaged")
        path.write_bytes(data)
        files.append(path)
    archive = sorted(region.union.place.home.archive.iterdir())
    results = take(region.union, *files)
    refused = [result for result in results if result.state == "refused"]
    assert len(refused) > len(files) * 0.8
    for result in refused:
        assert wording.say(result.code, **result.params)
    if all(result.state == "refused" for result in results):
        assert content(region.union) == before
        assert sorted(region.union.place.home.archive.iterdir()) == archive
    # Whatever else was taken meant what the good file means.
    whole = region.file("whole")
    whole.write_bytes(good)
    take(region.union, whole)
    assert [view.id for view in region.union.conflicts()] == []
    assert region.union.digest() == ikeda.digest()


def test_a_refused_file_leaves_nothing_and_the_others_are_taken(region: Region) -> None:
    ikeda, hakuba = region.member("ikeda"), region.member("hakuba")
    save(ikeda, {progress("ikeda"): {"issues": "一"}})
    save(hakuba, {progress("hakuba"): {"issues": "二"}})
    good, other = region.export(ikeda), region.export(hakuba)
    broken = region.file("broken")
    broken.write_bytes(other.read_bytes()[:-30])
    missing = Path(region.folder / "no such file.csv")
    results = take(region.union, broken, good, missing, region.folder)
    assert [result.state for result in results] == ["refused", "merged", "refused", "refused"]
    assert [result.code for result in results] == [
        "bundle_cut",
        "file_merged",
        "file_missing",
        "file_missing",
    ]
    assert {row.record for row in region.union.place.store.cells(["progress"])} == {progress("ikeda")}
    assert take(region.union, other)[0].state == "merged"
    assert region.union.place.store.caches_are_true()
