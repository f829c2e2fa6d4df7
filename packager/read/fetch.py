"""What lies behind an ``http`` address, fetched within bounds; the only module that uses a network.

Everything is bounded: the time of the whole (redirects, robots.txt and a server that drips
included), the bytes that come and the bytes they inflate to, the redirects. Nothing is kept
between two calls, no cookie is sent, no password is known, no proxy is asked.

A public page must not make packager ask the machines beside it: an address that a public one
redirects to is refused if it is loopback, link-local, private or otherwise not global, and the
connection goes to the very address that was looked at, so that a second answer of the name
server changes nothing. Addresses that the user gives may be anything: a local server is theirs.

HTTP: https://www.rfc-editor.org/rfc/rfc9110 · robots.txt: https://www.rfc-editor.org/rfc/rfc9309
"""

from __future__ import annotations

import http.client
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from email.message import Message
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from packager.data_classes import dataclass
from packager.errors import MissingInputError, SourceError
from packager.read.connection import Connection, Limits, Machine, Session, resolved

AGENT = "packager"
USER_AGENT = f"{AGENT} (makes an e-book for one reader; honours robots.txt)"
_CHUNK_BYTES = 65_536
_LONGEST_ADDRESS = 8_000
_MOST_ROBOTS_BYTES = 500_000  # RFC 9309 2.5: at least 500 KiB are to be read
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_GONE = frozenset((404, 410))


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the bytes, their media type and charset as the header says, the last address."""

    data: bytes
    media_type: str
    charset: str
    url: str


def fetch(
    url: str,
    *,
    limits: Limits = USUAL,
    accept: str = "*/*",
    obey_robots: bool = False,
    clock: Callable[[], float] = time.monotonic,
) -> Fetched:
    """Return what an ``http`` or ``https`` address holds.

    ``obey_robots`` asks the site's robots.txt first, as a page that nobody looks at in a browser
    should; an image that a page shows needs no such question. ``charset`` is empty where the
    header names none.

    Raises:
        MissingInputError: the server says that there is nothing (404, 410).
        SourceError: the address is of no kind that is fetched, the server cannot be reached,
            refuses, redirects without end or to a private machine, or a bound is passed.
    """
    deadline = clock() + limits.seconds
    url = " ".join(url.split())
    session = Session(url, deadline, limits, accept, clock)
    here = _normal(url, url)
    first_is_public: bool | None = None
    for _ in range(limits.redirects + 1):
        machine = resolved(here, url)
        if first_is_public is None:
            first_is_public = machine.is_public
        elif first_is_public and not machine.is_public:
            raise SourceError(f"{url}: redirects to {here}, a private address; fetch that yourself")
        if obey_robots:
            _ask_robots(session, here, machine)
        answer = _get(session, here, machine)
        if answer.target:
            here = _normal(answer.target, url, here)
            continue
        return Fetched(answer.data, answer.media_type, answer.charset, here)
    raise SourceError(f"{url}: redirects more than {limits.redirects} times; give the last address")


@dataclass(frozen=True, slots=True)
class _Answer:
    data: bytes = b""
    media_type: str = ""
    charset: str = ""
    target: str = ""
    status: int = 200


def _normal(address: str, asked: str, base: str = "") -> str:
    """Return an address fit for a request line, without fragment and credentials."""
    try:
        parts = urlsplit(urljoin(base, address.strip()))
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError) as error:
        raise SourceError(f"{asked}: {address!r} is no address; check it") from error
    if parts.scheme not in ("http", "https") or not host or len(address) > _LONGEST_ADDRESS:
        raise SourceError(
            f"{asked}: only http and https addresses are fetched, not {address!r:.80}"
        )
    host = f"[{host}]" if ":" in host else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, path, query, ""))


def _get(session: Session, address: str, machine: Machine, most: int = 0) -> _Answer:
    """Return the answer to one request: a body, or where it redirects to."""
    connection = Connection(address, machine, session)
    try:
        answer = _asked(connection, session, address, most)
    except (OSError, http.client.HTTPException) as error:
        session.remaining()  # a slow server is told as such
        what = " ".join(str(error).split())[:100] or type(error).__name__
        raise SourceError(f"{session.url}: the server did not answer soundly ({what})") from error
    finally:
        connection.stop()
    return answer


def _asked(connection: Connection, session: Session, address: str, most: int) -> _Answer:
    parts = urlsplit(address)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": session.accept,
        "Accept-Encoding": "gzip, deflate, identity",
        "Connection": "close",
    }
    connection.request("GET", target, headers=headers)
    with connection.getresponse() as response:
        return _answer(response, session, most)


def _answer(response: http.client.HTTPResponse, session: Session, most: int) -> _Answer:
    """Return what a response says, its body read within bounds."""
    status = response.status
    if status in _REDIRECTS and response.getheader("Location"):
        return _Answer(target=response.getheader("Location", ""), status=status)
    if most and status != 200:  # noqa: PLR2004 - robots.txt: the caller reads the status
        return _Answer(status=status)
    if status in _GONE:
        raise MissingInputError(f"{session.url}: is not there (the server says {status})")
    if status != 200:  # noqa: PLR2004 - OK; a part or an empty answer is no page
        reason = " ".join(response.reason.split())[:60]
        raise SourceError(f"{session.url}: the server says {status} {reason}; open it in a browser")
    limit = most or session.limits.bytes
    length = response.getheader("Content-Length", "")
    if not most and length.isdigit() and int(length) > limit:
        raise SourceError(f"{session.url}: is {int(length):,} bytes; the limit is {limit:,}")
    data = _body(response, session, limit, cut=bool(most))
    coding = response.getheader("Content-Encoding", "identity").strip().lower()
    plain = _inflated(data, coding, session.url, limit)
    header = Message()
    header["Content-Type"] = response.getheader("Content-Type", "")
    kind = header.get_content_type() if response.getheader("Content-Type") else ""
    return _Answer(plain, kind, header.get_content_charset("") or "")


def _body(response: http.client.HTTPResponse, session: Session, limit: int, *, cut: bool) -> bytes:
    """Return the body, piece by piece within its bound; ``cut`` takes what fits."""
    header = response.getheader("Content-Length", "")
    declared = int(header) if header.isdigit() and not response.chunked else None
    pieces: list[bytes] = []
    size = 0
    while size != declared and (piece := _piece(response)):
        session.remaining()
        pieces.append(piece)
        size += len(piece)
        if size > limit and not cut:
            raise SourceError(f"{session.url}: is more than {limit:,} bytes")
        if size > limit:
            break
    session.remaining()  # a connection that the clock cut off looks like a short body
    if declared is not None and size < min(declared, limit):
        raise SourceError(f"{session.url}: ended {declared - size:,} bytes early; try again")
    return b"".join(pieces)[:limit]


def _piece(response: http.client.HTTPResponse) -> bytes:
    """Return what has come; nothing at the end, also at one that the length does not expect."""
    try:
        return response.read1(_CHUNK_BYTES)
    except http.client.IncompleteRead as error:
        if response.chunked:
            raise
        return error.partial


def _inflated(data: bytes, coding: str, url: str, limit: int) -> bytes:
    """Return a body without its content coding, bounded."""
    if coding in ("", "identity"):
        return data
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise SourceError(f"{url}: is packed as {coding!r:.30}, which was not asked for")
    # "deflate" is zlib's format by the standard and raw deflate by some servers.
    windows = (31,) if coding != "deflate" else (15, -15)
    for window in windows:
        inflater = zlib.decompressobj(window)
        try:
            plain = inflater.decompress(data, limit + 1)
        except zlib.error:
            continue
        if len(plain) > limit:
            raise SourceError(f"{url}: unpacks to more than {limit:,} bytes")
        if not inflater.eof:
            raise SourceError(f"{url}: ended early; try again")
        return plain
    raise SourceError(f"{url}: is damaged ({coding}); try again")


def _ask_robots(session: Session, address: str, machine: Machine) -> None:
    """Raise if the site's robots.txt keeps programs away from an address.

    A robots.txt that is not there allows all; one that the server cannot give (5xx) forbids
    all, as RFC 9309 2.3.1 has it. Redirects of it are followed on the same machine only.
    """
    parts = urlsplit(address)
    place = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
    quiet = replace(session, accept="text/plain")
    answer = _get(quiet, place, machine, _MOST_ROBOTS_BYTES)
    for _ in range(session.limits.redirects):
        if not answer.target:
            break
        place = _normal(answer.target, session.url, place)
        if urlsplit(place).netloc != parts.netloc:
            break
        answer = _get(quiet, place, machine, _MOST_ROBOTS_BYTES)
    if answer.status >= 500:  # noqa: PLR2004 - the server's own faults
        raise SourceError(
            f"{session.url}: the site's robots.txt cannot be read; save the page first"
        )
    rules = RobotFileParser(place)
    rules.parse(answer.data.decode("utf-8", "replace").splitlines())
    if not rules.can_fetch(AGENT, address):
        raise SourceError(
            f"{session.url}: the site's robots.txt keeps programs away; save the page in a browser"
        )
