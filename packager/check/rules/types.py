"""Rules on ``epub:type``: the form of its words, those unknown, deprecated, or misplaced.

https://www.w3.org/TR/epub-ssv-11/ · https://idpf.org/epub/vocab/structure/ ·
https://idpf.org/epub/dict/ · https://idpf.org/epub/idx/ · https://idpf.org/epub/renditions/region-nav/
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OPS, Document, Element, Overlay, Svg, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.prefixes import declared_prefixes, property_parts
from packager.check.registry import rule

_SPEC = "https://www.w3.org/TR/epub-ssv-11/"
_TYPE = f"{{{OPS}}}type"
_DEPRECATED = {
    "annoref": "open annotations",
    "annotation": "open annotations",
    "biblioentry": "a word with a prefix of your own",
    "bridgehead": "a word with a prefix of your own",
    "endnote": "a word with a prefix of your own",
    "help": "tip",
    "marginalia": "a plain aside element",
    "note": "footnote or endnote",
    "rearnote": "endnote",
    "rearnotes": "endnotes",
    "sidebar": "a plain aside element",
    "subchapter": "a word with a prefix of your own",
    "warning": "notice",
}
# What HTML has elements for: these are for media overlays, which have not.
_OVERLAYS_ONLY = frozenset("aside figure list list-item table table-cell table-row".split())
_STRUCTURE = (
    frozenset(
        """abstract acknowledgments afterword appendix assessment backmatter bibliography biblioref
        bodymatter chapter colophon concluding-sentence conclusion contributors copyright-page cover
        covertitle credit credits dedication division endnotes epigraph epilogue errata footnote
        footnotes foreword frontmatter fulltitle glossary glossdef glossref glossterm halftitle
        halftitlepage imprimatur imprint index introduction keyword landmarks learning-objective
        learning-resource loa loi lot lov noteref notice other-credits page-list pagebreak part
        preamble preface prologue pullquote qna revision-history subtitle tip title titlepage toc
        topic-sentence volume""".split()
    )
    | frozenset(_DEPRECATED)
    | _OVERLAYS_ONLY
)
_DICTIONARIES = frozenset(
    """antonym-group condensed-entry def dictentry dictionary etymology example gram-info idiom
    part-of-speech part-of-speech-group part-of-speech-list phonetic-transcription phrase-group
    phrase-list sense-group sense-list synonym-group tran tran-info""".split()
)
_INDEXES = frozenset(
    """index-editor-note index-entry index-entry-list index-group index-headnotes index-legend
    index-locator index-locator-list index-locator-range index-term index-term-categories
    index-term-category index-xref-preferred index-xref-related""".split()
)
_REGIONS = frozenset("balloon panel panel-group region-based sound-area text-area".split())
_IN_PAGES = _STRUCTURE | _DICTIONARIES | _INDEXES | _REGIONS


def _uses(document: Document, among: frozenset[str] | None) -> Iterator[tuple[Element, str]]:
    """Yield the elements with a word of ``epub:type``, of some or (``None``) all without prefix."""
    used = {feature[5:] for feature in document.features if feature.startswith("type:")}
    if not (used if among is None else used & among):
        return
    for element in document.orders:
        for word in (element.get(_TYPE) or "").split():
            if ":" not in word and (among is None or word in among):
                yield element, word


@rule(
    "OPF-088",
    sees=Document,
    severity=Severity.USAGE,
    versions=("3",),
    spec=_SPEC,
    bad={"EPUB/chapter.xhtml": (('epub:type="chapter"', 'epub:type="chaptre"'),)},
)
def type_unknown(document: Document) -> Iterator[Problem]:
    """A word of ``epub:type`` is one that EPUB's vocabularies have: readers know no other."""
    if not isinstance(document, Xhtml | Svg | Overlay):
        return
    known = _STRUCTURE if isinstance(document, Overlay) else _IN_PAGES
    used = frozenset(f[5:] for f in document.features if f.startswith("type:"))
    for element, word in _uses(document, used - known):
        yield Problem(document.place(element), f"{word!r} is in no vocabulary of EPUB; check it")


@rule(
    "OPF-086b",
    sees=Document,
    severity=Severity.USAGE,
    versions=("3",),
    spec=_SPEC,
    bad={"EPUB/notes.xhtml": (('epub:type="endnotes"', 'epub:type="rearnotes"'),)},
)
def type_deprecated(document: Document) -> Iterator[Problem]:
    """A word of ``epub:type`` is none of those that EPUB has given up."""
    if isinstance(document, Xhtml | Svg | Overlay):
        for element, word in _uses(document, frozenset(_DEPRECATED)):
            better = _DEPRECATED[word]
            yield Problem(document.place(element), f"{word!r} is deprecated; better is {better}")


@rule(
    "OPF-087",
    sees=Xhtml,
    severity=Severity.USAGE,
    versions=("3",),
    spec=_SPEC,
    bad={"EPUB/chapter.xhtml": (("<ul>", '<ul epub:type="list">'),)},
)
def type_of_overlays(document: Xhtml) -> Iterator[Problem]:
    """Tables, lists, figures are HTML elements in a page: their words are for media overlays."""
    for element, word in _uses(document, _OVERLAYS_ONLY):
        yield Problem(document.place(element), f"{word!r} is for overlays; the element says it")


@rule(
    "OPF-028",
    sees=Document,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-prefix-attr",
    bad={"EPUB/chapter.xhtml": (('epub:type="chapter"', 'epub:type="my:chapter"'),)},
)
def type_prefix_declared(document: Document) -> Iterator[Problem]:
    """A prefix in ``epub:type`` is declared on the root element, or reserved by EPUB."""
    if not isinstance(document, (Xhtml, Svg, Overlay)):
        return
    if not any(":" in word[len("type:") :] for word in document.features):
        return
    declared = declared_prefixes(document)
    for element in document.orders:
        for word in (element.get(_TYPE) or "").split():
            prefix, colon, _ = word.partition(":")
            if colon and property_parts(word) and prefix not in declared:
                yield Problem(
                    document.place(element), f"the prefix {prefix!r} is not declared; declare it"
                )


@rule(
    "OPF-026",
    sees=Document,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-property-datatype",
    bad={"EPUB/chapter.xhtml": (('epub:type="chapter"', 'epub:type="chapter:"'),)},
)
def type_form(document: Document) -> Iterator[Problem]:
    """A word of ``epub:type`` is a name, or a prefix, a colon and a name."""
    if not isinstance(document, (Xhtml, Svg, Overlay)):
        return
    if not any(":" in word[len("type:") :] for word in document.features):
        return
    for element in document.orders:
        for word in (element.get(_TYPE) or "").split():
            if not property_parts(word):
                text = f"{word!r} is no property; write prefix:name"
                yield Problem(document.place(element), text, subject=word)
