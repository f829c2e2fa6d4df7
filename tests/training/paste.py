"""``python -m tests.training.paste``: learn the weights of the paste reader from ../shared.

It needs numpy and scipy, which packager does not. The lines of a paste are a chain: before the
essay, in it, furniture inside it, behind it; a conditional random field with these four states is
fitted (J. Lafferty and others, 2001), its scores from the names of
:mod:`packager.read.paste.features`. The title is chosen among candidates by a softmax.
``--folds`` prints scores of cross-validation by site instead of writing weights.
"""

from __future__ import annotations

import argparse
import collections
import difflib
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from packager.read.decoding import decode
from packager.read.paste.features import features
from packager.read.paste.headline import candidates
from packager.read.paste.lines import Line, split_lines
from packager.read.paste.model import ALLOWED, ENDS, STARTS, kept_lines
from tests.shared import SHARED

TARGET = Path(__file__).parents[2] / "packager" / "read" / "paste" / "weights.json"
CORPUS = SHARED / "corpora" / "paste"
STATES = 4
Array = Any


class Paste:
    """One labelled paste: its lines, a label for each (b, d, t, i, x), its site."""

    def __init__(self, record: dict[str, Any]) -> None:
        raw = (CORPUS / record["file"]).read_bytes()
        self.lines: list[Line] = split_lines(decode(raw, "paste")[0])
        self.labels = _aligned(record["lines"], [line.text for line in self.lines])
        site = str(record.get("url") or record["id"])
        self.site = site.split("/")[2] if "/" in site else site.split(".", maxsplit=1)[0]
        self.title = str(record.get("title") or "")
        self.variant = "full" if record["variant"] == "full" else "moderate"

    @property
    def fold(self) -> int:
        """The fold of the site, of five."""
        return int(hashlib.md5(self.site.encode()).hexdigest(), 16) % 5  # noqa: S324 - no secret


def _aligned(gold: list[list[str]], lines: list[str]) -> list[str]:
    """Return a label for each of our lines; the gold's may be cut otherwise (wrapped texts)."""
    texts = [" ".join(text.replace("\u00a0", " ").split()) for _, text in gold]
    labels = [label for label, _ in gold]
    if len(texts) == len(lines):
        return labels
    result = ["x"] * len(lines)
    for tag, a, z, b, y in difflib.SequenceMatcher(
        None, texts, lines, autojunk=False
    ).get_opcodes():
        for at in range(b, y):
            if tag == "equal":
                result[at] = labels[a + at - b]
            elif a < z:
                result[at] = labels[min(a + at - b, z - 1)]
    return result


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


# --- the title -------------------------------------------------------------------------------


def fit_title(pastes: list[Paste], l2: float = 1.0, fewest: int = 3) -> dict[str, float]:
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


def title_of(paste: Paste, weights: dict[str, float]) -> int:
    """Return the line that the weights choose, or -1."""
    rows = candidates(paste.lines)
    if not rows:
        return -1
    return max(rows, key=lambda row: sum(weights.get(name, 0.0) for name in row[1]))[0]


# --- the chain -------------------------------------------------------------------------------


class Chain:
    """The conditional random field: weights of names by state, and of moves between states."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self.vocabulary = vocabulary
        self.w: Array = np.zeros((len(vocabulary), STATES))
        self.moves: Array = np.zeros((STATES, STATES))

    def matrix(self, sequences: list[list[list[str]]]) -> Any:
        columns: list[int] = []
        ends = [0]
        for sequence in sequences:
            for names in sequence:
                columns += [self.vocabulary[n] for n in names if n in self.vocabulary]
                ends.append(len(columns))
        return csr_matrix(
            (np.ones(len(columns)), columns, ends), shape=(len(ends) - 1, len(self.vocabulary))
        )

    def passes(self, emissions: Array, moves: Array, lengths: Array, mask: Array | None) -> Any:
        """Return log Z, the marginals and the expected moves of a batch padded to one length."""
        count, longest, _ = emissions.shape
        top = emissions.max(2, keepdims=True)
        e = np.exp(np.maximum(emissions - top, -60))
        e = e if mask is None else e * mask
        step = np.exp(np.clip(moves, -30, 30)) * np.array(ALLOWED, float)
        end = np.array(ENDS, float)
        ahead = np.empty((longest, count, STATES))
        scale = np.empty((longest, count))
        row = e[:, 0] * np.array(STARTS, float)
        for at in range(longest):
            row = (ahead[at - 1] @ step) * e[:, at] if at else row
            total = row.sum(1) + 1e-300
            ahead[at], scale[at] = row / total[:, None], np.log(total)
        last = lengths - 1
        valid = np.arange(longest)[:, None] < lengths[None]
        final = (ahead[last, np.arange(count)] * end).sum(1) + 1e-300
        log_z = (scale * valid).sum(0) + np.log(final) + (top[:, :, 0] * valid.T).sum(1)
        back = np.empty((longest, count, STATES))
        back[longest - 1] = end
        for at in range(longest - 2, -1, -1):
            row = (e[:, at + 1] * back[at + 1]) @ step.T
            row /= row.sum(1, keepdims=True) + 1e-300
            back[at] = np.where((last <= at)[:, None], end[None], row)
        marginals = ahead * back
        marginals = marginals / (marginals.sum(2, keepdims=True) + 1e-300) * valid[:, :, None]
        pairs = np.zeros((STATES, STATES))
        if longest > 1:
            q = ahead[:-1][:, :, :, None] * step
            q = q * (np.swapaxes(e, 0, 1)[1:] * back[1:])[:, :, None, :]
            q = q / (q.sum((2, 3), keepdims=True) + 1e-300) * valid[1:][:, :, None, None]
            pairs = q.sum((0, 1))
        return log_z, np.swapaxes(marginals, 0, 1), pairs

    def fit(self, sequences: list[list[list[str]]], allowed: list[Array], l2: float) -> None:
        lengths = np.array([len(sequence) for sequence in sequences])
        weights = np.sqrt(60 / np.maximum(lengths, 10))
        batches = []
        for chosen in np.array_split(np.argsort(lengths), 8):
            if not len(chosen):
                continue
            x = self.matrix([sequences[i] for i in chosen])
            own = lengths[chosen]
            mask = np.ones((len(chosen), own.max(), STATES))
            places: list[int] = []
            for row, i in enumerate(chosen):
                mask[row, : len(allowed[i])] = allowed[i]
                places += [row * own.max() + at for at in range(own[row])]
            batches.append((x, own, mask, np.array(places), weights[chosen]))
        size = len(self.vocabulary) * STATES

        def loss(flat: Array) -> tuple[float, Array]:
            w, moves = flat[:size].reshape(-1, STATES), flat[size:].reshape(STATES, STATES)
            value, slope, move_slope = 0.0, np.zeros_like(w), np.zeros((STATES, STATES))
            for x, own, mask, places, weight in batches:
                emissions = np.zeros((len(own) * own.max(), STATES))
                emissions[places] = x @ w
                emissions = emissions.reshape(len(own), own.max(), STATES)
                free = self.passes(emissions, moves, own, None)
                held = self.passes(emissions, moves, own, mask)
                value += float(((held[0] - free[0]) * weight).sum())
                gap = ((free[1] - held[1]) * weight[:, None, None]).reshape(-1, STATES)[places]
                slope += x.T @ gap
                move_slope += (free[2] - held[2]) * weight.mean()
            flat_slope = np.concatenate([slope.ravel(), move_slope.ravel()]) + l2 * flat
            return -value + l2 * 0.5 * float(flat @ flat), flat_slope

        fitted = minimize(
            loss,
            np.zeros(size + STATES * STATES),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": 80},
        )
        self.w = fitted.x[:size].reshape(-1, STATES)
        self.moves = fitted.x[size:].reshape(STATES, STATES)


def allowed_states(labels: list[str]) -> Array:
    """Return which states each line may be in, by its label and place."""
    body = [at for at, label in enumerate(labels) if label == "b"]
    first, last = (body[0], body[-1]) if body else (0, -1)
    result = np.zeros((len(labels), STATES), bool)
    for at, label in enumerate(labels):
        if label == "x":
            result[at] = True
        else:
            result[at, 1 if label == "b" else 0 if at < first else 3 if at > last else 2] = True
    return result


def fit_chain(pastes: list[Paste], titles: list[int], l2: float, fewest: int = 8) -> Chain:
    """Return the chain fitted to labelled pastes."""
    sequences = [features(p.lines, t) for p, t in zip(pastes, titles, strict=True)]
    counts = collections.Counter(n for sequence in sequences for names in sequence for n in names)
    names = sorted(n for n, c in counts.items() if c >= fewest)
    chain = Chain({name: at for at, name in enumerate(names)})
    chain.fit(sequences, [allowed_states(p.labels) for p in pastes], l2)
    return chain


def as_weights(title: dict[str, float], chain: Chain) -> dict[str, Any]:
    """Return what the reader loads, rounded, names that say nothing left out."""
    return {
        "title": {n: round(w, 2) for n, w in sorted(title.items()) if abs(w) >= 0.02},
        "lines": {
            n: [round(float(v), 2) for v in chain.w[at]]
            for n, at in sorted(chain.vocabulary.items())
            if np.abs(chain.w[at] - chain.w[at].mean()).max() >= 0.02
        },
        "moves": [[round(float(v), 3) for v in row] for row in chain.moves],
    }


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--l2", type=float, default=1.0)
    options = parser.parse_args()
    with gzip.open(CORPUS / "gold.jsonl.gz", "rt", encoding="utf-8") as stream:
        pastes = [Paste(json.loads(line)) for line in stream]
    titles = [-1] * len(pastes)
    for fold in range(5):  # titles as the reader will see them, not as the gold has them
        chosen = fit_title([p for p in pastes if p.fold != fold])
        for at, paste in enumerate(pastes):
            if paste.fold == fold:
                titles[at] = title_of(paste, chosen)
    if options.folds:
        _cross_validate(pastes, titles, options.l2)
        return
    weights = as_weights(fit_title(pastes), fit_chain(pastes, titles, options.l2))
    TARGET.write_text(
        json.dumps(weights, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8"
    )
    print(f"{len(weights['lines'])} names → {TARGET.name}")


def _cross_validate(pastes: list[Paste], titles: list[int], l2: float) -> None:
    rows = collections.defaultdict(list)
    for fold in range(5):
        inside = [at for at, p in enumerate(pastes) if p.fold != fold]
        chain = fit_chain([pastes[at] for at in inside], [titles[at] for at in inside], l2)
        weights = as_weights({}, chain)
        for at, paste in enumerate(pastes):
            if paste.fold != fold:
                continue
            kept = kept_lines(paste.lines, titles[at], weights)
            marks = list(zip(paste.labels, kept, strict=True))
            good = sum(k for label, k in marks if label == "b")
            lost = sum(not k for label, k in marks if label == "b")
            leaked = sum(k for label, k in marks if label == "d")
            f1 = 2 * good / (2 * good + lost + leaked) if good else 0.0
            rows[f"{paste.variant} line F1"].append(f1)
            rows[f"{paste.variant} nothing lost"].append(float(not lost))
    for name in sorted(rows):
        print(f"{name:24} {100 * sum(rows[name]) / len(rows[name]):.1f}")


if __name__ == "__main__":
    main()
