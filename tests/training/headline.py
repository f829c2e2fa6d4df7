"""Which line is the title, learned: a softmax over the candidates of each paste."""

from __future__ import annotations

import collections
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from packager.read.paste.headline import candidates
from packager.read.paste.lines import Line

Array = Any


class Titled(Protocol):
    """A paste whose title is known: its lines, their labels (t is the title), the title."""

    lines: list[Line]
    labels: list[str]
    title: str


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def fit_title(pastes: Sequence[Titled], l2: float = 1.0, fewest: int = 3) -> dict[str, float]:
    """Return how much each name speaks for a line's being the title."""
    found = [candidates(paste.lines) for paste in pastes]
    counts = collections.Counter(n for rows in found for _, names in rows for n in names)
    vocabulary = {n: k for k, n in enumerate(sorted(n for n, c in counts.items() if c >= fewest))}
    columns: list[int] = []
    ends = [0]
    groups: list[int] = []
    right: list[bool] = []
    for number, (paste, rows) in enumerate(zip(pastes, found, strict=True)):
        marks = [
            paste.labels[at] == "t" or _plain(paste.lines[at].text) == _plain(paste.title)
            for at, _ in rows
        ]
        if not any(marks):
            continue
        for (_, names), mark in zip(rows, marks, strict=True):
            columns += [vocabulary[n] for n in names if n in vocabulary]
            ends.append(len(columns))
            groups.append(number)
            right.append(mark)
    shape = (len(ends) - 1, len(vocabulary))
    x = csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)
    group, gold = np.array(groups), np.array(right)
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    counts_of = np.diff(np.r_[starts, len(group)])

    def loss(w: Array) -> tuple[float, Array]:
        score = x @ w
        top = np.maximum.reduceat(score, starts)
        e = np.exp(score - np.repeat(top, counts_of))
        z, good = np.add.reduceat(e, starts), np.add.reduceat(e * gold, starts) + 1e-300
        slope = e / np.repeat(z, counts_of) - e * gold / np.repeat(good, counts_of)
        value = float(-(np.log(good) - np.log(z)).sum() + l2 / 2 * (w @ w))
        return value, x.T @ slope + l2 * w

    fitted = minimize(
        loss, np.zeros(len(vocabulary)), jac=True, method="L-BFGS-B", options={"maxiter": 200}
    )
    return {name: float(fitted.x[at]) for name, at in vocabulary.items()}


def title_of(lines: list[Line], weights: dict[str, float]) -> int:
    """Return the line that the weights choose, or -1."""
    rows = candidates(lines)
    if not rows:
        return -1
    return max(rows, key=lambda row: sum(weights.get(name, 0.0) for name in row[1]))[0]
