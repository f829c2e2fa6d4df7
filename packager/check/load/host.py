"""The host of a URL: whether there can be one of that name.

https://url.spec.whatwg.org/#host-parsing, as far as EPUBCheck 5.3.0 goes: it lets pass a few
characters that the standard forbids, and takes a name of digits for a name.
"""

from __future__ import annotations

from urllib.parse import unquote

from packager.lazy_pattern import lazy_pattern

_FORBIDDEN = lazy_pattern("[\x00-\x20#%/:?@\\[\\\\\\]\x7f]")
_MAX_PORT = 65535
_MAX_LABEL = 63  # https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4
_FULL_STOPS = str.maketrans("\u3002\uff0e\uff61", "...")


def trouble_of_host(authority: str) -> str:  # noqa: PLR0911 - one fault a return
    """Return why what stands between ``//`` and the path names no host; ``""`` where it does."""
    host = authority.rpartition("@")[2]
    if host.startswith("["):
        return _trouble_of_ipv6(host)
    name, colon, port = host.partition(":")
    if not name:
        return "the host is missing"
    if colon and port and not _is_number(port):
        return f"the port {port!r} is no number"
    plain = unquote(name, errors="replace").translate(_FULL_STOPS)
    if _FORBIDDEN.search(plain):
        return f"the host {name!r} has a character that no host may have"
    *labels, last = plain.split(".")
    if not all(labels):
        return f"the host {name!r} has two full stops side by side, or begins with one"
    for label in (*labels, last):
        if len(label.encode("utf-8", "replace")) > _MAX_LABEL and label.isascii():
            return f"the host {name!r} has a part of more than {_MAX_LABEL} letters"
        if label.lower().startswith("xn--") and not _is_punycode(label[4:]):
            return f"the host {name!r} has a part that begins with xn-- and is no Punycode"
    return ""


def trouble_of_port(authority: str) -> str:
    """Return what is wrong with the port behind a sound host; there may be none."""
    port = authority.rpartition("@")[2].rpartition("]")[2].partition(":")[2].lstrip("0")
    if port and (len(port) > len(str(_MAX_PORT)) or int(port) > _MAX_PORT):
        return f"the port {port[:20]!r} is above {_MAX_PORT}"
    return ""


def _is_number(port: str) -> bool:
    return port.isascii() and port.isdigit()


def _trouble_of_ipv6(host: str) -> str:
    from ipaddress import AddressValueError, IPv6Address

    address, bracket, port = host[1:].partition("]")
    try:
        IPv6Address(address)
    except AddressValueError:
        return f"the host {host!r} is no IPv6 address"
    if not bracket or (port.removeprefix(":") and not _is_number(port.removeprefix(":"))):
        return f"the host {host!r} is no IPv6 address and port"
    return ""


def _is_punycode(label: str) -> bool:
    try:
        text = label.encode("ascii").decode("punycode")
    except UnicodeError:
        return False
    return bool(text) and not text.isascii() and text.isprintable()
