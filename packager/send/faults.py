"""What can go wrong on a book's way, each with the exit status that ``sysexits.h`` has for it."""

from __future__ import annotations

from packager.errors import PackagerError


class RecipientError(PackagerError):
    """The mail server does not take mail for the address."""

    exit_code = 67


class HostError(PackagerError):
    """The mail server's name is not known."""

    exit_code = 68


class UnavailableError(PackagerError):
    """The mail server cannot be reached, breaks off, or does not take the message."""

    exit_code = 69


class LaterError(PackagerError):
    """The mail server says that it may work later."""

    exit_code = 75


class ConnectionSecurityError(PackagerError):
    """No connection that can be trusted comes about."""

    exit_code = 76


class RefusedError(PackagerError):
    """The mail server does not know the user, the password, or the sender."""

    exit_code = 77
