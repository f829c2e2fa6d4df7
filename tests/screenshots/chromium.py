"""Books laid out in Chromium by foliate-js (packager's copy) and by epub.js (npm's, if there)."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from packager.preview.server import PreviewServer
from packager.preview.shelf import Shelf
from tests.screenshots.looks import Look
from tests.screenshots.pages import Shot, faults_of

CHROMIUM = Path("/usr/bin/chromium")
MOST_PAGES = 250
_DARK = """
html, body { background: none !important; color: #d8d8d8 !important }
body *:not(a, a *, svg, svg *) { color: inherit !important;
  background-color: transparent !important; border-color: currentColor !important }
a:any-link, a:any-link * { color: #8ab4f8 !important }
"""
_HERE = Path(__file__).parent
_MEASURE = (_HERE / "measure.js").read_text("utf-8")


@contextmanager
def browser() -> Iterator[Any]:
    """Give a Chromium, or skip the test with the reason."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def epubjs_files() -> dict[str, bytes] | None:
    """Return the files of epub.js and JSZip, from the folder of npm's packages that is told."""
    folder = Path(os.environ.get("PACKAGER_NODE_MODULES", "node_modules"))
    files = {
        "epub.js": folder / "epubjs/dist/epub.min.js",
        "jszip.js": folder / "jszip/dist/jszip.min.js",
    }
    if not all(file.is_file() for file in files.values()):
        return None
    return {name: file.read_bytes() for name, file in files.items()}


def styles_of(look: Look) -> str:
    """Return what a reader's own settings do to a page, as foliate-js and others write it."""
    size = f"html {{ font-size: {look.letter_px}px !important }} body {{ font-size: 1rem }}"
    return f"{size} {_DARK}" if look.is_dark else size


def _answer(data: bytes, kind: str, route: Any, _request: Any) -> None:
    route.fulfill(body=data, content_type=kind)


@contextmanager
def opened(started: Any, book: bytes, look: Look, engine: str) -> Iterator[Any]:
    """Give a page as large as the device that shows a book in an engine."""
    shelf = Shelf(book)
    server = PreviewServer(shelf)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    device = look.device
    page = started.new_page(viewport={"width": device.width, "height": device.height})
    html = (_HERE / f"{engine}.html").read_text("utf-8")
    for name, value in (
        ("PAPER", look.paper), ("MARGIN", str(device.margin)), ("MEASURE", _MEASURE),
    ):  # fmt: skip
        html = html.replace(name, value)
    page.route("**/shot.html", partial(_answer, html.encode(), "text/html"))
    for name, data in (epubjs_files() or {}).items():
        page.route(f"**/npm/{name}", partial(_answer, data, "text/javascript"))
    try:
        page.goto(server.url + "shot.html")
        page.wait_for_function("window.isReady", timeout=30_000)
        page.evaluate("styles => openBook(styles)", styles_of(look))
        yield page
    finally:
        page.close()
        shelf.close()
        server.shutdown()
        server.server_close()


def shots_of(
    started: Any, book: bytes, look: Look, engine: str, most: int = MOST_PAGES
) -> list[Shot]:
    """Return the pages of a book, no more than ``most``, each with what is wrong on it."""
    found: list[Shot] = []
    with opened(started, book, look, engine) as page:
        for number, path in enumerate(page.evaluate("paths()")):
            told = page.evaluate("number => openSection(number)", number)
            for at in range(told["pages"]):
                page.evaluate("at => turnTo(at)", at)
                image = Image.open(io.BytesIO(page.screenshot()))
                faults = [one["said"] for one in told["faults"] if one["page"] == at]
                is_picture = told["isPicture"]
                found.append(
                    Shot(path, image, faults_of(image, has_margins=not is_picture) + faults)
                )
                if len(found) >= most:
                    return found
    return found
