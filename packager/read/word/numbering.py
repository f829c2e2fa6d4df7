"""The numbers that Word counts for paragraphs, which are nowhere in its text.

ECMA-376 part 1, 17.9: a list (``w:num``) is of an abstract one; lists of one abstract list count
on, unless one overrides where it starts; a level starts again after a higher one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from packager.read.word.names import child, children, value

_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST = 5_000  # above which no number is written in letters
_LETTERS = 26
# Word's formats as the ``type`` of a list in HTML, which reading systems show
TYPES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}


@dataclass(frozen=True)
class Level:
    """How one level of a list counts: its format, its text with ``%1``, where it starts."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    indent: int = 0

    @property
    def is_bullet(self) -> bool:
        """Whether it shows a sign and no number."""
        return self.format == "bullet"

    @property
    def is_blank(self) -> bool:
        """Whether nothing is shown: a further paragraph of the item before."""
        return self.format == "none" or (self.is_bullet and not self.text.strip(" \u200b\u00a0"))


@dataclass
class Counter:
    """The lists of a document and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    own: dict[tuple[str, int], Level] = field(default_factory=dict)
    """Levels that a list has otherwise than its abstract one."""
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def level(self, place: tuple[str, int]) -> Level | None:
        """Return how a place of a list counts; none where there is no such list."""
        plain = self.levels.get(self.abstract.get(place[0], ""), {}).get(place[1])
        return self.own.get(place, plain)

    def count(self, place: tuple[str, int]) -> int:
        """Count one more paragraph at a place, and return its number."""
        number, depth = place
        counts = self.counted.setdefault(self.abstract.get(number, number), {})
        level = self.level(place) or Level()
        if (fresh := self.starts.get(place)) is not None and number not in self.begun:
            counts.pop(depth, None)
        first = level.start if fresh is None else fresh
        self.begun.add(number)
        counts[depth] = counts[depth] + 1 if depth in counts else first
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return counts[depth]

    def label(self, place: tuple[str, int]) -> str:
        """Return what Word shows before the paragraph that was counted last: ``2.1``."""
        level = self.level(place)
        if level is None or level.is_bullet or level.format == "none":
            return ""
        counts = self.counted.get(self.abstract[place[0]], {})

        def shown(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            at = self.level((place[0], depth)) or Level()
            return written(counts.get(depth, at.start), at.format)

        return " ".join(_PLACE.sub(shown, level.text).split())


def written(number: int, form: str) -> str:
    """Return a number in one of Word's formats; in digits where it is another."""
    if not 0 < number <= _MOST or form not in TYPES:
        return str(number)
    if form.endswith("Letter"):
        letter = chr(ord("a") + (number - 1) % _LETTERS) * ((number - 1) // _LETTERS + 1)
    else:
        letter, rest = "", number
        for worth, sign in _ROMAN:
            letter += sign * (rest // worth)
            rest %= worth
    return letter.upper() if form.startswith("upper") else letter


def counter_of(root: etree._Element | None) -> Counter:
    """Return the lists of ``word/numbering.xml``, none of them begun."""
    made = Counter()
    for abstract in children(root, "w:abstractNum"):
        id_ = value(abstract, "abstractNumId")
        made.levels[id_] = {
            _whole(value(level, "ilvl")): _level(level) for level in children(abstract, "w:lvl")
        }
    for one in children(root, "w:num"):
        number = value(one, "numId")
        made.abstract[number] = value(child(one, "w:abstractNumId"))
        for override in children(one, "w:lvlOverride"):
            start = value(child(override, "w:startOverride"))
            if start.isdigit():
                made.starts[number, _whole(value(override, "ilvl"))] = int(start)
            if (own := child(override, "w:lvl")) is not None:
                place = number, _whole(value(override, "ilvl"))
                made.own[place] = _level(own)
    return made


def _level(level: etree._Element) -> Level:
    start = value(child(level, "w:start"))
    indent = child(level, "w:pPr", "w:ind")
    return Level(
        value(child(level, "w:numFmt")) or "decimal",
        value(child(level, "w:lvlText")),
        _whole(start, 1),
        _whole(value(indent, "left") or value(indent, "start")),
    )


def _whole(text: str, default: int = 0) -> int:
    return int(text) if text.isdigit() and len(text) < 9 else default  # noqa: PLR2004 - digits
