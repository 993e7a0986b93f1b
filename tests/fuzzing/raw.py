"""Plain bytes and texts, changed by chance: what every mutator falls back on and puts inside what it has taken apart."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Raw = Callable[[bytes, int], bytes]
"""Bytes and the most there may be → other bytes."""
Mutator = Callable[[bytes, int, Random, Raw], bytes]

MOST_INSIDE = 4 * 1024 * 1024
"""Bytes that a mutator looks at inside a container."""

TEXTS = (
    "", "0", "1", "-1", "x", "=1+1", "'", '"', "\\", "\n", "\r\n", "\t", "\0", "\x1b[2J", "\u202e", "\ud83d", "𠮷", "か\u3099",
    "神\ufa19", "髙﨑", "ー" * 300, "x" * 10_001, "null", "NaN", "1e9", "2017", "999999999999999", "1000000000000000",
    "0" * 64, "f" * 64, "2017-09-31", "2017-11-23T10:05:00+09:00", "half1", "ikeda", "union", "hakuba", "#N/A", "____", "%s{0}",
)  # fmt: skip


def turn_bytes(data: bytes, most: int, chance: Random) -> bytes:
    """Some bytes changed, cut, doubled or put in."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(found) + 1)
        length = chance.choice((1, 1, 2, 4, 16, 200))
        match chance.randrange(5):
            case 0 if at < len(found):
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                found[at:at] = chance.randbytes(length)
            case 2:
                del found[at : at + length]
            case 3:
                found[at:at] = found[at : at + length]
            case _:
                found[at:at] = chance.choice(TEXTS).encode("utf-8", "surrogatepass")
    return bytes(found[:most])


def other_text(chance: Random, old: str, raw: Raw) -> str:
    """Another text in the place of one."""
    if chance.random() < 0.5:
        return chance.choice(TEXTS)
    return raw(old.encode("utf-8", "surrogatepass"), max(64, 2 * len(old))).decode("utf-8", "surrogateescape")
