"""Data classes that cost little to define: their constructor is compiled when first called.

:func:`dataclasses.dataclass` writes and compiles up to seven methods for each class while its
module is imported: 0.5 ms a class (Python 3.11), of which one short command defines eighty and
makes instances of half. Here the standard library finds the fields and makes the slots; the
methods that need no code of their own are shared. :func:`dataclasses.fields`, ``replace``,
``is_dataclass`` and ``asdict`` take these classes as any other.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Literal

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass  # what type checkers know
else:

    def dataclass(
        *, slots: Literal[True], frozen: bool = False, eq: bool = True, kw_only: bool = False
    ) -> Callable[[type], type]:
        """Return a decorator that does what :func:`dataclasses.dataclass` does, with slots.

        Classes that need a ``__dict__``, an order or ``InitVar`` take the standard library's.
        """

        def decorated(cls: type) -> type:
            # Where there is none, dataclasses writes the signature, for which it parses source code
            cls.__doc__ = cls.__doc__ or cls.__name__
            made = dataclasses.dataclass(
                init=False, repr=False, eq=False, slots=slots, kw_only=kw_only
            )(cls)
            for name, method in _methods(made, frozen=frozen, eq=eq).items():
                if name not in cls.__dict__ or (name == "__hash__" and _has_no_hash(cls)):
                    method.__name__, method.__qualname__ = name, f"{made.__qualname__}.{name}"
                    setattr(made, name, method)
            if eq and not frozen and _has_no_hash(cls):
                made.__hash__ = None
            return made

        return decorated


def _has_no_hash(cls: type) -> bool:
    """Return whether a class says nothing of its hash: Python puts None beside ``__eq__``."""
    given = cls.__dict__
    return given.get("__hash__") is None and ("__hash__" not in given or "__eq__" in given)


def _methods(cls: Any, *, frozen: bool, eq: bool) -> dict[str, Callable[..., Any]]:
    """Return the methods of a data class by name."""
    methods: dict[str, Callable[..., Any]] = {
        "__init__": _first_init(cls, frozen=frozen),
        "__repr__": _repr_of(cls),
    }
    if eq:
        values = _values([field.name for field in dataclasses.fields(cls) if field.compare])

        def equals(self: Any, other: object) -> Any:
            if other.__class__ is not self.__class__:
                return NotImplemented
            return values(self) == values(other)

        methods["__eq__"] = equals
        if frozen:

            def hashed(self: Any) -> int:
                return hash(values(self))

            methods["__hash__"] = hashed
    return methods | (_frozen(cls) if frozen else {})


def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the values of some fields as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _repr_of(cls: Any) -> Callable[[Any], str]:
    names = [field.name for field in dataclasses.fields(cls) if field.repr]

    @recursive_repr()
    def shown(self: Any) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({values})"

    return shown


def _frozen(cls: Any) -> dict[str, Callable[..., Any]]:
    """Return the methods that forbid to change an instance, and let it be copied all the same."""
    names = [field.name for field in dataclasses.fields(cls)]

    def refuse_setting(_self: Any, name: str, _value: object) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def refuse_deleting(_self: Any, name: str) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def state_of(self: Any) -> list[Any]:
        return [getattr(self, name) for name in names]

    def set_state(self: Any, state: list[Any]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return {
        "__setattr__": refuse_setting,
        "__delattr__": refuse_deleting,
        "__getstate__": state_of,
        "__setstate__": set_state,
    }


def _first_init(cls: Any, *, frozen: bool) -> Callable[..., None]:
    """Return a constructor that puts the compiled one in its place and calls it."""

    def first(self: Any, /, *arguments: Any, **keywords: Any) -> None:
        cls.__init__ = made = _compiled_init(cls, frozen=frozen)
        made(self, *arguments, **keywords)

    return first


_UNSET = object()  # stands for a value that a factory makes


def _compiled_init(cls: Any, *, frozen: bool) -> Callable[..., None]:
    """Return the constructor of a data class: parameters in the order of its fields.

    The fields of a frozen class are set by their slots' own descriptors.
    """
    names: dict[str, Any] = {"_unset": _UNSET}
    parameters: list[str] = []
    by_keyword: list[str] = []
    lines: list[str] = []
    for field in dataclasses.fields(cls):
        name = field.name
        parameter, value = name, name
        if field.default_factory is not dataclasses.MISSING:
            names[f"_make_{name}"] = field.default_factory
            parameter += "=_unset"
            made = f"_make_{name}()"
            value = f"{made} if {name} is _unset else {name}" if field.init else made
        elif field.default is not dataclasses.MISSING:
            names[f"_default_{name}"] = field.default
            parameter += f"=_default_{name}"
            value = name if field.init else f"_default_{name}"
        elif not field.init:
            continue
        if field.init:
            (by_keyword if field.kw_only else parameters).append(parameter)
        names[f"_set_{name}"] = getattr(cls, name).__set__
        lines.append(f"_set_{name}(self, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    taken = ", ".join(["self", *parameters, *(["*", *by_keyword] if by_keyword else [])])
    body = "\n    ".join(lines or ["pass"])
    exec(f"def __init__({taken}):\n    {body}", names)  # noqa: S102 - names of our own fields
    init: Any = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__module__ = cls.__module__
    return init  # type: ignore[no-any-return]  # made just now
