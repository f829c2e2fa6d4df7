"""What is in a book: its files, their order, what the package says of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packager.build.book import book_of
from packager.build.rendition import render
from packager.errors import SourceError
from packager.model import Asset
from tests.books import png
from tests.build.opened import NS, OPF, found, made, metas, tree
from tests.essays import arabic, drawn, full, japanese, plain

ESSAY = "EPUB/text/on-tea.xhtml"


def test_the_order_is_cover_title_essay_people_source() -> None:
    spine = found(tree(made(full()), OPF), "//opf:itemref/@idref")
    assert spine == ["cover", "title-page", "on-tea", "about", "source"]


def test_people_of_whom_nothing_is_told_get_no_page() -> None:
    assert "EPUB/text/about.xhtml" not in made(plain())


def test_the_cover_is_declared_three_ways() -> None:
    files = made(plain())
    package = tree(files, OPF)
    image = found(package, "//opf:item[@properties='cover-image']/@id")
    assert found(package, "//opf:meta[@name='cover']/@content") == image
    assert "text/cover.xhtml" in found(
        tree(files, "EPUB/nav.xhtml"), "//h:a[@epub:type='cover']/@href"
    )


def test_the_cover_stands_alone_in_its_file() -> None:
    page = tree(made(plain()), "EPUB/text/cover.xhtml")
    assert len(page.findall(".//h:img", NS)) == 1
    assert found(page, "//h:body//text()[normalize-space()]") == []


def test_every_page_says_its_language_twice() -> None:
    files = made(japanese())
    for path, data in files.items():
        if path.endswith(".xhtml"):
            assert b'lang="ja" xml:lang="ja"' in data, path


def test_body_has_no_type_and_no_role() -> None:
    for path, data in made(full()).items():
        if path.endswith(".xhtml"):
            assert b"<body>" in data, path


def test_an_essay_is_one_section_named_by_its_heading() -> None:
    page = tree(made(full()), ESSAY)
    section = page.find("./h:body/h:section", NS)
    assert section is not None
    assert section.get("role") == "doc-chapter"
    heading = page.find(f".//h:h1[@id='{section.get('aria-labelledby')}']", NS)
    assert heading is not None
    assert heading.text == "On Tea & <Water>"


def test_the_title_is_said_once_in_the_essays_file() -> None:
    assert found(tree(made(full()), ESSAY), "//h:h1") == ["On Tea & <Water>"]


def test_files_of_images_carry_the_name_of_their_page() -> None:
    files = made(full())
    assert "EPUB/images/on-tea-cup.png" in files
    assert "EPUB/images/about-ada.png" in files
    page = tree(files, ESSAY)
    assert found(page, "//h:img/@src") == ["../images/on-tea-cup.png"]


def test_images_of_the_same_name_get_two_files() -> None:
    essay = replace(
        plain(),
        body='<p><img src="asset:a b.png" alt="1"/><img src="asset:a-b.png" alt="2"/></p>',
        assets=(
            Asset("a b.png", "image/png", png(1, 1)),
            Asset("a-b.png", "image/png", png(2, 2)),
        ),
    )
    files = made(essay)
    first, second = found(tree(files, ESSAY), "//h:img/@src")
    assert files[first.replace("..", "EPUB")] == png(1, 1)
    assert files[second.replace("..", "EPUB")] == png(2, 2)


def test_an_image_that_is_not_there_is_refused() -> None:
    essay = replace(plain(), body='<p><img src="asset:none.png" alt=""/></p>')
    with pytest.raises(SourceError, match=r"none\.png"):
        render(book_of(essay))


def test_text_that_is_not_well_formed_is_refused() -> None:
    with pytest.raises(SourceError, match="well-formed"):
        render(book_of(replace(plain(), body="<p>a<b></p>")))


def test_files_declare_what_they_hold() -> None:
    def properties(files: dict[str, bytes]) -> list[str]:
        return found(tree(files, OPF), "//opf:item[@id='on-tea']/@properties")

    assert properties(made(full())) == ["mathml"]
    assert properties(made(drawn())) == ["svg"]
    assert properties(made(plain())) == []


def test_lines_and_pages_run_as_the_language_does() -> None:
    package = tree(made(arabic()), OPF)
    assert found(package, "//opf:spine/@page-progression-direction") == ["rtl"]
    page = made(arabic())["EPUB/text/tea-ar.xhtml"]
    assert b'dir="rtl"' in page
    assert b'<pre dir="ltr">' in page


def test_upright_lines_turn_pages_to_the_left_and_have_their_sheet() -> None:
    files = made(japanese())
    package = tree(files, OPF)
    assert found(package, "//opf:spine/@page-progression-direction") == ["rtl"]
    assert package.get("dir") is None
    assert b'class="vertical"' in files["EPUB/text/tea-ja.xhtml"]
    assert "EPUB/styles/vertical.css" in files
    assert "EPUB/styles/vertical.css" not in made(plain())


def test_json_ld_cannot_end_its_script() -> None:
    data = made(replace(plain(), title="</script><b> & ]]>"))[ESSAY]
    assert data.count(b"</script>") == 1
    assert b"\\u003c/script\\u003e" in data


def test_control_characters_are_left_out() -> None:
    files = made(replace(plain(), title="T\x00e\x0ba", body="<p>w\x01et</p>", tags=("\x02x",)))
    assert metas(files, "dcterms:modified") == ["1980-01-01T00:00:00Z"]
    assert found(tree(files, OPF), "//dc:title") == ["Tea"]
    assert "wet" in found(tree(files, ESSAY), "//h:p")


def test_a_style_sheet_of_its_own_is_the_essays_alone() -> None:
    files = made(replace(plain(), stylesheet=".a { font-weight: bold; }"))
    assert files["EPUB/styles/on-tea-own.css"] == b".a { font-weight: bold; }"
    assert b"on-tea-own.css" in files[ESSAY]
    assert b"on-tea-own.css" not in files["EPUB/text/title-page.xhtml"]


@pytest.mark.parametrize(
    "slug",
    "title subtitle cover title-page about source nav notes css ncx isbn series creator-1 "
    "contributor-1 book-id".split(),
)
def test_an_essay_may_have_the_name_of_any_page_or_id_of_its_book(slug: str) -> None:
    """``about.md`` and ``title.md`` made books with two files, or two elements, of one name."""
    book = book_of(replace(full(), slug=slug, isbn="9780306406157", subtitle="S"))
    rendition = render(book)
    paths = [file.path for file in rendition.files]
    assert len(set(paths)) == len(paths)
    ids = [file.id for file in rendition.files]
    ids += [str(meta.attributes["id"]) for meta in rendition.metadata if "id" in meta.attributes]
    assert len(set(ids)) == len(ids)
    assert len(set(rendition.spine)) == len(rendition.spine)
