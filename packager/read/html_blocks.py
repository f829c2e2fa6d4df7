"""Where raw HTML begins and ends in Markdown: https://spec.commonmark.org/0.31.2/#html-blocks."""

from __future__ import annotations

import re

from packager.lazy_pattern import lazy_pattern
from packager.read import elements

_BLOCK_NAMES = (
    "address|article|aside|audio|base|basefont|blockquote|body|caption|center|col|colgroup|dd|"
    "details|dialog|dir|div|dl|dt|embed|fieldset|figcaption|figure|footer|form|frame|frameset|"
    "h[1-6]|head|header|hr|html|iframe|legend|li|link|main|math|menu|menuitem|meta|nav|noframes|"
    "noscript|object|ol|optgroup|option|p|param|picture|search|section|source|summary|svg|table|"
    "tbody|td|template|tfoot|th|thead|title|tr|track|ul|video"
)
_VERBATIM = re.compile(r"<(script|pre|style|textarea|svg|math)(?=[\s>]|\Z)", re.I)
_BLOCK = lazy_pattern(rf"</?(?:{_BLOCK_NAMES})(?=[\s>]|/>|\Z)", re.I)
_ATTRIBUTE = r"""\s+[A-Za-z_:@][\w:.@-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"|\{[^{}]*\}))?"""
_ALONE = lazy_pattern(rf"(?:<[A-Za-z][\w.-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][\w.-]*\s*>)\s*\Z")
_MARKDOWN_INSIDE = lazy_pattern(r"""(<[A-Za-z][^<>]*\smarkdown\s*=\s*["']?\w+["']?[^<>]*>)(.*)\Z""")
# Whatever stands in these is no markup, up to their end tag.
HIDING = frozenset("script style title textarea xmp iframe noembed noframes plaintext".split())
_HIDING = lazy_pattern(rf"<({'|'.join(sorted(HIDING))})(?=[\s/>])", re.I)
_NAME = lazy_pattern(r"</?([A-Za-z][\w:.-]*)")
_BALANCE = lazy_pattern(
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


def _is_tag(name: str) -> bool:
    """Return whether a name is an element's or a component's, not a word in angle brackets."""
    return name.lower() in elements.KNOWN or "-" in name or ":" in name or name[0].isupper()


def contained(markup: str) -> str:
    """Return markup in which nothing hides what comes behind: a comment or script without end.

    Where HTML would read all that follows as part of it
    (https://html.spec.whatwg.org/multipage/parsing.html#parsing-html-fragments), the sign that
    opens it becomes text. So does the bracket before a word that is no element's name.
    """
    if "<" not in markup:
        return markup
    lower = markup.lower()
    opened = lower.rfind("<!--")
    starts = [opened] if opened > lower.rfind("-->") else []
    starts += [
        match.start()
        for match in _HIDING.finditer(lower)
        if lower.rfind(f"</{match[1]}") < match.start()
    ]
    if "<svg" not in lower:
        starts += [match.start() for match in _NAME.finditer(markup) if not _is_tag(match[1])]
    for at in sorted(set(starts), reverse=True):
        markup = f"{markup[:at]}&lt;{markup[at + 1 :]}"
    return markup


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
