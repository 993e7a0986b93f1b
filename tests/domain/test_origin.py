"""Marks of copied and confirmed values in the reason of a change."""

from __future__ import annotations

import pytest

from alps_desk.domain.origin import Origin, parse_why, reason_in, why_of

ORIGINS = [
    Origin("copied", 2016, "full_year"),
    Origin("copied", 2017, "half1"),
    Origin("unchanged"),
    Origin("unchanged", 2016, "m04"),
]


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("why", ["", "工事が\n2つ重なった", "#copied"])
def test_a_mark_is_read_back(origin: Origin, why: str) -> None:
    assert parse_why(why_of(origin, why)) == (origin, why)


@pytest.mark.parametrize(
    "why",
    [
        "",
        "電話で確認",
        "#",
        "#copied2016",
        "#copied:2016",
        "#moved:2016:half1",
        " #copied",
        "#copied:16:half1",
    ],
)
def test_other_reasons_are_reasons(why: str) -> None:
    assert parse_why(why) == (None, why)
    assert why_of(None, why) == why
    assert reason_in(why) == why


def test_a_mark_is_no_reason() -> None:
    assert reason_in("#copied:2016:half1") == ""
    assert reason_in("#unchanged 工事がなかった") == "工事がなかった"
