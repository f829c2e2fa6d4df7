"""A tree of XHTML, SVG and MathML written as HTML, so that a browser reads the same tree from it.

https://html.spec.whatwg.org/multipage/syntax.html
"""

from __future__ import annotations

from lxml import etree

from packager.html5 import MATHML, SVG, XHTML, XLINK
from packager.xhtml import EPUB, VOID, local_name

_XML = "http://www.w3.org/XML/1998/namespace"
_FOREIGN = (SVG, MATHML)
_RAW = frozenset(("script", "style"))
# The parser takes one line break away behind these start tags.
_EATS_NEWLINE = frozenset(("pre", "textarea", "listing"))
EPUB_TYPE = "data-epub-type"  # where epub:type, which HTML does not know, is kept


def html_of(element: etree._Element) -> str:
    """Return what stands inside an element as HTML."""
    parts: list[str] = [_text(element.text)]
    for event, node in etree.iterwalk(element, events=("start", "end", "comment")):
        if node is element:
            continue
        if event == "comment":
            parts += [f"<!--{_comment(node.text or '')}-->", _text(node.tail)]
        elif event == "start":
            parts += [_start_tag(node), _start_text(node)]
        else:
            parts += ["" if _is_void(node) else f"</{local_name(node)}>", _text(node.tail)]
    return "".join(parts)


def _is_html(element: etree._Element) -> bool:
    return str(element.tag).startswith(f"{{{XHTML}}}")


def _is_void(element: etree._Element) -> bool:
    return _is_html(element) and local_name(element) in VOID


def _start_tag(element: etree._Element) -> str:
    written = "".join(f' {name}="{_quoted(value)}"' for name, value in _attributes(element).items())
    return f"<{local_name(element)}{written}>"


def _start_text(element: etree._Element) -> str:
    text = element.text or ""
    name = local_name(element)
    if name in _RAW and _is_html(element):
        return text
    begin = "\n" if name in _EATS_NEWLINE and text.startswith("\n") else ""
    return begin + _text(text)


def _attributes(element: etree._Element) -> dict[str, str]:
    """Return the attributes by their names in HTML; ``lang`` stands for ``xml:lang``."""
    written: dict[str, str] = {}
    for key, value in element.attrib.items():
        name, text = str(key), str(value)
        space, _, local = name.removeprefix("{").rpartition("}")
        if not space:
            written[name] = text
        elif name == f"{{{EPUB}}}type":
            written[EPUB_TYPE] = text
        elif space == XLINK:
            written[f"xlink:{local}"] = text
        elif name == f"{{{_XML}}}lang":
            written.setdefault("lang", text)
        elif space == _XML and not _is_html(element):
            written[f"xml:{local}"] = text
    return written


def _text(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _comment(text: str) -> str:
    """Return a comment's text; XML forbids ``--`` in one already, HTML a few starts besides."""
    return f" {text}" if text.startswith((">", "->")) else text
