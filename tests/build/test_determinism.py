"""Same sources, same bytes: under another time, zone, locale, folder and hash seed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from packager.build import build
from packager.build.book import UNDATED, book_of, identifier_of, modification_time
from packager.errors import SourceError
from packager.model import Credit, Person
from tests.essays import full, plain

_PROGRAM = """
import hashlib, time
import tests.essays
from packager.build import build
from packager.build.book import book_of
for make in (tests.essays.full, tests.essays.japanese, tests.essays.arabic):
    print(hashlib.sha256(build(book_of(make()))).hexdigest())
"""


def digests(folder: Path, **environ: str) -> list[str]:
    root = Path(__file__).resolve().parents[2]
    result = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(root), **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.split()


def test_another_machine_makes_the_same_bytes(tmp_path: Path) -> None:
    one = digests(Path.cwd(), TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    two = digests(tmp_path, TZ="Asia/Tokyo", LC_ALL="tr_TR.UTF-8", LANG="tr", PYTHONHASHSEED="2")
    assert len(set(one)) == 3
    assert one == two


def test_the_clock_is_not_in_the_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the date of today, of the process or of a file: the very same bytes another day."""
    import time

    before = build(book_of(full()))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 400_000_000)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(now + 400_000_000))
    assert hashlib.sha256(build(book_of(full()))).digest() == hashlib.sha256(before).digest()


@pytest.mark.parametrize(
    ("environ", "dates", "stamp"),
    [
        ({}, ("2021-10-04",), "2021-10-04T00:00:00"),
        ({}, ("", "2021"), "2021-01-01T00:00:00"),
        ({}, ("2021-10",), "2021-10-01T00:00:00"),
        ({}, ("soon", "2021-10-04T10:00:00.5+02:00"), "2021-10-04T08:00:00"),
        ({"SOURCE_DATE_EPOCH": "86400"}, ("2021",), "1970-01-02T00:00:00"),
        ({"SOURCE_DATE_EPOCH": ""}, ("2021",), "2021-01-01T00:00:00"),
        ({}, (), "1980-01-01T00:00:00"),
        ({}, ("0001-01-01T00:00:00+14:00",), "1980-01-01T00:00:00"),
    ],
)
def test_a_book_is_stamped_by_its_sources(
    environ: dict[str, str], dates: tuple[str, ...], stamp: str
) -> None:
    assert modification_time(environ, *dates) == datetime.fromisoformat(stamp).replace(tzinfo=UTC)


@pytest.mark.parametrize("value", ["now", "1.5", "9" * 30, "-9" + "9" * 20])
def test_an_epoch_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(SourceError, match="SOURCE_DATE_EPOCH"):
        modification_time({"SOURCE_DATE_EPOCH": value})


def test_undated_is_plainly_no_date() -> None:
    assert book_of(plain()).modified == UNDATED


def test_an_edition_keeps_the_identifier_of_the_text() -> None:
    changed = replace(full(), title="Another", body="<p>Other.</p>", modified="2023")
    assert identifier_of(full()) == identifier_of(changed)
    assert identifier_of(full()) != identifier_of(replace(full(), source_url="https://a.example/"))


def test_without_address_title_and_authors_name_a_text() -> None:
    essay = replace(plain(), credits=(Credit(Person("Ada")),))
    assert identifier_of(plain()) != identifier_of(essay)
    assert identifier_of(essay) == identifier_of(replace(essay, body="<p>New.</p>"))
    by_doi = replace(essay, doi="10.1000/ABC")
    assert identifier_of(by_doi) == identifier_of(replace(by_doi, doi="10.1000/abc", title="T"))


def test_an_identifier_that_is_given_is_kept() -> None:
    assert identifier_of(replace(full(), identifier=" urn:x:tea ")) == "urn:x:tea"
