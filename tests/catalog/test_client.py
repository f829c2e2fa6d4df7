"""A catalog read by real clients from a real web server: found, paged through, downloaded."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import os
import shutil
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from packager.catalog.shop import make_catalog
from tests.catalog.library import NAMES, shelve

COUNT = 103  # three pages
CLIENT = Path(__file__).with_name("client.cjs")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = shelve(tmp_path_factory.mktemp("web") / "my books", COUNT)
    make_catalog(place, place, "Books", "", map)
    return place


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Serve the catalog under a path that is not the server's root."""
    handler = functools.partial(_Quiet, directory=str(folder.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/my%20books/"
        server.shutdown()
        thread.join()


def digests(folder: Path) -> set[str]:
    return {hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*.epub")}


@pytest.fixture(scope="module")
def modules() -> Path:
    """Return the folder whose ``node_modules`` has r2-opds-js."""
    place = Path(os.environ.get("PACKAGER_OPDS_CLIENT", ""))
    if not shutil.which("node") or not (place / "node_modules" / "r2-opds-js").is_dir():
        pytest.skip("r2-opds-js is not installed (npm install r2-opds-js; PACKAGER_OPDS_CLIENT)")
    return place


@pytest.mark.heavy
@pytest.mark.parametrize("root", ["index.xml", "opds.json"])
def test_readiums_client_finds_pages_and_downloads_every_book(
    root: str, address: str, folder: Path, modules: Path
) -> None:
    """r2-opds-js is what Thorium Reader reads OPDS 1.2 and 2.0 with."""
    done = subprocess.run(
        ["node", str(CLIENT), address + root, str(modules)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["title"] == "Books"
    assert list(found["ways"]) == [
        "New books", "All books by title", "Authors", "Series", "Subjects", "Languages",
    ]  # fmt: skip
    for name in ("New books", "All books by title"):
        listing = found["ways"][name]
        assert (listing["pages"], len(listing["books"])) == (3, COUNT)
        assert {book["sha256"] for book in listing["books"]} == digests(folder)
        assert ["Order", "By title"] in listing["facets"]
        assert ["Language", "Japanese"] in listing["facets"]
    books = {book["title"]: book for book in found["ways"]["New books"]["books"]}
    tea = books["Tea & sympathy 4"]
    assert tea["authors"] == ["Anna de la Cruz"]
    assert tea["languages"] == ["en"]
    assert tea["subjects"] == ["Essays", "Art & life 1"]
    assert tea["series"] == ["The “Series”", 2.5]
    assert tea["type"] == "application/epub+zip"
    assert [picture for book in books.values() for picture in book["pictures"]] == [
        ["image/jpeg", "ffd8ff"]
    ] * (2 * COUNT)
    authors = found["ways"]["Authors"]["ways"]
    assert set(authors) == set(NAMES)
    assert sum(len(listing["books"]) for listing in authors.values()) == COUNT
    languages = found["ways"]["Languages"]["ways"]
    assert set(languages) == {"Arabic", "English", "German", "Japanese"}


def test_feedparser_pages_through_and_downloads_every_book(address: str, folder: Path) -> None:
    feedparser = pytest.importorskip("feedparser", reason="feedparser is not installed")
    root = feedparser.parse(_fetched(f"{address}index.xml"))
    assert not root.bozo, root.get("bozo_exception")
    (way,) = [e for e in root.entries if e.title == "All books by title"]
    place: str | None = urljoin(f"{address}index.xml", way.links[0].href)
    seen, pages = set(), 0
    while place:
        feed = feedparser.parse(_fetched(place))
        assert not feed.bozo
        pages += 1
        for entry in feed.entries:
            (file,) = [
                k for k in entry.links if k.rel.startswith("http://opds-spec.org/acquisition")
            ]
            data = _fetched(urljoin(place, file.href))
            assert len(data) == int(file.length)
            seen.add(hashlib.sha256(data).hexdigest())
        following = [link.href for link in feed.feed.links if link.rel == "next"]
        place = urljoin(place, following[0]) if following else None
    assert pages == 3
    assert seen == digests(folder)


def _fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
        data: bytes = answer.read()
        return data


@pytest.mark.heavy
@pytest.mark.parametrize(("width", "height"), [(758, 1024), (390, 844)])
def test_pages_fit_a_readers_screen_and_fingers(address: str, width: int, height: int) -> None:
    """Without scripts: nothing is wider than the screen, every way is 40 pixels high or more."""
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("there is no Chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        page.goto(f"{address}index.html")
        _assert_fits(page, width)
        assert page.title() == "Books"
        page.click("text=All books by title")
        _assert_fits(page, width)
        page.click("text=Next ›")
        assert "Page 2 of 3" in page.inner_text("body")
        page.click(".book a >> nth=0")
        _assert_fits(page, width)
        with page.expect_download() as waiting:
            page.click(".get")
        assert Path(waiting.value.path()).read_bytes()[:4] == b"PK\x03\x04"
        page.click(".pages a")
        assert page.url == f"{address}index.html"
        browser.close()


def _assert_fits(page: Any, width: int) -> None:
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    heights = page.evaluate(
        "[...document.querySelectorAll('.ways a, .pages a, .letters a, .titles a, .book a, .get')]"
        ".map(a => a.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 40
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
