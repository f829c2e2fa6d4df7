"""Forests of small decision trees: the log odds that learned trees give to measures.

The trees are data (``weights.json`` beside the readers that ask them), learned by
``tests/scores/learn.py`` and ``tests/training/paste.py``; nothing is learned here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from packager.data_classes import dataclass

# A leaf is its value; a branch its measure, the bound, and where to go at most and above it.
Node = float | tuple[int, float, int, int]


@dataclass(frozen=True, slots=True)
class Forest:
    """The trees and the log odds that stand before any is asked."""

    baseline: float
    trees: tuple[tuple[Node, ...], ...]


def planted(table: Mapping[str, Any], measures: Sequence[str]) -> Forest:
    """Return the forest that a table of JSON holds.

    Raises:
        ValueError: it was learned with other measures than these.
    """
    if list(table["features"]) != list(measures):
        raise ValueError("the weights were learned with other measures; learn them again")
    trees = tuple(
        tuple(node if isinstance(node, float | int) else tuple(node) for node in tree)
        for tree in table["trees"]
    )
    return Forest(table["baseline"], trees)


def log_odds(forest: Forest, measures: Sequence[float]) -> float:
    """Return the sum of what each tree says of the measures."""
    total = forest.baseline
    for tree in forest.trees:
        node = tree[0]
        while isinstance(node, tuple):
            node = tree[node[2] if measures[node[0]] <= node[1] else node[3]]
        total += node
    return total
