"""What packager relies on in ebooklib 0.20; a new version that changes one fails here first."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ebooklib import epub
from lxml import etree

from packager.build.ebook import write
from packager.build.metadata import Meta
from packager.build.rendition import BookFile, Rendition
from tests.build.opened import NS, OPF, files_of, found, tree

WHEN = datetime(2021, 10, 4, tzinfo=UTC)


def rendition(**changes: Any) -> Rendition:
    values: dict[str, Any] = {
        "files": (
            BookFile("EPUB/nav.xhtml", "nav", "application/xhtml+xml", b"<nav/>", None, ("nav",)),
            BookFile("EPUB/toc.ncx", "ncx", "application/x-dtbncx+xml", b"<ncx/>"),
            BookFile("EPUB/text/a.xhtml", "a", "application/xhtml+xml", b"<p>\xc3\xa9 a</p>\n"),
            BookFile("META-INF/packager.json", "map", "application/json", b"{}"),
        ),
        "spine": ("a",),
        "metadata": (
            Meta("dc:identifier", "urn:x:1", {"id": "book-id"}),
            Meta("dc:title", "A & B", {"id": "title"}),
            Meta("meta", "main", {"refines": "#title", "property": "title-type"}),
            Meta("meta", "", {"name": "cover", "content": "a"}),
            Meta("dc:creator", "One", {"id": "creator-1"}),
            Meta("dc:creator", "Two", {"id": "creator-2"}),
            Meta("link", "", {"rel": "dcterms:license", "href": "https://example.org/l"}),
        ),
        "guide": (("text", "A & B", "text/a.xhtml"),),
        "modified": WHEN,
        "language": "en",
    }
    return Rendition(**values | changes)


def written(**changes: Any) -> dict[str, bytes]:
    target = io.BytesIO()
    write(rendition(**changes), target)
    return files_of(target.getvalue())


def test_bytes_handed_over_are_the_bytes_in_the_book() -> None:
    assert written()["EPUB/text/a.xhtml"] == b"<p>\xc3\xa9 a</p>\n"


def test_only_files_beside_the_package_document_are_in_the_manifest() -> None:
    files = written()
    assert files["META-INF/packager.json"] == b"{}"
    assert found(tree(files, OPF), "//opf:item/@id") == ["nav", "ncx", "a"]


def test_a_plain_item_keeps_its_properties() -> None:
    assert found(tree(written(), OPF), "//opf:item[@id='nav']/@properties") == ["nav"]


def test_metadata_keeps_its_order_its_ids_and_nothing_of_ebooklibs() -> None:
    package = tree(written(), OPF)
    assert found(package, "//dc:creator") == ["One", "Two"]
    assert found(package, "//dc:creator/@id") == ["creator-1", "creator-2"]
    assert found(package, "//dc:identifier") == ["urn:x:1"]
    assert found(package, "//opf:meta[@name='generator']/@content") == []


def test_an_empty_value_is_an_empty_element() -> None:
    files = written()
    assert b'<meta name="cover" content="a"/>' in files[OPF]
    assert b'<link rel="dcterms:license" href="https://example.org/l"/>' in files[OPF]


def test_the_date_is_stamped_once_and_is_the_one_given() -> None:
    stamped = "//opf:meta[@property='dcterms:modified']"
    assert found(tree(written(), OPF), stamped) == ["2021-10-04T00:00:00Z"]


def test_the_package_names_its_identifier_and_its_language() -> None:
    package = tree(written(language="ar"), OPF)
    assert package.get("unique-identifier") == "book-id"
    assert package.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"


def test_the_spine_names_the_ncx_and_turns_pages_as_told() -> None:
    assert found(tree(written(), OPF), "//opf:spine/@toc") == ["ncx"]
    assert found(tree(written(), OPF), "//opf:spine/@page-progression-direction") == []
    package = tree(written(progression="rtl", is_rtl=True), OPF)
    assert found(package, "//opf:spine/@page-progression-direction") == ["rtl"]
    assert package.get("dir") == "rtl"
    assert tree(written(progression="rtl"), OPF).get("dir") is None


def test_the_guide_is_written_as_given() -> None:
    package = tree(written(), OPF)
    reference = package.find(".//opf:guide/opf:reference", NS)
    assert reference is not None
    assert dict(reference.attrib) == {"type": "text", "title": "A & B", "href": "text/a.xhtml"}


def test_files_on_disk_are_read_from_there(tmp_path: Path) -> None:
    file = tmp_path / "sound.mp3"
    file.write_bytes(b"ID3" * 1000)
    sound = BookFile("EPUB/s.mp3", "s", "audio/mpeg", file=file)
    assert written(files=(*rendition().files, sound))["EPUB/s.mp3"] == b"ID3" * 1000


def test_ebooklibs_own_pages_are_still_damaged() -> None:
    """The reason for handing over finished bytes; when this fails, ebooklib has been mended."""
    page = epub.EpubHtml(title="t", file_name="a.xhtml", lang="en")
    page.content = '<html><body>Lost text<svg viewBox="0 0 1 1"></svg></body></html>'
    epub.EpubBook().add_item(page)
    text = etree.tostring(etree.fromstring(page.get_content()), encoding="unicode")
    assert "Lost text" not in text
    assert "viewBox" not in text


def test_a_failure_is_raised_not_printed() -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write(rendition(), Full())


def test_the_archive_is_what_readers_ask_for() -> None:
    target = io.BytesIO()
    write(rendition(), target)
    data = target.getvalue()
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(target) as archive:
        entries = archive.infolist()
    assert [e.filename for e in entries[:3]] == ["mimetype", "META-INF/container.xml", OPF]
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {e.external_attr >> 16 for e in entries} == {0o100644}
    assert {e.extra for e in entries} == {b""}
