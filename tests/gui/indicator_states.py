"""States of 成果指標 for the pictures of ``tests.gui.screens``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alps_desk.app.commands import SaveValues, SendBack, Submit
from alps_desk.domain.journal import Scalar
from alps_desk.gui.forms.indicator_page import IndicatorPage
from alps_desk.gui.pictures import settle
from alps_desk.gui.shell import Shell
from tests.gui.budget_sample import pass_on
from tests.gui.indicator_sample import define, fill_indicators, record

if TYPE_CHECKING:
    from tests.gui.screens import Studio


def page_of(shell: Shell) -> IndicatorPage:
    """The screen, shown."""
    assert shell.window is not None
    shell.window.show_page("indicators")
    settle(shell)
    page = shell.window.page("indicators")
    assert isinstance(page, IndicatorPage)
    return page


def _filled(studio: Studio, shell: Shell) -> IndicatorPage:
    assert shell.session is not None
    desk = shell.session.desk
    define(studio.union)
    pass_on(studio.union, desk, desk)
    fill_indicators(desk)
    settle(shell)
    return page_of(shell)


def _go(page: IndicatorPage, code: str, key: str) -> None:
    row = next(n for n in range(len(page.book.rows)) if page.book.line(n).indicator.code == code)
    page.pane.grid.go_to(row, page.source.column_named(key))
    page.pane.grid.setFocus()


def indicators(studio: Studio, shell: Shell) -> None:
    _go(_filled(studio, shell), "K03", "actual")


def indicators_text(studio: Studio, shell: Shell) -> None:
    _go(_filled(studio, shell), "K05", "judgement")


def indicators_choices(studio: Studio, shell: Shell) -> None:
    page = _filled(studio, shell)
    _go(page, "K06", "value_state")
    page.pane.grid.open_choices()


def indicators_error(studio: Studio, shell: Shell) -> None:
    page = _filled(studio, shell)
    page._session.desk.execute(SaveValues({record("K02"): {"actual": "48くらい"}}))
    settle(shell)
    _go(page, "K02", "actual")


def indicators_empty(studio: Studio, shell: Shell) -> None:
    page_of(shell)


def indicators_locked(studio: Studio, shell: Shell) -> None:
    page = _filled(studio, shell)
    # The sample has one error on purpose; with it nothing can be submitted.
    mended: dict[str, dict[str, Scalar]] = {"money:omachi:2017:F03P01:half1": {"fund_general": 1_605_400}}
    page._session.desk.execute(SaveValues(mended))
    page._session.desk.execute(Submit(2017, "half1", "課長"))
    settle(shell)
    _go(page, "K01", "actual")


def indicators_returned(studio: Studio, shell: Shell) -> None:
    page = _filled(studio, shell)
    desk = page._session.desk
    pass_on(studio.union, desk)
    studio.union.execute(SendBack(record("K01"), "actual", "転入届の数と合っているか、確かめてください。"))
    pass_on(studio.union, desk, desk)
    settle(shell)
    _go(page, "K01", "actual")


STATES = (
    indicators_empty, indicators, indicators_text, indicators_choices, indicators_error, indicators_locked,
    indicators_returned,
)  # fmt: skip
EVERYWHERE = (indicators,)
