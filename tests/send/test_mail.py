"""Books mailed by a real server on this machine, encrypted, with all that it may refuse."""

from __future__ import annotations

import email
import socket
import threading
from contextlib import suppress
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest

from packager.errors import ConfigError, PackagerError, SourceError
from packager.send import faults
from packager.send.mail import connected, deliver
from packager.send.message import address_of, attachment_name, message_for
from packager.send.parcel import Parcel
from packager.send.services import KINDLE, MAILBOX, POCKETBOOK
from packager.send.settings import Smtp
from tests.books import sound_book
from tests.send.servers import PASSWORD, USER, Inbox, free_port, mail_server

# The server of the tests cannot know that the whole connection is encrypted.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
BOOK = Parcel("tea.epub", "Tea, and “Sympathy”", "Ōe Kenzaburō", sound_book())


def message(book: Parcel = BOOK, to: str = "reader@example.org") -> EmailMessage:
    return message_for(book, Address(addr_spec=to), Address(addr_spec=USER), MAILBOX, NOW)


def send(smtp: Smtp, password: str = PASSWORD, seconds: float = 10) -> None:
    with connected(smtp, password, seconds=seconds) as session:
        deliver(session, message(), "tea.epub")


@pytest.mark.parametrize("encryption", ["starttls", "ssl"])
def test_a_book_arrives_byte_by_byte(tmp_path: Path, encryption: str) -> None:
    with mail_server(tmp_path, encryption=encryption) as server:
        send(server.smtp(security=encryption))
    (envelope,) = server.inbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (USER, ["reader@example.org"])
    got = email.message_from_bytes(envelope.content, policy=policy.default)
    (attached,) = got.iter_attachments()
    assert attached.get_content() == BOOK.data
    assert attached.get_content_type() == "application/epub+zip"
    assert attached.get_filename() == "Tea, and “Sympathy”.epub"
    assert got["Subject"] == BOOK.title
    assert got["Date"].datetime == NOW
    assert got["Message-ID"].endswith("@example.com>")
    assert got.defects == []


def test_a_mail_of_several_books_is_a_message_each_on_one_connection(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server, connected(server.smtp(), PASSWORD) as session:
        for number in range(3):
            deliver(session, message(to=f"r{number}@example.org"), "tea.epub")
    assert len(server.inbox.envelopes) == 3
    assert server.inbox.users == [USER.encode()]


def test_the_name_of_this_machine_is_told_to_nobody(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        send(server.smtp())
    (envelope,) = server.inbox.envelopes
    assert set(server.inbox.greeted) == {"[127.0.0.1]"}
    assert socket.gethostname().encode() not in envelope.content.partition(b"\r\n\r\n")[0]


CASES: list[tuple[Inbox, type[PackagerError], int, str]] = [
    (Inbox(refuses_recipient="550 5.1.1 no such user"), faults.RecipientError, 67,
     "reader@example.org: is refused by the server: 550 5.1.1 no such user"),
    (Inbox(refuses_recipient="450 4.2.0 greylisted"), faults.LaterError, 75,
     "reader@example.org: not now: 450"),
    (Inbox(refuses_sender="553 5.7.1 not yours"), faults.RefusedError, 77,
     "me@example.com: may not send: 553"),
    (Inbox(refuses_data="552 5.3.4 too big"), SourceError, 65,
     "tea.epub: is too large for the server: 552"),
    (Inbox(refuses_data="451 4.3.0 disk"), faults.LaterError, 75, "tea.epub: not now"),
    (Inbox(refuses_data="554 5.7.1 spam \x1b[31m\n"), faults.UnavailableError, 69,
     "tea.epub: is refused by the server: 554 5.7.1 spam"),
]  # fmt: skip


@pytest.mark.parametrize(("inbox", "kind", "status", "told"), CASES)
def test_what_the_server_refuses_is_told_in_a_line(
    tmp_path: Path, inbox: Inbox, kind: type[PackagerError], status: int, told: str
) -> None:
    with mail_server(tmp_path, inbox=inbox) as server, pytest.raises(kind) as caught:
        send(server.smtp())
    assert caught.value.exit_code == status
    assert str(caught.value).startswith(told)
    assert str(caught.value).isprintable()


def test_a_wrong_password_is_told_without_being_shown(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server, pytest.raises(faults.RefusedError) as caught:
        send(server.smtp(), "not the secret")
    assert "refuses user me@example.com: 535" in str(caught.value)
    assert "app password" in str(caught.value)
    assert "not the secret" not in str(caught.value)
    assert caught.value.exit_code == 77
    assert server.inbox.envelopes == []


def test_a_password_that_is_no_ascii_is_told(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server, pytest.raises(ConfigError, match="have to be ASCII"):
        send(server.smtp(), "pässwort")


def test_a_message_larger_than_the_server_says_is_not_sent(tmp_path: Path) -> None:
    with (
        mail_server(tmp_path, limit=1000) as server,
        pytest.raises(SourceError, match=r"makes a mail of [\d,]+ bytes, and the server takes 1,0"),
    ):
        send(server.smtp())
    assert server.inbox.envelopes == []


def test_a_certificate_of_an_unknown_authority_is_not_trusted(tmp_path: Path) -> None:
    with (
        mail_server(tmp_path) as server,
        pytest.raises(faults.ConnectionSecurityError, match="certificate is not trusted") as caught,
    ):
        send(server.smtp(ca_file=None))
    assert caught.value.exit_code == 76
    assert server.inbox.users == []


def test_a_certificate_for_another_host_is_not_trusted(tmp_path: Path) -> None:
    with (
        mail_server(tmp_path, name="mail.example.net") as server,
        pytest.raises(faults.ConnectionSecurityError, match="not trusted"),
    ):
        send(server.smtp())
    assert server.inbox.users == []


def test_nothing_goes_in_the_clear_where_starttls_is_not_offered(tmp_path: Path) -> None:
    with (
        mail_server(tmp_path, encryption="none") as server,
        pytest.raises(faults.ConnectionSecurityError, match="offers no STARTTLS"),
    ):
        send(server.smtp())
    assert server.inbox.users == []


def test_speaking_ssl_to_a_port_of_starttls_says_which_other_to_try(tmp_path: Path) -> None:
    with (
        mail_server(tmp_path) as server,
        pytest.raises(faults.ConnectionSecurityError, match='try security = "starttls"'),
    ):
        send(server.smtp(security="ssl"))


def test_a_server_that_takes_no_password_is_told(tmp_path: Path) -> None:
    with (
        mail_server(tmp_path, encryption="none") as server,
        pytest.raises(faults.RefusedError, match="takes no user and password"),
    ):
        send(server.smtp(security="none"))


def test_mail_goes_without_a_user_where_the_server_asks_for_none(tmp_path: Path) -> None:
    with mail_server(tmp_path, encryption="none") as server:
        send(server.smtp(security="none", user=""), "")
    assert len(server.inbox.envelopes) == 1


def test_a_port_on_which_nothing_listens_is_told() -> None:
    port = free_port()
    with pytest.raises(faults.UnavailableError, match=f"localhost:{port}: cannot be reached"):
        send(Smtp("localhost", port, "starttls", USER, USER))


def test_a_host_that_is_not_there_is_told() -> None:
    with pytest.raises(faults.HostError, match="there is no such host") as caught:
        send(Smtp("mail.invalid", 587, "starttls", USER, USER))
    assert caught.value.exit_code == 68


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("localhost", 0)) as silent:
        smtp = Smtp("localhost", silent.getsockname()[1], "starttls", USER, USER)
        with pytest.raises(faults.UnavailableError, match="does not answer"):
            send(smtp, seconds=0.2)


def test_a_server_that_hangs_up_is_told() -> None:
    with socket.create_server(("localhost", 0)) as rude:
        thread = threading.Thread(target=_hang_up, args=(rude,))
        thread.start()
        smtp = Smtp("localhost", rude.getsockname()[1], "starttls", USER, USER)
        with pytest.raises(faults.UnavailableError):
            send(smtp, seconds=5)
        thread.join()


def _hang_up(server: socket.socket) -> None:
    with suppress(OSError):
        accepted, _ = server.accept()
        accepted.close()


def test_a_file_that_holds_no_certificates_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("nothing")
    with pytest.raises(ConfigError, match="is no file of certificates"):
        send(Smtp("localhost", 587, "starttls", USER, USER, wrong))


NAMES = [
    ("Tea, and “Sympathy”", "tea.epub", "Tea and Sympathy.epub", "Tea, and “Sympathy”.epub"),
    ("../../etc/passwd", "x.epub", "etc passwd.epub", "etc passwd.epub"),
    ("Élan vital: Straße/Größe", "x.epub", "Elan vital Strasse Grosse.epub",
     "Élan vital Straße Größe.epub"),
    ("東京とソウル", "tokyo.epub", "tokyo.epub", "東京とソウル.epub"),
    ("東京とソウル", "東京.epub", f"book-{BOOK.digest[:8]}.epub", "東京とソウル.epub"),
    ("Don’t", "x.epub", "Dont.epub", "Don’t.epub"),
    ("CON", "x.epub", "_CON.epub", "_CON.epub"),
    ("", "my essay.epub", "my essay.epub", "my essay.epub"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "file", "plain", "full"), NAMES)
def test_the_name_of_the_file_is_the_title_as_the_service_can_bear_it(
    title: str, file: str, plain: str, full: str
) -> None:
    book = Parcel(file, title, "", BOOK.data)
    assert attachment_name(book, KINDLE) == plain
    assert attachment_name(book, POCKETBOOK) == plain
    assert attachment_name(book, MAILBOX) == full


def test_a_title_puts_no_header_into_the_message() -> None:
    book = Parcel("x.epub", "a\r\nBcc: other@example.com", "", BOOK.data)
    made = message(book)
    assert made["Bcc"] is None
    got = email.message_from_bytes(made.as_bytes(), policy=policy.default)
    assert got["Bcc"] is None
    assert got["Subject"] == "a Bcc: other@example.com"


def test_a_mail_to_a_service_is_ascii_and_its_name_on_one_line() -> None:
    """PocketBook's service does not find an attachment whose name is split, or no ASCII."""
    title = "Über die Größe der Gedanken und was sie mit uns machen, wenn wir schlafen"
    made = message_for(
        Parcel("x.epub", title, "Ünal", BOOK.data), Address(addr_spec="a@pbsync.com"),
        Address(addr_spec=USER), POCKETBOOK, NOW,
    )  # fmt: skip
    text = made.as_bytes().decode("ascii")
    assert 'filename="Uber die Grosse der Gedanken und was sie mit uns machen.epub"' in text
    assert "filename*" not in text
    assert "=?utf-8" not in text.lower()
    assert max(len(line) for line in text.splitlines()) <= 100


@pytest.mark.parametrize(
    "text", ["", "me", "me@", "@example.com", "a b@example.com", "me@exa mple.com", "ü@example.com",
             "me@example.com\nBcc: you@example.com", "me@example.com, you@example.com",
             "<me@example.com>"],
)  # fmt: skip
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(ConfigError, match="is no mail address"):
        address_of(text, "--to")


def test_a_domain_of_other_letters_is_written_as_mail_writes_it() -> None:
    assert address_of("me@bücher.example", "--to").addr_spec == "me@xn--bcher-kva.example"
