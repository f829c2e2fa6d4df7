"""Style sheets kept to what readers of 2010 know: CSS 2.1, and of its selectors the plain ones.

Adobe's engine (RMSDK) drops a whole sheet at one function that it does not know; KindleGen and
others warn of what they cannot read. So what is newer is left out, rule by rule; where an older
word says the same, that is written. Properties for e-readers (``-epub-…``) stay: what does not
know them passes over them, as CSS asks (https://www.w3.org/TR/CSS21/syndata.html#parsing-errors).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import tinycss2

# https://www.w3.org/TR/CSS21/propidx.html, visual media
_PROPERTIES = frozenset(
    """
    background background-attachment background-color background-image background-position
    background-repeat border border-bottom border-bottom-color border-bottom-style
    border-bottom-width border-collapse border-color border-left border-left-color
    border-left-style border-left-width border-right border-right-color border-right-style
    border-right-width border-spacing border-style border-top border-top-color border-top-style
    border-top-width border-width bottom caption-side clear clip color content counter-increment
    counter-reset direction display empty-cells float font font-family font-size font-style
    font-variant font-weight height left letter-spacing line-height list-style list-style-image
    list-style-position list-style-type margin margin-bottom margin-left margin-right margin-top
    max-height max-width min-height min-width orphans outline outline-color outline-style
    outline-width overflow padding padding-bottom padding-left padding-right padding-top
    page-break-after page-break-before page-break-inside position quotes right table-layout
    text-align text-decoration text-indent text-transform top unicode-bidi vertical-align
    visibility white-space widows width word-spacing z-index src
    word-wrap adobe-hyphenate oeb-column-number
    """.split()
)
_FUNCTIONS = frozenset("rgb url attr counter counters format local".split())
_UNITS = frozenset("em ex px pt pc mm cm in".split())
_VALUES = {  # values of CSS 2.1's properties that are newer, which would void the declaration
    "display": re.compile(r"\b(flex|grid|inline-flex|inline-grid|flow-root|contents|ruby\S*)\b"),
    "position": re.compile(r"\bsticky\b"),
    "text-align": re.compile(r"\b(start|end)\b"),
}
# What a newer word is in an older one
_OLDER = {
    ("hyphens", "none"): "adobe-hyphenate: none",
    ("overflow-wrap", "break-word"): "word-wrap: break-word",
    ("break-before", "page"): "page-break-before: always",
    ("break-after", "page"): "page-break-after: always",
    ("break-after", "avoid"): "page-break-after: avoid",
    ("break-inside", "avoid"): "page-break-inside: avoid",
    ("text-align", "start"): "text-align: left",
    ("text-align", "end"): "text-align: right",
}
_MEDIA = re.compile(r"\s*(all|screen|print|handheld|amzn-kf8|amzn-mobi)(\s*,\s*\w+)*\s*\Z", re.I)
_NEWER_SELECTOR = re.compile(
    r"~(?!=)|\|\||[*^$]="
    r"|:(?!:?(first-child|link|visited|hover|active|focus|lang\(|before|after"
    r"|first-line|first-letter)\b|lang\()"
)
_COLOUR = re.compile(r"\bcurrentcolor\b", re.I)
_BORDERS = re.compile(r"(border|outline)(-(top|right|bottom|left))?\Z")


def old_css(css: str) -> str:
    """Return a style sheet without what is newer than CSS 2.1. Never fails."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "\n".join(_rules(rules)) + "\n"


def _rules(nodes: Iterable[tinycss2.ast.Node]) -> Iterator[str]:
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = _selectors(tinycss2.serialize(node.prelude))
            body = _block(node.content)
            if selectors and body:
                yield f"{selectors} {{ {body} }}"
        elif node.type == "at-rule" and node.content is not None:
            prelude = tinycss2.serialize(node.prelude).strip()
            if node.lower_at_keyword in ("font-face", "page"):
                body = _block(node.content)
                yield f"@{node.lower_at_keyword} {prelude}{{ {body} }}" if body else ""
            elif node.lower_at_keyword == "media" and _MEDIA.match(prelude):
                inside = tinycss2.parse_rule_list(
                    node.content, skip_comments=True, skip_whitespace=True
                )
                rules = "\n".join(_rules(inside))
                yield f"@media {prelude} {{\n{rules}\n}}" if rules else ""


def _selectors(prelude: str) -> str:
    """Return the selectors that old readers know; one unknown would void all of them."""
    found = (" ".join(part.split()) for part in prelude.split(","))
    return ", ".join(
        part.replace("::before", ":before").replace("::after", ":after")
        for part in found
        if part and "(" not in part.replace(":lang(", "") and not _NEWER_SELECTOR.search(part)
    )


def _block(content: Iterable[tinycss2.ast.Node]) -> str:
    kept: dict[str, None] = {}
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration" and (text := _declaration(node)):
            kept[text] = None
    return "; ".join(kept)


def _declaration(node: tinycss2.ast.Declaration) -> str:
    name = node.lower_name
    value = tinycss2.serialize(node.value).strip()
    if older := _OLDER.get((name, value.lower())):
        return older
    if _BORDERS.match(name):  # without a colour a border has the text's
        value = " ".join(_COLOUR.sub("", value).split())
    if not value or not _is_old(name, value, node.value):
        return ""
    return f"{name}: {value}{' !important' if node.important else ''}"


def _is_old(name: str, value: str, tokens: Iterable[tinycss2.ast.Node]) -> bool:
    if name not in _PROPERTIES and not name.startswith("-epub-"):
        return False
    newer = _VALUES.get(name)
    if _COLOUR.search(value) or (newer and newer.search(value.lower())):
        return False
    for token in tokens:
        if token.type == "function" and token.lower_name not in _FUNCTIONS:
            return False
        if token.type == "dimension" and token.lower_unit not in _UNITS:
            return False
    return True
