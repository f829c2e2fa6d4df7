"""The model of a paste: which line is its title, which lines are the essay.

A forest of small decision trees gives each line the log odds of being of the essay, from its
:mod:`measures <packager.read.paste.measures>`; one region of lines is then chosen, with what is
surely furniture taken out of it. ``weights.json`` was learned by ``tests/training/paste.py`` from
pages of some 400 sites.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from packager.data_classes import dataclass
from packager.read.forest import Forest, log_odds, planted
from packager.read.paste.features import look_at
from packager.read.paste.headline import candidates
from packager.read.paste.lines import Line
from packager.read.paste.measures import FEATURES, measures

# Log odds from which a line is kept: see chosen(). Losing a line of the essay is dearer than
# keeping one of the site, so both bounds lie far below even odds.
_INNER = math.log(0.08 / 0.92)
_EDGE = math.log(0.1 / 0.9)
# A phrase of furniture.tsv begins no essay and ends none unless the odds are this good, so that a
# phrase that somebody adds to the table is heard
_KNOWN = 2.0
_PLEA = 110.0  # what a phrase of the table weighs at most, with what is said behind it
_SITE = frozenset("share subscribe comments ad account".split())
_GAP = 2  # unlikely lines that may stand between an edge and the core


@dataclass(frozen=True, slots=True)
class Weights:
    """What the names of a candidate say for its being the title, and the forest of the lines."""

    title: Mapping[str, float]
    lines: Forest


@dataclass(frozen=True, slots=True)
class Choice:
    """Which lines are of the essay; ``last`` is the last that is likelier in than out, or -1."""

    kept: list[bool]
    last: int


def weights_of(table: Mapping[str, Any]) -> Weights:
    """Return the weights that a table of JSON holds.

    Raises:
        ValueError: it was learned with other measures.
    """
    return Weights(table["title"], planted(table["lines"], FEATURES))


@cache
def weights() -> Weights:
    """Return the weights that packager ships."""
    text = files(__package__).joinpath("weights.json").read_text("utf-8")
    return weights_of(json.loads(text))


def title_line(lines: Sequence[Line], model: Weights | None = None) -> int:
    """Return which line is the title, or -1 where there is no candidate."""
    table = (model or weights()).title
    rows = candidates(list(lines))
    short = [row for row in rows if not look_at(lines[row[0]].text).is_long]
    if not short:  # a paragraph is no title
        return -1
    return max(short, key=lambda row: sum(table.get(name, 0.0) for name in row[1]))[0]


def chosen(lines: Sequence[Line], title: int, model: Weights | None = None) -> Choice:
    """Return which lines are of the essay.

    Lines that are likelier in than out are its core. Between them a line stays unless it is very
    unlikely, as one that is lost costs a reader more than one too many; at either edge it
    stays as long as it is not unlikely.
    """
    forest = (model or weights()).lines
    odds = [log_odds(forest, row) for row in measures(lines, title)]
    return region(odds, [_is_known(line) for line in lines])


def _is_known(line: Line) -> bool:
    """Return whether the table of furniture has a line, or what it begins with."""
    look = look_at(line.text)
    return look.how in {"is", "starts"} and look.kind in _SITE and look.weight < _PLEA


def region(odds: Sequence[float], known: Sequence[bool]) -> Choice:
    """Return the lines that log odds choose, ``known`` being the furniture; see :func:`chosen`."""
    core = [
        at
        for at, (value, is_known) in enumerate(zip(odds, known, strict=True))
        if value >= (_KNOWN if is_known else 0.0)
    ]
    kept = [False] * len(odds)
    if not core:
        return Choice(kept, -1)
    for at in range(core[0], core[-1] + 1):
        kept[at] = odds[at] >= _INNER
    for side in (range(core[0] - 1, -1, -1), range(core[-1] + 1, len(odds))):
        unlikely = 0
        for at in side:
            if odds[at] >= _EDGE and not known[at]:
                kept[at], unlikely = True, 0
            else:
                unlikely += 1
                if unlikely > _GAP:
                    break
    return Choice(kept, core[-1])
