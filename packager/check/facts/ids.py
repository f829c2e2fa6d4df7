"""The ids of a document, kept small: a book of thousands of chapters keeps those of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from packager.check.facts.names import XHTML
from packager.check.finding import Place

# A character that no XML document has. https://www.w3.org/TR/xml/#charsets
_APART = "\x1f"
_FEW = 1024  # characters of ids


class Target(NamedTuple):
    """An element with an id: its number in its document (the file ``path``), and what it is."""

    order: int
    name: str
    space: str
    path: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.path, None, None, self.order)


class Ids(Mapping[str, Target]):
    """The ids of the document ``path``, in their order, with the elements that have them.

    ``on_html`` says that all of these are elements of XHTML. Two texts hold everything; what they
    say is taken apart when somebody asks, and the tables of the last few documents are kept.
    """

    __slots__ = ("_ids", "_targets", "on_html", "path")

    def __init__(self, path: str, ids: str = "", targets: str = "", on_html: bool = True) -> None:
        self.path = path
        self.on_html = on_html
        self._ids = ids
        self._targets = targets

    @staticmethod
    def of(path: str, found: Mapping[str, tuple[int, str, str]]) -> Ids:
        """Return the ids with the number, name and namespace of the element that has each."""
        told = {
            id_: f"{order} {name}" if space == XHTML else f"{order} {name} {space}"
            for id_, (order, name, space) in found.items()
        }
        on_html = all(space == XHTML for _, _, space in found.values())
        return Ids.told(path, told, on_html=on_html)

    @staticmethod
    def told(path: str, found: Mapping[str, str], *, on_html: bool) -> Ids:
        """Return the ids of texts: number and name of an element; its namespace if no XHTML."""
        return Ids(path, _APART.join(found), _APART.join(found.values()), on_html)

    def __reduce__(self) -> tuple[type[Ids], tuple[str, str, str, bool]]:
        """Return what pickles hold of it."""
        return Ids, (self.path, self._ids, self._targets, self.on_html)

    def __getitem__(self, id_: str) -> Target:
        """Return the element that has an id; raises ``KeyError`` where none has it."""
        number = _numbers(self._ids, bool(self._targets))[id_]
        order, name, *space = _split(self._targets)[number].split(" ", 2)
        return Target(int(order), name, space[0] if space else XHTML, self.path)

    def __contains__(self, id_: object) -> bool:
        """Whether an element has that id."""
        return id_ in _numbers(self._ids, bool(self._targets))

    def __iter__(self) -> Iterator[str]:
        """Go through the ids in their order."""
        return iter(_numbers(self._ids, bool(self._targets)))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(_numbers(self._ids, bool(self._targets)))

    def __repr__(self) -> str:
        """Return the path and how many ids there are."""
        return f"Ids({self.path!r}, {len(self)})"


def _numbers(ids: str, has_any: bool) -> dict[str, int]:
    return (_numbers_of_few if len(ids) < _FEW else _numbers_of_many)(ids, has_any)


def _table(ids: str, has_any: bool) -> dict[str, int]:
    # One element may have an empty id: then there is a target and no text.
    return {id_: number for number, id_ in enumerate(ids.split(_APART))} if has_any else {}


# Pages refer to each other in any order: the tables of many small ones are worth to be kept.
_numbers_of_few = lru_cache(maxsize=2048)(_table)
_numbers_of_many = lru_cache(maxsize=32)(_table)


@lru_cache(maxsize=64)
def _split(targets: str) -> list[str]:
    return targets.split(_APART)
