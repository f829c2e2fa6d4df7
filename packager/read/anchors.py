"""Ids and links of an essay: ids that XML accepts, links that lead somewhere.

A link to a page that is not in the book (EPUBCheck: RSC-007) becomes an absolute link where the
essay's address is known, else plain words: ``<span class="unlinked" data-href="other.md">``.
``data-href`` keeps what the source says, on ``span`` and ``a`` alike, so that an anthology can
make it a link inside the book once the other essay is bound with it. A wikilink comes as
``class="wikilink"`` and always keeps its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from packager.html5 import XHTML
from packager.ids import slug
from packager.lazy_pattern import lazy_pattern
from packager.model import Note, NoteKind
from packager.read import urls
from packager.read.elements import HEADINGS
from packager.xhtml import EPUB, local_name, text_of

# https://www.w3.org/TR/xml-names/#NT-NCName, without the combining characters
_NAME = lazy_pattern(
    r"[A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u3001-\ud7ff]"
    r"[\w.\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u3001-\ud7ff-]*\Z"
)
# ids that the builder gives: notes, their references, the title and its sections
_RESERVED = re.compile(r"fn-|fnref-|svg-|essay-|notes\Z|note-")
_TYPE = f"{{{EPUB}}}type"
_MENTIONED = 3
RELATIVE_LINKS = "relative-links"  # the rule of a note on links to pages that a book may hold
_XHTML = f"{{{XHTML}}}"

LineOf = Callable[[str], "int | None"]


def no_line(_text: str) -> int | None:
    """Return that nothing is known of lines."""
    return None


def settle(
    roots: Sequence[etree._Element], *, name: str, base: str = "", line_of: LineOf = no_line
) -> list[Note]:
    """Repair all ids and links in the trees, which share one set of ids; return what to tell."""
    ids = _settle_ids(roots)
    unlinked: list[str] = []
    broken: list[str] = []
    refused: list[str] = []
    for link in [node for root in roots for node in root.iter(f"{_XHTML}a")]:
        href = str(link.get("href") or "").strip()
        if link.get(_TYPE) == "noteref" and href.startswith("#fn-"):
            continue
        if href.startswith("#"):
            if target := _target(href[1:], ids):
                link.set("href", f"#{target}")
            else:
                _unlink(link)
                broken += [href] * (unquote(href[1:]).casefold() not in ("", "top"))
        elif not _settle_link(link, href, base):
            is_relative = bool(href) and (_is_relative(href) or _is_wikilink(link))
            _unlink(link, href if is_relative else "")
            (unlinked if is_relative else refused).append(href)
    notes = []
    if unlinked:
        message = f"{_listed(unlinked, 'link')} to other pages kept as words; give their site's "
        note = _warning(message + "address as source", name, line_of(unlinked[0]))
        notes.append(replace(note, rule=RELATIVE_LINKS))
    if broken:
        message = f"{_listed(broken, 'link')} to nothing in the text; the words stay"
        notes.append(_warning(message, name, line_of(broken[0])))
    for href in dict.fromkeys(filter(None, refused)):
        message = f"link to {href[:60]!r} leads nowhere a book can link to; its words stay"
        notes.append(_warning(message, name, line_of(href)))
    return notes


def _is_relative(href: str) -> bool:
    # A colon before the first slash would be a scheme's, whatever stands before it.
    return (
        not href.startswith(("//", "\\\\")) and ":" not in re.split(r"[/?#]", href, maxsplit=1)[0]
    )


def _is_wikilink(link: etree._Element) -> bool:
    return "wikilink" in (link.get("class") or "").split()


def _settle_link(link: etree._Element, href: str, base: str) -> bool:
    """Write an absolute address into a link; return whether there is one."""
    repaired = "" if _is_wikilink(link) else urls.repaired(href, base)
    if repaired:
        link.set("href", repaired)
        if _is_relative(href):
            link.set("data-href", href)
    return bool(repaired)


def _warning(message: str, name: str, line: int | None) -> Note:
    return Note(NoteKind.WARNING, message, rule="links", file=name, line=line)


def _listed(hrefs: list[str], noun: str) -> str:
    distinct = list(dict.fromkeys(hrefs))
    shown = ", ".join(href[:60] for href in distinct[:_MENTIONED])
    more = ", …" if len(distinct) > _MENTIONED else ""
    return f"{len(hrefs)} {noun}{'s' * (len(hrefs) > 1)} ({shown}{more})"


def _unlink(link: etree._Element, original: str = "") -> None:
    """Make a link a span, keeping its words, its id and where it led."""
    link.tag = f"{_XHTML}span"
    for key in ("href", "title", "data-href", _TYPE, "role"):
        link.attrib.pop(key, None)
    if original:
        names = [*(link.get("class") or "").split(), "unlinked"]
        link.set("class", " ".join(dict.fromkeys(names)))
        link.set("data-href", original)


def _settle_ids(roots: Iterable[etree._Element]) -> dict[str, str]:
    """Make ids distinct names of XML; return the new id by each name that links may use.

    The first element with an id keeps it. Headings without one get one from their words, so
    that the links which site generators would make work too.
    """
    taken: dict[str, int] = {}  # ids, and the last number that was put behind each
    meant: dict[str, str] = {}
    headings: list[etree._Element] = []
    trees = list(roots)
    for root in trees:
        for node in root.iter(f"{_XHTML}*"):
            if node.get("id") is not None:
                _settle_id(node, taken, meant)
            if local_name(node) in HEADINGS:
                headings.append(node)
    for node in headings:
        text = text_of(node)
        if node.get("id") is None:
            node.set("id", _free(slug(text, "section"), taken))
        for spelling in (text.strip(), _squeezed(text), slug(text, "section")):
            meant.setdefault(spelling, str(node.get("id")))
    for known in list(meant):
        meant.setdefault(_squeezed(known), meant[known])
    return meant


def _settle_id(node: etree._Element, taken: dict[str, int], meant: dict[str, str]) -> None:
    old = str(node.get("id"))
    if node.get(_TYPE) == "noteref" and old.startswith("fnref-"):
        taken[old] = 1
        return
    if not old.strip():
        del node.attrib["id"]
        return
    new = old if _NAME.match(old) and not _RESERVED.match(old) else f"x-{slug(old, 'x')}"
    new = _free(new, taken)
    node.set("id", new)
    meant.setdefault(old, new)


def _free(name: str, taken: dict[str, int]) -> str:
    if _RESERVED.match(name):
        name = f"x-{name}"
    candidate, number = name, taken.get(name, 1)
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    taken[name] = number
    taken.setdefault(candidate, 1)
    return candidate


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _target(fragment: str, ids: dict[str, str]) -> str:
    plain = unquote(fragment)
    for spelling in (fragment, plain, plain.removeprefix("user-content-")):
        if spelling in ids:
            return ids[spelling]
    squeezed = _squeezed(plain)
    return ids.get(squeezed, "") if squeezed else ""
