"""Callouts, as Obsidian, GitHub, Docusaurus and Quarto write them: their kinds and their titles.

See https://help.obsidian.md/callouts, https://docusaurus.io/docs/markdown-features/admonitions,
https://quarto.org/docs/authoring/callouts.html
"""

from __future__ import annotations

import re

from packager.lazy_pattern import lazy_pattern
from packager.xhtml import escape

FIRST_LINE = lazy_pattern(r"\s*\[!([A-Za-z][\w -]{0,30})(?:\|[^\]]*)?\][+-]?[ \t]*(.*)\Z")
# ::: {.callout-note title="T"}   :::note[Title]   ::: warning Title
_FENCE = lazy_pattern(r"\s{0,3}(?P<colons>:{3,})[ \t]*(?P<rest>.*?)[ \t]*:*\Z")
_WORD = lazy_pattern(r"(?P<name>[A-Za-z][\w-]*)(?:\[(?P<label>[^\]]*)\])?[ \t]*(?P<rest>.*)\Z")
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
_TITLE = lazy_pattern(r"""\b(?:title|summary)=("[^"]*"|'[^']*')""")
_ID = re.compile(r"#([A-Za-z][\w-]*)")

_ALIASES = {
    "abstract": "note", "summary": "note", "tldr": "note", "info": "note", "todo": "note",
    "hint": "tip", "success": "tip", "check": "tip", "done": "tip",
    "question": "note", "help": "note", "faq": "note", "attention": "warning",
    "failure": "warning", "fail": "warning", "missing": "warning", "error": "warning",
    "danger": "warning", "bug": "warning", "example": "note", "seealso": "note",
}  # fmt: skip
KINDS = ("note", "tip", "important", "warning", "caution")
_TITLES = {
    "de": ("Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"),
    "es": ("Nota", "Consejo", "Importante", "Advertencia", "Precaución"),
    "fr": ("Remarque", "Conseil", "Important", "Avertissement", "Attention"),
    "it": ("Nota", "Suggerimento", "Importante", "Avvertenza", "Attenzione"),
    "ja": ("注記", "ヒント", "重要", "警告", "注意"),
    "ko": ("참고", "도움말", "중요", "경고", "주의"),
    "nl": ("Opmerking", "Tip", "Belangrijk", "Waarschuwing", "Let op"),
    "pt": ("Nota", "Dica", "Importante", "Aviso", "Atenção"),
    "ru": ("Примечание", "Совет", "Важно", "Предупреждение", "Осторожно"),
    "zh": ("注", "提示", "重要", "警告", "注意"),
}
_QUOTES = frozenset(("quote", "cite"))


def opened(kind: str, title: str, language: str) -> str:
    """Return the start of a callout: ``aside`` with its title, which names the kind if empty."""
    kind = kind.strip().lower()
    known = _ALIASES.get(kind, kind)
    if not title:
        words = _TITLES.get(language.partition("-")[0], ())
        translated = known in KINDS and words
        title = words[KINDS.index(known)] if translated else kind.replace("-", " ").capitalize()
    name = known if known in KINDS else "note"
    heading = f'<p class="callout-title"><strong>{escape(title)}</strong></p>'
    return f'<aside class="callout {name}">{heading}'


def is_kind(word: str) -> bool:
    """Return whether a word names a kind of callout."""
    word = word.lower()
    return word in KINDS or word in _ALIASES


def fence(line: str, language: str) -> tuple[str, str] | None:
    """Return start and end tag for a line that opens a fenced division; empty ones if it closes.

    ``None`` if the line is no such fence.
    """
    match = _FENCE.match(line)
    if not match:
        return None
    rest = match["rest"]
    if not rest:
        return "", ""
    if rest.startswith("{"):
        return _division(rest, language)
    word = _WORD.match(rest)
    if not word:
        return None
    attributes = word["rest"] if word["rest"].startswith("{") else ""
    title = word["label"] or ("" if attributes else word["rest"].strip("{}"))
    name = word["name"]
    if name.startswith("callout-"):
        name = name.removeprefix("callout-")
    if is_kind(name):
        return opened(name, title, language), "</aside>"
    caption = f'<p class="summary">{escape(title)}</p>' if title else ""
    return f'<div class="{escape(name)}">{caption}', "</div>"


def _division(attributes: str, language: str) -> tuple[str, str]:
    classes = _CLASS.findall(attributes)
    found = _TITLE.search(attributes)
    title = found[1][1:-1] if found else ""
    for name in classes:
        kind = name.removeprefix("callout-")
        if kind != name and is_kind(kind):
            return opened(kind, title, language), "</aside>"
    if "pull-quote" in classes or "pullquote" in classes:
        return '<aside class="pull-quote">', "</aside>"
    key = _ID.search(attributes)
    names = f' class="{escape(" ".join(classes))}"' if classes else ""
    id_ = f' id="{escape(key[1])}"' if key else ""
    caption = f'<p class="summary">{escape(title)}</p>' if title else ""
    return f"<div{id_}{names}>{caption}", "</div>"


def is_quotation(kind: str) -> bool:
    """Return whether a callout of this kind is a quotation."""
    return kind.strip().lower() in _QUOTES
