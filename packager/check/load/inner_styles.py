"""Style sheets inside a document: ``style`` elements and attributes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lxml import etree

from packager.check.facts import SVG, XHTML, Document, Element, Stylesheet
from packager.check.load.css import read_stylesheet

_styled = etree.XPath("//*[@style]")


def inner_styles(document: Document, base: str) -> Iterator[Stylesheet]:
    """Yield the style sheets of ``style`` elements, then those of ``style`` attributes."""
    for element in document.named(f"{{{XHTML}}}style", f"{{{SVG}}}style"):
        type_ = (element.get("type") or "text/css").strip().lower()
        if type_ == "text/css":
            place = document.place(element)
            yield _sheet(document, base, "".join(map(str, element.itertext())), element, place.line)
    if document.root is not None and "style" in document.attributes:
        for element in cast("list[Element]", _styled(document.root)):
            text = element.get("style")
            if text is not None and str(element.tag).startswith(f"{{{XHTML}}}"):
                yield _sheet(document, base, text, element, None)


def _sheet(
    document: Document, base: str, text: str, element: Element, line: int | None
) -> Stylesheet:
    place = document.place(element)
    sheet = Stylesheet(
        path=document.path,
        text=text,
        version=document.version,
        is_attribute=line is None,
        line=line or place.line or 1,
        place=place,
        item=document.item,
        properties=document.properties,
        book=document.book,
    )
    read_stylesheet(sheet, base)
    return sheet
