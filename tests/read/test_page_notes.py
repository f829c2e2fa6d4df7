# ruff: noqa: E501 - tables and patterns read better on one line
"""Footnotes of web pages: each dialect becomes the same references and notes."""

from __future__ import annotations

import re

import pytest

from packager import xhtml
from packager.read import ReadOptions, Source
from packager.read.html import read_linked

TEXT = "The boats come up the river and nobody has counted them, which is a pity for the town. "

DIALECTS = {
    "substack": (
        '<p>{text}<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a></p>'
        '<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a>'
        '<div class="footnote-content"><p>A note on boats.</p></div></div>'
    ),
    "markdown": (
        '<p>{text}<sup id="fnref:1"><a href="#fn:1" class="footnote-ref">1</a></sup></p>'
        '<div class="footnotes"><hr><ol><li id="fn:1"><p>A note on boats. <a href="#fnref:1" class="footnote-backref">↩</a></p></li></ol></div>'
    ),
    "wikipedia": (
        '<p>{text}<sup id="cite_ref-1" class="reference"><a href="#cite_note-1">[1]</a></sup></p>'
        '<ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink"><a href="#cite_ref-1">^</a></span> '
        '<span class="reference-text">A note on boats.</span></li></ol>'
    ),
    "word": (
        '<p>{text}<a href="#_ftn1" name="_ftnref1">[1]</a></p>'
        '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> A note on boats.</p></div>'
    ),
    "tufte": (
        '<p>{text}<label for="sn-1" class="margin-toggle sidenote-number"></label>'
        '<input type="checkbox" id="sn-1" class="margin-toggle"><span class="sidenote">A note on boats.</span></p>'
    ),
    "tooltip": '<p>{text}<sup class="footnote" title="A note on boats.">1</sup></p>',
    "raised number": "<p>{text}<sup>1</sup></p><p>{text}</p><hr><p><sup>1</sup> A note on boats.</p>",
    "wordpress": (
        '<p>{text}<sup data-fn="a1" class="fn"><a href="#a1" id="a1-link">1</a></sup></p>'
        '<ol class="wp-block-footnotes"><li id="a1">A note on boats. <a href="#a1-link">↩︎</a></li></ol>'
    ),
    "asterisk": (
        '<p>{text}<a href="#note-1">*</a></p><p>{text}</p><p id="note-1">* A note on boats.</p>'
    ),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_becomes_a_note_with_its_reference(dialect: str) -> None:
    markup = DIALECTS[dialect].replace("{text}", TEXT * 2)
    whole = f"<html><body><article><h1>Tea</h1><p>{TEXT * 4}</p>{markup}</article></body></html>"
    essay = read_linked(Source("tea.html", whole.encode()), ReadOptions())[0].essay
    assert [note.label for note in essay.footnotes] == ["1"]
    words = " ".join(xhtml.text_of(xhtml.parse(essay.footnotes[0].body)).split())
    assert words.removeprefix("* ") == "A note on boats."
    assert essay.body.count('href="#fn-1"') == 1
    assert "A note on boats" not in essay.body
    assert re.search(r'<sup><a [^>]*role="doc-noteref"[^>]*>1</a></sup>', essay.body)


def test_exponents_and_links_to_sections_are_no_notes() -> None:
    markup = (
        f'<html><body><article><p>{TEXT * 4} It is 10<sup>2</sup> feet; see <a href="#s1">1</a>.</p>'
        f'<h2 id="s1">Boats</h2><p>{TEXT * 4}</p></article></body></html>'
    )
    essay = read_linked(Source("tea.html", markup.encode()), ReadOptions())[0].essay
    assert essay.footnotes == ()
    assert "10<sup>2</sup>" in essay.body
