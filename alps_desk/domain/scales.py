"""A rating keeps the scale it was made with (R39): the name of the code list stands beside it.

Ratings written before scales were kept, and those of programs that know nothing of them, have none; they are read by
the scale of their year.
"""

from __future__ import annotations

from collections.abc import Mapping

from alps_desk.domain.journal import Scalar
from alps_desk.domain.records import parse_record_id
from alps_desk.domain.shown import EMPTY, Figures

RATING, SCALE = "self_rating", "rating_scale"


def is_rated(record: str, field: str) -> bool:
    """Whether a field is a rating with a scale beside it."""
    return field == RATING and parse_record_id(record).type == "progress"


def scale_of(figures: Figures, record: str) -> str:
    """The scale that the rating of a record was made with; "" if it was not kept."""
    value = figures.get((record, SCALE), EMPTY).cell.value
    return value if isinstance(value, str) else ""


def scale_beside(values: Mapping[str, Scalar], scale: str) -> str | None:
    """What stands beside a rating that is being written: the scale of its year, nothing beside what is none."""
    return scale if isinstance(values.get(RATING), str) and scale else None
