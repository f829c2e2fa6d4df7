"""The lines of a source that the lines of a book come from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.build.lines import lines_of
from packager.source_map import PATH, Lines, place_in, read_map, write_map
from tests.build.opened import made
from tests.essays import full, plain, reference

PAGE = "EPUB/text/on-tea.xhtml"


def line_with(data: bytes, text: str) -> int:
    return next(n for n, line in enumerate(data.decode().split("\n"), 1) if text in line)


def test_a_line_of_the_book_names_the_line_of_its_source() -> None:
    files = made(full())
    maps = read_map(files[PATH])
    for text, line in (("Tea wants", 3), (">Water<", 5), ("Soft", 7)):
        assert place_in(maps, PAGE, line_with(files[PAGE], text)) == ("tea.md", line)


def test_folders_of_the_source_are_not_told() -> None:
    assert b"essays/" not in made(full())[PATH]
    assert b"C:" not in made(replace(full(), source_file="C:\\texts\\tea.md"))[PATH]


def test_an_essay_of_no_known_source_has_no_map() -> None:
    assert PATH not in made(plain())


def test_a_note_that_stands_before_its_reference_is_found() -> None:
    source = "[^a]: An iron kettle keeps the heat longer.\n\nTea is old.\n\nOld tea is dear.[^a]\n"
    document = (
        "<html>\n<body>\n<p>Tea is old.</p>\n"
        f"<p>Old tea is dear.{reference('a')}</p>\n"
        "<p>1 An iron kettle keeps the heat longer.</p>\n</body></html>"
    )
    essay = replace(plain(), source_file="a.md", source_text=source)
    lines = lines_of(essay, document)
    assert lines == Lines("a.md", (3, 4, 5), (3, 5, 1))


def test_words_that_come_again_are_found_where_they_come() -> None:
    source = "\n\n".join(["So it was said, and so it was."] * 5)
    body = "\n".join(["<p>So it was said, and so it was.</p>"] * 5)
    essay = replace(plain(), source_file="a.md", source_text=source)
    lines = lines_of(essay, f"<body>\n{body}</body>")
    assert lines is not None
    assert lines.origins == (1, 3, 5, 7, 9)


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), max_size=30))
def test_what_is_written_is_read(pairs: list[tuple[int, int]]) -> None:
    pairs.sort()
    lines = Lines("ä.md", tuple(a for a, _ in pairs), tuple(b for _, b in pairs))
    assert read_map(write_map({"EPUB/a.xhtml": lines})) == {"EPUB/a.xhtml": lines}


@given(st.binary() | st.text().map(str.encode))
def test_what_is_no_map_is_an_empty_one(data: bytes) -> None:
    assert read_map(data) == {}


def test_a_map_of_another_shape_is_an_empty_one() -> None:
    for data in (
        b"[]", b'{"lines":[]}', b'{"lines":{"a":1}}', b'{"lines":{"a":{"source":1,"at":[]}}}',
        b'{"lines":{"a":{"source":"a","at":[1]}}}', b'{"lines":{"a":{"source":"a","at":["x",2]}}}',
        b'{"lines":{"a":{"source":"a","at":[-1,2]}}}',
        b'{"lines":{"a":{"source":"a","at":[true,2]}}}',
        b"[" * 100_000,
    ):  # fmt: skip
        assert read_map(data) == {}


@settings(max_examples=50, deadline=None)
@given(st.text(), st.text())
def test_any_source_and_any_text_can_be_laid_side_by_side(source: str, text: str) -> None:
    essay = replace(plain(), source_file="a.md", source_text=source)
    lines = lines_of(essay, f"<body>{text}</body>")
    if lines:
        assert list(lines.lines) == sorted(lines.lines)
        assert all(1 <= line <= source.count("\n") + 1 for line in lines.origins)


def test_lines_far_off_are_sought_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """40,000 formulas, whose lines are nowhere as they are shown, took minutes."""
    far = "\n".join(["Words of the first line stand here.", *(f"x{n}" for n in range(400))])
    essay = replace(plain(), source_text=far + "\nLast words of all stand there.", source_file="a")
    page = (
        "<body><p>Last words of all stand there.</p>\n"
        "<p>Words of the first line stand here.</p></body>"
    )
    found = lines_of(essay, page)
    assert found is not None
    assert found.origins == (402, 1)
    monkeypatch.setattr("packager.build.lines._MOST_SOUGHT", -1)
    assert lines_of(essay, page) == Lines("a", (2,), (1,))  # near the start it is found
