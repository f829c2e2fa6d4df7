"""A folder of small books in many languages for the tests of the catalog."""

from __future__ import annotations

import re
from pathlib import Path

from tests.books import OPF, packed, png, sound_files, sound_files_2

NAMES = ("Jorge Luis Borges", "Zadie Smith", "東野 圭吾", "أحمد خالد", "Anna de la Cruz")
TITLES = (
    ("Tea & sympathy", "en"),
    ("Über das Gehen", "de"),
    ("東京とソウル", "ja"),
    ("مقالة", "ar"),
)


def book(  # noqa: PLR0913 - a book is what these say
    number: int,
    *,
    title: str = "",
    language: str = "en",
    author: str = "",
    metadata: str = "",
    has_cover: bool = True,
    version: str = "3",
) -> bytes:
    """Return an EPUB of its own title, author and identifier; ``metadata`` is added as it is."""
    found = sound_files() if version == "3" else sound_files_2()
    text = found[OPF].decode()
    given = _escaped(title or f"Essay {number}")
    text = re.sub(r"(<dc:title[^>]*>)[^<]*", lambda m: m[1] + given, text, count=1)
    identifier = f"urn:uuid:00000000-0000-4000-8000-{number:012d}"
    text = re.sub(r"(<dc:identifier[^>]*>)[^<]*", lambda m: m[1] + identifier, text, count=1)
    text = re.sub(r"(<dc:language[^>]*>)[^<]*", lambda m: m[1] + language, text, count=1)
    stamp = f"20{number % 30:02d}-05-06T07:08:09Z"
    text = re.sub(r'(dcterms:modified">)[^<]*', lambda m: m[1] + stamp, text, count=1)
    creator = f"<dc:creator>{_escaped(author)}</dc:creator>" if author else ""
    text = re.sub(r"<dc:creator.*?</dc:creator>", creator, text, count=1, flags=re.S)
    if author and creator not in text:
        metadata += creator
    if has_cover:
        found["EPUB/cover.png"] = png(60, 90 + number)
    else:
        text = re.sub(r"<meta name=\"cover\"[^>]*/>", "", text)
        text = re.sub(r"<item [^>]*cover\.png[^>]*/>", "", text)
        del found["EPUB/cover.png"]
    found[OPF] = text.replace("</metadata>", f"{metadata}</metadata>").encode()
    return packed(found)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shelve(folder: Path, count: int) -> Path:
    """Write that many books into a folder, some in folders inside it, and return it."""
    for number in range(count):
        title, language = TITLES[number % len(TITLES)]
        metadata = (
            f"<dc:subject>Essays</dc:subject><dc:subject>Art &amp; life {number % 3}</dc:subject>"
        )
        metadata += f"<dc:date>{1900 + number}</dc:date>" if number % 2 else ""
        if number % 4 == 0:
            metadata += (
                '<meta property="belongs-to-collection" id="s">The “Series”</meta>'
                '<meta refines="#s" property="collection-type">series</meta>'
                f'<meta refines="#s" property="group-position">{number // 4 + 1}.5</meta>'
            )
        data = book(
            number,
            title=f"{title} {number}",
            language=language,
            author=NAMES[number % len(NAMES)],
            metadata=metadata,
            has_cover=number % 3 != 0,
        )
        file = folder / ("a b/ü&#" if number % 5 == 0 else "") / f"Tea? {number}%é.epub"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder
