"""Formulas of web pages, taken back from what MathJax and KaTeX drew to MathML."""

from __future__ import annotations

import re

from lxml import etree

from packager.html5 import MATHML
from packager.read.extract.page import remove

_MATH = f"{{{MATHML}}}math"
_DRAWN = re.compile(
    r"(?<![\w-])(?:katex|katex-display|MathJax|MathJax_Display|mjx-chtml|mjx-container|mwe-math-element|MathJax_SVG|MathJax_CHTML)(?![\w-])"
)
_GONE = re.compile(
    r"(?<![\w-])(?:katex-html|MathJax_Preview|mjx-assistive-mml-hidden|mwe-math-fallback-image-\w+|MJX_Assistive_MathML_hidden)(?![\w-])"
)


def restore(body: etree._Element) -> None:
    """Put a formula's MathML in the place of what a script drew of it."""
    _from_scripts(body)
    for element in list(body.iter(etree.Element)):
        if element.getparent() is None or not isinstance(element.tag, str):
            continue
        tag = element.tag
        names = element.get("class") or ""
        if tag == "mjx-container" or _DRAWN.search(names):
            _settle(element)
        elif _GONE.search(names):
            remove(element)
        elif tag in {"span", "div", "img"} and (
            source := element.get("data-tex")
            or element.get("data-latex")
            or (element.get("data-equation") if tag != "img" else None)
        ):
            _put(element, _from_tex(source, "display" in names or tag == "div"))


def _from_scripts(body: etree._Element) -> None:
    for script in list(body.iter("script")):
        kind = (script.get("type") or "").lower()
        if not kind.startswith("math/"):
            continue
        source = "".join(script.itertext())
        made = _from_tex(source, "display" in kind) if "tex" in kind else _parsed(source)
        if made is None:
            continue
        for neighbour in (script.getprevious(), script.getnext()):
            if neighbour is not None and (
                _DRAWN.search(neighbour.get("class") or "")
                or "MathJax_Preview" in (neighbour.get("class") or "")
            ):
                remove(neighbour)
        before = script.getprevious()
        if before is not None and "MathJax_Preview" in (before.get("class") or ""):
            remove(before)
        _put(script, made)


def _settle(element: etree._Element) -> None:
    """Replace a drawn formula by the MathML or the TeX that it carries."""
    names = element.get("class") or ""
    display = "isplay" in names or element.get("display") == "true"
    found = next(element.iter(_MATH), None)
    if found is None and element.get("data-mathml"):
        found = _parsed(element.get("data-mathml") or "")
    if found is None:
        source = next((a for a in element.iter(f"{{{MATHML}}}annotation")), None)
        text = (
            "".join(source.itertext())
            if source is not None
            else element.get("data-tex") or element.get("aria-label") or ""
        )
        image = next(element.iter("img"), None)
        if not text and image is not None:
            text = image.get("alt") or ""
        if text and ("\\" in text or "^" in text or "_" in text):
            found = _from_tex(text, display)
    if found is not None:
        if display:
            found.set("display", "block")
        _put(element, found)


def _put(element: etree._Element, made: etree._Element | None) -> None:
    parent = element.getparent()
    if made is None or parent is None:
        return
    made.tail = element.tail
    element.tail = None
    parent.replace(element, made)


def _from_tex(source: str, display: bool) -> etree._Element | None:
    from packager.read.formulas import mathml

    text = source.strip()
    text = re.sub(r"\A\s*%\s*<!\[CDATA\[|%?\s*\]\]>\s*\Z", "", text)
    match = re.fullmatch(r"\{\\(?:display|text)style\s*(.*)\}", text, re.S)
    return _parsed(mathml(match[1] if match else text, block=display))


def _parsed(markup: str) -> etree._Element | None:
    from packager.html5 import parse_fragment

    return next(parse_fragment(markup).iter(_MATH), None) if markup else None
