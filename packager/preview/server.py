"""The web server of the preview: this machine only, a secret in the path, no way out.

Another page in the same browser can send requests to 127.0.0.1, and a name of its own can be made
to point there; hence the token in the path and the look at ``Host``. What the book holds is as
little trusted: the policy below lets no script but the page's own run and nothing be fetched from
elsewhere. foliate-js shows chapters as ``blob:`` frames, which inherit it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import b64encode
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from importlib.resources.abc import Traversable

from packager.errors import OutputError
from packager.preview.shelf import Shelf, State

ADDRESS = "127.0.0.1"
KEEP_ALIVE_SECONDS = 10.0
IMPORT_MAP = '{"imports":{"construct-style-sheets-polyfill":"./nothing.js"}}'
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
_HASH = b64encode(hashlib.sha256(IMPORT_MAP.encode()).digest()).decode()
POLICY = (
    "default-src 'none'; "
    f"script-src 'self' 'sha256-{_HASH}'; "
    "style-src 'self' blob: 'unsafe-inline'; "
    "img-src 'self' blob: data:; font-src blob: data:; media-src blob: data:; "
    "frame-src 'self' blob:; connect-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page_files() -> dict[str, tuple[str, bytes]]:
    """Return media type and bytes of each file of the page and the engine, by its path."""
    here = files("packager.preview")
    found = {"nothing.js": (MEDIA_TYPES[".js"], b"")}
    for folder, prefix in (
        (here / "page", ""),
        (here / "foliate", "foliate/"),
        (here / "foliate" / "vendor", "foliate/vendor/"),
    ):
        found |= {prefix + file.name: _typed(file) for file in folder.iterdir() if _is_served(file)}
    kind, html = found["device.html"]
    found["device.html"] = (kind, html.replace(b"IMPORT_MAP", IMPORT_MAP.encode()))
    found[""] = found.pop("index.html")
    return found


def _suffix(file: Traversable) -> str:
    return "." + file.name.rpartition(".")[2]


def _is_served(file: Traversable) -> bool:
    return file.is_file() and _suffix(file) in MEDIA_TYPES


def _typed(file: Traversable) -> tuple[str, bytes]:
    return MEDIA_TYPES[_suffix(file)] + "; charset=utf-8", file.read_bytes()


class PreviewServer(ThreadingHTTPServer):
    """Serves the book on a shelf to whoever knows ``url``."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, shelf: Shelf, port: int = 0) -> None:
        """Listen on a port, a free one for 0.

        Raises:
            OutputError: the port is taken or may not be used.
        """
        try:
            super().__init__((ADDRESS, port), _Handler)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise OutputError(
                f"port {port}: cannot be served on: {reason}; give another --port, or none"
            ) from error
        self.shelf = shelf
        self.token = secrets.token_urlsafe(16)
        self.files = page_files()
        self.hosts = {f"{name}:{self.server_port}" for name in (ADDRESS, "localhost")}
        self.url = f"http://{ADDRESS}:{self.server_port}/{self.token}/"


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    server_version = "packager"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """Answer with a file of the page, the book, or the stream of what changes."""
        _, token, *rest = [*self.path.partition("?")[0].split("/", 2), ""]
        path = rest[0]
        if self.headers.get("Host", "") not in self.server.hosts:
            self.send_error(HTTPStatus.FORBIDDEN, "This page is served to this machine only")
        elif not secrets.compare_digest(token.encode(), self.server.token.encode()):
            self.send_error(HTTPStatus.NOT_FOUND)
        elif path == "events":
            self._tell_changes()
        elif path == "book.epub":
            self._send("application/epub+zip", self.server.shelf.state.data)
        elif path in self.server.files:
            self._send(*self.server.files[path])
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _start(self, media_type: str, length: int | None = None) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", media_type)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _send(self, media_type: str, data: bytes) -> None:
        try:
            self._start(media_type, len(data))
            self.wfile.write(data)
        except OSError:  # the page was closed or loaded anew meanwhile
            self.close_connection = True

    def _tell_changes(self) -> None:
        """Send each new state as an event until the page goes or the server ends.

        See https://html.spec.whatwg.org/multipage/server-sent-events.html
        """
        shelf, seen = self.server.shelf, None
        self.close_connection = True
        try:
            self._start("text/event-stream")
            while not shelf.is_closed:
                state = shelf.wait(seen, KEEP_ALIVE_SECONDS)
                self.wfile.write(_event(state) if state else b":\n\n")
                self.wfile.flush()
                seen = state or seen
        except OSError:  # the page was closed or loaded anew
            return

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing: what a page asked for is no news to the one who looks at it."""


def _event(state: State) -> bytes:
    told = json.dumps({"version": state.version, "error": state.error})
    return f"data: {told}\n\n".encode()
