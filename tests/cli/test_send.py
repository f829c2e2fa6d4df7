"""The command ``send`` from end to end: a real mail server, and folders that look like readers."""

from __future__ import annotations

import email
import os
from email import policy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from packager.cli import group
from packager.errors import PackagerError
from packager.send import devices
from packager.send.password import VARIABLE
from packager.send.services import KINDLE
from tests.books import CHAPTER, OPF, book_with, replaced
from tests.send.servers import PASSWORD, USER, Inbox, mail_server

FLEX = b"body { display: flex; width: calc(100% - 2em) }"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder of settings, with no device plugged in."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(VARIABLE, PASSWORD)
    monkeypatch.setattr(devices, "mount_points", lambda *_: [])
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def book(home: Path) -> Path:
    file = home.parent / "tea.epub"
    title = "A test: “Tea/Sympathy”"
    file.write_bytes(_titled(title))
    return file


def _titled(title: str) -> bytes:
    from tests.books import sound_files

    text = sound_files()[OPF].decode()
    old = text.partition("<dc:title")[2].partition(">")[2].partition("<")[0]
    return replaced(OPF, f">{old}</dc:title>", f">{title}</dc:title>")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(group, ["send", *map(str, words)])


def told(result: Result) -> str:
    """Return the line of an expected failure."""
    assert isinstance(result.exception, PackagerError), result.exception
    return str(result.exception)


def reader(base: Path, monkeypatch: pytest.MonkeyPatch, *folders: str) -> Path:
    """Plug in a reader with these folders."""
    for folder in folders:
        (base / folder).mkdir(parents=True)
    monkeypatch.setattr(devices, "mount_points", lambda *_: [base])
    return base


def test_a_book_is_mailed_to_a_name_of_the_users(home: Path, book: Path, tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        server.settings(home, 'mine = "me_1@kindle.com"\n')
        result = run(book, "--to", "mine")
    assert result.exit_code == 0, result.output
    assert "mailed to me_1@kindle.com as A test Tea Sympathy.epub" in result.output
    assert "Approved Personal Document E-mail List: me@example.com" in result.output
    assert PASSWORD not in result.output
    (envelope,) = server.inbox.envelopes
    got = email.message_from_bytes(envelope.content, policy=policy.default)
    (attached,) = got.iter_attachments()
    assert attached.get_content() == book.read_bytes()


def test_a_dry_run_tells_and_sends_nothing(home: Path, book: Path, tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        server.settings(home)
        result = run(book, "--to", "me@pbsync.com", "--dry-run")
    assert "would be mailed to me@pbsync.com as A test Tea Sympathy.epub" in result.output
    assert server.inbox.greeted == []


def test_a_mail_without_a_server_tells_what_to_write(home: Path, book: Path) -> None:
    result = run(book, "--to", "me@kindle.com")
    assert told(result).startswith(f"{home}/packager/config.toml: names no mail server; write [smt")
    assert isinstance(result.exception, PackagerError)
    assert result.exception.exit_code == 78


def test_nothing_is_sent_where_one_of_the_books_may_not_open(
    home: Path, book: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.epub"
    broken.write_bytes(book_with({CHAPTER: None}))
    (tmp_path / "no.epub").write_bytes(b"no zip")
    with mail_server(tmp_path) as server:
        server.settings(home)
        result = run(book, broken, "no.epub", "gone.epub", "--to", "a@example.org")
        assert server.inbox.envelopes == []
        lines = told(result).splitlines()
        assert len(lines) == 3
        assert lines[0].startswith(f"{broken}: may not open on a@example.org: ")
        assert "mend it by packager fix, or give --force" in lines[0]
        assert lines[1:] == [
            "no.epub: is no EPUB; make one by packager build",
            "gone.epub: no such file or directory; name an EPUB file",
        ]
        assert run(broken, "--to", "a@example.org", "--force").exit_code == 0
    assert len(server.inbox.envelopes) == 1


def test_a_book_beyond_the_services_limit_is_not_sent(
    home: Path, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from packager.send import services

    assert KINDLE.limit_bytes == 50_000_000
    small = replace(KINDLE, limit_bytes=1000)
    monkeypatch.setitem(services.BY_DOMAIN, "kindle.com", small)
    with mail_server(tmp_path) as server:
        server.settings(home)
        result = run(book, "--to", "me@kindle.com", "--force")
    assert "Send to Kindle takes 0 MB by mail; make the pictures smaller" in told(result)
    assert server.inbox.greeted == []


def test_what_was_sent_before_a_failure_is_told(home: Path, book: Path, tmp_path: Path) -> None:
    inbox = Inbox()
    with mail_server(tmp_path, inbox=inbox, limit=20_000) as server:
        server.settings(home)
        large = tmp_path / "large.epub"
        large.write_bytes(book_with({"EPUB/style.css": os.urandom(40_000).hex().encode()}))
        result = run(book, large, "--to", "a@example.org", "--force")
    assert "tea.epub: mailed to a@example.org" in result.output
    assert "large.epub: makes a mail of" in told(result)
    assert len(inbox.envelopes) == 1


def test_a_kobo_gets_a_kepub_and_is_told_of_a_second_time(
    home: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kobo = reader(home / "KOBOeReader", monkeypatch, ".kobo")
    result = run(book, "--to", "kobo")
    (copied,) = kobo.glob("*.epub")
    assert copied.name == "A test “Tea Sympathy”.kepub.epub"
    assert f"copied to {copied}" in result.output
    assert "eject the Kobo" in result.output
    again = run(book, "--to", "kobo")
    assert again.output == f"{book}: is there already, {copied}\n"
    assert b"koboSpan" in _page(copied)


def _page(file: Path) -> bytes:
    import zipfile

    with zipfile.ZipFile(file) as archive:
        return archive.read(CHAPTER)


def test_a_rule_of_adobes_engine_counts_where_that_engine_opens_the_book(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a Kobo an EPUB goes to Adobe's engine, a kepub to Kobo's own."""
    kobo = reader(home / "KOBOeReader", monkeypatch, ".kobo")
    flexed = home.parent / "flex.epub"
    flexed.write_bytes(book_with({"EPUB/style.css": FLEX}))
    assert run(flexed, "--to", "kobo").exit_code == 0
    assert "may not open on Kobo" in told(run(flexed, "--to", "kobo", "--epub"))
    assert len(list(kobo.glob("*.epub"))) == 1


def test_a_kindle_takes_no_copy_and_says_what_to_do(
    home: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kindle = reader(home / "Kindle", monkeypatch, "documents", "system")
    line = told(run(book, "--to", "kindle"))
    assert "mail it to your @kindle.com address" in line
    assert "--target azw3" in line
    (kindle / "koreader").mkdir()
    result = run(book, "--to", "koreader")
    assert "the books open in KOReader" in result.output
    assert len(list((kindle / "documents").iterdir())) == 1


def test_an_updated_book_replaces_its_edition_only_when_forced(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shelf"
    folder.mkdir()
    assert run(book, "--to", folder).exit_code == 0
    (copied,) = folder.iterdir()
    copied.write_bytes(b"another")
    assert "is there already and differs; give --force" in told(run(book, "--to", folder))
    assert run(book, "--to", folder, "--force").exit_code == 0
    assert copied.read_bytes() == book.read_bytes()


def test_where_a_book_can_go_is_listed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader(home / "Kindle", monkeypatch, "documents", "system")
    settings = home / "packager" / "config.toml"
    settings.parent.mkdir()
    settings.write_text('[devices]\nmine = "me@kindle.com"\nold = "/no/where"\n')
    lines = run("--list").output.splitlines()
    assert lines[0].startswith(f"kindle\t{home}/Kindle\tKindle, ")
    assert lines[0].endswith(" free; takes no EPUB by copy, mail it")
    assert lines[1:] == [
        "mine\tme@kindle.com\tSend to Kindle, up to 50 MB",
        "old\t/no/where\tnot plugged in",
    ]


@pytest.mark.usefixtures("home")
def test_nothing_to_list_says_so() -> None:
    assert run("--list").output.startswith("no device is plugged in, and ")


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("kobo", "--to kobo: no Kobo is found; plug it in and unlock it, or name its folder"),
        ("/no/where", "/no/where: is no folder; plug the device in, or correct --to"),
        ("shelf", "--to shelf: no such place; give an address, a folder, or one of kindle, kobo, "),
        ("a b@example.org", "--to: 'a b@example.org' is no mail address"),
    ],
)
def test_a_place_that_is_not_there_is_told(book: Path, where: str, line: str) -> None:
    assert told(run(book, "--to", where)).startswith(line)


def test_two_readers_of_a_kind_are_told_apart_by_name(
    home: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reader(home / "one", monkeypatch, ".kobo")
    second = reader(home / "two", monkeypatch, ".kobo")
    monkeypatch.setattr(devices, "mount_points", lambda *_: [first, second])
    assert told(run(book, "--to", "kobo")).endswith(
        f"there are several: {first}, {second}; name one"
    )


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("words", [[], ["--to", "kobo"], ["tea.epub"]])
def test_what_is_missing_is_asked_for(words: list[str]) -> None:
    assert run(*words).exit_code == 2


def test_user_and_password_are_those_of_the_settings(
    home: Path, book: Path, tmp_path: Path
) -> None:
    with mail_server(tmp_path) as server:
        server.settings(home)
        assert run(book, "--to", "a@example.org", "-q").output == ""
    assert server.inbox.users == [USER.encode()]


def test_a_book_that_cannot_be_a_kepub_is_checked_for_adobes_engine(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from packager.send import kobo as converter

    kobo = reader(home / "KOBOeReader", monkeypatch, ".kobo")
    flexed = home.parent / "flex.epub"
    flexed.write_bytes(book_with({"EPUB/style.css": FLEX}))
    monkeypatch.setattr(converter, "kepub_of", lambda *_: None)
    assert "may not open on Kobo" in told(run(flexed, "--to", "kobo"))
    assert list(kobo.glob("*.epub")) == []
    assert run(flexed, "--to", "kobo", "--force").exit_code == 0
    assert len(list(kobo.glob("*.epub"))) == 1
