"""The book for old readers: formulas and drawings as pictures too, style of CSS 2.1."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import tinycss2
from lxml import etree
from PIL import Image

from packager import xhtml
from packager.build.fonts import face_for
from packager.check import check
from packager.check.devices import families_for
from packager.check.epubcheck import is_available, run_epubcheck
from packager.check.finding import Severity
from packager.check.run import FAMILIES
from packager.errors import ConfigError
from packager.html5 import MATHML, SVG, XHTML
from packager.model import Asset
from packager.targets import Finished, Product, compat
from packager.targets._old_css import old_css
from packager.targets._pictures import UndrawnError, drawing_picture, formula_picture
from tests.build.opened import NS, OPF, files_of, tree
from tests.essays import plain
from tests.judges import kobofix_ids
from tests.targets.finished import all_books, of

pytest.importorskip("ziamath", reason="the packages of packager[compat] are not installed")
pytest.importorskip("resvg_py", reason="the packages of packager[compat] are not installed")

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40" role="img" {0}>'
    '<rect width="80" height="40" fill="none" stroke="black"/><text x="9" y="20">Tea</text></svg>'
)
_MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="a/b">{0}</math>'
_FRACTION = _MATH.format("<mfrac><mi>a</mi><mi>b</mi></mfrac>")


def with_body(body: str, **more: object) -> Finished:
    return of(replace(plain(), body=body, **more))  # type: ignore[arg-type]


def made(finished: Finished) -> dict[str, bytes]:
    return files_of(compat.make(finished).data)


def page(files: dict[str, bytes], stem: str = "on-tea") -> etree._Element:
    return tree(files, f"EPUB/text/{stem}.xhtml")


def images(root: etree._Element) -> list[etree._Element]:
    return list(root.iter(f"{{{XHTML}}}img"))


def picture(files: dict[str, bytes], image: etree._Element) -> Image.Image:
    name = str(image.get("src")).removeprefix("../")
    return Image.open(io.BytesIO(files[f"EPUB/{name}"]))


# --- Formulas ------------------------------------------------------------------------------


def test_a_formula_is_there_as_picture_and_as_itself() -> None:
    files = made(with_body(f"<p>Half {_FRACTION} of it.</p>"))
    (image,) = images(page(files))
    assert image.get("alt") == "a/b"
    with picture(files, image) as drawn:
        assert drawn.format == "PNG"
        assert drawn.mode == "L"
        dark = sum(drawn.histogram()[:100])
        assert 0.02 < dark / (drawn.width * drawn.height) < 0.5
    original = page(files).find(f".//{{{XHTML}}}span[@class='{compat.ORIGINAL}']")
    assert original is not None
    assert original.find(f".//{{{MATHML}}}mfrac") is not None
    assert original.tail == " of it."


def test_a_formula_stands_on_the_line_and_grows_with_the_text() -> None:
    files = made(with_body(f"<p>{_FRACTION} {_MATH.format('<mi>x</mi>')}</p>"))
    sheet = files["EPUB/styles/compat.css"].decode()
    sizes = {}
    for image in images(page(files)):
        name = str(image.get("class")).split()[1]
        found = re.search(rf"\.{name} {{ width: ([\d.]+)em; vertical-align: -([\d.]+)em }}", sheet)
        assert found, name
        sizes[image.get("src")] = float(found[1]), float(found[2])
    fraction, letter = sizes.values()
    assert 0.4 < letter[0] < 0.7
    assert letter[1] < 0.1  # an x has nothing below the line
    assert fraction[1] > 0.4  # a denominator has
    assert all(image.get("width") is None for image in images(page(files)))


@pytest.mark.parametrize(
    ("body", "classes"),
    [
        (f'<p class="math-block">{_FRACTION}</p>', "drawn-picture"),
        (f"<p><span>{_FRACTION}</span></p>", "drawn-picture"),
        (f"<p>A {_FRACTION.replace('<math', '<math display=&block&')} b</p>".replace("&", '"'),
         "drawn-picture drawn-block"),
    ],
)  # fmt: skip
def test_a_formula_that_has_its_line_for_itself_stands_on_it(body: str, classes: str) -> None:
    """Below it, MuPDF would show what follows over it."""
    files = made(with_body(body))
    (image,) = images(page(files))
    assert str(image.get("class")).endswith("-0")
    assert b"vertical-align" not in files["EPUB/styles/compat.css"].partition(b".drawn-formula")[2]
    holder = image.getparent()
    assert holder is not None
    assert holder.get("class") == classes


def test_equal_formulas_are_one_picture() -> None:
    files = made(with_body(f"<p>{_FRACTION}</p><p>{_FRACTION}</p>"))
    assert len(images(page(files))) == 2
    assert len([name for name in files if "formula-" in name]) == 1


@pytest.mark.parametrize(
    "inner",
    [
        "<msqrt><mi>x</mi></msqrt>",
        "<msubsup><mo>∫</mo><mn>0</mn><mi>∞</mi></msubsup>",
        "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable>",
        "<munderover><mo>∑</mo><mi>n</mi><mi>∞</mi></munderover>",
        "<mi>𝒜</mi><mo>∈</mo><mi>ℝ</mi><mtext>where</mtext>",
        "<mrow><mo>(</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><mo>)</mo></mrow>",
        "<semantics><mstyle displaystyle='true'><mi>a</mi></mstyle>"
        "<annotation encoding='application/x-tex'>a 水</annotation></semantics>",
    ],
)
def test_the_usual_parts_of_formulas_are_set(inner: str) -> None:
    assert formula_picture(etree.fromstring(_MATH.format(inner))).data.startswith(b"\x89PNG")


def test_a_formula_with_a_letter_without_glyph_shows_its_source() -> None:
    """Old readers were left with its letters in a row."""
    finished = with_body(f"<p>{_MATH.format('<mtext>水</mtext>')}</p>")
    product = compat.make(finished)
    assert "'a/b' has no picture for old readers: no glyph" in product.notes[0].message
    assert product.notes[0].message.endswith("; they get its source instead")
    made = page(files_of(product.data))
    assert images(made) == []
    assert made.find(f".//{{{MATHML}}}mtext") is not None
    (code,) = made.iter(f"{{{XHTML}}}code")
    holder = code.getparent()
    assert code.text == "a/b"
    assert holder is not None
    assert holder.get("class") == compat.PICTURE
    assert check(product.data).valid


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<mfrac><mi>a</mi></mfrac>", "cannot be set"),
        ("<maction><mi>a</mi></maction>", "<maction> cannot be set"),
        ("<mrow>" * 1500 + "<mi>a</mi>" + "</mrow>" * 1500, "cannot be set"),
        ("", "nothing of it is to be seen"),
    ],
)
def test_what_cannot_be_set_is_told(inner: str, reason: str) -> None:
    math = etree.fromstring(_MATH.format(inner), etree.XMLParser(huge_tree=True))
    with pytest.raises(UndrawnError, match=reason):
        formula_picture(math)


# --- Drawings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attributes", "alt"),
    [
        ('aria-label="A cup"', "A cup"),
        ("", "Tea"),
        ('aria-hidden="true"', ""),
    ],
)
def test_an_inline_drawing_is_there_as_picture_and_as_itself(attributes: str, alt: str) -> None:
    files = made(with_body(f"<p>{_SVG.format(attributes)}</p>"))
    (image,) = images(page(files))
    assert image.get("alt") == alt
    assert (image.get("width"), image.get("height")) == ("80", "40")
    with picture(files, image) as drawn:
        assert drawn.size == (160, 80)
    assert page(files).find(f".//{{{SVG}}}rect") is not None


def test_a_drawing_in_a_file_becomes_a_picture_alone() -> None:
    asset = Asset("cup.svg", "image/svg+xml", _SVG.format("").encode())
    files = made(with_body('<p><img src="asset:cup.svg" alt="A cup"/></p>', assets=(asset,)))
    (image,) = images(page(files))
    assert image.get("src") == "../images/on-tea-cup.png"
    assert not [name for name in files if name.endswith(".svg")]
    assert b".svg" not in files[OPF]


def test_letters_in_a_drawing_are_drawn_without_fonts_of_the_machine() -> None:
    with_letters = drawing_picture(_SVG.format("").encode())
    without = drawing_picture(re.sub("<text.*</text>", "", _SVG.format("")).encode())
    assert with_letters.data != without.data


def test_letters_of_several_scripts_are_drawn_each_in_its_font() -> None:
    if face_for("水") is None or face_for("ش") is None:
        pytest.skip("no font for Chinese and Arabic is installed")
    text = '<text x="9" y="20">{0}</text>'
    drawn = {
        letters: drawing_picture(re.sub("<text.*</text>", text.format(letters), _SVG.format(""))
                                 .encode()).data
        for letters in ("Tea 水 ش", "Tea 火 ش", "Tea 水 ب", "Tea 水 س")
    }  # fmt: skip
    assert len(set(drawn.values())) == 4  # boxes would be alike


def test_letters_that_no_font_has_leave_the_drawing_alone() -> None:
    svg = _SVG.format("").replace("Tea", "\U0010fffd")
    product = compat.make(with_body(f"<p>{svg}</p>"))
    assert "no font has" in product.notes[0].message
    assert images(page(files_of(product.data))) == []
    assert page(files_of(product.data)).find(f".//{{{SVG}}}rect") is not None


@pytest.mark.parametrize(
    "svg",
    [
        b"<svg",
        b"<p xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='99999'/>",
        b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1e400 1e400'/>",
    ],
)
def test_what_cannot_be_drawn_is_told(svg: bytes) -> None:
    with pytest.raises(UndrawnError):
        drawing_picture(svg)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="100" height="50"', (100, 50)),
        ('width="1in" height="48pt"', (96, 64)),
        ('width="100%" viewBox="0 0 30 60"', (30, 60)),
        ('width="60" viewBox="0 0 30 60"', (60, 120)),
        ('width="20000" height="10000"', (1600, 800)),
        ("", (300, 150)),
    ],
)
def test_a_drawing_has_the_size_that_it_says(attributes: str, size: tuple[int, int]) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><circle r="9"/></svg>'
    found = drawing_picture(svg.encode())
    assert (found.width_px, found.height_px) == size
    with Image.open(io.BytesIO(found.data)) as drawn:
        assert drawn.width <= 1600
        assert drawn.width * drawn.height <= 4_000_000


# --- Style ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("p { margin: 1em; gap: 1em }", "p { margin: 1em }"),
        ("hr { border-top: 1px solid currentColor }", "hr { border-top: 1px solid }"),
        ("p { color: currentColor; margin: calc(1em + 2px) }", ""),
        ("p { margin: 1rem; width: 50vw; text-indent: 1em }", "p { text-indent: 1em }"),
        ("li { display: flex } li { display: block }", "li { display: block }"),
        (
            "p { -epub-hyphens: none; hyphens: none }",
            "p { -epub-hyphens: none; adobe-hyphenate: none }",
        ),
        ("h2 { break-after: avoid; page-break-after: avoid }", "h2 { page-break-after: avoid }"),
        ("p:is(.a), p:not(.b), p.c { margin: 0 }", "p.c { margin: 0 }"),
        (":lang(ja) em, a::before { margin: 0 }", ":lang(ja) em, a:before { margin: 0 }"),
        ("a[href^='x'], a ~ b, a:nth-child(2) { margin: 0 }", ""),
        ("@supports (a: b) { p { margin: 0 } } @layer x { p { margin: 0 } }", ""),
        ("@media print { p { margin: 0 } }", "@media print {\np { margin: 0 }\n}"),
        ("@media (min-width: 9em) { p { margin: 0 } }", ""),
        ("p { --ink: red; color: var(--ink) }", ""),
        ("p { margin: 0 !important }", "p { margin: 0 !important }"),
    ],
)
def test_css_is_kept_to_what_old_readers_know(css: str, expected: str) -> None:
    assert old_css(css).strip() == expected


def test_every_sheet_but_the_new_one_is_of_css_2() -> None:
    for name, finished in all_books().items():
        for path, data in made(finished).items():
            if path.endswith(".css") and "compat-new" not in path:
                assert old_css(data.decode()) == old_css(old_css(data.decode())), (name, path)
                rules = tinycss2.parse_stylesheet(data.decode(), skip_whitespace=True)
                assert all(r.type in ("qualified-rule", "comment", "at-rule") for r in rules)
                assert b"currentColor" not in data
                assert b"@supports" not in data


def test_the_sheet_that_turns_pairs_around_is_there_only_for_pairs() -> None:
    assert "EPUB/styles/compat-new.css" not in made(with_body("<p>No formula.</p>"))
    files = made(with_body(f"<p>{_FRACTION}</p>"))
    assert b"compat-new.css" in files["EPUB/text/on-tea.xhtml"]
    assert b"compat-new.css" not in files["EPUB/text/source.xhtml"]


# --- The book ------------------------------------------------------------------------------


def test_readings_have_brackets_for_readers_without_ruby() -> None:
    files = made(all_books()["japanese"])
    (path,) = [path for path, data in files.items() if b"<ruby" in data]
    ruby = tree(files, path).find(f".//{{{XHTML}}}ruby")
    assert ruby is not None
    assert xhtml.text_of(ruby) == "茶（ちゃ）"


def test_what_epub_2_has_for_its_readers_is_there() -> None:
    files = made(all_books()["full"])
    package = tree(files, OPF)
    assert package.xpath("//opf:spine/@toc", namespaces=NS) == ["ncx"]
    kinds = package.xpath("//opf:guide/opf:reference/@type", namespaces=NS)
    assert {"cover", "title-page", "text"} <= set(kinds)
    assert package.xpath("//opf:meta[@name='cover']/@content", namespaces=NS) == ["image-cover"]
    assert "EPUB/toc.ncx" in files


def test_nothing_but_remarks_on_brackets_is_found(tmp_path: Path) -> None:
    """EPUBCheck calls ``rp`` discouraged (HTM-055, usage); old readers need it."""
    for name, finished in all_books().items():
        file = tmp_path / f"{name.replace(' ', '-')}.epub"
        file.write_bytes(compat.make(finished).data)
        said = {f.id for f in check(file).findings if f.severity is not Severity.USAGE}
        assert said == set(), name
        assert {f.id for f in check(file).findings} <= {"HTM-055"}
        assert kobofix_ids(file) <= {"KOBO-019"}, name


def test_no_device_has_anything_against_it_that_the_epub_3_is_free_of() -> None:
    families = {*FAMILIES, *families_for(["all"])}
    for name, finished in all_books().items():
        before = {f.id for f in check(finished.epub, families=families).findings}
        found = check(compat.make(finished).data, families=families).findings
        assert {f.id for f in found} <= {"HTM-055", *before}, name


@pytest.mark.heavy
def test_epubcheck_finds_neither_error_nor_warning(tmp_path: Path) -> None:
    if not is_available():
        pytest.skip("the packages of packager[epubcheck] are not installed")
    files = []
    for name, finished in all_books().items():
        files.append(tmp_path / f"{name.replace(' ', '-')}.epub")
        files[-1].write_bytes(compat.make(finished).data)
    said = {file.name: {f.id for f in report.findings} for file, report in run_epubcheck(files)}
    assert {name: ids - {"HTM-055"} for name, ids in said.items()} == {f.name: set() for f in files}


def test_the_same_book_gives_the_same_bytes() -> None:
    finished = all_books()["full"]
    assert compat.make(finished).data == compat.make(finished).data


def test_a_long_page_is_told() -> None:
    product: Product = compat.make(with_body("<p>Tea.</p>" * 30_000))
    assert "at most 300 a file" in product.notes[0].message


def test_without_the_libraries_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ziamath", None)
    monkeypatch.setattr("packager.targets._pictures.find_spec", lambda _name: None)
    compat.make(with_body("<p>No formula.</p>"))  # needs none of them
    with pytest.raises(ConfigError, match=r"pip install 'packager\[compat\]'"):
        compat.make(with_body(f"<p>{_FRACTION}</p>"))


# --- In engines ----------------------------------------------------------------------------


@pytest.mark.heavy
def test_an_engine_without_mathml_shows_the_picture_alone() -> None:
    """MuPDF, like Adobe's engine, shows the letters of MathML in a row."""
    pymupdf = pytest.importorskip("pymupdf", reason="PyMuPDF is not installed")
    body = f"<p>Before {_FRACTION} behind.</p>"
    shown = {}
    for name, data in (("new", with_body(body).epub), ("old", compat.make(with_body(body)).data)):
        with pymupdf.open(stream=data, filetype="epub") as book:
            shown[name] = " ".join(" ".join(p.get_text().split()) for p in book)
    assert "Before ab behind." in shown["new"]
    assert "Before behind." in shown["old"]


@pytest.mark.heavy
def test_an_engine_with_mathml_shows_the_formula_alone(tmp_path: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("Chromium is not installed")
    for path, data in made(with_body(f"<p>{_FRACTION}</p>")).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        shown = browser.new_page()
        shown.goto((tmp_path / "EPUB/text/on-tea.xhtml").as_uri())
        styles = [
            shown.evaluate(f"getComputedStyle(document.querySelector('.{name}')).display")
            for name in (compat.PICTURE, compat.ORIGINAL)
        ]
        browser.close()
    assert styles == ["none", "inline"]
