"""What mammoth passes over in a Word file is in the essay, or told."""

from __future__ import annotations

import io
import zipfile

import pytest

from packager import xhtml
from packager.model import NoteKind, Reading
from packager.read import Source, read
from tests.read.test_docx import docx, paragraph, reading

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def words(text: str, properties: str = "") -> str:
    mark = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{mark}<w:t xml:space="preserve">{text}</w:t></w:r>'


def with_styles(body: str, styles: str, numbering: str = "") -> Reading:
    parts = {"word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>'}
    if numbering:
        parts["word/numbering.xml"] = f'<w:numbering xmlns:w="{_W}">{numbering}</w:numbering>'
        parts["word/_rels/document.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + "".join(
                f'<Relationship Id="r{name}" Target="{name}.xml" Type="http://schemas.'
                f'openxmlformats.org/officeDocument/2006/relationships/{name}"/>'
                for name in ("styles", "numbering")
            )
            + "</Relationships>"
        )
    (one,) = read(Source("essay.docx", docx(body, parts_more=parts)))
    return one


def style(id_: str, name: str, inside: str = "", kind: str = "paragraph") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{id_}"><w:name w:val="{name}"/>{inside}</w:style>'


def text_of(found: Reading) -> str:
    return " ".join(xhtml.text_of(xhtml.parse(found.essay.body)).split())


@pytest.mark.parametrize(
    "wrapped",
    [
        '<w:fldSimple w:instr=" SEQ Figure ">{}</w:fldSimple>',
        '<w:dir w:val="rtl">{}</w:dir>',
        '<w:bdo w:val="rtl">{}</w:bdo>',
        '<w:dir w:val="rtl"><w:bdo w:val="ltr">{}</w:bdo></w:dir>',
    ],
)
def test_text_in_wrappers_is_text(wrapped: str) -> None:
    """mammoth leaves it out; Google Docs writes w:dir around Arabic."""
    body = paragraph(words("Before ") + wrapped.format(words("inside")) + words(" after."))
    assert text_of(reading(body)) == "Before inside after."


def test_ruby_stays_ruby() -> None:
    parts = f"<w:rt>{words('かんじ')}</w:rt><w:rubyBase>{words('漢字')}</w:rubyBase>"
    ruby = f"<w:r><w:ruby>{parts}</w:ruby></w:r>"
    assert "<ruby>漢字<rt>かんじ</rt></ruby>" in reading(paragraph(ruby)).essay.body


@pytest.mark.parametrize("alternate", [True, False])
def test_a_text_box_stands_behind_its_paragraph(alternate: bool) -> None:
    box = (
        '<w:drawing><wps:wsp xmlns:wps="http://schemas.microsoft.com/office/word/2010/'
        f'wordprocessingShape"><w:txbxContent>{paragraph("In the box.")}</w:txbxContent></wps:wsp>'
        "</w:drawing>"
    )
    if alternate:
        space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        box = (
            f'<mc:AlternateContent xmlns:mc="{space}"><mc:Choice Requires="wps">{box}</mc:Choice>'
            "</mc:AlternateContent>"
        )
    body = paragraph(words("Before.") + f"<w:r>{box}</w:r>") + paragraph("After.")
    assert text_of(reading(body)) == "Before.In the box.After."


def test_hidden_text_and_comments_are_left_out_and_told() -> None:
    body = paragraph(
        words("Seen.")
        + words("Unseen.", "<w:vanish/>")
        + words(" Shown.", '<w:vanish w:val="0"/>')
        + '<w:r><w:commentReference w:id="1"/></w:r>'
    )
    found = reading(body)
    assert text_of(found) == "Seen. Shown."
    told = [note.message for note in found.notes if note.kind is NoteKind.DROPPED]
    assert told == ["left out: 1 hidden passage", "left out: 1 comment"]


def test_charts_are_told_as_lost() -> None:
    chart = (
        '<w:r><w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
        "</w:drawing></w:r>"
    )
    found = reading(paragraph("Text.") + f"<w:p>{chart}</w:p>")
    told = [note.message for note in found.notes if note.kind is NoteKind.WARNING]
    assert "left out: 1 chart or diagram; put it in as a picture" in told


def test_a_table_of_contents_is_left_out() -> None:
    body = (
        f"<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{paragraph('One 3')}</w:sdtContent></w:sdt>"
        + paragraph("Two 4", "T1")
        + paragraph("Text.")
    )
    assert text_of(with_styles(body, style("T1", "toc 1"))) == "Text."


def test_the_line_under_a_link_is_no_emphasis() -> None:
    """Google Docs underlines each link's words; all links were in italics."""
    line = '<w:u w:val="single"/>'
    link = f'<w:hyperlink w:anchor="x">{words("linked", line)}</w:hyperlink>'
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end")]
    code = '<w:r><w:instrText>HYPERLINK "https://e.org/"</w:instrText></w:r>'
    field = marks[0] + code + words("field", line) + marks[1]
    body = reading(paragraph(link + field + words("under", line))).essay.body
    assert body.count("<em>") == 1
    assert "<em>under</em>" in body


def test_styles_mean_what_those_mean_that_they_are_based_on() -> None:
    styles = (
        style("t", "Title")
        + style("h", "heading 2")
        + style("mine", "My Headline", '<w:basedOn w:val="h"/>')
        + style("o", "Abschnitt", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>')
        + style("loop", "Loop", '<w:basedOn w:val="loop"/>')
        + style("q", "Quotations")
    )
    body = (
        paragraph("Whole", "t")
        + paragraph("One", "mine")
        + paragraph("Text.", "loop")
        + paragraph("Two", "o")
        + paragraph("Said.", "q")
    )
    found = with_styles(body, styles).essay.body
    assert found.count("<h2") == 2
    assert "<blockquote><p>Said.</p></blockquote>" in found


def test_code_is_told_by_its_style_or_its_font() -> None:
    mono = '<w:rFonts w:ascii="Courier New"/>'
    body = (
        paragraph("A long paragraph of plain text, so that code is not most of it. " * 3)
        + paragraph(words("def f():", mono))
        + paragraph("    return 1", "pre")
        + paragraph(words("Call ") + words("f()", mono) + words("."))
    )
    found = with_styles(body, style("pre", "Preformatted Text")).essay.body
    assert "def f():\n    return 1</pre>" in found.replace("</code>", "")
    assert "Call <code>f()</code>." in found


def test_a_typescript_is_no_code() -> None:
    mono = '<w:rFonts w:ascii="Courier New"/>'
    body = "".join(paragraph(words(f"Scene {n}. He enters.", mono)) for n in range(4))
    assert "<code" not in reading(body).essay.body


def level(depth: int, form: str, text: str = "", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text or f"%{depth + 1}."}"/>{more}</w:lvl>'
    )


_LISTS = (
    f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal")}{level(1, "lowerLetter")}'
    f'</w:abstractNum><w:abstractNum w:abstractNumId="1">{level(0, "bullet", " ")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, "decimal", "%1")}'
    f"{level(1, 'decimal', '%1.%2')}</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>'
)


def item(text: str, number: int = 1, depth: int = 0, style_: str = "") -> str:
    mark = f'<w:pStyle w:val="{style_}"/>' if style_ else ""
    return (
        f'<w:p><w:pPr>{mark}<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        f"</w:pPr>{words(text)}</w:p>"
    )


_HEADINGS = style("T", "Title") + style("H1", "heading 1") + style("H2", "heading 2")


def listed(*items: str) -> str:
    body = with_styles("".join(items), _HEADINGS, _LISTS)
    return body.essay.body.replace("\n", "")


def test_a_list_counts_on_after_a_paragraph() -> None:
    """It began again at 1."""
    body = listed(item("a"), item("b"), paragraph("Between."), item("c"))
    assert body == '<ol><li>a</li><li>b</li></ol><p>Between.</p><ol start="3"><li>c</li></ol>'


def test_two_lists_in_a_row_are_two() -> None:
    body = listed(item("a"), item("b"), item("c", 2), item("d", 2))
    assert body == "<ol><li>a</li><li>b</li></ol><ol><li>c</li><li>d</li></ol>"


def test_letters_of_an_inner_list_are_kept() -> None:
    body = listed(item("a"), item("b", 1, 1), item("c", 1, 1), item("d"))
    assert body == '<ol><li>a<ol type="a"><li>b</li><li>c</li></ol></li><li>d</li></ol>'


def test_a_paragraph_without_a_sign_belongs_to_the_item_before() -> None:
    body = listed(item("a"), item("more", 3), item("b"))
    assert body == "<ol><li>a<p>more</p></li><li>b</li></ol>"


def test_headings_keep_the_numbers_that_the_text_speaks_of() -> None:
    body = listed(
        paragraph("Whole", "T"), item("First", 4, 0, "H1"), item("Inner", 4, 1, "H2"),
        item("Second", 4, 0, "H1"), paragraph("See 1.1."),
    )  # fmt: skip
    assert [">1 First<" in body, ">1.1 Inner<" in body, ">2 Second<" in body] == [True] * 3


def test_signs_that_stand_for_markup_do_no_harm_in_a_text() -> None:
    assert text_of(reading(paragraph("A \ue8f03\ue8f1 b"))) == "A \ufffd3\ufffd b"


def test_several_authors_on_lines_of_their_own_are_several() -> None:
    body = paragraph("T", "T") + paragraph("Ann Lee", "A") + paragraph("Bob Ray", "A")
    styles = style("T", "Title") + style("A", "Author")
    essay = with_styles(body + paragraph("Text."), styles).essay
    assert [person.name for person in essay.authors] == ["Ann Lee", "Bob Ray"]


def test_the_main_part_may_have_another_name() -> None:
    """Office on the web writes word/document2.xml."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx(paragraph("Text.")))) as old,
        zipfile.ZipFile(target, "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name).replace(b"word/document.xml", b"word/document2.xml")
            new.writestr(name.replace("document.xml", "document2.xml"), data)
    (found,) = read(Source("essay.docx", target.getvalue()))
    assert text_of(found) == "Text."
