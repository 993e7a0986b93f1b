"""Chains of segments: each names the one its device sealed before (sync-design 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def closure(heads: Iterable[str], prevs: Mapping[str, str | None]) -> set[str]:
    """Segments that are these or come before them, as far as they are known."""
    found: set[str] = set()
    for head in heads:
        at: str | None = head
        while at is not None and at in prevs and at not in found:
            found.add(at)
            at = prevs[at]
    return found


def complete_heads(prevs: Mapping[str, str | None]) -> list[str]:
    """Heads of the chains that are complete back to their first segment, sorted."""
    complete: dict[str, bool] = {}
    for start in prevs:
        chain = []
        at: str | None = start
        while at is not None and at in prevs and at not in complete:
            chain.append(at)
            at = prevs[at]
        whole = at is None or complete.get(at, False)
        for one in chain:
            complete[one] = whole
    followed = {prev for one, prev in prevs.items() if prev is not None and complete[one]}
    return sorted(one for one, whole in complete.items() if whole and one not in followed)


def ends(prevs: Mapping[str, str | None]) -> tuple[str, ...]:
    """Segments that no other one follows, sorted: the last of each branch, complete or not."""
    followed = set(prevs.values())
    return tuple(sorted(one for one in prevs if one not in followed))
