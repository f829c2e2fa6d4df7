"""Addresses of the web in packager's own pages and metadata, and links to them."""

from __future__ import annotations

import re
from functools import cache

from packager.build.document import attributes
from packager.licences import licence_name, licence_url
from packager.xhtml import escape

# What https://url.spec.whatwg.org/#url-code-points lets stand in path, query and fragment as it is,
# an escape being whole; letters of other scripts are looked at one by one
_WIDE_HOST, _WIDE_CODE = r"\u00b7-\uffff", r"\u00a1-\U0010fffd"
_MAIL = re.compile(r"mailto:[A-Za-z0-9!#$%&'*+/=?^_.~-]+@[A-Za-z0-9.-]+\Z")
_HIGHEST_PORT = 65535


@cache
def _web(host: str, code: str) -> re.Pattern[str]:
    """Return the pattern of an address with these characters of hosts and of the rest.

    Those beyond ASCII take long to compile and are seldom needed.
    """
    name = rf"[A-Za-z0-9{host}](?:[A-Za-z0-9._{host}-]*[A-Za-z0-9{host}])?\.?"
    rest = rf"(?:[A-Za-z0-9!$&'()*+,./:;=?@_~{code}-]|%[0-9A-Fa-f]{{2}})"
    return re.compile(
        rf"https?://{name}(?::(?P<port>[0-9]{{1,5}}))?(?:[/?#]{rest}*(?:#{rest}*)?)?\Z"
    )


def is_web_address(url: str) -> bool:
    """Return whether a text may stand as an ``href`` that leads to the web or to a mailbox."""
    if not all(c.isascii() or c.isalnum() for c in url):
        return False
    match = (_web("", "") if url.isascii() else _web(_WIDE_HOST, _WIDE_CODE)).match(url)
    if match:
        return int(match["port"] or 0) <= _HIGHEST_PORT
    return bool(_MAIL.match(url))


def link(url: str, label: str = "") -> str:
    """Return a link; an address that is none of the web's stays text."""
    text = escape(label or url)
    if not is_web_address(url):
        return text
    return f'<a class="url"{attributes(href=url)}>{text}</a>'


def licence_link(licence: str) -> str:
    """Return the name of a licence as markup, linked where it has an address."""
    url = licence_url(licence)
    return link(url, licence_name(licence)) if url else escape(licence)
