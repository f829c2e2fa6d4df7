"""What the checker knows of a book's lists, kept for as long as they stay as they are.

A list changes with the titles and people of essays, not with their prose: whoever mends a sentence
gets the same navigation, contents and permissions, and they need not be examined again. What is
kept is found by the list's own bytes, so it is never that of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from packager import compact
from packager.anthology.lists import examine_lists, identifier_of, lists_in
from packager.anthology.verify import Share
from packager.build.rendition import Rendition
from packager.cache import Shelf, key_of
from packager.check.load.known import Known
from packager.forked import Beside


def list_shares(
    rendition: Rendition, essays: set[str], *, cache: Path | None, is_apart: bool
) -> list[Share]:
    """Return the work of finding out what is known of a rendition's lists, in shares.

    ``essays`` are the paths that are no lists. With ``is_apart`` what is not in the cache is
    examined by two processes, from now on.
    """
    keys = _keys(rendition, lists_in(rendition, essays, 1)[0]) if cache else {}
    shares: list[Share] = []
    if cache:
        for path, key in keys.items():
            blob = _taken(cache, key)
            if blob:
                work = partial(_loaded, blob, rendition, path)
                shares.append(([path], Beside(work, is_apart=False)))
    kept = {path for paths, _ in shares for path in paths}
    for paths in lists_in(rendition, essays | kept, 2 if is_apart else 1):
        if paths:
            work = partial(_examined, rendition, paths, cache, keys)
            shares.append((paths, Beside(work, is_apart=is_apart)))
    return shares


def _keys(rendition: Rendition, paths: list[str]) -> Mapping[str, str]:
    """Return the keys of all that is known of lists to hang on, by path."""
    about = identifier_of(rendition)
    files = {file.path: file for file in rendition.files}
    return {
        path: key_of(["list", path, *files[path].properties, "in", about, files[path].data])
        for path in paths
    }


def _taken(cache: Path, key: str) -> bytes:
    shelf = Shelf(cache, key)
    blob = bytes(shelf.get(key) or b"")
    shelf.save()  # nothing is written, but what is in use is not old
    return blob


def _loaded(blob: bytes, rendition: Rendition, path: str) -> list[Known]:
    """Return what is known of a list from its bytes; if they are damaged, from the list."""
    try:
        known = compact.loads(blob)
    except compact.BROKEN:
        known = None
    return [known] if isinstance(known, Known) else examine_lists(rendition, [path])


def _examined(
    rendition: Rendition, paths: list[str], cache: Path | None, keys: Mapping[str, str]
) -> list[Known]:
    found = examine_lists(rendition, paths)
    if cache:
        for known in found:
            shelf = Shelf(cache, keys[known.path])
            shelf.put(keys[known.path], compact.dumps(known))
            shelf.save()
    return found
