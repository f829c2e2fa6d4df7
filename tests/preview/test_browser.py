"""The page in a real browser; what it shows is looked for in the engine's frames."""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from packager.build import build
from packager.build.book import book_of
from tests import essays

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.heavy
CHROMIUM = Path("/usr/bin/chromium")
WORDS = "The kettle sings before it boils, and whoever listens has time for the cup. " * 12
ESSAY = f"""---
title: On Tea
author: Ada Example
lang: en
---

Tea wants patience.[^1] {WORDS}

## Water

{WORDS}

{WORDS}

## Kettles

{WORDS}

[^1]: Three minutes of it.
"""


def _text(frame: Any) -> str:
    """Return the text of a frame; of one that the engine has just put away, nothing."""
    try:
        return str(frame.evaluate("document.body?.innerText ?? ''"))
    except sync_api.Error:
        return ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that shows an essay, and the essay's file."""

    page: Any
    essay: Path
    asked: list[str]

    @property
    def device(self) -> Any:
        """The frame that is the device's screen; the engine's frames lie in it."""
        return next(one for one in self.page.frames if one.url.endswith("device.html"))

    def frame(self, text: str) -> Any:
        """Return the engine's frame that shows a text, or None."""
        for frame in self.page.frames[1:]:
            if text in _text(frame):
                return frame
        return None

    def until(self, holds: Callable[[], Any], what: str) -> Any:
        """Return what comes to be true within 20 seconds."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if found := holds():
                return found
            self.page.wait_for_timeout(100)
        state = self.page.evaluate("document.body.innerText")
        pytest.fail(f"{what}; the page says: {state}")

    def place(self) -> str:
        """Return the place in the book as the page tells it."""
        return str(self.page.inner_text("#place"))

    def go_to(self, chapter: str, text: str) -> Any:
        """Go to an entry of the contents; return the frame that shows the text then."""
        if not self.page.is_visible("#contents"):
            self.page.click("#contents-button")
        self.page.click(f"#contents a:text-is('{chapter}')")
        return self.until(lambda: self.frame(text), f"{chapter} does not show {text}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@contextmanager
def previewed(browser: Any, source: Path) -> Iterator[Shown]:
    """Serve a source with the command itself, and give the page once the book is open."""
    command = [sys.executable, "-m", "packager", "preview", str(source), "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        page = browser.new_page(viewport={"width": 1280, "height": 1180})
        try:
            url = process.stdout.readline().strip()
            asked: list[str] = []
            refused: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.on(
                "requestfailed",
                lambda request: refused.append(request.url) if request.failure == "csp" else None,
            )
            page.goto(url)
            page.wait_for_selector("html[data-version='1']", timeout=30_000)
            yield Shown(page, source, asked)
            own = (url, "blob:", "data:")
            assert [one for one in asked if not one.startswith(own) and one not in refused] == []
        finally:
            page.close()
            process.terminate()


@pytest.fixture
def shown(browser: Any, tmp_path: Path) -> Iterator[Shown]:
    essay = tmp_path / "tea.md"
    essay.write_text(ESSAY, "utf-8")
    with previewed(browser, essay) as page:
        yield page


def test_the_book_opens_and_its_contents_are_listed(shown: Shown) -> None:
    assert shown.page.title() == "On Tea – packager preview"
    shown.page.click("#contents-button")
    labels = shown.page.locator("#contents a").all_inner_texts()
    assert {"On Tea", "Water", "Kettles"} <= set(labels)
    assert shown.go_to("On Tea", "Tea wants patience.")
    assert shown.page.is_hidden("#problem")


def test_pages_turn_by_button_and_key(shown: Shown) -> None:
    shown.go_to("On Tea", "Tea wants patience.")
    first = shown.until(shown.place, "no place is told")
    shown.page.click("#next")
    second = shown.until(lambda: (at := shown.place()) != first and at, "the page stays")
    shown.page.wait_for_timeout(400)  # the engine takes no turn while one is under way
    shown.page.keyboard.press("ArrowRight")
    shown.until(lambda: shown.place() != second, "the key does nothing")
    shown.page.wait_for_timeout(400)
    shown.page.click("#previous")
    shown.until(lambda: shown.place() == second, "there is no way back")


def test_a_note_pops_up_and_goes(shown: Shown) -> None:
    frame = shown.go_to("On Tea", "Tea wants patience.")
    before = shown.place()
    frame.click("a[role=doc-noteref]")
    shown.until(lambda: shown.device.is_visible("#note"), "no note")
    handle = shown.device.locator("#note")
    note = shown.until(
        lambda: next(
            (
                one
                for one in shown.page.frames[1:]
                if "Three minutes" in (text := _text(one)) and "patience" not in text
            ),
            None,
        ),
        "the note is empty",
    )
    assert "kettle" not in note.evaluate("document.body.innerText")
    assert handle.bounding_box()["height"] > 100
    assert shown.place() == before
    shown.device.click("#note-close")
    assert shown.device.is_hidden("#note")


def test_dark_and_sepia_change_the_colours(shown: Shown) -> None:
    frame = shown.go_to("On Tea", "Tea wants patience.")

    def colours() -> list[str]:
        ink = frame.evaluate("getComputedStyle(document.querySelector('p')).color")
        paper = "getComputedStyle(document.body).backgroundColor"
        return [str(ink), str(shown.device.evaluate(paper))]

    for theme, wanted in (
        ("dark", ["rgb(216, 216, 216)", "rgb(22, 22, 22)"]),
        ("sepia", ["rgb(67, 52, 34)", "rgb(244, 236, 216)"]),
    ):
        shown.page.check(f"input[value={theme}]")
        shown.until(partial(_are, colours, wanted), f"{theme} does not show")
        image = Image.open(BytesIO(shown.page.locator("#device").screenshot())).convert("L")
        paper, below = image.getpixel((4, 4)), image.getpixel((60, image.height - 60))
        assert paper == below, "the book has another paper than its margins"
        assert isinstance(paper, int)
        inked = sum(image.point(lambda grey, paper=paper: abs(grey - paper) > 90).histogram()[1:])
        assert inked > 2_000, "no text is to be seen"


def _are(found: Callable[[], list[str]], wanted: list[str]) -> bool:
    return found() == wanted


def test_devices_have_their_sizes_and_letters_grow(shown: Shown) -> None:
    frame = shown.go_to("On Tea", "Tea wants patience.")
    size = "getComputedStyle(document.querySelector('p')).fontSize"
    for device, width, height in (
        ("phone", 390, 844), ("tablet", 820, 1180), ("ereader", 758, 1024),
    ):  # fmt: skip
        shown.page.check(f"input[value={device}]")
        box = shown.page.evaluate(
            "[document.getElementById('device').offsetWidth,"
            " document.getElementById('device').offsetHeight]"
        )
        assert box == [width, height]
    before = float(frame.evaluate(size).removesuffix("px"))
    shown.page.fill("#size", "200")
    shown.until(
        lambda: float(frame.evaluate(size).removesuffix("px")) == pytest.approx(2 * before),
        "the letters stay",
    )


@pytest.mark.parametrize("device", ["ereader", "phone", "tablet"])
def test_a_device_is_shown_whole_in_a_small_window(shown: Shown, device: str) -> None:
    shown.page.set_viewport_size({"width": 900, "height": 620})
    shown.page.check(f"input[value={device}]")
    shown.go_to("On Tea", "Tea wants patience.")

    def fits() -> bool:
        box = shown.page.locator("#device").bounding_box()
        desk = shown.page.locator("#desk").bounding_box()
        inside = box["y"] >= desk["y"] and box["y"] + box["height"] <= desk["y"] + desk["height"]
        return bool(inside and box["x"] >= desk["x"] and box["height"] > 300)

    shown.until(fits, f"the {device} is cut off")
    assert "shown at" in shown.page.inner_text("#scale")
    first = shown.until(shown.place, "no place is told")
    shown.page.click("#next")
    shown.until(lambda: shown.place() != first, "the page stays")


def test_a_change_of_the_essay_is_shown_at_its_place_and_an_error_beside_the_old_book(
    shown: Shown,
) -> None:
    shown.go_to("On Tea", "Tea wants patience.")
    shown.essay.write_text(ESSAY.replace("wants patience", "wants time"), "utf-8")
    shown.page.wait_for_selector("html[data-version='2']", timeout=20_000)
    shown.until(lambda: shown.frame("Tea wants time."), "the change is not shown")
    shown.essay.write_bytes(b"\x00\x01\x02PK")
    shown.until(lambda: shown.page.is_visible("#problem"), "the error is not told")
    assert "tea.md" in shown.page.inner_text("#problem")
    assert shown.frame("Tea wants time.")
    shown.essay.write_text(ESSAY, "utf-8")
    shown.until(lambda: shown.frame("Tea wants patience."), "the mended essay is not shown")
    assert shown.page.is_hidden("#problem")


def test_an_anthology_follows_its_manifest_and_its_essays(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "essays").mkdir()
    (tmp_path / "books").mkdir()
    for name in ("tea", "water"):
        text = ESSAY.replace("On Tea", f"On {name.title()}")
        (tmp_path / f"essays/{name}.md").write_text(text, "utf-8")
    manifest = tmp_path / "books/drinks.toml"
    told = 'title = "Drinks"\nlanguage = "en"\nessays = ["../essays/tea.md"]\n'
    manifest.write_text(told, "utf-8")
    with previewed(browser, manifest) as shown:
        assert shown.page.title() == "Drinks – packager preview"
        shown.page.click("#contents-button")
        shown.page.click("#contents a:has-text('On Tea')")
        shown.until(lambda: shown.frame("Tea wants patience."), "the essay is not shown")
        essay = tmp_path / "essays/tea.md"
        essay.write_text(essay.read_text("utf-8").replace("wants patience", "wants time"), "utf-8")
        shown.page.wait_for_selector("html[data-version='2']", timeout=20_000)
        shown.until(lambda: shown.frame("Tea wants time."), "the change is not shown")
        manifest.write_text(told.replace("tea.md", "milk.md"), "utf-8")
        shown.until(lambda: shown.page.is_visible("#problem"), "the error is not told")
        assert "milk.md" in shown.page.inner_text("#problem")
        more = '["../essays/tea.md", "../essays/water.md"]'
        manifest.write_text(told.replace('["../essays/tea.md"]', more), "utf-8")
        shown.page.wait_for_selector("html[data-version='3']", timeout=20_000)
        labels = shown.page.locator("#contents a").all_text_contents()
        assert any("On Water" in label for label in labels)
    assert sorted(file.name for file in (tmp_path / "books").iterdir()) == ["drinks.toml"]


def test_a_book_runs_no_script_and_fetches_nothing(browser: Any, tmp_path: Path) -> None:
    """Chapters are shown with the page's origin: a script in one could ask for its address."""
    sound, hostile = BytesIO(build(book_of(essays.plain()))), tmp_path / "hostile.epub"
    own = (
        '<script>parent.document.title = "caught"</script>'
        '<p onclick="1"><img src="nothing.png" alt="" onerror="parent.document.title = 1"/>'
        '<img src="http://192.0.2.1/spy.png" alt=""/></p>'
        '<form action="http://192.0.2.1/"><input name="a"/></form></body>'
    )
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(hostile, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.endswith(".xhtml"):
                data = data.replace(b"</body>", own.encode())
            new.writestr(entry, data)
    with previewed(browser, hostile) as shown:
        frame = shown.go_to("On Tea", "Tea wants patience.")
        assert frame.locator("body > script").count() == 1
        shown.page.wait_for_timeout(500)
        assert shown.page.title() == "On Tea – packager preview"
