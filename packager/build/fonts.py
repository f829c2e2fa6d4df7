"""Fonts for a cover: which face has the characters of a title.

Packaged fonts come first, so that a title gives the same cover everywhere: Literata (Latin,
Greek, Cyrillic) is always there, the extra ``packager[fonts]`` adds Arabic, Hebrew,
Devanagari, Chinese, Japanese and Korean. Then the folders where the machine keeps fonts are
looked through, natively; this is the one place where building reads the disk, and what is
read is never more than a file's tables. Which face suits which script is data: ``fonts.tsv``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from packager.build.sfnt import Sfnt, open_face
from packager.data_classes import dataclass
from packager.package_data import package_text

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_MOST_FILES = 20_000
# They have a glyph for every character, and it is a box or nothing.
_BOXES = ("lastresort", "adobeblank", "fallback-box")
_OUTLINES = ("glyf", "CFF ", "CFF2")


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file on this machine."""

    file: Path
    index: int = 0

    @property
    def sfnt(self) -> Sfnt | None:
        """The face's tables; nothing where the file cannot be read."""
        return open_face(self.file, self.index)

    def covers(self, text: str) -> bool:
        """Return whether the face has a glyph for each character that is seen."""
        tables = self.sfnt
        return tables is not None and all(tables.glyph(ord(c)) for c in text if c not in _UNSEEN)

    def at(self, size_px: int, weight: int = 600, *, shaped: bool = False) -> FreeTypeFont:
        """Return the face ready to draw; ``shaped`` asks for libraqm's layout."""
        return _loaded(self, size_px, weight, shaped)


_LIMITS: tuple[Literal["minimum", "default", "maximum"], ...] = ("minimum", "default", "maximum")
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f")


@lru_cache(maxsize=64)
def _loaded(face: Face, size_px: int, weight: int, shaped: bool) -> FreeTypeFont:
    from PIL import ImageFont

    engine = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    font = ImageFont.truetype(str(face.file), size_px, index=face.index, layout_engine=engine)
    tables = face.sfnt
    if tables is not None and "fvar" in tables.tables:
        wanted = {b"weight": weight, b"optical size": size_px}
        values: list[float] = []
        for axis in font.get_variation_axes():
            name = bytes(axis["name"] or b"").lower()
            lowest, default, highest = (float(axis[key] or 0) for key in _LIMITS)
            values.append(min(max(wanted.get(name, default), lowest), highest))
        font.set_variation_by_axes(values)
    return font


def can_shape() -> bool:
    """Return whether Pillow can lay out scripts whose letters change with their neighbours."""
    from PIL import features

    return bool(features.check("raqm"))


@dataclass(frozen=True, slots=True)
class Script:
    """One line of ``fonts.tsv``: code points, whether a shaper is needed, faces, best first."""

    name: str
    ranges: tuple[tuple[int, int], ...]
    needs_shaper: bool
    language: str
    faces: tuple[str, ...]


@cache
def scripts() -> tuple[Script, ...]:
    """Return the scripts that the table knows."""
    rows = []
    text = package_text("packager.build", "fonts.tsv")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, ranges, shaper, language, faces = line.split("\t")
            spans = (span.partition("-") for span in ranges.split())
            bounds = tuple((int(low, 16), int(high or low, 16)) for low, _, high in spans)
            rows.append(Script(name, bounds, shaper == "shaper", language, tuple(faces.split())))
    return tuple(rows)


@lru_cache(maxsize=4096)
def scripts_of(char: str) -> tuple[Script, ...]:
    """Return the lines of the table that a character belongs to."""
    code = ord(char)
    return tuple(s for s in scripts() if any(low <= code <= high for low, high in s.ranges))


def face_for(text: str, language: str = "") -> Face | None:
    """Return the best face that has every character of ``text``; nothing where none has.

    ``language`` (BCP 47) chooses among the shapes of Han characters.
    """
    letters = "".join(dict.fromkeys(c for c in text if not c.isspace()))
    return _face_for(letters, _han_language(language))


def _han_language(language: str) -> str:
    tag = language.lower()
    if tag.startswith("zh"):
        traditional = any(part in tag for part in ("hant", "-tw", "-hk", "-mo"))
        return "zh-hant" if traditional else "zh"
    return tag.split("-")[0]


@lru_cache(maxsize=1024)
def _face_for(letters: str, language: str) -> Face | None:
    first = _named(scripts()[0].faces[0])
    if first is not None and first.covers(letters):
        return first
    return next((face for face in _candidates(letters, language) if face.covers(letters)), None)


def _candidates(letters: str, language: str) -> Iterator[Face]:
    """Yield the faces to try: those of the characters' scripts, then all there are."""
    wanted: dict[str, None] = {}
    found = dict.fromkeys(script for char in letters for script in scripts_of(char))
    suited = sorted(found, key=lambda script: script.language not in ("", language))
    for script in suited:
        wanted.update(dict.fromkeys(script.faces))
    wanted.update(dict.fromkeys(scripts()[0].faces))
    for name in wanted:
        face = _named(name)
        if face is not None:
            yield face
    for file in _machine_files().values():
        if not any(word in file.stem.lower() for word in _BOXES):
            tables = open_face(file)
            if tables is not None and any(tag in tables.tables for tag in _OUTLINES):
                yield Face(file)


@cache
def _named(name: str) -> Face | None:
    """Return the face of a name in the table: ``package:path`` or a file's stem, ``#index``."""
    wanted, _, index = name.partition("#")
    package, colon, path = wanted.partition(":")
    if colon:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            return None
        file = Path(spec.origin).parent / path
        return Face(file, int(index or 0)) if file.is_file() else None
    found = _machine_files().get(wanted.lower())
    return Face(found, int(index or 0)) if found else None


@cache
def _machine_files() -> dict[str, Path]:
    """Return the font files of this machine by their stems, lower case; sorted by name."""
    found: dict[str, Path] = {}
    count = 0
    for folder in font_folders():
        for place, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a few thousand of them
                if suffix.lower() in _SUFFIXES:
                    found.setdefault(stem.lower(), Path(place, name))
                    count += 1
            if count > _MOST_FILES:
                break
    return dict(sorted(found.items()))


def font_folders() -> list[Path]:
    """Return where this system keeps fonts, the system's own folders first.

    https://specifications.freedesktop.org/basedir-spec/ and fontconfig's defaults; Apple's
    https://support.apple.com/guide/font-book/; Windows' known folders.
    """
    home = Path.home()
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local"))
        system = Path(os.environ.get("SYSTEMROOT", "C:/Windows"))
        return [system / "Fonts", local / "Microsoft/Windows/Fonts"]
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    folders = [Path(folder) / "fonts" for folder in shared.split(":") if folder.startswith("/")]
    usual = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    return [*dict.fromkeys((*usual, *folders, own / "fonts", home / ".fonts"))]
