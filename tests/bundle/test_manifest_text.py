"""The text of a manifest: read as it was written, and refused where it is none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from alps_desk.bundle.manifest import Manifest, Request, manifest_text, parse_manifest
from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.journal import canonical, parse_canonical
from tests.bundle.damage import IKEDA_KEY, held
from tests.fixtures.forging import Forger

PEN = Forger(IKEDA_KEY, "ikeda")
_RAW = parse_canonical(manifest_text(PEN.manifest((), None)))


def test_a_manifest_is_read_as_it_was_written() -> None:
    request = Request(IKEDA_KEY.public, "企画課")
    manifest: Manifest = PEN.manifest((), held(), have=("0" * 64,), held=("1" * 64,), refused={"2" * 64: "x"}, request=request)  # fmt: skip
    for one in (manifest, replace(manifest, practice=True)):
        assert parse_manifest(manifest_text(one)) == one


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "1"}, {"format": True}, {"kind": "letter"}, {"kind": 1}, {"device": "x"}, {"sender": None}, {"sender": ""}, {"sender": "*"},
        {"sender": "\u202e"}, {"to": "池田町"}, {"to": "x" * 41}, {"to": ""}, {"to": 5}, {"segments": "x"}, {"segments": ["x"]}, {"segments": ["0" * 64] * 2}, {"have": [1]}, {"have": {}},
        {"held": None}, {"refused": []}, {"refused": {"x": "y"}}, {"refused": {"0" * 64: 5}},
        {"refused": {"0" * 64: "two\nlines"}}, {"refused": {"0" * 64: ""}}, {"refused": {"0" * 64: "x" * 65}}, {"schema": "1"},
        {"schema": True}, {"digest": 5}, {"roster": []}, {"by": "x" * 201}, {"by": "\u001b[2J"}, {"section": "a\u0000"},
        {"made_at": "yesterday"}, {"made_at": ""}, {"app": None}, {"words": 5}, {"needs": 1}, {"request": 5},
        {"request": {}}, {"request": {"key": "x", "label": ""}}, {"request": {"key": "0" * 64, "label": 5}},
        {"request": {"key": "0" * 64, "label": "x" * 201}}, {"request": {"key": "0" * 64, "label": "\u0007"}},
        {"request": ["0" * 64, ""]}, {"request": {"key": 5, "label": ""}},
    ],
    ids=repr,
)  # fmt: skip
def test_a_malformed_manifest_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BundleRejected) as caught:
        parse_manifest(canonical({**_RAW, **changed}))
    assert caught.value.code == "manifest_malformed"


@pytest.mark.parametrize("name", sorted(set(_RAW) - {"format"}))
def test_nothing_may_be_missing_in_a_manifest(name: str) -> None:
    with pytest.raises(BundleRejected) as caught:
        parse_manifest(canonical({key: value for key, value in _RAW.items() if key != name}))
    assert caught.value.code == "manifest_malformed"


def test_a_manifest_of_a_later_format_asks_for_an_update() -> None:
    with pytest.raises(BundleRejected) as caught:
        parse_manifest(canonical({"format": 2, "anything": 1}))
    assert caught.value.code == "format_unknown"
