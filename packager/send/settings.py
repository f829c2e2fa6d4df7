"""What the user's own file says: the mail server, and names for addresses and devices.

::

    [smtp]
    host = "smtp.example.com"
    port = 587
    security = "starttls"
    user = "me@example.com"
    from = "me@example.com"

    [devices]
    kindle = "me_1234@kindle.com"
    kobo = "/media/me/KOBOeReader"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from packager.data_classes import dataclass
from packager.errors import ConfigError

PORTS = {"starttls": 587, "ssl": 465, "none": 25}
_KEYS = ("host", "port", "security", "user", "from", "ca-file")
_LOCAL = ("localhost", "127.0.0.1", "::1")
_HIGHEST_PORT = 65535
EXAMPLE = (
    '[smtp] host = "smtp.example.com", port = 587, security = "starttls", '
    'user = "me@example.com", from = "me@example.com"'
)


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server and who one is there; ``security`` is ``starttls``, ``ssl`` or ``none``."""

    host: str
    port: int
    security: str
    user: str
    sender: str
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's file, read: ``smtp`` is ``None`` where it says nothing of a mail server."""

    file: Path
    smtp: Smtp | None = None
    devices: Mapping[str, str] = field(default_factory=dict)


def settings_file(environ: Mapping[str, str], platform: str, home: Path) -> Path:
    """Return where the user's file is: in ``$XDG_CONFIG_HOME`` or ``~/.config``, or ``%APPDATA%``.

    See https://specifications.freedesktop.org/basedir-spec/latest/: a path that is not absolute
    is to be ignored.
    """
    if platform == "win32":
        folder = Path(environ.get("APPDATA") or home / "AppData" / "Roaming")
    else:
        folder = Path(environ.get("XDG_CONFIG_HOME", ""))
        if not folder.is_absolute():
            folder = home / ".config"
    return folder / "packager" / "config.toml"


def read_settings(file: Path) -> Settings:
    """Return what the file says; nothing is set where there is none.

    Raises:
        ConfigError: it cannot be read, is no TOML, or holds what cannot be used.
    """
    import tomllib

    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return Settings(file)
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}; make it readable") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: {error}; correct it") from error
    _known(table, ("smtp", "devices"), f"{file}:", "table")
    devices = table.get("devices", {})
    if not isinstance(devices, dict) or not all(isinstance(v, str) for v in devices.values()):
        raise ConfigError(f'{file}: [devices] holds names, such as kindle = "me_1@kindle.com"')
    smtp = table.get("smtp")
    if smtp is not None and not isinstance(smtp, dict):
        raise ConfigError(f"{file}: smtp has to be a table; write {EXAMPLE}")
    return Settings(file, None if smtp is None else _smtp(smtp, file), devices)


def _smtp(table: Mapping[str, Any], file: Path) -> Smtp:
    where = f"{file}: [smtp]"
    if "password" in table:
        raise ConfigError(
            f"{where} holds a password, which is not read from a file: take it out, change it at "
            "your provider, and give the new one to the keyring or in PACKAGER_SMTP_PASSWORD"
        )
    _known(table, _KEYS, where, "key")
    security = table.get("security", "starttls")
    if security not in PORTS:
        raise ConfigError(f"{where} security is {security!r}; write one of {', '.join(PORTS)}")
    port = table.get("port", PORTS[security])
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port <= _HIGHEST_PORT:
        raise ConfigError(f"{where} port is {port!r}; write a number such as {PORTS[security]}")
    text = {key: table.get(key, "") for key in ("host", "user", "from", "ca-file")}
    for key, value in text.items():
        if not isinstance(value, str) or re.search(r"[\x00-\x1f]", value):
            raise ConfigError(f"{where} {key} is {value!r}; write a text on one line")
    sender = text["from"] or (text["user"] if "@" in text["user"] else "")
    if not text["host"] or not sender:
        lacking = "host" if not text["host"] else "from"
        raise ConfigError(f"{where} lacks {lacking}; write for example {EXAMPLE}")
    if security == "none" and text["user"] and text["host"] not in _LOCAL:
        raise ConfigError(
            f'{where} security = "none" would show the password to everyone on the way; '
            'write "starttls" or "ssl", or take user out'
        )
    authorities = Path(file.parent, text["ca-file"]).expanduser() if text["ca-file"] else None
    return Smtp(text["host"], port, security, text["user"], sender, authorities)


def _known(table: Mapping[str, Any], keys: tuple[str, ...], where: str, kind: str) -> None:
    for key in table:
        if key not in keys:
            from difflib import get_close_matches

            near = get_close_matches(key, keys, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(keys)}"
            raise ConfigError(f"{where} has the unknown {kind} {key!r}; {hint}")
