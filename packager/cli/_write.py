"""Files written beside their target, then renamed: all of one is there, or nothing.

The target ``-`` is standard output.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from packager.errors import OutputError

STDOUT = Path("-")


def refuse_existing(target: Path, *, force: bool) -> None:
    """Do nothing if ``target`` may be written.

    Raises:
        OutputError: it exists and ``force`` is not set, it is a folder or a device, or its name
            can be no file's.
    """
    if target == STDOUT:
        return
    try:
        kind = target.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return  # what stands in the way of the folder is told when it is made
    except (OSError, ValueError) as error:
        raise OutputError(f"{target}: cannot be written: {_reason(error)}") from error
    if stat.S_ISDIR(kind):
        raise OutputError(f"{target}: is a folder; name the file in it")
    if not stat.S_ISREG(kind):  # renaming over it would take the device away
        raise OutputError(f"{target}: is no file; give another -o, or - for standard output")
    if not force:
        raise OutputError(f"{target}: exists; give --force to replace it, or another -o")


def write_file(target: Path, data: bytes, *, force: bool = False) -> None:
    """Write bytes to a file that appears whole or not at all; folders above it are made.

    Raises:
        OutputError: the file exists and ``force`` is not set, or it cannot be written.
    """
    refuse_existing(target, force=force)
    if target == STDOUT:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("xb") as file:
                file.write(data)
            if force:
                beside.replace(target)
            else:
                _rename_new(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {_reason(error)}") from error


def refuse_sources(target: Path, sources: Iterable[str | Path]) -> None:
    """Do nothing if a target is none of the sources it is made of.

    Raises:
        OutputError: it is one: with ``--force`` the book would take its place.
    """
    for source in sources:
        with suppress(OSError, ValueError):
            if target.samefile(source):
                raise OutputError(f"{target}: is a source of the book; give another -o")


def _rename_new(source: Path, target: Path) -> None:
    """Give a file its name unless another has come to have it meanwhile."""
    try:
        os.link(source, target)
    except FileExistsError as error:
        raise OutputError(f"{target}: exists; give --force to replace it, or another -o") from error
    except OSError:  # a file system without links: FAT, some network shares
        source.replace(target)


def _reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", "") or str(error) or type(error).__name__).lower()
