"""A report that was given out is made again to the byte, whatever came since; the 正誤表 says what differs and why."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app.commands import (
    ExportBundle,
    HoldImport,
    IssueAgain,
    IssueReport,
    SaveValues,
    WriteErrata,
    WriteReport,
)
from alps_desk.app.desk import Desk
from alps_desk.app.issuing import Issued
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from alps_desk.domain.errors import NotFound, StoreUnavailable
from alps_desk.reports.catalogue import REPORTS
from tests.fixtures.desks import Clock, Region, money, progress

P = "F02P03"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two offices reported; nothing was given out yet."""
    region = Region(tmp_path_factory.mktemp("issued") / "round")
    omachi, ikeda = region.member("omachi"), region.member("ikeda")
    for desk, yen in ((omachi, 410_000), (ikeda, 90_000)):
        desk.execute(
            SaveValues(
                {money(desk.office): {"spent": yen}, progress(desk.office): {"done_text": "開催した。"}}
            )
        )
        region.give(desk, region.union)
    region.close()
    return region.folder


@pytest.fixture
def region(played: Path, tmp_path: Path) -> Iterator[Region]:
    names = sorted(one.name for one in played.iterdir() if (one / "desk.db").exists())
    names.sort(key=["union", "omachi", "ikeda"].index)
    made = Region.again(played, tmp_path, names)
    yield made
    made.close()


def give_out(desk: Desk, out: Path, form: str = "money_summary", kind: str = "csv", **rest: object) -> Issued:
    return desk.execute(IssueReport(WriteReport(form, 2017, "half1", kind, out, **rest), note="議会へ"))  # type: ignore[arg-type]


def test_every_form_is_made_again_to_the_byte(region: Region, tmp_path: Path) -> None:
    union = region.union
    given = {
        (name, kind): give_out(union, tmp_path / f"{name}.{kind}", name, kind)
        for name in REPORTS
        for kind in {"money_summary": ("csv", "xlsx", "pdf"), "board": ("csv", "pdf")}.get(name, ("csv",))
    }
    region.clock.step(days=40)
    omachi = region.desks[1]
    omachi.execute(SaveValues({money("omachi"): {"spent": 430_000}}, why="伝票の入力もれ"))
    region.give(omachi, union)
    union.execute(SaveValues({f"project_year:union:2017:{P}": {"name": "名前を変えた事業"}}))
    for (name, kind), one in given.items():
        made = union.execute(IssueAgain(one.view.id, tmp_path / f"again-{name}.{kind}"))
        assert made.same, (name, kind)
        assert made.file.read_bytes() == one.file.read_bytes()
    for kind in ("csv", "pdf"):
        now = union.execute(WriteReport("money_summary", 2017, "half1", kind, tmp_path / f"now.{kind}"))
        assert now.file.read_bytes() != given["money_summary", kind].file.read_bytes()


def test_it_is_the_same_after_sealing_taking_back_and_on_a_restored_pc(
    region: Region, tmp_path: Path
) -> None:
    union = region.union
    union.execute(SaveValues({f"project_year:union:2017:{P}": {"note": "書き出していない変更"}}))
    one = give_out(union, tmp_path / "given.csv")
    union.execute(SaveValues({f"project_year:union:2017:{P}": {"name": "後の名前"}}))
    union.execute(ExportBundle(tmp_path))
    union.execute(
        HoldImport(
            max(one.no for one in union.imports() if one.office == "ikeda" and one.segments), "取り違え"
        )
    )
    assert union.execute(IssueAgain(one.view.id, tmp_path / "a.csv")).same
    found = union.errata(one.view.id)
    assert (
        next((cell.before, cell.after) for cell in found.corrections if cell.heading.startswith("事業名"))[1]
        == "後の名前"
    )
    shutil.copytree(tmp_path / "union", tmp_path / "moved")
    with_copy = open_desk(Home(tmp_path / "moved"), clock=Clock())
    assert with_copy.execute(IssueAgain(one.view.id[:8], tmp_path / "b.csv")).same
    with_copy.close()


def test_the_errata_names_cell_value_person_and_reason(region: Region, tmp_path: Path) -> None:
    union, omachi = region.union, region.desks[1]
    one = give_out(union, tmp_path / "given.csv")
    assert union.errata(one.view.id).corrections == ()
    omachi.execute(SaveValues({money("omachi"): {"spent": 430_000}}, why="伝票の入力もれ"))
    region.give(omachi, union)
    found = union.errata(one.view.id)
    cells = {(cell.before, cell.after) for cell in found.corrections}
    assert ("410,000", "430,000") in cells
    # The sum of the project and of the region: 410,000 + 90,000 before, 20,000 more now.
    assert ("500,000", "520,000") in cells
    assert all(cell.who.startswith("大町市") and cell.why == "伝票の入力もれ" for cell in found.corrections)
    assert found.corrections[0].places == ((money("omachi"), "spent"),)
    assert [(step.field, step.difference) for step in found.steps] == [("spent", 20_000)]
    for kind in ("csv", "xlsx"):
        written = union.execute(WriteErrata(one.view.id, kind, tmp_path / f"errata.{kind}"))
        assert written.rows == len(found.corrections)
    text = (tmp_path / "errata.csv").read_text("utf-8-sig")
    assert '"410,000","430,000"' in text
    assert "伝票の入力もれ" in text


def test_a_report_that_cannot_be_written_is_not_given_out(region: Region, tmp_path: Path) -> None:
    (tmp_path / "wall").write_text("")
    with pytest.raises(StoreUnavailable):
        give_out(region.union, tmp_path / "wall" / "given.csv")
    assert region.union.issued() == []


def test_an_issue_that_is_not_there_is_said(region: Region, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no_such_issue"):
        region.union.execute(IssueAgain("", tmp_path / "x.csv"))
    one = give_out(region.union, tmp_path / "given.csv", project="", unit=1000)
    [view] = region.union.issued(2017)
    assert (view.id, view.unit, view.note, view.title) == (
        one.view.id,
        1000,
        "議会へ",
        REPORTS["money_summary"].title,
    )
    # It travels as every change does, and stays the issuing office's own.
    office = region.desks[1]
    region.give(region.union, office)
    assert office.issued() == []
