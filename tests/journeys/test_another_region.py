"""A region is data: a second one, made up, goes from set-up to totals without a line of code of its own."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk import places, wording
from alps_desk.app.commands import EnterTable, WriteTemplate
from alps_desk.app.desk import Desk
from alps_desk.app.setup import offices_of_registration
from alps_desk.domain.records import UNION
from tests.fixtures.desks import Clock, Region, shown

OFFICES = ("minato", "isobe", "oki")

# office → project and payer → heading → cell
ENTERED: dict[str, dict[tuple[str, str], dict[str, str]]] = {
    "minato": {
        ("S1A", ""): {"budget_initial": "5,000,000", "spent": "4,800,000", "progress_class": "動いている", "pace": "速い"},
        ("S1A", "isobe"): {"notified": "1200000", "transfer_in": "1200000"},
        ("S1A", "oki"): {"notified": "３００千円", "transfer_in": "300000"},
        ("S1B", ""): {"spent": "0", "progress_class": "終わった", "done_text": "=1+1 神\ufa19 𠮷"},
    },
    "isobe": {
        ("S1A", ""): {"transfer_out": "1200000", "spent": "1200000", "pace": "おそい"},
        ("S1B", ""): {"spent": "10000", "issues": "船が\n遅れた"},
    },
    "oki": {
        ("S1A", ""): {"transfer_out": "250000", "spent": "250000"},
        ("S1B", ""): {"spent": "該当なし", "pace": "未定"},
    },
}  # fmt: skip


@pytest.fixture
def shima(tmp_path: Path, root: Path) -> Iterator[Region]:
    found = Region(tmp_path / "shima", Clock(), pack=str(root / "tests/data/regions/mihon-shima"))
    yield found
    found.close()


def fill_in(desk: Desk, folder: Path) -> None:
    """Fill in the office's own entry table, as a spreadsheet does, and take it."""
    path = folder / f"{desk.office}.csv"
    desk.execute(WriteTemplate(2024, "q3", path))
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    at = {heading: number for number, heading in enumerate(rows[0])}
    left = dict(ENTERED[desk.office])
    for row in rows[1:]:
        key = (row[at[wording.term("project")]], row[at[wording.term("payer")]])
        for column, text in left.pop(key, {}).items():
            row[at[wording.term(column)]] = text
    assert not left, "the entry table has a row for everything an office must say"
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    result = desk.execute(EnterTable(stream.getvalue().encode("utf-8-sig"), path.name))
    assert result.refused == ()


def test_from_set_up_to_totals(shima: Region, tmp_path: Path) -> None:
    union = shima.union
    plan = union.plan()
    assert (plan.fy, plan.region, plan.sample) == (2024, "見本諸島広域圏", True)
    assert [body.name for body in plan.bodies] == ["みなと市", "いそべ町", "おき村", "見本諸島広域連合"]
    assert [(field.code, field.name) for field in plan.fields] == [("S1", "船と港")]
    assert [one.code for one in plan.projects] == ["S1A", "S1B", "S1C"]
    assert plan.label("rating", "3") == "★★★"
    assert union.plan(2023).projects[0].name == "合同の渡船運航(試行)"
    offered = offices_of_registration(shima.registration().read_bytes())
    assert offered == [(body.key, body.name) for body in plan.bodies]

    desks = {key: shima.member(key) for key in OFFICES}
    for desk in desks.values():
        fill_in(desk, tmp_path)
        assert shima.give(desk, union).state == "merged"
    assert shown(union, "progress:minato:2024:q3:S1B")["done_text"] == "=1+1 神\ufa19 𠮷"
    assert shown(union, "progress:isobe:2024:q3:S1B")["issues"] == "船が\n遅れた"
    assert shown(union, "money:oki:2024:S1B:q3") == {"spent": "#none"}

    totals = union.totals(2024)
    ferry = totals.row("S1A")
    assert ferry is not None
    assert (ferry.gross_yen, ferry.elimination_yen, ferry.net_yen) == (6_250_000, 1_450_000, 4_800_000)
    cleaning = totals.row("S1B")
    assert cleaning is not None
    assert (cleaning.net_yen, cleaning.reported, cleaning.expected) == (10_000, 3, 3)
    differing = {(pair.payer, pair.difference_yen) for pair in totals.pairs if pair.difference_yen}
    assert {payer for payer, _ in differing} == {"oki"}

    for desk in desks.values():
        shima.give(union, desk)
    assert {desk.digest() for desk in desks.values()} == {union.digest()}
    assert {desk.totals(2024).total.net_yen for desk in desks.values()} == {totals.total.net_yen}
    states = {(cell.office, cell.project): cell.state for cell in union.board(2024, "q3")}
    assert states[UNION, "S1A"] == states["oki", "S1C"] == "out"
    assert states["minato", "S1A"] == "draft"


def test_an_office_of_another_region_is_a_stranger(shima: Region, region: Region) -> None:
    """Each region has its own roots: files of one say nothing in the other."""
    desk, other = shima.member("oki"), region.member("ikeda")
    for sender, receiver in ((desk, region.union), (other, shima.union)):
        path = (shima if sender is desk else region).export(sender)
        before = receiver.digest()
        result = receiver.preview([path])[0]
        assert result.state == "refused"
        assert receiver.digest() == before


# --- nothing of a region is written in code ------------------------------------------------------------------


def texts_in_code(path: Path) -> Iterator[str]:
    """Every text constant of a module but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    # A text on a line of its own says what the line above is.
    docstrings |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_name_of_the_region_is_written_in_code(root: Path) -> None:
    names = {"omachi", "ikeda", "matsukawa", "hakuba", "otari"}
    for table in ("body", "project_year"):
        lines = (places.region("kita-alps") / f"{table}.csv").read_text(encoding="utf-8").splitlines()
        names |= {row["name"] for row in csv.DictReader(lines)}
    assert len(names) == 5 + 6 + 17
    found = {
        (path.name, name)
        for path in (root / "alps_desk").rglob("*.py")
        for text in texts_in_code(path)
        for name in names
        if name in text
    }
    assert not found
