"""Package documents: what EPUBCheck 5.3 says of small changes, by id (asked once, kept here)."""

from __future__ import annotations

import json

import pytest

from packager.check import check
from packager.check.language_tags import is_well_formed
from packager.check.load.url import resolve
from packager.check.prefixes import read_prefixes
from packager.check.rules.file_names import forbidden_characters, has_space
from packager.check.rules.metadata import date_trouble
from packager.check.rules.rendition import seconds_of
from tests.books import OPF, replaced
from tests.shared import shared

_ID = 'unique-identifier="id"'


def ids_of(data: bytes, mode: str | None = None, version: str | None = None) -> set[str]:
    found = check(data, name="content.opf" if mode else "a.epub", mode=mode, version=version)
    return {f.id for f in found.findings if f.severity.rank <= 2}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a: http://a/", []),
        (" a: http://a/", ["OPF-004"]),
        ("a:  http://a/", []),
        ("a:\thttp://a/", ["OPF-004e"]),
        ("a:http://a/", ["OPF-004d"]),
        ("a http://a/", ["OPF-004c"]),
        ("a : http://a/", ["OPF-004c"]),
        (": http://a/", ["OPF-004a"]),
        ("1a: http://a/", ["OPF-004b"]),
        ("a:", ["OPF-005"]),
        ("a", ["OPF-005"]),
        ("a: http://a b/", ["OPF-004b", "OPF-005"]),
        ("a: b: http://b/", ["OPF-004d", "OPF-006"]),
        ("a: http://a/\n b: http://b/", []),
    ],
)
def test_the_syntax_of_prefixes_is_judged_as_epubcheck_does(
    value: str, expected: list[str]
) -> None:
    assert sorted({fault.id for fault in read_prefixes(value)[1]}) == expected


@pytest.mark.parametrize(
    ("property_", "expected"),
    [
        ("role", set()),
        ("foo", {"OPF-027"}),
        ("foo:bar", {"OPF-028"}),
        ("foo:", {"OPF-026"}),
        (":bar", {"OPF-026"}),
        ("dcterms:anything", set()),
        ("rendition:foo", {"OPF-027"}),
        ("schema:foo", set()),
    ],
)
def test_properties_are_judged_as_epubcheck_does(property_: str, expected: set[str]) -> None:
    book = replaced(OPF, 'property="schema:accessMode"', f'property="{property_}"')
    assert {i for i in ids_of(book) if i.startswith("OPF")} == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('idref="notes"', 'idref="nothing"', {"OPF-049", "RSC-005", "RSC-011"}),
        ('toc="ncx"', 'toc="nothing"', {"OPF-049", "RSC-005"}),
        ('toc="ncx"', 'toc="nav"', {"OPF-050", "RSC-005", "CHK-008"}),
        ('version="3.0"', 'version="3.3"', {"OPF-001"}),
        ("</manifest>", '<item id="a" href="a.txt" media-type="text/plain"/></manifest>',
         {"RSC-001"}),
        ("</manifest>", '<item id="a" href="file:///a" media-type="text/plain"/></manifest>',
         {"RSC-006", "RSC-030"}),
        ('title="On Tea" href="chapter.xhtml"', 'title="On Tea" href="http://a.example/"',
         {"OPF-031", "RSC-006"}),
        ('title="On Tea" href="chapter.xhtml"', 'title="On Tea" href="toc.ncx"',
         {"OPF-032", "RSC-032"}),
    ],
)  # fmt: skip
def test_a_changed_package_has_epubchecks_ids(old: str, new: str, expected: set[str]) -> None:
    assert ids_of(replaced(OPF, old, new)) == expected


def test_names_of_a_package_alone_are_looked_at() -> None:
    item = '<item id="a%d" href="%s" media-type="text/plain"/>'
    names = ["a%20b.txt", "c%3Cd.txt", "e."]
    items = "".join(item % pair for pair in enumerate(names))
    from tests.books import sound_files

    opf = sound_files()[OPF].decode().replace("</manifest>", f"{items}</manifest>")
    assert {"PKG-009", "PKG-010", "PKG-011"} <= ids_of(opf.encode(), "opf", "3")


def test_a_package_of_oebps_1_2_has_the_types_of_its_time() -> None:
    opf = b"""<package xmlns="http://openebook.org/namespaces/oeb-package/1.0/"><manifest>
<item id="a" href="a.html" media-type="text/html"/>
<item id="b" href="b.css" media-type="text/css"/></manifest></package>"""
    assert {"OPF-038", "OPF-039"} <= ids_of(opf, "opf", "2")


@pytest.mark.parametrize("tag", ["en", "zh-Hant-TW", "de-1996", "x-tea", "sl-rozaj", "i-klingon"])
def test_language_tags_are_known(tag: str) -> None:
    assert is_well_formed(tag)


@pytest.mark.parametrize("tag", ["", " en ", "a-value", "english-language-x", "en--US", "en_US"])
def test_what_is_no_language_tag_is_told(tag: str) -> None:
    assert not is_well_formed(tag)


@pytest.mark.parametrize(
    "date",
    [
        "2024",
        "2024-02",
        "2024-02-29",
        "2024-02-29T23:59:59+02:00",
        "24",
        "2024-1-1",
        "2024-01-01T10:00",
    ],
)
def test_dates_of_every_length_are_dates(date: str) -> None:
    assert date_trouble(date) == ""


@pytest.mark.parametrize(
    "date", ["", "0000", "12024", "2023-02-29", "2024-13", "2024-01-01T24:00", "May"]
)
def test_what_is_no_date_is_told(date: str) -> None:
    assert date_trouble(date)


def test_clock_values_are_seconds() -> None:
    values = ["1:00:01.5", "01:30", "90", "1.5min", "2h", "500ms", "x", "1:2"]
    assert [seconds_of(v) for v in values] == [3601.5, 90, 90, 90, 7200, 0.5, None, None]


@pytest.mark.parametrize(
    ("written", "path", "leaks", "is_valid"),
    [
        ("b.xhtml#x", "EPUB/b.xhtml", False, True),
        ("../b%20c", "b c", False, True),
        ("../../b", "b", True, True),
        ("/b", "b", True, True),
        ("./%2e%2e/b", "b", False, True),
        ("b c", "EPUB/b c", False, False),
        ("b%zz", "EPUB/b%zz", False, False),
        ("https:/a.example", "a.example", True, False),
        ("https:b", "EPUB/b", False, False),
        ("http:b", "", False, False),
        ("https://a.example/b", "", False, True),
        ("http://", "", False, False),
        ("#x", "EPUB/a.xhtml", False, True),
    ],
)
def test_urls_lead_to_paths(written: str, path: str, leaks: bool, is_valid: bool) -> None:
    url = resolve(written, "EPUB/a.xhtml")
    assert (url.path, url.leaks, not url.trouble) == (path, leaks, is_valid)


# Each with whether EPUBCheck 5.3.0 finds the URL invalid (RSC-020), and whether it follows it.
HOSTS = [
    ("example.org", False, True),
    ("EX.org:80", False, True),
    ("1.2.3.4.5", False, True),
    ("[::1]", False, True),
    ("ex<a.org", False, True),
    ("example.org.", False, True),
    ("[::g]", True, False),
    ("[1.2.3.4]", True, False),
    ("a..b", True, False),
    (".a", True, False),
    ("ex%20a.org", True, False),
    ("ex[a.org", True, False),
    ("xn--a", True, False),
    ("xn--zzzzzz", True, False),
    ("a" * 64 + ".org", True, False),
    ("host:abc", True, False),
    ("host:70000", True, True),
    ("host:" + "9" * 5000, True, True),
    ("/host", True, True),
    ("ho\tst", True, True),
]


@pytest.mark.parametrize(("host", "is_bad", "is_followed"), HOSTS)
def test_a_url_without_a_sound_host_leads_nowhere(
    host: str, is_bad: bool, is_followed: bool
) -> None:
    url = resolve(f"https://{host}/x.png", "EPUB/a.xhtml")
    assert (bool(url.trouble), bool(url.absolute)) == (is_bad, is_followed)


def test_file_names_are_judged_as_epubchecks_own_tests_do() -> None:
    cases = json.loads(shared("conformance/unit-cases.json").read_text("utf-8"))
    for case in cases:
        if case["kind"] != "filename":
            continue
        name, version = case["input"], case["epub_version"]
        found = ["PKG-009"] if forbidden_characters(name, version) else []
        found += ["PKG-010"] if has_space(name) else []
        found += ["PKG-011"] if name.endswith(".") else []
        assert found == case["expected"], case["title"]


def test_a_navigation_document_is_none_of_epub_2() -> None:
    from tests.books import NAV, sound_files

    assert "NAV-001" in ids_of(sound_files()[NAV], "nav", "2")
    assert ids_of(sound_files()[NAV], "nav", "3") == set()
