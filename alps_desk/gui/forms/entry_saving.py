"""How typed values reach the store: one transaction on the writer's thread, each cell for itself if that is refused.

Promise: a value that the store refuses takes no other value of the same paste with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from alps_desk.app.commands import SaveValues
from alps_desk.app.desk import Desk
from alps_desk.domain.errors import InputRejected, Refusal
from alps_desk.domain.scales import rating_written, scale_field
from alps_desk.gui.forms.entry_snapshot import Place


@dataclass(frozen=True)
class SaveResult:
    """What became of a save.

    Attributes:
        number: of the save.
        heads: ids of the changes behind each saved place now.
        refused: places that were refused, with the reason.
        again: whether the reason has nothing to do with the values, so that saving again may work.
    """

    number: int
    heads: Mapping[Place, tuple[str, ...]]
    refused: Mapping[Place, Refusal]
    again: bool = False


def save_values(desk: Desk, command: SaveValues, number: int) -> SaveResult:
    """Save, all at once or else cell by cell; a refusal is part of the answer."""
    refused: dict[Place, Refusal] = {}
    places = [(record, field) for record, values in command.values.items() for field in values]
    try:
        desk.execute(command)
    except InputRejected as refusal:
        if len(places) == 1:
            refused[places[0]] = refusal
        else:
            for record, field in places:
                values = command.values[record]
                if rating_written(record, field, values):
                    # It goes with the rating.
                    continue
                beside = scale_field(record, field)
                names = (field, beside) if beside in values else (field,)
                one = replace(command, values={record: {name: values[name] for name in names}})
                try:
                    desk.execute(one)
                except InputRejected as reason:
                    refused[record, field] = reason
    except Refusal as refusal:
        return SaveResult(number, {}, dict.fromkeys(places, refusal), again=True)
    now = desk.heads_of(tuple(command.values))
    saved = {place: now.get(place, ()) for place in places if place not in refused}
    return SaveResult(number, saved, refused)
