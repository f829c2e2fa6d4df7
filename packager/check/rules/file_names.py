"""Rules on the names of the entries. https://www.w3.org/TR/epub-33/#sec-container-filenames."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from packager.check.facts import Container, Package
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule
from packager.lazy_pattern import lazy_pattern

_SPEC = "https://www.w3.org/TR/epub-33/#sec-container-filenames"
_NONCHARACTERS = "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)
_FORBIDDEN_3 = lazy_pattern(
    '["*:<>?\\\\|\x00-\x1f\x7f\x80-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff'
    f"\U000e0001\U000f0000-\U0010ffff{_NONCHARACTERS}]"
)
_FORBIDDEN_2 = lazy_pattern('["*:<>?\\\\\x00-\x1f\x7f]')


def forbidden_characters(name: str, version: str) -> list[str]:
    """Return the characters of a path that OCF does not allow, each once, in order."""
    found = (_FORBIDDEN_3 if version == "3" else _FORBIDDEN_2).findall(name)
    return list(dict.fromkeys(found))


def shown(characters: list[str]) -> str:
    """Return characters as code points, with the visible ones beside."""
    return ", ".join(
        f"U+{ord(c):04X} ({c})" if c.isprintable() else f"U+{ord(c):04X}" for c in characters
    )


def has_space(name: str) -> bool:
    """Return whether a path has a space of any kind."""
    return any(c.isspace() for c in name)


def _names(fact: Container | Package) -> Iterator[tuple[str, Place, str]]:
    """Yield the names to judge, where to report them, and the version to judge by."""
    if isinstance(fact, Container):
        if fact.archive is not None:
            for entry in fact.archive.entries:
                if not entry.is_directory:
                    yield entry.path, Place(), "3"
    elif fact.book is None:
        for item in fact.items:
            if item.url.scheme == "file" or (item.url.leaks and item.url.written.startswith("/")):
                # Without a book around it, such a URL is a place on the disk, with a colon in it
                path = item.url.written.removeprefix("file://")
                yield f"file://{path}", item.place, fact.version
            elif item.path and item.url.is_local:
                yield item.path, item.place, fact.version


def _problems(fact: Container | Package, words: str, *, kind: str) -> Iterator[Problem]:
    for name, place, version in _names(fact):
        if kind == "characters":
            found = forbidden_characters(name, version)
            if found:
                yield Problem(place, f"{name!r} {words} {shown(found)}; rename the file")
        elif (
            (kind == "spaces" and has_space(name))
            or (kind == "dot" and name.endswith("."))
            or (kind == "ascii" and not name.isascii())
        ):
            yield Problem(place, f"{name!r} {words}")


@rule("PKG-009", sees=Container, spec=_SPEC, bad={"EPUB/a*b.txt": b""}, name="file-name-characters")
def _characters(container: Container) -> Iterator[Problem]:
    """File names use none of the characters that a file system or a URL could refuse.

    A book is unpacked on all kinds of devices: quotation mark, asterisk, colon, angle brackets,
    question mark, backslash, vertical line, control and private characters do not survive on
    all of them.
    """
    yield from _problems(container, "has characters that no file name may have:", kind="characters")


@rule("PKG-009", sees=Package, spec=_SPEC, name="item-name-characters")
def _item_characters(package: Package) -> Iterator[Problem]:
    """The manifest names no file whose name has a character that OCF forbids."""
    yield from _problems(package, "has characters that no file name may have:", kind="characters")


@rule(
    "PKG-010",
    sees=Container,
    severity=Severity.WARNING,
    spec=_SPEC,
    bad={"EPUB/a b.txt": b""},
    name="file-name-spaces",
)
def _spaces(container: Container) -> Iterator[Problem]:
    """File names have no spaces: older reading systems do not find such files."""
    yield from _problems(container, "has a space; write a hyphen", kind="spaces")


@rule("PKG-010", sees=Package, severity=Severity.WARNING, spec=_SPEC, name="item-name-spaces")
def _item_spaces(package: Package) -> Iterator[Problem]:
    """The manifest names no file whose name has a space."""
    yield from _problems(package, "has a space; write a hyphen", kind="spaces")


@rule("PKG-011", sees=Container, spec=_SPEC, bad={"EPUB/a.": b""}, name="file-name-ends-in-dot")
def _dot(container: Container) -> Iterator[Problem]:
    """No file name ends in a full stop: Windows drops it, and the file is not found."""
    yield from _problems(container, "ends in a full stop; rename the file", kind="dot")


@rule("PKG-011", sees=Package, spec=_SPEC, name="item-name-ends-in-dot")
def _item_dot(package: Package) -> Iterator[Problem]:
    """The manifest names no file whose name ends in a full stop."""
    yield from _problems(package, "ends in a full stop; rename the file", kind="dot")


@rule(
    "PKG-012",
    sees=Container,
    severity=Severity.USAGE,
    spec=_SPEC,
    bad={"EPUB/é.txt": b""},
    name="file-name-ascii",
)
def _ascii(container: Container) -> Iterator[Problem]:
    """File names are plain ASCII: nothing else is as sure to be found by every reader."""
    yield from _problems(container, "has characters beyond ASCII", kind="ascii")


@rule("PKG-012", sees=Package, severity=Severity.USAGE, spec=_SPEC, name="item-name-ascii")
def _item_ascii(package: Package) -> Iterator[Problem]:
    """The manifest names files in plain ASCII."""
    yield from _problems(package, "has characters beyond ASCII", kind="ascii")


@rule("OPF-060", sees=Container, spec=_SPEC, bad={"EPUB/CHAPTER.xhtml": b""})
def file_names_distinct(container: Container) -> Iterator[Problem]:
    """No two entries have the same name, capitals and accents in whatever form.

    On a file system that does not tell ``A.xhtml`` from ``a.xhtml`` one of the two is lost.
    """
    if container.archive is None:
        return
    seen: set[str] = set()
    for entry in container.archive.entries:
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", entry.path).casefold())
        if key in seen:
            yield Problem(Place(), f"{entry.path!r} is there twice, or under two spellings")
        seen.add(key)


@rule(
    "PKG-014",
    sees=Container,
    severity=Severity.WARNING,
    bad={"EPUB/empty/": b""},
)
def folder_empty(container: Container) -> Iterator[Problem]:
    """The archive has no entry for a folder in which nothing is."""
    if container.archive is None:
        return
    paths = [entry.path for entry in container.archive.entries]
    for path in paths:
        if path.endswith("/") and not any(
            other.startswith(path) and other != path for other in paths
        ):
            yield Problem(Place(), f"the folder {path!r} is empty; leave it out")
