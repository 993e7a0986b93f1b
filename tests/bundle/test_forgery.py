"""Files that somebody made who is not allowed to, and rosters that are not the union's (sync-design 7, 8 and 9).

Each is shown to the judging functions alone and, in the end, to a union's whole program, whose digest must not move.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from alps_desk import wording
from alps_desk.bundle.csv_form import Signed, read_bundle
from alps_desk.bundle.keys import SigningKey, pairing_code
from alps_desk.bundle.manifest import Request
from alps_desk.bundle.verify import UnknownDevice, prove_segments, sender_of, trusted_roster
from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.journal import Segment
from alps_desk.domain.records import DELETED
from alps_desk.domain.roster import Roster, parse_roster
from tests.bundle.damage import (
    HAKUBA_KEY,
    IKEDA_KEY,
    ROOT,
    SMALL,
    SPARE,
    UNION_KEY,
    held,
    roster_now,
)
from tests.fixtures.desks import Region, content, progress, save, take
from tests.fixtures.forging import (
    Forger,
    altered,
    believed,
    device_of,
    meaning,
    rows_of,
    seeded_key,
    signed_roster,
)

STRANGER_KEY = seeded_key("stranger")
OWN = "progress:ikeda:2017:half1:F01P01"
FOREIGN = "progress:hakuba:2017:half1:F01P01"


def refused(data: bytes, me: str = "union") -> tuple[str, dict[str, object]]:
    with pytest.raises(BundleRejected) as caught:
        believed(data, held(), me)
    return caught.value.code, caught.value.params


@pytest.fixture
def pen() -> Forger:
    return Forger(IKEDA_KEY, "ikeda")


# --- who signed what -----------------------------------------------------------------------------------------


def test_a_file_without_a_roster_is_judged_by_the_one_held(pen: Forger) -> None:
    assert believed(pen.bundle(pen.segment(pen.line(OWN, {"pace": "late"}))), held()).roster is None


def test_a_manifest_under_another_key_is_refused(pen: Forger) -> None:
    segment = pen.segment(pen.line(OWN, {"pace": "late"}))
    for key in (HAKUBA_KEY, UNION_KEY, STRANGER_KEY):
        assert refused(pen.bundle(segment, sign=key))[0] == "manifest_forged"


def test_nobody_speaks_for_another_office(pen: Forger) -> None:
    segment = pen.segment(pen.line(OWN, {"pace": "late"}))
    assert refused(pen.bundle(segment, sender="hakuba"))[0] == "manifest_forged"
    assert refused(pen.bundle(segment, device=HAKUBA_KEY.id))[0] == "manifest_forged"
    assert refused(pen.bundle(segment, device=HAKUBA_KEY.id, sender="hakuba"))[0] == "manifest_forged"


def test_a_device_that_nobody_registered_is_refused() -> None:
    pen = Forger(STRANGER_KEY, "ikeda")
    assert refused(pen.bundle(pen.segment(pen.line(OWN, {"pace": "late"}))))[0] == "device_unknown"
    # A request with somebody else's key is none.
    request = Request(HAKUBA_KEY.public, "")
    assert refused(pen.bundle(request=request))[0] == "device_unknown"
    assert (
        refused(pen.bundle(request=Request(STRANGER_KEY.public, ""), sender="nowhere"))[0] == "device_unknown"
    )


def test_a_request_must_be_signed_with_the_key_it_names() -> None:
    pen = Forger(STRANGER_KEY, "ikeda")
    request = Request(STRANGER_KEY.public, "")
    assert refused(pen.bundle(request=request, sign=IKEDA_KEY))[0] == "manifest_forged"


def test_a_segment_under_another_key_is_refused(pen: Forger) -> None:
    for key in (HAKUBA_KEY, UNION_KEY, STRANGER_KEY):
        code, params = refused(pen.bundle(pen.segment(pen.line(OWN, {"pace": "late"}), sign=key)))
        assert (code, params["office"]) == ("segment_forged", "ikeda")


def test_a_segment_in_another_devices_name_is_refused(pen: Forger) -> None:
    smuggled = pen.segment(pen.line(FOREIGN, {"pace": "late"}), device=HAKUBA_KEY.id)
    assert refused(pen.bundle(smuggled))[0] == "segment_forged"
    stranger = pen.segment(pen.line(OWN, {"pace": "late"}), device=STRANGER_KEY.id, sign=STRANGER_KEY)
    assert refused(pen.bundle(stranger))[0] == "segment_stranger"


def test_another_devices_own_segment_may_travel_in_anybodys_file(pen: Forger) -> None:
    other = Forger(HAKUBA_KEY, "hakuba")
    carried = other.segment(other.line(FOREIGN, {"pace": "late"}))
    parcel = believed(pen.bundle(pen.segment(pen.line(OWN, {"pace": "late"})), carried), held())
    assert [one.device for one in parcel.segments] == [IKEDA_KEY.id, HAKUBA_KEY.id]


def test_a_signature_is_over_the_prefix_too(pen: Forger) -> None:
    segment = pen.segment(pen.line(OWN, {"pace": "late"}))
    bare = IKEDA_KEY.sign((segment.header + "\n" + segment.lines[0] + "\n").encode())
    assert refused(pen.bundle(replace(segment, signature=bare)))[0] == "segment_forged"
    for wrong in (b"", b"\x00" * 64, segment.signature[:-1], segment.signature + b"\x00"):
        assert refused(pen.bundle(replace(segment, signature=wrong)))[0] == "segment_forged"


def test_the_file_is_for_us_or_for_everybody(pen: Forger) -> None:
    segment = pen.segment(pen.line(OWN, {"pace": "late"}))
    code, params = refused(pen.bundle(segment), me="omachi")
    assert (code, params["office"], params["to"]) == ("not_for_us", "ikeda", "union")
    assert believed(pen.bundle(segment, to="*"), held(), "omachi")
    # Whoever chose the wrong file from the own folder is told that it is the own one.
    code, params = refused(pen.bundle(segment), me="ikeda")
    assert (code, params["to"]) == ("file_own", "union")


def test_a_file_made_for_practising_is_told_as_such_where_its_keys_are_strange(pen: Forger) -> None:
    """The word explains a refusal; it never makes one, and no other fault hides behind it."""
    stranger = Forger(STRANGER_KEY, "ikeda")
    twin = replace(roster_now(), offices=(*roster_now().offices, "otari"))
    for data, plainly in (
        (stranger.bundle(practice=True), "device_unknown"),
        (pen.bundle(practice=True, sign=STRANGER_KEY), "manifest_forged"),
        (pen.bundle(practice=True, carried=signed_roster(roster_now(9), STRANGER_KEY)), "roster_forged"),
        (pen.bundle(practice=True, carried=signed_roster(twin, ROOT)), "roster_twins"),
        (pen.bundle(practice=True, segments=("0" * 64,)), "bundle_altered"),
    ):
        assert refused(data)[0] == plainly
        with pytest.raises(BundleRejected) as caught:
            sender(data)
        told = plainly if plainly == "bundle_altered" else "bundle_is_practice"
        assert caught.value.code == told


def sender(data: bytes) -> tuple[Roster, bool, UnknownDevice | None]:
    return sender_of(read_bundle(data), (roster_now(), held().text), "union")


# --- retired PCs ---------------------------------------------------------------------------------------------


def retired(*until: str) -> Signed:
    """The union's roster after ikeda's PC was retired; what was accepted of it ends with these segments."""
    device = replace(device_of(IKEDA_KEY, "ikeda"), until=until)
    return signed_roster(replace(roster_now(3), devices={**roster_now().devices, device.id: device}), ROOT)


def test_a_retired_pc_sends_nothing_more(pen: Forger) -> None:
    segment = pen.segment(pen.line(OWN, {"pace": "late"}))
    assert refused(pen.bundle(segment, carried=retired(segment.id))) == (
        "device_retired",
        {"office": "ikeda"},
    )


def test_of_a_retired_pc_counts_what_was_accepted_and_all_before_it(pen: Forger) -> None:
    first, second, third = (pen.segment(pen.line(OWN, {"issues": word})) for word in "一二三")
    union = Forger(UNION_KEY, "union")
    known = retired(second.id)

    def proved(*segments: Segment, **taken: str | None) -> list[str]:
        parcel = read_bundle(union.bundle(*segments, carried=known, to="*", kind="union"))
        now, _, _ = sender_of(parcel, (roster_now(), held().text), "hakuba")
        return [one.segment.id for one in prove_segments(parcel, now, chains=taken)]

    assert proved(first, second) == [first.id, second.id]
    # Its past may have come with an earlier file.
    assert proved(first, **{second.id: first.id}) == [first.id]
    for after in ((first, second, third), (third,), (first,)):
        with pytest.raises(BundleRejected) as caught:
            proved(*after)
        assert (caught.value.code, caught.value.params["office"]) == ("segment_retired", "ikeda")


# --- what is in it -------------------------------------------------------------------------------------------


def test_a_segment_that_the_manifest_does_not_name_is_refused(pen: Forger) -> None:
    first, second = (pen.segment(pen.line(OWN, {"pace": pace})) for pace in ("late", "on_track"))
    for named in ((), (first.id,), (second.id, first.id), (first.id, second.id, "0" * 64)):
        assert refused(pen.bundle(first, second, segments=named))[0] == "bundle_altered"
    assert refused(pen.bundle(first, first))[0] == "manifest_malformed"


def test_a_swapped_manifest_is_refused(pen: Forger) -> None:
    one = rows_of(pen.bundle(pen.segment(pen.line(OWN, {"pace": "late"}))))
    other = rows_of(pen.bundle(pen.segment(pen.line(OWN, {"pace": "on_track"}))))

    def swap(rows: list[list[str]]) -> None:
        rows[1] = other[1]

    data = pen.bundle(pen.segment(pen.line(OWN, {"pace": "x"})))
    assert refused(altered(data, swap))[0] == "bundle_altered"
    assert one[1] != other[1]


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ({"pace": "late"}, {}),
        ({DELETED: True}, {"why": "x"}),
        ({"pace": "late"}, {"why": "x", "on_behalf": "hakuba"}),
        ({"pace": "late"}, {"why": "x", "seen": {"pace": ["0" * 64, "1" * 64]}}),
    ],
)
def test_one_change_that_is_not_allowed_refuses_the_whole_file(
    pen: Forger, values: dict[str, Any], parts: dict[str, Any]
) -> None:
    good = [pen.line(OWN, {"issues": str(number)}) for number in range(3)]
    bad = pen.line(FOREIGN, values, **parts)
    first = pen.segment(*good)
    data = pen.bundle(first, pen.segment(good[0], bad, good[1]), carried=held())
    code, params = refused(data)
    assert code == "not_allowed"
    assert (params["office"], params["record"], params["field"]) == ("ikeda", FOREIGN, next(iter(values)))
    assert rows_of(data)[int(str(params["row"])) - 1][8] == bad


def test_offices_do_not_write_what_is_the_unions(pen: Forger) -> None:
    line = pen.line("project_year:union:2017:F01P01", {"name": "別の名前"})
    assert refused(pen.bundle(pen.segment(line)))[0] == "not_allowed"
    line = pen.line("project_year:ikeda:2017:F01P01", {"name": "別の名前"})
    assert refused(pen.bundle(pen.segment(line)))[0] == "not_allowed"


BAD_LINES = {
    "two keys": '{"at":"2017-11-23T10:05:00+09:00","at":"2017-11-23T10:05:00+09:00"}',
    "not a number": "NaN", "a float": "1.5", "an exponent": "1e3", "a huge integer": "9" * 400,
    "deep": "[" * 30 + "]" * 30, "very deep": "[" * 29_000, "an object": "{}", "text": '"x"', "nothing": "null",
    "no change": '{"r":"progress:ikeda:2017:half1:F01P01"}',
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_line_that_is_no_change_refuses_the_file(pen: Forger, name: str) -> None:
    good = pen.line(OWN, {"pace": "late"})
    data = pen.bundle(pen.segment(good, BAD_LINES[name], good))
    code, params = refused(data)
    assert code in ("change_malformed", "bundle_altered_row")
    assert rows_of(data)[int(str(params["row"])) - 1][8] == BAD_LINES[name]


@pytest.mark.parametrize(
    "header",
    [{"v": 2}, {"count": 5}, {"count": 0}, {"count": 10**9}, {"new": 1}, {"prev": 5}, {"schema": "1"}, {"app": 1}],
    ids=repr,
)  # fmt: skip
def test_a_header_that_does_not_fit_refuses_the_file(pen: Forger, header: dict[str, Any]) -> None:
    lines = [pen.line(OWN, {"pace": "late"}), pen.line(OWN, {"pace": "on_track"})]
    code, _ = refused(pen.bundle(pen.segment(*lines, **header)))
    assert code in ("format_unknown", "segment_malformed", "bundle_altered_row")
    if "v" in header:
        assert code == "format_unknown"


# --- rosters -------------------------------------------------------------------------------------------------


def test_a_newer_roster_of_the_union_is_taken(pen: Forger) -> None:
    newer = replace(
        roster_now(3), devices={**roster_now().devices, STRANGER_KEY.id: device_of(STRANGER_KEY, "otari")}
    )
    newer = replace(newer, offices=(*newer.offices, "otari"))
    other = Forger(STRANGER_KEY, "otari")
    line = other.line("progress:otari:2017:half1:F01P01", {"pace": "late"})
    for root in (ROOT, SPARE):
        assert believed(other.bundle(other.segment(line), carried=signed_roster(newer, root)), held())


def test_a_newer_roster_that_no_root_signed_is_refused(pen: Forger) -> None:
    own_root = replace(roster_now(3), roots=(STRANGER_KEY.public,))
    for text, root in (
        (roster_now(3), STRANGER_KEY),
        (roster_now(3), UNION_KEY),
        (own_root, STRANGER_KEY),
    ):
        assert refused(pen.bundle(carried=signed_roster(text, root)))[0] == "roster_forged"


def test_a_roster_of_the_same_number_must_be_the_same(pen: Forger) -> None:
    twin = replace(
        roster_now(), devices={**roster_now().devices, STRANGER_KEY.id: device_of(STRANGER_KEY, "ikeda")}
    )
    assert refused(pen.bundle(carried=signed_roster(twin, ROOT)))[0] == "roster_twins"
    # The same text under another signature says nothing new.
    assert believed(pen.bundle(carried=signed_roster(roster_now(), STRANGER_KEY)), held())


def test_an_older_roster_is_passed_over(pen: Forger) -> None:
    older = replace(roster_now(1), devices={STRANGER_KEY.id: device_of(STRANGER_KEY, "ikeda")})
    for root in (ROOT, STRANGER_KEY):
        segment = pen.segment(pen.line(OWN, {"pace": "late"}))
        assert believed(pen.bundle(segment, carried=signed_roster(older, root)), held())
    stranger = Forger(STRANGER_KEY, "ikeda")
    segment = stranger.segment(stranger.line(OWN, {"pace": "late"}))
    assert refused(stranger.bundle(segment, carried=signed_roster(older, ROOT)))[0] == "device_unknown"


def test_a_swapped_roster_is_refused(pen: Forger) -> None:
    other = signed_roster(roster_now(3), ROOT)
    data = pen.bundle(pen.segment(pen.line(OWN, {"pace": "late"})), carried=held())

    def swap(rows: list[list[str]]) -> None:
        rows[2] = rows_of(pen.bundle(carried=other))[2]

    def drop(rows: list[list[str]]) -> None:
        del rows[2]

    assert refused(altered(data, swap))[0] == "bundle_altered"
    assert refused(altered(data, drop))[0] == "bundle_altered"


def test_a_pc_that_was_away_follows_the_roots_step_by_step(pen: Forger) -> None:
    """Each roster by which a root was replaced is signed by a root before it; none of them may be left out."""
    second, third = seeded_key("second root"), seeded_key("third root")
    older = signed_roster(roster_now(1), ROOT)
    one = signed_roster(replace(roster_now(3), roots=(second.public,)), ROOT)
    other = signed_roster(replace(roster_now(4), roots=(third.public,)), second)
    latest = signed_roster(replace(roster_now(5), roots=(third.public,)), third)
    now = roster_now(), held().text
    for earlier in ((one, other), (older, one, other), (one, one, other)):
        found, brought = trusted_roster(latest, now, earlier)
        assert (found.version, found.roots, brought) == (5, (third.public,), True)
    for earlier in ((), (one,), (other,), (other, one)):
        with pytest.raises(BundleRejected) as caught:
            trusted_roster(latest, now, earlier)
        assert caught.value.code == "roster_forged"
    # A PC that is being set up believes its 登録ファイル and needs no steps.
    assert trusted_roster(latest, None, (other,)) == (parse_roster(latest.text), True)


def test_without_any_roster_nobody_is_believed() -> None:
    with pytest.raises(BundleRejected) as caught:
        trusted_roster(None, None)
    assert caught.value.code == "roster_missing"


# --- the whole program ---------------------------------------------------------------------------------------


@pytest.fixture
def office_pen(region: Region) -> Forger:
    """A registered PC of ikeda whose key is in the wrong hands."""
    desk = region.member("ikeda")
    save(desk, {OWN: {"issues": "雪"}})
    region.exchange(desk)
    return Forger(desk.place.key, "ikeda")


FORGERIES: dict[str, Callable[[Forger], bytes]] = {
    "forged segment": lambda pen: pen.bundle(pen.segment(pen.line(OWN, {"pace": "late"}), sign=STRANGER_KEY)),
    "forged manifest": lambda pen: pen.bundle(
        pen.segment(pen.line(OWN, {"pace": "late"})), sign=STRANGER_KEY
    ),
    "another office's field": lambda pen: pen.bundle(
        pen.segment(pen.line(OWN, {"pace": "late"})), pen.segment(pen.line(FOREIGN, {"pace": "late"}))
    ),
    "the union's field": lambda pen: pen.bundle(
        pen.segment(pen.line("project_year:union:2017:F01P01", {"name": "x"}))
    ),
    "a stranger's segment": lambda pen: pen.bundle(
        pen.segment(pen.line(OWN, {"pace": "late"})),
        pen.segment(pen.line(OWN, {"pace": "x"}), device=STRANGER_KEY.id, sign=STRANGER_KEY),
    ),
    "a roster of its own": lambda pen: pen.bundle(
        pen.segment(pen.line(OWN, {"pace": "late"})), carried=signed_roster(roster_now(99), STRANGER_KEY)
    ),
    "a twin of the roster": lambda pen: pen.bundle(
        pen.segment(pen.line(OWN, {"pace": "late"})), carried=signed_roster(roster_now(2), STRANGER_KEY)
    ),
    "no change at all": lambda pen: pen.bundle(pen.segment(pen.line(OWN, {"pace": "late"}), "{}")),
    "a later format": lambda pen: pen.bundle(pen.segment(pen.line(OWN, {"pace": "late"}), v=2)),
    "for somebody else": lambda pen: pen.bundle(pen.segment(pen.line(OWN, {"pace": "late"})), to="hakuba"),
}


def test_forgeries_do_not_move_the_union(region: Region, office_pen: Forger) -> None:
    union = region.union
    before, imports, roster = content(union), union.imports(), union.place.store.roster()
    peers = union.place.store.peers()
    for name, forge in FORGERIES.items():
        path = region.file("forgery")
        path.write_bytes(forge(office_pen))
        for keep in (False, True):
            [result] = take(union, path, keep=keep)
            assert result.state == "refused", name
            sentence = wording.say(result.code, **result.params)
            assert "ikeda" not in sentence, "people read names, not keys"
        verified = union.verify(path)
        assert verified.state == "refused", name
        assert wording.say(verified.code, **verified.params)
    assert (content(union), union.imports()) == (before, imports)
    assert (union.place.store.roster(), union.place.store.peers()) == (roster, peers)
    assert union.place.store.caches_are_true()


def test_the_sentence_names_office_project_and_field(region: Region, office_pen: Forger) -> None:
    path = region.file("forgery")
    path.write_bytes(FORGERIES["another office's field"](office_pen))
    for result in (take(region.union, path)[0], region.union.verify(path)):
        assert wording.say(result.code, **result.params) == (
            "池田町のファイルに、書けない欄（若者交流イベントの開催 進み具合）の変更が入っています。取り込んでいません。"
        )


def test_a_refused_file_leaves_no_roster_to_the_next(region: Region, office_pen: Forger) -> None:
    """What a refused file brought may not be believed for the files after it."""
    union = region.union
    held_now = union.place.store.roster()
    assert held_now is not None
    root = SigningKey.read(union.place.home.root_key("main"))
    newer = held_now[0].with_device(device_of(STRANGER_KEY, "otari"))
    brings: Signed = signed_roster(newer, root)
    bad, good = region.file("bad"), region.file("good")
    bad.write_bytes(
        office_pen.bundle(office_pen.segment(office_pen.line(FOREIGN, {"pace": "x"})), carried=brings)
    )
    stranger = Forger(STRANGER_KEY, "otari")
    line = stranger.line(progress("otari"), {"pace": "late"})
    good.write_bytes(stranger.bundle(stranger.segment(line)))
    before = content(union)
    results = take(union, bad, good)
    assert [(one.state, one.code) for one in results] == [
        ("refused", "not_allowed"),
        ("refused", "device_unknown"),
    ]
    assert (content(union), union.place.store.roster()) == (before, held_now)


def test_a_refused_file_registers_nobody(region: Region, office_pen: Forger) -> None:
    union = region.union
    held_now = union.place.store.roster()
    stranger = Forger(STRANGER_KEY, "otari")
    request = Request(STRANGER_KEY.public, "")
    bad, good = region.file("bad"), region.file("good")
    bad.write_bytes(stranger.bundle(stranger.segment(stranger.line(FOREIGN, {"pace": "x"})), request=request))
    good.write_bytes(stranger.bundle(stranger.segment(stranger.line(progress("otari"), {"pace": "late"}))))
    code = pairing_code(STRANGER_KEY.public)
    results = take(union, bad, good, accept=code)
    assert [one.code for one in results] == ["not_allowed", "device_unknown"]
    assert union.place.store.roster() == held_now
    # The next file of the same PC may be taken when nothing is wrong with it.
    again = region.file("again")
    again.write_bytes(stranger.bundle(stranger.segment(stranger.line(progress("otari"), {"pace": "late"})), request=request))  # fmt: skip
    assert take(union, again)[0].state == "unknown_device"
    assert take(union, again, accept=code)[0].state == "merged"
    assert take(union, good)[0].state == "merged"


def test_a_newer_roster_and_a_request_in_one_file(region: Region, office_pen: Forger) -> None:
    """A union that lost its latest roster hears of it from a PC that asks to be registered."""
    union = region.union
    held_now = union.place.store.roster()
    assert held_now is not None
    root = SigningKey.read(union.place.home.root_key("main"))
    newer = held_now[0].with_device(device_of(HAKUBA_KEY, "hakuba"))
    stranger = Forger(STRANGER_KEY, "otari")
    path = region.file("both")
    line = stranger.line(progress("otari"), {"pace": "late"})
    path.write_bytes(
        stranger.bundle(
            stranger.segment(line),
            carried=signed_roster(newer, root),
            request=Request(STRANGER_KEY.public, ""),
        )
    )
    assert take(union, path)[0].state == "unknown_device"
    assert union.place.store.roster() == held_now
    assert take(union, path, accept=pairing_code(STRANGER_KEY.public))[0].state == "merged"
    after = union.place.store.roster()
    assert after is not None
    assert after[0].version == held_now[0].version + 2
    assert {HAKUBA_KEY.id, STRANGER_KEY.id} <= after[0].devices.keys()


def test_the_small_bundle_means_what_it_says() -> None:
    assert meaning(believed(SMALL, held()))
