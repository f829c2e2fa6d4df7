"""Messages handed to the user's mail server over a connection that is verified."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from packager.errors import ConfigError, PackagerError, SourceError
from packager.send.faults import (
    ConnectionSecurityError,
    HostError,
    LaterError,
    RecipientError,
    RefusedError,
    UnavailableError,
)
from packager.send.settings import Smtp

CONNECT_SECONDS = 30.0
# RFC 5321 §4.5.3.2.6: a server may take ten minutes to answer the end of the data.
DATA_SECONDS = 600.0
_SLOWEST = 32 * 1024  # bytes a second: what a message is given, beside those minutes, to go out
_TOO_LARGE = (552, 523)  # RFC 1870 §6.1, and what some servers say instead
_TEMPORARY = range(400, 500)


@contextmanager
def connected(
    smtp: Smtp, password: str, *, seconds: float = CONNECT_SECONDS
) -> Iterator[smtplib.SMTP]:
    """Give a session at the mail server, encrypted as the settings say and logged in.

    The name in EHLO is an address literal (RFC 5321 §4.1.3), so that the machine's own name
    stays at home. STARTTLS that is not offered is a fault: nothing goes on in the clear.

    Raises:
        HostError, UnavailableError, LaterError: the server cannot be reached.
        ConnectionSecurityError: its certificate or its encryption is not as it should be.
        RefusedError: it does not take user and password.
        ConfigError: the password cannot be sent, or ``ca-file`` cannot be read.
    """
    server = f"{smtp.host}:{smtp.port}"
    context = _context(smtp)
    try:
        if smtp.security == "ssl":
            session: smtplib.SMTP = smtplib.SMTP_SSL(
                smtp.host, smtp.port, "[127.0.0.1]", timeout=seconds, context=context
            )
        else:
            session = smtplib.SMTP(smtp.host, smtp.port, "[127.0.0.1]", timeout=seconds)
    except (OSError, smtplib.SMTPException) as error:
        raise _connection_fault(server, smtp, error) from error
    with _closing(session):
        try:
            session.ehlo_or_helo_if_needed()
            if smtp.security == "starttls":
                session.starttls(context=context)
            if smtp.user:
                session.login(smtp.user, password)
        except smtplib.SMTPAuthenticationError as error:
            raise RefusedError(
                f"{server}: refuses user {smtp.user}: {_said(error)}; many providers ask for an "
                "app password, made in the account's security settings"
            ) from error
        except UnicodeEncodeError as error:
            raise ConfigError(f"{server}: user and password have to be ASCII") from error
        except (OSError, smtplib.SMTPException) as error:
            raise _connection_fault(server, smtp, error) from error
        yield session


@contextmanager
def _closing(session: smtplib.SMTP) -> Iterator[None]:
    """End a session politely where it still stands; how it ends changes nothing."""
    try:
        yield
    finally:
        try:
            session.quit()
        except (OSError, smtplib.SMTPException):
            session.close()


def _context(smtp: Smtp) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=smtp.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"{smtp.ca_file}: is no file of certificates; correct ca-file") from error


def _connection_fault(
    server: str, smtp: Smtp, error: OSError | smtplib.SMTPException
) -> PackagerError:
    """Return what a failure to begin a session means, in a line."""
    if fault := _security_fault(server, smtp, error):
        return fault
    if isinstance(error, socket.gaierror):
        return HostError(f"{smtp.host}: there is no such host; correct host, or go online")
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        other = "starttls" if smtp.security == "ssl" else "ssl"
        return UnavailableError(
            f'{server}: does not answer; go online, or try security = "{other}" and its port'
        )
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return UnavailableError(f"{server}: broke off; try again later, or correct port")
    if isinstance(error, smtplib.SMTPResponseException):
        kind = LaterError if error.smtp_code in _TEMPORARY else UnavailableError
        return kind(f"{server}: {_said(error)}; try again later")
    told = (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
    return UnavailableError(f"{server}: cannot be reached: {told}; correct host and port")


def _security_fault(
    server: str, smtp: Smtp, error: OSError | smtplib.SMTPException
) -> PackagerError | None:
    """Return what is wrong with certificate, encryption or log-in; nothing where it is not that."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return ConnectionSecurityError(
            f"{server}: its certificate is not trusted: {error.verify_message}; correct host, or "
            "name the authority's certificate by ca-file"
        )
    if isinstance(error, ssl.SSLError):
        other = "starttls" if smtp.security == "ssl" else "ssl"
        return ConnectionSecurityError(
            f'{server}: no encryption comes about; try security = "{other}" and its port'
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        if smtp.security == "starttls" and "STARTTLS" in str(error):
            return ConnectionSecurityError(
                f'{server}: offers no STARTTLS; try security = "ssl" and port = 465'
            )
        return RefusedError(f"{server}: takes no user and password; take user out, or change port")
    return None


def deliver(session: smtplib.SMTP, message: EmailMessage, name: str) -> None:
    """Hand one message over; ``name`` is what errors call the book.

    The size is compared with what the server announces (RFC 1870) before anything goes out.

    Raises:
        SourceError: the message is larger than the server takes.
        RecipientError, RefusedError: it does not take mail for the recipient, from the sender.
        LaterError, UnavailableError: it does not take the message.
    """
    data = message.as_bytes()
    announced = session.esmtp_features.get("size", "").split()
    limit = int(announced[0]) if announced and announced[0].isdigit() else 0
    if limit and len(data) > limit:
        raise SourceError(
            f"{name}: makes a mail of {len(data):,} bytes, and the server takes {limit:,}; "
            "make the pictures smaller, or copy the book to the device"
        )
    sender, recipient = message["From"].addresses[0], message["To"].addresses[0]
    if session.sock is not None:
        # Since Python 3.5 the time is for all of sendall, not for each piece of it.
        session.sock.settimeout(DATA_SECONDS + len(data) / _SLOWEST)
    try:
        session.sendmail(sender.addr_spec, [recipient.addr_spec], data)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = error.recipients[recipient.addr_spec]
        told = _text(code, text)
        if code in _TEMPORARY:
            raise LaterError(f"{recipient.addr_spec}: not now: {told}; try again later") from error
        raise RecipientError(
            f"{recipient.addr_spec}: is refused by the server: {told}; correct the address"
        ) from error
    except smtplib.SMTPResponseException as error:
        raise _answer(error, sender.addr_spec, name) from error
    except (OSError, smtplib.SMTPException) as error:
        raise UnavailableError(f"{name}: the server broke off; it may not have it") from error


def _answer(
    error: smtplib.SMTPResponseException, sender: str, name: str
) -> SourceError | RefusedError | LaterError | UnavailableError:
    told = _said(error)
    if error.smtp_code in _TOO_LARGE:
        return SourceError(f"{name}: is too large for the server: {told}; make pictures smaller")
    if error.smtp_code in _TEMPORARY:
        return LaterError(f"{name}: not now: {told}; try again later")
    if isinstance(error, smtplib.SMTPSenderRefused):
        return RefusedError(f"{sender}: may not send: {told}; correct from")
    return UnavailableError(f"{name}: is refused by the server: {told}")


def _said(error: smtplib.SMTPResponseException) -> str:
    return _text(error.smtp_code, error.smtp_error)


def _text(code: int, said: bytes | str) -> str:
    """Return a server's answer as it may be printed: one line, no control characters, short."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"{code} {shown[:160]}".strip()
