"""Data classes defined cheaply behave as the standard library's."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from collections.abc import Callable
from dataclasses import field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import packager
from packager.data_classes import dataclass as ours

_THEIRS: Any = dataclasses.dataclass
_BOTH = pytest.mark.parametrize("decorator", [ours, _THEIRS], ids=["ours", "theirs"])


@ours(frozen=True, slots=True)
class Point:
    """A value that can be pickled, since a module holds it."""

    x: int
    y: int = 0
    tags: tuple[str, ...] = ()
    note: str = field(default="", repr=False, compare=False)


@ours(frozen=True, slots=True)
class Named(Point):
    """A value with a field more."""

    name: str = "none"


def _plain(decorator: Any) -> Any:
    @decorator(slots=True)
    class Plain:
        first: str
        found: list[str] = field(default_factory=list)
        count: int = field(default=3, init=False)
        both: str = field(init=False)

        def __post_init__(self) -> None:
            self.both = self.first * 2

    return Plain


def _frozen(decorator: Any) -> Any:
    @decorator(frozen=True, slots=True)
    class Frozen:
        first: str
        second: int = 2
        hidden: str = field(default="", repr=False, compare=False)

        @property
        def third(self) -> int:
            return self.second + 1

    return Frozen


def _keyed(decorator: Any) -> Any:
    @decorator(slots=True, eq=False, kw_only=True)
    class Keyed:
        one: int
        two: int = 2

    return Keyed


def _own(decorator: Any) -> Any:
    @decorator(frozen=True, slots=True)
    class Own:
        one: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own)

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "own"

    return Own


def _outcome(act: Callable[[], Any]) -> str:
    try:
        return str(act())
    except (TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"


def _are_equal(kind: Any, one: str, other: str) -> bool:
    return bool(kind(one) == kind(other))


def _set(kind: Any) -> str:
    value = kind("a")
    setattr(value, fields(kind)[0].name, "b")
    return repr(value)


def _delete(kind: Any) -> None:
    delattr(kind("a"), fields(kind)[0].name)


_ACTS: dict[str, Callable[[Callable[[Any], Any], Any], Any]] = {
    "repr": lambda make, d: repr(make(d)("a")),
    "missing": lambda make, d: make(d)(),
    "too many": lambda make, d: make(d)(1, 2, 3, 4, 5, 6),
    "unknown": lambda make, d: make(d)("a", other=1),
    "by keyword": lambda make, d: repr(make(d)(first="b")),
    "hash": lambda make, d: hash(make(d)("a")) is not None,
    "equal": lambda make, d: _are_equal(make(d), "a", "a"),
    "unequal": lambda make, d: _are_equal(make(d), "a", "b"),
    "other kind": lambda make, d: make(d)("a") == "a",
    "replaced": lambda make, d: repr(replace(make(d)("a"), first="z")),
    "fields": lambda make, d: [(f.name, f.type, f.init, f.compare) for f in fields(make(d))],
    "as dict": lambda make, d: dataclasses.asdict(make(d)("a")),
    "matched": lambda make, d: make(d).__match_args__,
    "set": lambda make, d: _set(make(d)),
    "deleted": lambda make, d: _delete(make(d)),
    "no such field": lambda make, d: vars(make(d)("a")),
    "copied": lambda make, d: repr(copy.deepcopy(make(d)("a"))),
}


@pytest.mark.parametrize("make", [_plain, _frozen, _keyed, _own])
@pytest.mark.parametrize("act", _ACTS)
def test_whatever_is_done_with_an_instance_comes_out_as_with_the_standard_library(
    make: Callable[[Any], Any], act: str
) -> None:
    """Errors too, word for word: they are what a mistake in the code shows."""
    mine, theirs = (_outcome(lambda d=d: _ACTS[act](make, d)) for d in (ours, _THEIRS))  # type: ignore[misc]
    assert mine == theirs


@_BOTH
def test_each_instance_gets_a_list_of_its_own(decorator: Any) -> None:
    kind = _plain(decorator)
    one, other = kind("a"), kind("b")
    one.found.append("x")
    assert (one.found, other.found) == (["x"], [])


def test_a_value_survives_pickling() -> None:
    point = Point(1, tags=("a", "b"), note="n")
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(point, protocol))  # noqa: S301 - our own
        assert again == point
        assert again.note == "n"


def test_a_class_derived_from_another_has_the_fields_of_both() -> None:
    named = Named(1, name="n")
    assert (named.x, named.y, named.name) == (1, 0, "n")
    assert repr(named) == "Named(x=1, y=0, tags=(), name='n')"
    assert named != Point(1)
    assert Point(2).x == 2  # its constructor was not compiled by the other's


def test_equal_values_have_equal_hashes_and_are_one_in_a_set() -> None:
    assert len({Point(1, 2), Point(1, 2, note="other"), Point(2, 1)}) == 2


def test_classes_are_data_classes_and_take_no_other_attributes() -> None:
    assert is_dataclass(Point)
    assert not hasattr(Point(1), "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'other'"):
        Point(1).other = 1  # type: ignore[attr-defined]


def test_a_value_that_holds_itself_can_be_shown() -> None:
    kind = _plain(ours)
    value = kind("a")
    value.found.append(value)
    assert "..." in repr(value)


def test_the_constructor_is_compiled_at_the_first_instance() -> None:
    kind = _frozen(ours)
    before = kind.__init__
    kind("a")
    after = kind.__init__
    kind("b")
    assert before is not after
    assert kind.__init__ is after


def test_data_classes_with_slots_are_made_the_cheap_way() -> None:
    """``from dataclasses import dataclass`` beside ``slots=True`` costs every start 0.6 ms."""
    package = Path(packager.__file__).parent
    costly = [
        str(file.relative_to(package))
        for file in sorted(package.rglob("*.py"))
        for text in [file.read_text("utf-8")]
        if re.search(r"^from dataclasses import .*\bdataclass\b", text, re.M)
        and re.search(r"^ *@dataclass\(.*slots=True", text, re.M)
        and file.name != "data_classes.py"
    ]
    assert not costly
