"""The walk over a document's text says yes where the tree is sound, and sees what is in it."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from packager.schemas import xhtml3, xhtml11
from packager.schemas.grammar import Case, Dependent, Grammar
from packager.schemas.quick import Seen, look_over
from packager.schemas.validate import validate

XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
OPS = "http://www.idpf.org/2007/ops"
_TAGS = (
    "p p p div section em a a img br ul li ol table tr td dl dt dd h2 span figure figcaption"
    " epub:switch q svg math font nav input meter my-own audio"
).split()
_ATTRIBUTES = (
    "id class href src alt title lang role epub:type style hidden data-x data:x aria-label type"
    " checked xml:lang width onclick value"
).split()
_VALUES = (
    "a b.c #x page.xhtml%20 %zz en 1 doc-noteref chapter hidden text it's quite\N{NO-BREAK SPACE}so"
).split(" ")
_TEXTS = ("", "", " ", "\n", "Tea & milk", "1 < 2", "\N{NO-BREAK SPACE}", "<!-- a <b> -->")


def _attributes() -> st.SearchStrategy[str]:
    pairs = st.dictionaries(
        st.sampled_from(_ATTRIBUTES), st.sampled_from([*_VALUES, 'say "x"', " y\n", ""]), max_size=3
    )
    spaced = st.sampled_from([" ", "\n", "  "])
    return st.builds(
        lambda given, space: "".join(f"{space}{name}={quoteattr(v)}" for name, v in given.items()),
        pairs,
        spaced,
    )


def _text() -> st.SearchStrategy[str]:
    return st.sampled_from([t if t.startswith("<!--") else escape(t) for t in _TEXTS])


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def write(name: str, attributes: str, text: str, inner: list[str]) -> str:
        space = {"svg": f' xmlns="{SVG}"', "data": ""}.get(name, "")
        content = text + "".join(inner)
        if not content:
            return f"<{name}{space}{attributes}/>"
        return f"<{name}{space}{attributes} >{content}</{name}\n>"

    return st.builds(
        write, st.sampled_from(_TAGS), _attributes(), _text(), st.lists(children, max_size=4)
    )


_BODIES = st.lists(
    st.recursive(_element(_text()), lambda inner: _element(inner | _text()), max_leaves=12)
).map("".join)


def _page(body: str, head: str = "<title>t</title>", before: str = "<!DOCTYPE html>") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n{before}\n<html xmlns="{XHTML}" '
        f'xmlns:epub="{OPS}" xmlns:data="urn:data"><head>{head}</head><body>{body}</body></html>'
    )


def _root(text: str) -> etree._Element:
    return etree.fromstring(text.encode(), etree.XMLParser(remove_comments=True))


@pytest.mark.parametrize("grammar", [xhtml3.grammar, xhtml11.grammar], ids=["3", "2"])
@given(body=_BODIES)
@settings(max_examples=150, deadline=None)
def test_it_never_says_yes_where_the_tree_has_a_fault(grammar: object, body: str) -> None:
    """And says yes wherever nothing keeps it from reading: both mean the same by sound."""
    assert callable(grammar)
    rules: Grammar = grammar()
    text = _page(body)
    root = _root(text)
    seen = look_over(text, rules)
    assert seen is not None
    if seen.is_valid:
        assert not validate(rules, root)
    elif "&" not in body:
        assert validate(rules, root)
    _assert_same(seen, root)


def _assert_same(seen: Seen, root: etree._Element) -> None:
    elements = list(root.iter(etree.Element))
    assert {shape.tag for shape in seen.shapes} == {element.tag for element in elements}
    given = {name for element in elements for name in element.keys()}  # noqa: SIM118 - not its children
    assert {name for shape in seen.shapes for name in shape.attributes} == given
    for name in ("id", "href", "src", "alt", "title"):
        ours = [(order, tag.values[name]) for order, tag in seen.marked if name in tag.values]
        theirs = [(n, e.get(name)) for n, e in enumerate(elements) if e.get(name) is not None]
        assert ours == theirs


@pytest.mark.parametrize(
    "text",
    [
        _page("<p><![CDATA[<b>]]></p>"),
        _page("<p><?php echo '<!-- '; ?><b/><!-- --></p>"),
        _page("<p>a</p>", before="<!DOCTYPE html [<!ENTITY a '<b>'>]>"),
        _page('<p title="a > b">c</p>'),
        _page("<p title='&nbsp;'>c</p>"),
    ],
    ids=["cdata", "instruction", "internal subset", "bracket in a value", "entity of a DTD"],
)
def test_what_only_a_parser_can_read_is_left_to_it(text: str) -> None:
    assert look_over(text, xhtml3.grammar()) is None


def test_values_that_differ_are_judged_each_for_itself() -> None:
    """Two tags that are alike but for an id have one shape, and a bad id is no good one's fault."""
    good = "".join(f'<p id="p{number}">Tea</p>' for number in range(50))
    seen = look_over(_page(good), xhtml3.grammar())
    assert seen is not None
    assert seen.is_valid
    assert len({tag.shape for _, tag in seen.marked}) == 1
    for _ in range(2):
        bad = look_over(_page(good + '<p id="p 51">Tea</p>'), xhtml3.grammar())
        assert bad is not None
        assert not bad.is_valid
    assert look_over(_page(good), xhtml3.grammar()) == seen


def test_values_on_which_others_depend_are_not_taken_for_alike() -> None:
    """Where a picture without a text takes no role, one with a text does not speak for it."""
    rules = Grammar({"": XHTML}, start="img")
    without = Dependent("alt", {"": Case(frozenset({"role"}))})
    rules.define("img", "empty", "alt role", dependents=(without,))
    for _ in range(2):
        for alt in ("Tea", "", "Milk"):
            text = f'<img xmlns="{XHTML}" alt="{alt}" role="button"/>'
            seen = look_over(text, rules)
            assert seen is not None
            assert seen.is_valid is (not validate(rules, _root(text)))
            assert seen.is_valid is (alt != "")


def test_a_page_longer_than_is_kept_in_pieces_is_left_to_the_tree() -> None:
    from packager.schemas import quick

    text = _page(f"<p>{'a' * quick.MAX_CHARACTERS}</p>")
    assert look_over(text, xhtml3.grammar()) is None
