"""Feeds and WordPress exports: RSS, Atom, JSON Feed, WXR; an essay an entry.

RSS 2.0 (https://www.rssboard.org/rss-specification) with its content module, Atom (RFC 4287),
JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), and WordPress's extended RSS, which is RSS
with elements of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from packager.data_classes import dataclass
from packager.errors import PackagerError, SourceError
from packager.ids import slug
from packager.model import Note, NoteKind, Reading
from packager.read import ReadOptions, Source
from packager.read.assemble import Found
from packager.read.markup import reading_of
from packager.xhtml import escape

SUFFIXES = (".rss", ".atom", ".wxr")
RANK = 30
_START = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_JSON_FEED = b"jsonfeed.org/version"
_LOOKED_AT = 4096
_MOST_BYTES = 300 * 1024 * 1024
_SHORT_NAMES = {
    "{http://purl.org/rss/1.0/modules/content/}encoded": "content",
    "{http://www.w3.org/2005/Atom}content": "content",
    "{http://purl.org/dc/elements/1.1/}creator": "author",
    "{http://www.w3.org/2005/Atom}published": "date",
    "{http://www.w3.org/2005/Atom}updated": "modified",
    "{http://www.w3.org/2005/Atom}summary": "summary",
    "{http://purl.org/dc/elements/1.1/}date": "date",
    "{http://purl.org/dc/elements/1.1/}language": "lang",
    "{http://wordpress.org/export/1.2/}status": "status",
    "{http://wordpress.org/export/1.2/}post_type": "type",
    "{http://wordpress.org/export/1.2/}post_name": "name",
    "{http://wordpress.org/export/1.2/}post_date": "date",
    "{http://wordpress.org/export/1.2/excerpt/}encoded": "excerpt",
    "pubDate": "date",
    "description": "summary",
}
_ATOM = "{http://www.w3.org/2005/Atom}"
_NO_DATE = "0000-00-00"


@dataclass(slots=True)
class Item:
    """One entry of a feed or an export: ``values`` by front matter key, ``content`` as HTML."""

    content: str
    values: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    is_draft: bool = False


def sniffs(source: Source) -> bool:
    """Return whether the bytes begin as a feed does."""
    head = source.data[:_LOOKED_AT]
    return bool(_START.search(head)) or (
        head.lstrip(b"\xef\xbb\xbf \n\r\t").startswith(b"{") and _JSON_FEED in head
    )


def read(source: Source, options: ReadOptions) -> list[Reading]:
    """Return an essay for each entry that has a text; drafts only when asked for.

    Raises:
        SourceError: it is no feed, or no entry has a text.
    """
    if len(source.data) > _MOST_BYTES:
        raise SourceError(f"{source.name}: is over 300 MB; export it in parts")
    if source.data.lstrip(b"\xef\xbb\xbf \n\r\t").startswith(b"{"):
        return readings_of(source, _json_items(source), "feed", options)
    return readings_of(source, _xml_items(source), "feed", options)


def readings_of(
    source: Source, items: Iterable[Item], rule: str, options: ReadOptions
) -> list[Reading]:
    """Return the essays of entries; one without text is told, not a failure of the others.

    Raises:
        SourceError: none of them gives an essay.
    """
    readings: list[Reading] = []
    told: list[Note] = []
    drafts = 0
    for item in items:
        title = str(item.values.get("title") or item.name or "untitled")
        if item.is_draft and not options.drafts:
            drafts += 1
            continue
        name = item.name or slug(title)
        found = [Found("slug", slug(name), rule)]
        found += [Found(key, value, rule) for key, value in item.values.items() if value]
        one = Source(f"{source.name}#{name}", b"", source.file, member=source.member)
        base = str(item.values.get("source") or "")
        try:
            readings.append(reading_of(one, item.content, found, options, base=base))
        except PackagerError as error:
            text = f"“{title}” is left out: {str(error).partition(': ')[2] or error}"
            told.append(Note(NoteKind.DROPPED, text, rule=rule, file=source.name))
    if drafts:
        text = f"{drafts} drafts are left out; --drafts takes them in"
        told.append(Note(NoteKind.DROPPED, text, "draft", rule=rule, file=source.name))
    if not readings:
        why = f"; {told[0].message}" if told else ""
        raise SourceError(f"{source.name}: holds no essay{why}")
    first = readings[0]
    return [Reading(first.essay, (*first.notes, *told)), *readings[1:]]


# --- XML -------------------------------------------------------------------------------------


def _xml_items(source: Source) -> Iterator[Item]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=True
    )
    try:
        root = etree.fromstring(source.data, parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{source.name}: is no XML that can be read: {error.msg}") from error
    if root is None:
        raise SourceError(f"{source.name}: is no XML that can be read")
    channel = next(iter(root.iter("channel", f"{_ATOM}feed")), root)
    shared = {"publication": _text(channel, "title", f"{_ATOM}title")}
    language = _text(channel, "language") or str(
        root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    )
    for element in root.iter("item", f"{_ATOM}entry", "{http://purl.org/rss/1.0/}item"):
        item = _xml_item(element)
        if item is None:
            continue
        item.values = {**shared, **({"lang": language} if language else {}), **item.values}
        yield item


def _text(element: etree._Element, *names: str) -> str:
    for name in names:
        found = element.find(name)
        if found is not None and (found.text or "").strip():
            return " ".join((found.text or "").split())
    return ""


def _xml_item(element: etree._Element) -> Item | None:
    """Return an entry, or nothing for an attachment, a menu and the like of WordPress."""
    values: dict[str, Any] = {}
    tags: list[str] = []
    raw: dict[str, str] = {}
    for child in element.iterchildren(etree.Element):
        tag = str(child.tag)
        key = _SHORT_NAMES.get(tag, tag.rpartition("}")[2])
        text = _content(child) if key == "content" else " ".join((child.text or "").split())
        if key == "category":
            tags.append(child.get("term") or text)
        elif key == "link":
            address = child.get("href") or text
            if child.get("rel", "alternate") == "alternate" and address:
                raw.setdefault("link", address)
        elif key == "author" and len(child):
            name = _text(child, f"{_ATOM}name", "name")
            raw["author"] = "; ".join(filter(None, (raw.get("author", ""), name)))
        elif text:
            raw.setdefault(key, text)
    if raw.get("type", "post") not in ("post", "page", "html", "text", "xhtml"):
        return None
    values["title"] = raw.get("title", "")
    values["author"] = _without_address(raw.get("author", ""))
    values["date"] = "" if raw.get("date", "").startswith(_NO_DATE) else raw.get("date", "")
    values["source"] = raw.get("link", "")
    values["tags"] = [tag for tag in dict.fromkeys(tags) if tag and tag != "Uncategorized"]
    content = raw.get("content") or raw.get("summary", "")
    excerpt = raw.get("excerpt") or (raw.get("summary", "") if raw.get("content") else "")
    values["description"] = _plain(excerpt)
    is_wordpress = "status" in raw
    return Item(
        with_paragraphs(content) if is_wordpress or "<" not in content else content,
        values,
        raw.get("name") or _last_part(raw.get("link", "")),
        raw.get("status", "publish") not in ("publish", "inherit", "private"),
    )


def _content(element: etree._Element) -> str:
    """Return the HTML of a content element: escaped, in CDATA, or (Atom's xhtml) as elements."""
    if len(element) == 0:
        return element.text or ""
    return "".join(etree.tostring(child, encoding="unicode") for child in element)


def _without_address(author: str) -> str:
    """Return the name in RSS's ``name@example.org (Name)``."""
    match = re.fullmatch(r"\S+@\S+\s*\((.+)\)", author)
    return match[1] if match else "" if re.fullmatch(r"\S+@\S+", author) else author


def _last_part(address: str) -> str:
    parts = [part for part in urlsplit(address).path.split("/") if part]
    return re.sub(r"\.html?$", "", parts[-1]) if parts else ""


def _plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split())[:600]


# --- WordPress's text ------------------------------------------------------------------------

_BLOCK = re.compile(
    r"<(p|div|h[1-6]|ul|ol|table|blockquote|pre|figure|section|hr|dl|iframe|!--)\b", re.I
)
_CAPTION = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.S)
_EMBED = re.compile(r"\[(embed|video|audio|youtube)[^\]]*\]\s*(https?://\S+?)\s*\[/\1\]")
_SHORTCODE = re.compile(r"\[/?[a-z][\w-]*(?:\s[^\]]*)?\](?!\()")


def with_paragraphs(content: str) -> str:
    """Return WordPress's text as HTML: blank lines part paragraphs, shortcodes are resolved."""
    content = re.sub(r"<!--.*?-->", "", content, flags=re.S)
    content = _CAPTION.sub(_figure, content)
    content = _EMBED.sub(lambda m: f'<p><a href="{escape(m[2])}">{escape(m[2])}</a></p>', content)
    content = _SHORTCODE.sub("", content)
    pieces = [piece.strip() for piece in re.split(r"\n\s*\n", content.replace("\r", ""))]
    return "\n".join(
        piece if _BLOCK.match(piece) else "<p>" + piece.replace("\n", "<br/>\n") + "</p>"
        for piece in pieces
        if piece
    )


def _figure(match: re.Match[str]) -> str:
    image, _, caption = match[1].partition("/>")
    return (
        f"<figure>{image}/><figcaption>{caption.strip().removeprefix('</a>')}</figcaption></figure>"
    )


# --- JSON Feed -------------------------------------------------------------------------------


def _json_items(source: Source) -> Iterator[Item]:
    try:
        feed = json.loads(source.data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise SourceError(f"{source.name}: is no JSON that can be read: {error}") from error
    entries = feed.get("items") if isinstance(feed, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict):
            continue
        content = entry.get("content_html")
        if not isinstance(content, str):
            content = with_paragraphs(escape(str(entry.get("content_text") or "")))
        address = str(entry.get("url") or entry.get("external_url") or "")
        yield Item(
            content,
            {
                "title": entry.get("title"),
                "author": _json_authors(entry) or _json_authors(feed),
                "date": entry.get("date_published"),
                "modified": entry.get("date_modified"),
                "source": address,
                "publication": feed.get("title"),
                "lang": entry.get("language") or feed.get("language"),
                "description": entry.get("summary"),
                "tags": [tag for tag in entry.get("tags") or [] if isinstance(tag, str)],
            },
            _last_part(address),
        )


def _json_authors(thing: Mapping[str, Any]) -> list[str]:
    listed = thing.get("authors") or [thing.get("author")]
    rows = listed if isinstance(listed, list) else []
    return [str(row["name"]) for row in rows if isinstance(row, dict) and row.get("name")]
