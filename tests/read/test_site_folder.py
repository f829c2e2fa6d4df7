"""The folder of a site generator is its posts."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from packager.cli import group
from packager.read.site_folder import essay_files

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
