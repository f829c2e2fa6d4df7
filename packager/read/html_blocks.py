"""Where raw HTML begins and ends in Markdown: https://spec.commonmark.org/0.31.2/#html-blocks."""

from __future__ import annotations

import re

_BLOCK_NAMES = (
    "address|article|aside|audio|base|basefont|blockquote|body|caption|center|col|colgroup|dd|"
    "details|dialog|dir|div|dl|dt|embed|fieldset|figcaption|figure|footer|form|frame|frameset|"
    "h[1-6]|head|header|hr|html|iframe|legend|li|link|main|math|menu|menuitem|meta|nav|noframes|"
    "noscript|object|ol|optgroup|option|p|param|picture|search|section|source|summary|svg|table|"
    "tbody|td|template|tfoot|th|thead|title|tr|track|ul|video"
)
_VERBATIM = re.compile(r"<(script|pre|style|textarea|svg|math)(?=[\s>]|\Z)", re.I)
_BLOCK = re.compile(rf"</?(?:{_BLOCK_NAMES})(?=[\s>]|/>|\Z)", re.I)
_ATTRIBUTE = r"""\s+[A-Za-z_:@][\w:.@-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"|\{[^{}]*\}))?"""
_ALONE = re.compile(rf"(?:<[A-Za-z][\w.-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][\w.-]*\s*>)\s*\Z")
_MARKDOWN_INSIDE = re.compile(r"""(<[A-Za-z][^<>]*\smarkdown\s*=\s*["']?\w+["']?[^<>]*>)(.*)\Z""")
_BALANCE = re.compile(
    r"<(/?)(div|table|ul|ol|dl|figure|section|details|center|form|nav|thead|tbody|tr|td|blockquote)"
    r"\b[^<>]*?(/?)>",
    re.I,
)


def end_of(line: str, *, in_paragraph: bool) -> str | None:
    """Return what ends the block of HTML that a line begins, ``""`` for a blank line.

    ``None`` if the line begins none. ``in_paragraph`` says that text stands right before it.
    """
    for start, end in (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")):
        if line.startswith(start):
            return end
    if re.match(r"<![A-Za-z]", line):
        return ">"
    verbatim = _VERBATIM.match(line)
    if verbatim:
        return f"</{verbatim[1].lower()}>"
    if _BLOCK.match(line) or (not in_paragraph and _ALONE.match(line)):
        return ""
    return None


def balance(markup: str) -> int:
    """Return how many elements the markup opens that it does not close."""
    count = 0
    for closing, _, empty in _BALANCE.findall(markup):
        count += -1 if closing else 0 if empty else 1
    return count


def markdown_inside(line: str) -> tuple[str, str] | None:
    """Return the tag and what follows it, for a line whose tag asks for Markdown inside.

    That is kramdown's and PHP Markdown Extra's ``markdown="1"``.
    """
    match = _MARKDOWN_INSIDE.match(line)
    return (match[1], match[2]) if match else None
