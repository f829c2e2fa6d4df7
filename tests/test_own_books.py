"""What packager makes is fit for every device, by our own rules for all and by Kobo's linter.

What an author's own material causes (a link to a heading of the same essay, which Kobo opens as a
pop-up; a language that Kindle does not know) is told with the line of the source.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from packager.anthology.finish import render_all
from packager.build import build
from packager.build.book import book_of
from packager.check import check
from packager.check.finding import Finding
from packager.check.registry import load_rules
from packager.check.run import FAMILIES
from packager.errors import PackagerError
from packager.read import ReadOptions, Source, read
from packager.targets import Finished
from tests import anthologies, essays
from tests.judges import kobofix_ids
from tests.shared import shared

pytestmark = pytest.mark.heavy
ROOT = Path(__file__).resolve().parent.parent
_COUNTED = ("fatal", "error", "warning")
# KOBO-019 is no fault: it tells that Kobo supports upright lines.
_TOLD = frozenset(["KOBO-019"])
_AUTHORS = frozenset(["links-that-pop-up", "table-headers"])
_SAMPLE = 12  # every so manieth file of the corpus


def findings(data: bytes) -> list[Finding]:
    """Return what the rules for all devices find in a book."""
    everything = frozenset(rule.family for rule in load_rules().values()) | FAMILIES
    found = check(data, families=everything).findings
    return [finding for finding in found if finding.severity.value in _COUNTED]


def _essay(file: Path) -> bytes:
    (reading,) = read(Source(file.name, file.read_bytes(), file), ReadOptions())
    return build(book_of(reading.essay, {}))


def _bound(manifest: str, folder: Path) -> bytes:
    target = folder / "book.epub"
    command = [sys.executable, "-m", "packager", "bundle", manifest, "-o", str(target)]
    options = ["--no-lock", "--no-cache", "-q", "--force"]
    subprocess.run([*command, *options], cwd=ROOT, check=True, env=dict(os.environ))
    return target.read_bytes()


def _golden() -> bytes:
    composed = anthologies.golden()
    done = render_all(composed.book, composed.ready)
    return Finished(composed.book, done.rendition).epub


def _books(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted((ROOT / "source/essays").glob("*.md")):
        yield file.name, _essay(file)
    for make in (essays.full, essays.japanese, essays.arabic, essays.hebrew, essays.korean):
        yield make.__name__, build(book_of(make()))
    yield "notes", build(book_of(essays.with_notes(20)))
    yield "golden anthology", _golden()
    for manifest in ("source/anthologies/samples.toml", "source/manual/manual.toml"):
        yield manifest, _bound(manifest, folder)


def test_nothing_is_found_in_any_of_our_own_books(tmp_path: Path) -> None:
    for name, data in _books(tmp_path):
        assert findings(data) == [], name
        file = tmp_path / "made.epub"
        file.write_bytes(data)
        assert kobofix_ids(file) <= _TOLD, name


def test_what_is_found_in_books_of_other_peoples_markdown_is_theirs_and_has_its_line() -> None:
    files = sorted(shared("corpora/markdown").rglob("*.md"))[::_SAMPLE]
    built = 0
    for file in files:
        try:
            data = _essay(file)
        except PackagerError:  # what cannot be read is told before there is a book
            continue
        built += 1
        for finding in findings(data):
            if finding.rule != "language-that-kindle-knows":  # of the book, not of a line
                assert finding.source_line, (file.name, finding)
                assert finding.rule in _AUTHORS, (file.name, finding)
    assert built > len(files) * 0.8
