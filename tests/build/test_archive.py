"""The ZIP file: order, dates, what is deflated and what is stored."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from packager.build import archive as module
from packager.build.archive import Packed, packed, repack
from packager.errors import SourceError


def repacked(files: dict[str, bytes]) -> zipfile.ZipFile:
    source, target = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(source, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    repack(source, target, (), {}, {})
    return zipfile.ZipFile(target)


def test_mimetype_and_container_come_first_and_the_rest_keeps_its_order() -> None:
    names = ["b", "META-INF/container.xml", "a", "mimetype"]
    archive = repacked(dict.fromkeys(names, b"x"))
    assert archive.namelist() == ["mimetype", "META-INF/container.xml", "b", "a"]


def test_only_what_deflate_makes_smaller_is_deflated() -> None:
    archive = repacked({"mimetype": b"x", "a.xhtml": b"x" * 99, "a.jpg": b"x" * 99, "a.JPG": b"x"})
    kinds = {entry.filename: entry.compress_type for entry in archive.infolist()}
    stored = {name for name, kind in kinds.items() if kind == zipfile.ZIP_STORED}
    assert stored == {"mimetype", "a.jpg", "a.JPG"}


def test_no_entry_needs_a_data_descriptor() -> None:
    """Old readers do not know the flag; it appears when an entry is written without a size."""
    archive = repacked({"mimetype": b"x", "a.xhtml": b"y"})
    assert {entry.flag_bits & 0x08 for entry in archive.infolist()} == {0}


FILES = {
    "mimetype": b"application/epub+zip",
    "META-INF/container.xml": b"<container/>",
    "EPUB/text/\u00e9.xhtml": b"<p>text</p>" * 500,
    "EPUB/empty.css": b"",
    "EPUB/images/a.jpg": os.urandom(3000),
}


def by_zipfile(files: dict[str, bytes]) -> bytes:
    """Return the ZIP file of Python's own writer, as it was used before."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            stored = name == "mimetype" or name.endswith(".jpg")
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return target.getvalue()


def test_the_bytes_are_those_of_pythons_own_writer(tmp_path: Path) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(FILES["EPUB/images/a.jpg"])
    page = "EPUB/text/\u00e9.xhtml"
    on_disk: dict[str, Path]
    ready: dict[str, Packed]
    for on_disk, ready in (
        ({}, {}),
        ({"EPUB/images/a.jpg": picture}, {}),
        ({}, {page: packed(FILES[page])}),
    ):
        source, target = io.BytesIO(), io.BytesIO()
        with zipfile.ZipFile(source, "w") as archive:
            for name, data in FILES.items():
                if name not in on_disk and name not in ready:
                    archive.writestr(name, data)
        repack(source, target, [*FILES][2:], on_disk, ready)
        assert target.getvalue() == by_zipfile(FILES)


def test_what_four_bytes_cannot_tell_is_told_as_zip64(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LIMIT", 4000)
    monkeypatch.setattr(module, "_MOST_ENTRIES", 3)
    source, target = io.BytesIO(), io.BytesIO()
    files = {f"{number}.jpg": bytes([number]) * 900 for number in range(9)}
    with zipfile.ZipFile(source, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    repack(source, target, (), {}, {})
    data = target.getvalue()
    assert data.count(b"PK\6\6") == data.count(b"PK\6\7") == 1
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_a_file_that_changes_meanwhile_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(b"before")
    real = module._write_head

    def changing(*arguments: object) -> object:
        picture.write_bytes(b"behind")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_write_head", changing)
    monkeypatch.setattr(module, "_BLOCK_BYTES", 4)
    source = io.BytesIO()
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("a.jpg", b"")
    with pytest.raises(SourceError, match="changed while the book was written"):
        repack(source, io.BytesIO(), ["a.jpg"], {"a.jpg": picture}, {})
