"""Old tables of any layout: what they mean is found, every row is told, and what is taken comes in by the one door.

Laws: of each book of the corpus exactly the planted values are taken, as entries on behalf with the reason, in one
step; every other row is listed with its reason; the dry run says the same and changes nothing; what a person corrected
once is offered the next time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from alps_desk.app import backfilling
from alps_desk.app.backfilling import Backfilled, letters_of
from alps_desk.app.commands import Backfill, UndoBackfill
from alps_desk.app.desk import Desk
from alps_desk.app.old_words import mapping_file, read_mapping_file
from alps_desk.domain.backfill_mapping import BackfillMapping, ColumnMeaning, RowMeaning
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.records import parse_record_id
from tests.fixtures.desks import Region
from tests.fixtures.old_books import BOOKS, NAME_A, A, B, OldBook, book

FY, PERIOD = 2017, "full_year"
WHY = "前年度の決算書による"
SAID = BackfillMapping(fy=FY, period=PERIOD, unit=1000)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    region = Region(tmp_path_factory.mktemp("old"))
    region.close()
    return region.folder


@pytest.fixture
def union(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    region = Region.again(prepared, tmp_path, ["union"])
    yield region.union
    region.close()


@pytest.fixture(scope="module")
def reader(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A union that is only asked."""
    region = Region.again(prepared, tmp_path_factory.mktemp("reader"), ["union"])
    yield region.union
    region.close()


def said_of(old: OldBook) -> BackfillMapping:
    return BackfillMapping(fy=FY, period=PERIOD, unit=old.unit, office=old.office)


def look(desk: Desk, content: bytes, name: str = "t.xlsx", said: BackfillMapping = SAID) -> Backfilled:
    return desk.execute(Backfill(content, name, said, keep=False))


@pytest.mark.parametrize("old", BOOKS, ids=[old.name for old in BOOKS])
def test_each_book_is_read_as_it_was_meant(reader: Desk, old: OldBook) -> None:
    before = reader.digest()
    found = look(reader, old.content, old.name, said_of(old))
    got = {(cell.office, cell.project, cell.field): cell for cell in found.cells if cell.outcome != "refused"}
    assert set(got) == set(old.values), found.table
    _, values = backfilling.judge(reader.place, Backfill(old.content, old.name, said_of(old)))
    stored = {
        (office, parse_record_id(record).project, field): value
        for office, records in values.items()
        for record, fields in records.items()
        for field, value in fields.items()
    }
    assert stored == old.values
    assert {row.number: row.reason for row in found.unmapped} == old.left
    assert found.table.unit == old.says_unit
    assert reader.digest() == before


def test_what_is_taken_is_an_entry_on_behalf_with_its_reason(union: Desk) -> None:
    old = BOOKS[0]
    planned = look(union, old.content)
    done = union.execute(Backfill(old.content, old.name, SAID, WHY))
    assert done.cells == planned.cells
    assert len(done.changes) == 2 * 2, "当初 and 支出済額 are kept in different records"
    rows = union.values(fy=FY, office="ikeda", project=B)
    assert {(row.field, row.value) for row in rows} == {("budget_initial", 500_000), ("spent", 480_000)}
    assert all(row.on_behalf for row in rows)
    assert union.history(rows[0].record)[0].why.endswith(WHY)
    again = look(union, old.content)
    assert again.count("same") == 4
    assert again.count("taken") == 0


def test_without_a_reason_nothing_comes_in_for_others(union: Desk) -> None:
    before = union.digest()
    with pytest.raises(InputRejected) as refused:
        union.execute(Backfill(BOOKS[0].content, "t", SAID))
    assert refused.value.code == "behalf_needs_source"
    assert union.digest() == before


def test_it_is_undone_in_one_step(union: Desk) -> None:
    union.execute(Backfill(BOOKS[0].content, "t", SAID, WHY))
    newer = book([["事業コード", "団体", "支出済額"], [A, "大町市", 1], [B, "池田町", 2]])
    done = union.execute(Backfill(newer, "t", SAID, WHY))
    back = union.execute(UndoBackfill(done.before, WHY))
    assert len(back.changes) == 2
    spent = {row.office: row.value for row in union.values(fy=FY) if row.field == "spent"}
    assert spent == {"omachi": 3_800_000, "ikeda": 480_000}


def test_one_bad_cell_keeps_everything_out_unless_it_is_left_out_on_purpose(union: Desk) -> None:
    content = book([["事業名", "団体", "決算額"], [NAME_A, "大町市", "約300"], [NAME_A, "池田町", 5]])
    found = look(union, content)
    (bad,) = [cell for cell in found.cells if cell.outcome == "refused"]
    assert (bad.row, bad.column, bad.text) == (2, "C", "約300")
    assert bad.message
    before = union.digest()
    with pytest.raises(InputRejected) as refused:
        union.execute(Backfill(content, "t", SAID, WHY))
    assert refused.value.code == "backfill_refused"
    assert refused.value.params["cell"] == "C2"
    assert union.digest() == before
    union.execute(Backfill(content, "t", SAID, WHY, leave_refused=True))
    assert [row.value for row in union.values(fy=FY) if row.field == "spent"] == [5_000]


def test_the_year_the_period_and_the_unit_must_be_said(reader: Desk) -> None:
    content = BOOKS[1].content  # says 千円 by itself: still asked
    for said, code in (
        (BackfillMapping(period=PERIOD, unit=1), "backfill_year_missing"),
        (BackfillMapping(fy=FY, unit=1), "backfill_period_missing"),
        (BackfillMapping(fy=FY, period=PERIOD), "backfill_unit_missing"),
    ):
        with pytest.raises(InputRejected) as refused:
            look(reader, content, said=said)
        assert refused.value.code == code


def test_two_cells_for_one_place_and_values_of_nobody_are_refused(reader: Desk) -> None:
    content = book([["事業名", "団体", "決算額"], [NAME_A, "大町市", 1], [NAME_A, "大町市", 2]])
    assert [(cell.outcome, cell.code) for cell in look(reader, content).cells] == [
        ("taken", ""),
        ("refused", "backfill_twice"),
    ]
    strange = book([["事業名", "団体", "決算額"], ["合同調査研究", "大町市", 2]])
    (cell,) = look(reader, strange).cells
    assert (cell.outcome, cell.code) in {("refused", "project_not_ours"), ("taken", "")}
    with pytest.raises(InputRejected) as refused:
        look(reader, book([["甲", "乙"], [1, 2]]))
    assert refused.value.code == "backfill_no_table"


def test_what_a_person_corrected_is_offered_the_next_time(union: Desk) -> None:
    content = book([["うちの事業", "まち", "つかった額"], ["相談の窓口", "大町市", 4]])
    with pytest.raises(InputRejected):
        look(union, content)
    said = BackfillMapping(
        top=1, bottom=1, fy=FY, period=PERIOD, unit=1000,
        columns=(
            ColumnMeaning("A", "project_name"), ColumnMeaning("B", "office"), ColumnMeaning("C", "spent"),
        ),
        rows=(RowMeaning("相談の窓口 大町市", A),),
    )  # fmt: skip
    done = union.execute(Backfill(content, "t.xlsx", said, WHY))
    assert done.count("taken") == 1
    other = book([["うちの　事業", "まち", "つかった額"], ["相談の窓口", "大町市", 9]])
    again = look(union, other)
    assert [column.how for column in again.table.columns] == ["learned"] * 3
    assert [(cell.project, cell.shown) for cell in again.cells] == [(A, "9")]


def test_a_row_is_left_out_only_by_a_word(reader: Desk) -> None:
    content = book([["事業名", "団体", "決算額"], ["よその事業", "大町市", 4], [NAME_A, "大町市", 5]])
    assert [row.reason for row in look(reader, content).unmapped] == ["project"]
    said = BackfillMapping(
        fy=FY, period=PERIOD, unit=1000, rows=(RowMeaning("よその事業 大町市", leave=True),)
    )
    assert [row.reason for row in look(reader, content, said=said).unmapped] == ["left"]


def test_an_office_takes_its_own_table_and_no_others(tmp_path: Path) -> None:
    region = Region(tmp_path)
    office = region.office("hakuba")
    content = book([["事業名", "団体", "決算額"], [NAME_A, "白馬村", 4], [NAME_A, "大町市", 5]])
    found = look(office, content)
    assert [(cell.office, cell.outcome, cell.code) for cell in found.cells] == [
        ("hakuba", "taken", ""),
        ("omachi", "refused", "backfill_other_office"),
    ]
    office.execute(Backfill(content, "t", SAID, leave_refused=True))
    assert [(row.value, row.on_behalf) for row in office.values(fy=FY)] == [(4_000, False)]
    region.close()


def test_a_mapping_is_read_as_it_was_written(tmp_path: Path) -> None:
    said = BackfillMapping(
        "一覧", 1, 2, FY, PERIOD, "omachi", 1000, (ColumnMeaning("B", "spent", "ikeda"),),
        (RowMeaning("甲", "F01", "omachi", leave=True),),
    )  # fmt: skip
    file = tmp_path / "m.json"
    file.write_bytes(mapping_file(said))
    assert read_mapping_file(file) == said
    for wrong in ({"fy": "x"}, {"other": 1}, {"columns": [{"x": "y"}]}, {"rows": [5]}, {"unit": True}):
        file.write_text(json.dumps({"format": "alps-desk backfill mapping 1", **wrong}), encoding="utf-8")
        with pytest.raises(InputRejected) as refused:
            read_mapping_file(file)
        assert refused.value.code in {"mapping_part", "mapping_unreadable"}


def test_damaged_books_are_read_or_refused_and_nothing_else(reader: Desk) -> None:
    chance = Random(3)
    outcomes = set()
    for number in range(80):
        data = bytearray(BOOKS[number % len(BOOKS)].content)
        for _ in range(chance.randrange(1, 5)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            look(reader, bytes(data[: chance.randrange(len(data) // 2, len(data) + 1)]))
            outcomes.add("read")
        except InputRejected as refusal:
            outcomes.add(refusal.code)
    assert len(outcomes) > 1


def test_letters_of_columns() -> None:
    assert (letters_of(0), letters_of(27)) == ("A", "AB")
