"""What was bound comes apart and goes together again, and nothing is lost on the way."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packager.anthology.bind import BindOptions, bind
from packager.anthology.changes import as_text, compare
from packager.anthology.compose import Composed, Piece, compose
from packager.anthology.edition import edition_of
from packager.anthology.frame import Frame
from packager.anthology.manifest import Manifest, PartEntry
from packager.anthology.manifest_file import read_manifest
from packager.anthology.split import Apart, distinct_names, take_apart
from packager.build import build, pack, render
from packager.build.book import book_of
from packager.check import check
from packager.model import Asset, Correction, Credit, Essay, Footnote, Person, Reading, Series
from packager.read import Source
from tests.books import png
from tests.essays import reference

COVER = Asset("cover.png", "image/png", png(40, 64))  # drawing one takes its time
LANGUAGES = ("en", "de", "ar", "ja")
WORDS = st.sampled_from(
    "tea rain “light” stone & <salt> naïve 茶 شاي 100 % it’s [x] *y* _z_".split()
)
LINES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
PARAGRAPHS = st.lists(LINES, min_size=1, max_size=3)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(number: int) -> str:
    """Return a link to another essay, as readers write it."""
    return f'<span class="unlinked" data-href="file-{number}.md">to {number}</span>'


@st.composite
def people(draw: st.DrawFn, name: str) -> Person:
    given, family = name.split()
    paragraphs = draw(st.lists(LINES, max_size=2))
    bio = "".join(f"<p>{escaped(line)} <em>{name}</em></p>" for line in paragraphs)
    has_image = draw(st.booleans())
    return Person(
        name,
        f"{family}, {given}",
        bio=bio,
        url=draw(st.sampled_from(["", f"https://example.org/{given}"])),
        image=Asset("p.png", "image/png", png(len(name), 5)) if has_image else None,
        image_alt=f"{name} smiles" if has_image else "",
        links=draw(st.sampled_from([(), (("Site", "https://example.org/site"),)])),
        language=draw(st.sampled_from(["", "fr"])) if bio else "",
    )


@st.composite
def texts(draw: st.DrawFn, number: int, count: int) -> dict[str, Any]:
    """Return body, notes and images of a text: links to another, an image in a note, headings."""
    mark = f"e{number}"
    body = []
    notes = []
    images: dict[str, Asset] = {}
    if draw(st.booleans()):
        images["a.png"] = Asset("a.png", "image/png", png(3 + number, 4))
        body.append(f'<h2>{mark} head</h2><figure><img src="asset:a.png" alt="{mark}"/></figure>')
    for at, line in enumerate(draw(PARAGRAPHS)):
        has_note = draw(st.booleans())
        body.append(f"<p>{mark} {escaped(line)}{reference(f'n{at}') if has_note else ''}</p>")
        if has_note:
            picture = ""
            if draw(st.booleans()):
                images["note.png"] = Asset("note.png", "image/png", png(2, 3 + number))
                picture = '<p><img src="asset:note.png" alt="n"/></p>'
            notes.append(Footnote(f"n{at}", f"<p>note {mark} {escaped(line)}</p>{picture}"))
    if draw(st.booleans()):
        other = draw(st.integers(0, count - 1))
        body.append(f"<p>{link(other)}</p>")
    return {"body": "\n".join(body), "footnotes": tuple(notes), "assets": tuple(images.values())}


@st.composite
def essays(draw: st.DrawFn, number: int, count: int) -> Essay:
    authors = draw(st.lists(st.sampled_from(["Ann One", "Bo Two", "Cy Three"]), max_size=2))
    language = draw(st.sampled_from(LANGUAGES))
    headnote = f"<p>Head <em>{number}</em> {link(0)}</p>"
    credits_ = [Credit(draw(people(name)), "aut") for name in dict.fromkeys(authors)]
    if draw(st.booleans()):
        credits_.append(Credit(draw(people("Tia Turner")), draw(st.sampled_from(["trl", "pht"]))))
    return Essay(
        title=draw(LINES),
        slug=draw(st.sampled_from("same about source index headnote part-one x".split())),
        subtitle=draw(st.sampled_from(["", "Below it"])),
        credits=tuple(credits_),
        language=language,
        direction="rtl" if language == "ar" else "",
        writing_mode="vertical-rl" if language == "ja" else "",
        published=draw(st.sampled_from(["", "2019", "2020-05", "2021-06-07"])),
        modified=draw(st.sampled_from(["", "2022-01-01"])),
        description=draw(st.sampled_from(["", "What it says."])),
        tags=tuple(draw(st.lists(st.sampled_from(["tea", "Rain"]), unique=True))),
        source_url=draw(st.sampled_from(["", f"https://example.org/e/{number}"])),
        publication=draw(st.sampled_from(["", "The Paper"])),
        place=draw(st.sampled_from(["", "Kyoto"])),
        pages=draw(st.sampled_from(["", "3–9"])),
        rights=draw(st.sampled_from(["", "© A"])),
        license=draw(st.sampled_from(["", "CC-BY-4.0", "CC-BY-NC-ND-4.0"])),
        permission=draw(st.sampled_from(["", "By leave."])),
        corrections=draw(st.sampled_from([(), (Correction("2022-01-01", "Was wrong."),)])),
        notes_at=draw(st.sampled_from(["essay", "essay", "book", "inline"])),
        kind=draw(st.sampled_from(["chapter", "chapter", "afterword"])),
        headnote=draw(st.sampled_from(["", headnote])),
        source_file=f"file-{number}.md",
        **draw(texts(number, count)),
    )  # fmt: skip


@st.composite
def introductions(draw: st.DrawFn, number: int, count: int, slug: str, title: str) -> Essay:
    credits_ = [Credit(draw(people("Ina Intro")), "aut")] if draw(st.booleans()) else []
    return Essay(
        title=title,
        slug=slug,
        kind="introduction",
        credits=tuple(credits_),
        language=draw(st.sampled_from(["en", "de"])),
        source_file=f"{slug}.md",
        **draw(texts(number, count)),
    )


@st.composite
def anthologies(draw: st.DrawFn) -> Composed:
    count = draw(st.integers(1, 4))
    listed = [draw(essays(number, count)) for number in range(count)]
    listed = [e for n, e in enumerate(listed) if e.body not in [o.body for o in listed[:n]]]
    titles = draw(st.sampled_from([[""], ["One"], ["", "One"], ["One", "One"], ["", "A b", "C"]]))
    pieces = [
        Piece(Reading(essay), draw(st.integers(0, len(titles) - 1)), f"m.toml:{n}",
              is_edited=draw(st.booleans()))
        for n, essay in enumerate(listed)
    ]  # fmt: skip
    whole = Essay(
        "The Whole",
        "",
        "anthology",
        subtitle=draw(st.sampled_from(["", "Essays"])),
        credits=tuple(
            Credit(draw(people(name)), role)
            for name, role in draw(
                st.sampled_from(
                    [[], [("Eve Editor", "edt")], [("Tim Trans", "trl"), ("Bo Two", "edt")]]
                )
            )
        ),
        language=draw(st.sampled_from(["en", "de"])),
        publisher=draw(st.sampled_from(["", "House & Co"])),
        published=draw(st.sampled_from(["", "2026-01-02"])),
        description=draw(st.sampled_from(["", 'A "blurb" \\ of it.'])),
        rights=draw(st.sampled_from(["", "© Eve"])),
        license=draw(st.sampled_from(["", "CC-BY-4.0"])),
        isbn=draw(st.sampled_from(["", "9783161484100"])),
        tags=draw(st.sampled_from([(), ("tea", "a, b")])),
        series=draw(st.sampled_from([None, Series("Row", "2")])),
        issue=draw(st.sampled_from(["", "7"])),
        corrections=draw(st.sampled_from([(), (Correction("", "Of it."),)])),
        cover=COVER,
    )
    introduction = (
        draw(introductions(90, count, "introduction", "Why These")) if draw(st.booleans()) else None
    )
    within = {
        number: draw(introductions(91 + number, count, f"intro-{number}", "Ignored"))
        for number, title in enumerate(titles)
        if title and draw(st.booleans())
    }
    values = {
        "title": "The Whole",
        "language": whole.language,
        "rights": whole.rights,
        "license": whole.license,
        "notes": draw(st.sampled_from(["essay", "book", "inline"])),
        "index": draw(st.sampled_from([[], ["tags", "names"]])),
        "order": draw(st.sampled_from(["", "date", "title", "author"])),
        "price": draw(st.sampled_from(["", "12 €"])),
    }
    manifest = Manifest(None, values, tuple(PartEntry(title, ()) for title in titles))
    return compose(manifest, pieces, Frame(whole, introduction, within), {})


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive_of(files: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def written(apart: Apart, folder: Path) -> Path:
    """Write what came apart as the command does; return the manifest."""
    for name, book in zip(distinct_names(apart.books), apart.books, strict=True):
        (folder / name).write_bytes(build(replace(book, cover=COVER)))
    for name, data in apart.files.items():
        (folder / name).write_bytes(data)
    manifest = folder / "book.toml"
    manifest.write_text(apart.manifest, "utf-8")
    return manifest


def bound_again(data: bytes, folder: Path) -> bytes:
    manifest = written(take_apart(Source("book.epub", data), {}), folder)
    again = bind(read_manifest(manifest), BindOptions(jobs=1), {})
    return pack(render(again.composed.book))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anthologies())
def test_what_is_split_is_bound_again_as_it_was(composed: Composed) -> None:
    """Every page, image, style and all metadata: what a word, a note or a link is lost from."""
    data = pack(render(composed.book))
    with tempfile.TemporaryDirectory() as folder:
        again = bound_again(data, Path(folder))
    changes = compare(edition_of(Source("a", data)), edition_of(Source("b", again)))
    assert as_text(changes) == ""
    before, after = files_of(data), files_of(again)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == []


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anthologies())
def test_each_text_that_came_apart_is_a_sound_book(composed: Composed) -> None:
    apart = take_apart(Source("book.epub", pack(render(composed.book))), {})
    assert len(apart.books) == len(composed.book.texts)
    for book in apart.books:
        assert [
            str(f) for f in check(build(replace(book, cover=COVER)), name="one.epub").findings
        ] == []


def test_a_split_without_sources_keeps_names_that_books_of_one_give_away() -> None:
    """A book of one has a page ``about.xhtml`` itself; the manifest names the essay anew."""
    essay = Essay("About", "<p>Words of it.</p>", "about", source_file="about.md")
    composed = compose(
        Manifest(None, {"title": "T"}, (PartEntry("", ()),)),
        [Piece(Reading(essay))],
        Frame(Essay("T", "", "anthology", cover=COVER)),
        {},
    )
    apart = take_apart(Source("b.epub", pack(render(composed.book))), {})
    assert distinct_names(apart.books) == ["essay-about.epub"]
    assert '{file = "essay-about.epub", slug = "about"}' in apart.manifest


def test_a_book_of_one_essay_has_no_manifest() -> None:
    essay = Essay("Alone", "<p>Words.</p>", "alone", cover=COVER)
    apart = take_apart(Source("b.epub", build(book_of(essay))), {})
    assert apart.manifest == ""
    assert [book.title for book in apart.books] == ["Alone"]


def test_links_to_neighbours_go_apart_and_come_together() -> None:
    first = Essay("First", '<p>See <a href="two.md">it</a>.</p>', "one", source_file="one.md")
    second = Essay("Second", "<p>Others words there.</p>", "two", source_file="two.md")
    manifest = Manifest(None, {"title": "T"}, (PartEntry("", ()),))
    frame = Frame(Essay("T", "", "anthology", cover=COVER))
    composed = compose(manifest, [Piece(Reading(first)), Piece(Reading(second))], frame, {})
    data = pack(render(composed.book))
    apart = take_apart(Source("b.epub", data), {})
    assert 'class="unlinked" data-href="two.epub">it</span>' in apart.books[0].essays[0].body
    with tempfile.TemporaryDirectory() as folder:
        again = bound_again(data, Path(folder))
    assert b'<a href="two.xhtml">it</a>' in files_of(again)["EPUB/text/one.xhtml"]


def test_a_damaged_anthology_gives_the_essays_that_it_still_has() -> None:
    pieces = [
        Piece(Reading(Essay(f"Title {n}", f"<p>Words {n} of it {n}.</p>", f"e-{n}")))
        for n in range(3)
    ]
    manifest = Manifest(None, {"title": "T"}, (PartEntry("", ()),))
    composed = compose(manifest, pieces, Frame(Essay("T", "", "a", cover=COVER)), {})
    files = files_of(pack(render(composed.book)))
    files["EPUB/text/e-1.xhtml"] = b"<html/>"
    apart = take_apart(Source("b.epub", archive_of(files)), {})
    assert [book.title for book in apart.books] == ["Title 0", "Title 2"]
    assert "e-1" not in apart.manifest


def test_a_picture_of_an_essay_named_about_is_nobodys_portrait() -> None:
    picture = Asset("tea.png", "image/png", png(4, 4))
    essays = [
        Essay("Tea", "<p>Words of tea.</p>", "tea", source_file="tea.md"),
        Essay(
            "About", '<p>A cup: <img src="asset:tea.png" alt="a cup"/></p>', "about",
            source_file="about.md", assets=(picture,),
        ),
    ]  # fmt: skip
    editor = Credit(Person("Eve Editor"), "edt")
    whole = Essay("T", "", "anthology", cover=COVER, credits=(editor,))
    manifest = Manifest(None, {"title": "T"}, (PartEntry("", ()),))
    composed = compose(manifest, [Piece(Reading(essay)) for essay in essays], Frame(whole), {})
    apart = take_apart(Source("b.epub", pack(render(composed.book))), {})
    assert "image =" not in apart.manifest
    assert [*apart.files] == ["cover.jpg"]
