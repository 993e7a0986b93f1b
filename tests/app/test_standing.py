"""How fields stand: locked by 提出, opened by 差戻し; and the years and fractions that money forms take."""

from __future__ import annotations

import pytest

from alps_desk.app.commands import CloseReturn, SendBack, Submit
from alps_desk.domain.entry_text import read_entry, read_fiscal_year, year_text
from tests.fixtures.desks import Region, money, progress, save

FIELD, OTHER = money("ikeda"), progress("ikeda", "F02P02")


def test_submitted_fields_are_locked_until_they_are_sent_back(region: Region) -> None:
    desk = region.member("ikeda")
    save(desk, {FIELD: {"spent": 2040}, OTHER: {"pace": "on_track"}})
    assert not desk.standing(2017).locked((FIELD, "spent"))
    for period in ("half1", "full_year"):
        desk.execute(Submit(2017, period, "課長"))
    stand = desk.standing(2017)
    # What nobody filled in is part of what was submitted; another body's fields are not this office's to lock.
    assert stand.locked((FIELD, "spent"))
    assert stand.locked((FIELD, "carried_out"))
    assert not stand.locked(("burden:omachi:2017:F05P01:ikeda", "notified"))
    assert stand.locked(("burden:omachi:2017:F05P01:ikeda", "transfer_out"))
    region.exchange(desk)
    sent = region.union.execute(SendBack(FIELD, "spent", "内訳を教えてください"))
    whole = region.union.execute(SendBack(OTHER, "", "書き直してください"))
    region.give(region.union, desk)
    stand = desk.standing(2017)
    assert [view.id for view in stand.returned((FIELD, "spent"))] == [sent.id]
    assert [view.id for view in stand.returned((OTHER, "done_text"))] == [whole.id]
    assert not stand.returned((FIELD, "carried_out"))
    assert not stand.locked((FIELD, "spent"))
    assert stand.locked((FIELD, "carried_out"))
    region.union.execute(CloseReturn(sent.id))
    region.give(region.union, desk)
    assert not desk.standing(2017).returned((FIELD, "spent"))


@pytest.mark.parametrize(
    ("typed", "yen", "code"),
    [("1234.5675", 1_234_568, "money_rounded"), ("-0.0005", -1, "money_rounded"), ("1,234", 1_234_000, ""),
     ("12円", 12, "entry_normalised")],
)  # fmt: skip
def test_thousands_may_be_rounded_half_up(typed: str, yen: int, code: str) -> None:
    verdict = read_entry("yen", typed, unit=1000, rounds=True)
    assert (verdict.value, verdict.code) == (yen, code)


@pytest.mark.parametrize(("typed", "unit"), [("1234.5675", 1000), ("1.5", 1), ("1.5円", 1000)])
def test_nothing_is_rounded_unasked(typed: str, unit: int) -> None:
    assert read_entry("yen", typed, unit=unit, rounds=unit == 1 or "円" in typed).code == "money_fraction"


def test_a_fiscal_year_is_typed_in_every_way_and_reads_back() -> None:
    for typed in ("R8", "令和8年度", "2026"):
        verdict = read_fiscal_year(typed)
        assert verdict.value == 2026
        assert read_fiscal_year(year_text(verdict.cell())).value == 2026
    assert read_fiscal_year("29年度").outcome == "refused"
    assert read_fiscal_year("-").value == "none"
    assert read_fiscal_year(" ").outcome == "blank"
