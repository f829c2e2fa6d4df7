"""Every essay of an anthology keeps its own words, notes, images and links."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from packager import xhtml
from packager.anthology.compose import compose
from packager.anthology.manifest import Manifest, PartEntry
from packager.anthology.reopen import reopen
from packager.anthology.split import split
from packager.build import build, pack, render
from packager.build.book import book_of
from packager.check import Severity, check
from packager.check.epubcheck import is_available, run_epubcheck
from packager.cli._checking import families_of
from packager.errors import SeveralErrors
from packager.model import Asset, Credit, Essay, Footnote, Person
from packager.read import Source
from tests.anthologies import bound, colliding, golden
from tests.books import png
from tests.judges import ace_violations, kobofix_ids

XHTML = xhtml.XHTML


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def page(files: dict[str, bytes], slug: str) -> etree._Element:
    return etree.fromstring(files[f"EPUB/text/{slug}.xhtml"])


@pytest.fixture(scope="module")
def collected() -> dict[str, bytes]:
    return files_of(pack(render(golden().book)))


@pytest.mark.parametrize("notes_at", ["essay", "book", "inline"])
def test_no_reading_system_finds_anything_in_an_anthology(notes_at: str) -> None:
    data = pack(render(golden(notes_at).book))
    assert check(data, name="golden.epub", families=families_of("all")).findings == ()


def test_every_reference_leads_to_its_own_note_and_back(collected: dict[str, bytes]) -> None:
    total = 0
    for essay in golden().book.essays:
        root = page(collected, essay.slug)
        by_id = {e.get("id"): e for e in root.iter() if e.get("id")}
        references = [a for a in root.iter(f"{{{XHTML}}}a") if a.get("role") == "doc-noteref"]
        assert len(references) == len(essay.footnotes)
        mark = essay.source_file.removesuffix(".md").replace("essay-", "e")
        for number, link in enumerate(references, 1):
            note = by_id[link.get("href", "").removeprefix("#")]
            assert f"{mark} note {number}" in xhtml.text_of(note)
            (back,) = [a for a in note.iter(f"{{{XHTML}}}a") if a.get("role") == "doc-backlink"]
            assert by_id[back.get("href", "").removeprefix("#")] is link
            total += 1
    assert total == 500


def test_each_essay_is_the_one_built_alone(collected: dict[str, bytes]) -> None:
    """The text, notes and links of an essay do not depend on its neighbours."""
    for essay in golden().book.essays[:8]:
        alone = page(files_of(build(book_of(essay))), essay.slug)
        together = page(collected, essay.slug)
        for root in (alone, together):
            for end in list(root.iter(f"{{{XHTML}}}footer")):
                xhtml.drop(end)
        assert xhtml.text_of(alone).split() == xhtml.text_of(together).split()
        links = [[a.get("href") for a in root.iter(f"{{{XHTML}}}a")] for root in (alone, together)]
        assert links[0] == links[1]


def test_equal_images_are_stored_once(collected: dict[str, bytes]) -> None:
    images = [data for path, data in collected.items() if "/images/" in path]
    assert len(images) == len(set(images))
    assert len(images) < 12


def test_the_checker_finds_nothing() -> None:
    for place in ("essay", "book"):
        report = check(pack(render(golden(place).book)), name="golden.epub")
        grave = [
            f
            for f in report.findings
            if f.severity in (Severity.FATAL, Severity.ERROR, Severity.WARNING)
        ]
        assert grave == []


@pytest.mark.heavy
def test_epubcheck_finds_nothing(tmp_path: Path) -> None:
    """No message of any severity, usage included, on the golden anthology and its essays."""
    if not is_available():
        pytest.skip("the [epubcheck] extra is not installed")
    files = []
    for place in ("essay", "book", "inline"):
        files.append(tmp_path / f"{place}.epub")
        files[-1].write_bytes(pack(render(golden(place).book)))
    for number, (one, _) in enumerate(split(Source("g.epub", files[0].read_bytes()), {})):
        if number % 10 == 1:
            files.append(tmp_path / f"alone-{number}.epub")
            files[-1].write_bytes(build(one))
    found = {file.name: report.findings for file, report in run_epubcheck(files)}
    assert len(found) == len(files)
    assert {name: findings for name, findings in found.items() if findings} == {}


@pytest.mark.heavy
def test_ace_and_kobo_s_linter_find_nothing(tmp_path: Path) -> None:
    """KOBO-019 tells that Kobo supports the upright lines of the Japanese essay."""
    file = tmp_path / "golden.epub"
    file.write_bytes(pack(render(golden().book)))
    assert kobofix_ids(file) <= {"KOBO-019"}
    assert ace_violations(file, tmp_path) == []


def test_editors_are_creators_and_authors_contributors(collected: dict[str, bytes]) -> None:
    (opf,) = [data.decode() for path, data in collected.items() if path.endswith(".opf")]
    creators = re.findall(r"<dc:creator[^>]*>([^<]*)<", opf)
    assert creators == ["Eve Editor"]
    assert len(re.findall(r"<dc:contributor[^>]*>Author ", opf)) == 30


def test_the_contents_name_title_and_author(collected: dict[str, bytes]) -> None:
    assert "Title 0 — Author 0 Writer" in collected["EPUB/nav.xhtml"].decode()


def test_opened_again_and_composed_it_is_the_same_book() -> None:
    for place in ("essay", "book"):
        data = pack(render(golden(place).book))
        opened = reopen(Source("golden.epub", data))
        again = compose(
            opened.manifest,
            opened.pieces,
            opened.frame,
            {"SOURCE_DATE_EPOCH": opened.epoch},
        )
        assert pack(render(again.book)) == data


def test_a_change_to_one_essay_leaves_every_other_page_as_it_is() -> None:
    essays = [colliding(n) for n in range(6)]
    before = files_of(pack(render(bound(essays).book)))
    essays[2] = replace(essays[2], body=essays[2].body + "<p>One more line.</p>")
    after = files_of(pack(render(bound(essays).book)))
    changed = {path for path in before if before[path] != after.get(path)}
    assert set(before) == set(after)
    (slug,) = [e.slug for e in bound(essays).book.essays if e.source_file == "essay-2.md"]
    assert changed <= {f"EPUB/text/{slug}.xhtml", "META-INF/packager-sources.json"}


def test_an_essay_keeps_its_name_when_another_comes_before_it() -> None:
    slugs = {e.source_file: e.slug for e in bound([colliding(1), colliding(2)]).book.essays}
    both = bound([colliding(1), colliding(2), colliding(3)]).book.essays
    assert {e.source_file: e.slug for e in both if e.source_file in slugs} == slugs


def test_split_gives_back_words_notes_and_images() -> None:
    book = golden().book
    data = pack(render(book))
    alone = [one.essays[0] for one, _ in split(Source("golden.epub", data), {})]
    assert [e.slug for e in alone if e.slug != "introduction"] == [e.slug for e in book.essays]
    kept = [e for e in alone if e.slug != "introduction"]
    for back, essay in zip(kept, book.essays, strict=True):
        assert words(back) == words(essay)
        assert [n.label for n in back.footnotes] == [n.label for n in essay.footnotes]
        assert [a.read() for a in back.assets] == [a.read() for a in essay.assets]
        assert back.credits[0].person.bio == essay.credits[0].person.bio


def words(essay: Essay) -> list[str]:
    body = xhtml.parse(essay.body)
    for link in list(body.iter(f"{{{XHTML}}}a")):
        if link.get("role") == "doc-noteref":
            xhtml.drop(link)  # its number is the note's place
    text = xhtml.text_of(body)
    notes = [xhtml.text_of(xhtml.parse(note.body)) for note in essay.footnotes]
    return " ".join([text, *notes]).split()


def test_the_same_text_twice_is_refused_and_named() -> None:
    twice = replace(colliding(1), title="Another", slug="other", source_file="o.md")
    with pytest.raises(SeveralErrors, match="is the same text as"):
        bound([colliding(1), twice])


def test_a_missing_permission_fails_only_when_asked_for() -> None:
    manifest = Manifest(None, {"title": "T"}, (PartEntry("", ()),))
    composed = bound([replace(colliding(1), license="")])
    assert any("no licence" in note.message for note in composed.notes)
    from packager.anthology.compose import Piece
    from packager.anthology.frame import Frame
    from packager.model import Reading

    piece = Piece(Reading(replace(colliding(1), license="")), 0, "book.toml:2")
    with pytest.raises(SeveralErrors, match=r"book\.toml:2: .*no licence"):
        compose(manifest, [piece], Frame(Essay("T", "", "t")), {}, require_rights=True)


def test_one_person_under_two_spellings_stands_once_among_the_contributors() -> None:
    one = replace(colliding(1), credits=(Credit(Person("U. Le Guin", orcid="0000-1")),))
    two = replace(colliding(2), credits=(Credit(Person("Ursula Le Guin", orcid="0000-1")),))
    files = files_of(pack(render(bound([one, two]).book)))
    text = files["EPUB/text/contributors.xhtml"].decode()
    assert text.count("Le Guin</h2>") == 1


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=5, unique=True),
    st.sampled_from(["essay", "book", "inline"]),
    st.integers(0, 3),
)
def test_any_bundle_keeps_each_essay_s_words(numbers: list[int], place: str, notes: int) -> None:
    essays = [colliding(n, notes=notes) for n in numbers]
    composed = bound(essays, place)
    data = pack(render(composed.book))
    alone = [one.essays[0] for one, _ in split(Source("b.epub", data), {})]
    kept = [e for e in alone if e.slug != "introduction"]
    assert [words(e) for e in kept] == [words(e) for e in composed.book.essays]


def test_portraits_of_one_file_name_stay_with_their_people() -> None:
    """Everybody's portrait may be called ``me.png``; each is of somebody else."""
    essays = []
    for number, name in enumerate(("Ann One", "Bo Two")):
        face = Asset("me.png", "image/png", png(3 + number, 4))
        credit = Credit(Person(name, image=face, image_alt=f"{name} smiles"))
        essays.append(replace(colliding(number), credits=(credit,)))
    files = files_of(pack(render(bound(essays).book)))
    text = files["EPUB/text/contributors.xhtml"].decode()
    shown = re.findall(r'src="\.\./images/([^"]*)" alt="(\w+ \w+) smiles"', text)
    faces = {name: files[f"EPUB/images/{file}"] for file, name in shown}
    assert faces == {"Ann One": png(3, 4), "Bo Two": png(4, 4)}


def test_pictures_in_notes_at_the_end_of_the_book_are_shown() -> None:
    essays = []
    for number in range(2):
        essay = colliding(number, notes=1)
        picture = '<p>Seen:</p><p><img src="asset:a.png" alt="it"/></p>'
        essays.append(replace(essay, footnotes=(Footnote("1", f"{picture}<p>n{number}</p>"),)))
    data = pack(render(bound(essays, "book").book))
    assert check(data, name="pictures.epub").findings == ()
    notes = files_of(data)["EPUB/text/notes.xhtml"].decode()
    assert len(set(re.findall(r'src="([^"]*)"', notes))) == 2
