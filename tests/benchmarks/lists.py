"""The real list of the region, made as long as one likes: more projects, so more reports, over the real plan."""

from __future__ import annotations

from dataclasses import replace

from alps_desk.app.overview import ListCell, Overview, OverviewRow


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
