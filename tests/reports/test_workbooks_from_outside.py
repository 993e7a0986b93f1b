"""Workbooks that come from outside: read exactly as they are seen, or refused at once and by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from alps_desk.reports import sheet_text
from alps_desk.reports.entry_sheet import (
    Sheet,
    read_sheet,
)
from tests.reports.refused_files import refusal

# --- workbooks from outside ---------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(
    cells: str,
    *,
    after: str = "",
    styles: str = "",
    shared: str = "",
    date1904: bool = False,
    extra: dict[str, bytes] | None = None,
    sheets: str = '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>',
) -> bytes:
    """A workbook by hand; ``cells`` is the inside of sheetData."""
    parts: dict[str, bytes | str] = {
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{_RELATION}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><workbookPr '
        f'date1904="{int(date1904)}"/><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + "".join(
            f'<Relationship Id="{name}" Type="{_RELATION}/{kind}" Target="{target}"/>'
            for name, kind, target in [
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "worksheet", "/xl/worksheets/sheet2.xml"),
                ("rId3", "styles", "styles.xml"),
                ("rId4", "sharedStrings", "sharedStrings.xml"),
                ("rId5", "chartsheet", "chart.xml"),
            ]
        )
        + "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData>{after}</worksheet>',
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{_MAIN}"><sheetData><row><c t="inlineStr"><is><t>二</t>'
        "</is></c></row></sheetData></worksheet>",
        **(extra or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


_HEADING = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1" t="str"><v>乙</v></c></row>'


def cell_text(cell: str, **parts: object) -> str:
    """What one cell, at A2, is read as."""
    return read_sheet(workbook(f'{_HEADING}<row r="2">{cell}</row>', **parts), "a.xlsx").rows[0][0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("1200", "1200"),
        ("-1200", "-1200"),
        ("1.23E+11", "123000000000"),
        ("1.23e11", "123000000000"),
        ("1.2345678901234567E+19", "12345678901234600000"),
        ("0.30000000000000004", "0.3"),
        ("1253210.0000000002", "1253210"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("1E-7", "0.0000001"),
        ("12345678901234567890", "12345678901234567890"),
        ("0.1", "0.1"),
        ("1_000", "1_000"),
        ("NaN", "NaN"),
        ("INF", "INF"),
        ("1E+999999999", "1E+999999999"),
    ],
)
def test_numbers_arrive_as_plain_digits(raw: str, text: str) -> None:
    assert cell_text(f'<c r="A2"><v>{raw}</v></c>') == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A2" t="str"><v>1.23E+11</v></c>', "1.23E+11"),
        ('<c r="A2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="A2" t="str"><v>########</v></c>', "########"),
        ('<c r="A2" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A2" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A2" t="d"><v>2026-04-01</v></c>', "2026-04-01"),
        ('<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A2" t="str"><f>A1&amp;"x"</f><v>甲x</v></c>', "甲x"),
        (
            '<c r="A2" t="inlineStr"><is><r><t>福</t></r><r><t>祉</t></r><rPh sb="0" eb="1"><t>フク</t></rPh></is></c>',
            "福祉",
        ),
        (
            '<c r="A2" t="inlineStr"><is><t>1行目_x000D_&#10;2行目_x005F_x0041_</t></is></c>',
            "1行目\n2行目_x0041_",
        ),
        ('<c r="A2" t="inlineStr"><is><t>_xD842__xDFB7_</t></is></c>', "𠮷"),
        ("<c><v>7</v></c>", "7"),
        ('<c r="A2" t="s"><v>1</v></c>', "神"),
    ],
)
def test_cells_arrive_as_seen(cell: str, text: str) -> None:
    assert cell_text(cell, shared="<si><t>x</t></si><si><t>神</t><rPh><t>カミ</t></rPh></si>") == text


@pytest.mark.parametrize(
    ("code", "raw", "text"),
    [
        ('ggge"年"m"月"d"日"', "43586", "2019-05-01"),
        ("yyyy/m/d", "1", "1900-01-01"),
        ("yyyy/m/d", "60", "60"),
        ("yyyy/m/d", "61", "1900-03-01"),
        ("yyyy/m/d", "2958465", "2958465"),
        ("yyyy/m/d", "-1", "-1"),
        ("[$-411]e.m.d;@", "45748.5", "2025-04-01 12:00:00"),
        ("h:mm", "0.75", "18:00:00"),
        ("[h]:mm", "1.5", "1.5"),
        ("0.0%", "0.8563", "85.63%"),
        ("0.00E+00", "123000000000", "123000000000"),
        ('#,##0"円";"△"#,##0"円"', "-1200", "-1200"),
        ("[Red]#,##0_);General", "1200", "1200"),
        ('General"年度"', "29", "29"),
        ("@", "1200", "1200"),
    ],
)
def test_number_formats_decide_what_a_number_is(code: str, raw: str, text: str) -> None:
    escaped = code.replace("&", "&amp;").replace('"', "&quot;")
    styles = (
        f'<numFmts><numFmt numFmtId="164" formatCode="{escaped}"/></numFmts><cellStyleXfs><xf numFmtId="14"/>'
        '</cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
    )
    assert cell_text(f'<c r="A2" s="1"><v>{raw}</v></c>', styles=styles) == text


def test_built_in_era_dates_and_the_epoch_of_1904() -> None:
    styles = '<cellXfs><xf numFmtId="57"/></cellXfs>'
    assert cell_text('<c r="A2" s="0"><v>43586</v></c>', styles=styles) == "2019-05-01"
    assert cell_text('<c r="A2" s="0"><v>42124</v></c>', styles=styles, date1904=True) == "2019-05-01"
    assert cell_text('<c r="A2" s="0"><v>2958464</v></c>', styles=styles, date1904=True) == "2958464"


def test_merged_cells_have_one_value_and_hidden_rows_count() -> None:
    cells = (
        f'{_HEADING}<row r="2" hidden="1"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c><c r="B4"><v>4</v></c></row>'
    )
    sheet = read_sheet(
        workbook(cells, after='<mergeCells><mergeCell ref="A2:B3"/><mergeCell ref="B4"/></mergeCells>'), "a"
    )
    assert sheet == Sheet(["甲", "乙"], [["1", ""], ["", ""], ["3", "4"]], 2)


@pytest.mark.parametrize(
    ("sheets", "heading"),
    [
        ('<sheet name="表" r:id="rId1"/><sheet name="入力" r:id="rId2"/>', "二"),
        ('<sheet name="表" state="hidden" r:id="rId1"/><sheet name="他" r:id="rId2"/>', "二"),
        ('<sheet name="図" r:id="rId5"/><sheet name="表" r:id="rId1"/><sheet name="他" r:id="rId2"/>', "甲"),
    ],
)
def test_the_sheet_to_read(sheets: str, heading: str) -> None:
    assert read_sheet(workbook(_HEADING, sheets=sheets), "a.xlsx").headings[0] == heading


def _many(count: int) -> str:
    return "".join(f"<row><c><v>{number}</v></c></row>" for number in range(count))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (workbook('<row r="2"><c r="A2"><f>1+1</f></c></row>'), "sheet_formula_without_result"),
        (workbook(f"{_HEADING}{_many(20_001)}"), "sheet_too_many_rows"),
        (workbook(f'{_HEADING}<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "sheet_too_many_rows"),
        (workbook('<row r="1"><c r="GS1"><v>1</v></c></row>'), "sheet_too_many_columns"),
        (workbook(f'{_HEADING}<row r="2"><c r="C2"><v>1</v></c></row>'), "sheet_extra_cell"),
        (workbook('<row r="1"><c r="A1" t="str"><v>x_x0000_</v></c></row>'), "sheet_nul"),
        (workbook(f'<row r="1"><c r="A1" t="str"><v>{"x" * 32_768}</v></c></row>'), "sheet_cell_too_long"),
        (workbook('<row r="1"><c r="A1" t="s"><v>5</v></c></row>'), "sheet_xlsx_broken"),
        (workbook('<row r="1"><c r="A1" t="str"><v>_xD842_</v></c></row>'), "sheet_xlsx_broken"),
        (workbook("<row>"), "sheet_xlsx_broken"),
        (workbook('<row r="99999999999"></row>'), "sheet_xlsx_broken"),
        (workbook(""), "sheet_empty"),
        (workbook(_HEADING, after='<mergeCells>' + '<mergeCell ref="A1:B40000"/>' * 9 + "</mergeCells>"), "sheet_too_large"),
        (workbook("", sheets=""), "sheet_not_xlsx"),
        (workbook("")[:400], "sheet_xlsx_broken"),
        (b"PK\x03\x04 and no more", "sheet_xlsx_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet_encrypted"),
        ("甲,乙\r\n".encode(), "sheet_xlsx_broken"),
    ],
)  # fmt: skip
def test_a_bad_workbook_is_refused(data: bytes, code: str) -> None:
    assert refusal(data, "a.xlsx").code == code


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refusal(stream.getvalue()).code == "sheet_not_xlsx"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_entities_are_refused_unexpanded(part: str) -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        '<worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>'
    )
    outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'
    for content in (bomb, outside):
        assert refusal(workbook("", extra={part: content.encode()})).code == "sheet_xlsx_broken"


@pytest.mark.parametrize("filling", [b"0" * 100_000, b'<row><c r="A1" s="1"/></row>' * 4_000])
def test_a_small_file_that_unpacks_to_sixty_megabytes_is_refused(filling: bytes) -> None:
    times = 60_000_000 // len(filling)
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        content = b"<worksheet><sheetData>" + filling * times + b"</sheetData></worksheet>"
        data = workbook("", extra={part: content})
        assert len(data) < 250_000
        assert refusal(data, "a.xlsx").code == "sheet_too_large"


def test_a_part_of_blanks_is_refused_before_the_limit_of_size() -> None:
    cells = _HEADING + " " * 8_000_000
    assert refusal(workbook(cells)).code == "sheet_too_large"
    assert read_sheet(workbook(_HEADING + " " * 1_000_000), "a.xlsx").headings == ["甲", "乙"]


def test_many_parts_and_parts_named_twice_are_refused() -> None:
    assert refusal(workbook("", extra={f"x{n}": b"" for n in range(3_000)})).code == "sheet_too_large"
    assert refusal(workbook("", extra={"XL/workbook.xml": b"<workbook/>"})).code == "sheet_xlsx_broken"


def test_macros_and_pictures_are_not_looked_at() -> None:
    data = workbook(
        _HEADING, extra={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0", "xl/media/big.png": b"0" * 60_000_000}
    )
    assert read_sheet(data, "a.xlsm").headings == ["甲", "乙"]


# --- files made to take for ever, or to be opened by nobody ---------------------------------------------------

_SHARED_CELL = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (workbook(_SHARED_CELL, shared="<t>x" * 200_000), "sheet_xlsx_broken"),
        (workbook(_HEADING + "<row>" * 200_000), "sheet_xlsx_broken"),
        (workbook(_HEADING, styles=f'<numFmt numFmtId="200" formatCode="{"[" * 400_000}"/>'), "sheet_xlsx_broken"),
        (workbook(f'<row r="1"><c r="A1"><v>{"1" * 400_000}x</v></c></row>'), "sheet_cell_too_long"),
        (b"a,b" + b"," * 16_384, "sheet_too_many_columns"),
        (b"a" + b"," * 1_500_000, "sheet_too_many_columns"),
    ],
    ids=["deep texts", "deep rows", "number format", "digits", "one cell too many", "wide row"],
)  # fmt: skip
def test_nothing_takes_long(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_empty_cells_beyond_all_number_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """They cost memory like others."""
    monkeypatch.setattr(sheet_text, "_MOST_IN_ALL", 10_000)
    assert read_sheet(b"a\n" + (b"," * 98 + b"\n") * 100 + b"b\n", "a.csv").rows[-1] == ["b"]
    assert refusal((b"," * 99 + b"\n") * 101).code == "sheet_too_large"


def test_the_widest_row_of_a_spreadsheet_is_read() -> None:
    row = b",".join([b"a", *[b""] * 16_383])
    assert read_sheet(row + b"\n" + row, "a.csv").rows == [["a"]]


def _repacked(method: int) -> bytearray:
    """A workbook whose second part is packed in another way."""
    with zipfile.ZipFile(io.BytesIO(workbook(_HEADING))) as given:
        parts = [(info.filename, given.read(info)) for info in given.infolist()]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, (name, content) in enumerate(parts):
            archive.writestr(name, content, method if at == 1 else None)
    return bytearray(stream.getvalue())


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_parts_packed_as_no_spreadsheet_does_are_refused(method: int) -> None:
    """bzip2 makes gigabytes of a few kilobytes before anything can be counted."""
    assert refusal(bytes(_repacked(method))).code == "sheet_xlsx_broken"


def _list_entry(data: bytearray) -> int:
    """Where the list of parts speaks of the second part."""
    return data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)


def _name_that_is_no_text(data: bytearray) -> None:
    data[_list_entry(data) + 9] |= 8
    data[data.index(b"xl/workbook.xml")] = 0xFF


def _part_beyond_everything(data: bytearray) -> None:
    entry = _list_entry(data)
    place = b"\x01\x00\x08\x00" + b"\xff" * 8
    data[entry + 42 : entry + 46] = b"\xff" * 4
    data[entry + 30] = len(place)
    data[entry + 46 + data[entry + 28] : entry + 46 + data[entry + 28]] = place
    end = data.index(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little") + len(place)
    data[end + 12 : end + 16] = size.to_bytes(4, "little")


def _list_before_the_beginning(data: bytearray) -> None:
    end = data.index(b"PK\x05\x06")
    data[end + 16 : end + 20] = b"\xff\xff\xff\x7f"


@pytest.mark.parametrize(
    "damage", [_name_that_is_no_text, _part_beyond_everything, _list_before_the_beginning], ids=lambda one: one.__name__
)  # fmt: skip
def test_a_container_that_lies_about_its_places_is_refused(damage: Callable[[bytearray], None]) -> None:
    data = _repacked(zipfile.ZIP_DEFLATED)
    damage(data)
    assert refusal(bytes(data)).code == "sheet_xlsx_broken"


def test_a_list_of_a_million_parts_is_refused_before_they_are_looked_at() -> None:
    assert refusal(workbook(_HEADING) + (b"PK\x01\x02" + bytes(42)) * 400_000).code == "sheet_too_large"
