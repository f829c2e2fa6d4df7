"""The user's own file, and the password that is in none."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from packager.errors import ConfigError
from packager.send.password import VARIABLE, password_for
from packager.send.settings import Settings, Smtp, read_settings, settings_file

HOME = Path("/home/me")
SMTP = Smtp("smtp.example.com", 587, "starttls", "me", "me@example.com")


def read(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(text, "utf-8")
    return read_settings(file)


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({}, "linux", HOME / ".config/packager/config.toml"),
        ({"XDG_CONFIG_HOME": "/etc/me"}, "linux", Path("/etc/me/packager/config.toml")),
        ({"XDG_CONFIG_HOME": "me"}, "darwin", HOME / ".config/packager/config.toml"),
        ({"APPDATA": "/roaming"}, "win32", Path("/roaming/packager/config.toml")),
        ({}, "win32", HOME / "AppData/Roaming/packager/config.toml"),
    ],
)
def test_the_file_is_where_each_system_has_it(
    environ: dict[str, str], platform: str, expected: Path
) -> None:
    assert settings_file(environ, platform, HOME) == expected


def test_without_a_file_nothing_is_set(tmp_path: Path) -> None:
    settings = read_settings(tmp_path / "none.toml")
    assert (settings.smtp, settings.devices) == (None, {})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        '[smtp]\nhost = "smtp.example.com"\nsecurity = "ssl"\nuser = "me@example.com"\n'
        'ca-file = "ca.pem"\n[devices]\nkindle = "me_1@kindle.com"\n',
    )
    assert settings.smtp == Smtp(
        "smtp.example.com", 465, "ssl", "me@example.com", "me@example.com", tmp_path / "ca.pem"
    )
    assert settings.devices == {"kindle": "me_1@kindle.com"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[smtp]\npassword = "x"\n', "holds a password, which is not read from a file"),
        ('[smtp]\nhots = "x"\n', "unknown key 'hots'; did you mean host"),
        ("[smpt]\n", "unknown table 'smpt'; did you mean smtp"),
        ('[smtp]\nhost = "a"\n', "lacks from; write for example"),
        ('[smtp]\nfrom = "a@b.org"\n', "lacks host; write for example"),
        ('[smtp]\nhost = "a"\nsecurity = "tls"\n', "write one of starttls, ssl, none"),
        ('[smtp]\nhost = "a"\nport = "587"\n', "port is '587'; write a number"),
        ('[smtp]\nhost = "a"\nport = true\n', "port is True; write a number"),
        ('[smtp]\nhost = "a"\nport = 70000\n', "port is 70000"),
        ('[smtp]\nhost = "a\\nb"\n', "write a text on one line"),
        ('[smtp]\nhost = "a.org"\nsecurity = "none"\nuser = "u@a.org"\n', "show the password"),
        ("[devices]\nkindle = 1\n", "holds names, such as"),
        ("smtp = 1\n", "smtp has to be a table"),
        ("[smtp\n", "correct it"),
    ],
)
def test_what_cannot_be_used_is_told_with_what_to_write(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert told in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_the_environments_password_wins() -> None:
    assert password_for(SMTP, {VARIABLE: "secret"}) == "secret"


def keyring_with(monkeypatch: pytest.MonkeyPatch, kept: object) -> None:
    errors = ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]
    ring = ModuleType("keyring")

    def get_password(service: str, user: str) -> object:
        assert (service, user) == ("packager/smtp.example.com", "me")
        if kept is KeyError:
            raise errors.KeyringError("is locked\nby its owner")
        return kept

    ring.get_password = get_password  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)


def test_the_keyring_gives_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring_with(monkeypatch, "from the ring")
    assert password_for(SMTP, {}) == "from the ring"


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (None, "keyring set packager/smtp.example.com me"),
        (KeyError, "cannot be used: is locked by its owner; set PACKAGER_SMTP_PASSWORD"),
    ],
)
def test_a_keyring_without_it_is_told(
    monkeypatch: pytest.MonkeyPatch, kept: object, told: str
) -> None:
    keyring_with(monkeypatch, kept)
    with pytest.raises(ConfigError, match=told):
        password_for(SMTP, {})


def test_without_a_keyring_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match=r"install packager\[send\]"):
        password_for(SMTP, {})
