"""Repairs of foreign files, of lost packages, of order; those that guess, and what they lose."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from packager.check.run import FAMILIES
from packager.fix.draft import read_files
from packager.fix.words import changed_words, words_of
from tests import books
from tests.books import CHAPTER, NAV, OPF, book_with, packed, replaced
from tests.fix.test_repairs import chapter, mended, noted

_END = b"</manifest>"


def _with(files: Mapping[str, bytes], *items: str, body: str = "") -> bytes:
    """Return the sound book with more files, their manifest items, and more in its chapter."""
    made = books.sound_files()
    made[OPF] = made[OPF].replace(_END, "".join(items).encode() + _END)
    made[CHAPTER] = made[CHAPTER].replace(b"</body>", body.encode() + b"</body>")
    return packed({**made, **files})


def _without(*paths: str) -> bytes:
    return packed({p: d for p, d in books.sound_files().items() if p not in paths})


_SOUND = '<item id="sound" href="sound.ape" media-type="audio/ape"/>'
_FILM = '<item id="film" href="film.mp4" media-type="video/mp4"/>'
_POSTER = '<item id="poster" href="poster.xyz" media-type="image/xyz"/>'
_PICTURE = _POSTER.replace("poster", "picture")
_SWITCH = (
    '<p xmlns:epub="http://www.idpf.org/2007/ops"><epub:switch id="s">'
    '<epub:case required-namespace="urn:x"><i>never shown</i></epub:case>'
    "<epub:default><b>shown</b></epub:default></epub:switch></p>"
)
BROKEN: Mapping[str, bytes] = {
    "sound of another kind": _with(
        {"EPUB/sound.ape": b"ape"}, _SOUND, body='<audio src="sound.ape">Listen elsewhere.</audio>'
    ),
    "sound with a source of another kind": _with(
        {"EPUB/sound.ape": b"ape"}, _SOUND,
        body='<audio><source src="sound.ape" type="audio/ape"/>Listen elsewhere.</audio>',
    ),
    "poster of another kind": _with(
        {"EPUB/film.mp4": b"film", "EPUB/poster.xyz": b"xyz"}, _FILM, _POSTER,
        body='<video src="film.mp4" poster="poster.xyz">A film.</video>',
    ),
    "button of a picture of another kind": _with(
        {"EPUB/picture.xyz": b"xyz"}, _PICTURE,
        body='<form action="#"><p><input type="image" src="picture.xyz" alt="Go"/></p></form>',
    ),
    "picture whose last choice is of another kind": _with(
        {"EPUB/picture.xyz": b"xyz"}, _PICTURE,
        body='<p><picture><source srcset="cover.png" type="image/png"/>'
             '<img src="picture.xyz" alt="A cup"/></picture></p>',
    ),
    "lost package": _without(OPF),
    "image that cannot be opened": _with(
        {"EPUB/cut.png": b""}, '<item id="cut" href="cut.png" media-type="image/png"/>',
        body='<p>A cup: <img src="cut.png" alt=""/> of tea.</p>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_only_a_guess_mends_is_mended_when_asked_and_loses_no_word(name: str) -> None:
    broken = BROKEN[name]
    assert noted(broken), "the book is not broken"
    assert noted(mended(broken).data), "a safe repair would do"
    fixed = mended(broken, unsafe=True)
    assert noted(fixed.data) == []
    assert not changed_words(read_files(broken, "")[0], fixed.files)


def test_of_a_switch_is_left_what_readers_show() -> None:
    broken = _with({}, body=_SWITCH)
    files = read_files(broken, "")[0]
    files[OPF] = files[OPF].replace(
        b'href="chapter.xhtml"', b'href="chapter.xhtml" properties="switch"', 1
    )
    fixed = mended(packed(files), unsafe=True)
    assert noted(fixed.data) == []
    page = fixed.files[CHAPTER]
    assert b"<b>shown</b>" in page
    assert b"never shown" not in page
    assert b"switch" not in page


def test_words_that_a_switch_never_shows_are_no_words_of_the_book() -> None:
    page = f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{_SWITCH}</body></html>"
    assert words_of(page.encode()) == "shown"
    math = page.replace("urn:x", "http://www.w3.org/1998/Math/MathML")
    assert words_of(math.encode()) == "nevershown"


def test_a_lost_package_is_written_in_the_order_of_the_contents() -> None:
    fixed = mended(_without(OPF), unsafe=True)
    package = fixed.files[OPF].decode()
    spine = package.partition("<spine")[2]
    ids = {path: package.partition(f'href="{path}"')[0].rpartition('id="')[2].partition('"')[0]
           for path in ("chapter.xhtml", "notes.xhtml")}  # fmt: skip
    assert spine.index(f'"{ids["chapter.xhtml"]}"') < spine.index(f'"{ids["notes.xhtml"]}"')
    assert "<dc:title>On Tea</dc:title>" in package


def test_the_contents_are_sorted_as_the_book_is_read_with_all_their_entries() -> None:
    notes = '<li><a href="notes.xhtml">Notes</a></li>'
    broken = replaced(NAV, notes, "")
    files = read_files(broken, "")[0]
    files[NAV] = files[NAV].replace(
        b'<li><a href="chapter.xhtml">On Tea</a>',
        f'{notes}\n<li><a href="chapter.xhtml">On Tea</a>'.encode(),
    )
    broken = packed(files)
    assert "toc-order" in {rule for rule, _ in noted(broken)}
    fixed = mended(broken)
    assert noted(fixed.data) == []
    nav = fixed.files[NAV].decode()
    assert nav.index("On Tea") < nav.index(">Notes<")
    assert nav.count("<li>") == files[NAV].count(b"<li>")


def test_names_of_code_page_437_become_utf_8() -> None:
    made = {
        path.replace("notes", "n~tes"): data.replace(b"notes.xhtml", "nótes.xhtml".encode())
        for path, data in books.sound_files().items()
    }
    # Python writes UTF-8 alone: a name of as many bytes is put in the place of another.
    broken = packed(made).replace(b"EPUB/n~tes.xhtml", "EPUB/nótes.xhtml".encode("cp437"))
    assert "archive-entries" in {rule for rule, _ in noted(broken)}
    fixed = mended(broken)
    assert noted(fixed.data) == []
    assert "EPUB/nótes.xhtml" in fixed.files


def test_a_page_that_loads_remote_fonts_by_a_style_of_its_own_gets_a_style_sheet() -> None:
    """EPUBCheck refuses it with the property ``remote-resources`` and without it."""
    css = (
        "@font-face { font-family: F; src: url(https://example.org/f.woff) }\np { font-family: F }"
    )
    made = books.sound_files()
    made[OPF] = made[OPF].replace(
        _END, b'<item id="f" href="https://example.org/f.woff" media-type="font/woff"/>' + _END
    )
    made[CHAPTER] = made[CHAPTER].replace(b"</head>", f"<style>{css}</style></head>".encode())
    fixed = mended(packed(made))
    assert noted(fixed.data) == []
    assert b"<style" not in fixed.files[CHAPTER]
    assert css.encode() in fixed.files["EPUB/chapter.css"]
    package = fixed.files[OPF].decode()
    item = next(line for line in package.split("<item") if 'href="chapter.css"' in line)
    assert 'properties="remote-resources"' in item
    page = next(line for line in package.split("<item") if 'href="chapter.xhtml"' in line)
    assert "remote-resources" not in page


def test_a_hanging_line_follows_the_margin_that_is_made_smaller() -> None:
    broken = book_with(
        css="p.a { text-indent: -5em; padding-left: 5em }\np.b { text-indent: -5em }\n"
    )
    fixed = mended(broken, families=FAMILIES | {"kobo"})
    css = fixed.files["EPUB/style.css"].decode()
    assert "p.a { text-indent: -2em; padding-left: 2em }" in css
    assert "p.b { text-indent: -5em }" in css


def test_a_link_without_words_goes_and_its_id_stays() -> None:
    broken = chapter('<p><a id="line-1" href="#line-1"></a>A line.</p>')
    fixed = mended(broken, families=FAMILIES | {"accessibility"})
    assert b'<span id="line-1"></span>A line.' in fixed.files[CHAPTER]


def test_contents_of_three_levels_keep_all_their_entries_on_two() -> None:
    deep = (
        '<li><a href="chapter.xhtml#water">Water</a>\n<ol><li><a href="notes.xhtml">Notes</a>'
        '<ol><li><a href="notes.xhtml#note-1">First</a></li></ol></li></ol></li>'
    )
    made = books.sound_files()
    nav = made[NAV].decode()
    start = nav.index('<li><a href="chapter.xhtml#water">')
    nav = nav[:start] + deep + nav[nav.index("</li>", start) + 5 :]
    nav = nav.replace('<li><a href="notes.xhtml">Notes</a></li>', "")
    made[NAV] = nav.encode()
    wanted = FAMILIES | {"kindle"}
    broken = packed(made)
    assert "contents-depth" in {rule for rule, _ in noted(broken, wanted)}
    fixed = mended(broken, families=wanted)
    assert "contents-depth" not in {rule for rule, _ in noted(fixed.data, wanted)}
    after = fixed.files[NAV].decode()
    places = [after.index(f">{label}<") for label in ("Water", "Notes", "First")]
    assert places == sorted(places)
    assert after.count("<li>") == nav.count("<li>")


def test_a_link_that_leaves_the_book_is_taken_off_its_words() -> None:
    fixed = mended(chapter('<p>See <a href="/pkg/sync/">there</a>.</p>'))
    assert noted(fixed.data) == []
    assert b"<p>See <span>there</span>.</p>" in fixed.files[CHAPTER]


def test_a_language_that_is_none_becomes_undetermined_where_the_text_tells_nothing() -> None:
    """Kindle lists no ``und``, which is another finding of the same rule, and a smaller one."""
    files = books.sound_files()
    for path in (CHAPTER, NAV, "EPUB/notes.xhtml", "EPUB/cover.xhtml"):
        files[path] = files[path].replace(b'lang="en"', b'lang="C"')
    opf = files[OPF].replace(b"<dc:language>en", b"<dc:language>C")
    files[OPF] = opf.replace(b'xml:lang="en"', b'xml:lang="C"')
    families = FAMILIES | {"kindle", "accessibility"}
    fixed = mended(packed(files), families=families)
    said = fixed.files[OPF].partition(b"<dc:language>")[2].partition(b"<")[0]
    assert said in (b"en", b"und")
    assert "language-valid" not in {rule for rule, _ in noted(fixed.data, families)}
