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
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree

from packager import xhtml
from packager.ids import slug
from packager.model import Essay, Note, NoteKind

if TYPE_CHECKING:
    from packager.anthology.prepare import Prepared

_LINKS = (f"{{{xhtml.XHTML}}}a", f"{{{xhtml.XHTML}}}span")
SCHEME = "essay:"  # href="essay:SLUG" until the rendition knows the file


def link_essays(
    essays: Sequence[Essay],
    prepared: Sequence[Prepared | None] | None = None,
    around: Sequence[Essay] = (),
) -> tuple[list[Essay], list[Essay], list[Note]]:
    """Return the essays with their links to one another as ``href="essay:SLUG"``, and notes.

    ``around`` are the introductions: texts that lead to essays, and to which no essay leads.
    They come second.

    A link that a reader could not place keeps its target in ``data-href``; one whose target is
    no essay of the book and no web address is reported as dangling. ``prepared`` holds what
    :func:`names_of` and :func:`links_in` gave for an essay, where it is still so named.
    """
    known = prepared or [None] * len(essays)
    names = _names(essays, known)
    notes: list[Note] = []
    linked = [
        essay if done and _leads_nowhere(essay, done, names) else _linked(essay, names, notes)
        for essay, done in zip(essays, known, strict=True)
    ]
    return linked, [_linked(text, names, notes) for text in around], notes


def _leads_nowhere(essay: Essay, done: Prepared, names: Mapping[str, str]) -> bool:
    """Return whether no link of an essay leads to another of the book, nor is to be told."""
    if done.links is None or "href=" in essay.headnote:
        return False
    return all(names.get(name, essay.slug) == essay.slug for link in done.links for name in link)


def _names(essays: Sequence[Essay], prepared: Sequence[Prepared | None]) -> Mapping[str, str]:
    """Return slug by each name that an essay goes by; a name that two share is nobody's."""
    names: dict[str, str] = {SCHEME + essay.slug: essay.slug for essay in essays}
    taken: set[str] = set()
    for essay, done in zip(essays, prepared, strict=True):
        for name in done.names if done else names_of(essay):
            if names.setdefault(name, essay.slug) != essay.slug:
                taken.add(name)
    return {name: target for name, target in names.items() if name not in taken}


def names_of(essay: Essay) -> list[str]:
    """Return the names that an essay goes by, each once."""
    own = [_web(essay.source_url), _web(essay.archive_url), f"slug:{essay.slug}"]
    if essay.doi:
        own.append(_web(f"https://doi.org/{essay.doi}"))
    file = PurePosixPath(essay.source_file.replace("\\", "/"))
    own.append(f"path:{normpath(file)}" if file.name else "")
    own += [f"file:{file.name.casefold()}", f"slug:{slug(file.stem)}"] if file.name else []
    own.append(f"title:{' '.join(essay.title.casefold().split())}")
    return [name for name in dict.fromkeys(own) if name]


def links_in(essay: Essay) -> tuple[tuple[str, ...], ...] | None:
    """Return for each link of an essay the names that its target may have.

    ``None`` where one was left unplaced by the reader: then there is more to do than to look.
    """
    found: dict[tuple[str, ...], None] = {}
    for markup in (essay.body, *(footnote.body for footnote in essay.footnotes)):
        if "href=" not in markup:
            continue
        try:
            root = xhtml.parse(markup)
        except etree.XMLSyntaxError:  # to look at it with the book tells of it
            return None
        for element in root.iter(*_LINKS):
            href = element.get("href", "")
            if element.get("data-href") is not None or href.startswith(SCHEME):
                return None
            if href and not href.startswith("#"):
                found[_candidates(href, essay.source_file)] = None
    return tuple(found)


def _web(url: str) -> str:
    """Return an address without scheme, ``www.``, last slash, fragment and trackers."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return ""
    path = unquote(parts.path).rstrip("/").removesuffix("/index.html").removesuffix(".html")
    query = "&".join(sorted(p for p in parts.query.split("&") if p and not p.startswith("utm_")))
    host = parts.netloc.casefold().removeprefix("www.")
    return f"web:{host}{path}" + (f"?{query}" if query else "")


def _candidates(href: str, source_file: str) -> tuple[str, ...]:
    """Return the names that the target of an href in a source may have, the surest first.

    What lies where the link says, seen from the source, goes before another of its file name: so
    do the chapters of one volume.
    """
    web = _web(href)
    if web:
        return (web,)
    own = href.partition("#")[0] if href.startswith(SCHEME) else ""
    path = PurePosixPath(unquote(urlsplit(href).path))
    beside = normpath(PurePosixPath(source_file.replace("\\", "/")).parent / path)
    return (
        *([own] if own else []),
        f"path:{beside}",
        f"path:{beside}.md",
        f"file:{path.name.casefold()}",
        f"file:{path.name.casefold()}.md",
        *([SCHEME + path.stem] if path.suffix == ".epub" else []),
        f"slug:{path.stem or path.parent.name}",
        *([f"slug:{slug(path.stem)}"] if path.stem else []),
        f"title:{' '.join(unquote(href).casefold().split())}",
    )


def _is_source(href: str) -> bool:
    """Return whether a relative link names a file that an essay is written in, not a web page."""
    suffix = PurePosixPath(unquote(urlsplit(href).path)).suffix.casefold()
    return suffix in (".md", ".markdown", ".txt", ".docx", ".epub")


def _target(href: str, source_file: str, names: Mapping[str, str]) -> str:
    """Return the slug of the essay that an href in a source means, or nothing."""
    found = (names[name] for name in _candidates(href, source_file) if name in names)
    return next(found, "")


def _linked(essay: Essay, names: Mapping[str, str], notes: list[Note]) -> Essay:
    body = _fragment(essay.body, essay, names, notes)
    headnote = _fragment(essay.headnote, essay, names, notes)
    texts = [_fragment(footnote.body, essay, names, notes) for footnote in essay.footnotes]
    if (body, headnote, texts) == (essay.body, essay.headnote, [n.body for n in essay.footnotes]):
        return essay
    footnotes = tuple(
        replace(footnote, body=text) for footnote, text in zip(essay.footnotes, texts, strict=True)
    )
    return replace(essay, body=body, headnote=headnote, footnotes=footnotes)


def _fragment(markup: str, essay: Essay, names: Mapping[str, str], notes: list[Note]) -> str:
    if "href=" not in markup:
        return markup
    root = xhtml.parse(markup)
    changed = False
    for element in root.iter(*_LINKS):
        original = element.get("data-href", "")
        href = original or element.get("href", "")
        if not href or href.startswith("#"):
            continue
        target = _target(href, essay.source_file, names)
        if target and target != essay.slug:
            element.tag = f"{{{xhtml.XHTML}}}a"
            element.attrib.pop("class", None)
            element.set("href", SCHEME + target)
            changed = True
        elif not target and href.startswith(SCHEME):
            # An essay of another book came without the one that it leads to.
            element.tag = f"{{{xhtml.XHTML}}}span"
            del element.attrib["href"]
            element.set("class", "unlinked")
            changed = True
            name = href.removeprefix(SCHEME)
            text = f"a link to {name!r} leads to no essay of the book; its words stay"
            notes.append(Note(NoteKind.WARNING, text, file=essay.source_file, value=name))
        elif original and not target and (not element.get("href") or _is_source(original)):
            text = f"a link to {original!r} leads to no essay of the book; "
            text += (
                f"it goes to {href_of}" if (href_of := element.get("href")) else "its words stay"
            )
            notes.append(Note(NoteKind.WARNING, text, file=essay.source_file, value=original))
        if original:
            del element.attrib["data-href"]
            changed = True
    return xhtml.inner(root) if changed else markup
