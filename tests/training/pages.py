"""Pastes of the marked pages in ../shared: what Chromium copies of each, its lines labelled.

The corpus of pastes has 200 sites; the pages beside it have more. Each page is laid out without
scripts and network, as that corpus was made, and its visible text is labelled by the text people
(or another extractor) marked as the article: a line with at least 85 % of its runs of four words
in it is of the essay (b), one with at most 30 % is not (d), the rest says nothing (x). Compared
with the corpus' own labels, 99.7 % of the lines with a label agree. A page without a marked text
is labelled by packager's reading of its markup, where that agrees with the marked snippets.
"""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.scores import answer

CHROMIUM = Path("/usr/bin/chromium")
_MOST_AMID = 0.12  # share of furniture amid an essay from which the labels are doubted
_CAPTION = 15  # words from which an unmarked line amid an essay may be a caption


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text: its lines as copied, blank ones too, and a label for each that is not."""

    name: str
    url: str
    text: str
    labels: list[str]
    title: str
    weight: float


def rendered(corpora: Path, cache: Path | None = None) -> dict[str, str]:
    """Return the visible text of each page, by its id; ``cache`` (JSON) is used or written."""
    if cache and cache.exists():
        texts: dict[str, str] = json.loads(cache.read_text("utf-8"))
        return texts
    from playwright.sync_api import Error, sync_playwright

    texts = {}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            java_script_enabled=False, offline=True, viewport={"width": 1280, "height": 900}
        )
        file = Path(folder) / "page.html"
        for kind, record in records(corpora):
            file.write_bytes(gzip.decompress((corpora / kind / record["file"]).read_bytes()))
            page = context.new_page()
            try:
                page.goto(file.as_uri(), wait_until="domcontentloaded", timeout=20_000)
                texts[record["id"]] = str(page.evaluate("document.body.innerText") or "")
            except Error as error:
                print(f"{record['id']}: left out, {error.message.splitlines()[0]}")
            page.close()
        browser.close()
    if cache:
        cache.write_text(json.dumps(texts, ensure_ascii=False), "utf-8")
    return texts


def records(corpora: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return the records of the two corpora of pages, each with the name of its corpus."""
    with gzip.open(corpora / "html" / "gold.jsonl.gz", "rt", encoding="utf-8") as stream:
        found = [("html", json.loads(line)) for line in stream]
    lines = (corpora / "structure" / "gold.jsonl").read_text("utf-8").splitlines()
    return found + [("structure", json.loads(line)) for line in lines]


def labelled(corpora: Path, score: ModuleType, texts: dict[str, str]) -> list[Page]:
    """Return the pages whose labels are good enough, with a weight by the source of their gold."""
    pages = []
    for kind, record in records(corpora):
        gold, title, bios = record.get("text"), record.get("title"), record.get("bio") or []
        weight = {"readability": 0.7}.get(record["source"], 0.4 if kind == "structure" else 1.0)
        if not gold:
            read = _read(corpora / kind, record, score)
            if read is None:
                continue
            gold, title, bios = read["text"], title or read["title"], [read["bio"] or ""]
            weight = 0.35
        page = _page(texts.get(record["id"], ""), (gold, title or "", bios), score)
        if page is not None:
            made = Page(record["id"], record.get("url") or "", *page, title or "", weight)
            pages.append(made)
    return pages


def _read(corpus: Path, record: dict[str, Any], score: ModuleType) -> dict[str, Any] | None:
    """Return packager's reading of a page, or nothing where it contradicts a marked snippet."""
    said = answer(corpus, record)
    if not said.get("body_html"):
        return None
    text = "\n".join(score.body_blocks(said)[0])
    flat = " ".join(text.split())
    has = [" ".join(snippet.split()) in flat for snippet in record.get("with") or ()]
    lacks = [" ".join(snippet.split()) not in flat for snippet in record.get("without") or ()]
    return {**said, "text": text} if all(has + lacks) else None


def _page(
    text: str, gold: tuple[str, str, list[str]], score: ModuleType
) -> tuple[str, list[str]] | None:
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    wanted, present = score.shingles(gold[0]), score.shingles("\n".join(lines))
    covered = sum((wanted & present).values()) / max(1, sum(wanted.values()))
    if covered < 0.9 or len(score.tokens(gold[0])) < 100 or len(lines) < 8:
        return None
    labels = label(lines, *gold, score)
    body = [at for at, mark in enumerate(labels) if mark == "b"]
    if len(body) < 3:
        return None
    inside = labels[body[0] : body[-1]]
    return (text, labels) if inside.count("d") <= _MOST_AMID * len(inside) else None


def label(
    lines: list[str], gold: str, title: str, bios: Sequence[str], score: ModuleType
) -> list[str]:
    """Return a label for each line: b essay, d not, t title, i biography, x nobody knows."""
    words = [score.tokens(line) for line in lines]
    runs = _runs(score.tokens(gold))
    about = set().union(*(_runs(score.tokens(bio)) for bio in bios))
    whole = {" ".join(score.tokens(line)) for line in gold.split("\n")}
    heading = score.norm(title)
    labels = []
    for at, mine in enumerate(words):
        own = _runs(mine)
        if heading and score.norm(lines[at]) == heading:
            labels.append("t")
        elif own and len(own & about) >= 0.6 * len(own):
            labels.append("i")
        elif own:
            share = len(own & runs) / len(own)
            labels.append("b" if share >= 0.85 else "d" if share <= 0.3 else "x")
        else:
            labels.append(_short(words, at, runs, whole))
    return _mended(labels, words)


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def _short(words: list[list[str]], at: int, runs: set[tuple[str, ...]], whole: set[str]) -> str:
    """Return the label of a line of at most three words, by what stands about it."""
    mine = words[at]
    before = [word for other in words[max(0, at - 4) : at] for word in other][-3:]
    after = [word for other in words[at + 1 : at + 5] for word in other][:3]
    joined = (tuple([*before, *mine][-4:]) in runs) + (tuple([*mine, *after][:4]) in runs)
    stands = " ".join(mine) in whole
    if not mine:
        return "x"
    return "b" if joined == 2 or (joined and stands) else "x" if joined or stands else "d"


def _mended(labels: list[str], words: list[list[str]]) -> list[str]:
    """Return labels without doubtful ones amid the essay: captions, short lines between its own."""
    body = [at for at, mark in enumerate(labels) if mark == "b"]
    if not body:
        return labels
    heads = [at for at, mark in enumerate(labels) if mark == "t" and at < body[0]]
    made = list(labels)
    for at in range(min([body[0], *heads]), body[-1]):
        if labels[at] == "d" and len(words[at]) >= _CAPTION:
            made[at] = "x"
        near = [mark for mark in made[max(0, at - 3) : at + 4] if mark in "bd"]
        if labels[at] == "x" and at > body[0] and len(words[at]) < 4 and set(near) == {"b"}:
            made[at] = "b"
    return made


def cuts(page: Page) -> list[tuple[str, list[str]]]:
    """Return a page's text whole, and cut as a person would mark it, each with its labels.

    The cut begins at the title or up to three lines before it, and ends 4 to 25 lines behind.
    """
    chance = random.Random(page.name)
    rows = page.text.split("\n")
    full = [at for at, row in enumerate(rows) if row.strip()]
    body = [at for at, mark in enumerate(page.labels) if mark == "b"]
    head = max((at for at in range(body[0]) if page.labels[at] == "t"), default=-1)
    first = head if head >= 0 else body[0]
    if chance.random() < 0.3:
        first = max(0, first - chance.randint(1, 3))
    last = min(len(full) - 1, body[-1] + chance.randint(4, 25))
    kept, labels = rows[full[first] : full[last] + 1], page.labels[first : last + 1]
    if head < 0 and page.title:
        kept, labels = [page.title, "", *kept], ["t", *labels]
    if chance.random() < 0.15:
        kept = [row for row in kept if row.strip()]
    return [(page.text, page.labels), ("\n".join(kept), labels)]
