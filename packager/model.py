"""The values that pass between readers, builders and the anthology: essays, people, books.

Everything is frozen; what varies is made anew with ``dataclasses.replace``.
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from packager.data_classes import dataclass


class NoteKind(StrEnum):
    """What a reader has to say about a value: how sure it is, or that it is gone."""

    FOUND = "found"
    GUESSED = "guessed"
    DROPPED = "dropped"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a reader found, guessed, dropped or wants to warn of.

    ``field`` is the front matter key it is about (empty for the body), ``value``
    the value or the text dropped, ``rule`` what decided (``json-ld``, ``front
    matter``, ``option -M``, ``biography line`` …), ``file``/``line`` where.
    """

    kind: NoteKind
    message: str
    field: str = ""
    value: str = ""
    rule: str = ""
    file: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the book carries: an image, a font, a sound.

    ``name`` is the file's name wished for inside the book; the body refers to it as
    ``src="asset:NAME"`` until the rendition places it. ``data`` holds the bytes;
    where they are large and on disk, ``file`` names them instead and ``data`` is empty.
    """

    name: str
    media_type: str
    data: bytes = b""
    file: Path | None = None
    stored_as: str = ""  # its file name in the book without suffix, where one was settled
    width_px: int | None = None
    height_px: int | None = None

    def read(self) -> bytes:
        """Return the bytes, from memory or from the file."""
        return self.data if self.file is None else self.file.read_bytes()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who made a text, or an organisation that did."""

    name: str
    sort_name: str = ""
    bio: str = ""  # an XHTML fragment of block elements
    url: str = ""
    orcid: str = ""
    image: Asset | None = None
    image_alt: str = ""
    links: tuple[tuple[str, str], ...] = ()  # (label, URL)
    key: str = ""  # name of the file in people/, without its suffix
    language: str = ""  # of the biography, where it differs from the essay's


@dataclass(frozen=True, slots=True)
class Credit:
    """A person and what they did: ``role`` is a MARC relator code such as ``aut``."""

    person: Person
    role: str = "aut"


@dataclass(frozen=True, slots=True)
class Series:
    """A series that a book belongs to; ``index`` is a decimal number as text, or empty."""

    name: str
    index: str = ""


@dataclass(frozen=True, slots=True)
class Footnote:
    """One note of an essay.

    ``label`` is the id that the body's references use: each is an
    ``<a epub:type="noteref" role="doc-noteref" href="#fn-LABEL" id="fnref-LABEL[-2…]">``
    inside a ``<sup>``. ``body`` is a fragment of block elements without the back link.
    Footnotes stand in the order of their first reference, so their number is their place.
    """

    label: str
    body: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction that was published: when (ISO 8601, may be empty) and what it says."""

    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Essay:
    """One text with all that is known of it.

    ``body`` is a well-formed XHTML fragment (no ``html`` or ``body`` element, no title, no
    notes section), its headings starting at ``h2``. Dates are ISO 8601 and may be a year or
    a month.
    """

    title: str
    body: str
    slug: str
    subtitle: str = ""
    credits: tuple[Credit, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    assets: tuple[Asset, ...] = ()
    language: str = "en"
    direction: str = ""  # "", "ltr" or "rtl"
    writing_mode: str = ""  # "", "horizontal-tb" or "vertical-rl"
    published: str = ""
    modified: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    source_url: str = ""
    archive_url: str = ""
    retrieved: str = ""
    publication: str = ""
    place: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    issn: str = ""
    publisher: str = ""
    rights: str = ""
    license: str = ""  # SPDX or Creative Commons id, or a URL
    permission: str = ""
    identifier: str = ""
    isbn: str = ""
    doi: str = ""
    series: Series | None = None
    cover: Asset | None = None
    notes_at: str = "essay"  # "essay", "book" or "inline"
    corrections: tuple[Correction, ...] = ()
    draft: bool = False
    headnote: str = ""  # an XHTML fragment by the anthology's editor, before the essay
    stylesheet: str = ""  # CSS kept from a foreign book, scoped to this essay
    kind: str = "chapter"  # or "introduction", "foreword", "afterword": its epub:type
    source_file: str = ""  # as the user named it
    source_text: str = field(default="", repr=False)  # for lines in findings

    @property
    def authors(self) -> tuple[Person, ...]:
        """The people credited as authors, in order."""
        return tuple(credit.person for credit in self.credits if credit.role == "aut")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gives back: the essay and what it has to say about it."""

    essay: Essay
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an anthology: a title (empty for essays outside any part) and its essays.

    ``slug`` is the name of the file that opens it; its introduction, if any, has it too.
    """

    title: str
    essays: tuple[Essay, ...]
    introduction: Essay | None = None
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """What becomes one EPUB: a single essay is a Book of one."""

    title: str
    parts: tuple[Part, ...]
    language: str
    identifier: str  # the unique identifier, a URN or URL
    modified: datetime  # aware, UTC, whole seconds
    subtitle: str = ""
    credits: tuple[Credit, ...] = ()
    publisher: str = ""
    published: str = ""
    description: str = ""
    rights: str = ""
    license: str = ""
    isbn: str = ""
    tags: tuple[str, ...] = ()
    series: Series | None = None
    issue: str = ""
    cover: Asset | None = None
    introduction: Essay | None = None  # before the first part
    corrections: tuple[Correction, ...] = ()  # of the book as a whole, between editions
    indexes: tuple[str, ...] = ()  # "tags", "names"
    direction: str = ""
    writing_mode: str = ""
    notes_at: str = "essay"
    order: str = ""  # of an anthology's essays within each part, where it is not as listed
    price: str = ""  # what it is sold for, as given
    edited: tuple[str, ...] = ()  # slugs of essays that were cut or changed for the book
    is_anthology: bool = False
    contents_depth: int = 2

    @property
    def essays(self) -> tuple[Essay, ...]:
        """All essays in reading order."""
        return tuple(essay for part in self.parts for essay in part.essays)

    @property
    def texts(self) -> tuple[Essay, ...]:
        """All essays and the introductions before them and their parts, in reading order."""
        found = [self.introduction]
        for part in self.parts:
            found += [part.introduction, *part.essays]
        return tuple(text for text in found if text is not None)
