"""Frozen classes of the house, held against those of the library."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from functools import cached_property
from typing import Any

import pytest

from alps_desk.domain import frozen


def house(**asked: bool) -> Callable[[type], Any]:
    return frozen.dataclass(frozen=True, **asked)


def library(**asked: bool) -> Callable[[type], Any]:
    return dataclasses.dataclass(frozen=True, **asked)


def sample(make: Callable[..., Callable[[type], Any]], **asked: bool) -> Any:
    class Sample:
        """One."""

        name: str
        count: int = 3
        notes: dict[str, int] = dataclasses.field(default_factory=dict, hash=False)
        aside: str = dataclasses.field(default="", compare=False, repr=False)

    return make(**asked)(Sample)


@frozen.dataclass(frozen=True, slots=True)
class Slotted:
    """Crosses to another process."""

    name: str
    count: int = 3


@frozen.dataclass(frozen=True)
class Plain:
    """Keeps what it computes."""

    name: str

    @cached_property
    def long(self) -> str:
        return self.name * 2


@pytest.mark.parametrize("slots", [False, True])
def test_is_what_the_library_makes(slots: bool) -> None:
    ours, theirs = sample(house, slots=slots), sample(library, slots=slots)

    for given in (("a",), ("a", 4), ("a", 4, {"x": 1}), ("a", 4, {}, "y")):
        assert repr(ours(*given)) == repr(theirs(*given))
        assert dataclasses.asdict(ours(*given)) == dataclasses.asdict(theirs(*given))
        assert hash(ours(*given)) == hash(theirs(*given))
        for other in (("a",), ("a", 4), ("a", 3, {"x": 1}), ("a", 3, {}, "z")):
            assert (ours(*given) == ours(*other)) is (theirs(*given) == theirs(*other))
    assert ours("a") != theirs("a")
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(theirs).parameters)
    assert [field.name for field in dataclasses.fields(ours)] == ["name", "count", "notes", "aside"]
    assert ours.__match_args__ == theirs.__match_args__
    assert hasattr(ours("a"), "__dict__") is hasattr(theirs("a"), "__dict__")
    assert dataclasses.replace(ours("a"), count=9) == ours("a", 9)
    assert ours("a").notes is not ours("a").notes


@pytest.mark.parametrize("slots", [False, True])
def test_nothing_can_be_set(slots: bool) -> None:
    one = sample(house, slots=slots)("a")

    for name in ("name", "new"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(one, name, "b")
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.name
    for wrong in ({}, {"name": "a", "other": 1}):
        with pytest.raises(TypeError):
            type(one)(**wrong)


def test_travels_and_is_copied() -> None:
    for one in (Slotted("a", 4), Plain("a")):
        assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - what was just made
        assert copy.copy(one) == copy.deepcopy(one) == one
    assert Plain("a").long == "aa"
    match Slotted("a", 4):
        case Slotted(name, count):
            assert (name, count) == ("a", 4)


def test_a_class_on_top_and_a_class_with_words_of_its_own() -> None:
    @frozen.dataclass(frozen=True)
    class Longer(Plain):
        """One field more."""

        more: int = 0

    assert Longer("a", 2) == Longer("a", 2) != Longer("a", 3)
    assert Longer("a", 2).long == "aa"
    with pytest.raises(TypeError):
        # The library refuses it: the class below is frozen.
        frozen.dataclass(type("Loose", (Plain,), {"__annotations__": {"more": int}}))

    @frozen.dataclass(frozen=True)
    class Same:
        """All are the same."""

        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Same)

        def __hash__(self) -> int:
            return 1

        def __post_init__(self) -> None:
            assert self.name

    assert len({Same("a"), Same("b")}) == 1
    with pytest.raises(AssertionError):
        Same("")
