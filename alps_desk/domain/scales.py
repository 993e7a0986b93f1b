"""A rating keeps the scale it was made with (R39): the name of the code list stands beside it.

Ratings written before scales were kept, and those of programs that know nothing of them, have none; they are read by
the scale of their year. The two ratings of 圏域評価 stand on one scale.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from alps_desk.domain.journal import Scalar
from alps_desk.domain.shown import EMPTY, Figures

RATING, SCALE = "self_rating", "rating_scale"


@dataclass(frozen=True)
class _Rated:
    """What a type of record keeps of ratings: their fields, and the field of their scale."""

    ratings: tuple[str, ...]
    scale: str


REGION = _Rated(("regional_rating", "external_rating"), "scale")
"""圏域評価."""
_RATED = {"progress": _Rated((RATING,), SCALE), "regional_evaluation": REGION}


def scale_field(record: str, field: str) -> str:
    """The field beside a rating that keeps its scale; "" for what is no rating."""
    kept = _kept(record)
    return kept.scale if kept is not None and field in kept.ratings else ""


def ratings_of_scale(record: str, field: str) -> tuple[str, ...]:
    """The ratings that stand on a scale; none for what is no scale."""
    kept = _kept(record)
    return kept.ratings if kept is not None and field == kept.scale else ()


def rating_written(record: str, field: str, written: Container[str]) -> str:
    """The rating that a scale is written with, "" for what is no scale or goes alone."""
    return next((one for one in ratings_of_scale(record, field) if one in written), "")


def scale_of(figures: Figures, record: str) -> str:
    """The scale that the ratings of a record were made with; "" if it was not kept."""
    kept = _kept(record)
    value = figures.get((record, kept.scale), EMPTY).cell.value if kept is not None else None
    return value if isinstance(value, str) else ""


def scale_beside(
    record: str, written: Mapping[str, Scalar], standing: Mapping[str, Scalar], scale: str
) -> dict[str, str | None]:
    """What stands beside ratings that are being written: the scale of their year, nothing beside what is none.

    Args:
        written: fields that are being written; standing: those that were there before.

    Returns:
        Nothing when no rating is written, or one is taken away and another stays.
    """
    kept = _kept(record)
    ratings = [one for one in kept.ratings if one in written] if kept is not None else []
    if kept is None or not ratings:
        return {}
    if any(isinstance(written[one], str) for one in ratings):
        return {kept.scale: scale or None}
    if any(isinstance(standing.get(one), str) for one in kept.ratings if one not in written):
        return {}
    return {kept.scale: None}


def _kept(record: str) -> _Rated | None:
    return _RATED.get(record.partition(":")[0])
