"""Paths inside a book and the hrefs that markup writes for them.

A path is a ``str``, ``/``-separated, without leading slash, not percent-encoded
(``EPUB/text/é.xhtml``); an href is what stands in markup, relative and percent-encoded.
"""

from __future__ import annotations

import posixpath
from functools import lru_cache
from urllib.parse import quote, unquote

# https://url.spec.whatwg.org/#path-percent-encode-set, and nothing more, leaves these as they are
_SAFE = "/!$'()*+,;=@~"


@lru_cache(maxsize=4096)
def href_of(path: str) -> str:
    """Return a path percent-encoded, such as an href in the folder it is relative to.

    A colon is encoded too: in the first segment it would read as a scheme.
    """
    return quote(path, safe=_SAFE)


def href_between(path: str, target: str, fragment: str = "") -> str:
    """Return the href that a file at ``path`` writes for ``target``; ``fragment`` without ``#``.

    A file's href to a place in itself is the fragment alone.
    """
    tail = "#" + quote(fragment, safe=_SAFE + ":?") if fragment else ""
    if path == target and fragment:
        return tail
    folder, _, name = target.rpartition("/")
    if name in ("", ".", ".."):
        return href_of(posixpath.relpath(target, posixpath.dirname(path) or ".")) + tail
    return href_of(_way(posixpath.dirname(path), folder) + name) + tail


@lru_cache(maxsize=1024)
def _way(start: str, end: str) -> str:
    """Return the way from a folder to another, as it stands before a file's name."""
    way = posixpath.relpath(end or ".", start or ".")
    return "" if way == "." else way + "/"


def path_of(href: str, path: str = "") -> str:
    """Return the path that an href in the file at ``path`` means, without query and fragment.

    The result may begin with ``../`` where the href leaves the book.
    """
    target = unquote(href.partition("#")[0].partition("?")[0])
    if not target:
        return path
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
