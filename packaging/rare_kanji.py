"""Makes resources/fonts/AlpsDeskRareKanji-Regular.otf: the kanji that BIZ UDPGothic lacks.

Names of people and places use letters such as 𠮷, which BIZ UDPGothic does not have; where no other Japanese font
is installed they would be boxes, on the screen and on paper. Taken from Noto Sans CJK JP are the kanji of JIS X 0213
and all kanji outside Unicode's first plane that BIZ UDPGothic lacks. The line height is that of BIZ UDPGothic, so that a
rare letter does not push a row apart.

    pip install fonttools
    python packaging/rare_kanji.py NotoSansCJK-Regular.ttc      # Debian package fonts-noto-cjk
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
FAMILY = "Alps Desk Rare Kanji"
POSTSCRIPT_NAME = "AlpsDeskRareKanji-Regular"


def is_kanji(code: int) -> bool:
    return 0x3400 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or 0x20000 <= code < 0x40000


def jis_x_0213() -> set[int]:
    """Every letter of JIS X 0213:2004 that is one code point."""
    found = set()
    for first, second, prefix in product(range(0xA1, 0xFF), range(0xA1, 0xFF), (b"", b"\x8f")):
        text = (prefix + bytes([first, second])).decode("euc_jis_2004", errors="ignore")
        if len(text) == 1:
            found.add(ord(text))
    return found


def make(source: Path) -> None:
    """Writes the font from a collection that holds Noto Sans CJK JP."""
    basis = TTFont(FONTS / "BIZUDPGothic-Regular.ttf")
    fonts = TTCollection(source).fonts
    font = next(one for one in fonts if one["name"].getDebugName(1) == "Noto Sans CJK JP")
    outside = {code for code in font.getBestCmap() if code >= 0x20000}
    wanted = {code for code in jis_x_0213() | outside if is_kanji(code)} - set(basis.getBestCmap())

    options = Options(layout_features=[], hinting=False, notdef_outline=True)
    options.name_IDs = ["*"]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)

    names = font["name"]
    kept = {0, 5, 7, 8, 9, 11, 13, 14}
    names.names = [
        one for one in names.names if one.platformID == 3 and one.langID == 0x409 and one.nameID in kept
    ]
    new = {1: FAMILY, 2: "Regular", 3: f"2.004;{POSTSCRIPT_NAME}", 4: FAMILY, 6: POSTSCRIPT_NAME}
    for name_id, text in new.items():
        names.setName(text, name_id, 3, 1, 0x409)
    outlines = font["CFF "].cff
    outlines.fontNames = [POSTSCRIPT_NAME]
    outlines.topDictIndex[0].FullName = outlines.topDictIndex[0].FamilyName = FAMILY

    scale = font["head"].unitsPerEm / basis["head"].unitsPerEm
    up, down = round(basis["hhea"].ascent * scale), round(basis["hhea"].descent * scale)
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = up, down, 0
    metrics = font["OS/2"]
    metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = up, down, 0
    metrics.usWinAscent, metrics.usWinDescent = up, -down
    font.recalcTimestamp = False  # the same letters give the same file
    font.save(FONTS / f"{POSTSCRIPT_NAME}.otf")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
