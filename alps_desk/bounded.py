"""Reading no more than is wanted, and reserving no more room than is there to be read."""

from __future__ import annotations

from typing import BinaryIO

_PIECE = 1 << 20


def read_up_to(stream: BinaryIO, most: int) -> bytes:
    """What a stream has, at most so many bytes.

    To ask for all of them at once would have Python reserve room for the most there may be: on Windows hundreds of
    megabytes are then taken, and given back, for a file of a few lines.

    Raises:
        OSError: of the stream.
    """
    pieces = []
    while most > 0 and (piece := stream.read(min(most, _PIECE))):
        pieces.append(piece)
        most -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
