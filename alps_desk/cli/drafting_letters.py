"""The command that drafts letters to the offices: 依頼文, 督促文, 差戻し文."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from alps_desk import app, wording
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.usage import Usage
from alps_desk.domain.errors import WrongUsage, excerpt


def _drafts(call: Call) -> Answer:
    args = call.args
    plan = call.plan()
    wanted = args.text("--kind")
    kind = next((one for one in app.drafting.KINDS if one == wanted), None)
    if wanted and kind is None:
        raise WrongUsage("cli_kind_unknown", kind=excerpt(wanted), kinds=" / ".join(app.drafting.KINDS))
    period = call.period(plan).code
    found = call.desk.letters(plan.fy, period, call.office(plan), kind)
    data = [asdict(one) for one in found]
    if not args.given("--out"):
        lines = [line for one in found for line in (f"【{one.subject}】", one.text, "")]
        return Answer({"drafts": data}, lines or [wording.say("letters_none")])
    files = app.drafting.save_letters(found, plan.fy, period, Path(args.text("--out")))
    for one, file in zip(data, files, strict=True):
        one["file"] = str(file)
    lines = [
        wording.say(
            "cli_letters_saved", file=file, office=one.name, kind=wording.say(f"letters_kind_{one.kind}")
        )
        for one, file in zip(found, files, strict=True)
    ]
    return Answer({"drafts": data}, lines or [wording.say("letters_none")])


COMMANDS = (Command(Usage("drafts [--fy N] [--period P] [--office KEY] [--kind KIND] [--out DIR]"), _drafts),)
