"""The roster: who may take part (sync-design 9)."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.journal import canonical, parse_canonical
from alps_desk.domain.roster import MAX_LABEL, Device, Roster, device_id, parse_roster, roster_text

KEYS = [f"{number:064x}" for number in range(1, 6)]
UNION_PC = Device(device_id(KEYS[0]), KEYS[0], "union", "総務課")
IKEDA_PC = Device(device_id(KEYS[1]), KEYS[1], "ikeda", "企画課", until=(KEYS[4],))
ROSTER = Roster(3, ("ikeda", "union"), {one.id: one for one in (UNION_PC, IKEDA_PC)}, (KEYS[2], KEYS[3]))


def test_what_is_written_is_read() -> None:
    text = roster_text(ROSTER)
    assert parse_roster(text) == ROSTER
    assert roster_text(parse_roster(text)) == text


def test_the_text_does_not_depend_on_the_order_of_devices() -> None:
    turned = Roster(3, ROSTER.offices, dict(reversed(ROSTER.devices.items())), ROSTER.roots)
    assert roster_text(turned) == roster_text(ROSTER)


def test_a_new_device_raises_the_version() -> None:
    new = Device(device_id(KEYS[2]), KEYS[2], "ikeda", "2台目")
    grown = ROSTER.with_device(new)
    assert grown.version == 4
    assert grown.devices == {**ROSTER.devices, new.id: new}
    assert ROSTER.version == 3
    assert new.id not in ROSTER.devices


def test_what_a_later_program_added_is_passed_over() -> None:
    raw = parse_canonical(roster_text(ROSTER))
    assert parse_roster(canonical({**raw, "later": [1]})) == ROSTER


def changed(**parts: Any) -> str:
    raw = {**parse_canonical(roster_text(ROSTER)), **parts}
    return canonical({name: value for name, value in raw.items() if value is not ...})


def device(**parts: Any) -> list[dict[str, Any]]:
    raw = parse_canonical(roster_text(ROSTER))["devices"][0]
    return [{name: value for name, value in {**raw, **parts}.items() if value is not ...}]


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", roster_text(ROSTER) + " ", changed(v="1"), changed(v=True), changed(v=...),
        changed(version=0), changed(version="3"), changed(version=True), changed(version=...),
        changed(offices="ikeda"), changed(offices=[1]), changed(offices=["Ike da"]), changed(offices=...),
        changed(roots=[]), changed(roots=["x"]), changed(roots=KEYS[0]), changed(roots=...),
        changed(devices={}, offices=5), changed(devices=5), changed(devices=[5]), changed(devices=...),
        changed(devices=device(office="hakuba")), changed(devices=device(office=5)),
        changed(devices=device(id="0" * 64)), changed(devices=device(key=KEYS[4])),
        changed(devices=device(key="x")), changed(devices=device(key=...)), changed(devices=device(label=5)),
        changed(devices=device(label="x" * (MAX_LABEL + 1))), changed(devices=device(label="a\u001b[2J")),
        changed(devices=device(until="x")), changed(devices=device(until={})), changed(devices=device(until=[1])),
        changed(devices=device(until=["x"])), changed(devices=device(until=...)), changed(devices=device() * 2),
    ],
    ids=count(),
)  # fmt: skip
def test_a_malformed_roster_is_refused(text: str) -> None:
    with pytest.raises(BundleRejected) as caught:
        parse_roster(text)
    assert caught.value.code == "roster_malformed"


def test_a_roster_of_a_later_format_asks_for_an_update() -> None:
    with pytest.raises(BundleRejected) as caught:
        parse_roster(changed(v=2, devices=...))
    assert caught.value.code == "format_unknown"
