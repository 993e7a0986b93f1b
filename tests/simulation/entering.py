"""What people enter, decide and report: moves that make changes."""

from __future__ import annotations

import random

from alps_desk.app.commands import (
    Accept,
    AnswerReturn,
    CloseReturn,
    Resolve,
    SaveValues,
    SendBack,
    SetDeadline,
    Submit,
    Unlock,
    Withdraw,
)
from alps_desk.domain.journal import Scalar
from tests.simulation.cast import FY, OFFICES, PERIOD
from tests.simulation.oracle import DELETED, UNION
from tests.simulation.programs import LATER
from tests.simulation.replica import Replica
from tests.simulation.world import World

# Composed and decomposed, compatibility forms, beyond the basic plane, what spreadsheets take for formulas, blanks.
TEXTS = ("雪", "神\ufa19", "か\u3099", "が", "𠮷野", "=1+1", " 前後 ", "一行\n二行", "", "Ａ")
NUMBERS = (0, 1, -5, 10**15 - 1)


def _records(office: str, chance: random.Random) -> tuple[str, dict[str, Scalar]]:
    """A record of an office and new values for it; few records, so that PCs meet in them."""
    kind = chance.choice(["progress", "progress", "progress", "money", "burden", "burden"])
    if kind == "progress":
        record = f"progress:{office}:{FY}:{PERIOD}:{chance.choice(['P1', 'P1', 'P2'])}"
        names = chance.sample(["issues", "done_text", "pace"], chance.choice([1, 1, 2]))
        return record, {name: chance.choice(TEXTS) for name in names}
    if kind == "money":
        return f"money:{office}:{FY}:P1:{PERIOD}", {
            "spent": chance.choice(NUMBERS),
            "money_note": chance.choice(TEXTS),
        }
    if office == OFFICES[0]:
        return f"burden:{office}:{FY}:P1:{chance.choice(OFFICES[1:3])}", {"notified": chance.choice(NUMBERS)}
    return f"burden:{OFFICES[0]}:{FY}:P1:{office}", {"transfer_out": chance.choice(NUMBERS)}


def someone(world: World, chance: random.Random) -> Replica:
    """A PC of an office."""
    # Half of what happens happens at two offices.
    offices = world.offices()
    busy = [one for one in offices if one.office in OFFICES[:2]]
    return chance.choice(busy if chance.random() < 0.5 and busy else offices)


def union_pc(world: World, chance: random.Random) -> Replica:
    """One of the union's PCs."""
    return world.replicas[chance.choice([UNION, UNION, "union-2"])]


# --- what people enter -----------------------------------------------------------------------------------------


def save(world: World, chance: random.Random) -> None:
    """One to three people enter something, each at a PC."""
    for _ in range(chance.choice([1, 2, 3])):
        one = someone(world, chance)
        record, values = _records(one.office, chance)
        one.write(SaveValues({record: values}, force=chance.random() < 0.3))


def save_twice(world: World, chance: random.Random) -> None:
    """Two records and a later program's fields in one step."""
    one = someone(world, chance)
    values = dict([_records(one.office, chance), _records(one.office, chance)])
    if one.part.program == LATER:
        values[f"survey:{one.office}:{FY}:T{chance.randrange(2)}"] = {"answer": chance.choice(TEXTS)}
        values.setdefault(f"progress:{one.office}:{FY}:{PERIOD}:P1", {})["outlook"] = chance.choice(TEXTS)
    one.write(SaveValues(values))


def open_form(world: World, chance: random.Random) -> None:
    one = someone(world, chance)
    one.look(_records(one.office, chance)[0])


def save_form(world: World, chance: random.Random) -> None:
    """Save what was opened a while ago; meanwhile more may have come."""
    able = [one for one in world.offices() if one.screen]
    if able:
        one = chance.choice(able)
        record = chance.choice(sorted(one.screen))
        heads = one.screen[record][0]
        names = {"progress": "issues", "money": "spent"}.get(record.split(":")[0])
        if names is None:
            names = "notified" if one.office == OFFICES[0] else "transfer_out"
        values: dict[str, Scalar] = {names: chance.choice(TEXTS if names == "issues" else NUMBERS)}
        if chance.random() < 0.3:
            values = {DELETED: True}
            if not one.ask(lambda desk: desk.place.store.state(record).fields):
                return
        seen = {(record, name): heads.get(name, ()) for name in {*one.told(record).heads, *values, DELETED}}
        one.write(SaveValues({record: values}, seen=seen, why="二重に入力", force=True), stale=record)
        one.screen.pop(record)


def delete(world: World, chance: random.Random) -> None:
    one = someone(world, chance)
    able = [
        record
        for record in sorted(one.by_record())
        if record.split(":")[1] == one.office
        and record.split(":")[0] in ("progress", "money", "burden")
        and not one.told(record).deleted
    ]
    if able:
        one.write(SaveValues({chance.choice(able): {DELETED: True}}, why="二重に入力"))


def revive(world: World, chance: random.Random) -> None:
    for one in world.offices():
        gone = [
            record
            for record in sorted(one.by_record())
            if record.split(":")[1] == one.office and one.told(record).deleted
        ]
        if gone:
            record = chance.choice(gone)
            values: dict[str, Scalar] = (
                {"issues": "やはり要る"} if record.startswith("progress") else {DELETED: False}
            )
            one.write(SaveValues({record: values}, why="やはり要る"))
            return


def behalf(world: World, chance: random.Random) -> None:
    office = chance.choice(OFFICES[:3])
    record, values = _records(office, chance)
    if chance.random() < 0.2:
        values = {DELETED: True}
    one = union_pc(world, chance)
    if DELETED not in values or one.told(record).heads:
        one.write(SaveValues({record: values}, why="回答書", on_behalf=office))


def define(world: World, chance: random.Random) -> None:
    one = union_pc(world, chance)
    values: dict[str, dict[str, Scalar]] = {f"project_year:{UNION}:{FY}:P1": {"note": chance.choice(TEXTS)}}
    if one.part.program == LATER and chance.random() < 0.5:
        values[f"guide:{UNION}:G1"] = {"words": chance.choice(TEXTS)}
    one.write(SaveValues(values))


def settle(world: World, chance: random.Random) -> None:
    able = [one for one in world.present() if any(one.told(record).conflicts for record in one.by_record())]
    if able:
        decide(world, chance.choice([*able, *(one for one in able if one.office == UNION)]), chance)


def decide(world: World, one: Replica, chance: random.Random) -> None:
    """Settle one conflict at a PC, if there is one that it may settle."""
    views = [
        view
        for view in one.ask(lambda desk: desk.conflicts())
        if one.office in (UNION, view.record.split(":")[1])
        and all(candidate.change in world.known.truths for candidate in view.candidates)
    ]
    if views:
        view = chance.choice(views)
        options = sorted(view.candidates, key=lambda candidate: world.known.truths[candidate.change].number)
        take = chance.choice(options).change if chance.random() < 0.7 and view.field != DELETED else ""
        value: Scalar = chance.choice([True, False]) if view.field == DELETED else "相談した"
        one.write(Resolve(view.id, "電話で確認", take=take, value=value))


# --- the round of reporting -------------------------------------------------------------------------------------


def report(world: World, chance: random.Random) -> None:
    one = someone(world, chance)
    one.write(chance.choice([Submit, Submit, Withdraw])(FY, PERIOD, "課長"))


def review(world: World, chance: random.Random) -> None:
    one = union_pc(world, chance)
    office = chance.choice(OFFICES[:2])
    records = [
        record
        for record in sorted(one.by_record())
        if record.split(":")[0] in ("progress", "submission") and record.split(":")[1] == office
    ]
    what = chance.randrange(5)
    if what == 0 and records:
        one.write(SendBack(chance.choice(records), "", "数字を確かめてください"))
    elif what == 1:
        one.write(Accept(FY, PERIOD, office, by_role="課長"))
    elif what == 2:
        one.write(SetDeadline(FY, PERIOD, chance.choice([office, ""]), "2017-12-15", "雪のため"))
    elif what == 3:
        # A day that no clock of the cast has passed: what may be entered must not hang on a clock here.
        one.write(Unlock(FY, PERIOD, chance.choice([office, ""]), "", "2999-12-31", "訂正のため"))
    else:
        returns = one.ask(lambda desk: desk.returns())
        if returns:
            one.write(CloseReturn(chance.choice(sorted(view.id for view in returns)), "確かめた"))


def answer(world: World, chance: random.Random) -> None:
    one = someone(world, chance)
    returns = sorted(view.id for view in one.ask(lambda desk: desk.returns()) if view.office == one.office)
    if returns:
        one.write(AnswerReturn(chance.choice(returns), chance.choice(TEXTS[:4]), "課長"))
