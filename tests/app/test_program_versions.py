"""Files of a newer program: told before the day a report is due, refused only where they cannot be read."""

from __future__ import annotations

import pytest

from alps_desk import wording
from alps_desk.app import exporting, taking
from alps_desk.app.desk import Desk
from alps_desk.bundle import manifest, verify
from alps_desk.bundle.manifest import is_newer
from tests.fixtures.desks import Region, take


@pytest.fixture
def ikeda(region: Region) -> Desk:
    return region.member("ikeda")


@pytest.mark.parametrize(
    ("version", "than", "newer"),
    [
        ("0.2.0", "0.1.0", True),
        ("0.10", "0.9.9", True),
        ("1", "0.9", True),
        ("0.1", "0.1.0", False),
        ("0.1.0", "0.1.0", False),
        ("0.0.9", "0.1.0", False),
        ("", "0.1.0", False),
        ("x" * 200, "0.1.0", False),
    ],
)
def test_versions_are_compared_by_their_numbers(version: str, than: str, newer: bool) -> None:
    assert is_newer(version, than) is newer


def test_a_file_that_needs_a_newer_program_says_which(
    region: Region, ikeda: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(exporting, "Manifest", lambda **given: manifest.Manifest(**given, needs="0.2.0"))
        file = region.export(region.union)
    before = ikeda.digest()
    [result] = take(ikeda, file)
    assert (result.state, result.code) == ("refused", "needs_newer_program")
    assert wording.say(result.code, **result.params) == (
        "アプリの版0.2.0以上が必要なファイルです。アプリを更新してから取り込んでください。"
    )
    assert ikeda.digest() == before
    # Kept, and taken once the program is the newer one.
    with monkeypatch.context() as updated:
        updated.setattr(verify, "__version__", "0.2.0")
        [result] = take(ikeda, file)
    assert result.state != "refused"


def test_an_office_hears_early_that_the_union_has_a_newer_program(
    region: Region, ikeda: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(exporting, "__version__", "0.2.0")
        file, back = region.export(region.union), region.export(ikeda)
    [result] = take(ikeda, file)
    assert ("notice_union_newer", {"version": "0.2.0"}) in result.notices
    # The union itself, and an office of the same version, hear nothing.
    assert "notice_union_newer" not in [code for code, _ in take(region.union, back)[0].notices]
    monkeypatch.setattr(taking, "__version__", "0.2.0")
    assert "notice_union_newer" not in [code for code, _ in take(ikeda, file)[0].notices]
