"""The folder of a site generator as a source: which of its files are essays.

Jekyll keeps posts in ``_posts`` and drafts in ``_drafts`` (https://jekyllrb.com/docs/structure/),
Hugo in ``content``, where a page may be a folder with an ``index.md`` and its images
(https://gohugo.io/content-management/page-bundles/). A page that a browser saved is a file with a
folder beside it.
"""

from __future__ import annotations

from pathlib import Path

_POSTS = ("_posts", "content", "posts", "src/content", "source/_posts", "docs")
_DRAFTS = ("_drafts", "source/_drafts")
_MARKDOWN = (".md", ".markdown", ".mdx", ".qmd")
_MOST_FILES = 50_000
_SECTION_PAGES = frozenset({"_index", "readme", "license", "changelog", "404"})


def essay_files(folder: Path, *, drafts: bool = False) -> list[Path]:
    """Return the essays of a folder, sorted by path; empty where it holds none.

    One web page alone is the essay; else the posts where site generators keep them; else
    the Markdown files of the folder itself.
    """
    pages = sorted([*folder.glob("*.html"), *folder.glob("*.htm"), *folder.glob("*.mhtml")])
    if len(pages) == 1:
        return pages
    homes = [folder / name for name in _POSTS if (folder / name).is_dir()]
    found = [file for home in homes[:1] for file in _markdown(home)]
    if drafts:
        found += [file for name in _DRAFTS for file in _markdown(folder / name)]
    if not found:
        found = [file for file in _markdown(folder) if file.parent == folder]
    return sorted(dict.fromkeys(found)) or pages


def _markdown(folder: Path) -> list[Path]:
    files = []
    for number, file in enumerate(folder.rglob("*")):
        if number >= _MOST_FILES:
            break
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        named = file.suffix.lower() in _MARKDOWN and file.stem.lower() not in _SECTION_PAGES
        if named and not hidden and file.is_file() and not file.is_symlink():
            files.append(file)
    return files
