"""What ``bundle`` does: gather, compose, render, check, write the book and its lock."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import packager
from packager import targets
from packager.anthology.bind import BindOptions, Bound, bind
from packager.anthology.lock import (
    Lock,
    changed_inputs,
    digest_of,
    lock_file,
    read_lock,
    write_lock,
)
from packager.anthology.manifest import Manifest, manifest_of_sources
from packager.anthology.manifest_file import manifest_in
from packager.anthology.manifest_options import with_options
from packager.cli._drafts import Drafted, Form, drafted, together
from packager.cli._making import source_of
from packager.cli._soundness import Barred, made_of_the_sound
from packager.cli._write import refuse_existing, refuse_sources, write_file
from packager.data_classes import dataclass
from packager.errors import (
    MissingInputError,
    OptionError,
    PackagerError,
    SeveralErrors,
)
from packager.ids import slug
from packager.model import NoteKind

if TYPE_CHECKING:
    from packager.anthology.edit import Edit


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
    wanted: tuple[str, ...] = (targets.DEFAULT,)


def bind_to_file(
    request: Request, environ: Mapping[str, str], *, is_verbose: bool = False
) -> Iterator[str]:
    """Bind the anthology, write it, and yield the lines of the report.

    Raises:
        PackagerError: nothing was written, and why; or one of several targets was not made, and the
            others were.
    """
    manifest = _manifest(request)
    files = {name: _target(request, manifest, name) for name in request.wanted}
    entries = [entry.file for part in manifest.parts for entry in part.entries if entry.file]
    for file in files.values():
        refuse_existing(file, force=request.force)
        refuse_sources(file, [*request.sources, *entries])
    lock_at = lock_file(manifest.file) if manifest.file and request.has_lock else None
    lock = read_lock(lock_at) if lock_at else None
    if lock and lock.epoch and "SOURCE_DATE_EPOCH" not in environ:
        environ = {**environ, "SOURCE_DATE_EPOCH": lock.epoch}
    forms = {file: Form(name, request.force) for name, file in files.items()}
    with ExitStack() as drafts:
        with _collector_at_rest():

            def bound_of(listed: Manifest, barred: Barred, keep_going: bool) -> Bound:
                options = replace(request.binding, keep_going=keep_going)
                slugs = lock.slugs if lock else None
                return bind(listed, options, environ, slugs=slugs, barred=barred)

            bound, made = made_of_the_sound(
                manifest,
                bound_of,
                lambda bound: drafted(
                    bound,
                    forms,
                    drafts,
                    request.binding,
                    has_check=request.has_check,
                    has_digest=lock_at is not None,
                ),
                keep_going=request.binding.keep_going,
            )
        made.keep()
    yield from _report(bound, made, is_verbose=is_verbose)
    if lock_at:
        new = _lock_of(bound, manifest, made.digest, environ)
        if lock:
            yield from (f"since the last edition: {line}" for line in changed_inputs(lock, new))
        write_file(lock_at, write_lock(new).encode(), force=True)
    if made.failed:
        raise together(made.failed)


def is_own_anthology(request: Request) -> bool:
    """Return whether the one source is an anthology that packager made, which can be changed."""
    from packager.anthology.reopen import reopen

    if len(request.sources) != 1 or not request.sources[0].endswith(".epub"):
        return False
    try:
        reopen(source_of(request.sources[0]))
    except PackagerError:
        return False
    return True


def edit_to_file(
    request: Request, changes: Edit, environ: Mapping[str, str], *, is_verbose: bool = False
) -> Iterator[str]:
    """Change a finished anthology, write it, and yield the lines of the report.

    Without a change it is the same book, for other targets.

    Raises:
        PackagerError: nothing was written, and why; or one of several targets was not made, and the
            others were.
    """
    from packager.anthology.edit import Edit, edit

    if len(request.sources) != 1:
        raise OptionError("--add, --replace and --remove change one BOOK.epub; name just that")
    file = Path(request.sources[0])
    files = {name: _form_of(file, request, name) for name in request.wanted}
    # A book that is changed is replaced by what it has become.
    forced = {file: changes != Edit() and request.output is None}
    for target in files.values():
        refuse_existing(target, force=request.force or forced.get(target, False))
    composed = edit(source_of(str(file)), changes, request.binding, environ)
    bound = Bound(composed, ())
    forms = {
        target: Form(name, request.force or forced.get(target, False))
        for name, target in files.items()
    }
    with ExitStack() as drafts:
        made = drafted(bound, forms, drafts, request.binding, has_check=request.has_check)
        made.keep()
    yield from _report(bound, made, is_verbose=is_verbose)
    if made.failed:
        raise together(made.failed)


def _form_of(file: Path, request: Request, wanted: str) -> Path:
    """Return where a book goes in the form of a target: beside it, to ``-o``, or into it."""
    stem = file.name
    for suffix in sorted((targets.target_named(n).SUFFIX for n in targets.names()), key=len):
        stem = stem.removesuffix(suffix)
    name = stem + targets.target_named(wanted).SUFFIX
    if request.output is None:
        return file if wanted == targets.DEFAULT else file.with_name(name)
    is_folder = len(request.wanted) > 1 or request.output.is_dir()
    return request.output / name if is_folder else request.output


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep Python from looking for cycles, again and again, among a book's many lasting values."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # what was made lasts to the end: to look through it would take a while
        if was_at_work:
            gc.enable()


def _manifest(request: Request) -> Manifest:
    """Return the manifest that was named, or the one that the sources amount to."""
    first = request.sources[0]
    missing = [name for name in request.sources if not Path(name.partition("#")[0]).exists()]
    if missing:
        raise SeveralErrors([MissingInputError(f"{name}: is not there") for name in missing])
    if len(request.sources) == 1 and first.endswith(".toml"):
        manifest = manifest_in(Path(first), first)
    else:
        manifest = manifest_of_sources(request.sources)
    manifest = with_options(manifest, request.overrides)
    values = {**manifest.values}
    if request.binding.reading.language:
        values.setdefault("language", request.binding.reading.language)
    return replace(manifest, values=values)


def _target(request: Request, manifest: Manifest, wanted: str) -> Path:
    stem = manifest.file.stem if manifest.file else ""
    if not stem and len(request.sources) == 1:
        stem = Path(request.sources[0]).resolve().name
    suffix = targets.target_named(wanted).SUFFIX
    name = f"{stem or slug(manifest.text('title') or 'anthology')}{suffix}"
    if request.output is None:
        return Path(name)
    is_folder = len(request.wanted) > 1 or request.output.is_dir()
    return request.output / name if is_folder else request.output


def _report(bound: Bound, made: Drafted, *, is_verbose: bool) -> Iterator[str]:
    book = bound.composed.book
    told = (*bound.composed.notes, *made.notes)
    shown = [n for n in told if is_verbose or n.kind == NoteKind.WARNING]
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
        + (f"; {_counted(cached, 'source')} unchanged" if cached else "")
    )
    yield from (f"{file} ({size:,} bytes)" for file, size in made.sizes.items())


def _lock_of(bound: Bound, manifest: Manifest, digest: str, environ: Mapping[str, str]) -> Lock:
    base = manifest.file.parent.resolve() if manifest.file else Path().resolve()
    inputs: dict[str, str] = {}
    for file in (manifest.file, *manifest.included):
        if file:
            inputs[_name(file, base)] = digest_of(file.read_bytes())
    for one in bound.gathered:
        if one.entry.file and one.digest:
            inputs[_name(one.entry.file, base)] = digest_of(one.entry.file.read_bytes())
    for trace in chain(bound.traces, *(one.traces for one in bound.gathered)):
        if trace.digest and trace.file.is_file():
            inputs[_name(trace.file, base)] = trace.digest
    return Lock(
        packager.__version__,
        environ.get("SOURCE_DATE_EPOCH", ""),
        digest,
        inputs,
        {essay.source_file: essay.slug for essay in bound.composed.book.essays},
    )


def _name(file: Path, base: Path) -> str:
    """Return a file's name from the manifest's folder, the same on every machine."""
    import os.path

    return Path(os.path.relpath(file.resolve(), base)).as_posix()


def _counted(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"
