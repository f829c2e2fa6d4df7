"""The cover: drawn from the book's own words, or made of the essay's own picture.

A drawn cover is a poster: who wrote it, what it is called, a quiet ornament. Its colours and
its ornament come from a hash of the title, so that two books on a shelf are told apart. The
same book gives the same bytes wherever the same fonts and Pillow are installed; titles in
Latin, Greek and Cyrillic use a packaged font and do not depend on the machine.

1562×2500 is the usual 1.6 within Apple's four million pixels; baseline, because old Kobo and
Kindle engines show progressive covers late or not at all.
"""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from packager.build.bidi import is_rtl
from packager.build.linebreak import ELLIPSIS, broken, pieces_of, shortened
from packager.build.ornament import paint
from packager.build.palette import Colour, Palette, palette_of, seed_of
from packager.build.typeset import (
    Line,
    Setting,
    Unset,
    draw_line,
    is_mixed,
    settable,
    width_em,
)
from packager.build.words import words_in
from packager.data_classes import dataclass
from packager.model import Asset, Book, Note, NoteKind

if TYPE_CHECKING:
    from PIL import Image

WIDTH_PX, HEIGHT_PX = 1562, 2500
JPEG_QUALITY = 88
NAME = "cover.jpg"

_MARGIN_PX = 132
_COLUMN_PX = WIDTH_PX - 2 * _MARGIN_PX
_TOP_PX = 140
_LARGEST_PX, _SMALLEST_PX = 300, 84
_BYLINE_PX, _SUBTITLE_PX, _CONTENTS_PX = 86, 76, 60
_TITLE_GAP_PX = 118
_SHRUNK = 0.66  # of the largest size that fits, for lines that are more even
_RULE_PX = (150, 9)
_GAP_PX = 120
_LOWEST_TEXT_PX = 1600
_ORNAMENT_TOP_PX = 1400
_MOST_NAMES, _MOST_PARTS = 6, 10
_FILLED = 0.9  # of a line, by a part of a word, its hyphen not counted
_READABLE_PX = 120
_ASCENT = 0.78
# Scripts with marks above and below, or with square letters, want more room between lines.
_TIGHT, _ROOMY, _LAST_TIGHT = 1.1, 1.32, 0x058F
_ARABIC = 1.48


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of one kind of text, ready to be placed under each other."""

    lines: tuple[str, ...]
    size_px: int
    setting: Setting
    colour: Colour
    leading: float
    gap_px: int = 0  # above
    has_rule: bool = False  # in the gap

    @property
    def height_px(self) -> int:
        """How high the lines are together, without the gap."""
        return round(self.size_px * self.leading * len(self.lines))


def cover_for(book: Book) -> tuple[Asset, tuple[Note, ...]]:
    """Return the cover of a book, a JPEG of 1562×2500, and what there is to say about it.

    The book's own picture (``Book.cover``) is used if it has one: a portrait is cropped or
    set on a ground of its own colour, any other stands under the drawn title. Notes warn of
    a picture that is small or cannot be used, and of letters that no font here can show.
    """
    if book.cover is not None:
        from packager.build.cover_picture import cover_of_picture

        asset, notes = cover_of_picture(book, book.cover)
        if asset is not None:
            return asset, notes
        drawn, more = drawn_cover(book)
        return drawn, (*notes, *more)
    return drawn_cover(book)


def drawn_cover(book: Book, picture: Image.Image | None = None) -> tuple[Asset, tuple[Note, ...]]:
    """Return a cover that is drawn; ``picture``, if any, stands where the ornament would."""
    from PIL import Image
    from PIL.ImageDraw import Draw

    seed = seed_of(unicodedata.normalize("NFC", book.title), *_names(book, ("aut",)))
    palette = palette_of(seed)
    blocks, notes = _blocks(book, palette)
    image = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), palette.ground)
    lines, foot = _placed(blocks)
    if picture is not None:
        _hang(image, picture, foot + _GAP_PX)
    else:
        paint(image, max(_ORNAMENT_TOP_PX, foot + _GAP_PX) if lines else _TOP_PX, palette, seed)
    draw = Draw(image)
    for block in blocks:
        if block.has_rule:
            left = _left_of(_RULE_PX[0], block.setting)
            top = _rule_top(blocks, block)
            draw.rectangle((left, top, left + _RULE_PX[0], top + _RULE_PX[1]), palette.accent)
    for line in lines:
        draw_line(draw, line)
    data = encoded(image)
    return Asset(NAME, "image/jpeg", data, width_px=WIDTH_PX, height_px=HEIGHT_PX), notes


class _NamedBytes(io.BytesIO):
    """Bytes with a file's name: Pillow then loads the writer of that suffix alone.

    Pillow 11.3 to 13: ``save(…, format)`` loads five formats, which costs 20 ms.
    """

    name = NAME


def encoded(image: Image.Image) -> bytes:
    """Return an image as a baseline JPEG in sRGB."""
    out = _NamedBytes()
    image.save(out, quality=JPEG_QUALITY, subsampling="4:2:0", progressive=False)
    return out.getvalue()


def _hang(image: Image.Image, picture: Image.Image, top_px: int) -> None:
    """Put a picture at the foot of the cover, as wide as it, cut to the room there is."""
    from PIL import ImageOps

    height = round(picture.height * WIDTH_PX / picture.width)
    room = HEIGHT_PX - top_px
    size = (WIDTH_PX, min(height, room))
    shown = ImageOps.fit(picture.convert("RGB"), size)
    image.paste(shown, (0, HEIGHT_PX - size[1]))


# --- What is said --------------------------------------------------------------------------


def _names(book: Book, roles: Sequence[str]) -> list[str]:
    credits = book.credits
    if not credits and len(book.essays) == 1:
        credits = book.essays[0].credits
    return [credit.person.name for credit in credits if credit.role in roles]


def _byline(book: Book) -> str:
    """Return who the cover names: authors, else editors as such."""
    words = words_in(book.language)
    authors = _names(book, ("aut",))
    if authors:
        return words.list(_some(authors, _MOST_NAMES))
    editors = _names(book, ("edt", "edc", "com"))
    return words("edt", names=words.list(_some(editors, _MOST_NAMES))) if editors else ""


def _some(names: Sequence[str], most: int) -> list[str]:
    distinct = list(dict.fromkeys(names))
    return distinct if len(distinct) <= most else [*distinct[: most - 1], ELLIPSIS]


def _contents(book: Book) -> str:
    """Return what an anthology holds, in one line: its parts, else who wrote the essays."""
    if not book.is_anthology:
        return ""
    titles = [part.title for part in book.parts if part.title]
    named = set(_names(book, ("aut",)))
    people = [person.name for essay in book.essays for person in essay.authors]
    return "  ·  ".join(
        _some(titles or [name for name in people if name not in named], _MOST_PARTS)
    )


def _blocks(book: Book, palette: Palette) -> tuple[list[_Block], tuple[Note, ...]]:
    """Return the blocks of text from the top down, and a note for each text that has no font."""
    notes: list[Note] = []

    def told(text: str, weight: int, field: str) -> tuple[str, Setting]:
        rtl = book.direction == "rtl" or (not book.direction and is_rtl(text))
        setting = Setting(book.language, rtl or is_rtl(text), weight, is_mixed(text))
        shown, unset = settable(text, setting)
        if unset.letters:
            notes.append(_note(field, text, unset))
        return shown, setting

    blocks: list[_Block] = []
    byline, setting = told(_byline(book), 500, "author")
    if byline:
        blocks.append(_block(byline, setting, palette.small, _BYLINE_PX, most=3))
    title, title_setting = told(book.title, 650, "title")
    below: list[_Block] = []
    subtitle, setting = told(book.subtitle, 400, "subtitle")
    if subtitle:
        below.append(_block(subtitle, setting, palette.title, _SUBTITLE_PX, most=4, gap=54))
    contents, setting = told(_contents(book), 450, "contents")
    if contents:
        below.append(_block(contents, setting, palette.small, _CONTENTS_PX, most=4, gap=64))
    if title:
        used = sum(block.height_px + block.gap_px for block in (*blocks, *below))
        room = _LOWEST_TEXT_PX - _TOP_PX - used - _TITLE_GAP_PX
        blocks.append(_title_block(title, title_setting, palette.title, room, bool(blocks)))
    return [*blocks, *below], tuple(notes)


def _note(field: str, text: str, unset: Unset) -> Note:
    """Return the note that a text of the cover cannot be shown as it is."""
    if unset.needs_shaper:
        message = (
            f"the cover lacks the {field}: {unset.script} needs Pillow's libraqm; "
            "install FriBiDi (Debian: libfribidi0, macOS: brew install fribidi)"
        )
    elif any(unicodedata.category(c)[0] in "LMN" for c in unset.letters):
        script = f" ({unset.script})" if unset.script else ""
        message = (
            f"the cover lacks the {field}: no font here has “{unset.letters[:20]}”{script}; "
            "install one, pip install 'packager[fonts]' brings some, or give cover:"
        )
    else:
        message = f"the cover shows the {field} without “{unset.letters[:20]}”: no font here has it"
    return Note(NoteKind.WARNING, message, field="cover", value=text, rule="fonts")


# --- Where it stands -----------------------------------------------------------------------


def _leading_of(text: str) -> float:
    """Return the distance of baselines, in ems, that the text's script wants."""
    if any(unicodedata.bidirectional(char) == "AL" for char in text):
        return _ARABIC
    roomy = any(unicodedata.category(char) == "Lo" for char in text if ord(char) > _LAST_TIGHT)
    return _ROOMY if roomy else _TIGHT


def _block(  # noqa: PLR0913 - a block is what these say
    text: str, setting: Setting, colour: Colour, size_px: int, *, most: int, gap: int = 0
) -> _Block:
    """Return a block of a fixed size, cut after ``most`` lines."""
    width = _COLUMN_PX / size_px
    lines, _fits = broken(text, setting, width)
    kept = tuple(shortened(lines, most, setting, width))
    return _Block(kept, size_px, setting, colour, _leading_of(text) + 0.06, gap)


def _title_block(
    title: str, setting: Setting, colour: Colour, room_px: int, has_byline: bool
) -> _Block:
    """Return the title as large as its room allows; one that is too long ends in an ellipsis."""
    leading = _leading_of(title)
    gap = _TITLE_GAP_PX if has_byline else 0
    size, largest = _LARGEST_PX, 0
    best: tuple[float, int, list[str]] | None = None
    while size > _SMALLEST_PX and size > largest * _SHRUNK:
        lines, fits = broken(title, setting, _COLUMN_PX / size)
        if fits and len(lines) * size * leading <= room_px:
            largest = largest or size
            worth = size / largest - _unevenness(lines, setting, _COLUMN_PX / size)
            if best is None or worth > best[0]:
                best = worth, size, lines
        size = size * 15 // 16
    if best is None:
        # A word cut in two or more is larger than a whole one at the smallest size.
        longest = max(width_em(piece.text, setting) for piece in pieces_of(title))
        sizes = [int(parts * _FILLED * _COLUMN_PX / longest) for parts in range(1, _MOST_PARTS)]
        size = min(_LARGEST_PX, next((s for s in sizes if s >= _READABLE_PX), _SMALLEST_PX))
        if len(broken(title, setting, _COLUMN_PX / size)[0]) * size * leading > room_px:
            size = _SMALLEST_PX
        width = _COLUMN_PX / size
        most = max(1, int(room_px // (size * leading)))
        best = 0.0, size, shortened(broken(title, setting, width)[0], most, setting, width)
    return _Block(tuple(best[2]), best[1], setting, colour, leading, gap, has_rule=has_byline)


def _unevenness(lines: Sequence[str], setting: Setting, width: float) -> float:
    """Return how much the lines of a title differ in length, as a share of the column."""
    widths = [width_em(line, setting) for line in lines]
    longest = max(widths)
    return math.sqrt(sum((longest - own) ** 2 for own in widths) / len(widths)) / width


def _left_of(width_px: float, setting: Setting) -> float:
    return WIDTH_PX - _MARGIN_PX - width_px if setting.rtl else float(_MARGIN_PX)


def _placed(blocks: Iterable[_Block]) -> tuple[list[Line], int]:
    """Return (lines where they stand, the foot of the last in px)."""
    lines: list[Line] = []
    y = float(_TOP_PX)
    for block in blocks:
        y += block.gap_px
        for text in block.lines:
            baseline = y + block.size_px * (_ASCENT + (block.leading - 1) / 2)
            left = _left_of(width_em(text, block.setting) * block.size_px, block.setting)
            lines.append(Line(text, left, baseline, block.size_px, block.colour, block.setting))
            y += block.size_px * block.leading
    return lines, round(y)


def _rule_top(blocks: Sequence[_Block], wanted: _Block) -> int:
    """Return where the short rule above a block begins."""
    y = _TOP_PX
    for block in blocks:
        if block is wanted:
            return y + block.gap_px * 45 // 100
        y += block.gap_px + block.height_px
    return y
