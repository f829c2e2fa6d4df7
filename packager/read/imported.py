# ruff: noqa: E501 - tables and patterns read better on one line
"""What ``packager import`` makes of a source: a Markdown file with its images, or JSON."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from packager import xhtml
from packager.data_classes import dataclass
from packager.model import Essay, NoteKind, Reading
from packager.read import ReadOptions, Source, reader_for


@dataclass(frozen=True, slots=True)
class Text:
    """A Markdown file to be written: its name, its bytes, and the files beside it by name."""

    name: str
    data: bytes
    files: tuple[tuple[str, bytes], ...]


def readings_of(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the essays of a source, images on the web left as addresses unless fetched.

    Raises:
        SourceError: the source is of no kind that packager reads, or holds no essay.
    """
    reader = reader_for(source)
    read = getattr(reader, "read_linked", reader.read)
    made: list[Reading] = read(source, options)
    return made


def dropped(reading: Reading) -> list[tuple[str, str]]:
    """Return the texts that a reader left out, each with why."""
    notes = (note for note in reading.notes if note.kind is NoteKind.DROPPED and note.value)
    return [(note.value, note.message.partition(": ")[0]) for note in notes]


def as_markdown(reading: Reading) -> Text:
    """Return an essay as a Markdown file, its images in a folder named after it."""
    from packager.markdown_writer import essay_as_markdown

    essay = reading.essay
    folder = essay.slug
    names = {asset.name: f"{folder}/{asset.name}" for asset in essay.assets}
    addresses = {name: quote(place) for name, place in names.items()}
    count = len(dropped(reading))
    comment = f"{count} texts of the page were left out; packager import --show-dropped lists them" if count else ""  # fmt: skip
    text = essay_as_markdown(essay, addresses, comment)
    files = tuple((names[asset.name], asset.read()) for asset in essay.assets)
    return Text(f"{essay.slug}.md", text.encode(), files)


def as_json(reading: Reading) -> dict[str, Any]:
    """Return an essay's values, its body as XHTML with the notes in a list at its end."""
    essay = reading.essay
    bios = [xhtml.text_of(xhtml.parse(person.bio)) for person in essay.authors if person.bio]
    return {
        "title": essay.title or None,
        "authors": [person.name for person in essay.authors],
        "published": essay.published or None,
        "modified": essay.modified or None,
        "language": essay.language or None,
        "publisher": essay.publication or None,
        "source_url": essay.source_url or None,
        "description": essay.description or None,
        "bio": "\n".join(" ".join(bio.split()) for bio in bios) or _lone_bio(reading),
        "tags": list(essay.tags),
        "license": essay.license or None,
        "body_html": body_with_notes(essay),
        "images": [PurePosixPath(asset.name).name for asset in essay.assets],
        "notes": [
            {"kind": note.kind.value, "field": note.field, "message": note.message, "rule": note.rule}
            for note in reading.notes
            if not (note.kind is NoteKind.DROPPED and note.value)
        ],
        "dropped": [{"text": text, "reason": reason} for text, reason in dropped(reading)],
    }  # fmt: skip


def _lone_bio(reading: Reading) -> str | None:
    """Return a biography that names no author of the essay."""
    return next((note.value for note in reading.notes if note.field == "bio" and note.value), None)


def body_with_notes(essay: Essay) -> str:
    """Return the body and its notes as one fragment."""
    if not essay.footnotes:
        return essay.body
    items = "".join(f'<li id="fn-{note.label}">{note.body}</li>' for note in essay.footnotes)
    return f'{essay.body}\n<section epub:type="endnotes" role="doc-endnotes"><ol>{items}</ol></section>'
