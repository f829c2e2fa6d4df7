"""A page that was read, as the JSON that ``packager import --format json`` prints."""

from __future__ import annotations

from typing import Any

from packager import languages, xhtml
from packager.read.assemble import Found
from packager.read.web_page import WebPage


def as_json(read: WebPage) -> dict[str, Any]:
    """Return the values of a page and its body as XHTML, its notes in a list at the end."""
    return {
        "title": read.title or None,
        "authors": [person["name"] for person in _first(read.found, "author") or ()],
        "published": _first(read.found, "date") or None,
        "language": languages.canonical(str(_first(read.found, "lang"))) or None,
        "publisher": _first(read.found, "publication") or None,
        "source_url": read.address or None,
        "description": _first(read.found, "description") or None,
        "bio": read.bio or None,
        "body_html": body_with_notes(read),
        "dropped": [{"text": text, "reason": reason} for text, reason in read.dropped],
    }


def _first(found: tuple[Found, ...], field: str) -> Any:
    return next((candidate.value for candidate in found if candidate.field == field), "")


def body_with_notes(read: WebPage) -> str:
    """Return the body and its notes as one fragment."""
    body = xhtml.inner(read.body).strip()
    notes = read.footnotes()
    if not notes:
        return body
    items = "".join(f'<li id="fn-{note.label}">{note.body}</li>' for note in notes)
    return f'{body}\n<section epub:type="endnotes" role="doc-endnotes"><ol>{items}</ol></section>'
