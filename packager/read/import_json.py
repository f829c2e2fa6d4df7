"""A page that was read, as the JSON that ``packager import --format json`` prints."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from packager import dates, xhtml
from packager.read.assemble import Found
from packager.read.web_page import WebPage


def as_json(read: WebPage) -> dict[str, Any]:
    """Return the values of a page and its body as XHTML, its notes in a list at the end."""
    from packager import languages

    text = xhtml.text_of(read.body)
    told = _first(read.found, "lang")
    detected, sure = languages.detect(f"{read.title}. {text[:4000]}")
    language = languages.canonical(told) or "" if told else ""
    if detected and sure > 0.9 and language.split("-")[0] != detected.split("-")[0]:  # noqa: PLR2004
        language = detected
    return {
        "title": read.title or None,
        "authors": [person["name"] for person in _first(read.found, "author") or ()],
        "published": _first(read.found, "date") or None,
        "language": language or detected or None,
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
