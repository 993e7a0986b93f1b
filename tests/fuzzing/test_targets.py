"""The fuzzing targets on their seeds and on some hundred files of the same mutators, on every run and without Atheris."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature

from alps_desk.bundle import keys, verify
from tests.fuzzing.__main__ import prepare
from tests.fuzzing.mutators import MUTATORS
from tests.fuzzing.raw import turn_bytes
from tests.fuzzing.seeds import SEEDS
from tests.fuzzing.targets import TARGETS

REACHED = {
    "bundle": {
        "taken", "bundle_altered", "bundle_altered_row", "bundle_cut", "change_malformed", "manifest_forged",
        "manifest_malformed", "not_allowed", "roster_malformed", "segment_malformed",
    },
    "entry-csv": {"taken", "sheet_encoding", "sheet_extra_cell", "sheet_quotes", "sheet_row_width", "sheet_utf16"},
    "entry-xlsx": {"taken", "sheet_not_xlsx", "sheet_xlsx_broken"},
}  # fmt: skip
"""What the files below must reach at least: behind checksums, signatures and containers."""


def made(target: str, number: int) -> Iterator[bytes]:
    """Files that the mutators make of the seeds, the same on every run."""
    chance = Random(target)
    seeds = SEEDS[target]()

    def raw(data: bytes, most: int) -> bytes:
        return turn_bytes(data, most, chance)

    for _ in range(number):
        data = chance.choice(seeds)
        for _ in range(chance.choice((1, 1, 2, 4))):
            data = MUTATORS[target](data, 64 * 1024, chance, raw)
        yield data


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_the_seeds_are_what_the_product_takes(target: str) -> None:
    outcomes = Counter(TARGETS[target](seed) for seed in SEEDS[target]())
    assert outcomes["taken"] >= 3
    assert outcomes.keys() <= {"taken", "sheet_utf16", "sheet_encoding"}


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_nothing_but_clean_refusals(target: str) -> None:
    outcomes = Counter(map(TARGETS[target], made(target, 400)))
    assert outcomes.keys() >= REACHED[target]


def test_a_tab_inside_a_quoted_heading_parts_no_cells() -> None:
    """Found by the fuzzer: the table could be read, and what was written of it could not."""
    assert TARGETS["entry-csv"](b'"\x1b[2J\t""\n"\t"x"\r\n') == "taken"


# --- a fault would be seen -----------------------------------------------------------------------------------


def _believe_anybody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keys, "verify", lambda *_: True)


def _allow_everything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verify, "offending_field", lambda *_: None)


def _escape(patch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise KeyError("sig")

    patch.setattr(verify, "check_manifest", fail)
    patch.setattr("tests.fixtures.forging.check_manifest", fail)


@pytest.mark.parametrize(
    "fault", [_believe_anybody, _allow_everything, _escape], ids=lambda one: one.__name__.strip("_")
)
def test_a_fault_is_seen(
    monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None]
) -> None:
    fault(monkeypatch)
    with pytest.raises((AssertionError, InvalidSignature, KeyError)):
        Counter(map(TARGETS["bundle"], made("bundle", 3_000)))


def test_seeds_and_words_are_laid_out_for_the_fuzzer(tmp_path: Path) -> None:
    for target in TARGETS:
        words = prepare(target, tmp_path / target)
        assert words.read_text(encoding="ascii").startswith('"\\x')
        written = {path.read_bytes() for path in (tmp_path / target / "corpus").iterdir()}
        assert written == set(SEEDS[target]())
