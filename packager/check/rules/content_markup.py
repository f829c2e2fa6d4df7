"""Rules on the markup of content documents that no content model holds.

https://www.w3.org/TR/epub-33/#sec-xhtml
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from packager.check.facts import MATHML, OPS, SVG, XHTML, XLINK, XML, Document, Element, Nav, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.profiles import has_profile
from packager.check.registry import rule
from packager.lazy_pattern import lazy_pattern

_SPEC = "https://www.w3.org/TR/epub-33/#sec-xhtml"
_CHAPTER = "EPUB/chapter.xhtml"
_LEAD = '<p class="lead"'
_SSML = "http://www.w3.org/2001/10/synthesis"
# Namespaces of attributes that specifications of W3C and IDPF themselves give to XHTML.
_KNOWN = frozenset(
    {
        XML,
        OPS,
        SVG,
        MATHML,
        XHTML,
        _SSML,
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/2001/xml-events",
        "http://www.w3.org/2000/xmlns/",
    }
)
_OWNERS = ("w3.org", "idpf.org")
# https://html.spec.whatwg.org/multipage/dom.html#custom-data-attribute
_CUSTOM_DATA = lazy_pattern(r"data-[^A-Z:]+\Z")
_custom = etree.XPath("//*/@*[starts-with(name(), 'data-')]/..")
_spoken = etree.XPath("//*[@ssml:ph]", namespaces={"ssml": _SSML})
_foreign = etree.XPath("//*[@*[namespace-uri()]]")
# https://www.w3.org/TR/epub-33/#sec-xhtml-deviations-discouraged
_DISCOURAGED = ("base", "embed", "rp")


def _add(markup: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the change that puts markup at the end of the chapter."""
    return {_CHAPTER: (("</section>", f"{markup}\n</section>"),)}


@rule(
    "HTM-061",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/dom.html#custom-data-attribute",
    bad={_CHAPTER: ((_LEAD, '<p data-Name="x" class="lead"'),)},
)
def data_attribute_name(document: Xhtml) -> Iterator[Problem]:
    """A custom data attribute has a name of its own behind ``data-``, in small letters."""
    if not any(name.startswith("data-") for name in document.attributes):
        return
    for element in _matches(document, _custom):
        for name in element.keys():  # noqa: SIM118 - an element's own iteration is its children
            if str(name).startswith("data-") and not _CUSTOM_DATA.match(str(name)):
                yield Problem(document.place(element), f"{name!r}; write {str(name).lower()!r}")


@rule(
    "HTM-054",
    sees=Xhtml,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-xhtml-custom-attributes",
    bad={_CHAPTER: ((_LEAD, '<p xmlns:z="http://www.idpf.org/z" z:x="1" class="lead"'),)},
)
def custom_namespace_reserved(document: Xhtml) -> Iterator[Problem]:
    """Attributes of one's own are in a namespace of one's own, not in W3C's or IDPF's."""
    if {n[1:].partition("}")[0] for n in document.attributes if n[0] == "{"} <= _KNOWN:
        return
    for element in _matches(document, _foreign):
        spaces = dict.fromkeys(etree.QName(str(name)).namespace for name in element.attrib)
        for space in spaces:
            if space and space not in _KNOWN and _is_reserved(space):
                yield Problem(document.place(element), f"{space!r} belongs to another's domain")


def _is_reserved(space: str) -> bool:
    try:
        host = urlsplit(space).hostname or ""
    except ValueError:
        return False
    return any(owner in host for owner in _OWNERS)


def _matches(document: Xhtml, path: etree.XPath) -> list[Element]:
    return [] if document.root is None else list(path(document.root))


@rule(
    "HTM-007",
    sees=Xhtml,
    severity=Severity.WARNING,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-tts-10/#sec-ssml-ph",
    bad={_CHAPTER: ((_LEAD, f'<p xmlns:s="{_SSML}" s:ph=" " class="lead"'),)},
)
def pronunciation_empty(document: Xhtml) -> Iterator[Problem]:
    """``ssml:ph`` says how its text is spoken; an empty one would leave it unspoken."""
    if f"{{{_SSML}}}ph" not in document.attributes:
        return
    for element in _matches(document, _spoken):
        if not (element.get(f"{{{_SSML}}}ph") or "").strip():
            yield Problem(document.place(element), "ssml:ph is empty; take it out")


@rule(
    "HTM-010",
    sees=Xhtml,
    severity=Severity.USAGE,
    versions=("3",),
    spec=_SPEC,
    bad={_CHAPTER: (("http://www.idpf.org/2007/ops", "https://example.org/ns"),)},
)
def epub_prefix_unusual(document: Xhtml) -> Iterator[Problem]:
    """The prefix ``epub`` stands for EPUB's own namespace."""
    if document.root is None:
        return
    space = document.root.nsmap.get("epub", OPS)
    if space != OPS:
        yield Problem(document.place(document.root), f"the prefix epub stands for {space!r}")


@rule(
    "HTM-055",
    sees=Xhtml,
    severity=Severity.USAGE,
    versions=("3",),
    spec=_SPEC,
    bad=_add("<p><ruby>茶<rp>(</rp><rt>cha</rt><rp>)</rp></ruby></p>"),
)
def element_discouraged(document: Xhtml) -> Iterator[Problem]:
    """``base``, ``embed`` and ``rp`` are allowed and better left out."""
    for name in _DISCOURAGED:
        for element in document.named(f"{{{XHTML}}}{name}"):
            yield Problem(document.place(element), f"<{name}> is discouraged")


@rule(
    "HTM-052",
    sees=Xhtml,
    versions=("3",),
    spec="https://idpf.org/epub/renditions/region-nav/#sec-2.2",
    bad={
        _CHAPTER: ((_LEAD, '<p epub:type="region-based" class="lead"'),),
    },
)
def region_based_elsewhere(document: Xhtml) -> Iterator[Problem]:
    """``region-based`` stands on a ``nav`` of a data navigation document."""
    for element in _typed(document, "region-based"):
        is_nav = element.tag == f"{{{XHTML}}}nav"
        if not is_nav or "data-nav" not in document.properties:
            yield Problem(document.place(element), "region-based is for data navigation documents")


def _typed(document: Xhtml, word: str) -> Iterator[Element]:
    if f"type:{word}" in document.features:
        for element in document.orders:
            if word in (element.get(f"{{{OPS}}}type") or "").split():
                yield element


@rule(
    "HTM-051",
    sees=Xhtml,
    severity=Severity.WARNING,
    versions=("3",),
    spec="https://idpf.org/epub/profiles/edu/structure/",
    bad={
        "EPUB/content.opf": (("</metadata>", "<dc:type>edupub</dc:type>\n</metadata>"),),
        _CHAPTER: ((_LEAD, f'{_LEAD} itemscope="itemscope"'),),
    },
)
def microdata_without_rdfa(document: Xhtml) -> Iterator[Problem]:
    """EDUPUB enriches content by RDFa, not by microdata alone."""
    if not has_profile(document, "edupub") or document.book is None or isinstance(document, Nav):
        return
    if "itemscope" in document.attributes and "property" not in document.attributes:
        first = next(e for e in document.orders if e.get("itemscope") is not None)
        yield Problem(document.place(first), "add RDFa Lite beside the microdata")


@rule(
    "ACC-009",
    sees=Document,
    severity=Severity.USAGE,
    versions=("3",),
    spec="https://www.w3.org/TR/WCAG22/#non-text-content",
    bad=_add(f'<p><math xmlns="{MATHML}"><mi>x</mi></math></p>'),
)
def formula_text(document: Document) -> Iterator[Problem]:
    """A formula has an ``alttext``, for voices that read no MathML."""
    for math in document.named(f"{{{MATHML}}}math"):
        annotated = next(math.iter(f"{{{MATHML}}}annotation-xml"), None) is not None
        if not (math.get("alttext") or "").strip() and not annotated:
            yield Problem(document.place(math), "add alttext with the formula in words")


@rule(
    "ACC-011",
    sees=Document,
    severity=Severity.USAGE,
    versions=("3",),
    spec="https://www.w3.org/TR/WCAG22/#link-purpose-in-context",
    bad=_add(f'<svg xmlns="{SVG}"><a href="notes.xhtml"><circle r="9"/></a></svg>'),
)
def drawing_link_name(document: Document) -> Iterator[Problem]:
    """A link in a drawing has words: a text, a title or a label."""
    for link in document.named(f"{{{SVG}}}a"):
        label = link.get("aria-label") or link.get(f"{{{XLINK}}}title") or ""
        if not label.strip() and not "".join(map(str, link.itertext())).strip():
            yield Problem(document.place(link), "add a <title> or an aria-label")
