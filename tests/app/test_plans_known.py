"""The plan that is kept between two looks: it is never that of another state of the data."""

from __future__ import annotations

import pytest

from alps_desk.app.commands import HoldImport
from alps_desk.app.desk import Desk
from alps_desk.app.exchange import plans_known
from tests.fixtures.desks import Region, save, take

PROJECT = "project_year:union:2017:F01P01"


def _name(desk: Desk) -> str:
    _, latest = plans_known(desk.place)
    assert latest is not None
    project = latest.project("F01P01")
    assert project is not None
    return project.name


def test_the_plan_is_read_once_and_follows_every_change(again: Region) -> None:
    union = again.union
    before = _name(union)
    assert plans_known(union.place)[1] is plans_known(union.place)[1] is union.plan()
    save(union, {PROJECT: {"name": "別の名前"}})
    assert (_name(union), before) == ("別の名前", before)
    assert before != "別の名前"


def test_a_plan_that_came_while_another_was_read_is_not_taken_for_it(
    again: Region, ikeda: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is taken between the look at the data and the reading of the plan, and taken back later."""
    before = _name(ikeda)
    save(again.union, {PROJECT: {"name": "別の名前"}})
    files = [again.export(again.union)]
    store = ikeda.place.store
    cells = store.cells

    def later(*parts: object, **more: object) -> object:
        if files:
            take(ikeda, files.pop())
        return cells(*parts, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(ikeda.place.plans, "_held", None)
        patch.setattr(store, "cells", later)
        assert _name(ikeda) == "別の名前"
        ikeda.execute(HoldImport(ikeda.imports()[-1].no))
        assert _name(ikeda) == before
    assert not files
