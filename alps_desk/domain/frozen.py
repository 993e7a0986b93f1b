"""Frozen dataclasses, made in a fifth of the time.

    from alps_desk.domain.frozen import dataclass

Promise: what ``dataclasses.dataclass`` makes of the same class, as far as it can be seen: fields, defaults, equality,
hash, representation, ``replace``, ``asdict``, pickling, and no attribute that can be set. Until Python 3.13 the library
writes six functions for a frozen class and compiles each on its own; the program has some 130 such classes before its
first screen, and they took an eighth of the start. Here one function is written, the rest are shared. What is not
frozen, or stands on another dataclass, is left to the library, and so is everything that the type checker sees.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, **asked):
        """As ``dataclasses.dataclass``."""
        return _made(cls, asked) if cls is not None else lambda given: _made(given, asked)


__all__ = ["dataclass"]

_FIELDS = "__dataclass_fields__"
_OURS = {"frozen", "slots"}
"""What can be asked for here; the rest is the library's."""
_WRITTEN = {
    "__init__",
    "__repr__",
    "__eq__",
    "__hash__",
    "__setattr__",
    "__delattr__",
    "__getstate__",
    "__setstate__",
}
"""What a class may say itself; then all of it is the library's."""


def _made(cls: type, asked: dict[str, Any]) -> type:
    if (
        not asked.get("frozen")
        or set(asked) - _OURS
        or _WRITTEN & set(cls.__dict__)
        or _stands_on_another(cls)
    ):
        return dataclasses.dataclass(**asked)(cls)
    slots = asked.get("slots", False)
    # The fields, their defaults and the slots are the library's; so far nothing has been compiled.
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    fields = dataclasses.fields(made)
    # So that the library knows it for what it is, when another class is made on top.
    params = made.__dataclass_params__
    params.init = params.repr = params.eq = params.frozen = True
    made.__init__ = _init_of(made, fields, slots=slots)
    made.__repr__ = _repr_of([field.name for field in fields if field.repr])
    made.__eq__ = _eq_of([field.name for field in fields if field.compare])
    made.__hash__ = _hash_of(
        [field.name for field in fields if (field.compare if field.hash is None else field.hash)]
    )
    made.__setattr__ = _refuse_to_set
    made.__delattr__ = _refuse_to_delete
    if slots:
        made.__getstate__ = _getstate
        made.__setstate__ = _setstate
    return made  # type: ignore[no-any-return]


def _stands_on_another(cls: type) -> bool:
    return any(hasattr(base, _FIELDS) for base in cls.__bases__)


def _init_of(cls: type, fields: tuple[dataclasses.Field[Any], ...], *, slots: bool) -> Callable[..., None]:
    """The one function that is written: Python checks the arguments of a call by its head."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_missing": dataclasses.MISSING}
    head, body = ["self"], []
    for field in fields:
        name = given = field.name
        if field.default_factory is not dataclasses.MISSING:
            known[f"_make_{name}"] = field.default_factory
            head.append(f"{name}=_missing")
            given = f"_make_{name}() if {name} is _missing else {name}"
        elif field.default is not dataclasses.MISSING:
            known[f"_default_{name}"] = field.default
            head.append(f"{name}=_default_{name}")
        else:
            head.append(name)
        if slots:
            # The slot itself: nobody has to look for it by its name.
            known[f"_set_{name}"] = getattr(cls, name).__set__
            body.append(f" _set_{name}(self, {given})")
        else:
            body.append(f" _set(self, {name!r}, {given})")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    text = f"def __init__({', '.join(head)}):\n" + ("\n".join(body) or " pass")
    exec(compile(text, f"<{cls.__qualname__}>", "exec"), known)  # noqa: S102 - as the library does
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {**{field.name: field.type for field in fields}, "return": None}
    return made


def _values_of(names: list[str]) -> Callable[[Any], Any]:
    """What is compared and hashed: all values, in the language of the interpreter."""
    if not names:
        return lambda one: ()
    if len(names) > 1:
        return attrgetter(*names)
    alone = attrgetter(*names)
    return lambda one: (alone(one),)


def _eq_of(names: list[str]) -> Callable[[Any, object], object]:
    values = _values_of(names)

    def is_equal(self: Any, other: object) -> object:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    return is_equal


def _hash_of(names: list[str]) -> Callable[[Any], int]:
    values = _values_of(names)

    def hashed(self: Any) -> int:
        return hash(values(self))

    return hashed


def _repr_of(names: list[str]) -> Callable[[Any], str]:
    def represented(self: Any) -> str:
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({told})"

    return represented


def _refuse_to_set(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
