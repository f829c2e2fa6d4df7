"""The password for the mail server: from the environment or the keyring, never from a file."""

from __future__ import annotations

from collections.abc import Mapping

from packager.errors import ConfigError
from packager.send.settings import Smtp

VARIABLE = "PACKAGER_SMTP_PASSWORD"


def keyring_service(smtp: Smtp) -> str:
    """Return the name under which the keyring has the password for a server."""
    return f"packager/{smtp.host}"


def password_for(smtp: Smtp, environ: Mapping[str, str]) -> str:
    """Return the password of the user at the server; ``PACKAGER_SMTP_PASSWORD`` wins.

    Raises:
        ConfigError: neither has one, or the keyring cannot be opened.
    """
    if given := environ.get(VARIABLE):
        return given
    hint = f"set {VARIABLE}, or keep it by: keyring set {keyring_service(smtp)} {smtp.user}"
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        raise ConfigError(
            f"no password for {smtp.user} at {smtp.host}: set {VARIABLE}, or install "
            "packager[send] for the keyring"
        ) from error
    try:
        kept = keyring.get_password(keyring_service(smtp), smtp.user)
    except KeyringError as error:
        told = " ".join(str(error).split())[:120] or type(error).__name__
        raise ConfigError(f"the keyring cannot be used: {told}; set {VARIABLE}") from error
    if not kept:
        raise ConfigError(f"no password for {smtp.user} at {smtp.host}; {hint}")
    return kept
