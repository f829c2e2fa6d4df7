"""What Word's paragraph and run styles mean, whoever defined them and on what they are based.

Word keeps the names of its built-in styles in English in every language; LibreOffice and pandoc
have names of their own. What a style is based on tells of those that a user made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from packager.read.word.names import child, children, name_of, value

# Meanings, which are ids of styles that the style map of the reader knows
QUOTE, PULL_QUOTE, CODE, CAPTION = "pkQuote", "pkPullQuote", "pkCode", "pkCaption"
TERM, DEFINITION, CONTENTS, VERBATIM = "pkTerm", "pkDefinition", "pkContents", "pkVerbatim"
AUTHOR, DATE, TITLE, SUBTITLE = "pkAuthor", "pkDate", "pkTitle", "pkSubtitle"
_MEANINGS = {
    "title": TITLE, "subtitle": SUBTITLE, "author": AUTHOR, "date": DATE,
    "quote": QUOTE, "block text": QUOTE, "quotations": QUOTE, "intense quote": PULL_QUOTE,
    "caption": CAPTION, "image caption": CAPTION, "table caption": CAPTION,
    "figurecaption": CAPTION, "illustration": CAPTION, "table": CAPTION, "drawing": CAPTION,
    "html preformatted": CODE, "preformatted text": CODE, "source code": CODE, "code": CODE,
    "definition term": TERM, "definition term tight": TERM,
    "definition": DEFINITION, "definition definition": DEFINITION,
    "definition definition tight": DEFINITION, "toc heading": CONTENTS,
    "table of figures": CONTENTS, "contents heading": CONTENTS,
}  # fmt: skip
_RUN_MEANINGS = frozenset(
    "html code,html typewriter,html sample,html keyboard,verbatim char,source text,source_text,"
    "teletype,code,inline code,code char,source code char".split(",")
)
_HEADING = re.compile(r"heading ([1-9])\Z")
_CONTENTS = re.compile(r"(?:toc|contents|index) [1-9]\Z")
_MOST_ANCESTORS = 12
_MONOSPACE = re.compile(
    r"(?i)courier|consolas|menlo|monaco|\bmono\b|monospace|source code|lucida console|fira code"
)


@dataclass(frozen=True)
class Styles:
    """What the styles of a document mean, by their ids."""

    meanings: dict[str, str] = field(default_factory=dict)
    """Meaning of a paragraph's style: one of the names above, or ``Heading1`` … ``Heading9``."""
    runs: frozenset[str] = frozenset()
    """Ids of character styles for code."""
    numbering: dict[str, tuple[str, int]] = field(default_factory=dict)
    """List and level (from 0) that a paragraph's style brings."""
    fonts: dict[str, str] = field(default_factory=dict)
    """The font that a style names, where it does."""


def styles_of(root: etree._Element | None) -> Styles:
    """Return what ``word/styles.xml`` says."""
    if root is None:
        return Styles()
    known = {value(style, "styleId"): style for style in children(root, "w:style")}
    made = Styles()
    runs = set()
    for id_, style in known.items():
        chain = _chain(style, known)
        if value(style, "type") == "character":
            if _names(chain[:1]) & _RUN_MEANINGS:
                runs.add(id_)
        else:
            meaning = _meaning(chain)
            if meaning:
                made.meanings[id_] = meaning
            place = _place(chain)
            if place:
                made.numbering[id_] = place
        font = next(filter(None, map(font_of, (child(s, "w:rPr") for s in chain))), "")
        if font:
            made.fonts[id_] = font
    return Styles(made.meanings, frozenset(runs), made.numbering, made.fonts)


def _chain(style: etree._Element, known: dict[str, etree._Element]) -> list[etree._Element]:
    """Return a style and those that it is based on, nearest first."""
    chain = [style]
    while len(chain) < _MOST_ANCESTORS:
        parent = known.get(value(child(chain[-1], "w:basedOn")))
        if parent is None or parent in chain:
            break
        chain.append(parent)
    return chain


def _names(chain: list[etree._Element]) -> set[str]:
    return {value(child(style, "w:name")).casefold() for style in chain}


def _meaning(chain: list[etree._Element]) -> str:
    """Return the meaning of the nearest style that has one; outline levels make headings."""
    for style in chain:
        name = value(child(style, "w:name")).casefold()
        if name in _MEANINGS:
            return _MEANINGS[name]
        if _CONTENTS.match(name):
            return CONTENTS
        if heading := _HEADING.match(name):
            return f"Heading{heading[1]}"
        level = outline_level(child(style, "w:pPr"))
        if level is not None:
            return f"Heading{level + 1}" if level < 9 else ""  # noqa: PLR2004 - 9 is body text
    return ""


def outline_level(properties: etree._Element | None) -> int | None:
    """Return the outline level of a paragraph, from 0; 9 is text (ECMA-376 part 1, 17.3.1.20)."""
    level = value(child(properties, "w:outlineLvl"))
    return int(level) if level.isdigit() else None


def _place(chain: list[etree._Element]) -> tuple[str, int] | None:
    for style in chain:
        place = list_place(child(style, "w:pPr"))
        if place is not None:
            return place
    return None


def list_place(properties: etree._Element | None) -> tuple[str, int] | None:
    """Return the list and the level that paragraph properties name; list 0 is none."""
    number = child(properties, "w:numPr")
    if number is None:
        return None
    level = value(child(number, "w:ilvl"))
    return value(child(number, "w:numId")) or "0", int(level) if level.isdigit() else 0


def font_of(properties: etree._Element | None) -> str:
    """Return the font that run properties name; empty where they do not."""
    return value(child(properties, "w:rFonts"), "ascii")


def is_monospace(font: str) -> bool:
    """Return whether a font is one that code is set in."""
    return bool(font and _MONOSPACE.search(font))


def style_id(properties: etree._Element | None) -> str:
    """Return the id of the style that properties of a paragraph or a run name."""
    if properties is None:
        return ""
    kind = "w:pStyle" if name_of(properties) == "w:pPr" else "w:rStyle"
    return value(child(properties, kind))
