"""What ``bundle`` does: gather, compose, render, check, write the book and its lock."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import packager
from packager.anthology.bind import BindOptions, Bound, bind
from packager.anthology.edit import Edit, edit
from packager.anthology.lock import (
    Lock,
    changed_inputs,
    digest_of,
    lock_file,
    read_lock,
    write_lock,
)
from packager.anthology.manifest import Manifest, manifest_of_sources, read_manifest
from packager.check.finding import Finding, Severity
from packager.cli._making import source_of
from packager.cli._write import refuse_existing, write_file
from packager.errors import ConfigError, MissingInputError, SeveralErrors, UnsoundBookError
from packager.ids import slug
from packager.model import Note, NoteKind

_MOST_TOLD = 20  # findings told of a book that was not written


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for on the command line."""

    sources: tuple[str, ...]
    output: Path | None
    overrides: Mapping[str, str]
    binding: BindOptions
    force: bool = False
    has_check: bool = True
    has_lock: bool = True


def bind_to_file(
    request: Request, environ: Mapping[str, str], *, is_verbose: bool = False
) -> Iterator[str]:
    """Bind the anthology, write it, and yield the lines of the report.

    Raises:
        PackagerError: nothing was written, and why.
    """
    manifest = _manifest(request)
    target = _target(request, manifest)
    refuse_existing(target, force=request.force)
    lock_at = lock_file(manifest.file) if manifest.file and request.has_lock else None
    lock = read_lock(lock_at) if lock_at else None
    if lock and lock.epoch and "SOURCE_DATE_EPOCH" not in environ:
        environ = {**environ, "SOURCE_DATE_EPOCH": lock.epoch}
    with _collector_at_rest():
        bound = bind(manifest, request.binding, environ, slugs=lock.slugs if lock else None)
        data, notes = _checked_bytes(bound, target.name, request)
    write_file(target, data, force=request.force)
    yield from _report(bound, target, len(data), notes, is_verbose=is_verbose)
    if lock_at:
        new = _lock_of(bound, manifest, data, environ)
        if lock:
            yield from (f"since the last edition: {line}" for line in changed_inputs(lock, new))
        write_file(lock_at, write_lock(new).encode(), force=True)


def edit_to_file(
    request: Request, changes: Edit, environ: Mapping[str, str], *, is_verbose: bool = False
) -> Iterator[str]:
    """Change a finished anthology, write it, and yield the lines of the report.

    Raises:
        PackagerError: nothing was written, and why.
    """
    if len(request.sources) != 1:
        raise ConfigError("--add, --replace and --remove change one BOOK.epub; name just that")
    file = Path(request.sources[0])
    composed = edit(source_of(str(file)), changes, request.binding, environ)
    target = request.output or file
    bound = Bound(composed, ())
    data, notes = _checked_bytes(bound, target.name, request)
    write_file(target, data, force=request.force or request.output is None)
    yield from _report(bound, target, len(data), notes, is_verbose=is_verbose)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep Python from looking for cycles, again and again, among a book's many lasting values."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def _manifest(request: Request) -> Manifest:
    """Return the manifest that was named, or the one that the sources amount to."""
    first = request.sources[0]
    missing = [name for name in request.sources if not Path(name.partition("#")[0]).exists()]
    if missing:
        raise SeveralErrors([MissingInputError(f"{name}: is not there") for name in missing])
    if len(request.sources) == 1 and first.endswith(".toml"):
        manifest = read_manifest(Path(first), first)
    else:
        manifest = manifest_of_sources(request.sources)
    values = {**manifest.values, **request.overrides}
    if request.binding.reading.language:
        values.setdefault("language", request.binding.reading.language)
    return replace(manifest, values=values)


def _target(request: Request, manifest: Manifest) -> Path:
    stem = manifest.file.stem if manifest.file else ""
    if not stem and len(request.sources) == 1:
        stem = Path(request.sources[0]).resolve().name
    name = f"{stem or slug(manifest.text('title') or 'anthology')}.epub"
    if request.output is None:
        return Path(name)
    return request.output / name if request.output.is_dir() else request.output


def _checked_bytes(bound: Bound, name: str, request: Request) -> tuple[bytes, tuple[Note, ...]]:
    """Return the book's bytes and what is to be said of it.

    Raises:
        UnsoundBookError: the checker found errors.
    """
    from packager.anthology.finish import finish
    from packager.build import pack, render

    book = bound.composed.book
    pages = finish(book, cache=request.binding.cache, jobs=request.binding.jobs)
    rendition = render(book, pages.made)
    data = pack(rendition)
    if request.has_check:
        from packager.check import check

        grave = (Severity.FATAL, Severity.ERROR)
        found = [
            f for f in check(data, name=name, known=pages.known).findings if f.severity in grave
        ]
        if found:
            raise SeveralErrors([UnsoundBookError(_placed(f)) for f in found[:_MOST_TOLD]])
    return data, (*bound.composed.notes, *rendition.notes)


def _placed(finding: Finding) -> str:
    where = finding.source_file or finding.path
    line = finding.source_line or finding.line
    return f"{where}:{line}: {finding.message}" if line else f"{where}: {finding.message}"


def _report(
    bound: Bound, target: Path, size_bytes: int, notes: Sequence[Note], *, is_verbose: bool
) -> Iterator[str]:
    book = bound.composed.book
    shown = [n for n in notes if is_verbose or n.kind == NoteKind.WARNING]
    for note in shown:
        where = f"{note.file}:{note.line}" if note.line else note.file
        yield f"{note.kind}: {where}: {note.message}" if where else f"{note.kind}: {note.message}"
    for error in bound.left_out:
        yield f"left out: {error}"
    people = {credit.person.name for essay in book.essays for credit in essay.credits}
    count = sum(len(essay.footnotes) for essay in book.essays)
    cached = sum(one.was_cached for one in bound.gathered)
    yield (
        f"“{book.title}”: {_counted(len(book.essays), 'essay')}, "
        f"{_counted(len(people), 'person', 'people')}, {_counted(count, 'note')}"
        + (f"; {cached} sources unchanged" if cached else "")
    )
    yield f"{target} ({size_bytes:,} bytes)"


def _lock_of(bound: Bound, manifest: Manifest, data: bytes, environ: Mapping[str, str]) -> Lock:
    base = manifest.file.parent.resolve() if manifest.file else Path().resolve()
    inputs: dict[str, str] = {}
    if manifest.file:
        inputs[manifest.file.name] = digest_of(manifest.file.read_bytes())
    for one in bound.gathered:
        if one.entry.file and one.digest:
            inputs[_name(one.entry.file, base)] = digest_of(one.entry.file.read_bytes())
        for trace in one.traces:
            if trace.digest and trace.file.is_file():
                inputs[_name(trace.file, base)] = trace.digest
    return Lock(
        packager.__version__,
        environ.get("SOURCE_DATE_EPOCH", ""),
        digest_of(data),
        inputs,
        {essay.source_file: essay.slug for essay in bound.composed.book.essays},
    )


def _name(file: Path, base: Path) -> str:
    """Return a file's name from the manifest's folder, the same on every machine."""
    import os.path

    return Path(os.path.relpath(file.resolve(), base)).as_posix()


def _counted(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"
