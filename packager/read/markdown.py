"""Essays in Markdown; the only module that imports Python-Markdown.

A text goes through front matter, :mod:`packager.read.blocks` and :mod:`packager.read.spans`
(what people write, put so that Python-Markdown reads it), Python-Markdown,
:mod:`packager.read.clean` (sound XHTML), and :mod:`packager.read.typography`.

Classes in the body, for the stylesheet: those of :mod:`packager.read.highlight` for code,
``math-block`` on the paragraph of a displayed formula, ``callout`` with a ``callout-title``,
``task-list``, ``verse``, ``epigraph``, ``pull-quote``, ``scene-break`` on ``hr``, ``embed``,
``missing-image``, ``credit``, ``caption``, ``summary`` (what a folded part was called),
``unlinked`` and ``wikilink`` (:mod:`packager.read.anchors`), and whatever attribute lists say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lxml import etree

from packager import languages, xhtml
from packager.errors import SourceError
from packager.html5 import XHTML
from packager.lazy_pattern import lazy_pattern
from packager.model import Footnote, Note, NoteKind, Reading
from packager.read import ReadOptions, Source, clean, footnotes, front_matter, headings
from packager.read.anchors import LineOf
from packager.read.assemble import Found, assemble
from packager.read.blocks import Blocks
from packager.read.bounds import refuse_many
from packager.read.decoding import decode
from packager.read.shortcodes import Shortcodes
from packager.read.sound import sound
from packager.read.spans import Spans
from packager.read.stash import APOSTROPHE, QUOTE, Stash, without_marks
from packager.xhtml import EPUB, local_name, text_of

if TYPE_CHECKING:
    from markdown import Markdown
    from markdown.extensions import Extension

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn", ".mdx", ".qmd", ".rmd")
RANK = 40
_SNIFFED = 20_000
_SIGNS = lazy_pattern(rb"^(?:#{1,6} \S|```|~~~|[-*+] \[[ x]\] )|\]\([^)\s]+\)|^\[\^\w+\]:", re.M)
_XHTML = f"{{{XHTML}}}"
_SAMPLED = 60_000  # characters in which a language shows, code included
_CODE = lazy_pattern(
    r"^(`{3,}|~{3,}).*?^\1|`[^`\n]*`|https?://\S+|<[^<>]*>|\{[{%].{0,1000}?[%}]\}", re.M | re.S
)
_MOST_DROPPED = 5

# name of the extension, a mark that it needs, what in a text needs it, its settings
_EXTENSIONS: tuple[tuple[str, str, re.Pattern[str], dict[str, object]], ...] = (
    ("abbr", "*[", re.compile(r"^ {0,3}\*\[", re.M), {}),
    ("attr_list", "{", re.compile(r"\{[^{}\n.#=:]*[.#=:][^{}\n]*\}"), {}),
    ("def_list", ":", re.compile(r"^[ \t]*:\s", re.M), {}),
    ("footnotes", "[^", re.compile(r"\[\^[^\]\s][^\]]{0,500}\]:"), {"SUPERSCRIPT_TEXT": "{}"}),
    (
        "tables",
        "|",
        lazy_pattern(r"^(?:[^-\n]*-[^|\n]*\||[^|\n]*\|[^-\n]*-)", re.M),
        {"use_align_attribute": False},
    ),
)


def sniffs(source: Source) -> bool:
    """Return whether the bytes look like Markdown: front matter, or marks that prose lacks."""
    start = source.data[:_SNIFFED].removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"---\n", b"---\r\n", b"+++\n", b"+++\r\n")):
        return True
    return len(_SIGNS.findall(start)) > 1 or start.startswith(b"# ")


def read(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the essay of a Markdown file.

    Raises:
        SourceError: the file is empty or no text, its front matter cannot be read, or it is
            nested too deeply.
    """
    text, told = decode(source.data, source.name, is_written=True)
    matter = front_matter.split(without_marks(text), source.name)
    found = [Found(k, v, "front matter", matter.lines.get(k)) for k, v in matter.values.items()]
    notes = [*told, *matter.notes]
    language = _language(matter, options, found)
    line_of = _finder(matter.body, matter.body_line)
    markup = _converted(matter, source, language, notes)
    root, said = sound(clean.parse(markup), source.name)
    notes += said
    title = _first(matter, options, "title")
    own_title = headings.repair(root, title)
    if own_title:
        found.append(Found("title", own_title, "first heading", line_of(own_title)))
    taken, said = footnotes.take(root, source.name, line_of)
    notes += said
    _mark(root)
    base = _first(matter, options, "source")
    trees = [root, *(tree for _, tree in taken)]
    assets, said = clean.settle(trees, source, options, base=base, line_of=line_of)
    notes += said
    _smarten(trees, language)
    body = _written(root)
    if not body:
        raise SourceError(f"{source.name}: holds no text; write some below the front matter")
    essay_notes = [Footnote(label, _written(tree)) for label, tree in taken]
    return [assemble(source, found, body, essay_notes, assets, notes, options, text=text)]


def _smarten(trees: list[etree._Element], language: str) -> None:
    from packager.read.typography import smarten

    for tree in trees:
        smarten(tree, language)


def _written(root: etree._Element) -> str:
    body = xhtml.inner(root).strip()
    return body.replace(QUOTE, "&quot;").replace(APOSTROPHE, "&#39;")


def _first(matter: front_matter.FrontMatter, options: ReadOptions, key: str) -> str:
    """Return the plain value of a field by its first alias: an option's, else front matter's."""
    from packager.read.fields import field_named, rank_of

    for values in (options.overrides, matter.values):
        named = [name for name in values if (known := field_named(name)) and known.key == key]
        for name in sorted(named, key=rank_of):
            value = values[name]
            if isinstance(value, str) and value.strip():
                return value.strip()
    return ""


def _language(matter: front_matter.FrontMatter, options: ReadOptions, found: list[Found]) -> str:
    """Return the language that quotes and titles of callouts are to be in."""
    given = options.language or _first(matter, options, "lang")
    if given:
        return languages.canonical(given) or languages.suggestion(given) or "en"
    tag = languages.detect(_CODE.sub(" ", matter.body[:_SAMPLED]))[0]
    if tag:
        found.append(Found("lang", tag, "language of the text", guessed=True))
    return tag or "en"


def _finder(text: str, first: int) -> LineOf:
    """Return a function that gives the line in which something first stands."""

    def line_of(part: str) -> int | None:
        at = text.find(part) if part else -1
        return None if at < 0 else first + text.count("\n", 0, at)

    return line_of


def _converted(
    matter: front_matter.FrontMatter, source: Source, language: str, notes: list[Note]
) -> str:
    """Return the text as HTML, and add to the notes what was dropped on the way."""

    def report(kind: NoteKind, message: str, line: int) -> None:
        notes.append(Note(kind, message, rule="markdown", file=source.name, line=line))

    refuse_many(matter.body, source.name)
    stash, tags = Stash(), Shortcodes()
    with_jsx = source.suffix == ".mdx" or "\nimport " in f"\n{matter.body}"
    blocks = Blocks(stash, tags, language, report, with_jsx=with_jsx)
    spans = Spans(stash, tags, report, with_jsx=with_jsx)
    numbered = [(line, at) for at, line in enumerate(matter.body.split("\n"), matter.body_line)]
    try:
        text = spans.rewrite(blocks.rewrite(numbered))
        inline = [f"[^inline-{at}]: {note}" for at, note in enumerate(spans.notes, 1)]
        markup = _convert("\n\n".join([text, *inline]))
    except RecursionError as error:
        message = f"{source.name}: quotations or lists are nested too deeply; flatten them"
        raise SourceError(message) from error
    for at, (tag, count) in enumerate(tags.dropped.items()):
        if at == _MOST_DROPPED:
            more = len(tags.dropped) - at
            message = f"{more} more kinds of tags of a site generator dropped"
            notes.append(Note(NoteKind.DROPPED, message, rule="markdown", file=source.name))
            break
        times = f"{count} × " if count > 1 else ""
        line = _finder(matter.body, matter.body_line)(tag)
        message = f"{times}tag of a site generator dropped: {tag}"
        notes.append(
            Note(NoteKind.DROPPED, message, value=tag, rule="markdown", file=source.name, line=line)
        )
    return stash.markup(markup)


def _convert(text: str) -> str:
    needed = tuple(
        name for name, mark, sign, _ in _EXTENSIONS if mark in text and sign.search(text)
    )
    converter = _markdown(needed)
    converter.reset()
    return converter.convert(text)


def _extension(name: str, values: Mapping[str, Any]) -> Extension:
    """Return one of Python-Markdown's own extensions.

    Given its name alone, Python-Markdown would look for it in the metadata of all packages that
    are installed, which takes longer than an essay does.
    """
    extension: Extension = import_module(f"markdown.extensions.{name}").makeExtension(**values)
    return extension


@cache
def _markdown(extensions: tuple[str, ...]) -> Markdown:
    """Return Python-Markdown with these extensions, and the inline marks that it lacks."""
    import markdown
    from markdown.inlinepatterns import SimpleTagInlineProcessor

    settings = {name: values for name, _, _, values in _EXTENSIONS if values}
    converter = markdown.Markdown(
        extensions=[
            _extension(name, settings.get(name, {})) for name in (*extensions, "sane_lists")
        ],
        output_format="xhtml",
        tab_length=4,
    )
    converter.lazy_ol = False  # type: ignore[attr-defined]
    # Raw HTML was put aside by packager.read.blocks, as CommonMark delimits it.
    converter.preprocessors.deregister("html_block")
    marks = (
        # Bounded: where nothing closes them, each would look through the whole paragraph
        ("strike", r"()~~(?=\S)(.{1,2000}?)(?<=\S)~~", "del"),
        ("mark", r"()==(?=[^\s=])(.{1,2000}?)(?<=[^\s=])==", "mark"),
        ("subscript", r"()(?<!~)~([^~\s]{1,40})~(?!~)", "sub"),
        ("superscript", r"()(?<![\^\[])\^([^\^\s\[\]]{1,40})\^(?!\^)", "sup"),
    )
    for at, (name, pattern, tag) in enumerate(marks):
        converter.inlinePatterns.register(SimpleTagInlineProcessor(pattern, tag), name, 55 - at)
    converter.inlinePatterns.register(_span_processor(), "bracketed-span", 165)
    from packager.read.inline import SkippingProcessor
    from packager.read.quick_blocks import quicken

    quicken(converter.parser)
    converter.treeprocessors.register(SkippingProcessor(converter), "inline", 20)
    return converter


def _span_processor() -> Any:
    """Return what reads pandoc's ``[text]{.class}``."""
    from xml.etree.ElementTree import Element

    from markdown.inlinepatterns import InlineProcessor

    class SpanProcessor(InlineProcessor):
        """A ``span`` with the classes, the id and the language of an attribute list."""

        def handleMatch(  # type: ignore[override] # noqa: N802 - the base class's name
            self, m: re.Match[str], data: str
        ) -> tuple[Element, int, int]:
            """Return the element and the place that it takes."""
            span = Element("span")
            span.text = m[1]
            classes = re.findall(r"\.([\w-]+)", m[2])
            if classes:
                span.set("class", " ".join(classes))
            for key, value in re.findall(r"\b(lang|dir)=[\"']?([\w-]+)", m[2]):
                span.set(key, value)
            if found := re.search(r"#([\w-]+)", m[2]):
                span.set("id", found[1])
            return span, m.start(0), m.end(0)

    return SpanProcessor(r"(?<![\]!])\[([^\[\]]+)\]\{([^{}]*[.#=][^{}]*)\}")


_ROLES = {
    "epigraph": (("div", "blockquote", "section"), "epigraph", "doc-epigraph"),
    "pull-quote": (("aside",), "pullquote", "doc-pullquote"),
}


def _mark(root: etree._Element) -> None:
    """Give scene breaks, task lists, epigraphs and captioned images what tells them apart."""
    for node in list(root.iter(f"{_XHTML}*")):
        name = local_name(node)
        if name == "hr":
            node.set("class", "scene-break")
        elif name == "ul" and len(node) and all(_is_task(item) for item in node):
            node.set("class", "task-list")
        elif name == "img" and node.get("title"):
            _caption(node)
        for kind in (node.get("class") or "").split():
            if kind in _ROLES and name in _ROLES[kind][0]:
                node.set(f"{{{EPUB}}}type", _ROLES[kind][1])
                node.set("role", _ROLES[kind][2])


def _is_task(item: etree._Element) -> bool:
    return text_of(item).lstrip()[:2] in ("☐ ", "☑ ")


def _caption(image: etree._Element) -> None:
    """Make an image that is alone in its paragraph a figure, its title the caption."""
    paragraph = image.getparent()
    if paragraph is None or local_name(paragraph) != "p" or len(paragraph) > 1:
        return
    if (paragraph.text or "").strip() or (image.tail or "").strip():
        return
    paragraph.tag = f"{_XHTML}figure"
    paragraph.text = image.tail = None
    caption = etree.SubElement(paragraph, f"{_XHTML}figcaption")
    caption.text = str(image.attrib.pop("title"))
