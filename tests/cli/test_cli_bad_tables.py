"""Bad entry tables: refused in under 2 s by one bounded Japanese sentence that names the place; nothing is written.

Each is a table that worked, with one thing gone wrong as it does in offices.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from tests.cli.offices import Office, read_table, table_text

PERIOD = "half1"
ROW = 4
"""Row in the file of the project that is spoilt (the third of the table)."""


@pytest.fixture
def ikeda(join: Callable[..., Office]) -> Office:
    return join("ikeda")


@pytest.fixture
def good(ikeda: Office, tmp_path: Path) -> list[dict[str, str]]:
    """A filled table that would be taken."""
    file = tmp_path / "empty.csv"
    ikeda.ask("template", "--fy", "2017", "--period", PERIOD, "--out", file)
    rows = read_table(file)
    for number, row in enumerate(rows):
        row.update({"支出済額": str(1000 + number), "取組実績": "見本の文章、\n2行目", "進捗区分": "実施中"})
    return rows


@pytest.fixture
def refuse(ikeda: Office, tmp_path: Path) -> Callable[..., dict[str, object]]:
    """Enters a file that must be refused, and gives the answer."""

    def check(content: bytes | str, name: str = "記入表.csv") -> dict[str, object]:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8-sig"))
        before = ikeda.ask("digest")
        began = time.process_time()
        answer = ikeda.ask("enter", file, code=1)
        assert time.process_time() - began < 2
        message = str(answer["message"])
        assert re.search("[ぁ-ん]", message)
        assert len(message) <= 200
        assert "…" not in message.replace("…」", "").replace("…の", "")
        assert not re.search(r"Traceback|Error|None|\{", message)
        refused = answer["refused"]
        assert isinstance(refused, list)
        assert len(refused) <= 20
        assert (answer["taken"], answer["changes"]) == (0, [])
        assert ikeda.ask("digest") == before
        assert ikeda.ask("values")["values"] == []
        return answer

    return check


def place(answer: dict[str, object]) -> tuple[int, str]:
    """Row and heading that the message names."""
    found = re.search(r"の(\d+)行目「([^」]*)」", str(answer["message"]))
    assert found, answer["message"]
    return int(found[1]), found[2]


def test_the_table_itself_is_good(ikeda: Office, good: list[dict[str, str]], tmp_path: Path) -> None:
    for name, encoding in (("a.csv", "utf-8"), ("b.csv", "utf-8-sig"), ("c.csv", "cp932")):
        file = tmp_path / name
        file.write_text(table_text(good).replace("\r\n", "\n"), encoding=encoding, newline="\r\n")
        assert ikeda.ask("enter", file, "--dry-run")["taken"] == 16 * 3


@pytest.mark.parametrize(
    "text",
    ["1_000", "NaN", "1.23E+11", "12345678901234567890", "Infinity", "1,2,3", "12.5", "-1", "####",
     "0x10", "٣", "１．２．３", "2017/4/1", "千", "1e400"],
)  # fmt: skip
def test_an_amount_that_is_none(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]], text: str
) -> None:
    good[2]["支出済額"] = text
    answer = refuse(table_text(good))
    assert place(answer) == (ROW, "支出済額")
    (one,) = answer["refused"]  # type: ignore[misc]
    assert (one["row"], one["column"], one["value"]) == (ROW, "spent", text)


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("団体", "omachi"),
        ("団体", "大町市"),
        ("団体", "202126"),
        ("団体", "tokyo"),
        ("事業コード", "F99P01"),
        ("事業コード", "F07P05"),
        ("事業コード", ""),
        ("年度", "2099"),
        ("年度", "29"),
        ("年度", ""),
        ("期", "H1"),
        ("期", ""),
        ("負担金の支出団体", "tokyo"),
        ("事業名", "消費生活センターの運営"),
        ("種別", "1000"),
        ("分野", "魅力体験ツアーの開催"),
        ("進捗区分", "やっている"),
        ("基準日", "2017-02-30"),
        ("負担金収入", "1_000"),
        ("取組実績", "x\x0by"),
    ],
)
def test_a_cell_that_does_not_fit(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]], heading: str, text: str
) -> None:
    good[2][heading] = text
    assert place(refuse(table_text(good))) == (ROW, heading)


def test_every_bad_cell_is_counted_and_twenty_are_told(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]]
) -> None:
    for row in good:
        row.update({"支出済額": "NaN", "当初予算額": "1_000"})
    answer = refuse(table_text(good))
    assert answer["refused_count"] == 32
    assert place(answer) == (2, "当初予算額")
    assert "ほか31か所" in str(answer["message"])


def test_a_row_twice(good: list[dict[str, str]], refuse: Callable[..., dict[str, object]]) -> None:
    assert place(refuse(table_text([*good, good[3]]))) == (18, "事業コード")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "euc_jp", "iso2022_jp", "utf-32"])
def test_other_encodings(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]], encoding: str
) -> None:
    answer = refuse(table_text(good).replace("Ⅰ", "I").encode(encoding))
    assert str(answer["code"]).startswith("sheet_")
    assert "CSV UTF-8" in str(answer["message"])


def test_shift_jis_is_read_and_its_bad_cell_named(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]]
) -> None:
    good[2]["支出済額"] = "NaN"
    assert place(refuse(table_text(good).encode("shift_jis"))) == (ROW, "支出済額")


def test_half_a_character(good: list[dict[str, str]], refuse: Callable[..., dict[str, object]]) -> None:
    content = table_text(good).encode("utf-8")
    assert refuse(content[: content.rindex("行".encode()) + 1])["code"] == "sheet_encoding"


@pytest.mark.parametrize("heading", ["年度", "期", "事業コード"])
def test_a_column_that_is_missing(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]], heading: str
) -> None:
    answer = refuse(table_text([{key: row[key] for key in row if key != heading} for row in good]))
    assert f"「{heading}」" in str(answer["message"])


def test_a_column_that_is_unknown(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]]
) -> None:
    assert "「支出額」" in str(refuse(table_text(good).replace("支出済額", "支出額"))["message"])


def lines_of(rows: Sequence[dict[str, str]]) -> list[list[str]]:
    return [list(rows[0]), *([value.replace("\n", " ") for value in row.values()] for row in rows)]


@pytest.mark.parametrize("column", [0, 2, 4, 6, 8, 12, 15, 30])
@pytest.mark.parametrize("change", ["out", "in"])
def test_a_cell_too_many_or_too_few(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]], column: int, change: str
) -> None:
    lines = lines_of(good)
    if change == "out":
        del lines[ROW - 1][column]
    else:
        lines[ROW - 1].insert(column, "")
    message = str(refuse("\r\n".join(",".join(line) for line in lines))["message"])
    assert f"{ROW}行目" in message


@pytest.mark.parametrize("change", [*(f"left {n}" for n in range(8)), *(f"right {n}" for n in range(8))])
def test_cells_that_were_moved_in_a_spreadsheet(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]], change: str
) -> None:
    """The row keeps its width. Behind the project's name nothing can tell one amount from its neighbour."""
    lines = lines_of(good)
    row = lines[ROW - 1]
    way, column = change.split()
    if way == "left":
        del row[int(column)]
        row.append("")
    else:
        row.insert(int(column), "")
        row.pop()
    message = str(refuse("\r\n".join(",".join(line) for line in lines))["message"])
    assert f"{ROW}行目" in message


@pytest.mark.parametrize("times", [1, 100_000])
def test_a_quotation_mark_that_does_not_close(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]], times: int
) -> None:
    lines = lines_of(good)
    lines[ROW - 1][20] = '"開いたまま'
    text = "\r\n".join(",".join(line) for line in lines) + "\r\nx,y" * times
    assert "4行目" in str(refuse(text)["message"])


@pytest.mark.parametrize(("heading", "text"), [("支出済額", "1_000"), ("事業コード", "ZZZ")])
def test_sixty_thousand_wrong_rows(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]], heading: str, text: str
) -> None:
    lines = table_text([{**good[0], heading: text}] * 2).splitlines(keepends=True)
    answer = refuse(lines[0] + "".join(lines[1:3]) * 60_000)
    assert place(answer) == (2, heading)


def test_too_many_rows_of_which_the_first_are_good(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]]
) -> None:
    answer = refuse(table_text(good) + "".join(f'"行{number}"\n' for number in range(60_000)))
    assert re.search(r"\d+行目", str(answer["message"]))


def test_a_table_beyond_the_limit_is_never_taken_in_part(ikeda: Office, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("fy,period,project,spent\n2017,half1,F05P01,5\n" + ",,,\n" * 90_000, encoding="utf-8")
    assert ikeda.ask("enter", file, code=1)["code"] == "sheet_too_many_rows"
    assert ikeda.ask("values")["values"] == []


# --- workbooks -----------------------------------------------------------------------------------------------


def workbook(rows: Sequence[dict[str, str]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(number, 0, line)
    return stream.getvalue()


def with_sheet(book: bytes, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(book))
    with source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    return stream.getvalue()


def test_a_workbook_is_taken_and_its_bad_cell_named(
    ikeda: Office, good: list[dict[str, str]], refuse: Callable[..., dict[str, object]], tmp_path: Path
) -> None:
    file = tmp_path / "good.xlsx"
    file.write_bytes(workbook(good))
    assert ikeda.ask("enter", file, "--dry-run")["taken"] == 16 * 3
    good[2]["支出済額"] = "1_000"
    assert place(refuse(workbook(good), "表.xlsx")) == (ROW, "支出済額")


@pytest.mark.parametrize(
    "filling",
    [b"<!--" + b"a" * 60_000_000 + b"-->", b" " * 60_000_000, b'<row r="90"/>' * 4_600_000],
    ids=["comment", "blanks", "rows"],
)
def test_a_small_workbook_that_unpacks_to_sixty_megabytes(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]], filling: bytes
) -> None:
    bomb = with_sheet(workbook(good), lambda sheet: sheet.replace(b"</sheetData>", filling + b"</sheetData>"))
    assert len(bomb) < 200_000
    assert refuse(bomb, "表.xlsx")["code"] == "sheet_too_large"


def test_what_is_no_table(refuse: Callable[..., dict[str, object]], good: list[dict[str, str]]) -> None:
    book = workbook(good)
    for content in (
        b"",
        b"\0" * 100,
        bytes(range(256)) * 99,
        book[:-500],
        book[:100],
        b"%PDF-1.7\n%\xe2\xe3",
    ):
        for name in ("a.csv", "a.xlsx"):
            assert refuse(content, name)["refused"] == []


def test_a_bad_file_name_cannot_make_the_message_long(
    good: list[dict[str, str]], refuse: Callable[..., dict[str, object]]
) -> None:
    good[2]["支出済額"] = "NaN"
    assert place(refuse(table_text(good), "長い名前" * 20 + ".csv")) == (ROW, "支出済額")


def test_a_missing_file(ikeda: Office, tmp_path: Path) -> None:
    for file in (tmp_path / "none.csv", tmp_path):
        assert ikeda.ask("enter", file, code=1)["code"] == "file_missing"
