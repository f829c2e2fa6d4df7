"""The frame of an XHTML file: declaration, head, body; and how its tags are written."""

from __future__ import annotations

from functools import cache

from packager.build.page import Page
from packager.xhtml import EPUB, XHTML, escape


def attributes(**values: str) -> str:
    """Return attributes ready to stand in a tag, those with an empty value left out.

    ``epub_type`` and ``xml_lang`` become prefixed names, other underscores hyphens.
    """
    return "".join(
        [f' {_written(key)}="{escape(value)}"' for key, value in values.items() if value]
    )


@cache
def _written(key: str) -> str:
    return key.replace("epub_", "epub:").replace("xml_", "xml:").rstrip("_").replace("_", "-")


def language_attributes(language: str, inherited: str) -> str:
    """Return ``lang`` and ``xml:lang`` where a language differs from the one around it."""
    return attributes(lang=language, xml_lang=language) if language != inherited else ""


def style_names(page: Page) -> list[str]:
    """Return the names of a page's style sheets, without folder and suffix."""
    names = ["book"]
    names += ["rtl"] if page.direction == "rtl" else []
    names += ["vertical"] if page.writing_mode == "vertical-rl" else []
    return names + ([f"{page.stem}-own"] if page.stylesheet else [])


def document(page: Page) -> bytes:
    """Return the XHTML file of a page.

    The declaration names UTF-8 (Kindle reads the file as Latin-1 otherwise), ``lang`` and
    ``xml:lang`` stand on ``html``, no ``epub:type`` or role on ``body``.
    """
    opening = attributes(
        lang=page.language,
        xml_lang=page.language,
        dir=page.direction,
        class_="vertical" if page.writing_mode == "vertical-rl" else "",
    )
    styles = "".join(
        f'<link rel="stylesheet" type="text/css" href="../styles/{name}.css"/>\n'
        for name in style_names(page)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="{XHTML}" xmlns:epub="{EPUB}"{opening}>\n'
        f'<head>\n<meta charset="utf-8"/>\n<title>{escape(page.title)}</title>\n'
        f"{styles}{page.head}</head>\n"
        f"<body>\n{page.body}\n</body>\n</html>\n"
    ).encode()
