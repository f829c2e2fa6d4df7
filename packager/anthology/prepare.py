"""What can be done with an essay before the others of its book are known, in any process.

It is settled, its images are named by their content, its words are fingerprinted, its links
listed, its page is made and examined. All this is right as long as the book changes nothing of
the essay; :mod:`packager.anthology.compose` sees whether it did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from packager.anthology.duplicates import Fingerprint, fingerprint
from packager.anthology.links import links_in, names_of
from packager.build.book import settled
from packager.build.made import Made, make, stand_in
from packager.compact import dumps
from packager.data_classes import dataclass
from packager.errors import PackagerError
from packager.ids import slug
from packager.model import Asset, Book, Essay, Reading

# Names of files that the anthology's own pages have
RESERVED = frozenset(
    "cover title-page contents introduction notes contributors permissions citations corrections "
    "index accessibility colophon nav".split()
)


@dataclass(frozen=True, slots=True)
class Finished:
    """What was made of an essay: its page, and as bytes what the checker knows of it, if it does.

    The bytes are those of :func:`packager.compact.dumps`: few want them read.
    """

    made: Made
    known: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known of an essay that is bound: ``names`` it goes by, ``links`` that it has.

    ``links`` is ``None`` where they have to be looked at one by one.
    """

    fingerprint: Fingerprint
    names: tuple[str, ...]
    links: tuple[tuple[str, ...], ...] | None
    finished: Finished | None


def prepared(
    reading: Reading, notes_at: str, on_disk: Mapping[str, Path]
) -> tuple[Reading, Prepared]:
    """Return a reading with its essay settled, and what can be known of it already.

    ``on_disk`` has files by the SHA-256 of what they hold: an image that one of them is stays
    there.

    Raises:
        SourceError: the essay has no title.
    """
    essay = with_placed_assets(settled(reading.essay), on_disk)
    essay = replace(essay, slug=slug(essay.slug))
    finished = None
    if essay.slug not in RESERVED and not essay.draft:
        finished = finished_page(essay, stand_in(notes_at))
    return replace(reading, essay=essay), Prepared(
        fingerprint(essay), tuple(names_of(essay)), links_in(essay), finished
    )


def finished_page(essay: Essay, book: Book) -> Finished | None:
    """Return the page of an essay, made and examined; nothing where none can be made."""
    from packager.check.run import examine

    try:
        made = make(essay, book)
    except PackagerError:  # to make it again with the book tells why
        return None
    page, file = made.bare, made.file
    known = examine(page.path, file.data, page.features.properties, file.deflated)
    return Finished(made, dumps(known) if known else b"")


def with_placed_assets(essay: Essay, on_disk: Mapping[str, Path] | None = None) -> Essay:
    """Return the essay with its assets named by their content, so that equal ones are one."""
    if not essay.assets and not any(credit.person.image for credit in essay.credits):
        return essay
    known = on_disk or {}
    return replace(
        essay,
        assets=tuple(placed_by_content(asset, known) for asset in essay.assets),
        credits=tuple(
            replace(credit, person=replace(person, image=placed_by_content(person.image, known)))
            if (person := credit.person).image
            else credit
            for credit in essay.credits
        ),
    )


def placed_by_content(asset: Asset, on_disk: Mapping[str, Path] | None = None) -> Asset:
    """Return an asset whose file name in the book is the hash of its bytes."""
    if asset.stored_as:
        return asset
    stamp = hashlib.sha256()
    if asset.file is not None:
        with asset.file.open("rb") as stream:
            while block := stream.read(1 << 20):
                stamp.update(block)
    else:
        stamp.update(asset.data)
    digest = stamp.hexdigest()
    placed = replace(asset, stored_as=f"image-{digest[:16]}")
    if on_disk and digest in on_disk:
        return replace(placed, data=b"", file=on_disk[digest])
    return placed
