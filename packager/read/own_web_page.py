"""A web page that packager made, taken back to its essays: nothing of it is guessed.

The inverse of :mod:`packager.targets.html`. The metadata stands in JSON-LD as in a book's pages, so
each essay's section is made such a page again and read by :mod:`packager.read.own_page`. As anybody
may have changed the page meanwhile, its markup goes through the same cleaning as any other's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from packager import xhtml
from packager.html5 import XHTML, parse_document
from packager.model import Essay, Footnote, Note, NoteKind, Reading
from packager.read import ReadOptions, Source, clean, pictures, urls
from packager.read.overrides import overridden
from packager.read.own_page import essay_of_page, record_in
from packager.read.sound import sound
from packager.xhtml import EPUB, local_name

_TYPE = f"{{{EPUB}}}type"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TITLE_ID = "essay-title"  # of an essay's title, as packager.build writes it
_NOTES = "notes"  # the page of a book's notes
_MARKS = (b"data-page=", b'"packager":')


def readings(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the essays of a page that packager made; none where it is another's.

    Raises:
        SourceError: a record in it is damaged.
    """
    if not all(mark in source.data for mark in _MARKS):
        return []
    root = parse_document(source.data, encoding="utf-8")
    page = _WebPage(root)
    notes = page.restored(_NOTES)
    return [
        _reading(page.document(record), source, options, notes)
        for record in _records(root)
        if str(record["slug"]) in page.sections
    ]


def _records(root: etree._Element) -> Iterator[Mapping[str, object]]:
    """Yield the record of each essay; an anthology's own has no slug."""
    for script in root.iter(f"{{{XHTML}}}script"):
        holder = etree.Element(f"{{{XHTML}}}html")
        holder.append(deepcopy(script))
        record = record_in(holder)
        if record is not None and record.get("slug"):
            yield record


class _WebPage:
    """The sections of a page by the names that their files have in a book."""

    def __init__(self, root: etree._Element) -> None:
        self.sections = {
            str(element.get("data-page")): element
            for element in root.iter(etree.Element)
            if element.get("data-page")
        }
        self.homes = {
            str(element.get("id")): stem
            for stem, section in self.sections.items()
            for element in section.iter(etree.Element)
            if element.get("id")
        }

    def document(self, record: Mapping[str, object]) -> etree._Element:
        """Return an essay's section as the page that a book has of it."""
        html = etree.Element(f"{{{XHTML}}}html")
        script = etree.SubElement(html, f"{{{XHTML}}}script", type="application/ld+json")
        script.text = json.dumps({"packager": record})
        body = etree.SubElement(html, f"{{{XHTML}}}body")
        section = self.restored(str(record["slug"]))
        assert section is not None  # noqa: S101 - asked for those that are there
        body.append(section)
        return html

    def restored(self, stem: str) -> etree._Element | None:
        """Return a copy of a section with the ids, links, types and headings of its file."""
        if stem not in self.sections:
            return None
        section = deepcopy(self.sections[stem])
        section.tag, section.tail = f"{{{XHTML}}}section", None
        for element in section.iter(etree.Element):
            attributes = [(str(key), str(value)) for key, value in element.attrib.items()]
            element.attrib.clear()
            for key, value in attributes:  # in their order, as the book's page has them
                self._restore(element, key, value, stem)
        for script in list(section.iter(f"{{{XHTML}}}script")):
            xhtml.drop(script)
        _raise_headings(section)
        return section

    def _restore(self, element: etree._Element, key: str, value: str, stem: str) -> None:
        if key == "data-epub-type":
            element.set(_TYPE, value)
        elif key == "lang":
            element.set(key, value)
            element.set(_LANG, value)
        elif key == "id":
            element.set(key, _without(value, stem))
        elif key == "href" and value.startswith("#"):
            element.set(key, self._href(value[1:], stem))
        else:
            element.set(key, value)

    def _href(self, id_: str, stem: str) -> str:
        home = self.homes.get(id_, stem)
        if home == stem:
            return f"#{_without(id_, stem)}"
        is_start = self.sections[home].get("id") == id_
        return f"{home}.xhtml" if is_start else f"{home}.xhtml#{_without(id_, home)}"


def _without(id_: str, stem: str) -> str:
    return id_.removeprefix(f"{stem}--")


def _raise_headings(section: etree._Element) -> None:
    """Bring the headings back up by as many levels as the title's has sunk."""
    names = [f"{{{XHTML}}}h{level}" for level in range(1, 7)]
    headings = list(section.iter(*names))
    title = next((heading for heading in headings if heading.get("id") == _TITLE_ID), None)
    steps = 0 if title is None else int(local_name(title)[1]) - 1
    for heading in headings:
        heading.tag = names[max(names.index(str(heading.tag)) - steps, 0)]


def _reading(
    document: etree._Element,
    source: Source,
    options: ReadOptions,
    notes: etree._Element | None,
) -> Reading:
    essay = essay_of_page(document, source.name, lambda _path: None, deepcopy(notes))
    body, said = _sound(clean.parse(essay.body), source.name)
    bodies = [(note.label, _sound(clean.parse(note.body), source.name)[0])
              for note in essay.footnotes]  # fmt: skip
    assets, seen = pictures.embed([body, *(tree for _, tree in bodies)], source, options)
    essay = replace(
        _cleaned(essay),
        body=xhtml.inner(body).strip(),
        footnotes=tuple(Footnote(label, xhtml.inner(tree).strip()) for label, tree in bodies),
        assets=tuple(assets),
    )
    text = f"“{essay.title}” is given back from the page"
    told = Note(NoteKind.FOUND, text, rule="packager's own page", file=source.name)
    return overridden(Reading(essay, (told, *said, *seen)), source, options)


def _sound(tree: etree._Element, name: str) -> tuple[etree._Element, list[Note]]:
    """Return markup as a sound tree, without links that run something."""
    for link in list(tree.iter(f"{{{XHTML}}}a")):
        if not _may_lead(str(link.get("href", ""))):
            link.tag = f"{{{XHTML}}}span"
            for key in ("href", "role", _TYPE):
                link.attrib.pop(key, None)
    made, said = sound(tree, name, "")
    return made, list(said)


def _may_lead(href: str) -> bool:
    """Return whether a link may stay; browsers pass over what stands before a scheme."""
    scheme = urls.scheme_of(href.strip("".join(map(chr, range(33)))))
    return scheme in ("", "essay", *urls.SCHEMES)


# What packager writes into a headnote beside what an essay may have: its notes stand in it.
_NAMES = frozenset(
    "a abbr b blockquote br cite code dd del dfn div dl dt em i ins kbd li mark ol p q ruby rt s "
    "samp small span strong sub sup time u ul var".split()
)
_ATTRIBUTES = frozenset(
    ("aria-label", "class", "datetime", "dir", "href", "id", "lang", "role", "title", _LANG, _TYPE)
)


def _is_as_written(tree: etree._Element) -> bool:
    """Return whether a tree has nothing but what packager itself writes there."""
    for element in tree.iter():
        known = str(element.tag) == f"{{{XHTML}}}{local_name(element)}"
        if not known or local_name(element) not in _NAMES:
            return False
        if not _ATTRIBUTES.issuperset(map(str, element.attrib)):
            return False
        if not _may_lead(str(element.get("href", ""))):
            return False
    return True


def _cleaned(essay: Essay) -> Essay:
    """Return an essay whose biographies and headnote are sound markup."""

    def markup(fragment: str) -> str:
        tree = clean.parse(fragment)
        if not _is_as_written(tree):
            tree, _ = _sound(tree, essay.title)
        return xhtml.inner(tree).strip()

    people = tuple(
        replace(credit, person=replace(credit.person, bio=markup(credit.person.bio)))
        for credit in essay.credits
    )
    return replace(essay, credits=people, headnote=markup(essay.headnote))
