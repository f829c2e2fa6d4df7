"""``python -m tests.training.paste``: learn the weights of the paste reader from ../shared.

It needs numpy, scipy, scikit-learn and (for the pages beside the pastes) Chromium, which packager
does not. A forest of small trees learns which lines are of the essay, from the measures of
:mod:`packager.read.paste.measures`; the title is chosen among candidates by a softmax
(:mod:`tests.training.headline`). ``--folds`` learns five times, each time without a fifth of the
sites, and prints the scorer's figures on pastes of sites that were not seen, instead of writing
weights.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import hashlib
import json
import time
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from packager.read.decoding import decode
from packager.read.paste.blocks import as_xhtml
from packager.read.paste.lines import Line, split_lines
from packager.read.paste.measures import FEATURES, measures
from packager.read.paste.model import weights_of
from packager.read.paste.reading import read_lines
from tests.scores import scorer
from tests.scores.trees import table_of
from tests.shared import SHARED
from tests.training import pages
from tests.training.headline import fit_title, title_of

TARGET = Path(__file__).parents[2] / "packager" / "read" / "paste" / "weights.json"
CORPORA = SHARED / "corpora"
FOLDS = 5
_OF_PAGES = 0.5  # what a made paste weighs beside one of the corpus
_SHOWN = (
    "line_f1.moderate", "line_f1.full", "nothing_lost", "nothing_lost.moderate",
    "nothing_lost.full", "perfect", "title_exact", "authors_exact", "published_exact",
    "bio_found", "no_bio_right",
)  # fmt: skip


class Paste:
    """One labelled paste: its lines, a label for each (b, d, t, i, x), its site."""

    def __init__(self, text: str, labels: list[str], url: str, name: str, title: str) -> None:
        self.lines: list[Line] = split_lines(text)
        self.labels = labels
        self.title = title
        self.weight = 1.0
        self.record: dict[str, Any] | None = None
        self.heading = -1
        self.rows: Any = None
        host = urlsplit(url).netloc.partition(":")[0].split(".")
        double = len(host) > 2 and len(host[-1]) == 2 and host[-2] in _SECOND
        self.site = ".".join(host[-3 if double else -2 :]) or name.partition(".")[0]

    @property
    def fold(self) -> int:
        """The fold of the site."""
        return int(hashlib.md5(self.site.encode()).hexdigest(), 16) % FOLDS  # noqa: S324


_SECOND = frozenset("co com org gov ac net edu or".split())  # second levels that are no site


def _aligned(gold: list[tuple[str, str]], lines: list[str]) -> list[str]:
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


def corpus_pastes() -> list[Paste]:
    """Return the pastes of the corpus."""
    found = []
    with gzip.open(CORPORA / "paste" / "gold.jsonl.gz", "rt", encoding="utf-8") as stream:
        for record in map(json.loads, stream):
            text = decode((CORPORA / "paste" / record["file"]).read_bytes(), "paste")[0]
            title, url = str(record.get("title") or ""), str(record.get("url") or "")
            paste = Paste(text, [], url, record["id"], title)
            gold = [(mark, line) for mark, line in record["lines"]]
            paste.labels = _aligned(gold, [line.text for line in paste.lines])
            paste.record = record
            found.append(paste)
    return found


def made_pastes(score: ModuleType, cache: Path | None) -> list[Paste]:
    """Return the pastes made of pages: each page whole, and cut about the essay."""
    found = []
    for page in pages.labelled(CORPORA, score, pages.rendered(CORPORA, cache)):
        for text, labels in pages.cuts(page):
            paste = Paste(text, labels, page.url, page.name, page.title)
            if len(paste.lines) != len(labels):
                raw = [row for row in text.split("\n") if row.strip()]
                paste.labels = _aligned(
                    list(zip(labels, raw, strict=False)), [line.text for line in paste.lines]
                )
            paste.weight = _OF_PAGES * page.weight
            found.append(paste)
    return found


def fit_lines(pastes: list[Paste]) -> dict[str, Any]:
    """Return the forest learned from the lines that have a label, as a table.

    A paste weighs less than its lines do together: the score is a mean over pastes.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    rows, wanted, weights = [], [], []
    for paste in pastes:
        known = np.array([label in "bdt" for label in paste.labels])
        rows.append(paste.rows[known])
        wanted.append(np.array([label == "b" for label in paste.labels])[known])
        share = paste.weight * 60 / max(20, len(paste.labels)) ** 0.7
        weights.append(np.full(int(known.sum()), share))
    weight = np.concatenate(weights)
    model = HistGradientBoostingClassifier(
        max_iter=320, max_leaf_nodes=12, learning_rate=0.08, l2_regularization=5,
        min_samples_leaf=30, max_features=0.3, random_state=0, early_stopping=False,
    )  # fmt: skip
    model.fit(np.concatenate(rows), np.concatenate(wanted), sample_weight=weight / weight.mean())
    return table_of(model, FEATURES)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", action="store_true", help="score sites that were not seen")
    parser.add_argument("--texts", type=Path, help="JSON of the pages' texts, used or written")
    options = parser.parse_args()
    score = scorer(CORPORA)
    real = corpus_pastes()
    pastes = real + made_pastes(score, options.texts)
    titles = [fit_title([p for p in real if p.fold != fold]) for fold in range(FOLDS)]
    for paste in pastes:  # titles as the reader will see them, not as the gold has them
        paste.heading = title_of(paste.lines, titles[paste.fold])
        paste.rows = np.array(measures(paste.lines, paste.heading), float)
    print(f"{len(pastes)} pastes of {len({p.site for p in pastes})} sites", flush=True)
    if options.folds:
        tables = [
            {"title": titles[fold], "lines": fit_lines([p for p in pastes if p.fold != fold])}
            for fold in range(FOLDS)
        ]
        _print_scores(score, real, tables)
        return
    title = {name: round(w, 2) for name, w in sorted(fit_title(real).items()) if abs(w) >= 0.02}
    table = {"title": title, "lines": fit_lines(pastes)}
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n"
    TARGET.write_text(text, "utf-8")
    print(f"{len(table['lines']['trees'])} trees → {TARGET.name}")


def _print_scores(score: ModuleType, pastes: list[Paste], tables: list[dict[str, Any]]) -> None:
    """Print what the scorer says of each paste read by the weights that did not see its site."""
    weights = [weights_of(table) for table in tables]
    answers, records = {}, []
    start = time.process_time()
    for paste in pastes:
        record = dict(paste.record or {})
        record["variant"] = record["variant"].partition("-")[0]
        records.append(record)
        read = read_lines(paste.lines, weights=weights[paste.fold])
        text = [line.text for line in paste.lines]
        answers[record["id"]] = {
            "title": text[read.title] if read.title >= 0 else "",
            "authors": read.authors,
            "published": read.date,
            "bio": "\n".join(text[at] for at in read.biography),
            "body_html": as_xhtml([paste.lines[at] for at in read.body]),
            "dropped": [text[at] for at, _ in read.dropped],
        }
    seconds = time.process_time() - start
    tally, _ = score.score_paste(None, str(CORPORA / "paste"), records, answers)
    summary = tally.summary()
    for name in _SHOWN:
        print(f"{name:24} {summary[name]['mean']:.1f}")
    print(f"{'pastes a CPU second':24} {len(pastes) / seconds:.1f}")


if __name__ == "__main__":
    main()
