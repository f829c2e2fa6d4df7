"""Paths and hrefs between files of a book."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from hypothesis import assume, given
from hypothesis import strategies as st

from packager.paths import href_between, path_of

_PATHS = st.lists(
    st.text("abé %#?:;", min_size=1, max_size=3).filter(lambda n: n.strip(".")),
    min_size=1,
    max_size=4,
).map("/".join)


@given(_PATHS, _PATHS)
def test_an_href_leads_to_its_target_by_the_shortest_way(path: str, target: str) -> None:
    assume(path == target or not path.startswith(target + "/"))  # no file is a folder
    href = href_between(path, target)
    assert unquote(href) == posixpath.relpath(target, posixpath.dirname(path) or ".")
    assert path_of(href, path) == target


def test_a_place_in_the_file_itself_is_its_fragment_alone() -> None:
    assert href_between("a/b.xhtml", "a/b.xhtml", "c d") == "#c%20d"
    assert href_between("a/b.xhtml", "a/b.xhtml") == "b.xhtml"
    assert href_between("a/b.xhtml", "c/") == "../c"
