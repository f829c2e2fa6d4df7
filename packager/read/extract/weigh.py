"""Whether a block is text of the article: the weight of its measures.

The weights are a forest of small decision trees, learned from pages whose text people have
marked (``tests/scores/learn.py`` makes the file). Each tree asks for a few measures and adds
its leaf's value to the log odds; above zero a block is text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from packager.data_classes import dataclass
from packager.read.extract.measures import FEATURES

# A leaf is its value; a branch its measure, the bound, and where to go at most and above it.
Node = float | tuple[int, float, int, int]


@dataclass(frozen=True, slots=True)
class Forest:
    """The trees and the log odds that stand before any is asked."""

    baseline: float
    trees: tuple[tuple[Node, ...], ...]


@cache
def forest() -> Forest:
    """Return the trees of ``weights.json``, their measures by number."""
    table = json.loads(files("packager.read.extract").joinpath("weights.json").read_text("utf-8"))
    if tuple(table["features"]) != FEATURES:
        raise ValueError("weights.json was learned with other measures; run tests/scores/learn.py")
    trees = tuple(
        tuple(node if isinstance(node, float | int) else tuple(node) for node in tree)
        for tree in table["trees"]
    )
    return Forest(table["baseline"], trees)


def log_odds(measures: Sequence[float]) -> float:
    """Return the log odds that a block with these measures is text of the article."""
    total = forest().baseline
    for tree in forest().trees:
        node = tree[0]
        while isinstance(node, tuple):
            node = tree[node[2] if measures[node[0]] <= node[1] else node[3]]
        total += node
    return total
