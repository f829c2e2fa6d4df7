"""The check of a bound book: with what was examined while it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache as once
from pathlib import Path

from packager.build.rendition import Rendition
from packager.cache import Keys
from packager.check.finding import Report
from packager.check.load.known import Known
from packager.data_classes import dataclass
from packager.forked import Beside

# The paths of documents, and the work of examining them
Share = tuple[Sequence[str], Beside[list[Known]]]


class KnownLater(Mapping[str, Known]):
    """What is known of a book's documents, by path, some of it only when it is asked for.

    ``pages`` gives what is known of pages. To ask for a document of a share waits for whoever
    examines it, and for nothing else.
    """

    def __init__(self, pages: Callable[[], Mapping[str, Known]], shares: Sequence[Share]) -> None:
        self._pages = pages
        self._shares: dict[str, Callable[[], list[Known]]] = {}
        for paths, beside in shares:
            self._shares |= dict.fromkeys(paths, once(beside.result))

    def __getitem__(self, path: str) -> Known:
        """Return what is known of a document.

        Raises:
            KeyError: nothing is.
        """
        if path not in self._shares:
            return self._pages()[path]
        for one in self._shares[path]():
            if one.path == path:
                return one
        raise KeyError(path)

    def __iter__(self) -> Iterator[str]:
        """Yield the paths of which something is known, waiting for all of it."""
        yield from (path for path in (*self._shares, *self._pages()) if path in self)

    def __len__(self) -> int:
        """Return how many documents are known or looked at."""
        return len(self._shares) + len(self._pages())


@dataclass(frozen=True, slots=True)
class Verifiable:
    """A rendition, and what the checker knows of its documents; ``jobs`` processes may check it.

    What was clear is remembered in ``cache``.
    """

    rendition: Rendition
    known: Mapping[str, Known]
    jobs: int = 1
    cache: Path | None = None

    def report(self, book: bytes | Path, name: str) -> Report:
        """Return the report on the rendition's book, or on one of the same pages.

        Raises:
            OSError: the book is a file that cannot be read.
        """
        from packager.check import check

        keys = Keys(self.cache, "cleared") if self.cache else None
        return check(book, name=name, known=self.known, jobs=self.jobs, keys=keys)
