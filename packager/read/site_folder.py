"""The folder of a site generator as a source: which of its files are essays.

Jekyll keeps posts in ``_posts`` and drafts in ``_drafts`` (https://jekyllrb.com/docs/structure/),
Hugo in ``content``, where a page may be a folder with an ``index.md`` and its images
(https://gohugo.io/content-management/page-bundles/). A page that a browser saved is a file with a
folder beside it.
"""

from __future__ import annotations

import os
from pathlib import Path

from packager.read import files

_POSTS = ("_posts", "content", "posts", "src/content", "source/_posts", "docs")
_DRAFTS = ("_drafts", "source/_drafts")
_MARKDOWN = (".md", ".markdown", ".mdx", ".qmd")
_MOST_FILES = 50_000
_LEVELS = 6  # folders above an essay's in which the site's settings are looked for
# of Jekyll, Hugo, Eleventy, Astro, Docusaurus, MkDocs, Quarto, Gatsby, Pelican, Zola, Hexo
_SETTINGS = (
    "_config.yml", "_config.yaml", "_config.toml", "hugo.toml", "hugo.yaml", "hugo.json",
    "config.toml", "config.yaml", ".eleventy.js", "eleventy.config.js", "eleventy.config.mjs",
    "astro.config.mjs", "astro.config.ts", "docusaurus.config.js", "docusaurus.config.ts",
    "mkdocs.yml", "_quarto.yml", "gatsby-config.js", "gatsby-config.ts", "pelicanconf.py",
    "next.config.js", "next.config.mjs",
)  # fmt: skip
# where they keep what goes to the site as it is
_HOMES = ("", "static", "public", "assets", "source", "src", "content", "docs")
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


def root_above(folder: Path) -> Path | None:
    """Return the folder of the site, or the vault of notes, that a folder lies in.

    It is known by the settings of its program. Looked for are the folder itself and a few above
    it, below the user's home and the root of the disk.
    """
    try:
        home = Path.home()
    except RuntimeError:  # an account without one
        home = Path("/")
    place = folder.absolute()
    for _ in range(_LEVELS):
        if place in (home, place.parent):
            return None
        if any(files.is_file(place / name) for name in _SETTINGS) or (place / ".obsidian").is_dir():
            return place
        place = place.parent
    return None


def file_in_site(folder: Path, address: str) -> Path | None:
    """Return the file that an address from the root of the site means (``/assets/tea.jpg``).

    ``folder`` is the essay's. The file lies inside the site's folder, or there is none.

    Raises:
        OSError: the address can be no file's.
        ValueError: likewise.
    """
    root = root_above(folder)
    if root is None:
        return None
    for home in _HOMES:
        file = root / home / address.lstrip("/")
        if files.is_file(file) and file.resolve().is_relative_to(root.resolve()):
            return Path(os.path.relpath(file))
    return None


def _markdown(folder: Path) -> list[Path]:
    found: list[Path] = []
    seen = 0
    # What goes while it is walked through, or may not be looked at, is passed over
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        seen += len(names)
        if seen > _MOST_FILES:
            break
        for name in names:
            file = Path(place, name)
            if name.startswith(".") or file.suffix.lower() not in _MARKDOWN:
                continue
            if file.stem.lower() in _SECTION_PAGES:
                continue
            if file.is_file() and not file.is_symlink():
                found.append(file)
    return found
