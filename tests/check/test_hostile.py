"""Files made to hurt: a report in bounded time and memory, never a traceback."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packager.check import Report, check
from packager.check.load import archive as zip_loader
from packager.check.load.srcset import urls_of_srcset
from tests.books import book_with, packed, sound_book, sound_files
from tests.check.bad_books import with_bomb, with_zip_encryption

CHAPTER = "EPUB/chapter.xhtml"
_OPEN = b"<html xmlns='http://www.w3.org/1999/xhtml'><head><title>a</title></head><body>"
_CLOSE = b"</body></html>"


def ids(report: Report) -> set[str]:
    return {finding.id for finding in report.findings}


def test_an_external_entity_is_not_fetched() -> None:
    outside = "/etc/passwd"
    page = (
        f'<!DOCTYPE html [<!ENTITY a SYSTEM "file://{outside}">]>'.encode()
        + _OPEN + b"<p>&a;</p>" + _CLOSE
    )  # fmt: skip
    report = check(book_with({CHAPTER: page}), name="a.epub")
    assert "HTM-003" in ids(report)
    assert not any("root:" in finding.message for finding in report.findings)


def test_laughing_entities_end_soon() -> None:
    lines = b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12))
    page = b'<!DOCTYPE html [<!ENTITY a0 "ha">' + lines + b"]>" + _OPEN + b"<p>&a11;</p>" + _CLOSE
    attribute = page.replace(b"<p>&a11;</p>", b'<p title="&a11;"/>')
    began = time.perf_counter()
    for bomb in (page, attribute):
        assert "RSC-016" in ids(check(book_with({CHAPTER: bomb}), name="a.epub"))
    assert time.perf_counter() - began < 10


def test_a_zip_bomb_is_not_unpacked() -> None:
    data = with_bomb()
    tracemalloc.start()
    report = check(data, name="a.epub")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "PKR-001" in ids(report)
    assert peak < 50_000_000


def test_a_lie_about_the_size_does_not_help_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is inflated is bounded by what comes out, not by what the directory says."""
    monkeypatch.setattr(zip_loader, "MAX_FILE_BYTES", 1_000_000)
    data = bytearray(packed(sound_files() | {CHAPTER: b" " * 5_000_000}))
    directory = data.find(b"PK\1\2")
    at = data.find(CHAPTER.encode(), directory) - 46
    data[at + 24 : at + 28] = struct.pack("<L", 100)
    assert "PKG-008" in ids(check(bytes(data), name="a.epub"))


def test_a_hundred_thousand_entries_are_refused_at_once() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in sound_files().items():
            archive.writestr(path, data)
        for number in range(100_000):
            archive.writestr(f"EPUB/{number}", b"")
    began = time.perf_counter()
    assert "PKR-001" in ids(check(target.getvalue(), name="a.epub"))
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("name", ["../a.txt", "/a.txt", "EPUB/../../a", "C:\\a", "EPUB//a", "."])
def test_no_name_leads_out_of_the_book(name: str) -> None:
    report = check(packed(sound_files() | {name: b"a"}), name="a.epub")
    assert not any("Traceback" in finding.message for finding in report.findings)


def test_a_name_with_a_nul_is_told() -> None:
    data = sound_book().replace(b"EPUB/cover.png", b"EPUB/cov\0r.png")
    assert {"PKG-009", "RSC-001"} <= ids(check(data, name="a.epub"))


def test_zip_encryption_is_told() -> None:
    assert "PKG-027" in ids(check(with_zip_encryption(), name="a.epub"))


def test_overlapping_entries_are_read_as_they_lie() -> None:
    """Two entries that share their data: each is read, within bounds."""
    data = bytearray(sound_book())
    directory = data.find(b"PK\1\2")
    first = data.find(b"EPUB/notes.xhtml", directory) - 46
    other = data.find(CHAPTER.encode(), directory) - 46
    data[first + 42 : first + 46] = data[other + 42 : other + 46]
    assert isinstance(check(bytes(data), name="a.epub"), Report)


@pytest.mark.parametrize("length", [0, 1, 30, 58, 100, 1000, 2000])
def test_a_file_cut_off_anywhere_is_told(length: int) -> None:
    assert not check(sound_book()[:length], name="a.epub").valid


def test_ten_thousand_nested_elements_end_in_a_report() -> None:
    page = _OPEN + b"<div>" * 10_000 + b"</div>" * 10_000 + _CLOSE
    began = time.perf_counter()
    assert isinstance(check(book_with({CHAPTER: page}), name="a.epub"), Report)
    assert time.perf_counter() - began < 20


def test_a_long_single_line_ends_in_a_report() -> None:
    page = _OPEN + b"<p>tea <b>and</b> more</p>" * 100_000 + b"<p><div/></p>" + _CLOSE
    began = time.perf_counter()
    report = check(book_with({CHAPTER: page}), name="a.epub")
    assert "RSC-005" in ids(report)
    assert time.perf_counter() - began < 60


def test_a_page_beyond_the_bound_is_not_parsed() -> None:
    page = _OPEN + b"<p>" + b"a" * 129 * 1024 * 1024 + b"</p>" + _CLOSE
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path, data in (sound_files() | {CHAPTER: page}).items():
            archive.writestr(path, data)
    assert "RSC-016" in ids(check(target.getvalue(), name="a.epub"))


def test_a_page_of_more_tags_than_memory_has_room_for_is_not_parsed() -> None:
    page = _OPEN + b"<p>" + b"<b/>" * 2_000_000 + b"</p>" + _CLOSE
    (finding,) = (
        f for f in check(book_with({CHAPTER: page}), name="a.epub").findings if f.line is None
    )
    assert finding.id == "RSC-016"
    assert "2,000,000 tags" in finding.message


@pytest.mark.parametrize("attribute", [b' a%d=">"', b" xmlns:n%d\n= 'u'"])
def test_a_tag_of_very_many_attributes_ends_soon(attribute: bytes) -> None:
    tag = b"<p" + b"".join(attribute % number for number in range(200_000)) + b">"
    began = time.process_time()
    report = check(book_with({CHAPTER: _OPEN + tag + b"</p>" + _CLOSE}), name="a.epub")
    assert time.process_time() - began < 5
    assert "10,000 attributes" in " ".join(finding.message for finding in report.findings)


def test_circles_of_fallbacks_and_refinements_end() -> None:
    opf = sound_files()["EPUB/content.opf"].decode()
    opf = opf.replace('href="notes.xhtml"', 'href="notes.xhtml" fallback="chapter"')
    opf = opf.replace('href="chapter.xhtml" media', 'href="chapter.xhtml" fallback="notes" media')
    opf = opf.replace('id="title"', 'id="title" refines="#title"')
    assert "OPF-045" in ids(check(book_with({"EPUB/content.opf": opf.encode()}), name="a.epub"))


def test_long_chains_of_refinements_are_followed_once() -> None:
    metas = "".join(
        f'<dc:subject id="s{n}">x</dc:subject>'
        f'<meta id="m{n}" refines="#m{n + 1}" property="file-as">y</meta>'
        for n in range(10_000)
    )
    opf = sound_files()["EPUB/content.opf"].decode().replace("</metadata>", f"{metas}</metadata>")
    began = time.process_time()
    report = check(book_with({"EPUB/content.opf": opf.encode()}), name="a.epub")
    assert time.process_time() - began < 10
    assert "OPF-065" not in ids(report)
    circle = opf.replace('refines="#m10000"', 'refines="#m9998"')
    assert "OPF-065" in ids(check(book_with({"EPUB/content.opf": circle.encode()}), name="a.epub"))


def test_a_very_long_srcset_is_read_once() -> None:
    began = time.process_time()
    assert len(urls_of_srcset("cover.png 1x, " * 200_000 + "a.png,,")) == 200_001
    assert time.process_time() - began < 5


def test_checks_run_side_by_side() -> None:
    books = [sound_book(), book_with({CHAPTER: b"<html"}), sound_book("2")] * 20
    alone = [check(book, name="a.epub") for book in books]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda book: check(book, name="a.epub"), books)) == alone


_PATHS = sorted(sound_files())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(_PATHS), st.integers(0, 3000), st.binary(max_size=20), st.integers(0, 40))
def test_any_damage_to_a_file_gives_a_report(path: str, at: int, new: bytes, cut: int) -> None:
    files = sound_files()
    data = files[path]
    at %= len(data) + 1
    files[path] = data[:at] + new + data[at + cut :]
    assert isinstance(check(packed(files), name="a.epub"), Report)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=12))
def test_any_damage_to_the_archive_gives_a_report(at: int, new: bytes) -> None:
    data = sound_book()
    at %= len(data)
    broken = data[:at] + new + data[at + len(new) :]
    assert isinstance(check(broken, name="a.epub"), Report)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_report(data: bytes) -> None:
    assert isinstance(check(data, name="a.epub"), Report)
    for mode in ("opf", "xhtml", "svg", "nav", "mo"):
        assert isinstance(check(data, name="a.xhtml", mode=mode), Report)
