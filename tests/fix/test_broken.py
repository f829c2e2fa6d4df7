"""Books broken at random: a repair never fails, never loses a word, never makes a book worse."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from packager.errors import SourceError
from packager.fix import fix
from packager.fix.words import changed_words
from tests import books
from tests.fix.test_repairs import NOW, noted

_PIECES = (
    "<",
    "&",
    ">",
    '"',
    "<p>",
    "</div>",
    '<b id="title">',
    "\0",
    "&nbsp;",
    "<li>",
    "{",
    "]]>",
)
_TEXTS = sorted(path for path in books.sound_files() if not path.endswith(".png"))


@st.composite
def broken_files(draw: st.DrawFn) -> dict[str, bytes]:
    """Return the files of the sound book with pieces cut out of them, or put in."""
    files = books.sound_files()
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_TEXTS))
        data = files[path]
        place = draw(st.integers(0, len(data)))
        gone = draw(st.integers(0, 12))
        piece = draw(st.sampled_from(("", *_PIECES))).encode()
        files[path] = data[:place] + piece + data[place + gone :]
    return files


@settings(max_examples=60, deadline=None)
@given(broken_files())
def test_a_repair_never_loses_a_word_and_never_makes_a_book_worse(files: dict[str, bytes]) -> None:
    data = books.packed(files)
    try:
        fixed = fix(data, name="book.epub", now=NOW, unsafe=True)
    except SourceError:
        return
    assert not changed_words(fixed.files_before, fixed.files)
    assert fixed.after.valid or not fixed.before.valid
    if not noted(data):
        assert fixed.data is data
