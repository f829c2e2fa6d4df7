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

from packager.read import forest as forests
from packager.read.extract.measures import FEATURES


@cache
def forest() -> forests.Forest:
    """Return the trees of ``weights.json``, their measures by number."""
    table = json.loads(files("packager.read.extract").joinpath("weights.json").read_text("utf-8"))
    return forests.planted(table, FEATURES)


def log_odds(measures: Sequence[float]) -> float:
    """Return the log odds that a block with these measures is text of the article."""
    return forests.log_odds(forest(), measures)
