"""A reporting round in miniature, in a folder of its own that is gone afterwards: the program tries itself out.

Set-up with migration, entry by table, writing and taking the exchange file, totals and a report. An installation that
passes can do its job.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from alps_desk import wording
from alps_desk.app.commands import (
    EnterTable,
    ExportBundle,
    MergeBundles,
    WriteRegistration,
    WriteReport,
    WriteTemplate,
)
from alps_desk.app.desk import Desk
from alps_desk.app.self_check import Checked
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.domain.errors import Refusal
from alps_desk.domain.records import UNION

_YEN = 1234

SetUpDesk = Callable[[Home, SetUp], Desk]


def try_out(set_up_desk: SetUpDesk) -> Sequence[Checked]:
    """Play the round; refusals are findings, faults of the program go to the caller."""
    desks: list[Desk] = []
    with tempfile.TemporaryDirectory(prefix="alps-desk-", ignore_cleanup_errors=True) as folder:
        try:
            return [_play(Path(folder), set_up_desk, desks)]
        except Refusal as error:
            return [Checked("round", False, wording.say("self_round_refused", code=error.code))]
        finally:
            for desk in desks:
                desk.close()


def _play(folder: Path, set_up_desk: SetUpDesk, desks: list[Desk]) -> Checked:
    union = set_up_desk(Home(folder / UNION), SetUp(UNION))
    desks.append(union)
    plan = union.plan()
    member = plan.members[0].key
    registration = union.execute(WriteRegistration(folder / "registration.csv"))
    office = set_up_desk(Home(folder / member), SetUp(member, registration=registration.read_bytes()))
    desks.append(office)
    period = plan.periods[0].code
    office.execute(WriteTemplate(plan.fy, period, folder / "template.csv"))
    office.execute(WriteTemplate(plan.fy, period, folder / "template.xlsx"))
    own = next(row for row in office.entry_rows(plan.fy, period) if row.part.kind == "own")
    table = f"fy,period,project,spent\n{plan.fy},{period},{own.part.project.code},{_YEN}\n"
    taken = office.execute(EnterTable(table.encode("utf-8"), "table.csv"))
    sent = office.execute(ExportBundle(folder / "bundle.csv"))
    (result,) = union.execute(MergeBundles((sent.file,), accept_device=sent.code))
    row = union.totals(plan.fy).row(own.part.project.code)
    form = next(one for one in union.forms() if not one.scoped)
    for kind in ("csv", "xlsx"):
        union.execute(WriteReport(form.name, plan.fy, period, kind, folder / f"report.{kind}"))
    sound = (
        taken.taken == 1
        and result.state == "merged"
        and union.digest() == office.digest()
        and row is not None
        and row.gross_yen == _YEN
        and all(one.ok for desk in desks for one in desk.self_check())
    )
    return Checked("round", sound, wording.say("self_round" if sound else "self_round_bad"))
