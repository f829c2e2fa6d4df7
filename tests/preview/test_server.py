from __future__ import annotations

import hashlib
import http.client
import os
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from packager.cli.preview import command
from packager.errors import OutputError, SourceError
from packager.preview import __file__ as package_file
from packager.preview.changes import stamp
from packager.preview.server import PreviewServer
from packager.preview.shelf import Shelf

ENGINE = Path(package_file).parent / "foliate"


@pytest.fixture
def server() -> Iterator[PreviewServer]:
    served = PreviewServer(Shelf(b"PK the book"))
    thread = Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield served
    served.shelf.close()
    served.shutdown()
    served.server_close()
    thread.join()


def ask(server: PreviewServer, path: str, host: str = "") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{server.server_port}")
    connection.endheaders()
    return connection.getresponse()


@pytest.mark.parametrize("path", ["", "preview.js", "preview.css", "foliate/view.js",
                                  "foliate/vendor/zip.js", "nothing.js"])  # fmt: skip
def test_the_page_and_its_engine_are_served(server: PreviewServer, path: str) -> None:
    with ask(server, f"/{server.token}/{path}") as answer:
        assert answer.status == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Type"].startswith("text/")


def test_the_book_is_served(server: PreviewServer) -> None:
    with ask(server, f"/{server.token}/book.epub?1") as answer:
        assert answer.read() == b"PK the book"


@pytest.mark.parametrize("path", ["/", "/book.epub", "/wrong/book.epub", "//book.epub", "/wrong/"])
def test_nothing_is_served_without_the_token(server: PreviewServer, path: str) -> None:
    with ask(server, path) as answer:
        assert answer.status == 404


@pytest.mark.parametrize("path", ["server.py", "foliate/../server.py", "%2e%2e/server.py",
                                  "../../pyproject.toml", "foliate/LICENSE"])  # fmt: skip
def test_no_other_file_is_served(server: PreviewServer, path: str) -> None:
    with ask(server, f"/{server.token}/{path}") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1"]
)
def test_a_name_that_was_made_to_point_here_gets_nothing(server: PreviewServer, host: str) -> None:
    """DNS rebinding: the browser sends the name that the other page has."""
    path = f"/{server.token}/book.epub"
    with ask(server, path, host.format(port=server.server_port)) as answer:
        assert answer.status == 403


def test_it_listens_on_this_machine_only(server: PreviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_told(server: PreviewServer) -> None:
    with pytest.raises(OutputError, match="give another --port"):
        PreviewServer(server.shelf, server.server_port)


def test_a_change_is_told_to_the_page(server: PreviewServer) -> None:
    with ask(server, f"/{server.token}/events") as answer:
        assert answer.readline() == b'data: {"version": 1, "error": ""}\n'
        answer.readline()
        server.shelf.renew(lambda: b"PK another")
        assert answer.readline() == b'data: {"version": 2, "error": ""}\n'
        server.shelf.close()


def test_the_old_book_stays_when_the_new_one_cannot_be_made() -> None:
    def fail() -> bytes:
        raise SourceError("tea.md:3: is wrong")

    shelf = Shelf(b"old")
    state = shelf.renew(fail)
    assert (state.data, state.version, state.error) == (b"old", 1, "tea.md:3: is wrong")
    mended = shelf.renew(lambda: b"old")
    assert (mended.version, mended.error) == (1, "")


def test_a_file_beside_the_essay_counts(tmp_path: Path) -> None:
    essay = tmp_path / "tea.md"
    essay.write_text("# Tea", "utf-8")
    before = stamp(essay, [tmp_path])
    assert stamp(essay, [tmp_path]) == before
    (tmp_path / "images").mkdir()
    image = tmp_path / "images" / "cup.png"
    image.write_bytes(b"1")
    with_image = stamp(essay, [tmp_path])
    assert with_image != before
    os.utime(image, (1, 1))
    assert stamp(essay, [tmp_path]) != with_image
    (tmp_path / ".tea.md.swp").write_bytes(b"1")
    assert len(stamp(essay, [tmp_path])) == 2


@pytest.mark.parametrize(("name", "data", "code"), [
    ("absent.md", None, 66), ("broken.epub", b"not a book", 65), ("-", None, 2),
])  # fmt: skip
def test_what_cannot_be_shown_is_told_at_once(
    tmp_path: Path, name: str, data: bytes | None, code: int
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    source = name if name == "-" else str(tmp_path / name)
    result = CliRunner().invoke(command, [source, "--no-open"])
    status = getattr(result.exception, "exit_code", result.exit_code)
    assert status == code


def test_the_engine_is_what_its_record_says() -> None:
    record = (ENGINE / "README.md").read_text("utf-8")
    listed = {name: sum_ for sum_, name in re.findall(r"^([0-9a-f]{64}) +(\S+)$", record, re.M)}
    there = {
        file.relative_to(ENGINE).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in ENGINE.rglob("*.js")
    }
    assert there == listed
