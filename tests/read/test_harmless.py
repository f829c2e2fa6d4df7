"""A page that calls itself packager's is a stranger's where it holds what packager never writes."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from packager.build import build
from packager.build.book import book_of
from packager.model import Essay
from packager.read import ReadOptions, Source, read
from packager.read.harmless import has_harmless_record
from tests import essays

_HARM = [
    "<script>run()</script>",
    '<p onclick="run()">x</p>',
    '<p><a href="java&#10;script:run()">x</a></p>',
    '<iframe src="https://e.example/"></iframe>',
    '<p><img src="https://e.example/t.png" alt=""/></p>',
    '<p style="background: url(https://e.example/t.png)">x</p>',
    '<svg xmlns="http://www.w3.org/2000/svg"><script>run()</script></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><a><set attributeName="href" to="x"/></a></svg>',
    '<form action="https://e.example/"><input/></form>',
]


def changed(harm: str) -> bytes:
    """Return packager's book of an essay with markup put before its words."""
    data = BytesIO()
    book = build(book_of(essays.plain()))
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(data, "w") as new:
        for info in old.infolist():
            text = old.read(info).replace(b"<p>Tea wants", f"{harm}<p>Tea wants".encode())
            new.writestr(info, text)
    return data.getvalue()


@pytest.mark.parametrize("harm", _HARM)
def test_markup_that_packager_never_writes_is_cleaned(harm: str) -> None:
    essay = read(Source("a.epub", changed(harm)), ReadOptions())[0].essay
    assert "Tea wants patience" in essay.body
    for word in ("run()", "<iframe", "<img", "url(", "<set", "<form", "<input"):
        assert word not in essay.body


@pytest.mark.parametrize("make", [essays.full, essays.japanese, essays.arabic, essays.drawn])
def test_what_packager_writes_is_read_as_it_stands(make: object) -> None:
    assert callable(make)
    essay: Essay = make()
    (reading,) = read(Source("a.epub", build(book_of(essay))), ReadOptions())
    found = reading.essay
    assert [c.person.name for c in found.credits] == [c.person.name for c in essay.credits]
    assert (found.title, found.slug, found.tags) == (essay.title, essay.slug, essay.tags)


def test_a_record_with_harmful_markup_is_no_record() -> None:
    assert has_harmless_record({"headnote": "<p>Well</p>", "credits": [{"bio": "a &amp; b"}]})
    assert not has_harmless_record({"headnote": "<p onclick='x'>a</p>"})
    assert not has_harmless_record({"credits": [{"name": "A", "bio": "<script>x</script>"}]})
    assert not has_harmless_record({"credits": [{"name": "A", "bio": "<b>"}]})
