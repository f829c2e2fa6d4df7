"""What all pages of a catalog share: frame, head, and the ways a book is shown in them."""

from __future__ import annotations

from importlib.resources import files

from packager.catalog.publication import Publication
from packager.catalog.shelves import FOLDER, ROOT, Listing, Menu
from packager.catalog.site import NAVIGATION, OPDS_2, Site, atom_path, feed_type, json_path
from packager.languages import direction
from packager.paths import href_between
from packager.xhtml import escape

STYLE = f"{FOLDER}/style.css"


def style() -> bytes:
    """Return the stylesheet of the pages."""
    return files("packager.catalog").joinpath("style.css").read_bytes()


def document(
    site: Site, title: str, lines: list[str], here: str, shelf: Listing | Menu | None
) -> bytes:
    """Return a whole page at the path ``here``, which names its shelf's feeds in its head."""
    named = escape(title if title == site.title else f"{title} – {site.title}")
    catalog = f'type="{escape(NAVIGATION.partition(";kind")[0])}" title="{escape(site.title)}"'
    head = [
        f'<link rel="stylesheet" href="{href_from(here, STYLE)}"/>',
        f'<link rel="related" href="{href_from(here, atom_path(ROOT))}" {catalog}/>',
    ]
    if shelf is not None:
        stem = here.removesuffix(".html")
        for path, type_ in ((atom_path(stem), feed_type(shelf)), (json_path(stem), OPDS_2)):
            head.append(
                f'<link rel="alternate" href="{href_from(here, path)}" type="{escape(type_)}"/>'
            )
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8"/>',
            '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
            f"<title>{named}</title>",
            *head,
            "</head>",
            "<body>",
            '<div role="main">',  # old engines do not know the element
            *lines,
            "</div>",
            "</body>",
            "</html>",
            "",
        ]
    ).encode()


def href_from(here: str, target: str) -> str:
    """Return the attribute's value by which the page at ``here`` refers to a path."""
    return escape(href_between(here, target))


def language_of(book: Publication) -> str:
    """Return the attributes that say in which language a book's own words are."""
    if not book.languages:
        return ""
    tag = book.languages[0]
    turned = ' dir="rtl"' if direction(tag) == "rtl" else ""
    return f' lang="{escape(tag)}"{turned}'


def thumbnail(book: Publication, here: str) -> str:
    """Return the small cover of a book, whose title stands beside it."""
    picture = book.thumbnail
    if picture is None:
        return ""
    return (
        f'<img src="{href_from(here, picture.path)}" width="{picture.width_px}" '
        f'height="{picture.height_px}" alt=""/>'
    )


def size_told(size_bytes: int) -> str:
    """Return a size as people read it."""
    if size_bytes < 1_000_000:  # noqa: PLR2004 - a megabyte
        return f"{max(1, round(size_bytes / 1000))} kB"
    return f"{size_bytes / 1_000_000:.1f} MB"
