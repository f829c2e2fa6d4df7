"""The files of a bound anthology: packed beside their targets, checked there, then kept or not.

A book is never held whole: its pictures go from their files into its own, and the checker reads
that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from packager import targets
from packager.anthology.bind import BindOptions, Bound
from packager.anthology.finish import render_all
from packager.cli._soundness import refuse_unsound
from packager.cli._write import Draft, draft_of
from packager.data_classes import dataclass
from packager.errors import PackagerError, SeveralErrors
from packager.model import Note


@dataclass(frozen=True, slots=True)
class Form:
    """A target by its name, and whether its file takes the place of one that is there."""

    target: str
    is_forced: bool


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was made of a book: drafts by their files, how large they are, and why others failed.

    ``digest`` is the SHA-256 of its EPUB 3, where that was asked for.
    """

    drafts: Mapping[Path, Draft]
    sizes: Mapping[Path, int]
    notes: tuple[Note, ...]
    failed: tuple[PackagerError, ...]
    digest: str = ""

    def keep(self) -> None:
        """Give all files their names.

        Raises:
            PackagerError: there are none, and why; or one cannot be given its name.
        """
        if self.failed and not self.drafts:
            raise together(self.failed)
        for draft in self.drafts.values():
            draft.keep()


def drafted(  # noqa: PLR0913 - keywords
    bound: Bound,
    forms: Mapping[Path, Form],
    drafts: ExitStack,
    options: BindOptions,
    *,
    has_check: bool = True,
    has_digest: bool = False,
) -> Drafted:
    """Return what targets made of a book, by the files that it is for, and why some did not.

    The drafts last as long as ``drafts``; those of a book that is refused are gone at once.

    Raises:
        UnsoundEssaysError: the checker found errors in the book that all are made of.
        OutputError: it cannot be written.
    """
    done = render_all(
        bound.composed.book,
        bound.composed.ready,
        cache=options.cache,
        jobs=options.jobs,
        has_check=has_check,
    )
    finished = targets.Finished(bound.composed.book, done.rendition)
    named = {form.target: file for file, form in forms.items()}
    notes = [*done.rendition.notes]
    failed: list[PackagerError] = []
    made: dict[Path, Draft] = {}
    digest = ""
    with ExitStack() as own:
        if has_check or has_digest or targets.DEFAULT in named:
            # Where only others are wanted, it lies beside one of them as long as it is of use.
            file = named.get(targets.DEFAULT) or next(iter(forms))
            is_wanted = targets.DEFAULT in named
            epub = own.enter_context(draft_of(file, force=forms[file].is_forced or not is_wanted))
            epub.write(finished.product.write)
            if has_check:
                name = file.name if is_wanted else "book.epub"
                refuse_unsound(done.report(epub.file, name), bound)
            digest = _digest_of(epub.file) if has_digest else ""
            made |= {file: epub} if is_wanted else {}
        for file, form in forms.items():
            if file in made:
                continue
            target = targets.target_named(form.target)
            try:
                draft = own.enter_context(draft_of(file, force=form.is_forced))
                product = target.make(finished)
                draft.write(product.write)
                if has_check and target.IS_EPUB:
                    refuse_unsound(done.report(draft.file, file.name), bound)
            except PackagerError as error:
                failed.append(error)
            else:
                notes += product.notes
                made[file] = draft
        drafts.push(own.pop_all())
    ordered = {file: made[file] for file in forms if file in made}
    sizes = {file: draft.size_bytes for file, draft in ordered.items()}
    return Drafted(ordered, sizes, tuple(notes), tuple(failed), digest)


def _digest_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def together(errors: Sequence[PackagerError]) -> PackagerError:
    """Return the one error, or one of them all."""
    return errors[0] if len(errors) == 1 else SeveralErrors(errors)
