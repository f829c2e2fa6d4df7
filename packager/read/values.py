# ruff: noqa: ARG001 - the readers of all kinds of value are called alike
"""Values of front matter and of page metadata, each in its one form.

Strings, lists and maps of strings come in; what a :class:`~packager.model.Essay` takes goes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from packager import dates, languages
from packager.data_classes import dataclass
from packager.model import Asset, Correction, Series
from packager.read import identifiers
from packager.read.fields import Field
from packager.read.person import local_image, web_address


class RefusedError(Exception):
    """A value is not what its field takes; the text says what is taken."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What it depends on how a value is read.

    ``folder`` is where files are looked for; ``month_first`` reads ``3/4/2021`` as Americans do;
    ``forgiving`` takes ``english`` for ``en``.
    """

    folder: Path
    month_first: bool = True
    forgiving: bool = False


def read_value(field: Field, value: object, setting: Setting) -> Any:
    """Return the value in the form that the field's kind has; something false where it is empty.

    Raises:
        RefusedError: it is nothing that the field takes.
    """
    return _READERS[field.kind](value, field, setting)


def _text(value: object, field: Field, setting: Setting) -> str:
    """Return a text in one line; of pandoc's list form (title and kinds of it) the main one."""
    if isinstance(value, list):
        main = [v for v in value if isinstance(v, Mapping) and v.get("type") in {None, "main"}]
        if field.key == "title" and main:
            value = main[0]
        else:
            value = " ".join(v for v in value if isinstance(v, str))
    if isinstance(value, Mapping):
        if value and not value.keys() & {"text", "name", "literal"}:
            raise RefusedError("give a text")
        value = value.get("text") or value.get("name") or value.get("literal") or ""
    if not isinstance(value, str):
        raise RefusedError("give a text")
    plain = re.sub(r"<[a-zA-Z/][^<>]{0,300}>", "", value)
    return " ".join(plain.split())


def _date(value: object, field: Field, setting: Setting) -> str:
    if isinstance(value, Mapping):  # CSL: date-parts
        value = "-".join(str(part).zfill(2) for part in value.values())
    iso = dates.parse(value, month_first=setting.month_first) if isinstance(value, str) else ""
    if not iso:
        raise RefusedError(f"give a date such as {dates.ACCEPTED}")
    return iso


def _language(value: object, field: Field, setting: Setting) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    text = str(value)
    tag = languages.canonical(text)
    if tag:
        return tag
    near = languages.suggestion(text)
    if near and setting.forgiving:
        return near
    raise RefusedError(f"give a BCP 47 tag such as {near or 'en'!r}")


def _list(value: object, field: Field, setting: Setting) -> tuple[str, ...]:
    items: Iterable[object]
    if isinstance(value, str):
        items = re.split(r"[,;、，]", value)
    elif isinstance(value, Mapping):
        items = value.values()
    else:
        items = value if isinstance(value, Iterable) else ()
    words = (item.get("name", "") if isinstance(item, Mapping) else item for item in items)
    plain = (" ".join(word.split()).lstrip("#") for word in words if isinstance(word, str))
    return tuple(dict.fromkeys(word for word in plain if word))


def _url(value: object, field: Field, setting: Setting) -> str:
    text = value if isinstance(value, str) else str(value[0]) if isinstance(value, list) else ""
    address = web_address(text)
    if not address:
        raise RefusedError("give an address that begins with https://")
    return address


def _file(value: object, field: Field, setting: Setting) -> Asset | None:
    if isinstance(value, Asset):
        return value
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, Mapping):
        names = (value.get(key) for key in ("src", "url", "image", "path", "file", "feature"))
        value = next((name for name in names if isinstance(name, str)), "")
    if not isinstance(value, str):
        raise RefusedError("give the name of an image file")
    asset, problem = local_image(value, setting.folder)
    if problem:
        raise RefusedError(problem)
    return asset


def _flag(value: object, field: Field, setting: Setting) -> str:
    return "true" if str(value).strip().casefold() in {"true", "yes", "1", "on"} else ""


def _choice(value: object, field: Field, setting: Setting) -> str:
    word = str(value).strip().casefold()
    if word not in field.choices:
        raise RefusedError(f"give one of {', '.join(field.choices)}")
    return word


def _series(value: object, field: Field, setting: Setting) -> Series | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, Mapping):
        index = value.get("index") or value.get("number") or value.get("group-position") or ""
        return Series(str(value.get("name") or value.get("title") or ""), str(index))
    return Series(" ".join(str(value).split()))


def _corrections(value: object, field: Field, setting: Setting) -> tuple[Correction, ...]:
    items = value if isinstance(value, list) else [value]
    made = []
    for item in items:
        if isinstance(item, Mapping):
            when = str(item.get("date") or "")
            iso = dates.parse(when)
            if when and not iso:
                raise RefusedError(f"date {when!r} is none; give {dates.ACCEPTED}")
            made.append(Correction(iso, " ".join(str(item.get("text") or "").split())))
        else:
            made.append(Correction("", " ".join(str(item).split())))
    return tuple(correction for correction in made if correction.text)


def _checked(value: object, field: Field, setting: Setting) -> str:
    """Return an ISBN, ISSN, DOI or licence in its one form."""
    identifier = identifiers.CHECKS[field.kind](str(value))
    if not identifier:
        raise RefusedError(identifiers.ACCEPTED[field.kind])
    return identifier


def _markup(value: object, field: Field, setting: Setting) -> str:
    return value.strip() if isinstance(value, str) else ""


_READERS: dict[str, Callable[[object, Field, Setting], Any]] = {
    "text": _text, "date": _date, "language": _language, "list": _list, "url": _url,
    "file": _file, "flag": _flag, "choice": _choice, "series": _series, "markup": _markup,
    "corrections": _corrections, "isbn": _checked, "issn": _checked, "doi": _checked,
    "license": _checked,
}  # fmt: skip
