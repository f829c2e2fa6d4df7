from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from packager.build import fonts, typeset
from packager.build.bidi import joined, visual_runs
from packager.build.cover import HEIGHT_PX, WIDTH_PX, cover_for
from packager.build.linebreak import broken
from packager.build.palette import contrast, palette_of, seed_of
from packager.build.typeset import Setting, runs_of, settable
from packager.image_formats import jpeg_outline
from packager.model import Asset, Book, Credit, Essay, NoteKind, Part, Person

TITLES = {
    "Latin": ("Time for Tokyo and Seoul to lay a foundation", "en"),
    "Greek": ("Ἡ Ἑλλάδα ὡς δημιουργία", "el"),
    "Cyrillic": ("Преступление и наказание в эпоху цифр", "ru"),
    "Arabic": ("حان الوقت لطوكيو وسيول", "ar"),
    "Hebrew": ("הספר האלקטרוני ומה שהוא צריך", "he"),
    "Chinese": ("为什么电子书需要一个好的封面", "zh"),
    "Taiwanese": ("臺灣的電子書", "zh-TW"),
    "Japanese": ("東京とソウルが関係を前向きにするための土台", "ja"),
    "Korean": ("한국과 일본, 새로운 시작을 위하여", "ko"),
    "Devanagari": ("हिन्दी में एक निबंध: पुस्तक और पाठक", "hi"),
}


def book(
    title: str = "Tea", language: str = "en", *authors: str, cover: Asset | None = None
) -> Book:
    return Book(
        title=title,
        parts=(),
        language=language,
        identifier="urn:x",
        modified=datetime(2021, 10, 20, tzinfo=UTC),
        credits=tuple(Credit(Person(name)) for name in authors),
        cover=cover,
    )


def picture(width: int, height: int, format_: str = "PNG", mode: str = "RGB") -> Asset:
    image = Image.new(mode, (width, height), (200, 30, 40))
    ImageDraw.Draw(image).rectangle(
        (width // 4, height // 4, width // 2, height // 2), (0, 90, 200)
    )
    out = io.BytesIO()
    image.save(out, format_)
    return Asset(f"mine.{format_.lower()}", f"image/{format_.lower()}", out.getvalue())


def opened(asset: Asset) -> Image.Image:
    return Image.open(io.BytesIO(asset.data))


def needs(script: str) -> tuple[str, str]:
    title, language = TITLES[script]
    shown, unset = settable(title, Setting(language))
    if not shown:
        pytest.skip(f"no font for {script} here, or no shaper: {unset}")
    return title, language


# --- What comes out ------------------------------------------------------------------------


def test_a_cover_is_a_baseline_srgb_jpeg_of_1562_by_2500() -> None:
    asset, notes = cover_for(book("Tea", "en", "Okakura Kakuzō"))
    outline = jpeg_outline(asset.data)
    assert (
        (outline.width_px, outline.height_px) == (asset.width_px, asset.height_px) == (1562, 2500)
    )
    assert outline.clean is asset.data
    assert not any((outline.is_progressive, outline.is_cmyk, outline.icc, outline.fault))
    assert outline.width_px * outline.height_px <= 4_000_000
    assert (asset.name, asset.media_type, notes) == ("cover.jpg", "image/jpeg", ())


def test_the_same_book_has_the_same_cover_under_another_hash_seed_zone_and_locale() -> None:
    program = (
        "import sys, hashlib; from tests.build.test_cover import book; "
        "from packager.build.cover import cover_for; "
        "data = cover_for(book('Ça va — Жизнь', 'fr', 'A B'))[0].data; "
        "sys.stdout.write(hashlib.sha256(data).hexdigest())"
    )
    answers = set()
    for seed, zone, locale in (("1", "UTC", "C"), ("77", "Asia/Seoul", "ar_EG.UTF-8")):
        environ = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "1"}
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, env=environ, check=True
        )
        answers.add(run.stdout)
    assert len(answers) == 1


def test_a_latin_title_needs_no_font_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_machine_files", dict)
    fonts._face_for.cache_clear()
    for script in ("Latin", "Greek", "Cyrillic"):
        title, language = TITLES[script]
        assert {run.face.file.name for run in runs_of(title, Setting(language))} == {
            "Literata[opsz,wght].ttf"
        }


@pytest.mark.parametrize("script", TITLES)
def test_every_letter_of_a_title_has_a_glyph(script: str) -> None:
    title, language = needs(script)
    runs = runs_of(title, Setting(language))
    assert sorted("".join(run.text for run in runs)) == sorted(title)
    for run in runs:
        tables = run.face.sfnt
        assert tables is not None
        assert all(tables.glyph(ord(char)) for char in run.text if not char.isspace())
    assert cover_for(book(title, language))[1] == ()


def colour_at(image: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    red, green, blue = pixel[:3]
    return red, green, blue


def _bands(asset: Asset, title_px: int) -> list[tuple[int, float]]:
    """Return (height, contrast with the ground) of each line of ink at 150 px width."""
    small = opened(asset).convert("RGB").resize((150, 240), Image.Resampling.LANCZOS)
    ground = colour_at(small, 3, 3)
    bands: list[tuple[int, float]] = []
    height, best = 0, 1.0
    for y in range(title_px):
        strongest = max(contrast(colour_at(small, x, y), ground) for x in range(10, 140))
        if strongest > 3:
            height, best = height + 1, max(best, strongest)
        elif height:
            bands.append((height, best))
            height, best = 0, 1.0
    return bands


@pytest.mark.parametrize("script", TITLES)
def test_a_title_can_be_read_at_150_pixels(script: str) -> None:
    """Without a byline the title's lines are the first bands of ink from the top."""
    title, language = needs(script)
    bands = _bands(cover_for(book(title, language))[0], 130)
    tall = [band for band in bands if band[0] >= 7]
    assert tall
    assert max(ratio for _, ratio in tall) >= 4.5


def test_a_title_of_ninety_letters_keeps_letters_of_five_pixels_at_150() -> None:
    title = (
        "Time for Tokyo and Seoul to lay a foundation that takes relations in a positive direction"
    )
    bands = _bands(cover_for(book(title))[0], 130)
    assert len([height for height, ratio in bands if height >= 5 and ratio >= 4.5]) >= 4


@given(st.binary(min_size=32, max_size=32))
def test_text_stands_out_from_every_ground(seed: bytes) -> None:
    palette = palette_of(seed)
    assert contrast(palette.title, palette.ground) >= 7
    assert contrast(palette.small, palette.ground) >= 4.5


def test_titles_are_told_apart_by_their_colours() -> None:
    grounds = {palette_of(seed_of(f"Essay {number}")).ground for number in range(40)}
    assert len(grounds) >= 36


def test_an_anthology_without_authors_names_its_editors_and_what_it_holds() -> None:
    essays = tuple(
        Essay(title=name, body="<p>x</p>", slug=name.lower(), credits=(Credit(Person(name)),))
        for name in ("Ada", "Bo")
    )
    base = book("Quiet Machines")
    plain = cover_for(base)[0].data
    edited = Book(
        title=base.title,
        parts=(Part("", essays),),
        language="en",
        identifier="urn:x",
        modified=base.modified,
        credits=(Credit(Person("Cleo"), "edt"),),
        is_anthology=True,
    )
    whole = cover_for(edited)[0].data
    others = tuple(Part(title, essays) for title in ("First", "Second"))
    in_parts = cover_for(
        Book(
            title=base.title,
            parts=others,
            language="en",
            identifier="urn:x",
            modified=base.modified,
            credits=(Credit(Person("Cleo"), "edt"),),
            is_anthology=True,
        )
    )[0].data
    assert len({plain, whole, in_parts}) == 3


@settings(max_examples=25, deadline=None)
@given(
    st.text(max_size=160), st.text(max_size=60), st.sampled_from(("en", "ja", "ar", "zh-Hant", ""))
)
def test_any_title_gets_a_cover(title: str, author: str, language: str) -> None:
    asset, _notes = cover_for(book(title, language, author))
    assert opened(asset).size == (WIDTH_PX, HEIGHT_PX)


def test_a_title_of_one_endless_word_is_broken_with_hyphens() -> None:
    lines, fits = broken("Donau" * 30, Setting("de"), 12.0)
    assert not fits
    assert all(line.endswith("-") for line in lines[:-1])
    assert "".join(line.removesuffix("-") for line in lines) == "Donau" * 30


# --- Without fonts -------------------------------------------------------------------------


def _without_han(monkeypatch: pytest.MonkeyPatch) -> None:
    real = fonts.face_for

    def lacking(text: str, language: str = "") -> fonts.Face | None:
        return None if any("\u4e00" <= char <= "\u9fff" for char in text) else real(text, language)

    monkeypatch.setattr(typeset, "face_for", lacking)
    typeset._placed.cache_clear()


def test_a_title_that_no_font_has_is_left_out_with_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Boxes would be worse: the author and the ornament still tell the book apart."""
    _without_han(monkeypatch)
    asset, notes = cover_for(book("東京", "ja", "Natsume"))
    assert [note.kind for note in notes] == [NoteKind.WARNING]
    assert "“東京”" in notes[0].message
    assert "packager[fonts]" in notes[0].message
    assert asset.data == cover_for(book("東京", "ja", "Natsume"))[0].data


def test_a_sign_without_a_glyph_is_left_out_and_the_title_shown() -> None:
    asset, notes = cover_for(book("Tea \U000f0001 time"))
    assert asset.data
    assert [note.field for note in notes] == ["cover"]
    assert "without" in notes[0].message
    assert settable("Tea \U000f0001 time", Setting())[0] == "Tea time"


def test_without_a_shaper_devanagari_is_told_and_arabic_is_joined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    title, language = needs("Devanagari")
    arabic, _ = needs("Arabic")
    monkeypatch.setattr(typeset, "can_shape", lambda: False)
    typeset._placed.cache_clear()
    _asset, notes = cover_for(book(title, language))
    assert "FriBiDi" in notes[0].message
    assert settable(arabic, Setting("ar"))[0] == arabic
    assert cover_for(book(arabic, "ar"))[1] == ()
    typeset._placed.cache_clear()


# --- Direction and lines -------------------------------------------------------------------


def test_runs_of_both_directions_stand_as_the_bidirectional_algorithm_says() -> None:
    assert visual_runs("the word שלום means peace", rtl=False) == [
        ("the word ", False),
        ("שלום", True),
        (" means peace", False),
    ]
    assert visual_runs("שלום abc עולם", rtl=True) == [
        (" עולם", True),
        ("abc", False),
        ("שלום ", True),
    ]
    assert visual_runs("בשנת 2021 (מרץ)", rtl=True) == [
        (" (מרץ)", True),
        ("2021", False),
        ("בשנת ", True),
    ]
    assert visual_runs("سنة 12-34", rtl=True)[-1] == ("سنة ", True)


@given(st.text(alphabet="ab12 (),.-שלוםسلام٣%", max_size=30), st.booleans())
def test_no_letter_is_lost_or_added_by_reordering(text: str, rtl: bool) -> None:
    assert sorted("".join(run for run, _ in visual_runs(text, rtl=rtl))) == sorted(text)


def test_arabic_letters_are_joined_without_a_shaper() -> None:
    assert joined("سلام") == "\ufee1\ufefc\ufeb3"  # final meem, lam-alef, initial seen, as seen
    assert joined("(دب)") == "(\ufe8f\ufea9)"


@pytest.mark.parametrize("script", TITLES)
def test_lines_fit_hold_every_letter_and_begin_with_no_closing_sign(script: str) -> None:
    title, language = needs(script)
    setting = Setting(language)
    for width in (4.0, 6.5, 9.0):
        lines, _fits = broken(title, setting, width)
        assert "".join("".join(lines).replace("-", "").split()) == "".join(title.split())
        assert all(typeset.width_em(line, setting) <= width + 1e-9 for line in lines)
        assert not any(line[0] in "、。」ー" for line in lines)


# --- The essay's own picture ---------------------------------------------------------------


def test_a_portrait_jpeg_of_cover_size_stays_as_it_is() -> None:
    mine = picture(1600, 2400, "JPEG")
    asset, notes = cover_for(book(cover=mine))
    assert asset.data == mine.data
    assert asset.name == "cover.jpg"
    assert notes == ()


@pytest.mark.parametrize(
    ("size", "format_"), [((1500, 2300), "PNG"), ((1200, 2400), "WEBP"), ((1600, 2000), "PNG")]
)
def test_another_portrait_is_brought_to_the_ratio(size: tuple[int, int], format_: str) -> None:
    asset, notes = cover_for(book(cover=picture(*size, format_)))
    assert opened(asset).size == (WIDTH_PX, HEIGHT_PX)
    assert opened(asset).format == "JPEG"
    assert notes == ()


def test_a_landscape_stands_under_the_drawn_title() -> None:
    asset, _ = cover_for(book("Tea", cover=picture(1600, 900)))
    image = opened(asset).convert("RGB")
    foot, head = colour_at(image, 20, HEIGHT_PX - 20), colour_at(image, 20, 20)
    assert abs(foot[0] - 200) < 8
    assert head != foot


def test_a_small_picture_is_used_with_a_warning_that_says_what_is_wanted() -> None:
    asset, notes = cover_for(book(cover=picture(300, 480)))
    assert opened(asset).size == (WIDTH_PX, HEIGHT_PX)
    assert "300×480" in notes[0].message
    assert "1562×2500" in notes[0].message


@pytest.mark.parametrize(
    "data", [b"", b"no image", b"\x89PNG\r\n\x1a\n" + bytes(40), b"\xff\xd8\xff\xe0\0\x04ab"]
)
def test_what_is_no_picture_gives_a_drawn_cover_and_a_warning(data: bytes) -> None:
    asset, notes = cover_for(book(cover=Asset("mine.png", "image/png", data)))
    assert asset.data == cover_for(book())[0].data
    assert [note.kind for note in notes] == [NoteKind.WARNING]
    assert notes[0].message.startswith("mine.png: ")


def test_an_svg_is_no_cover() -> None:
    svg = Asset("mine.svg", "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    asset, notes = cover_for(book(cover=svg))
    assert asset.data == cover_for(book())[0].data
    assert "SVG" in notes[0].message


def test_transparency_lies_on_white_paper() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (1500, 2400), (0, 0, 0, 0)).save(out, "PNG")
    asset, _ = cover_for(book(cover=Asset("mine.png", "image/png", out.getvalue())))
    assert opened(asset).convert("RGB").getpixel((700, 1200)) == (255, 255, 255)
