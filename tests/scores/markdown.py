"""The corpus of posts, built and judged: ``python -m tests.scores.markdown [CORPORA]``.

Prints how many posts became a book, how many were refused in one line, how many crashed, and on
how many books EPUBCheck has nothing to say (its usage hints aside), with the first complaints.
"""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packager.build import build
from packager.build.book import book_of
from packager.check.epubcheck import run_epubcheck
from packager.check.finding import Severity
from packager.errors import PackagerError
from packager.read import ReadOptions, Source, read

ROOT = Path(__file__).parents[2]
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Built:
    """What became of some posts, by the names of their files."""

    books: Mapping[str, Path]
    refused: Mapping[str, str]  # the line of refusal
    crashed: Mapping[str, str]  # the traceback


def posts(corpora: Path) -> list[Path]:
    """Return the posts of the corpus, in order of their names."""
    return sorted((corpora / "markdown" / "files").glob("*.md"))


def build_all(files: Iterable[Path], folder: Path) -> Built:
    """Build each post into the folder, as ``packager build`` does."""
    books: dict[str, Path] = {}
    refused: dict[str, str] = {}
    crashed: dict[str, str] = {}
    options = ReadOptions(drafts=True)
    for file in files:
        target = folder / f"{file.stem}.epub"
        try:
            (reading,) = read(Source(file.name, file.read_bytes(), file), options)
            target.write_bytes(build(book_of(reading.essay)))
            books[file.name] = target
        except PackagerError as error:
            refused[file.name] = str(error)
        except Exception:
            crashed[file.name] = traceback.format_exc()
    return Built(books, refused, crashed)


def complaints(books: Sequence[Path]) -> list[str]:
    """Return what EPUBCheck says of the books, in one Java machine: name, id and message."""
    serious = (Severity.FATAL, Severity.ERROR, Severity.WARNING)
    return [
        f"{file.name}: {finding.id}: {finding.message}"
        for file, report in run_epubcheck(books)
        for finding in report.findings
        if finding.severity in serious
    ]


def main() -> None:
    """Print the counts, the refusals and the first complaints."""
    corpora = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpora"
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        built = build_all(posts(corpora), Path(folder))
        seconds = time.process_time() - start
        said = complaints(list(built.books.values()))
    unclean = {line.partition(":")[0] for line in said}
    counts = {
        "posts built": len(built.books),
        "refused in one line": len(built.refused),
        "crashed": len(built.crashed),
        "books that EPUBCheck finds clean": len(built.books) - len(unclean),
    }
    for label, count in counts.items():
        print(f"{label:34} {count:7}")
    print(f"{'CPU seconds to build':34} {seconds:7.1f}")
    for line in [*built.refused.values(), *built.crashed.values(), *said][:_SHOWN]:
        print(line)


if __name__ == "__main__":
    main()
