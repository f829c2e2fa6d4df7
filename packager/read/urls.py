"""Addresses in markup: what a link may lead to from inside a book, and how it is written.

The grammar is that of https://url.spec.whatwg.org/; EPUBCheck 5.3 reports what strays from it
(RSC-020), a scheme that nobody registered (HTM-025) and a file that is not in the book (RSC-007).
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

SCHEMES = frozenset("http https mailto tel sms ftp geo doi news xmpp magnet irc".split()) - {"doi"}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_BREAKS = re.compile(r"[\t\n\r]+\s*")
_UNSAFE = re.compile(r"[\x00-\x20\"<>\\^`{|}\x7f-\xa0\u2028\u2029]|%(?![0-9A-Fa-f]{2})")
_SQUARE = re.compile(r"[\[\]]")
_HOST = re.compile(
    r"(?:[^\s\x00-\x20\"#%/:<>?@\[\\\]^`{|}\x7f]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?\Z"
)
_LONGEST = 4096
_HIGHEST_PORT = 65535


def is_web(href: str) -> bool:
    """Return whether an address leads to the web."""
    return href[:7].lower() == "http://" or href[:8].lower() == "https://"


def scheme_of(href: str) -> str:
    """Return the scheme of an address, lower case; empty for a relative one."""
    # Browsers pass over tabs and line ends: https://url.spec.whatwg.org/#concept-basic-url-parser
    match = _SCHEME.match(_BREAKS.sub("", href))
    # A drive letter is no scheme: C:\texts\a.png
    return match[1].lower() if match and len(match[1]) > 1 else ""


def repaired(href: str, base: str = "") -> str:
    """Return an absolute address that a book may link to, ``#fragment``, or nothing.

    Relative addresses are resolved against ``base`` if that is a web address. Spaces, quotes
    and other characters that must be escaped are; backslashes are slashes, as in browsers.
    """
    href = _BREAKS.sub("", href.strip())
    if not href or len(href) > _LONGEST:
        return ""
    if href.startswith("#"):
        return href
    if href.startswith(("//", "\\\\")):
        href = "https:" + href.replace("\\", "/")
    scheme = scheme_of(href)
    if not scheme:
        return _web(urljoin(base, href.replace("\\", "/"))) if is_web(base) else ""
    if scheme not in SCHEMES:
        return ""
    if scheme in ("http", "https", "ftp"):
        return _web(href)
    rest = _escaped(href[len(scheme) + 1 :])
    return f"{scheme}:{rest}" if rest else ""


def _web(href: str) -> str:
    try:
        parts = urlsplit(href.replace("\\", "/"))
        host = parts.netloc.rpartition("@")
    except ValueError:
        return ""
    match = _HOST.match(host[2])
    if not match or (match[1] and int(match[1]) > _HIGHEST_PORT):
        return ""
    name = host[2].partition(":")[0].rstrip(".") if not host[2].startswith("[") else "x"
    # An address whose last label is digits is an IPv4 address, and must be a sound one.
    last = name.rpartition(".")[2]
    if last.isdigit() and not re.match(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|\Z)){4}\Z", name):
        return ""
    if any(not label or label == "xn--" for label in name.split(".")):
        return ""
    user = _escaped(host[0]) + host[1] if host[1] and host[0] else ""
    result = f"{parts.scheme.lower()}://{user}{host[2]}{_square(_escaped(parts.path))}"
    if parts.query:
        result += f"?{_square(_escaped(parts.query))}"
    if parts.fragment:
        result += f"#{_escaped(parts.fragment).replace('#', '%23')}"
    return result


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)


def _square(text: str) -> str:
    return _SQUARE.sub(lambda found: f"%{ord(found[0]):02X}", text)
