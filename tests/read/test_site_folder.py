"""The folder of a site generator: its posts, and the images that lie at its root."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from packager.cli import group
from packager.model import NoteKind, Reading
from packager.read import Source, read
from packager.read.site_folder import essay_files, root_above
from tests.read.test_html import PIXEL

POST = "---\ntitle: {}\nlang: en\n{}---\n\nA text of some words that says enough.\n"


def write(file: Path, text: str = "x") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def names(folder: Path, *, drafts: bool = False) -> list[str]:
    found = essay_files(folder, drafts=drafts)
    return [file.relative_to(folder).as_posix() for file in found]


def test_jekyll_s_posts_are_taken_and_its_drafts_when_asked_for(tmp_path: Path) -> None:
    for name in ("_posts/2021-10-04-tea.md", "_posts/old/2020-01-02-rain.md", "_drafts/fog.md"):
        write(tmp_path / name)
    write(tmp_path / "index.md")
    posts = ["_posts/2021-10-04-tea.md", "_posts/old/2020-01-02-rain.md"]
    assert names(tmp_path) == posts
    assert names(tmp_path, drafts=True) == ["_drafts/fog.md", *posts]


def test_hugo_s_bundles_are_essays_and_its_section_pages_are_none(tmp_path: Path) -> None:
    for name in ("content/post/tea/index.md", "content/post/_index.md", "content/rain.md"):
        write(tmp_path / name)
    assert names(tmp_path) == ["content/post/tea/index.md", "content/rain.md"]


def test_a_saved_page_alone_is_the_essay(tmp_path: Path) -> None:
    write(tmp_path / "page.html")
    write(tmp_path / "page_files/other.md")
    assert names(tmp_path) == ["page.html"]


def test_import_takes_the_posts_and_leaves_out_what_says_it_is_a_draft(tmp_path: Path) -> None:
    write(tmp_path / "site/_posts/2021-10-04-tea.md", POST.format("Tea", ""))
    write(tmp_path / "site/_posts/2021-10-05-fog.md", POST.format("Fog", "draft: true\n"))
    out = tmp_path / "out"
    result = CliRunner().invoke(group, ["import", str(tmp_path / "site"), "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert [file.name for file in out.glob("*.md")] == ["tea.md"]
    assert "is a draft" in result.output


def test_a_folder_without_essays_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["import", str(tmp_path), "-o", str(tmp_path / "out")])
    assert result.exit_code == 66
    assert "is a folder" in result.output


def _read(file: Path) -> Reading:
    return read(Source(str(file), file.read_bytes(), file))[0]


@pytest.mark.parametrize(
    ("settings", "post", "image"),
    [
        ("_config.yml", "_posts/2021/tea.md", "assets/img/tea.png"),
        ("hugo.toml", "content/post/tea.md", "static/assets/img/tea.png"),
        ("docusaurus.config.js", "blog/tea.md", "static/assets/img/tea.png"),
        (".obsidian/app.json", "essays/tea.md", "assets/img/tea.png"),
    ],
)
def test_an_image_from_the_root_of_the_site_is_found_and_told(
    tmp_path: Path, settings: str, post: str, image: str
) -> None:
    site = tmp_path / "site"
    write(site / settings)
    write(site / image)
    (site / image).write_bytes(PIXEL)
    text = "![Tea](/assets/img/tea.png)\n\nWords."
    write(site / post, f"---\ncover: /assets/img/tea.png\n---\n{text}")
    reading = _read(site / post)
    assert [asset.name for asset in reading.essay.assets] == ["tea.png"]
    assert reading.essay.cover is not None
    (told,) = [note for note in reading.notes if "the folder of the site" in note.message]
    assert (told.line, told.kind) == (4, NoteKind.FOUND)


def test_without_settings_of_a_site_nothing_above_the_essay_is_read(tmp_path: Path) -> None:
    write(tmp_path / "assets/tea.png")
    (tmp_path / "assets/tea.png").write_bytes(PIXEL)
    write(tmp_path / "posts/tea.md", "![Tea](/assets/tea.png)\n\nWords.")
    reading = _read(tmp_path / "posts/tea.md")
    assert reading.essay.assets == ()
    assert any("is not there; its words stay" in note.message for note in reading.notes)


@pytest.mark.parametrize("address", ["/../secret.png", "/link.png", "/assets/../../secret.png"])
def test_nothing_outside_the_site_is_read(tmp_path: Path, address: str) -> None:
    (tmp_path / "secret.png").write_bytes(PIXEL)
    write(tmp_path / "site/_config.yml")
    write(tmp_path / "site/assets/a.txt")
    (tmp_path / "site/link.png").symlink_to(tmp_path / "secret.png")
    write(tmp_path / "site/_posts/tea.md", f"![Tea]({address})\n\nWords.")
    assert _read(tmp_path / "site/_posts/tea.md").essay.assets == ()


def test_a_home_is_no_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings in somebody's home would make all that they have one site."""
    monkeypatch.setenv("HOME", str(tmp_path))
    write(tmp_path / "_config.yml")
    write(tmp_path / "essays/tea.md")
    assert root_above(tmp_path / "essays") is None


def test_a_folder_that_goes_while_it_is_looked_at_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As those of ``/proc`` do: ``import /`` ended in a traceback."""
    write(tmp_path / "a.md")
    walk = os.walk

    def walked(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
        for place, folders, files in walk(folder):
            yield place, folders, [*files, "gone.md"]

    monkeypatch.setattr(os, "walk", walked)
    assert names(tmp_path) == ["a.md"]
