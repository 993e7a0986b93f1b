"""What another office said last of what it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alps_desk.store.rows import PeerRow
    from alps_desk.store.store import Store


def latest_word(store: Store, office: str) -> PeerRow | None:
    """What an office said last of what it has, by the order of arrival; None if it never said anything."""
    claims = [peer for peer in store.peers().values() if peer.office == office]
    return max(claims, key=lambda peer: (peer.import_no, peer.device), default=None)
