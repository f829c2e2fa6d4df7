"""Books laid out by MuPDF, as KOReader and many small readers do."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageChops

from tests.screenshots.looks import Look
from tests.screenshots.pages import Shot, faults_of

MOST_PAGES = 250


def shots_of(book: bytes, look: Look, most: int = MOST_PAGES) -> list[Shot]:
    """Return the pages of a book, no more than ``most``, each with what is wrong on it.

    Dark is what MuPDF's readers make of it: the light page inverted. Headings alone at a page's
    foot are not looked for: MuPDF 1.26 obeys no ``break-after: avoid``, and CSS has no other means.
    """
    pymupdf = pytest.importorskip("pymupdf", reason="PyMuPDF is not installed")
    document = pymupdf.open(stream=book, filetype="epub")
    document.layout(width=look.device.width, height=look.device.height, fontsize=look.letter_px)
    found: list[Shot] = []
    for number, page in enumerate(document):
        pixels = page.get_pixmap(alpha=False)
        image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
        if look.is_dark:
            image = ImageChops.invert(image)
        lines = _lines(page)
        faults = faults_of(image, has_margins=bool(lines))
        faults += _beyond(page, lines)
        found.append(Shot(f"{number + 1}", image, faults))
        if len(found) >= most:
            break
    return found


def _lines(page: Any) -> list[dict[str, Any]]:
    blocks = page.get_text("dict")["blocks"]
    return [line for block in blocks for line in block.get("lines", ()) if line["spans"]]


def _beyond(page: Any, lines: list[dict[str, Any]]) -> list[str]:
    """Return what lies outside the page."""
    box = page.rect
    over = [
        span["text"][:30]
        for line in lines
        for span in line["spans"]
        if span["text"].strip() and (span["bbox"][0] < box.x0 - 1 or span["bbox"][2] > box.x1 + 1)
    ]
    return [f"{text!r} is cut off" for text in over]
