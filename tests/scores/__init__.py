"""Extraction measured on the shared corpora: the scorer's functions over pages read in-process."""

from __future__ import annotations

import gzip
import importlib.util
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from packager.errors import SourceError
from packager.read import ReadOptions, Source
from packager.read.html import read_linked
from packager.read.imported import as_json


def scorer(corpora: Path) -> ModuleType:
    """Return the scorer that lies beside the corpora, as a module."""
    spec = importlib.util.spec_from_file_location("corpora_score", corpora / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(corpus: Path, record: dict[str, Any]) -> dict[str, Any]:
    """Return what import says of one page of a corpus; an error is an answer too."""
    file = corpus / record["file"]
    data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    try:
        return as_json(read_linked(Source(f"{record['id']}.html", data), ReadOptions())[0])
    except SourceError as error:
        return {"error": str(error)}


def summary(
    corpora: Path, kind: str, records: Iterable[dict[str, Any]] | None = None
) -> dict[str, float]:
    """Return the scorer's means, by measure, over the records of a corpus (all by default)."""
    module = scorer(corpora)
    corpus = corpora / kind
    chosen = list(module.load(str(corpus)) if records is None else records)
    answers = {record["id"]: answer(corpus, record) for record in chosen}
    tally, _ = module.score_html(None, str(corpus), chosen, answers, kind == "structure")
    return {key: value["mean"] for key, value in tally.summary().items()}
