"""The real list of the region and the real entry form, made as long as one likes: more projects over the real plan."""

from __future__ import annotations

from dataclasses import replace

from alps_desk.app.entry import EntryRow
from alps_desk.app.overview import ListCell, Overview, OverviewRow
from alps_desk.domain.cells import CellValue
from alps_desk.domain.shown import Shown
from alps_desk.gui.forms.entry_snapshot import Place, Snapshot


def long_list(found: Overview, count: int) -> Overview:
    """A list of about as many rows, every one with figures and a sentence of its own."""
    offices = sorted({row.office for row in found.rows})
    wanted = -(-count // len(offices))
    pattern = {(row.office, row.project): row for row in found.rows}
    known = [one for one in found.plan.projects if all((key, one.code) in pattern for key in offices)]
    projects = []
    rows: list[OverviewRow] = []
    for number in range(wanted):
        like = known[number % len(known)]
        made = replace(like, code=f"{like.code}-{number}", name=f"{like.name}（その{number}）")
        projects.append(made)
        for at, office in enumerate(offices):
            row = pattern[office, like.code]
            serial = number * len(offices) + at
            cells = {
                **row.cells,
                "project_name": ListCell(made.name),
                "budget_current": ListCell(serial * 104_729 % 99_999_989),
                "spent": ListCell(serial * 7_919 % 99_999_989),
                "done_text": ListCell(f"参加者は{serial}人。トラブルの相談が{serial % 7}件あった。"),
            }
            rows.append(
                replace(row, project=made.code, cells=cells, board=replace(row.board, project=made.code))
            )
    return replace(found, plan=replace(found.plan, projects=tuple(projects)), rows=tuple(rows[:count]))


def long_form(found: Snapshot, count: int) -> Snapshot:
    """An entry form of so many rows, every one with values of its own."""
    rows: list[EntryRow] = []
    figures: dict[Place, Shown] = dict(found.figures)
    projects = []
    for number in range(count):
        like = found.rows[number % len(found.rows)]
        old = like.part.project
        project = replace(
            old, code=f"{old.code}-{number}", number=number + 1, name=f"{old.name}（その{number}）"
        )
        projects.append(project)
        targets = {}
        for column, (record, field) in like.targets.items():
            other = record.replace(old.code, project.code)
            targets[column] = other, field
            shown = found.figures.get((record, field.name))
            if shown is not None:
                value = shown.cell.value
                if isinstance(value, int) and not isinstance(value, bool):
                    shown = Shown(CellValue.of(value + number))
                figures[other, field.name] = shown
        rows.append(replace(like, part=replace(like.part, project=project), targets=targets))
    plan = replace(found.plan, projects=(*found.plan.projects, *projects))
    return replace(found, plan=plan, rows=tuple(rows), figures=figures)
