"""People: from names as they are written, from front matter, and from the ``people/`` folder.

A person's file is ``people/NAME.md``: front matter with ``name``, ``sort-name``, ``url``,
``orcid``, ``image``, ``links``; the text below is the biography, in Markdown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from packager.errors import SourceError
from packager.ids import slug
from packager.model import Asset, Note, NoteKind, Person
from packager.names import is_organisation, sort_name, table, without_credentials
from packager.vocabulary import relator
from packager.xhtml import escape

if TYPE_CHECKING:
    from packager.read.front_matter import Value

_MOST_FILES = 5_000
_LEVELS = 3  # folders above the source in which ``people`` is looked for
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")  # of a byline copied from a page's source
_LEAD = re.compile(
    r"\s*(?:(?:words|story|text|article|written|posted|reported|by)\s+)?"
    r"(?:by|von|vom|par|por|di|av|af|door|przez|autor(?:ka|in)?:?|author:?|texte?:)[\s:]+", re.I
)  # fmt: skip
_AND = re.compile(
    r"\s*(?:;|\||、|，|•|·|/|\s&|&\s|\s(?:and|und|et|y|e|och|og|en|i|a|и|та|ve|et|with)\s)\s*"
)
_STRONG = re.compile(r"\s*(?:;|\||、|，|•|·)\s*")
_BIBTEX = re.compile(r"[^,]+,[^,]+(?:\s+and\s+[^,]+,[^,]+)+\Z")
_JOBS = frozenset(
    "writer writers reporter reporters editor editors correspondent correspondents columnist "
    "columnists author authors staff contributor contributors contributing senior special guest "
    "critic professor director fellow analyst ceo founder president producer freelance bureau "
    "redakteur redakteurin journaliste journalist journalists journaliste redactor redactora "
    "periodista phd md educator manager engineer consultant physician specialist expert master "
    "officer producer strategist technologist head chair lecturer chief executive".split()
)
_ORCID = re.compile(r"(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])\Z")


@dataclass(frozen=True, slots=True)
class People:
    """The people of a folder, by the names they may be called, and what was strange there."""

    by_name: Mapping[str, Person]
    notes: tuple[Note, ...] = ()

    def find(self, name: str) -> Person | None:
        """Return the person who has a name, or the key (file name) of one."""
        return self.by_name.get(_folded(name))


NOBODY = People({})


def _folded(name: str) -> str:
    """Return a name without case, accents, full stops and order: two spellings of one are equal."""
    flat = unicodedata.normalize("NFKD", name.casefold())
    flat = "".join(c for c in flat if not unicodedata.combining(c))
    if flat.count(",") == 1:
        family, given = flat.split(",")
        flat = f"{given} {family}"
    return " ".join(re.sub(r"[.’'\-_]", " ", flat).split())


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in a byline: ``By X and Y, staff writers`` is two people.

    Knows ``Family, Given`` (also between ``;`` and BibTeX's ``and``), lists with a last ``and``,
    and organisations, whose commas and ands are theirs. Jobs and degrees are left off.
    """
    plain = " ".join(_TAG.sub(" ", text).split())
    plain = _LEAD.sub("", plain, count=1).strip(" ,;.|·•–—-") if _LEAD.match(plain) else plain
    if not plain:
        return ()
    if _BIBTEX.match(plain):
        return tuple(_given_first(part) for part in re.split(r"\s+and\s+", plain))
    if is_organisation(plain) and not _names_before_organisation(plain):
        return (plain,)
    if ";" in plain:
        return _clean(_given_first(part) for part in plain.split(";"))
    if plain.count(",") == 1 and _is_inverted(plain):
        return _clean([_given_first(plain)])
    names: list[str] = []
    for group in _AND.split(plain):
        for part in (piece.strip() for piece in group.split(",")):
            words = part.casefold().split()
            if not words or words in (["and"], ["und"], ["et"]):
                continue
            if names and all(w.strip(".") in table("suffix") | table("credential") for w in words):
                if words[0] in table("suffix"):
                    names[-1] = f"{names[-1]}, {part}"
                continue
            if names and _is_job(words):
                break  # what follows says where they work
            names.append(part)
    return _clean(names)


def _clean(names: Iterable[str]) -> tuple[str, ...]:
    stripped = (without_credentials(name.strip(" ,;|·•")) for name in names)
    return tuple(dict.fromkeys(name for name in stripped if any(map(str.isalpha, name))))


def _is_job(words: list[str]) -> bool:
    return bool(_JOBS & set(words)) or words[0] in {"the", "for", "special", "in", "at"}


def _names_before_organisation(text: str) -> bool:
    """Return whether a person's name stands before a comma or ``and`` and no organisation word."""
    first, comma, rest = text.partition(",")
    if comma and 2 <= len(first.split()) <= 4 and not is_organisation(first):  # noqa: PLR2004
        return " and " not in rest or not is_organisation(rest.split(" and ")[0])
    if _STRONG.search(text):
        return True
    head = re.split(r"\s(?:and|&|und|et|y)\s", text)[0]
    return head != text and len(head.split()) >= 2 and not is_organisation(head)  # noqa: PLR2004


def _is_inverted(text: str) -> bool:
    """Return whether ``A, B`` is one name with the family's first."""
    family, given = (part.strip() for part in text.split(","))
    left, right = family.split(), given.split()
    if not left or not right or _is_job([w.casefold() for w in right]):
        return False
    if all(word.casefold().strip(".") in table("suffix") | table("credential") for word in right):
        return False
    small = [word for word in left if word.casefold() not in table("particle")]
    return len(small) == 1 or (len(right) == 1 and len(left) == 2)  # noqa: PLR2004


def _given_first(name: str) -> str:
    """Return ``Bard, Abby`` as ``Abby Bard``."""
    family, comma, given = name.partition(",")
    if not comma or all(
        w.casefold() in table("credential") for w in given.replace(",", " ").split()
    ):
        return name.strip()
    given, _, suffix = given.partition(",")
    whole = f"{given.strip()} {family.strip()}".strip()
    return f"{whole}, {suffix.strip()}" if suffix.strip() else whole


def written(names: object) -> list[tuple[dict[str, object], str]]:
    """Return each person that a front matter value gives as a map with ``name``, and the role word.

    A value is a string, a list, or a map with ``name``, or pandoc's ``given`` and ``family``.
    """
    if isinstance(names, str):
        return [({"name": name}, "") for name in split_names(names)]
    if isinstance(names, Mapping):
        inner = {str(key).casefold().replace("_", "-"): value for key, value in names.items()}
        name = inner.get("name") or inner.get("literal")
        if isinstance(name, Mapping):  # Quarto: name: {given: …, family: …}
            inner |= {str(k): v for k, v in name.items()}
            name = name.get("literal")
        if not name and (inner.get("family") or inner.get("given")):
            name = f"{inner.get('given', '')} {inner.get('family', '')}".strip()
        if not name and len(inner) == 1:  # author: {jane: …}
            ((name, below),) = inner.items()
            inner = dict(below) if isinstance(below, Mapping) else {}
        if isinstance(name, str) and name.strip():
            role = inner.get("role") or inner.get("roles") or ""
            first = role[0] if isinstance(role, list) and role else role
            return [({**inner, "name": name.strip()}, first if isinstance(first, str) else "")]
        return []
    if isinstance(names, Iterable):
        return [person for item in names for person in written(item)]
    return []


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


_INLINE = re.compile(r"\[([^\][]+)\]\((https?://[^\s()<>]+)\)|(\*\*?|__?)(?=\S)(.+?)(?<=\S)\3")


def _inline(text: str) -> str:
    """Return a line with its Markdown links and emphasis as XHTML."""
    made, at = [], 0
    for match in _INLINE.finditer(text):
        made.append(escape(text[at : match.start()]))
        if match[1]:
            made.append(f'<a href="{escape(match[2])}">{escape(match[1])}</a>')
        else:
            tag = "strong" if len(match[3]) == 2 else "em"  # noqa: PLR2004 - ** or __
            made.append(f"<{tag}>{escape(match[4])}</{tag}>")
        at = match.end()
    return "".join(made) + escape(text[at:])


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


def _portrait(values: Mapping[str, object], folder: Path | None, warn) -> tuple[Asset | None, str]:  # type: ignore[no-untyped-def] # noqa: ANN001
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
        data = file.read_bytes()
        return images.prepare(data, name)[0], ""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return None, f"image {name!r} cannot be read ({reason}); give a file beside the text"
    except SourceError as error:
        return None, str(error)


def people_folder(source: Path | None) -> Path | None:
    """Return the folder ``people`` beside a source or up to three folders above it."""
    if source is None:
        return None
    for folder in source.absolute().parents[:_LEVELS]:
        if (folder / "people").is_dir():
            return folder / "people"
    return None


def load_people(folder: Path | None) -> People:
    """Return the people whose files are in a folder; two files for one name are told.

    Raises:
        SourceError: a file's front matter cannot be read.
    """
    if folder is None or not folder.is_dir():
        return NOBODY
    from packager.read.decoding import decode
    from packager.read.front_matter import split

    by_name: dict[str, Person] = {}
    notes: list[Note] = []
    known: list[Person] = []
    for file in sorted(folder.glob("*.md"))[:_MOST_FILES]:
        front = split(decode(file.read_bytes(), str(file))[0], str(file))
        values: dict[str, Value] = {"name": file.stem.replace("-", " ").title(), **front.values}
        person, strange = person_of(values, folder, (str(file), None), "")
        body = biography(re.sub(r"(?m)^#.*$", "", front.body))
        person = replace(person, key=file.stem, bio=body or person.bio)
        notes += [*front.notes, *strange, *_doubles(person, known, file)]
        known.append(person)
        for called in (person.name, person.sort_name, file.stem, *_also(values)):
            by_name.setdefault(_folded(called), person)
    return People(by_name, tuple(notes))


def _also(values: Mapping[str, object]) -> list[str]:
    value = values.get("aliases") or values.get("also") or []
    items = [value] if isinstance(value, str) else value
    return [item for item in items if isinstance(item, str)] if isinstance(items, list) else []


_NEAR = 0.9  # of two names: one letter in ten differs


def _doubles(person: Person, known: Iterable[Person], file: Path) -> list[Note]:
    """Return a warning for each other file whose name is nearly this one's."""
    mine = _folded(person.name)
    notes = []
    for other in known:
        theirs = _folded(other.name)
        if mine == theirs or SequenceMatcher(None, mine, theirs).ratio() >= _NEAR:
            message = f"{person.name!r} is nearly {other.name!r} of {other.key}.md; keep one file"
            notes.append(Note(NoteKind.WARNING, message, "author", rule="people", file=str(file)))
    return notes


def key_for(name: str) -> str:
    """Return the name that a person's file has: ``abby-bard``."""
    return slug(name, "person")


def role_of(word: str, default: str) -> str:
    """Return the relator code of a role word, or ``default`` for one that is none."""
    return relator(word) or default
