from __future__ import annotations

import io
import random
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from packager.check.epubcheck import is_available, run_epubcheck
from packager.check.finding import Severity
from packager.errors import PackagerError, SourceError
from packager.image_formats import media_type_of
from packager.images import MAX_PIXELS, prepare
from packager.model import Asset, NoteKind
from packager.svg import safe_svg

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '


def encoded(image: Image.Image, format_: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def drawing(size: tuple[int, int] = (60, 40)) -> Image.Image:
    image = Image.new("RGB", size, (250, 250, 245))
    ImageDraw.Draw(image).ellipse((5, 5, size[0] - 6, size[1] - 6), (20, 60, 160))
    return image


def photograph(size: tuple[int, int] = (320, 240)) -> Image.Image:
    random_ = random.Random(7)
    small = Image.frombytes("RGB", (40, 30), random_.randbytes(3600))
    return small.resize(size, Image.Resampling.BICUBIC)


def opened(asset: Asset) -> Image.Image:
    return Image.open(io.BytesIO(asset.data))


def exif(orientation: int = 1, *, place: bool = True) -> Image.Exif:
    facts = Image.Exif()
    facts[0x0112] = orientation
    facts[0x010F] = "Camera"
    if place:
        facts[0x8825] = {1: "N", 2: (48.0, 51.0, 30.0)}
    return facts


# --- Kept as they are ----------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF"])
def test_a_sound_image_keeps_its_very_bytes(format_: str) -> None:
    data = encoded(drawing(), format_)
    asset, notes = prepare(data, "a/Picture 1.xyz?width=3")
    assert asset.data is data
    assert asset.media_type == f"image/{format_.lower()}"
    assert (
        asset.name
        == {"PNG": "picture-1.png", "JPEG": "picture-1.jpg", "GIF": "picture-1.gif"}[format_]
    )
    assert (asset.width_px, asset.height_px) == (60, 40)
    assert notes == ()


def test_a_progressive_jpeg_and_an_interlaced_png_stay() -> None:
    data = encoded(photograph(), "JPEG", progressive=True)
    assert prepare(data, "a.jpg")[0].data is data


def test_an_animated_gif_stays_animated() -> None:
    frames = [Image.new("P", (20, 20), number) for number in range(3)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    asset, notes = prepare(data, "a.gif")
    assert asset.data is data
    assert notes == ()


def test_a_gif_too_large_shows_its_first_frame_and_says_so() -> None:
    frames = [Image.new("P", (2400, 2000), number) for number in (3, 9)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    asset, notes = prepare(data, "a.gif")
    assert asset.name == "a.png"
    assert "animation" in [note.value for note in notes]


def test_a_safe_drawing_keeps_its_very_bytes() -> None:
    data = f'{SVG}viewBox="0 0 4 3"><path id="a" d="M0 0h4" style="fill:red"/></svg>'.encode()
    asset, notes = prepare(data, "x.svg")
    assert asset.data is data
    assert (asset.width_px, asset.height_px) == (4, 3)
    assert notes == ()


# --- Metadata ------------------------------------------------------------------------------


def test_exif_goes_without_the_photograph_being_coded_again() -> None:
    bare = encoded(photograph(), "JPEG", quality=80)
    asset, notes = prepare(encoded(photograph(), "JPEG", quality=80, exif=exif()), "a.jpg")
    assert asset.data == bare
    assert [note.value for note in notes] == ["location"]
    assert "EXIF" in notes[0].message


def test_text_and_exif_of_a_png_go() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "Somebody")
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Paris</x:xmpmeta>")
    asset, notes = prepare(encoded(drawing(), "PNG", pnginfo=info, exif=exif()), "a.png")
    assert not any(word in asset.data for word in (b"Somebody", b"Paris", b"eXIf"))
    assert opened(asset).tobytes() == drawing().tobytes()
    assert [note.value for note in notes] == ["location"]


def test_comments_of_a_gif_and_what_follows_a_jpeg_go() -> None:
    gif, _ = prepare(encoded(drawing(), "GIF", comment=b"made at home"), "a.gif")
    assert b"made at home" not in gif.data
    opened(gif).load()
    jpeg = encoded(photograph(), "JPEG")
    assert prepare(jpeg + b"MotionPhoto" * 50, "a.jpg")[0].data == jpeg


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_photograph_stands_upright(orientation: int) -> None:
    upright = drawing((64, 32))
    methods = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright.paste((255, 0, 0), (0, 0, 12, 12))
    stored = upright.transpose(methods[orientation])
    asset, _ = prepare(encoded(stored, "JPEG", quality=95, exif=exif(orientation)), "a.jpg")
    pixel = opened(asset).convert("RGB").getpixel((5, 5))
    assert (asset.width_px, asset.height_px) == (64, 32)
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert pixel[1] < 90
    assert b"Exif" not in asset.data


# --- Colours -------------------------------------------------------------------------------


def test_cmyk_becomes_srgb() -> None:
    asset, _ = prepare(encoded(photograph().convert("CMYK"), "JPEG"), "a.jpg")
    assert opened(asset).mode == "RGB"


def test_a_wide_profile_is_applied_and_left_out() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    strange, _ = prepare(encoded(drawing(), "PNG", icc_profile=profile), "a.png")
    assert b"iCCP" not in strange.data
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(drawing(), "PNG", icc_profile=srgb)
    assert prepare(data, "a.png")[0].data is data


# --- Converted and scaled ------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["WEBP", "AVIF", "BMP", "TIFF", "ICO", "JPEG2000"])
def test_other_formats_become_what_readers_show(format_: str) -> None:
    asset, notes = prepare(encoded(photograph((240, 240)), format_), "a.png")
    assert media_type_of(asset.data) == asset.media_type == "image/jpeg"
    assert asset.name == "a.jpg"
    assert notes[0].kind is NoteKind.FOUND
    assert "a.jpg" in notes[0].message


@pytest.mark.parametrize("format_", ["WEBP", "BMP", "TIFF"])
def test_a_drawing_of_few_colours_becomes_a_png_without_loss(format_: str) -> None:
    options = {"lossless": True} if format_ == "WEBP" else {}
    asset, _ = prepare(encoded(drawing(), format_, **options), "a.webp")
    assert asset.media_type == "image/png"
    assert opened(asset).convert("RGB").tobytes() == drawing().tobytes()


@pytest.mark.parametrize("format_", ["WEBP", "AVIF", "TIFF"])
def test_transparency_stays(format_: str) -> None:
    image = drawing().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    asset, _ = prepare(encoded(image, format_), "a.webp")
    assert asset.media_type == "image/png"
    assert opened(asset).mode == "RGBA"


def test_a_grey_photograph_is_no_drawing() -> None:
    asset, _ = prepare(encoded(photograph().convert("L"), "TIFF"), "a.tif")
    assert (asset.media_type, opened(asset).mode) == ("image/jpeg", "L")


def test_sixteen_bits_a_sample_become_eight() -> None:
    image = Image.new("I;16", (20, 20), 0x8080)
    asset, _ = prepare(encoded(image, "TIFF"), "a.tif")
    assert opened(asset).convert("L").getpixel((3, 3)) == 0x80


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [(3000, 2000), (2001, 2001), (4, 1_500_000)])
def test_more_than_four_megapixels_are_scaled_in_shape(format_: str, size: tuple[int, int]) -> None:
    if size[1] > 16_000 and format_ != "PNG":
        pytest.skip(f"{format_} has no sides that long")
    asset, notes = prepare(encoded(Image.new("RGB", size, "navy"), format_), "a.png")
    assert asset.width_px
    assert asset.height_px
    assert MAX_PIXELS * 0.74 < asset.width_px * asset.height_px <= MAX_PIXELS
    assert asset.width_px / asset.height_px == pytest.approx(size[0] / size[1], rel=0.35)
    assert f"{size[0]}×{size[1]}" in [note.value for note in notes]


def test_the_same_bytes_give_the_same_asset() -> None:
    data = encoded(photograph((2600, 1800)), "WEBP")
    assert prepare(data, "a.webp") == prepare(data, "a.webp")


# --- What is no image ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"hello", "no image that packager knows"),
        (b"%PDF-1.7", "is a PDF"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "is a web page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "has no PNG header"),
        (b"\xff\xd8\xff\xe0", "has no width or height"),
        (b"GIF89a\0\0", "has no GIF header"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "cannot be decoded"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\x1f\x8b\x08\0", "empty gzip"),
        (b"\x1f\x8bxxxxxxxxxxxx", "damaged gzip"),
        (b"<!-- <svg > --><p>words", "holds no SVG drawing"),
    ],
)
def test_what_is_no_image_is_told_by_its_kind(data: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=r"^pictures/a\.png: ") as caught:
        prepare(data, "pictures/a.png")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def bomb(width: int, height: int) -> bytes:
    """Return a PNG that says it is large and holds a few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(10_000, 10_000), (60_000, 60_000)])
def test_a_decompression_bomb_is_refused_before_it_is_inflated(size: tuple[int, int]) -> None:
    with pytest.raises(SourceError, match="million pixels; scale it down"):
        prepare(bomb(*size), "bomb.png")


def test_a_gzip_bomb_that_calls_itself_a_drawing_is_bounded() -> None:
    import gzip

    data = gzip.compress(
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + b" " * 50_000_000 + b"</svg>"
    )
    with pytest.raises(SourceError, match="simplify it"):
        prepare(data, "a.svgz")


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF"])
def test_of_a_cut_file_what_can_be_read_is_shown_with_a_warning(format_: str) -> None:
    data = encoded(photograph(), format_)
    asset, notes = prepare(data[: len(data) * 2 // 3], "a.x")
    assert opened(asset).size == (320, 240)
    assert NoteKind.WARNING in [note.kind for note in notes]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_bytes_give_a_sound_image_or_one_line(data: st.DataObject) -> None:
    format_ = data.draw(
        st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "ICO", "SVG"])
    )
    start = f"{SVG}/>".encode() if format_ == "SVG" else encoded(drawing((24, 24)), format_)
    damaged = bytearray(start)
    for _ in range(data.draw(st.integers(0, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    damaged = damaged[: data.draw(st.integers(0, len(damaged)))]
    try:
        asset, _notes = prepare(bytes(damaged), "a.png")
    except PackagerError as error:
        asset = Asset("", "", str(error).encode())
    if not asset.name:
        assert b"\n" not in asset.data
        return
    assert media_type_of(asset.data) == asset.media_type
    if asset.media_type != "image/svg+xml":
        opened(asset).load()


# --- Drawings ------------------------------------------------------------------------------

HOSTILE = f"""<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY x "boo"><!ENTITY file SYSTEM "file:///etc/passwd">]>
{SVG}width="10mm" height="20mm" onload="alert(1)" xmlns:evil="urn:evil" evil:x="1">
<?xml-stylesheet href="http://evil.example/a.css"?><!-- remark -->
<script>alert(2)</script>
<style>@import "http://evil.example/b.css"; .a{{fill:url(http://evil.example/c)}}
@font-face{{font-family:x;src:url(http://evil.example/f)}}
.b{{fill:u\\72l(http://evil.example/d)}} .c{{fill:red}}</style>
<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="http://evil.example/"/></foreignObject>
<a xlink:href="javascript:alert(3)"><text>&x;Kept &file;words</text></a>
<image xlink:href="http://evil.example/i.png"/><use xlink:href="other.svg#a"/><use href="#nothing"/>
<image xlink:href="data:image/svg+xml;base64,PHN2Zy8+"/>
<set attributeName="onclick" to="alert(4)"/>
<animate attributeName="href" values="javascript:alert(5)"/>
<rect id="1" fill="url(#1)" width="1" height="1" style="fill:url('http://evil.example/e');stroke:red"/>
<rect id="b" width="1" height="1"/><rect id="b" width="1" height="1"/>
</svg>"""


def test_a_hostile_drawing_keeps_its_shapes_and_words_alone() -> None:
    asset, notes = prepare(HOSTILE.encode(), "x.svg")
    text = asset.data.decode()
    words = (
        "evil script alert javascript passwd DOCTYPE boo foreignObject animate import remark other"
    )
    assert [word for word in words.split() if word in text] == []
    assert text.count("<rect") == 3
    assert "Kept" in text
    assert "words" in text
    assert ".c{fill:red}" in text
    assert 'fill="url(#i-1)"' in text
    assert text.count('id="b"') == 1
    assert (asset.width_px, asset.height_px) == (38, 76)
    assert 'viewBox="0 0 37.7953 75.5906"' in text
    assert notes[0].kind is NoteKind.DROPPED
    assert "<script>" in notes[0].message


def test_a_drawing_that_browsers_read_but_xml_does_not_is_mended() -> None:
    asset, _ = prepare(
        b"<svg width=10 height=20><path d='M0 0'><lineargradient id=x></svg>", "x.svg"
    )
    assert b"<linearGradient" in asset.data
    assert b'xmlns="http://www.w3.org/2000/svg"' in asset.data


def test_entities_that_multiply_are_refused_or_dropped_in_bounded_time() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    data = f'<!DOCTYPE svg [<!ENTITY e0 "ha">{entities}]>{SVG}><text x="&e11;">&e11;</text></svg>'
    asset, _ = prepare(data.encode(), "x.svg")
    assert len(asset.data) < 2000


def random_svg(random_: random.Random) -> str:
    names = "g path rect use text tspan style script a title desc image switch bogus fePointLight"
    attributes = {
        "id": ("a", "b", "1", "é ü"),
        "fill": ("red", "url(#a)", "url(http://x/)"),
        "style": ("fill:red", "fill", "x:url(y)", "direction:rtl;fill:red"),
        "href": ("#a", "#z", "http://x/"),
        "onclick": ("x",),
        "lang": ("en",),
        "d": ("M0 0",),
    }

    def element(depth: int) -> str:
        name = random_.choice(names.split())
        chosen = random_.sample(sorted(attributes), random_.randint(0, 4))
        markup = "".join(f' {key}="{random_.choice(attributes[key])}"' for key in chosen)
        inside = "".join(element(depth - 1) for _ in range(random_.randint(0, 3))) if depth else ""
        return f"<{name}{markup}>{random_.choice(('', 'words'))}{inside}</{name}>"

    return f'{SVG}width="9" height="9">{"".join(element(3) for _ in range(3))}</svg>'


@pytest.mark.heavy
def test_epubcheck_finds_no_fault_in_any_drawing_made_safe(tmp_path: Path) -> None:
    if not is_available():
        pytest.skip("the [epubcheck] extra is not installed")
    random_ = random.Random(11)
    files = []
    for number in range(60):
        files.append(tmp_path / f"{number}.svg")
        markup = HOSTILE if number == 0 else random_svg(random_)
        files[-1].write_bytes(safe_svg(markup.encode(), "x.svg").data)
    wrong = [
        (file.name, finding)
        for file, report in run_epubcheck(files, ["--mode", "svg", "-v", "3.0"])
        for finding in report.findings
        if finding.severity.rank <= Severity.WARNING.rank
    ]
    assert wrong == []
