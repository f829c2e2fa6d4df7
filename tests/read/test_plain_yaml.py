"""Lines of key: value mean the same with and without a parser of YAML."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from packager.errors import SourceError
from packager.read.front_matter import _parsed_pairs
from packager.read.plain_yaml import plain_pairs

_KEYS = st.sampled_from(["title", "author", "Date", "x-y", "null", "a_1", "on"])
_PIECES = st.sampled_from(
    [*"abz019 ,.'\"()[]{}:#-_/+&;!?%@=*$|>~`\\<\t", ": ", " #", "éß", "“”", "…", "null", "~", "yes",
     "2021-10-05", "10:30", "https://a.example/b", "茶", "\N{NO-BREAK SPACE}", "\u2028", "\x7f"]
)  # fmt: skip
_VALUES = st.lists(_PIECES, max_size=6).map("".join)
_LINES = st.one_of(
    st.builds("{}: {}".format, _KEYS, _VALUES),
    st.builds('{}:  "{}" '.format, _KEYS, _VALUES),
    st.builds("{}: '{}'".format, _KEYS, _VALUES),
    st.builds("{}: [{}, {}]".format, _KEYS, _VALUES, _VALUES),
    st.builds("{}: [{},{}]".format, _KEYS, _VALUES, _VALUES),
    st.builds("{}: {}".format, _KEYS, st.sampled_from([">", ">-", "|", "|-", ">+", "|2"])),
    st.builds("{}{}".format, st.sampled_from([" ", "  ", "    "]), _VALUES),
    st.builds("{}- {}".format, st.sampled_from(["", "  "]), _VALUES),
    st.builds("{}{}: {}".format, st.sampled_from(["- ", "  - ", "  ", "    "]), _KEYS, _VALUES),
    st.builds("{}:".format, _KEYS),
    st.sampled_from(["", "# note", "  # note", "  - a", "  - b", "a", "b: ", "- c: d", "  c: d"]),
)


@given(st.lists(_LINES, min_size=1, max_size=6).map("\n".join))
@settings(max_examples=600, deadline=None)
@example("title: a\n  b")
@example("title: It's a 'day'")
@example("title: 'It''s'")
@example("a: [null, ~, b c]")
@example("a: b:c")
@example("a: b:")
@example("a: [b c , d]")
@example("a: x\u0085y")
@example("a: >-\n  b\n c")
@example("a: >-\n  b\n\n  c\nd: e")
@example("a: |\n  b\n  # c\n# d\ne:")
@example("a: >\n  b")
@example("a: >\nb: c")
@example("a:\n- b\n- c: d\n  e: f\n  e: g\nh:\n\n# i\n  - j")
@example("a:\n  - b\n    c")
@example("a:\n  - b: c\n      d: e")
@example("a:\n  - b\n- c")
@example("a:\n  - null\n  - null: b")
@example("a: ['b, c', \"d\", e]")
@example("a: [b'c, d'e]")
def test_what_is_read_here_a_parser_reads_so(block: str) -> None:
    plain = plain_pairs(block, 7)
    if plain is not None:
        try:
            parsed = _parsed_pairs(block, "a.md", 7)
        except SourceError as error:
            pytest.fail(f"read {plain}, but {error}")
        assert plain == parsed


@pytest.mark.parametrize(
    ("block", "pairs"),
    [
        (
            "title: Tea, and what it’s worth\n\n# who\nauthor: Ann O'Hara\ndate: 2021-10-05",
            [
                ("title", "Tea, and what it’s worth", 2),
                ("author", "Ann O'Hara", 5),
                ("date", "2021-10-05", 6),
            ],
        ),
        ('title: "Tea: a day"', [("title", "Tea: a day", 2)]),
        ("tags: [tea, green tea, 7]", [("tags", ["tea", "green tea", "7"], 2)]),
        ("at: 10:30\nurl: https://example.org/a", [
            ("at", "10:30", 2), ("url", "https://example.org/a", 3),
        ]),
        ("nothing: null", [("nothing", "", 2)]),
        ("nothing:\nb: c", [("nothing", "", 2), ("b", "c", 3)]),
        ('tags: ["green tea", \'a, b\', c]', [("tags", ["green tea", "a, b", "c"], 2)]),
        ("tags:\n  - tea\n  - \"green tea\"\nb: c", [
            ("tags", ["tea", "green tea"], 2), ("b", "c", 5),
        ]),
        ("author:\n- name: Ann\n  role: ant\n- Bob", [
            ("author", [{"name": "Ann", "role": "ant"}, "Bob"], 2),
        ]),
        ("about: >-\n  Tea: a\n  day.\nmore: |\n  a\n  b\n# c", [
            ("about", "Tea: a day.", 2), ("more", "a\nb\n", 5),
        ]),
    ],
)  # fmt: skip
def test_what_essays_have_needs_no_parser(block: str, pairs: list[tuple[str, object, int]]) -> None:
    assert plain_pairs(block, 1) == pairs


@pytest.mark.parametrize("block", ["a:\n  b: c", "a: b # c", "a: &x b", r'a: "\t"', "a: |+\n  b"])
def test_the_rest_is_left_to_a_parser(block: str) -> None:
    assert plain_pairs(block, 1) is None
