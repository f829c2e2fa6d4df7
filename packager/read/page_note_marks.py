# ruff: noqa: E501 - tables and patterns read better on one line
"""What the marks, names and headings of footnotes look like on web pages."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"[\[\(（［]?\s*(?:(?:note|footnote|fn|anm\.?|ref\.?|n\.)\s*)?(\d{1,3}|[a-zA-Z]|[ivxlc]{1,6}|[*†‡§¶⁑※]{1,4}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\s*[.:]?\s*[\]\)）］]?",
    re.I,
)
NOTE_NAMES = re.compile(
    r"foot-?_?note|end-?_?note|(?<![a-z])(?:_?s?d?fn|_?ftn|fnref|ftnt|fna|footref|noteref|footdef|sidenote|marginnote)(?![a-z])|cite_?(?:note|ref)|"
    r"(?<![a-z])(?:note|notes|ref|refs|reference|references|citation|citations|bib|ref-?list)(?![a-z])|doc-noteref|doc-endnote|easy-footnote|reference-number",
    re.I,
)
NOT_NOTES = re.compile(
    r"(?<![a-z])(?:eq|equation|fig|figure|tbl|table|sec|section|chap|chapter|comment|respond|top|page|toc|step|line|thm|lem|def|prop|cor|alg)(?![a-z])|equation|comment-?\d",
    re.I,
)
INLINE_NOTE = re.compile(
    r"(?<![a-z])(?:sidenote|side-note|marginnote|margin-note|footnote__note|footnote-content|footnote_tooltip|footnote-tooltip|footnote-text|inline-footnote|footnote__content|modern-footnotes-footnote__note|footnote_plugin_tooltip_text)(?![a-z-]*(?:number|ref|toggle))",
    re.I,
)
BACK = re.compile(
    r"[\s\[\]()]*(?:[↩↑⤴⏎^⬆▲↵⇑⮌🔙]\ufe0e?\ufe0f?|back|return|jump up|zurück|retour|volver|go back|jump back|top)[\s\[\]().a-z0-9]*\Z",
    re.I,
)
BACK_WORDS = re.compile(
    r"backlink|backref|footnote-?back|footnote-to-top|reversefootnote|return|data-footnote-backref|jump (?:up|back)|zurück",
    re.I,
)
HEADING = re.compile(
    r"(?:foot|end)?-?notes?(?: and references)?\W*\Z|footnotes?\W*\Z|endnotes?\W*\Z|sidenotes?\W*\Z|references?\W*\Z|fußnoten?\W*\Z|anmerkungen\W*\Z|einzelnachweise\W*\Z|"
    r"notas?(?: al pie| de rodapé)?\W*\Z|notes de bas de page\W*\Z|références\W*\Z|referencias\W*\Z|note\W*\Z|noten\W*\Z|voetnoten\W*\Z|przypisy\W*\Z|примечания\W*\Z|脚注\W*\Z|注釈?\W*\Z|註釋?\W*\Z|注释\W*\Z|각주\W*\Z|citations\W*\Z",
    re.I,
)


def is_mark(text: str) -> bool:
    """Return whether a text is what a reference to a note looks like: ``[1]``, ``iv``, ``*``."""
    return len(text) <= 14 and bool(_MARK.fullmatch(text.strip()))  # noqa: PLR2004


def mark_of(text: str) -> str:
    """Return the number or sign in a mark, without brackets; empty if the text is none."""
    match = _MARK.fullmatch(text.strip()) if len(text) <= 14 else None  # noqa: PLR2004
    return match[1].casefold() if match else ""
