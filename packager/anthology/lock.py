"""The lock file of an edition: the hashes of all that went in, and the names that came out.

It lets the same edition be bound again byte for byte, says which inputs changed since, and
keeps the file names of the essays, so that readers keep their place and notes.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from packager.data_classes import dataclass
from packager.errors import ConfigError

_HEAD = "# Written by packager; it belongs beside the manifest and under version control.\n"


@dataclass(frozen=True, slots=True)
class Lock:
    """What an edition was made of.

    ``inputs`` holds SHA-256 by the name of each file that was read, ``slugs`` the name of each
    essay's file by its source, ``book`` the SHA-256 of the EPUB, ``version`` packager's.
    """

    version: str = ""
    epoch: str = ""
    book: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    slugs: Mapping[str, str] = field(default_factory=dict)


def lock_file(manifest: Path) -> Path:
    """Return where the lock of a manifest lies: ``NAME.lock.toml`` beside it."""
    return manifest.with_name(f"{manifest.stem}.lock.toml")


def read_lock(file: Path) -> Lock | None:
    """Return a lock, or nothing where there is none.

    Raises:
        ConfigError: the file is no lock.
    """
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{file}: is no lock file ({error}); delete it or give --no-lock"
        raise ConfigError(message) from error
    tables = {name: values.get(name, {}) for name in ("inputs", "slugs")}
    if not all(isinstance(table, dict) for table in tables.values()):
        raise ConfigError(f"{file}: is no lock file; delete it or give --no-lock")
    return Lock(
        str(values.get("packager", "")),
        str(values.get("source-date-epoch", "")),
        str(values.get("book", "")),
        {str(key): str(value) for key, value in tables["inputs"].items()},
        {str(key): str(value) for key, value in tables["slugs"].items()},
    )


def write_lock(lock: Lock) -> str:
    """Return the text of a lock file, its tables sorted."""
    lines = [
        _HEAD,
        f"packager = {_quoted(lock.version)}\n",
        f"source-date-epoch = {_quoted(lock.epoch)}\n" if lock.epoch else "",
        f"book = {_quoted(lock.book)}\n",
    ]
    for name, table in (("inputs", lock.inputs), ("slugs", lock.slugs)):
        lines.append(f"\n[{name}]\n")
        lines += [f"{_quoted(key)} = {_quoted(table[key])}\n" for key in sorted(table)]
    return "".join(lines)


def changed_inputs(old: Lock, new: Lock) -> Iterator[str]:
    """Yield a line for each input that came, went or changed since an edition was locked."""
    if old.version != new.version:
        yield f"packager was {old.version}, is {new.version}"
    for name in sorted({*old.inputs, *new.inputs}):
        if name not in new.inputs:
            yield f"{name} is no longer read"
        elif name not in old.inputs:
            yield f"{name} is new"
        elif old.inputs[name] != new.inputs[name]:
            yield f"{name} changed"


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _quoted(text: str) -> str:
    """Return a TOML basic string."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    plain = "".join(
        escapes.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 0x20 or ord(c) == 0x7F else c)  # noqa: PLR2004
        for c in text
    )
    return f'"{plain}"'
