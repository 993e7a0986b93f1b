"""The program's icon as a Windows icon file, painted by the program's own Qt from ``resources/icons/app.svg``.

python -m shipping.icon app.svg app.ico
python -m shipping.icon app.svg app.png
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from pathlib import Path

SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
"""Of the title bar, the task bar and the desktop, at 100 to 200 percent."""
PNG_SIZE = 256
_LARGEST_BITMAP = 64
"""Larger pictures stand in the file as PNG, smaller ones as bitmaps, which every tool reads."""


def icon_file(pictures: Mapping[int, tuple[bytes, bytes]]) -> bytes:
    """The container of an icon.

    Args:
        pictures: edge in pixels → (PNG, 32 bit BGRA from the top row down).
    """
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries, bodies = b"", b""
    for size, (png, pixels) in sorted(pictures.items()):
        body = png if size > _LARGEST_BITMAP else _bitmap(size, pixels)
        entries += struct.pack(
            "<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(body), place + len(bodies)
        )
        bodies += body
    return head + entries + bodies


def _bitmap(size: int, pixels: bytes) -> bytes:
    row = size * 4
    upside_down = b"".join(pixels[at : at + row] for at in range(row * (size - 1), -1, -row))
    # One bit of mask a pixel, rows of whole 32 bits, all 0: transparency is in the pixels.
    mask = bytes((size + 31) // 32 * 4 * size)
    head = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, len(upside_down) + len(mask), 0, 0, 0, 0)
    return head + upside_down + mask


def painted(svg: Path, size: int) -> tuple[bytes, bytes]:
    """A picture of an SVG as PNG and as pixels."""
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # Qt's own types leave the name of a format open to text and bytes.
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data()), bytes(image.constBits())


def main(svg: Path, out: Path) -> None:
    """Paint one file."""
    if out.suffix == ".png":
        out.write_bytes(painted(svg, PNG_SIZE)[0])
    else:
        out.write_bytes(icon_file({size: painted(svg, size) for size in SIZES}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
