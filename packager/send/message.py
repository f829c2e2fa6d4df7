"""A book as a mail message: RFC 5322, one attachment of type ``application/epub+zip``."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from packager.errors import ConfigError
from packager.send.names import file_stem, plain_stem
from packager.send.parcel import Parcel
from packager.send.services import Service

# RFC 5322 §3.4.1 without what is quoted: dot-atom@dot-atom
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*", re.ASCII)
EPUB = "application/epub+zip"  # https://www.iana.org/assignments/media-types/application/epub+zip


def address_of(text: str, where: str) -> Address:
    """Return a mail address, its domain in ASCII (RFC 5890); ``where`` is what errors name.

    Raises:
        ConfigError: the text is no address, or one that not every server takes (RFC 6531).
    """
    local, _, domain = text.strip().rpartition("@")
    try:
        written = domain.encode("idna").decode("ascii")
    except UnicodeError:
        written = ""
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(written)):
        raise ConfigError(f"{where}: {text!r} is no mail address; write one such as me@example.com")
    return Address(username=local, domain=written)


def attachment_name(book: Parcel, service: Service) -> str:
    """Return the name that the file has in the mail: the title, as the service can bear it.

    A service that shows the name as the title gets it; where it takes ASCII only and the title
    has none, the file's own name stands in, then a number made of the book.
    """
    if service.is_plain:
        stem = plain_stem(book.title, book.file_stem) or f"book-{book.digest[:8]}"
    else:
        stem = file_stem(book.title) or file_stem(book.file_stem) or f"book-{book.digest[:8]}"
    return f"{stem}.epub"


def message_for(
    book: Parcel, recipient: Address, sender: Address, service: Service, now: datetime
) -> EmailMessage:
    """Return the message that carries a book; ``now`` is its date.

    The subject is the title; both it and the text are ASCII where the service asks for that.
    The Message-ID has the sender's domain and a number of the book, the recipient and the
    moment, so it tells nothing of the machine.
    """
    from email import policy
    from email.utils import format_datetime
    from hashlib import sha256

    message = EmailMessage(policy=policy.SMTP)
    name = attachment_name(book, service)
    title = name.removesuffix(".epub") if service.is_plain else " ".join(book.title.split())
    unique = f"{book.digest} {recipient.addr_spec} {now.isoformat()}"
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = title or name
    message["Date"] = format_datetime(now)
    number = sha256(unique.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{number}@{sender.domain}>"
    by = f" by {book.author}" if book.author and not service.is_plain else ""
    message.set_content(f"{title}{by}, as an EPUB.\n")
    maintype, _, subtype = EPUB.partition("/")
    message.add_attachment(book.data, maintype=maintype, subtype=subtype, filename=name)
    return message
