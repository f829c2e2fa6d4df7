"""URLs as they are written in a book, resolved against the container.

What is valid follows https://url.spec.whatwg.org/#url-writing, what leaves the container
https://www.w3.org/TR/epub-33/#sec-container-iri. Paths come back percent-decoded and in
Unicode's normal form C, as :meth:`packager.check.facts.Archive.get` wants them.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote

from packager.check.facts import Url
from packager.check.load.archive import normal
from packager.check.load.host import trouble_of_host, trouble_of_port
from packager.lazy_pattern import lazy_pattern

_SCHEME = lazy_pattern(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SPECIAL = frozenset({"http", "https", "ftp", "ws", "wss", "file"})
# https://url.spec.whatwg.org/#url-code-points, plus the percent sign, which is looked at apart
_NOT_URL = lazy_pattern(
    '[\x00-\x20"#<>\\\\^`{|}\\[\\]\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff]'
)
_BAD_PERCENT = lazy_pattern(r"%(?![0-9A-Fa-f]{2})")
_EDGES = "".join(map(chr, range(0x21)))
_AUTHORITY = lazy_pattern(r"//([/\\]*)([^/\\?#]*)")
_TABS = str.maketrans("", "", "\t\n\r")
_TWO_SLASHES = ("//", "\\\\", "/\\")
_NO_SLASHES = 'the scheme needs two slashes ("//") behind it'
_FRAGMENT = lazy_pattern(r"#[A-Za-z0-9_\-.~]+\Z")
_LONG = 1024  # a URL of data may be as long as a picture; it is not kept
_NAME = r"[A-Za-z0-9_\-][A-Za-z0-9_\-.~]*"
_FILE = lazy_pattern(rf"({_NAME}(?:/{_NAME})*)(?:#([A-Za-z0-9_\-.~]*))?\Z")
_LABEL = r"(?!xn--)[a-z][a-z0-9-]{0,61}"
_PAGE = lazy_pattern(
    rf"(https?)(://{_LABEL}(?:\.{_LABEL})+(?:/[A-Za-z0-9_\-.~/]*)?)(?:#([A-Za-z0-9_\-.~]*))?\Z"
)
_PLAIN = lazy_pattern(r"[A-Za-z0-9_\-.~/]*(?:#[A-Za-z0-9_\-.~]*)?\Z")


def resolve(written: str, base: str) -> Url:
    """Return the URL that ``written`` gives in the file at the path ``base``.

    ``base`` may be an absolute URL too, where ``xml:base`` or ``base`` set one.
    """
    if len(written) > _LONG:
        return _any(written, base)
    return _resolve(written, base)


@lru_cache(maxsize=4096)
def _resolve(written: str, base: str) -> Url:
    return _plain(written, base) or _any(written, base)


def _any(written: str, base: str) -> Url:  # noqa: PLR0912 - the steps of the URL standard
    text = written.strip(_EDGES)
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() == "https" and text[scheme.end() :][:2] not in _TWO_SLASHES:
        # The URL standard takes it for relative: EPUBCheck 5.3.0 gives the book an https: URL.
        relative = _resolve(text[scheme.end() :], base)
        return relative._replace(written=written, trouble=_NO_SLASHES)
    if scheme:
        return _absolute(written, text, scheme[1].lower(), scheme.end())
    if text.startswith(_TWO_SLASHES):
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


def _plain(written: str, base: str) -> Url | None:
    """Return what most URLs give: a plain fragment, file, or page of the web; else nothing."""
    if ":" not in base and "%" not in base:
        if _FRAGMENT.match(written):
            return Url(written, "", base, None, written[1:])
        file = _FILE.match(written)
        if file:
            folder, slash, _ = base.rpartition("/")
            return Url(written, "", normal(folder + slash + file[1]), None, file[2])
    page = _PAGE.match(written)
    return page and Url(written, page[1], "", None, page[3], page[1] + page[2])


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
    _, query, fragment = _split(text)
    trouble, absolute, rest = "", text.partition("#")[0], text
    if scheme in _SPECIAL and scheme != "file":
        authority = _AUTHORITY.match(text, end)
        if authority is None:
            trouble = _NO_SLASHES
        else:
            host = authority[2].translate(_TABS)
            trouble, rest = trouble_of_host(host), text[authority.end() :]
            if trouble:
                absolute = ""  # it leads nowhere
            elif authority[1]:
                trouble = "two slashes stand in front of the host, not more"
            elif host != authority[2]:
                trouble = "a tab or a line break stands in the host"
            else:
                trouble = trouble_of_port(host)
    if not trouble and scheme != "data":
        trouble = _trouble_of_characters(rest)
    return Url(written, scheme, "", query, fragment, absolute, trouble=trouble)


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
