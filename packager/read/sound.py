"""Any tree of HTML as a tree that is sound XHTML content for a book, with no word lost.

What runs, loads or asks for input goes or becomes text; what is embedded becomes a link; what is
obsolete takes today's name. Where an element may stand is :mod:`packager.read.nesting`'s business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree

from packager.html5 import MATHML, SVG, XHTML
from packager.model import Note, NoteKind
from packager.read import attributes, elements, urls
from packager.read.foreign import sound_math, sound_svg
from packager.read.nesting import DEEPEST, NOTHING, Writer
from packager.read.plain import is_plain
from packager.read.settling import settle
from packager.xhtml import local_name, text_of

_SPACED = frozenset("option optgroup select canvas frame slot picture rtc template".split())
_BOXES = {"checkbox": ("☐", "☑"), "radio": ("○", "●")}
_BUTTONS = frozenset("button submit reset text search email url number date".split())
# Players are no pages; these are the pages of what they play.
_PLAYERS = (
    (
        re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"https?://player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (re.compile(r"https?://(?:www\.)?slideshare\.net/slideshow/embed_code/(?:key/)?(\w+)"), ""),
)
_LABEL_LENGTH = 80


class _Sounding:
    """The state of one conversion: the writer, the elements open, what there is to report."""

    def __init__(self, base: str, wanted: frozenset[str]) -> None:
        self.out = Writer(wanted)
        self.base = base
        self.svgs = 0
        self.gone: Counter[str] = Counter()
        self.failed_math: list[str] = []

    def run(self, root: etree._Element) -> None:
        self.out.text(root.text or "")
        stack: list[tuple[Iterator[etree._Element], int, str]] = [(iter(root), 1, "")]
        while stack:
            children, depth, tail = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if stack:
                    self.out.end(depth)
                    self.out.text(tail)
                continue
            if depth == 1 and self.out.is_between_blocks and is_plain(child):
                self.out.copy(child)
                self.out.text(child.tail or "")
                continue
            mark = self.enter(child)
            if mark is None:
                self.out.text(child.tail or "")
            else:
                self.out.text(child.text or "")
                stack.append((iter(child), mark, child.tail or ""))

    def enter(self, node: etree._Element) -> int | None:
        """Write an element's start; return the depth to close to, or ``None`` if it is done."""
        tag = node.tag
        if not isinstance(tag, str):
            return None
        space, _, name = tag.rpartition("}")
        is_html = space in ("", "{" + XHTML)
        name = name.lower() if is_html else name
        if space == "{" + SVG and name == "svg":
            self.drawing(node)
        elif space == "{" + MATHML and name == "math":
            self.formula(node)
        elif not is_html:
            return self.element(node, "span")
        elif name in elements.DROPPED:
            self.gone[name] += name in elements.REPORTED and bool(
                text_of(node).strip() or node.get("src")
            )
        elif _is_twin(node):
            return None
        elif name in elements.EMBEDS:
            self.embed(node, name)
        elif name in _VOID:
            self.void(node, name)
        else:
            return self.element(node, name)
        return None

    def element(self, node: etree._Element, name: str) -> int:
        given = {str(key): str(value) for key, value in node.attrib.items()}
        extra = ""
        if name in elements.RENAMED:
            name, extra = elements.RENAMED[name]
        known = name in elements.INLINE or name in _BLOCKS
        if not known:
            if name in _SPACED or "-" in name:
                self.out.space()
            return self.anchor(given)
        kept = attributes.kept(name, given)
        if extra:
            kept["class"] = f"{kept['class']} {extra}" if "class" in kept else extra
        if side := attributes.alignment(given):
            kept["class"] = f"{kept['class']} {side}" if "class" in kept else side
        if name == "a" and "href" not in kept:
            name = "span"
        if name == "bdo" and kept.get("dir") not in ("ltr", "rtl"):
            name = "span"
        if name in ("time", "data") and not kept.keys() & {"datetime", "value"}:
            name = "span"
        marks = attributes.meaning_of_style(given["style"]) if "style" in given else []
        mark = NOTHING if name == "span" and not kept else self.out.start(name, kept)
        for inner in marks:
            if not self.out.is_inside(inner):
                mark = min(mark, self.out.start(inner, {}))
        return mark

    def anchor(self, given: dict[str, str]) -> int:
        """Keep the id of an element that is unwrapped, for the links that lead to it."""
        return self.out.start("span", {"id": given["id"]}) if given.get("id") else NOTHING

    def void(self, node: etree._Element, name: str) -> None:
        given = {str(key): str(value) for key, value in node.attrib.items()}
        if name == "hr":
            kept = attributes.kept("hr", given)
            self.out.rule({key: kept[key] for key in ("class", "id") if key in kept})
        elif name == "input":
            self.control(given)
        elif name in ("img", "image"):
            self.image(given)
        else:
            self.out.void(name, {})
        # XML lets a void element have content; HTML doesn't.
        if text := " ".join(text_of(node).split()):
            self.out.text(text)

    def control(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower()
        if kind in _BOXES:
            self.out.text(_BOXES[kind]["checked" in given])
        elif kind in _BUTTONS:
            self.out.text(given.get("value", ""))

    def image(self, given: dict[str, str]) -> None:
        source = given.get("src", "").strip()
        lazy = ("data-src", "data-original", "data-lazy-src", "srcset", "data-srcset")
        if not source or source.startswith("data:image/gif;base64,R0lGOD"):
            found = next((given[key].strip() for key in lazy if given.get(key, "").strip()), "")
            source = found.split()[0].rstrip(",") if found else source
        if not source:
            self.out.text(given.get("alt", ""))
            return
        kept = attributes.kept("img", given)
        kept.update(src=source, alt=given.get("alt", ""))
        if described := given.get("fig-alt", "").strip():  # Quarto: the other text is the caption
            kept.update(alt=described)
            if given.get("alt", "").strip():
                kept["title"] = given["alt"]
        self.out.void("img", kept)

    def embed(self, node: etree._Element, name: str) -> None:
        """Put a quiet link in the place of a frame, a player or a plug-in."""
        address, title = _embedded(node)
        for pattern, page in _PLAYERS:
            if (match := pattern.match(address)) and page:
                address = page.format(match[1])
        href = urls.repaired(address, self.base)
        fallback = " ".join(_visible(node).split())
        if name == "object" and _is_picture(node):
            self.out.void("img", {"src": address, "alt": fallback or title})
            return
        label = title or _label(href or address)
        if not label:
            self.out.text(fallback)
            return
        self.gone[name] += 1
        mark = self.out.start("p", {"class": "embed"})
        if href and not href.startswith("#"):
            self.out.start("a", {"href": href})
        self.out.text(label)
        self.out.end(mark)

    def drawing(self, node: etree._Element) -> None:
        self.svgs += 1
        made = sound_svg(node, f"svg-{self.svgs}-")
        if made is not None:
            self.out.atom(made)
        else:
            self.out.text(" ".join(_visible(node).split()))

    def formula(self, node: etree._Element) -> None:
        made = sound_math(node)
        if made is not None:
            self.out.atom(made)
            return
        text = str(node.get("alttext") or "") or " ".join(_visible(node).split())
        if text:
            self.failed_math.append(text)
            mark = self.out.start("code", {})
            self.out.text(text)
            self.out.end(mark)


_VOID = frozenset("img br wbr hr input image".split())
_BLOCKS = (
    elements.PARAGRAPHS
    | elements.FLOW
    | elements.LISTS
    | elements.TABLE_PARTS
    | frozenset(("dl", "table", "tr", "ruby"))
)


def _is_twin(node: etree._Element) -> bool:
    """Return whether an element shows a formula again that stands beside it in MathML."""
    return "katex-html" in (node.get("class") or "").split()


def _visible(node: etree._Element) -> str:
    parts = []
    for inner in node.iter():
        if local_name(inner) not in ("", "script", "style", "annotation"):
            parts.append(inner.text or "")
        if inner is not node:
            parts.append(inner.tail or "")
    return " ".join(parts)


def _embedded(node: etree._Element) -> tuple[str, str]:
    """Return the address of what is embedded, and its title if it has one."""
    title = str(node.get("title") or node.get("aria-label") or "").strip()
    for candidate in node.iter():
        if local_name(candidate).lower() in (*elements.EMBEDS, "source"):
            for key in ("src", "data", "data-src"):
                if value := str(candidate.get(key) or "").strip():
                    return value, title
    return "", title


def _is_picture(node: etree._Element) -> bool:
    kind, data = str(node.get("type") or ""), str(node.get("data") or "").lower()
    return bool(data) and (kind.startswith("image/") or data.endswith((".svg", ".png", ".jpg")))


def _label(address: str) -> str:
    """Return a readable label for an address: host and path."""
    if not urls.is_web(address):
        return address[:_LABEL_LENGTH] if urls.scheme_of(address) == "" else ""
    parts = urlsplit(address)
    text = f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/")
    text += f"?{parts.query}" if parts.query else ""
    return text if len(text) <= _LABEL_LENGTH else text[: _LABEL_LENGTH - 1] + "…"


def sound(root: etree._Element, name: str, base: str = "") -> tuple[etree._Element, list[Note]]:
    """Return a new ``div`` with the content of ``root`` as sound XHTML, and what went."""
    state = _Sounding(base, _wanted(root))
    state.run(root)
    settle(state.out.root)
    notes = []
    for gone, count in sorted((+state.gone).items()):
        what = "replaced by a link" if gone in elements.EMBEDS else "dropped"
        kind = NoteKind.WARNING if gone in elements.EMBEDS else NoteKind.DROPPED
        many = f"{count} × " if count > 1 else ""
        notes.append(Note(kind, f"{many}<{gone}> {what}", rule="clean", file=name))
    if state.out.too_deep:
        message = f"nested deeper than {DEEPEST} elements; only the text is kept below"
        notes.append(Note(NoteKind.WARNING, message, rule="clean", file=name))
    for text in state.failed_math:
        message = f"a formula is not MathML that a book may hold; kept as text: {text[:60]}"
        notes.append(Note(NoteKind.WARNING, message, rule="clean", file=name))
    return state.out.root, notes


def _wanted(root: etree._Element) -> frozenset[str]:
    """Return the ids that links in the tree lead to."""
    hrefs = (str(node.get("href") or "").strip() for node in root.iter(f"{{{XHTML}}}a"))
    fragments = [href[1:] for href in hrefs if href.startswith("#") and len(href) > 1]
    return frozenset([*fragments, *map(unquote, fragments)])
