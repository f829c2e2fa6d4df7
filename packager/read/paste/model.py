"""The model of a paste: which line is its title, which lines are the essay.

The lines are a chain of four states; ``weights.json`` says how much each name of
:mod:`packager.read.paste.features` speaks for each state. The weights were learned by
``tests/training/paste.py`` from real pastes; what is certain is told in the module's docstring
there.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from packager.read.paste.features import features, look_at
from packager.read.paste.headline import candidates
from packager.read.paste.lines import Line

BEFORE, INSIDE, FURNITURE, BEHIND = range(4)
# From which state to which: nothing leads back to what was before, nor out of what is behind
ALLOWED = ((1, 1, 0, 0), (0, 1, 1, 1), (0, 1, 1, 0), (0, 0, 0, 1))
STARTS = (1, 1, 0, 0)
ENDS = (0, 1, 0, 1)
_CORE, _INNER, _EDGE = 0.5, 0.03, 0.12  # likelihoods from which a line is kept: see kept_lines
_GAP = 1  # unlikely lines that may stand between an edge and the core

Weights = Mapping[str, Any]


@cache
def weights() -> Weights:
    """Return the weights that packager ships."""
    text = files(__package__).joinpath("weights.json").read_text("utf-8")
    return dict(json.loads(text))


def title_line(lines: Sequence[Line], model: Weights | None = None) -> int:
    """Return which line is the title, or -1 where there is no candidate."""
    table = (model or weights())["title"]
    rows = candidates(list(lines))
    short = [row for row in rows if not look_at(lines[row[0]].text).is_long]
    if not short:  # a paragraph is no title
        return -1
    return max(short, key=lambda row: sum(table.get(name, 0.0) for name in row[1]))[0]


def likelihoods(lines: Sequence[Line], title: int, model: Weights | None = None) -> list[float]:
    """Return for each line how likely it is of the essay: forward and backward over the chain."""
    chosen = model or weights()
    table, moves = chosen["lines"], chosen["moves"]
    step = [[math.exp(moves[a][b]) * ALLOWED[a][b] for b in range(4)] for a in range(4)]
    scores = [_scores(names, table) for names in features(list(lines), title)]
    if not scores:
        return []
    ahead = [_scaled([score * start for score, start in zip(scores[0], STARTS, strict=True)])]
    for score in scores[1:]:
        row = ahead[-1]
        ahead.append(
            _scaled([sum(row[a] * step[a][b] for a in range(4)) * score[b] for b in range(4)])
        )
    back = [float(end) for end in ENDS]
    result = [0.0] * len(scores)
    for at in range(len(scores) - 1, -1, -1):
        both = _scaled([ahead[at][s] * back[s] for s in range(4)])
        result[at] = both[INSIDE]
        if at:
            back = _scaled(
                [sum(step[a][b] * scores[at][b] * back[b] for b in range(4)) for a in range(4)]
            )
    return result


def _scores(names: Sequence[str], table: Mapping[str, Sequence[float]]) -> list[float]:
    sums = [0.0] * 4
    for name in names:
        row = table.get(name)
        if row:
            for state in range(4):
                sums[state] += row[state]
    top = max(sums)
    return [math.exp(max(value - top, -60.0)) for value in sums]


def _scaled(row: list[float]) -> list[float]:
    total = sum(row)
    return [value / total for value in row] if total > 0 else [0.25] * 4


def kept_lines(lines: Sequence[Line], title: int, model: Weights | None = None) -> list[bool]:
    """Return which lines are of the essay.

    Lines that are likelier in than out are its core. Between them a line stays unless it is very
    unlikely, as one that is lost costs a reader more than one too many; at either edge it
    stays as long as it is not unlikely.
    """
    likely = likelihoods(lines, title, model)
    core = [at for at, value in enumerate(likely) if value >= _CORE]
    kept = [False] * len(likely)
    if not core:
        return kept
    for at in range(core[0], core[-1] + 1):
        kept[at] = likely[at] >= _INNER
    for edge in (range(core[0] - 1, -1, -1), range(core[-1] + 1, len(likely))):
        unlikely = 0
        for at in edge:
            if likely[at] >= _EDGE:
                kept[at], unlikely = True, 0
            else:
                unlikely += 1
                if unlikely > _GAP:
                    break
    return kept
