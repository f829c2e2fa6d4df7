"""Connections to machines of the web: bounded in time, and to the address that was looked at."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from packager.data_classes import dataclass
from packager.errors import SourceError

_CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one fetch."""

    seconds: float = 30.0
    bytes: int = 20_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Session:
    """What stays the same over the redirects of one fetch."""

    url: str
    deadline: float
    limits: Limits
    accept: str
    clock: Callable[[], float]

    def remaining(self) -> float:
        """Return the seconds left, or say that there are none."""
        left = self.deadline - self.clock()
        if left <= 0:
            raise SourceError(
                f"{self.url}: took longer than {self.limits.seconds:g} seconds; try again later"
            )
        return left


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a name leads: the socket addresses to try, and whether all of them are public."""

    addresses: tuple[tuple[int, tuple[object, ...]], ...]
    is_public: bool


def resolved(address: str, asked: str) -> Machine:
    """Return where an address leads; one private answer makes the whole name private."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise SourceError(f"{asked}: no machine is called {parts.hostname}; check it") from error
    addresses = tuple((int(family), tuple(place)) for family, _, _, _, place in found)
    return Machine(addresses, all(is_public(str(place[0])) for _, place in addresses))


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public Internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # An IPv4 address in IPv6 clothes (mapped, 6to4, NAT64) is as private as what it wears.
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is not None:
            ip = inner
        elif ip in ipaddress.ip_network("64:ff9b::/96"):
            ip = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


class Connection(http.client.HTTPConnection):
    """A connection to an address that was looked at before, under its own name."""

    def __init__(self, address: str, machine: Machine, session: Session) -> None:
        parts = urlsplit(address)
        self._secure = parts.scheme == "https"
        self._machine = machine
        self._session = session
        self._timer: threading.Timer | None = None
        port = parts.port or (443 if self._secure else 80)
        super().__init__(parts.hostname or "", port, timeout=session.remaining())

    def connect(self) -> None:
        """Connect to the first of the machine's addresses that answers."""
        failure: OSError = OSError("no address")
        for family, place in self._machine.addresses:
            plain = socket.socket(family, socket.SOCK_STREAM)
            plain.settimeout(min(self._session.remaining(), _CONNECT_SECONDS))
            try:
                plain.connect(place)
            except OSError as error:
                plain.close()
                failure = error
                continue
            self._watch(plain)
            return
        raise failure

    def _watch(self, plain: socket.socket) -> None:
        """Speak TLS where it is due, and let the clock end whatever the server is at.

        A socket's own timeout starts anew with each byte, so a server that drips would never
        meet it.
        """
        self.sock = plain
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(
                plain, server_hostname=self.host, do_handshake_on_connect=False
            )
        left = self._session.remaining()
        self.sock.settimeout(left)
        self._timer = threading.Timer(left, _cut_off, (self.sock,))
        self._timer.daemon = True
        self._timer.start()
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def stop(self) -> None:
        """Close the connection and stop its clock."""
        if self._timer is not None:
            self._timer.cancel()
        self.close()


def _cut_off(sock: socket.socket) -> None:
    """End a connection whose time is up; whoever reads from it sees its end."""
    with suppress(OSError):  # it ended by itself
        sock.shutdown(socket.SHUT_RDWR)
