"""A rating keeps the scale it was made with (R39): the name of the code list stands beside it, one for each rating.

Ratings written before scales were kept, and those of programs that know nothing of them, have none; they are read by
the scale of their year.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from alps_desk.domain.journal import Scalar
from alps_desk.domain.shown import EMPTY, Figures

RATING, SCALE = "self_rating", "rating_scale"
_SCALES: Mapping[str, Mapping[str, str]] = {
    "progress": {RATING: SCALE},
    "regional_evaluation": {"regional_rating": "scale", "external_rating": "external_scale"},
}
"""Type of record → rating → the field of its scale."""


def scale_field(record: str, field: str) -> str:
    """The field beside a rating that keeps its scale; "" for what is no rating."""
    return _scales(record).get(field, "")


def ratings_of(kind: str) -> tuple[str, ...]:
    """The ratings that a type of record has."""
    return tuple(_SCALES.get(kind, ()))


def rating_of_scale(record: str, field: str) -> str:
    """The rating that stands on a scale; "" for what is no scale."""
    return next((rating for rating, scale in _scales(record).items() if scale == field), "")


def rating_written(record: str, field: str, written: Container[str]) -> str:
    """The rating that a scale is written with, "" for what is no scale or goes alone."""
    rating = rating_of_scale(record, field)
    return rating if rating in written else ""


def scale_of(figures: Figures, record: str, rating: str = RATING) -> str:
    """The scale that a rating of a record was made with; "" if it was not kept."""
    value = figures.get((record, scale_field(record, rating)), EMPTY).cell.value
    return value if isinstance(value, str) else ""


def scale_beside(record: str, written: Mapping[str, Scalar], scale: str) -> dict[str, str | None]:
    """What stands beside ratings that are being written: the scale of their year, nothing beside what is none."""
    return {
        beside: (scale or None) if isinstance(written[rating], str) else None
        for rating, beside in _scales(record).items()
        if rating in written
    }


def _scales(record: str) -> Mapping[str, str]:
    return _SCALES.get(record.partition(":")[0], {})
