"""Font files read for two things: which characters they have, and how pairs are kerned.

Only the tables asked for are read. Kerning comes from here because FreeType gives none for
OpenType fonts, and a cover shall look the same whether libraqm is installed or not.

https://learn.microsoft.com/typography/opentype/spec/otff · …/cmap · …/gpos
"""

from __future__ import annotations

import struct
from dataclasses import field
from functools import lru_cache
from pathlib import Path

from packager.data_classes import dataclass

_LARGEST_TABLE_BYTES = 8_000_000


@dataclass(slots=True)
class Sfnt:
    """One face of a font file; its tables are read when they are asked for."""

    file: Path
    index: int
    tables: dict[str, tuple[int, int]]
    _cmap: tuple[bytes, int] | None = None
    _pairs: list[_Pairs] | None = None
    _glyphs: dict[int, int] = field(default_factory=dict)

    def table(self, tag: str) -> bytes:
        """Return the bytes of a table; none where the face has no such table."""
        offset, length = self.tables.get(tag, (0, 0))
        with self.file.open("rb") as stream:
            stream.seek(offset)
            return stream.read(min(length, _LARGEST_TABLE_BYTES))

    def glyph(self, code: int) -> int:
        """Return the glyph of a code point; 0 where the face has none."""
        if code not in self._glyphs:
            if self._cmap is None:
                self._cmap = _best_cmap(self.table("cmap"))
            self._glyphs[code] = _lookup(*self._cmap, code)
        return self._glyphs[code]

    def kern(self, left: int, right: int) -> int:
        """Return by how many font units two glyphs stand apart more (less, if negative)."""
        if self._pairs is None:
            self._pairs = _kern_pairs(self.table("GPOS")) if "GPOS" in self.tables else []
        for pairs in self._pairs:
            value = pairs.value(left, right)
            if value is not None:
                return value
        return 0

    @property
    def units_per_em(self) -> int:
        """The units of :meth:`kern` in one em."""
        head = self.table("head")
        return struct.unpack(">H", head[18:20])[0] if len(head) >= 20 else 1000  # noqa: PLR2004


@lru_cache(maxsize=256)
def open_face(file: Path, index: int = 0) -> Sfnt | None:
    """Return a face of a font file or collection; nothing where it is none or cannot be read."""
    try:
        with file.open("rb") as stream:
            head = stream.read(12)
            at = 0
            if head[:4] == b"ttcf":
                count = struct.unpack(">I", head[8:12])[0]
                if index >= count:
                    return None
                stream.seek(12 + 4 * index)
                at = struct.unpack(">I", stream.read(4))[0]
                stream.seek(at)
                head = stream.read(12)
            if head[:4] not in (b"\0\1\0\0", b"OTTO", b"true"):
                return None
            directory = stream.read(16 * struct.unpack(">H", head[4:6])[0])
    except (OSError, struct.error):
        return None
    tables = {
        directory[i : i + 4].decode("latin-1"): struct.unpack(">II", directory[i + 8 : i + 16])
        for i in range(0, len(directory) - 15, 16)
    }
    return Sfnt(file, index, tables)


# --- cmap ----------------------------------------------------------------------------------

# (platform, encoding) from best to least: full Unicode, then the Basic Multilingual Plane.
_PREFERRED = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
_SEGMENTS, _GROUPS = 4, 12


def _best_cmap(cmap: bytes) -> tuple[bytes, int]:
    """Return (table, offset) of the best subtable of format 4 or 12; an offset of 0 for none."""
    found: dict[tuple[int, int], int] = {}
    count = int.from_bytes(cmap[2:4], "big")
    for i in range(4, min(4 + 8 * count, len(cmap) - 7), 8):
        platform, encoding, offset = struct.unpack(">HHI", cmap[i : i + 8])
        if int.from_bytes(cmap[offset : offset + 2], "big") in (_SEGMENTS, _GROUPS):
            found[platform, encoding] = offset
    return cmap, next((found[key] for key in _PREFERRED if key in found), 0)


def _lookup(cmap: bytes, offset: int, code: int) -> int:
    if not offset:
        return 0
    try:
        if int.from_bytes(cmap[offset : offset + 2], "big") == _GROUPS:
            return _lookup_groups(cmap, offset, code)
        return _lookup_segments(cmap, offset, code) if code <= 0xFFFF else 0  # noqa: PLR2004
    except struct.error:  # the table ends before what it says it holds
        return 0


def _lookup_groups(cmap: bytes, offset: int, code: int) -> int:
    low, high = 0, struct.unpack_from(">I", cmap, offset + 12)[0]
    while low < high:
        middle = (low + high) // 2
        start, end, glyph = struct.unpack_from(">III", cmap, offset + 16 + 12 * middle)
        if code < start:
            high = middle
        elif code > end:
            low = middle + 1
        else:
            return int(glyph + code - start)
    return 0


def _lookup_segments(cmap: bytes, offset: int, code: int) -> int:
    doubled = struct.unpack_from(">H", cmap, offset + 6)[0]
    ends, starts = offset + 14, offset + 16 + doubled
    low, high = 0, doubled // 2
    while low < high:
        middle = (low + high) // 2
        if code > struct.unpack_from(">H", cmap, ends + 2 * middle)[0]:
            low = middle + 1
        else:
            high = middle
    if low >= doubled // 2:
        return 0
    start = struct.unpack_from(">H", cmap, starts + 2 * low)[0]
    if code < start:
        return 0
    delta = struct.unpack_from(">H", cmap, starts + doubled + 2 * low)[0]
    range_at = starts + 2 * doubled + 2 * low
    range_offset = struct.unpack_from(">H", cmap, range_at)[0]
    if not range_offset:
        return int((code + delta) & 0xFFFF)
    glyph = struct.unpack_from(">H", cmap, range_at + range_offset + 2 * (code - start))[0]
    return int((glyph + delta) & 0xFFFF) if glyph else 0


# --- GPOS pair kerning ---------------------------------------------------------------------

_PAIR, _EXTENSION = 2, 9
_X_ADVANCE = 4
_LARGEST_LOOKUPS = 200


@dataclass(frozen=True, slots=True)
class _Pairs:
    """One pair adjustment subtable, its coverage read."""

    gpos: bytes
    at: int
    covered: dict[int, int]

    def value(self, left: int, right: int) -> int | None:
        """Return the change of the left glyph's advance, or nothing where the pair is not here."""
        place = self.covered.get(left)
        if place is None:
            return None
        u16 = _u16
        first, second = u16(self.gpos, self.at + 4), u16(self.gpos, self.at + 6)
        sizes = (2 * first.bit_count(), 2 * second.bit_count())
        if u16(self.gpos, self.at) == 1:
            start = self.at + u16(self.gpos, self.at + 10 + 2 * place)
            step = 2 + sum(sizes)
            low, high = 0, u16(self.gpos, start)
            while low < high:
                middle = (low + high) // 2
                glyph = u16(self.gpos, start + 2 + step * middle)
                if glyph == right:
                    return self._advance(start + 4 + step * middle, first)
                low, high = (middle + 1, high) if glyph < right else (low, middle)
            return None
        left_class = _class_of(self.gpos, self.at + u16(self.gpos, self.at + 8), left)
        right_class = _class_of(self.gpos, self.at + u16(self.gpos, self.at + 10), right)
        columns = u16(self.gpos, self.at + 14)
        return self._advance(
            self.at + 16 + (left_class * columns + right_class) * sum(sizes), first
        )

    def _advance(self, at: int, value_format: int) -> int:
        if not value_format & _X_ADVANCE:
            return 0
        skipped = (value_format & (_X_ADVANCE - 1)).bit_count()
        return int(struct.unpack_from(">h", self.gpos, at + 2 * skipped)[0])


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from(">H", data, at)[0])


def _kern_pairs(gpos: bytes) -> list[_Pairs]:
    """Return the pair subtables of the feature ``kern``, in the order of the lookups."""
    try:
        return _kern_pairs_of(gpos)
    except struct.error:  # a damaged table: the font is drawn without kerning
        return []


def _kern_pairs_of(gpos: bytes) -> list[_Pairs]:
    features, lookups = _u16(gpos, 6), _u16(gpos, 8)
    numbers: set[int] = set()
    for i in range(_u16(gpos, features)):
        record = features + 2 + 6 * i
        if gpos[record : record + 4] == b"kern":
            feature = features + _u16(gpos, record + 4)
            count = _u16(gpos, feature + 2)
            numbers.update(_u16(gpos, feature + 4 + 2 * k) for k in range(count))
    found = []
    for number in sorted(numbers)[:_LARGEST_LOOKUPS]:
        lookup = lookups + _u16(gpos, lookups + 2 + 2 * number)
        for k in range(_u16(gpos, lookup + 4)):
            at, kind = lookup + _u16(gpos, lookup + 6 + 2 * k), _u16(gpos, lookup)
            if kind == _EXTENSION:
                kind = _u16(gpos, at + 2)
                at += struct.unpack_from(">I", gpos, at + 4)[0]
            if kind == _PAIR and _u16(gpos, at) in (1, 2):
                found.append(_Pairs(gpos, at, _coverage(gpos, at + _u16(gpos, at + 2))))
    return found


def _coverage(gpos: bytes, at: int) -> dict[int, int]:
    """Return the place of each glyph in a coverage table."""
    count = _u16(gpos, at + 2)
    if _u16(gpos, at) == 1:
        glyphs = struct.unpack_from(f">{count}H", gpos, at + 4)
        return {glyph: place for place, glyph in enumerate(glyphs)}
    places: dict[int, int] = {}
    for i in range(count):
        start, end, first = struct.unpack_from(">HHH", gpos, at + 4 + 6 * i)
        places.update((glyph, first + glyph - start) for glyph in range(start, end + 1))
    return places


def _class_of(gpos: bytes, at: int, glyph: int) -> int:
    """Return the class of a glyph; 0 where the class table does not name it."""
    if _u16(gpos, at) == 1:
        start, count = _u16(gpos, at + 2), _u16(gpos, at + 4)
        return _u16(gpos, at + 6 + 2 * (glyph - start)) if 0 <= glyph - start < count else 0
    low, high = 0, _u16(gpos, at + 2)
    while low < high:
        middle = (low + high) // 2
        start, end, number = struct.unpack_from(">HHH", gpos, at + 4 + 6 * middle)
        if glyph < start:
            high = middle
        elif glyph > end:
            low = middle + 1
        else:
            return int(number)
    return 0
