"""Mail servers for the tests: real ones on this machine, with certificates made on the spot."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

aiosmtpd = pytest.importorskip("aiosmtpd.controller", reason="aiosmtpd is not installed")
trustme = pytest.importorskip("trustme", reason="trustme is not installed")

from aiosmtpd.controller import Controller  # noqa: E402 - after the skip
from aiosmtpd.smtp import AuthResult, LoginPassword  # noqa: E402

from packager.send.settings import Smtp  # noqa: E402

USER, PASSWORD = "me@example.com", "open sesame 7"


@dataclass
class Inbox:
    """What a server took, and how it answers."""

    refuses_recipient: str = ""
    refuses_sender: str = ""
    refuses_data: str = ""
    envelopes: list[Any] = field(default_factory=list)
    users: list[bytes] = field(default_factory=list)
    greeted: list[str] = field(default_factory=list)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Keep the name that the client gives."""
        session.host_name = hostname
        self.greeted.append(hostname)
        return responses

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Answer the sender."""
        if self.refuses_sender:
            return self.refuses_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Answer the recipient."""
        if self.refuses_recipient:
            return self.refuses_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take the message."""
        if self.refuses_data:
            return self.refuses_data
        self.envelopes.append(envelope)
        return "250 OK"

    def check(self, server: Any, session: Any, envelope: Any, kind: str, data: Any) -> AuthResult:
        """Return whether user and password are those of the tests."""
        assert isinstance(data, LoginPassword)
        self.users.append(data.login)
        is_right = data == LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)


@dataclass
class Served:
    """A server that runs: where it is, and the authority that its certificate is from."""

    inbox: Inbox
    port: int
    ca_file: Path

    def smtp(self, **changes: Any) -> Smtp:
        """Return the settings for it."""
        given = {
            "host": "localhost",
            "port": self.port,
            "security": "starttls",
            "user": USER,
            "sender": USER,
            "ca_file": self.ca_file,
        }
        return Smtp(**{**given, **changes})

    def settings(self, home: Path, devices: str = "") -> Path:
        """Write the user's file under ``home`` and return it."""
        file = home / "packager" / "config.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f'[smtp]\nhost = "localhost"\nport = {self.port}\nuser = "{USER}"\n'
            f'ca-file = "{self.ca_file}"\n\n[devices]\n{devices}'
        )
        return file


@contextmanager
def mail_server(
    folder: Path,
    *,
    encryption: str = "starttls",
    name: str = "localhost",
    limit: int | None = None,
    inbox: Inbox | None = None,
) -> Iterator[Served]:
    """Run a server on a free port; ``encryption`` is ``starttls``, ``ssl`` or ``none``.

    It lets in the user of the tests only, and only once the connection is encrypted.
    """
    authority = trustme.CA()
    ca_file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    box = inbox or Inbox()
    options: dict[str, Any] = {
        "hostname": "localhost",
        "authenticator": box.check,
        "auth_required": encryption != "none",
        "auth_require_tls": encryption != "ssl",
        "data_size_limit": limit or 64 * 1024 * 1024,
    }
    if encryption == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if encryption == "ssl":
        options |= {"ssl_context": context}
    controller = _started(box, options)
    try:
        yield Served(box, controller.port, ca_file)
    finally:
        controller.stop()


def _started(box: Inbox, options: dict[str, Any]) -> Any:
    """Return a server that runs; another process may have taken a port that was free just now."""
    for _ in range(5):
        controller = Controller(box, port=free_port(), **options)
        try:
            controller.start()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return controller
    pytest.fail("no port is free")


def free_port() -> int:
    """Return a port of localhost on which nothing listens."""
    with socket.socket() as found:
        found.bind(("localhost", 0))
        port: int = found.getsockname()[1]
        return port
