"""URLs as they are written in a book, resolved against the container.

What is valid follows https://url.spec.whatwg.org/#url-writing, what leaves the container
https://www.w3.org/TR/epub-33/#sec-container-iri. Paths come back percent-decoded and in
Unicode's normal form C, as :meth:`packager.check.facts.Archive.get` wants them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from packager.check.facts import Url
from packager.check.load.archive import normal
from packager.lazy_pattern import lazy_pattern

_SCHEME = lazy_pattern(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SPECIAL = frozenset({"http", "https", "ftp", "ws", "wss", "file"})
# https://url.spec.whatwg.org/#url-code-points, plus the percent sign, which is looked at apart
_NOT_URL = lazy_pattern(
    '[\x00-\x20"#<>\\\\^`{|}\\[\\]\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd\ufffe\uffff]'
)
_BAD_PERCENT = lazy_pattern(r"%(?![0-9A-Fa-f]{2})")
# https://url.spec.whatwg.org/#forbidden-domain-code-point
_BAD_HOST = lazy_pattern('[\x00-\x20"#%/:<>?@\\[\\\\\\]^`{|}\x7f]')
_EDGES = "".join(map(chr, range(0x21)))
_MAX_PORT = 65535
_PLAIN = lazy_pattern(r"[A-Za-z0-9_\-.~/]*(?:#[A-Za-z0-9_\-.~]*)?\Z")


def resolve(written: str, base: str) -> Url:
    """Return the URL that ``written`` gives in the file at the path ``base``.

    ``base`` may be an absolute URL too, where ``xml:base`` or ``base`` set one.
    """
    return _resolve(written, base)


@lru_cache(maxsize=4096)
def _resolve(written: str, base: str) -> Url:  # noqa: PLR0912 - the steps of the URL standard
    text = written.strip(_EDGES)
    scheme = _SCHEME.match(text)
    if scheme:
        return _absolute(written, text, scheme[1].lower(), scheme.end())
    if text.startswith(("//", "\\\\", "/\\")):
        return _absolute(written, "https:" + text, "https", len("https:"))
    base_scheme = _SCHEME.match(base)
    if base_scheme:
        return _against_remote(written, text, base)
    if _PLAIN.match(text) and "." not in text.partition("/")[0][:1]:
        trouble = ""
    else:
        trouble = _trouble_of_relative(text)
    path, query, fragment = _split(text)
    leaks = path.startswith("/")
    if not path:
        return Url(written, "", base, query, fragment, trouble=trouble)
    steps = [] if leaks else base.split("/")[:-1]
    parts = (
        path.replace("\\", "/").lstrip("/").split("/")
        if leaks
        else path.replace("\\", "/").split("/")
    )
    for number, part in enumerate(parts):
        plain = part.replace("%2e", ".").replace("%2E", ".") if "%" in part else part
        last = number == len(parts) - 1
        if plain == "..":
            if steps:
                steps.pop()
            else:
                leaks = True
            if last:
                steps.append("")
        elif plain == ".":
            if last:
                steps.append("")
        else:
            steps.append(part)
    target = "/".join(steps)
    if "%" in target:
        target = decoded(target)
    return Url(written, "", normal(target), query, fragment, leaks=leaks, trouble=trouble)


def decoded(text: str) -> str:
    """Return a path or fragment with its percent-encoding undone where it is UTF-8."""
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text


def _split(text: str) -> tuple[str, str | None, str | None]:
    rest, hash_, fragment = text.partition("#")
    path, mark, query = rest.partition("?")
    return path, query if mark else None, fragment if hash_ else None


def _absolute(written: str, text: str, scheme: str, end: int) -> Url:
    path, query, fragment = _split(text)
    trouble = ""
    if scheme in _SPECIAL:
        trouble = _trouble_of_special(path[end:], scheme)
    if not trouble and scheme != "data":
        trouble = _trouble_of_characters(text)
    return Url(written, scheme, "", query, fragment, text.partition("#")[0], trouble=trouble)


def _against_remote(written: str, text: str, base: str) -> Url:
    from urllib.parse import urljoin

    joined = urljoin(base, text)
    _, query, fragment = _split(text)
    scheme = _SCHEME.match(joined)
    return Url(
        written,
        scheme[1].lower() if scheme else "",
        "",
        query,
        fragment,
        joined.partition("#")[0],
        trouble=_trouble_of_relative(text),
    )


def _trouble_of_special(rest: str, scheme: str) -> str:  # noqa: PLR0911 - one fault a return
    if scheme == "file":
        return ""
    if not rest.startswith("//"):
        return 'the scheme needs two slashes ("//") behind it'
    host = re.split(r"[/\\?#]", rest[2:], maxsplit=1)[0].rpartition("@")[2]
    name, colon, port = host, "", ""
    if not host.startswith("["):
        name, colon, port = host.partition(":")
    if not name:
        return "the host is missing"
    if colon and port and (not port.isascii() or not port.isdigit() or int(port) > _MAX_PORT):
        return f"the port {port!r} is no number up to {_MAX_PORT}"
    if not host.startswith("["):
        plain = decoded(name)
        if _BAD_HOST.search(plain):
            return f"the host {name!r} has a character that no host may have"
        last = plain.rstrip(".").rpartition(".")[2]
        if last.isdigit() and not re.fullmatch(r"\d{1,3}(\.\d{1,3}){0,3}\.?", plain):
            return f"the host {name!r} is no IPv4 address"
    return ""


def _trouble_of_relative(text: str) -> str:
    if "\\" in text.partition("#")[0].partition("?")[0]:
        return "a backslash separates no folders; write a slash"
    return _trouble_of_characters(text)


def _trouble_of_characters(text: str) -> str:
    head, _, fragment = text.partition("#")
    for part in (head, fragment):
        bad = _NOT_URL.search(part)
        if bad:
            return f"{_name(bad[0])} has to be percent-encoded"
    if _BAD_PERCENT.search(text):
        return "a percent sign needs two hexadecimal digits behind it"
    return ""


def _name(character: str) -> str:
    return "a space" if character == " " else f"the character {character!r}"
