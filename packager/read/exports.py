"""Exports of writers' platforms: Ghost's JSON, the archives of Substack and Medium."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from packager import xhtml
from packager.errors import SourceError
from packager.html5 import XHTML, parse_document
from packager.model import Reading
from packager.read import ReadOptions, Source
from packager.read.feed import Item, readings_of

SUFFIXES = (".zip", ".json")
RANK = 40
_MOST_MEMBERS = 20_000
_MOST_BYTES = 500 * 1024 * 1024
_CLASS = re.compile(r"\S+")


def sniffs(source: Source) -> bool:
    """Return whether the bytes are a ZIP file of posts, or Ghost's JSON."""
    if source.data[:4] == b"PK\x03\x04":
        return b"posts.csv" in source.data or b"posts/" in source.data
    head = source.data[:4096].lstrip(b"\xef\xbb\xbf \n\r\t")
    return head.startswith(b"{") and b'"db"' in head


def read(source: Source, options: ReadOptions) -> list[Reading]:
    """Return an essay for each post; drafts only when asked for.

    Raises:
        SourceError: the export is damaged, of no platform that is known, or holds no post.
    """
    if source.data[:2] != b"PK":
        if b"jsonfeed.org/version" in source.data[:4096]:
            from packager.read import feed

            return feed.read(source, options)
        return readings_of(source, _ghost(source), "Ghost export", options)
    members = _unpacked(source)
    tables = [name for name in members if PurePosixPath(name).name == "posts.csv"]
    if tables:
        items = _substack(members, tables[0], source.name)
        return readings_of(source, items, "Substack export", options)
    if any("/posts/" in f"/{name}" and name.endswith(".html") for name in members):
        return readings_of(source, _medium(members), "Medium export", options)
    raise SourceError(f"{source.name}: is an archive of no platform that packager knows")


def _unpacked(source: Source) -> Mapping[str, bytes]:
    """Return the members that hold text, by name; sizes are bounded before anything is inflated."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            listed = archive.infolist()
            if len(listed) > _MOST_MEMBERS or sum(m.file_size for m in listed) > _MOST_BYTES:
                raise SourceError(f"{source.name}: unpacks to more than packager reads")
            return {
                member.filename: archive.read(member)
                for member in listed
                if member.filename.lower().endswith((".html", ".csv"))
            }
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError,
            ValueError) as error:  # fmt: skip
        raise SourceError(f"{source.name}: is a damaged archive: {error}") from error


def _substack(members: Mapping[str, bytes], table: str, name: str) -> Iterator[Item]:
    """Yield the posts that ``posts.csv`` lists: ``posts/ID.SLUG.html`` each."""
    folder = str(PurePosixPath(table).parent)
    text = io.StringIO(members[table].decode("utf-8-sig", "replace"), newline=None)
    try:
        rows = list(csv.DictReader(text))
    except csv.Error as error:
        raise SourceError(f"{name}: {table} is no table that can be read: {error}") from error
    for row in rows:
        key = row.get("post_id") or ""
        path = str(PurePosixPath(folder, "posts", f"{key}.html"))
        data = members.get(path) or members.get(path.removeprefix("./"))
        if data is None:
            continue
        yield Item(
            data.decode("utf-8", "replace"),
            {
                "title": row.get("title"),
                "subtitle": row.get("subtitle"),
                "date": (row.get("post_date") or "")[:10],
            },
            key.partition(".")[2] or key,
            (row.get("is_published") or "true").lower() != "true",
        )


def _medium(members: Mapping[str, bytes]) -> Iterator[Item]:
    """Yield Medium's posts: microformats (h-entry) in a page each; drafts are named so."""
    for name in sorted(members):
        path = PurePosixPath(name)
        if path.suffix.lower() != ".html" or "posts" not in path.parts:
            continue
        root = parse_document(members[name])
        body = _first(root, "data-field", "body")
        if body is None:
            continue
        link = _first(root, "class", "p-canonical")
        yield Item(
            xhtml.inner(body),
            {
                "title": _words(_first(root, "class", "p-name")),
                "subtitle": _words(_first(root, "data-field", "subtitle")),
                "author": _words(_first(root, "class", "p-author")),
                "date": str(_value(_first(root, "class", "dt-published"), "datetime"))[:10],
                "source": _value(link, "href"),
            },
            re.sub(r"-+[0-9a-f]{8,}$", "", re.sub(r"^\d{4}-\d\d-\d\d_", "", path.stem)),
            path.stem.startswith("draft"),
        )


def _first(root: Any, attribute: str, value: str) -> Any:
    for element in root.iter(f"{{{XHTML}}}*"):
        if value in _CLASS.findall(element.get(attribute, "")):
            return element
    return None


def _words(element: Any) -> str:
    return "" if element is None else " ".join(xhtml.text_of(element).split())


def _value(element: Any, attribute: str) -> str:
    return "" if element is None else str(element.get(attribute, ""))


def _ghost(source: Source) -> Iterator[Item]:
    """Yield Ghost's posts with their authors and tags, which stand in tables of their own."""
    try:
        export = json.loads(source.data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise SourceError(f"{source.name}: is no JSON that can be read: {error}") from error
    bases = export.get("db") if isinstance(export, dict) else None
    data = bases[0].get("data") if isinstance(bases, list) and bases else export.get("data", {})
    if not isinstance(data, dict) or not isinstance(data.get("posts"), list):
        raise SourceError(f"{source.name}: is JSON of no platform that packager knows")
    users = {str(row.get("id")): row for row in _rows(data, "users")}
    tags = {str(row.get("id")): row.get("name") for row in _rows(data, "tags")}
    for post in _rows(data, "posts"):
        people = [
            users[str(link["author_id"])]
            for link in _rows(data, "posts_authors")
            if link.get("post_id") == post.get("id") and str(link.get("author_id")) in users
        ] or [users[key] for key in [str(post.get("author_id"))] if key in users]
        yield Item(
            str(post.get("html") or ""),
            {
                "title": post.get("title"),
                "author": [
                    {
                        "name": p.get("name"),
                        "bio": p.get("bio") or "",
                        "url": p.get("website") or "",
                    }
                    for p in people
                ],
                "date": str(post.get("published_at") or "")[:10],
                "modified": str(post.get("updated_at") or "")[:10],
                "description": post.get("custom_excerpt"),
                "source": post.get("canonical_url"),
                "tags": [
                    name
                    for link in _rows(data, "posts_tags")
                    if link.get("post_id") == post.get("id")
                    and (name := tags.get(str(link.get("tag_id"))))
                ],
            },
            str(post.get("slug") or ""),
            post.get("status") not in ("published", None),
        )


def _rows(data: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    rows = data.get(table)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
