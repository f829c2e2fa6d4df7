"""A book written to a device: whole, on the medium, never over another book unasked."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path

from packager.errors import OutputError

_NO_FSYNC = (errno.EINVAL, errno.ENOTSUP, errno.EPERM, errno.EBADF)
_SPARE = 1024 * 1024  # what a device's own database wants to grow by


def is_there(target: Path, data: bytes) -> bool:
    """Return whether the file exists and holds these bytes."""
    try:
        return target.stat().st_size == len(data) and target.read_bytes() == data
    except OSError:
        return False


def place(target: Path, data: bytes, *, force: bool = False) -> None:
    """Write bytes to a file of a device; they are on the medium when this returns.

    Written beside the target under a hidden name, which Kobo, PocketBook and KOReader leave
    alone, then renamed.

    Raises:
        OutputError: the folder is not there, another file has the name and ``force`` is not set,
            the space is too small, or the device cannot be written.
    """
    if not target.parent.is_dir():
        raise OutputError(f"{target.parent}: is no folder; plug the device in, or make the folder")
    if target.is_dir() or (target.exists() and not force):
        raise OutputError(f"{target}: is there already and differs; give --force to replace it")
    try:
        free = shutil.disk_usage(target.parent).free
        if free < len(data) + _SPARE:
            raise OutputError(
                f"{target.parent}: has {free:,} bytes free and the book needs {len(data):,}; "
                "take something off the device"
            )
        beside = target.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            with beside.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
        _settle(target.parent)
    except OSError as error:
        told = (error.strerror or type(error).__name__).lower()
        raise OutputError(f"{target}: cannot be written: {told}") from error


def _settle(folder: Path) -> None:
    """Have the folder's entry on the medium too, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # FUSE and some FAT drivers have no fsync for folders; the file itself is on the medium.
        if error.errno not in _NO_FSYNC:
            raise
    finally:
        os.close(handle)
