"""Files written beside their target, then renamed: all of one is there, or nothing.

The target ``-`` is standard output.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from packager.errors import OutputError, SourceError

STDOUT = Path("-")
_BLOCK_BYTES = 1 << 20


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


class Draft:
    """A file that is written beside its target, and has its name when it is kept.

    What is to go to standard output lies in the system's folder for such files meanwhile.
    """

    def __init__(self, target: Path, *, force: bool = False) -> None:
        """Prepare to write a target; it may exist if ``force`` is set.

        Raises:
            OutputError: it may not be written.
        """
        refuse_existing(target, force=force)
        name = f".{target.name[:100]}.{os.urandom(4).hex()}.tmp"
        self._target = target
        self._is_forced = force
        self._folders: list[Path] = []
        self.file = target.with_name(name)
        if target == STDOUT:
            from tempfile import gettempdir

            with _told(target):
                self.file = Path(gettempdir(), f"packager{name}")

    def write(self, content: Callable[[BinaryIO], object]) -> None:
        """Write the file; folders above it are made. ``content`` is called with it once.

        Raises:
            OutputError: it cannot be written.
            SourceError: another file cannot be read, which ``content`` opens.
        """
        with _told(self._target, self.file):
            self._make_folders()
            with open(self.file, "xb", opener=_for_the_owner_if(self._target == STDOUT)) as file:
                content(file)

    def _make_folders(self) -> None:
        missing = [folder for folder in self.file.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            self._folders.append(folder)

    @property
    def size_bytes(self) -> int:
        """How large the file is that was written."""
        return self.file.stat().st_size

    def keep(self) -> None:
        """Give the file its name, or its bytes to standard output.

        Raises:
            OutputError: a file has come to have that name, or it cannot be given.
        """
        if self._target == STDOUT:
            with self.file.open("rb") as file:
                while block := file.read(_BLOCK_BYTES):
                    sys.stdout.buffer.write(block)
            sys.stdout.buffer.flush()
            return
        with _told(self._target):
            if self._is_forced:
                self.file.replace(self._target)
            else:
                _rename_new(self.file, self._target)
        self._folders.clear()

    def discard(self) -> None:
        """Take away what was not kept, and the folders that were made for it."""
        with suppress(OSError):
            self.file.unlink(missing_ok=True)
        for folder in reversed(self._folders):
            with suppress(OSError):  # another has put something there
                folder.rmdir()
        self._folders.clear()


@contextmanager
def draft_of(target: Path, *, force: bool = False) -> Iterator[Draft]:
    """Give a draft of a file; what of it is not kept by the end of the block is taken away.

    Raises:
        OutputError: the file may not be written.
    """
    draft = Draft(target, force=force)
    try:
        yield draft
    finally:
        draft.discard()


def write_file(target: Path, data: bytes, *, force: bool = False) -> None:
    """Write bytes to a file that appears whole or not at all; folders above it are made.

    Raises:
        OutputError: the file exists and ``force`` is not set, or it cannot be written.
    """
    if target == STDOUT:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    with draft_of(target, force=force) as draft:
        draft.write(lambda file: file.write(data))
        draft.keep()


def refuse_sources(target: Path, sources: Iterable[str | Path]) -> None:
    """Do nothing if a target is none of the sources it is made of.

    Raises:
        OutputError: it is one: with ``--force`` the book would take its place.
    """
    for source in sources:
        with suppress(OSError, ValueError):
            if target.samefile(source):
                raise OutputError(f"{target}: is a source of the book; give another -o")


@contextmanager
def _told(target: Path, own: Path | None = None) -> Iterator[None]:
    """Tell what the system says of a target, or of a file that it is made of, in a line.

    ``own`` is the file that the target is written to.
    """
    try:
        yield
    except OSError as error:
        name = error.filename
        if own and isinstance(name, str) and not own.is_relative_to(name):
            raise SourceError(f"{name}: cannot be read: {_reason(error)}") from error
        shown = "standard output" if target == STDOUT else target
        raise OutputError(f"{shown}: cannot be written: {_reason(error)}") from error


def _for_the_owner_if(is_private: bool) -> Callable[[str, int], int] | None:
    """Return what opens a file that others may not read, in a folder of everybody's."""
    return (lambda name, flags: os.open(name, flags, 0o600)) if is_private else None


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
