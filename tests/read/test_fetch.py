from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from packager.errors import MissingInputError, SourceError
from packager.read import connection
from packager.read.connection import Limits
from packager.read.fetch import Fetched, fetch

Reply = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def site(pages: dict[str, Reply]) -> Iterator[str]:
    """Run a server whose paths answer as the functions say; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            seen.append((self.path, self.headers.get("User-Agent", "")))
            with suppress(OSError):  # the client may go away in the middle
                pages.get(self.path, text(b"none", status=404))(self)
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    seen.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


seen: list[tuple[str, str]] = []


def text(body: bytes, status: int = 200, **headers: str) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        given = {"Content-Type": "text/html; charset=ISO-8859-2", "Content-Length": str(len(body))}
        for name, value in (given | {k.replace("_", "-"): v for k, v in headers.items()}).items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def moved(target: str, status: int = 302) -> Reply:
    return text(b"", status=status, Location=target)


def refused(url: str, said: str, **options: Limits | bool) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(url, **options)  # type: ignore[arg-type]
    message = str(caught.value)
    assert message.startswith(f"{url}: ")
    assert said in message
    assert "\n" not in message
    return message


def test_bytes_come_with_media_type_charset_and_the_last_address() -> None:
    with site({"/a": moved("b?x=%C3%A9", 301), "/b?x=%C3%A9": text(b"tea")}) as home:
        assert fetch(f"{home}/a#part") == Fetched(
            b"tea", "text/html", "iso-8859-2", f"{home}/b?x=%C3%A9"
        )
    assert seen[0][1].startswith("packager ")


def test_an_address_with_spaces_and_letters_is_encoded() -> None:
    with site({"/caf%C3%A9%20x?q=%E6%97%A5": text(b"ok", Content_Type="")}) as home:
        assert fetch(f"{home}/café x?q=日") == Fetched(
            b"ok", "", "", f"{home}/caf%C3%A9%20x?q=%E6%97%A5"
        )


@pytest.mark.parametrize("coding", ["gzip", "deflate", "x-gzip", "raw"])
def test_packed_bodies_are_unpacked(coding: str) -> None:
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(b"tea" * 99),
        "x-gzip": gzip.compress(b"tea" * 99),
        "deflate": zlib.compress(b"tea" * 99),
        "raw": raw.compress(b"tea" * 99) + raw.flush(),
    }[coding]
    name = "deflate" if coding == "raw" else coding
    with site({"/": text(packed, Content_Encoding=name)}) as home:
        assert fetch(home).data == b"tea" * 99


def test_chunked_bodies_are_joined_and_a_cut_one_is_told() -> None:
    def chunks(end: bytes) -> Reply:
        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            handler.wfile.write(b"3\r\ntea\r\n4\r\ntime\r\n" + end)

        return reply

    with site({"/whole": chunks(b"0\r\n\r\n"), "/cut": chunks(b"9\r\nabc")}) as home:
        assert fetch(f"{home}/whole").data == b"teatime"
        refused(f"{home}/cut", "did not answer soundly")


# --- Bounds --------------------------------------------------------------------------------


def drip(handler: BaseHTTPRequestHandler) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000:
        handler.wfile.write(bytes((byte,)))
        time.sleep(0.05)


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


def silent(_: BaseHTTPRequestHandler) -> None:
    time.sleep(2)


def no_http(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\0\1\2 hello\r\n\r\n")


def drip_chunk(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"0")
        time.sleep(0.05)


@pytest.mark.parametrize("reply", [drip, drip_body, drip_chunk, silent])
def test_a_server_that_drips_or_says_nothing_ends_in_time(reply: Reply) -> None:
    with site({"/": reply}) as home:
        start = time.monotonic()
        refused(f"{home}/", "took longer than 0.4 seconds", limits=Limits(seconds=0.4))
        assert time.monotonic() - start < 2


def test_the_time_is_that_of_all_redirects_together() -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.2)
        moved("/")(handler)

    with site({"/": slowly}) as home:
        refused(f"{home}/", "took longer", limits=Limits(seconds=0.5, redirects=100))


def test_an_endless_body_is_cut_off() -> None:
    with site({"/": endless}) as home:
        refused(f"{home}/", "more than 100,000 bytes", limits=Limits(bytes=100_000))


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    with site({"/": text(b"x", Content_Length="999999999")}) as home:
        refused(f"{home}/", "is 999,999,999 bytes; the limit is 20,000,000")


def test_a_body_shorter_than_it_says_is_told() -> None:
    with site({"/": text(b"tea", Content_Length="30")}) as home:
        refused(f"{home}/", "ended 27 bytes early")


def test_what_follows_the_length_is_not_read() -> None:
    with site({"/": text(b"teatime", Content_Length="3")}) as home:
        assert fetch(home).data == b"tea"


def test_a_gzip_bomb_is_bounded() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    with site({"/": text(bomb, Content_Encoding="gzip")}) as home:
        refused(f"{home}/", "unpacks to more than 20,000,000 bytes")


@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(b"tea" * 99, mtime=0)[:-9]])
def test_a_damaged_packing_is_told(body: bytes) -> None:
    with site({"/": text(body, Content_Encoding="gzip")}) as home:
        refused(f"{home}/", "try again")


def test_a_packing_that_was_not_asked_for_is_refused() -> None:
    with site({"/": text(b"x", Content_Encoding="br")}) as home:
        refused(f"{home}/", "'br'")


# --- Redirects and addresses ---------------------------------------------------------------


def test_redirects_in_a_circle_end() -> None:
    with site({"/a": moved("/b"), "/b": moved("/a")}) as home:
        refused(f"{home}/a", "redirects more than 5 times")
    assert len(seen) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://x/y", "javascript:1", "data:,x"])
def test_a_redirect_to_another_kind_of_address_is_refused(target: str) -> None:
    with site({"/": moved(target)}) as home:
        refused(f"{home}/", "only http and https")


@pytest.mark.parametrize("target", ["http://[::1", "http://x:port/", "http://" + "a" * 70 + "/"])
def test_a_redirect_to_no_address_is_told(target: str) -> None:
    with site({"/": moved(target)}) as home:
        refused(f"{home}/", "is no address")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://", "//x", "tea", "http://x\ny:b/"])
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(SourceError):
        fetch(url)


def test_a_public_page_cannot_make_us_ask_a_private_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """127.0.0.1 plays the public machine here; 127.0.0.2 stays what it is."""
    real = connection.is_public
    monkeypatch.setattr(connection, "is_public", lambda a: a == "127.0.0.1" or real(a))
    with site({}) as inner:
        port = inner.rpartition(":")[2]
        with site({"/": moved(f"http://127.0.0.2:{port}/secret")}) as home:
            refused(f"{home}/", "redirects to http://127.0.0.2")
    assert [path for path, _ in seen] == ["/"]


def test_a_local_server_that_the_user_names_may_redirect_to_itself() -> None:
    with site({"/": moved("/b"), "/b": text(b"mine")}) as home:
        assert fetch(home).data == b"mine"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to refuse
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_private_addresses_are_known_in_all_their_clothes(address: str, public: bool) -> None:
    assert connection.is_public(address) is public


# --- What the server says ------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_missing_input(status: int) -> None:
    with site({"/": text(b"", status=status)}) as home, pytest.raises(MissingInputError) as caught:
        fetch(home)
    assert str(status) in str(caught.value)
    assert caught.value.exit_code == 66


@pytest.mark.parametrize("status", [204, 401, 403, 451, 500, 503])
def test_another_answer_than_ok_is_told(status: int) -> None:
    with site({"/": text(b"", status=status)}) as home:
        refused(f"{home}/", f"the server says {status}")


def test_no_server_and_no_such_machine_are_told() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    refused(f"http://127.0.0.1:{port}/", "did not answer soundly")
    refused("http://no-such-machine.invalid/", "no machine is called no-such-machine.invalid")


def test_an_answer_that_is_no_http_is_told() -> None:
    with site({"/": no_http}) as home:
        refused(f"{home}/", "did not answer soundly")


# --- robots.txt ----------------------------------------------------------------------------


def test_robots_txt_keeps_pages_back_but_is_asked_only_for_pages() -> None:
    rules = b"User-agent: *\nDisallow: /private\n\nUser-agent: other\nDisallow: /\n"
    pages = {"/robots.txt": text(rules), "/private/a": text(b"no"), "/public": text(b"yes")}
    with site(pages) as home:
        assert fetch(f"{home}/public", obey_robots=True).data == b"yes"
        refused(f"{home}/private/a", "robots.txt", obey_robots=True)
        assert fetch(f"{home}/private/a").data == b"no"


@pytest.mark.parametrize(
    ("reply", "allowed"),
    [
        (text(b"", status=404), True),
        (text(b"", status=403), True),
        (text(b"User-agent: packager\nDisallow: /"), False),
        (text(b"", status=503), False),
        (moved("/rules.txt"), False),
        (text(b"User-agent: *\nDisallow:\n" + b"# filler\n" * 200_000), True),
        (text(b"\xff\xfe\0nonsense"), True),
    ],
)
def test_robots_txt_means_what_rfc_9309_says(reply: Reply, allowed: bool) -> None:
    rules = text(b"User-agent: *\nDisallow: /")
    with site({"/robots.txt": reply, "/rules.txt": rules, "/": text(b"page")}) as home:
        if allowed:
            assert fetch(f"{home}/", obey_robots=True).data == b"page"
        else:
            refused(f"{home}/", "robots.txt", obey_robots=True)


def test_a_redirect_is_asked_of_the_site_that_it_leads_to() -> None:
    pages = {
        "/robots.txt": text(b"User-agent: *\nDisallow: /b"),
        "/a": moved("/b"),
        "/b": text(b""),
    }
    with site(pages) as home:
        refused(f"{home}/a", "robots.txt", obey_robots=True)
