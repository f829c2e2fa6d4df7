"""Addresses of the web in packager's own pages and metadata, and links to them."""

from __future__ import annotations

import re

from packager.build.document import attributes
from packager.licences import licence_name, licence_url
from packager.xhtml import escape

# What https://url.spec.whatwg.org/#url-code-points lets stand in path, query and fragment as it is,
# an escape being whole; letters of other scripts are looked at one by one
_HOST = r"[A-Za-z0-9\u00b7-\uffff](?:[A-Za-z0-9._\u00b7-\uffff-]*[A-Za-z0-9\u00b7-\uffff])?\.?"
_CODE = r"(?:[A-Za-z0-9!$&'()*+,./:;=?@_~\u00a1-\U0010fffd-]|%[0-9A-Fa-f]{2})"
_WEB = re.compile(
    rf"https?://{_HOST}(?::(?P<port>[0-9]{{1,5}}))?(?:[/?#]{_CODE}*(?:#{_CODE}*)?)?\Z"
)
_MAIL = re.compile(r"mailto:[A-Za-z0-9!#$%&'*+/=?^_.~-]+@[A-Za-z0-9.-]+\Z")
_HIGHEST_PORT = 65535


def is_web_address(url: str) -> bool:
    """Return whether a text may stand as an ``href`` that leads to the web or to a mailbox."""
    if not all(c.isascii() or c.isalnum() for c in url):
        return False
    match = _WEB.match(url)
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
