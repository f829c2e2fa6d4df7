"""Word files, by way of mammoth: headings, notes, images, tables; tracked changes accepted.

The only module that imports mammoth. The package's own properties give the metadata
(ECMA-376 part 2, section 11: ``docProps/core.xml``).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from packager.errors import SourceError
from packager.model import Note, NoteKind, Reading
from packager.read import ReadOptions, Source
from packager.read.assemble import Found
from packager.read.markup import reading_of

SUFFIXES = (".docx", ".docm")
RANK = 20
_MOST_MEMBERS = 10_000
_MOST_BYTES = 400 * 1024 * 1024
_MOST_RATIO = 200  # how far a member may grow; Word's XML packs to a twentieth
_CORE = "docProps/core.xml"

# The styles that packager.read.word gives, and those of runs that mammoth passes over
_DEEPEST_LIST = 5


def _list_styles() -> Iterator[str]:
    """Yield the map of the styles of lists: an item, or more of one, inside those open above."""
    for depth in range(1, _DEEPEST_LIST + 1):
        above = "ul|ol > li > " * (depth - 1)
        yield f"p.pkBullet{depth} => {above}ul > li:fresh"
        yield f"p.pkNumber{depth} => {above}ol > li:fresh"
        yield f"p.pkMore{depth} => {above}ul|ol > li > p:fresh"


_STYLES = """
p.pkTitle => h1:fresh
p.pkSubtitle => p.subtitle:fresh
p.pkQuote => blockquote > p:fresh
p.pkPullQuote => blockquote.pull-quote > p:fresh
p.pkCaption => p.caption:fresh
p.pkCode => pre:separator('\\n')
p.pkTerm => dl > dt:fresh
p.pkDefinition => dl > dd > p:fresh
p.pkAuthor => p.docx-author:fresh
p.pkDate => p.docx-date:fresh
r.pkVerbatim => code
r[style-name='Emphasis'] => em
r[style-name='Strong'] => strong
r[style-name='Strong Emphasis'] => strong
u => em
strike => s
"""
# What mammoth says of styles: the ones above are not in the file
_OF_STYLES = re.compile(
    r"Unrecognised (?:paragraph|run|table) style|(?:Paragraph|Run|Table) style with ID"
)
_CORE_FIELDS = {
    "title": "title",
    "creator": "author",
    "description": "description",
    "subject": "subtitle",
    "language": "lang",
    "modified": "modified",
}


def sniffs(source: Source) -> bool:
    """Return whether the bytes are a ZIP file with Word's main part in it."""
    return source.data[:2] == b"PK" and b"word/document" in source.data


def read(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the essay of a Word file.

    Raises:
        SourceError: the file is no Word file, damaged, protected by a password, or too large.
    """
    if source.data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise SourceError(
            f"{source.name}: is protected by a password, or an old .doc; save it as plain .docx"
        )
    core = _core(source)
    markup, images, notes = _converted(source)
    found = [*_of_core(core)]
    brought = Source(
        source.name, source.data, source.file, fragment=source.fragment, member=images.get
    )
    markup, said = _marked_lines(markup)
    return [reading_of(brought, markup, [*said, *found], options, notes=notes)]


def _core(source: Source) -> bytes:
    """Return the core properties, after a look at the archive's bounds."""
    from packager.read.word.ready import main_part

    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            ratio = max(
                (member.file_size / max(1, member.compress_size) for member in members), default=0
            )
            if len(members) > _MOST_MEMBERS or size > _MOST_BYTES or ratio > _MOST_RATIO:
                raise SourceError(f"{source.name}: unpacks to {size:,} bytes; it looks like a bomb")
            names = {member.filename for member in members}
            if not main_part(archive):
                raise SourceError(f"{source.name}: is no Word file: it has no part with a text")
            return archive.read(_CORE) if _CORE in names else b""
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        if source.data[:2] != b"PK":
            message = "is no Word file, though its name says so; name it as what it is"
            raise SourceError(f"{source.name}: {message}") from error
        hint = "it is cut off; get it again" if "not a zip" in str(error) else str(error)
        raise SourceError(f"{source.name}: is a damaged Word file: {hint}") from error
    except (RuntimeError, OSError, ValueError, zlib.error) as error:
        raise SourceError(f"{source.name}: cannot be unpacked: {error}") from error


def _converted(source: Source) -> tuple[str, dict[str, bytes], list[Note]]:
    """Return the markup, the images by the address that it names, and what mammoth said."""
    import mammoth

    from packager.read.word.ready import LOST, ready

    images: dict[str, bytes] = {}

    def keep(image: Any) -> dict[str, str]:
        with image.open() as stream:
            data = stream.read()
        suffix = str(image.content_type or "").rpartition("/")[2].partition("+")[0] or "png"
        name = f"word-image-{len(images) + 1}.{suffix}"
        images[name] = data
        return {"src": name, "alt": image.alt_text or ""}

    try:
        prepared = ready(source.data, source.name)
        result = mammoth.convert_to_html(
            io.BytesIO(prepared.data),
            style_map=_STYLES + "\n".join(_list_styles()),
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(keep),
            id_prefix="w-",
        )
    except SourceError:
        raise
    except (LookupError, ValueError, AttributeError, OSError, EOFError, RuntimeError,
            NotImplementedError, zipfile.BadZipFile, zlib.error) as error:  # fmt: skip
        raise SourceError(f"{source.name}: Word's markup is damaged: {error}") from error
    except Exception as error:
        if type(error).__module__.startswith(("xml.", "lxml", "mammoth")):
            raise SourceError(f"{source.name}: Word's markup is damaged: {error}") from error
        raise
    told = dict.fromkeys(str(message.message) for message in result.messages)
    notes = [
        Note(NoteKind.WARNING, text, rule="docx", file=source.name)
        for text in told
        if not _OF_STYLES.match(text)
    ]
    for kind, text in prepared.told:
        weight = NoteKind.WARNING if kind in LOST else NoteKind.DROPPED
        notes.append(Note(weight, f"left out: {text}", rule="docx", file=source.name))
    return prepared.tokens.replaced(str(result.value)), images, notes


def _of_core(core: bytes) -> Iterator[Found]:
    """Yield what the core properties say. Word puts in the owner's name, so it is a guess."""
    if not core:
        return
    try:
        root = etree.fromstring(
            core, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        )
    except etree.XMLSyntaxError:
        return
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        value = " ".join((element.text or "").split())
        if name == "keywords" and value:
            tags = [tag.strip() for tag in re.split(r"[,;]", value) if tag.strip()]
            yield Found("tags", tags, "Word's properties")
        elif name in _CORE_FIELDS and value:
            value = value[:10] if name == "modified" else value
            yield Found(_CORE_FIELDS[name], value, "Word's properties", guessed=name != "title")


_LINE = re.compile(r'<p class="(docx-author|docx-date|subtitle)">(.*?)</p>', re.S)
_FIELDS = {"docx-date": "date", "subtitle": "subtitle"}


def _marked_lines(markup: str) -> tuple[str, list[Found]]:
    """Take the lines that Word's own styles call author, date and subtitle out of the text."""
    found: list[Found] = []
    authors: list[str] = []
    for kind, inside in _LINE.findall(markup[:20_000]):
        text = " ".join(re.sub(r"<[^>]+>", " ", inside).split())
        if text and kind == "docx-author":
            authors.append(text)
        elif text:
            found.append(Found(_FIELDS[kind], text, f"Word's style {kind.removeprefix('docx-')}"))
    if authors:
        value = authors if len(authors) > 1 else authors[0]
        found.append(Found("author", value, "Word's style Author"))
    head, tail = markup[:20_000], markup[20_000:]
    return _LINE.sub("", head) + tail, found
