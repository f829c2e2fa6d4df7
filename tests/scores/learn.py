# ruff: noqa: ANN001 - scikit-learn is untyped
# ruff: noqa: ANN202 - scikit-learn is untyped
# ruff: noqa: B905 - runs of words end with the shortest
"""Learn the weights of the extraction: ``python -m tests.scores.learn CORPORA [OUTPUT]``.

Needs scikit-learn and NumPy, which nothing else here does. Each block of each page whose text
people have marked is an example; a page's blocks weigh as much as their share of its words.
Prints the text F1 of five folds, pages of one site in one fold, so that no page is judged by
weights that have seen its site; then learns from all pages and writes ``weights.json``.
"""

# mypy: ignore-errors
from __future__ import annotations

import gzip
import hashlib
import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

from packager.html5 import parse_document
from packager.read.extract import code, images, math, page
from packager.read.extract.blocks import blocks_of
from packager.read.extract.measures import FEATURES, measure
from packager.read.metadata import read_metadata
from tests.scores import scorer
from tests.scores.trees import table_of

FOLDS = 5


def examples(corpora: Path, score) -> list[tuple]:
    """Return of each marked page its site, gold text, blocks' texts, measures and labels."""
    made = []
    for record in score.load(str(corpora / "html")):
        if not record.get("text") and not record.get("with"):
            continue
        data = gzip.decompress((corpora / "html" / record["file"]).read_bytes())
        root = parse_document(data)
        page.without_namespace(root)
        body = root.find("body")
        page.flatten(body)
        facts = read_metadata(root).facts
        math.restore(body)
        images.resolve(body)
        code.simplify(body)
        page.strip(body)
        page.drop_permalinks(body)
        blocks = blocks_of(body, page.wrap_text(body))
        measure(blocks, facts)
        site = ".".join(urlsplit(str(record.get("url") or record["id"])).netloc.split(".")[-2:])
        texts = [block.text for block in blocks]
        rows = [block.measures for block in blocks]
        gold = record.get("text") or ""
        wanted = labels(score, texts, gold) if gold else told(texts, record)
        made.append((site or record["id"], gold, texts, rows, wanted, record["source"]))
    return made


def told(texts: list[str], record: dict) -> list[bool | None]:
    """Return of each block what the page's few marked snippets say of it; mostly nothing."""

    def has(text: str, key: str) -> bool:
        return any(" ".join(snippet.split()) in text for snippet in record.get(key) or ())

    return [
        True if has(text, "with") else False if has(text, "without") else None for text in texts
    ]


def labels(score, texts: list[str], gold: str) -> list[bool]:
    """Return of each block whether it is in the gold text: half its four-word runs, or its line."""
    words = score.tokens(gold)
    runs = set(zip(words, words[1:], words[2:], words[3:]))
    lines = {" ".join(score.tokens(line)) for line in gold.split("\n")}
    split = [score.tokens(text) for text in texts]
    found = []
    for place, mine in enumerate(split):
        own = list(zip(mine, mine[1:], mine[2:], mine[3:]))
        if own:
            found.append(sum(run in runs for run in own) / len(own) >= 0.5)
        else:
            before = [word for other in split[max(0, place - 4) : place] for word in other][-3:]
            after = [word for other in split[place + 1 : place + 5] for word in other][:3]
            joined = tuple([*before, *mine][-4:]) in runs or tuple([*mine, *after][:4]) in runs
            found.append(bool(mine) and (" ".join(mine) in lines or joined))
    return found


def main() -> None:
    """Measure, learn, write."""
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier

    corpora = Path(sys.argv[1])
    output = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    score = scorer(corpora)
    pages = examples(corpora, score)
    folds = [int(hashlib.sha1(site.encode()).hexdigest(), 16) % FOLDS for site, *_ in pages]  # noqa: S324

    def learned(indices):
        x, y, w = [], [], []
        for index in indices:
            _, gold, texts, rows, wanted, source = pages[index]
            total = max(30, len(score.tokens(gold))) if gold else 600
            share = 0.6 if source == "readability" else 1.0  # its gold is one extractor's output
            for text, row, label in zip(texts, rows, wanted, strict=True):
                if label is not None:
                    x.append(row)
                    y.append(label)
                    w.append(share * min(0.5, (len(score.tokens(text)) + 1.5) / total))
        weights = np.array(w)
        model = HistGradientBoostingClassifier(
            max_iter=120,
            max_leaf_nodes=8,
            learning_rate=0.1,
            l2_regularization=1,
            min_samples_leaf=30,
            random_state=0,
        )
        return model.fit(np.array(x), np.array(y), sample_weight=weights / weights.mean())

    values = []
    for fold in range(FOLDS):
        model = learned([i for i, other in enumerate(folds) if other != fold])
        for index, other in enumerate(folds):
            _, gold, texts, rows, _, source = pages[index]
            if other == fold and source in {"wcxb", "aeb"} and rows:
                kept = model.decision_function(np.array(rows)) > 0
                text = "\n".join(t for t, k in zip(texts, kept, strict=True) if k)
                values.append(score.prf(score.shingles(text), score.shingles(gold))[2])
    print(f"text F1 over {FOLDS} folds by site: {100 * np.mean(values):.2f} ({len(values)} pages)")
    if output:
        table = table_of(learned(range(len(pages))), FEATURES)
        output.write_text(json.dumps(table, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
