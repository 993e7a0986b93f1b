"""Somebody's own form, filled.

Laws: every part but the sheets that were written is byte-equal, and in those only the written cells differ; a
spreadsheet program opens the file with the right numbers, sums included; what cannot be filled is refused with its
sentence, and no hostile file does more than that.
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from alps_desk import wording
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.plan import Body, Plan, Project
from alps_desk.reports.sheet_package import Package
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.reports.template_filling import Filling, Place, Template, plan_filling
from alps_desk.reports.template_mapping import (
    BlockSource,
    CellSource,
    TemplateMapping,
    mapping_text,
    read_mapping,
)
from alps_desk.reports.xlsx_book import parse_book
from tests.fixtures.templates import by_hand, drawn_form, parts_of

FORM = "様式"
LIBRE = Path(__file__).parents[1] / "data" / "templates" / "libreoffice_form.xlsx"

BODIES = (
    Body("omachi", "大町市", code6="202126"),
    Body("ikeda", "池田町", code6="204811"),
    Body("union", "広域連合"),
)
PROJECTS = tuple(Project(2017, f"F01P0{n}", n, f"事業{n}", "F01") for n in (1, 2, 3))
PLAN = Plan(2017, (2017,), "圏域", False, BODIES, (), PROJECTS, (), {})


def _row(number: int, office: Body, spent: Cell, rate: str, text: str) -> Row:
    project = PROJECTS[number - 1]
    cells = [Cell(project.name), Cell(office.name), spent, Cell(Decimal(rate)), Cell(text)]
    return Row(cells, keys=[Cell(project.code), Cell(office.code6)])


TABLE = ReportTable(
    "money", "予算・決算集計表", "平成29年度 通期", "広域連合", date(2018, 5, 31),
    [
        Column("project_name", "事業名", "text"), Column("office", "団体", "text"), Column("spent", "支出済額", "yen"),
        Column("rate", "執行率", "rate"), Column("done", "実績", "text"),
    ],
    [
        _row(1, BODIES[0], Cell(3_000_500), "85.6", "=1+1 は式ではない\n二行目 <b>&"),
        _row(1, BODIES[1], Cell(1_000_499), "50.0", ""),
        _row(2, BODIES[0], Cell(None, "empty"), "0.0", "\x07_x0041_"),
        _row(3, BODIES[2], Cell(7_000_000, "conflict"), "100.0", "𠮷﨑"),
        Row([Cell("全事業"), Cell("純計"), Cell(11_000_999), Cell(None), Cell("")], "total"),
    ],
    key_columns=[Column("project", "事業コード", "code"), Column("code6", "団体コード", "code")],
)  # fmt: skip

MAPPING = TemplateMapping(
    cells=(
        CellSource("作成した日", fact="made_on"),
        CellSource("B3", FORM, fact="made_by"),
        CellSource("B15", FORM, form="money", column="spent", project="F01P01", office="ikeda"),
        CellSource("C15", FORM, form="money", column="spent", label="純計", unit=1000),
        CellSource("B16", FORM, form="money", column="spent", project="F01P03", office="union"),
        CellSource("B17", FORM, form="money", column="spent", project="F01P02", office="ikeda"),
        CellSource("B18", FORM, form="money", column="spent", project="F01P01"),
        CellSource("H19", FORM, fact="made_on"),
        CellSource("B20", FORM, form="money", column="done", project="F01P01", office="omachi"),
    ),
    blocks=(
        BlockSource("A6", 5, "money", {"B": "project_name", "C": "spent", "D": "rate"}, FORM, unit=1000),
    ),
)
FACTS: Mapping[str, str | date] = {"made_on": date(2018, 5, 31), "made_by": "北アルプス広域連合"}


def planned(data: bytes, mapping: TemplateMapping = MAPPING) -> tuple[Template, Filling]:
    template = Template(data)
    return template, plan_filling(template, mapping, lambda _: TABLE, PLAN, FACTS)


def filled(data: bytes, mapping: TemplateMapping = MAPPING) -> bytes:
    template, filling = planned(data, mapping)
    return template.filled(filling.puts)


def refused(data: bytes, mapping: TemplateMapping = MAPPING) -> str:
    with pytest.raises(InputRejected) as caught:
        filled(data, mapping)
    assert wording.say(caught.value.code, **caught.value.params)
    return caught.value.code


def one(cell: str, sheet: str = FORM) -> TemplateMapping:
    return TemplateMapping(cells=(CellSource(cell, sheet, fact="made_by"),))


# --- what changes and what does not ---------------------------------------------------------------------------


@pytest.mark.parametrize("data", [drawn_form(), LIBRE.read_bytes()], ids=["drawn", "libreoffice"])
def test_every_part_but_the_written_sheet_is_byte_equal(data: bytes) -> None:
    before, after = parts_of(data), parts_of(filled(data))
    assert list(after) == list(before), "no part is gone, new, or at another place"
    changed = {name for name in before if before[name] != after[name]}
    # 集計 looks at the written sheet, so the workbook says: compute anew. Nothing else.
    assert changed - {"xl/workbook.xml"} == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    second = before["xl/worksheets/sheet2.xml"].decode()
    assert after["xl/worksheets/sheet2.xml"].decode() == _without_results(second)
    assert b' fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    told = after["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"").replace(b"<calcPr/>", b"")
    assert told in (before["xl/workbook.xml"], before["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b""))


@pytest.mark.parametrize("data", [drawn_form(), LIBRE.read_bytes()], ids=["drawn", "libreoffice"])
def test_in_the_sheet_only_the_written_cells_differ(data: bytes) -> None:
    template, filling = planned(data)
    name = template.sheet(FORM).part
    before, after = parts_of(data)[name], parts_of(template.filled(filling.puts))[name]
    written = {place.cell for place in filling.puts}
    assert _without(before, written) == _without(after, written)
    for rule in (
        b"conditionalFormatting",
        b"dataValidation",
        b"mergeCell",
        b"drawing",
        b"legacyDrawing",
        b"pageSetup",
    ):
        assert rule in after


def _without_results(text: str) -> str:
    text = re.sub(r'(<c r="\w+"[^>]*?) t="\w+"([^>]*><f)', r"\1\2", text)
    return re.sub(r"(</f>)<v>[^<]*</v>", r"\1", text)


def _without(data: bytes, cells: set[str]) -> bytes:
    """A sheet without some cells, without results of formulas and hints."""
    text = data.decode()
    for cell in cells:
        text = re.sub(rf'<c r="{cell}"(?:[^>]*/>|[^>]*?(?<!/)>.*?</c>)', "", text, flags=re.DOTALL)
    text = _without_results(text)
    text = re.sub(r'<row r="\d+"(?:[^>]*/>|[^>]*></row>)', "", text)
    return re.sub(r' spans="[^"]*"|<dimension [^>]*>', "", text).encode()


def test_a_form_without_formulas_elsewhere_keeps_its_workbook(tmp_path: Path) -> None:
    data = by_hand('<x:sheetData><x:row r="2"/></x:sheetData>')
    after = parts_of(filled(data, one("B2", "表")))
    assert after["xl/workbook.xml"] == parts_of(data)["xl/workbook.xml"]


def test_a_sheet_that_looks_at_no_written_one_keeps_its_results() -> None:
    data = drawn_form()
    cells = TemplateMapping(cells=(CellSource("A3", "集計", fact="made_by"),))
    before, after = parts_of(data), parts_of(filled(data, cells))
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet2.xml"}


def test_pivot_tables_of_written_cells_are_made_anew_and_others_stay() -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    caches = {
        "own": b'<worksheetSource ref="A1:B5" sheet="\xe8\xa1\xa8"/>',
        "named": b'<worksheetSource name="somewhere"/>',
        "other": b'<worksheetSource ref="A1:B5" sheet="\xe4\xbb\x96"/>',
        "outside": b"",
    }
    head = b'<?xml version="1.0"?><p:pivotCacheDefinition xmlns:p="u" refreshOnLoad="0" recordCount="4">'
    more = {
        f"xl/pivotCache/{name}.xml": head + b'<p:cacheSource type="worksheet">' + source + b"</p:cacheSource></p:pivotCacheDefinition>"
        for name, source in caches.items()
    }  # fmt: skip
    entries = "".join(
        f'<Relationship Id="{name}" Type="{relation}/pivotCacheDefinition" Target="pivotCache/{name}.xml"/>'
        for name in caches
    )
    plain = parts_of(by_hand())["xl/_rels/workbook.xml.rels"].decode()
    more["xl/_rels/workbook.xml.rels"] = plain.replace(
        "</Relationships>", entries + "</Relationships>"
    ).encode()
    data = by_hand(more=more)
    before, after = parts_of(data), parts_of(filled(data, one("B3", "表")))
    changed = {name.rpartition("/")[2] for name in before if before[name] != after[name]}
    assert changed == {"sheet1.xml", "own.xml", "named.xml"}
    for name in ("own", "named"):
        part = after[f"xl/pivotCache/{name}.xml"]
        assert part.count(b"refreshOnLoad") == 1
        assert b' recordCount="4" refreshOnLoad="1">' in part
        assert part.replace(b' refreshOnLoad="1"', b"") == before[f"xl/pivotCache/{name}.xml"].replace(
            b' refreshOnLoad="0"', b""
        )


def test_a_cell_keeps_its_style_and_a_new_one_takes_that_of_its_row_or_column() -> None:
    data = drawn_form()
    text = parts_of(filled(data))["xl/worksheets/sheet1.xml"].decode()
    old = parts_of(data)["xl/worksheets/sheet1.xml"].decode()
    for cell in ("B2", "C6", "D6"):
        style = re.search(rf'<c r="{cell}" s="(\d+)"', old)
        assert style
        assert f'<c r="{cell}" s="{style[1]}"' in text
    column = re.search(r'<col min="8" max="8" [^>]*style="(\d+)"', old)
    row = re.search(r'<row r="20" [^>]*s="(\d+)"', old)
    assert column
    assert row
    assert re.search(rf'<c r="H19" s="{column[1]}"><v>43251</v></c>', text), "a date where dates are shown"
    assert f'<c r="B20" s="{row[1]}" t="inlineStr">' in text


def test_values_stand_in_the_file_as_they_are() -> None:
    sheet = parse_book(Package(filled(drawn_form()))).sheets[0]
    assert sheet.text(2, 1) == "2018-05-31"
    assert sheet.text(3, 1) == "北アルプス広域連合"
    assert sheet.text(15, 1) == "1000499"
    assert sheet.text(15, 2) == "11001", "千円, half up"
    assert sheet.text(20, 1) == "=1+1 は式ではない\n二行目 <b>&"
    assert [sheet.text(row, 2) for row in range(6, 11)] == ["3001", "1000", "未報告", "7000", ""]
    assert [sheet.text(row, 1) for row in range(6, 11)] == ["事業1", "事業1", "事業2", "事業3", ""], (
        "（記入例）is gone"
    )
    assert [sheet.text(row, 3) for row in range(6, 11)] == ["85.6%", "50%", "0%", "100%", ""], "85.6 as 0.856"


def test_what_is_not_there_and_what_is_provisional_is_told() -> None:
    _, filling = planned(drawn_form())
    assert [(one.place.cell, one.code) for one in filling.missing] == [
        ("B17", "template_no_figure"),
        ("B18", "template_many_figures"),
    ]
    assert [place.cell for place in filling.provisional] == ["B16", "C9"]
    assert filling.rows == 4


def test_texts_that_xml_cannot_hold_survive() -> None:
    mapping = TemplateMapping(
        cells=(CellSource("B12", FORM, form="money", column="done", project="F01P02", office="omachi"),)
    )
    sheet = parse_book(Package(filled(drawn_form(), mapping))).sheets[0]
    assert sheet.text(12, 1) == "\x07_x0041_"


def test_a_form_written_by_hand_with_prefixes_and_no_references() -> None:
    data = by_hand(
        '<x:dimension ref="A1"/><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>題</x:t></x:is></x:c>'
        "<x:c><x:v>5</x:v></x:c></x:row><x:row r='4' spans='1:2'><x:c r='B4'/></x:row></x:sheetData>"
    )
    mapping = TemplateMapping(
        cells=tuple(CellSource(cell, "表", fact="made_by") for cell in ("B1", "C1", "B3", "A4", "D4", "A9"))
    )
    after = filled(data, mapping)
    sheet = parse_book(Package(after)).sheets[0]
    name = "北アルプス広域連合"
    assert sheet.rows == [["題", name, name], [], ["", name], [name, "", "", name], [], [], [], [], [name]]
    part = parts_of(after)["xl/worksheets/sheet1.xml"]
    assert b"<!-- hand -->" in part
    assert b'<x:dimension ref="A1:D9"/>' in part
    assert b"spans" not in part
    assert b"<c " not in part, "every element has the prefix"


# --- a spreadsheet program's word ------------------------------------------------------------------------------


def test_a_spreadsheet_program_opens_it_with_the_right_numbers(
    tmp_path: Path, tool: Callable[[str], str]
) -> None:
    sources = {"drawn": drawn_form(), "libre": LIBRE.read_bytes()}
    for name, data in sources.items():
        (tmp_path / f"{name}.xlsx").write_bytes(filled(data))
    by_hand_form = by_hand('<x:sheetData><x:row r="2"/></x:sheetData>')
    (tmp_path / "hand.xlsx").write_bytes(filled(by_hand_form, one("B2", "表")))
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [
            tool("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            "--convert-to", every_sheet, "--outdir", str(tmp_path / "out"),
            *(str(tmp_path / f"{name}.xlsx") for name in (*sources, "hand")),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    for name in sources:
        shown = (tmp_path / "out" / f"{name}-様式.csv").read_text(encoding="utf-8")
        # 3,001 + 1,000 + 未報告 + 7,000, computed by the form itself
        assert '計,"11,001"' in shown.replace("計,11001", '計,"11,001"')
        assert "85.6%" in shown
        assert re.search("2018/5/31|05/31/2018", shown), "a date, not its number"
        assert "北アルプス広域連合" in shown
        total = (tmp_path / "out" / f"{name}-集計.csv").read_text(encoding="utf-8")
        assert re.search('総額,"?22,?002', total), "another sheet's formula is computed anew"
    assert "北アルプス広域連合" in (tmp_path / "out" / "hand-表.csv").read_text(encoding="utf-8")


# --- refusals ---------------------------------------------------------------------------------------------------


def test_cells_that_may_hold_no_value_are_refused() -> None:
    data = drawn_form()
    assert refused(data, one("C11")) == "template_cell_formula"
    assert refused(data, one("D12")) == "template_cell_formula", "the second cell of an array"
    assert refused(data, one("B1")) == "template_cell_merged"
    assert refused(data, one("F5")) == "template_cell_heading"
    assert refused(data, one("XFE1")) == "template_cell_missing"
    assert refused(data, one("ない名前")) == "template_cell_missing"
    assert refused(data, one("A1", "ないシート")) == "template_sheet_missing"
    twice = TemplateMapping(cells=(*one("B3").cells, *one("$B$3").cells))
    assert refused(data, twice) == "template_cell_twice"
    assert refused(data, TemplateMapping()) == "template_nothing_mapped"
    full = TemplateMapping(blocks=(BlockSource("A6", 3, "money", {"B": "spent"}, FORM),))
    assert refused(data, full) == "template_block_full"
    over = TemplateMapping(blocks=(BlockSource("A6", 6, "money", {"C": "spent"}, FORM),))
    assert refused(data, over) == "template_cell_formula", "the sum below the list"
    lost = TemplateMapping(cells=(CellSource("B3", FORM, form="money", column="none"),))
    assert refused(data, lost) == "template_column_missing"


def test_files_of_other_kinds_are_refused() -> None:
    macros = "sheet.macroEnabled.main"
    assert refused(by_hand(kind=macros).replace(b"x", b"x")) == "template_macros"
    assert refused(by_hand(more={"xl/vbaProject.bin": b"x"})) == "template_macros"
    assert refused(by_hand(kind="template.main")) == "template_kind"
    assert refused(by_hand(more={"_xmlsignatures/origin.sigs": b""})) == "template_signed"
    assert refused(b"\xd0\xcf\x11\xe0" + b"\0" * 600) == "template_old"
    sealed = b"\xd0\xcf\x11\xe0" + b"\0" * 60 + "EncryptedPackage".encode("utf-16-le")
    assert refused(sealed) == "template_password"
    assert refused(b"name,value\n") == "template_kind"
    assert refused(b"") == "template_kind"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refused(stream.getvalue()) == "template_kind"


@pytest.mark.parametrize(
    "sheet",
    [
        "<x:sheetData><x:row r='2'/><x:row r='1'/></x:sheetData>",
        "<x:sheetData><x:row r='1'><x:c r='B1'/><x:c r='A1'/></x:row></x:sheetData>",
        "<x:sheetData><x:row r='x'/></x:sheetData>",
        "<x:sheetData>",
        "",
        "<x:a>" * 100 + "</x:a>" * 100,
    ],
)
def test_sheets_that_make_no_sense_are_refused(sheet: str) -> None:
    assert refused(by_hand(sheet), one("B3", "表")) == "sheet_xlsx_broken"


def test_a_document_type_is_refused() -> None:
    data = parts_of(by_hand())
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><x:worksheet xmlns:x="u"><x:sheetData/></x:worksheet>'
    assert refused(by_hand(more={"xl/worksheets/sheet1.xml": bomb}), one("B3", "表")) == "sheet_xlsx_broken"
    wide = (
        data["xl/worksheets/sheet1.xml"].decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
    )
    other = by_hand(more={"xl/worksheets/sheet1.xml": wide.encode("utf-16")})
    assert refused(other, one("B3", "表")) == "sheet_xlsx_broken"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_damaged_forms_are_filled_or_refused_and_nothing_else() -> None:
    """A few hundred files with flipped, cut, doubled and swapped bytes, in the container and in its parts."""
    chance, good = Random(5), drawn_form()
    parts = parts_of(good)
    outcomes = set()
    for number in range(240):
        if number % 2:
            data = bytearray(good)
            for _ in range(chance.randrange(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            damaged = bytes(data[: chance.randrange(len(data) // 2, len(data) + 1)])
        else:
            name = chance.choice(
                ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/tables/table1.xml"]
            )
            part = parts[name]
            at, to = sorted(chance.randrange(len(part)) for _ in range(2))
            other = chance.choice([b"", part[at:to], b'<c r="A1"/>', b"&x;", b"\0", b' r="B2"', b"</row>"])
            damaged = _packed({**parts, name: part[:at] + other + part[chance.choice([at, to]) :]})
        try:
            Template(filled(damaged))
            outcomes.add("filled")
        except InputRejected as refusal:
            assert wording.say(refusal.code, **refusal.params)
            outcomes.add(refusal.code)
    assert {"filled", "sheet_xlsx_broken"} <= outcomes


def _packed(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


# --- the file a mapping is kept in -----------------------------------------------------------------------------


def test_a_mapping_is_read_as_it_was_written() -> None:
    assert read_mapping(mapping_text(MAPPING).encode()) == MAPPING
    assert MAPPING.forms == {"money"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mapping_unreadable"),
        ("[]", "mapping_unreadable"),
        ("[" * 100_000, "mapping_unreadable"),
        ('{"format": "alps-desk template mapping 2"}', "mapping_newer"),
        ('{"format": "something else"}', "mapping_unreadable"),
        ('{"format": "alps-desk template mapping 1", "cells": [5]}', "mapping_unreadable"),
        ('{"format": "alps-desk template mapping 1", "cells": [{"cell": "B1"}]}', "mapping_part"),
        (
            '{"format": "alps-desk template mapping 1", "cells": [{"cell": "B1", "fact": "x"}]}',
            "mapping_part",
        ),
        (
            '{"format": "alps-desk template mapping 1", "cells": [{"cell": "B1", "fact": "region", "unit": 5}]}',
            "mapping_part",
        ),
        (
            (
                '{"format": "alps-desk template mapping 1", "blocks": [{"cell": "B1", "rows": true, "form": "f",'
                ' "columns": {"B": "x"}}]}'
            ),
            "mapping_part",
        ),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputRejected) as caught:
        read_mapping(text.encode())
    assert caught.value.code == code
    assert wording.say(code, **caught.value.params)


def test_a_place_reads_as_a_spreadsheet_shows_it() -> None:
    assert Place("x", 5, 27).cell == "AB5"
