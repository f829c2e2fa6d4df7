"""The manifest that binds the essays of a book again, written out after the book was split.

It says of the book what :mod:`packager.anthology.manifest_file` reads. The essays, and the
introductions, lie beside it as EPUBs, the cover and the portraits of editors as images.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from packager import xhtml
from packager.anthology.manifest import PartEntry
from packager.ids import distinct, slug
from packager.media_types import suffix_for
from packager.model import Asset, Credit, Essay, Person

_HEAD = "# Written by packager split; packager bundle binds the essays again.\n"
# Key of the manifest → field of the whole that it sets; the order is that of the file
_TEXTS: Mapping[str, str] = {
    "title": "title",
    "subtitle": "subtitle",
    "publisher": "publisher",
    "date": "published",
    "rights": "rights",
    "license": "license",
    "identifier": "identifier",
    "isbn": "isbn",
    "issue": "issue",
    "description": "description",
    "language": "language",
}
# Those of front matter's keys for a person that hold plain text → field of the person
_PERSON: Mapping[str, str] = {
    "name": "name",
    "sort-name": "sort_name",
    "url": "url",
    "orcid": "orcid",
    "lang": "language",
}
_MARKS = re.compile(r"[\\`*_\[\]]")
_EMPHASIS = {"em": "*", "i": "*", "strong": "**", "b": "**"}


def values_of(whole: Essay, files: Mapping[Asset, str]) -> dict[str, Any]:
    """Return what a manifest says of a whole book; ``files`` names the images beside it.

    Whoever made the book stands among the editors, in order, each with the role they had.
    """
    values: dict[str, Any] = {key: getattr(whole, field) for key, field in _TEXTS.items()}
    values["editors"] = [_row(credit, files) for credit in whole.credits]
    values["tags"] = list(whole.tags)
    values["cover"] = files[whole.cover] if whole.cover else ""
    if whole.series:
        values["series"] = whole.series.name
        values["series-index"] = whole.series.index
    values["corrections"] = [
        {key: text for key, text in (("date", one.date), ("text", one.text)) if text}
        for one in whole.corrections
    ]
    return values


def images_of(whole: Essay) -> dict[Asset, str]:
    """Return the images that a manifest names, each with the name of its file beside it."""
    found: dict[Asset, str] = {whole.cover: "cover"} if whole.cover else {}
    for credit in whole.credits:
        if credit.person.image is not None:
            found.setdefault(credit.person.image, slug(credit.person.name))
    names = distinct(found.values())
    return {
        asset: name + suffix_for(asset.media_type) for asset, name in zip(found, names, strict=True)
    }


def manifest_text(values: Mapping[str, Any], parts: Sequence[PartEntry]) -> str:
    """Return the text of a manifest; of values that are empty nothing is written."""
    lines = [
        f"{key} = {_value(value)}\n"
        for key, value in values.items()
        if value and key != "corrections"
    ]
    rest = list(parts)
    if rest and not rest[0].title:
        lines.append(f"essays = {_essays(rest.pop(0))}\n")
    for part in rest:
        lines.append("\n[[part]]\n")
        lines += [f"title = {_value(part.title)}\n"] if part.title else []
        if part.introduction:
            lines.append(f"introduction = {_value(part.introduction)}\n")
        lines.append(f"essays = {_essays(part)}\n")
    for correction in values.get("corrections", ()):
        lines.append("\n[[corrections]]\n")
        lines += [f"{key} = {_value(text)}\n" for key, text in correction.items()]
    return _HEAD + "".join(lines)


def _essays(part: PartEntry) -> str:
    rows: list[object] = []
    for entry in part.entries:
        table: dict[str, object] = {"file": entry.source, **entry.overrides}
        table |= {"edited": True} if entry.is_edited else {}
        rows.append(table if len(table) > 1 else entry.source)
    return "[\n" + "".join(f"  {_value(row)},\n" for row in rows) + "]"


def _value(value: object) -> str:
    """Return a value as TOML writes it in one line: https://toml.io/en/v1.0.0#string."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key} = {_value(one)}" for key, one in value.items())
        return f"{{{inside}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    # JSON has the escapes of TOML, which wants one more.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _row(credit: Credit, files: Mapping[Asset, str]) -> dict[str, Any]:
    """Return a person as a table of front matter."""
    person = credit.person
    row: dict[str, Any] = {key: getattr(person, field) for key, field in _PERSON.items()}
    row["role"] = credit.role if credit.role != "edt" else ""
    row["bio"] = _biography(person)
    if person.image is not None:
        row["image"] = files[person.image]
        row["image-alt"] = person.image_alt
    row["links"] = [{"label": label, "url": url} for label, url in person.links]
    return {key: value for key, value in row.items() if value}


def _biography(person: Person) -> str:
    """Return a biography in the Markdown of people's files; see :mod:`packager.read.person`."""
    if not person.bio:
        return ""
    blocks = (" ".join("".join(_inline(block)).split()) for block in _blocks(person.bio))
    return "\n\n".join(block for block in blocks if block)


def _blocks(markup: str) -> Iterator[etree._Element]:
    """Yield the innermost blocks: a list's items, a quotation's paragraphs."""
    root = xhtml.parse(markup)
    holders = ("ul", "ol", "dl", "blockquote", "div", "section")
    stack: list[etree._Element] = [root]
    while stack:
        element = stack.pop()
        if element is root or xhtml.local_name(element) in holders:
            if (element.text or "").strip():
                own = etree.Element("p")
                own.text = element.text
                yield own
            stack += reversed([child for child in element if isinstance(child.tag, str)])
        else:
            yield element


def _inline(element: etree._Element) -> Iterable[str]:
    yield _escaped(element.text or "")
    for child in element:
        inside = "".join(_inline(child)) if isinstance(child.tag, str) else ""
        name = xhtml.local_name(child) if isinstance(child.tag, str) else ""
        mark = _EMPHASIS.get(name, "")
        href = child.get("href", "") if name == "a" else ""
        if href.startswith(("http://", "https://")) and not set(href) & set(" ()<>"):
            yield f"[{inside}]({href})"
        else:
            yield f"{mark}{inside}{mark}" if inside.strip() else inside
        yield _escaped(child.tail or "")


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)
