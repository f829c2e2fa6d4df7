"""Repairs for devices: inline styles, landmarks, languages of pages, bare selectors."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from packager import languages
from packager.check.devices.kobo import ARROWS
from packager.check.finding import Finding
from packager.check.load.css import decode
from packager.fix.css import edited
from packager.fix.draft import Draft
from packager.fix.outline import start_of_text
from packager.fix.registry import Change, repair
from packager.fix.tree import root_of
from packager.media_types import CSS
from packager.paths import href_between
from packager.xhtml import EPUB, XHTML, escape, local_name, text_of

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TYPE = f"{{{EPUB}}}type"
_HEADING = re.compile(r"h[1-6]")
# What a list of links is called, by its epub:type: as the navigation of packager's own books
_NAMES = {"toc": "Contents", "landmarks": "Landmarks", "page-list": "Pages"}


@repair("inline-styles", stage=8)
def styles_to_sheet(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Move ``style`` attributes to a style sheet, one class for each wording.

    Kobo drops the attributes; ``!important`` keeps what they won over before.
    """
    folder = posixpath.dirname(draft.opf)
    sheet, number = posixpath.join(folder, "inline-styles.css"), 1
    while sheet in draft.files:
        number += 1
        sheet = posixpath.join(folder, f"inline-styles-{number}.css")
    classes: dict[str, str] = {}
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        head = None if tree is None else tree.root.find(f"{{{XHTML}}}head")
        if tree is None or head is None:
            continue
        for node in tree.root.iter(f"{{{XHTML}}}*"):
            style = str(node.attrib.pop("style", "")).strip().rstrip(";").strip()
            if style:
                name = classes.setdefault(style, f"inline-{number}-{len(classes) + 1}")
                node.set("class", f"{node.get('class', '')} {name}".strip())
        link = etree.SubElement(head, f"{{{XHTML}}}link")
        link.set("rel", "stylesheet")
        link.set("type", CSS)
        link.set("href", href_between(path, sheet))
        link.tail = "\n"
        draft.touch(path)
        yield Change(path, f"inline styles moved to {sheet}", findings[0].rule)
    if classes:
        rules = []
        for style, name in classes.items():
            text, _ = edited(
                style,
                lambda said: None if "!important" in said.value else f"{said.value} !important",
                is_attribute=True,
            )
            rules.append(f".{name} {{ {text} }}\n")
        draft.put(sheet, "".join(rules).encode())
        draft.add_item(sheet, CSS)


@repair("landmark-of-the-text", stage=7)
def landmarks(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Add the landmark where the text begins: the first page that is neither cover nor contents."""
    text = start_of_text(draft)
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None or not text:
            continue
        entry = (
            f'<li><a epub:type="bodymatter" href="{escape(href_between(path, text))}">Text</a></li>'
        )
        spaces = f'xmlns="{XHTML}" xmlns:epub="{EPUB}"'
        marks = [n for n in tree.named("nav") if "landmarks" in str(n.get(_TYPE) or "").split()]
        if marks:
            made = root_of(entry.replace("<li>", f"<li {spaces}>", 1))
            parent = marks[0].find(f"{{{XHTML}}}ol")
        else:
            made = root_of(
                f'<nav {spaces} epub:type="landmarks" hidden="hidden" aria-label="Landmarks">'
                f"<ol>{entry}</ol></nav>"
            )
            parent = tree.root.find(f"{{{XHTML}}}body")
        if made is None or parent is None:
            continue
        parent.append(made)
        made.tail = "\n"
        if path in draft.spine_paths():  # what is hidden there some readers show all the same
            made.attrib.pop("hidden", None)
        etree.cleanup_namespaces(tree.root, keep_ns_prefixes=["epub"])
        draft.touch(path)
        yield Change(path, f"a landmark says that the text begins at {text}", findings[0].rule)


@repair("back-links-with-text", stage=7)
def back_links_that_every_font_has(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Show ``^`` in place of the arrow of a link back: a number would be a word more."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        for link in () if tree is None else tree.named("a"):
            shown = text_of(link)
            if shown.strip() and ARROWS.issuperset(shown):
                for child in list(link):
                    link.remove(child)
                link.text = "^"
                draft.touch(path)
                yield Change(path, "the arrow of a link back made ^", findings[0].rule)


@repair("landmark-unique", stage=7)
def named_landmarks(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Name navigation lists by their headings, or by what ``epub:type`` says that they are."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None:
            continue
        named = {str(node.get("aria-label") or "").strip() for node in tree.named("nav")}
        for nav in tree.named("nav"):
            if nav.get("aria-label") or nav.get("aria-labelledby"):
                continue
            heading = next((child for child in nav if _HEADING.fullmatch(local_name(child))), None)
            kinds = str(nav.get(_TYPE) or "").split()
            name = "" if heading is None else " ".join(text_of(heading).split())
            name = name or next((_NAMES[kind] for kind in kinds if kind in _NAMES), "")
            if name and name not in named:
                named.add(name)
                nav.set("aria-label", name)
                draft.touch(path)
                yield Change(path, f"a list of links is named {name!r}", findings[0].rule)


@repair("language-valid", "document-language", "package-languages", stage=6)
def page_languages(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write the book's language where a page says none, or one that is no tag."""
    said = [languages.canonical((e.text or "").strip()) for e in draft.dc("language")]
    book = next((tag for tag in said if tag), None)
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        # What is in no manifest (a mapping of renditions) is no page that is read.
        is_known = path == draft.opf or draft.entry(path) is not None
        if tree is None or book is None or not is_known:
            continue
        rule = next(finding.rule for finding in findings if finding.path == path)
        changed = 0
        for node in tree.root.iter(etree.Element):
            for key in ("lang", _LANG):
                value = node.get(key)
                if value is not None and languages.canonical(value) is None:
                    node.set(key, languages.canonical(languages.suggestion(value)) or book)
                    changed += 1
        if rule == "document-language" and tree.root.get(_LANG) is None:
            tree.root.set(_LANG, str(tree.root.get("lang") or book))
            tree.root.set("lang", str(tree.root.get(_LANG)))
            changed += 1
        if changed:
            draft.touch(path)
            yield Change(path, f"language written as {book}", rule)


@repair("bare-span-and-div", stage=6)
def bare_selectors(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take ``span`` and ``div`` out of lists of selectors that style every element of a name."""
    for path in dict.fromkeys(finding.path for finding in findings):
        data = draft.files.get(draft.real(path), b"")
        if not path.lower().endswith(".css"):
            continue
        text = decode(data)[0]

        def shorter(match: re.Match[str]) -> str:
            parts = match[0].split(",")
            kept = [part for part in parts if part.strip() not in ("span", "div")]
            if not kept or len(kept) == len(parts):
                return match[0]
            kept[0] = re.match(r"\s*", parts[0])[0] + kept[0].lstrip()  # type: ignore[index]
            behind = re.search(r"\s*\Z", parts[-1])
            return ",".join(kept).rstrip() + (behind[0] if behind else "")

        new = re.sub(r"[^{}@;/*]+(?=\{)", shorter, text)
        if new != text:
            draft.put(draft.real(path), new.encode())
            yield Change(path, "span and div taken out of a list of selectors", findings[0].rule)
