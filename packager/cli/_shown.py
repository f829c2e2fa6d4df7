"""What ``preview`` shows: how the book is made of its source, and which files that depends on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from packager.cli._making import source_of
from packager.errors import PackagerError, SourceError
from packager.preview.changes import Stamp, stamp
from packager.read import ReadOptions, Source, read

Make = Callable[[], bytes]


def shown(name: str, reading: ReadOptions) -> tuple[Make, Callable[[], Stamp]]:
    """Return what makes the book of a source, and what tells whether its files have changed."""
    file = Path(name)
    if file.suffix.lower() == ".toml":
        make = partial(_anthology, name, reading)
        return make, partial(_manifest_stamp, file, reading)
    folders: list[Path] = []
    if file.suffix.lower() != ".epub":
        folders = _beside(file, reading)
    return partial(_book, name, reading), partial(stamp, file, folders)


def _beside(file: Path, reading: ReadOptions) -> list[Path]:
    folder = file.absolute().parent
    return [folder, folder.parent / "people", *([reading.people] if reading.people else [])]


def _manifest_stamp(file: Path, reading: ReadOptions) -> Stamp:
    """Return the stamp of a manifest, of the files that it lists now, and of what lies beside them.

    A manifest that cannot be read is still watched: it is what will be mended next.
    """
    from packager.anthology.manifest_file import read_manifest

    folders = _beside(file, reading)
    try:
        listed = read_manifest(file, str(file)).entries
    except PackagerError:
        listed = ()
    for entry in listed:
        if entry.file is not None:
            folders += _beside(entry.file, reading)
    # What the command itself may write beside the manifest is no source.
    return {name: at for name, at in stamp(file, _distinct(folders)).items() if not _is_made(name)}


def _distinct(folders: Iterable[Path]) -> list[Path]:
    return list(dict.fromkeys(Path(os.path.normpath(folder)) for folder in folders))


def _is_made(name: str) -> bool:
    return name.endswith((".epub", ".lock.toml", "~"))


def _book(name: str, reading: ReadOptions) -> bytes:
    """Return the EPUB that a source is or becomes.

    Raises:
        PackagerError: it is not there, is none of the kinds read, or cannot be built.
    """
    source = source_of(name)
    if source.suffix == ".epub":
        return _sound_zip(source)
    from packager.build import build
    from packager.build.book import book_of

    readings = read(source, reading)
    if len(readings) != 1:
        raise SourceError(
            f"{name}: holds {len(readings)} essays; preview the book you bind them in"
        )
    return build(book_of(readings[0].essay, os.environ))


def _anthology(name: str, reading: ReadOptions) -> bytes:
    """Return the EPUB that a manifest's essays are bound into; the cache keeps what is unchanged.

    Raises:
        PackagerError: what is wrong with the manifest and its essays.
    """
    from packager import targets
    from packager.anthology.bind import BindOptions, bind
    from packager.anthology.finish import render_all
    from packager.anthology.lock import lock_file, read_lock
    from packager.anthology.manifest_file import read_manifest
    from packager.cache import cache_folder

    source_of(name)  # says that it is not there, in the words of every command
    manifest = read_manifest(Path(name), name)
    lock = read_lock(lock_file(Path(name)))
    options = BindOptions(reading, cache=cache_folder(os.environ))
    bound = bind(manifest, options, os.environ, slugs=lock.slugs if lock else None)
    book = bound.composed.book
    done = render_all(book, bound.composed.ready, cache=options.cache, jobs=options.jobs)
    return targets.Finished(book, done.rendition).epub


def _sound_zip(source: Source) -> bytes:
    if not source.data.startswith(b"PK\x03\x04"):
        raise SourceError(f"{source.name}: is no EPUB: it does not begin as a ZIP archive does")
    return source.data
