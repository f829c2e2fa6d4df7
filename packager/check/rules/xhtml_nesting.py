"""What may not stand anywhere inside what, however deep, and what needs an ancestor.

https://html.spec.whatwg.org/multipage/dom.html#content-models and the elements' own clauses
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from lxml import etree

from packager.check.facts import MATHML, XHTML, Document, Element, Svg, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.registry import rule

_H = f"{{{XHTML}}}"
_A = _H + "a"
_MAP = _H + "map"
_SSML = "http://www.w3.org/2001/10/synthesis"
_PHONEMES = f"{{{_SSML}}}ph"
_nested_phonemes = etree.XPath(
    "//*[@ssml:ph][ancestor::*[@ssml:ph]]",
    namespaces={"ssml": _SSML},
)
_SWITCH = "{http://www.idpf.org/2007/ops}switch"
_TRIGGER = "{http://www.idpf.org/2007/ops}trigger"
_DOM = "https://html.spec.whatwg.org/multipage/dom.html#content-models"
_CHAPTER = "EPUB/chapter.xhtml"


def _add(markup: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the change that puts markup at the end of the chapter."""
    return {_CHAPTER: (("</section>", f"{markup}\n</section>"),)}


_INTERACTIVE = (
    "a audio[controls] button details embed iframe img[usemap] input[type!=hidden] label menu"
    " object[usemap] select textarea video[controls]"
)
# Inner elements by the outer ones in which they must not stand.
_EXCLUSIONS = {
    "a": _INTERACTIVE,
    "button": _INTERACTIVE,
    "address": "address footer header",
    "audio": "audio video",
    "caption": "table",
    "dfn": "dfn",
    "footer": "footer header",
    "form": "form",
    "header": "footer header",
    "label": "label",
    "meter": "meter",
    "progress": "progress",
    "video": "audio video",
}


def _by_inner() -> dict[str, list[tuple[str, str]]]:
    """Return, by the Clark name of the inner element, the condition and the outer element."""
    table: dict[str, list[tuple[str, str]]] = {}
    for outer, inner in _EXCLUSIONS.items():
        for word in inner.split():
            name, _, condition = word.rstrip("]").partition("[")
            table.setdefault(_H + name, []).append((condition, _H + outer))
    return table


_INNER = _by_inner()


@cache
def _is_inside(inner: str, outer: str) -> etree.XPath:
    """Return what tells of a tree whether an element stands inside another, by Clark names."""
    outer, inner = outer.removeprefix(_H), inner.removeprefix(_H)
    return etree.XPath(f"boolean(//h:{outer}//h:{inner})", namespaces={"h": XHTML})


def _holds(element: Element, condition: str) -> bool:
    name, unequal, value = condition.partition("!=")
    if unequal:
        return (element.get(name) or "").lower() != value
    return not condition or element.get(condition) is not None


@rule(
    "RSC-005",
    sees=Document,
    versions=("3",),
    spec=_DOM,
    bad={
        "EPUB/chapter.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><head><title>Tea</title>"
        b"</head><body><p><a href='#b'>One <b><a href='#a'>Two</a></b></a></p></body></html>"
    },
)
def excluded_descendants(document: Document) -> Iterator[Problem]:
    """No link stands inside a link, no form in a form, no header in a header, and so on.

    A tap on nested links or buttons opens one of them, and no reader can tell which.
    """
    if not isinstance(document, Xhtml | Svg):
        return
    there, root = document.names, document.root
    for tag in [tag for tag in _INNER if tag in there]:
        pairs = [pair for pair in _INNER[tag] if pair[1] in there]
        if root is None or not any(_is_inside(tag, outer)(root) for _, outer in pairs):
            continue
        for element in document.named(tag):
            wanted = {outer for condition, outer in pairs if _holds(element, condition)}
            if not wanted:
                continue
            found = {a.tag for a in element.iterancestors() if a.tag in wanted}
            inner = tag.rpartition("}")[2]
            for outer in sorted(map(str, found)):
                name = outer.rpartition("}")[2]
                yield Problem(
                    document.place(element),
                    f"<{inner}> cannot stand anywhere inside <{name}>; close the <{name}> first",
                )


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_DOM,
    bad=_add('<p><area href="notes.xhtml" alt="Notes"/></p>'),
)
def area_in_map(document: Xhtml) -> Iterator[Problem]:
    """An ``area`` stands inside a ``map``: alone it marks nothing."""
    for area in document.named(_H + "area"):
        if not any(ancestor.tag == _MAP for ancestor in area.iterancestors()):
            yield Problem(document.place(area), "<area> stands outside of a <map>; put it into one")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_DOM,
    bad=_add('<p><img ismap="ismap" src="cover.png" alt="Tea"/></p>'),
)
def image_map_in_link(document: Xhtml) -> Iterator[Problem]:
    """An image with ``ismap`` stands inside a link with ``href``: its clicks go nowhere else."""
    for image in document.named(_H + "img"):
        if image.get("ismap") is not None and not any(
            a.tag == _A and a.get("href") is not None for a in image.iterancestors()
        ):
            yield Problem(
                document.place(image), "<img ismap> stands outside of a link; put it into <a href>"
            )


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-tts-10/#sec-ssml-ph",
    bad=_add(f'<p xmlns:s="{_SSML}" s:ph="ti taIm">Tea <b s:ph="taIm">time</b></p>'),
)
def phonemes_nested(document: Xhtml) -> Iterator[Problem]:
    """``ssml:ph`` is given once for a text, not again inside."""
    if document.root is None or _PHONEMES not in document.attributes:
        return
    for element in _nested_phonemes(document.root):
        yield Problem(
            document.place(element),
            "ssml:ph stands inside an element that has one too; remove one of them",
        )


@rule(
    "RSC-017",
    sees=Xhtml,
    severity=Severity.WARNING,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-switch",
    bad=_add(
        f'<epub:switch id="s">\n<epub:case required-namespace="{MATHML}"><p>1</p></epub:case>\n'
        "<epub:default><p>One</p></epub:default>\n</epub:switch>"
    ),
)
def deprecated_elements(document: Xhtml) -> Iterator[Problem]:
    """``epub:switch`` and ``epub:trigger`` are not used: hardly a reader still knows them."""
    for element in document.named(_SWITCH, _TRIGGER):
        name = str(element.tag).rpartition("}")[2]
        yield Problem(document.place(element), f"<epub:{name}> is deprecated; write plain HTML")
