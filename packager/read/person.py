"""One person: what a map of front matter says of them, in the form that the model has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from packager.errors import SourceError
from packager.model import Asset, Note, NoteKind, Person
from packager.names import sort_name
from packager.read import files
from packager.read.site_folder import file_in_site
from packager.xhtml import escape

_ORCID = re.compile(r"(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])\Z")


def orcid_of(text: str) -> str:
    """Return an ORCID with a right check digit (ISO 7064, 11-2), or nothing."""
    match = _ORCID.search(text.strip().rstrip("/"))
    if not match:
        return ""
    digits = match[1].replace("-", "").upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return match[1].upper() if digits[-1] == ("X" if check == 10 else str(check)) else ""  # noqa: PLR2004


def web_address(text: str) -> str:
    """Return an ``http`` or ``https`` address, or nothing."""
    plain = text.strip().strip("<>")
    try:
        parts = urlsplit(plain)
    except ValueError:
        return ""
    sound = parts.scheme.lower() in {"http", "https"} and parts.hostname and " " not in plain
    return plain if sound else ""


def biography(text: str) -> str:
    """Return a biography in Markdown as a fragment of block elements."""
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text.strip())]
    return "".join(f"<p>{_inline(block)}</p>" for block in blocks if block)


_INLINE = re.compile(
    r"""
    \\ (?P<escaped>[\\`*_\[\]])
    | \[(?P<label>(?:[^\][\\]|\\.)+)\]\((?P<url>https?://[^\s()<>]+)\)
    | (?P<mark>\*\*?|__?) (?=\S) (?P<marked>(?:\\.|[^\\])+?) (?<=\S) (?P=mark)
    """,
    re.VERBOSE,
)


def _inline(text: str) -> str:
    """Return a line with its Markdown links, emphasis and escapes as XHTML."""
    made, at = [], 0
    for match in _INLINE.finditer(text):
        made.append(escape(text[at : match.start()]))
        if match["escaped"]:
            made.append(escape(match["escaped"]))
        elif match["url"]:
            made.append(f'<a href="{escape(match["url"])}">{_plain(match["label"])}</a>')
        else:
            tag = "strong" if len(match["mark"]) == 2 else "em"  # noqa: PLR2004 - ** or __
            made.append(f"<{tag}>{_plain(match['marked'])}</{tag}>")
        at = match.end()
    return "".join(made) + escape(text[at:])


def _plain(text: str) -> str:
    return escape(re.sub(r"\\([\\`*_\[\]])", r"\1", text))


def person_of(
    values: Mapping[str, object], folder: Path | None, place: tuple[str, int | None], language: str
) -> tuple[Person, list[Note]]:
    """Return the person that a map of front matter values describes, and what was strange."""
    notes: list[Note] = []
    file, line = place

    def text(*keys: str) -> str:
        found = next((values[key] for key in keys if isinstance(values.get(key), str)), "")
        return " ".join(str(found).split())

    def warn(message: str) -> None:
        notes.append(Note(NoteKind.WARNING, message, "author", file=file, line=line))

    name = text("name")
    orcid = orcid_of(text("orcid"))
    if text("orcid") and not orcid:
        warn(f"{name}: {text('orcid')!r} is no ORCID; check its digits")
    url = web_address(text("url", "website", "web", "homepage", "link"))
    image, alt = _portrait(values, folder, warn)
    bio = next((str(values[key]) for key in ("bio", "biography", "about", "description")
                if isinstance(values.get(key), str)), "")  # fmt: skip
    person = Person(
        name=name,
        sort_name=text("sort-name", "file-as", "sort") or sort_name(name, language),
        bio=biography(bio),
        url=url,
        orcid=orcid,
        image=image,
        image_alt=alt or (name if image else ""),
        links=_links(values.get("links")),
        language=text("lang", "language"),
    )
    return person, notes


def _links(value: object) -> tuple[tuple[str, str], ...]:
    """Return links as (label, address): a map, or a list of maps or addresses."""
    pairs: list[tuple[str, str]] = []
    if isinstance(value, Mapping):
        pairs = [(str(key), str(address)) for key, address in value.items()]
    elif isinstance(value, str):
        pairs = [(value, value)]
    elif isinstance(value, Iterable):
        for item in value:
            if isinstance(item, Mapping) and ("url" in item or "href" in item):
                address = str(item.get("url") or item.get("href"))
                pairs.append((str(item.get("label") or item.get("name") or address), address))
            else:
                pairs += _links(item)
    return tuple((label, web_address(address)) for label, address in pairs if web_address(address))


def _portrait(
    values: Mapping[str, object], folder: Path | None, warn: Callable[[str], None]
) -> tuple[Asset | None, str]:
    """Return the picture of a person, from a file beside the text."""
    value = values.get("image") or values.get("photo") or values.get("avatar")
    alt = values.get("image-alt") or values.get("alt") or ""
    if isinstance(value, Mapping):
        alt = value.get("alt") or alt
        value = value.get("src") or value.get("url") or value.get("file")
    if not isinstance(value, str) or not value.strip() or folder is None:
        return None, ""
    asset, problem = local_image(value, folder)
    if problem:
        warn(problem)
    return asset, str(alt) if asset else ""


def local_image(name: str, folder: Path) -> tuple[Asset | None, str]:
    """Return the image of a file named from ``folder``, or what is wrong with it."""
    from packager import images

    if web_address(name):
        return None, f"image {name} is on the web; save it beside the text"
    file = folder / name.lstrip("/")
    try:
        if name.startswith("/") and not files.is_file(file):
            file = file_in_site(folder, name) or file
        data = files.read_bytes(file)
        return images.prepare(data, name)[0], ""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return None, f"image {name!r} cannot be read ({reason}); give a file beside the text"
    except SourceError as error:
        return None, str(error)
