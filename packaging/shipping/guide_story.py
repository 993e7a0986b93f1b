"""What happens after the demonstration so that no screen of a guide is empty; ``guides/story.toml`` tells it.

All of it goes through the program's own commands, as the offices would give them.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shipping.names import PACKAGING

if TYPE_CHECKING:
    from alps_desk.app.desk import Desk

STORY = PACKAGING / "guides"


def go_on(homes: Mapping[str, Path], clock: Callable[[], datetime], mail: Path) -> None:
    """Play it.

    Args:
        homes: name of an office's PC → its data folder.
        clock: tells the time there.
        mail: where the exchange files lie meanwhile.
    """
    from alps_desk import bootstrap
    from alps_desk.app.commands import ApplyPlan, MergeBundles, SaveValues, SendBack, SendMessage

    said = tomllib.loads((STORY / "story.toml").read_text(encoding="utf-8"))
    mail.mkdir(parents=True, exist_ok=True)
    desks = {name: bootstrap.open_desk(bootstrap.home_at(path), clock=clock) for name, path in homes.items()}
    try:
        union = desks["union"]
        for name in said["tables"]:
            found = union.execute(ApplyPlan((STORY / name).read_bytes(), name))
            assert not found.refused, found.refused
        sent = [
            (union.execute(SendBack(one["record"], one["field"], one["why"])).id, one)
            for one in said["sent_back"]
        ]
        file = _written(union, mail)
        for desk in desks.values():
            if desk is not union:
                desk.execute(MergeBundles((file,)))
        actuals = said["actuals"]
        office = desks[actuals["office"]]
        values = {
            actuals["record"].format(code=code): {"actual": value, "value_state": "final"}
            for code, value in actuals["values"].items()
        }
        office.execute(SaveValues(values))
        for thread, one in sent:
            if one["answer"]:
                office.execute(SendMessage(one["answer"], thread=thread))
        pair = said["two_pcs"]
        for name, value in zip(pair["homes"], pair["values"], strict=True):
            desks[name].execute(SaveValues({pair["record"]: {pair["field"]: value}}))
        for name in (actuals["office"], *pair["homes"]):
            (taken,) = union.execute(MergeBundles((_written(desks[name], mail),)))
            assert taken.state == "merged", taken
    finally:
        for desk in desks.values():
            desk.close()


def ticking(begin: datetime) -> Callable[[], datetime]:
    """A clock on which a second passes each time somebody looks."""
    seconds = itertools.count(1)
    return lambda: begin + timedelta(seconds=next(seconds))


def _written(desk: Desk, mail: Path) -> Path:
    from alps_desk.app.commands import ExportBundle

    done: Any = desk.execute(ExportBundle(mail / f"{len(list(mail.iterdir()))}.csv"))
    return Path(done.file)
