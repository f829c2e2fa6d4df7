"""The cache of what is costly to make again: a folder of files named by the hash of their inputs.

It lies in the user's cache folder (``PACKAGER_CACHE``, else ``XDG_CACHE_HOME``, else the system's
own place). Every entry may vanish at any time and every file in it may be damaged: then the work
is done again. Writes go beside the entry and are renamed, so two processes do not disturb each
other.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from typing import Any

_OLDEST_SECONDS = 60 * 24 * 3600
_MOST_BYTES = 512 * 1024 * 1024
_SWEEP_EVERY_SECONDS = 24 * 3600


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of the cache; it need not exist."""
    if environ.get("PACKAGER_CACHE"):
        return Path(environ["PACKAGER_CACHE"])
    if environ.get("XDG_CACHE_HOME"):
        return Path(environ["XDG_CACHE_HOME"], "packager")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "packager"
    if sys.platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"], "packager", "cache")
    return Path.home() / ".cache" / "packager"


@once
def program_key() -> str:
    """Return a key of this version of the program, so that a new one does not use old results."""
    root = Path(__file__).parent
    stamp = hashlib.sha256(sys.version.encode())
    for file in sorted(root.rglob("*")):
        if file.suffix in (".py", ".tsv", ".toml", ".css"):
            status = file.stat()
            stamp.update(f"{file.relative_to(root)} {status.st_size} {status.st_mtime_ns}".encode())
    return stamp.hexdigest()


def key_of(parts: Iterable[bytes | str]) -> str:
    """Return the key of inputs: SHA-256 over the parts, each with its length before it."""
    stamp = hashlib.sha256(program_key().encode())
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        stamp.update(len(data).to_bytes(8, "big"))
        stamp.update(data)
    return stamp.hexdigest()


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of pickled values by key. Only this program's own files are unpickled."""

    folder: Path

    def get(self, key: str) -> Any | None:
        """Return the value of a key, or ``None`` where there is none or it is damaged."""
        file = self._file(key)
        try:
            data = file.read_bytes()
        except OSError:
            return None
        digest, value = data[:32], data[32:]
        if hashlib.sha256(value).digest() != digest:
            return None
        try:
            return pickle.loads(value)  # noqa: S301 - written by this user's own packager
        except (pickle.UnpicklingError, AttributeError, EOFError, ImportError, TypeError):
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep a value. A folder that cannot be written is no failure: nothing is kept then."""
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        file = self._file(key)
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=file.parent)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(hashlib.sha256(data).digest() + data)
                Path(name).replace(file)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise

    def sweep(self) -> None:
        """Once a day, delete what is two months old, and the oldest beyond 512 MB."""
        mark = self.folder / "swept"
        with contextlib.suppress(OSError):
            if mark.exists() and time.time() - mark.stat().st_mtime < _SWEEP_EVERY_SECONDS:
                return
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            mark.touch()
            left = _MOST_BYTES
            entries = [(f.stat(), f) for f in self.folder.glob("??/*") if f.is_file()]
            for status, file in sorted(entries, key=lambda pair: -pair[0].st_mtime):
                left -= status.st_size
                if left < 0 or time.time() - status.st_mtime > _OLDEST_SECONDS:
                    file.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]
