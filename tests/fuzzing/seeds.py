"""Files to begin with, made by the product itself and by hand where the product would never make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from alps_desk.bundle.manifest import Request
from alps_desk.domain.errors import Refusal
from alps_desk.domain.journal import Scalar
from alps_desk.domain.records import TYPES, UNION, Field
from alps_desk.reports.entry_sheet import write_entry_csv, write_entry_xlsx
from tests.bundle.damage import HAKUBA_KEY, IKEDA_KEY, ROOT, SMALL, SPARE, UNION_KEY, held, roster_now
from tests.fixtures.forging import Forger, seeded_key, signed_roster
from tests.reports.hostile_words import HOSTILE_TEXTS

_PARTS = {
    "fy": "2017",
    "period": "half1",
    "stage": "half1",
    "project": "F01P01",
    "payer": "hakuba",
    "office": "ikeda",
}
_STRANGER_KEY = seeded_key("stranger")


def _value(field: Field) -> Scalar:
    return {"yen": 3_310_000, "int": 3, "bool": True, "date": "2017-09-30"}.get(field.kind, "内容")


def _everything(pen: Forger) -> list[str]:
    """A change of every type of record that the office may write, all fields set."""
    lines = []
    for name, known in TYPES.items():
        record = ":".join((name, pen.office, *(_PARTS.get(part, "a1") for part in known.parts)))
        if known.union_only and pen.office != UNION:
            continue
        own = {one: field for one, field in known.fields.items() if field.writer != "payer"}
        try:
            lines.append(pen.line(record, {one: _value(field) for one, field in own.items()}))
        except Refusal:
            # Too long for one change: one field of it.
            lines += [pen.line(record, {one: _value(field)}) for one, field in own.items()]
    return lines


def bundles() -> list[bytes]:
    """Files of offices and of the union, with every type of record, rosters of every kind, and requests."""
    ikeda, union, stranger = (
        Forger(IKEDA_KEY, "ikeda"),
        Forger(UNION_KEY, UNION),
        Forger(_STRANGER_KEY, "ikeda"),
    )
    own = ikeda.segment(*_everything(ikeda))
    heads = ["0" * 64, "1" * 64]
    settled = union.line(
        "progress:ikeda:2017:half1:F01P01", {"pace": "late"}, seen={"pace": heads}, why="電話で確認"
    )
    behalf = union.line("money:ikeda:2017:F01P01:half1", {"spent": 5}, why="紙の報告", on_behalf="ikeda")
    gone = ikeda.line(
        "progress:ikeda:2017:half1:F01P01", {"_deleted": True}, seen={"issues": heads}, why="二重"
    )
    retired = roster_now(3).with_retired(IKEDA_KEY.id, (own.id,))
    other_roots = roster_now(3).with_roots((SPARE.public,))
    return [
        SMALL,
        ikeda.bundle(own, carried=held()),
        ikeda.bundle(ikeda.segment(gone), have=(own.id,), held=("2" * 64,), words="x"),
        ikeda.bundle(),
        union.bundle(union.segment(*_everything(union)), union.segment(settled, behalf), carried=held(), to="*", kind="union",
                     have=(own.id,), refused={own.id: "not_allowed"}, digest="0" * 64),
        union.bundle(own, carried=signed_roster(retired, ROOT), to="*", kind="registration"),
        union.bundle(carried=signed_roster(other_roots, SPARE), to="*", kind="union"),
        stranger.bundle(stranger.segment(stranger.line("progress:ikeda:2017:half1:F01P01", {"issues": "雪"})),
                        request=Request(_STRANGER_KEY.public, "企画課")),
        Forger(HAKUBA_KEY, "hakuba").bundle(own, to="*"),
        _zip(SMALL),
    ]  # fmt: skip


def _zip(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("a.csv"), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _table() -> tuple[list[str], list[list[str]]]:
    headings = ["年度", "事業コード", "執行額", "終了日", "内容"]
    return headings, [
        ["2017", f"F{at:02}P01", str(at * 1_000), "2017-09-30", text] for at, text in enumerate(HOSTILE_TEXTS)
    ]


def entry_csvs() -> list[bytes]:
    """Tables as the product writes them and as offices send them back."""
    data = write_entry_csv(*_table())
    text = data.decode("utf-8-sig")
    plain = "年度\t事業コード\t執行額\n2017\tF01P01\t3,310,000\n\n2017\tF01P02\t△5\n"
    return [data, text.encode("cp932", "ignore"), plain.encode(), plain.encode("utf-16"), plain.encode("euc_jp"),
            plain.encode("iso2022_jp"), b"a,b\r\n\"1\r\n2\",3\r\n", "年度,内容\n".encode()]  # fmt: skip


def entry_xlsxs() -> list[bytes]:
    """Workbooks as the product writes them, and one by hand with what other programs put into theirs."""
    headings, rows = _table()
    choices = {"事業コード": [row[1] for row in rows]}
    return [
        write_entry_xlsx(headings, rows[:4]),
        write_entry_xlsx(headings, rows, choices, ("年度",), number_columns=("執行額",), hints={"内容": "説明"}, spare_rows=3),
        by_hand(),
    ]  # fmt: skip


def by_hand() -> bytes:
    """Shared strings with readings, styles of every kind, merged cells, formulas, booleans and errors."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>丙</t></is></c></row>'
        '<row r="2"><c r="A2" s="1"><v>43008</v></c><c r="B2" s="2"><v>0.856</v></c><c r="C2" t="b"><v>1</v></c></row>'
        '<row r="3" hidden="1"><c r="A3" t="e"><v>#N/A</v></c><c r="B3"><f>1+1</f><v>2</v></c><c r="C3" t="str"><v>_x000D_</v></c></row>'
        "<row><c><v>1.2300000000000001E+2</v></c><c/><c t=\"d\"><v>2017-09-30</v></c></row>"
    )  # fmt: skip
    parts = {
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns:r="x"><workbookPr date1904="1"/><sheets><sheet name="入力" sheetId="1" r:id="rId1"/>'
        '<sheet name="x" state="hidden" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        f'<Relationship Id="rId1" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId3" Type="{kind}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId4" Type="{kind}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="ggge&quot;年&quot;m;@"/></numFmts><cellXfs>'
        '<xf numFmtId="0"/><xf numFmtId="200"/><xf numFmtId="10"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": "<sst><si><t>甲</t><rPh><t>コウ</t></rPh></si><si><r><t>乙</t></r><r><t>_x0041_</t></r></si></sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}</sheetData><mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells></worksheet>",
    }  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # Without a time of its own: two makings in a row are the same bytes.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "bundle": bundles,
    "entry-csv": entry_csvs,
    "entry-xlsx": entry_xlsxs,
}

WORDS: dict[str, tuple[str, ...]] = {
    "bundle": (
        "便",
        "名簿",
        "区間",
        "記録",
        "終",
        '"",',
        "{",
        "}",
        '\\"',
        "\\\\",
        "\\u0000",
        "\r\n",
        "\ufeff",
        "PK\x03\x04",
    ),
    "entry-csv": (",", "\t", '"', '""', "\r\n", "\n", "\ufeff", "\x1b$B", "\0", "ｱ"),
    "entry-xlsx": (
        "PK\x03\x04",
        "PK\x01\x02",
        "PK\x05\x06",
        "<c ",
        "<row ",
        "<v>",
        "<t>",
        "<si>",
        "sheetData",
        "_x0000_",
        "xl/",
    ),
}
"""Words that a fuzzer may put in anywhere."""
