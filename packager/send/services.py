"""What each mail service for readers takes: how much, under which names, checked for what."""

from __future__ import annotations

from packager.data_classes import dataclass

MEGABYTE = 1_000_000  # the smaller of the two that the word stands for


@dataclass(frozen=True, slots=True)
class Service:
    """A service that passes books mailed to it on to a reader, or any other mailbox.

    ``limit_bytes`` is the most that it takes (0: it says nothing). ``is_plain`` asks for short
    names in ASCII. ``device`` is the one whose rules a book for it is checked by; ``advice`` is
    what the owner has to have done.
    """

    name: str
    device: str = ""
    limit_bytes: int = 0
    is_plain: bool = False
    advice: str = ""


# Kindle: 50 MB in all the documents of a mail, and only from addresses approved by the owner:
# https://www.amazon.com/gp/help/customer/display.html?nodeId=G7NECT4B4ZWHQ8WV
# No limit of PocketBook's is known. Names: neither Amazon's service nor
# PocketBook's can be trusted with other than short names in ASCII, PocketBook's with commas:
# https://bugs.launchpad.net/calibre/+bug/1989282, https://github.com/janeczku/calibre-web/issues/2434
KINDLE = Service(
    "Send to Kindle",
    "kindle",
    50 * MEGABYTE,
    is_plain=True,
    advice="Amazon takes mail only from addresses on your Approved Personal Document E-mail List",
)
POCKETBOOK = Service(
    "Send-to-PocketBook",
    "pocketbook",
    is_plain=True,
    advice="PocketBook asks by mail before it takes the first book from a new address",
)
MAILBOX = Service("mail")

BY_DOMAIN = {
    "kindle.com": KINDLE,
    "free.kindle.com": KINDLE,
    "kindle.cn": KINDLE,
    "free.kindle.cn": KINDLE,
    "pbsync.com": POCKETBOOK,
}


def service_for(address: str) -> Service:
    """Return the service behind an address; any address that is none's is a mailbox."""
    return BY_DOMAIN.get(address.rpartition("@")[2].casefold(), MAILBOX)
