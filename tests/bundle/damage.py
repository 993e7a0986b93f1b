"""A small exchange file, and what becomes of it when a byte or a bit of it is another one.

``python -m tests.bundle.damage`` flips every bit and changes every byte of every 記録 cell in several ways; the tests
take a part of that. Each damaged file must be refused by a code, or mean exactly the same.
``python -m tests.bundle.damage 100000 --seed 1`` tries that many times what ``random_damage`` does to larger files.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from alps_desk.bundle.csv_form import Signed
from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.roster import Roster
from tests.fixtures.forging import (
    Forger,
    believed,
    device_of,
    file_of,
    meaning,
    resealed,
    rows_of,
    seeded_key,
    signed_roster,
)

ROOT, SPARE = seeded_key("root"), seeded_key("spare")
UNION_KEY, IKEDA_KEY, HAKUBA_KEY = seeded_key("union"), seeded_key("ikeda"), seeded_key("hakuba")
OFFICES = ("ikeda", "hakuba", "union")


def roster_now(version: int = 2) -> Roster:
    """The union's PC and one of each office."""
    devices = [device_of(UNION_KEY, "union"), device_of(IKEDA_KEY, "ikeda"), device_of(HAKUBA_KEY, "hakuba")]
    return Roster(version, OFFICES, {one.id: one for one in devices}, (ROOT.public, SPARE.public))


def held() -> Signed:
    """The roster of the union."""
    return signed_roster(roster_now(), ROOT)


def small_bundle() -> bytes:
    """Two segments of ikeda, three changes."""
    pen = Forger(IKEDA_KEY, "ikeda")
    first = pen.segment(
        pen.line("progress:ikeda:2017:half1:F01P01", {"pace": "late", "issues": "髙橋 𠮷野家 =1+1"}),
        pen.line("money:ikeda:2017:F01P01:half1", {"spent": 3_310_000}),
    )
    second = pen.segment(pen.line("money:ikeda:2017:F01P01:half1", {"spent": None, "budget_initial": 0}))
    return pen.bundle(first, second, carried=held())


def outcome(data: bytes) -> str:
    """The code a file is refused with, or "same" if it means what the small bundle means.

    Raises:
        AssertionError: it was taken with another meaning.
    """
    try:
        parcel = believed(data, _HELD)
    except BundleRejected as refusal:
        return refusal.code
    assert meaning(parcel) == _MEANING, "taken with another meaning"
    return "same"


def bit_flips(data: bytes, numbers: Iterable[int]) -> Iterator[bytes]:
    """The file with one bit turned, for each number of a bit."""
    for number in numbers:
        damaged = bytearray(data)
        damaged[number // 8] ^= 1 << number % 8
        yield bytes(damaged)


def changed_cells(data: bytes, sign: str, *, reseal: bool) -> Iterator[bytes]:
    """The file with one character of one 記録 cell replaced, for each character.

    Args:
        reseal: give it an end row that fits, as somebody would who knows how the file is made.
    """
    rows = rows_of(data)
    for row in rows[1:]:
        cell = row[8]
        for at, old in enumerate(cell):
            new = sign if old != sign else "0"
            row[8] = cell[:at] + new + cell[at + 1 :]
            yield file_of(resealed(rows) if reseal else rows)
        row[8] = cell


_HELD = held()
SMALL = small_bundle()
_MEANING = meaning(believed(SMALL, _HELD))


def every_bit_and_byte() -> Counter[tuple[str, str]]:
    """Everything there is to do to one place of the small bundle; a minute or two."""
    outcomes = Counter(("bit", outcome(data)) for data in bit_flips(SMALL, range(len(SMALL) * 8)))
    for sign in ("1", '"', "\\", "あ", "}"):
        for reseal in (False, True):
            name = f"{sign} in a cell" + (", sealed again" if reseal else "")
            outcomes.update((name, outcome(data)) for data in changed_cells(SMALL, sign, reseal=reseal))
    return outcomes


def main() -> None:
    """Try, and print how many tries of what ended how."""
    from tests.bundle import random_damage

    parser = argparse.ArgumentParser(prog="python -m tests.bundle.damage", description=__doc__)
    parser.add_argument(
        "tries", nargs="?", type=int, help="random damage on larger files; without: one place each"
    )
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    found = random_damage.campaign(chosen.tries, chosen.seed) if chosen.tries else every_bit_and_byte()
    for kind in sorted({kind for kind, _ in found}):
        some = Counter({code: number for (one, code), number in found.items() if one == kind})
        ends = "  ".join(f"{code} {number}" for code, number in some.most_common())
        sys.stdout.write(f"{kind:24} {some.total():7}  {ends}\n")
    codes: Counter[str] = Counter()
    for (_, code), number in found.items():
        codes[code] += number
    sys.stdout.write("".join(f"{number:8} {code}\n" for code, number in codes.most_common()))
    sys.stdout.write(f"{codes.total():8} in all, none taken with another meaning\n")


if __name__ == "__main__":
    main()
