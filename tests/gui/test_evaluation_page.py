"""圏域評価 with real keys over a real store: ratings with their scale, words of the offices beside them; the lists of forms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from alps_desk.app.commands import ApplyPlan, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.domain.scope import Scope
from alps_desk.gui.forms.entry_book import Typed
from alps_desk.gui.forms.evaluation_page import OWN, EvaluationPage
from alps_desk.gui.forms.indicator_book import take_indicators
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.reports import ReportsPage
from tests.fixtures.desks import shown
from tests.gui.desks import Clock, make_union
from tests.gui.form_window import FormWindow
from tests.gui.hands import press, write
from tests.gui.named import cut_off, nameless

RECORD = "regional_evaluation:union:2017:F07P05"


class Union(FormWindow):
    """The union's window on 圏域評価."""

    def __init__(self, desk: Desk, theme: Theme, clock: Clock) -> None:
        super().__init__(desk, theme, clock, "evaluation", EvaluationPage)

    def go(self, code: str, column: str) -> int:
        """Make a cell current; its row."""
        row = next(n for n, one in enumerate(self.page.book.rows) if one.part.project.code == code)
        assert self.page.pane.grid.go_to(row, self.page.source.column_named(column))
        self.page.pane.grid.setFocus()
        return row

    def text(self, row: int, column: str) -> str:
        """What a cell shows."""
        return self.page.source.cell(row, self.page.source.column_named(column)).text


@pytest.fixture(scope="module")
def union(tmp_path_factory: pytest.TempPathFactory, dressed: Theme) -> Iterator[Union]:
    clock = Clock()
    desk = make_union(tmp_path_factory.mktemp("evaluation"), clock)
    desk.execute(
        SaveValues(
            {
                "progress:union:2017:full_year:F07P05": {"self_rating": "B"},
                "evaluation:union:2017:F07P05": {
                    "direction": "continue",
                    "grade_reason": "調査は予定どおり進んだ。",
                },
            }
        )
    )
    tables = b"indicator,project,name,unit,aggregation\nK09,,\xe5\x9c\x8f\xe5\x9f\x9f\xe3\x81\xae\xe4\xba\xba\xe5\x8f\xa3,,latest\n"
    assert not desk.execute(ApplyPlan(tables, "indicator.csv")).refused
    made = Union(desk, dressed, clock)
    yield made
    made.shell.close()


def test_a_rating_is_typed_and_brings_its_scale(union: Union) -> None:
    row = union.go("F07P05", "regional_rating")
    write("B")
    press("Enter")
    union.settle()
    assert shown(union.desk, RECORD) == {"regional_rating": "B", "scale": "abcd_110"}
    assert union.text(row, "regional_rating") == "B"
    union.go("F07P05", "direction")
    write("縮小")
    press("Enter")
    union.settle()
    assert shown(union.desk, RECORD)["direction"] == "reduce"
    press("Ctrl+Z")
    union.settle()
    assert "direction" not in {name for name, value in shown(union.desk, RECORD).items() if value is not None}


def test_ratings_that_were_taken_away_come_back_on_the_scale_they_were_made_with(union: Union) -> None:
    record, book = "regional_evaluation:union:2017:F03P01", union.page.book
    made = {
        "regional_rating": "B", "scale": "old_scale",
        "external_rating": "C", "external_scale": "older_scale",
    }  # fmt: skip
    union.desk.execute(SaveValues({record: made}))
    union.settle()
    row = next(n for n, one in enumerate(book.rows) if one.part.project.code == "F03P01")
    book.type_all([Typed(row, "regional_rating", ""), Typed(row, "external_rating", "")], "消去")
    union.settle()
    assert not any(shown(union.desk, record).values())
    book.undo()
    union.settle()
    assert shown(union.desk, record) == made
    assert book.scale((record, "external_rating")) == "older_scale"


def test_what_is_in_no_list_is_kept_and_marked(union: Union) -> None:
    row = union.go("F01P01", "regional_rating")
    write("とても良い")
    press("Enter")
    union.settle()
    assert [finding.code for finding in union.page.book.row_findings(row)] == ["rule_choice"]
    press("Ctrl+Z")
    union.settle()
    assert union.page.book.row_findings(row) == []


def test_the_offices_own_words_stand_beside(union: Union) -> None:
    row = union.go("F07P05", "grade_reason")
    assert union.text(row, OWN) == "B1"
    words = union.said()
    assert "B、継続（現状どおり）" in words
    assert "調査は予定どおり進んだ。" in words
    other = union.go("F01P01", OWN)
    assert union.text(other, OWN) == "未5"
    assert "自己評価" in union.page.source.why_locked(other, union.page.source.column_named(OWN))


@pytest.mark.parametrize("size", [TextSize.STANDARD, TextSize.EXTRA])
def test_everything_fits_and_has_a_name(union: Union, size: TextSize) -> None:
    union.window.set_text_size(size)
    union.window.resize(1280, 680)
    union.settle()
    assert nameless(union.window) == []
    assert cut_off(union.page.widget) == []
    union.window.set_text_size(TextSize.STANDARD)


def test_indicators_of_the_region_are_the_unions_to_fill_in(union: Union) -> None:
    snapshot = take_indicators(union.desk, 2017, "half1", "union")
    assert [row.line.indicator.code for row in snapshot.rows] == ["K09"]


def test_a_form_of_many_sheets_is_made_for_what_is_chosen(union: Union) -> None:
    union.window.show_page("reports")
    page = union.window.page("reports")
    assert isinstance(page, ReportsPage)
    union.settle()
    assert page.form == "progress_list"
    assert not page.choices._scope.isVisible()
    page.choices.pick("evaluation_sheet")
    union.settle()
    assert page.choices._scope.isVisible()
    projects = page.choices._scope.projects
    projects.setCurrentIndex(projects.findData("F07P05"))
    projects.activated.emit(projects.currentIndex())
    union.settle()
    assert page.choices.scope("evaluation_sheet") == Scope("F07P05")
    assert page.choices.scope("progress_list") == Scope()
    assert page.preview.pages is not None
    assert [sheet.subject for sheet in page.preview.pages.table.sheets] == ["合同調査研究"]
    assert cut_off(page.widget) == []
