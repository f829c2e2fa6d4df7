"""MHTML: a web page and its images in one file, as Chromium and old Word save it.

The format is MIME, RFC 2557 (https://www.rfc-editor.org/rfc/rfc2557): a ``multipart/related``
message whose parts are named by ``Content-Location`` or ``Content-ID``.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from email.message import Message
from urllib.parse import urljoin

from packager.errors import SourceError
from packager.model import Reading
from packager.read import ReadOptions, Source

SUFFIXES = (".mhtml", ".mht")
RANK = 25
_MOST_BYTES = 100_000_000
_MOST_PARTS = 5_000
_HEAD = re.compile(rb"(?im)^(?:MIME-Version|Content-Type:\s*multipart/related|From:\s*<Saved by)")


def sniffs(source: Source) -> bool:
    """Return whether the bytes begin like a saved page in MIME."""
    head = source.data[:2000]
    return b"multipart/related" in head.lower() and bool(_HEAD.search(head))


def read(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the essay of the archive's page, its images from the archive.

    Raises:
        SourceError: the archive is too large, broken, or holds no page.
    """
    from packager.read import html

    return html.read(page_of(source), options)


def read_linked(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the same, images on the web left as addresses."""
    from packager.read import html

    return html.read_linked(page_of(source), options)


def page_of(source: Source) -> Source:
    """Return the page of an archive as a source that knows the files it came with.

    Raises:
        SourceError: the archive is too large, broken, or holds no page.
    """
    if len(source.data) > _MOST_BYTES:
        raise SourceError(
            f"{source.name}: is larger than {_MOST_BYTES:,} bytes; save the page without its media"
        )
    message = email.message_from_bytes(source.data, policy=email.policy.compat32)
    if not message.is_multipart():
        raise SourceError(f"{source.name}: is no MHTML that holds together; save the page again")
    parts: list[Message] = []
    for part in message.walk():
        if not part.is_multipart():
            parts.append(part)
        if len(parts) > _MOST_PARTS:
            raise SourceError(
                f"{source.name}: holds more than {_MOST_PARTS} files; save the page again"
            )
    page = next(
        (
            part
            for part in parts
            if part.get_content_type() in {"text/html", "application/xhtml+xml"}
        ),
        None,
    )
    if page is None:
        raise SourceError(f"{source.name}: holds no web page; save it again as MHTML or HTML")
    address = _location(page) or _location(message)
    members: dict[str, Message] = {}
    for part in parts:
        if place := _location(part):
            members.setdefault(_joined(address, place), part)
        if name := (part.get("Content-ID") or "").strip().strip("<>"):
            members.setdefault(f"cid:{name}", part)

    def member(href: str) -> bytes | None:
        found = members.get(href) or members.get(_joined(address, href).partition("#")[0])
        return _bytes_of(found) if found is not None else None

    return replace(
        source,
        data=_as_utf8(page),
        url=source.url or (address if address.startswith("http") else ""),
        member=member,
    )


def _joined(address: str, href: str) -> str:
    """Return an address seen from another; as it is where one of them is none."""
    try:
        return urljoin(address, href)
    except ValueError:  # brackets around what is no address of the internet
        return href


def _location(part: Message) -> str:
    return re.sub(
        r"\s+", "", str(part.get("Content-Location") or part.get("Snapshot-Content-Location") or "")
    )


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _as_utf8(page: Message) -> bytes:
    """Return the page's bytes in UTF-8, by the charset of its part."""
    data = _bytes_of(page)
    charset = page.get_content_charset() or ""
    if not charset:
        return data
    try:
        return b"\xef\xbb\xbf" + data.decode(charset, "replace").encode("utf-8")
    except LookupError:
        return data
