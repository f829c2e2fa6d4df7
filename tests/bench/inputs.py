"""Essays, pictures, pages and books to measure with, the same for a seed on every machine."""

from __future__ import annotations

import random
import zipfile
from functools import lru_cache
from pathlib import Path

SEED = 20211020
_WORDS_IN_PARAGRAPH = 75

_COMMON = (
    "the of and to a in is that it was for on are as with his they at be this have from or one "
    "had by word but not what all were we when your can said there use an each which she do how "
    "their if will up other about out many then them these so some her would make like him into "
    "time has look two more write go see number no way could people my than first water been "
    "call who oil its now find long down day did get come made may part"
).split()


_FIRST = "Ada Bela Cora Dina Emil Fred Gita".split()
_LAST = "Abel Brown Cohen Diaz Evans Fischer Garcia Hansen Ito Jensen Kim".split()


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[str, ...]:
    """Return four thousand made-up words behind the common ones, so that texts differ."""
    chance = random.Random(SEED)
    starts = "b c d f g h l m n p r s t v st tr pl gr".split()
    middles = "a e i o u ai ea ou".split()
    ends = "n r s t l m nd rt ck ".split(" ")
    made = [
        "".join(chance.choice(starts) + chance.choice(middles) for _ in range(chance.randint(1, 3)))
        + chance.choice(ends)
        for _ in range(4000)
    ]
    return (*_COMMON * 12, *made)


def essay(number: int, words: int = 1200, picture: str = "") -> str:
    """Return an essay in Markdown with what essays have: headings, links, notes, a list."""
    chance = random.Random(SEED + number)
    vocabulary = _vocabulary()

    def sentence() -> str:
        chosen = [chance.choice(vocabulary) for _ in range(chance.randint(6, 24))]
        if chance.random() < 0.15:
            chosen[2] = f"*{chosen[2]}*"
        if chance.random() < 0.05:
            chosen[1] = f"[{chosen[1]}](https://example.org/{chosen[0]})"
        text = " ".join(chosen).capitalize()
        return f'"{text}," they said.' if chance.random() < 0.06 else f"{text}."

    parts = [
        f"---\ntitle: Essay {number} on {chance.choice(vocabulary)}\n"
        f"author: {_FIRST[number % 7]} {_LAST[number % 11]}\n"
        f"date: 2021-{number % 12 + 1:02}-{number % 28 + 1:02}\nlang: en\n---\n"
    ]
    written = notes = 0
    while written < words:
        if written and chance.random() < 0.12:
            parts.append(f"## {' '.join(chance.choice(vocabulary) for _ in range(4)).title()}\n")
        paragraph = []
        count = 0
        while count < _WORDS_IN_PARAGRAPH and written + count < words:
            paragraph.append(sentence())
            count += len(paragraph[-1].split())
        if chance.random() < 0.2:
            notes += 1
            paragraph[-1] += f"[^{notes}]"
        parts.append(" ".join(paragraph) + "\n")
        written += count
        if chance.random() < 0.05:
            parts.append("".join(f"- {sentence()}\n" for _ in range(3)))
    if picture:
        parts.append(f"![A picture of a day]({picture})\n")
    parts.extend(f"[^{n}]: {sentence()}\n" for n in range(1, notes + 1))
    return "\n".join(parts)


def write_essays(folder: Path, count: int, pictures: int = 0) -> list[Path]:
    """Write essays, the first of them with a picture of about 100 kB each; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(count):
        name = f"picture-{number}.jpg" if number < pictures else ""
        if name and not (folder / name).exists():
            (folder / name).write_bytes(picture(number))
        file = folder / f"essay-{number:05}.md"
        file.write_text(essay(number, picture=name), "utf-8")
        files.append(file)
    return files


def picture(number: int) -> bytes:
    """Return a JPEG of about 100 kB."""
    import io

    from PIL import Image

    chance = random.Random(SEED + number)
    grain = Image.frombytes("RGB", (120, 90), chance.randbytes(120 * 90 * 3))
    out = io.BytesIO()
    grain.resize((840, 630), Image.Resampling.BICUBIC).save(out, "JPEG", quality=80)
    return out.getvalue()


def write_picture_book(folder: Path, essays: int, pictures: int) -> Path:
    """Write essays with pictures of about 1 MB shared out among them; return the folder."""
    import io

    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    for number in range(essays):
        shown = []
        for one in range(number, pictures, essays):
            noise = random.Random(SEED + one).randbytes(1250 * 1000 * 3)
            out = io.BytesIO()
            Image.frombytes("RGB", (1250, 1000), noise).save(out, "JPEG", quality=84)
            (folder / f"noise-{one}.jpg").write_bytes(out.getvalue())
            shown.append(f"![Noise](noise-{one}.jpg)\n")
        text = "\n".join([essay(number), *shown])
        (folder / f"essay-{number:05}.md").write_text(text, "utf-8")
    return folder


def web_page(number: int) -> str:
    """Return a page as a news site serves it: metadata, furniture, an article, more furniture."""
    chance = random.Random(SEED + number)
    vocabulary = _vocabulary()

    def words(count: int) -> str:
        return " ".join(chance.choice(vocabulary) for _ in range(count)).capitalize()

    title = words(7)
    links = "".join(f'<li><a href="/s{n}">{words(2)}</a></li>' for n in range(40))
    teasers = "".join(
        f'<div class="teaser"><h3>{words(6)}</h3><p>{words(12)}</p></div>' for _ in range(15)
    )
    article = "".join(f"<p>{words(70)}.</p>" for _ in range(16))
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<title>{title} | The Site</title><meta property="og:title" content="{title}">'
        '<meta name="author" content="Ann Author">'
        '<meta property="article:published_time" content="2021-10-20T08:00:00Z">'
        f'<link rel="canonical" href="https://example.org/{number}"></head><body>'
        f"<nav><ul>{links}</ul></nav><main><article><h1>{title}</h1>"
        f'<p class="byline">By Ann Author</p>{article}</article></main>'
        f"<aside>{teasers}</aside><footer><ul>{links}</ul><p>All rights reserved.</p></footer>"
        "</body></html>"
    )


def write_epub(file: Path, chapters: int, words: int = 1200) -> Path:
    """Write a sound EPUB 3 of many chapters, by hand, so that no builder is measured with it."""
    names = [f"chapter-{number:05}" for number in range(chapters)]
    manifest = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in names
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    contents = "".join(f'<li><a href="{name}.xhtml">{name}</a></li>' for name in names)
    package = (
        '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" '
        'version="3.0" unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<dc:identifier id="id">urn:uuid:2f2bf0b8-6e51-4a5e-9d39-4fbb1c9a1111</dc:identifier>'
        "<dc:title>Many chapters</dc:title><dc:language>en</dc:language>"
        '<meta property="dcterms:modified">2021-10-20T00:00:00Z</meta></metadata><manifest>'
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f"{manifest}</manifest><spine>{spine}</spine></package>"
    )
    nav = _page("Contents", f'<nav epub:type="toc"><ol>{contents}</ol></nav>')
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("EPUB/package.opf", package)
        archive.writestr("EPUB/nav.xhtml", nav)
        for number, name in enumerate(names):
            archive.writestr(f"EPUB/{name}.xhtml", _page(name, _chapter(number, words)))
    return file


_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


def _page(title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="en" xml:lang="en"><head><title>{title}</title></head><body>{body}</body></html>'
    )


def _chapter(number: int, words: int) -> str:
    chance = random.Random(SEED + number)
    vocabulary = _vocabulary()
    paragraphs = []
    for at in range(0, words, _WORDS_IN_PARAGRAPH):
        text = " ".join(chance.choice(vocabulary) for _ in range(_WORDS_IN_PARAGRAPH))
        paragraphs.append(f'<p id="p{at}">{text} <em>and</em> <a href="#p0">so on</a>.</p>')
    return f"<h1>Chapter {number}</h1>{''.join(paragraphs)}"
