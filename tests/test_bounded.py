"""Files are read in pieces: a small one takes little memory whatever it may be at most."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest

from alps_desk.app.files import read_file
from alps_desk.bounded import read_up_to
from alps_desk.bundle.csv_form import MAX_FILE
from alps_desk.bundle.judging import read_source
from alps_desk.domain.errors import NotFound

PIECE = 1 << 20


class Slow(io.BytesIO):
    """A stream that gives less than it is asked for."""

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert 0 < size <= PIECE
        return super().read(min(size, 700_000))


@pytest.mark.parametrize("length", [0, 1, 699_999, PIECE, PIECE + 1, 3_000_000])
@pytest.mark.parametrize("most", [0, 1, PIECE, 2_999_999, 3_000_001])
def test_it_is_what_the_stream_has_up_to_the_most(length: int, most: int) -> None:
    data = bytes(range(256)) * (length // 256 + 1)
    data = data[:length]
    assert read_up_to(Slow(data), most) == data[:most]


def test_a_small_file_takes_little_memory(tmp_path: Path) -> None:
    small = tmp_path / "small.csv"
    small.write_bytes("一行\r\n".encode())
    for read in (read_source, lambda path: read_file(path, MAX_FILE)):
        tracemalloc.start()
        try:
            assert read(small) == small.read_bytes()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 8 * PIECE, read


def test_a_file_that_is_too_long_is_told_by_one_byte(tmp_path: Path) -> None:
    long = tmp_path / "long.csv"
    long.write_bytes(bytes(2 * PIECE))
    assert len(read_file(long, 2 * PIECE)) == 2 * PIECE
    with pytest.raises(NotFound, match="file_too_large"):
        read_file(long, 2 * PIECE - 1)
