"""The contents: lines, landmarks, and the NCX that says the same."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.build.opened import NAV, OPF, found, made, tree
from tests.essays import full, plain

NCX = "EPUB/toc.ncx"
TOC = "//h:nav[@epub:type='toc']"


def test_contents_name_the_essay_its_parts_and_the_pages_behind() -> None:
    nav = tree(made(full()), NAV)
    assert found(nav, f"{TOC}//h:a") == [
        "On Tea & <Water>",
        "Water",
        "Kettles",
        "Notes",
        "About the contributors",
        "Source and rights",
    ]


def test_contents_are_two_levels_deep() -> None:
    """Kindle shows two; the third level of headings is left to the text."""
    nav = tree(made(full()), NAV)
    assert found(nav, f"{TOC}/h:ol/h:li/h:ol/h:li/h:a/@href")[0] == "text/on-tea.xhtml#water"
    assert found(nav, f"{TOC}//h:ol//h:ol//h:ol") == []


def test_the_ncx_says_what_the_contents_say() -> None:
    files = made(full())
    nav, ncx = tree(files, NAV), tree(files, NCX)
    assert found(ncx, "//ncx:navLabel/ncx:text") == found(nav, f"{TOC}//h:a")
    assert found(ncx, "//ncx:content/@src") == found(nav, f"{TOC}//h:a/@href")
    assert found(ncx, "//ncx:navPoint/@playOrder") == [str(n) for n in range(1, 7)]
    assert found(ncx, "//ncx:meta[@name='dtb:depth']/@content") == ["2"]
    uid = found(tree(files, OPF), "//dc:identifier[@id='book-id']")
    assert found(ncx, "//ncx:meta[@name='dtb:uid']/@content") == uid


def test_a_book_opens_at_the_essay() -> None:
    files = made(full())
    marks = tree(files, NAV)
    assert found(marks, "//h:a[@epub:type='bodymatter']/@href") == ["text/on-tea.xhtml"]
    guide = found(tree(files, OPF), "//opf:reference[@type='text']/@href")
    assert guide == ["text/on-tea.xhtml"]


def test_contents_are_no_page_of_the_book() -> None:
    assert "nav" not in found(tree(made(full()), OPF), "//opf:itemref/@idref")


def test_every_line_leads_to_a_place_that_is_there() -> None:
    files = made(full())
    for href in found(tree(files, NAV), "//h:a/@href"):
        path, _, fragment = href.partition("#")
        data = files[f"EPUB/{path}"].decode()
        assert not fragment or f'id="{fragment}"' in data


def test_headings_without_id_get_one_that_no_other_has() -> None:
    body = '<h2 id="water">A</h2><h2>Water</h2><h2>Water</h2><h2>水</h2><h2>   </h2><p>x</p>'
    page = tree(made(replace(plain(), body=body)), "EPUB/text/on-tea.xhtml")
    ids = found(page, "//@id")
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", id_) for id_ in ids)


def test_labels_leave_out_note_numbers_and_readings() -> None:
    body = "<h2><ruby>茶<rt>ちゃ</rt></ruby>の湯</h2>"
    nav = tree(made(replace(plain(), body=body)), NAV)
    assert "茶の湯" in found(nav, f"{TOC}//h:a")
