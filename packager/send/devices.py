"""Readers that are plugged in: recognised by the folders that their own software makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from packager.data_classes import dataclass

_UP = 4  # folders that a book's folder may lie below a device's root


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of reader: ``marks`` are sets of folders, one of which is there as a whole.

    ``folders`` are those for books, the first that is there; else the root. ``takes_epub`` is
    false where its own software opens no EPUB that is copied.
    """

    name: str
    label: str
    marks: tuple[tuple[str, ...], ...]
    folders: tuple[str, ...] = ()
    takes_epub: bool = True


# Kobo reads any folder of its root: https://github.com/kobolabs/epub-spec ("Sideloading").
# PocketBook: https://github.com/koreader/koreader/wiki/Installation-on-PocketBook-devices merges
# folders "applications" and "system" into its root; its own books are in "Books".
# Kindle: books are in "documents"; what its software opens there is AZW3, MOBI, PDF and text, and
# EPUB comes only through Send to Kindle: https://www.amazon.com/sendtokindle
# Newer Kindles speak MTP, which no folder shows: https://sighery.com/posts/transferring-content-between-kindles
# KOReader: https://github.com/koreader/koreader/wiki: ".adds/koreader" on Kobo, "koreader" on
# Kindle, Android and Cervantes, "applications/koreader" on PocketBook. It opens any EPUB.
KOBO = Kind("kobo", "Kobo", ((".kobo",),))
POCKETBOOK = Kind(
    "pocketbook",
    "PocketBook",
    (("system/config", "applications"), ("system/config", "system/cache"), ("system/explorer-3",)),
    ("Books", "books"),
)
KINDLE = Kind(
    "kindle",
    "Kindle",
    (("documents", "system"),),
    ("documents",),
    takes_epub=False,
)
KOREADER = Kind(
    "koreader",
    "KOReader",
    ((".adds/koreader",), ("applications/koreader",), ("koreader",)),
    ("Books", "books", "documents"),
)
FOLDER = Kind("folder", "folder", ())
KINDS = (KOBO, POCKETBOOK, KINDLE, KOREADER)
BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Device:
    """A reader at a mount point; ``books`` is where a book goes."""

    kind: Kind
    root: Path
    books: Path
    has_koreader: bool = False

    @property
    def label(self) -> str:
        """What people call it."""
        if self.has_koreader and self.kind is not KOREADER:
            return f"{self.kind.label} with KOReader"
        return self.kind.label

    @property
    def opens_with(self) -> str:
        """The device whose rules tell what opens here."""
        return self.kind.name if self.kind.takes_epub else KOREADER.name

    @property
    def opens_epub(self) -> bool:
        """Whether anything on it opens an EPUB that is copied."""
        return self.kind.takes_epub or self.has_koreader


def device_at(folder: Path) -> Device:
    """Return the reader whose root, or a folder inside it, this is; else a plain folder."""
    if device := _device(folder):
        return device
    for root in folder.absolute().parents[:_UP]:
        if device := _device(root):
            return replace(device, books=folder)
    return Device(FOLDER, folder, folder)


def _device(root: Path) -> Device | None:
    kind = next((kind for kind in KINDS if _is_marked(root, kind)), None)
    if kind is None:
        return None
    books = next((root / name for name in kind.folders if (root / name).is_dir()), root)
    return Device(kind, root, books, _is_marked(root, KOREADER))


def _is_marked(root: Path, kind: Kind) -> bool:
    return any(all(_is_folder(root / mark) for mark in marks) for marks in kind.marks)


def _is_folder(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:  # a drive without a medium, a mount that hangs on its server
        return False


def found_devices(mounts: Iterable[Path]) -> list[Device]:
    """Return the readers among mount points, by kind and place."""
    devices = {root: device for root in mounts if (device := _device(root)) is not None}
    return sorted(devices.values(), key=lambda d: (d.kind.name, str(d.root)))


def mount_points(
    platform: str, environ: Mapping[str, str], base: Path = Path("/")
) -> Iterator[Path]:
    """Yield the folders where this system shows what is plugged in; ``base`` is for tests.

    Linux: ``/media`` and ``/run/media`` with a folder a user, ``/mnt`` and what is in it.
    macOS: ``/Volumes``. Windows: the drives but the system's own.
    """
    if platform == "win32":
        system = environ.get("SystemDrive", "C:").upper()
        drives = (f"{letter}:" for letter in "ABDEFGHIJKLMNOPQRSTUVWXYZC")
        yield from (Path(f"{drive}\\") for drive in drives if drive not in ("A:", "B:", system))
        return
    if platform == "darwin":
        yield from _inside(base / "Volumes")
        return
    for place in ("media", "run/media"):
        for folder in _inside(base / place):
            yield folder
            yield from _inside(folder)
    yield base / "mnt"
    yield from _inside(base / "mnt")


def _inside(folder: Path) -> Iterator[Path]:
    """Yield the folders in a folder, by name; none where it is not there or not readable."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return
    yield from (entry for entry in found if _is_folder(entry))
