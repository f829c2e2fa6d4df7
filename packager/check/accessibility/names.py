"""What can be seen has words for those who cannot see it: images, links, controls, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packager.check.accessibility._names import content_name, name_of
from packager.check.facts import OPS, SVG, XHTML, Element, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.registry import rule

_WCAG = "https://www.w3.org/TR/WCAG22/"
_CHAPTER = "EPUB/chapter.xhtml"
_LEAD = '<p class="lead">'
_HEADINGS = tuple(f"{{{XHTML}}}h{level}" for level in range(1, 7))
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp)\Z", re.IGNORECASE)


def _html(document: Xhtml, *names: str) -> Iterator[Element]:
    return document.named(*(f"{{{XHTML}}}{name}" for name in names))


@rule(
    "A11Y-001",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#non-text-content",
    bad={"EPUB/cover.xhtml": ((' alt="Cover: On Tea"', ""),)},
)
def image_alt(document: Xhtml) -> Iterator[Problem]:
    """An image has an ``alt``; an empty one where it only decorates."""
    for image in _html(document, "img", "area"):
        if (
            image.get("alt") is None
            and not name_of(document, image)
            and image.get("role") not in ("presentation", "none")
        ):
            yield Problem(document.place(image), 'say what it shows in alt="…", or alt=""')


@rule(
    "A11Y-002",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#non-text-content",
    bad={"EPUB/cover.xhtml": (('alt="Cover: On Tea"', 'alt="cover.png"'),)},
)
def image_alt_file_name(document: Xhtml) -> Iterator[Problem]:
    """An ``alt`` says what an image shows, not what its file is called."""
    for image in _html(document, "img"):
        if _FILE_NAME.match((image.get("alt") or "").strip()):
            yield Problem(document.place(image), f"{image.get('alt')!r} is the name of a file")


@rule(
    "A11Y-003",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#non-text-content",
    bad={_CHAPTER: ((_LEAD, '<p class="lead"><span role="img"/>'),)},
)
def drawing_name(document: Xhtml) -> Iterator[Problem]:
    """What has the role ``img``, and a drawing in SVG, has a name."""
    svg = f"{{{SVG}}}svg"
    for element in document.orders:
        if element.get("role") == "img" and element.tag != f"{{{XHTML}}}img":
            titled = element.tag == svg and element.find(f"{{{SVG}}}title") is not None
            if not titled and not name_of(document, element):
                yield Problem(document.place(element), "add an aria-label or a title")


@rule(
    "A11Y-004",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#non-text-content",
    bad={
        _CHAPTER: (
            (_LEAD, '<p><a href="notes.xhtml"><img src="cover.png" alt="Tea"/>Tea</a></p><p>'),
        )
    },
)
def image_alt_repeated(document: Xhtml) -> Iterator[Problem]:
    """An image beside words does not say the same words again."""
    for link in _html(document, "a", "button"):
        for image in link.iter(f"{{{XHTML}}}img"):
            alt = " ".join((image.get("alt") or "").split()).lower()
            text = " ".join("".join(map(str, link.itertext())).split()).lower()
            if alt and alt == text:
                yield Problem(document.place(image), 'its alt repeats the text; write alt=""')


@rule(
    "ACC-004",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#link-purpose-in-context",
    bad={_CHAPTER: ((_LEAD, '<p><a href="notes.xhtml"></a></p><p class="lead">'),)},
)
def link_name(document: Xhtml) -> Iterator[Problem]:
    """A link has words that say where it leads."""
    for link in _html(document, "a"):
        if link.get("aria-hidden") == "true":  # axe passes over what assistive technology does
            continue
        if link.get("href") is not None and not name_of(document, link):
            yield Problem(document.place(link), "put words into the link")


@rule(
    "A11Y-005",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#headings-and-labels",
    bad={_CHAPTER: ((_LEAD, '<h3></h3><p class="lead">'),)},
)
def heading_empty(document: Xhtml) -> Iterator[Problem]:
    """A heading has words: readers jump from one to the next by what they hear."""
    for heading in document.named(*_HEADINGS):
        if not name_of(document, heading):
            yield Problem(document.place(heading), "put words into the heading or take it out")


@rule(
    "A11Y-006",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#page-titled",
    bad={_CHAPTER: (("<title>On Tea</title>", "<title> </title>"),)},
)
def document_title(document: Xhtml) -> Iterator[Problem]:
    """A document has a title."""
    if document.root is None or any(
        content_name(t) for t in _html(document, "title") if t.getparent() is not None
    ):
        return
    yield Problem(document.place(document.root), "say in <title> what the document is")


@rule(
    "A11Y-007",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#name-role-value",
    bad={_CHAPTER: ((_LEAD, '<p><button type="button"></button></p><p class="lead">'),)},
)
def control_name(document: Xhtml) -> Iterator[Problem]:
    """A button, a field or a frame has a name."""
    labelled = {label.get("for") for label in _html(document, "label")}
    for control in _html(document, "button", "input", "select", "textarea", "iframe"):
        kind = control.get("type")
        named = bool(
            name_of(document, control) or control.get("alt") or control.get("id") in labelled
        )
        if kind in ("submit", "reset", "hidden") or (kind == "button" and control.get("value")):
            continue
        if not named and next(control.iterancestors(f"{{{XHTML}}}label"), None) is None:
            yield Problem(document.place(control), "add a <label>, an aria-label or a title")


@rule(
    "A11Y-008",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec="https://www.w3.org/TR/epub-a11y-11/#sec-page-nav",
    bad={_CHAPTER: ((_LEAD, '<p class="lead"><span epub:type="pagebreak" id="p1"/>'),)},
)
def page_break_label(document: Xhtml) -> Iterator[Problem]:
    """A page break says its number."""
    if "type:pagebreak" in document.features:
        for element in document.orders:
            kinds = (element.get(f"{{{OPS}}}type") or "").split()
            if "pagebreak" in kinds and not name_of(document, element):
                yield Problem(document.place(element), 'add aria-label="PAGE NUMBER"')
