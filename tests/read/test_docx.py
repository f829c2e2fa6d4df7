"""Word files made by hand, so that each part of one is known."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from packager import xhtml
from packager.errors import SourceError
from packager.model import Reading
from packager.read import ReadOptions, Source, read
from tests.books import png

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAWING = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr id="1" name="p" descr="A cup"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
    '<a:blip r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing></w:r>"
)


def paragraph(inside: str, style: str = "") -> str:
    mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = inside if inside.startswith("<w:") else f"<w:r><w:t>{inside}</w:t></w:r>"
    return f"<w:p>{mark}{run}</w:p>"


def docx(body: str, core: str = "", parts_more: Mapping[str, str] | None = None) -> bytes:
    """Return a Word file with this body, a style sheet, one footnote, one image."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/></w:style>'
        for id_, name in (
            ("Title", "Title"),
            ("H1", "heading 1"),
            ("Q", "Quote"),
            ("S", "Subtitle"),
        )
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_R}/'
        'officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELS}">'
        f'<Relationship Id="r2" Type="{_R}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r3" Type="{_R}/footnotes" Target="footnotes.xml"/>'
        f'<Relationship Id="rId9" Type="{_R}/image" Target="media/a.png"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_W}" xmlns:r="{_R}" xmlns:m="{_M}"><w:body>'
        f"{body}</w:body></w:document>",
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{_W}"><w:footnote w:id="1">'
        f"{paragraph('Three minutes.')}</w:footnote></w:footnotes>",
    }
    parts |= parts_more or {}
    if core:
        parts["docProps/core.xml"] = (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
            'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"{core}</cp:coreProperties>"
        )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.writestr("word/media/a.png", png(4, 4))
    return data.getvalue()


def reading(body: str, core: str = "") -> Reading:
    (one,) = read(Source("essay.docx", docx(body, core)), ReadOptions())
    return one


def test_title_headings_quotes_and_subtitle_have_their_places() -> None:
    essay = reading(
        paragraph("On Tea", "Title")
        + paragraph("A note", "S")
        + paragraph("Text.")
        + paragraph("Water", "H1")
        + paragraph("Soft.", "Q")
    ).essay
    assert (essay.title, essay.subtitle) == ("On Tea", "A note")
    assert "<h2" in essay.body
    assert ">Water</h2>" in essay.body
    assert "<blockquote>" in essay.body


def test_a_footnote_is_a_note_of_the_essay() -> None:
    note = '<w:r><w:t>Wait</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r>'
    essay = reading(paragraph(note)).essay
    assert len(essay.footnotes) == 1
    assert "Three minutes." in essay.footnotes[0].body
    assert 'role="doc-noteref"' in essay.body
    assert "Three minutes." not in essay.body


def test_an_image_comes_with_its_description() -> None:
    essay = reading(paragraph("<w:r><w:t>See</w:t></w:r>" + _DRAWING)).essay
    (image,) = xhtml.parse(essay.body).iter(f"{{{xhtml.XHTML}}}img")
    assert image.get("alt") == "A cup"
    assert essay.assets[0].read() == png(4, 4)


def test_tracked_changes_count_as_accepted() -> None:
    changes = (
        '<w:r><w:t xml:space="preserve">Kept </w:t></w:r>'
        '<w:ins w:id="1"><w:r><w:t>new</w:t></w:r></w:ins>'
        '<w:del w:id="2"><w:r><w:delText>old</w:delText></w:r></w:del>'
    )
    assert xhtml.text_of(xhtml.parse(reading(paragraph(changes)).essay.body)) == "Kept new"


def test_a_table_stays_a_table() -> None:
    cell = f"<w:tc>{paragraph('1')}</w:tc>"
    essay = reading(f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>" + paragraph("x")).essay
    assert essay.body.count("<td>") == 2


def test_the_properties_give_title_author_and_keywords() -> None:
    core = "<dc:title>Rain</dc:title><dc:creator>Ana Li</dc:creator><cp:keywords>a, b</cp:keywords>"
    essay = reading(paragraph("Text."), core).essay
    assert essay.title == "Rain"
    assert essay.authors[0].name == "Ana Li"
    assert essay.tags == ("a", "b")


@pytest.mark.parametrize("damage", ["<w:p>", "<!DOCTYPE x [<!ENTITY a 'b'>]><w:p/>"])
def test_damaged_markup_is_one_line_of_refusal(damage: str) -> None:
    with pytest.raises(SourceError, match=r"essay\.docx: "):
        reading(damage)


def test_an_old_or_protected_file_is_told_apart() -> None:
    with pytest.raises(SourceError, match="password"):
        read(Source("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), ReadOptions())


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 20_000_000)
    with pytest.raises(SourceError, match="bomb"):
        read(Source("a.docx", data.getvalue()), ReadOptions())
