"""The metadata of the package document."""

from __future__ import annotations

import json
from dataclasses import replace

from packager.build.book import book_of
from packager.build.json_ld import json_ld
from packager.build.metadata import metadata
from packager.model import Credit, Person, Series
from tests.build.opened import OPF, found, made, metas, tree
from tests.essays import drawn, full, japanese, korean, plain


def test_each_person_has_a_role_and_a_name_to_sort_by() -> None:
    package = tree(made(full()), OPF)
    assert found(package, "//dc:creator") == ["Ada Example", "Bo Other"]
    assert found(package, "//dc:contributor") == ["Cy Third", "The Tea Society"]
    assert found(package, "//opf:meta[@refines='#creator-1']") == ["aut", "Example, Ada"]
    assert found(package, "//opf:meta[@refines='#contributor-1']") == ["trl", "Third, Cy"]
    assert found(package, "//opf:meta[@refines='#contributor-2']") == ["edt"]


def test_who_only_edited_a_text_without_author_is_its_creator() -> None:
    essay = replace(plain(), credits=(Credit(Person("Ed"), "edt"), Credit(Person("Tr"), "trl")))
    package = tree(made(essay), OPF)
    assert found(package, "//dc:creator") == ["Ed"]
    assert found(package, "//dc:contributor") == ["Tr"]


def test_the_tool_is_never_a_creator() -> None:
    package = tree(made(plain()), OPF)
    assert found(package, "//dc:creator") == []
    assert found(package, "//dc:contributor") == []
    assert found(package, "//opf:meta[@name='generator']/@content")[0].startswith("packager ")


def test_titles_say_which_they_are() -> None:
    package = tree(made(full()), OPF)
    assert found(package, "//dc:title") == ["On Tea & <Water>", "A “short” note"]
    assert found(package, "//opf:meta[@property='title-type']") == ["main", "subtitle"]


def test_identifiers_say_which_they_are() -> None:
    package = tree(made(full()), OPF)
    first, *others = found(package, "//dc:identifier")
    assert first.startswith("urn:uuid:")
    assert others == ["urn:isbn:9783161484100", "doi:10.1000/182"]
    assert found(package, "//opf:meta[@property='identifier-type']") == ["15", "06"]


def test_both_dialects_name_the_series() -> None:
    files = made(full())
    package = tree(files, OPF)
    assert metas(files, "belongs-to-collection") == ["Teas & Waters"]
    assert metas(files, "collection-type") == ["series"]
    assert metas(files, "group-position") == ["2"]
    assert found(package, "//opf:meta[@name='calibre:series']/@content") == ["Teas & Waters"]
    assert found(package, "//opf:meta[@name='calibre:series_index']/@content") == ["2"]


def test_a_series_without_number_has_no_position() -> None:
    files = made(replace(plain(), series=Series("Teas")))
    assert metas(files, "group-position") == []
    assert metas(files, "belongs-to-collection") == ["Teas"]


def test_source_rights_and_licence_are_told() -> None:
    package = tree(made(full()), OPF)
    assert found(package, "//dc:source") == [
        "https://example.org/tea?id=1&lang=en",
        "urn:issn:2049-3630",
    ]
    assert found(package, "//dc:rights") == ["© 2021 Ada Example"]
    assert found(package, "//opf:link/@href") == ["https://creativecommons.org/licenses/by-sa/4.0/"]
    assert found(package, "//dc:date") == ["2021-10-04"]


def test_exactly_one_date_of_change() -> None:
    assert metas(made(full()), "dcterms:modified") == ["2022-01-01T00:00:00Z"]


def test_alternative_text_is_claimed_only_where_each_image_has_it() -> None:
    feature = "schema:accessibilityFeature"
    assert "alternativeText" in metas(made(full()), feature)
    missing = full().body.replace(' alt="A cup &amp; saucer"', "")
    files = made(replace(full(), body=missing))
    assert "alternativeText" not in metas(files, feature)
    assert metas(files, "schema:accessModeSufficient") == ["textual,visual"]


def test_decorative_images_need_no_alternative() -> None:
    files = made(replace(drawn(), body='<p><img src="asset:dot.png" alt=""/>x</p>'))
    assert "alternativeText" in metas(files, "schema:accessibilityFeature")
    assert metas(files, "schema:accessMode") == ["textual"]


def test_what_is_in_the_book_is_told() -> None:
    files = made(full())
    features = metas(files, "schema:accessibilityFeature")
    assert {"MathML", "describedMath", "rubyAnnotations", "ARIA", "readingOrder"} <= set(features)
    assert metas(files, "schema:accessMode") == ["textual", "visual"]
    assert metas(files, "schema:accessModeSufficient") == ["textual", "textual,visual"]
    assert metas(files, "schema:accessibilityHazard") == ["none"]
    plain_features = metas(made(plain()), "schema:accessibilityFeature")
    assert not {"MathML", "describedMath", "rubyAnnotations"} & set(plain_features)
    assert "verticalWriting" in metas(made(japanese()), "schema:accessibilityFeature")


def test_no_conformance_is_claimed() -> None:
    assert metas(made(full()), "dcterms:conformsTo") == []


def test_the_summary_is_in_the_books_language() -> None:
    assert "그림" not in metas(made(korean()), "schema:accessibilitySummary")[0]
    assert "텍스트" in metas(made(korean()), "schema:accessibilitySummary")[0]
    swedish = made(replace(plain(), language="sv"))
    summary = "//opf:meta[@property='schema:accessibilitySummary']/@xml:lang"
    assert found(tree(swedish, OPF), summary) == ["en"]


def test_an_essay_s_page_says_where_in_which_issue_of_what_it_appeared() -> None:
    described = json.loads(
        json_ld(
            replace(
                plain(),
                publication="The Review",
                issn="1234-5679",
                volume="12",
                issue="3",
                pages="4–9",
                place="Zagreb",
            )
        )
    )
    assert described["isPartOf"] == {
        "@type": "PublicationIssue",
        "issueNumber": "3",
        "isPartOf": {
            "@type": "PublicationVolume",
            "volumeNumber": "12",
            "isPartOf": {"@type": "Periodical", "name": "The Review", "issn": "1234-5679"},
        },
    }
    assert described["pagination"] == "4–9"
    assert described["locationCreated"] == {"@type": "Place", "name": "Zagreb"}


def test_an_anthology_says_of_each_essay_when_it_was_issued_and_under_what_licence() -> None:
    one = replace(plain(), rights="© Ana", license="CC-BY-4.0", published="2019-05-03", slug="one")
    book = replace(book_of(one), is_anthology=True)
    found = {
        (meta.attributes["property"], meta.value)
        for meta in metadata(book, (), "en", {"one": "item-one"}, "packager")
        if meta.attributes.get("refines") == "#item-one"
    }
    assert {
        ("dcterms:issued", "2019-05-03"),
        ("dcterms:rights", "© Ana"),
        ("dcterms:license", "https://creativecommons.org/licenses/by/4.0/"),
    } <= found


def test_a_name_to_sort_by_of_white_space_is_none() -> None:
    essay = replace(plain(), credits=(Credit(Person("Ann", "\r "), "aut"),))
    package = tree(made(essay), OPF)
    assert found(package, "//opf:meta[@property='file-as' and @refines='#creator-1']") == []
