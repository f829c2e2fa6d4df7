"""Links between the essays of an anthology become links inside the book.

An essay is known by its canonical URL, its archive's URL, its file name, its slug and (for
wikilinks) its title. A link to one that is bound becomes a link to its *file*: Kobo takes
a link to a fragment further on for a footnote and opens it as a pop-up
(https://github.com/kobolabs/epub-spec). What is not in the book stays on the web.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from packager import xhtml
from packager.ids import slug
from packager.model import Essay, Note, NoteKind

SCHEME = "essay:"  # href="essay:SLUG" until the rendition knows the file


def link_essays(essays: Sequence[Essay]) -> tuple[list[Essay], list[Note]]:
    """Return the essays with their links to one another as ``href="essay:SLUG"``, and notes.

    A link that a reader could not place keeps its target in ``data-href``; one whose target is
    no essay of the book and no web address is reported as dangling.
    """
    names = _names(essays)
    notes: list[Note] = []
    return [_linked(essay, names, notes) for essay in essays], notes


def _names(essays: Sequence[Essay]) -> Mapping[str, str]:
    """Return slug by each name that an essay goes by; a name that two share is nobody's."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for essay in essays:
        own = {_web(essay.source_url), _web(essay.archive_url), f"slug:{essay.slug}"}
        if essay.doi:
            own.add(_web(f"https://doi.org/{essay.doi}"))
        file = PurePosixPath(essay.source_file.replace("\\", "/"))
        own |= {f"file:{file.name.casefold()}", f"slug:{slug(file.stem)}"} if file.name else set()
        own.add(f"title:{' '.join(essay.title.casefold().split())}")
        for name in own - {""}:
            if names.get(name, essay.slug) != essay.slug:
                taken.add(name)
            names[name] = essay.slug
    return {name: target for name, target in names.items() if name not in taken}


def _web(url: str) -> str:
    """Return an address without scheme, ``www.``, last slash, fragment and trackers."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return ""
    path = unquote(parts.path).rstrip("/").removesuffix("/index.html").removesuffix(".html")
    query = "&".join(sorted(p for p in parts.query.split("&") if p and not p.startswith("utm_")))
    host = parts.netloc.casefold().removeprefix("www.")
    return f"web:{host}{path}" + (f"?{query}" if query else "")


def _target(href: str, names: Mapping[str, str]) -> str:
    """Return the slug of the essay that an href means, or nothing."""
    web = _web(href)
    if web:
        return names.get(web, "")
    path = PurePosixPath(unquote(urlsplit(href).path))
    candidates = (
        f"file:{path.name.casefold()}",
        f"file:{path.name.casefold()}.md",
        f"slug:{path.stem or path.parent.name}",
        f"slug:{slug(path.stem)}" if path.stem else "",
        f"title:{' '.join(unquote(href).casefold().split())}",
    )
    return next((names[name] for name in candidates if name in names), "")


def _linked(essay: Essay, names: Mapping[str, str], notes: list[Note]) -> Essay:
    body = _fragment(essay.body, essay, names, notes)
    footnotes = tuple(
        replace(footnote, body=_fragment(footnote.body, essay, names, notes))
        for footnote in essay.footnotes
    )
    return replace(essay, body=body, footnotes=footnotes)


def _fragment(markup: str, essay: Essay, names: Mapping[str, str], notes: list[Note]) -> str:
    if "href=" not in markup:
        return markup
    root = xhtml.parse(markup)
    changed = False
    for element in root.iter(f"{{{xhtml.XHTML}}}a", f"{{{xhtml.XHTML}}}span"):
        original = element.get("data-href", "")
        href = original or element.get("href", "")
        if not href or href.startswith("#"):
            continue
        target = _target(href, names)
        if target and target != essay.slug:
            element.tag = f"{{{xhtml.XHTML}}}a"
            element.attrib.pop("class", None)
            element.set("href", SCHEME + target)
            changed = True
        elif original and not element.get("href"):
            text = f"a link to {original!r} leads to no essay of the book; its words stay"
            notes.append(Note(NoteKind.WARNING, text, file=essay.source_file, value=original))
        if original:
            del element.attrib["data-href"]
            changed = True
    return xhtml.inner(root) if changed else markup
